"""Obligations (该办的事): what must be done next, declared per regulation, as a night lays it out for the morning.

An obligation is declared beside the rules and steps of its regulation, in the slice's ``obligations.py``: which rows are
due at a moment, in the order in which to do them, how the report lists them, and which forms are printed for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from automation.core.changes import WriteDocument
from automation.core.rows import Row
from automation.core.steps import Desk


@dataclass(frozen=True)
class Due:
    """What is due: the rows in order, a line of the report for each, and the forms that are printed for them."""

    rows: Sequence[Row] = ()
    lines: Sequence[Sequence[str]] = ()
    papers: Sequence[WriteDocument] = ()


Finder = Callable[[Desk], Due]
Counter = Callable[[Desk], tuple[int, str]]


@dataclass(frozen=True)
class Obligation:
    """A declared obligation. ``needs`` are the sheets it can't do without, ``headers`` name the columns of its lines.

    ``prints`` are the forms (by name) that a night prints for it.
    """

    name: str
    title: str
    articles: tuple[str, ...]
    needs: tuple[str, ...]
    headers: tuple[str, ...]
    find: Finder
    prints: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """One Chinese sentence: what is to be done and when."""
        return (self.find.__doc__ or "").strip().split("\n")[0]


@dataclass(frozen=True)
class Glance:
    """A large figure on top of the report: its title, and what gives the figure and a word below it."""

    title: str
    needs: tuple[str, ...]
    count: Counter


@dataclass
class Obligations:
    """The obligations of one regulation, in the order in which the report lists them, and its large figures."""

    glances: list[Glance] = field(default_factory=list)
    _obligations: list[Obligation] = field(default_factory=list)

    def __iter__(self) -> Iterator[Obligation]:
        return iter(self._obligations)

    def obligation(self, title: str, articles: str, *, needs: tuple[str, ...], headers: tuple[str, ...],
                   prints: tuple[str, ...] = ()) -> Callable[[Finder], Obligation]:
        """Declare an obligation: the decorated function finds what is due; its docstring is what the report says."""
        def declare(find: Finder) -> Obligation:
            declared = Obligation(find.__name__, title, tuple(articles.split()), needs, headers, find, prints)
            self._obligations.append(declared)
            return declared
        return declare

    def glance(self, title: str, *, needs: tuple[str, ...]) -> Callable[[Counter], Glance]:
        """Declare a large figure: the decorated function gives it and the word below it."""
        def declare(count: Counter) -> Glance:
            declared = Glance(title, needs, count)
            self.glances.append(declared)
            return declared
        return declare


def closed_day(desk: Desk) -> date:
    """The working day that a night looks back on: the last one whose opening hours are over, also after midnight."""
    today, calendar = desk.now.date(), desk.department.calendar
    seconds = desk.now.hour * 3600 + desk.now.minute * 60 + desk.now.second
    hours = calendar.intervals(today)
    if hours and hours[-1][1] <= seconds:
        return today
    return desk.department.clock.add_working_days(today, -1)


def coming_day(desk: Desk, after: int = 1) -> date:
    """The working day that a night prepares: the first one after :func:`closed_day` (or the ``after``-th)."""
    return desk.department.clock.add_working_days(closed_day(desk), after)


def last_chance(desk: Desk, working_days: int) -> date:
    """The last date that something must be done for within so many coming working days: the eve of the one after them."""
    return coming_day(desk, working_days + 1) - timedelta(days=1)
