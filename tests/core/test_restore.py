"""Backups are kept by their rule, and bringing one back loses nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from automation.core import backups
from automation.core.backups import ASIDE, ASIDES, DAYS, MONTHS
from automation.core.changes import AppendRow
from automation.core.errors import FileInUse, RefusedFile
from automation.core.folder import Folder
from automation.core.journal import RESTORE, Journal
from automation.core.journal_check import verify
from automation.core.numbers import claim
from automation.core.reader import read_register
from automation.core.restore import CannotRestore, Restored, restore
from automation.core.schema import Catalogue
from automation.core.transactions import Order, commit
from tests.core.sample_registers import ITEMS_REGISTER, NOTES_REGISTER, NOW, built, department

CATALOGUE = Catalogue((ITEMS_REGISTER, NOTES_REGISTER))
TITLE = ITEMS_REGISTER.title
FIRST_DAY = date(2026, 3, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Two registers, one row added on each of three days; the notes on the first only."""
    folder = Folder.create(tmp_path / "客服簿")
    for register in CATALOGUE:
        folder.register_path(register).write_bytes(built(register))
    add(folder, "001", 0, AppendRow("more_notes", {"note_no": "甲"}))
    add(folder, "002", 1)
    add(folder, "003", 2)
    return folder


def add(folder: Folder, key: str, day: int, *more: AppendRow) -> str:
    order = Order("登记", "王丽", "wang", NOW + timedelta(days=day), ("TS1.1",))
    return commit(folder, CATALOGUE, [AppendRow("items", {"no": key, "text": f"第{key}件"}), *more], order, department()).run


def bring_back(folder: Folder, day: int = 2, *wanted: str) -> list[Restored]:
    order = Order("取回备份", "孙静", "sun", NOW + timedelta(days=9))
    return restore(folder, CATALOGUE, FIRST_DAY + timedelta(days=day), order, wanted)


def keys(path: Path) -> list[str]:
    return [row.key for row in read_register(path, ITEMS_REGISTER).sheets["items"].rows()]


def test_a_backup_is_the_workbook_before_the_days_first_write(folder: Folder) -> None:
    add(folder, "004", 2)
    assert backups.days(folder) == {FIRST_DAY: [NOTES_REGISTER.filename, ITEMS_REGISTER.filename],
                                    FIRST_DAY + timedelta(days=1): [ITEMS_REGISTER.filename],
                                    FIRST_DAY + timedelta(days=2): [ITEMS_REGISTER.filename]}
    assert [keys(folder.backups / name / ITEMS_REGISTER.filename) for name in ("2026-03-05", "2026-03-06", "2026-03-07")] \
        == [[], ["001"], ["001", "002"]]


def test_a_backup_that_cannot_be_written_stops_the_write(folder: Folder) -> None:
    (folder.backups / "2026-03-09").write_text("no folder")
    before = folder.register_path(ITEMS_REGISTER).read_bytes()
    order = Order("登记", "王丽", "wang", NOW + timedelta(days=4))
    outcome = commit(folder, CATALOGUE, [AppendRow("items", {"no": "004"})], order, department())
    assert "备份存不进去" in outcome.pending[TITLE] and folder.register_path(ITEMS_REGISTER).read_bytes() == before


def test_the_rule_keeps_thirty_days_and_the_first_of_each_of_24_months(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path)
    path = folder.root / "样本.xlsx"
    path.write_bytes(b"PK")
    moment = datetime(2023, 1, 2, 9)
    while moment < datetime(2026, 3, 6):
        if moment.weekday() < 5:
            backups.keep(folder, path, moment)
        moment += timedelta(days=1)
    kept = sorted(backups.days(folder))
    assert len(kept) == DAYS + MONTHS
    recent, older = kept[-DAYS:], kept[:-DAYS]
    assert recent[0] == date(2026, 1, 23) and recent[-1] == date(2026, 3, 5)
    assert older[-1] == date(2026, 1, 1) and older[-2] == date(2025, 12, 1) and older[0] == date(2024, 2, 1)
    assert [(day.year, day.month) for day in older] == [(2024 + (month // 12), month % 12 + 1) for month in range(1, MONTHS + 1)]


def test_a_clock_that_is_years_ahead_drops_nothing_that_counts(folder: Folder) -> None:
    add(folder, "004", 3650)
    assert len(backups.days(folder)) == 4


def test_foreign_things_among_the_backups_do_no_harm(folder: Folder) -> None:
    (folder.backups / "2026-13-45").mkdir()
    (folder.backups / "2026-03-04").mkdir()
    (folder.backups / "2026-03-03").mkdir()
    (folder.backups / "2026-03-03" / "半份.xlsx.写入中").write_bytes(b"PK")
    backups.thin_out(folder)
    assert min(backups.days(folder)) == FIRST_DAY


def test_a_day_is_brought_back_and_the_present_is_kept_aside(folder: Folder) -> None:
    present, number = folder.register_path(ITEMS_REGISTER).read_bytes(), claim(folder, "YB", FIRST_DAY)
    (restored,) = bring_back(folder, 1, TITLE)
    assert keys(folder.register_path(ITEMS_REGISTER)) == ["001"]
    assert restored.aside is not None and restored.aside.read_bytes() == present and ASIDE in restored.aside.parts
    assert [(entry.when.date(), entry.step) for entry in restored.since] == [(date(2026, 3, 6), "登记"), (date(2026, 3, 7), "登记")]
    event = Journal(folder).entries()[-1]
    assert (event.kind, event.person, event.data["register"], event.data["day"]) == (RESTORE, "孙静", "sample_items", "2026-03-06")
    assert (folder.root / event.data["aside"]).read_bytes() == present
    assert verify(folder) == [] and claim(folder, "YB", FIRST_DAY) > number
    assert [change.values["no"] for change in Journal(folder).changes(restored.since[0].run)] == ["002"], "no value is lost"


def test_work_goes_on_after_a_restore_and_a_restore_can_be_taken_back(folder: Folder) -> None:
    (restored,) = bring_back(folder, 1, TITLE)
    add(folder, "010", 9)
    assert keys(folder.register_path(ITEMS_REGISTER)) == ["001", "010"]
    assert keys(folder.backups / "2026-03-14" / ITEMS_REGISTER.filename) == ["001"]
    assert restored.aside is not None and keys(restored.aside) == ["001", "002", "003"]


def test_all_registers_of_a_day_come_back_together(folder: Folder) -> None:
    restored = bring_back(folder, 0)
    assert [each.register.title for each in restored] == [TITLE, NOTES_REGISTER.title]
    assert len({each.aside.parent for each in restored if each.aside}) == 1
    assert keys(folder.register_path(ITEMS_REGISTER)) == []


def test_a_workbook_that_is_gone_comes_back(folder: Folder) -> None:
    folder.register_path(ITEMS_REGISTER).unlink()
    (restored,) = bring_back(folder)
    assert restored.aside is None and keys(folder.register_path(ITEMS_REGISTER)) == ["001", "002"]


@pytest.mark.parametrize(("day", "wanted", "why"), [
    (30, (), "2026-04-04 没有备份。有备份的日子：2026-03-05、2026-03-06、2026-03-07"),
    (1, (NOTES_REGISTER.title,), f"没有《{NOTES_REGISTER.title}》的备份。有备份的日子：2026-03-05。"),
    (1, ("别的簿",), f"没有《别的簿》这本登记簿。登记簿有：{TITLE}、"),
])
def test_what_is_not_there_is_said_with_what_is(folder: Folder, day: int, wanted: tuple[str, ...], why: str) -> None:
    with pytest.raises(CannotRestore, match=why):
        bring_back(folder, day, *wanted)


def test_nothing_is_brought_back_while_changes_wait(folder: Folder) -> None:
    path = folder.register_path(ITEMS_REGISTER)
    owner = path.with_name(f".~lock.{path.name}#")
    owner.write_text("王小明,wang,pc,02.03.2026 10:00,file:///x;", encoding="utf8")
    with pytest.raises(FileInUse, match="王小明"):
        bring_back(folder)
    add(folder, "004", 3)
    before, entries = path.read_bytes(), Journal(folder).entries()
    with pytest.raises(CannotRestore, match=r"还有 1 次办理.*recover"):
        bring_back(folder)
    assert path.read_bytes() == before and Journal(folder).entries() == entries and not (folder.backups / ASIDE).exists()


def test_one_that_is_open_keeps_all_from_being_brought_back(folder: Folder) -> None:
    path = folder.register_path(NOTES_REGISTER)
    path.with_name(f".~lock.{path.name}#").write_text("王小明,wang,pc,02.03.2026 10:00,file:///x;", encoding="utf8")
    with pytest.raises(FileInUse):
        bring_back(folder, 0)
    assert keys(folder.register_path(ITEMS_REGISTER)) == ["001", "002", "003"]


def test_a_broken_backup_is_not_brought_back(folder: Folder) -> None:
    (folder.backups / "2026-03-06" / ITEMS_REGISTER.filename).write_bytes(b"PK broken")
    with pytest.raises(CannotRestore, match=r"2026-03-06 的《样本登记簿》备份读不出来.*换一个日子"):
        bring_back(folder, 1)
    assert keys(folder.register_path(ITEMS_REGISTER)) == ["001", "002", "003"]


def test_the_files_kept_aside_do_not_pile_up_for_ever(folder: Folder) -> None:
    for number in range(ASIDES + 3):
        (folder.backups / ASIDE / f"2025-01-01 {number:06d}").mkdir(parents=True)
    backups.thin_out(folder)
    left = sorted(place.name for place in (folder.backups / ASIDE).iterdir())
    assert len(left) == ASIDES and left[-1].endswith(f"{ASIDES + 2:06d}")


def test_a_missing_workbook_has_no_backup_and_an_unreadable_one_is_refused(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path)
    backups.keep(folder, folder.root / "没有.xlsx", NOW)
    assert backups.days(folder) == {}
    (folder.root / "样本.xlsx").mkdir()
    with pytest.raises(RefusedFile):
        backups.keep(folder, folder.root / "样本.xlsx", NOW)
