"""The life of each suggestion (提案的经过): received, studied, answered, carried out, what it brings shared for a year.

Suggestions have a lot of their own, so that everything else in the demonstration stays as it is without them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from automation.core.dates import months_after, span_end
from automation.core.rows import Row
from automation.demonstration import people
from automation.demonstration import suggestion_words as words
from automation.demonstration.goods import MODELS
from automation.demonstration.office import Office
from automation.demonstration.suggestion_words import Topic
from automation.suggestions.registers.common import ADOPTED, COMPANYS, NOTHING_DEVELOPED, REJECTED
from automation.suggestions.registers.proposals import FEASIBLE, NOT_FEASIBLE

RESEARCHERS = {"生产部": "高砚田", "采购部": "丁一禾", "储运部": "江闻笛", "质量管理科": people.QUALITY, "技术部": people.SUPERVISOR,
               "销售部": people.SALES_SUPERVISOR}
"""Who studies suggestions in each department."""
_SECOND = 0.25
"""How often a second department studies too."""
_SCHEDULED = 0.15
_QUARTERS = 4


def between(random: Random, day: date, earliest: str, latest: str) -> datetime:
    """Some minute of a day between two times."""
    first, last = (datetime.combine(day, time.fromisoformat(text)) for text in (earliest, latest))
    return first + timedelta(minutes=random.randint(0, int((last - first).total_seconds()) // 60))


class Suggestion:
    """One suggestion; each method is an event. ``adopted`` is what will come of it; ``hurry`` shortens every wait."""

    def __init__(self, office: Office, random: Random, topic: Topic, adopted: bool, study_days: int | None = None) -> None:
        self.office, self.random, self.topic, self.adopted = office, random, topic, adopted
        self.study_days = study_days
        self.key = ""

    # On its way.

    def receive(self, who: dict[str, Any], model: str, by: str, channel: str) -> None:
        """受理提案."""
        topic = self.topic
        other = {"kind_note": "宣传"} if topic.kind == words.OTHERS else {}
        changes = self.office.do("receive_proposal", by, **who, **other, model=model, kind=topic.kind, title=topic.title,
                                 content=topic.content, effect=topic.effect, channel=channel)
        self.go_on(self.office.key_of(changes, "proposals"))

    def take(self, handover: str, kind: str, title: str) -> None:
        """接收建议 of a survey card."""
        by = self.random.choice(people.MARKETERS)
        changes = self.office.do_at("take_suggestion", by, "handovers", handover, kind=kind, title=title)
        self.go_on(self.office.key_of(changes, "proposals"))

    def from_visit(self, visit_no: str) -> None:
        """巡访转提案: what a dealer suggested to the visitor."""
        other = {"kind_note": "宣传"} if self.topic.kind == words.OTHERS else {}
        changes = self.office.do_at("propose_from_visit", self.random.choice(people.MARKETERS), "visits", visit_no, **other,
                                    kind=self.topic.kind, title=self.topic.title, model=self.random.choice(MODELS).model)
        self.go_on(self.office.key_of(changes, "proposals"))

    def go_on(self, key: str) -> None:
        """It is in the register; sent to the departments the same or the next day."""
        self.key = key
        self._at(self.random.randint(0, 1), self.send)

    def send(self) -> None:
        """送交研究, to one department or two."""
        if self._row().stopped_at is not None:
            return
        units = [self.topic.unit]
        if self.random.random() < _SECOND:
            units.append(self.random.choice([unit for unit in RESEARCHERS if unit not in units]))
        for unit in units:
            changes = self.office.do_at("send_proposal", self._marketer(), "proposals", self.key, unit=unit)
            self._plan_study(self.office.key_of(changes, "studies"), unit, first=unit == units[0])

    def _plan_study(self, study: str, unit: str, first: bool) -> None:
        """The result comes within the month, or by a schedule reported before the month is over."""
        sent = self.office.time.date()
        month = self.office.last_workday_by((months_after(sent, 1) or sent) - timedelta(days=1))
        days = self.study_days if self.study_days is not None and first else self.random.randint(4, 19)
        day = min(self.office.workday(sent, days), month)
        if first and self.study_days is None and self.random.random() < _SCHEDULED:
            self._day(min(self.office.workday(sent, self.random.randint(12, 17)), month), self.schedule, study, unit)
            day = self.office.workday(sent, self.random.randint(25, 32))
        self._day(day, self.return_study, study, unit, first)

    def schedule(self, study: str, unit: str) -> None:
        """报告日程: the day is late enough for what is planned."""
        if self._row().stopped_at is None:
            until = self.office.time.date() + timedelta(days=self.random.randint(48, 60))
            self.office.do_at("report_schedule", RESEARCHERS[unit], "studies", study, schedule=self.random.choice(words.SCHEDULES),
                              schedule_on=until)

    def return_study(self, study: str, unit: str, first: bool) -> None:
        """交回研究结果."""
        if self._row().stopped_at is not None:
            return
        told: dict[str, Any] = {"opinion": FEASIBLE if self.adopted else NOT_FEASIBLE}
        if self.adopted:
            feasible = self.office.workday(self.office.time, self.random.randint(10, 30))
            told |= {"result": self.topic.result, "improvement": self.topic.improvement, "feasible_on": feasible}
        else:
            told["result"] = self.random.choice(words.AGAINST)
        self.office.do_at("return_study", RESEARCHERS[unit], "studies", study, **told)
        if self._row().studied_at is not None:
            self._at(self.random.randint(1, 3), self.answer)

    def answer(self) -> None:
        """答复提案."""
        row = self._row()
        if row.stopped_at is not None:
            return
        if not self.adopted:
            reason = self.office.memory.where("studies", proposal_no=self.key)[0].result
            self._do("answer_proposal", self._marketer(), adopted=REJECTED, reason=reason)
            return
        developed = self.topic.unit in ("生产部", "采购部")
        self._do("answer_proposal", self._marketer(), adopted=ADOPTED, ownership=COMPANYS if developed else NOTHING_DEVELOPED)
        self._plan_implementation()

    def _plan_implementation(self) -> None:
        planned = self._row().implement_on
        self._at(self.random.randint(5, 25), self.fix_saving)
        if self.random.random() < 0.12:
            self._day(self.office.workday(planned, -2), self.put_off)
        else:
            self._day(self.office.workday(planned, -self.random.randint(0, 3)), self.start)

    def stop(self) -> None:
        """终止提案, as long as it isn't over."""
        row = self._row()
        if row.replied_at is None and row.stopped_at is None:
            self._do("stop_proposal", self._marketer(), stop_reason=self.random.choice(words.STOPPED))

    # Carried out and shared.

    def put_off(self) -> None:
        """改期实施, then carried out on the new day."""
        if self._row().implemented_on is None:
            later = self.office.workday(self._row().implement_on, 12)
            self._do("put_off_implementation", self._marketer(), reason="模具还没有到", implement_on=later)
            self._day(self.office.workday(later, -1), self.start)

    def start(self) -> None:
        """开始实施; what comes of it is settled quarter by quarter."""
        self._do("start_implementation", self._marketer())
        first = self._row().implemented_on
        for quarter in range(1, _QUARTERS + 1):
            last = span_end(first, 3 * quarter) if quarter < _QUARTERS else span_end(first, 12)
            self._day(self.office.workday(last, self.random.randint(3, 6)), self.settle, last)

    def fix_saving(self) -> None:
        """核定降低额."""
        saving = Decimal(self.random.randint(8, 460)) * 250
        self._do("fix_saving", people.ACCOUNTANT, saving=saving, saving_basis="供求计划成本表")

    def settle(self, last: date) -> None:
        """分配成果 of a quarter, paid soon after; after the last one the proposal is closed."""
        yearly = self._row().saving or Decimal(20000)
        benefit = (yearly / _QUARTERS * self.random.randint(70, 120) / 100).quantize(Decimal("0.01"))
        changes = self.office.do_at("settle", self._marketer(), "proposals", self.key, to_on=last, benefit=benefit, basis="成本报表")
        self._at(self.random.randint(2, 6), self.pay, self.office.key_of(changes, "settlements"))
        if last == self._row().shared_until:
            self._at(8, self.close)

    def pay(self, settlement: str) -> None:
        """支付成果."""
        self.office.do_at("pay_settlement", people.ACCOUNTANT, "settlements", settlement)

    def close(self) -> None:
        """办结提案."""
        self._do("close_proposal", self._marketer())

    # Who and when.

    def _row(self) -> Row:
        return self.office.row("proposals", self.key)

    def _do(self, step: str, by: str, **answers: Any) -> None:
        self.office.do_at(step, by, "proposals", self.key, **answers)

    def _marketer(self) -> str:
        return self.random.choice(people.MARKETERS)

    def _at(self, workdays: int, action: Any, *arguments: Any) -> None:
        """So many working days from now; on this very day only an hour later."""
        if workdays:
            self._day(self.office.workday(self.office.time, workdays), action, *arguments)
        else:
            self.office.at(self.office.later(self.office.time, self.random.randint(20, 60)), action, *arguments)

    def _day(self, day: date, action: Any, *arguments: Any) -> None:
        moment = max(between(self.random, day, "09:10", "16:50"), self.office.time + timedelta(minutes=5))
        self.office.at(moment, action, *arguments)
