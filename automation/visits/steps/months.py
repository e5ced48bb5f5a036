"""《每月巡访情况报告书》 (VS10): made by each area's supervisor from the daily reports, read by the management."""

from __future__ import annotations

import re
from collections.abc import Iterator

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk
from automation.visits.steps.table import HEADS, LEADERS, step

_MONTH = re.compile(r"(20\d\d-(?:0[1-9]|1[0-2])) (\S+)")


@step("填制月报", "VS10", sheet="visit_months", since=("",), to="待审阅", roles=HEADS, icon="ChartInsert",
      asks=(Ask("month"), *(Ask(name, required=False) for name in ("summary", "file", "digest")), Ask("made_at", default="now")))
def file_visit_month(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """区域销售主管汇总本区的巡访日报，填制《每月巡访情况报告书》，提交企业主管领导。"""
    month = known["month"]
    match = _MONTH.fullmatch(month)
    if match is None:
        raise StepRefused(f"“月报”写的是“{month}”，请写成 2026-02 {desk.person} 这样：月份和区域主管。", "VS10", "month")
    if match[2] != desk.person:
        raise StepRefused(f"{month} 的月报由{match[2]}自己填制，{desk.person}只能填自己的。", "VS10", "made_by")
    if match[1] >= f"{known['made_at']:%Y-%m}":
        raise StepRefused(f"{match[1]} 还没有过完，下个月初填制。", "VS10", "month")
    if desk.find("visit_months", month):
        raise StepRefused(f"{month} 的月报已经填制过了。", "VS10", "month")
    yield desk.put(row, row.but(**known, made_by=desk.person))


@step("审阅月报", "VS10", sheet="visit_months", since=("待审阅",), to="已审阅", roles=LEADERS, icon="ReviewAcceptChange",
      asks=(Ask("checked_at", default="now"), Ask("note", required=False)))
def read_visit_month(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """企业主管领导审阅每月巡访情况报告书。"""
    check_other_person(desk.person, row.made_by, "填制月报", "VS10", "checked_by")
    yield row.set(**known, checked_by=desk.person)
