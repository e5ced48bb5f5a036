"""Making a form's workbook (制表): protected but for the cells to fill; good to print, good on a phone."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from automation.core.fillable.declare import FillForm
from automation.core.fillable.layout import GRID, Labelled, Place, last_row, long, pairs, spans
from automation.core.fillable.sheets import INFORMATION, OPTIONS, Listed, information
from automation.core.formats import NUMBER_FORMATS
from automation.core.rows import Row
from automation.core.schema import Column, Kind
from automation.core.step_checks import choices_of
from automation.core.steps import Desk, Step

FONT = "微软雅黑"
_INLINE_LIST = 255
_HINTS = {Kind.DATE: "写成 2026-03-05 这样。", Kind.DATETIME: "写成 2026-03-05 14:00 这样。", Kind.MONEY: "只写数字，最多两位小数。",
          Kind.HOURS: "以小时计，一小时半写 1.5。", Kind.COUNT: "只写整数。", Kind.PHONE: "一格写一个号码。"}
_MINIMUM_LINES = {True: 58.0, False: 26.0}
"""Heights in points: of a long answer, of a short one."""


def make_form(form: FillForm, row: Row, steps: Mapping[str, Step], serial: str, desk: Desk) -> bytes:
    """The workbook of a form for one record; ``serial`` is its own number. The same form, record and serial: the same bytes."""
    return _Maker(form, row, steps, serial, desk).make()


@dataclass
class _Maker:
    form: FillForm
    row: Row
    steps: Mapping[str, Step]
    serial: str
    desk: Desk
    asked: list[Listed] = field(default_factory=list)
    printed: dict[str, str] = field(default_factory=dict)
    options: dict[tuple[str, ...], str] = field(default_factory=dict)

    def make(self) -> bytes:
        stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.book.set_properties({"title": self.form.title, "author": self._company(), "created": datetime(2026, 1, 1)})
        self.book.formats[0].set_font_name(FONT)
        self.sheet = self.book.add_worksheet(self.form.title)
        self._page()
        end = self._body(self._head())
        self.sheet.print_area(0, 0, end - 1, GRID - 1)
        self._hidden()
        self.sheet.protect("", {"select_locked_cells": True, "format_rows": True})
        self.book.close()
        return stream.getvalue()

    def _company(self) -> str:
        return self.desk.department.setting("公司名称", default="")

    def _format(self, **properties: Any) -> Format:
        return self.book.add_format({"font_name": FONT, "font_size": 10, "valign": "vcenter", "text_wrap": True} | properties)

    def _page(self) -> None:
        self.label = self._format(bg_color="#E8EDF1", border=1, border_color="#9AA5AE", align="center")
        self.shown = self._format(border=1, border_color="#9AA5AE", num_format="@", indent=1)
        sheet = self.sheet
        sheet.hide_gridlines(2)
        sheet.set_column(0, GRID - 1, 7.4)
        sheet.set_paper(9)
        sheet.set_margins(0.5, 0.5, 0.5, 0.6)
        sheet.center_horizontally()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{self.form.title} {self.serial}&R&8第 &P 页 / 共 &N 页")

    def _head(self) -> int:
        """Letterhead, title and what to do; returns the first free row."""
        self._print(Place(1, 1, 8), self._company(), self._format(font_color="#444444"))
        self._print(Place(1, 9, 4), f"表号 {self.serial}", self._format(align="right", font_color="#444444"))
        self._print(Place(2, 1, GRID), f"《{self.form.title}》", self._format(font_size=16, bold=True, align="center", bottom=2))
        self._print(Place(3, 1, GRID), f"{self.form.words}请填黄色的格子，填好后存盘，把这个文件发回本公司；白色的格子不用动。",
                    self._format(font_size=9, font_color="#555555"))
        self.sheet.set_row(1, 34)
        self.sheet.set_row(2, 30)
        return 4

    def _body(self, row: int) -> int:
        """The record, the questions, the lines; returns the last row."""
        shown = list(pairs([self.row.sheet[name] for name in self.form.shows], row))
        for each in shown:
            self._print(each.label, each.column.header, self.label)
            self._print(each.place, _words(self.row[each.column.name]), self.shown)
            self.sheet.set_row(each.place.row - 1, 26)
        row = last_row(shown, row - 1) + (2 if shown else 1)
        known = self.form.known(self.row, self.desk)
        single = list(pairs([self._column(name) for name in self.form.asks], row))
        for each in single:
            self._question(each, known.get(each.column.name))
        row = last_row(single, row - 1)
        return self._lines(row + 2) if self.form.lines else row

    def _question(self, asked: Labelled, known: Any) -> None:
        required = self.form.ask(asked.column.name, self.steps).required
        self._print(asked.label, asked.column.header + ("＊" if required else ""), self.label)
        self.sheet.set_row(asked.place.row - 1, _MINIMUM_LINES[long(asked.column)])
        self._input(asked.place, asked.column, asked.column.name, 0, known)

    def _lines(self, row: int) -> int:
        columns = [self._column(name) for name in self.form.line_asks]
        widths = spans(columns)
        for number in range(self.form.lines + 1):
            left = 1
            for column, span in zip(columns, widths, strict=True):
                place = Place(row + number, left, span)
                if number:
                    self._input(place, column, column.name, number, None)
                else:
                    self._print(place, column.header, self.label)
                left += span
            self.sheet.set_row(row + number - 1, 26)
        return row + self.form.lines

    def _column(self, name: str) -> Column:
        return self.form.column(name, self.steps, self.desk.catalogue)

    def _print(self, place: Place, text: str, look: Format) -> None:
        self.printed[place.ref] = text
        self._run(place, text, look)

    def _run(self, place: Place, value: Any, look: Format) -> None:
        first = (place.row - 1, place.left - 1)
        if place.span > 1:
            self.sheet.merge_range(*first, place.row - 1, place.left + place.span - 2, "", look)
        if value is None or value == "":
            self.sheet.write_blank(*first, None, look)
        elif isinstance(value, date):
            self.sheet.write_datetime(*first, value, look)
        elif isinstance(value, str):
            self.sheet.write_string(*first, value, look)
        else:
            self.sheet.write_number(*first, value, look)

    def _input(self, place: Place, column: Column, name: str, line: int, known: Any) -> None:
        self.asked.append(Listed(name, line, place.ref, column.header))
        self._run(place, known, self._format(bg_color="#FFF9DC", border=1, border_color="#C9A227", locked=False, indent=1,
                                             align="left", num_format=NUMBER_FORMATS[column.kind],
                                             valign="top" if long(column) else "vcenter"))
        self.sheet.data_validation(place.row - 1, place.left - 1, place.row - 1, place.left - 1, self._guard(column))

    def _guard(self, column: Column) -> Mapping[str, Any]:
        """The drop-down and the help that shows when the cell is chosen."""
        hint = f"{column.note}{_HINTS.get(column.kind, '')}"[:250]
        guard: dict[str, Any] = {"validate": "any", "input_title": column.header[:30], "input_message": hint or f"请填{column.header}。"}
        choices = ("是", "否") if column.kind is Kind.YESNO else choices_of(column, self.desk.department)
        if choices:
            guard |= {"validate": "list", "source": self._source(choices), "error_title": column.header[:30],
                      "error_message": "请从下拉单里选。"}
        return guard

    def _source(self, choices: tuple[str, ...]) -> list[str] | str:
        if len(",".join(choices)) <= _INLINE_LIST and not any("," in choice for choice in choices):
            return list(choices)
        column = xlsxwriter.utility.xl_col_to_name(len(self.options)) if choices not in self.options else ""
        self.options.setdefault(choices, f"={OPTIONS}!${column}$1:${column}${len(choices)}")
        return self.options[choices]

    def _hidden(self) -> None:
        """The list of what is asked and printed where, and long drop-downs, on sheets that nobody sees."""
        key = self.row.key
        table = information(self.form.name, self.form.version, self.serial, key, self.form.title, self.asked, self.printed)
        self._write_hidden(INFORMATION, table)
        if self.options:
            longest = max(map(len, self.options))
            self._write_hidden(OPTIONS, [[choices[n] if n < len(choices) else "" for choices in self.options] for n in range(longest)])

    def _write_hidden(self, title: str, table: Iterable[Sequence[str]]) -> None:
        sheet = self.book.add_worksheet(title)
        for row, cells in enumerate(table):
            for column, text in enumerate(cells):
                sheet.write_string(row, column, text)
        sheet.very_hidden()
        sheet.protect()


def _words(value: Any) -> str:
    """A value of the record as it is printed."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)
