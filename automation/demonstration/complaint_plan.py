"""Which complaints come when (投诉的安排): more than a year of them, one case on every desk on the last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from automation.after_sales.registers.surveys import COMPLAINT
from automation.core.dates import months_after, months_before
from automation.core.rows import Row
from automation.demonstration import people
from automation.demonstration.complaints import (
    LEADERS,
    QUALITY,
    REFUSED,
    SALES,
    UNROUTED,
    WAYS,
    WITHDRAWN,
    Complaint,
)
from automation.demonstration.customers import Customer
from automation.demonstration.goods import MODELS
from automation.demonstration.office import Office
from automation.demonstration.timeline import SEASON

MONTHS_BEFORE = 2
A_MONTH = (7, 10)
"""So many complaints a month came before, from and to."""
DIRECT, FROM_CALLS = 12, 5
"""Complaints of the busy season that came in directly, and by way of a call; the others come from survey cards."""
_PARTNERS_EVERY = 13
"""A dealer complains once in so many working days."""
_SHARES = ((QUALITY, 70), (REFUSED, 11), (LEADERS, 6), (SALES, 6), (WITHDRAWN, 4), (UNROUTED, 3))


def plan_complaints(office: Office, random: Random, customers: Sequence[Customer]) -> None:
    """Everything about complaints finds its moment in the office's time."""
    Complaints(office, random, [customer for customer in customers if customer.since is not None])
    _plan_partners(office, Random(random.random()))


def _plan_partners(office: Office, random: Random) -> None:
    """Dealers complain as well, of whole consignments; with a random source of their own, so that the others stay as they are."""
    for day in office.days[7:-12:_PARTNERS_EVERY]:
        moment = datetime.combine(day, time(14, random.randint(0, 59)))
        office.at(moment, Complaint(office, random, QUALITY).receive_partner, random.choice(MODELS).model)


class Complaints:
    """The complaints of the department as a whole."""

    def __init__(self, office: Office, random: Random, customers: Sequence[Customer]) -> None:
        self.office, self.random = office, random
        self.customers = random.sample(list(customers), len(customers))
        first = months_before(office.start, MONTHS_BEFORE)
        busy = office.days[-SEASON:]
        month = first
        while month <= busy[0]:
            self._month(month, busy[0], random.randint(*A_MONTH))
            month = months_after(month, 1)
        for day in random.sample(busy[:-25] or busy[:1], min(DIRECT, len(busy) // 3)):
            self._direct(day, Complaint(office, random, self._course()))
        self._twice(busy[10], busy[12])
        for day in random.sample(busy[8:-3], FROM_CALLS):
            office.at(self._between(day, "10:30", "15:00"), Complaint(office, random, QUALITY).from_call)
        for day in office.days:
            office.at(self._between(day, "08:35", "08:58"), self.take_handovers)
        self._every_desk()
        self._reopened(first)
        self._statistics(first)
        self._twice(busy[20], busy[21])

    def _twice(self, first: date, second: date) -> None:
        """A complaint by telephone, and the same once more by letter."""
        twice = Complaint(self.office, self.random, QUALITY)
        self._direct(first, twice)
        again = Complaint(self.office, self.random, QUALITY).receive_again
        self.office.at(self._between(second, "10:00", "11:00"), again, twice)

    def _month(self, first: date, until: date, count: int) -> None:
        """A month before the busy season, and the part of one in which that begins."""
        days = [day for n in range(31) if (day := first + timedelta(days=n)).month == first.month and day < until
                and self.office.department.calendar.intervals(day)]
        for day in sorted(self.random.choices(days, k=count)) if days else ():
            self._direct(day, Complaint(self.office, self.random, self._course()))

    def _direct(self, day: date, complaint: Complaint, earliest: str = "09:00", latest: str = "15:00") -> None:
        self.office.at(self._between(day, earliest, latest), self._receive, complaint)

    def _receive(self, complaint: Complaint) -> None:
        """Somebody who hasn't complained yet complains."""
        quiet = (customer for customer in self.customers if not self.office.memory.where("cases", user_no=customer.user_no))
        customer = next(quiet, self.customers[0])
        heater = self.random.choice(customer.heaters)
        complaint.receive(customer.user_no, heater.model.model, heater.serial)

    def _course(self) -> str:
        return self.random.choices([course for course, _ in _SHARES], [share for _, share in _SHARES])[0]

    # Day by day.

    def take_handovers(self) -> None:
        """接收移交 of what the cards of the day before brought."""
        for row in list(self.office.memory.rows("handovers")):
            card = self.office.row("cards", row.card_no)
            if row.taken_at is None and row.to == "客户投诉登记簿" and card.opinion_kind == COMPLAINT:
                Complaint(self.office, self.random, self._course()).take_handover(row.key)

    def _every_desk(self) -> None:
        """Cases that lie on each desk on the last day, received so many days before as their way takes until there."""
        courses = [(QUALITY, steps) for steps in range(len(WAYS[QUALITY]))]
        courses += [(QUALITY, steps) for steps in (5, 5, 5, 6, 6, 6, 7, 8)]
        courses += [(LEADERS, 3), (SALES, 3), (REFUSED, 2), (UNROUTED, 3), (WITHDRAWN, 6)]
        for course, steps in courses:
            complaint = Complaint(self.office, self.random, course, steps)
            waited = self.random.randint(0, 1) if steps else 0
            if course == QUALITY and complaint.way and complaint.way[-1] in ("give_opinion", "check_opinion"):
                waited, complaint.outcome = 0, ("赔偿", "赔偿客户直接损失")
                complaint.delays |= {"check_opinion": 1} if "check_opinion" in complaint.way else {}
            day = self.office.workday(self.office.now, -complaint.days - waited)
            self._direct(day, complaint, "08:40", "09:20")

    def _reopened(self, first: date) -> None:
        """Some cases are opened again some time after they were closed."""
        for number, way in ((4, QUALITY), (6, REFUSED), (8, QUALITY), (10, QUALITY)):
            moment = self._between(self.office.workday(months_after(first, number), 4), "10:00", "11:00")
            self.office.at(moment, self.reopen, way)

    def reopen(self, way: str) -> None:
        """重开 of the case that was ended last."""
        ended = [case for case in self.office.memory.rows("cases") if case.reopened_as is None and _ended(case, way)]
        if ended:
            self.office.do("reopen_case", self.random.choice(people.MARKETERS), ended[-1], matter="答复以后同样的毛病又出现了")
            Complaint(self.office, self.random, QUALITY).go_on(self.office.memory.rows("cases")[-1].key)

    # Statistics.

    def _statistics(self, first: date) -> None:
        """填报统计 in the first days of each next month, 审核统计 within three working days."""
        month = first
        while (following := months_after(month, 1)) <= self.office.now.date():
            days = [day for n in range(4) if self.office.department.calendar.intervals(day := following + timedelta(days=n))]
            day = days[-1] if days else following + timedelta(days=2)
            self.office.at(self._between(day, "09:30", "11:00"), self.file_month, f"{month:%Y-%m}")
            month = following

    def file_month(self, month: str) -> None:
        """填报统计."""
        self.office.do("file_month", self.random.choice(people.MARKETERS), month=month)
        checked = self.office.workday(self.office.time, self.random.randint(2, 3))
        self.office.at(self._between(checked, "15:00", "17:00"), self.check_month, month)

    def check_month(self, month: str) -> None:
        """审核统计."""
        self.office.do_at("check_month", people.SALES_MANAGER, "case_months", month)

    def _between(self, day: date, earliest: str, latest: str) -> datetime:
        first, last = (datetime.combine(day, time.fromisoformat(text)) for text in (earliest, latest))
        return first + timedelta(minutes=self.random.randint(0, int((last - first).total_seconds()) // 60))


def _ended(case: Row, way: str) -> bool:
    return case.closed_at is not None if way == QUALITY else case.ruling == "不予受理" and case.replied_at is not None
