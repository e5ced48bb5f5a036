"""Undo: a run is taken back whole or not at all, and what stands in the way is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.core import numbers
from automation.core.changes import AppendRow, ArchiveRow, Change, WriteDocument
from automation.core.errors import Conflict
from automation.core.folder import Folder
from automation.core.journal import Journal
from automation.core.journal_check import verify
from automation.core.reader import SheetData, read_register
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.transactions import Order, commit
from automation.core.undo import CannotUndo, Undone, undo
from automation.core.xlsx import Cell, Workbook
from tests.core.sample_registers import ITEMS_REGISTER, NOTES_REGISTER, NOW, built, department

CATALOGUE = Catalogue((ITEMS_REGISTER, NOTES_REGISTER))
FORM = WriteDocument("样本登记簿/2026-03/凭证.html", "<p>凭证</p>")


class Office:
    """A department's folder and people who take steps in it, a minute apart."""

    def __init__(self, root: Path) -> None:
        self.folder, self.now = Folder.create(root), NOW
        for register in CATALOGUE:
            self.folder.register_path(register).write_bytes(built(register))

    def order(self, step: str, person: str) -> Order:
        self.now += timedelta(minutes=1)
        return Order(step, person, "wang", self.now, ("TS1.1",))

    def do(self, *changes: Change, step: str = "登记", person: str = "王丽") -> str:
        return commit(self.folder, CATALOGUE, changes, self.order(step, person), department()).run

    def undo(self, run: str) -> Undone:
        return undo(self.folder, CATALOGUE, run, self.order("撤销", "李伟"), department())

    def number(self) -> str:
        return numbers.claim(self.folder, "YB", date(2026, 3, 5))

    def sheet(self, name: str = "items") -> SheetData:
        register = CATALOGUE.register_of[name]
        return read_register(self.folder.register_path(register), register).sheets[name]

    def row(self, key: str) -> Row:
        found = self.sheet().find(key)
        assert found is not None
        return found

    def rows(self) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if value is not None and row.sheet[name].formula is None}
                for row in self.sheet().rows()]

    def type(self, ref: str, value: Any) -> None:
        path = self.folder.register_path(ITEMS_REGISTER)
        book = Workbook.open(path)
        book.set_cells("样本登记", {ref: Cell(value)})
        book.save(path)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "客服簿")


def added(key: str, **values: Any) -> AppendRow:
    return AppendRow("items", {"no": key, "came_at": NOW, "text": "漏水", **values})


def test_cells_get_back_what_stood_there_and_blanks_become_blank(office: Office) -> None:
    office.do(added("001", phone="13800000000"))
    before = office.rows()
    run = office.do(office.row("001").set(phone="13911111111", worker="张强", text=None), step="派工")
    undone = office.undo(run)
    assert office.rows() == before and undone.outcome.applied == ["样本登记簿"] and (undone.forms, undone.void) == ([], [])
    entry = Journal(office.folder).commits()[-1]
    assert (entry.step, entry.person, entry.data["undoes"], entry.data["articles"]) == ("撤销 派工", "李伟", run, ["TS1.1"])
    assert verify(office.folder) == []


def test_an_added_row_is_emptied_its_number_is_void_and_its_forms_are_named(office: Office) -> None:
    office.do(added("001"))
    number = office.number()
    run = office.do(added(number), AppendRow("more_notes", {"note_no": "甲", "text": "备忘"}), FORM)
    undone = office.undo(run)
    assert [row["no"] for row in office.rows()] == ["001"] and list(office.sheet("more_notes").rows()) == []
    assert undone.void == [number] and numbers.voided(office.folder) == [number]
    assert undone.forms == [office.folder.documents / FORM.path] and undone.forms[0].read_text(encoding="utf8") == FORM.text
    assert office.number() > number


def test_other_numbers_of_a_row_are_void_too_but_not_those_it_points_at(office: Office) -> None:
    first, second, receipt = office.number(), office.number(), numbers.claim(office.folder, "SJ", date(2026, 3, 5))
    office.do(added(first))
    undone = office.undo(office.do(added(second, after=first, text=receipt)))
    assert sorted(undone.void) == [receipt, second] and not numbers.is_void(office.folder, first)
    office.undo(undone.outcome.run)
    assert numbers.voided(office.folder) == []


def test_an_undo_can_be_undone_and_that_too(office: Office) -> None:
    number = office.number()
    run = office.do(added(number, phone="13800000000"))
    before = office.rows()
    back = office.undo(run).outcome.run
    again = office.undo(back)
    assert office.rows() == before and not numbers.is_void(office.folder, number)
    assert Journal(office.folder).commits()[-1].step == "恢复 登记"
    once_more = office.undo(again.outcome.run)
    assert office.rows() == [] and numbers.is_void(office.folder, number) and once_more.void == [number]
    with pytest.raises(CannotUndo, match=f"{run} 已经由 李伟 .*撤销过了.*请撤销 {back}"):
        office.undo(run)


def test_after_an_undo_was_undone_the_run_can_be_undone_again(office: Office) -> None:
    office.do(added("001"))
    run = office.do(office.row("001").set(worker="张强"))
    office.undo(office.undo(run).outcome.run)
    assert office.row("001").worker == "张强"
    office.undo(run)
    assert office.row("001").worker is None


def test_a_typed_row_that_got_its_number_loses_it_again_and_keeps_what_was_typed(office: Office) -> None:
    office.do(added("001"))
    office.type("D3", "13800000000")
    typed = office.sheet().row(1)
    assert typed.key == "" and typed.phone == "13800000000"
    number = office.number()
    run = office.do(typed.set(no=number, worker="张强"))
    undone = office.undo(run)
    assert office.rows()[1] == {"phone": "13800000000"} and undone.void == [number]
    office.undo(undone.outcome.run)
    assert office.rows()[1] == {"no": number, "phone": "13800000000", "worker": "张强"} and not numbers.is_void(office.folder, number)


@pytest.mark.parametrize(("later", "cells"), [
    (lambda row: [row.set(worker="李伟")], "“样本登记”001 的“技术员”"),
    (lambda row: [row.set(text="修好", done_at=NOW)], "“样本登记”001 的“办完时间”“经过”"),
    (lambda row: [added("002", after="001")], "“样本登记”002 的“前一编号”"),
    (lambda row: [row.archive()], "“样本登记”001 的"),
], ids=["same cell", "same row", "row that points at it", "archived"])
def test_what_others_built_upon_is_named(office: Office, later: Any, cells: str) -> None:
    run = office.do(added("001"), office_note("甲"))
    on_top = office.do(*later(office.row("001")), step="派工", person="孙静")
    before = office.rows()
    with pytest.raises(CannotUndo, match=rf"{run}（登记）.*先撤销后面的.*{on_top}（派工，孙静，03-05 \d\d:\d\d）动过{cells}"):
        office.undo(run)
    assert office.rows() == before


def office_note(key: str) -> AppendRow:
    return AppendRow("more_notes", {"note_no": key})


def test_all_that_stands_in_the_way_is_named_from_the_last_one(office: Office) -> None:
    run = office.do(added("001"))
    others = [office.do(office.row("001").set(worker=name), person=name) for name in ("张强", "李伟")]
    with pytest.raises(CannotUndo, match=rf"从最后一个起：{others[1]}.*；{others[0]}"):
        office.undo(run)
    for later in reversed(others):
        office.undo(later)
    office.undo(run)
    assert office.rows() == []


def test_what_touches_other_cells_or_was_undone_itself_does_not_stand_in_the_way(office: Office) -> None:
    office.do(added("001"), added("002"))
    run = office.do(office.row("001").set(worker="张强"))
    office.do(office.row("002").set(worker="张强"), office.row("001").set(text="另说"))
    office.undo(office.do(office.row("001").set(worker="李伟")))
    office.undo(run)
    assert office.row("001").worker is None and office.row("001").text == "另说"


def test_an_undo_that_was_undone_puts_its_run_in_the_way_again(office: Office) -> None:
    office.do(added("001"))
    first = office.do(office.row("001").set(worker="张强"))
    second = office.do(office.row("001").set(worker="李伟"))
    office.undo(office.undo(second).outcome.run)
    with pytest.raises(CannotUndo, match=second):
        office.undo(first)


def test_a_cell_changed_by_hand_is_a_conflict_that_names_both_values(office: Office) -> None:
    office.do(added("001"))
    run = office.do(office.row("001").set(text="修好", worker="张强"))
    cell = office.sheet().address(0, "text")
    office.type(cell, "客户自己修好")
    before = office.rows()
    with pytest.raises(Conflict, match=r"001.*“经过”.*“修好”.*“客户自己修好”"):
        office.undo(run)
    assert office.rows() == before and len(Journal(office.folder).commits()) == 2
    office.type(cell, "修好")
    office.undo(run)
    assert office.row("001").text == "漏水"


def test_a_run_that_still_waits_is_undone_in_order(office: Office) -> None:
    office.do(added("001"))
    path = office.folder.register_path(ITEMS_REGISTER)
    owner = path.with_name(f".~lock.{path.name}#")
    owner.write_text("王小明,wang,pc,02.03.2026 10:00,file:///x;", encoding="utf8")
    run = office.do(office.row("001").set(worker="张强"))
    assert office.undo(run).outcome.applied == ["样本登记簿"], "together they leave nothing to write"
    run = office.do(office.row("001").set(worker="张强"))
    later = office.do(office.row("001").set(phone="13800000000"))
    waits = office.undo(run).outcome.pending
    assert list(waits) == ["样本登记簿"] and "王小明" in waits["样本登记簿"] and later in Journal(office.folder).open_runs()
    owner.unlink()
    office.do(added("002"))
    assert [row.get("worker") for row in office.rows()] == [None, None]


@pytest.mark.parametrize(("changes", "why"), [
    ([ArchiveRow("items", "001", {"no": "001"})], "001 已移到“样本登记存档”.*抄回“样本登记”"),
    ([FORM], "只印了单据.*收回作废"),
])
def test_what_cannot_be_undone_says_why(office: Office, changes: Sequence[Change], why: str) -> None:
    office.do(added("001"))
    run = office.do(*changes)
    with pytest.raises(CannotUndo, match=why):
        office.undo(run)


def test_a_run_that_is_not_known(office: Office) -> None:
    with pytest.raises(CannotUndo, match=r"没有编号为 20260305-1 的办理.*journal"):
        office.undo("20260305-1")
