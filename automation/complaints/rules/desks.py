"""What many checks of complaint cases ask alike: late at a desk, done by somebody else, done before what must come first."""

from __future__ import annotations

import pandas as pd

from automation.complaints.registers.desks import CASE_DESKS, CASE_STATES
from automation.core.books import Books
from automation.core.rules import Broken, broken


def late(books: Books, state: str) -> Broken:
    """Cases that stood longer at a desk than it may, or stand there too long now; ``due`` and ``shown`` for the wording."""
    cases, stage = books.cases, CASE_DESKS.by_state[state]
    since = cases[stage.since].where(~dropped(cases))
    if stage.only is not None:
        since = since.where(stage.only.frame(cases))
    due = books.due(since, books.limit(stage.article, stage.limit, since))
    done = cases[stage.done].dt.normalize()
    here = (CASE_STATES.column(cases) == state) & done.isna()
    shown = cases[stage.done].dt.strftime("%Y-%m-%d 才办").where(done.notna(), "至今没有办")
    return broken((done > due) | (here & (books.today > due)), due=due, shown=shown)


def dropped(cases: pd.DataFrame) -> pd.Series:
    """Cases that nobody need go on with: withdrawn, or merged into another."""
    return cases.withdrawn_at.notna() | cases.merged_into.notna()


def skipped(books: Books, before: str, after: str) -> Broken:
    """Cases where a later thing was done though an earlier one wasn't."""
    cases = books.cases
    return broken(cases[after].notna() & cases[before].isna())


def not_of_unit(books: Books, people: pd.Series, units: pd.Series) -> pd.Series:
    """People at work who belong to another department than the handling unit."""
    team = books.lookup(people, "people", "team")
    return people.isin(books.department.roles) & units.notna() & (team != units)
