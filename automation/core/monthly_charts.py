"""What the workbooks of monthly statistics share: the head of the page to sign, Excel's own charts in one dress, the boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from automation.core.monthly import Extract
from automation.core.monthly_book import FONT, LINE, MonthBook

UP = "../../../"
"""From the month's folder to the department's: 单据/客户投诉登记簿/2026-10."""
BLUE, RED, GREEN, GREY = "#2F6690", "#B3261E", "#3A7D44", "#8A97A3"


def heading(made: MonthBook, sheet: Worksheet, wide: int) -> None:
    """The first three rows: company, title, the month and what the statistics rest on; ``wide`` columns."""
    report, last, half = made.report, wide - 1, wide // 2
    sheet.merge_range(0, 0, 0, last, report.company, made.form("company"))
    sheet.merge_range(1, 0, 1, last, report.title, made.form("title"))
    sheet.set_row(1, 34)
    sheet.merge_range(2, 0, 2, half - 1, report.words, made.form("strong"))
    sheet.merge_range(2, half, 2, last, f"依据{report.basis}", made.form("right"))
    sheet.set_row(2, 20)


def listed(made: MonthBook, sheet: Worksheet, *names: str) -> None:
    """Tables below each other."""
    row = 0
    for name in names:
        row = made.table(sheet, row, name) + 1


def extracts(made: MonthBook, name: str) -> None:
    """A sheet of what was said in words, if anything was: each extract below the other."""
    found = made.report.extracts
    if not found:
        return
    sheet = made.sheet(name, [width for _, width in found[0].columns], landscape=True)
    row = 0
    for extract in found:
        row = _extract(made, sheet, row, extract) + 1


def _extract(made: MonthBook, sheet: Worksheet, row: int, extract: Extract) -> int:
    last = len(extract.columns) - 1
    sheet.write_string(row, 0, extract.title, made.form("caption"))
    sheet.merge_range(row + 1, 0, row + 1, last, extract.note, made.form("quiet"))
    for column, (title, _) in enumerate(extract.columns):
        sheet.write_string(row + 2, column, title, made.form("head"))
    if not extract.rows:
        sheet.merge_range(row + 3, 0, row + 3, last, "没有。", made.form("name"))
    for number, cells in enumerate(extract.rows, row + 3):
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text, made.form("box"))
        lines = [-(-_wide(text) // int(width)) for text, (_, width) in zip(cells, extract.columns, strict=True)]
        sheet.set_row(number, 15 * max(1, *lines) + 3)
    return row + 3 + max(1, len(extract.rows))


def _wide(text: str) -> int:
    """How wide a text is, in characters as Excel counts them: a Chinese one takes two."""
    return sum(1 + (sign > "\xff") for sign in text)


def dress(chart: Chart, title: str, width: int, height: int = 420) -> None:
    """Title, legend, axis and size (in pixels) of a chart."""
    chart.set_title({"name": title, "name_font": font(10, bold=True), "overlay": False})
    chart.set_legend({"position": "bottom", "font": font(8)})
    chart.set_y_axis({"min": 0, "num_font": font(8), "num_format": "0", "line": {"none": True},
                      "major_gridlines": {"visible": True, "line": {"color": "#E3E8EC", "width": 0.75}}})
    chart.set_chartarea({"border": {"color": LINE}})
    chart.set_size({"width": width, "height": height})


def font(size: float, **more: Any) -> dict[str, Any]:
    """The letters of a chart, in points."""
    return {"name": FONT, "size": size, "color": "#333F4A", **more}


def signatures(made: MonthBook, sheet: Worksheet, row: int, boxes: Sequence[tuple[int, int, str]]) -> None:
    """Boxes to sign, three rows high: from column to column, and what is signed there."""
    for left, right, words in boxes:
        sheet.merge_range(row, left, row + 1, right, words, made.form("box"))
        sheet.merge_range(row + 2, left, row + 2, right, "年　　月　　日", made.form("date"))
    for each in range(3):
        sheet.set_row(row + each, 26)
