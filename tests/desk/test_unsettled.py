"""What isn't settled is found by the night: what still waits, cells with two values, numbers that were never used."""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.commands import Situation
from automation.commands.deciding import NothingToDecide, decide
from automation.core import numbers
from automation.core.changes import AppendRow, SetCells
from automation.core.findings import Finding
from automation.core.history import touched_since
from automation.core.journal import Journal
from automation.core.snapshots import take_snapshot
from automation.core.transactions import Order
from automation.core.undo import undo
from automation.core.xlsx import Cell, Workbook
from automation.desk import house, nightly
from automation.desk.gather import gather
from automation.desk.session import Session
from automation.desk.unsettled import unsettled
from automation.desk.workbooks import found_department

NOW = datetime(2026, 3, 5, 9)
PEOPLE = [AppendRow("people", {"name": "郑凯", "role": "市场营销部", "active": "是"}),
          AppendRow("people", {"name": "孙丽", "role": "客服人员", "active": "是"})]


class Office:
    """A department and what is done in it."""

    def __init__(self, root: Path) -> None:
        self.folder = found_department(root, NOW)
        self.now = NOW
        self.path = self.folder.root / "保养合同.xlsx"
        self.owner = self.path.with_name(f".~lock.{self.path.name}#")
        self.commit(*PEOPLE, AppendRow("contracts", {"contract_no": "HT2025-00001", "customer": "甲厂"}))

    def session(self) -> Session:
        return Session(self.folder, self.now, "zheng")

    def commit(self, *changes: Any, person: str = "郑凯") -> str:
        self.now += timedelta(minutes=1)
        return self.session().commit(list(changes), "改合同", person).run

    def hold(self) -> None:
        self.owner.write_text("王小明,wang,pc-7,02.03.2026 10:00,file:///x;", encoding="utf8")

    def type(self, name: str, value: Any) -> None:
        data = self.session().sheet("contracts")
        book = Workbook.open(self.path)
        book.set_cells(data.title, {data.address(0, name): Cell(value)})
        self.owner.unlink(missing_ok=True)
        book.save(self.path)

    def customer(self) -> Any:
        return next(iter(self.session().sheet("contracts").rows())).customer

    def findings(self) -> list[Finding]:
        session = self.session()
        reasons = session.recover().pending
        catalogue = house.catalogue()
        gathered = gather({register.name: self.folder.register_path(register) for register in catalogue}, catalogue, house.articles(),
                          self.now, lambda data: session.register(data.register))
        return unsettled(self.folder, gathered, reasons)

    def decide(self, run: str, **options: Any) -> list[str]:
        chosen = {"run": run, "key": "HT2025-00001", "header": "客户名称", "keep": False, "write": False, "person": "郑凯"} | options
        return list(decide(Namespace(**chosen), Situation(self.folder.root, self.now, "zheng", lambda: self.now)))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "客服簿")


@pytest.fixture
def clashed(office: Office) -> Iterator[tuple[Office, str]]:
    """A customer's name that a step wanted to write and somebody changed by hand meanwhile."""
    office.hold()
    run = office.commit(SetCells("contracts", "HT2025-00001", {"customer": "乙厂"}, {"customer": "甲厂"}))
    office.type("customer", "丙厂")
    yield office, run


def test_what_waits_is_named_with_who_has_it_open(office: Office) -> None:
    office.hold()
    office.commit(SetCells("contracts", "HT2025-00001", {"customer": "乙厂"}, {"customer": "甲厂"}))
    found, = office.findings()
    assert (found.rule, found.workbook, found.sheet, found.cell) == ("DQ 待写入", "保养合同.xlsx", "保养合同", "A2")
    assert "王小明" in found.message and (found.key, found.person) == ("HT2025-00001", "郑凯")
    office.owner.unlink()
    assert office.findings() == [] and office.customer() == "乙厂"


def test_a_cell_with_two_values_is_found_until_somebody_keeps_what_is_there(clashed: tuple[Office, str]) -> None:
    office, run = clashed
    for _ in range(2):
        found, = office.findings()
        assert (found.rule, found.workbook, found.key, found.person) == ("DQ 两个值", "保养合同.xlsx", "HT2025-00001", "郑凯")
        assert found.cell == office.session().sheet("contracts").address(0, "customer")
        assert "要写“乙厂”" in found.message and "改成了“丙厂”" in found.message and "由郑凯决定" in found.right
    assert "乙厂" in office.decide(run)[0] and len(office.findings()) == 1
    office.decide(run, keep=True)
    assert office.findings() == [] and office.customer() == "丙厂"
    with pytest.raises(NothingToDecide, match="也许已经定过"):
        office.decide(run, keep=True)


def test_or_until_somebody_has_it_written(clashed: tuple[Office, str]) -> None:
    office, run = clashed
    office.decide(run, write=True)
    assert office.findings() == [] and office.customer() == "乙厂"
    assert Journal(office.folder).commits()[-1].step == "裁定 改合同"


def test_or_a_later_step_writes_the_cell_or_the_wanted_value_is_typed(clashed: tuple[Office, str]) -> None:
    office, _ = clashed
    assert len(office.findings()) == 1
    office.type("customer", "乙厂")
    assert office.findings() == []
    office.type("customer", "丙厂")
    assert len(office.findings()) == 1
    office.commit(SetCells("contracts", "HT2025-00001", {"customer": "丁厂"}, {"customer": "丙厂"}))
    assert office.findings() == []


def test_a_row_that_was_taken_away_meanwhile(office: Office) -> None:
    office.hold()
    run = office.commit(SetCells("contracts", "HT2025-00001", {"customer": "乙厂"}, {"customer": "甲厂"}))
    office.type("contract_no", "HT2025-00009")
    found, = office.findings()
    assert found.rule == "DQ 两个值" and "移走或改了编号" in found.message and found.cell == "A1"
    header = house.catalogue().sheets["contracts"]["contract_no"].header
    with pytest.raises(NothingToDecide, match="已经不在了"):
        office.decide(run, header=header, write=True)
    office.decide(run, header=header, keep=True)
    assert office.findings() == []


def test_a_number_that_was_never_used_is_recorded_once(office: Office) -> None:
    folder = office.folder
    used, waiting, taken_back, lost = (numbers.claim(folder, "HT", NOW.date()) for _ in range(4))
    receipt = numbers.claim(folder, "SJ", NOW.date())
    office.commit(AppendRow("contracts", {"contract_no": used, "customer": "乙厂"}))
    office.hold()
    office.commit(AppendRow("contracts", {"contract_no": waiting, "customer": "丙厂"}))
    assert [found.rule for found in office.findings()] == ["DQ 待写入"], "the numbers are young: a step may be under way"
    long_ago = time.time() - 7200
    for path in folder.numbers.rglob("0*"):
        os.utime(path, (long_ago, long_ago))
    found = [each for each in office.findings() if each.rule == "DQ 空号"]
    assert sorted(each.key for each in found) == sorted((taken_back, lost, receipt))
    assert (found[0].workbook, found[0].cell, found[0].person) == ("保养合同.xlsx", "A1", "郑凯")
    assert numbers.voided(folder) == [taken_back, lost, receipt]
    assert [each.rule for each in office.findings()] == ["DQ 待写入"]


def test_the_number_of_a_run_taken_back_is_void_though_the_undo_was_cut_short(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = numbers.claim(office.folder, "HT", NOW.date())
    run = office.commit(AppendRow("contracts", {"contract_no": number, "customer": "乙厂"}))
    monkeypatch.setattr(numbers, "void", lambda folder, texts: None)
    session = office.session()
    undo(office.folder, house.catalogue(), run, Order("撤销", "郑凯", "zheng", office.now), session.department)
    monkeypatch.undo()
    assert not numbers.is_void(office.folder, number)
    long_ago = time.time() - 7200
    os.utime(office.folder.numbers / "HT2026" / number[-5:], (long_ago, long_ago))
    assert [each.key for each in office.findings()] == [number] and numbers.is_void(office.folder, number)


def test_the_night_tells_by_the_journal_what_a_step_wrote_and_not_by_the_clock(office: Office) -> None:
    """One computer's clock is behind; one run still waited when the snapshot was taken."""
    office.hold()
    office.commit(SetCells("contracts", "HT2025-00001", {"customer": "乙厂"}, {"customer": "甲厂"}))
    snapshot = take_snapshot(office.folder, house.catalogue(), office.now)
    assert touched_since(office.folder, snapshot) == {("contracts", "HT2025-00001", "customer")}
    office.owner.unlink()
    office.session().recover()
    later = take_snapshot(office.folder, house.catalogue(), office.now + timedelta(hours=1))
    assert touched_since(office.folder, later) == set()
    office.now -= timedelta(minutes=10)
    office.commit(SetCells("people", "孙丽", {"team": "一组"}, {"team": None}))
    assert touched_since(office.folder, later) == {("people", "孙丽", "team")}


def test_the_whole_night_with_all_of_it_and_a_snapshot_that_is_broken(clashed: tuple[Office, str]) -> None:
    office, _ = clashed
    night = nightly.run(office.folder, office.now)
    assert "DQ 两个值" in {found.rule for found in night.findings}
    snapshot = office.folder.last_snapshot()
    assert snapshot is not None and snapshot.last_entry == Journal(office.folder).entries()[-1].number
    (snapshot.path / office.path.name).write_bytes(b"PK")
    rules = [found.rule for found in nightly.run(office.folder, office.now + timedelta(days=1)).findings]
    assert rules.count("DQ 快照读不出来") == 1
