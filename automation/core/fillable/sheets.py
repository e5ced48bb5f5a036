"""The hidden sheets of a form (隐藏表): what it is, and what is asked and printed where, guarded by a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

INFORMATION, OPTIONS, RETURNED = "表单信息", "选项", "退回说明"
_MARK = "客服簿表单"


@dataclass(frozen=True)
class Listed:
    """A cell to fill: what it answers, in which line (0: once for the form), where it stands, its label."""

    name: str
    line: int
    ref: str
    header: str


@dataclass(frozen=True)
class Information:
    """What a form's workbook says of itself."""

    form: str
    version: int
    serial: str
    key: str
    title: str
    asked: tuple[Listed, ...]
    printed: Mapping[str, str]


class Unreadable(ValueError):
    """The hidden sheet isn't there, or isn't as it was made."""


def information(form: str, version: int, serial: str, key: str, title: str, asked: Iterable[Listed],
                printed: Mapping[str, str]) -> list[list[str]]:
    """The rows of the hidden sheet; the first ends in a digest of the others."""
    rows = [["asked", each.name, str(each.line), each.ref, each.header] for each in asked]
    rows += [["printed", ref, text] for ref, text in printed.items() if text]
    head = [_MARK, form, str(version), serial, key, title]
    return [[*head, _digest(head, rows)], *rows]


def understand_information(rows: Sequence[Sequence[str]]) -> Information:
    """Read the rows again. Raises :class:`Unreadable` for anything but what :func:`information` made."""
    lines = [_trimmed(row) for row in rows]
    if not lines or len(lines[0]) != 7 or lines[0][0] != _MARK:
        raise Unreadable
    *head, digest = lines[0]
    body = [line for line in lines[1:] if line]
    if _digest(head, body) != digest or not head[2].isdigit():
        raise Unreadable
    asked = tuple(Listed(line[1], int(line[2]), line[3], line[4]) for line in body if line[0] == "asked")
    printed = {line[1]: line[2] for line in body if line[0] == "printed"}
    return Information(head[1], int(head[2]), head[3], head[4], head[5], asked, printed)


def _trimmed(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def _digest(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = "\x1e".join("\x1f".join(_trimmed(row)) for row in [head, *rows])
    return hashlib.sha256(text.encode("utf8", "surrogatepass")).hexdigest()
