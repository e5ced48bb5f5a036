"""Several people at the same workbooks at once: nothing lost or doubled, numbers unique, whoever waits, dies or has them open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.core.folder import Folder
from tests.core.people import Books, founded, leftovers, moments, run_clerks
from tests.core.stage import in_memory


@pytest.fixture
def folder() -> Iterator[Folder]:
    with in_memory() as place:
        yield founded(Path(place, "客服簿"))


def test_two_clerks(folder: Folder) -> None:
    told = run_clerks(folder, 2, 60)
    books = Books.of(folder)
    books.check(told)
    assert len(books.lines) == 60 and leftovers(folder) == []
    when = moments(folder)
    assert when != sorted(when), "one clock was behind, and the journal kept its own order"


def test_five_clerks_one_workbook_often_open(folder: Folder) -> None:
    told = run_clerks(folder, 5, 100, rounds=6)
    books = Books.of(folder)
    books.check(told)
    assert len(books.lines) == 100 and leftovers(folder) == []
    waited = [each for each in told if each[0] == "done" and each[4]]
    assert waited and sum(each[0] == "typed" for each in told) == 6


def test_clerks_who_die_at_work(folder: Folder) -> None:
    told = run_clerks(folder, 3, 60, kills=6)
    Books.of(folder).check(told)
