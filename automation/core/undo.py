"""Undo (撤销): a run taken back by a transaction of its own with the opposite changes.

An undo is a run like any other, so it can itself be undone. What it can't take back is paper: the printed forms of the run
are named, for somebody to collect and mark 作废. A number that belonged to a row taken back stays a gap, recorded as 作废;
undoing the undo brings the row back under its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from automation.core import numbers
from automation.core.changes import AppendRow, ArchiveRow, Change, RowChange, SetCells, WriteDocument
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.journal import Entry, Journal
from automation.core.schema import Catalogue, FormulaContext, Sheet
from automation.core.transactions import CLOSED, Order, Outcome, Way, commit

_NAMED = 6
"""So many cells are named for each run that stands in the way."""


class CannotUndo(KefubuError):
    """A run that can't be undone, for a stated reason."""


@dataclass(frozen=True)
class Undone:
    """What became of an undo: its own run's outcome, the forms to be collected, the numbers that are 作废 now."""

    outcome: Outcome
    forms: Sequence[Path]
    void: Sequence[str]


def undo(folder: Folder, catalogue: Catalogue, run: str, order: Order, context: FormulaContext, way: Way = CLOSED) -> Undone:
    """Take a run back; rows that it added are emptied, forms stay where they are.

    Raises :class:`CannotUndo` when there is no such run, it was undone, others built upon it, its values were destroyed, or
    it archived a row; :class:`~automation.core.errors.Conflict` when somebody changed one of its cells by hand since.
    """
    journal = Journal(folder)
    commits = journal.commits()
    entry = next((entry for entry in commits if entry.run == run), None)
    if entry is None:
        raise CannotUndo(f"没有编号为 {run} 的办理。用 journal 命令可以查看最近的办理。")
    undone = undone_by(commits)
    if by := undone.get(run):
        raise CannotUndo(f"{run} 已经由 {by.person or '别人'} 在 {by.when:%Y-%m-%d %H:%M} 撤销过了；"
                         f"要恢复它，请撤销 {by.run}。")
    changes = _changes(journal, entry)
    back = [_opposite(change, catalogue) for change in reversed(changes) if not isinstance(change, WriteDocument)]
    if not back:
        raise CannotUndo(f"{run}（{entry.step}）只印了单据，没有改登记簿，用不着撤销。请把印出的单据收回作废。")
    _refuse_built_upon(journal, entry, commits, undone, changes, catalogue)
    numbers.revive(folder, _coming(back, catalogue))
    outcome = commit(folder, catalogue, back, Order(_title(entry), order.person, order.login, order.now, order.articles, run), context, way)
    stays = set(_coming(back, catalogue))       # a row that comes back from where it was kept has its number still
    void = [number for number in _leaving(back, catalogue) if number not in stays and numbers.claimed(folder, number)]
    numbers.void(folder, void)
    forms = [folder.documents / change.path for change in changes if isinstance(change, WriteDocument)]
    return Undone(outcome, forms, void)


def undone_by(commits: Sequence[Entry]) -> dict[str, Entry]:
    """Runs that are undone now, with the run that undid them; an undo that was itself undone doesn't count."""
    undone: dict[str, Entry] = {}
    for entry in reversed(commits):
        if entry.run not in undone and entry.data["undoes"]:
            undone.setdefault(entry.data["undoes"], entry)
    return undone


def _changes(journal: Journal, entry: Entry) -> list[Change]:
    if any(value is None for value in journal.values.read(entry.run)):
        raise CannotUndo(f"{entry.run}（{entry.step}）的内容已按批准销毁，不能撤销。")
    return journal.changes(entry.run)


def _title(entry: Entry) -> str:
    """撤销 派工; 恢复 派工 for the undo of that, and so on by turns."""
    taken_back = entry.data["undoes"] and entry.step.startswith("撤销 ")
    return ("恢复 " if taken_back else "撤销 ") + entry.step.removeprefix("撤销 ").removeprefix("恢复 ")


def _opposite(change: RowChange, catalogue: Catalogue) -> RowChange:
    sheet = catalogue.sheets[change.sheet]
    if isinstance(change, ArchiveRow) and change.into:
        raise CannotUndo(f"年末归档不能撤销：{change.key} 等已经移到“{change.into}”，在那里照样查得到；"
                         "个别行要接着办的，请抄回登记簿。")
    if isinstance(change, ArchiveRow):
        raise CannotUndo(f"{change.key} 已移到“{sheet.title}存档”，这样的办理不能撤销；"
                         f"请从“{sheet.title}存档”里把那一行抄回“{sheet.title}”。")
    if isinstance(change, AppendRow):
        key = change.values.get(sheet.key)
        if key is None:
            raise CannotUndo(f"加到“{sheet.title}”的那一行没有{sheet[sheet.key].header}，认不出来，不能撤销；请在表里把它清空。")
        return SetCells(change.sheet, str(key), dict.fromkeys(change.values), dict(change.values))
    if _emptied(change, sheet):
        return AppendRow(change.sheet, {name: value for name, value in change.seen.items() if value is not None})
    key = "" if _unnumbered(change, sheet) else str(change.values.get(sheet.key) or change.key)
    return replace(change, key=key, values=dict(change.seen), seen={name: change.values[name] for name in change.seen})


def _unnumbered(change: SetCells, sheet: Sheet) -> bool:
    """Whether a change takes a row's key away: the undo of an added row, or of one that got its number."""
    return sheet.key in change.values and change.values[sheet.key] is None and change.seen.get(sheet.key) is not None


def _emptied(change: SetCells, sheet: Sheet) -> bool:
    """Whether a change empties a whole row: the undo of an added one, which is known by no place of its own."""
    return _unnumbered(change, sheet) and not change.row


def _leaving(back: Sequence[RowChange], catalogue: Catalogue) -> Iterator[str]:
    """What may be numbers of rows that are taken back, in the order in which they were given: their keys, and others of their own."""
    for change in reversed(back):
        sheet = catalogue.sheets[change.sheet]
        if isinstance(change, SetCells) and _unnumbered(change, sheet):
            yield from (str(value) for name, value in change.seen.items() if sheet[name].ref is None and change.values[name] is None)


def _coming(back: Sequence[RowChange], catalogue: Catalogue) -> Iterator[str]:
    """What may be numbers of rows that come back: their keys, and others of their own."""
    for change in back:
        sheet = catalogue.sheets[change.sheet]
        if not isinstance(change, ArchiveRow) and (isinstance(change, AppendRow) or not change.key):
            yield from (str(value) for name, value in change.values.items() if sheet[name].ref is None and value is not None)


def _refuse_built_upon(journal: Journal, entry: Entry, commits: Sequence[Entry], undone: Mapping[str, Entry],
                       changes: Sequence[Change], catalogue: Catalogue) -> None:
    cells = {cell for change in changes for cell, _ in _cells(change, catalogue)}
    added = {(change.sheet, _key(change, catalogue)) for change in changes if isinstance(change, AppendRow)}
    standing = []
    for later in commits:
        if later.number > entry.number and later.run not in undone and not later.data["undoes"]:
            upon = [cell for change in journal.changes(later.run) for cell, points_at in _cells(change, catalogue)
                    if cell in cells or cell[:2] in added or points_at in added]
            if upon:
                standing.append(f"{later.run}（{later.step}，{later.person or '经手人不详'}，{later.when:%m-%d %H:%M}）"
                                f"动过{_named(upon, catalogue)}")
    if standing:
        raise CannotUndo(f"{entry.run}（{entry.step}）之后又办了别的，要先撤销后面的，从最后一个起：{'；'.join(reversed(standing))}。")


def _cells(change: Change, catalogue: Catalogue) -> Iterator[tuple[tuple[str, str, str], tuple[str, str]]]:
    """(sheet, key, column) of every cell that a change writes, each with the row that its new value points at, if any."""
    if isinstance(change, WriteDocument):
        return
    sheet, key = catalogue.sheets[change.sheet], _key(change, catalogue)
    values: Mapping[str, Any] = change.seen if isinstance(change, ArchiveRow) else change.values
    for name, value in values.items():
        ref = sheet[name].ref
        yield (sheet.name, key, name), (ref.sheet, str(value)) if ref and value is not None else ("", "")


def _key(change: RowChange, catalogue: Catalogue) -> str:
    key = "" if isinstance(change, AppendRow) else change.key
    return key or str(change.values.get(catalogue.sheets[change.sheet].key) or "") if not isinstance(change, ArchiveRow) else key


def _named(cells: Sequence[tuple[str, str, str]], catalogue: Catalogue) -> str:
    """``JX2026-00012 的“到达时间”“状态”``, several rows apart; no more than a sentence holds."""
    by_row: dict[tuple[str, str], list[str]] = {}
    known = [(sheet.name, name) for sheet in catalogue.sheets.values() for name in sheet.by_name]
    for sheet, key, name in sorted(dict.fromkeys(cells), key=lambda cell: known.index((cell[0], cell[2]))):
        by_row.setdefault((sheet, key), []).append(f"“{catalogue.sheets[sheet][name].header}”")
    rows = [f"“{catalogue.sheets[sheet].title}”{key} 的{''.join(names[:_NAMED])}{' 等' if len(names) > _NAMED else ''}"
            for (sheet, key), names in by_row.items()]
    return "、".join(rows[:_NAMED]) + (f" 等 {len(rows)} 行" if len(rows) > _NAMED else "")
