"""Adopting (接收旧登记簿): an existing register's rows, brought into one of ours.

A map file (TOML) says which column of the old file is which of ours; headers that match ours, or a former name of
ours, need no entry. What can't be taken over is listed with its place: nothing is dropped silently.

::

    header_row = 1
    source_sheet = "2005年"        # the sheet of a workbook; its first one when not said
    year = 2005                    # the year of dates that are written without one
    [columns]                      # ours = theirs
    "叫修时间" = "opened"
    [fixed]                        # the same in every row
    "叫修方式" = "电话"
    [values."区域"]                # theirs = ours
    "SF" = "市内"
    [ignore]                       # columns left behind on purpose, each with the reason
    "battalion" = "与本登记簿无关"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from automation.core.schema import Catalogue, Column, Owner, Sheet
from automation.core.values import ErrorCell, NotUnderstood, half_width, understand
from automation.desk.adopt_map import BadMap, Map
from automation.desk.adopt_source import SourceTable, filled


@dataclass(frozen=True)
class LeftOut:
    """One cell, one row, or one whole column, that wasn't taken over: where, what stood there, and why."""

    place: str
    header: str
    raw: str
    why: str


@dataclass(frozen=True)
class Adoption:
    """The rows for our sheet, and everything that didn't come along."""

    sheet: Sheet
    rows: tuple[Mapping[str, Any], ...]
    left_out: tuple[LeftOut, ...]
    normalised: int


def plan_adoption(table: SourceTable, mapping: Map, catalogue: Catalogue) -> Adoption:
    """Understand every row of the old register. Pure.

    Raises :class:`~automation.desk.adopt_map.BadMap` when the map names columns that one of the two doesn't have.
    """
    return _Adopting(table, mapping, catalogue).done()


class _Adopting:
    """One register being understood."""

    def __init__(self, table: SourceTable, mapping: Map, catalogue: Catalogue) -> None:
        self.table, self.mapping = table, mapping
        self.sheet = _sheet(mapping, catalogue)
        self.today = mapping.year or None
        self.places = _places(table, mapping, self.sheet)
        self.left_out: list[LeftOut] = []
        self.normalised = 0

    def done(self) -> Adoption:
        self.left_out += _not_taken(self.table, self.mapping, self.sheet, self.places)
        fixed = _fixed(self.mapping, self.sheet, self.today)
        rows = [(index, fixed | self._row(index, raw)) for index, raw in self.table]
        return Adoption(self.sheet, tuple(self._kept(rows)), tuple(self.left_out), self.normalised)

    def _row(self, index: int, raw: tuple[Any, ...]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for column, number in self.places.items():
            cell = raw[number] if number < len(raw) else None
            cell = self.mapping.values.get(column.header, {}).get(_written(cell), cell)
            meaning = understand(column, cell, today=self.today)
            if isinstance(meaning, NotUnderstood):
                self._leave(index, number, cell, f"{meaning.why}；{meaning.right}")
            elif meaning.value is not None:
                row[column.name] = meaning.value
                self.normalised += bool(meaning.note)
        return row

    def _kept(self, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> Iterator[Mapping[str, Any]]:
        """The rows that can have a line of their own: none twice, none without a key where we can't give one."""
        key, seen = self.sheet.key, {}
        for index, row in rows:
            value = row.get(key)
            if value is None and not self.sheet.number:
                self._leave_row(index, f"没有“{self.sheet[key].header}”，这一行没有抄")
            elif value is not None and value in seen:
                self._leave_row(index, f"“{self.sheet[key].header}”{value} 与第 {seen[value]} 行重复，这一行没有抄")
            else:
                seen[value] = self.table.number(index)
                yield row

    def _leave(self, index: int, number: int, cell: Any, why: str) -> None:
        self.left_out.append(LeftOut(self.table.place(index, number), self.table.headers[number], _written(cell), why))

    def _leave_row(self, index: int, why: str) -> None:
        """Every cell of the row, so that nothing is lost sight of."""
        written = "；".join(_written(cell) for cell in self.table.rows[index] if filled(cell))
        self.left_out.append(LeftOut(f"第 {self.table.number(index)} 行", "整行", written, why))


def _not_taken(table: SourceTable, mapping: Map, sheet: Sheet, places: Mapping[Column, int]) -> Iterator[LeftOut]:
    """Rows above the headers, whole columns that have no place with us, cells below no header at all."""
    for number, row in enumerate(table.above, 1):
        if any(map(filled, row)):
            yield LeftOut(f"第 {number} 行", "栏名以上", "；".join(dict.fromkeys(_written(cell) for cell in row if filled(cell))),
                          "在栏名以上，不是登记的内容")
    for number, header in enumerate(table.headers):
        if number in places.values():
            continue
        if header:
            count = sum(filled(row[number]) for _, row in table if number < len(row))
            yield LeftOut("整栏", header, f"{count} 格", mapping.ignore.get(header) or _why_not(header, number, table, sheet, places))
        else:
            yield from (LeftOut(table.place(index, number), "（没有栏名）", _written(row[number]), "这一栏没有栏名，不知道是什么")
                        for index, row in table if number < len(row) and filled(row[number]))


def _why_not(header: str, number: int, table: SourceTable, sheet: Sheet, places: Mapping[Column, int]) -> str:
    column = _known(sheet).get(_plain(header))
    if column is not None and column.owner is Owner.FORMULA:
        return "我们这一栏自动计算，不用抄"
    if column is not None and column in places:
        return f"“{column.header}”已经从 {table.headers[places[column]]} 栏抄了"
    return "对照表里没有对应的栏"


def _sheet(mapping: Map, catalogue: Catalogue) -> Sheet:
    for sheet in catalogue.sheets.values():
        if mapping.sheet in (sheet.title, sheet.name):
            return sheet
    raise BadMap(f"没有“{mapping.sheet}”这张表，可以接收到：{'、'.join(s.title for s in catalogue.sheets.values())}。")


def _places(table: SourceTable, mapping: Map, sheet: Sheet) -> dict[Column, int]:
    """Our column → the position of theirs: what the map says, then what the headers say themselves."""
    places: dict[Column, int] = {}
    for ours, theirs in mapping.columns.items():
        column = _column(ours, sheet, "columns")
        if theirs not in table.headers:
            raise BadMap(f"“{table.name}”里没有“{theirs}”这一栏，只有：{'、'.join(filter(None, table.headers))}。请改正对照表。")
        places[column] = table.headers.index(theirs)
    for number, header in enumerate(table.headers):
        column = _known(sheet).get(_plain(header))
        free = column is not None and column.owner is not Owner.FORMULA and column not in places and column.header not in mapping.fixed
        if free and header and number not in places.values() and header not in mapping.ignore:
            places[column] = number
    return places


def _column(header: str, sheet: Sheet, part: str) -> Column:
    column = sheet.by_header.get(header)
    if column is None:
        raise BadMap(f"“{sheet.title}”里没有“{header}”这一栏，请改正对照表的 {part}。")
    if column.owner is Owner.FORMULA:
        raise BadMap(f"“{sheet.title}”的“{header}”自动计算，不能接收，请从对照表的 {part} 里去掉。")
    return column


def _fixed(mapping: Map, sheet: Sheet, today: int | None) -> Mapping[str, Any]:
    row = {}
    for header, value in mapping.fixed.items():
        column = _column(header, sheet, "fixed")
        meaning = understand(column, value, today=today)
        if isinstance(meaning, NotUnderstood):
            raise BadMap(f"对照表 fixed 里“{header}”的内容“{value}”不能用：{meaning.why}；{meaning.right}。")
        row[column.name] = meaning.value
    return row


def _known(sheet: Sheet) -> Mapping[str, Column]:
    return {_plain(header): column for header, column in sheet.by_header.items()}


def _plain(header: str) -> str:
    """A header as it is compared: no blanks, half width, without the marks that people put behind it (电话*、电话：)."""
    return re.sub(r"\s|[*:]|\((必填|选填)\)", "", half_width(header))


def _written(cell: Any) -> str:
    """A cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, ErrorCell):
        return cell.text
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)
