"""Destruction (销毁): the values of rows that may never come back are taken out of the journal, the backups and the forms.

What the runs did to those rows stays on record with their keys and 已销毁; the journal's chain stays as it is, because every
row's values have a salted digest of their own (:mod:`automation.core.journal_values`). An entry says first who approved it,
and which lines and files go; only then are they destroyed, so that one cut short by a power cut is finished by the next
``recover``.

A backup or a snapshot can't be cleaned of one row for certain (a workbook keeps texts that no cell shows any more): that
day's copy of the register goes as a whole, and a fresh one is kept of the register as it is now. So the register itself is to
be emptied of the values first, by a step. Nightly reports are left: they name the rows by their keys, and which ones do is
told, for somebody to destroy them with the printed ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.core import backups
from automation.core.durable import sync_folder
from automation.core.encoding import decode
from automation.core.errors import KefubuError, RefusedFile
from automation.core.folder import Folder
from automation.core.journal import PURGE, PURGED, Entry, Journal
from automation.core.locks import locked
from automation.core.reader import read_register
from automation.core.schema import Catalogue, Register
from automation.core.transactions import Order

Rows = Collection[tuple[str, str]]
"""(sheet, key) of rows whose values are to be destroyed; with "" for a sheet, only the forms that were printed under that key."""


class CannotDestroy(KefubuError):
    """A destruction that can't be begun, for a stated reason; nothing was destroyed."""


@dataclass(frozen=True)
class Destroyed:
    """What was destroyed: the run that records it, how many recorded changes, which files; and reports to destroy by hand."""

    run: str
    changes: int
    files: list[Path]
    by_hand: list[Path]


def purge(folder: Folder, catalogue: Catalogue, rows: Rows, order: Order, approved_by: str) -> Destroyed:
    """Destroy every recorded value of these rows. ``approved_by`` is the manager who approved it (CU6).

    Raises :class:`CannotDestroy` without an approval or while changes wait, ``DamagedValues`` when a side file can't be read;
    then nothing has been destroyed.
    """
    if not approved_by.strip():
        raise CannotDestroy("销毁要经主管批准，请写明批准人。什么都没有销毁。")
    with locked(folder, order.person):
        journal = Journal(folder)
        if waiting := journal.open_runs():
            raise CannotDestroy(f"还有 {len(waiting)} 次办理的改动没有写进登记簿（待写入）。请先运行 recover，写完再销毁。什么都没有销毁。")
        lines = _lines(journal, catalogue, rows)
        files = [*_copies(folder, catalogue, rows, order.now), *_forms(folder, rows)]
        run = journal.new_run(order.now)
        entry = journal.append(PURGE, run, order.now, person=order.person, login=order.login, step=order.step, data={
            "rows": [list(row) for row in sorted(rows)], "approved_by": approved_by, "lines": lines, "articles": list(order.articles),
            "files": [path.relative_to(folder.root).as_posix() for path in files]})
        _carry_out(folder, catalogue, journal, entry, order.now)
        return Destroyed(run, sum(map(len, lines.values())), files, _reports(folder, rows))


def finish(folder: Folder, catalogue: Catalogue, now: datetime) -> list[str]:
    """Carry out the destructions that were recorded and cut short; returns their runs. Does nothing the second time."""
    journal = Journal(folder)
    if not journal.open_destructions():
        return []
    with locked(folder):
        runs = journal.open_destructions()
        for entry in journal.entries():
            if entry.kind == PURGE and entry.run in runs:
                _carry_out(folder, catalogue, journal, entry, now)
    return runs


def _carry_out(folder: Folder, catalogue: Catalogue, journal: Journal, entry: Entry, now: datetime) -> None:
    """Every move may be done again: a line that is gone stays gone, a file that is gone stays gone."""
    for name, places in entry.data["lines"].items():
        lines = journal.values.lines(name)
        left = {place - 1: _about(lines[place - 1]["value"], catalogue) for place in places if "gone" not in lines[place - 1]}
        if left:
            journal.values.destroy(name, left)
    for path in (*(folder.root / name for name in entry.data["files"]), *_unfinished(folder)):
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync_folder(path.parent)
    sheets = {sheet for sheet, _ in entry.data["rows"]}
    for register in catalogue:
        if any(sheet.name in sheets for sheet in register.sheets):
            backups.keep(folder, folder.register_path(register), now)
    journal.append(PURGED, entry.run, now)


def _lines(journal: Journal, catalogue: Catalogue, rows: Rows) -> dict[str, list[int]]:
    """Which lines of which side files hold values of the rows; those that no entry names (never committed) as well."""
    found = {}
    for name in journal.values.names():
        places = [place for place, line in enumerate(journal.values.lines(name), 1)
                  if "gone" not in line and _meant(line["value"], catalogue, rows)]
        if places:
            found[name] = places
    return found


def _meant(value: Mapping[str, Any], catalogue: Catalogue, rows: Rows) -> bool:
    if value["kind"] == "document":
        return any(_is_form(Path(value["path"]), key) for _, key in rows)
    return bool({(value["sheet"], key) for key in _keys(value, catalogue)} & set(rows))


def _keys(value: Mapping[str, Any], catalogue: Catalogue) -> Iterator[str]:
    """The keys by which a recorded change knows its row: the old one, the new one."""
    column = catalogue.sheets[value["sheet"]].key
    for key in (value.get("key"), value.get("values", {}).get(column), value.get("seen", {}).get(column) if
                isinstance(value.get("seen"), Mapping) else None):
        if key:
            yield str(decode(key))


def _about(value: Mapping[str, Any], catalogue: Catalogue) -> Mapping[str, str]:
    """What stays of a destroyed line: what kind of change, of which row."""
    if value["kind"] == "document":
        return {"kind": "document", "sheet": "", "key": Path(value["path"]).stem}
    return {"kind": value["kind"], "sheet": value["sheet"], "key": next(_keys(value, catalogue), "")}


def _is_form(path: Path, key: str) -> bool:
    """Whether a form is a row's: forms are named by title and key."""
    return path.stem.endswith(f"-{key}")


def _forms(folder: Folder, rows: Rows) -> list[Path]:
    places = [path for path in folder.documents.rglob("*") if path.is_file()]
    return sorted(path for path in places if any(_is_form(path, key) for _, key in rows))


def _copies(folder: Folder, catalogue: Catalogue, rows: Rows, now: datetime) -> list[Path]:
    """Backups, files kept aside by restoring, and snapshots that hold one of the rows, or that can't be read to tell."""
    found = []
    for register in catalogue:
        keys = {(sheet.name, key) for sheet in register.sheets for name, key in rows if name == sheet.name}
        if keys:
            places = [*folder.backups.rglob(register.filename), *folder.snapshots.rglob(register.filename)]
            found += [path for path in sorted(places) if _holds(path, register, keys, now)]
    return found


def _holds(path: Path, register: Register, keys: Rows, now: datetime) -> bool:
    archives = {f"{sheet.name}_archive": sheet.name for sheet in register.sheets if sheet.archived}
    whole = replace(register, sheets=(*register.sheets, *(sheet.archive for sheet in register.sheets if sheet.archived)))
    try:
        data = read_register(path, whole, today=now.date())
    except RefusedFile:
        return True
    return any(data.sheets[name].find(key) is not None for sheet, key in keys
               for name in (sheet, *(each for each, of in archives.items() if of == sheet)))


def _unfinished(folder: Folder) -> list[Path]:
    """What was being written when a program was killed: nobody writes now, and it may hold anything."""
    places = (folder.values, folder.backups, folder.documents)
    return [*(path for place in places for path in place.rglob("*.写入中")), *folder.root.glob(".kefubu-*.tmp")]


def _reports(folder: Folder, rows: Rows) -> list[Path]:
    """Nights whose findings name one of the rows."""
    wanted = [f'"{key}"'.encode() for _, key in rows]
    return sorted(path.parent for path in folder.checks.glob("*/findings.json") if any(key in path.read_bytes() for key in wanted))
