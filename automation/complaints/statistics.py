"""The figures of complaint cases that the night's report shows; the month's statistics (CP19) are in ``monthly``."""

from __future__ import annotations

import pandas as pd

from automation.complaints.registers.common import ACCEPTED, REFUSED
from automation.core.books import Books
from automation.core.statistics import Figures, Statistics

STATISTICS = Statistics()
statistic = STATISTICS.statistic
_MONTHS = 12


@statistic("各月投诉案件", "CP5 CP19")
def cases_by_month(books: Books) -> Figures:
    """近十二个月按接诉月份统计的投诉案件，现在办到哪里；并入别的案件的不计。"""
    cases = books.cases[books.cases.merged_into.isna() & books.cases.received_at.notna()]
    ended = cases.closed_at.notna() | cases.withdrawn_at.notna() | ((cases.ruling == REFUSED) & cases.replied_at.notna())
    table = pd.DataFrame({"收到": cases.case_no.notna(), "受理": cases.ruling == ACCEPTED, "不予受理": cases.ruling == REFUSED,
                          "已结案": cases.closed_at.notna(), "没办完": ~ended})
    months = table.groupby(cases.received_at.dt.strftime("%Y-%m")).sum().astype(int)
    return Figures(months.tail(_MONTHS).rename_axis("月份").reset_index(), "收到")


@statistic("案件在谁手里", "CP4 CP5")
def cases_by_holder(books: Books) -> Figures:
    """没办完的投诉案件现在在哪个部门，最早的从什么时候起。"""
    held = books.cases[books.cases.holder.notna()]
    groups = held.groupby("holder")
    table = pd.DataFrame({"件数": groups.size(), "已超期": groups.pace.agg(lambda pace: int((pace == "已超期").sum())),
                          "最早从": groups.since.min().dt.strftime("%Y-%m-%d")})
    return Figures(table.rename_axis("现在谁办").reset_index().sort_values("件数", ascending=False, kind="stable"), "件数")
