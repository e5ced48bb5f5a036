"""A real spreadsheet program reckons every live column of every register, and must agree with Python.

The computed values are poisoned with −1 first, and 现在 is pinned, so that a value that merely survived shows.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from automation.core.articles import Articles
from automation.core.build import stored
from automation.core.schema import Column, Kind, Register, Sheet
from automation.desk import house
from tests.core.sample_registers import ARTICLES, ITEMS_REGISTER, built, department, made_up_rows
from tests.support import libreoffice_convert

REGISTERS = [(ITEMS_REGISTER, ARTICLES), *((register, house.articles()) for register in house.catalogue()
                                           if any(column.formula for sheet in register.sheets for column in sheet.columns))]
ROWS = 40


@cache
def _rows(sheet: Sheet) -> list[dict[str, Any]]:
    return [*made_up_rows(sheet, ROWS), {}]


def _poisoned(register: Register) -> Register:
    def poison(column: Column) -> Column:
        return column if column.formula is None else replace(column, formula=replace(column.formula, compute=lambda *_: -1))
    return replace(register, sheets=tuple(
        replace(sheet, columns=tuple(poison(column) for column in sheet.columns)) for sheet in register.sheets))


def _pinned(data: bytes) -> bytes:
    """The same workbook with 现在 as a plain value."""
    target, found = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part, count = re.subn(rb"<f>NOW\(\)</f>", b"", old.read(name))
            new.writestr(name, part)
            found += count
    assert found == 1, "现在 stands in one cell"
    return target.getvalue()


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each register as LibreOffice saves it after reckoning all formulas anew; one start for all."""
    before, after = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("after")
    files = []
    for register, articles in REGISTERS:
        file = before / register.filename
        file.write_bytes(_pinned(built(_poisoned(register), articles, {sheet.name: _rows(sheet) for sheet in register.sheets})))
        files.append(file)
    return {file.stem: made for file, made in zip(files, libreoffice_convert(files, "xlsx", after, recalculate=True), strict=True)}


def _live(register: Register, articles: Articles, page: Any, sheet: Sheet) -> Iterator[tuple[Column, dict[str, Any], Any, Any]]:
    """Each live cell: column, row, what Python says, what the spreadsheet program says (as stored)."""
    for number, row in enumerate(_rows(sheet), 2):
        known = {column.name: row.get(column.name) for column in sheet.columns}
        for place, column in enumerate(sheet.columns, 1):
            if column.formula is not None:
                known[column.name] = column.formula.compute(known, department(articles))
                yield column, row, stored(known[column.name], column.kind), _as_stored(page.cell(number, place).value)


def _as_stored(value: Any) -> Any:
    if isinstance(value, date) and value.year < 1900:
        return -1  # the poison, seen as a day
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    return stored(value) if value is None or isinstance(value, date | datetime) else value


def _same(kind: Kind, python: Any, program: Any) -> bool:
    if isinstance(python, str) or isinstance(program, str):
        return python == program
    scale = 86_400 if kind in (Kind.DATETIME, Kind.DURATION) else 1
    return abs(python - program) * scale < (0.5 if scale > 1 else 1e-9)


@pytest.mark.parametrize(("register", "articles"), REGISTERS, ids=[register.name for register, _ in REGISTERS])
def test_python_and_the_spreadsheet_program_agree_on_every_live_cell(
        register: Register, articles: Articles, recalculated: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(recalculated[register.title], data_only=True)
    differ, filled, live = [], set(), set()
    for sheet in register.sheets:
        for column, row, python, program in _live(register, articles, book[sheet.title], sheet):
            live.add((sheet.name, column.name))
            if python != "":
                filled.add((sheet.name, column.name))
            if not _same(column.kind, python, program):
                differ.append((sheet.title, column.header, python, program, {k: v for k, v in row.items() if v is not None}))
    assert not differ, f"{len(differ)} differ, first {differ[0]}"
    assert filled == live, f"never filled in this test: {live - filled}"


def test_the_poison_reaches_every_live_cell() -> None:
    rows = {sheet.name: _rows(sheet) for sheet in ITEMS_REGISTER.sheets}
    book = openpyxl.load_workbook(io.BytesIO(_pinned(built(_poisoned(ITEMS_REGISTER), rows=rows))), data_only=True)
    sheet = ITEMS_REGISTER.sheets[0]
    for place, column in enumerate(sheet.columns, 1):
        if column.formula is not None and column.kind not in (Kind.DATETIME, Kind.DURATION):
            assert {book[sheet.title].cell(row, place).value for row in range(2, ROWS + 3)} == {-1}
