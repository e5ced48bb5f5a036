"""The rounds of February and August (CU4.2): sheets for every company dealt with, returned with what changed, closed."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk, append, state_of
from automation.customers.registers.common import CARD
from automation.customers.registers.dealings import BY_ROUND
from automation.customers.registers.firms import LIVE
from automation.customers.registers.upkeep import CHANGED, ROUND_NO, UNCHANGED
from automation.customers.steps.files import changed, check_card, check_name
from automation.customers.steps.table import OFFICE, RESPONSIBLE, step


@step("发调查表", "CU4.2", sheet="rounds", since=("",), to="调查中", roles=OFFICE, icon="EnvelopesAndLabelsDialog",
      asks=(Ask("round_no", required=False), Ask("started_at", default="now")))
def start_round(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """二月、八月对全部交易中的企业各发一张调查表，当月底以前收回。"""
    told = known["round_no"] or f"{known['started_at']:%Y-%m}"
    round_no = ROUND_NO.tidied(told)
    if round_no is None:
        raise StepRefused(f"半年调查只在二月、八月做，“{told}”不是；{ROUND_NO.right}。", "CU4.2", "round_no")
    if round_no > f"{known['started_at']:%Y-%m}":
        raise StepRefused(f"{round_no} 还没有到，到了那个月再发。", "CU4.2", "round_no")
    if desk.find("rounds", round_no):
        raise StepRefused(f"{round_no} 的调查表已经发过了。", "CU4.2", "round_no")
    firms = [firm for firm in desk.where("firms") if firm.key and state_of(firm) == LIVE]
    if not firms:
        raise StepRefused("客户卡里没有交易中的企业，没有可发的调查表。", "CU4.2")
    yield desk.put(row, desk.after(row, round_no=round_no, started_at=known["started_at"], started_by=desk.person))
    for firm in firms:
        yield append(desk.new("round_sheets", round_no=round_no, firm_no=firm.key, owner=firm.owner, sent_at=known["started_at"],
                              due_on=last_day(round_no)))


def last_day(round_no: str) -> date:
    """The last day of a round's month."""
    year, month = (int(part) for part in round_no.split("-"))
    return date(year, month, monthrange(year, month)[1])


@step("收调查表", "CU4.2 CU4.3 CU2.2", sheet="round_sheets", since=("待收回",), to="已收回", roles=RESPONSIBLE, icon="FileOpen", often=True,
      asks=(Ask("returned_at", default="now"), *(Ask(column.name, required=False, of="firms", via="firm_no") for column in CARD)))
def return_sheet(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """收回一张调查表：有变化的订正客户卡和一览表，逐项记下；没有变化的也记下收回。"""
    card = desk.need("firms", row.firm_no, "CU4.2")
    new = card.but(**{column.name: known[column.name] for column in CARD})
    check_card(new, "CU2.2")
    if new.name != card.name:
        check_name(new, desk, "CU2.1")
    changes = list(changed(card, new, desk, BY_ROUND, sheet_no=row.key))
    outcome = CHANGED if any(change.sheet == "firm_changes" for change in changes) else UNCHANGED
    yield desk.put(row, row.but(returned_at=known["returned_at"], returned_by=desk.person, outcome=outcome))
    yield from changes


@step("结束调查", "CU4.2", sheet="rounds", since=("调查中",), to="已结束", roles=OFFICE, icon="MarkTaskComplete",
      asks=(Ask("closed_at", default="now"), Ask("note", required=False)))
def close_round(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """调查表全部收回以后结束这一期；还没有收回的列出来，催收以后再结束。"""
    missing = [sheet for sheet in desk.where("round_sheets", round_no=row.key) if state_of(sheet) == "待收回"]
    if missing:
        names = [f"{_name(sheet, desk)}（{sheet.owner}）" for sheet in missing[:6]]
        more = f" 等 {len(missing)} 家" if len(missing) > len(names) else ""
        raise StepRefused(f"{row.key} 还有没收回的调查表：{'、'.join(names)}{more}，催收以后再结束。", "CU4.2", "closed_at")
    yield row.set(**known, closed_by=desk.person)


def _name(sheet: Row, desk: Desk) -> str:
    firm = desk.trace("firms", sheet.firm_no)
    return firm.name if firm is not None and firm.name else sheet.firm_no
