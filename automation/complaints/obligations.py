"""What complaint cases owe next (该办的事): cases whose desk's last day comes, and the month's statistics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from automation.complaints.registers.desks import CASE_DESKS
from automation.complaints.registers.money import CASE_MONTHS
from automation.core.dates import months_after
from automation.core.deadlines import within
from automation.core.obligations import Due, Obligations, coming_day
from automation.core.rows import Row
from automation.core.steps import Desk, state_of

OBLIGATIONS = Obligations()
obligation, glance = OBLIGATIONS.obligation, OBLIGATIONS.glance


@obligation("该办完的投诉案件", "CP4 CP5", needs=("cases",),
            headers=("投诉编号", "客户", "商品型号", "状态", "现在谁办", "从何时起", "应办完"))
def cases_due(desk: Desk) -> Due:
    """下一个工作日以前应当办完这一步的投诉案件，最急的排在前面；过了期的马上催办。"""
    horizon = coming_day(desk)
    found = [(due, row) for row in desk.where("cases") if (due := _due_on(row, desk)) is not None and due <= horizon]
    found.sort(key=lambda each: (each[0], each[1].key))
    return Due([row for _, row in found],
               [(row.key, row.customer or "", row.model or "", state_of(row), CASE_DESKS.holder(row) or "",
                 f"{CASE_DESKS.since(row):%m-%d %H:%M}", f"{due}") for due, row in found])


@obligation("投诉统计表", "CP19", needs=("cases", "case_months"), headers=("月份", "最迟", "要办的事", "由谁办"))
def statistics_due(desk: Desk) -> Due:
    """每月的投诉统计表下月初五日内填报，交销售经理审核；月末最后一个工作日起提醒，表由程序在 1 日至 5 日的夜里做好。"""
    answering = desk.department.answering
    missing = [(row, statistics_due_on(row, desk), "填报统计", answering("市场营销部")) for row in unfiled(desk)]
    unchecked = [(row, within(desk, row.made_at, "CP19", "审核工作日"), "审核统计", answering("销售经理"))
                 for row in desk.where("case_months") if row.key and row.made_at and not row.checked_at]
    found = [*missing, *unchecked]
    return Due([row for row, *_ in found], [(row.month, f"{due}", what, who) for row, due, what, who in found])


@glance("没办完的投诉", needs=("cases",))
def open_cases(desk: Desk) -> tuple[int, str]:
    """Cases that lie on somebody's desk."""
    return sum(CASE_DESKS.stage_of(row) is not None for row in desk.where("cases")), "件"


def unfiled(desk: Desk) -> Iterator[Row]:
    """The months whose statistics are to be filed next: last month's, and this one's from the eve of its last working day on."""
    today = desk.now.date()
    months = [months_after(today.replace(day=1), -1)] + [today.replace(day=1)] * (coming_day(desk, 2).month != today.month)
    for month in months:
        if desk.find("case_months", f"{month:%Y-%m}") is None:
            yield Row(CASE_MONTHS, {"month": f"{month:%Y-%m}"})


def statistics_due_on(row: Row, desk: Desk) -> date:
    """CP19: the day of the next month by which a month's statistics are filed."""
    following = months_after(date.fromisoformat(f"{row.month}-01"), 1)
    assert following is not None
    return following.replace(day=desk.department.limit("CP19", "填报日", following))


def _due_on(row: Row, desk: Desk) -> date | None:
    stage = CASE_DESKS.stage_of(row)
    return None if stage is None or CASE_DESKS.since(row) is None else within(desk, CASE_DESKS.since(row), stage.article, stage.limit)
