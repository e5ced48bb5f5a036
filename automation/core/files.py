"""The file adapter (写簿): changes written into closed workbooks, through the lossless engine, one save for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from automation.core.archives import Blank, YearArchives
from automation.core.basics_copies import refresh_copies, stale_copies
from automation.core.changes import ArchiveRow, Clash, RowChange
from automation.core.department import Department
from automation.core.errors import RefusedFile
from automation.core.light import read_lightly, read_to_write
from automation.core.reading import SheetData
from automation.core.schema import FormulaContext, Register, Sheet
from automation.core.writing import missing_column, write
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.refs import cell_ref


def apply(path: Path, register: Register, changes: Sequence[RowChange], context: FormulaContext, now: datetime) -> list[Clash]:
    """Write the changes of one register, and with them fresh copies of 基础资料 where they are stale; returns the clashes.

    Raises ``FileInUse`` when somebody has it open, ``FileChanged`` when it was saved meanwhile by somebody else,
    ``RefusedFile`` when it can't be written without harm. In each case the file is as it was.
    """
    def archive_of(sheet: Sheet) -> SheetData:
        declared = sheet.archive
        return read_lightly(path, replace(register, sheets=(declared,)), today=now.date()).sheets[declared.name]

    # A year's archive is made of the whole workbook, so that all of it must have been read.
    whole = any(isinstance(change, ArchiveRow) and change.into for change in changes)
    data, book = read_to_write(path, register, today=now.date(), whole=whole)
    pen = _FilePen(register, book)
    clashes = write(data, archive_of, pen, changes, context, now)
    pen.write()
    if pen.touched:
        if isinstance(context, Department):
            refresh_copies(book, stale_copies(path, register, context))
        book.save(path)
    return clashes


class _FilePen:
    """Holds back what is to be written and writes it together: the engine looks through a sheet's guards for every lot."""

    def __init__(self, register: Register, book: Workbook) -> None:
        self.register, self.book, self.touched = register, book, False
        self._cells: dict[str, dict[str, Cell]] = {}
        self._lines: dict[str, list[dict[str, Cell]]] = {}

    def set(self, data: SheetData, number: int, cells: Mapping[str, Cell]) -> None:
        """Cells of one line, by attribute name."""
        self.touched = True
        self._cells.setdefault(data.title, {}).update({cell_ref(number, self._place(data, name)): cell for name, cell in cells.items()})

    def line(self, data: SheetData, cells: Mapping[str, Cell]) -> None:
        """Cells of one line, by A1 address."""
        self.touched = True
        self._cells.setdefault(data.title, {}).update(cells)

    def keep_year(self, years: YearArchives, into: str, sheets: Mapping[str, SheetData], blank: Blank) -> None:
        """Keep the workbook as it stands as a year's archive, before rows leave for it."""
        self.write()
        years.keep(into, sheets, self.book, blank)

    def add(self, data: SheetData, cells: Mapping[str, Cell]) -> int:
        """A line at the end of a sheet's table; where it will stand."""
        self.touched = True
        name = self.table(data)
        table = self.book.tables()[name]
        line = {table.columns[self._place(data, column) - table.area.left]: cell for column, cell in cells.items()}
        if table.first == table.last and name not in self._lines:
            return self.book.append_rows(name, [line])[0]     # a blank register's only line is filled first
        waiting = self._lines.setdefault(name, [])
        waiting.append(line)
        return table.last + len(waiting)

    def free_lines(self, data: SheetData) -> list[int]:
        """Emptied lines inside the table, which the next rows take."""
        table, used, own = self.book.tables()[self.table(data)], set(data.numbers), data.extra.values()
        if table.first == table.last and not used:
            return []                                           # a blank register's only line, which ``add`` fills
        return [number for number in range(table.first, table.last + 1) if number not in used
                and all(self.book.cell(data.title, cell_ref(number, place)).value in (None, "") for place in own)]

    def write(self) -> None:
        """Write what was held back: new lines first, as cells may lie in them."""
        for table, lines in self._lines.items():
            self.book.append_rows(table, lines)
        for title, cells in self._cells.items():
            self.book.set_cells(title, cells)
        self._lines.clear()
        self._cells.clear()

    def table(self, data: SheetData) -> str:
        """The name of a sheet's table in the file."""
        for table in self.book.tables().values():
            if table.sheet == data.title and table.header_row == data.header_row:
                return table.name
        raise RefusedFile(f"《{self.register.title}》“{data.title}”里的表格不见了，加不了新行。请从备份里找回这张表。")

    def _place(self, data: SheetData, name: str) -> int:
        if name not in data.columns:
            raise missing_column(self.register, data, name)
        return data.columns[name]
