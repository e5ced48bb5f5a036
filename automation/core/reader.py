"""The reader (读簿): a register's workbook as typed columns with A1 addresses, whatever staff have done to it.

Columns are found by header, wherever they stand; titles above the header, blank rows, rows below the table's end,
hidden rows, inserted columns are all normal. What was normalised or can't be understood is a :class:`Remark`.
Values come from calamine (it knows the Chinese built-in date formats); errors and formulas from the raw XML.
"""

from __future__ import annotations

import gc
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from types import NoneType
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from automation.core.errors import RefusedFile
from automation.core.moments import YEARS
from automation.core.reading import (
    MERGED,
    MISSING_SHEET,
    NORMALISED,
    NOT_UNDERSTOOD,
    OUTSIDE,
    PASTED,
    RENAMED_SHEET,
    UNCALCULATED,
    UNREAD,
    RegisterData,
    Remark,
    SheetData,
)
from automation.core.schema import Column, Kind, Owner, Register, Sheet
from automation.core.sheet_facts import SheetFacts, sheet_facts
from automation.core.sheet_layout import Layout, find_layout, find_sheet
from automation.core.values import ErrorCell, Meaning, NotUnderstood, stands_for_itself, understand
from automation.core.xlsx.failures import naming
from automation.core.xlsx.files import read_file
from automation.core.xlsx.parts import readable
from automation.core.xlsx.refs import cell_ref

__all__ = ["RegisterData", "Remark", "SheetData", "read_register"]


def read_register(path: Path, register: Register, *, today: date | None = None) -> RegisterData:
    """Read a workbook. ``today`` lets dates without a year be understood.

    The bytes are read in one go, so a workbook that is replaced meanwhile is read whole, before or after. The same bytes
    are understood only once in a process: a step reads before it plans, before it commits and before it writes.
    Raises :class:`~automation.core.errors.RefusedFile` or ``FileInUse`` when it can't be read.
    """
    return read_bytes(read_file(path), path, register, today=today)


def read_bytes(data: bytes, path: Path, register: Register, *, today: date | None = None) -> RegisterData:
    """The same of bytes that were read from ``path``."""
    key = (hashlib.sha256(data).hexdigest(), register.name, tuple(sheet.name for sheet in register.sheets), today)
    known = _KNOWN.pop(key, None)
    if known is None:
        known = _understood(data, path, register, key[0], today)
    if known.cells <= _MOST_CELLS:
        _KNOWN[key] = known
        while sum(each.cells for each in _KNOWN.values()) > _MOST_CELLS:
            _KNOWN.pop(next(iter(_KNOWN)))
        return known.copy(path)
    return known


_MOST_CELLS = 3_000_000
"""Cells of readings that a process remembers; a larger register is understood each time."""
_KNOWN: dict[tuple[str, str, tuple[str, ...], date | None], RegisterData] = {}
"""Readings by the hash of their bytes, the one used longest ago first."""


def _understood(data: bytes, path: Path, register: Register, sha256: str, today: date | None) -> RegisterData:
    facts, packed = sheet_facts(data, path.name)
    result = RegisterData(register, path, sha256)
    try:
        with naming(path.name):
            book = CalamineWorkbook.from_filelike(io.BytesIO(readable(packed)))
        with _collector_at_rest():
            for sheet in register.sheets:
                _read_sheet(book, sheet, facts, today, result)
    except (CalamineError, OSError) as error:
        raise RefusedFile(f"「{path.name}」读不出来，文件可能已损坏；请从备份里取回，或用 Excel 打开后另存一份再试。") from error
    return result


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No garbage collection meanwhile: millions of cells come and none goes, and looking through them again and again
    takes as long as reading them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read_sheet(book: CalamineWorkbook, sheet: Sheet, facts: dict[str, SheetFacts], today: date | None, result: RegisterData) -> None:
    def cells(title: str) -> list[list[Any]]:
        return book.get_sheet_by_name(title).to_python(skip_empty_area=False)

    title = find_sheet(sheet, result.register, facts, cells)
    if title is None:
        result.remarks.append(Remark(MISSING_SHEET, "A1", text=f"没有“{sheet.title}”这张表", right="从备份里找回这张表，或改回原来的表名"))
        result.sheets[sheet.name] = SheetData(sheet, sheet.title, values={column.name: [] for column in sheet.columns}, missing=True)
        return
    data = result.sheets[sheet.name] = _Reading(find_layout(sheet, title, cells(title), facts[title]), facts[title], today).read()
    if title != sheet.title:
        data.remarks.append(Remark(RENAMED_SHEET, "A1", text=f"“{sheet.title}”这张表现在叫“{title}”，已照样读了",
                                   right=f"把表名改回“{sheet.title}”"))


def understood(column: Column, raw: Iterable[Any], today: date | None, date1904: bool,
               noted: Callable[[int, Any, Meaning], Any]) -> list[Any]:
    """The values of a column's cells; ``noted`` (place, cell, meaning) gives those of cells that aren't plain."""
    raw = raw if isinstance(raw, Sequence) else list(raw)
    if (plainly := _plainly(column, raw, today, date1904)) is not None:
        return plainly
    known: dict[Any, Meaning] = {}
    moments, itself = column.kind is Kind.DATETIME, stands_for_itself(column)
    values: list[Any] = []
    for index, value in enumerate(raw):
        if value is None or value == "":
            values.append(None)
            continue
        if moments and type(value) is datetime and not value.microsecond and value.year in YEARS:
            values.append(value)
            continue
        if type(value) is str and itself(value):
            values.append(value)
            continue
        key = value if type(value) is str else (type(value), value)
        meaning = known.get(key)
        if meaning is None:
            meaning = known[key] = understand(column, value, today=today, date1904=date1904)
        plain = not isinstance(meaning, NotUnderstood) and not meaning.note
        values.append(meaning.value if plain else noted(index, value, meaning))
    return values


def _plainly(column: Column, raw: Sequence[Any], today: date | None, date1904: bool) -> list[Any] | None:
    """The values of a column in which every cell is plain, as most are: each different cell is understood once, and no cell is
    looked at singly. None where one isn't plain."""
    kinds, different = set(map(type, raw)), set(raw)
    if kinds <= {str, datetime} and datetime in kinds:
        moments = different - {""}
        if column.kind is not Kind.DATETIME or str in set(map(type, moments)) or any(
                moment.microsecond or moment.year not in YEARS for moment in moments):
            return None
        return [moment or None for moment in raw] if "" in different else list(raw)
    if not (kinds <= {str, NoneType} or (kinds <= {str, float} and all(type(cell) is float for cell in different - {""}))):
        return None
    itself, meant = stands_for_itself(column), {"": None, None: None}
    for cell in different - meant.keys():
        if type(cell) is str and itself(cell):
            meant[cell] = cell
            continue
        meaning = understand(column, cell, today=today, date1904=date1904)
        if isinstance(meaning, NotUnderstood) or meaning.note:
            return None
        meant[cell] = meaning.value
    return list(map(meant.__getitem__, raw))


class _Reading:
    """One sheet whose columns and rows were found, being read."""

    def __init__(self, layout: Layout, facts: SheetFacts, today: date | None) -> None:
        self.data, self.facts, self.today = layout.data, facts, today
        self.data.hidden = facts.hidden
        self.columns: Sequence[Sequence[Any]] = list(zip(*layout.lines, strict=True))
        self.outside = self._outside()
        self.index = {number: index for index, number in enumerate(self.data.numbers)} if facts.merged else {}

    def read(self) -> SheetData:
        for column in self.data.sheet.columns:
            self._take_column(column)
        self._remark_merges()
        if self.facts.unread:
            self.data.remarks.append(Remark(UNREAD, self.facts.unread, text="这一格离登记的内容太远，没有读",
                                            right="不需要的话删去；需要的话移到表格旁边"))
        return self.data

    def _outside(self) -> set[int]:
        """The rows that stand below the table's end: drop-downs and formulas don't reach them."""
        data, table = self.data, self.facts.tables.get(self.data.sheet.title)
        if table is None or table.header_row != data.header_row:
            return set()
        found = [number for number in data.numbers if number > table.last]
        for number in found:
            data.remarks.append(Remark(OUTSIDE, cell_ref(number, data.columns.get(data.sheet.key, 1)),
                                       text="这一行在表格的下面，下拉单和公式都够不到", right="拖动表格右下角的小三角，把这一行包进表格"))
        return set(found)

    def _take_column(self, column: Column) -> None:
        data, place = self.data, self.data.columns.get(column.name)
        if place is None:
            data.values[column.name] = [None] * data.length
            data.bad.update((index, column.name) for index in range(data.length))
            return
        raw = self.columns[place - 1] if self.columns else ()
        if errors := self.facts.errors.get(place):
            raw = [ErrorCell(errors[number]) if number in errors else value
                   for number, value in zip(data.numbers, raw, strict=True)]
        data.values[column.name] = understood(column, raw, self.today, self.facts.date1904, partial(self._noted, column, place))
        self._formula_remarks(column, place)

    def _noted(self, column: Column, place: int, index: int, raw: Any, meaning: Meaning) -> Any:
        number = self.data.numbers[index]
        text = raw.text if isinstance(raw, ErrorCell) else str(raw)
        if isinstance(meaning, NotUnderstood):
            self.data.bad.add((index, column.name))
            if column.owner is not Owner.FORMULA or isinstance(raw, ErrorCell):
                self._remark(NOT_UNDERSTOOD, place, number, column, text, meaning.why, meaning.right)
            return None
        if column.owner is not Owner.FORMULA:
            self._remark(NORMALISED, place, number, column, text, meaning.note)
        return meaning.value

    def _formula_remarks(self, column: Column, place: int) -> None:
        """Formula columns whose formula is gone, and any cell whose formula was never calculated."""
        formulas = self.facts.formulas.get(place, {})
        if column.owner is Owner.FORMULA:
            for number in self.data.numbers:
                if number not in formulas and number not in self.outside:
                    self._remark(PASTED, place, number, column, "", f"“{column.header}”的公式被覆盖或丢失", "运行 repair 命令恢复公式")
        if all(formulas.values()):
            return
        idle = [(index, number) for index, number in enumerate(self.data.numbers) if formulas.get(number) is False]
        self.data.bad.update((index, column.name) for index, _ in idle)
        if idle:
            count = f"（这一栏共 {len(idle)} 格）" if len(idle) > 1 else ""
            self._remark(UNCALCULATED, place, idle[0][1], column, "", f"“{column.header}”的公式还没有计算过{count}",
                         "用 Excel 打开并保存一次")

    def _remark_merges(self) -> None:
        """Merged cells among the rows: only the one at the top left says something, the others aren't blank but covered."""
        names = {place: name for name, place in self.data.columns.items()}
        for area in self.facts.merged:
            covered = {(self.index[row], names[column]) for row in range(area.top, area.bottom + 1) if row in self.index
                       for column in range(area.left, area.right + 1)
                       if column in names and (row, column) != (area.top, area.left)}
            if covered:
                self.data.bad |= covered
                self.data.remarks.append(Remark(MERGED, cell_ref(area.top, area.left), text=f"{area} 合并成了一格，只有左上角的内容算数",
                                                right="取消合并，每一行每一栏各填各的"))

    def _remark(self, kind: str, place: int, row: int, column: Column, raw: str, text: str, right: str = "") -> None:
        self.data.remarks.append(Remark(kind, cell_ref(row, place), column.name, raw, text, right))
