"""What many checks of complaint cases ask alike: late at a desk, done by somebody else, done before what must come first."""

from __future__ import annotations

import pandas as pd

from automation.complaints.registers.desks import CASE_DESKS
from automation.core import desk_rules
from automation.core.books import Books
from automation.core.desk_rules import not_of_unit
from automation.core.rules import Broken

__all__ = ["dropped", "late", "not_of_unit", "skipped"]


def late(books: Books, state: str) -> Broken:
    """Cases that stood longer at a desk than it may, or stand there too long now; ``due`` and ``shown`` for the wording."""
    return desk_rules.late(books, "cases", CASE_DESKS, state, ~dropped(books.cases))


def dropped(cases: pd.DataFrame) -> pd.Series:
    """Cases that nobody need go on with: withdrawn, or merged into another."""
    return cases.withdrawn_at.notna() | cases.merged_into.notna()


def skipped(books: Books, before: str, after: str) -> Broken:
    """Cases where a later thing was done though an earlier one wasn't."""
    return desk_rules.skipped(books, "cases", before, after)
