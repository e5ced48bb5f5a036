"""The light reader (轻读): of a register only what is asked for, with the very values that :mod:`automation.core.reader` gives.

A step looks at a few rows of a few sheets. Here a sheet is scanned for where its rows start, its key column is read, and
rows and columns are read when somebody looks at them: their cells, as stored, go to the same reader of values in a small
workbook of their own, and are understood by the same functions. Whatever isn't written the usual way is read in full.
What is odd about a workbook (remarks, cells that weren't understood, hidden rows) only the full reading tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from automation.core.errors import RefusedFile
from automation.core.reader import read_bytes, understood
from automation.core.reading import RegisterData, SheetData
from automation.core.rows import Row
from automation.core.schema import Column, Register, Sheet
from automation.core.sheet_facts import SheetFacts
from automation.core.sheet_layout import SEARCHED_ROWS, entry_columns, filled, find_layout, may_be_no_entry
from automation.core.values import Meaning, NotUnderstood
from automation.core.xlsx import Table, Workbook
from automation.core.xlsx.excerpt import Unusual
from automation.core.xlsx.failures import naming
from automation.core.xlsx.files import read_file

SMALL = 1 << 16
"""Bytes; a smaller workbook is read in full, which then is faster."""
_MOST_ROWS, _MOST_COLUMNS = 200_000, 256
"""Beyond these a sheet is read in full, which packs cells that lie far apart."""
_KEPT = 12
"""Workbooks that a process remembers by the hash of their bytes: a step reads before it plans, commits and writes."""


def read_lightly(path: Path, register: Register, *, today: date | None = None) -> RegisterData:
    """A register whose sheets are read when they are first looked at: ``data.sheets[name]``, never all of them.

    Raises what :func:`~automation.core.reader.read_register` raises.
    """
    return read_to_write(path, register, today=today)[0]


def read_to_write(path: Path, register: Register, *, today: date | None = None) -> tuple[RegisterData, Workbook]:
    """The same reading, and the workbook to change, of the same bytes."""
    data = read_file(path)
    known = _snapshot(data, path)
    if len(data) < SMALL:
        return read_bytes(data, path, register, today=today), known.book.fork(path)
    reading = RegisterData(register, path, known.book.sha256)
    reading.sheets = _Sheets(known, reading, data, today)
    return reading, known.book.fork(path)


class _Snapshot:
    """A workbook as it lay there, and what was read of it so far: the lines of its sheets by sheet and day."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._lines: dict[tuple[str, date | None], _Lines | None] = {}

    def lines(self, sheet: Sheet, today: date | None) -> _Lines | None:
        """None when the sheet must be read in full."""
        if (sheet.name, today) not in self._lines:
            try:
                self._lines[sheet.name, today] = _Lines(self.book, sheet, today)
            except (Unusual, RefusedFile, CalamineError):
                self._lines[sheet.name, today] = None
        return self._lines[sheet.name, today]


_KNOWN: dict[str, _Snapshot] = {}
"""Snapshots by the hash of their bytes, the one used longest ago first."""


def _snapshot(data: bytes, path: Path) -> _Snapshot:
    digest = sha256(data).hexdigest()
    known = _KNOWN.pop(digest, None)
    if known is None:
        with naming(path.name):
            known = _Snapshot(Workbook(data, path))
    _KNOWN[digest] = known
    while len(_KNOWN) > _KEPT:
        del _KNOWN[next(iter(_KNOWN))]
    return known


class _Sheets(dict[str, SheetData]):
    """The sheets of a register, each read when it is first looked at."""

    def __init__(self, known: _Snapshot, reading: RegisterData, data: bytes, today: date | None) -> None:
        super().__init__()
        self._known, self._reading, self._data, self._today = known, reading, data, today

    def __missing__(self, name: str) -> SheetData:
        reading = self._reading
        sheet = next(sheet for sheet in reading.register.sheets if sheet.name == name)
        lines = self._known.lines(sheet, self._today)
        if lines is None:
            self[name] = read_bytes(self._data, reading.path, reading.register, today=self._today).sheets[name]
        else:
            self[name] = LightSheet(lines)
        return self[name]


class _Lines:
    """One sheet as stored: where its entries stand; their columns and rows, read on demand and remembered. Never changed."""

    def __init__(self, book: Workbook, sheet: Sheet, today: date | None) -> None:
        table = book.tables().get(sheet.title)
        if table is None or not 0 < table.header_row <= SEARCHED_ROWS:
            raise Unusual
        self.title, self._today, self._date1904 = table.sheet, today, book.date1904
        self._excerpts, self._stored = book.excerpts(table.sheet)
        self._columns: dict[str, list[Any]] = {}
        self.data = self._layout(book, sheet)
        self._places = sorted(set(self.data.columns.values()))
        self._rows: dict[int, dict[str, Any]] = {}
        self.data.numbers = self._entries([table for table in book.tables().values() if table.sheet == self.title])
        self.index = {number: index for index, number in enumerate(self.data.numbers)}

    def _layout(self, book: Workbook, sheet: Sheet) -> SheetData:
        """The sheet with its header and columns found among its first rows; no entries yet."""
        numbers = self._stored.numbers()
        top = [number for number in numbers if number <= SEARCHED_ROWS]
        cells = self._grid(self._excerpts.rows(top))
        if not top or numbers[-1] > _MOST_ROWS or max(map(len, cells), default=0) > _MOST_COLUMNS:
            raise Unusual
        self._top = cells
        merged = self._stored.merged()
        tables = {table.name: table for table in book.tables().values() if table.sheet == self.title}
        data = find_layout(sheet, self.title, cells, SheetFacts(book.date1904, tables, merged=merged)).data
        return replace(data, numbers=[], remarks=[])

    def _entries(self, tables: Sequence[Table]) -> list[int]:
        """The numbers of the rows that hold something of their own."""
        data, first = self.data, self.data.header_row + 1
        places, numbers = entry_columns(data), [number for number in self._stored.numbers() if number >= first]
        totals = {table.area.bottom for table in tables if table.totals}
        if not places or data.columns.get(data.sheet.key) != places[0]:
            raise Unusual
        header = [self._top[data.header_row - 1][place - 1] for place in places]
        starts = [cells[0] for cells in self._cells(numbers, places[:1])]
        unsure = [number for number, start in zip(numbers, starts, strict=True) if not _surely_filled(start) and not filled(start)]
        others = dict(zip(unsure, self._cells(unsure, places), strict=True))
        found, keys = [], []
        for number, start in zip(numbers, starts, strict=True):
            cells: Sequence[Any] = others.get(number) or (start,)
            place = next((place for place, cell in enumerate(cells) if _surely_filled(cell) or filled(cell)), None)
            if place is None or number in totals:
                continue
            if isinstance(cells[place], str) and may_be_no_entry(cells[place], header[place]):
                raise Unusual
            found.append(number)
            keys.append(start)
        self._columns[data.sheet.key] = self._understood(data.sheet[data.sheet.key], keys)
        return found

    def column(self, name: str) -> list[Any]:
        """The values of a column, entry by entry."""
        if name not in self._columns:
            place = self.data.columns.get(name)
            raw = [None] * len(self.data.numbers) if place is None else [row[0] for row in self._cells(self.data.numbers, [place])]
            self._columns[name] = self._understood(self.data.sheet[name], raw)
        return self._columns[name]

    def rows(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """The values of these entries by attribute name; missing columns are None."""
        wanted = [number for number in numbers if number not in self._rows]
        if wanted:
            cells = dict(zip(self._places, zip(*self._cells(wanted, self._places), strict=True), strict=True))
            blank = [None] * len(wanted)
            columns = {column.name: self._understood(column, cells.get(self.data.columns.get(column.name, 0), blank))
                       for column in self.data.sheet.columns}
            for index, number in enumerate(wanted):
                self._rows[number] = {name: values[index] for name, values in columns.items()}
        return [self._rows[number] for number in numbers]

    def _understood(self, column: Column, raw: Sequence[Any]) -> list[Any]:
        return understood(column, raw, self._today, self._date1904, _value)

    def _cells(self, numbers: Sequence[int], places: Sequence[int]) -> list[Sequence[Any]]:
        """The cells of these rows and columns as the reader of values gives them."""
        if not numbers:
            return []
        lines = self._grid(self._excerpts.cells(numbers, places))
        blank = [None] * len(places)
        return [(*line, *blank)[:len(places)] for line in lines] + [blank] * (len(numbers) - len(lines))

    def _grid(self, workbook: bytes) -> list[list[Any]]:
        return CalamineWorkbook.from_filelike(BytesIO(workbook)).get_sheet_by_name(self.title).to_python(skip_empty_area=False)


def _surely_filled(cell: Any) -> bool:
    """What most keys are, told fast."""
    return type(cell) is str and cell.isalnum()


def _value(index: int, raw: Any, meaning: Meaning) -> Any:
    return None if isinstance(meaning, NotUnderstood) else meaning.value


class _Columns(dict[str, list[Any]]):
    """Columns by attribute name, each read when it is first looked at; :class:`LightSheet` says what stands in them."""

    def __init__(self, read: Callable[[str], list[Any]]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, name: str) -> list[Any]:
        self[name] = self._read(name)
        return self[name]


class LightSheet(SheetData):
    """A sheet whose rows and columns are read when they are looked at. Its remarks and the like are empty."""

    def __init__(self, lines: _Lines) -> None:
        data = lines.data
        super().__init__(data.sheet, data.title, data.header_row, list(data.numbers), _Columns(self._column), dict(data.columns),
                         extra=dict(data.extra))
        self._lines = lines
        self._changed: dict[int, dict[str, Any]] = {}        # rows added or changed, by number, all their values
        assert self.values[data.sheet.key] is not None      # read at once: find() looks for it

    def _column(self, name: str) -> list[Any]:
        values, index = self._lines.column(name), self._lines.index
        return [self._changed[number][name] if number in self._changed else values[index[number]] for number in self.numbers]

    def _row_values(self, number: int) -> dict[str, Any]:
        return self._changed[number] if number in self._changed else self._lines.rows([number])[0]

    def add(self, row: Row, number: int) -> None:
        super().add(row, number)
        self._changed[number] = {column.name: row.get(column.name) for column in self.sheet.columns}

    def put(self, number: int, values: Mapping[str, Any]) -> None:
        self._changed[number] = {**self._row_values(number), **values}
        index = self.numbers.index(number)
        for name in values.keys() & self.values.keys():
            self.values[name][index] = values[name]
        self.forget()

    def take_away(self, number: int) -> None:
        super().take_away(number)
        self._changed.pop(number, None)

    def row(self, index: int) -> Row:
        return Row(self.sheet, self._row_values(self.numbers[index]), self.numbers[index])

    def rows(self) -> Iterator[Row]:
        self._lines.rows([number for number in self.numbers if number not in self._changed])
        return super().rows()

    def where(self, **wanted: Any) -> list[Row]:
        if wanted:
            self._lines.rows([self.numbers[index] for index in self.places(**wanted) if self.numbers[index] not in self._changed])
        return super().where(**wanted)
