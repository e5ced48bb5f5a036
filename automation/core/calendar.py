"""The department's calendar (工作日历): which seconds of which day are working time, and why.

Three things decide a day, the stronger first: a change entered by the department (日历变更), the State Council's
holidays and make-up working days (法定节假日、调休上班, as the package chinesecalendar lists them), the weekly opening
hours in force that day (开放时间, 生效日期). Before the first of these the department isn't open yet (未营业).

Years after the last announcement are reckoned by the plain weekdays and called provisional (暂定): the announcement is
still to come and will change them. Years before the list begins (2004) are plain weekdays too, yet not provisional:
nobody is going to announce them any more.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import isleap
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chinese_calendar.constants import Holiday, holidays, workdays

from automation.core.errors import HoursRefused

Interval = tuple[int, int]
"""Seconds of the day, half-open: ``0 <= start < end <= 86400``."""

DAY = 86_400

WORKDAY, WEEKEND, MAKE_UP, NOT_OPEN, CHANGED = "工作日", "周末", "调休上班", "未营业", "部门变更"

_FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
_NAMES = {holiday.value: _FULL_NAMES.get(holiday.chinese, holiday.chinese) for holiday in Holiday}
_FIRST_YEAR, _LAST_YEAR = min(holidays).year, max(holidays).year


def announced_years() -> range:
    """The years whose statutory holidays are known (chinesecalendar's list)."""
    return range(_FIRST_YEAR, _LAST_YEAR + 1)


def normalised(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same working time in order, overlaps and touching ends joined, so that time counts once.

    Raises :class:`HoursRefused` for an interval that ends before it begins or leaves the day.
    """
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if not 0 <= start < end <= DAY:
            raise HoursRefused(
                f"上班时间“{_clock_face(start)}–{_clock_face(end)}”不能用：开始须早于结束，且都在 00:00 至 24:00 之间。"
                "请到《基础资料》改正；跨夜的班次请分成当天和次日两段。"
            )
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def _clock_face(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


@dataclass(frozen=True)
class OpeningHours:
    """Weekly hours (开放时间) in force from the day ``since`` (生效日期) until the next ones begin.

    ``week`` holds Monday to Sunday; input may be unordered or overlap. ``make_up``: the hours of a make-up working day
    (调休上班) or of a day declared working; without it such a day has its own weekday's hours or, when that weekday is
    closed, those of the first open weekday, as a make-up Saturday stands in for a weekday. ``holiday``: the hours of a
    statutory holiday (法定节假日), closed unless the department says otherwise.
    """

    since: date
    week: tuple[tuple[Interval, ...], ...]
    make_up: tuple[Interval, ...] | None = None
    holiday: tuple[Interval, ...] = ()

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise HoursRefused(f"开放时间须写明周一至周日共 7 天，现在是 {len(self.week)} 天，请到《基础资料》补齐。")
        object.__setattr__(self, "week", tuple(normalised(day) for day in self.week))
        if self.make_up is not None:
            object.__setattr__(self, "make_up", normalised(self.make_up))
        object.__setattr__(self, "holiday", normalised(self.holiday))

    def as_working_day(self, weekday: int) -> tuple[Interval, ...]:
        """The hours of a day that is declared working; ``weekday`` 0 is Monday."""
        if self.make_up is not None:
            return self.make_up
        return self.week[weekday] or next((day for day in self.week if day), ())


@dataclass(frozen=True)
class DayChange:
    """A change of one date entered by the department (日历变更); it replaces that date's hours.

    ``intervals``: ``()`` closes the day, ``None`` makes it an ordinary working day.
    """

    day: date
    intervals: tuple[Interval, ...] | None
    why: str = ""

    def __post_init__(self) -> None:
        if self.intervals is not None:
            object.__setattr__(self, "intervals", normalised(self.intervals))


_MORNING, _AFTERNOON = (8 * 3600 + 1800, 12 * 3600), (13 * 3600 + 1800, 17 * 3600 + 1800)

DEFAULT_HOURS = OpeningHours(date.min, ((_MORNING, _AFTERNOON),) * 5 + ((),) * 2)
"""Monday to Friday 08:30–12:00 and 13:30–17:30."""

ROUND_THE_CLOCK = OpeningHours(date.min, (((0, DAY),),) * 7)
"""Every second of every weekday; with ``statutory=False`` nothing is left out at all."""


class Calendar:
    """Working time by day. Never changes once made; days are worked out when first asked for and kept.

    Of two changes of one date, or two opening hours with one 生效日期, the later in the list counts.
    ``statutory=False`` leaves the State Council's holidays and make-up days out of account.
    """

    def __init__(
        self, hours: Sequence[OpeningHours], changes: Sequence[DayChange] = (), statutory: bool = True
    ) -> None:
        in_force = {item.since: item for item in hours}
        self._since = sorted(in_force)
        self._hours = [in_force[since] for since in self._since]
        self._changes = {change.day: change for change in changes}
        self._changed_years = {day.year for day in self._changes}
        self._statutory = statutory
        self._days: dict[date, tuple[tuple[Interval, ...], str]] = {}

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """The working time of ``day``, in order, without overlaps; ``()`` when closed."""
        return self._day(day)[0]

    def reason(self, day: date) -> str:
        """Why the day is what it is: 工作日, 周末, a holiday's name, 调休上班, 部门变更：…, 未营业."""
        return self._day(day)[1]

    def provisional(self, day: date) -> bool:
        """暂定: the year's holidays aren't announced yet and the department has entered no change for that year."""
        return self._statutory and day.year > _LAST_YEAR and day.year not in self._changed_years

    def ever_open(self) -> bool:
        """Whether there is any working time at all, on any day."""
        return any(any(hours.week) or hours.make_up or hours.holiday for hours in self._hours) or any(
            change.intervals for change in self._changes.values()
        )

    def pattern(self, year: int) -> Hashable:
        """Two years of equal pattern have the same working time, counted from their 1 January.

        Years with announced holidays, with a change or with a switch of hours are like no other; the rest are one of
        fourteen kinds for each set of opening hours. So a date mistyped as 9999 costs nothing.
        """
        announced = self._statutory and _FIRST_YEAR <= year <= _LAST_YEAR
        if announced or year in self._changed_years or any(since.year == year for since in self._since):
            return year
        new_year = date(year, 1, 1)
        return bisect_right(self._since, new_year), new_year.weekday(), isleap(year)

    def _day(self, day: date) -> tuple[tuple[Interval, ...], str]:
        if isinstance(day, datetime):  # equal to no date, so it would miss every holiday
            day = day.date()
        if (known := self._days.get(day)) is None:
            known = self._days[day] = self._work_out(day)
        return known

    def _work_out(self, day: date) -> tuple[tuple[Interval, ...], str]:
        index = bisect_right(self._since, day) - 1
        hours = self._hours[index] if index >= 0 else None
        if (change := self._changes.get(day)) is not None:
            reason = f"{CHANGED}：{change.why}" if change.why else CHANGED
            if change.intervals is not None:
                return change.intervals, reason
            return hours.as_working_day(day.weekday()) if hours else (), reason
        if hours is None:
            return (), NOT_OPEN
        if self._statutory and day in workdays:
            return hours.as_working_day(day.weekday()), MAKE_UP
        if self._statutory and day in holidays:
            return hours.holiday, _NAMES[holidays[day]]
        if usual := hours.week[day.weekday()]:
            return usual, WORKDAY
        return (), WEEKEND if day.weekday() >= 5 else NOT_OPEN
