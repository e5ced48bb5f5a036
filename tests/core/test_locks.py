"""One transaction at a time; a lock left behind is recognised, a living one respected, and a stale one broken by one only."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import socket
import time
from pathlib import Path

import pytest

from automation.core.folder import Folder
from automation.core.leftovers import clear_away
from automation.core.locks import EMPTY_AFTER, STALE_AFTER, FolderBusy, LockLost, hold


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder.create(tmp_path)


def _aged(path: Path, seconds: float) -> None:
    when = time.time() - seconds
    os.utime(path, (when, when))


def _left_by(folder: Folder, **said: object) -> None:
    folder.lock.write_text(json.dumps({"host": "pc-9", "pid": 1, "person": "孙静", "token": "x"} | said))


def test_held_and_given_back(folder: Folder) -> None:
    with hold(folder, "王丽") as lock:
        said = json.loads(folder.lock.read_bytes())
        assert (said["host"], said["pid"], said["person"]) == (socket.gethostname(), os.getpid(), "王丽")
        with pytest.raises(FolderBusy, match=f"王丽（电脑 {socket.gethostname()}）正在办理"), hold(folder, "孙静", 0.2):
            pass
        lock.confirm()
        lock.refresh()
    assert not folder.lock.exists()


def test_left_by_a_process_that_died(folder: Folder) -> None:
    child = os.fork()
    if child == 0:
        held = hold(folder, "孙静")
        held.__enter__()
        os._exit(0)
    os.waitpid(child, 0)
    assert folder.lock.exists()
    with hold(folder, "王丽", 1.0):
        assert json.loads(folder.lock.read_bytes())["person"] == "王丽"


@pytest.mark.parametrize(("age", "taken"), [(STALE_AFTER - 60, False), (STALE_AFTER + 60, True)])
def test_left_by_another_computer(folder: Folder, age: float, taken: bool) -> None:
    _left_by(folder)
    _aged(folder.lock, age)
    if taken:
        with hold(folder, "王丽", 0.5):
            pass
    else:
        with pytest.raises(FolderBusy, match="孙静（电脑 pc-9）"), hold(folder, "王丽", 0.2):
            pass


@pytest.mark.parametrize(("age", "taken"), [(0.0, False), (EMPTY_AFTER + 1, True)])
def test_killed_before_it_said_whose_it_is(folder: Folder, age: float, taken: bool) -> None:
    folder.lock.touch()
    _aged(folder.lock, age)
    if taken:
        with hold(folder, "王丽", 0.5):
            pass
    else:
        with pytest.raises(FolderBusy, match="别人（电脑 不明）"), hold(folder, "王丽", 0.2):
            pass


def test_whoever_was_asleep_finds_out_and_leaves_the_others_lock(folder: Folder) -> None:
    with hold(folder, "王丽") as lock:
        _left_by(folder)
        for use in (lock.confirm, lock.refresh):
            with pytest.raises(LockLost, match="这一次没有办成"):
                use()
    assert json.loads(folder.lock.read_bytes())["token"] == "x"


def _work(folder: Folder, rounds: int, seed: int) -> None:
    """Go in and out; now and then leave the lock behind like a process that died."""
    chance = random.Random(seed)
    for _ in range(rounds):
        with hold(folder, str(seed)):
            inside = os.open(folder.system / "里面", os.O_CREAT | os.O_EXCL)
            time.sleep(0.002)
            os.close(inside)
            os.unlink(folder.system / "里面")
            if chance.random() < 0.3:
                _left_by(folder, host=socket.gethostname(), pid=_dead())


def _dead() -> int:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child


def test_stale_locks_are_broken_by_one_and_nobody_is_ever_inside_twice(folder: Folder) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_work, args=(folder, 25, seed)) for seed in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4


def test_what_was_half_written_is_cleared_away_when_it_is_old(folder: Folder) -> None:
    old, young = folder.root / ".kefubu-0123456789ab.tmp", folder.root / ".kefubu-ba9876543210.tmp"
    kept = folder.root / "叫修登记簿.xlsx"
    for path in (old, young, kept):
        path.write_bytes(b"PK")
    _aged(old, 7200)
    _aged(kept, 7200)
    assert clear_away(folder) == [old.name] and clear_away(folder) == []
    assert young.exists() and kept.exists() and not old.exists()
