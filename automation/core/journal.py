"""The journal (日志): append-only; what was done when, by whom; the write-ahead log, the audit trail, what ``undo`` reads.

One JSON line per entry. Each carries the hash of the one before, so that a changed, cut or removed line is found. The
values themselves lie in side files, one per run; the line holds only their salted digest, so that an approved
destruction can purge values and leave the chain valid.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from automation.core.changes import Change
from automation.core.encoding import canonical, decode_change, encode_change
from automation.core.errors import KefubuError
from automation.core.folder import Folder

COMMIT, APPLIED, CLASH = "commit", "applied", "clash"
_START = "0" * 64


class DamagedJournal(KefubuError):
    """The journal can't be read on; what is before the damage stays usable."""


@dataclass(frozen=True)
class Entry:
    """One line of the journal. ``data`` holds what belongs to its kind: registers, digest, undone run …"""

    number: int
    kind: str
    run: str
    when: datetime
    person: str
    login: str
    step: str
    data: Mapping[str, Any]
    hash: str


@dataclass(frozen=True)
class Damage:
    """Something wrong with the journal: in which line (from 1), and what, in Chinese."""

    line: int
    text: str


class Journal:
    """The journal of a folder. Only the holder of the folder's lock may append."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._path = folder.journal

    def entries(self) -> list[Entry]:
        """All whole entries. Raises :class:`DamagedJournal` when a line before the last can't be read."""
        return [_entry(line) for line in self._lines()]

    def append(self, kind: str, run: str, when: datetime, *, person: str = "", login: str = "", step: str = "",
               data: Mapping[str, Any] | None = None) -> Entry:
        """Add an entry and see it safely on the disk."""
        lines = self._lines()
        last = _entry(lines[-1]) if lines else None
        body = {"number": last.number + 1 if last else 1, "kind": kind, "run": run, "when": when.isoformat(), "person": person,
                "login": login, "step": step, "data": dict(data or {}), "before": last.hash if last else _START}
        body["hash"] = hashlib.sha256(canonical(body)).hexdigest()
        self._cut_torn_end()
        fresh = not self._path.exists()
        with open(self._path, "ab") as file:
            file.write(canonical(body) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if fresh:
            sync_folder(self._path.parent)
        return _entry(canonical(body))

    def keep_values(self, run: str, changes: Sequence[Change]) -> str:
        """Write the run's values beside the journal, safely on the disk; returns their salted digest."""
        data = {"salt": secrets.token_hex(16), "changes": [encode_change(change) for change in changes]}
        path = self._folder.values / f"{run}.json"
        with open(path, "xb") as file:
            file.write(canonical(data))
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
        return hashlib.sha256(canonical(data)).hexdigest()

    def changes(self, run: str) -> list[Change]:
        """The changes of a run; none when its values were purged."""
        try:
            data = json.loads((self._folder.values / f"{run}.json").read_bytes())
        except FileNotFoundError:
            return []
        return [decode_change(change) for change in data["changes"]]

    def verify(self) -> list[Damage]:
        """What is wrong with the journal and its values; nothing when all is well."""
        return list(self._damages())

    def _damages(self) -> Iterator[Damage]:
        raw = self._path.read_bytes() if self._path.exists() else b""
        before, number = _START, 0
        for line_number, line in enumerate(raw.splitlines(keepends=True), 1):
            try:
                body = json.loads(line)
                stated = body.pop("hash")
            except (ValueError, KeyError, AttributeError):
                yield Damage(line_number, "这一行不完整" if not line.endswith(b"\n") else "这一行看不懂，可能被改过")
                continue
            if hashlib.sha256(canonical(body)).hexdigest() != stated:
                yield Damage(line_number, "这一行的内容被改过")
            if body["before"] != before:
                yield Damage(line_number, "与前一行接不上，前面有行被删去或改过" if body["number"] != number + 1 else "前一行被改过")
            before, number = stated, body["number"]
            yield from self._value_damage(line_number, body)

    def _value_damage(self, line_number: int, body: Mapping[str, Any]) -> Iterator[Damage]:
        path = self._folder.values / f"{body['run']}.json"
        if body["kind"] == COMMIT and path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() != body["data"]["digest"]:
            yield Damage(line_number, f"{body['run']} 的数值文件被改过")

    def _lines(self) -> list[bytes]:
        """Whole lines; a torn last line (power cut while writing) doesn't count."""
        if not self._path.exists():
            return []
        return [line for line in self._path.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]

    def _cut_torn_end(self) -> None:
        """Move a torn last line aside, so that the next entry begins a line of its own."""
        if not self._path.exists():
            return
        raw = self._path.read_bytes()
        if raw and not raw.endswith(b"\n"):
            whole = raw.rfind(b"\n") + 1
            with open(self._folder.system / "日志残行", "ab") as aside:
                aside.write(raw[whole:] + b"\n")
            with open(self._path, "r+b") as file:
                file.truncate(whole)
                os.fsync(file.fileno())


def sync_folder(folder: os.PathLike[str]) -> None:
    """See a folder's list of files safely on the disk, where the system can (not on Windows)."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _entry(line: bytes) -> Entry:
    try:
        body = json.loads(line)
        return Entry(body["number"], body["kind"], body["run"], datetime.fromisoformat(body["when"]), body["person"],
                     body["login"], body["step"], body["data"], body["hash"])
    except (ValueError, KeyError) as error:
        raise DamagedJournal("“系统”里的日志有损坏，先停止办理。请用 journal verify 查明是哪一行，再从备份里取回。") from error
