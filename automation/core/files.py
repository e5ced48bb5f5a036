"""The file adapter (写簿): changes written into closed workbooks, through the lossless engine, one save for each.

Writing is idempotent: a change that is there already is left alone, so a run may be applied again after a power cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from automation.core.changes import AppendRow, ArchiveRow, Clash, RowChange, SetCells
from automation.core.errors import RefusedFile
from automation.core.reader import RegisterData, SheetData, read_register
from automation.core.rows import Row
from automation.core.schema import Column, FormulaContext, Kind, Register
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.refs import cell_ref


def apply(path: Path, register: Register, changes: Sequence[RowChange], context: FormulaContext, now: datetime) -> list[Clash]:
    """Write the changes of one register; returns the clashes.

    Raises ``FileInUse`` when somebody has it open, ``RefusedFile`` when it can't be written without harm.
    """
    writer = _Writer(read_register(path, register, today=now.date()), Workbook.open(path), context, now)
    for change in changes:
        writer.take(change)
    if writer.touched:
        writer.book.save(path)
    return writer.clashes


class _Writer:
    """One workbook being changed."""

    def __init__(self, data: RegisterData, book: Workbook, context: FormulaContext, now: datetime) -> None:
        self.data, self.book, self.context, self.now = data, book, context, now
        self.clashes: list[Clash] = []
        self.touched = False

    def take(self, change: RowChange) -> None:
        data = self.data.sheets[change.sheet]
        if isinstance(change, SetCells):
            self._set(data, change)
        elif isinstance(change, AppendRow):
            self._append(data, change)
        else:
            self._archive(data, change)

    def _set(self, data: SheetData, change: SetCells) -> None:
        row = find_row(data, change)
        if row is None:
            self.clashes.append(Clash(change.sheet, change.key, data.sheet.key, change.key, change.key, None))
            return
        wanted = {}
        for name, value in change.values.items():
            if row[name] == value:
                continue
            if row[name] == change.seen.get(name):
                wanted[name] = value
            else:
                self.clashes.append(Clash(change.sheet, change.key, name, change.seen.get(name), value, row[name]))
        if wanted:
            self._write_row(data, row.number, row.but(**wanted), wanted)

    def _append(self, data: SheetData, change: AppendRow) -> None:
        key = change.values.get(data.sheet.key)
        if key is not None and data.find(str(key)) is not None:
            return
        row = Row(data.sheet, change.values)
        free = self._free_row(data)
        if free:
            self._write_row(data, free, row, change.values)
            place = free
        else:
            cells = {self._header(data, name): cell for name, cell in self._cells(row, set(change.values)).items()}
            place = self.book.append_rows(self._table(data), [cells])[0]
            self.touched = True
        add_row(data, row, place)

    def _archive(self, data: SheetData, change: ArchiveRow) -> None:
        row = data.find(change.key)
        if row is None:
            return
        cells = {column.header: Cell(stored(column, row[column.name])) for column in data.sheet.columns if row[column.name] is not None}
        self.book.append_rows(f"{data.sheet.title}存档", [cells | {"存档时间": Cell(self.now)}])
        blank = {column.name: None for column in data.sheet.columns if column.formula is None}
        self._write_row(data, row.number, Row(data.sheet, {}), blank)

    def _write_row(self, data: SheetData, number: int, row: Row, wanted: Mapping[str, Any]) -> None:
        cells = {cell_ref(number, self._place(data, name)): cell for name, cell in self._cells(row, set(wanted)).items()
                 if name in data.columns or name in wanted}
        self.book.set_cells(data.title, cells)
        self.touched = True
        if number in data.numbers:
            index = data.numbers.index(number)
            for name in wanted:
                data.values[name][index] = row[name]

    def _cells(self, row: Row, names: set[str]) -> dict[str, Cell]:
        """The cells of the named columns and of all computed ones, reckoned for the row as it will be."""
        known, cells = dict(row), {}
        for column in row.sheet.columns:
            if column.formula is not None:
                known[column.name] = column.formula.compute(known, self.context)
                cells[column.name] = Cell(_shown(column, known[column.name]), row.sheet.excel(column))
            elif column.name in names:
                cells[column.name] = Cell(stored(column, row[column.name]))
        return cells

    def _place(self, data: SheetData, name: str) -> int:
        if name not in data.columns:
            raise RefusedFile(f"《{self.data.register.title}》“{data.title}”里没有“{data.sheet[name].header}”这一栏，写不进去。"
                              "请照原样补上这一栏的栏名。")
        return data.columns[name]

    def _header(self, data: SheetData, name: str) -> str:
        """The header as it stands in the file's table (it may be a former name)."""
        table = self.book.tables()[self._table(data)]
        return table.columns[self._place(data, name) - table.area.left]

    def _table(self, data: SheetData) -> str:
        for table in self.book.tables().values():
            if table.sheet == data.title and table.header_row == data.header_row:
                return table.name
        raise RefusedFile(f"《{self.data.register.title}》“{data.title}”里的表格不见了，加不了新行。请从备份里找回这张表。")

    def _free_row(self, data: SheetData) -> int | None:
        """An emptied line inside the table (an archived row's), which the next row takes."""
        table = self.book.tables()[self._table(data)]
        used = set(data.numbers)
        if table.first == table.last and not used:
            return None
        return next((number for number in range(table.first, table.last + 1) if number not in used), None)


def find_row(data: SheetData, change: SetCells) -> Row | None:
    """The row a change means: by its key, by the key it will get, or by its place while it has none."""
    key = change.key or change.values.get(data.sheet.key)
    if key and (row := data.find(str(key))) is not None:
        return row
    if not change.key and change.row in data.numbers:
        return data.row(data.numbers.index(change.row))
    return None


def add_row(data: SheetData, row: Row, number: int) -> None:
    """Put a new row behind the ones that were read."""
    data.numbers.append(number)
    for name, column in data.values.items():
        column.append(row.get(name))
    data.forget()


def stored(column: Column, value: Any) -> Any:
    """A value as the engine writes it: lengths of time as parts of a day."""
    return Decimal(value) / 86_400 if column.kind is Kind.DURATION and value is not None else value


def _shown(column: Column, value: Any) -> Any:
    """A computed value beside its formula; a blank is empty text, as the formula gives it."""
    return "" if value is None else stored(column, value)
