"""The table that all steps of suggestions are declared in, and the roles of their desks."""

from __future__ import annotations

from collections.abc import Iterable

from automation.core.errors import StepRefused
from automation.core.steps import Desk, Steps

STEPS = Steps()
step = STEPS.step

RECEIVERS = ("市场营销部", "销售人员", "销售主管")
OFFICE = ("市场营销部",)
MANAGERS = ("销售经理", "总经理")
ACCOUNTANTS = ("会计",)


def check_of_unit(desk: Desk, person: str, unit: str, article: str, column: str) -> None:
    """The person who studied belongs to the department."""
    if desk.department.lookup("people", person, "team") != unit:
        raise StepRefused(f"{person}不是{unit}的人，不能代{unit}研究；请由{unit}的人办理，或在《基础资料》里改正部门。", article, column)


def joined(words: Iterable[str]) -> str:
    """Several things in one cell: 生产部、储运部; blank for none."""
    return "、".join(dict.fromkeys(words))
