"""Accepted or not, and which way (CP7, CP8): the ground, the superior's ruling, the tactful answer, the card, two short ways."""

from __future__ import annotations

from collections.abc import Iterator

from automation.complaints.registers.common import LEADERS, NATURES, OTHER_NATURE, REFUSED, TO_LEADERS, TO_SALES
from automation.complaints.steps.copies import make_card, take_in
from automation.complaints.steps.table import MANAGEMENT, OFFICE, SALES_HEADS, SUPERIORS, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk


@step("确认理由", "CP7 CP3", sheet="cases", since=("待确认理由",), to="待裁定", roles=OFFICE, icon="ReviewAcceptChange",
      asks=(Ask("ground_valid"), Ask("ground_note", required=False), Ask("ground_at", default="now")))
def confirm_ground(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """确认客户的投诉理由是否成立，呈报上级主管裁定。"""
    yield desk.put(row, row.but(**known, ground_by=desk.person))


@step("裁定受理", "CP7 CP5", sheet="cases", since=("待裁定",), to="待填卡", or_to=("待婉答",), roles=SUPERIORS, icon="ReviewAcceptChange",
      asks=(Ask("ruling"), Ask("ruling_reason", required=False), Ask("ruled_at", default="now")))
def rule_acceptance(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """上级主管裁定受理或不予受理。"""
    check_other_person(desk.person, row.ground_by, "确认理由", "CP7", "ruled_by")
    if known["ruling_reason"] is None and known["ruling"] == REFUSED:
        raise StepRefused("不予受理的要写明“裁定理由”，婉答客户时照此说明。", "CP7", "ruling_reason")
    if known["ruling_reason"] is None and row.ground_valid == "否":
        raise StepRefused(f"{row.key}的理由不成立，仍要受理的请写明“裁定理由”。", "CP3", "ruling_reason")
    yield desk.put(row, row.but(**known, ruled_by=desk.person))


@step("婉答客户", "CP7", sheet="cases", since=("待婉答",), to="不予受理", roles=OFFICE,
      icon="FileSendAsAttachment", prints=("refusal_letter",), asks=(Ask("reply"), Ask("replied_at", default="now")))
def decline_complaint(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """不予受理的，迅速答复客户，委婉讲明理由，请客户谅解。"""
    answered = row.but(**known, replied_by=desk.person)
    yield desk.put(row, answered)
    yield desk.print("refusal_letter", answered)


@step("填记录卡", "CP8 CP15 CP16", sheet="cases", since=("待填卡",), to="待提单位", or_to=("待领导裁定", "待内销办理"), roles=OFFICE,
      icon="FileNew", prints=("handling_notice", "complaint_card"),
      asks=(Ask("nature"), Ask("route", required=False), Ask("route_by", required=False), Ask("route_reason", required=False),
            Ask("market_opinion", required=False), Ask("routed_at", default="now")))
def fill_complaint_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """按案件性质填《投诉记录卡》送出：质量问题送质量管理科，合同纠纷附意见送企业领导，发货手续按内销办法办理。"""
    case = row.but(**dict(known, route=_route(row, desk, known)), routed_by=desk.person)
    if case.route == TO_LEADERS and case.market_opinion is None:
        raise StepRefused("送企业领导裁定的，要附上市场营销部的“附送意见”。", "CP8", "market_opinion")
    yield desk.put(row, case)
    yield desk.print("handling_notice", case)
    if case.route != TO_SALES:
        yield from make_card(case, desk)
        yield desk.print("complaint_card", case)


@step("领导裁定", "CP8 CP16", sheet="cases", since=("待领导裁定",), to="待书面答复", roles=MANAGEMENT, icon="ReviewAcceptChange",
      asks=(Ask("opinion"), Ask("outcome"), Ask("opinion_at", default="now")))
def rule_as_leader(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """企业领导裁定合同纠纷怎样处理，由市场营销部答复客户。"""
    yield desk.put(row, _decided(row, desk, known))
    yield from take_in(row, desk, LEADERS)


@step("内销办理", "CP8", sheet="cases", since=("待内销办理",), to="待书面答复", roles=SALES_HEADS, icon="ReviewAcceptChange",
      asks=(Ask("opinion"), Ask("outcome"), Ask("opinion_at", default="now")))
def settle_by_sales(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """发货手续问题，依照内销业务处理办法办理，由市场营销部答复客户。"""
    yield desk.put(row, _decided(row, desk, known))


def _decided(row: Row, desk: Desk, known: Answers) -> Row:
    """Decided by somebody who needs nobody's check."""
    return row.but(**known, opinion_by=desk.person, opinion_checked_by=desk.person, opinion_checked_at=known["opinion_at"])


def _route(row: Row, desk: Desk, known: Answers) -> str:
    """CP8: the way that follows from the nature, or that the superior decided for what the text doesn't name."""
    told, fixed = known["route"], NATURES.get(known["nature"])
    if fixed is not None:
        if told not in (None, fixed):
            raise StepRefused(f"{known['nature']}应{fixed}，不能{told}。", "CP8", "route")
        return fixed
    for name in ("route", "route_by", "route_reason"):
        if known[name] is None:
            raise StepRefused(f"{OTHER_NATURE}由上级主管决定怎样处理，要填“{row.sheet[name].header}”。", "CP8", name)
    if not desk.department.roles.get(known["route_by"], frozenset()) & {*SUPERIORS, *MANAGEMENT}:
        raise StepRefused(f"{known['route_by']}不是上级主管，不能决定处理路线；请填作出决定的主管。", "CP8", "route_by")
    return told
