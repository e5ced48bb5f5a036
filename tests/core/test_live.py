"""The live adapter: the contract of changes over a workbook that is open in a spreadsheet program, and what only an open one can be."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from automation.core.changes import AppendRow, Clash, RowChange, SetCells
from automation.core.errors import RefusedFile
from automation.core.live import apply_open
from automation.core.live_reading import read_open
from automation.core.reader import read_register
from automation.core.rows import Row
from tests.core.contract import FIRST, FULL, SECOND, Adapter, Contract, said
from tests.core.sample_registers import ITEMS, ITEMS_REGISTER, NOW, built, department
from tests.support import uno_excel, uno_range


class Open:
    """A workbook open in LibreOffice (an :class:`Adapter`)."""

    def __init__(self, path: Path) -> None:
        self.path, self.app = path, uno_excel.program()
        path.write_bytes(built(ITEMS_REGISTER))
        self.book = self.app.books.open(str(path))
        self.book.sheets["清单"].range("A2").value = NOW        # the moment that live formulas reckon from
        self.sheet = self.book.sheets[ITEMS.title]
        self.columns = {value: place for place, value in enumerate(self.sheet.range((1, 1), (1, 60)).value, 1) if value}

    def apply(self, *changes: RowChange) -> list[Clash]:
        return apply_open(self.book, self.path, ITEMS_REGISTER, changes, department(), NOW)

    def rows(self, sheet: str = "items") -> Sequence[Row]:
        declared = next(each for own in ITEMS_REGISTER.sheets for each in (own, own.archive) if each.name == sheet)
        register = replace(ITEMS_REGISTER, sheets=(declared,))
        return list(read_open(self.book, self.path, register, NOW.date()).sheets[sheet].rows())

    def saved(self) -> Sequence[Row]:
        self.book.save()
        return list(read_register(self.path, ITEMS_REGISTER).sheets["items"].rows())

    def type(self, key: str, **values: Any) -> None:
        rows = self.rows()
        number = next((row.number for row in rows if key and key in (row.key, row.text)), 2 + len(rows))
        table = self.sheet.tables[ITEMS.title]
        if number > table.range.last_cell.row:                  # Excel lets a table grow when somebody types below it
            table.resize(self.sheet.range((1, 1), (number, table.range.last_cell.column)))
        for name, value in values.items():
            self.sheet.range((number, self.columns[ITEMS[name].header])).value = value

    def swap(self, first: int, second: int) -> None:
        rows = self.rows()
        for mine, other in ((rows[first], rows[second]), (rows[second], rows[first])):
            for column in ITEMS.columns:
                if column.formula is None:
                    self.sheet.range((mine.number, self.columns[column.header])).value = other[column.name]

    @contextlib.contextmanager
    def held(self) -> Iterator[str]:
        self.app.impl.busy = True
        try:
            yield self.path.name
        finally:
            self.app.impl.busy = False

    def state(self) -> Any:
        return [(sheet.name, sheet.used_range.formula) for sheet in self.book.sheets if sheet.name not in ("清单", "工作日历")]

    def close(self) -> None:
        self.app.impl.busy = False
        self.book.close()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    made = Open(tmp_path / ITEMS_REGISTER.filename)
    yield made
    made.close()


class TestOpenWorkbook(Contract):
    @pytest.fixture
    def adapter(self, opened: Open) -> Adapter:
        return opened


def test_what_is_saved_is_what_the_reader_of_files_reads(opened: Open) -> None:
    opened.apply(AppendRow("items", FULL), AppendRow("items", SECOND))
    live, saved = opened.rows(), opened.saved()
    assert [dict(row) for row in saved] == [dict(row) for row in live] and said(saved[0], FULL) == FULL
    assert (saved[0].double, saved[0].state, saved[1].zone) == (Decimal("161.00"), "已办", "郊区")


def test_text_stays_text_also_where_somebody_changed_the_format(opened: Open) -> None:
    for name in ("no", "after", "phone"):
        opened.sheet.range((2, opened.columns[ITEMS[name].header])).number_format = "General"
    opened.sheet.range((2, opened.columns[ITEMS["came_at"].header])).number_format = "General"
    opened.apply(AppendRow("items", {**FIRST, "after": "000", "text": "'引号"}))
    row, = opened.rows()
    assert (row.no, row.after, row.phone, row.came_at, row.text) == ("001", "000", FIRST["phone"], FIRST["came_at"], "'引号")
    assert opened.sheet.range((2, opened.columns[ITEMS["no"].header])).value == "001"


def test_what_is_typed_and_not_saved_counts_and_survives(opened: Open) -> None:
    opened.apply(AppendRow("items", FIRST))
    opened.book.save()
    opened.type("001", text="没有保存的话")
    opened.apply(SetCells("items", "001", {"way": "电话"}, {"way": None}))
    assert said(opened.rows()[0], {"text": 0, "way": 0}) == {"text": "没有保存的话", "way": "电话"}
    assert read_register(opened.path, ITEMS_REGISTER).sheets["items"].row(0).way is None


def test_formulas_are_left_to_the_program_and_come_back_where_they_are_gone(opened: Open) -> None:
    opened.apply(AppendRow("items", FIRST))
    place = (2, opened.columns[ITEMS["state"].header])
    before = opened.sheet.range(place).formula
    opened.apply(SetCells("items", "001", {"way": "电话"}, {"way": None}))
    assert opened.sheet.range(place).formula == before
    opened.sheet.range(place).value = "手写的"
    opened.apply(SetCells("items", "001", {"way": "来函"}, {"way": "电话"}))
    assert opened.sheet.range(place).formula.startswith("=") and opened.rows()[0].state == "新"


def test_something_below_the_table_stops_it_from_growing(opened: Open) -> None:
    opened.apply(AppendRow("items", FIRST))
    opened.sheet.range("C3").value = "手写在表格外"
    with pytest.raises(RefusedFile, match="下面的第 3 行里有内容"):
        opened.apply(AppendRow("items", SECOND))


def test_a_table_that_is_gone_is_named(opened: Open) -> None:
    opened.apply(AppendRow("items", FIRST))
    opened.book.impl.document.DatabaseRanges.removeByName(ITEMS.title)
    del opened.book.impl.tables
    assert [row.key for row in opened.rows()] == ["001"]
    with pytest.raises(RefusedFile, match="表格不见了"):
        opened.apply(AppendRow("items", SECOND))


def test_a_value_that_comes_back_otherwise_is_noticed(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uno_range.Range, "_assign", lambda area, cell, value: cell.setString(f"{value}?"))
    with pytest.raises(RefusedFile, match="读回来却是"):
        opened.apply(AppendRow("items", FIRST))
