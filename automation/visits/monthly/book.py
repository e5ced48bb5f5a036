"""《每月巡访情况报告书》 as a workbook: one page to sign, then the tables and what was said, with Excel's own charts."""

from __future__ import annotations

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from automation.core.monthly import Report
from automation.core.monthly_book import LINE, MonthBook, Placed
from automation.core.monthly_charts import BLUE, GREEN, UP, dress, extracts, font, heading, listed, signatures

_WIDE = 8
"""Columns of the page to sign."""
_CHART_ROWS = 15
_SIGNED = ((0, 1, "填制（区域销售主管）"), (2, 4, "审阅（企业主管领导）"), (5, _WIDE - 1, "审阅意见"))


def workbook(report: Report) -> bytes:
    """The workbook's bytes; the same report gives the same ones."""
    made = MonthBook(report, UP)
    first = made.sheet("报告书", (19, *([11.5] * (_WIDE - 1))), height=23)
    listed(made, made.sheet("按人、区域、等级", (19, *([11.5] * 7))), "by_visitor", "by_area", "by_grade")
    listed(made, made.sheet("活动和意见", (34, 14, 14)), "activities", "opinions", "upshots")
    listed(made, made.sheet("近十二个月", (19, *([11.5] * 7))), "months")
    extracts(made, "情况摘录")
    _first(made, first)
    return made.finish()


def _first(made: MonthBook, sheet: Worksheet) -> None:
    """The page to sign: plan against actual, two charts, a box for the supervisor's own words, the boxes to sign."""
    heading(made, sheet, _WIDE)
    row = made.table(sheet, 3, "flow")
    sheet.insert_chart(row, 0, _months(made, made.placed["months"]), {"x_offset": 2, "y_offset": 8})
    sheet.insert_chart(row, 4, _activities(made, made.placed["activities"]), {"x_offset": 14, "y_offset": 8})
    words = row + _CHART_ROWS
    sheet.merge_range(words, 0, words + 4, _WIDE - 1, "综合意见（总的情况、存在的问题、下月的打算）：", made.form("box"))
    signatures(made, sheet, words + 5, _SIGNED)
    sheet.fit_to_pages(1, 1)


def _months(made: MonthBook, months: Placed) -> Chart:
    """The last twelve months: what was planned behind, what was done as lines."""
    chart = made.book.add_chart({"type": "column"})
    chart.add_series({"name": "计划巡访", "categories": months.values(0), "values": months.values(1), "gap": 60,
                      "fill": {"color": "#DCE4EA"}, "border": {"none": True}})
    lines = made.book.add_chart({"type": "line"})
    for column, name, colour in ((2, "照计划去", GREEN), (6, "实际巡访", BLUE)):
        lines.add_series({"name": name, "categories": months.values(0), "values": months.values(column),
                          "line": {"color": colour, "width": 2.25},
                          "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}})
    chart.combine(lines)
    dress(chart, "近十二个月：计划与实际", 372)
    chart.set_x_axis({"num_font": font(7, rotation=-45), "line": {"color": LINE}})
    return chart


def _activities(made: MonthBook, activities: Placed) -> Chart:
    """How often each kind of activity was carried out."""
    chart = made.book.add_chart({"type": "bar"})
    chart.add_series({"name": "次数", "categories": activities.values(0), "values": activities.values(1), "gap": 40,
                      "fill": {"color": BLUE}, "border": {"none": True}, "data_labels": {"value": True, "font": font(8)}})
    dress(chart, "本月各种活动（次）", 332)
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": font(8), "line": {"color": LINE}, "major_gridlines": {"visible": False}})
    chart.set_x_axis({"num_font": font(8), "num_format": "0", "line": {"none": True}, "label_position": "low",
                      "major_gridlines": {"visible": True, "line": {"color": "#E3E8EC", "width": 0.75}}})
    return chart
