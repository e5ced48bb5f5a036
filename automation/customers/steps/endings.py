"""The end of dealings (CU4.4, CU6): the card moved to 交易中止 or 交易过去, taken up again, or destroyed with the manager's approval."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk, append, state_of
from automation.customers.registers.endings import AGREED, GONE, PAUSED
from automation.customers.registers.firms import FIRMS, LIVE
from automation.customers.registers.upkeep import OUT
from automation.customers.steps.files import check_name, enlisted, moved
from automation.customers.steps.table import MANAGERS, OFFICE, RESPONSIBLE, step

PAUSE, OVER = "交易中止", "交易过去"


@step("中止交易", "CU4.4 CU6", sheet="firms", since=(LIVE,), to=PAUSE, roles=OFFICE, icon="Archive",
      asks=(Ask("end_reason", of="paused_firms"), Ask("ended_on", default="now")))
def pause_dealings(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """暂时不再交易、以后可能恢复的：整张卡移到“交易中止”，从客户卡和一览表除去。"""
    yield from _removed(row, "paused_firms", PAUSE, desk, known)


@step("解除交易", "CU4.4 CU6", sheet="firms", since=(LIVE,), to=OVER, roles=OFFICE, icon="Archive",
      asks=(Ask("end_reason", of="past_firms"), Ask("ended_on", default="now")))
def end_dealings(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """企业解散或交易解除的：整张卡移到“交易过去”，从客户卡和一览表除去。"""
    yield from _removed(row, "past_firms", OVER, desk, known)


def _removed(card: Row, sheet: str, to: str, desk: Desk, known: Answers) -> Iterator[Change]:
    if any(state_of(loan) == OUT for loan in desk.where("loans", firm_no=card.key)):
        raise StepRefused(f"{card.key}的原件还借在外面，先收回（办理“归还原件”），再把卡除去。", "CU4.4", "ended_on")
    yield append(desk.new(sheet, **_kept(card, sheet, desk), **dict(known), closed_at=desk.now, closed_by=desk.person))
    yield card.leave()
    if line := desk.find("firm_list", card.key):
        yield line.leave()
    yield moved(card, LIVE, to, desk)
    for each in desk.where("round_sheets", firm_no=card.key):
        if state_of(each) == "待收回":
            yield each.set(void_at=desk.now)


def _kept(card: Row, sheet: str, desk: Desk) -> Mapping[str, Any]:
    """The card as it is kept: everything but its state and what the step says anew."""
    columns = desk.catalogue.sheets[sheet].by_name
    return {name: card[name] for name in columns if name in card and name not in ("state", "ended_on")}


@step("恢复交易", "CU6", sheet="paused_firms", since=("已登记",), to=LIVE, roles=MANAGERS, icon="Refresh")
def resume_dealings(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """中止的交易恢复，经销售经理同意，卡移回“客户卡”，重新列入一览表。"""
    check_name(row, desk, "CU6")
    card = desk.new("firms", **{name: row[name] for name in FIRMS.by_name if name in row and name not in ("state", "ended_on")})
    yield append(card)
    yield row.leave()
    yield enlisted(card, desk)
    yield moved(card, PAUSE, LIVE, desk)


@step("转交易过去", "CU6", sheet="paused_firms", since=("已登记",), to=OVER, roles=OFFICE, icon="Archive",
      asks=(Ask("end_reason", of="past_firms"),))
def give_up_dealings(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """中止的交易不会再恢复的，从“交易中止”移到“交易过去”。"""
    kept = {name: row[name] for name in PAUSED.by_name}
    yield append(desk.new("past_firms", **kept | dict(known) | {"closed_at": desk.now, "closed_by": desk.person}))
    yield row.leave()
    yield moved(row, PAUSE, OVER, desk)


@step("申请销毁", "CU6", sheet="past_firms", since=("保管中",), to="", roles=RESPONSIBLE, icon="FileSendAsAttachment",
      prints=("destruction_paper",), asks=(Ask("reason", of="destructions"),))
def ask_destruction(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """完全不可能恢复交易的名簿，写明理由，申请销售经理批准销毁。"""
    if waiting := next((each for each in desk.where("destructions", firm_no=row.key) if state_of(each) in ("待批准", "待销毁")), None):
        raise StepRefused(f"{row.key}已经申请销毁（{waiting.key}，{state_of(waiting)}），不用再申请。", "CU6", "firm_no")
    asked = desk.new("destructions", firm_no=row.key, **known, asked_by=desk.person, asked_at=desk.now)
    yield append(asked)
    yield desk.print("destruction_paper", asked)


@step("批准销毁", "CU6", sheet="destructions", since=("待批准",), to="待销毁", or_to=("不同意",), roles=MANAGERS, icon="ReviewAcceptChange",
      prints=("destruction_paper",),
      asks=(Ask("decision", default=AGREED), Ask("decision_note", required=False), Ask("decided_at", default="now")))
def decide_destruction(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """销售经理批准（或不同意）销毁。"""
    check_other_person(desk.person, row.asked_by, "申请销毁", "CU6", "decided_by")
    if known["decision"] != AGREED and known["decision_note"] is None:
        raise StepRefused("不同意销毁的要写明“批准意见”。", "CU6", "decision_note")
    decided = row.but(**known, decided_by=desk.person)
    yield desk.put(row, decided)
    yield desk.print("destruction_paper", desk.after(decided))


@step("销毁名簿", "CU6", sheet="destructions", since=("待销毁",), to=GONE, roles=OFFICE, icon="Delete", prints=("destruction_paper",),
      asks=(Ask("witness"), Ask("means"), Ask("destroyed_at", default="now")))
def destroy_file(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """批准以后销毁原件，名簿里只留编号和“已销毁”；日志、备份、快照里的内容随后一并销毁。"""
    check_other_person(desk.person, known["witness"], "监销", "CU6", "witness")
    past = desk.need("past_firms", row.firm_no, "CU6")
    destroyed = row.but(**known, destroyed_by=desk.person)
    left = Row(past.sheet, {past.sheet.key: past.key, "destroyed_at": known["destroyed_at"]}, past.number)
    yield desk.put(row, destroyed)
    yield desk.put(past, left)
    for sheet in ("openings", "firm_changes"):
        yield from (each.leave() for each in desk.where(sheet, firm_no=row.firm_no))
    yield desk.ahead(desk.after(left)).print("destruction_paper", desk.after(destroyed))
