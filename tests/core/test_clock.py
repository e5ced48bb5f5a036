"""The clock (计时): its laws, the sheet's formula, whole columns."""

from __future__ import annotations

import subprocess
import sys
import time
from bisect import bisect_left, bisect_right
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from automation.core.calendar import DAY, DEFAULT_HOURS, ROUND_THE_CLOCK, Calendar, DayChange, OpeningHours
from automation.core.clock import Clock, Span, spans
from automation.core.clock_columns import deadline_column, elapsed_column
from automation.core.errors import HoursRefused, NoWorkingTime
from tests.support import ROOT

H = 3600
SECOND = timedelta(seconds=1)
CLOCK = Clock(Calendar([DEFAULT_HOURS]))
CLOSED = OpeningHours(date.min, ((),) * 7)


# --- laws --------------------------------------------------------------------------------------------------------

law = settings(deadline=None)  # a busy machine may pause any one example

# Half of the moments and budgets are whole quarters, as the opening hours are: so many fall exactly on an edge.
quarters = st.integers(0, 546 * 96).map(lambda number: datetime(2025, 9, 1) + timedelta(minutes=15 * number))
moments = quarters | st.datetimes(datetime(2025, 9, 1), datetime(2027, 3, 1)).map(lambda at: at.replace(microsecond=0))
budgets = st.integers(1, 400).map(lambda number: number * 900) | st.integers(1, 100 * H)
opening = st.integers(0, 95).flatmap(lambda start: st.integers(start + 1, 96).map(lambda end: (start * 900, end * 900)))
day_hours = st.lists(opening, max_size=3).map(tuple)
day_changes = st.builds(DayChange, st.dates(date(2025, 9, 1), date(2027, 3, 1)), st.none() | day_hours, st.just("盘点"))


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    kinds = st.sampled_from([(), *draw(st.lists(day_hours, min_size=1, max_size=3))])
    weeks = [draw(st.tuples(*[kinds] * 7)) for _ in range(2)]
    weeks = [(*week[:2], (*week[2], (9 * H, 12 * H)), *week[3:]) for week in weeks]  # so that every budget ends
    hours = [OpeningHours(date.min, weeks[0]), OpeningHours(date(2026, 5, 1), weeks[1]), DEFAULT_HOURS]
    chosen = draw(st.sampled_from([hours[:2], hours[2:]]))
    return Clock(Calendar(chosen, draw(st.lists(day_changes, max_size=5)), draw(st.booleans())))


breaks_lists = st.lists(st.tuples(moments, moments).map(sorted).map(tuple), max_size=3)


@law
@given(clocks(), moments, moments, moments, breaks_lists)
def test_elapsed_adds_up_and_is_antisymmetric(clock, a, b, c, breaks) -> None:
    assert clock.elapsed(a, b, breaks) + clock.elapsed(b, c, breaks) == clock.elapsed(a, c, breaks)
    assert clock.elapsed(a, b, breaks) == -clock.elapsed(b, a, breaks)


@law
@given(clocks(), moments, moments, breaks_lists)
def test_elapsed_grows_and_never_exceeds_real_time(clock, start, end, breaks) -> None:
    start, end = sorted((start, end))
    elapsed = clock.elapsed(start, end, breaks)
    assert 0 <= elapsed <= clock.elapsed(start, end) <= (end - start).total_seconds()
    assert elapsed <= clock.elapsed(start, end + timedelta(hours=5), breaks)


@law
@given(clocks(), moments, budgets, breaks_lists)
def test_deadline_is_the_first_moment_that_uses_up_the_budget(clock, start, budget, breaks) -> None:
    due = clock.deadline(start, budget, breaks)
    assert clock.elapsed(start, due, breaks) == budget
    assert clock.elapsed(start, due - SECOND, breaks) == budget - 1
    assert clock.is_open(due - SECOND)


@law
@given(clocks(), moments, budgets, budgets)
def test_deadlines_chain_and_never_go_back(clock, start, first, second) -> None:
    assert clock.deadline(clock.deadline(start, first), second) == clock.deadline(start, first + second)
    assert clock.deadline(start, first) <= clock.deadline(start + timedelta(hours=3), first)


near = st.lists(st.tuples(st.integers(-500, 2500), st.integers(0, 1500)), max_size=3)


@law
@given(clocks(), quarters, st.integers(0, 2000), near)
def test_elapsed_is_the_open_minutes_outside_the_breaks(clock, start, minutes, pauses) -> None:
    breaks = [(start + timedelta(minutes=after), start + timedelta(minutes=after + length)) for after, length in pauses]
    every = [start + timedelta(minutes=number) for number in range(minutes)]
    worked = [at for at in every if clock.is_open(at) and not any(lower <= at < upper for lower, upper in breaks)]
    assert clock.elapsed(start, start + timedelta(minutes=minutes), breaks) == 60 * len(worked)


@law
@given(clocks(), moments, st.integers(0, 40 * DAY), breaks_lists)
def test_pieces_cover_all_time_and_count_what_elapsed_counts(clock, start, length, breaks) -> None:
    end = start + timedelta(seconds=length)
    pieces = clock.pieces(start, end, breaks)
    edges = [start, *(piece.end for piece in pieces)]
    assert [piece.start for piece in pieces] == edges[:-1]
    assert edges[-1] == end
    assert sum(piece.seconds for piece in pieces if piece.counted) == clock.elapsed(start, end, breaks)
    assert all(clock.is_open(piece.start) for piece in pieces if piece.counted)


@law
@given(clocks(), st.dates(date(2026, 5, 2), date(2027, 1, 1)), st.dates(date(2026, 5, 2), date(2027, 1, 1)),
       st.integers(1, 60))
def test_working_days_count_the_days_with_working_time(clock, start, end, n) -> None:
    between = [start + timedelta(days=number + 1) for number in range((end - start).days)]
    if start <= end:
        assert clock.working_days(start, end) == sum(bool(clock.calendar.intervals(day)) for day in between)
    assert clock.working_days(start, end) == -clock.working_days(end, start)
    later = clock.add_working_days(start, n)
    assert clock.working_days(start, later) == n
    assert clock.calendar.intervals(later)
    back = clock.add_working_days(later, -n)
    assert clock.working_days(back, later) == n
    assert clock.calendar.intervals(back)


# --- the sheet 工作日历 --------------------------------------------------------------------------------------------

def cumulative(rows: list[Span], moment: datetime) -> int:
    row = rows[bisect_right(rows, moment, key=lambda span: span.start) - 1]
    return row.before + max(0, int((min(moment, row.end) - row.start).total_seconds()))


@law
@given(clocks(), moments, moments, budgets)
def test_the_sheets_formula_gives_the_same(clock, start, end, budget) -> None:
    rows = spans(clock.calendar, date(2025, 7, 1), date(2028, 12, 31))
    assume(rows[0].start <= min(start, end))
    assert cumulative(rows, end) - cumulative(rows, start) == clock.elapsed(start, end)
    target = cumulative(rows, start) + budget
    row = rows[bisect_left(rows, target, key=lambda span: span.before) - 1]
    assert row.start + timedelta(seconds=target - row.before) == clock.deadline(start, budget)


def test_spans_are_the_openings_with_the_working_time_before_them() -> None:
    rows = spans(CLOCK.calendar, date(2026, 2, 13), date(2026, 2, 24))
    assert [(row.start, row.end, row.before) for row in rows] == [
        (datetime(2026, 2, 13, 8, 30), datetime(2026, 2, 13, 12, 0), 0),
        (datetime(2026, 2, 13, 13, 30), datetime(2026, 2, 13, 17, 30), 12_600),
        (datetime(2026, 2, 14, 8, 30), datetime(2026, 2, 14, 12, 0), 27_000),
        (datetime(2026, 2, 14, 13, 30), datetime(2026, 2, 14, 17, 30), 39_600),
        (datetime(2026, 2, 24, 8, 30), datetime(2026, 2, 24, 12, 0), 54_000),
        (datetime(2026, 2, 24, 13, 30), datetime(2026, 2, 24, 17, 30), 66_600),
    ]


# --- whole columns -----------------------------------------------------------------------------------------------

odd_moments = st.none() | st.datetimes(datetime(2003, 6, 1), datetime(2031, 1, 1)) | moments


@law
@given(clocks(), st.lists(st.tuples(odd_moments, odd_moments, st.none() | st.just(0) | budgets), max_size=12))
def test_columns_answer_as_the_scalar_clock(clock, rows) -> None:
    index = [f"行{number}" for number in range(len(rows))]
    starts, ends, wanted = (pd.Series([row[place] for row in rows], index, dtype=kind)
                            for place, kind in enumerate(("datetime64[us]", "datetime64[us]", "Int64")))
    elapsed, due = elapsed_column(clock, starts, ends), deadline_column(clock, starts, wanted)
    assert list(elapsed.index) == list(due.index) == index
    for place, (start, end, budget) in enumerate(rows):
        if start is None or end is None:
            assert np.isnan(elapsed.iloc[place])
        else:
            assert elapsed.iloc[place] == clock.elapsed(start, end)
        if start is None or budget is None:
            assert due.iloc[place] is pd.NaT
        else:
            assert due.iloc[place] == clock.deadline(start, budget)


def test_cells_that_are_no_moments_count_as_missing() -> None:
    starts = pd.Series([datetime(2026, 3, 10, 10), "昨天", 46_000.5, None, datetime(2026, 3, 10, 17, 29, 59, 600_000)])
    assert deadline_column(CLOCK, starts, 60).tolist() == [
        datetime(2026, 3, 10, 10, 1), pd.NaT, pd.NaT, pd.NaT, datetime(2026, 3, 11, 8, 31)]
    ends = pd.Series([datetime(2026, 3, 10, 11)] * 5)
    assert elapsed_column(CLOCK, starts, ends).fillna(-1).tolist() == [H, -1, -1, -1, -5 * H]
    assert elapsed_column(CLOCK, pd.Series([], dtype=object), pd.Series([], dtype=float)).empty


def test_one_mistyped_year_stops_no_column() -> None:
    opened = Clock(Calendar([OpeningHours(date(2026, 1, 1), DEFAULT_HOURS.week)]))
    starts = pd.Series([datetime(1900, 3, 1), datetime(2026, 3, 10, 10), datetime(9999, 12, 31, 23, 59, 59, 900_000)])
    assert deadline_column(opened, starts, H).tolist() == [pd.NaT, datetime(2026, 3, 10, 11), pd.NaT]
    for start in (starts[0], starts[2]):
        with pytest.raises(NoWorkingTime):
            opened.deadline(start.to_pydatetime(), H)
    assert elapsed_column(opened, starts, starts).tolist() == [0, 0, 0]
    assert deadline_column(opened, starts, 0).tolist() == [*starts[:2], datetime(9999, 12, 31, 23, 59, 59)]


def test_columns_of_different_rows_are_refused() -> None:
    starts = pd.Series([datetime(2026, 3, 10)], index=[1])
    with pytest.raises(ValueError, match="different rows"):
        elapsed_column(CLOCK, starts, starts.set_axis([2]))
    with pytest.raises(ValueError, match="different rows"):
        deadline_column(CLOCK, starts, pd.Series([60], index=[2]))
    with pytest.raises(ValueError, match="negative"):
        deadline_column(CLOCK, starts, -1)


def test_a_column_by_a_calendar_that_never_opens_is_refused() -> None:
    with pytest.raises(NoWorkingTime, match="没有填开放时间"):
        deadline_column(Clock(Calendar([CLOSED])), pd.Series([datetime(2026, 3, 10)]), 60)


def test_a_hundred_thousand_rows_take_a_moment() -> None:
    numbers = np.random.default_rng(1).integers(0, 2 * 365 * DAY, 100_000)
    starts = pd.Series(pd.Timestamp(2025, 1, 1) + pd.to_timedelta(numbers, unit="s"))
    begun = time.process_time()
    due = deadline_column(CLOCK, starts, 6 * H)
    assert (elapsed_column(CLOCK, starts, due) == 6 * H).all()
    assert time.process_time() - begun < 2  # 0.15 s when measured; a loop over rows takes 3 s


# --- edges -------------------------------------------------------------------------------------------------------

def test_a_budget_that_ends_at_closing_time_is_due_at_closing_time() -> None:
    assert CLOCK.deadline(datetime(2026, 3, 10, 10, 0), 6 * H) == datetime(2026, 3, 10, 17, 30)
    assert CLOCK.deadline(datetime(2026, 3, 10, 10, 0), 6 * H + 1) == datetime(2026, 3, 11, 8, 30, 1)
    assert CLOCK.deadline(datetime(2026, 3, 10, 8, 30), 12_600) == datetime(2026, 3, 10, 12, 0)


def test_moments_are_rounded_to_the_second_first() -> None:
    just_short = datetime(2026, 3, 10, 9, 59, 59, 999_400)
    assert CLOCK.elapsed(just_short, datetime(2026, 3, 10, 11, 0)) == H
    assert CLOCK.deadline(just_short, H) == datetime(2026, 3, 10, 11, 0)
    assert CLOCK.deadline(just_short, 0) == datetime(2026, 3, 10, 10, 0)
    assert not CLOCK.is_open(datetime(2026, 3, 10, 11, 59, 59, 500_000))


def test_opening_is_open_and_closing_is_not() -> None:
    assert CLOCK.is_open(datetime(2026, 3, 10, 8, 30))
    assert not CLOCK.is_open(datetime(2026, 3, 10, 12, 0))
    assert CLOCK.is_open(datetime(2026, 2, 14, 9, 0))
    assert not CLOCK.is_open(datetime(2026, 2, 16, 9, 0))


def test_no_budget_is_due_at_once_even_when_closed() -> None:
    assert CLOCK.deadline(datetime(2026, 3, 14, 3, 0), 0) == datetime(2026, 3, 14, 3, 0)
    with pytest.raises(ValueError, match="negative"):
        CLOCK.deadline(datetime(2026, 3, 14), -1)


def test_summer_and_winter_hours_meet_within_one_budget() -> None:
    summer = OpeningHours(date(2026, 3, 11), (((8 * H, 11 * H), (15 * H, 18 * H)),) * 5 + ((),) * 2)
    clock = Clock(Calendar([DEFAULT_HOURS, summer]))
    assert clock.deadline(datetime(2026, 3, 10, 16, 30), 6 * H) == datetime(2026, 3, 11, 17, 0)


def test_a_calendar_that_is_always_closed_is_said_so_in_words() -> None:
    for clock in (Clock(Calendar([CLOSED])), Clock(Calendar([]))):
        with pytest.raises(NoWorkingTime, match=r"从2026年3月10日起算，10 年之内凑不满.*请检查《基础资料》"):
            clock.deadline(datetime(2026, 3, 10, 9, 0), 60)
        with pytest.raises(NoWorkingTime):
            clock.add_working_days(date(2026, 3, 10), 1)
        with pytest.raises(NoWorkingTime):
            clock.add_working_days(date(3, 3, 10), -1)
        assert clock.elapsed(datetime(2026, 1, 1), datetime(2027, 1, 1)) == 0


def test_opening_in_ten_years_still_answers_and_later_not() -> None:
    opens = Clock(Calendar([OpeningHours(date(2036, 6, 2), DEFAULT_HOURS.week)]))
    start, too_early = datetime(2026, 3, 10, 9, 0), datetime(2025, 12, 31, 9, 0)
    assert opens.deadline(start, H) == datetime(2036, 6, 2, 9, 30)
    with pytest.raises(NoWorkingTime):
        opens.deadline(too_early, H)
    assert deadline_column(opens, pd.Series([start, too_early]), H).tolist() == [datetime(2036, 6, 2, 9, 30), pd.NaT]


def test_a_year_that_ends_with_the_budget_is_not_carried_over() -> None:
    start, closing = datetime(2026, 12, 31, 15, 30), datetime(2026, 12, 31, 17, 30)
    assert CLOCK.deadline(start, 2 * H) == closing
    assert deadline_column(CLOCK, pd.Series([start]), 2 * H).tolist() == [closing]


def test_a_budget_used_up_when_a_break_begins_is_due_then() -> None:
    pause = [(datetime(2026, 3, 10, 10, 0), datetime(2026, 3, 10, 11, 0))]
    assert CLOCK.deadline(datetime(2026, 3, 10, 9, 0), H, pause) == datetime(2026, 3, 10, 10, 0)
    assert CLOCK.deadline(datetime(2026, 3, 10, 9, 0), H + 1, pause) == datetime(2026, 3, 10, 11, 0, 1)


def test_a_break_inside_another_counts_once() -> None:
    pause = [(datetime(2026, 3, 10, 9, 0), datetime(2026, 3, 10, 11, 0)),
             (datetime(2026, 3, 10, 9, 30), datetime(2026, 3, 10, 10, 0))]
    assert CLOCK.elapsed(datetime(2026, 3, 10, 8, 30), datetime(2026, 3, 10, 12, 0), pause) == 5400
    assert CLOCK.deadline(datetime(2026, 3, 10, 8, 30), H, pause) == datetime(2026, 3, 10, 11, 30)


def test_a_mistyped_year_costs_no_time() -> None:
    clock = Clock(Calendar([DEFAULT_HOURS]))
    begun = time.process_time()
    assert clock.elapsed(datetime(1900, 1, 1), datetime(9999, 12, 31)) > 50_000_000_000
    assert time.process_time() - begun < 2  # 0.07 s when measured; 8,000 year tables of their own take 10 s


def test_working_days_at_the_spring_festival() -> None:
    friday = date(2026, 2, 13)
    assert CLOCK.add_working_days(friday, 1) == date(2026, 2, 14)
    assert CLOCK.add_working_days(friday, 2) == date(2026, 2, 24)
    assert CLOCK.add_working_days(date(2026, 2, 24), -2) == friday
    assert CLOCK.add_working_days(date(2026, 2, 17), 0) == date(2026, 2, 17)
    assert CLOCK.working_days(friday, date(2026, 2, 24)) == 2
    assert CLOCK.working_days(friday, friday) == 0


def test_answers_past_the_last_announced_year_are_provisional() -> None:
    assert not CLOCK.provisional(datetime(2026, 12, 30), datetime(2027, 1, 1))
    assert CLOCK.provisional(datetime(2026, 12, 30), datetime(2027, 1, 1, 0, 0, 1))
    assert CLOCK.provisional(datetime(2027, 3, 1), datetime(2026, 12, 30))
    assert CLOCK.deadline(datetime(2026, 12, 31, 16, 30), 2 * H) == datetime(2027, 1, 1, 9, 30)
    entered = Clock(Calendar([DEFAULT_HOURS], [DayChange(date(2027, 1, 1), (), "元旦")]))
    assert entered.deadline(datetime(2026, 12, 31, 16, 30), 2 * H) == datetime(2027, 1, 4, 9, 30)
    assert not entered.provisional(datetime(2026, 12, 31), datetime(2027, 2, 1))


def test_round_the_clock_is_plain_time() -> None:
    clock = Clock(Calendar([ROUND_THE_CLOCK], statutory=False))
    start, end = datetime(2026, 2, 13, 16, 40, 7), datetime(2026, 3, 1)
    assert clock.elapsed(start, end) == (end - start).total_seconds()
    assert clock.deadline(start, int((end - start).total_seconds())) == end


def test_a_night_shift_across_midnight_must_be_two_pieces() -> None:
    with pytest.raises(HoursRefused):
        OpeningHours(date.min, (((23 * H, 7 * H),),) * 7)
    clock = Clock(Calendar([OpeningHours(date.min, (((0, 7 * H), (23 * H, DAY)),) * 7)], statutory=False))
    assert clock.deadline(datetime(2026, 3, 10, 22, 0), 3 * H) == datetime(2026, 3, 11, 2, 0)


def test_the_clock_of_a_button_loads_no_data_frames() -> None:
    command = ("import sys, automation.core.clock_text, automation.core.clock; "
               "print(sorted({'pandas', 'numpy'} & set(sys.modules)))")
    done = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
