"""What waits (待写入): changes that are committed and not yet in their workbooks, and how readers see them all the same."""

from __future__ import annotations

from collections.abc import Sequence

from automation.core.changes import AppendRow, ArchiveRow, RowChange, SetCells, WriteDocument
from automation.core.folder import Folder
from automation.core.journal import Journal
from automation.core.reader import RegisterData, SheetData
from automation.core.rows import Row
from automation.core.schema import Catalogue, FormulaContext
from automation.core.writing import empties, find_row, reckoned

DOCUMENTS = "单据"
"""Stands among the registers of a run whose printed forms still have to be stored."""


def pending(folder: Folder, catalogue: Catalogue) -> dict[str, list[RowChange]]:
    """Changes committed and not yet written, by the register's name, in order."""
    journal = Journal(folder)
    found: dict[str, list[RowChange]] = {}
    for run, names in journal.open_runs().items():
        for change in journal.changes(run):
            if not isinstance(change, WriteDocument) and (name := catalogue.register_of[change.sheet].name) in names:
                found.setdefault(name, []).append(change)
    return found


def overlay(data: RegisterData, changes: Sequence[RowChange], context: FormulaContext) -> RegisterData:
    """Lay pending changes over a register as read (in place), computed columns reckoned; the rows count as 待写入."""
    for change in changes:
        _lay(data.sheets[change.sheet], change, context)
    return data


def _lay(data: SheetData, change: RowChange, context: FormulaContext) -> None:
    if isinstance(change, AppendRow):
        key = str(change.values[data.sheet.key])
        if data.find(key) is None:
            row = Row(data.sheet, change.values)
            data.add(row.but(**reckoned(row, context)), max(data.numbers, default=data.header_row) + 1)
        data.waiting.add(key)
        return
    row = find_row(data, change) if isinstance(change, SetCells) else data.find(change.key)
    if row is None or (isinstance(change, ArchiveRow) and change.into):
        return          # a row that is to leave for its year's archive is still here, and nowhere else
    if not isinstance(change, SetCells) or empties(change, data.sheet.key):
        data.take_away(row.number)
        return
    new = row.but(**{name: value for name, value in change.values.items() if row[name] == change.seen.get(name)})
    data.put(row.number, reckoned(new, context))
    data.waiting.add(new.key)
