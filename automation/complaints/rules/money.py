"""CP19, CP20: the monthly statistics in time and checked; no money without approval, none above it."""

from __future__ import annotations

import pandas as pd

from automation.complaints.registers.common import MONEY_OUTCOMES
from automation.complaints.registers.money import APPROVED, DECLINED
from automation.complaints.rules.table import rule
from automation.core.books import Books, fen, mapped
from automation.core.rules import Absent, Broken, absent, broken


def _due(books: Books, months: pd.Series) -> pd.Series:
    """CP19: the day by which each month's statistics are due; blank for what isn't a month."""
    first = pd.to_datetime(months + "-01", format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    following = first + pd.DateOffset(months=1)
    return following + pd.to_timedelta(books.limit("CP19", "填报日", following) - 1, unit="D")


@rule("CP19", "case_months", at="month",
      says="{month} 的投诉统计表没有填报",
      right="最迟 {due:%Y-%m-%d} 填报，交销售经理审核；过了期的马上补")
def statistics_missing(books: Books) -> Absent:
    """每月的投诉统计表，下月初五日内填报。

    临界合格：现在 2026-03-05 22:00｜投诉案件 接诉时间=2026-02-10 09:00
    临界不合格：现在 2026-03-06 01:00｜投诉案件 接诉时间=2026-02-10 09:00
    合格：现在 2026-03-06 01:00｜投诉案件 接诉时间=2026-02-10 09:00｜统计审核 月份=2026-02
    不合格：现在 2026-03-06 01:00｜投诉案件 接诉时间=2026-01-10 09:00｜统计审核 月份=2026-02
    合格：现在 2026-03-06 01:00｜投诉案件 接诉时间=2026-03-02 09:00
    """
    received = books.cases.received_at.dropna()
    if received.empty:
        return absent(pd.DataFrame())
    months = pd.Series(pd.period_range(received.min(), books.today, freq="M").strftime("%Y-%m"))[:-1]
    due = _due(books, months)
    things = pd.DataFrame({"month": months, "key": months, "due": due})
    return absent(things[~months.isin(books.case_months.month.dropna()) & (books.today > due)])


@rule("CP19", "case_months", at="made_at", who="made_by",
      says="{month} 的投诉统计表 {made_at:date} 才填报",
      right="下月初五日内填报，最迟 {due:date}")
def statistics_late(books: Books) -> Broken:
    """投诉统计表最迟下月五日填报。

    临界合格：统计审核 月份=2026-01；填报时间=2026-02-05 17:00
    临界不合格：统计审核 月份=2026-01；填报时间=2026-02-06 08:30
    合格：统计审核 月份=二月；填报时间=2026-02-06 08:30
    """
    months = books.case_months
    due = _due(books, months.month)
    return broken(months.made_at.dt.normalize() > due, due=due)


@rule("CP19", "case_months", at="checked_at", who="销售经理",
      says="{month} 的投诉统计表 {made_at:date} 交来，没有按时审核",
      right="销售经理最迟 {due:date} 审核")
def statistics_unchecked(books: Books) -> Broken:
    """投诉统计表交来以后，销售经理三个工作日内审核。

    临界合格：统计审核 月份=2026-02；填报时间=2026-02-27 09:00；审核时间=2026-03-03 17:00
    临界不合格：统计审核 月份=2026-02；填报时间=2026-02-27 09:00；审核时间=2026-03-04 08:30
    不合格：统计审核 月份=2026-02；填报时间=2026-02-27 09:00
    合格：统计审核 月份=2026-02
    """
    months = books.case_months
    limit = books.limit("CP19", "审核工作日", months.made_at)
    return broken(books.overdue(months.made_at, months.checked_at, limit), due=books.due(months.made_at, limit))


@rule("CP19", "case_months", at="checked_by", who="checked_by",
      says="审核人{checked_by}不是销售经理，或者就是填报的人",
      right="由销售经理审核")
def statistics_checked_by_another(books: Books) -> Broken:
    """投诉统计表由销售经理审核，填报的人不自己审核。

    合格：统计审核 填报人=郑营；审核人=赵敏
    不合格：统计审核 填报人=郑营；审核人=吴总
    不合格：统计审核 填报人=赵敏；审核人=赵敏
    合格：统计审核 填报人=郑营
    """
    months = books.case_months
    itself = months.checked_by.notna() & (months.checked_by == months.made_by)
    return broken(itself | books.lacking(months.checked_by, "销售经理"))


@rule("CP19", "case_months", at="month", who="made_by",
      says="月份{month}写得不对，或者那个月还没有过完就填报了",
      right="写成 2026-02 这样；过完这个月再填报")
def month_wrong(books: Books) -> Broken:
    """统计表按月填报，月份写成 2026-02 这样，当月过完才填。

    临界合格：统计审核 月份=2026-02；填报时间=2026-03-01 08:30
    临界合格：统计审核 月份=2026-02；填报时间=2026-03-01 00:00
    临界不合格：统计审核 月份=2026-02；填报时间=2026-02-28 17:00
    不合格：统计审核 月份=二月；填报时间=2026-03-02 09:00
    合格：统计审核 填报人=郑营
    """
    months = books.case_months
    first = pd.to_datetime(months.month + "-01", format="%Y-%m-%d", errors="coerce")
    early = months.made_at < first + pd.DateOffset(months=1)
    return broken(months.month.notna() & (first.isna() | early))


@rule("CP20", "case_amounts", at="paid", who="paid_by",
      says="没有核准就支付了 {paid:money} 元",
      right="补办核准；未经核准不能支付")
def paid_without_approval(books: Books) -> Broken:
    """折价、赔偿核准以后才支付。

    合格：处理金额 支付金额=500；核准结论=核准；核准金额=500
    不合格：处理金额 支付金额=500
    不合格：处理金额 支付金额=500；核准结论=不予核准
    合格：处理金额 申报金额=500
    """
    amounts = books.case_amounts
    return broken((amounts.paid.notna() | amounts.paid_at.notna()) & (amounts.decision != APPROVED))


@rule("CP20", "case_amounts", at="paid", who="paid_by",
      says="支付 {paid:money} 元，核准的只有 {approved:money} 元",
      right="追回多付的，或者补办核准")
def paid_above_approval(books: Books) -> Broken:
    """支付的金额不超过核准的金额，正好相等的可以。

    临界合格：处理金额 核准结论=核准；核准金额=500；支付金额=500.00
    临界不合格：处理金额 核准结论=核准；核准金额=500；支付金额=500.01
    合格：处理金额 核准结论=核准；核准金额=500
    """
    amounts = books.case_amounts
    return broken(fen(amounts.paid) > fen(amounts.approved))


@rule("CP20", "case_amounts", at="decided_by", who="decided_by",
      says="核准人{decided_by}无权核准，或者就是申报的人",
      right="由销售经理或企业领导（另一个人）核准")
def decided_by_another(books: Books) -> Broken:
    """金额由销售经理、企业领导或总经理核准，申报的人不自己核准。

    合格：处理金额 申报人=高原；核准人=赵敏
    合格：处理金额 申报人=高原；核准人=钱副总
    合格：处理金额 申报人=高原；核准人=吴总
    合格：处理金额 申报人=高原
    不合格：处理金额 申报人=高原；核准人=沈山
    不合格：处理金额 申报人=赵敏；核准人=赵敏
    """
    amounts = books.case_amounts
    itself = amounts.decided_by.notna() & (amounts.decided_by == amounts.asked_by)
    return broken(itself | books.lacking(amounts.decided_by, "销售经理", "企业领导", "总经理"))


@rule("CP20", "case_amounts", at="paid_at", who="会计",
      says="{decided_at:date} 已核准，没有按时支付",
      right="最迟 {due:date} 支付")
def paid_late(books: Books) -> Broken:
    """核准的金额十个工作日内支付。

    临界合格：处理金额 核准结论=核准；核准时间=2026-02-11 09:00；支付时间=2026-03-03 17:00
    临界不合格：处理金额 核准结论=核准；核准时间=2026-02-11 09:00；支付时间=2026-03-04 08:30
    不合格：处理金额 核准结论=核准；核准时间=2026-02-11 09:00
    合格：处理金额 核准结论=不予核准；核准时间=2026-02-11 09:00
    """
    amounts = books.case_amounts
    decided = amounts.decided_at.where(amounts.decision != DECLINED)
    limit = books.limit("CP20", "支付工作日", decided)
    return broken(books.overdue(decided, amounts.paid_at, limit), due=books.due(decided, limit))


def _amounts(books: Books, unpaid: bool) -> pd.Series:
    """For each case how many amounts it has that weren't declined (``unpaid``: and aren't paid)."""
    amounts = books.case_amounts
    counted = amounts[(amounts.decision != DECLINED) & (amounts.paid_at.isna() | (not unpaid))]
    return mapped(books.cases.case_no, counted.groupby("case_no").size()).fillna(0)


@rule("CP20", "cases", at="closed_at",
      says="案件 {closed_at:date} 已结案，还有 {count} 笔金额没有核准支付",
      right="付清或不予核准以后再结案")
def closed_unpaid(books: Books) -> Broken:
    """款项付清（或不予核准）以后才结案。

    合格：投诉案件 投诉编号=T1；结案时间=2026-03-02 10:00｜处理金额 投诉编号=T1；核准结论=核准；支付时间=2026-03-02 09:00
    合格：投诉案件 投诉编号=T1；结案时间=2026-03-02 10:00｜处理金额 投诉编号=T1；核准结论=不予核准
    合格：投诉案件 投诉编号=T1｜处理金额 投诉编号=T1；核准结论=核准
    不合格：投诉案件 投诉编号=T1；结案时间=2026-03-02 10:00｜处理金额 投诉编号=T1；核准结论=核准
    不合格：投诉案件 投诉编号=T1；结案时间=2026-03-02 10:00｜处理金额 投诉编号=T1
    """
    count = _amounts(books, unpaid=True)
    return broken(books.cases.closed_at.notna() & (count > 0), count=count)


@rule("CP20", "cases", at="outcome",
      says="处理结果是{outcome}，结案时却没有一笔处理金额",
      right="补上申报、核准和支付的金额，或改正处理结果")
def outcome_without_amount(books: Books) -> Broken:
    """减价、退货、赔偿的案件，结案以前都有核准的金额。

    合格：投诉案件 投诉编号=T1；处理结果=赔偿；结案时间=2026-03-02 10:00｜处理金额 投诉编号=T1；核准结论=核准；支付时间=2026-03-02 09:00
    合格：投诉案件 投诉编号=T1；处理结果=赔偿
    合格：投诉案件 投诉编号=T1；处理结果=换货；结案时间=2026-03-02 10:00
    不合格：投诉案件 投诉编号=T1；处理结果=退货；结案时间=2026-03-02 10:00
    不合格：投诉案件 投诉编号=T1；处理结果=减价；结案时间=2026-03-02 10:00｜处理金额 投诉编号=T1；核准结论=不予核准
    """
    cases = books.cases
    return broken(cases.closed_at.notna() & cases.outcome.isin(MONEY_OUTCOMES) & (_amounts(books, unpaid=False) == 0))
