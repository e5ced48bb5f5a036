"""Reading what is open in Excel (读开着的簿): the cells of its sheets through xlwings, and registers as they stand there."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.core.errors import FileInUse
from automation.core.lines import LightSheet, Lines, read_whole
from automation.core.reading import RegisterData, SheetData
from automation.core.schema import Register, Sheet
from automation.core.sheet_layout import plain
from automation.core.xlsx.excerpt import Unusual
from automation.core.xlsx.refs import Area, parse_area
from automation.core.xlsx.table import Table

if TYPE_CHECKING:
    import xlwings

_BELOW = 1000
"""Rows below a table that are looked at where a sheet's used range is far longer."""
_LONG = 200_000


def read_open(book: xlwings.Book, path: Path, register: Register, today: date, seen: Seen | None = None) -> RegisterData:
    """A register as it stands in Excel, its sheets read when they are first looked at. Raises ``FileInUse`` while Excel is busy.

    ``seen`` is what was read of the workbook already, where nobody can have changed it since.
    """
    reading = RegisterData(register, path, "")
    reading.sheets = OpenSheets(book, register, today, Seen() if seen is None else seen)
    return reading


@contextmanager
def answering(book: xlwings.Book) -> Iterator[None]:
    """Excel's own failures inside are a :class:`FileInUse` that says what to do."""
    try:
        yield
    except excel_failures() as error:
        raise FileInUse(f"Excel 现在不让改「{book_name(book)}」：可能有一格正在编辑、有对话框开着，或工作表设了保护。"
                        "请按回车结束编辑、关闭对话框后再试。") from error


def excel_failures() -> tuple[type[Exception], ...]:
    """What Excel raises through xlwings."""
    from xlwings import XlwingsError
    if sys.platform != "win32":
        return (XlwingsError,)
    from pywintypes import com_error
    return (XlwingsError, com_error)


def book_name(book: xlwings.Book) -> str:
    """The name of a workbook's file, also while Excel doesn't answer."""
    try:
        return book.name
    except excel_failures():
        return "这个工作簿"


@dataclass
class Seen:
    """What was read of an open workbook: its sheets' cells, and lines by declared sheet and day. Excel waits while a button
    works, so that it stays true until the button itself writes."""

    cells: list[OpenCells] = field(default_factory=list)
    lines: dict[tuple[str, date], Lines | None] = field(default_factory=dict)


class OpenSheets(dict[str, SheetData]):
    """The sheets of a register as they stand in Excel, each read when it is first looked at."""

    def __init__(self, book: xlwings.Book, register: Register, today: date, seen: Seen) -> None:
        super().__init__()
        self._book, self._register, self._today, self._seen = book, register, today, seen

    def __missing__(self, name: str) -> SheetData:
        sheet = next(sheet for sheet in self._register.sheets if sheet.name == name)
        with answering(self._book):
            self._seen.cells = self._seen.cells or [OpenCells(each) for each in self._book.sheets]
            cells = _found(self._seen.cells, sheet)
            if cells is None:
                self[name] = SheetData(sheet, sheet.title, values={column.name: [] for column in sheet.columns}, missing=True)
            elif (lines := self._lines(cells, sheet)) is not None:
                self[name] = LightSheet(lines)
            else:
                self[name] = read_whole(cells, sheet, self._today)
        return self[name]

    def _lines(self, cells: OpenCells, sheet: Sheet) -> Lines | None:
        place = (sheet.name, self._today)
        if place not in self._seen.lines:
            try:
                self._seen.lines[place] = Lines(cells, sheet, self._today)
            except Unusual:
                self._seen.lines[place] = None
        return self._seen.lines[place]


def _found(known: Sequence[OpenCells], declared: Sheet) -> OpenCells | None:
    """Where a declared sheet stands: where its table is, else by name."""
    by_table = [cells for cells in known if any(table.name == declared.title for table in cells.tables)]
    return next(iter([*by_table, *(cells for cells in known if plain(cells.title) == plain(declared.title))]), None)


class OpenCells:
    """The cells of one sheet in Excel. Implements :class:`automation.core.lines.Cells`."""

    date1904 = False        # Excel gives dates as dates

    def __init__(self, sheet: xlwings.Sheet) -> None:
        self.sheet, self.title = sheet, sheet.name
        self.tables = [_table(table, self.title) for table in sheet.tables]

    def numbers(self) -> Sequence[int]:
        used = self.sheet.used_range
        last = used.row + used.shape[0] - 1
        if last > _LONG and self.tables:
            last = min(last, max(table.area.bottom for table in self.tables) + _BELOW)
        return range(1, last + 1)

    def merged(self) -> list[Area]:
        return []           # headers merged over two rows belong to no table, and such a sheet is found by its table

    def top(self, numbers: Sequence[int]) -> list[list[Any]]:
        used = self.sheet.used_range
        return self._values(1, 1, numbers[-1], max(1, used.column + used.shape[1] - 1)) if numbers else []

    def cells(self, numbers: Sequence[int], places: Sequence[int]) -> list[Sequence[Any]]:
        left, right, found = min(places), max(places), []
        for first, last in _stretches(numbers):
            rows = self._values(first, left, last, right)
            found += [[row[place - left] for place in places] for row in rows]
        return found

    def _values(self, top: int, left: int, bottom: int, right: int) -> list[list[Any]]:
        rows = self.sheet.range((top, left), (bottom, right)).options(ndim=2).value
        return [[time_only(value) for value in row] for row in rows]


def _table(table: xlwings.main.Table, title: str) -> Table:
    """Where a table stands; its columns' names are left out."""
    area = parse_area(table.range.address.replace("$", ""))
    headers, totals = table.header_row_range is not None, bool(table.show_totals)
    return Table(table.name, title, str(area), area.top if headers else 0, area.top + headers, area.bottom - totals, (), totals)


def _stretches(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers, ascending, as stretches without a gap: first and last."""
    start = last = 0
    for number in numbers:
        if number != last + 1:
            if last:
                yield start, last
            start = number
        last = number
    if last:
        yield start, last


def time_only(value: Any) -> Any:
    """A time of day, which Excel gives as a moment on its day zero."""
    return value.time() if isinstance(value, datetime) and value.date() == date(1899, 12, 30) and value.time() != time() else value
