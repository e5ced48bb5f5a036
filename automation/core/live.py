"""The live adapter (写开着的簿): the same changes in a workbook that is open in Excel, through xlwings.

What stands in Excel counts, saved or not: rows are read from there, and what people typed and haven't saved stays. A text
stays a text (its cell is formatted so before it is written), formulas are Excel's own, and what was written is read back.
Only what xlwings offers on every system is used here; xlwings itself is imported by whoever calls.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.core.archives import Blank, YearArchives
from automation.core.basics_copies import StaleCopy, same_value, stale_copies
from automation.core.changes import Clash, RowChange
from automation.core.department import Department
from automation.core.errors import FileInUse, RefusedFile
from automation.core.formats import NUMBER_FORMATS
from automation.core.live_reading import OpenCells, OpenSheets, Seen, answering, read_open, time_only
from automation.core.reading import RegisterData, SheetData
from automation.core.schema import Column, FormulaContext, Register, Sheet
from automation.core.sheet_layout import filled
from automation.core.transactions import CLOSED
from automation.core.values import Understood, understand
from automation.core.writing import missing_column, write
from automation.core.xlsx.refs import column_number
from automation.core.xlsx.table import Table
from automation.core.xlsx.values import Cell

if TYPE_CHECKING:
    import xlwings

_YEAR = "《{}》正在 Excel 里打开着，年度存档要等它关闭后才能写；请保存并关闭它再试。"


def apply_open(book: xlwings.Book, path: Path, register: Register, changes: Sequence[RowChange], context: FormulaContext,
               now: datetime, seen: Seen | None = None) -> list[Clash]:
    """Write the changes of one register into the open workbook, and fresh copies of 基础资料 where they are stale; saves nothing.

    Raises ``FileInUse`` while Excel is busy (a cell is being edited, a dialog is open) and ``RefusedFile`` for what Excel
    won't have; what was written until then stays, and is found there when the same changes come again.
    """
    seen = Seen() if seen is None else seen
    data = read_open(book, path, register, now.date(), seen)
    pen = _LivePen(book, register)

    def archive_of(sheet: Sheet) -> SheetData:
        return OpenSheets(book, Register(register.name, register.title, (sheet.archive,)), now.date(), seen)[sheet.archive.name]

    with answering(book):
        clashes = write(data, archive_of, pen, changes, context, now)
        pen.read_back()
        if pen.written and isinstance(context, Department):
            for copy in stale_copies(path, register, context):
                _refresh(book, copy)
    return clashes


class _LivePen:
    """Writes into the open workbook, cell by cell. Implements :class:`automation.core.writing.Pen`."""

    def __init__(self, book: xlwings.Book, register: Register) -> None:
        self._book, self._register = book, register
        self.written: dict[tuple[str, int, int], tuple[Column, Any]] = {}      # title, row, column → what should stand there

    def set(self, data: SheetData, number: int, cells: Mapping[str, Cell]) -> None:
        """Cells of one line, by attribute name."""
        sheet = self._book.sheets[data.title]
        for name, cell in cells.items():
            if name not in data.columns:
                raise missing_column(self._register, data, name)
            place = data.columns[name]
            _put(sheet.range((number, place)), data.sheet[name], cell)
            if cell.formula is None:
                self.written[data.title, number, place] = (data.sheet[name], cell.value)

    def line(self, data: SheetData, cells: Mapping[str, Cell]) -> None:
        """Cells of one line, by A1 address. Only a year's archive needs it, which an open workbook can't have."""
        raise FileInUse(_YEAR.format(self._register.title))

    def keep_year(self, years: YearArchives, into: str, sheets: Mapping[str, SheetData], blank: Blank) -> None:
        """A year's archive is a copy of the closed file."""
        raise FileInUse(_YEAR.format(self._register.title))

    def add(self, data: SheetData, cells: Mapping[str, Cell]) -> int:
        """A line at the end of a sheet's table; a blank register's only line is filled first."""
        sheet, table = self._book.sheets[data.title], self._table(data)
        blank = table.first == table.last and not any(filled(value) for value in self._typed(data, table.first))
        number = table.first if blank else table.last + 1
        if number > table.last:
            self._refuse_growth(table, number)
            area = table.area
            sheet.tables[table.name].resize(sheet.range((area.top, area.left), (number, area.right)))
        self.set(data, number, cells)
        return number

    def free_lines(self, data: SheetData) -> list[int]:
        """Emptied lines inside the table, which the next rows take."""
        table, used = self._table(data), set(data.numbers)
        if table.first == table.last and not used:
            return []
        idle = [number for number in range(table.first, table.last + 1) if number not in used]
        own = sorted(data.extra.values())
        if not idle or not own:
            return idle
        lines = OpenCells(self._book.sheets[data.title]).cells(idle, own)
        return [number for number, line in zip(idle, lines, strict=True) if not any(filled(value) for value in line)]

    def read_back(self) -> None:
        """Raises ``RefusedFile`` when something stands there otherwise than it was written."""
        for (title, number, place), (column, value) in self.written.items():
            raw = time_only(self._book.sheets[title].range((number, place)).value)
            if not _same(column, raw, value):
                raise RefusedFile(f"写进“{title}”{column.header}（第 {number} 行）的是“{value}”，读回来却是“{raw}”；"
                                  "改动已记下，请关闭这个工作簿，由程序直接写进文件。")

    def _typed(self, data: SheetData, number: int) -> Sequence[Any]:
        places = [place for name, place in data.columns.items() if data.sheet[name].formula is None]
        return OpenCells(self._book.sheets[data.title]).cells([number], places)[0]

    def _table(self, data: SheetData) -> Table:
        for table in OpenCells(self._book.sheets[data.title]).tables:
            if table.header_row == data.header_row:
                return table
        raise RefusedFile(f"《{self._register.title}》“{data.title}”里的表格不见了，加不了新行。请从备份里找回这张表。")

    def _refuse_growth(self, table: Table, number: int) -> None:
        if table.totals:
            raise RefusedFile(f"表格“{table.name}”带有汇总行，程序不能在末尾加行；请在 Excel 里关掉汇总行再试。")
        line = OpenCells(self._book.sheets[table.sheet]).cells([number], range(table.area.left, table.area.right + 1))[0]
        if any(filled(value) for value in line):
            raise RefusedFile(f"表格“{table.name}”下面的第 {number} 行里有内容，程序不能加行；请把它移到别处，或包进表格再试。")


def _put(cell: xlwings.Range, column: Column, wanted: Cell) -> None:
    """One cell. A formula that stands there is left to Excel; the format that a value needs is set before it."""
    if wanted.formula is not None:
        if not str(cell.formula or "").startswith("="):
            cell.formula = f"={wanted.formula.removeprefix('=')}"
        return
    text, shown = isinstance(wanted.value, str), cell.number_format
    if text and shown != "@":
        cell.number_format = "@"
    elif not text and wanted.value is not None and shown in ("@", "General", None):
        cell.number_format = NUMBER_FORMATS[column.kind]
    cell.value = _given(wanted.value)


def _given(value: Any) -> Any:
    """A value as Excel takes it; an apostrophe in front would be taken for a sign that text follows."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time())
    return f"'{value}" if isinstance(value, str) and value.startswith("'") else value


def _same(column: Column, raw: Any, value: Any) -> bool:
    if isinstance(value, str) or value in (None, ""):
        return (raw or "") == (value or "")
    meaning, wanted = understand(column, raw), understand(column, _given(value))
    return isinstance(meaning, Understood) and isinstance(wanted, Understood) and meaning.value == wanted.value


def _refresh(book: xlwings.Book, copy: StaleCopy) -> None:
    """A fresh column of a hidden sheet, unless what stands in Excel is fresh already and only not saved yet."""
    values = [*copy.new, *[None] * max(0, len(copy.old) - len(copy.new))]
    if values:
        place = column_number(copy.letters)
        column = book.sheets[copy.sheet].range((2, place), (len(values) + 1, place))
        if all(map(same_value, column.options(ndim=1).value, values)):
            return
        if any(isinstance(value, str) for value in values):
            column.number_format = "@"
        column.value = [[_given(value)] for value in values]


class OpenBooks:
    """The way to workbooks that may be open in any running Excel, and to closed ones. Implements
    :class:`automation.core.transactions.Way`.

    What is written into an open workbook is saved at once; a change counts as written only then.
    """

    def __init__(self, apps: Iterable[xlwings.App]) -> None:
        self._apps = apps
        self._found: dict[Path, xlwings.Book | None] = {}
        self._seen: dict[Path, Seen] = {}

    def find(self, path: Path) -> xlwings.Book | None:
        """The open workbook of this file."""
        if path not in self._found:
            self._found[path] = next((book for app in self._apps for book in app.books if _same_file(path, book)), None)
        return self._found[path]

    def keep_typed(self, paths: Iterable[Path]) -> None:
        """Save those of these workbooks that are open and hold what nobody has saved yet: a step builds upon it.

        Raises ``FileInUse`` when Excel won't save; then nothing was done.
        """
        for path in paths:
            book = self.find(path)
            if book is not None and not is_read_only(book) and not getattr(book.api, "Saved", False):
                with answering(book):
                    book.save()

    def read(self, path: Path, register: Register, today: date) -> RegisterData:
        """As it stands in Excel, saved or not, where it is open."""
        book = self.find(path)
        return CLOSED.read(path, register, today) if book is None else read_open(
            book, path, register, today, self._seen.setdefault(path, Seen()))

    def apply(self, path: Path, register: Register, changes: Sequence[RowChange], context: FormulaContext, now: datetime) -> list[Clash]:
        """Into the open workbook, which is saved, or into the file."""
        book = self.find(path)
        if book is None:
            return CLOSED.apply(path, register, changes, context, now)
        if is_read_only(book):
            raise FileInUse(f"《{register.title}》在这台电脑上是以只读方式打开的，写不进去；请关闭它。")
        try:
            clashes = apply_open(book, path, register, changes, context, now, self._seen.setdefault(path, Seen()))
        finally:
            self._seen.pop(path, None)
        with answering(book):
            book.save()
        return clashes


def is_read_only(book: xlwings.Book) -> bool:
    """Whether the workbook was opened read-only, by choice or because somebody else had it open."""
    return bool(getattr(book.api, "ReadOnly", False))


def _same_file(path: Path, book: xlwings.Book) -> bool:
    """Whether a workbook is this file, by whichever of its names (drive letter or \\\\server) it was opened."""
    if Path(book.name).name.casefold() != path.name.casefold() or "://" in book.fullname:
        return False
    try:
        return os.path.samefile(path, book.fullname)
    except OSError:
        return os.path.normcase(os.path.abspath(path)) == os.path.normcase(os.path.abspath(book.fullname))
