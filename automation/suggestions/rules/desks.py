"""What many checks of proposals ask alike: late at a desk, and what a proposal's studies say of it."""

from __future__ import annotations

import pandas as pd

from automation.core import desk_rules
from automation.core.basics import USER
from automation.core.books import Books, mapped, months_after
from automation.core.rules import Broken
from automation.suggestions.registers.desks import PROPOSAL_DESKS


def late(books: Books, state: str, due: pd.Series | None = None) -> Broken:
    """Proposals that stood longer at a desk than they may, or stand there too long now; ``due`` and ``shown`` for the wording."""
    return desk_rules.late(books, "proposals", PROPOSAL_DESKS, state, books.proposals.stopped_at.isna(), due)


def study_due(books: Books) -> pd.Series:
    """SG5.3: the last day of each study: a month after it was sent, or the reported schedule when that is later."""
    studies = books.studies
    sent = studies.sent_at.dt.normalize()
    month = months_after(sent, books.limit("SG5.3", "研究月数", sent))
    return pd.concat([month, studies.schedule_on], axis=1).max(axis=1).where(month.notna())


def shared_until(books: Books) -> pd.Series:
    """SG6.1: the last day of each proposal's year of benefit; blank before its implementation."""
    started = books.proposals.implemented_on
    same = months_after(started, books.limit("SG6.1", "享有月数", started))
    return same - pd.to_timedelta((same.dt.day >= started.dt.day).astype("int64"), unit="D")


def by_proposal(books: Books, values: pd.Series) -> pd.Series:
    """For each proposal its value in ``values``, which are known by proposal number."""
    return mapped(books.proposals.proposal_no, values)


def live(books: Books) -> pd.Series:
    """Proposals with a number that weren't given up."""
    return books.proposals.proposal_no.notna() & books.proposals.stopped_at.isna()


def who(table: pd.DataFrame) -> pd.Series:
    """Whose a row is: the kind of customer and his number; blank where one isn't told."""
    return table.customer_kind + table.user_no.where(table.customer_kind == USER, table.firm_no)
