"""What a month's statistics are drawn from: every case as it stood when the month ended, and what happened to it in the month.

A later step changes no past month: a unit, a result or an end counts from its own moment on. A case merged into another
is no case of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from automation.complaints.registers.common import ACCEPTED, DEMANDS, REFUSED
from automation.complaints.registers.money import APPROVED
from automation.core.books import Books, mapped
from automation.core.monthly import Period

UNKNOWN, NO_UNIT, UNDECIDED, WITHDRAWN = "未填", "未定单位", "未定", "撤诉"
"""Lines for what a case doesn't say (yet)."""


_NEEDED = ["case_no", "customer", "user_no", "partner_no", "received_at", "model", "ground", "quantity", "amount", *DEMANDS, "ruling",
           "ruled_at", "unit", "unit_at", "outcome", "opinion_at", "replied_at", "prevented_at", "withdrawn_at", "closed_at", "merged_into"]


@dataclass(frozen=True)
class Facts:
    """The registers, looked at from the end of a month."""

    books: Books
    period: Period

    @cached_property
    def cases(self) -> pd.DataFrame:
        """One row per case that was received before the month ended, in the order of receipt.

        Beside the register's columns: ``who`` (the customer with his number), ``ended`` (the moment of its end, whatever
        the end), ``unit`` and ``result`` as known when the month ended, ``days`` (working days from receipt to reply).
        """
        cases = self.books.cases[_NEEDED]
        cases = cases[cases.case_no.notna() & (cases.received_at < self.period.end) & cases.merged_into.isna()]
        cases = cases.sort_values(["received_at", "case_no"], kind="stable").reset_index(drop=True)
        refused_at = cases.replied_at.where(cases.ruling == REFUSED)
        ends = pd.concat([cases.closed_at, cases.withdrawn_at, refused_at], axis=1).min(axis=1)
        return cases.assign(
            who=_who(cases), ended=ends.where(~(ends < cases.received_at), cases.received_at),
            withdrawn=cases.withdrawn_at.notna() & (cases.withdrawn_at == ends), closed=cases.closed_at.notna() & (cases.closed_at == ends),
            model=cases.model.fillna(UNKNOWN), ground=cases.ground.fillna(UNKNOWN),
            unit=cases.unit.where(~self._later(cases.unit_at)).fillna(NO_UNIT), result=self._result(cases),
            days=self.books.working_days(cases.received_at, cases.replied_at))

    @cached_property
    def merged(self) -> pd.DataFrame:
        """Cases received in the month that are one with another."""
        cases = self.books.cases
        return cases[cases.case_no.notna() & self.period.holds(cases.received_at) & cases.merged_into.notna()]

    @cached_property
    def amounts(self) -> pd.DataFrame:
        """Amounts approved or paid before the month ended, with their case's columns; each keeps its own number."""
        amounts = self.books.case_amounts
        amounts = amounts[amounts.amount_no.notna()].sort_values("amount_no", kind="stable")
        known = self.cases.drop_duplicates("case_no").set_index("case_no")
        texts = {name: mapped(amounts.case_no, known[name]).fillna(UNKNOWN) for name in ("model", "ground", "unit", "result")}
        demands = {name: mapped(amounts.case_no, known[name]) for name in DEMANDS}
        return amounts.assign(**texts, **demands)

    @cached_property
    def flows(self) -> Mapping[str, pd.Series]:
        """Which cases were received, accepted, refused, closed, … in the month, and are open when it ends."""
        when, cases = self.period, self.cases
        ruled, ended = when.holds(cases.ruled_at), when.holds(cases.ended)
        return {
            "月初未结": (cases.received_at < when.first) & ~(cases.ended < when.first),
            "收到": when.holds(cases.received_at),
            "受理": ruled & (cases.ruling == ACCEPTED),
            "不予受理": ruled & (cases.ruling == REFUSED),
            "结案": ended & cases.closed,
            "撤诉": ended & cases.withdrawn & ~cases.closed,
            "婉答完毕": ended & ~cases.closed & ~cases.withdrawn,
            "月末未结": (cases.received_at < when.end) & ~(cases.ended < when.end),
            "答复": when.holds(cases.replied_at)}

    @property
    def approved(self) -> pd.Series:
        """Which amounts were approved in the month."""
        return self.period.holds(self.amounts.decided_at) & (self.amounts.decision == APPROVED)

    @property
    def paid(self) -> pd.Series:
        """Which amounts were paid in the month."""
        return self.period.holds(self.amounts.paid_at)

    def _later(self, moments: pd.Series) -> pd.Series:
        return moments >= self.period.end

    def _result(self, cases: pd.DataFrame) -> pd.Series:
        result = cases.outcome.where(~self._later(cases.opinion_at))
        result = result.mask((cases.ruling == REFUSED) & ~self._later(cases.ruled_at), REFUSED)
        return result.mask(cases.withdrawn_at < self.period.end, WITHDRAWN).fillna(UNDECIDED)


def _who(cases: pd.DataFrame) -> pd.Series:
    """The customer as a line names him: 张三（YH2026-00001）."""
    number = cases.user_no.fillna(cases.partner_no)
    name = cases.customer.fillna(UNKNOWN)
    return name.where(number.isna(), name + "（" + number + "）")
