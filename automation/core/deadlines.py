"""Deadlines (期限): every date by which a row still asks for something, declared per regulation, one line each.

A deadline looks at one row and says by which day it must be done, or nothing when it is done or not called for. The calendar
of the house, its .ics file and the reminders come from the table. The checks over whole columns say the same of what is
late; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from automation.core.dates import day_of
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.steps import Desk

Finder = Callable[[Row, Desk], date | None]
Rows = Callable[[Desk], Iterable[Row]]


@dataclass(frozen=True)
class Deadline:
    """A declared deadline: what is to be done (Chinese, as on a button), for which article, on rows of which sheet.

    ``who`` names a column of the row that holds the person, or the role that answers for it. ``column`` is the cell that is
    still to be filled. ``rows`` gives the rows where they aren't those of the sheet: what should stand there and doesn't yet.
    """

    name: str
    title: str
    article: str
    sheet: str
    column: str
    who: str
    find: Finder
    rows: Rows | None = None

    @property
    def words(self) -> str:
        """One Chinese sentence: by when."""
        return (self.find.__doc__ or "").strip().split("\n")[0]

    def who_shown(self, catalogue: Catalogue) -> str:
        """Who is to do it, as the handbook says it: the role, or the header of the column that names the person."""
        columns = catalogue.sheets[self.sheet].by_name
        return columns[self.who].header if self.who in columns else self.who

    def person(self, row: Row, desk: Desk) -> str:
        """Who is to do it."""
        if self.who in row.sheet.by_name:
            return row[self.who] or desk.department.answering(row.sheet.role)
        return desk.department.answering(self.who)


@dataclass(frozen=True)
class DueDate:
    """One date of the calendar: which deadline of which row falls due on which day, and who sees to it."""

    day: date
    deadline: Deadline
    row: Row
    person: str

    def left(self, today: date) -> int:
        """Days left; negative once it is over."""
        return (self.day - today).days


@dataclass
class Deadlines:
    """The deadlines of one regulation."""

    _deadlines: list[Deadline] = field(default_factory=list)

    def __iter__(self) -> Iterator[Deadline]:
        return iter(self._deadlines)

    def deadline(self, title: str, article: str, place: str, *, who: str, rows: Rows | None = None) -> Callable[[Finder], Deadline]:
        """Declare a deadline; ``place`` is ``"sheet.column"``: the decorated function gives a row's last day, or None."""
        def declare(find: Finder) -> Deadline:
            sheet, column = place.split(".")
            declared = Deadline(find.__name__, title, article, sheet, column, who, find, rows)
            self._deadlines.append(declared)
            return declared
        return declare


def within(desk: Desk, since: date | datetime | None, article: str, limit: str, on: date | datetime | None = None) -> date | None:
    """The last day for what is due within the article's working days after ``since``; the limit in force on ``on`` (else then)."""
    if since is None:
        return None
    return working_days_after(desk, since, desk.department.limit(article, limit, day_of(on or since)))


def working_days_after(desk: Desk, since: date | datetime, days: int) -> date:
    """The last day for what is due within so many working days after ``since``."""
    return desk.department.clock.add_working_days(day_of(since), days)


def falling_due(deadlines: Iterator[Deadline] | tuple[Deadline, ...], desk: Desk) -> list[DueDate]:
    """Every open date of these deadlines, soonest first."""
    found = []
    for deadline in deadlines:
        for row in deadline.rows(desk) if deadline.rows else desk.where(deadline.sheet):
            if row.key and (day := deadline.find(row, desk)) is not None:
                found.append(DueDate(day, deadline, row, deadline.person(row, desk)))
    return sorted(found, key=lambda due: (due.day, due.deadline.article, due.deadline.title, due.row.key))
