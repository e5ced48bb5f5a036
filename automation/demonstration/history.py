"""The life of each call (叫修的经过): registered, dispatched, arrived, done, cancelled, or brought back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from automation.after_sales.registers.common import CONTRACT, FREE, PAID
from automation.core.rows import Row
from automation.demonstration import people, timeline
from automation.demonstration.goods import PRICES
from automation.demonstration.office import CASH_LIMIT, Office
from automation.demonstration.papers import Papers
from automation.demonstration.timeline import Wanted
from automation.demonstration.workshop import Workshop

_AGAIN = {timeline.HOME: (1, 1), timeline.PARTS: (2, 5), timeline.MOVED: (1, 4), timeline.AGAIN: (1, 2),
          timeline.AFTER_VISIT: (1, 1)}
_SAID = {timeline.HOME: "敲门无人应，电话没人接", timeline.PARTS: "缺零件，已请库房订货", timeline.MOVED: "客户临时有事，请改天再来",
         timeline.AGAIN: "天黑看不清楼顶，改天再修", timeline.AFTER_VISIT: "敲门无人应"}
_WAITING = {timeline.AFTER_VISIT: "无人在家"}


class Call:
    """One call from the first ring to its voucher in the file; each method is an event."""

    def __init__(self, office: Office, wanted: Wanted) -> None:
        self.office, self.wanted, self.random = office, wanted, office.random
        self.clerk = self.random.choice(people.CLERKS)
        self.call_no = ""
        self.visits = 0
        office.at(wanted.at, self.ring)

    def ring(self) -> None:
        """The telephone: entered within minutes, or written down by hand when the computer is down."""
        if self.wanted.course == timeline.BY_HAND and self._write_down():
            return
        self.office.at(self.wanted.at + timedelta(minutes=self.random.randint(2, 5)), self.register)

    # Entry.

    def register(self) -> None:
        """登记叫修."""
        self.call_no = self._enter()
        entered = self.office.time
        if self.wanted.course == timeline.EARLY:
            self.office.at(entered + timedelta(minutes=self.random.randint(3, 9)), self.cancel, self.clerk,
                           self.random.choice(("电话解决", "电话解决", "客户取消", "其它")))
        elif self.wanted.left_over:
            morning = self.office.between(self.office.workday(entered, 1), "08:35", "08:52")
            self.office.at(morning, self.dispatch, self.random.choice((people.SALES_MANAGER, people.SUPERVISOR)))
        else:
            self.office.at(entered + timedelta(minutes=self.random.randint(10, 22)), self.dispatch, people.SALES_MANAGER)
        if self.wanted.course == timeline.DOUBLE:
            self.office.at(entered + timedelta(minutes=self.random.randint(25, 55)), self.ring_again)

    def ring_again(self) -> None:
        """The same customer calls again, the other clerk enters it, and it is found to be a duplicate."""
        other = next(clerk for clerk in people.CLERKS if clerk != self.clerk)
        changes = self.office.do("register_call", other, **self._told() | {"called_at": self.office.time, "channel": "电话"})
        again = self.office.key_of(changes, "calls")
        self.office.at(self.office.time + timedelta(minutes=self.random.randint(3, 8)), self.mark_duplicate, again, other)

    def mark_duplicate(self, again: str, clerk: str) -> None:
        """重复登记."""
        self.office.do_at("mark_duplicate", clerk, "calls", again, duplicate_of=self.call_no)

    def _enter(self) -> str:
        changes = self.office.do("register_call", self.clerk, **self._told())
        self.wanted.customer.user_no = self._row(self.office.key_of(changes, "calls")).user_no
        return self.office.key_of(changes, "calls")

    def _told(self) -> dict[str, Any]:
        """What the clerk writes down."""
        wanted, customer, heater = self.wanted, self.wanted.customer, self.wanted.heater
        kind, contract_no = self._kind()
        told = {"called_at": wanted.at, "channel": wanted.channel, "phone": customer.phone, "model": heater.model.model,
                "serial": heater.serial, "fault": wanted.said, "kind": kind, "contract_no": contract_no}
        if customer.user_no:
            return told | {"user_no": customer.user_no}
        return told | {"customer": customer.name, "address": customer.address, "area": customer.area,
                       "nature": customer.nature, "bought_on": heater.bought_on}

    def _kind(self) -> tuple[str, str | None]:
        day, until = self.wanted.at.date(), self.wanted.heater.free_until()
        if until is not None and day <= until:
            return FREE, None
        customer = self.wanted.customer
        held = self.office.memory.where("contracts", user_no=customer.user_no, model=self.wanted.heater.model.model)
        live = [row for row in held if customer.user_no and row.starts_on <= day <= (row.ended_on or row.ends_on)]
        return (CONTRACT, live[0].key) if live else (PAID, None)

    # Dispatch.

    def dispatch(self, by: str) -> None:
        """派工: to whoever can be there in time."""
        wish = self.office.later(self.wanted.at, self.random.randint(35, 230))
        technician, arrival, stay = self._find_time(wish, self._latest_arrival())
        told: dict[str, Any] = {"technician": technician}
        if self.random.random() < 0.25:
            told["appointment"] = arrival + timedelta(minutes=-arrival.minute % 15)
        if self.wanted.course == timeline.REASSIGNED:
            told["technician"] = self.random.choice([name for name in people.TECHNICIANS if name != technician])
            self.office.at(self.office.time + timedelta(minutes=self.random.randint(6, 14)), self.reassign, technician)
        self.office.do_at("dispatch", by, "calls", self.call_no, **told)
        if self.wanted.course == timeline.LATE:
            self.office.at(self.office.time + timedelta(minutes=self.random.randint(5, 14)), self.cancel, self.clerk, "客户取消")
            return
        if self.wanted.course == timeline.RESCHEDULED:
            self.office.at(self.office.time + timedelta(minutes=self.random.randint(5, 14)), self.reschedule, arrival)
        self.office.at(arrival, self.arrive, technician, stay)

    def reassign(self, technician: str) -> None:
        """改派."""
        self.office.do_at("reassign", people.SALES_MANAGER, "calls", self.call_no, technician=technician)

    def reschedule(self, arrival: datetime) -> None:
        """客户改约: the customer asks for another hour, still within the limit."""
        why = self.random.choice(("上午要去医院，请晚一点来", "家里白天没人，约好时间再来", "要接孩子，请改这个时间"))
        self.office.do_at("reschedule", self.clerk, "calls", self.call_no, rescheduled=why, next_visit=arrival)

    def cancel(self, by: str, reason: str) -> None:
        """取消."""
        self.office.do_at("cancel", by, "calls", self.call_no, cancel_reason=reason)

    def _latest_arrival(self) -> datetime:
        limit = self.office.department.limit("AS2.12", self.wanted.customer.zone, self.wanted.at.date()) * 60
        return self.office.clock.deadline(self.wanted.at, limit - 180)

    def _find_time(self, wish: datetime, latest: datetime, only: Sequence[str] = people.TECHNICIANS) -> tuple[str, datetime, int]:
        """Who goes, when he arrives, how long he stays (minutes); his diary is filled."""
        travel = self.random.randint(15, 32) + (12 if self.wanted.customer.zone == "郊区" else 0)
        stay = self.random.randint(10, 15) if self.visits == 0 and self.wanted.course == timeline.HOME else self.random.randint(22, 58)
        sooner = self.office.time + timedelta(minutes=20)
        asked = self.random.sample(list(only), min(2, len(only)))
        begin, technician = min((self.office.free(name, max(wish, sooner), travel + stay), name) for name in asked)
        if begin + timedelta(minutes=travel) > latest:
            begin, technician = min((self.office.free(name, sooner, travel + stay), name) for name in only)
        self.office.book(technician, begin, travel + stay)
        return technician, begin + timedelta(minutes=travel), stay

    # At the customer's.

    def arrive(self, technician: str, stay: int) -> None:
        """到达; what follows when he leaves."""
        first = self.visits == 0
        self.visits += 1
        self.office.do_at("arrive", technician, "calls", self.call_no, technician=technician)
        self.office.note_work(technician, self.call_no, self._row().kind, stay, self.random.randint(4, 10) * 6)
        leaves = self.office.time + timedelta(minutes=stay)
        if first and self.wanted.course in _AGAIN:
            self.office.at(leaves, self.come_again, technician)
        elif self.wanted.course == timeline.BACK:
            self._carry_off(technician, leaves)
        elif self._row().kind == FREE and (self.random.random() < 0.05 or self._late_on_the_last_day()):
            told = self.office.between(self.office.workday(leaves, 1), "08:31", "08:50")
            self.office.at(told, self.finish, technician, leaves)
        else:
            self.office.at(leaves, self.finish, technician, leaves)

    def _late_on_the_last_day(self) -> bool:
        """Then the technician reports only in the morning, after the demonstration ends."""
        return self.office.time.date() == self.office.days[-1] and self.office.time.hour >= 11

    def come_again(self, technician: str) -> None:
        """需再次上门."""
        course, random = self.wanted.course, self.random
        day = self.office.workday(self.office.time, random.randint(*_AGAIN[course]))
        wish = self.office.between(day, "08:35", "14:30")
        self.office.do_at("come_again", technician, "calls", self.call_no, waiting=_WAITING.get(course, course), next_visit=wish,
                          note=_SAID[course])
        if course == timeline.AFTER_VISIT:
            self.office.at(wish, self.cancel, self.clerk, "客户取消")
            return
        only = people.TECHNICIANS if random.random() < 0.2 else (technician,)
        who, arrival, stay = self._find_time(wish, wish + timedelta(days=90), only)
        self.office.at(arrival, self.arrive, who, stay)

    def finish(self, technician: str, done_at: datetime) -> None:
        """当场修妥, reported when he leaves or the next morning."""
        fees = self._fees(self._row().kind)
        self.office.do_at("finish", technician, "calls", self.call_no, done_at=done_at, work=self.wanted.fault.work, signed="是",
                          **fees)
        Papers(self.office, self.call_no, self.clerk).after_service(done_at)

    def _fees(self, kind: str) -> dict[str, Any]:
        if kind == FREE:
            return {}
        parts = sum((PRICES[number] * count for number, count in self.wanted.fault.parts), Decimal(0))
        labour = Decimal(self.random.choice((60, 80, 80, 100, 120, 150))).quantize(Decimal("0.01"))
        if kind == CONTRACT:
            return {"parts_fee": parts if parts > 50 else None, "labour_fee": Decimal("0.00")}
        small = parts + labour <= CASH_LIMIT and self.random.random() < 0.88
        return {"parts_fee": parts or None, "labour_fee": labour, "collected": parts + labour if small else None}

    def _carry_off(self, technician: str, leaves: datetime) -> None:
        """The goods travel to the workshop, where sales staff enter them."""
        same_day = self.office.evening(leaves + timedelta(minutes=30), "15:00", "17:20")
        if self.random.random() < 0.12 or same_day.time() > datetime(1, 1, 1, 17, 55).time():
            same_day = self.office.between(self.office.workday(leaves, 1), "08:35", "09:05")
        self.office.at(same_day, Workshop(self.office, self.call_no, self.wanted.fault, self.clerk).take_in, technician, leaves)

    # By hand.

    def _write_down(self) -> bool:
        """A morning without the computer: all is written by hand and taken up before the day ends."""
        office = self.office
        technician, arrival, stay = self._find_time(office.later(self.wanted.at, 40), self._latest_arrival())
        done_at = arrival + timedelta(minutes=stay)
        if done_at > datetime.combine(self.wanted.at.date(), datetime(1, 1, 1, 16, 30).time()):
            return False
        customer, (kind, contract_no) = self.wanted.customer, self._kind()
        row = {name: value for name, value in self._told().items() if name not in ("nature", "bought_on")} | {
            "customer": customer.name, "address": customer.address, "area": customer.area, "kind": kind, "contract_no": contract_no,
            "taken_by": self.clerk, "technician": technician, "dispatched_by": people.SALES_MANAGER,
            "dispatched_at": self.wanted.at + timedelta(minutes=15), "arrived_at": arrival, "done_at": done_at,
            "note": "停电，先手写登记"}
        office.at(office.between(self.wanted.at.date(), "17:00", "17:20"), self.backfill, row, technician, stay)
        return True

    def backfill(self, row: dict[str, Any], technician: str, stay: int) -> None:
        """补记."""
        fees = self._fees(row["kind"])
        if row["kind"] == PAID:
            fees = {"labour_fee": Decimal("80.00"), "collected": Decimal("80.00")}
        heater, nature = self.wanted.heater, self.wanted.customer.nature
        new = {} if self.wanted.customer.user_no else {"bought_on": heater.bought_on, "nature": nature}
        changes = self.office.do("backfill", self.clerk, self.office.memory.add("calls", row), work=self.wanted.fault.work, signed="是",
                                 **fees, **new)
        self.call_no = self.office.key_of(changes, "calls")
        self.wanted.customer.user_no = self._row().user_no
        self.office.note_work(technician, self.call_no, row["kind"], stay, 30)
        Papers(self.office, self.call_no, self.clerk).after_service(row["done_at"])

    def _row(self, key: str = "") -> Row:
        return self.office.row("calls", key or self.call_no)
