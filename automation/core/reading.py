"""What the reader hands on: a sheet's values by column with the place of every cell, and what was odd about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from automation.core.rows import FAR, ReadRow, Row
from automation.core.schema import Register, Sheet
from automation.core.xlsx.refs import column_letters


@dataclass(frozen=True)
class Remark:
    """Something odd in a workbook. ``kind`` is one of the constants below; ``cell`` an A1 address.

    ``name`` is a column's attribute name, "" for what concerns the row or the sheet.
    """

    kind: str
    cell: str
    name: str = ""
    raw: str = ""
    text: str = ""
    right: str = ""


NORMALISED, NOT_UNDERSTOOD = "统一写法", "看不懂"
MISSING_SHEET, RENAMED_SHEET = "缺表", "表名改了"
MISSING_COLUMN, DOUBLE_COLUMN, FORMER_HEADER = "缺栏", "重复的栏", "旧栏名"
PASTED, UNCALCULATED, MERGED = "公式丢失", "公式未计算", "合并单元格"
OUTSIDE, NO_ENTRY, UNREAD = "表格外的行", "不是登记的行", "太远"


@dataclass
class SheetData:
    """One sheet as read: ``values`` by attribute name, row by row; ``numbers`` are the rows' numbers on the sheet."""

    sheet: Sheet
    title: str
    header_row: int = 1
    numbers: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)      # attribute name → column number, from 1
    bad: set[tuple[int, str]] = field(default_factory=set)     # cells that weren't understood
    missing: bool = False                                      # the file has no such sheet
    hidden: set[int] = field(default_factory=set)              # row numbers hidden by hand or by a filter
    extra: dict[str, int] = field(default_factory=dict)        # columns that staff added: header → number
    remarks: list[Remark] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)             # keys of rows with changes still to be written (待写入)
    behind: list[tuple[str, SheetData]] = field(default_factory=list, repr=False)     # archives: path and the sheet as read there
    _keys: dict[str, int] | None = field(default=None, repr=False)
    _indexes: dict[tuple[str, ...], dict[tuple, list[int]]] = field(default_factory=dict, repr=False)

    @property
    def length(self) -> int:
        """How many rows."""
        return len(self.numbers)

    def address(self, index: int, name: str) -> str:
        """The A1 address of a cell; the first cell of the row where the column is missing."""
        place, number = divmod(self.numbers[index], FAR)
        columns = self.behind[place - 1][1].columns if place else self.columns
        return f"{column_letters(columns.get(name, 1))}{number}"

    def workbook(self, index: int) -> str:
        """The path, below the department's folder, of the archive in which a row lies; "" for a row of the register itself."""
        place = self.numbers[index] // FAR
        return self.behind[place - 1][0] if place else ""

    def put_behind(self, archive: SheetData, path: str) -> None:
        """Put the rows of an archive behind these; those whose key stands here already are left out."""
        self.behind.append((path, archive))
        first = len(self.behind) * FAR
        keys = {*self.values[self.sheet.key], None}
        taken = [index for index, key in enumerate(archive.values[self.sheet.key]) if key not in keys]
        self.bad |= {(self.length + place, name) for place, index in enumerate(taken) for name in self.values
                     if (index, name) in archive.bad}
        self.numbers += [first + archive.numbers[index] for index in taken]
        for name, column in self.values.items():
            column += [archive.values[name][index] for index in taken]
        self.forget()

    def header_address(self, name: str) -> str:
        """The A1 address of a column's header."""
        return f"{column_letters(self.columns.get(name, 1))}{self.header_row}"

    def has(self, name: str) -> bool:
        """Whether the file has this column."""
        return name in self.columns

    def copy(self) -> SheetData:
        """The same rows, to be changed; this sheet stays as it is."""
        return replace(self, numbers=list(self.numbers), values={name: list(column) for name, column in self.values.items()},
                       bad=set(self.bad), remarks=list(self.remarks), waiting=set(self.waiting), behind=list(self.behind),
                       _keys=None, _indexes={})

    def forget(self) -> None:
        """Forget the indexes after rows were added or changed."""
        self._keys = None
        self._indexes.clear()

    def empty(self, key: str) -> None:
        """Empty the first row with this key; its line stays."""
        row = self.find(key)
        if row is not None and self._keys is not None:
            index = self._keys.pop(key)
            for column in self.values.values():
                column[index] = None
            self._indexes.clear()

    def add(self, row: Row, number: int) -> None:
        """Put a new row behind the ones that were read; of two rows with one key the first is still found."""
        if self._keys is not None and row.key:
            self._keys.setdefault(row.key, self.length)
        self._indexes.clear()
        self.numbers.append(number)
        for name, column in self.values.items():
            column.append(row.get(name))

    def put(self, number: int, values: Mapping[str, Any]) -> None:
        """Other values in the row of this number on the sheet."""
        index = self.numbers.index(number)
        for name, value in values.items():
            self.values[name][index] = value
        self.forget()

    def take_away(self, number: int) -> None:
        """The row of this number on the sheet is no row any more."""
        index = self.numbers.index(number)
        del self.numbers[index]
        for column in self.values.values():
            del column[index]
        self.bad = {(place - (place > index), name) for place, name in self.bad if place != index}
        self.forget()

    def row(self, index: int) -> Row:
        """One row."""
        return ReadRow(self.sheet, self.values, index, self.numbers[index])

    def rows(self) -> Iterator[Row]:
        """All rows, in the order of the sheet."""
        return (self.row(index) for index in range(self.length))

    def find(self, key: str) -> Row | None:
        """The first row with this key."""
        if self._keys is None:
            column = self.values.get(self.sheet.key, [])
            self._keys = {str(value): index for index, value in reversed(list(enumerate(column))) if value is not None}
        index = self._keys.get(key)
        return None if index is None else self.row(index)

    def where(self, **wanted: Any) -> list[Row]:
        """The rows that hold these values."""
        return [self.row(index) for index in self.places(**wanted)] if wanted else list(self.rows())

    def places(self, **wanted: Any) -> list[int]:
        """The places, from 0, of the rows that hold these values."""
        names = tuple(sorted(wanted))
        if names not in self._indexes:
            table = self._indexes[names] = {}
            for index, values in enumerate(zip(*(self.values[name] for name in names), strict=True)):
                table.setdefault(values, []).append(index)
        return self._indexes[names].get(tuple(wanted[name] for name in names), [])


@dataclass
class RegisterData:
    """A register as read: its sheets by attribute name, the hash of the bytes that were read, and workbook remarks."""

    register: Register
    path: Path
    sha256: str
    sheets: dict[str, SheetData] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def copy(self, path: Path) -> RegisterData:
        """The same reading to lay changes over, as read from ``path``; this one stays as it is."""
        return replace(self, path=path, remarks=list(self.remarks), sheets={name: data.copy() for name, data in self.sheets.items()})

    @property
    def cells(self) -> int:
        """How many cells it holds."""
        return sum(data.length * len(data.values) for data in self.sheets.values())
