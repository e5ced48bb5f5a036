"""The table that all steps of visits are declared in, its roles, and what several steps ask of a dealer."""

from __future__ import annotations

from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Desk, Steps

STEPS = Steps()
step = STEPS.step

HEADS = ("区域销售主管",)
VISITING = ("巡访人员", "区域销售主管", "销售人员", "销售主管")
SUPERIORS = ("销售经理", "总经理")
LEADERS = ("企业领导", "总经理")
TECHNICAL = ("技术人员", "技术主管")


def dealer(desk: Desk, firm_no: str) -> Row:
    """The company's card; refused for one that isn't a dealer (VS2)."""
    firm = desk.need("firms", firm_no, "VS2")
    if firm.is_dealer != "是":
        raise StepRefused(f"{firm.name}（{firm.key}）不是经销商，巡访办法只管经销商；写错了编号的请改正。", "VS2", "firm_no")
    return firm


def supervisor_of(desk: Desk, area: str | None) -> str | None:
    """Who is in charge of the visits in an area."""
    return desk.department.lookup("areas", area, "supervisor")


def check_own_area(desk: Desk, firm: Row, visitor: str, reason: str | None, column: str) -> None:
    """VS4: in principle the area's own salesperson doesn't visit; a reason on the visit or the card allows it."""
    if desk.department.lookup("areas", firm.area, "salesperson") == visitor and not reason and not firm.visitor_reason:
        raise StepRefused(f"{visitor}就是负责{firm.area}的销售人员，原则上不能由他巡访；确有必要的，写明原因。", "VS4", column)
