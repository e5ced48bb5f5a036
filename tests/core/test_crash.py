"""Killed at every operation, and the power cut at every operation: nothing lost, doubled or mixed, the journal sound.

The points are those that strace lists; ``python bench/crash.py`` does the same with more ways of cutting the power.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.core import crashing
from tests.core.scenes import SCENES
from tests.core.stage import Stage, in_memory


@pytest.fixture(scope="module")
def stages() -> Iterator[dict[str, Stage]]:
    with in_memory() as place:
        yield {name: Stage(scene, place / name) for name, scene in SCENES.items()}


@pytest.mark.parametrize("name", SCENES)
def test_killed_at_every_operation(stages: dict[str, Stage], name: str) -> None:
    done = stages[name].kill_everywhere()
    assert done == sorted(done), "once committed, committed at every later point"
    assert done[-1] and (name == "recover" or not done[0])


def test_at_least_200_points(stages: dict[str, Stage]) -> None:
    counts = {name: len(stage.points) for name, stage in stages.items()}
    assert sum(counts.values()) >= 200, counts


@pytest.mark.parametrize("name", SCENES)
def test_the_power_cut_at_every_operation(stages: dict[str, Stage], name: str) -> None:
    stages[name].cut_everywhere(("strict", "torn"))


def test_a_commit_that_was_read_before_it_was_on_the_disk(stages: dict[str, Stage]) -> None:
    """Killed between writing the entry and syncing it, then finished by the next start, and then the power goes: the
    workbooks must not have what the journal lost."""
    step = stages["step"]
    point = next(after for before, after in pairwise(step.operations)
                 if (before.call, before.paths, after.call) == ("write", ("系统/日志",), "fsync"))
    crashing.killed(step.scene.act, step.fresh(), step.log, point)
    finishing = replace(SCENES["recover"], prepare=lambda root: shutil.copytree(step.work, root))
    stage = Stage(finishing, step.place / "补写", step.ends)
    lost = (step.prepared / "系统" / "日志").read_bytes()
    assert (stage.prepared / "系统" / "日志").read_bytes() != lost
    stage.cut_everywhere(("strict", "torn"), {"系统/日志": lost})


def test_the_disk_forgets_what_was_not_synced(tmp_path: Path) -> None:
    """The model itself, on a few operations by hand."""
    root = tmp_path / "盘"
    (root / "夹").mkdir(parents=True)
    (root / "旧").write_bytes(b"1234")

    def act(root: Path) -> None:
        with open(root / "旧", "ab") as file:
            file.write(b"5678")
        with open(root / "夹" / "新", "wb") as file:
            file.write(b"abcd")
            file.flush()
            os.fsync(file.fileno())
        os.replace(root / "夹" / "新", root / "夹" / "好")
        os.unlink(root / "旧")
    shutil.copytree(root, tmp_path / "别处")
    found = crashing.operations(act, tmp_path / "别处", tmp_path / "strace")
    assert [operation.call for operation in found if operation.kills] == ["write", "write", "fsync", "rename", "unlink"]
    disk = crashing.Disk(root)
    for operation in found[:-1]:
        disk.do(operation)
    assert disk.after_power_cut("strict") == {"夹": None, "旧": b"1234"}
    assert disk.after_power_cut("names") == {"夹": None, "夹/好": b"abcd", "旧": b"1234"}
    assert disk.after_power_cut("torn") == {"夹": None, "夹/好": b"abcd", "旧": b"123456"}
    assert disk.after_power_cut("contents") == {"夹": None, "旧": b"12345678"}
    disk.do(found[-1])
    assert disk.after_power_cut("strict") == {"夹": None, "旧": b"1234"} and "旧" not in disk.after_power_cut("torn")
