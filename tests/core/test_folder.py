"""A department's folder and its nightly copies."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from automation.core.folder import SNAPSHOT_ENTRY, Folder, NoFolder
from automation.core.schema import Catalogue
from automation.core.snapshots import KEPT, take_snapshot
from tests.core.sample_registers import ITEMS_REGISTER, NOTES_REGISTER, built

NIGHT = datetime(2026, 3, 5, 20, 0)


def test_a_folder_is_made_once_and_keeps_what_lies_there(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path / "客服簿")
    (folder.values / "甲.json").write_text("{}")
    readme = folder.system / "请勿改动.txt"
    readme.write_text("改过", encoding="utf-8-sig")
    assert Folder.create(tmp_path / "客服簿") == Folder.open(tmp_path / "客服簿") == folder
    assert (folder.values / "甲.json").exists() and readme.read_text(encoding="utf-8-sig") == "改过"


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_text("x")])
def test_what_is_no_department_says_so(tmp_path: Path, make) -> None:
    make(tmp_path / "别处")
    with pytest.raises(NoFolder, match=r"别处.*不是客服簿的部门文件夹.*new"):
        Folder.open(tmp_path / "别处")


def test_snapshots_are_whole_or_absent_and_old_ones_go(tmp_path: Path) -> None:
    folder, catalogue = Folder.create(tmp_path), Catalogue((ITEMS_REGISTER, NOTES_REGISTER))
    folder.register_path(NOTES_REGISTER).write_bytes(built(NOTES_REGISTER))
    (folder.snapshots / "未完成").mkdir()
    (folder.snapshots / "未完成" / "半份.xlsx").write_bytes(b"PK")
    assert folder.last_snapshot() is None
    for night in range(KEPT + 3):
        taken = take_snapshot(folder, catalogue, NIGHT + timedelta(days=night))
    assert sorted(path.name for path in taken.path.iterdir()) == sorted((NOTES_REGISTER.filename, SNAPSHOT_ENTRY))
    assert taken.path.joinpath(NOTES_REGISTER.filename).read_bytes() == folder.register_path(NOTES_REGISTER).read_bytes()
    assert len(list(folder.snapshots.iterdir())) == KEPT
    assert folder.last_snapshot() == taken
    before = folder.last_snapshot(taken.taken_at)
    assert before is not None and before.taken_at == NIGHT + timedelta(days=KEPT + 1)


def test_a_second_snapshot_of_the_same_moment_replaces_the_first(tmp_path: Path) -> None:
    folder, catalogue = Folder.create(tmp_path), Catalogue((NOTES_REGISTER,))
    folder.register_path(NOTES_REGISTER).write_bytes(b"1")
    take_snapshot(folder, catalogue, NIGHT)
    folder.register_path(NOTES_REGISTER).write_bytes(b"2")
    taken = take_snapshot(folder, catalogue, NIGHT)
    assert (taken.path / NOTES_REGISTER.filename).read_bytes() == b"2"


def test_other_folders_among_the_snapshots_do_no_harm(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path)
    (folder.snapshots / "2026-03-05 旧的备份啊").mkdir()
    (folder.snapshots / "abcd-ef-gh ijklmn").mkdir()
    assert folder.last_snapshot() is None
