"""What the register of companies owes next: new dealings to approve, the half-yearly rounds, originals, cards to remove or destroy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from automation.core.deadlines import within, working_days_after
from automation.core.obligations import Due, Obligations, coming_day
from automation.core.rows import Row
from automation.core.steps import Desk, state_of
from automation.customers.registers.endings import AGREED
from automation.customers.registers.firms import LIVE
from automation.customers.registers.upkeep import OUT, ROUND_MONTHS, ROUNDS, SPOILT_BACK

OBLIGATIONS = Obligations()
obligation, glance = OBLIGATIONS.obligation, OBLIGATIONS.glance
_REMIND = timedelta(days=14)
"""So long before its month a round is announced."""


@obligation("等待认可、承认的开始交易", "CU4.1", needs=("openings",), headers=("调查书编号", "企业", "调查人", "等谁", "最迟"))
def openings_waiting(desk: Desk) -> Due:
    """送来的《交易开始调查书》，先由销售主管认可，再由销售经理承认；在这以前不交易。"""
    found = []
    for row in desk.where("openings"):
        since, limit, who = {"待认可": (row.investigated_at, "认可工作日", "销售主管"),
                             "待承认": (row.endorsed_at, "承认工作日", "销售经理")}.get(state_of(row), (None, "", ""))
        if due := within(desk, since, "CU4.1", limit):
            found.append((due, row, who))
    found.sort(key=lambda each: (each[0], each[1].key))
    return Due([row for _, row, _ in found], [(row.key, row.name or "", row.investigated_by or "", desk.department.answering(who), f"{due}")
                                              for due, row, who in found])


@obligation("半年调查", "CU4.2", needs=("rounds", "round_sheets", "firms"), headers=("期次", "企业", "负责人", "要办的事", "最迟"))
def round_matters(desk: Desk) -> Due:
    """二月、八月对每家往来企业调查一次：当月第五个工作日以前发表，月底以前收回；没有收回的逐家列出，月底催收。"""
    begin = [(row, "", desk.department.answering("市场营销部"), "发调查表", round_due_on(row.round_no, desk)) for row in unstarted(desk)]
    out = [(row, _name(row, desk), row.owner or "", "收调查表", row.due_on) for row in desk.where("round_sheets")
           if row.key and state_of(row) == "待收回"]
    out.sort(key=lambda each: (each[4], each[2], each[0].key))
    found = [*begin, *out]
    return Due([row for row, *_ in found], [(row.round_no or "", name, who, what, f"{due}") for row, name, who, what, due in found])


@obligation("该还的原始资料", "CU3", needs=("loans", "firms"), headers=("借阅编号", "企业", "借阅人", "要办的事", "最迟"))
def originals_due(desk: Desk) -> Due:
    """下一个工作日以前该还的原始资料卡，和收回时污损、破损、遗失还没有处理的。"""
    found = []
    for row in desk.where("loans"):
        if state_of(row) == OUT and row.due_on and row.due_on <= coming_day(desk):
            found.append((row.due_on, row, row.borrower or "", "归还"))
        elif state_of(row) == SPOILT_BACK and (due := within(desk, row.returned_at, "CU3", "处理工作日")):
            found.append((due, row, desk.department.answering("销售经理"), f"处理（{row.condition}）"))
    found.sort(key=lambda each: (each[0], each[1].key))
    return Due([row for _, row, *_ in found], [(row.key, _name(row, desk), who, what, f"{due}") for due, row, who, what in found])


@obligation("要除去、要销毁的客户卡", "CU4.4 CU6", needs=("firms", "destructions"), headers=("编号", "企业", "要办的事", "由谁办", "最迟"))
def endings_due(desk: Desk) -> Due:
    """交易解除的尽快从客户卡和一览表除去；申请销毁的由销售经理批准，批准了的按期销毁。"""
    answering = desk.department.answering
    ended = ((within(desk, row.ended_on, "CU4.4", "除去工作日"), row, row.name or "", "中止交易或解除交易", answering("市场营销部"))
             for row in desk.where("firms") if row.key and row.ended_on)
    asked = ((within(desk, row.asked_at, "CU6", "批准工作日"), row, _name(row, desk), "批准销毁", answering("销售经理"))
             for row in desk.where("destructions") if state_of(row) == "待批准")
    agreed = ((within(desk, row.decided_at, "CU6", "销毁工作日"), row, _name(row, desk), "销毁名簿", answering("市场营销部"))
              for row in desk.where("destructions") if state_of(row) == "待销毁" and row.decision == AGREED)
    found = sorted((each for each in (*ended, *asked, *agreed) if each[0]), key=lambda each: (each[0], each[1].key))
    return Due([row for _, row, *_ in found], [(row.key, name, what, who, f"{due}") for due, row, name, what, who in found])


@glance("交易中的往来企业", needs=("firms",))
def live_firms(desk: Desk) -> tuple[int, str]:
    """Companies that are dealt with."""
    return sum(bool(row.key) and state_of(row) == LIVE for row in desk.where("firms")), "家"


def unstarted(desk: Desk) -> Iterator[Row]:
    """The rounds to begin: the coming one shortly before its month, the running one, and those that were left out."""
    begun = min((row.approved_at for row in desk.where("firms") if row.approved_at), default=None)
    if begun is None:
        return
    recorded = [row.key for row in desk.where("rounds") if row.key]
    months = [month for month in _round_months(begun.date(), desk.now.date() + _REMIND) if month > begun.date()]
    over = [month for month in months if round_due_on(f"{month:%Y-%m}", desk) < desk.now.date()]
    since = min([*recorded, *(f"{month:%Y-%m}" for month in over[-1:])], default="")
    for month in months:
        name = f"{month:%Y-%m}"
        if name not in recorded and (month not in over or name >= since):
            yield Row(ROUNDS, {"round_no": name})


def round_due_on(round_no: str, desk: Desk) -> date:
    """CU4.2: the last day by which the sheets of a round are out."""
    first = date.fromisoformat(f"{round_no}-01")
    return working_days_after(desk, first - timedelta(days=1), desk.department.limit("CU4.2", "发表工作日", first))


def _round_months(since: date, until: date) -> Iterable[date]:
    return [day for year in range(since.year, until.year + 1) for month in ROUND_MONTHS if since <= (day := date(year, month, 1)) <= until]


def _name(row: Row, desk: Desk) -> str:
    card = desk.trace("firms", row.firm_no)
    return row.firm_no or "" if card is None else card.name or "（已销毁）"
