"""Money with its approval (CP20), and the monthly statistics on their way to the sales manager (CP19)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from automation.complaints.registers.money import APPROVED, DECLINED
from automation.complaints.steps.table import MANAGEMENT, OFFICE, OPEN, UNIT_STAFF, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk, append

_UNDER_WAY = OPEN[OPEN.index("待领导裁定"):]
"""The states of a case whose way has been fixed."""
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@step("申报金额", "CP20", sheet="cases", since=_UNDER_WAY, to="", roles=(*OFFICE, *UNIT_STAFF, "销售人员"), icon="AccountingFormat",
      asks=(Ask("kind", of="case_amounts"), Ask("reason", of="case_amounts"), Ask("asked", of="case_amounts")))
def ask_amount(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """申报这个案件的折价、退款或赔偿，送请核准。"""
    yield append(desk.new("case_amounts", case_no=row.key, **known, asked_by=desk.person, asked_at=desk.now))


@step("核准金额", "CP20", sheet="case_amounts", since=("待核准",), to="待支付", or_to=("不予核准",), roles=("销售经理", *MANAGEMENT),
      icon="ReviewAcceptChange",
      asks=(Ask("decision", default=APPROVED), Ask("approved", required=False), Ask("decided_at", default="now")))
def decide_amount(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """核准申报的金额，可以少核，也可以不予核准。"""
    check_other_person(desk.person, row.asked_by, "申报金额", "CP20", "decided_by")
    approved = None if known["decision"] == DECLINED else row.asked if known["approved"] is None else known["approved"]
    yield desk.put(row, row.but(**dict(known, approved=approved), decided_by=desk.person))


@step("支付金额", "CP20", sheet="case_amounts", since=("待支付",), to="已支付", roles=("会计",), icon="AccountingFormat",
      asks=(Ask("paid", required=False), Ask("paid_at", default="now")))
def pay_amount(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """会计按核准的金额支付，不能多付。"""
    paid = row.approved if known["paid"] is None else known["paid"]
    if paid > row.approved:
        raise StepRefused(f"核准 {row.approved} 元，不能支付 {paid} 元；要多付的请另行申报核准。", "CP20", "paid")
    yield desk.put(row, row.but(paid=paid, paid_at=known["paid_at"], paid_by=desk.person))


@step("填报统计", "CP19 CP6", sheet="case_months", since=("",), to="待审核", roles=(*OFFICE, "客户管理"), icon="ChartInsert",
      asks=(Ask("month"), Ask("file", required=False), Ask("digest", required=False), Ask("made_at", default="now")))
def file_month(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """填报一个月的投诉统计表，交销售经理审核。"""
    month = known["month"]
    if not _MONTH.fullmatch(month):
        raise StepRefused(f"“月份”写的是“{month}”，请写成 2026-02 这样。", "CP19", "month")
    if month >= f"{known['made_at']:%Y-%m}":
        raise StepRefused(f"{month} 还没有过完，下个月初五日内填报。", "CP19", "month")
    if desk.find("case_months", month):
        raise StepRefused(f"{month} 的投诉统计表已经填报过了。", "CP19", "month")
    yield desk.put(row, row.but(**known, made_by=desk.person))


@step("审核统计", "CP19", sheet="case_months", since=("待审核",), to="已审核", roles=("销售经理",), icon="ReviewAcceptChange",
      asks=(Ask("checked_at", default="now"), Ask("note", required=False)))
def check_month(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """销售经理审核投诉统计表。"""
    check_other_person(desk.person, row.made_by, "填报统计", "CP19", "checked_by")
    yield desk.put(row, row.but(**known, checked_by=desk.person))
