"""What a month's report of visits is drawn from: the daily reports and the planned visits of one supervisor's areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from automation.core.books import Books
from automation.core.monthly import Period

UNKNOWN = "未填"


def in_charge(books: Books, month: str) -> Sequence[str]:
    """Whose areas were visited in a month, or were to be; each of them makes a report."""
    period = Period.of(month)
    visits, lines = books.visits, books.visit_plan_lines
    makers = books.lookup(lines.plan_no, "visit_plans", "made_by")
    found = {*visits.supervisor[period.holds(visits.started_at)].dropna(), *makers[period.holds(lines.planned_on)].dropna()}
    return sorted(found)


@dataclass(frozen=True)
class Facts:
    """The register, looked at for one month of one supervisor (everybody's for "")."""

    books: Books
    period: Period
    supervisor: str

    @cached_property
    def visits(self) -> pd.DataFrame:
        """The visits of the month in the order they were made, texts that say nothing as blanks."""
        visits = self.books.visits
        own = visits[visits.visit_no.notna() & self.period.holds(visits.started_at) & (visits.supervisor == self.supervisor)]
        return own.sort_values(["started_at", "visit_no"], kind="stable").assign(
            grade=own.grade.fillna(UNKNOWN), area=own.area.fillna(UNKNOWN), visitor=own.visitor.fillna(UNKNOWN))

    @cached_property
    def planned(self) -> pd.DataFrame:
        """The visits that were planned for the month by this supervisor, with the dealer's area and grade."""
        lines, books = self.books.visit_plan_lines, self.books
        maker = books.lookup(lines.plan_no, "visit_plans", "made_by")
        own = lines[lines.line_no.notna() & self.period.holds(lines.planned_on) & (maker == self.supervisor)]
        own = own.sort_values(["planned_on", "line_no"], kind="stable")
        made = books.lookup(own.visit_no, "visits", "started_at")
        area, grade = (books.lookup(own.firm_no, "firms", name).fillna(UNKNOWN) for name in ("area", "grade"))
        return own.assign(area=area, grade=grade, visitor=own.visitor.fillna(UNKNOWN), made=made < self.period.end,
                          called_off=own.cancelled_at < self.period.end)

    def of_visits(self, sheet: str, moment: str) -> pd.DataFrame:
        """The rows of another sheet that come from this supervisor's visits and whose moment lies in the month."""
        rows = self.books.frame(sheet)
        supervisor = self.books.lookup(rows.visit_no, "visits", "supervisor")
        mine = rows[self.period.holds(rows[moment]) & (supervisor == self.supervisor)]
        return mine.sort_values([moment, self.books.catalogue.sheets[sheet].key], kind="stable")

    def of_firms(self, sheet: str, moment: str) -> pd.DataFrame:
        """The rows of another sheet about dealers in this supervisor's areas whose moment lies in the month."""
        rows = self.books.frame(sheet)
        area = self.books.lookup(rows.firm_no, "firms", "area")
        mine = rows[self.period.holds(rows[moment]) & (self.books.lookup(area, "areas", "supervisor") == self.supervisor)]
        return mine.sort_values([moment, self.books.catalogue.sheets[sheet].key], kind="stable")
