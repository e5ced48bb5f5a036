"""What is done every working day (每天的例行事务): cards, notices, daily reports, the day's service report."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from automation.core.dates import months_after
from automation.core.steps import state_of
from automation.demonstration import people
from automation.demonstration.office import Office
from automation.demonstration.opinions import Card

_INTERNAL = (("零件管理", "清点零件柜"), ("设备工具维护", "保养电焊机、打压泵"), ("在职训练", "新机型培训"),
             ("工作检查", "检查车辆和安全带"), ("其它行政工作", "整理单据"))
_AHEAD = timedelta(days=12)
"""How long before its last day a notice is sent: longer than the longest holiday."""


class Routine:
    """The routine of every working day of the office."""

    def __init__(self, office: Office) -> None:
        self.office, self.random = office, office.random
        for day in office.days:
            office.at(office.between(day, "09:00", "09:12"), self.make_service_day, office.workday(day, -1))
            office.at(office.between(day, "09:30", "09:45"), self.cards)
            office.at(office.between(day, "10:30", "10:50"), self.notices)
            office.at(office.between(day, "17:46", "17:54"), self.reports)

    # Survey cards.

    def cards(self) -> None:
        """制调查卡 for the calls up to yesterday, 寄出 for those that are done."""
        office, by = self.office, self.random.choice(people.MARKETERS)
        for call in office.memory.rows("calls"):
            if call.cancelled_at is None and call.called_at.date() < office.time.date() \
                    and not office.memory.where("cards", call_no=call.key):
                office.do("make_card", by, call_no=call.key)
        for card in list(office.memory.rows("cards")):
            if card.sent_at is None and card.lapsed_on is None:
                call = office.row("calls", card.call_no)
                if call.done_at is not None:
                    Card(office, card.key, by).send()
                elif call.cancelled_at is not None:
                    office.do_at("lapse_card", by, "cards", card.key)

    # Notices.

    def notices(self) -> None:
        """寄到期通知 for contracts, 寄保修到期通知 for warranties."""
        office, by = self.office, self.random.choice(people.MARKETERS)
        limit = office.time.date() + _AHEAD
        for contract in list(office.memory.rows("contracts")):
            if state_of(contract) == "有效" and _notify_on(contract.ends_on) <= limit:
                office.do_at("send_notice", by, "contracts", contract.key)
        if office.department.at(office.time).setting("保修到期也寄通知") == "是":
            self._warranty_notices(by, min(limit, office.days[-1]))     # what is due later waits in the last night's list

    def _warranty_notices(self, by: str, limit: date) -> None:
        office = self.office
        since = max(row["since"] for row in office.memory.rows("settings") if row["since"])
        for owned in list(office.memory.rows("owned")):
            months = office.department.lookup("products", owned.model, "warranty_months")
            until = months_after(owned.bought_on, months)
            if until is not None and owned.notice_at is None and since <= _notify_on(until) <= limit:
                office.do_at("send_warranty_notice", by, "owned", owned.key)

    # Reports.

    def reports(self) -> None:
        """填日报, 送请核阅, 核阅."""
        today = self.office.time.date()
        last = today == self.office.days[-1]
        for place, name in enumerate(people.TECHNICIANS):
            for line in self._lines(name, today):
                self.office.do("report_work", name, **line)
            changes = self.office.do("submit_day", name)
            review = self.office.key_of(changes, "day_reviews")
            same_day = self.random.random() < 0.6 if not last else place % 2 == 0
            moment = (self.office.between(today, "17:58", "18:20") if same_day
                      else self.office.between(self.office.workday(today, 1), "08:35", "08:55"))
            self.office.at(moment, self.review, review)

    def _lines(self, name: str, day: date) -> list[dict]:
        lines = self.office.work[name, day]
        worked = sum((line["repair_hours"] + (line["travel_hours"] or 0) for line in lines), Decimal(0))
        if worked < 4 or not lines:
            kind, note = self.random.choice(_INTERNAL)
            lines = [*lines, {"work_kind": kind, "repair_hours": Decimal(self.random.choice(("0.5", "1", "1.5", "2"))), "note": note}]
        return lines

    def review(self, review: str) -> None:
        """核阅."""
        note = "路程工时偏多，请说明" if self.random.random() < 0.04 else None
        self.office.do_at("review_day", people.SUPERVISOR, "day_reviews", review, note=note)

    def make_service_day(self, day: date) -> None:
        """服务日报表 of the working day before; signed and passed on."""
        if not self.office.memory.where("work_lines", day=day):
            return
        changes = self.office.do("make_service_day", people.SUPERVISOR, day=day)
        key = self.office.key_of(changes, "service_days")
        today = self.office.time.date()
        same_day = self.random.random() < 0.75 and today not in self.office.days[-2:]
        moment = (self.office.between(today, "10:00", "17:20") if same_day
                  else self.office.between(self.office.workday(today, 1), "09:15", "16:50"))
        self.office.at(moment, self.sign, key)

    def sign(self, key: str) -> None:
        """总经理核签."""
        self.office.do_at("sign_service_day", people.GENERAL_MANAGER, "service_days", key)
        today = self.office.time.date()
        if self.random.random() < 0.6 and today != self.office.days[-1]:
            moment = self.office.time + timedelta(minutes=self.random.randint(10, 40))
        else:
            moment = self.office.between(self.office.workday(today, 1), "08:40", "10:30")
        self.office.at(moment, self.forward, key)

    def forward(self, key: str) -> None:
        """转送营销."""
        self.office.do_at("forward_service_day", people.SUPERVISOR, "service_days", key)


def _notify_on(ends_on: date) -> date:
    day = months_after(ends_on, -1)
    assert day is not None
    return day
