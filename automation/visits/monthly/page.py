"""《每月巡访情况报告书》 as a page for the screen."""

from __future__ import annotations

from dataclasses import replace

from automation.core.monthly import Report
from automation.core.monthly_page import columns_and_lines, ranked, render

_BLUE, _GREEN, _PALE = "#2f6690", "#3a7d44", "#dce4ea"


def page(report: Report, workbook: str) -> str:
    """The page's text; ``workbook`` is the file beside it."""
    months = columns_and_lines("近十二个月：计划与实际", report.tables["months"], ("计划巡访", _PALE),
                               (("照计划去", _GREEN), ("实际巡访", _BLUE)))
    done = report.tables["activities"]
    short = replace(done, lines=tuple(replace(line, name=line.name[:4]) for line in done.lines))
    return render(report, workbook, lead="flow", marked=("计划巡访", "实际巡访"),
                  charts=(months, ranked("本月各种活动（次）", short, "次数", _BLUE)),
                  signs=("填制（区域销售主管）", "审阅（企业主管领导）", "审阅意见"))
