"""Goods brought back (携回修护): entered, repaired with parts, inspected, returned, the receipt taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from automation.after_sales.registers.common import CONTRACT, FREE, PAID
from automation.demonstration import people
from automation.demonstration.goods import Fault
from automation.demonstration.office import Office, hours
from automation.demonstration.papers import Papers

_STAGES = ("待验讫", "待归还", "修护中", "请求协助", "待归还")
"""How far the goods brought back on the last days get, in turn."""
_REASONS = ("原厂零件缺货，请主管协调", "故障反复，请主管会诊", "同批积压，请调人手")


class Workshop:
    """One piece of goods in the workshop; each method is an event."""

    def __init__(self, office: Office, call_no: str, fault: Fault, clerk: str) -> None:
        self.office, self.random, self.call_no, self.fault, self.clerk = office, office.random, call_no, fault, clerk
        self.card_no = ""
        self.brought_by = self.repairer = self.stage = ""

    def take_in(self, technician: str, brought_at: datetime) -> None:
        """携回修护: sales staff enter the goods; when they will be ready is planned."""
        office, random = self.office, self.random
        self.brought_by = technician
        self.repairer = technician if random.random() < 0.6 else random.choice(people.TECHNICIANS)
        self.stage = office.next_of("workshop", _STAGES) if brought_at.date() >= office.days[-3] else ""
        planned = office.days[-1] if self.stage == "请求协助" else office.workday(brought_at, random.randint(3, 6))
        changes = office.do_at(
            "bring_back", random.choice(people.SALESPEOPLE), "calls", self.call_no, brought_back_at=brought_at,
            work="现场检查，需带回修护", signed="是", planned_on=planned, repairer=self.repairer,
            accessories=random.choice(("控制仪一台、电源线一根", "水箱一只", "电加热管及插头", "机头一套，螺栓齐全", None)))
        self.card_no = office.key_of(changes, "goods")
        self._plan_repair(planned)

    def _plan_repair(self, planned: date) -> None:
        """The repair finds its place in the diary; when it comes after the planned day, the supervisor is asked for help."""
        office, random = self.office, self.random
        minutes = random.randint(40, 115)
        day = office.workday(office.time, random.randint(1, 2))
        if self.stage in ("修护中", "请求协助"):
            day = office.workday(office.days[-1], 1)
        elif self.stage:
            day = office.days[-1]
        elif random.random() < 0.16:
            day = office.workday(planned, random.randint(1, 3))
        since = max(office.between(day, "08:40", "13:40"), office.time)
        begin = office.free(self.repairer, since, minutes)
        if begin.date() > planned:
            office.at(office.between(planned, "14:00", "16:50"), self.ask_help)
        office.book(self.repairer, begin, minutes)
        office.at(begin + timedelta(minutes=minutes), self.repaired, minutes)

    def ask_help(self) -> None:
        """报请协助, on the planned day at the latest."""
        self.office.do_at("ask_help", self.repairer, "goods", self.card_no, help_reason=self.random.choice(_REASONS))

    def repaired(self, minutes: int) -> None:
        """更换零件, 修妥."""
        for part_no, quantity in self.fault.parts:
            self.office.do_at("replace_part", self.repairer, "goods", self.card_no, part_no=part_no, quantity=quantity)
        self.office.do_at("repaired", self.repairer, "goods", self.card_no, work=self.fault.work, repair_hours=hours(minutes))
        self.office.note_work(self.repairer, self.call_no, self._kind(), minutes)
        if self.stage == "待归还" or (not self.stage and self.random.random() < 0.5):
            inspected = self.office.evening(self.office.time, "16:30", "17:20")
        else:
            inspected = self.office.between(self.office.workday(self.office.time, 1), "08:40", "16:30")
        self.office.at(inspected, self.inspect)

    def inspect(self) -> None:
        """验讫; the way back to the customer is planned."""
        self.office.do_at("inspect", people.SUPERVISOR, "goods", self.card_no)
        since = self.office.between(self.office.workday(self.office.time, self.random.randint(1, 2)), "08:40", "15:00")
        carrier = self.random.choice((self.brought_by, self.repairer))
        travel = self.random.randint(18, 45)
        begin = self.office.free(carrier, since, travel + 15)
        self.office.book(carrier, begin, travel + 15)
        self.office.at(begin + timedelta(minutes=travel + 10), self.give_back, carrier, travel)

    def give_back(self, carrier: str, travel: int) -> None:
        """归还; paid repairs are invoiced the same day."""
        fee = self._fee()
        self.office.do_at("return_goods", carrier, "goods", self.card_no, return_signed="是", fee=fee)
        self.office.note_work(carrier, self.call_no, self._kind(), 15, travel, "归还商品")
        papers = Papers(self.office, self.call_no, self.clerk)
        papers.strike_and_file(self.office.time)
        if fee:
            self.office.at(self.office.evening(self.office.time, "16:50", "17:40"), self.invoice, papers)

    def invoice(self, papers: Papers) -> None:
        """归还开票."""
        self.office.do_at("invoice_goods", people.ACCOUNTANT, "goods", self.card_no, invoice_no=self.office.invoice_no())
        papers.post(5)

    def _fee(self) -> Decimal | None:
        """What the repair costs: nothing under warranty, the parts under a contract, else parts and labour."""
        kind = self._kind()
        if kind == FREE:
            return None
        lines = self.office.memory.where("part_lines", card_no=self.card_no)
        parts = sum((line.quantity * line.price for line in lines), Decimal(0))
        labour = self.random.choice((80, 120, 160, 200, 260)) if kind == PAID else 0
        assert kind in (PAID, CONTRACT)
        return (parts + labour).quantize(Decimal("0.01"))

    def _kind(self) -> str:
        return self.office.row("calls", self.call_no).kind
