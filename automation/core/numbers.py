"""Numbers (编号): claimed on the share by exclusive creation, so that two clerks never get the same.

A number is a file of its own, made with "create or fail" and safely on disk before anybody sees it. One that was claimed
and never committed stays a gap, recorded as 作废 by a second file beside it; a number is never given twice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path

from automation.core.durable import make_folder, sync_folder, write_durably
from automation.core.folder import Folder

_NUMBER = re.compile(r"([A-Z]{1,4}[0-9]{4})-([0-9]{5,})")
_HINT, _FLOOR, _PROBE, _VOID = "近", "在册最大", "校时", ".作废"
_IN_USE = "在册"


def claim(folder: Folder, prefix: str, on: date) -> str:
    """The next free number of a prefix and year: ``JX2026-00001``. Safe between processes and computers."""
    return claim_many(folder, prefix, on, 1)[0]


def claim_many(folder: Folder, prefix: str, on: date, count: int) -> list[str]:
    """So many free numbers at once, in order; the folder is synced once for all of them."""
    place = folder.numbers / f"{prefix}{on.year}"
    make_folder(place)
    number, found = _last(place), []
    while len(found) < count:
        number += 1
        if _create(place / f"{number:05d}", synced=count == 1):
            found.append(number)
    if count > 1:
        for each in found:
            _sync(place / f"{each:05d}")
    sync_folder(place)
    _note(place / _HINT, number)
    return [f"{place.name}-{each:05d}" for each in found]


def peek(folder: Folder, prefix: str, on: date) -> str:
    """What the next number would be; claims nothing."""
    place = folder.numbers / f"{prefix}{on.year}"
    return f"{place.name}-{_last(place) + 1:05d}"


def occupy(folder: Folder, numbers: Iterable[str]) -> None:
    """Mark numbers as taken that stand in the registers already (adopted or built rows)."""
    highest: dict[Path, int] = {}
    for text in numbers:
        if (file := _file(folder, text)) is not None:
            make_folder(file.parent)
            file.write_text(_IN_USE, encoding="utf8")
            highest[file.parent] = max(int(file.name), highest.get(file.parent, 0))
    for place, number in highest.items():
        # Below the highest one no number is given, so this one note keeps them all through a power cut.
        write_durably(place / _FLOOR, str(max(number, _noted(place / _FLOOR))).encode())


def claimed(folder: Folder, text: str) -> bool:
    """Whether this text is a number that was claimed or occupied here."""
    file = _file(folder, text)
    return file is not None and file.exists()


def void(folder: Folder, numbers: Iterable[str]) -> None:
    """Record numbers as 作废: none of them can be committed any more."""
    for text in numbers:
        if (file := _file(folder, text)) is not None:
            _create(file.with_name(file.name + _VOID))
            sync_folder(file.parent)


def revive(folder: Folder, numbers: Iterable[str]) -> None:
    """Take 作废 back from numbers whose rows come back: a row that was taken back is restored under its own number."""
    for text in numbers:
        if (file := _file(folder, text)) is not None:
            file.with_name(file.name + _VOID).unlink(missing_ok=True)


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


def _create(path: Path, synced: bool = True) -> bool:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    if synced:
        _sync(path)
    return True


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _last(place: Path) -> int:
    """The highest number in use.

    Above the highest one found in the registers numbers have no gaps, so looking ahead from there, or from the hint as
    far as a file bears it out, ends at the last one.
    """
    hint = _noted(place / _HINT)
    last = max(_noted(place / _FLOOR), hint if (place / f"{hint:05d}").exists() else 0)
    if not last and place.is_dir():
        last = max(map(int, _names(place)), default=0)
    while (place / f"{last + 1:05d}").exists():
        last += 1
    return last


def _noted(path: Path) -> int:
    try:
        return max(0, int(path.read_text()))
    except (OSError, ValueError):
        return 0


def _note(path: Path, number: int) -> None:
    """Another process may be reading it: it sees the old number or the new one."""
    aside = path.with_name(f"{path.name}.{os.urandom(4).hex()}")
    aside.write_text(str(number))
    try:
        aside.replace(path)
    except PermissionError:
        # Windows, while another process reads it: the next claim notes it.
        aside.unlink(missing_ok=True)
