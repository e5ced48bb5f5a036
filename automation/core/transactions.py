"""Transactions (办理一次): several registers changed as one, or not at all.

Commit is one fsynced journal entry. After it each workbook is brought up to date as soon as it can be written; until then
the change waits (待写入) and readers lay it over what they read. Applying is idempotent (:mod:`automation.core.files`),
so a power cut between a write and its note does no harm.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.core.changes import AppendRow, ArchiveRow, Change, SetCells, WriteDocument
from automation.core.encoding import encode
from automation.core.errors import Conflict, FileInUse, KefubuError, RefusedFile
from automation.core.files import Clash, RowChange, add_row, apply, find_row
from automation.core.folder import Folder
from automation.core.journal import APPLIED, CLASH, COMMIT, Entry, Journal
from automation.core.locks import locked
from automation.core.reader import RegisterData, SheetData, read_register
from automation.core.rows import Row
from automation.core.schema import Catalogue, FormulaContext, Register


class CannotUndo(KefubuError):
    """A run that can't be undone, for a stated reason."""


@dataclass(frozen=True)
class Order:
    """What a transaction is about: which step, by whom, under which login, when, for which articles."""

    step: str
    person: str
    login: str
    now: datetime
    articles: tuple[str, ...] = ()
    undoes: str = ""


@dataclass
class Outcome:
    """What became of a run: registers written, registers that wait (and why), cells that clashed, forms stored."""

    run: str
    applied: list[str] = field(default_factory=list)
    pending: dict[str, str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)


def commit(folder: Folder, catalogue: Catalogue, changes: Sequence[Change], order: Order, context: FormulaContext) -> Outcome:
    """Commit the changes and write what can be written now.

    Raises :class:`~automation.core.errors.Conflict`, with nothing committed, when a cell no longer holds what was seen.
    """
    with locked(folder):
        journal = Journal(folder)
        entries = journal.entries()
        registers = _registers(catalogue, changes)
        _refuse_conflicts(folder, catalogue, changes, registers, journal, entries, order.now)
        run = f"{order.now:%Y%m%d-%H%M%S}-{len(entries) + 1}"
        digest = journal.keep_values(run, changes)
        journal.append(COMMIT, run, order.now, person=order.person, login=order.login, step=order.step,
                       data={"registers": [register.name for register in registers], "digest": digest,
                             "articles": list(order.articles), "undoes": order.undoes})
        outcome = Outcome(run)
        for register in registers:
            _bring_up(folder, catalogue, register, journal, order.now, context, outcome)
        outcome.documents = [_write_document(folder, change) for change in changes if isinstance(change, WriteDocument)]
        return outcome


def recover(folder: Folder, catalogue: Catalogue, context: FormulaContext, now: datetime) -> Outcome:
    """Finish what was committed and not yet written. Does nothing the second time."""
    journal = Journal(folder)
    outcome = Outcome("")
    if not _open_runs(journal.entries()):
        return outcome
    with locked(folder):
        open_runs = _open_runs(journal.entries())
        for register in catalogue:
            if any(register.name in names for names in open_runs.values()):
                _bring_up(folder, catalogue, register, journal, now, context, outcome)
        for run in open_runs:
            outcome.documents += [_write_document(folder, change) for change in journal.changes(run)
                                  if isinstance(change, WriteDocument) and not (folder.documents / change.path).exists()]
    return outcome


def pending(folder: Folder, catalogue: Catalogue) -> dict[str, list[RowChange]]:
    """Changes committed and not yet written, by the register's name, in order."""
    journal = Journal(folder)
    return _pending(catalogue, journal, journal.entries())


def overlay(data: RegisterData, changes: Sequence[RowChange]) -> RegisterData:
    """Lay pending changes over a register as read (in place); the rows count as 待写入."""
    for change in changes:
        _lay(data.sheets[change.sheet], change)
    return data


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


def touched_since(folder: Folder, moment: datetime) -> set[tuple[str, str, str]]:
    """(sheet, key, column) of every cell that recorded runs wrote after a moment."""
    journal = Journal(folder)
    touched: set[tuple[str, str, str]] = set()
    for entry in journal.entries():
        if entry.kind == COMMIT and entry.when > moment:
            for change in journal.changes(entry.run):
                touched |= _cells(change)
    return touched


def _refuse_conflicts(folder: Folder, catalogue: Catalogue, changes: Sequence[Change], registers: Sequence[Register],
                      journal: Journal, entries: Sequence[Entry], now: datetime) -> None:
    waiting = _pending(catalogue, journal, entries)
    for register in registers:
        wanted = [change for change in changes if isinstance(change, SetCells) and catalogue.register_of[change.sheet] is register]
        if not wanted:
            continue
        data = overlay(read_register(folder.register_path(register), register, today=now.date()), waiting.get(register.name, ()))
        for change in wanted:
            _refuse_conflict(register, data.sheets[change.sheet], change)


def _refuse_conflict(register: Register, data: SheetData, change: SetCells) -> None:
    row = find_row(data, change)
    if row is None:
        raise Conflict(f"《{register.title}》“{data.title}”里找不到 {change.key or f'第 {change.row} 行'} 了，可能刚被别人移动或改了编号。"
                       "什么都没有改，请重新选定那一行再办。")
    for name, seen in change.seen.items():
        if row[name] != seen:
            header = data.sheet[name].header
            raise Conflict(f"《{register.title}》{row.key} 的“{header}”刚才是“{_said(seen)}”，现在是“{_said(row[name])}”，有人改过。"
                           "什么都没有改，请看清楚后重新办理。")


def _bring_up(folder: Folder, catalogue: Catalogue, register: Register, journal: Journal, now: datetime, context: FormulaContext,
              outcome: Outcome) -> None:
    """Write everything that waits for one register, in order, in one save."""
    open_runs = [run for run, names in _open_runs(journal.entries()).items() if register.name in names]
    changes = [change for run in open_runs for change in journal.changes(run)
               if not isinstance(change, WriteDocument) and catalogue.register_of[change.sheet] is register]
    path = folder.register_path(register)
    try:
        _back_up(folder, path, now)
        clashes = apply(path, register, changes, context, now)
    except (FileInUse, RefusedFile) as reason:
        outcome.pending[register.title] = str(reason)
        return
    outcome.applied.append(register.title)
    outcome.clashes += clashes
    for run in open_runs:
        journal.append(APPLIED, run, now, data={"register": register.name})
    for clash in clashes:
        journal.append(CLASH, open_runs[-1], now, data={
            "register": register.name, "sheet": clash.sheet, "key": clash.key, "column": clash.column,
            "wanted": encode(clash.wanted), "found": encode(clash.found)})


def _open_runs(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Runs that some register still has to take, with those registers, in order."""
    waiting = {entry.run: list(entry.data["registers"]) for entry in entries if entry.kind == COMMIT}
    for entry in entries:
        if entry.kind == APPLIED and entry.data["register"] in waiting.get(entry.run, ()):
            waiting[entry.run].remove(entry.data["register"])
    return {run: names for run, names in waiting.items() if names}


def _pending(catalogue: Catalogue, journal: Journal, entries: Sequence[Entry]) -> dict[str, list[RowChange]]:
    found: dict[str, list[RowChange]] = {}
    for run, names in _open_runs(entries).items():
        for change in journal.changes(run):
            if not isinstance(change, WriteDocument) and (name := catalogue.register_of[change.sheet].name) in names:
                found.setdefault(name, []).append(change)
    return found


def _lay(data: SheetData, change: RowChange) -> None:
    if isinstance(change, AppendRow):
        key = str(change.values.get(data.sheet.key, ""))
        if not key or data.find(key) is None:
            add_row(data, Row(data.sheet, change.values), max(data.numbers, default=data.header_row) + 1)
        data.waiting.add(key)
        return
    row = find_row(data, change) if isinstance(change, SetCells) else data.find(change.key)
    if row is None:
        return
    index = data.numbers.index(row.number)
    values = change.values if isinstance(change, SetCells) else dict.fromkeys(data.values)
    for name, value in values.items():
        if not isinstance(change, SetCells) or row[name] == change.seen.get(name):
            data.values[name][index] = value
    data.waiting.add(change.key)
    data.forget()


def _registers(catalogue: Catalogue, changes: Sequence[Change]) -> list[Register]:
    names = {change.sheet for change in changes if not isinstance(change, WriteDocument)}
    return [register for register in catalogue if any(sheet.name in names for sheet in register.sheets)]


def _write_document(folder: Folder, change: WriteDocument) -> Path:
    path = folder.documents / change.path
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.写入中")
    aside.write_text(change.text, encoding="utf8")
    aside.replace(path)
    return path


def _back_up(folder: Folder, path: Path, now: datetime) -> None:
    """Keep the workbook as it was before the day's first write."""
    copy = folder.backups / f"{now:%Y-%m-%d}" / path.name
    if not copy.exists() and path.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, copy)


def _opposite(change: RowChange, catalogue: Catalogue) -> SetCells:
    if isinstance(change, SetCells):
        key = str(change.values.get(catalogue.sheets[change.sheet].key) or change.key)
        return SetCells(change.sheet, key, dict(change.seen), {name: change.values[name] for name in change.seen}, change.row)
    if isinstance(change, ArchiveRow):
        raise CannotUndo("移到存档的行不能撤销；请从“存档”表里抄回。")
    key = str(change.values[catalogue.sheets[change.sheet].key])
    return SetCells(change.sheet, key, dict.fromkeys(change.values), dict(change.values))


def _refuse_built_upon(journal: Journal, entry: Entry, entries: Sequence[Entry], changes: Sequence[Change], catalogue: Catalogue) -> None:
    cells = set().union(*(_cells(change) for change in changes))
    added = {(change.sheet, str(change.values[catalogue.sheets[change.sheet].key])) for change in changes if isinstance(change, AppendRow)}
    undone = {later.data["undoes"] for later in entries}
    for later in entries:
        if later.number <= entry.number or later.run in undone or later.data["undoes"]:
            continue
        touched = set().union(*(_cells(change) for change in journal.changes(later.run)), set())
        if touched & cells or {(sheet, key) for sheet, key, _ in touched} & added:
            raise CannotUndo(f"{entry.run}（{entry.step}）之后又办理了 {later.run}（{later.step}，{later.person}），要先撤销后面的。")


def _cells(change: Change) -> set[tuple[str, str, str]]:
    if isinstance(change, WriteDocument):
        return set()
    values: Mapping[str, Any] = change.seen if isinstance(change, ArchiveRow) else change.values
    key = "" if isinstance(change, AppendRow) else change.key
    return {(change.sheet, key, name) for name in values}


def _said(value: Any) -> str:
    return "空白" if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
