"""The table that all after-sales steps are declared in, and the roles that several of them share."""

from __future__ import annotations

from automation.core.steps import Steps

STEPS = Steps()
step = STEPS.step

CENTRE = ("客服人员",)
MARKETING = ("市场营销部",)
SALES = ("销售人员", "销售主管", "销售经理")
FIELD = ("技术人员", "技术主管", "客服人员")
"""Who reports what happened at the customer's: the technician, or the centre for them by phone."""
