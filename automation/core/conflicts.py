"""Conflicts (冲突): what stands in the way of a transaction, found before anything is committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from automation.core.changes import AppendRow, ArchiveRow, Change, RowChange, SetCells, WriteDocument
from automation.core.errors import Conflict
from automation.core.folder import Folder
from automation.core.history import writer_of
from automation.core.numbers import is_void
from automation.core.reader import SheetData
from automation.core.rows import Row
from automation.core.schema import Catalogue, Column, Kind, Register
from automation.core.values import Understood, understand
from automation.core.writing import empties, find_row, missing_column

_BY_HAND = "有人直接在表里改过"


def as_read(changes: Sequence[Change], catalogue: Catalogue) -> list[Change]:
    """The changes with every value as the reader will give it back, so that what was written is recognised."""
    return [change if isinstance(change, WriteDocument | ArchiveRow) else
            replace(change, values={name: _as_read(catalogue.sheets[change.sheet][name], value) for name, value in change.values.items()})
            for change in changes]


def _as_read(column: Column, value: Any) -> Any:
    """Understood until it stays as it is: half width made of an odd sign can begin with a blank, which goes next time."""
    while value is not None and column.kind is not Kind.DURATION:
        meaning = understand(column, value)
        if not isinstance(meaning, Understood) or meaning.value == value:
            break
        value = meaning.value
    return value


class Conflicts:
    """Looks for what stands in the way, register by register. Every refusal is a :class:`~automation.core.errors.Conflict`."""

    def __init__(self, folder: Folder, person: str) -> None:
        self._folder, self._person = folder, person

    def refuse(self, register: Register, sheets: Mapping[str, SheetData], changes: Sequence[RowChange]) -> None:
        """``sheets``: the register as read, with what is pending laid over it; ``changes`` are those of this register."""
        added: set[tuple[str, str]] = set()
        for change in changes:
            data = sheets[change.sheet]
            if isinstance(change, AppendRow):
                self._refuse_double(register, data, str(change.values[data.sheet.key]), added)
            else:
                self._refuse_changed(register, data, change, added)
            if not isinstance(change, ArchiveRow):
                self._refuse_places(register, data, change)

    def _refuse_double(self, register: Register, data: SheetData, key: str, added: set[tuple[str, str]]) -> None:
        there = data.find(key)
        if there is not None or (data.sheet.name, key) in added:
            where = f"（第 {there.number} 行）" if there is not None else ""
            raise Conflict(f"《{register.title}》“{data.title}”里已经有 {key}{where}，不能再加一行。"
                           f"什么都没有改，请{self._who}核对编号后重新办理。")
        added.add((data.sheet.name, key))

    def _refuse_changed(self, register: Register, data: SheetData, change: SetCells | ArchiveRow, added: set[tuple[str, str]]) -> None:
        row = find_row(data, change) if isinstance(change, SetCells) else data.find(change.key)
        if row is None:
            raise Conflict(f"《{register.title}》“{data.title}”里找不到 {change.key or f'第 {change.row} 行'} 了，"
                           f"可能刚被别人移动或改了编号。什么都没有改，请{self._who}重新选定那一行再办。")
        for name, seen in change.seen.items():
            if row[name] != seen and data.sheet[name].formula is None:
                self._refuse_value(register, data, row, name, seen)
        if isinstance(change, SetCells) and not empties(change, data.sheet.key):
            key = str(change.values.get(data.sheet.key) or "")
            if key and key != row.key:
                self._refuse_double(register, data, key, added)

    def _refuse_value(self, register: Register, data: SheetData, row: Row, name: str, seen: Any) -> None:
        cell = data.address(data.numbers.index(row.number), name)
        raise Conflict(f"《{register.title}》“{data.title}”{cell}（{row.key or f'第 {row.number} 行'} 的“{data.sheet[name].header}”）"
                       f"刚才是“{said(seen)}”，现在是“{said(row[name])}”，{self._author(row, name)}。"
                       f"什么都没有改，请{self._who}看清楚后重新办理。")

    def _refuse_places(self, register: Register, data: SheetData, change: SetCells | AppendRow) -> None:
        for name, value in change.values.items():
            if name not in data.columns:
                raise missing_column(register, data, name)
            if isinstance(value, str) and is_void(self._folder, value):
                raise Conflict(f"编号 {value} 发出后太久没有用上，已经记为作废。什么都没有改，请{self._who}重新办理，会得到新的编号。")

    def _author(self, row: Row, name: str) -> str:
        """Who wrote what stands in a cell now, as far as the journal knows."""
        entry = writer_of(self._folder, row, name)
        return f"是{entry.person or '别人'} {entry.when:%m-%d %H:%M} 办理“{entry.step}”时写的" if entry else _BY_HAND

    @property
    def _who(self) -> str:
        return self._person or "经手人"


def said(value: Any) -> str:
    """A cell's value as a sentence names it."""
    return "空白" if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
