"""Lines of a sheet, read on demand (逐行取用): its entries are found by their keys; rows and columns are read when somebody
looks at them, with the very values that :mod:`automation.core.reader` gives.

Where the cells come from is told by :class:`Cells`: a closed workbook (:mod:`automation.core.light`) or one that is open in
Excel (:mod:`automation.core.live`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from automation.core.reader import understood
from automation.core.reading import SheetData
from automation.core.rows import Row
from automation.core.schema import Column, Sheet
from automation.core.sheet_facts import SheetFacts
from automation.core.sheet_layout import SEARCHED_ROWS, entry_columns, filled, find_layout, may_be_no_entry
from automation.core.values import Meaning, NotUnderstood
from automation.core.xlsx.excerpt import Unusual
from automation.core.xlsx.refs import Area
from automation.core.xlsx.table import Table

_MOST_ROWS, _MOST_COLUMNS = 200_000, 256
"""Beyond these a sheet is read in full, which packs cells that lie far apart."""


class Cells(Protocol):
    """The cells of one sheet as some reader of values gives them; any of its functions may raise :class:`Unusual`."""

    title: str
    date1904: bool
    tables: Sequence[Table]

    def numbers(self) -> Sequence[int]:
        """The numbers of the rows that may hold something, ascending."""
    def merged(self) -> list[Area]:
        """The merged areas."""
    def top(self, numbers: Sequence[int]) -> list[list[Any]]:
        """All cells from A1 to the last of these rows, the first ones of the sheet, row by row."""
    def cells(self, numbers: Sequence[int], places: Sequence[int]) -> list[Sequence[Any]]:
        """The cells of these rows and columns."""


class Lines:
    """One sheet as stored: where its entries stand; their columns and rows, read on demand and remembered. Never changed."""

    def __init__(self, cells: Cells, sheet: Sheet, today: date | None) -> None:
        self._source, self._today = cells, today
        self._columns: dict[str, list[Any]] = {}
        self._rows: dict[int, dict[str, Any]] = {}
        numbers = cells.numbers()
        self.data, header = self._layout(sheet, numbers)
        self._places = sorted(set(self.data.columns.values()))
        self.data.numbers = self._entries(numbers, header)
        self.index = {number: index for index, number in enumerate(self.data.numbers)}

    def _layout(self, sheet: Sheet, numbers: Sequence[int]) -> tuple[SheetData, Sequence[Any]]:
        """The sheet with its columns found among its first rows, no entries yet; and its header's cells."""
        source = self._source
        table = next((table for table in source.tables if table.name == sheet.title), None)
        if table is None or not 0 < table.header_row <= SEARCHED_ROWS or not numbers or numbers[-1] > _MOST_ROWS:
            raise Unusual
        top = source.top([number for number in numbers if number <= SEARCHED_ROWS])
        if max(map(len, top), default=0) > _MOST_COLUMNS:
            raise Unusual
        facts = SheetFacts(source.date1904, {table.name: table for table in source.tables}, merged=source.merged())
        data = replace(find_layout(sheet, source.title, top, facts).data, numbers=[], remarks=[])
        return data, top[data.header_row - 1]

    def _entries(self, numbers: Sequence[int], header: Sequence[Any]) -> list[int]:
        """The numbers of the rows that hold something of their own; their keys are read."""
        data, places = self.data, entry_columns(self.data)
        if not places or data.columns.get(data.sheet.key) != places[0]:
            raise Unusual
        numbers = [number for number in numbers if number > data.header_row]
        totals = {table.area.bottom for table in self._source.tables if table.totals}
        starts = [cells[0] for cells in self._source.cells(numbers, places[:1])]
        unsure = [number for number, start in zip(numbers, starts, strict=True) if not _surely_filled(start) and not filled(start)]
        others = dict(zip(unsure, self._source.cells(unsure, places), strict=True))
        found, keys = [], []
        for number, start in zip(numbers, starts, strict=True):
            cells: Sequence[Any] = others.get(number) or (start,)
            place = next((place for place, cell in enumerate(cells) if _surely_filled(cell) or filled(cell)), None)
            if place is None or number in totals:
                continue
            if isinstance(cells[place], str) and may_be_no_entry(cells[place], header[places[place] - 1]):
                raise Unusual
            found.append(number)
            keys.append(start)
        self._columns[data.sheet.key] = self._understood(data.sheet[data.sheet.key], keys)
        return found

    def column(self, name: str) -> list[Any]:
        """The values of a column, entry by entry."""
        if name not in self._columns:
            place = self.data.columns.get(name)
            raw = [None] * len(self.data.numbers) if place is None else [row[0] for row in self._source.cells(self.data.numbers, [place])]
            self._columns[name] = self._understood(self.data.sheet[name], raw)
        return self._columns[name]

    def rows(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """The values of these entries by attribute name; missing columns are None."""
        wanted = [number for number in numbers if number not in self._rows]
        if wanted:
            cells = dict(zip(self._places, zip(*self._source.cells(wanted, self._places), strict=True), strict=True))
            blank = [None] * len(wanted)
            columns = {column.name: self._understood(column, cells.get(self.data.columns.get(column.name, 0), blank))
                       for column in self.data.sheet.columns}
            for index, number in enumerate(wanted):
                self._rows[number] = {name: values[index] for name, values in columns.items()}
        return [self._rows[number] for number in numbers]

    def _understood(self, column: Column, raw: Sequence[Any]) -> list[Any]:
        return understood(column, raw, self._today, self._source.date1904, _value)


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

    def __init__(self, lines: Lines) -> None:
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


def read_whole(source: Cells, sheet: Sheet, today: date | None) -> SheetData:
    """A sheet that can't be read on demand, all at once; what is odd about it isn't told."""
    numbers = source.numbers()
    grid = source.top(numbers)
    facts = SheetFacts(source.date1904, {table.name: table for table in source.tables}, merged=source.merged())
    layout = find_layout(sheet, source.title, grid, facts)
    data, columns = layout.data, list(zip(*layout.lines, strict=True))
    for column in sheet.columns:
        place = data.columns.get(column.name)
        raw = columns[place - 1] if place and columns else [None] * data.length
        data.values[column.name] = understood(column, raw, today, source.date1904, _value)
    return data
