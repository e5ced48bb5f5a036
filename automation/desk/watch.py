"""Watching (盯时限): calls that are about to break their six or seven hours, told before they do (AS2.12).

Light: no pandas, as it runs every few minutes all day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from automation.after_sales.registers.timing import HOUR, due, limit_seconds, used_seconds
from automation.core.clock_text import explain_deadline, format_span
from automation.core.department import Department
from automation.core.rows import Row
from automation.desk.session import Session


@dataclass(frozen=True)
class Nearing:
    """A call that nobody has reached: how many working seconds are left (negative: over) and when they run out."""

    call_no: str
    customer: str
    area: str
    technician: str
    due_at: datetime
    left: int

    @property
    def sentence(self) -> str:
        """One line for the person who looks."""
        who = self.technician or "还没有派工"
        state = f"还剩 {format_span(self.left)}" if self.left >= 0 else f"已超 {format_span(-self.left)}"
        return f"{self.call_no} {self.customer}（{self.area}，{who}）最迟 {self.due_at:%m-%d %H:%M}，{state}"


@dataclass(frozen=True)
class Look:
    """One look at the calls: whether it is working time, and what is nearing its limit."""

    open: bool
    urgent: tuple[Nearing, ...] = ()

    @property
    def headline(self) -> str:
        """What was seen, in a few words."""
        if not self.open:
            return "现在不是上班时间，不提醒"
        over = sum(item.left < 0 for item in self.urgent)
        near = len(self.urgent) - over
        parts = [f"{near} 件快到时限" if near else "", f"{over} 件已超过时限" if over else ""]
        return "、".join(filter(None, parts)) or "没有快到时限的叫修"


def looked(session: Session) -> Look:
    """Look at the calls now; outside working time the register isn't even read."""
    department = session.department
    if not department.clock.is_open(department.now):
        return Look(False)
    return Look(True, tuple(nearing(session.where("calls"), department)))


def nearing(calls: Iterable[Row], department: Department, within: int = HOUR) -> list[Nearing]:
    """Calls not yet reached with at most ``within`` working seconds left, the most urgent first.

    Nothing outside working time: nobody can set out then, and no working time runs.
    """
    if not department.clock.is_open(department.now):
        return []
    waiting = [_nearing(call, department) for call in calls
               if call.call_no and call.called_at and not call.arrived_at and not call.cancelled_at]
    return sorted((item for item in waiting if item and item.left <= within), key=lambda item: (item.left, item.call_no))


def _nearing(call: Row, department: Department) -> Nearing | None:
    limit, used, latest = limit_seconds(call, department), used_seconds(call, department), due(call, department)
    if limit is None or used is None or latest is None:
        return None
    return Nearing(call.call_no, call.customer or "", call.area or "", call.technician or "", latest, limit - used)


def explained(call: Row, department: Department) -> Iterator[str]:
    """Why a call must be reached by when it must: which working time counted; nothing while its area isn't known."""
    limit = limit_seconds(call, department)
    if limit is not None and call.called_at:
        yield explain_deadline(department.clock, call.called_at, limit, f"（{call.zone or ''}）叫修".removeprefix("（）"), "最迟到达")
