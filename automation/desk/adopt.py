"""Adopting (接收旧登记簿): an existing register's rows, brought into one of ours.

A map file (TOML) says which column of the old file is which of ours; headers that match ours, or a former name of
ours, need no entry. What can't be taken over is listed with its place: nothing is dropped silently.

::

    header_row = 1
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

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from automation.core.errors import KefubuError
from automation.core.schema import Catalogue, Column, Owner, Sheet
from automation.core.values import NotUnderstood, understand
from automation.desk.adopt_source import SourceTable


class BadMap(KefubuError):
    """A map file that doesn't fit the file or our register."""


@dataclass(frozen=True)
class Map:
    """Which of their columns is which of ours."""

    sheet: str
    header_row: int = 1
    source_sheet: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignore: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """One cell, or one whole column, that wasn't taken over: where, what stood there, and why."""

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


def read_map(path: Path, into: str) -> Map:
    """Read a map file; ``into`` names our sheet. Raises :class:`BadMap` with what is wrong in it."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadMap(f"对照表“{path.name}”读不出来：{error}。请核对后再试。") from error
    known = set(Map.__dataclass_fields__)
    if extra := set(data) - known:
        raise BadMap(f"对照表“{path.name}”里的“{'、'.join(sorted(extra))}”不认识，可以写的有：{'、'.join(sorted(known))}。")
    return Map(**(data | {"sheet": into}))


def plan_adoption(table: SourceTable, mapping: Map, catalogue: Catalogue, today: date) -> Adoption:
    """Understand every row of the old register. Pure.

    Raises :class:`BadMap` when the map names columns that one of the two doesn't have.
    """
    sheet = _sheet(mapping, catalogue)
    places = _places(table, mapping, sheet)
    left_out = [LeftOut("整栏", header, "", mapping.ignore.get(header, "对照表里没有对应的栏"))
                for number, header in enumerate(table.headers) if header and number not in places.values()]
    rows, normalised = [], 0
    for index, raw in table:
        row: dict[str, Any] = dict(_fixed(mapping, sheet, today))
        for column, number in places.items():
            cell = raw[number] if number < len(raw) else None
            cell = mapping.values.get(column.header, {}).get(str(cell), cell)
            meaning = understand(column, cell, today=today)
            if isinstance(meaning, NotUnderstood):
                left_out.append(LeftOut(table.place(index, number), table.headers[number], str(cell), meaning.why))
            elif meaning.value is not None:
                row[column.name] = meaning.value
                normalised += bool(meaning.note)
        rows.append(row)
    return Adoption(sheet, tuple(rows), tuple(left_out), normalised)


def _sheet(mapping: Map, catalogue: Catalogue) -> Sheet:
    for sheet in catalogue.sheets.values():
        if mapping.sheet in (sheet.title, sheet.name):
            return sheet
    raise BadMap(f"没有“{mapping.sheet}”这张表，可以接收到：{'、'.join(s.title for s in catalogue.sheets.values())}。")


def _places(table: SourceTable, mapping: Map, sheet: Sheet) -> dict[Column, int]:
    """Our column → the position of theirs."""
    places: dict[Column, int] = {}
    for ours, theirs in mapping.columns.items():
        if ours not in sheet.by_header:
            raise BadMap(f"“{sheet.title}”里没有“{ours}”这一栏，请改正对照表。")
        if theirs not in table.headers:
            raise BadMap(f"“{table.name}”里没有“{theirs}”这一栏，只有：{'、'.join(filter(None, table.headers))}。请改正对照表。")
        places[sheet.by_header[ours]] = table.headers.index(theirs)
    for number, header in enumerate(table.headers):
        column = sheet.by_header.get(header)
        if column and column not in places and number not in places.values() and header not in mapping.ignore:
            places[column] = number
    return {column: number for column, number in places.items() if column.owner is not Owner.FORMULA}


def _fixed(mapping: Map, sheet: Sheet, today: date) -> Mapping[str, Any]:
    row = {}
    for header, value in mapping.fixed.items():
        if header not in sheet.by_header:
            raise BadMap(f"“{sheet.title}”里没有“{header}”这一栏，请改正对照表的 fixed。")
        column = sheet.by_header[header]
        meaning = understand(column, value, today=today)
        if isinstance(meaning, NotUnderstood):
            raise BadMap(f"对照表 fixed 里“{header}”的内容“{value}”不能用：{meaning.why}")
        row[column.name] = meaning.value
    return row
