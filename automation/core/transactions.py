"""Transactions (办理一次): several registers changed as one, or not at all.

Commit is one fsynced journal entry. After it each workbook is brought up to date as soon as it can be written; until then
the change waits (待写入) and readers lay it over what they read. Applying is idempotent (:mod:`automation.core.files`),
so a power cut between a write and its note does no harm.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.core.changes import AppendRow, Change, Clash, RowChange, SetCells, WriteDocument
from automation.core.encoding import encode_change, encode_clash
from automation.core.errors import Conflict, FileInUse, RefusedFile
from automation.core.files import add_row, apply, find_row
from automation.core.folder import Folder
from automation.core.journal import APPLIED, CLASH, COMMIT, Journal
from automation.core.locks import locked
from automation.core.reader import RegisterData, SheetData, read_register
from automation.core.rows import Row
from automation.core.schema import Catalogue, FormulaContext, Register


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
        registers = _registers(catalogue, changes)
        _refuse_conflicts(folder, catalogue, changes, registers, journal, order.now)
        run = journal.new_run(order.now)
        journal.append(COMMIT, run, order.now, person=order.person, login=order.login, step=order.step,
                       data={"registers": [register.name for register in registers], "articles": list(order.articles),
                             "undoes": order.undoes}, values=[encode_change(change) for change in changes])
        outcome = Outcome(run)
        for register in registers:
            _bring_up(folder, catalogue, register, journal, order.now, context, outcome)
        outcome.documents = [_write_document(folder, change) for change in changes if isinstance(change, WriteDocument)]
        return outcome


def recover(folder: Folder, catalogue: Catalogue, context: FormulaContext, now: datetime) -> Outcome:
    """Finish what was committed and not yet written. Does nothing the second time."""
    journal = Journal(folder)
    outcome = Outcome("")
    if not journal.open_runs():
        return outcome
    with locked(folder):
        open_runs = journal.open_runs()
        for register in catalogue:
            if any(register.name in names for names in open_runs.values()):
                _bring_up(folder, catalogue, register, journal, now, context, outcome)
        for run in open_runs:
            outcome.documents += [_write_document(folder, change) for change in journal.changes(run)
                                  if isinstance(change, WriteDocument) and not (folder.documents / change.path).exists()]
    return outcome


def pending(folder: Folder, catalogue: Catalogue) -> dict[str, list[RowChange]]:
    """Changes committed and not yet written, by the register's name, in order."""
    return _pending(catalogue, Journal(folder))


def overlay(data: RegisterData, changes: Sequence[RowChange]) -> RegisterData:
    """Lay pending changes over a register as read (in place); the rows count as 待写入."""
    for change in changes:
        _lay(data.sheets[change.sheet], change)
    return data


def _refuse_conflicts(folder: Folder, catalogue: Catalogue, changes: Sequence[Change], registers: Sequence[Register],
                      journal: Journal, now: datetime) -> None:
    waiting = _pending(catalogue, journal)
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
    open_runs = [run for run, names in journal.open_runs().items() if register.name in names]
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
        journal.append(CLASH, open_runs[-1], now, data={"register": register.name}, values=[encode_clash(clash)])


def _pending(catalogue: Catalogue, journal: Journal) -> dict[str, list[RowChange]]:
    found: dict[str, list[RowChange]] = {}
    for run, names in journal.open_runs().items():
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


def _said(value: Any) -> str:
    return "空白" if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
