"""The values of the journal (数值): what a run changed, one side file for each, one line for each change.

Every line carries its own random salt and digest; the journal's entry holds the digest of all these digests. So a flipped
bit is found on reading, and the values of a single row can be destroyed (销毁) by leaving its digest and its key: the
journal's own digest, and with it the chain, stays as it is. Without the salt the digest tells nothing of the value.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from automation.core.durable import write_durably
from automation.core.encoding import canonical, parse
from automation.core.errors import KefubuError

SUFFIX = ".json"


class DamagedValues(KefubuError):
    """A side file that is gone or was changed; ``what`` says which of them, in Chinese."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"“系统/数值”里的 {name}{what}。别的办理不受影响；请运行 journal verify 看清，再从别处的备份取回这个文件。")
        self.what = what


class Values:
    """The side files of a journal, by name: a run's, or a run's and an entry's number."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def path(self, name: str) -> Path:
        """Where a side file lies."""
        return self._place / f"{name}{SUFFIX}"

    def names(self) -> list[str]:
        """All side files there are."""
        return sorted(path.name.removesuffix(SUFFIX) for path in self._place.glob(f"*{SUFFIX}"))

    def keep(self, name: str, items: Sequence[Mapping[str, Any]]) -> str:
        """Write a side file, safely on the disk; returns the digest of its digests. One that no entry names is written over."""
        lines = [_salted(item) for item in items]
        self._write(name, lines)
        return whole_digest(line["digest"] for line in lines)

    def read(self, name: str) -> list[Mapping[str, Any] | None]:
        """What was kept; None in the place of what was destroyed. Raises :class:`DamagedValues`."""
        return [line.get("value") for line in self.lines(name)]

    def lines(self, name: str) -> list[Mapping[str, Any]]:
        """The lines as they stand: salt, value and digest, or gone (kind, sheet, key) and digest. Raises :class:`DamagedValues`."""
        try:
            raw = self.path(name).read_bytes()
        except OSError as error:
            raise DamagedValues(name, "不见了" if isinstance(error, FileNotFoundError) else f"读不出来（{error.strerror}）") from error
        return list(_lines(name, raw))

    def destroy(self, name: str, gone: Mapping[int, Mapping[str, str]]) -> None:
        """Leave, of the lines at these places, the digest and what ``gone`` says of each (kind, sheet, key)."""
        self._write(name, [{"gone": dict(gone[place]), "digest": line["digest"]} if place in gone else line
                           for place, line in enumerate(self.lines(name))])

    def _write(self, name: str, lines: Iterable[Mapping[str, Any]]) -> None:
        write_durably(self.path(name), b"".join(canonical(line) + b"\n" for line in lines))


def whole_digest(digests: Iterable[str]) -> str:
    """The digest of a side file, as its entry states it: over the digests of its lines."""
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def _salted(item: Mapping[str, Any]) -> Mapping[str, Any]:
    salt = secrets.token_hex(16)
    return {"salt": salt, "value": item, "digest": _digest(salt, item)}


def _digest(salt: str, item: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical({"salt": salt, "value": item})).hexdigest()


def _lines(name: str, raw: bytes) -> Iterator[Mapping[str, Any]]:
    for number, piece in enumerate(raw.removesuffix(b"\n").split(b"\n"), 1):
        try:
            line = parse(piece)
            right = canonical(line) == piece and isinstance(line["digest"], str) and \
                ("gone" in line or _digest(line["salt"], line["value"]) == line["digest"])
        except (ValueError, KeyError, TypeError, RecursionError):
            right = False
        if not right or not raw.endswith(b"\n"):
            raise DamagedValues(name, f"第 {number} 行被改过或损坏")
        yield line
