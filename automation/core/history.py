"""History (办理经过): what recorded runs did to which cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.core.changes import AppendRow, ArchiveRow, Change, SetCells, WriteDocument
from automation.core.folder import Folder, Snapshot
from automation.core.journal import COMMIT, Entry, Journal
from automation.core.rows import Row

_LOOKED_BACK = 200
"""Runs that are searched for who wrote a cell."""


def touched_since(folder: Folder, snapshot: Snapshot) -> set[tuple[str, str, str]]:
    """(sheet, key, column) of every cell that recorded runs wrote after a snapshot was taken.

    Told by the place in the journal, for a computer's clock may be behind; what still waited then was written after it.
    """
    journal, last = Journal(folder), snapshot.last_entry
    entries = journal.entries()
    waited = next((set(entry.waits) for entry in entries if entry.number == last), set())
    touched: set[tuple[str, str, str]] = set()
    for entry in entries:
        late = entry.when > snapshot.taken_at if last is None else entry.number > last
        if entry.kind == COMMIT and (late or entry.run in waited):
            for change in journal.changes(entry.run):
                touched |= touched_cells(change)
    return touched


def touched_cells(change: Change) -> set[tuple[str, str, str]]:
    """(sheet, key, column) of every cell that a change writes; the key is "" for a row without one yet."""
    if isinstance(change, WriteDocument):
        return set()
    values: Mapping[str, Any] = change.seen if isinstance(change, ArchiveRow) else change.values
    key = "" if isinstance(change, AppendRow) else change.key
    return {(change.sheet, key, name) for name in values}


def writer_of(folder: Folder, row: Row, name: str) -> Entry | None:
    """The run that wrote what stands in a cell now; None when it was typed by hand since, or too long ago to be known."""
    journal = Journal(folder)
    for entry in reversed(journal.commits()[-_LOOKED_BACK:]):
        for change in journal.changes(entry.run):
            if isinstance(change, SetCells | AppendRow) and change.sheet == row.sheet.name and name in change.values \
                    and row.key in (getattr(change, "key", ""), str(change.values.get(row.sheet.key))):
                return entry if change.values[name] == row[name] else None
    return None
