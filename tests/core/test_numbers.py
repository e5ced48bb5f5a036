"""Numbers are claimed once, whoever asks, whatever lies in the folder."""

from __future__ import annotations

import multiprocessing
import os
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core import numbers
from automation.core.folder import Folder

DAY = date(2026, 3, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder.create(tmp_path)


def _claim_many(root: Path, count: int, given: multiprocessing.Queue) -> None:
    folder = Folder.open(root)
    given.put([numbers.claim(folder, "JX", DAY) for _ in range(count)])


def test_numbers_count_up_by_prefix_and_year(folder: Folder) -> None:
    assert numbers.peek(folder, "JX", DAY) == "JX2026-00001"
    assert [numbers.claim(folder, "JX", DAY) for _ in range(3)] == ["JX2026-00001", "JX2026-00002", "JX2026-00003"]
    assert numbers.peek(folder, "JX", DAY) == numbers.peek(folder, "JX", DAY) == "JX2026-00004"
    assert numbers.claim(folder, "FW", DAY) == "FW2026-00001"
    assert numbers.claim(folder, "JX", date(2027, 1, 1)) == "JX2027-00001"
    assert numbers.claimed(folder, "JX2026-00003") and not numbers.claimed(folder, "JX2026-00004")
    assert not numbers.claimed(folder, "../日志") and not numbers.claimed(folder, "")


def test_three_processes_never_get_the_same_number(folder: Folder) -> None:
    context = multiprocessing.get_context("spawn")
    given = context.Queue()
    workers = [context.Process(target=_claim_many, args=(folder.root, 40, given)) for _ in range(3)]
    for worker in workers:
        worker.start()
    got = [number for _ in workers for number in given.get(timeout=60)]
    for worker in workers:
        worker.join()
    assert sorted(got) == [f"JX2026-{number:05d}" for number in range(1, 121)]


def test_numbers_in_the_registers_are_taken_and_gaps_below_them_stay_gaps(folder: Folder) -> None:
    numbers.occupy(folder, ["JX2026-00001", "JX2026-00041", "旧-17", "", "JX2026-7"])
    assert numbers.claim(folder, "JX", DAY) == "JX2026-00042"
    numbers.occupy(folder, ["JX2026-00030"])
    assert numbers.claim(folder, "JX", DAY) == "JX2026-00043"


@pytest.mark.parametrize("hint", ["1", "40", "41", "9999", "", "不是数", "-3"])
def test_a_wrong_hint_gives_neither_an_old_number_nor_a_gap(folder: Folder, hint: str) -> None:
    numbers.occupy(folder, ["JX2026-00001", "JX2026-00002", "JX2026-00041"])
    (folder.numbers / "JX2026" / "近").write_text(hint)
    assert numbers.claim(folder, "JX", DAY) == "JX2026-00042"


def test_more_than_five_digits(folder: Folder) -> None:
    numbers.occupy(folder, ["JX2026-99999"])
    assert [numbers.claim(folder, "JX", DAY) for _ in range(2)] == ["JX2026-100000", "JX2026-100001"]
    assert numbers.claimed(folder, "JX2026-100001")


def test_a_number_that_was_never_used_is_a_gap_and_stays_one(folder: Folder) -> None:
    got = [numbers.claim(folder, "JX", DAY) for _ in range(4)]
    numbers.occupy(folder, ["FW2026-00009"])
    assert list(numbers.unused(folder, {got[0]})) == []          # they are young: a step may be under way
    long_ago = time.time() - 7200
    for number in got:
        os.utime(folder.numbers / "JX2026" / number[-5:], (long_ago, long_ago))
    gaps = list(numbers.unused(folder, {got[0], got[2]}))
    assert gaps == [got[1], got[3]]
    numbers.void(folder, gaps)
    numbers.void(folder, gaps)
    assert numbers.voided(folder) == gaps and numbers.is_void(folder, got[1]) and not numbers.is_void(folder, got[0])
    assert list(numbers.unused(folder, {got[0], got[2]})) == []
    assert numbers.claim(folder, "JX", DAY) == "JX2026-00005"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(1, 60)), max_size=25))
def test_whatever_is_occupied_in_between_no_number_is_given_twice(tmp_path_factory: pytest.TempPathFactory, acts: list[int | None]) -> None:
    folder = Folder.create(tmp_path_factory.mktemp("编号"))
    taken: set[int] = set()
    for act in acts:
        if act is None:
            got = int(numbers.claim(folder, "JX", DAY)[-5:])
            assert got == max(taken, default=0) + 1
            taken.add(got)
        else:
            numbers.occupy(folder, [f"JX2026-{act:05d}"])
            taken.add(act)
