"""A card that moves to where it is kept: whole, once, still found by references, and brought back by undo under its number."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.core import numbers
from automation.core.articles import Articles, load_regulation
from automation.core.basics import BASICS
from automation.core.books import Books
from automation.core.build import build
from automation.core.changes import Change
from automation.core.data_rules import data_rules
from automation.core.department import Department
from automation.core.files import apply
from automation.core.folder import Folder
from automation.core.lists import blocks
from automation.core.reader import RegisterData, read_register
from automation.core.rows import Row
from automation.core.rules import findings
from automation.core.schema import Catalogue
from automation.core.steps import append, traced
from automation.core.transactions import Order, commit
from automation.core.undo import undo
from automation.customers.registers import CUSTOMERS_REGISTER
from automation.customers.registers.endings import PAUSED
from automation.customers.registers.firms import FIRMS
from tests.support import ROOT

NOW = datetime(2026, 3, 5, 10)
CATALOGUE = Catalogue((BASICS, CUSTOMERS_REGISTER))
ARTICLES = Articles([load_regulation(ROOT / "automation/customers/regulation.toml")])
KEY = "WL2026-00001"
CARD: dict[str, Any] = {"firm_no": KEY, "name": "南桥日用电器店", "is_dealer": "是", "is_supplier": "否", "business": "家电",
                        "phone": "010-55550001",
                        "opening_no": "KS2026-00001", "approved_at": datetime(2026, 1, 5, 9), "employees": 7}
LISTED = {"firm_no": KEY, "name": "南桥日用电器店"}


class House:
    """A folder with the register of companies, one of them dealt with."""

    def __init__(self, root: Path) -> None:
        self.folder, self.now = Folder.create(root), NOW
        self.department = Department(NOW, ARTICLES, lambda sheet: [])
        for register in CATALOGUE:
            rows = {"firms": [CARD], "firm_list": [LISTED]} if register is CUSTOMERS_REGISTER else {}
            made = build(register, blocks=blocks(register, lambda sheet: [], ARTICLES), articles=ARTICLES, context=self.department,
                         stamp=NOW, rows=rows)
            self.folder.register_path(register).write_bytes(made)
        numbers.occupy(self.folder, [KEY])
        self.path = self.folder.register_path(CUSTOMERS_REGISTER)

    def read(self) -> RegisterData:
        return read_register(self.path, CUSTOMERS_REGISTER)

    def find(self, sheet: str, key: str = KEY) -> Row | None:
        return self.read().sheets[sheet].find(key)

    def order(self, step: str) -> Order:
        self.now += timedelta(minutes=1)
        return Order(step, "郑营", "zheng", self.now, ("CU4.4",))

    def do(self, *changes: Change) -> str:
        return commit(self.folder, CATALOGUE, changes, self.order("中止交易"), self.department).run

    def pause(self) -> list[Change]:
        card = self.find("firms")
        assert card is not None
        kept = {name: value for name, value in card.items() if name in PAUSED.by_name}
        return [append(Row(PAUSED, {**kept, "closed_at": NOW, "end_reason": "歇业"})), card.leave()]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "部门")


def test_the_card_stands_where_it_is_kept_and_its_line_is_free(house: House) -> None:
    house.do(*house.pause())
    kept = house.find("paused_firms")
    assert kept is not None and house.find("firms") is None
    assert {name: kept[name] for name in CARD} == CARD
    house.do(append(Row(FIRMS, CARD | {"firm_no": "WL2026-00002"})))
    assert [row.number for row in house.read().sheets["firms"].rows()] == [2]


def test_references_find_it_there(house: House) -> None:
    house.do(*house.pause())
    data = house.read().sheets
    books = Books(CATALOGUE, house.department, data)
    rule = next(rule for rule in data_rules(CATALOGUE) if rule.id.endswith("查无·往来客户一览表·往来企业编号"))
    assert findings(rule, books) == []
    assert list(books.lookup(books.firm_list.firm_no, "firms", "name")) == ["南桥日用电器店"]
    found = traced(_Source(data), FIRMS, KEY)
    assert found is not None and found.sheet is PAUSED and traced(_Source(data), FIRMS, "WL1") is None
    kept = house.find("paused_firms")
    assert kept is not None
    house.do(kept.leave())
    assert len(findings(rule, Books(CATALOGUE, house.department, house.read().sheets))) == 1


def test_undo_brings_it_back_whole_and_its_number_is_not_void(house: House) -> None:
    run = house.do(*house.pause())
    undone = undo(house.folder, CATALOGUE, run, house.order("撤销"), house.department)
    back = house.find("firms")
    assert back is not None and {name: back[name] for name in CARD} == CARD and house.find("paused_firms") is None
    assert undone.void == [] and numbers.claimed(house.folder, KEY)
    again = undo(house.folder, CATALOGUE, undone.outcome.run, house.order("撤销"), house.department)
    assert again.void == [] and house.find("firms") is None and house.find("paused_firms") is not None


def test_moved_and_moved_back_at_once_and_once_more(house: House) -> None:
    """Two runs that waited are written together; a power cut before that was noted has them written again."""
    there = house.pause()
    kept = Row(PAUSED, there[0].values)
    back = [append(Row(FIRMS, CARD | {"phone": "010-55550009", "employees": None})), kept.leave()]
    before = house.read().sheets["firms"].find(KEY)
    for _ in range(2):
        assert apply(house.path, CUSTOMERS_REGISTER, [*there, *back], house.department, NOW) == []
        now = house.find("firms")
        assert before is not None and now is not None and house.find("paused_firms") is None
        assert {name for name in FIRMS.by_name if now[name] != before[name]} == {"phone", "employees"}


class _Source:
    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    def find(self, sheet: str, key: str) -> Row | None:
        return self.data[sheet].find(key)

    def where(self, sheet: str, **values: Any) -> list[Row]:
        return self.data[sheet].where(**values)
