"""Transactions (办理一次): several registers changed as one, or not at all.

Commit is one fsynced journal entry. After it each workbook is brought up to date, and each form stored, as soon as it
can be; until then the change waits (:mod:`automation.core.waiting`) and readers lay it over what they read. Applying is
idempotent (:mod:`automation.core.files`), so a power cut between a write and its note does no harm.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from automation.core import backups
from automation.core.changes import Change, Clash, RowChange, WriteDocument
from automation.core.conflicts import Conflicts, as_read
from automation.core.documents import store
from automation.core.encoding import encode_change, encode_clash
from automation.core.errors import KefubuError, RefusedFile
from automation.core.files import apply
from automation.core.folder import Folder
from automation.core.journal import APPLIED, COMMIT, Journal
from automation.core.light import read_lightly
from automation.core.locks import Lock, LockLost, locked
from automation.core.reading import RegisterData
from automation.core.schema import Catalogue, FormulaContext, Register
from automation.core.waiting import DOCUMENTS, overlay, pending
from automation.core.xlsx import FileChanged

_ATTEMPTS = 4
"""How often a workbook is read and written anew when somebody saves it in between."""


class Way(Protocol):
    """A way to the workbooks: how a register is read, and how changes get into it. Raises what files raise."""

    def read(self, path: Path, register: Register, today: date) -> RegisterData:
        """The register as it stands, of which only what is asked for is read."""
    def apply(self, path: Path, register: Register, changes: Sequence[RowChange], context: FormulaContext, now: datetime) -> list[Clash]:
        """Write the changes as :func:`automation.core.files.apply` does."""


class _Closed:
    """The way to closed workbooks. Implements :class:`Way`."""

    def read(self, path: Path, register: Register, today: date) -> RegisterData:
        return read_lightly(path, register, today=today)

    def apply(self, path: Path, register: Register, changes: Sequence[RowChange], context: FormulaContext, now: datetime) -> list[Clash]:
        return apply(path, register, changes, context, now)


CLOSED: Way = _Closed()


@dataclass(frozen=True)
class Order:
    """What a transaction is about: which step, by whom, under which login, when, for which articles.

    ``form`` is the number of the returned form that it takes in, ``digest`` the SHA-256 of that file.
    """

    step: str
    person: str
    login: str
    now: datetime
    articles: tuple[str, ...] = ()
    undoes: str = ""
    form: str = ""
    digest: str = ""


@dataclass
class Outcome:
    """What became of a run: registers written, registers that wait (and why), cells that clashed, forms stored."""

    run: str
    applied: list[str] = field(default_factory=list)
    pending: dict[str, str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)


def commit(folder: Folder, catalogue: Catalogue, changes: Sequence[Change], order: Order, context: FormulaContext,
           way: Way = CLOSED) -> Outcome:
    """Commit the changes and write what can be written now.

    Raises :class:`~automation.core.errors.Conflict`, with nothing committed, when a cell no longer holds what was seen,
    a row to be added is there already, or its number was recorded as 作废.
    """
    with locked(folder, order.person) as lock:
        journal = Journal(folder)
        journal.settle(order.now)
        changes = as_read(changes, catalogue)
        registers = _registers(catalogue, changes)
        _refuse_conflicts(folder, catalogue, registers, changes, order, context, way)
        names = [register.name for register in registers]
        if any(isinstance(change, WriteDocument) for change in changes):
            names.append(DOCUMENTS)
        run = journal.new_run(order.now)
        lock.confirm()
        journal.append(COMMIT, run, order.now, person=order.person, login=order.login, step=order.step,
                       data={"registers": names, "articles": list(order.articles), "undoes": order.undoes}
                       | ({"form": order.form, "form_digest": order.digest} if order.form else {}),
                       values=[encode_change(change) for change in changes])
        finishing = _Finishing(folder, catalogue, journal, lock, context, order.now, Outcome(run), way)
        finishing.finish(names)
        return finishing.outcome


def recover(folder: Folder, catalogue: Catalogue, context: FormulaContext, now: datetime, way: Way = CLOSED) -> Outcome:
    """Finish what was committed and not yet written. Does nothing the second time."""
    journal = Journal(folder)
    outcome = Outcome("")
    if journal.settled and not journal.open_runs():
        return outcome
    with locked(folder) as lock:
        journal.settle(now)
        names = {name for names in journal.open_runs().values() for name in names}
        _Finishing(folder, catalogue, journal, lock, context, now, outcome, way).finish(names)
    return outcome


@dataclass
class _Finishing:
    """What comes after commit: workbooks and forms brought up to date while the lock is ours. Nothing here undoes a commit;
    what can't be done now waits, and the outcome says why."""

    folder: Folder
    catalogue: Catalogue
    journal: Journal
    lock: Lock
    context: FormulaContext
    now: datetime
    outcome: Outcome
    way: Way = CLOSED

    def finish(self, names: Collection[str]) -> None:
        """Everything that waits for these registers (and the forms, when 单据 is among the names), in order."""
        try:
            for register in self.catalogue:
                if register.name in names:
                    self._register(register)
            if DOCUMENTS in names:
                self._documents()
        except LockLost:
            wanted = [register.title for register in self.catalogue if register.name in names]
            left = [title for title in wanted if title not in self.outcome.applied]
            self.outcome.pending |= dict.fromkeys(left, "这台电脑中断得太久，改动已经记下，由下一个办理的人接着写")

    def _register(self, register: Register) -> None:
        """Write all that waits for one register in one save."""
        self.lock.refresh()
        try:
            changes = [(run, change) for run in self._waiting(register.name) for change in self.journal.changes(run)
                       if not isinstance(change, WriteDocument) and self.catalogue.register_of[change.sheet] is register]
            backups.keep(self.folder, self.folder.register_path(register), self.now)
            clashes = self._apply(register, [change for _, change in changes])
        except LockLost:
            raise
        except KefubuError as reason:
            self.outcome.pending[register.title] = str(reason)
            return
        self.outcome.clashes += clashes
        for run in self._waiting(register.name):
            self._note(run, register.name, [clash for clash in clashes if changes[clash.change][0] == run])
        self.outcome.applied.append(register.title)

    def _apply(self, register: Register, changes: Sequence[RowChange]) -> list[Clash]:
        path = self.folder.register_path(register)
        for _ in range(_ATTEMPTS - 1):
            try:
                return self.way.apply(path, register, changes, self.context, self.now)
            except FileChanged:
                self.lock.confirm()
        return self.way.apply(path, register, changes, self.context, self.now)

    def _documents(self) -> None:
        """Store the forms of every run that waits for it, in order, so that the last print of a form stays."""
        for run in self._waiting(DOCUMENTS):
            self.lock.confirm()
            made = [change for change in self.journal.changes(run) if isinstance(change, WriteDocument)]
            try:
                for change in made:
                    _store(self.folder.documents, change)
            except RefusedFile as reason:
                self.outcome.pending[DOCUMENTS] = str(reason)
                return
            self._note(run, DOCUMENTS)
            if self.outcome.run in ("", run):
                self.outcome.documents += [self.folder.documents / change.path for change in made]

    def _waiting(self, name: str) -> list[str]:
        return [run for run, names in self.journal.open_runs().items() if name in names]

    def _note(self, run: str, name: str, clashes: Sequence[Clash] = ()) -> None:
        """Note that a register took a run, and in the same entry where it couldn't."""
        self.lock.confirm()
        self.journal.append(APPLIED, run, self.now, data={"register": name}, values=[encode_clash(clash) for clash in clashes])


def _refuse_conflicts(folder: Folder, catalogue: Catalogue, registers: Sequence[Register], changes: Sequence[Change],
                      order: Order, context: FormulaContext, way: Way) -> None:
    waiting = pending(folder, catalogue)
    conflicts = Conflicts(folder, order.person)
    for register in registers:
        data = way.read(folder.register_path(register), register, order.now.date())
        overlay(data, waiting.get(register.name, ()), context)
        conflicts.refuse(register, data.sheets, [change for change in changes if not isinstance(change, WriteDocument)
                                                 and catalogue.register_of[change.sheet] is register])


def _registers(catalogue: Catalogue, changes: Sequence[Change]) -> list[Register]:
    names = {change.sheet for change in changes if not isinstance(change, WriteDocument)}
    return [register for register in catalogue if any(sheet.name in names for sheet in register.sheets)]


def _store(place: Path, document: WriteDocument) -> None:
    try:
        store(place, document)
    except OSError as error:
        raise RefusedFile(f"单据“{Path(document.path).name}”存不进去（{error.strerror}）；"
                          "请检查磁盘空间和网络、关闭打开着它的程序后再试。") from error
