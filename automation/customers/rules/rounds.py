"""CU4.2: the rounds of February and August: begun in time, a sheet for every company, all of them back by the month's end."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books, mapped
from automation.core.rules import Absent, Broken, absent, broken
from automation.customers.registers.upkeep import CHANGED, ROUND_MONTHS
from automation.customers.rules.table import rule


def _first_days(rounds: pd.Series) -> pd.Series:
    """The first day of each round's month; blank for what isn't a month."""
    return pd.to_datetime(rounds + "-01", format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")


def _due(books: Books, first: pd.Series) -> pd.Series:
    """The day by which the sheets of a round that begins on ``first`` are out."""
    return books.due(first - pd.Timedelta(days=1), books.limit("CU4.2", "发表工作日", first))


@rule("CU4.2", "rounds", at="round_no",
      says="{key} 的半年调查没有做",
      right="最迟 {due:%Y-%m-%d} 办理“发调查表”；过了期的马上补")
def round_missing(books: Books) -> Absent:
    """每年二月、八月对交易往来客户各做一次调查，当月第五个工作日以前发出调查表。

    临界合格：现在 2026-02-06 22:00｜客户卡 往来企业编号=W1；承认时间=2025-10-08 09:00
    临界不合格：现在 2026-02-07 01:00｜客户卡 往来企业编号=W1；承认时间=2026-01-31 09:00
    合格：现在 2026-03-05 09:00｜客户卡 往来企业编号=W1；承认时间=2025-10-08 09:00｜半年调查 期次=2026-02
    临界合格：现在 2026-03-05 09:00｜客户卡 往来企业编号=W1；承认时间=2026-02-01 00:00
    合格：现在 2026-03-05 09:00｜客户卡 往来企业编号=W1；承认时间=2023-10-08 09:00｜半年调查 期次=2026-02
    不合格：现在 2026-03-05 09:00｜客户卡 往来企业编号=W1；承认时间=2023-10-08 09:00｜半年调查 期次=2025-02｜半年调查 期次=2026-02
    合格：现在 2026-03-05 09:00｜半年调查 期次=2025-02
    """
    begun = books.firms.approved_at.min()
    if pd.isna(begun):
        return absent(pd.DataFrame())
    first = pd.Series([day for day in pd.date_range(begun, books.today, freq="MS", normalize=True) if day.month in ROUND_MONTHS
                       and day > begun], dtype="datetime64[s]")
    table = pd.DataFrame({"key": first.dt.strftime("%Y-%m"), "first": first, "due": _due(books, first)})
    over = table[books.today > table.due]
    since = pd.Series([_first_days(books.rounds.round_no).min(), over["first"].max()]).min()
    return absent(over[(over["first"] >= since) & ~over.key.isin(books.rounds.round_no.dropna())])


@rule("CU4.2", "rounds", at="started_at", who="started_by",
      says="{round_no} 的调查表 {started_at:date} 才发出",
      right="当月第五个工作日以前发出，最迟 {due:date}")
def round_late(books: Books) -> Broken:
    """半年调查的调查表，当月第五个工作日以前发出。

    临界合格：半年调查 期次=2026-02；发表时间=2026-02-06 17:00
    临界不合格：半年调查 期次=2026-02；发表时间=2026-02-07 09:00
    合格：半年调查 期次=二月；发表时间=2026-02-09 09:00
    """
    rounds = books.rounds
    due = _due(books, _first_days(rounds.round_no))
    return broken(rounds.started_at.dt.normalize() > due, due=due)


@rule("CU4.2", "firms", at="firm_no", who="市场营销部",
      says="{name}在 {round} 的半年调查里没有调查表",
      right="补发一张调查表，收回以后登记")
def firm_without_sheet(books: Books) -> Broken:
    """最近一期半年调查，发表以前已经在交易的企业都有一张调查表。

    合格：客户卡 往来企业编号=W1；承认时间=2025-10-08 09:00｜半年调查 期次=2026-02；发表时间=2026-02-02 09:00｜调查表 期次=2026-02；往来企业编号=W1
    不合格：客户卡 往来企业编号=W1；承认时间=2025-10-08 09:00｜半年调查 期次=2026-02；发表时间=2026-02-02 09:00｜调查表 期次=2025-08；往来企业编号=W1
    临界合格：客户卡 往来企业编号=W1；承认时间=2026-02-02 09:00｜半年调查 期次=2026-02；发表时间=2026-02-02 09:00
    临界不合格：客户卡 往来企业编号=W1；承认时间=2026-02-02 08:59｜半年调查 期次=2026-02；发表时间=2026-02-02 09:00
    合格：客户卡 往来企业编号=W1；承认时间=2025-10-08 09:00
    合格：客户卡 往来企业编号=W1；承认时间=2025-10-08 09:00｜半年调查 期次=2025-08；发表时间=2025-08-04 09:00｜半年调查 期次=2026-02；发表时间=2026-02-02 09:00｜调查表 期次=2026-02；往来企业编号=W1｜变更记录 往来企业编号=W1；栏目=交易状态；变更时间=2026-01-02 09:00
    合格：客户卡 往来企业编号=W1；承认时间=2025-10-08 09:00｜半年调查 期次=2026-02；发表时间=2026-02-02 09:00｜变更记录 往来企业编号=W1；栏目=交易状态；新内容=交易中；变更时间=2026-02-20 09:00
    """
    firms = books.firms
    rounds = books.rounds[books.rounds.round_no.notna()].sort_values("round_no")
    if rounds.empty:
        return broken(firms.firm_no.isna() & firms.firm_no.notna())
    last = rounds.iloc[-1]
    sent = books.round_sheets[books.round_sheets.round_no == last.round_no].firm_no
    moves = books.firm_changes[books.firm_changes["new"] == "交易中"].groupby("firm_no").changed_at.max()
    since = pd.concat([firms.approved_at, mapped(firms.firm_no, moves).astype(firms.approved_at.dtype)], axis=1).max(axis=1)
    return broken(firms.firm_no.notna() & (since < last.started_at) & ~firms.firm_no.isin(sent.dropna()), round=last.round_no)


@rule("CU4.2", "round_sheets", at="returned_at", who="owner",
      says="{name}（{firm_no}）{round_no} 的调查表没有在月底以前收回（{shown}）",
      right="最迟 {due_on:date} 收回；没有收回的马上去问，按问到的办理“收调查表”")
def sheet_not_back(books: Books) -> Broken:
    """半年调查的调查表，当月月底以前收回。

    临界合格：调查表 调查表编号=D1；收回期限=2026-02-28；收回时间=2026-02-28 17:00
    临界不合格：调查表 调查表编号=D1；收回期限=2026-02-28；收回时间=2026-03-01 00:00
    临界合格：现在 2026-02-28 22:00｜调查表 调查表编号=D1；收回期限=2026-02-28
    临界不合格：现在 2026-03-01 01:00｜调查表 调查表编号=D1；收回期限=2026-02-28
    合格：现在 2026-03-05 09:00｜调查表 调查表编号=D1；收回期限=2026-02-28；作废时间=2026-02-20 09:00
    """
    sheets = books.round_sheets
    back = sheets.returned_at.dt.normalize()
    late = (back > sheets.due_on) | (back.isna() & (books.today > sheets.due_on))
    shown = sheets.returned_at.dt.strftime("%Y-%m-%d 才收回").where(back.notna(), "至今没有")
    return broken(late & sheets.void_at.isna(), shown=shown, name=books.lookup(sheets.firm_no, "firms", "name"))


@rule("CU4.2", "rounds", at="closed_at", who="closed_by",
      says="{round_no} 已经结束，还有 {count} 张调查表没有收回",
      right="催收以后再结束")
def closed_too_early(books: Books) -> Broken:
    """调查表全部收回（或因交易解除作废）以后，才结束这一期。

    合格：半年调查 期次=2026-02；结束时间=2026-02-27 17:00｜调查表 期次=2026-02；收回时间=2026-02-20 09:00
    不合格：半年调查 期次=2026-02；结束时间=2026-02-27 17:00｜调查表 期次=2026-02
    合格：半年调查 期次=2026-02；结束时间=2026-02-27 17:00｜调查表 期次=2026-02；作废时间=2026-02-20 09:00
    合格：半年调查 期次=2026-02｜调查表 期次=2026-02
    """
    rounds, sheets = books.rounds, books.round_sheets
    out = sheets[sheets.returned_at.isna() & sheets.void_at.isna()].groupby("round_no").size()
    count = mapped(rounds.round_no, out).fillna(0)
    return broken(rounds.closed_at.notna() & (count > 0), count=count)


@rule("CU4.2", "round_sheets", at="firm_no",
      says="{firm_no} 在 {round_no} 已经有一张调查表",
      right="一家企业一期只发一张，多的一张清空")
def sheet_twice(books: Books) -> Broken:
    """一家企业一期只有一张调查表。

    合格：调查表 期次=2026-02；往来企业编号=W1｜调查表 期次=2025-08；往来企业编号=W1
    不合格：调查表 期次=2026-02；往来企业编号=W1｜调查表 期次=2026-02；往来企业编号=W1
    合格：调查表 期次=2026-02｜调查表 期次=2026-02
    """
    sheets = books.round_sheets
    return broken(sheets.firm_no.notna() & sheets.duplicated(["round_no", "firm_no"], keep="first"))


@rule("CU4.2", "round_sheets", at="outcome", who="returned_by",
      says="调查结果写的是“{outcome}”，变更记录里这张调查表有 {count} 项变化",
      right="有变化的订正客户卡并留下变更记录，没有变化的写“没有变化”")
def outcome_contradicts(books: Books) -> Broken:
    """调查结果写“有变化”的，都有由这张调查表来的变更记录；写“没有变化”的没有。

    合格：调查表 调查表编号=D1；调查结果=有变化｜变更记录 调查表编号=D1
    不合格：调查表 调查表编号=D1；调查结果=有变化
    不合格：调查表 调查表编号=D1；调查结果=没有变化｜变更记录 调查表编号=D1
    合格：调查表 调查表编号=D1；调查结果=没有变化
    合格：调查表 调查表编号=D1
    合格：调查表 调查表编号=D1；往来企业编号=W1；调查结果=有变化｜交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00
    """
    sheets = books.round_sheets
    count = mapped(sheets.sheet_no, books.firm_changes.groupby("sheet_no").size()).fillna(0)
    destroyed = sheets.firm_no.isin(books.past_firms.firm_no[books.past_firms.destroyed_at.notna()].dropna())
    return broken(sheets.outcome.notna() & ((sheets.outcome == CHANGED) != (count > 0)) & ~destroyed, count=count)
