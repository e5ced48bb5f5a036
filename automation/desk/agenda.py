"""The calendar of what falls due (到期日历): every slice's deadlines by day, as a list and as an .ics file for any calendar program."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from automation.core.deadlines import DueDate, falling_due
from automation.core.steps import Desk
from automation.desk import house

HEADERS = ("到期日", "还有几天", "要办的事", "登记簿", "编号", "责任人", "条文", "说明")


def agenda(desk: Desk, readable: Iterable[str] = ()) -> list[DueDate]:
    """Everything that falls due, soonest first. ``readable``: only deadlines of these sheets (all of them when empty)."""
    sheets = set(readable)
    return falling_due(tuple(each for each in house.deadlines() if not sheets or each.sheet in sheets), desk)


def lines(found: Sequence[DueDate], today: date) -> list[tuple[str, ...]]:
    """A line for each date, under :data:`HEADERS`."""
    catalogue = house.catalogue()
    return [(f"{due.day:%Y-%m-%d}", days_left(due, today), due.deadline.title, catalogue.register_of[due.row.sheet.name].title,
             due.row.key, due.person, due.deadline.article, due.deadline.words) for due in found]


def days_left(due: DueDate, today: date) -> str:
    """今天, 还有 3 天, 已过 2 天."""
    left = due.left(today)
    return "今天" if left == 0 else f"还有 {left} 天" if left > 0 else f"已过 {-left} 天"


def ics(found: Sequence[DueDate], now: datetime, company: str) -> bytes:
    """The calendar as iCalendar (RFC 5545): an all-day event for each date, the same id each time, so that it is updated."""
    from icalendar import Calendar, Event
    calendar = Calendar()
    calendar.add("prodid", "-//Kefubu//zh-CN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{company}客服簿到期日历")
    for due in found:
        event = Event()
        name = f"{due.deadline.sheet}/{due.row.key}/{due.deadline.name}"
        event.add("uid", f"{hashlib.sha256(name.encode()).hexdigest()[:32]}@kefubu")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", due.day)
        event.add("dtend", due.day + timedelta(days=1))
        event.add("summary", f"{due.deadline.title} {due.row.key}（{due.person}）")
        event.add("description", f"{due.deadline.words}《{house.catalogue().register_of[due.row.sheet.name].title}》{due.deadline.article}")
        calendar.add_component(event)
    return calendar.to_ical()
