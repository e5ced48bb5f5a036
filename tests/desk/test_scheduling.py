"""Keeping time: nights that come, that were missed, that failed; a clock of our own, no waiting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from types import SimpleNamespace

import pytest
import schedule

from automation.desk.scheduling import last_night, missed, nights, note_night, rounds

MONDAY = datetime(2026, 3, 2, 15)


class Time:
    """A clock that only sleeping moves on; ``schedule`` reads the same one."""

    def __init__(self, now: datetime) -> None:
        self.now, self.slept = now, []
        self.jumps: dict[datetime, datetime] = {}

    def tell(self) -> datetime:
        return self.now.replace(microsecond=0)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        for since, to in list(self.jumps.items()):
            if self.now >= since:
                self.now = to
                del self.jumps[since]


@pytest.fixture
def clock(monkeypatch) -> Time:
    clock = Time(MONDAY)

    class Clockwork(datetime):
        @classmethod
        def now(cls, tz=None):
            return clock.now
    monkeypatch.setattr(schedule, "datetime", SimpleNamespace(datetime=Clockwork, timedelta=timedelta, time=time))
    return clock


def taken(moments: Iterator[datetime], count: int) -> list[datetime]:
    return list(islice(moments, count))


def test_every_night_at_the_time_asked_for(clock: Time) -> None:
    done = [datetime(2026, 3, 1, 22)]
    found = []
    for moment in islice(nights("22:00", lambda: done[-1], clock.tell, clock.sleep), 4):
        found.append(moment)
        done.append(moment)
    assert found == [datetime(2026, 3, day, 22) for day in (2, 3, 4, 5)]
    assert max(clock.slept) <= 60


@pytest.mark.parametrize("last", [None, datetime(2026, 3, 1, 21, 59), datetime(2025, 12, 31, 22)])
def test_a_missed_night_comes_at_once(clock: Time, last) -> None:
    assert taken(nights("22:00", lambda: last, clock.tell, clock.sleep), 1) == [MONDAY]
    assert clock.slept == []


def test_a_night_that_failed_comes_again_ten_minutes_later(clock: Time) -> None:
    came = taken(nights("22:00", lambda: datetime(2026, 2, 28, 22), clock.tell, clock.sleep), 3)
    assert came == [MONDAY, MONDAY + timedelta(minutes=10), MONDAY + timedelta(minutes=20)]


def test_a_computer_that_slept_through_the_night_checks_when_it_wakes(clock: Time) -> None:
    clock.jumps[datetime(2026, 3, 2, 18)] = datetime(2026, 3, 3, 7, 40)
    came = taken(nights("22:00", lambda: datetime(2026, 3, 1, 22), clock.tell, clock.sleep), 1)
    assert came == [datetime(2026, 3, 3, 7, 40)]


def test_a_night_that_somebody_else_checked_is_not_checked_again(clock: Time) -> None:
    def last() -> datetime:
        return datetime(2026, 3, 2, 22) if clock.now < datetime(2026, 3, 3, 22) else datetime(2026, 3, 2, 22, 0, 5)
    clock.now = datetime(2026, 3, 2, 21)
    came = taken(nights("22:00", last, clock.tell, clock.sleep), 1)
    assert came == [datetime(2026, 3, 3, 22)]


@pytest.mark.parametrize(("last", "now", "is_missed"), [
    ("2026-03-01 22:00:00", "2026-03-02 21:59:59", False), ("2026-03-01 22:00:00", "2026-03-02 22:00:00", True),
    ("2026-03-02 22:00:00", "2026-03-02 22:00:00", False), ("2026-03-01 21:59:59", "2026-03-02 08:00:00", True),
    ("2026-03-01 23:30:00", "2026-03-02 08:00:00", False)])
def test_missed_to_the_second(last, now, is_missed) -> None:
    assert missed("22:00", datetime.fromisoformat(last), datetime.fromisoformat(now)) is is_missed


def test_rounds_come_at_once_and_then_every_few_minutes(clock: Time) -> None:
    assert taken(rounds(5, clock.tell, clock.sleep), 3) == [MONDAY + timedelta(minutes=5 * n) for n in range(3)]


def test_the_last_night_is_noted_beside_the_journal(tmp_path) -> None:
    assert last_night(tmp_path) is None
    note_night(tmp_path, MONDAY)
    assert last_night(tmp_path) == MONDAY
    (tmp_path / "上次核对").write_text("???", encoding="utf8")
    assert last_night(tmp_path) is None
