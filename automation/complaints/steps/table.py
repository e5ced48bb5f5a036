"""The table that all steps of complaint cases are declared in, and the roles of their desks."""

from __future__ import annotations

from collections.abc import Mapping

from automation.complaints.registers.common import CARE, HEAD, LEADERS, MARKETING, QUALITY, SUPERIOR
from automation.complaints.registers.desks import STAGES
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Desk, Steps

STEPS = Steps()
step = STEPS.step

RECEIVERS = ("市场营销部", "销售人员", "销售主管")
OFFICE = ("市场营销部",)
SUPERIORS = ("销售经理", "总经理")
MANAGEMENT = ("企业领导", "总经理")
UNIT_STAFF, UNIT_HEADS = ("受理单位", "受理单位主管"), ("受理单位主管",)
SALES_HEADS = ("销售主管", "销售经理")

DESK_ROLES: Mapping[str, tuple[str, ...]] = {
    MARKETING: OFFICE, SUPERIOR: SUPERIORS, CARE: ("客户管理",), QUALITY: ("质量管理科",), HEAD: ("部主管",), LEADERS: MANAGEMENT}
"""Who works at each desk; at any other (a handling unit) its own people do."""

OPEN = tuple(stage.state for stage in STAGES)
"""The states of a case that hasn't ended."""


def check_of_unit(desk: Desk, case: Row, article: str, column: str) -> None:
    """The person belongs to the case's handling unit."""
    team = desk.department.lookup("people", desk.person, "team")
    if team != case.unit:
        raise StepRefused(f"{case.key}的受理单位是{case.unit}，{desk.person}不是这个部门的人；请由{case.unit}的人办理，"
                          "或在《基础资料》里改正部门。", article, column)


def joined(before: str | None, added: str) -> str:
    """A record with something added at its end."""
    return f"{before}；{added}" if before else added
