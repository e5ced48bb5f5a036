"""The planter (埋差错): known faults put into sound rows, one for each thing that the nightly check looks for.

A plant is declared beside the article that it breaks and knows nothing of the checks. It changes as little as it can, in
rows that no other plant touches, and says where the fault shows: so that what the check finds can be held against what
was planted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import Any

from automation.core.clock import Clock
from automation.core.errors import KefubuError
from automation.core.schema import Catalogue

Line = dict[str, Any]
"""A row that may be changed: values by attribute name."""


class NothingToSpoil(KefubuError):
    """The demonstration holds no row that a plant could spoil."""


@dataclass(frozen=True)
class Plant:
    """A fault as planted: in which row it shows, under which column, and which article it breaks.

    ``cell`` is the A1 address in the workbook as built; the header's cell for something that is missing.
    """

    number: int
    article: str
    register: str
    sheet: str
    key: str
    column: str
    header: str
    cell: str
    what: str


Plants = tuple[Plant, ...]


@dataclass(frozen=True)
class Missing:
    """What a plant returns for something that should exist and doesn't: the key that the check will name."""

    key: str


_OF_VISITS = ("visits", "visit_plan_lines", "consult_cards", "gift_requests")
"""Sheets of visits to companies: a fault there says nothing of the company's card."""

Planting = Callable[["Field"], Line | Missing]


@dataclass(frozen=True)
class Declared:
    """A declared plant: the article, the sheet and column where the fault will show, what it is (Chinese)."""

    article: str
    sheet: str
    column: str
    what: str
    work: Planting


PLANTS: list[Declared] = []


def plant(article: str, place: str, what: str) -> Callable[[Planting], Planting]:
    """Declare a plant; ``place`` is ``"sheet.column"`` by attribute name."""
    def declare(work: Planting) -> Planting:
        PLANTS.append(Declared(article, *place.split("."), what, work))
        return work
    return declare


@dataclass
class Field:
    """All rows of the department, open to being spoiled.

    ``raw`` are cells that will hold something no typed value can be, by (sheet, key, column); they are written into the
    finished workbook.
    """

    catalogue: Catalogue
    rows: dict[str, list[Line]]
    clock: Clock
    now: datetime
    random: Random
    raw: dict[tuple[str, str, str], str | float] = field(default_factory=dict)
    taken: dict[tuple[str, Any], None] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The last day of the demonstration."""
        return self.now.date()

    def pick(self, sheet: str, fits: Callable[[Line], bool]) -> Line:
        """One row by chance that fits and whose story no other plant has touched; its story is then taken."""
        rows = self.rows[sheet]
        for row in self.random.sample(rows, len(rows)):
            if not self.touched(sheet, row) and fits(row):
                self.take(sheet, row)
                return row
        raise NothingToSpoil(f"演示数据里没有合适的“{self.catalogue.sheets[sheet].title}”可以埋差错，请换一个 seed 再试。")

    def take(self, sheet: str, row: Line) -> None:
        """No other plant will touch this row's story."""
        self.taken.update(dict.fromkeys(self._stories(sheet, row)))

    def find(self, sheet: str, key: str | None) -> Line:
        """The row with this key."""
        name = self.catalogue.sheets[sheet].key
        return next(row for row in self.rows[sheet] if row[name] == key)

    def where(self, sheet: str, **values: Any) -> list[Line]:
        """The rows that hold these values."""
        return [row for row in self.rows[sheet] if all(row[name] == value for name, value in values.items())]

    def voucher(self, call: Line) -> Line:
        """The voucher of a call."""
        return self.find("vouchers", call["voucher_no"])

    def call(self, row: Line) -> Line:
        """The call that a voucher, a card or goods belong to."""
        return self.find("calls", row["call_no"])

    def cards(self, call: Line) -> list[Line]:
        """The call's survey card, if there is one."""
        return self.where("cards", call_no=call["call_no"])

    def remove(self, sheet: str, rows: Iterable[Line]) -> None:
        """Take rows out of a sheet."""
        gone = [id(row) for row in rows]
        self.rows[sheet] = [row for row in self.rows[sheet] if id(row) not in gone]

    def workday(self, day: date | datetime, after: int) -> date:
        """The working day so many working days after ``day``."""
        return self.clock.add_working_days(day.date() if isinstance(day, datetime) else day, after)

    def settled(self, moment: date | datetime | None, workdays: int = 3) -> bool:
        """Whether a moment lies so many working days back that whatever it called for is overdue."""
        return moment is not None and self.workday(moment, workdays) < self.today

    def touched(self, sheet: str, row: Line) -> bool:
        """Whether some plant has touched what belongs to this row."""
        return any(story in self.taken for story in self._stories(sheet, row))

    def _stories(self, sheet: str, row: Line) -> Iterable[tuple[str, Any]]:
        """What belongs together: all that hangs on a call, a case, a company, a technician's day, a contract, a piece of goods."""
        key = self.catalogue.sheets[sheet].key
        yield sheet, row[key]
        if row.get("call_no"):
            yield "calls", row["call_no"]
        if row.get("firm_no") and sheet not in _OF_VISITS:
            yield "firms", row["firm_no"]
        if row.get("case_no"):
            yield "cases", row["case_no"]
        if row.get("proposal_no"):
            yield "proposals", row["proposal_no"]
        if sheet in ("work_lines", "day_reviews"):
            yield "day", (row["technician"], row["day"])
        if sheet == "calls":
            yield from (("day", (visit["technician"], visit["arrived_at"].date()))
                        for visit in self.rows["call_visits"] if visit["call_no"] == row["call_no"])
            yield "contracts", row["contract_no"] or row["call_no"]


def spoil(field: Field, declared: Sequence[Declared]) -> list[tuple[Declared, str]]:
    """Plant everything; returns each plant with the key of the row where it shows."""
    found = []
    for each in declared:
        spoiled = each.work(field)
        key = spoiled.key if isinstance(spoiled, Missing) else spoiled[field.catalogue.sheets[each.sheet].key]
        found.append((each, str(key)))
    return found
