"""The originals (CU3): lent, brought back, and put in order again where they were soiled, damaged or lost."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.changes import Change
from automation.core.deadlines import within
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk, append, state_of
from automation.customers.registers.common import INTACT, LOST, SPOILT
from automation.customers.registers.firms import LIVE
from automation.customers.registers.upkeep import OUT, SPOILT_BACK
from automation.customers.steps.table import KEEPERS, step


@step("借阅原件", "CU3", sheet="firms", since=(LIVE,), to="", roles=KEEPERS, icon="Forward",
      asks=(Ask("borrower", of="loans"), Ask("purpose", of="loans"), Ask("lent_at", of="loans", default="now"),
            Ask("due_on", required=False, of="loans")))
def lend_original(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把一家企业的原始资料卡借给要用的部门，写明用途和应还日期。"""
    if out := next((loan for loan in desk.where("loans", firm_no=row.key) if state_of(loan) == OUT), None):
        raise StepRefused(f"{row.key}的原件由{out.borrower}借走（{out.key}，{out.due_on} 应还），还来以后再借。", "CU3", "lent_at")
    if row.original == LOST:
        raise StepRefused(f"{row.key}的原件已经遗失，处理好以后再借。", "CU3", "original")
    latest = within(desk, known["lent_at"], "CU3", "借阅工作日")
    due_on = known["due_on"] or latest
    if due_on > latest:
        raise StepRefused(f"原件最多借到 {latest}，到时还要用的，还来以后再借。", "CU3", "due_on")
    yield append(desk.new("loans", firm_no=row.key, **dict(known, due_on=due_on), lent_by=desk.person))


@step("归还原件", "CU3", sheet="loans", since=(OUT,), to="已归还", or_to=(SPOILT_BACK,), roles=KEEPERS, icon="AcceptInvitation",
      asks=(Ask("condition", default=INTACT), Ask("damage", required=False), Ask("returned_at", default="now")))
def take_back(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """收回借出的原件，看有没有污损、破损；遗失的也在这里报失，写明情况。"""
    if known["condition"] in SPOILT and known["damage"] is None:
        raise StepRefused(f"原件{known['condition']}的，要写明“情况说明”。", "CU3", "damage")
    yield desk.put(row, row.but(**known, received_by=desk.person))
    yield from _original(row, known["condition"], desk)


@step("处理原件", "CU3", sheet="loans", since=(SPOILT_BACK,), to="已处理", roles=KEEPERS, icon="ReviewAcceptChange",
      asks=(Ask("remedy"), Ask("mended_at", default="now")))
def mend_original(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """污损、破损的修补或重抄，遗失的照客户卡补做，写明怎样处理。"""
    yield desk.put(row, row.but(**known, mended_by=desk.person))
    yield from _original(row, INTACT, desk)


def _original(loan: Row, condition: str, desk: Desk) -> Iterator[Change]:
    """The state of the original, on the card wherever it is kept."""
    card = desk.trace("firms", loan.firm_no)
    if card is not None and card.name is not None and card.original != condition:
        yield card.set(original=condition)
