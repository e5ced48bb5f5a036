"""Builds a register's workbook from its declaration (建簿): the same declaration and rows give the same bytes.

One worksheet for each declared sheet, with an Excel table of the same name; its archive where rows are archived; 说明,
which explains the register to its readers; and the hidden 清单 and 工作日历 that drop-downs and live formulas look at.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from automation.core.articles import Articles
from automation.core.build_guard import validation
from automation.core.build_guide import header_note, write_guide
from automation.core.build_style import FONT, HEADER_HEIGHT, ROW_PIXELS, Style, height, note_box, width, wraps
from automation.core.clock import Span
from automation.core.lists import CALENDAR, CALENDAR_HEADERS, LISTS, NOW, ListBlock, calendar_rows, defined_names
from automation.core.schema import FormulaContext, Kind, Register, Sheet
from automation.core.xlsx.values import serial

AUTHOR = "客服簿"
STATE = "state"
"""The attribute name of the live state; where it stands beside the key, both stay in sight."""

_DAY = 86_400
_PAGE = 230
"""Characters across an A4 page held sideways when its text is printed in 6.5 point, the smallest that reads well."""


def build(register: Register, *, blocks: Sequence[ListBlock], articles: Articles, context: FormulaContext, stamp: datetime,
          spans: Sequence[Span] = (), rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> bytes:
    """The workbook file of a register.

    ``rows``: sheet name → rows by attribute name, values typed as their :class:`Kind` says; rows of an archive stand under
    its own name (``〈name〉_archive``). Computed columns are reckoned anew by ``Formula.compute(row, context)`` and written
    beside their formulas. A sheet without rows gets one empty row, for a table can't have none. ``stamp`` is the date of the
    document.
    """
    rows = rows or {}
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, _options())
    book.set_properties({"title": register.title, "author": AUTHOR, "subject": articles.title(register.article),
                         "created": stamp})
    book.set_size(2400 * 12, 1400 * 12)
    style = Style(book)
    for sheet in register.sheets:
        _worksheet(book, style, register, sheet, articles, context, rows.get(sheet.name, ()))
    for sheet in (sheet.archive for sheet in register.sheets if sheet.archived):
        _worksheet(book, style, register, sheet, articles, context, rows.get(sheet.name, ()), archive=True)
    write_guide(book, style, register, articles)
    _lists(book, style, blocks, context.now)
    if register.calendar:
        _calendar(book, style, spans)
    for name, formula in defined_names(blocks, register.calendar).items():
        book.define_name(name, formula)
    book.close()
    return stream.getvalue()


def _options() -> dict[str, Any]:
    # made anew each time: XlsxWriter writes into it, and a second workbook would differ from the first
    return {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "default_format_properties": {"font_name": FONT, "font_size": 10}, "default_row_height": ROW_PIXELS}


class _Page(Worksheet):
    """A worksheet that looks through a column's formula once, not anew in every row (half the time of a long register)."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        known = self.__dict__.setdefault("_prepared", {})
        if formula not in known:
            known[formula] = super()._prepare_formula(formula, expand_future_functions)
        return known[formula]


def _worksheet(book: Workbook, style: Style, register: Register, sheet: Sheet, articles: Articles, context: FormulaContext,
               rows: Sequence[Mapping[str, Any]], archive: bool = False) -> None:
    page = book.add_worksheet(sheet.title, _Page)
    page.set_tab_color("#A6A6A6" if archive else "#4E7CA1")
    page.original_row_height = ROW_PIXELS  # the file's own default: rows may still grow
    page.set_row(0, HEADER_HEIGHT)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, width(column), style.column(sheet, column), {"hidden": column.hidden})
    _table(page, style, sheet, rows)
    for number, row in enumerate(rows or ({},), 1):
        _row(page, style, sheet, number, row, context)
    last = max(1, len(rows))
    if not archive:
        _guard(page, sheet, last, articles)
        _colours(page, style, sheet, last)
    _view(page, sheet)
    _print(page, register, sheet)


def _table(page: Worksheet, style: Style, sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> None:
    columns = []
    for column in sheet.columns:
        declared: dict[str, Any] = {"header": column.header, "header_format": style.header(column)}
        if column.formula is not None:
            declared["formula"] = sheet.excel(column)
        columns.append(declared)
    page.add_table(0, 0, max(1, len(rows)), len(columns) - 1,
                   {"name": sheet.title, "style": "Table Style Light 1", "columns": columns})


def _row(page: Worksheet, style: Style, sheet: Sheet, number: int, row: Mapping[str, Any], context: FormulaContext) -> None:
    known = {column.name: row.get(column.name) for column in sheet.columns if column.formula is None}
    for place, column in enumerate(sheet.columns):
        form = style.cell(sheet, column)
        if column.formula is not None:
            known[column.name] = column.formula.compute(known, context)
            page.write_formula(number, place, sheet.excel(column), form, stored(known[column.name], column.kind))
        else:
            _put(page, number, place, stored(known[column.name], column.kind), form)
    page.set_row(number, height((str(known[column.name] or ""), width(column)) for column in sheet.columns if wraps(column)))


def stored(value: Any, kind: Kind = Kind.TEXT) -> str | int | float:
    """A value as a cell holds it: dates as serial numbers, lengths of time as parts of a day, "" for a blank."""
    if value is None:
        return ""
    if isinstance(value, date):
        return serial(value, date1904=False)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if kind is Kind.DURATION and isinstance(value, int):
        return value / _DAY
    return value


def _put(page: Worksheet, row: int, column: int, value: str | int | float, form: Any = None) -> None:
    if value == "":
        page.write_blank(row, column, None, form)
    elif isinstance(value, str):
        page.write_string(row, column, value, form)
    else:
        page.write_number(row, column, value, form)


def _guard(page: Worksheet, sheet: Sheet, last: int, articles: Articles) -> None:
    """Notes on the headers, drop-downs, and what may be typed where."""
    for place, column in enumerate(sheet.columns):
        text = header_note(sheet, column, articles)
        wide, high = note_box(text)
        page.write_comment(0, place, text, {"author": AUTHOR, "width": wide, "height": high, "font_name": FONT,
                                            "font_size": 9, "color": "#FFFDF2", "x_offset": 12, "y_offset": 6})
        if (allowed := validation(sheet, column)) is not None:
            page.data_validation(1, place, last, place, allowed)
    texts = [xl_col_to_name(place) for place, column in enumerate(sheet.columns) if Style.is_text(column)]
    if texts:
        page.ignore_errors({"number_stored_as_text": " ".join(f"{name}2:{name}1048576" for name in texts)})


def _colours(page: Worksheet, style: Style, sheet: Sheet, last: int) -> None:
    place = {column.name: number for number, column in enumerate(sheet.columns)}

    def first_row(name: str) -> str:
        # conditional formats can't name a table's columns
        return f"${xl_col_to_name(place[name])}2"

    for colour in sheet.colours:
        spots = [(place[name], place[name]) for name in colour.columns] or [(0, len(place) - 1)]
        areas = [f"{xl_col_to_name(left)}2:{xl_col_to_name(right)}{last + 1}" for left, right in spots]
        page.conditional_format(areas[0], {"type": "formula", "criteria": "=" + colour.when.excel(first_row),
                                           "format": style.tone(colour.tone), "multi_range": " ".join(areas)})


def _view(page: Worksheet, sheet: Sheet) -> None:
    kept = _key(sheet) + 1
    if kept < len(sheet.columns) and sheet.columns[kept].name == STATE:
        kept += 1
    page.freeze_panes(1, kept)
    page.set_selection(1, kept, 1, kept)


def _key(sheet: Sheet) -> int:
    return next(place for place, column in enumerate(sheet.columns) if column.name == sheet.key)


def _print(page: Worksheet, register: Register, sheet: Sheet) -> None:
    across = pages_across(sheet)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.3, right=0.3, top=0.75, bottom=0.6)
    page.fit_to_pages(across, 0)
    page.repeat_rows(0)
    if across > 1:
        page.repeat_columns(0, _key(sheet))
        page.print_across()  # the pages of the same rows lie one upon the other
    title = register.title if register.title == sheet.title else f"{register.title} · {sheet.title}"
    page.set_header(f'&L&"{FONT},常规"{title}&R&"{FONT},常规"打印日期 &D')
    page.set_footer(f'&C&"{FONT},常规"第 &P 页 / 共 &N 页')


def pages_across(sheet: Sheet) -> int:
    """The fewest pages side by side on which the text is still readable; each further page repeats the key's column."""
    pages, used = 1, 0.0
    for column in sheet.columns:
        if not column.hidden:
            if used + width(column) > _PAGE:
                pages, used = pages + 1, sum(width(each) for each in sheet.columns[:_key(sheet) + 1])
            used += width(column)
    return pages


def _lists(book: Workbook, style: Style, blocks: Iterable[ListBlock], now: datetime) -> None:
    page = book.add_worksheet(LISTS)
    page.write_string(0, 0, NOW, style.plain_header)
    page.write_formula(1, 0, "=NOW()", style.moment, stored(now))
    page.set_column(0, 0, 18)
    for place, block in enumerate(blocks, 1):
        page.set_column(place, place, 18)
        page.write_string(0, place, block.header, style.plain_header)
        for number, value in enumerate(block.values, 1):
            _put(page, number, place, stored(value), style.day if isinstance(value, date) else style.plain)
    page.freeze_panes(1, 0)
    page.hide()


def _calendar(book: Workbook, style: Style, spans: Sequence[Span]) -> None:
    page = book.add_worksheet(CALENDAR)
    page.set_column(0, 5, 18)
    for place, header in enumerate(CALENDAR_HEADERS):
        page.write_string(0, place, header, style.plain_header)
    page.write_string(0, 6, "末行", style.plain_header)
    page.write_formula(0, 7, "=MAX(2,COUNT($C:$C)+1)", style.plain, max(2, len(spans) + 1))
    for number, (start, end, *seconds) in enumerate(calendar_rows(spans), 1):
        page.write_number(number, 0, stored(start), style.moment)
        page.write_number(number, 1, stored(end), style.moment)
        for place, value in enumerate(seconds, 2):
            page.write_number(number, place, value, style.plain)
    page.freeze_panes(1, 0)
    page.hide()
