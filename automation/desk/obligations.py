"""What is due (该办的事): tomorrow's priority dispatch, contracts and warranties that end, survey cards, reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from automation.after_sales.registers.timing import due
from automation.core.dates import months_before
from automation.core.department import Department
from automation.core.rows import Row
from automation.core.steps import Source, state_of


@dataclass(frozen=True)
class Obligations:
    """Rows that something must be done with; each list in the order in which to do it."""

    dispatch: Sequence[Row]          # AS2.11: not yet dispatched, left-over ones first, then by latest arrival
    expiring: Sequence[Row]          # AS2.13: contracts whose notice is due by the day after tomorrow
    cards_to_make: Sequence[Row]     # AS3.3: calls without a card
    cards_to_send: Sequence[Row]     # AS3.3: cards whose service is done
    reports_to_review: Sequence[Row]  # AS2.9


def obligations(source: Source, department: Department) -> Obligations:
    """Everything due at ``department.now``."""
    calls = {row.key: row for row in source.where("calls") if row.key}
    cards = list(source.where("cards"))
    carded = {card.call_no for card in cards}
    return Obligations(
        dispatch=dispatch_list(list(calls.values()), department),
        expiring=expiring(source.where("contracts"), department.now.date(), department),
        cards_to_make=[row for row in calls.values() if not row.cancelled_at and row.key not in carded and row.called_at],
        cards_to_send=[card for card in cards if not card.sent_at and card.call_no in calls and calls[card.call_no].done_at],
        reports_to_review=[row for row in source.where("day_reviews") if row.submitted_at and not row.reviewed_at])


def dispatch_list(calls: Sequence[Row], department: Department) -> list[Row]:
    """AS2.11: what wasn't dispatched, those of earlier days first, then by the latest arrival."""
    waiting = [row for row in calls if row.called_at and state_of(row) == "待派工"]
    return sorted(waiting, key=lambda row: (not left_over(row, department.now), due(row, department) or datetime.max, row.key))


def left_over(call: Row, now: datetime) -> bool:
    """A call of an earlier day."""
    return call.called_at.date() < now.date()


def expiring(contracts: Sequence[Row], today: date, department: Department) -> list[Row]:
    """AS2.13: live contracts that end within the notice period and haven't had their notice, soonest first."""
    def notify_on(row: Row) -> date:
        return months_before(row.ends_on, department.limit("AS2.13", "提前月数", row.ends_on))

    live = [row for row in contracts if row.ends_on and row.ends_on >= today
            and not (row.ended_on or row.renewed_as or row.notice_at)]
    return sorted((row for row in live if notify_on(row) <= today + timedelta(days=2)), key=lambda row: (row.ends_on, row.key))
