"""One cell of a sound row broken: whatever column of whatever sheet it is, a finding points at exactly that cell.

The rows are made from the declarations alone, all columns filled. Each way to break a column gets a row of its own, so
that one reading of the house shows all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from automation.core.basics import TIME_OF_DAY
from automation.core.conditions import Condition
from automation.core.data_rules import data_rules
from automation.core.findings import Finding
from automation.core.schema import Column, Kind, ListOf, Sheet
from automation.core.xlsx import Cell, Workbook
from automation.customers.registers.upkeep import ROUND_NO
from automation.desk import house
from automation.desk.checking import check
from automation.desk.gather import Gathered, gather, remark_findings
from automation.desk.workbooks import filled_workbooks
from automation.suggestions.registers.plans import HALF, half_of

NOW = datetime(2026, 3, 5, 20)
FIRST_DAY = date(2024, 1, 1)
MOMENTS = (Kind.DATE, Kind.DATETIME)
SHEETS = house.catalogue().sheets


@dataclass(frozen=True)
class Break:
    """One way to break one column: what is written into its cell, and the kind of check that notices."""

    sheet: str
    column: str
    how: str
    wrong: Any
    noticed: str


def ways(sheet: Sheet, column: Column) -> Iterator[tuple[str, Any, str]]:
    """Every way in which a cell of this column can be wrong: a name, what to write (a function of the row), who notices."""
    if column.formula is not None:
        yield "formula pasted over", 5, "公式丢失"
        return
    if column.kind not in (Kind.TEXT, Kind.CHOICE) or column.pattern is not None:
        yield "garbage", "乱写的话", "看不懂"
    if isinstance(column.choices, ListOf):
        yield "not listed", "没有这一个", "不在表"
    elif column.choices:
        yield "no such choice", "没有这一个", "看不懂"
    if column.ref is not None:
        yield "unknown reference", "没有这个号", "查无"
    if column.required is not False:
        yield "missing", None, "必填"
    if column.unique or column.name == sheet.key:
        yield "twice", value(sheet, column, 0), "重复"
    if column.at_least is not None:
        yield "too little", column.at_least - 1, "过小"
    if column.kind in MOMENTS:
        ahead = datetime(2060, 1, 1, 8) if column.future else NOW + timedelta(days=1)
        yield "too late", ahead.date() if column.kind is Kind.DATE else ahead, "日期"
        yield "long ago", date(1999, 12, 31) if column.kind is Kind.DATE else datetime(1999, 12, 31), "日期"


def breaks() -> list[Break]:
    """Every way to break every column, and every order of dates."""
    found = [Break(sheet.name, column.name, *way) for sheet in SHEETS.values() for column in sheet.columns for way in ways(sheet, column)]
    for sheet in SHEETS.values():
        for chain in sheet.order:
            for first, last in combinations(range(len(chain)), 2):
                if all(sheet[name].required is not True for name in chain[first + 1:last]):
                    found.append(Break(sheet.name, chain[last], f"before {chain[first]}",
                                       lambda number, of=sheet[chain[last]]: earlier(of, number), "先后"))
    return found


def value(sheet: Sheet, column: Column, number: int) -> Any:
    """A sound value for the cell of a row; the same day in all its dates, another in every row."""
    if column.ref is not None:
        target = SHEETS[column.ref.sheet]
        return value(target, target[target.key], number)
    if isinstance(column.choices, ListOf):
        source = SHEETS[column.choices.sheet]
        return value(source, source[column.choices.column], number)
    if column.choices:
        return column.choices[number % len(column.choices)]
    if column.pattern is ROUND_NO:
        return f"{1900 + number // 2}-0{2 if number % 2 else 8}"
    if column.pattern is HALF:
        return half_of(date(1900, 1, 1), number)
    if column.pattern is not None:
        starts = any(chain[0] == column.name for chain in sheet.order)
        return ("08:30" if starts else "12:00") if column.pattern is TIME_OF_DAY else "08:30-12:00"
    day = FIRST_DAY + timedelta(days=number)
    return {Kind.TEXT: f"{sheet.name}-{column.name}-{number}", Kind.PHONE: f"010-{60_000_000 + number}", Kind.DATE: day,
            Kind.DATETIME: datetime(day.year, day.month, day.day, 10), Kind.MONEY: Decimal(number + 1), Kind.HOURS: Decimal("1.5"),
            Kind.COUNT: number + 1, Kind.YESNO: "是"}[column.kind]


def earlier(column: Column, number: int) -> Any:
    """A value before those of the row's other dates or times of day."""
    if column.kind not in MOMENTS:
        return "07:00"
    day = FIRST_DAY + timedelta(days=number - 5)
    return day if column.kind is Kind.DATE else datetime(day.year, day.month, day.day, 10)


def row(sheet: Sheet, number: int, wanted: Break | None) -> dict[str, Any]:
    """A sound row, such that what is to be broken in it would be wrong there."""
    line = {column.name: value(sheet, column, number) for column in sheet.columns if column.formula is None}
    if wanted is None:
        return line
    if wanted.how.startswith("before "):
        chain = next(chain for chain in sheet.order if {wanted.column, wanted.how[7:]} <= set(chain))
        for name in chain[chain.index(wanted.how[7:]) + 1:chain.index(wanted.column)]:
            line[name] = None
            if isinstance(sheet[name].required, Condition):
                line |= dict.fromkeys(sheet[name].required.names())
    required = sheet[wanted.column].required
    if wanted.how == "missing" and isinstance(required, Condition):
        line = satisfied(sheet, line, required)
    return line


def satisfied(sheet: Sheet, line: dict[str, Any], condition: Condition) -> dict[str, Any]:
    """The row with a choice changed, or cells of the condition left out, so that the condition holds."""
    names = sorted(condition.names())
    options = [(line[name], None, *(sheet[name].choices if isinstance(sheet[name].choices, tuple) else ()), "是", "否") for name in names]
    tries = (line | dict(zip(names, chosen, strict=True)) for chosen in product(*options))
    return next(change for change in tries if condition.row(change))


@pytest.fixture(scope="module")
def plan() -> dict[str, list[Break | None]]:
    """For each sheet the break that each of its rows is for; the first two rows stay sound, and so do those left over."""
    each: dict[str, list[Break | None]] = {name: [None, None] for name in SHEETS}
    for item in breaks():
        each[item.sheet].append(item)
    longest = max(map(len, each.values()))
    return {name: items + [None] * (longest - len(items)) for name, items in each.items()}


@pytest.fixture(scope="module")
def folder(plan, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("一格")
    rows = {name: [row(SHEETS[name], number, item) for number, item in enumerate(items)] for name, items in plan.items()}
    for register, data in filled_workbooks(rows, NOW):
        (place / register.filename).write_bytes(data)
    return place


def read(folder: Path) -> tuple[Gathered, list[Finding]]:
    paths = {register.name: folder / register.filename for register in house.catalogue()}
    gathered = gather(paths, house.catalogue(), house.articles(), NOW)
    return gathered, [*check(data_rules(house.catalogue()), gathered.books), *remark_findings(gathered), *gathered.unreadable]


def test_every_broken_cell_is_found_at_its_place(plan, folder: Path) -> None:
    sound, found = read(folder)
    assert found == []
    places = {}
    for register in house.catalogue():
        book = Workbook.open(folder / register.filename)
        for sheet in register.sheets:
            cells = {}
            for number, item in enumerate(plan[sheet.name]):
                if item is not None:
                    place = sound.registers[register.name].sheets[sheet.name].address(number, item.column)
                    cells[place] = Cell(item.wrong(number) if callable(item.wrong) else item.wrong)
                    places[register.filename, sheet.title, place, item.noticed] = item
            book.set_cells(sheet.title, cells)
        book.save(folder / register.filename)
    _, found = read(folder)
    noticed = {(each.workbook, each.sheet, each.cell, each.rule.split()[1].split("·")[0]) for each in found}
    assert [item for place, item in places.items() if place not in noticed] == []
    assert len(places) > 500
    assert all(each.right and each.person and "\n" not in each.message for each in found)


def test_only_plain_text_can_hold_anything() -> None:
    """Columns that no check looks at are texts that need not be filled in, and nothing else."""
    broken = {(item.sheet, item.column) for item in breaks()}
    free = [column for sheet in SHEETS.values() for column in sheet.columns if (sheet.name, column.name) not in broken]
    assert all(column.kind is Kind.TEXT and not column.required for column in free)
