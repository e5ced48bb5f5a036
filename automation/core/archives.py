"""Year's archives (年度存档): the workbooks in which closed rows lie once their year is over, read along with the registers.

::

    客服簿/存档/2025/叫修登记簿.xlsx       a second run for the same year makes 叫修登记簿 2.xlsx

An archive is the register as it was, with what was carried over taken out of it: staff's own columns and colours are there.
Readers put its rows behind those of the register, so that references resolve, checks look at whole matters and figures span years.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from automation.core.changes import ArchiveRow, RowChange
from automation.core.durable import make_folder, write_durably
from automation.core.reader import RegisterData, SheetData, read_register
from automation.core.schema import Register, Sheet
from automation.core.xlsx import Cell, Workbook

PLACE = "存档"

Blank = Callable[[SheetData, int], Mapping[str, Cell]]
"""Gives the cells that empty a line, by A1 address."""


def leaving_sheets(register: Register) -> tuple[Sheet, ...]:
    """The sheets of which rows go to a year's archive."""
    return tuple(sheet for sheet in register.sheets if sheet.leaves is not None)


def archives_of(root: Path, register: Register) -> list[Path]:
    """A register's archives, the latest year first."""
    named = re.compile(rf"{re.escape(register.title)}(?: \d+)?\.xlsx")
    found = [path for path in root.glob(f"{PLACE}/*/*.xlsx") if named.fullmatch(path.name)]
    return sorted(found, key=lambda path: (path.parent.name, len(path.name), path.name), reverse=True)


def next_archive(root: Path, register: Register, year: int) -> str:
    """The path, below the department's folder, of an archive that isn't there yet."""
    names = (f"{register.title}.xlsx", *(f"{register.title} {number}.xlsx" for number in range(2, 1000)))
    return next(path for name in names if not (root / (path := f"{PLACE}/{year}/{name}")).exists())


def read_archive(path: Path, register: Register, today: date | None) -> RegisterData:
    """What lies in an archive: the sheets whose rows leave. Raises as :func:`~automation.core.reader.read_register` does."""
    return read_register(path, replace(register, sheets=leaving_sheets(register)), today=today)


def with_archives(root: Path, data: RegisterData, today: date | None) -> dict[str, SheetData]:
    """The register's sheets with the rows of its archives behind their own; ``data`` stays as it is.

    A row that stands in the register too is taken from there. Raises as :func:`read_archive` does.
    """
    sheets = dict(data.sheets)
    for path in archives_of(root, data.register) if leaving_sheets(data.register) else ():
        for name, old in read_archive(path, data.register, today).sheets.items():
            if sheets[name] is data.sheets[name]:
                sheets[name] = data.sheets[name].copy()
            sheets[name].put_behind(old, path.relative_to(root).as_posix())
    return sheets


class YearArchives:
    """The archives that one list of changes makes beside a register's workbook."""

    def __init__(self, path: Path, register: Register, changes: Sequence[RowChange], today: date) -> None:
        self._root, self._register, self._today = path.parent, register, today
        self._keys: dict[str, dict[str, set[str]]] = {}
        self._read: dict[str, Mapping[str, SheetData]] = {}
        for change in changes:
            if isinstance(change, ArchiveRow) and change.into:
                self._keys.setdefault(change.into, {}).setdefault(change.sheet, set()).add(change.key)

    def holds(self, change: ArchiveRow) -> bool:
        """Whether the row lies in its archive already."""
        if change.into not in self._read:
            path = self._root / change.into
            self._read[change.into] = read_archive(path, self._register, self._today).sheets if path.exists() else {}
        sheets = self._read[change.into]
        return change.sheet in sheets and sheets[change.sheet].find(change.key) is not None

    def awaits(self, into: str) -> bool:
        """Whether this archive is still to be looked after by :meth:`keep`."""
        return into in self._keys

    def keep(self, into: str, sheets: Mapping[str, SheetData], book: Workbook, blank: Blank) -> None:
        """Write the archive: the workbook as it stands with every line emptied that stays in the register.

        Once only, and never over one whose rows have left the register already: the register is emptied of them in one move.
        """
        keys = self._keys.pop(into)
        gone = [key for name, wanted in keys.items() for key in wanted if sheets[name].find(key) is None]
        target = self._root / into
        if gone and target.exists():
            return
        copy = Workbook(book.to_bytes(), target)
        for name, data in sheets.items():
            for title, cells in self._stays(data, keys.get(name, set()), blank):
                copy.set_cells(title, cells)
        make_folder(target.parent)
        write_durably(target, copy.to_bytes())

    @staticmethod
    def _stays(data: SheetData, leaving: set[str], blank: Blank) -> Iterator[tuple[str, Mapping[str, Cell]]]:
        lines = [row.number for row in data.rows() if row.key not in leaving]
        if lines:
            yield data.title, {ref: cell for number in lines for ref, cell in blank(data, number).items()}

