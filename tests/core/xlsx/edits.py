"""Edits of other people's workbooks: a cell that exists, an empty one, one in a new row, and rows for every table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automation.core import xlsx
from automation.core.errors import RefusedFile
from automation.core.xlsx import Cell, Table, TableBlocked
from automation.core.xlsx.refs import cell_ref
from tests.core.xlsx.oracle import Case, Edit, by_calamine

TEXT = ' 新值 <&>"\n二'
KINDS: Mapping[str, Any] = {"existing": TEXT, "empty": "填", "new row": TEXT}
ROWS = 2


@dataclass(frozen=True)
class Refusal:
    """Something that the writer wouldn't do, and what it said."""

    file: str
    kind: str
    where: str
    reason: str


def attempts(path: Path) -> Iterator[Case | Refusal]:
    """A workbook's edits, each on a copy in memory: one cell of each kind, one of each kind in every sheet at once, and rows
    for all tables at once. A cell that is passed over because the writer refuses it is a refusal too."""
    before = path.read_bytes()
    try:
        book = xlsx.Workbook.open(path)
    except RefusedFile as error:
        yield Refusal(path.name, "whole workbook", "", str(error))
        return
    edits: list[Edit] = []
    for kind in KINDS:
        found: list[Edit] = []
        for tried in _first_cells(path, before, kind):
            if isinstance(tried, Edit):
                found.append(tried)
            else:
                yield tried
        if found:
            yield _case(path, before, kind, found[:1])
        edits += found
    yield _case(path, before, "every sheet", edits)
    if book.tables():
        yield from _appended(path, before, book.tables())


def _case(path: Path, before: bytes, kind: str, edits: list[Edit]) -> Case:
    book = xlsx.Workbook(before)
    for edit in edits:
        book.set_cells(edit.sheet, {ref: Cell(value) for ref, value in edit.cells.items()})
    return Case(f"{path.name} {kind}", before, book.to_bytes(), edits)


def _first_cells(path: Path, before: bytes, kind: str) -> Iterator[Edit | Refusal]:
    """For each sheet the first cell of this kind that can be set, and what was refused on the way."""
    book, filled = xlsx.Workbook(before), by_calamine(before)
    for sheet in book.sheets:
        for at in _places(kind, sorted(filled.get(sheet, {(1, 1): None}))):
            ref = cell_ref(*at)
            try:
                book.set_cells(sheet, {ref: Cell(KINDS[kind])})
            except RefusedFile as error:
                yield Refusal(path.name, kind, f"{sheet} {ref}", str(error))
                if sheet not in filled:
                    break
                continue
            yield Edit(sheet, {ref: KINDS[kind]})
            break


def _places(kind: str, filled: list[tuple[int, int]]) -> list[tuple[int, int]]:
    rows = sorted({row for row, _ in filled}) or [1]
    if kind == "new row":
        return [(rows[-1] + 7, 30)]
    taken = set(filled)
    return filled if kind == "existing" else [(row, column) for row in rows for column in range(1, 30) if (row, column) not in taken]


def _appended(path: Path, before: bytes, tables: Mapping[str, Table]) -> Iterator[Case | Refusal]:
    book, edits = xlsx.Workbook(before), []
    for table in tables.values():
        row: Mapping[str, Cell] = dict.fromkeys(table.columns, Cell("新"))
        try:
            numbers = book.append_rows(table.name, [row] * ROWS)
        except TableBlocked as error:
            yield Refusal(path.name, "append", table.name, str(error))
            continue
        columns = range(table.area.left, table.area.right + 1)
        edits.append(Edit(table.sheet, {cell_ref(number, column): "新" for number in numbers for column in columns}, table, numbers[-1]))
    if edits:
        yield Case(f"{path.name} append", before, book.to_bytes(), edits)
