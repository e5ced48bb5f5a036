"""Visits to dealers (巡访的经过): plans, a year of visits by grade, reports, and what comes of them.

The visits have a random source of their own, so that everything else in the demonstration stays as it is without them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from automation.core.dates import months_after, months_before
from automation.core.rows import Row
from automation.demonstration import people
from automation.demonstration import visit_words as words
from automation.demonstration.office import Office
from automation.demonstration.visit_upshots import Upshots
from automation.visits.registers.common import ACTIVITIES, MONTHLY, QUARTERLY, YEARLY, period_of

MONTHS = 13
"""So many months before the last one the visits begin, however long the stretch is."""
INTERVALS = {"A": 30, "B": 60, "C": 90, "D": 180}
_AHEAD = 12
"""A month's plan takes care of what falls due up to so many days into the next month."""
_SLOTS = ((time(9, 10), 60), (time(10, 50), 55), (time(13, 50), 60), (time(15, 20), 65))
"""When a visitor's visits of a day begin, and how many minutes they take at the most."""


def plan_visits(office: Office, random: Random) -> None:
    """Everything about visits finds its moment in the office's time."""
    Visits(office, random)


class Visits:
    """The visits of the department as a whole; each method without an underscore is an event."""

    def __init__(self, office: Office, random: Random) -> None:
        self.office, self.random = office, random
        self.upshots = Upshots(office, random)
        self.first = months_before(office.now.date().replace(day=1), MONTHS)
        self.last: dict[str, date] = {}
        self.booked: dict[tuple[str, date], int] = {}
        self.ahead: dict[str, date] = {}
        for number in range(MONTHS + 1):
            self._month(months_after(self.first, number))
        day = self._workday(self.first)
        while day <= office.now.date():
            self._at(day, "08:31", "08:36", self.look_round)
            day = office.workday(day, 1)
        self._end()

    # Plans.

    def _month(self, first: date) -> None:
        """A month: its plans on the first working day, last month's reports soon after, gifts and cards in between."""
        day = self._workday(first)
        for person in people.AREA_HEADS:
            self._at(day, "08:40", "09:30", self.make_plans, person, first)
            if first > self.first:
                place = people.AREA_HEADS.index(person)
                self._at(self.office.workday(day, 1) if place else day, "14:00", "16:00", self.file_month, person,
                         f"{months_before(first, 1):%Y-%m}", 1 + 2 * place)
        self.upshots.month(day)

    def make_plans(self, person: str, first: date) -> None:
        """制定巡访计划 of the month, and of the quarter or year that begins with it (or is under way when all begins)."""
        begins = first == self.first
        levels = [level for level, months in ((YEARLY, 12), (QUARTERLY, 3)) if begins or (first.month - 1) % months == 0]
        for level in (*levels, MONTHLY):
            key = self._plan(person, level, period_of(level, first))
            if level == MONTHLY:
                self._fill(person, key, first)
            self._at(self.office.time.date(), "09:40", "11:30", self.approve, key)

    def _plan(self, person: str, level: str, period: str) -> str:
        random = self.random
        changes = self.office.do("make_plan", person, level=level, period=period, policy=random.choice(words.POLICIES),
                                 products=random.choice(words.PRODUCTS), key_topics=random.choice(words.KEY_TOPICS),
                                 special_topics=random.choice(words.SPECIAL_TOPICS))
        return self.office.key_of(changes, "visit_plans")

    def _fill(self, person: str, plan_no: str, first: date) -> None:
        """Every dealer whose day comes before the next plan can be carried out gets a visit."""
        following = months_after(first, 1)
        earliest, last = self.office.workday(self.office.time, 1), self.office.last_workday_by(following - timedelta(days=1))
        for firm in self._dealers(person):
            due = self._due(firm)
            while due < following + timedelta(days=_AHEAD):
                wanted = self.office.last_workday_by(due - timedelta(days=self.random.randint(2, 6)))
                day, _ = self._slot(firm.visitor, min(max(wanted, earliest), last))
                if not first <= day < following:
                    break
                changes = self.office.do("plan_visit", person, plan_no=plan_no, firm_no=firm.key, planned_on=day,
                                         aim=self.random.choice(words.AIMS))
                self._carry_out(self.office.key_of(changes, "visit_plan_lines"), firm, day, due)
                due = day + timedelta(days=INTERVALS[firm.grade])

    def _carry_out(self, line_no: str, firm: Row, day: date, due: date) -> None:
        """The planned visit is made on its day; now and then it is called off, and made a little later."""
        self.ahead[firm.key] = max(day, self.ahead.get(firm.key, day))
        slot = self.booked[firm.visitor, day] - 1
        if (due - day).days > 8 and self.random.random() < 0.1:
            self._at(day, "08:40", "08:55", self.call_off, line_no)
            self.ahead.pop(firm.key)
        else:
            self._begin(firm.key, day, slot, line_no)

    def approve(self, key: str) -> None:
        """批准计划, then 下达计划 the same day."""
        self.office.do_at("approve_plan", people.SALES_MANAGER, "visit_plans", key)
        self.office.at(self.office.time + timedelta(minutes=self.random.randint(15, 50)), self.hand, key)

    def hand(self, key: str) -> None:
        """下达计划."""
        self.office.do_at("hand_plan", self.office.row("visit_plans", key).made_by, "visit_plans", key)

    def call_off(self, line_no: str) -> None:
        """取消巡访."""
        self.office.do_at("cancel_planned", people.AREA_HEADS[0], "visit_plan_lines", line_no,
                          cancel_reason=self.random.choice(words.CANCELLED))

    # Visits.

    def look_round(self) -> None:
        """Whoever would be overdue before long and is in no plan is visited today; new dealers are, too, and get their cards."""
        today, soon = self.office.time.date(), self.office.workday(self.office.time, 2)
        for firm in self._dealers():
            new = firm.key not in self.last and firm.approved_at.date() >= self.office.start
            forgotten = self._due(firm) <= soon and self.ahead.get(firm.key, today) <= today
            if forgotten or (new and self.ahead.get(firm.key) is None and firm.approved_at.date() < today):
                day, slot = self._slot(firm.visitor, today)
                self.ahead[firm.key] = day
                self._begin(firm.key, day, slot, None)
            if new and not self.office.memory.where("consult_cards", firm_no=firm.key) and firm.approved_at.date() < today:
                self.upshots.hand_card(firm.key)

    def _begin(self, firm_no: str, day: date, slot: int, line_no: str | None) -> None:
        opens, minutes = _SLOTS[slot]
        started = datetime.combine(day, opens) + timedelta(minutes=self.random.randint(0, 15))
        ended = started + timedelta(minutes=self.random.randint(25, minutes - 15))
        self.office.at(ended + timedelta(minutes=self.random.randint(5, 12)), self.enter, firm_no, started, ended, line_no)

    def enter(self, firm_no: str, started: datetime, ended: datetime, line_no: str | None) -> None:
        """登记巡访; a dealer no longer dealt with is left alone."""
        firm = self.office.memory.find("firms", firm_no)
        if firm is None:
            if line_no is not None:
                self.office.do_at("cancel_planned", people.AREA_HEADS[0], "visit_plan_lines", line_no, cancel_reason=words.ENDED)
            return
        told = self._told() | self.upshots.heard(firm)
        changes = self.office.do("enter_visit", firm.visitor, started_at=started, ended_at=ended, firm_no=firm_no, line_no=line_no,
                                 met=f"{firm.contact}（{self.random.choice(words.MET)}）", **told)
        self.last[firm_no] = started.date()
        self.upshots.follow(self.office.key_of(changes, "visits"))
        evening = self._between(started.date(), "17:05", "17:25")
        self.office.at(evening, self.submit, firm.visitor, started.date())

    def _told(self) -> dict[str, Any]:
        """What every report says."""
        random = self.random
        told: dict[str, Any] = {name: random.choice(said) for name, said in (
            ("business", words.BUSINESS), ("stock", words.STOCK), ("purchases", words.PURCHASES), ("sales", words.SALES),
            ("market", words.MARKET), ("rivals", words.RIVALS), ("policies", words.RIVAL_POLICIES), ("effect", words.EFFECTS))}
        told |= dict.fromkeys(random.sample(list(ACTIVITIES), random.choices((1, 2, 3), (4, 4, 2))[0]), "是")
        if random.random() < 0.4:
            told |= dict(zip(("matters", "course", "result"), random.choice(words.MATTERS), strict=True))
        for name, said, share in (("criticism", words.CRITICISM, 0.15), ("hope", words.HOPES, 0.3)):
            if random.random() < share:
                told[name] = random.choice(said)
        return told

    def submit(self, visitor: str, day: date) -> None:
        """报送日报, once for all visits of the day; on the last day one of the visitors hasn't got round to it yet."""
        waiting = [row for row in self.office.memory.where("visits", visitor=visitor, report_no=None) if row.started_at.date() == day]
        last = day == self.office.now.date() and visitor == people.VISITORS[1]
        if waiting and not last:
            changes = self.office.do("submit_visit_day", visitor, day=day, tomorrow=self.random.choice(words.TOMORROW))
            self._at(self.office.workday(day, 1), "08:40", "09:40", self.read, self.office.key_of(changes, "visit_days"),
                     waiting[0].supervisor)

    def read(self, report_no: str, supervisor: str) -> None:
        """核阅日报."""
        self.office.do_at("read_visit_day", supervisor, "visit_days", report_no)

    # Months.

    def file_month(self, person: str, month: str, until_read: int) -> None:
        """填制月报, read by the management so many working days later."""
        self.office.do("file_visit_month", person, month=f"{month} {person}", summary=self.random.choice(words.SUMMARIES))
        self._at(self.office.workday(self.office.time, until_read), "15:00", "17:00", self.read_month, f"{month} {person}")

    def read_month(self, key: str) -> None:
        """审阅月报."""
        self.office.do_at("read_visit_month", people.LEADER, "visit_months", key)

    def _end(self) -> None:
        """On the last day something is under way everywhere: plans of the next quarter, a visit, gifts, help."""
        today, quarter = self.office.now.date(), period_of(QUARTERLY, months_after(self.office.now.date(), 3))
        self._at(today, "10:00", "10:30", self._plan, people.AREA_HEADS[0], QUARTERLY, quarter)
        self._at(self.office.workday(today, -1), "10:00", "10:30", self.plan_ahead, quarter)
        self._at(today, "15:00", "15:10", self.late_visit)
        self._at(today, "16:00", "16:20", self.plan_tomorrow)
        self.upshots.end()

    def plan_ahead(self, quarter: str) -> None:
        """Next quarter's plan of the other supervisor, approved on the last day and not handed out yet."""
        key = self._plan(people.AREA_HEADS[1], QUARTERLY, quarter)
        self._at(self.office.now.date(), "16:00", "17:00", self.office.do_at, "approve_plan", people.SALES_MANAGER, "visit_plans", key)

    def plan_tomorrow(self) -> None:
        """A visit for the next working day put into the month's plan, where that day is of the same month."""
        day, person = self.office.workday(self.office.time, 1), people.AREA_HEADS[0]
        for plan in self.office.memory.where("visit_plans", level=MONTHLY, period=f"{day:%Y-%m}", made_by=person):
            self.office.do("plan_visit", person, plan_no=plan.key, firm_no=self._dealers(person)[0].key, planned_on=day, aim=words.AIMS[2])

    def late_visit(self) -> None:
        """A visit of the last afternoon whose report isn't handed in yet."""
        firm = next(firm for firm in self._dealers() if firm.visitor == people.VISITORS[1])
        now = self.office.time
        self.enter(firm.key, now - timedelta(minutes=45), now - timedelta(minutes=12), None)

    # Who and when.

    def _dealers(self, supervisor: str = "") -> list[Row]:
        """The dealers that are dealt with, all of them or those of one supervisor's areas."""
        live = [firm for firm in self.office.memory.where("firms", is_dealer="是") if firm.approved_at and firm.ended_on is None]
        lookup = self.office.department.lookup
        return [firm for firm in live if not supervisor or lookup("areas", firm.area, "supervisor") == supervisor]

    def _due(self, firm: Row) -> date:
        """The last day for the next visit; those that were there from the beginning are taken one by one."""
        days = INTERVALS[firm.grade]
        if firm.key not in self.last:
            old = firm.approved_at.date() < self.first
            self.last[firm.key] = self.first - timedelta(days=self.random.randint(0, days - 4)) if old else firm.approved_at.date()
            if not old:
                return self._dropped(firm.key) + timedelta(days=days)
        return self.last[firm.key] + timedelta(days=days)

    def _dropped(self, firm_no: str) -> date:
        """A new dealer's day of approval, which isn't remembered as a visit."""
        return self.last.pop(firm_no)

    def _slot(self, visitor: str, day: date) -> tuple[date, int]:
        """The first working day up to this one (else after it) on which the visitor has time, and which visit of it it is."""
        while self.booked.get((visitor, day), 0) >= len(_SLOTS):
            day = self.office.workday(day, -1) if day > self.office.workday(self.office.time, 1) else self.office.workday(day, 5)
        self.booked[visitor, day] = self.booked.get((visitor, day), 0) + 1
        return day, self.booked[visitor, day] - 1

    def _workday(self, day: date) -> date:
        """The day itself when it is a working day, else the one after it."""
        return day if self.office.department.calendar.intervals(day) else self.office.workday(day, 1)

    def _at(self, day: date, earliest: str, latest: str, action: Any, *arguments: Any) -> None:
        self.office.at(self._between(day, earliest, latest), action, *arguments)

    def _between(self, day: date, earliest: str, latest: str) -> datetime:
        first, last = (datetime.combine(day, time.fromisoformat(text)) for text in (earliest, latest))
        return first + timedelta(minutes=self.random.randint(0, int((last - first).total_seconds()) // 60))
