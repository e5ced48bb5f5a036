"""VS10: every area's supervisor makes his monthly report in time, for the management to read."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books
from automation.core.rules import Absent, Broken, absent, broken
from automation.visits.rules.table import rule


def _due(books: Books, months: pd.Series) -> pd.Series:
    """The day of the next month by which each month's report is due; blank for what isn't a month."""
    first = pd.to_datetime(months.str[:7] + "-01", format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    following = first + pd.DateOffset(months=1)
    return following + pd.to_timedelta(books.limit("VS10", "填报日", following) - 1, unit="D")


@rule("VS10", "visit_months", at="month", says="{key} 的《每月巡访情况报告书》没有填制", right="最迟 {due:date} 填制，提交企业主管领导")
def month_missing(books: Books) -> Absent:
    """有巡访的月份，区域销售主管下月十日以前填制月报。

    临界合格：现在 2026-03-10 22:00｜巡访日报 到访时间=2026-02-10 09:00；区域主管=何立
    临界不合格：现在 2026-03-11 01:00｜巡访日报 到访时间=2026-02-10 09:00；区域主管=何立
    合格：现在 2026-03-11 01:00｜巡访日报 到访时间=2026-02-10 09:00；区域主管=何立｜月报审阅 月报=2026-02 何立
    不合格：现在 2026-03-11 01:00｜巡访日报 到访时间=2026-02-10 09:00；区域主管=何立｜月报审阅 月报=2026-02 孙丽
    合格：现在 2026-03-11 01:00｜巡访日报 到访时间=2026-03-02 09:00；区域主管=何立
    """
    visits = books.visits[books.visits.started_at.notna() & books.visits.supervisor.notna()]
    if visits.empty:
        return absent(pd.DataFrame())
    keys = pd.DataFrame({"key": visits.started_at.dt.strftime("%Y-%m") + " " + visits.supervisor, "person": visits.supervisor})
    keys = keys.drop_duplicates().sort_values("key").reset_index(drop=True)
    due = _due(books, keys.key)
    return absent(keys.assign(due=due)[~keys.key.isin(books.visit_months.month.dropna()) & (books.today > due)])


@rule("VS10", "visit_months", at="made_at", who="made_by", says="{month} 的月报 {made_at:date} 才填制", right="最迟 {due:date} 填制")
def month_late(books: Books) -> Broken:
    """月报最迟下月十日填制。

    临界合格：月报审阅 月报=2026-01 何立；填制时间=2026-02-10 17:00
    临界不合格：月报审阅 月报=2026-01 何立；填制时间=2026-02-11 08:30
    """
    months = books.visit_months
    due = _due(books, months.month)
    return broken(months.made_at.dt.normalize() > due, due=due)


@rule("VS10", "visit_months", at="month", who="made_by", says="月报{month}写得不对，或者那个月还没有过完就填制了",
      right="写成 2026-02 何立涛 这样，过完这个月由区域主管自己填制")
def month_wrong(books: Books) -> Broken:
    """月报写明月份和区域主管，过完这个月由主管自己填制。

    合格：月报审阅 月报=2026-01 何立；填制主管=何立；填制时间=2026-02-01 08:30
    临界合格：月报审阅 月报=2026-01 何立；填制主管=何立；填制时间=2026-02-01 00:00
    临界不合格：月报审阅 月报=2026-01 何立；填制主管=何立；填制时间=2026-01-31 17:00
    不合格：月报审阅 月报=一月 何立；填制主管=何立；填制时间=2026-02-01 08:30
    不合格：月报审阅 月报=2026-01 何立；填制主管=孙丽；填制时间=2026-02-01 08:30
    合格：月报审阅 填制主管=何立
    """
    months = books.visit_months
    first = pd.to_datetime(months.month.str[:7] + "-01", format="%Y-%m-%d", errors="coerce")
    early = months.made_at < first + pd.DateOffset(months=1)
    another = months.month.str[8:] != months.made_by
    return broken(months.month.notna() & (first.isna() | early | another))


@rule("VS10", "visit_months", at="checked_at", who="企业领导", says="{month} 的月报 {made_at:date} 提交，没有按时审阅", right="企业主管领导最迟 {due:date} 审阅")
def month_not_read(books: Books) -> Broken:
    """月报提交以后，企业主管领导三个工作日以内审阅。

    临界合格：月报审阅 填制时间=2026-02-27 09:00；审阅时间=2026-03-03 17:00
    临界不合格：月报审阅 填制时间=2026-02-27 09:00；审阅时间=2026-03-04 08:30
    不合格：月报审阅 填制时间=2026-02-27 09:00
    """
    months = books.visit_months
    limit = books.limit("VS10", "审阅工作日", months.made_at)
    return broken(books.overdue(months.made_at, months.checked_at, limit), due=books.due(months.made_at, limit))


@rule("VS10", "visit_months", at="checked_by", who="checked_by", says="审阅人{checked_by}不是企业主管领导，或者就是填制的人", right="由企业领导或总经理审阅")
def month_read_by_another(books: Books) -> Broken:
    """月报由企业主管领导审阅。

    合格：月报审阅 填制主管=何立；审阅领导=钱副总
    合格：月报审阅 填制主管=何立；审阅领导=吴总
    不合格：月报审阅 填制主管=何立；审阅领导=赵敏
    不合格：月报审阅 填制主管=吴总；审阅领导=吴总
    """
    months = books.visit_months
    itself = months.checked_by.notna() & (months.checked_by == months.made_by)
    return broken(itself | books.lacking(months.checked_by, "企业领导", "总经理"))
