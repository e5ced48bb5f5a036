"""投诉统计表 as a workbook: one page to sign, then the tables, with Excel's own charts; made to be printed on A4."""

from __future__ import annotations

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from automation.core.monthly import Report
from automation.core.monthly_book import LINE, MonthBook, Placed
from automation.core.monthly_charts import BLUE, GREEN, GREY, RED, UP, dress, font, heading, listed, signatures

_WIDE = 8
"""Columns of the page to sign."""


def workbook(report: Report) -> bytes:
    """The workbook's bytes; the same report gives the same ones."""
    made = MonthBook(report, UP)
    first = made.sheet("统计表", (19, *([11.5] * (_WIDE - 1))), height=23)
    kinds = made.sheet("分类统计", (19, *([11.5] * 8)))
    crossing = _crossing(made)
    listed(made, kinds, "by_ground", "by_model", "by_unit", "by_demand", "by_result")
    listed(made, crossing, "pareto", "ground_by_model", "ground_by_unit")
    _months(made)
    listed(made, made.sheet("再次投诉", (40, 14, 14, 14, 18)), "customers", "products")
    _first(made, first)
    return made.finish()


def _crossing(made: MonthBook) -> Worksheet:
    widest = max(len(made.report.tables[name].columns) for name in ("ground_by_model", "ground_by_unit"))
    return made.sheet("理由分布", (19, *([11.5] * max(8, widest))), landscape=widest > 9)


def _first(made: MonthBook, sheet: Worksheet) -> None:
    """The page to sign: what came and went, the comparison, two charts, the boxes."""
    heading(made, sheet, _WIDE)
    row = made.table(sheet, 3, "flow")
    row = made.table(sheet, row, "compared")
    _charts(made, sheet, row)
    signatures(made, sheet, row + _CHART_ROWS, _SIGNED)
    sheet.fit_to_pages(1, 1)


_CHART_ROWS = 15
_SIGNED = ((0, 1, "填报（市场营销部）"), (2, 4, "审核（销售经理）"), (5, _WIDE - 1, "审核意见"))


def _charts(made: MonthBook, sheet: Worksheet, row: int) -> None:
    sheet.insert_chart(row, 0, _flow_chart(made, made.placed["months"]), {"x_offset": 2, "y_offset": 8})
    grounds = made.report.tables["pareto"].lines
    if grounds:
        sheet.insert_chart(row, 4, _pareto_chart(made, made.placed["pareto"]), {"x_offset": 14, "y_offset": 8})
    else:
        sheet.merge_range(row + 6, 4, row + 7, _WIDE - 1, "本月没有收到投诉。", made.form("company"))


def _flow_chart(made: MonthBook, months: Placed) -> Chart:
    """The last twelve months: received and closed as lines, what was open behind them."""
    chart = made.book.add_chart({"type": "column"})
    chart.add_series({"name": "月末未结", "categories": months.values(0), "values": months.values(5), "gap": 60,
                      "fill": {"color": "#DCE4EA"}, "border": {"none": True}})
    lines = made.book.add_chart({"type": "line"})
    for column, name, colour in ((1, "收到", BLUE), (4, "结案", GREEN)):
        lines.add_series({"name": name, "categories": months.values(0), "values": months.values(column),
                          "line": {"color": colour, "width": 2.25},
                          "marker": {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}})
    chart.combine(lines)
    dress(chart, "近十二个月：收到、结案与月末未结", 372)
    chart.set_x_axis({"num_font": font(7, rotation=-45), "line": {"color": LINE}})
    return chart


def _pareto_chart(made: MonthBook, grounds: Placed) -> Chart:
    """The grounds by weight, and their running share."""
    chart = made.book.add_chart({"type": "column"})
    chart.add_series({"name": "件数", "categories": grounds.values(0), "values": grounds.values(1), "gap": 40,
                      "fill": {"color": BLUE}, "border": {"none": True},
                      "data_labels": {"value": True, "font": font(8)}})
    line = made.book.add_chart({"type": "line"})
    line.add_series({"name": "累计占比", "categories": grounds.values(0), "values": grounds.values(3), "y2_axis": True,
                     "line": {"color": RED, "width": 2}, "marker": {"type": "circle", "size": 5, "fill": {"color": RED},
                                                                    "border": {"color": RED}}})
    chart.combine(line)
    line.set_y2_axis({"min": 0, "max": 1, "major_unit": 0.2, "num_format": "0%", "num_font": font(8), "line": {"none": True}})
    dress(chart, "本月投诉理由（从多到少）", 332)
    chart.set_x_axis({"num_font": font(7.5), "line": {"color": LINE}})
    return chart


def _months(made: MonthBook) -> None:
    """The twelve months, how long answers took, and their chart."""
    sheet = made.sheet("月份与天数", (19, *([12] * 7)))
    row = made.table(sheet, 0, "months")
    chart = made.book.add_chart({"type": "line"})
    months = made.placed["months"]
    for column, name, colour in ((1, "收到", BLUE), (2, "受理", GREY), (4, "结案", GREEN), (5, "月末未结", RED)):
        chart.add_series({"name": name, "categories": months.values(0), "values": months.values(column),
                          "line": {"color": colour, "width": 2.25}, "marker": {"type": "circle", "size": 5, "fill": {"color": colour},
                                                                               "border": {"color": colour}}})
    dress(chart, "近十二个月", 700)
    chart.set_x_axis({"num_font": font(8), "line": {"color": LINE}})
    sheet.insert_chart(row, 0, chart, {"x_offset": 2, "y_offset": 8})
    made.table(sheet, row + 21, "answering")
