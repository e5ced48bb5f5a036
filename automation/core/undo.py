"""Undo (撤销): a run taken back by a transaction of its own with the opposite changes."""

from __future__ import annotations

from collections.abc import Sequence

from automation.core.changes import AppendRow, ArchiveRow, Change, RowChange, SetCells, WriteDocument
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.history import touched_cells
from automation.core.journal import COMMIT, Entry, Journal
from automation.core.schema import Catalogue, FormulaContext
from automation.core.transactions import Order, Outcome, commit


class CannotUndo(KefubuError):
    """A run that can't be undone, for a stated reason."""


def undo(folder: Folder, catalogue: Catalogue, run: str, order: Order, context: FormulaContext) -> Outcome:
    """Take a run back: a transaction of its own with the opposite changes; forms stay, rows that it added are emptied.

    Raises :class:`CannotUndo` when there is no such run, it was undone, others built upon it, or its values were purged.
    """
    journal = Journal(folder)
    entries = [entry for entry in journal.entries() if entry.kind == COMMIT]
    entry = next((entry for entry in entries if entry.run == run), None)
    if entry is None:
        raise CannotUndo(f"没有编号为 {run} 的办理记录。用 journal 命令可以查看最近的办理。")
    if any(later.data["undoes"] == run for later in entries):
        raise CannotUndo(f"{run} 已经撤销过了。")
    changes = journal.changes(run)
    if not changes:
        raise CannotUndo(f"{run} 的内容已按批准销毁，不能撤销。")
    _refuse_built_upon(journal, entry, entries, changes, catalogue)
    back = [_opposite(change, catalogue) for change in reversed(changes) if not isinstance(change, WriteDocument)]
    return commit(folder, catalogue, back, Order(f"撤销 {entry.step}", order.person, order.login, order.now, order.articles, run), context)


def _opposite(change: RowChange, catalogue: Catalogue) -> SetCells:
    if isinstance(change, SetCells):
        key = str(change.values.get(catalogue.sheets[change.sheet].key) or change.key)
        return SetCells(change.sheet, key, dict(change.seen), {name: change.values[name] for name in change.seen}, change.row)
    if isinstance(change, ArchiveRow):
        raise CannotUndo("移到存档的行不能撤销；请从“存档”表里抄回。")
    key = str(change.values[catalogue.sheets[change.sheet].key])
    return SetCells(change.sheet, key, dict.fromkeys(change.values), dict(change.values))


def _refuse_built_upon(journal: Journal, entry: Entry, entries: Sequence[Entry], changes: Sequence[Change], catalogue: Catalogue) -> None:
    cells = set().union(*(touched_cells(change) for change in changes))
    added = {(change.sheet, str(change.values[catalogue.sheets[change.sheet].key])) for change in changes if isinstance(change, AppendRow)}
    undone = {later.data["undoes"] for later in entries}
    for later in entries:
        if later.number <= entry.number or later.run in undone or later.data["undoes"]:
            continue
        touched = set().union(*(touched_cells(change) for change in journal.changes(later.run)), set())
        if touched & cells or {(sheet, key) for sheet, key, _ in touched} & added:
            raise CannotUndo(f"{entry.run}（{entry.step}）之后又办理了 {later.run}（{later.step}，{later.person}），要先撤销后面的。")
