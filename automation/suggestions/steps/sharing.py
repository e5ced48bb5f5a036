"""What a proposal brings is shared for one year from the start of its implementation (SG6): settled period by period, paid, closed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person, shown
from automation.core.steps import Answers, Ask, Desk, append
from automation.suggestions.registers.desks import shared_until
from automation.suggestions.registers.shares import split, uncovered
from automation.suggestions.steps.table import ACCOUNTANTS, OFFICE, step


@step("分配成果", "SG6.1 SG6.2", sheet="proposals", since=("实施中",), to="", roles=OFFICE, icon="AccountingFormat",
      prints=("settlement_sheet",),
      asks=(Ask("from_on", required=False, of="settlements"), Ask("to_on", of="settlements"), Ask("benefit", of="settlements"),
            Ask("basis", of="settlements"), Ask("settled_at", default="now", of="settlements")))
def settle(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """结算一段时间的成果，本企业四成、客户六成；不写起日就接着上一段，一年以后的不再分配。"""
    settled = desk.where("settlements", proposal_no=row.key)
    first = known["from_on"] or _next_day(row, settled)
    _check_period(row, settled, first, known["to_on"], desk)
    company, customer = (desk.department.limit("SG6.1", name, row.implemented_on) for name in ("企业比例", "客户比例"))
    customers, companys = split(known["benefit"], customer, company)
    made = desk.new("settlements", **dict(known, from_on=first), proposal_no=row.key, customer=row.customer, settled_by=desk.person,
                    customer_share=customers, company_share=companys)
    yield append(made)
    yield desk.print("settlement_sheet", made)


@step("支付成果", "SG6.1", sheet="settlements", since=("待支付",), to="已支付", roles=ACCOUNTANTS, icon="AccountingFormat",
      asks=(Ask("paid_at", default="now"),))
def pay_settlement(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """会计把客户所得付给客户；成果期在一年以内的，过了一年再付也可以。"""
    check_other_person(desk.person, row.settled_by, "结算成果", "SG6.1", "paid_by")
    yield row.set(**known, paid_by=desk.person)


@step("办结提案", "SG6.2", sheet="proposals", since=("实施中",), to="已办结", roles=OFFICE, icon="MarkTaskComplete",
      asks=(Ask("closed_at", default="now"),))
def close_proposal(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """一年期满、成果逐段结清付清以后办结，此后的成果归本企业。"""
    until = shared_until(row, desk.department)
    assert until is not None
    if known["closed_at"].date() <= until:
        raise StepRefused(f"{row.key}的成果享有到 {shown(until)}，满一年以后再办结。", "SG6.2", "closed_at")
    settled = desk.where("settlements", proposal_no=row.key)
    if gap := uncovered(row.implemented_on, until, [(each.from_on, each.to_on) for each in settled]):
        raise StepRefused(f"{shown(gap[0])} 至 {shown(gap[1])} 的成果还没有结算，请先办理“分配成果”（没有成果的写 0）。",
                          "SG6.1", "closed_at")
    if unpaid := [each.key for each in settled if each.paid_at is None]:
        raise StepRefused(f"{'、'.join(unpaid)}还没有支付，付清以后再办结。", "SG6.1", "closed_at")
    yield row.set(**known, closed_by=desk.person)


def _next_day(row: Row, settled: Sequence[Row]) -> date:
    """The day on which the next period begins: after the last one, or with the implementation."""
    return max((each.to_on + timedelta(days=1) for each in settled), default=row.implemented_on)


def _check_period(row: Row, settled: Sequence[Row], first: date, last: date, desk: Desk) -> None:
    """A period lies within the year, is over, and meets no other one. Raises :class:`StepRefused`."""
    until = shared_until(row, desk.department)
    assert until is not None
    if first < row.implemented_on:
        raise StepRefused(f"{row.key} {shown(row.implemented_on)} 才开始实施，成果期不能早于这一天。", "SG6.1", "from_on")
    if last > until:
        raise StepRefused(f"{row.key}的成果享有到 {shown(until)}，以后的归本企业，“成果期止”最晚写这一天。", "SG6.2", "to_on")
    if last < first:
        raise StepRefused(f"成果期止（{shown(last)}）早于成果期起（{shown(first)}），请改正。", "SG6.1", "to_on")
    for each in settled:
        if each.from_on <= last and first <= each.to_on:
            raise StepRefused(f"{each.key}已经结算了 {shown(each.from_on)} 至 {shown(each.to_on)}，两段不能重叠。", "SG6.1", "from_on")

