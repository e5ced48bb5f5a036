"""Rows as they will be (预想的行): a source with planned changes laid over it, so that one plan can stand on another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from automation.core.changes import AppendRow, Change, SetCells
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.steps import Source


class Laid:
    """Another source with changes laid over it. Implements :class:`automation.core.steps.Source`; touches nothing."""

    def __init__(self, source: Source, catalogue: Catalogue) -> None:
        self._source, self._catalogue = source, catalogue
        self._added: dict[str, list[Row]] = {}
        self._changed: dict[tuple[str, str], dict[str, Any]] = {}

    def lay(self, changes: Iterable[Change]) -> None:
        """Lay these over what was laid before."""
        for change in changes:
            if isinstance(change, AppendRow):
                self._added.setdefault(change.sheet, []).append(Row(self._catalogue.sheets[change.sheet], change.values))
            elif isinstance(change, SetCells):
                self._changed.setdefault((change.sheet, change.key), {}).update(change.values)

    def find(self, sheet: str, key: str) -> Row | None:
        """The row of a sheet with this key."""
        found = self._source.find(sheet, key)
        if found is not None:
            return self._after(found)
        return next((self._after(row) for row in self._added.get(sheet, ()) if row.key == key), None)

    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        """The rows of a sheet that hold these values as they will be."""
        if not self._changed and sheet not in self._added:
            return self._source.where(sheet, **values)
        rows = (self._after(row) for row in (*self._source.where(sheet), *self._added.get(sheet, ())))
        return [row for row in rows if all(row[name] == wanted for name, wanted in values.items())]

    def _after(self, row: Row) -> Row:
        return row.but(**self._changed.get((row.sheet.name, row.key), {}))
