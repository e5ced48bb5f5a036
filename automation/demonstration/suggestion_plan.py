"""Which suggestions come when (提案的安排): since the half year that lets a year of benefit end within the stretch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from automation.core.basics import PARTNER, USER
from automation.core.dates import months_after, months_before
from automation.demonstration import people
from automation.demonstration import suggestion_words as words
from automation.demonstration.customers import Customer
from automation.demonstration.goods import MODELS
from automation.demonstration.office import Office
from automation.demonstration.suggestions import Suggestion, between
from automation.suggestions.registers.common import KINDS, REGISTER
from automation.suggestions.registers.plans import half_of, half_span
from automation.suggestions.registers.results import BY_COUNT, BY_SAVING

_BEHIND = 22
"""Months before the last day in which the first suggestions come: a year of benefit, and what goes before it."""
_A_MONTH = (2, 3)
_KEEN = 9
"""So many companies suggest again and again."""


def plan_suggestions(office: Office, random: Random, customers: Sequence[Customer]) -> None:
    """Everything about suggestions finds its moment in the office's time."""
    Suggestions(office, random, [customer for customer in customers if customer.since is not None])


class Suggestions:
    """The suggestions of the department as a whole."""

    def __init__(self, office: Office, random: Random, customers: Sequence[Customer]) -> None:
        self.office, self.random = office, random
        self.customers = random.sample(list(customers), len(customers))
        self.turn = 0
        self.first = half_span(half_of(months_before(office.now.date(), _BEHIND)))[0]
        month = self.first
        while month <= office.now.date():
            self._month(month)
            month = months_after(month, 1) or month
        for day in office.days:
            office.at(between(random, day, "09:00", "09:08"), self.take_handovers)
            office.at(between(random, day, "17:25", "17:29"), self.tell_newcomers)
        self._half_years()
        self._every_desk()

    # Suggestions.

    def _month(self, first: date) -> None:
        """A month's suggestions that customers bring themselves."""
        days = [day for n in range(31) if (day := first + timedelta(days=n)).month == first.month
                and self.office.department.calendar.intervals(day)]
        for day in sorted(self.random.choices(days, k=self.random.randint(*_A_MONTH))):
            suggestion = self._suggestion(self.random.random() < 0.6)
            self.office.at(between(self.random, day, "09:00", "15:00"), self.receive, suggestion)
            if self.random.random() < 0.06:
                stopped = between(self.random, self.office.workday(day, self.random.randint(3, 12)), "09:30", "16:00")
                self.office.at(stopped, self._stop, suggestion)

    def _suggestion(self, adopted: bool, study_days: int | None = None) -> Suggestion:
        self.turn += 1
        return Suggestion(self.office, self.random, words.TOPICS[self.turn % len(words.TOPICS)], adopted, study_days)

    def receive(self, suggestion: Suggestion) -> None:
        """受理提案 of somebody who hasn't suggested the same yet: a company as often as not."""
        who, model = self._company() if self.random.random() < 0.5 else self._user()
        title = self._title(who, model, suggestion.topic.title)
        suggestion.topic = replace(suggestion.topic, title=title)
        channel = self.random.choice(("表格", "表格", "来函", "电话", "来访"))
        suggestion.receive(who, model, self.random.choice(people.MARKETERS), channel)

    def _stop(self, suggestion: Suggestion) -> None:
        if suggestion.key:
            suggestion.stop()

    def take_handovers(self) -> None:
        """接收建议 of what the cards of the day before brought."""
        for row in list(self.office.memory.where("handovers", to=REGISTER)):
            if row.taken_at is None:
                call = self.office.row("calls", self.office.row("cards", row.card_no).call_no)
                kind, title = words.OF_CARDS[row.matter]
                topic = replace(words.TOPICS[11], kind=kind, title=title)
                suggestion = Suggestion(self.office, self.random, topic, self.random.random() < 0.35)
                suggestion.take(row.key, kind, self._title({"customer_kind": USER, "user_no": call.user_no}, call.model, title))

    def _title(self, who: dict[str, Any], model: str, title: str) -> str:
        """The title, told apart from an earlier suggestion of the same customer."""
        number = {name: who.get(name) for name in ("user_no", "firm_no") if who.get(name)}
        same = self.office.memory.where("proposals", **number, model=model, title=title)
        return f"{title}（补充）" if same else title

    def _user(self) -> tuple[dict[str, Any], str]:
        customer = self.customers[self.random.randrange(len(self.customers))]
        return {"customer_kind": USER, "user_no": customer.user_no}, self.random.choice(customer.heaters).model.model

    def _company(self) -> tuple[dict[str, Any], str]:
        """One of the companies that suggest again and again, mostly."""
        live = list(self._live())
        firm = self.random.choice(live[:_KEEN] if self.random.random() < 0.8 else live)
        return {"customer_kind": PARTNER, "firm_no": firm.key, "contact": firm.contact}, self.random.choice(MODELS).model

    def _live(self) -> Iterator[Any]:
        for firm in self.office.memory.where("firms"):
            if firm.key and firm.approved_at is not None and firm.approved_at <= self.office.time and firm.ended_on is None:
                yield firm

    # Half years.

    def _half_years(self) -> None:
        """Plans before each half year, commendations after it."""
        half, place = half_of(self.first), 0
        while half <= half_of(self.office.now.date(), 1):
            first, last = half_span(half)
            self._plan(half, first, place)
            self.office.at(self._moment(self.office.workday(last, 6)), self.commend, half, 3)
            half, place = half_of(first, 1), place + 1

    def _plan(self, half: str, first: date, place: int) -> None:
        made = self.office.last_workday_by(first - timedelta(days=26))
        self.office.at(self._moment(made), self.plan_half, half, place)
        self.office.at(self._moment(self.office.workday(made, 2)), self.approve_half, half)
        self.office.at(self._moment(self.office.workday(made, 5)), self.tell, half)

    def plan_half(self, half: str, place: int) -> None:
        """拟半年目标."""
        targets = {name: self.random.randint(2, 6) if name != "service" else self.random.randint(12, 20) for name in KINDS}
        self.office.do("plan_half", people.MARKETERS[0], half=half, **targets, plan=words.COLLECTING,
                       topics=words.TOPICS_OF_HALF[place % len(words.TOPICS_OF_HALF)])

    def approve_half(self, half: str) -> None:
        """批准半年目标."""
        self.office.do_at("approve_half", people.SALES_MANAGER, "suggestion_plans", half)

    def tell(self, half: str) -> None:
        """通知客户."""
        self.office.do_at("tell_customers", people.MARKETERS[0], "suggestion_plans", half, where=words.PLACES_OF_NOTICE)

    def tell_newcomers(self) -> None:
        """补寄通知 to companies that are dealt with again since the others were told."""
        for half in (half_of(self.office.time.date()), half_of(self.office.time.date(), 1)):
            plan = self.office.memory.find("suggestion_plans", half)
            if plan is not None and plan.told_at is not None:
                told = {row.firm_no for row in self.office.memory.where("plan_notices", half=half)}
                for firm in list(self._live()):
                    if firm.key not in told:
                        self.office.do_at("tell_one", people.MARKETERS[1], "suggestion_plans", half, firm_no=firm.key)

    def commend(self, half: str, count: int) -> None:
        """提请表彰 of those who saved most, decided and told within days."""
        for place, who in enumerate(self._best(half)[:count]):
            changes = self.office.do("ask_commendation", people.MARKETERS[place % 2], half=half, **who, ground=BY_SAVING,
                                     award=words.AWARDS[place])
            key = self.office.key_of(changes, "commendations")
            self.office.at(self._moment(self.office.workday(self.office.time, 2)), self.decide, key, True)

    def decide(self, key: str, agreed: bool) -> None:
        """批准表彰, told to the customer two days later."""
        note = {} if agreed else {"decision_note": "只有一件，留待下次"}
        decision = "批准" if agreed else "不批准"
        self.office.do_at("decide_commendation", people.SALES_MANAGER, "commendations", key, decision=decision, **note)
        if agreed:
            self.office.at(self._moment(self.office.workday(self.office.time, 2)), self.send, key)

    def send(self, key: str) -> None:
        """寄表彰通知."""
        self.office.do_at("send_commendation", self.random.choice(people.MARKETERS), "commendations", key)

    def _best(self, half: str) -> list[dict[str, Any]]:
        """Customers by what was saved in a half year, the most first."""
        sums: dict[tuple[str, str, str], Decimal] = {}
        for row in self.office.memory.where("proposals"):
            if row.saving_on is not None and half_of(row.saving_on) == half and row.stopped_at is None:
                column = "user_no" if row.customer_kind == USER else "firm_no"
                who = (row.customer_kind, column, row[column])
                sums[who] = sums.get(who, Decimal(0)) + row.saving
        best = sorted(sums, key=lambda who: (-sums[who], who))
        return [{"customer_kind": kind, column: number} for kind, column, number in best]

    # The last days.

    def _every_desk(self) -> None:
        """Something lies on every desk on the last day, whatever chance brought."""
        for waited in (0, 1):
            suggestion = self._suggestion(True)
            self.office.at(self._moment(self.office.workday(self.office.now, -waited)), self.receive_only, suggestion)
        for days in (7, 9):
            self.office.at(self._moment(self.office.workday(self.office.now, -days)), self.receive, self._suggestion(True, days - 3))
        for after, agreed in ((3, True), (2, True), (1, False)):
            self.office.at(self._moment(self.office.workday(self.office.now, -after)), self.commend_by_count, after, agreed)

    def receive_only(self, suggestion: Suggestion) -> None:
        """受理提案 of what isn't sent on before the last day is over."""
        suggestion.go_on = lambda key: None     # it stays where it is
        self.receive(suggestion)

    def commend_by_count(self, after: int, agreed: bool) -> None:
        """提请表彰 of the keenest on the last days; one isn't decided any more."""
        half = half_of(self.office.now.date(), -1)
        asked = {(row.user_no, row.firm_no) for row in self.office.memory.where("commendations", half=half, ground=BY_COUNT)}
        saved = {(who.get("user_no"), who.get("firm_no")) for who in self._best(half)}
        keen = [row for row in self.office.memory.where("proposals") if half_of(row.received_at.date()) == half and row.stopped_at is None
                and (row.user_no, row.firm_no) not in asked | saved and row.visit_no is None]
        if not keen:
            return
        row = keen[0]
        changes = self.office.do("ask_commendation", people.MARKETERS[0], half=half, customer_kind=row.customer_kind, user_no=row.user_no,
                                 firm_no=row.firm_no, ground=BY_COUNT, award=words.AWARDS[2])
        if after > 1:
            key, moment = self.office.key_of(changes, "commendations"), self._moment(self.office.workday(self.office.now, -1))
            self.office.at(max(moment, self.office.time + timedelta(minutes=30)), self.decide, key, agreed if after == 2 else False)

    def _moment(self, day: date) -> datetime:
        return between(self.random, day, "10:00", "15:30")
