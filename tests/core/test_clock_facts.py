"""The clock against facts from the test suites of seven other projects."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from automation.core.calendar import Calendar, DayChange, Interval, OpeningHours
from automation.core.clock import Clock
from tests.support import ROOT, shared

H = 3600
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def facts() -> list[dict]:
    path = ROOT.parent / "shared" / "vectors" / "clock.json"
    return json.loads(path.read_text(encoding="utf8"))["vectors"] if path.exists() else []


def seconds_of_day(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * H + int(minutes) * 60


def intervals_of(pairs: list[list[str]]) -> tuple[Interval, ...]:
    return tuple((seconds_of_day(start), seconds_of_day(end)) for start, end in pairs)


def clock_of(fact: dict) -> Clock:
    week = tuple(intervals_of(fact["intervals"].get(day, [])) for day in WEEK)
    changes = [DayChange(date.fromisoformat(day), ()) for day in fact["holidays"]]
    changes += [DayChange(date.fromisoformat(day), intervals_of(pairs))
                for day, pairs in fact.get("date_intervals", {}).items()]
    return Clock(Calendar([OpeningHours(date.min, week)], changes, statutory=False))


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact["id"])
def test_fact(fact: dict) -> None:
    start = datetime.fromisoformat(fact["start"])
    breaks = [(datetime.fromisoformat(lower), datetime.fromisoformat(upper)) for lower, upper in fact.get("breaks", [])]
    if fact["op"] == "elapsed":
        assert clock_of(fact).elapsed(start, datetime.fromisoformat(fact["end"]), breaks) == fact["seconds"]
    else:
        assert clock_of(fact).deadline(start, fact["seconds"], breaks) == datetime.fromisoformat(fact["deadline"])


def test_all_facts_are_there() -> None:
    shared("vectors", "clock.json")
    assert len({fact["id"] for fact in facts()}) == 186
