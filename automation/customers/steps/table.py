"""The table that all steps of the register of companies are declared in, and the roles of its desks."""

from __future__ import annotations

from automation.core.steps import Steps

STEPS = Steps()
step = STEPS.step

RESPONSIBLE = ("销售人员", "采购人员", "销售主管", "市场营销部")
"""各责任人: who deals with companies, buying or selling, and marketing."""
OFFICE = ("市场营销部",)
SUPERVISORS = ("销售主管",)
MANAGERS = ("销售经理",)
KEEPERS = ("销售经理", "市场营销部")
"""CU3: the manager keeps the originals; marketing hands them out for him."""
