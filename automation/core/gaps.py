"""Gaps (空号): numbers that were given out and never used, recorded as 作废, so that nobody looks for them later."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from automation.core.archives import archives_of, read_archive
from automation.core.folder import Folder
from automation.core.journal import Journal
from automation.core.locks import locked
from automation.core.numbers import unused, void
from automation.core.reader import RegisterData, read_register
from automation.core.reading import SheetData

YOUNG = 3600.0
"""Seconds after which a number that was given out counts as never used: no step takes so long."""


def record_gaps(folder: Folder, registers: Iterable[RegisterData], young: float = YOUNG) -> list[str]:
    """Record as 作废 every number that stands in none of the registers, their archives and the journal; gives the new ones.

    ``registers`` must be all there are. Under the folder's lock: no step commits a number while it is looked for.
    """
    registers = list(registers)
    used = _values(sheet for register in registers for sheet in register.sheets.values())
    with locked(folder):
        gaps = list(unused(folder, used, young))
        if gaps:
            archived = _values(sheet for register in registers for sheet in (*_archives(register), *_years(register)))
            gaps = _never_committed(folder, [number for number in gaps if number not in archived])
        void(folder, gaps)
    return gaps


def _values(sheets: Iterable[SheetData]) -> set[Any]:
    return {value for sheet in sheets for column in sheet.values.values() for value in set(column)}


def _archives(register: RegisterData) -> Collection[SheetData]:
    sheets = tuple(sheet.archive for sheet in register.register.sheets if sheet.archived)
    return read_register(register.path, replace(register.register, sheets=sheets)).sheets.values() if sheets else ()


def _years(register: RegisterData) -> Iterable[SheetData]:
    paths = archives_of(register.path.parent, register.register)
    return (sheet for path in paths for sheet in read_archive(path, register.register, None).sheets.values())


def _never_committed(folder: Folder, gaps: list[str]) -> list[str]:
    """Those that no recorded run speaks of, but for runs taken back and the undos that took them back."""
    journal = Journal(folder)
    wanted = {number: f'"{number}"'.encode() for number in gaps}
    undos = [entry for entry in journal.commits() if entry.data["undoes"]] if wanted else []
    over = {run for entry in undos for run in (entry.run, entry.data["undoes"])}
    for name in (name for name in journal.values.names() if wanted and name not in over):
        raw = journal.values.path(name).read_bytes()
        wanted = {number: text for number, text in wanted.items() if text not in raw}
    return list(wanted)
