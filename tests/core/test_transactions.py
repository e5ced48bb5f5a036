"""Several registers changed as one: one entry commits it, each workbook takes it once, what can't be written waits."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from automation.core import locks, numbers, transactions
from automation.core.changes import AppendRow, Change, SetCells, WriteDocument
from automation.core.encoding import decode_clash
from automation.core.errors import Conflict, FileInUse, RefusedFile
from automation.core.folder import Folder
from automation.core.journal import APPLIED, COMMIT, Journal
from automation.core.journal_check import verify
from automation.core.locks import FolderBusy, Lock, LockLost
from automation.core.reader import RegisterData, read_register
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.transactions import Order, Outcome
from automation.core.undo import CannotUndo, undo
from automation.core.waiting import overlay, pending
from automation.core.xlsx import Cell, FileChanged, Workbook
from tests.core.contract import FIRST, SECOND, said
from tests.core.sample_registers import ITEMS, ITEMS_REGISTER, NOTES, NOTES_REGISTER, NOW, built, department

CATALOGUE = Catalogue((ITEMS_REGISTER, NOTES_REGISTER))
NOTE = AppendRow("more_notes", {"note_no": "甲", "text": "备忘"})
FORM = WriteDocument("样本登记簿/2026-03/凭证-001.html", "<p>凭证 001</p>")
OTHER = {"host": "pc-9", "pid": 1, "person": "孙静", "token": "x"}
STEP: list[Change] = [AppendRow("items", FIRST), NOTE, FORM]


class Office:
    """A department's folder and a person who takes steps in it, a minute apart."""

    def __init__(self, root: Path) -> None:
        self.folder = Folder.create(root)
        self.now = NOW
        for register in CATALOGUE:
            self.folder.register_path(register).write_bytes(built(register))

    def commit(self, *changes: Change, step: str = "登记", person: str = "王丽") -> Outcome:
        self.now += timedelta(minutes=1)
        return transactions.commit(self.folder, CATALOGUE, changes, Order(step, person, "wang", self.now, ("TS1.1",)), department())

    def undo(self, run: str) -> Outcome:
        self.now += timedelta(minutes=1)
        return undo(self.folder, CATALOGUE, run, Order("撤销", "李伟", "li", self.now), department()).outcome

    def recover(self) -> Outcome:
        return transactions.recover(self.folder, CATALOGUE, department(), self.now)

    def read(self, register=ITEMS_REGISTER, with_pending: bool = False) -> RegisterData:
        data = read_register(self.folder.register_path(register), register)
        waits = pending(self.folder, CATALOGUE).get(register.name, ()) if with_pending else ()
        return overlay(data, waits, department())

    def items(self, with_pending: bool = False) -> list[Row]:
        return list(self.read(with_pending=with_pending).sheets["items"].rows())

    def notes(self) -> list[str]:
        return [row.key for row in self.read(NOTES_REGISTER).sheets["more_notes"].rows()]

    def type(self, cell: str, value: Any) -> None:
        path = self.folder.register_path(ITEMS_REGISTER)
        book = Workbook.open(path)
        book.set_cells("样本登记", {cell: Cell(value)})
        book.save(path)

    def hold(self, register=ITEMS_REGISTER) -> Path:
        """Somebody opens a workbook; returns the owner file, to be removed."""
        path = self.folder.register_path(register)
        owner = path.with_name(f".~lock.{path.name}#")
        owner.write_text("王小明,wang,pc-7,02.03.2026 10:00,file:///x;", encoding="utf8")
        return owner

    def kinds(self) -> list[tuple[str, str]]:
        return [(entry.kind, entry.data.get("register", "")) for entry in Journal(self.folder).entries()]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "客服簿")


def state(folder: Folder) -> dict[str, bytes]:
    """Every file of a folder with what it holds."""
    return {str(path.relative_to(folder.root)): path.read_bytes() for path in sorted(folder.root.rglob("*")) if path.is_file()}


def worker(seen: Any, value: Any, key: str = "001") -> SetCells:
    return SetCells("items", key, {"worker": value}, {"worker": seen})


def test_one_entry_commits_and_every_register_takes_it_once(office: Office) -> None:
    outcome = office.commit(*STEP)
    assert (outcome.applied, outcome.pending, outcome.clashes) == (["样本登记簿", "样本备忘簿"], {}, [])
    assert [said(row, FIRST) for row in office.items()] == [FIRST] and office.notes() == ["甲"]
    assert outcome.documents == [office.folder.documents / FORM.path]
    assert outcome.documents[0].read_text(encoding="utf8") == FORM.text
    assert office.kinds() == [(COMMIT, ""), (APPLIED, "sample_items"), (APPLIED, "sample_notes"), (APPLIED, "单据")]
    entry = Journal(office.folder).entries()[0]
    assert (entry.run, entry.person, entry.login, entry.step, entry.when) == (outcome.run, "王丽", "wang", "登记", office.now)
    before = state(office.folder)
    again = office.recover()
    assert (again.applied, again.pending, again.documents) == ([], {}, []) and state(office.folder) == before


@pytest.mark.parametrize("held", [(ITEMS_REGISTER,), (NOTES_REGISTER,), (ITEMS_REGISTER, NOTES_REGISTER)])
def test_what_somebody_has_open_waits_and_readers_see_it_all_the_same(office: Office, held: Sequence[Any]) -> None:
    owners = [office.hold(register) for register in held]
    outcome = office.commit(*STEP)
    assert list(outcome.pending) == [register.title for register in held]
    assert all("王小明" in why for why in outcome.pending.values())
    assert outcome.documents[0].exists()
    data = office.read(with_pending=True).sheets["items"]
    assert [row.key for row in data.rows()] == ["001"] and data.waiting == ({"001"} if ITEMS_REGISTER in held else set())
    assert (data.row(0).zone, data.row(0).double, data.row(0).state) == ("市区", Decimal("161.00"), "新")
    later = office.commit(worker(None, "张强"))
    assert office.items(with_pending=True)[0].worker == "张强"
    assert later.applied == ([] if ITEMS_REGISTER in held else ["样本登记簿"])
    for owner in owners:
        owner.unlink()
    assert sorted(office.recover().applied) == sorted(register.title for register in held)
    assert [row.worker for row in office.items()] == ["张强"] and office.notes() == ["甲"]
    before = state(office.folder)
    assert office.recover().applied == [] and state(office.folder) == before


def test_the_next_step_brings_what_waits_before_its_own(office: Office) -> None:
    owner = office.hold()
    office.commit(AppendRow("items", FIRST))
    owner.unlink()
    outcome = office.commit(AppendRow("items", SECOND))
    assert outcome.applied == ["样本登记簿"] and [row.key for row in office.items()] == ["001", "002"]
    assert pending(office.folder, CATALOGUE) == {}


def test_a_conflict_names_the_cell_both_values_and_the_persons(office: Office) -> None:
    office.commit(AppendRow("items", FIRST))
    office.commit(worker(None, "张强"), step="派工", person="孙静")
    before = state(office.folder)
    with pytest.raises(Conflict, match=r"《样本登记簿》“样本登记”[A-Z]+2（001 的“技术员”）刚才是“空白”，现在是“张强”，"
                                       r"是孙静 03-05 15:22 办理“派工”时写的。什么都没有改，请王丽看清楚后重新办理。"):
        office.commit(worker(None, "李伟"), NOTE)
    office.type(_cell(office, "worker"), "王丽")
    with pytest.raises(Conflict, match="刚才是“张强”，现在是“王丽”，有人直接在表里改过。"):
        office.commit(worker("张强", "李伟"), NOTE)
    after = state(office.folder)
    assert {name for name in after if after[name] != before.get(name)} == {ITEMS_REGISTER.filename}


def _cell(office: Office, name: str, index: int = 0) -> str:
    return office.read().sheets["items"].address(index, name)


@pytest.mark.parametrize(("change", "words"), [
    (AppendRow("items", {"no": "001"}), "已经有 001（第 2 行），不能再加一行"),
    (SetCells("items", "009", {"way": "电话"}, {"way": None}), "找不到 009 了"),
    (SetCells("items", "002", {"no": "001"}, {"no": "002"}), "已经有 001"),
    (SetCells("items", "", {"no": "003"}, {"no": None}, 7, {"text": "没有这一行"}), "找不到 第 7 行 了")])
def test_what_stands_in_the_way_holds_the_whole_step(office: Office, change: Change, words: str) -> None:
    office.commit(AppendRow("items", FIRST), AppendRow("items", SECOND))
    before = state(office.folder)
    with pytest.raises(Conflict, match=words):
        office.commit(NOTE, change, FORM)
    assert state(office.folder) == before


def test_the_same_number_twice_in_one_step(office: Office) -> None:
    with pytest.raises(Conflict, match="已经有 001"):
        office.commit(AppendRow("items", FIRST), AppendRow("items", {"no": "001"}))


def test_an_archived_row_must_be_as_it_was_seen_but_for_what_is_computed(office: Office) -> None:
    office.commit(AppendRow("items", FIRST))
    row = office.items()[0]
    stale = row.but(worked=-1).archive()
    with pytest.raises(Conflict, match="“方式”"):
        office.commit(row.but(way="电话").archive())
    office.commit(stale)
    assert office.items() == []
    with pytest.raises(Conflict, match="找不到 001"):
        office.commit(row.archive())


def test_a_number_recorded_as_void_is_not_committed(office: Office) -> None:
    number = numbers.claim(office.folder, "YB", NOW.date())
    numbers.void(office.folder, [number])
    with pytest.raises(Conflict, match=f"编号 {number} 发出后太久没有用上"):
        office.commit(AppendRow("items", {**FIRST, "after": number}))
    assert office.kinds() == []


def test_a_column_that_is_missing_stops_the_step_before_commit(office: Office) -> None:
    items = replace(ITEMS, columns=tuple(column for column in ITEMS.columns if column.name != "way"))
    office.folder.register_path(ITEMS_REGISTER).write_bytes(built(replace(ITEMS_REGISTER, sheets=(items, NOTES))))
    with pytest.raises(RefusedFile, match="没有“方式”这一栏"):
        office.commit(AppendRow("items", SECOND), NOTE)
    assert office.kinds() == [] and office.notes() == []


def test_changed_by_hand_between_commit_and_write_is_left_and_noted(office: Office) -> None:
    office.commit(AppendRow("items", FIRST))
    owner = office.hold()
    first = office.commit(worker(None, "张强"))
    second = office.commit(SetCells("items", "001", {"way": "电话"}, {"way": None}))
    owner.unlink()
    office.type(_cell(office, "worker"), "王丽")
    outcome = office.recover()
    assert [(clash.key, clash.column, clash.wanted, clash.found) for clash in outcome.clashes] == [("001", "worker", "张强", "王丽")]
    assert (office.items()[0].worker, office.items()[0].way) == ("王丽", "电话")
    journal = Journal(office.folder)
    noted = {entry.run: journal.values.read(entry.data["values"]) if "values" in entry.data else [] for entry in journal.entries()
             if entry.kind == APPLIED}
    assert [decode_clash(clash).found for clash in noted[first.run]] == ["王丽"] and noted[second.run] == []


def test_saved_by_somebody_just_then_is_tried_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tries = transactions.apply, []

    def interrupted(*arguments: Any) -> Any:
        tries.append(1)
        if len(tries) < 3:
            raise FileChanged("刚刚有人保存")
        return real(*arguments)
    monkeypatch.setattr(transactions, "apply", interrupted)
    assert office.commit(AppendRow("items", FIRST)).pending == {} and len(tries) == 3
    monkeypatch.setattr(transactions, "apply", lambda *arguments: (_ for _ in ()).throw(FileChanged("总有人保存")))
    assert office.commit(AppendRow("items", SECOND)).pending == {"样本登记簿": "总有人保存"}
    monkeypatch.undo()
    office.recover()
    assert [row.key for row in office.items()] == ["001", "002"]


def test_a_form_that_cannot_be_stored_waits_like_a_register(office: Office) -> None:
    blocked = office.folder.documents / "样本登记簿"
    blocked.write_text("一个文件占了这个名字")
    outcome = office.commit(*STEP)
    assert list(outcome.pending) == ["单据"] and outcome.documents == [] and len(office.items()) == 1
    second = WriteDocument(FORM.path, "<p>重印</p>")
    assert list(office.commit(second).pending) == ["单据"]
    blocked.unlink()
    assert len(office.recover().documents) == 2
    assert (office.folder.documents / FORM.path).read_text(encoding="utf8") == second.text
    assert office.recover().documents == []


def test_what_a_run_left_that_never_came_to_its_commit_stops_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same second, the same place in the journal: the name is taken by values that no entry speaks of."""
    real = Journal._write
    monkeypatch.setattr(Journal, "_write", lambda journal, entry: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        office.commit(*STEP)
    monkeypatch.setattr(Journal, "_write", real)
    office.now -= timedelta(minutes=1)
    assert office.commit(*STEP).applied == ["样本登记簿", "样本备忘簿"]
    assert len(office.items()) == 1


def test_another_is_at_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.folder.lock.write_text(json.dumps(OTHER))
    monkeypatch.setattr(transactions, "locked", lambda folder, person="": locks.hold(folder, person, 0.2))
    with pytest.raises(FolderBusy, match="孙静（电脑 pc-9）正在办理"):
        office.commit(*STEP)
    assert office.kinds() == [] and json.loads(office.folder.lock.read_text()) == OTHER


def test_taken_over_before_the_commit_nothing_is_done(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Lock.confirm

    def slept(self: Lock) -> None:
        office.folder.lock.write_text(json.dumps(OTHER))
        real(self)
    monkeypatch.setattr(Lock, "confirm", slept)
    with pytest.raises(LockLost, match="没有办成"):
        office.commit(*STEP)
    assert office.kinds() == [] and office.items() == []
    assert json.loads(office.folder.lock.read_text()) == OTHER, "the other's lock stays"


def test_taken_over_after_the_commit_the_next_one_finishes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = transactions.apply

    def slept(path: Path, *arguments: Any) -> Any:
        result = real(path, *arguments)
        office.folder.lock.write_text(json.dumps(OTHER))
        return result
    monkeypatch.setattr(transactions, "apply", slept)
    outcome = office.commit(*STEP)
    assert outcome.pending.keys() == {"样本登记簿", "样本备忘簿"} and office.kinds() == [(COMMIT, "")]
    monkeypatch.undo()
    office.folder.lock.unlink()
    assert office.recover().applied == ["样本登记簿", "样本备忘簿"]
    assert len(office.items()) == 1 and office.notes() == ["甲"]


def test_undo_takes_back_what_was_set_and_added_and_only_once(office: Office) -> None:
    office.commit(AppendRow("items", FIRST))
    run = office.commit(worker(None, "张强"), AppendRow("items", SECOND), NOTE, FORM).run
    assert len(office.items()) == 2
    office.undo(run)
    assert [said(row, {**FIRST, "worker": None}) for row in office.items()] == [{**FIRST, "worker": None}] and office.notes() == []
    with pytest.raises(CannotUndo, match=r"已经由 李伟 .*撤销过了"):
        office.undo(run)
    office.commit(AppendRow("items", SECOND))
    assert [row.number for row in office.items()] == [2, 3]


def test_undo_of_what_still_waits(office: Office) -> None:
    owner = office.hold()
    run = office.commit(AppendRow("items", FIRST)).run
    assert office.undo(run).applied == ["样本登记簿"], "together they leave nothing to write"
    assert pending(office.folder, CATALOGUE) == {} and office.items() == []
    office.commit(AppendRow("items", FIRST))
    run = office.commit(worker(None, "张强")).run
    assert office.undo(run).pending == {"样本登记簿": ANY} and office.items(with_pending=True)[0].worker is None
    owner.unlink()
    assert office.recover().clashes == [] and office.items()[0].worker is None


def test_a_torn_end_of_the_journal_is_put_aside_by_recover(office: Office) -> None:
    office.commit(*STEP)
    whole = office.folder.journal.read_bytes()
    with open(office.folder.journal, "ab") as journal:
        journal.write(b'{"before":"' + os.urandom(8).hex().encode())
    assert office.recover().applied == []
    assert office.folder.journal.read_bytes() == whole and verify(office.folder) == []


def test_a_workbook_that_the_system_keeps_from_being_replaced_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exclusive lock as Windows has it: the new file can't take the old one's place, whatever owner file there is."""
    real = os.replace

    def replace(source: Any, target: Any) -> None:
        if Path(target) == office.folder.register_path(ITEMS_REGISTER):
            raise PermissionError(13, "denied")
        real(source, target)
    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr("automation.core.xlsx.files._PATIENCE", (0.01,))
    outcome = office.commit(*STEP)
    assert list(outcome.pending) == ["样本登记簿"] and "正被别的程序占用" in outcome.pending["样本登记簿"]
    assert office.items() == [] and len(office.items(with_pending=True)) == 1 and office.notes() == ["甲"]
    monkeypatch.undo()
    assert office.recover().applied == ["样本登记簿"] and len(office.items()) == 1


def test_a_workbook_that_cannot_even_be_read_stops_the_step_before_commit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path) -> bytes:
        raise FileInUse(f"「{path.name}」正被别的程序占用")
    before = state(office.folder)
    monkeypatch.setattr("automation.core.light.read_file", denied)
    with pytest.raises(FileInUse, match="样本登记簿"):
        office.commit(*STEP)
    monkeypatch.undo()
    assert state(office.folder) == before
