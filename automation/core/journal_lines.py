"""The lines of the journal (日志行): how an entry stands in the file, and how a damaged line is told from a sound one.

A line is the entry as canonical JSON with ``before``, the hash of the entry before, and ``hash``, the SHA-256 of the rest of
the line. A line is sound when it is exactly what :func:`seal` makes of what it says: one flipped bit anywhere shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from automation.core.encoding import canonical, parse

START = "0" * 64
"""What the first entry carries as the hash of the one before."""


class BadLine(ValueError):
    """A line that isn't sound; ``str(error)`` says why, in Chinese."""


@dataclass(frozen=True)
class Entry:
    """One line of the journal. ``data`` holds what belongs to its kind: registers, undone run, name and digest of its values …

    ``waits`` is what was still to be done once this entry stood: register names by run, in the order of the runs.
    """

    number: int
    kind: str
    run: str
    when: datetime
    person: str
    login: str
    step: str
    data: Mapping[str, Any]
    waits: Mapping[str, tuple[str, ...]]
    before: str
    hash: str
    line: bytes


def entry_after(last: Entry | None, kind: str, run: str, when: datetime, said: tuple[str, str, str], data: Mapping[str, Any],
                waits: Mapping[str, Sequence[str]]) -> Entry:
    """The entry that follows ``last``; ``said`` is person, login, step."""
    person, login, step = said
    body = {"number": last.number + 1 if last else 1, "kind": kind, "run": run, "when": when.isoformat(), "person": person,
            "login": login, "step": step, "data": data, "waits": [[name, list(left)] for name, left in waits.items() if left],
            "before": last.hash if last else START}
    return read_line(canonical({**body, "hash": hashlib.sha256(canonical(body)).hexdigest()}) + b"\n")


def read_line(line: bytes) -> Entry:
    """The entry of a line. Raises :class:`BadLine` for a line that isn't sound."""
    if not line.endswith(b"\n"):
        raise BadLine("这一行没有写完（断了电，或末尾被截去）")
    try:
        body = parse(line)
        stated = body.pop("hash")
        sealed = canonical({**body, "hash": stated}) + b"\n" == line and hashlib.sha256(canonical(body)).hexdigest() == stated
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadLine("这一行看不懂，被改过或损坏") from error
    if not sealed:
        raise BadLine("这一行的内容被改过")
    return _entry(body, stated, line)


def _entry(body: Mapping[str, Any], stated: str, line: bytes) -> Entry:
    try:
        waits = {run: tuple(names) for run, names in body["waits"]}
        return Entry(int(body["number"]), body["kind"], body["run"], datetime.fromisoformat(body["when"]), body["person"],
                     body["login"], body["step"], dict(body["data"]), waits, body["before"], stated, line)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadLine("这一行不是客服簿写的") from error


def split(raw: bytes) -> list[bytes]:
    """The lines of a file, each with its line feed; the last one without when it is torn."""
    pieces = raw.split(b"\n")
    return [piece + b"\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])


def sound(raw: bytes) -> Iterator[Entry]:
    """The sound entries of a file, in its order."""
    for line in split(raw):
        try:
            yield read_line(line)
        except BadLine:
            continue


def merged(raw: bytes, copy: bytes) -> list[Entry]:
    """What the journal and its copy say together, by number: an entry that is damaged in one is taken from the other.

    Where two sound lines claim one number, the one that the next entry builds upon counts.
    """
    found: dict[int, list[Entry]] = {}
    for entry in (*sound(raw), *sound(copy)):
        found.setdefault(entry.number, []).append(entry)
    chosen: list[Entry] = []
    for number in sorted(found, reverse=True):
        wanted = chosen[-1].before if chosen and chosen[-1].number == number + 1 else None
        chosen.append(next((entry for entry in found[number] if entry.hash == wanted), found[number][0]))
    return chosen[::-1]
