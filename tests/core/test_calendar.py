"""The calendar (工作日历): statutory days, make-up days, the department's own hours and changes, 暂定."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.calendar import (
    DAY,
    DEFAULT_HOURS,
    ROUND_THE_CLOCK,
    Calendar,
    DayChange,
    OpeningHours,
    announced_years,
    normalised,
)
from automation.core.errors import HoursRefused
from tests.support import shared

H = 3600
FULL_DAY = ((8 * H + 1800, 12 * H), (13 * H + 1800, 17 * H + 1800))
CALENDAR = Calendar([DEFAULT_HOURS])


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def published(year: int) -> dict:
    facts = json.loads(shared("vectors", "cn-calendar.json").read_text(encoding="utf8"))
    return facts["years"][str(year)]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_agrees_with_the_announcement(year: int) -> None:
    facts = published(year)
    off = {date.fromisoformat(item["date"]) for item in facts["off_days"]}
    made_up = {date.fromisoformat(item["date"]) for item in facts["makeup_workdays"]}
    expected = {day: day in made_up or (day.weekday() < 5 and day not in off)
                for day in days(date(year, 1, 1), date(year, 12, 31))}
    assert {day: bool(CALENDAR.intervals(day)) for day in expected} == expected
    assert sum(expected.values()) == facts["total_workdays"]
    assert {day for day in expected if CALENDAR.reason(day) == "调休上班"} == made_up
    assert {day for day in expected if CALENDAR.reason(day) not in ("调休上班", "工作日", "周末")} == off
    assert not any(CALENDAR.provisional(day) for day in expected)


@pytest.mark.parametrize(("day", "reason"), [
    (date(2026, 2, 13), "工作日"), (date(2026, 2, 14), "调休上班"), (date(2026, 2, 15), "春节"), (date(2026, 3, 7), "周末"),
    (date(2026, 1, 2), "元旦"), (date(2026, 4, 6), "清明节"), (date(2026, 5, 5), "劳动节"), (date(2026, 6, 19), "端午节"),
    (date(2026, 9, 25), "中秋节"), (date(2026, 10, 7), "国庆节"),
])
def test_reasons_are_the_names_people_use(day: date, reason: str) -> None:
    assert CALENDAR.reason(day) == reason


def test_without_statutory_days_only_the_week_counts() -> None:
    plain = Calendar([DEFAULT_HOURS], statutory=False)
    assert plain.reason(date(2026, 2, 17)) == "工作日"
    assert plain.intervals(date(2026, 2, 14)) == ()
    assert not plain.provisional(date(2050, 1, 4))


def test_summer_and_winter_hours_change_on_their_day() -> None:
    summer = OpeningHours(date(2026, 5, 1), (((8 * H, 12 * H), (15 * H, 18 * H)),) * 5 + ((),) * 2)
    winter = OpeningHours(date(2026, 10, 1), (FULL_DAY,) * 5 + ((),) * 2)
    calendar = Calendar([winter, summer])
    assert calendar.intervals(date(2026, 5, 6)) == ((8 * H, 12 * H), (15 * H, 18 * H))
    assert calendar.intervals(date(2026, 9, 30)) == ((8 * H, 12 * H), (15 * H, 18 * H))
    assert calendar.intervals(date(2026, 10, 8)) == FULL_DAY
    assert (calendar.reason(date(2026, 4, 30)), calendar.intervals(date(2026, 4, 30))) == ("未营业", ())


def test_a_make_up_saturday_has_declared_hours_or_its_own_or_mondays() -> None:
    saturday, short, declared = date(2026, 2, 14), ((9 * H, 12 * H),), ((10 * H, 15 * H),)
    open_saturdays = (FULL_DAY,) * 5 + (short, ())
    assert CALENDAR.intervals(saturday) == FULL_DAY
    assert Calendar([OpeningHours(date.min, open_saturdays)]).intervals(saturday) == short
    assert Calendar([OpeningHours(date.min, open_saturdays, declared)]).intervals(saturday) == declared
    closed_mondays = ((), short, FULL_DAY, FULL_DAY, FULL_DAY, (), ())
    assert Calendar([OpeningHours(date.min, closed_mondays)]).intervals(saturday) == short


def test_an_open_saturday_is_closed_inside_a_holiday_run() -> None:
    calendar = Calendar([OpeningHours(date.min, (FULL_DAY,) * 6 + ((),))])
    assert calendar.reason(date(2026, 2, 7)) == "工作日"
    assert (calendar.reason(date(2026, 2, 21)), calendar.intervals(date(2026, 2, 21))) == ("春节", ())


def test_a_change_by_the_department_beats_everything() -> None:
    changes = [DayChange(date(2026, 2, 17), ((9 * H, 11 * H), (10 * H, 12 * H)), "春节值班"),
               DayChange(date(2026, 3, 11), (), "停电检修"), DayChange(date(2026, 3, 14), None, "盘点"),
               DayChange(date(2026, 3, 12), ()), DayChange(date(2026, 3, 12), ((H, 2 * H),))]
    calendar = Calendar([DEFAULT_HOURS], changes)
    assert calendar.intervals(date(2026, 2, 17)) == ((9 * H, 12 * H),)
    assert calendar.reason(date(2026, 2, 17)) == "部门变更：春节值班"
    assert (calendar.intervals(date(2026, 3, 11)), calendar.reason(date(2026, 3, 11))) == ((), "部门变更：停电检修")
    assert (calendar.intervals(date(2026, 3, 14)), calendar.reason(date(2026, 3, 14))) == (FULL_DAY, "部门变更：盘点")
    assert (calendar.intervals(date(2026, 3, 12)), calendar.reason(date(2026, 3, 12))) == (((H, 2 * H),), "部门变更")


def test_years_to_come_answer_provisionally_until_changes_are_entered() -> None:
    unannounced = announced_years()[-1] + 1
    monday = next(day for day in days(date(unannounced, 3, 1), date(unannounced, 3, 7)) if day.weekday() == 0)
    assert CALENDAR.intervals(monday) == FULL_DAY
    assert CALENDAR.provisional(monday)
    entered = Calendar([DEFAULT_HOURS], [DayChange(date(unannounced, 1, 1), (), "元旦")])
    assert not entered.provisional(monday)
    assert entered.provisional(monday.replace(year=unannounced + 1))


def test_years_before_the_list_are_plain_weekdays_and_final() -> None:
    assert announced_years()[0] == 2004
    assert CALENDAR.reason(date(2003, 10, 1)) == "工作日"
    assert not CALENDAR.provisional(date(2003, 10, 1))


@pytest.mark.parametrize("calendar", [
    CALENDAR, Calendar([DEFAULT_HOURS, OpeningHours(date(2034, 7, 1), (FULL_DAY,) * 7)], [DayChange(date(2031, 3, 4), ())]),
])
def test_years_of_one_pattern_have_the_same_days(calendar: Calendar) -> None:
    alike: dict[object, tuple] = {}
    for year in range(1995, 2060):
        year_days = tuple(map(calendar.intervals, days(date(year, 1, 1), date(year, 12, 31))))
        assert alike.setdefault(calendar.pattern(year), year_days) == year_days
    assert len(alike) < 65


def test_ever_open_looks_at_hours_make_up_hours_and_changes() -> None:
    closed = OpeningHours(date.min, ((),) * 7)
    assert not Calendar([closed], [DayChange(date(2026, 3, 14), None)]).ever_open()
    assert Calendar([OpeningHours(date.min, closed.week, FULL_DAY)]).ever_open()
    assert Calendar([closed], [DayChange(date(2026, 3, 14), FULL_DAY)]).ever_open()
    assert CALENDAR.ever_open()


def test_a_datetime_is_taken_as_its_day() -> None:
    assert CALENDAR.intervals(datetime(2026, 2, 16, 9, 0)) == ()


def test_round_the_clock_closes_on_holidays_only_where_they_count() -> None:
    assert Calendar([ROUND_THE_CLOCK], statutory=False).intervals(date(2026, 2, 17)) == ((0, DAY),)
    assert Calendar([ROUND_THE_CLOCK]).intervals(date(2026, 2, 17)) == ()


@pytest.mark.parametrize("interval", [(9 * H, 9 * H), (23 * H, 7 * H), (-1, H), (H, DAY + 1)])
def test_impossible_intervals_are_refused_in_words(interval: tuple[int, int]) -> None:
    with pytest.raises(HoursRefused, match=r"开始须早于结束.*请到《基础资料》改正"):
        DayChange(date(2026, 1, 5), (interval,))
    with pytest.raises(HoursRefused):
        OpeningHours(date.min, ((interval,),) * 7)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(HoursRefused, match="现在是 5 天"):
        OpeningHours(date.min, (FULL_DAY,) * 5)


@given(st.lists(st.tuples(st.integers(0, 199), st.integers(1, 200)).filter(lambda pair: pair[0] < pair[1]), max_size=6))
def test_normalised_intervals_cover_the_same_seconds_once(intervals: list[tuple[int, int]]) -> None:
    result = normalised(intervals)
    assert [second for start, end in result for second in range(start, end)] == sorted(
        {second for start, end in intervals for second in range(start, end)})
    assert all(left[1] < right[0] for left, right in pairwise(result))
