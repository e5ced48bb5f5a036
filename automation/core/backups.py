"""Backups (备份): each register as it was before the day's first write, kept by a stated rule.

The rule: the last 30 days on which something was written, each; before them the first such day of each month, 24 months.
It counts days and months that have a backup, not the calendar, so that a computer whose clock is wrong drops nothing.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

from automation.core.durable import make_folder, write_durably
from automation.core.errors import RefusedFile
from automation.core.folder import Folder
from automation.core.xlsx.files import read_file

DAYS, MONTHS, ASIDES = 30, 24, 50
"""Days with a backup of each; older months with the first one of each; files kept aside by restoring."""

ASIDE = "取回前"


def keep(folder: Folder, path: Path, now: datetime) -> None:
    """Keep a workbook as it is before the day's first write; the day's first backup thins the old ones out.

    Raises ``RefusedFile`` or ``FileInUse`` when the workbook can't be read, or its backup not written.
    """
    place = folder.backups / f"{now:%Y-%m-%d}"
    copy = place / path.name
    if copy.exists() or not path.exists():
        return
    first = not place.exists()
    data = read_file(path)
    try:
        make_folder(place)
        write_durably(copy, data)
    except OSError as error:
        raise RefusedFile(f"「{path.name}」的备份存不进去（{error.strerror}），所以没有写它；请检查磁盘空间和网络后再试。") from error
    if first:
        thin_out(folder)


def days(folder: Folder) -> dict[date, list[str]]:
    """The days that have a backup, in order, with the files that it holds."""
    found = {}
    for place in sorted(folder.backups.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]")):
        try:
            day = date.fromisoformat(place.name)
        except ValueError:
            continue
        if names := sorted(path.name for path in place.glob("*.xlsx")):
            found[day] = names
    return found


def thin_out(folder: Folder) -> None:
    """Let go what the rule no longer keeps."""
    known = sorted(days(folder))
    recent, older = known[-DAYS:], known[:-DAYS]
    firsts: dict[tuple[int, int], date] = {}
    for day in older:
        firsts.setdefault((day.year, day.month), day)
    kept = {*recent, *sorted(firsts.values())[-MONTHS:]}
    for day in known:
        if day not in kept:
            shutil.rmtree(folder.backups / f"{day:%Y-%m-%d}", ignore_errors=True)
    for place in sorted((folder.backups / ASIDE).glob("*"))[:-ASIDES]:
        shutil.rmtree(place, ignore_errors=True)
