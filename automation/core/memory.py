"""A department in memory (内存簿): rows without workbooks, for trying steps out and for making demonstration data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from automation.core.changes import AppendRow, ArchiveRow, Change, SetCells, WriteDocument
from automation.core.department import Department
from automation.core.errors import Conflict
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.steps import Answers, Desk, Step, plan

HEADER_ROWS = 1


def unprinted(document: str, row: Row, desk: Desk) -> WriteDocument:
    """Stands for printing (打印) where no form is wanted: names the form and its row, no page."""
    return WriteDocument(f"{document}/{row.key}.html", "")


class Memory:
    """Rows of every sheet of a catalogue, changed by the same changes (改动) as the workbooks.

    It is a :class:`~automation.core.steps.Source`; :meth:`rows` serves a :class:`Department`. ``documents`` keeps what
    was printed, by path; ``archives`` what was archived, by sheet.
    """

    def __init__(self, catalogue: Catalogue, rows: Mapping[str, Iterable[Mapping[str, Any]]] | None = None) -> None:
        self.catalogue = catalogue
        self.documents: dict[str, str] = {}
        self.archives: dict[str, list[Row]] = {name: [] for name in catalogue.sheets}
        self._rows: dict[str, list[Row]] = {name: [] for name in catalogue.sheets}
        self._indexes: dict[tuple[str, str], dict[Any, dict[int, None]]] = {}
        self._claimed: defaultdict[tuple[str, int], int] = defaultdict(int)
        for sheet, given in (rows or {}).items():
            for values in given:
                self.add(sheet, values)

    def rows(self, sheet: str) -> Sequence[Row]:
        """All lines of a sheet, in its order; an archived row leaves an empty line."""
        return self._rows[sheet]

    def find(self, sheet: str, key: str) -> Row | None:
        """The row with this key, or None."""
        return next(iter(self.where(sheet, **{self.catalogue.sheets[sheet].key: key})), None)

    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        """The rows that hold these values, in the order of the sheet."""
        if not values:
            return list(self._rows[sheet])
        (column, value), *rest = values.items()
        found = (self._rows[sheet][place] for place in sorted(self._index(sheet, column).get(value, ())))
        return [row for row in found if all(row[name] == wanted for name, wanted in rest)]

    def claim(self, prefix: str, year: int) -> str:
        """The next number: ``JX2026-00001``."""
        self._claimed[prefix, year] += 1
        return f"{prefix}{year}-{self._claimed[prefix, year]:05d}"

    def desk(self, department: Department, person: str, render=unprinted) -> Desk:
        """This memory as a person at work sees it, at the department's moment."""
        return Desk(self.catalogue, department, self, person, person,
                    lambda prefix: self.claim(prefix, department.now.year), render)

    def take(self, step: Step, desk: Desk, row: Row | None = None, answers: Answers | None = None) -> list[Change]:
        """Plan a step on a row (a new one by default) and apply it; raises StepRefused, then nothing has changed."""
        changes = plan(step, row or Row(self.catalogue.sheets[step.sheet], {}), answers or {}, desk)
        self.apply(changes, desk)
        return changes

    def add(self, sheet: str, values: Mapping[str, Any]) -> Row:
        """A line at the end, as someone types it: computed columns stay blank."""
        rows = self._rows[sheet]
        rows.append(Row(self.catalogue.sheets[sheet], {}, len(rows) + HEADER_ROWS + 1))
        return self._store(rows[-1].but(**values))

    def apply(self, changes: Iterable[Change], desk: Desk) -> None:
        """Bring the rows up to date, computed columns reckoned as of the desk's moment.

        Raises :class:`~automation.core.errors.Conflict` when a cell no longer holds what the plan saw.
        """
        changes = list(changes)
        for change in changes:
            if isinstance(change, SetCells):
                self._compare(self._row_of(change), change.seen)
        for change in changes:
            if isinstance(change, SetCells):
                self._store(desk.after(self._row_of(change), **change.values))
            elif isinstance(change, AppendRow):
                self._store(desk.after(self.add(change.sheet, {}), **change.values))
            elif isinstance(change, ArchiveRow):
                self._archive(change)
            else:
                self.documents[change.path] = change.text

    def _row_of(self, change: SetCells) -> Row:
        if change.key and (row := self.find(change.sheet, change.key)):
            return row
        return self._rows[change.sheet][change.row - HEADER_ROWS - 1]

    def _compare(self, row: Row, seen: Mapping[str, Any]) -> None:
        for name, value in seen.items():
            if row[name] != value:
                raise Conflict(f"“{row.sheet.title}”{row.key}的“{row.sheet[name].header}”已被改成“{row[name]}”，请重新办理。")

    def _archive(self, change: ArchiveRow) -> None:
        row = self.find(change.sheet, change.key)
        if row is None:
            raise Conflict(f"“{self.catalogue.sheets[change.sheet].title}”里已没有{change.key}，请重新办理。")
        self._compare(row, change.seen)
        self.archives[change.sheet].append(row)
        self._store(Row(row.sheet, {}, row.number))

    def _store(self, row: Row) -> Row:
        place = row.number - HEADER_ROWS - 1
        before, self._rows[row.sheet.name][place] = self._rows[row.sheet.name][place], row
        for (sheet, column), index in self._indexes.items():
            if sheet == row.sheet.name:
                index.get(before[column], {}).pop(place, None)
                index.setdefault(row[column], {})[place] = None
        return row

    def _index(self, sheet: str, column: str) -> dict[Any, dict[int, None]]:
        if (sheet, column) not in self._indexes:
            index: dict[Any, dict[int, None]] = {}
            for place, row in enumerate(self._rows[sheet]):
                index.setdefault(row[column], {})[place] = None
            self._indexes[sheet, column] = index
        return self._indexes[sheet, column]
