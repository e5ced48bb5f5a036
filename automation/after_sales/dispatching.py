"""What waits to be dispatched (待派工), in the order of AS2.11: for the night's list and for the printed form."""

from __future__ import annotations

from datetime import datetime

from automation.after_sales.registers.calls import CALL_STATES
from automation.after_sales.registers.timing import due
from automation.core.obligations import closed_day
from automation.core.rows import Row
from automation.core.steps import Desk


def dispatch_list(desk: Desk) -> list[Row]:
    """AS2.11: calls that nobody was sent to, numbered or not: those of earlier days first, then by the latest arrival."""
    waiting = [row for row in desk.where("calls") if row.called_at and CALL_STATES.of(row) == "待派工"]
    return sorted(waiting, key=lambda row: (not left_over(row, desk), due(row, desk.department) or datetime.max, row.called_at, row.key))


def left_over(call: Row, desk: Desk) -> bool:
    """A call of an earlier day than the one that the night looks back on."""
    return call.called_at.date() < closed_day(desk)


def waiting_on(desk: Desk, key: str) -> list[Row]:
    """The rows of 《次日优先派工单》 under a day (2026-03-05) or a month: what is still waiting of the calls up to then."""
    return [row for row in dispatch_list(desk) if f"{row.called_at:%Y-%m-%d}"[:len(key)] <= key]
