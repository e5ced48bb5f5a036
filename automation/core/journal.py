"""The journal (日志): append-only; what was done when, by whom; the write-ahead log, the audit trail, what ``undo`` reads.

One line per entry (:mod:`automation.core.journal_lines`), each carrying the hash of the one before, so that a changed,
removed, swapped or inserted line is found. Each line is written twice: to 日志, seen safely on the disk, and only then to
日志副本. A cut end is found because the copy is longer, and what one of them lost the other gives back. A power cut between
the two leaves the copy one line short, which the next entry makes good; a power cut within a line leaves a torn line,
which never counted (nothing is reported done before both stand) and is moved aside. Somebody who rewrites both files with
fresh hashes isn't found by them alone: the number and hash of the last entry, noted on paper, would tell.

The values lie in side files (:mod:`automation.core.journal_values`); a line holds a digest of salted digests, so that an
approved destruction purges a single row's values and leaves the chain valid. Every entry also says what still waits to be
written, so that a button needn't read years of journal to know it: the last line says it all.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.core.changes import Change
from automation.core.durable import append_durably, cut_durably, write_durably
from automation.core.encoding import decode_change
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.journal_lines import START, BadLine, Entry, entry_after, merged, read_line, split
from automation.core.journal_values import Values

__all__ = ["APPLIED", "COMMIT", "MEND", "PURGE", "PURGED", "RESTORE", "DamagedJournal", "Entry", "Journal"]

COMMIT, APPLIED, RESTORE, MEND, PURGE, PURGED = "commit", "applied", "restore", "mend", "purge", "purged"
DESTRUCTION = "销毁"
"""What waits for a destruction that was recorded and isn't finished, in place of a register's name."""

_BLOCK = 1 << 16


class DamagedJournal(KefubuError):
    """The journal can't be read at all (no such permission, a broken disk)."""


class Journal:
    """The journal of a folder. Only the holder of the folder's lock may append."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.path, self.copy = folder.journal, folder.journal_copy
        self.values = Values(folder.values)

    def entries(self) -> list[Entry]:
        """All entries that are sound in the journal or in its copy, by number."""
        return merged(read_all(self.path), read_all(self.copy))

    def commits(self) -> list[Entry]:
        """The entries of committed runs, in order."""
        return [entry for entry in self.entries() if entry.kind == COMMIT]

    def last(self) -> Entry | None:
        """The last entry, from the ends of both files only."""
        ends = [entry for path in (self.path, self.copy) if (entry := _end(path)[0]) is not None]
        return max(ends, key=lambda entry: entry.number, default=None)

    def open_runs(self) -> dict[str, list[str]]:
        """Runs that some register still has to take, with those registers, in order."""
        return {run: list(names) for run, names in self._waits().items() if DESTRUCTION not in names}

    def open_destructions(self) -> list[str]:
        """Runs of destructions (销毁) that were recorded and aren't finished."""
        return [run for run, names in self._waits().items() if DESTRUCTION in names]

    def new_run(self, when: datetime) -> str:
        """The name of the next run: when, and the number that its entry will have."""
        last = self.last()
        return f"{when:%Y%m%d-%H%M%S}-{last.number + 1 if last else 1}"

    def append(self, kind: str, run: str, when: datetime, *, person: str = "", login: str = "", step: str = "",
               data: Mapping[str, Any] | None = None, values: Sequence[Mapping[str, Any]] = ()) -> Entry:
        """Add an entry, its ``values`` (:func:`automation.core.encoding.encode_change` …) beside it, safely on the disk."""
        last = self._made_good(when)
        said = dict(data or {})
        if values:
            name = run if kind == COMMIT else f"{run}-{last.number + 1 if last else 1}"
            said |= {"values": name, "digest": self.values.keep(name, values)}
        waits = _waits_after(dict(last.waits) if last else {}, kind, run, said)
        return self._write(entry_after(last, kind, run, when, (person, login, step), said, waits))

    def settle(self, when: datetime) -> None:
        """Before anything is built on the journal: its ends are put in order.

        A line that a killed program wrote and didn't yet see on the disk is thereby in the copy, safely: it would else be
        lost in a power cut that comes after its workbooks were written.
        """
        self._made_good(when)

    @property
    def settled(self) -> bool:
        """Whether both files end with the same whole line."""
        return _end(self.path) == _end(self.copy) and not _end(self.path)[1]

    def changes(self, run: str) -> list[Change]:
        """The changes of a run; those that were destroyed (销毁) are left out.

        Raises :class:`~automation.core.journal_values.DamagedValues` when they can't be read.
        """
        return [decode_change(item) for item in self.values.read(run) if item is not None]

    def mend(self, when: datetime) -> list[int]:
        """Write the journal and its copy afresh from what both say together; returns the numbers that neither has.

        The files as they were are kept aside. What was done is an entry of its own (补日志); nothing is done when both are whole.
        """
        raw, copy = read_all(self.path), read_all(self.copy)
        entries = merged(raw, copy)
        whole = b"".join(entry.line for entry in entries)
        for path, old in ((self.path, raw), (self.copy, copy)):
            if old != whole:
                write_durably(path.with_name(f"{path.name}-损坏-{when:%Y%m%d-%H%M%S}"), old)
                write_durably(path, whole)
        present = {entry.number for entry in entries}
        lost = [number for number in range(1, max(present, default=0)) if number not in present]
        if raw == copy == whole:
            return lost
        last = entries[-1] if entries else None
        self._write(entry_after(last, MEND, "", when, ("", "", "补日志"), {"lost": lost}, last.waits if last else {}))
        return lost

    def _write(self, entry: Entry) -> Entry:
        append_durably(self.path, entry.line)
        append_durably(self.copy, entry.line)
        return entry

    def _waits(self) -> Mapping[str, tuple[str, ...]]:
        last = self.last()
        return last.waits if last else {}

    def _made_good(self, when: datetime) -> Entry | None:
        """The last entry, after what a power cut (or worse) left at the ends of the two files was put in order."""
        (last, rest), (copied, copy_rest) = _end(self.path), _end(self.copy)
        torn = last == copied and not copy_rest
        behind = last is not None and not rest and last.before == (copied.hash if copied else START) and not copy_rest.endswith(b"\n")
        if not torn and not behind:
            self.mend(when)
            return self.last()
        # A line that isn't sound and that the copy doesn't know was still being written when the power went.
        for path, unfinished in ((self.path, rest), (self.copy, copy_rest)):
            if unfinished:
                self._cut(path, unfinished)
        if behind and last is not None:
            append_durably(self.copy, last.line)
        return last

    def _cut(self, path: Path, unfinished: bytes) -> None:
        append_durably(self.folder.system / "日志残行", unfinished.removesuffix(b"\n") + b"\n")
        cut_durably(path, path.stat().st_size - len(unfinished))


def read_all(path: Path) -> bytes:
    """A file of the journal; nothing when it isn't there. Raises :class:`DamagedJournal` when it can't be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise DamagedJournal(f"“系统”里的“{path.name}”读不出来（{error.strerror}），先停止办理；请检查共享文件夹的连接和权限。") from error


def _waits_after(waits: dict[str, tuple[str, ...]], kind: str, run: str, data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    if kind == COMMIT:
        waits[run] = tuple(data["registers"])
    elif kind == APPLIED:
        waits[run] = tuple(name for name in waits.get(run, ()) if name != data["register"])
    elif kind == PURGE:
        waits[run] = (DESTRUCTION,)
    elif kind == PURGED:
        waits[run] = ()
    return waits


def _end(path: Path) -> tuple[Entry | None, bytes]:
    """The last sound entry of a file, and what stands behind it (a torn line, most often nothing)."""
    try:
        with open(path, "rb") as file:
            size, length = file.seek(0, os.SEEK_END), 0
            while length < size:
                length = min(size, max(_BLOCK, 4 * length))
                file.seek(size - length)
                entry, rest = _last_sound(file.read(length), whole=length == size)
                if entry is not None or length == size:
                    return entry, rest
    except FileNotFoundError:
        pass
    except OSError as error:
        raise DamagedJournal(f"“系统”里的“{path.name}”读不出来（{error.strerror}），先停止办理；请检查共享文件夹的连接和权限。") from error
    return None, b""


def _last_sound(raw: bytes, whole: bool) -> tuple[Entry | None, bytes]:
    rest = b""
    for line in reversed(split(raw)[0 if whole else 1:]):
        try:
            return read_line(line), rest
        except BadLine:
            rest = line + rest
    return None, rest
