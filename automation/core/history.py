"""History (办理经过): what recorded runs did to which cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from automation.core.changes import AppendRow, ArchiveRow, Change, WriteDocument
from automation.core.folder import Folder
from automation.core.journal import COMMIT, Journal


def touched_since(folder: Folder, moment: datetime) -> set[tuple[str, str, str]]:
    """(sheet, key, column) of every cell that recorded runs wrote after a moment."""
    journal = Journal(folder)
    touched: set[tuple[str, str, str]] = set()
    for entry in journal.entries():
        if entry.kind == COMMIT and entry.when > moment:
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
