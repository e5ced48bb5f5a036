"""One row of a register as steps see it: values by attribute name, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from automation.core.changes import ArchiveRow, SetCells
from automation.core.schema import Sheet

FAR = 2_000_000
"""Row numbers of the first archive begin here, of the second at twice this: no sheet of Excel has so many rows."""


class Row(Mapping[str, Any]):
    """A row: ``row.arrived_at`` or ``row["arrived_at"]``; blank cells are ``None``.

    ``number`` is the row on the sheet, counted from 1 (0 for a row that isn't written yet, :data:`FAR` and more for one that
    lies in a year's archive).
    """

    __slots__ = ("_values", "number", "sheet")

    def __init__(self, sheet: Sheet, values: Mapping[str, Any], number: int = 0) -> None:
        self.sheet = sheet
        self.number = number
        self._values = {column.name: values.get(column.name) for column in sheet.columns}

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)      # a row half made, as copying makes it, has no values yet
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"{self.sheet.title} has no column {name}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        filled = ", ".join(f"{name}={value!r}" for name, value in self._values.items() if value is not None)
        return f"Row({self.sheet.title} {self.number}: {filled})"

    @property
    def key(self) -> str:
        """The row's key, "" when it has none yet."""
        value = self._values[self.sheet.key]
        return "" if value is None else str(value)

    def set(self, **values: Any) -> SetCells:
        """The change that puts these values into this row, remembering what stood there."""
        return SetCells(self.sheet.name, self.key, values, {name: self._values[name] for name in values}, self.number, self._beside)

    @property
    def _beside(self) -> Mapping[str, Any]:
        """What a row without a key is known by: all that was typed into it."""
        typed = ((name, value) for name, value in self._values.items() if self.sheet[name].formula is None)
        return {} if self.key else {name: value for name, value in typed if value is not None}

    def archive(self) -> ArchiveRow:
        """The change that moves this row to the archive."""
        return ArchiveRow(self.sheet.name, self.key, dict(self._values))

    def leave(self) -> SetCells:
        """The change that empties this row's line, for the row to stand elsewhere; undone, it gets a line again."""
        filled = {name: value for name, value in self._values.items() if value is not None and self.sheet[name].formula is None}
        return SetCells(self.sheet.name, self.key, dict.fromkeys(filled), filled)

    def but(self, **values: Any) -> Row:
        """This row with other values in some cells."""
        return Row(self.sheet, self._values | values, self.number)


class ReadRow(Row):
    """A row of a sheet as read: it looks its values up in the sheet's columns. A night looks at half a million rows; making a
    dictionary of each took as long as reading the workbooks."""

    __slots__ = ("_columns", "_index")

    def __init__(self, sheet: Sheet, columns: Mapping[str, Sequence[Any]], index: int, number: int) -> None:
        self.sheet, self.number, self._columns, self._index = sheet, number, columns, index

    @property
    def _values(self) -> dict[str, Any]:
        index = self._index
        return {name: column[index] for name, column in self._columns.items()}

    def __getitem__(self, name: str) -> Any:
        return self._columns[name][self._index]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._columns[name][self._index]
        except KeyError:
            raise AttributeError(f"{self.sheet.title} has no column {name}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def key(self) -> str:
        """The row's key, "" when it has none yet."""
        value = self._columns[self.sheet.key][self._index]
        return "" if value is None else str(value)
