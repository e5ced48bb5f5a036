"""Monthly statistics as a workbook (统计工作簿): tables whose figures lead to the rows behind them, ready for A4.

Every table has a sheet of its own with the numbers behind each figure; the figure links there, each number links to its
line in the register. The same report gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import groupby
from operator import itemgetter

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from automation.core.monthly import Cell, Report, Table, Unit, month_start

FONT, INK, LINE, HEAD = "微软雅黑", "#1D2733", "#B9C4CE", "#DDE7EE"
_BASE = {"font_name": FONT, "font_size": 10, "valign": "vcenter", "font_color": INK}
_CELL = _BASE | {"border": 1, "border_color": LINE}
_FORMATS: Mapping[str, Mapping[str, object]] = {
    "company": _BASE | {"align": "center", "font_size": 11}, "title": _BASE | {"align": "center", "font_size": 20, "bold": True},
    "plain": _BASE, "right": _BASE | {"align": "right"}, "strong": _BASE | {"bold": True, "font_size": 12},
    "caption": _BASE | {"bold": True, "font_size": 12, "font_color": "#2F6690"},
    "quiet": _BASE | {"font_size": 8.5, "font_color": "#667380", "text_wrap": True, "valign": "top"},
    "head": _CELL | {"bold": True, "bg_color": HEAD, "align": "center", "text_wrap": True}, "name": _CELL | {"indent": 1},
    "figure": _CELL | {"align": "right"},
    "total": _CELL | {"bold": True, "bg_color": "#F3F6F8", "indent": 1},
    "sum": _CELL | {"bold": True, "bg_color": "#F3F6F8", "align": "right"},
    "box": _CELL | {"valign": "top", "text_wrap": True, "indent": 1},
    "date": _CELL | {"align": "right", "valign": "bottom", "font_color": "#667380"}, "link": _BASE | {"font_color": "#0B5CAD"},
    "block": _BASE | {"bold": True, "font_color": "#0B5CAD", "top": 1, "top_color": LINE},
    "under": _BASE | {"top": 1, "top_color": LINE}, "count": _BASE | {"top": 1, "top_color": LINE, "align": "right", "indent": 1}}
_NUMBERS = {Unit.COUNT: "#,##0_ ", Unit.MONEY: "#,##0.00_ ", Unit.DAYS: "0.0_ ", Unit.SHARE: "0.0%_ "}
_ACROSS = 6
"""Numbers beside each other in the sheets of rows."""
_MOST_LINKS = 60_000
"""Excel takes 65,530 links on one sheet."""


@dataclass
class Placed:
    """Where a table stands: its sheet's name, the row of its heads and its first line, its columns (all from 0)."""

    sheet: str
    head: int
    first: int
    last: int
    left: int

    def values(self, column: int) -> list[str | int]:
        """A column's lines, the total left out, as charts want it; column 0 holds the names."""
        return [self.sheet, self.first, self.left + column, self.last, self.left + column]


@dataclass
class MonthBook:
    """A workbook being written. ``up`` leads from its place to the department's folder."""

    report: Report
    up: str
    stream: io.BytesIO = field(default_factory=io.BytesIO)
    placed: dict[str, Placed] = field(default_factory=dict)
    _formats: dict[tuple[str, str], Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.book.set_properties({"title": f"{self.report.title} {self.report.month}", "author": "客服簿",
                                  "created": datetime.combine(month_start(self.report.month), time())})
        self._blocks = {name: _blocks(table) for name, table in self.report.tables.items()}

    def finish(self) -> bytes:
        """The sheets of rows are added, the workbook is closed; its bytes."""
        for table in self.report.tables.values():
            self._rows(table)
        self.book.close()
        return self.stream.getvalue()

    def form(self, name: str, number: str = "") -> Format:
        """A format by name, with a number format where one is wanted."""
        if (name, number) not in self._formats:
            self._formats[name, number] = self.book.add_format(dict(_FORMATS[name]) | ({"num_format": number} if number else {}))
        return self._formats[name, number]

    def sheet(self, name: str, widths: Sequence[float], landscape: bool = False, height: float = 17) -> Worksheet:
        """A new sheet set up for A4, one page wide; ``height`` of its lines in points."""
        sheet = self.book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_default_row(height)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_margins(0.5, 0.5, 0.55, 0.65)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&9{self.report.title} {self.report.words}&R&9第 &P 页 / 共 &N 页")
        if landscape:
            sheet.set_landscape()
        return sheet

    def table(self, sheet: Worksheet, row: int, name: str, left: int = 0) -> int:
        """Write a table with its title and note from a row on; returns the row below it."""
        table = self.report.tables[name]
        width = len(table.columns)
        sheet.write_string(row, left, table.title, self.form("caption"))
        sheet.set_row(row, 21)
        sheet.merge_range(row + 1, left, row + 1, left + width, table.note, self.form("quiet"))
        sheet.set_row(row + 1, 14 if len(table.note) < 12 * (width + 1) else 26)
        head = row + 2
        sheet.set_row(head, 20 if all(len(title) < 7 for title, _ in table.columns) else 32)
        for column, title in enumerate((table.head, *(title for title, _ in table.columns))):
            sheet.write_string(head, left + column, title, self.form("head"))
        placed = self.placed[name] = Placed(sheet.name, head, head + 1, head + max(1, len(table.lines)), left)
        if not table.lines:
            sheet.merge_range(head + 1, left, head + 1, left + width, "没有。", self.form("name"))
        for place, (line, group) in enumerate(groupby(table.figures(), key=itemgetter(0))):
            at = head + 1 + place + (not table.lines)
            total = table.total is not None and place == len(table.lines)
            sheet.write_string(at, left, line, self.form("total" if total else "name"))
            for column, (_, title, unit, cell) in enumerate(group, 1):
                form = self.form("sum" if total else "figure", _number(cell, unit, title in table.signed))
                if cell.rows:
                    block = self._blocks[table.name][line, title]
                    sheet.write_url(at, left + column, f"internal:'{_rows_sheet(table)}'!A{block + 1}", form, "", "看是哪几件")
                if total and table.adds_up and table.lines:
                    letters = xl_col_to_name(left + column)
                    sheet.write_formula(at, left + column, f"=SUM({letters}{placed.first + 1}:{letters}{placed.last + 1})", form,
                                        float(cell.value or 0))
                elif cell.value is None:
                    sheet.write_string(at, left + column, "—", form)
                else:
                    sheet.write_number(at, left + column, float(cell.value), form)
        return head + 2 + len(table.all_lines()) + (not table.lines)

    def _rows(self, table: Table) -> None:
        """The sheet of the numbers behind a table's figures, a block for each figure."""
        sheet = self.sheet(_rows_sheet(table), (18, 14, 9, *([14.5] * _ACROSS)), landscape=True)
        sheet.repeat_rows(0, 2)
        sheet.freeze_panes(3, 0)
        sheet.write_string(0, 0, f"{table.title}：每个数字是哪几件", self.form("strong"))
        placed = self.placed[table.name]
        sheet.write_url(1, 0, f"internal:'{placed.sheet}'!A{placed.head + 1}", self.form("link"), "回到表中")
        for column, title in enumerate((table.head or "项目", "栏", "行数", "编号")):
            sheet.write_string(2, column, title, self.form("head"))
        linked = sum(len(cell.rows) for *_, cell in table.figures()) <= _MOST_LINKS
        for line, title, _, cell in table.figures():
            if cell.rows:
                self._block(sheet, self._blocks[table.name][line, title], (line, title), cell.rows, linked)

    def _block(self, sheet: Worksheet, row: int, names: tuple[str, str], keys: Sequence[str], linked: bool) -> None:
        for column in range(3, 3 + _ACROSS):
            sheet.write_blank(row, column, None, self.form("under"))
        sheet.write_string(row, 0, names[0], self.form("block"))
        sheet.write_string(row, 1, names[1], self.form("block"))
        sheet.write_number(row, 2, len(keys), self.form("count"))
        for place, key in enumerate(keys):
            at, form = (row + place // _ACROSS, 3 + place % _ACROSS), self.form("under" if place < _ACROSS else "plain")
            if linked and key in self.report.places:
                sheet.write_url(*at, f"external:{self.up}{self.report.places[key]}", form, key)
            else:
                sheet.write_string(*at, key, form)


def _number(cell: Cell, unit: Unit, signed: bool) -> str:
    """The number format of a figure; half days show their half, whole ones none."""
    whole = unit is Unit.DAYS and cell.value is not None and cell.value == int(cell.value)
    number = "0_ " if whole else _NUMBERS[unit]
    return f"+{number};-{number};{number}" if signed else number


def _rows_sheet(table: Table) -> str:
    return f"明细-{table.title}"[:31]


def _blocks(table: Table) -> dict[tuple[str, str], int]:
    """On which row (from 0) the numbers behind each figure begin."""
    blocks, row = {}, 3
    for line, title, _, cell in table.figures():
        if cell.rows:
            blocks[line, title] = row
            row += -(-len(cell.rows) // _ACROSS)
    return blocks
