"""The figures of visits that the night's report shows; the month's report (VS10) is in ``monthly``."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books
from automation.core.statistics import Figures, Statistics
from automation.visits.registers.common import ACTIVITIES

STATISTICS = Statistics()
statistic = STATISTICS.statistic
_MONTHS = 12


@statistic("各月巡访", "VS5 VS9")
def visits_by_month(books: Books) -> Figures:
    """近十二个月每月计划的、照计划去了的、取消的和临时去的巡访。"""
    lines, visits = books.visit_plan_lines, books.visits[books.visits.started_at.notna()]
    planned = pd.DataFrame({"计划": lines.line_no.notna(), "照计划去": lines.visit_no.notna(), "取消": lines.cancelled_at.notna()})
    planned = planned.groupby(lines.planned_on.dt.strftime("%Y-%m")).sum()
    made = pd.DataFrame({"巡访": visits.visit_no.notna(), "临时去": visits.line_no.isna()})
    made = made.groupby(visits.started_at.dt.strftime("%Y-%m")).sum()
    months = planned.join(made, how="outer").fillna(0).astype(int)
    months = months.loc[[month for month in months.index if month <= f"{books.now:%Y-%m}"]]
    return Figures(months.tail(_MONTHS).rename_axis("月份").reset_index(), "巡访")


@statistic("巡访做了什么", "VS3.1 VS3.2 VS3.3")
def activities_by_month(books: Books) -> Figures:
    """近十二个月各种活动的次数，一次巡访可以有几样。"""
    visits = books.visits[books.visits.started_at >= books.today - pd.DateOffset(months=_MONTHS)]
    counts = (visits[list(ACTIVITIES)] == "是").sum()
    table = pd.DataFrame({"活动": list(ACTIVITIES.values()), "次数": [int(counts[name]) for name in ACTIVITIES]})
    return Figures(table.sort_values("次数", ascending=False, kind="stable").reset_index(drop=True), "次数")
