"""What checks ask of every way from desk to desk alike: late at a desk, done before what must come first."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books
from automation.core.desks import Desks
from automation.core.rules import Broken, broken


def late(books: Books, sheet: str, desks: Desks, state: str, live: pd.Series, due: pd.Series | None = None) -> Broken:
    """Rows that stood longer at a desk than they may, or stand there too long now; ``due`` and ``shown`` for the wording.

    ``live`` says which rows anybody need go on with; ``due`` is the last day where the table doesn't count it in working days.
    """
    table, stage = books.frame(sheet), desks.by_state[state]
    since = table[stage.since].where(live)
    if stage.only is not None:
        since = since.where(stage.only.frame(table))
    if due is None:
        due = books.due(since, books.limit(stage.article, stage.limit, since))
    due = due.where(since.notna())
    done = table[stage.done].dt.normalize()
    here = (desks.states.column(table) == state) & done.isna()
    shown = table[stage.done].dt.strftime("%Y-%m-%d 才办").where(done.notna(), "至今没有办")
    return broken((done > due) | (here & (books.today > due)), due=due, shown=shown)


def skipped(books: Books, sheet: str, before: str, after: str) -> Broken:
    """Rows where a later thing was done though an earlier one wasn't."""
    table = books.frame(sheet)
    return broken(table[after].notna() & table[before].isna())


def not_of_unit(books: Books, people: pd.Series, units: pd.Series) -> pd.Series:
    """People at work who belong to another department than the one named."""
    team = books.lookup(people, "people", "team")
    return people.isin(books.department.roles) & units.notna() & (team != units)
