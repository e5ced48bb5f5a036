"""Restoring (取回备份): a register brought back as it was before the first write of a day, and nothing lost by it.

The present file is kept aside first (备份/取回前), the event stands in the journal, and the runs since that day are listed, for
somebody to take those again that still hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from automation.core.backups import ASIDE, days
from automation.core.durable import make_folder, write_durably
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.journal import RESTORE, Entry, Journal
from automation.core.locks import locked
from automation.core.reader import read_register
from automation.core.schema import Catalogue, Register
from automation.core.transactions import Order
from automation.core.xlsx.files import Fingerprint, read_file, refuse_if_held, replace_file


class CannotRestore(KefubuError):
    """A backup that can't be brought back, for a stated reason; nothing was changed."""


@dataclass(frozen=True)
class Restored:
    """A register brought back: where its file of before lies (None when there was none), and the runs it no longer shows."""

    register: Register
    aside: Path | None
    since: Sequence[Entry]


def since(folder: Folder, register: Register, day: date) -> list[Entry]:
    """The runs that changed a register on a day or later: what its backup of that day doesn't show."""
    return [entry for entry in Journal(folder).commits() if entry.when.date() >= day and register.name in entry.data["registers"]]


def registers_of(folder: Folder, catalogue: Catalogue, day: date, wanted: Collection[str] = ()) -> list[Register]:
    """The registers that a day's backup holds, all or the wanted ones (by title). Raises :class:`CannotRestore`."""
    titles = [register.title for register in catalogue]
    if unknown := [title for title in wanted if title not in titles]:
        raise CannotRestore(f"没有《{unknown[0]}》这本登记簿。登记簿有：{'、'.join(titles)}。")
    known = days(folder)
    registers = [register for register in catalogue if register.filename in known.get(day, ()) and (not wanted or register.title in wanted)]
    if not registers or len(registers) < len(wanted):
        absent = next((title for title in wanted if title not in [register.title for register in registers]), "")
        able = [f"{each}" for each, names in known.items() if not absent or f"{absent}.xlsx" in names]
        raise CannotRestore(f"{day} 没有{f'《{absent}》的' if absent else ''}备份。有备份的日子：{'、'.join(able) or '还没有'}。")
    return registers


def restore(folder: Folder, catalogue: Catalogue, day: date, order: Order, wanted: Collection[str] = ()) -> list[Restored]:
    """Bring registers back as they were before the first write of a day.

    Raises :class:`CannotRestore` (no such backup, a broken one, changes that wait) or ``FileInUse`` (somebody has one of
    them open), with nothing changed.
    """
    with locked(folder, order.person):
        registers = registers_of(folder, catalogue, day, wanted)
        journal = Journal(folder)
        if waiting := journal.open_runs():
            raise CannotRestore(f"还有 {len(waiting)} 次办理的改动没有写进登记簿（待写入），现在取回备份会把它们写乱。"
                                "请先运行 recover，写完再取回。")
        for register in registers:
            refuse_if_held(folder.register_path(register))
            _refuse_broken(_backup(folder, day, register), register, order.now)
        run = journal.new_run(order.now)
        return [_bring_back(folder, register, day, journal, run, order) for register in registers]


def _backup(folder: Folder, day: date, register: Register) -> Path:
    return folder.backups / f"{day:%Y-%m-%d}" / register.filename


def _refuse_broken(backup: Path, register: Register, now: datetime) -> None:
    try:
        read_register(backup, register, today=now.date())
    except KefubuError as error:
        raise CannotRestore(f"{backup.parent.name} 的《{register.title}》备份读不出来，没有取回；请换一个日子。（{error}）") from error


def _bring_back(folder: Folder, register: Register, day: date, journal: Journal, run: str, order: Order) -> Restored:
    """The journal first: should the power go before the file is replaced, the record says what was begun and nothing is lost."""
    path, new = folder.register_path(register), read_file(_backup(folder, day, register))
    aside, old = None, read_file(path) if path.exists() else None
    if old is not None:
        aside = folder.backups / ASIDE / f"{order.now:%Y-%m-%d %H%M%S}" / path.name
        make_folder(aside.parent)
        write_durably(aside, old)
    journal.append(RESTORE, run, order.now, person=order.person, login=order.login, step=order.step, data={
        "register": register.name, "day": f"{day:%Y-%m-%d}", "aside": aside.relative_to(folder.root).as_posix() if aside else "",
        "was": hashlib.sha256(old or b"").hexdigest(), "is": hashlib.sha256(new).hexdigest()})
    replace_file(path, new, Fingerprint.of(old) if old is not None else None)
    return Restored(register, aside, since(folder, register, day))
