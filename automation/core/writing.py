"""Writing changes (落笔): what the changes of one register mean cell by cell, whichever way they get there.

The pen (:class:`Pen`) is the way: a closed workbook (:mod:`automation.core.files`) or one that is open in Excel
(:mod:`automation.core.live`). Writing is idempotent: what is there already is left alone, so a run may be applied again
after a power cut. A cell that a later change of the same list has set already counts as there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from automation.core.archives import Blank, YearArchives
from automation.core.changes import AppendRow, ArchiveRow, Clash, RowChange, SetCells
from automation.core.errors import RefusedFile
from automation.core.reading import RegisterData, SheetData
from automation.core.rows import Row
from automation.core.schema import Column, FormulaContext, Kind, Register, Sheet
from automation.core.xlsx.refs import cell_ref
from automation.core.xlsx.values import Cell


class Pen(Protocol):
    """A way of writing into one workbook."""

    def set(self, data: SheetData, number: int, cells: Mapping[str, Cell]) -> None:
        """Cells of one line of a sheet, by attribute name."""
    def add(self, data: SheetData, cells: Mapping[str, Cell]) -> int:
        """A line at the end of a sheet's table (a blank register's only line is filled first); where it stands."""
    def line(self, data: SheetData, cells: Mapping[str, Cell]) -> None:
        """Cells of one line, by A1 address."""
    def keep_year(self, years: YearArchives, into: str, sheets: Mapping[str, SheetData], blank: Blank) -> None:
        """Keep the workbook as it stands as a year's archive, before rows leave for it."""
    def free_lines(self, data: SheetData) -> list[int]:
        """Emptied lines inside the table (archived rows'), which the next rows take.

        A line where staff's own columns still hold something isn't free: two rows must not mix.
        """


def write(data: RegisterData, archive_of: Callable[[Sheet], SheetData], pen: Pen, changes: Sequence[RowChange],
          context: FormulaContext, now: datetime) -> list[Clash]:
    """Hand the changes of a register, as read, to the pen; returns the clashes. ``archive_of`` reads a sheet's archive."""
    writer = _Writer(data, archive_of, pen, changes, context, now)
    for place, change in enumerate(changes):
        writer.take(place, change)
    return writer.clashes


class _Sequence:
    """What is still to come for a row or a cell, in the list of changes being applied."""

    def __init__(self, data: RegisterData, changes: Sequence[RowChange]) -> None:
        self._emptied: dict[tuple[str, str], int] = {}
        self._archived: dict[tuple[str, str], tuple[int, ArchiveRow]] = {}
        self._values: dict[tuple[str, str, str], list[tuple[int, Any]]] = {}
        self._added: dict[tuple[str, str], list[tuple[int, Mapping[str, Any]]]] = {}
        for place, change in enumerate(changes):
            if isinstance(change, ArchiveRow):
                self._archived[change.sheet, change.key] = place, change
            elif isinstance(change, SetCells):
                self._note(place, change, data.sheets[change.sheet].sheet.key)
            else:
                key = str(change.values[data.sheets[change.sheet].sheet.key])
                self._added.setdefault((change.sheet, key), []).append((place, change.values))

    def _note(self, place: int, change: SetCells, key_column: str) -> None:
        if empties(change, key_column):
            self._emptied[change.sheet, change.key] = place
        for key in {change.key, str(change.values.get(key_column) or "")} - {""}:
            for name, value in change.values.items():
                self._values.setdefault((change.sheet, key, name), []).append((place, value))

    def emptied(self, sheet: str, key: str, place: int) -> bool:
        """Whether a change after ``place`` empties this row."""
        return self._emptied.get((sheet, key), -1) > place

    def archived(self, sheet: str, key: str, place: int) -> ArchiveRow | None:
        """The change after ``place`` that archives this row."""
        later, change = self._archived.get((sheet, key), (-1, None))
        return change if later > place else None

    def back(self, row: Row, place: int) -> bool:
        """Whether a change after ``place`` adds this very row: emptied by an earlier one, it has come back already."""
        later = (values for when, values in self._added.get((row.sheet.name, row.key), ()) if when > place)
        columns = [column.name for column in row.sheet.columns if column.formula is None]
        return any(all(row[name] == values.get(name) for name in columns) for values in later)

    def sets(self, sheet: str, key: str, name: str, place: int, value: Any) -> bool:
        """Whether a change after ``place`` puts this very value into this cell."""
        return any(later > place and wanted == value for later, wanted in self._values.get((sheet, key, name), ()))


class _Writer:
    """One workbook being changed."""

    def __init__(self, data: RegisterData, archive_of: Callable[[Sheet], SheetData], pen: Pen, changes: Sequence[RowChange],
                 context: FormulaContext, now: datetime) -> None:
        self.data, self.archive_of, self.pen, self.sequence = data, archive_of, pen, _Sequence(data, changes)
        self.context, self.now, self.years = context, now, YearArchives(data.path, data.register, changes, now.date())
        self.clashes: list[Clash] = []
        self._archives: dict[str, SheetData] = {}
        self._free: dict[str, list[int]] = {}

    def take(self, place: int, change: RowChange) -> None:
        data = self.data.sheets[change.sheet]
        if isinstance(change, SetCells):
            self._set(data, place, change)
        elif isinstance(change, AppendRow):
            self._append(data, place, change)
        elif change.into:
            self._leave(data, place, change)
        else:
            self._archive(data, place, change)

    def _set(self, data: SheetData, place: int, change: SetCells) -> None:
        row = find_row(data, change)
        if row is None:
            key = change.key or str(change.values.get(data.sheet.key) or "")
            if not empties(change, data.sheet.key) and not self._ended(change.sheet, key, place):
                self.clashes.append(Clash(change.sheet, key, data.sheet.key, key, key, None, place))
            return
        if empties(change, data.sheet.key) and self.sequence.back(row, place):
            return
        wanted = dict(self._wanted(row, place, change))
        if wanted:
            self._write_row(data, row.number, row.but(**wanted), wanted)

    def _wanted(self, row: Row, place: int, change: SetCells | AppendRow) -> Iterator[tuple[str, Any]]:
        """What is still to be written into a row that is there; what somebody changed by hand is noted and left out."""
        seen = change.seen if isinstance(change, SetCells) else {}
        for name, value in change.values.items():
            found = row[name]
            if found == value or self.sequence.sets(change.sheet, row.key, name, place, found):
                continue
            if name in seen and found == seen[name]:
                yield name, value
            else:
                self.clashes.append(Clash(change.sheet, row.key, name, seen.get(name), value, found, place))

    def _append(self, data: SheetData, place: int, change: AppendRow) -> None:
        key = str(change.values[data.sheet.key])
        if (there := data.find(key)) is not None:
            list(self._wanted(there, place, change))
            return
        if self._ended(change.sheet, key, place):
            return
        row = Row(data.sheet, change.values)
        if free := self._free_lines(data):
            number = free.pop(0)
            self._write_row(data, number, row, change.values)
        else:
            number = self.pen.add(data, self._cells(row, set(change.values)))
        data.add(row, number)

    def _ended(self, sheet: str, key: str, place: int) -> bool:
        """Whether the row is emptied or archived later in the list, and rightly isn't there any more (or never was)."""
        return self.sequence.emptied(sheet, key, place) or (
            (archived := self.sequence.archived(sheet, key, place)) is not None and self._is_archived(archived))

    def _is_archived(self, change: ArchiveRow) -> bool:
        return self.years.holds(change) if change.into else self._archive_of(change.sheet).find(change.key) is not None

    def _archive(self, data: SheetData, place: int, change: ArchiveRow) -> None:
        """The row goes as it stands: what somebody changed by hand since the plan goes along."""
        row, archive = data.find(change.key), self._archive_of(change.sheet)
        if row is None:
            if archive.find(change.key) is None:
                self.clashes.append(Clash(change.sheet, change.key, data.sheet.key, change.key, change.key, None, place))
            return
        kept = Row(archive.sheet, {**row, "archived_at": self.now})
        cells = {name: Cell(stored(archive.sheet[name], value)) for name, value in kept.items() if value is not None}
        archive.add(kept, self.pen.add(archive, cells))
        self._write_row(data, row.number, Row(data.sheet, {}), _nothing(data))

    def _leave(self, data: SheetData, place: int, change: ArchiveRow) -> None:
        """The row leaves for its year's archive; what staff wrote beside it went there too, so that the line is free."""
        if self.years.awaits(change.into):
            self.pen.keep_year(self.years, change.into, self.data.sheets, self._blank)
        row = data.find(change.key)
        if row is not None:
            self.pen.line(data, self._blank(data, row.number))
            data.empty(change.key)
        elif not self.years.holds(change):
            self.clashes.append(Clash(change.sheet, change.key, data.sheet.key, change.key, change.key, None, place))

    def _blank(self, data: SheetData, number: int) -> dict[str, Cell]:
        """The cells that empty a line, staff's own columns too."""
        cells = self._cells(Row(data.sheet, {}), set(_nothing(data)))
        places = {data.columns[name]: cell for name, cell in cells.items() if name in data.columns}
        return {cell_ref(number, place): cell for place, cell in (places | dict.fromkeys(data.extra.values(), Cell(None))).items()}

    def _archive_of(self, sheet: str) -> SheetData:
        if sheet not in self._archives:
            self._archives[sheet] = self.archive_of(self.data.sheets[sheet].sheet)
        return self._archives[sheet]

    def _write_row(self, data: SheetData, number: int, row: Row, wanted: Mapping[str, Any]) -> None:
        self.pen.set(data, number, {name: cell for name, cell in self._cells(row, set(wanted)).items()
                                    if name in data.columns or name in wanted})
        if number in data.numbers:
            data.put(number, {name: row[name] for name in wanted})

    def _cells(self, row: Row, names: set[str]) -> dict[str, Cell]:
        """The cells of the named columns and of all computed ones, reckoned for the row as it will be."""
        known, cells = reckoned(row, self.context), {}
        for column in row.sheet.columns:
            if column.formula is not None:
                cells[column.name] = Cell(_shown(column, known[column.name]), row.sheet.excel(column))
            elif column.name in names:
                cells[column.name] = Cell(stored(column, row[column.name]))
        return cells

    def _free_lines(self, data: SheetData) -> list[int]:
        if data.title not in self._free:
            self._free[data.title] = self.pen.free_lines(data)
        return self._free[data.title]


def _nothing(data: SheetData) -> dict[str, None]:
    """No value for every column that a person or a step fills."""
    return {column.name: None for column in data.sheet.columns if column.formula is None and column.name in data.columns}


def find_row(data: SheetData, change: SetCells) -> Row | None:
    """The row a change means: by its key, by the key it will get, or, while it has none, by its place and content."""
    for key in (change.key, change.values.get(data.sheet.key)):
        if key and (row := data.find(str(key))) is not None:
            return row
    return None if change.key else _unnumbered(data, change)


def _unnumbered(data: SheetData, change: SetCells) -> Row | None:
    """A row without a key: where the plan saw it if it still says the same, else the only one that does (after a sort)."""
    rows = [row for row in data.where(**{data.sheet.key: None}) if all(row[name] == value for name, value in change.beside.items())]
    here = [row for row in rows if row.number == change.row]
    found = here or rows
    return found[0] if len(found) == 1 else None


def empties(change: SetCells, key_column: str) -> bool:
    """Whether a change empties its row, key and all (an added row taken back)."""
    return bool(change.key) and key_column in change.values and change.values[key_column] is None


def reckoned(row: Row, context: FormulaContext) -> dict[str, Any]:
    """The row's values with every computed column reckoned anew."""
    known = dict(row)
    for column in row.sheet.columns:
        if column.formula is not None:
            known[column.name] = column.formula.compute(known, context)
    return known


def missing_column(register: Register, data: SheetData, name: str) -> RefusedFile:
    """A column that the file doesn't have, so that nothing can be written there."""
    return RefusedFile(f"《{register.title}》“{data.title}”里没有“{data.sheet[name].header}”这一栏，写不进去。"
                       "请照原样补上这一栏的栏名。")


def stored(column: Column, value: Any) -> Any:
    """A value as the engine writes it: lengths of time as parts of a day."""
    return Decimal(value) / 86_400 if column.kind is Kind.DURATION and value is not None else value


def _shown(column: Column, value: Any) -> Any:
    """A computed value beside its formula; a blank is empty text, as the formula gives it."""
    return "" if value is None else stored(column, value)
