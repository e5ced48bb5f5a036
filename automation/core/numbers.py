"""Numbers (编号): claimed on the share by exclusive creation, so that two clerks never get the same.

A number is a file of its own, made with "create or fail" and safely on disk before anybody sees it. One that was claimed
and never committed stays a gap, recorded as 作废 by a second file beside it; a number is never given twice.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from automation.core.folder import Folder
from automation.core.journal import sync_folder

_NUMBER = re.compile(r"([A-Z]{1,4}[0-9]{4})-([0-9]{5,})")
_HINT, _PROBE, _VOID = "近", "校时", ".作废"
_IN_USE = "在册"


def claim(folder: Folder, prefix: str, on: date) -> str:
    """The next free number of a prefix and year: ``JX2026-00001``. Safe between processes and computers."""
    place = folder.numbers / f"{prefix}{on.year}"
    place.mkdir(parents=True, exist_ok=True)
    number = _last(place) + 1
    while not _create(place / f"{number:05d}"):
        number += 1
    sync_folder(place)
    (place / _HINT).write_text(str(number))
    return f"{place.name}-{number:05d}"


def peek(folder: Folder, prefix: str, on: date) -> str:
    """What the next number would be; claims nothing."""
    place = folder.numbers / f"{prefix}{on.year}"
    return f"{place.name}-{_last(place) + 1:05d}"


def occupy(folder: Folder, numbers: Iterable[str]) -> None:
    """Mark numbers as taken that stand in the registers already (adopted or built rows)."""
    places = set()
    for text in numbers:
        if (file := _file(folder, text)) is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            places.add(file.parent)
            file.write_text(_IN_USE, encoding="utf8")
            with contextlib.suppress(FileNotFoundError):
                (file.parent / _HINT).unlink()
    for place in places:
        sync_folder(place)
        (place / _HINT).write_text(str(max(map(int, _names(place)))))


def claimed(folder: Folder, text: str) -> bool:
    """Whether this text is a number that was claimed or occupied here."""
    file = _file(folder, text)
    return file is not None and file.exists()


def void(folder: Folder, numbers: Iterable[str]) -> None:
    """Record numbers as 作废: none of them can be committed any more."""
    for text in numbers:
        if (file := _file(folder, text)) is not None:
            _create(file.with_name(file.name + _VOID))


def is_void(folder: Folder, text: str) -> bool:
    """Whether this number was recorded as 作废."""
    file = _file(folder, text)
    return file is not None and file.with_name(file.name + _VOID).exists()


def voided(folder: Folder) -> list[str]:
    """All numbers recorded as 作废, in order: the gap list."""
    return [f"{place.name}-{file.name.removesuffix(_VOID)}" for place in _places(folder)
            for file in sorted(place.glob(f"*{_VOID}"))]


def unused(folder: Folder, used: Collection[str], older_than: float = 3600.0) -> Iterator[str]:
    """Numbers claimed over ``older_than`` seconds ago (as the file server counts), not in ``used``, not yet 作废."""
    for place in _places(folder):
        probe = place / _PROBE
        probe.write_bytes(b"x")
        latest = probe.stat().st_mtime - older_than
        for name in _names(place):
            number = f"{place.name}-{name}"
            if number not in used and not (place / f"{name}{_VOID}").exists():
                found = (place / name).stat()
                if found.st_size == 0 and found.st_mtime <= latest:
                    yield number


def _places(folder: Folder) -> list[Path]:
    return sorted(place for place in folder.numbers.iterdir() if place.is_dir())


def _names(place: Path) -> list[str]:
    return sorted((entry.name for entry in os.scandir(place) if entry.name.isascii() and entry.name.isdigit()), key=int)


def _file(folder: Folder, text: str) -> Path | None:
    match = _NUMBER.fullmatch(text)
    return folder.numbers / match[1] / match[2] if match else None


def _create(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        return False
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return True


def _last(place: Path) -> int:
    """The highest number in use. The hint is only believed as far as files bear it out; from there on, look ahead."""
    try:
        hint = int((place / _HINT).read_text())
    except (OSError, ValueError):
        hint = 0
    if not (place / f"{hint:05d}").exists():
        # Without a hint the folder is listed once; a gap below the highest number must not be filled.
        hint = max(map(int, _names(place)), default=0) if place.is_dir() else 0
    while (place / f"{hint + 1:05d}").exists():
        hint += 1
    return hint
