"""Destruction: nothing of a destroyed row is left anywhere in the folder but its key, everything else stays, the chain holds."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from automation.core import purge as purging
from automation.core.changes import AppendRow, Change, SetCells, WriteDocument
from automation.core.folder import Folder
from automation.core.journal import PURGE, PURGED, Journal
from automation.core.journal_check import verify
from automation.core.journal_values import DamagedValues, Values
from automation.core.purge import CannotDestroy, Destroyed, finish, purge
from automation.core.schema import Catalogue
from automation.core.snapshots import take_snapshot
from automation.core.transactions import Order, Outcome, commit
from automation.core.undo import CannotUndo, undo
from tests.core.sample_registers import ITEMS_REGISTER, NOTES_REGISTER, NOW, built, department
from tests.support import ROOT

CATALOGUE = Catalogue((ITEMS_REGISTER, NOTES_REGISTER))
SECRET, OTHER = "机密张伟13800000001", "留存李娜"
ROWS = [("items", "YB-1")]


class Office:
    """A department that recorded two customers: in the journal, in backups, a snapshot, forms and a night's report."""

    def __init__(self, root: Path) -> None:
        self.folder, self.now = Folder.create(root), NOW
        for register in CATALOGUE:
            self.folder.register_path(register).write_bytes(built(register))
        self.both = self.do(AppendRow("items", {"no": "YB-1", "text": SECRET}), AppendRow("items", {"no": "YB-2", "text": OTHER}),
                            WriteDocument("样本登记簿/2026-03/凭证-YB-1.html", SECRET),
                            WriteDocument("样本登记簿/2026-03/凭证-YB-2.html", OTHER),
                            AppendRow("more_notes", {"note_no": "甲", "text": OTHER})).run
        self.alone = self.do(SetCells("items", "YB-1", {"text": SECRET + "改"}, {"text": SECRET})).run
        take_snapshot(self.folder, CATALOGUE, self.now)
        night = self.folder.checks / "2026-03-06"
        night.mkdir()
        (night / "findings.json").write_text('[{"key": "YB-1"}]', encoding="utf8")
        # A step empties the register's own row; Excel's next save drops the texts that no cell shows any more.
        self.emptied = self.do(SetCells("items", "YB-1", {"text": None}, {"text": SECRET + "改"})).run

    def do(self, *changes: Change) -> Outcome:
        self.now += timedelta(days=1)
        return commit(self.folder, CATALOGUE, changes, Order("登记", "王丽", "wang", self.now), department())

    def purge(self, approved_by: str = "孙静") -> Destroyed:
        self.now += timedelta(days=1)
        return purge(self.folder, CATALOGUE, ROWS, Order("销毁", "王丽", "wang", self.now, ("TS1.2",)), approved_by)

    def holding(self, text: str) -> set[str]:
        """The files of the folder in which a text stands, packed ones looked into."""
        found = set()
        for path in self.folder.root.rglob("*"):
            if path.is_file():
                parts = [path.read_bytes()]
                if zipfile.is_zipfile(path):
                    with zipfile.ZipFile(path) as package:
                        parts += [package.read(name) for name in package.namelist()]
                if any(text.encode() in part for part in parts):
                    found.add(path.relative_to(self.folder.root).as_posix())
        return found

    def independently_sound(self) -> bool:
        return subprocess.run([sys.executable, "-I", str(ROOT / "docs" / "verify_journal.py"), str(self.folder.root)],
                              capture_output=True).returncode == 0


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "客服簿")


def test_nothing_is_left_of_a_row_but_its_key_and_the_chain_holds(office: Office) -> None:
    before, lines = office.holding(OTHER), office.folder.journal.read_bytes()
    assert {Path(name).parts[0] for name in office.holding(SECRET)} == {"系统", "单据"}
    destroyed = office.purge()
    assert office.holding(SECRET) == set()
    assert office.folder.journal.read_bytes().startswith(lines) and verify(office.folder) == [] and office.independently_sound()
    kept = {name for name in before if not name.endswith(ITEMS_REGISTER.filename)}
    assert kept <= office.holding(OTHER), "what belongs to others stays, in the same side file too"
    assert destroyed.by_hand == [office.folder.checks / "2026-03-06"]
    assert {re.sub(r"\d", "9", path.relative_to(office.folder.root).as_posix()) for path in destroyed.files} == {
        "系统/备份/9999-99-99/样本登记簿.xlsx", "系统/快照/9999-99-99 999999/样本登记簿.xlsx", "单据/样本登记簿/9999-99/凭证-YB-9.html"}
    assert (office.folder.backups / f"{office.now:%Y-%m-%d}" / ITEMS_REGISTER.filename).exists(), "a fresh backup is kept"


def test_what_was_destroyed_when_and_by_whom_stays_on_record(office: Office) -> None:
    destroyed = office.purge()
    first, last = Journal(office.folder).entries()[-2:]
    assert (first.kind, first.run, first.when, first.step) == (PURGE, destroyed.run, office.now, "销毁")
    assert (first.person, first.login) == ("王丽", "wang")
    assert first.data["approved_by"] == "孙静" and first.data["rows"] == [["items", "YB-1"]] and first.data["articles"] == ["TS1.2"]
    assert first.data["lines"] == {office.both: [1, 3], office.alone: [1], office.emptied: [1]} and destroyed.changes == 4
    assert (last.kind, last.run) == (PURGED, destroyed.run) and Journal(office.folder).open_destructions() == []
    assert [line["gone"] for line in Journal(office.folder).values.lines(office.both) if "gone" in line] == [
        {"kind": "append", "sheet": "items", "key": "YB-1"}, {"kind": "document", "sheet": "", "key": "凭证-YB-1"}]


def test_others_changes_of_the_same_run_stay_readable(office: Office) -> None:
    office.purge()
    assert [getattr(change, "values", {}).get("text") for change in Journal(office.folder).changes(office.both)] == [OTHER, None, OTHER]


@pytest.mark.parametrize("run", ["both", "alone"])
def test_the_undo_of_a_destroyed_run_explains_itself(office: Office, run: str) -> None:
    office.purge()
    with pytest.raises(CannotUndo, match=r"（登记）的内容已按批准销毁，不能撤销"):
        undo(office.folder, CATALOGUE, getattr(office, run), Order("撤销", "王丽", "wang", office.now), department())


def test_work_goes_on_and_a_second_destruction_finds_nothing(office: Office) -> None:
    office.purge()
    assert office.do(AppendRow("items", {"no": "YB-3"})).applied == ["样本登记簿"]
    again = office.purge()
    assert again.changes == 0 and verify(office.folder) == []


def test_a_copy_that_cannot_be_read_goes_too(office: Office) -> None:
    broken = office.folder.backups / "2026-01-01" / ITEMS_REGISTER.filename
    broken.parent.mkdir()
    broken.write_bytes(SECRET.encode())
    assert broken in office.purge().files and not broken.exists()


def test_what_was_never_committed_or_never_finished_goes_too(office: Office) -> None:
    journal = Journal(office.folder)
    journal.values.keep(journal.new_run(NOW), [{"kind": "append", "sheet": "items", "values": {"no": "YB-1", "text": SECRET}}])
    (office.folder.values / "x.json.写入中").write_text(SECRET, encoding="utf8")
    office.purge()
    assert office.holding(SECRET) == set() and verify(office.folder) == []


def test_it_needs_an_approval_and_nothing_that_waits(office: Office) -> None:
    entries, holding = Journal(office.folder).entries(), office.holding(SECRET)
    with pytest.raises(CannotDestroy, match="批准"):
        office.purge(" ")
    assert Journal(office.folder).entries() == entries
    path = office.folder.register_path(ITEMS_REGISTER)
    owner = path.with_name(f".~lock.{path.name}#")
    owner.write_text("王小明,wang,pc,02.03.2026 10:00,file:///x;", encoding="utf8")
    office.do(AppendRow("items", {"no": "YB-3"}))
    with pytest.raises(CannotDestroy, match=r"还有 1 次办理.*recover"):
        office.purge()
    assert office.holding(SECRET) == holding


def test_a_damaged_side_file_stops_it_before_anything_is_destroyed(office: Office) -> None:
    holding = office.holding(SECRET)
    path = Journal(office.folder).values.path(office.emptied)
    path.write_bytes(b"?" + path.read_bytes())
    with pytest.raises(DamagedValues):
        office.purge()
    assert office.holding(SECRET) >= holding - {path.relative_to(office.folder.root).as_posix()}


def test_cut_short_anywhere_it_is_finished_by_the_next_recover(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, points = office.folder.root, 0
    while True:
        office.folder = Folder.open(shutil.copytree(whole, tmp_path / f"断在{points}"))
        try:
            with monkeypatch.context() as patched:
                _stop_after(patched, points)
                office.purge()
            break
        except KeyboardInterrupt:
            _finished(office, begun=points > 0)
            points += 1
    assert points == 1 + 3 + 4 + 1 + 1, "the entry, three side files, four files, a fresh backup, the last entry"


def _stop_after(patched: pytest.MonkeyPatch, moves: int) -> None:
    """Let so many moves of a destruction happen, then stop it."""
    left = iter(range(moves))

    def stopping(do: Callable[..., Any]) -> Callable[..., Any]:
        def move(*given: Any, **named: Any) -> Any:
            if next(left, None) is None:
                raise KeyboardInterrupt
            return do(*given, **named)
        return move
    for holder, name in ((purging, "sync_folder"), (purging.backups, "keep"), (Journal, "append"), (Values, "destroy")):
        patched.setattr(holder, name, stopping(getattr(holder, name)))


def _finished(office: Office, begun: bool) -> None:
    entry = Journal(office.folder).entries()[-1]
    assert (entry.kind == PURGE) == begun
    if begun:
        assert all("已批准销毁，还没有销毁" in damage.text for damage in verify(office.folder))
        assert finish(office.folder, CATALOGUE, office.now) == [entry.run]
        assert office.holding(SECRET) == set() and verify(office.folder) == []
        before = office.folder.journal.read_bytes()
        assert finish(office.folder, CATALOGUE, office.now) == [] and office.folder.journal.read_bytes() == before
