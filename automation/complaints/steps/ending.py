"""The answer, the measure, the end, and what may happen on the way (CP4, CP5, CP14, AS3.7)."""

from __future__ import annotations

from collections.abc import Iterator

from automation.complaints.registers.common import MONEY_OUTCOMES
from automation.complaints.registers.money import DECLINED
from automation.complaints.steps.copies import void_open
from automation.complaints.steps.receiving import check_merge
from automation.complaints.steps.table import (
    OFFICE,
    OPEN,
    RECEIVERS,
    SUPERIORS,
    UNIT_STAFF,
    check_of_unit,
    joined,
    step,
)
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import shown
from automation.core.steps import Answers, Ask, Desk


@step("书面答复", "CP14", sheet="cases", since=("待书面答复",), to="待防范", roles=(*UNIT_STAFF, *OFFICE), icon="FileSendAsAttachment",
      prints=("reply_letter",), asks=(Ask("reply"), Ask("replied_at", default="now")))
def reply_complaint(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把处理结果以书面形式答复客户。"""
    _check_own(row, desk, "CP14", "replied_by")
    answered = row.but(**known, replied_by=desk.person)
    yield desk.put(row, answered)
    yield desk.print("reply_letter", answered)


@step("落实防范", "CP4 CP1", sheet="cases", since=("待防范",), to="待结案", roles=(*UNIT_STAFF, *OFFICE), icon="Lock",
      asks=(Ask("prevention"), Ask("prevented_at", default="now")))
def carry_out_prevention(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """被投诉部门把防止再次发生的措施落实下去。"""
    _check_own(row, desk, "CP4", "prevented_by")
    yield desk.put(row, row.but(**known, prevented_by=desk.person))


@step("结案", "CP5 CP20", sheet="cases", since=("待结案",), to="已结案", roles=OFFICE, icon="MarkTaskComplete",
      asks=(Ask("closed_at", default="now"),))
def close_case(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """措施落实、款项付清以后，市场营销部结案。"""
    amounts = [amount for amount in desk.where("case_amounts", case_no=row.key) if amount.decision != DECLINED]
    if waiting := [amount.key for amount in amounts if amount.paid_at is None]:
        raise StepRefused(f"{row.key}的{'、'.join(waiting)}还没有核准支付，付清（或不予核准）以后再结案。", "CP20", "closed_at")
    if row.outcome in MONEY_OUTCOMES and not amounts:
        raise StepRefused(f"{row.key}的处理结果是{row.outcome}，却没有处理金额，请先办理“申报金额”。", "CP20", "outcome")
    yield row.set(**known, closed_by=desk.person)


@step("上门处理客诉", "AS3.7", sheet="cases", since=(*OPEN, "已结案", "不予受理"), to="", roles=("销售主管", "销售经理", *OFFICE),
      icon="AcceptInvitation", asks=(Ask("visited_by", default="person"), Ask("visited_at", default="now")))
def visit_case(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """投诉的客户，由销售主管亲自或专门派人上门处理。"""
    if row.visited_at is not None:
        raise StepRefused(f"{row.key}已于 {shown(row.visited_at)} 上门处理，不用再办。", "AS3.7", "visited_at")
    yield desk.put(row, row.but(**known))
    card = desk.find("cards", row.card_no)
    if card is not None and card.visited_at is None:
        yield desk.put(card, card.but(**known))


@step("催办", "CP5", sheet="cases", since=OPEN, to="", roles=(*OFFICE, "客户管理", *SUPERIORS), icon="HighImportance",
      asks=(Ask("urged"), Ask("urged_at", default="now")))
def urge_case(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """催促案件所在的部门尽快办理，记下催办的经过。"""
    yield row.set(urged_at=known["urged_at"], urged=joined(row.urged, f"{shown(known['urged_at'])} {desk.person}：{known['urged']}"))


@step("裁决争议", "CP5", sheet="cases", since=OPEN, to="", roles=(*OFFICE, *SUPERIORS), icon="ReviewAcceptChange",
      asks=(Ask("disputed"),))
def rule_dispute(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """市场营销部根据有关资料裁决处理中的争议，记下争议和裁决。"""
    yield row.set(disputed=joined(row.disputed, f"{shown(desk.now)} {desk.person}：{known['disputed']}"))


@step("撤诉", "CP5", sheet="cases", since=OPEN, to="已撤诉", roles=RECEIVERS, icon="DeclineInvitation",
      asks=(Ask("withdraw_reason"), Ask("withdrawn_at", default="now")))
def withdraw_case(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """客户撤回投诉，写明原因；已经办过的记录都保留。"""
    yield desk.put(row, row.but(**known))
    yield from void_open(row, desk)


@step("并案", "CP7", sheet="cases", since=OPEN, to="已并案", roles=OFFICE, icon="Copy",
      asks=(Ask("merged_into"), Ask("merged_at", default="now")))
def merge_case(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """同一件投诉登记了两次，并入保留的那一个案件，这一个的记录也保留。"""
    check_merge(row, desk.need("cases", known["merged_into"], "CP7"))
    yield row.set(**known)
    yield from void_open(row, desk)


def _check_own(row: Row, desk: Desk, article: str, column: str) -> None:
    """The handling unit acts in its own cases, marketing in those that went to no unit."""
    if row.unit is not None:
        check_of_unit(desk, row, article, column)
    elif not desk.department.roles[desk.person] & set(OFFICE):
        raise StepRefused(f"{row.key}没有交受理单位，由市场营销部办理，请换市场营销部的人。", article, column)


