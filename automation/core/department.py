"""The department (部门) as 基础资料 describes it: people and roles, settings, opening hours, calendar.

Built once from the rows of 基础资料 and handed to everything that reckons or decides; nothing here reads a file or asks
what time it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from automation.core.articles import Articles
from automation.core.basics import BASICS
from automation.core.calendar import DEFAULT_HOURS, Calendar, DayChange, Interval, OpeningHours
from automation.core.clock import Clock
from automation.core.errors import HoursRefused

Rows = Callable[[str], Sequence[Mapping[str, Any]]]
"""Gives the rows of a sheet by the sheet's attribute name."""

_KEPT = ("calendar", "clock", "roles", "_indexes")
_WEEKDAYS = {"周一至周五": range(5), "每天": range(7)} | {f"周{name}": (i,) for i, name in enumerate("一二三四五六日")}
_TIMES = re.compile(r"\s*(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})\s*")


@dataclass(frozen=True)
class Department:
    """What steps, rules, formulas and forms may ask of the department, at one moment ``now`` (local time)."""

    now: datetime
    articles: Articles
    rows: Rows
    statutory: bool = True

    def at(self, now: datetime) -> Department:
        """The same department at another moment; what was made of 基础资料 so far (calendar, people) is kept."""
        other = replace(self, now=now)
        other.__dict__.update({name: value for name, value in self.__dict__.items() if name in _KEPT})
        return other

    @cached_property
    def calendar(self) -> Calendar:
        """The department's calendar; the built-in hours while 基础资料 says nothing."""
        return Calendar(opening_hours(self.rows("hours")) or (DEFAULT_HOURS,), day_changes(self.rows("days")), self.statutory)

    @cached_property
    def clock(self) -> Clock:
        """The working-time clock over :attr:`calendar`."""
        return Clock(self.calendar)

    @property
    def calendar_from(self) -> date:
        """The first day of the sheets' 工作日历: 1 January two years back."""
        return date(self.now.year - 2, 1, 1)

    @property
    def calendar_to(self) -> date:
        """The last day of the sheets' 工作日历: the end of next year."""
        return date(self.now.year + 1, 12, 31)

    def limit(self, article: str, name: str, on: date) -> int:
        """The limit of an article in force on that day."""
        return self.articles.limit(article, name, on)

    def lookup(self, sheet: str, key: str | None, column: str) -> Any:
        """A value from the row of another sheet with this key; None when there is no such row."""
        return self._index(sheet).get(key, {}).get(column)

    def setting(self, item: str, on: date | None = None, default: str = "") -> str:
        """A setting of the department (设置) in force on that day (today by default)."""
        on = on or self.now.date()
        found = [(row.get("since") or date.min, row["value"]) for row in self.rows("settings")
                 if row.get("item") == item and row.get("value") is not None]
        return max((pair for pair in found if pair[0] <= on), default=(on, default), key=lambda pair: pair[0])[1]

    def setting_since(self, item: str, value: str) -> date | None:
        """Since when a setting has had this value without a break, up to today; None when it hasn't."""
        rows = sorted(((row.get("since") or date.min, row["value"]) for row in self.rows("settings")
                       if row.get("item") == item and row.get("value") is not None), key=lambda pair: pair[0])
        since = None
        for day, found in rows:
            if day <= self.now.date():
                since = (since or day) if found == value else None
        return since

    @cached_property
    def roles(self) -> Mapping[str, frozenset[str]]:
        """Roles of each person at work."""
        return {row["name"]: frozenset(filter(None, (row.get("role"), row.get("role2"))))
                for row in self.rows("people") if row.get("name") and row.get("active") != "否"}

    def people(self, role: str) -> tuple[str, ...]:
        """Who holds this role."""
        return tuple(name for name, roles in self.roles.items() if role in roles)

    def answering(self, role: str) -> str:
        """Whom findings name for a role: the person when there is just one, else the role."""
        people = self.people(role)
        return people[0] if len(people) == 1 else role

    def by_login(self, login: str) -> tuple[str, ...]:
        """The people who work under this login (several may share one)."""
        return tuple(row["name"] for row in self.rows("people")
                     if row.get("login") and row["login"].casefold() == login.casefold() and row.get("active") != "否")

    @cached_property
    def _indexes(self) -> dict[str, Mapping[str, Mapping[str, Any]]]:
        return {}

    def _index(self, sheet: str) -> Mapping[str, Mapping[str, Any]]:
        if sheet not in self._indexes:
            key = next(each.key for each in BASICS.sheets if each.name == sheet)
            self._indexes[sheet] = {row[key]: row for row in reversed(self.rows(sheet)) if row.get(key) is not None}
        return self._indexes[sheet]


def opening_hours(rows: Iterable[Mapping[str, Any]]) -> tuple[OpeningHours, ...]:
    """开放时间 → the hours from each 生效日期 on.

    Raises :class:`~automation.core.errors.HoursRefused` for a time that can't be read.
    """
    by_date: dict[date, tuple[list[list[Interval]], list[Interval], list[Interval]]] = {}
    for row in rows:
        if not all(row.get(name) is not None for name in ("since", "days", "opens", "closes")):
            continue
        week, make_up, holiday = by_date.setdefault(row["since"], ([[] for _ in range(7)], [], []))
        interval = _interval(f"{row['opens']}-{row['closes']}", "开放时间")
        if row["days"] == "调休上班日":
            make_up.append(interval)
        if row["days"] == "法定节假日":
            holiday.append(interval)
        for weekday in _WEEKDAYS.get(row["days"], ()):
            week[weekday].append(interval)
    return tuple(OpeningHours(since, tuple(tuple(day) for day in week), tuple(make_up) or None, tuple(holiday))
                 for since, (week, make_up, holiday) in sorted(by_date.items()))


def day_changes(rows: Iterable[Mapping[str, Any]]) -> tuple[DayChange, ...]:
    """日历变更 → changes of single days."""
    return tuple(DayChange(row["day"], _day_intervals(row), row.get("why") or "")
                 for row in rows if row.get("day") is not None)


def _day_intervals(row: Mapping[str, Any]) -> tuple[Interval, ...] | None:
    if row.get("open") == "否":
        return ()
    if row.get("times") is None:
        return None
    return tuple(_interval(part, "日历变更") for part in re.split("[,，、;；]", row["times"]) if part.strip())


def _interval(text: str, sheet: str) -> Interval:
    if not (match := _TIMES.fullmatch(text)):
        raise HoursRefused(f"《基础资料》“{sheet}”中的时间“{text}”看不懂，请写成 08:30-12:00 这样。")
    start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
    return (start_hour * 60 + start_minute) * 60, (end_hour * 60 + end_minute) * 60
