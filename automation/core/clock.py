"""Working time between two moments, and the moment when a budget of it runs out (计时).

All reckoning is in whole seconds: moments are rounded to the nearest second first, because a spreadsheet's 10:00 may be
stored as 09:59:59.9994. Working time is half-open, [start, end): the second at which the department closes isn't
worked, and a budget that is used up exactly at closing time is due at closing time, not at the next opening.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from automation.core.calendar import DAY, Calendar
from automation.core.errors import NoWorkingTime

Break = tuple[datetime, datetime]
"""A stretch [from, to) taken out of working time, whatever the calendar says (暂停)."""

LUNCH, OFF_DUTY, PAUSED = "午休", "下班时间", "暂停"
HORIZON = 10
"""Years after the start within which a budget must run out."""

LAST_YEAR = date.max.year - 1
"""No budget runs out in the year 9999, whose last midnight can't be written."""

_EPOCH = datetime(1970, 1, 1)
_EPOCH_DAY = _EPOCH.toordinal()
LAST_SECOND = (date.max.toordinal() - _EPOCH_DAY + 1) * DAY - 1
_LUNCH_FROM, _LUNCH_TO = 10 * 3600 + 1800, 15 * 3600 + 1800


@dataclass(frozen=True)
class Piece:
    """A stretch [start, end) of time that counted or was left out, and why."""

    start: datetime
    end: datetime
    counted: bool
    why: str

    @property
    def seconds(self) -> int:
        """Its length, counted or not."""
        return epoch_seconds(self.end) - epoch_seconds(self.start)


@dataclass(frozen=True)
class Span:
    """One opening interval; ``before``: the working seconds of the table that lie before it."""

    start: datetime
    end: datetime
    before: int


@dataclass(frozen=True)
class YearTable:
    """A year's working time in seconds from its 1 January 00:00; the four lists of intervals run in step.

    ``before``: working seconds of the year before each interval. ``days``: working days, 0 is 1 January.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    days: tuple[int, ...]
    total: int

    def worked(self, second: int) -> int:
        """Working seconds of the year up to ``second`` of the year."""
        index = bisect_right(self.starts, second) - 1
        return 0 if index < 0 else self.before[index] + min(second, self.ends[index]) - self.starts[index]

    def reached(self, target: int) -> int:
        """The first second of the year by which ``target`` seconds are worked, ``0 < target <= total``."""
        index = bisect_left(self.before, target) - 1
        return self.starts[index] + target - self.before[index]


def epoch_seconds(moment: datetime) -> int:
    """``moment`` as whole seconds since 1970, rounded to the nearest (a half goes up)."""
    microseconds = (moment - _EPOCH) // timedelta(microseconds=1)
    return min((microseconds + 500_000) // 1_000_000, LAST_SECOND)


def from_epoch(seconds: int) -> datetime:
    """The moment that is ``seconds`` after the start of 1970."""
    return _EPOCH + timedelta(seconds=seconds)


def year_start(year: int) -> int:
    """1 January 00:00 of ``year`` in seconds since 1970."""
    return (date(year, 1, 1).toordinal() - _EPOCH_DAY) * DAY


def _day_of(seconds: int) -> date:
    return date.fromordinal(seconds // DAY + _EPOCH_DAY)


class Clock:
    """Reckons by one calendar. A year's table is made when the year is first needed, and kept."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._tables: dict[Hashable, YearTable] = {}
        self._years: dict[int, YearTable] = {}

    def elapsed(self, start: datetime, end: datetime, breaks: Sequence[Break] = ()) -> int:
        """Working seconds in [start, end); negative, and the same amount, when ``end`` comes first."""
        if end < start:
            return -self.elapsed(end, start, breaks)
        first, last = epoch_seconds(start), epoch_seconds(end)
        paused = sum(self._between(lower, upper) for lower, upper in _within(breaks, first, last))
        return self._between(first, last) - paused

    def deadline(self, start: datetime, budget: int, breaks: Sequence[Break] = ()) -> datetime:
        """The earliest moment, not before ``start``, by which ``budget`` working seconds have passed.

        A budget of 0 gives ``start``. Raises :class:`NoWorkingTime` when it isn't used up within ten years.
        """
        if budget < 0:
            raise ValueError(f"a budget of working time can't be negative: {budget}")
        now = epoch_seconds(start)
        if budget == 0:
            return from_epoch(now)
        for lower, upper in _within(breaks, now, LAST_SECOND):
            usable = self._between(now, lower)
            if budget <= usable:
                break
            budget, now = budget - usable, upper
        return from_epoch(self._run_out(now, budget))

    def is_open(self, moment: datetime) -> bool:
        """Whether ``moment`` is working time (closing time itself isn't)."""
        day, second = divmod(epoch_seconds(moment), DAY)
        return any(start <= second < end for start, end in self.calendar.intervals(_day_of(day * DAY)))

    def working_days(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; the day ``start`` itself never counts.

        A working day is a day with any working time. When ``end`` comes first: minus the working days after ``end``
        up to and including ``start``.
        """
        if end < start:
            return -self.working_days(end, start)
        head, tail = (bisect_right(self.year_table(day.year).days, day.timetuple().tm_yday - 1) for day in (start, end))
        return tail - head + sum(len(self.year_table(year).days) for year in range(start.year, end.year))

    def add_working_days(self, day: date, n: int) -> date:
        """The ``n``-th working day after ``day`` (before it, when negative); ``n`` = 0 gives ``day``, open or not.

        Raises :class:`NoWorkingTime` when ten years pass without a working day.
        """
        ordinal = found = day.toordinal()
        left, step = abs(n), 1 if n > 0 else -1
        while left:
            ordinal += step
            if abs(ordinal - found) > HORIZON * 366 or not 1 <= ordinal <= date.max.toordinal():
                raise _no_working_time(day)
            if self.calendar.intervals(date.fromordinal(ordinal)):
                found, left = ordinal, left - 1
        return date.fromordinal(found)

    def pieces(self, start: datetime, end: datetime, breaks: Sequence[Break] = ()) -> list[Piece]:
        """All of [start, end) in order: what counted, interval by interval, and what was left out and why.

        Neighbouring stretches left out for one reason are one piece. Empty when ``end`` isn't after ``start``.
        """
        first, last = epoch_seconds(start), epoch_seconds(end)
        pieces: list[Piece] = []
        for lower, upper, counted, why in self._stretches(first, last, _within(breaks, first, last)):
            piece = Piece(from_epoch(lower), from_epoch(upper), counted, why)
            if pieces and not counted and not pieces[-1].counted and pieces[-1].why == why:
                piece = Piece(pieces.pop().start, piece.end, counted, why)
            pieces.append(piece)
        return pieces

    def provisional(self, start: datetime, end: datetime) -> bool:
        """暂定: whether [start, end], in either order, touches a year whose holidays aren't known yet."""
        first, last = sorted((epoch_seconds(start), epoch_seconds(end)))
        years = range(_day_of(first).year, _day_of(max(first, last - 1)).year + 1)
        return any(self.calendar.provisional(date(year, 1, 1)) for year in years)

    def year_table(self, year: int) -> YearTable:
        """The working time of ``year``; years of one pattern share a table."""
        if (table := self._years.get(year)) is None:
            pattern = self.calendar.pattern(year)
            if (table := self._tables.get(pattern)) is None:
                table = self._tables[pattern] = _year_table(self.calendar, year)
            self._years[year] = table
        return table

    def _between(self, first: int, last: int) -> int:
        years = _day_of(first).year, _day_of(last).year
        head, tail = (self.year_table(year).worked(second - year_start(year))
                      for year, second in zip(years, (first, last), strict=True))
        return tail - head + sum(self.year_table(year).total for year in range(*years))

    def _run_out(self, now: int, budget: int) -> int:
        year = _day_of(now).year
        target = self.year_table(year).worked(now - year_start(year)) + budget
        for later in range(year, min(year + HORIZON, LAST_YEAR) + 1):
            table = self.year_table(later)
            if target <= table.total:
                return year_start(later) + table.reached(target)
            target -= table.total
        raise _no_working_time(_day_of(now))

    def _stretches(self, first: int, last: int, breaks: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool, str]]:
        for midnight in range(first - first % DAY, last, DAY):
            for start, end, counted, why in _day_stretches(self.calendar, _day_of(midnight)):
                lower, upper = max(first, midnight + start), min(last, midnight + end)
                for pause, resume in breaks if counted else ():
                    if pause < upper and lower < resume:
                        if lower < pause:
                            yield lower, pause, True, why
                        yield max(lower, pause), min(upper, resume), False, PAUSED
                        lower = min(upper, resume)
                if lower < upper:
                    yield lower, upper, counted, why


def spans(calendar: Calendar, first: date, last: date) -> list[Span]:
    """The opening intervals of the days ``first`` to ``last`` inclusive: the rows of the sheet 工作日历.

    With i the last row whose start isn't after t, ``cum(t) = before[i] + max(0, min(t, end[i]) - start[i])``; working
    time from a to b is ``cum(b) - cum(a)``. Both moments must lie in the days covered, and after the first start.
    """
    rows, before = [], 0
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        midnight = datetime.fromordinal(ordinal)
        for start, end in calendar.intervals(midnight.date()):
            rows.append(Span(midnight + timedelta(seconds=start), midnight + timedelta(seconds=end), before))
            before += end - start
    return rows


def _year_table(calendar: Calendar, year: int) -> YearTable:
    starts, ends, before, days, total = [], [], [], [], 0
    new_year = date(year, 1, 1).toordinal()
    for number in range(date(year, 12, 31).toordinal() - new_year + 1):
        intervals = calendar.intervals(date.fromordinal(new_year + number))
        if intervals:
            days.append(number)
        for start, end in intervals:
            starts.append(number * DAY + start)
            ends.append(number * DAY + end)
            before.append(total)
            total += end - start
    return YearTable(tuple(starts), tuple(ends), tuple(before), tuple(days), total)


def _day_stretches(calendar: Calendar, day: date) -> Iterator[tuple[int, int, bool, str]]:
    """The whole of a day as (from, to, counted, why), in order."""
    intervals, why, cursor = calendar.intervals(day), calendar.reason(day), 0
    if not intervals:
        yield 0, DAY, False, why
        return
    for start, end in intervals:
        if cursor < start:
            yield cursor, start, False, LUNCH if cursor >= _LUNCH_FROM and start <= _LUNCH_TO else OFF_DUTY
        yield start, end, True, why
        cursor = end
    if cursor < DAY:
        yield cursor, DAY, False, OFF_DUTY


def _within(breaks: Sequence[Break], first: int, last: int) -> list[tuple[int, int]]:
    """The breaks inside [first, last) in order, joined where they overlap, in seconds since 1970."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(breaks):
        lower, upper = max(epoch_seconds(start), first), min(epoch_seconds(end), last)
        if joined and lower <= joined[-1][1]:
            lower, upper = joined[-1][0], max(joined.pop()[1], upper)
        if lower < upper:
            joined.append((lower, upper))
    return joined


def _no_working_time(day: date) -> NoWorkingTime:
    return NoWorkingTime(
        f"从{day.year}年{day.month}月{day.day}日起算，{HORIZON} 年之内凑不满所需的上班时间，"
        "请检查《基础资料》中的开放时间和日历变更。"
    )
