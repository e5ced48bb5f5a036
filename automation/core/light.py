"""The light reader (轻读): of a register only what is asked for, with the very values that :mod:`automation.core.reader` gives.

A step looks at a few rows of a few sheets. Here a sheet is scanned for where its rows start, its key column is read, and
rows and columns are read when somebody looks at them: their cells, as stored, go to the same reader of values in a small
workbook of their own, and are understood by the same functions. Whatever isn't written the usual way is read in full.
What is odd about a workbook (remarks, cells that weren't understood, hidden rows) only the full reading tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from automation.core.errors import RefusedFile
from automation.core.lines import LightSheet, Lines
from automation.core.reader import read_bytes
from automation.core.reading import RegisterData, SheetData
from automation.core.schema import Register, Sheet
from automation.core.xlsx import Workbook
from automation.core.xlsx.excerpt import Unusual
from automation.core.xlsx.failures import naming
from automation.core.xlsx.files import read_file

SMALL = 1 << 16
"""Bytes; a smaller workbook is read in full, which then is faster."""
_KEPT = 12
"""Workbooks that a process remembers by the hash of their bytes: a step reads before it plans, commits and writes."""


def read_lightly(path: Path, register: Register, *, today: date | None = None) -> RegisterData:
    """A register whose sheets are read when they are first looked at: ``data.sheets[name]``, never all of them.

    Raises what :func:`~automation.core.reader.read_register` raises.
    """
    return read_to_write(path, register, today=today)[0]


def read_to_write(path: Path, register: Register, *, today: date | None = None, whole: bool = False) -> tuple[RegisterData, Workbook]:
    """The same reading, and the workbook to change, of the same bytes; ``whole`` reads it in full."""
    data = read_file(path)
    known = _snapshot(data, path)
    if whole or len(data) < SMALL:
        return read_bytes(data, path, register, today=today), known.book.fork(path)
    reading = RegisterData(register, path, known.book.sha256)
    reading.sheets = _Sheets(known, reading, data, today)
    return reading, known.book.fork(path)


class _Snapshot:
    """A workbook as it lay there, and what was read of it so far: the lines of its sheets by sheet and day."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._lines: dict[tuple[str, date | None], Lines | None] = {}

    def lines(self, sheet: Sheet, today: date | None) -> Lines | None:
        """None when the sheet must be read in full."""
        if (sheet.name, today) not in self._lines:
            try:
                self._lines[sheet.name, today] = Lines(_FileCells(self.book, sheet), sheet, today)
            except (Unusual, RefusedFile, CalamineError, ValueError):
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


class _FileCells:
    """The cells of the sheet that holds a declared one's table, in a closed workbook. Implements :class:`Cells`."""

    def __init__(self, book: Workbook, sheet: Sheet) -> None:
        table = book.tables().get(sheet.title)
        if table is None:
            raise Unusual
        self.title, self.date1904 = table.sheet, book.date1904
        self.tables = [table for table in book.tables().values() if table.sheet == self.title]
        self._excerpts, self._stored = book.excerpts(self.title)
        self.numbers, self.merged = self._stored.numbers, self._stored.merged

    def top(self, numbers: Sequence[int]) -> list[list[Any]]:
        return self._read(self._excerpts.rows(numbers))

    def cells(self, numbers: Sequence[int], places: Sequence[int]) -> list[Sequence[Any]]:
        if not numbers:
            return []
        lines, blank = self._read(self._excerpts.cells(numbers, places)), [None] * len(places)
        return [(*line, *blank)[:len(places)] for line in lines] + [blank] * (len(numbers) - len(lines))

    def _read(self, workbook: bytes) -> list[list[Any]]:
        return CalamineWorkbook.from_filelike(BytesIO(workbook)).get_sheet_by_name(self.title).to_python(skip_empty_area=False)
