"""What can't both be true: the traces of something done out of turn by hand, where a step would have refused it."""

from __future__ import annotations

import pandas as pd

from automation.after_sales.rules.table import rule
from automation.core.books import Books
from automation.core.rules import Broken, broken


def _over(calls: pd.DataFrame) -> pd.Series:
    """Calls on which nobody goes out any more."""
    return calls.done_at.notna() | calls.cancelled_at.notna() | calls.brought_back_at.notna()


@rule("AS2.2", "calls", at="cancelled_at", who="客服人员",
      says="{cancelled_at} 写了取消，而这条叫修{what}",
      right="只留一样：做过服务的清空取消时间和取消原因，确实取消的改正其余各栏")
def cancelled_though_served(books: Books) -> Broken:
    """取消的叫修不能又修妥、携回或注销。

    合格：叫修登记 取消时间=2026-03-02 10:00；取消原因=客户取消
    合格：叫修登记 取消时间=2026-03-02 10:00；到达时间=2026-03-02 09:50
    合格：叫修登记 修妥时间=2026-03-02 10:00
    不合格：叫修登记 取消时间=2026-03-02 10:00；修妥时间=2026-03-02 10:00
    不合格：叫修登记 取消时间=2026-03-02 10:00；携回时间=2026-03-02 10:00
    不合格：叫修登记 取消时间=2026-03-02 10:00；注销时间=2026-03-02 10:00
    """
    calls = books.calls
    what = pd.Series("已经注销", index=calls.index).mask(calls.done_at.notna(), "已经修妥").mask(calls.brought_back_at.notna(), "已经携回修护")
    served = calls.done_at.notna() | calls.brought_back_at.notna() | calls.struck_off_at.notna()
    return broken(calls.cancelled_at.notna() & served, what=what)


@rule("AS2.3", "calls", at="next_visit", who="客服人员",
      says="叫修已经{state}，却还写着待办原因或下次上门",
      right="清空“待办原因”和“下次上门”；还要再去的，核对修妥、携回、取消的时间")
def closed_but_waiting(books: Books) -> Broken:
    """修妥、携回或取消的叫修，不再有待办原因和下次上门。

    合格：叫修登记 待办原因=等零件；下次上门=2026-03-06 09:00
    合格：叫修登记 叫修编号=J1；修妥时间=2026-03-02 10:00
    不合格：叫修登记 叫修编号=J1；修妥时间=2026-03-02 10:00；下次上门=2026-03-06 09:00
    不合格：叫修登记 叫修编号=J1；取消时间=2026-03-02 10:00；待办原因=等零件
    不合格：叫修登记 叫修编号=J1；携回时间=2026-03-02 10:00；待办原因=等零件
    """
    calls = books.calls
    state = pd.Series("修妥", index=calls.index).mask(calls.brought_back_at.notna(), "携回").mask(calls.cancelled_at.notna(), "取消")
    return broken(_over(calls) & (calls.waiting.notna() | calls.next_visit.notna()), state=state)


@rule("AS2.3", "call_visits", at="left_at",
      says="叫修 {call_no} 已经办完，{arrived_at} 的上门还没有离开时间",
      right="补上离开时间和结果；没有去过的，清空这一行")
def visit_left_open(books: Books) -> Broken:
    """叫修修妥、携回或取消以后，各次上门都要有离开时间。

    合格：上门记录 叫修编号=J1；到达时间=2026-03-02 09:50｜叫修登记 叫修编号=J1；到达时间=2026-03-02 09:50
    合格：上门记录 叫修编号=J1；到达时间=2026-03-02 09:50；离开时间=2026-03-02 11:00｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 11:00
    不合格：上门记录 叫修编号=J1；到达时间=2026-03-02 09:50｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 11:00
    不合格：上门记录 叫修编号=J1；到达时间=2026-03-02 09:50｜叫修登记 叫修编号=J1；携回时间=2026-03-02 11:00
    不合格：上门记录 叫修编号=J1；到达时间=2026-03-02 09:50｜叫修登记 叫修编号=J1；取消时间=2026-03-02 11:00
    """
    visits, calls = books.call_visits, books.calls
    over = visits.call_no.isin(calls[_over(calls)].call_no.dropna())
    return broken(over & visits.arrived_at.notna() & visits.left_at.isna())


@rule("AS2.6", "part_lines", at="drawn_on",
      says="零件 {part_no} 是 {drawn_on} 领的，商品 {inspected:date} 已经验讫",
      right="核对领件日期和修护卡号；验讫以后又换的零件，要重新验讫")
def part_after_inspection(books: Books) -> Broken:
    """更换的零件在验讫以前领用，验讫当天也可以。

    合格：更换零件 修护卡号=X1；领件日期=2026-03-02｜进出登记 修护卡号=X1
    临界合格：更换零件 修护卡号=X1；领件日期=2026-03-02｜进出登记 修护卡号=X1；验讫时间=2026-03-02 09:00
    临界不合格：更换零件 修护卡号=X1；领件日期=2026-03-03｜进出登记 修护卡号=X1；验讫时间=2026-03-02 17:00
    """
    lines = books.part_lines
    inspected = books.lookup(lines.card_no, "goods", "inspected_at")
    return broken(lines.drawn_on > inspected.dt.normalize(), inspected=inspected)


@rule("AS2.1", "contracts", at="ended_on", who="市场营销部",
      says="合同 {ended_on} 已提前终止，却又续约为 {renewed_as}",
      right="核对哪个对：续了约的清空“提前终止”，终止的清空“续约合同”")
def ended_and_renewed(books: Books) -> Broken:
    """提前终止的合同不再续约。

    合格：保养合同 提前终止=2026-02-01
    合格：保养合同 续约合同=HT2
    不合格：保养合同 提前终止=2026-02-01；续约合同=HT2
    """
    contracts = books.contracts
    return broken(contracts.ended_on.notna() & contracts.renewed_as.notna())


@rule("AS3.5", "cards", at="returned_on",
      says="{answered_at:date} 已答复客户，调查卡却没有收回日期",
      right="补上收回日期、四项品评和意见内容；没有收回的清空答复")
def answered_unreturned(books: Books) -> Broken:
    """收回的意见才能答复。

    合格：意见调查卡 收回日期=2026-03-02；答复时间=2026-03-02 10:00
    合格：意见调查卡 寄出时间=2026-03-02 10:00
    不合格：意见调查卡 答复时间=2026-03-02 10:00
    """
    cards = books.cards
    return broken(cards.answered_at.notna() & cards.returned_on.isna())
