"""The year acted out: from the customers in the file to every register's rows on the last day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from automation.core.dates import months_before
from automation.demonstration import people, timeline
from automation.demonstration.complaint_plan import plan_complaints
from automation.demonstration.customers import Agreement, Customer, agreements, customers
from automation.demonstration.firms import file_firms
from automation.demonstration.history import Call
from automation.demonstration.office import Office
from automation.demonstration.routine import Routine
from automation.demonstration.suggestion_plan import plan_suggestions
from automation.demonstration.visits import plan_visits


def act_out(seed: int, now: datetime) -> Office:
    """The office as it stands at ``now``, after a year of work. The same seed and moment give the same rows."""
    random = Random(seed)
    office = Office(random, now)
    clients = customers(random, office.start, now.date())
    held = agreements(random, clients, office.start, now.date())
    _file_customers(office, clients)
    for agreement in held:
        _file_agreement(office, agreement)
    Routine(office)
    for wanted in timeline.calls(random, office.days, clients):
        Call(office, wanted)
    file_firms(office, Random(seed + 17))
    plan_complaints(office, Random(seed + 7), clients)
    plan_visits(office, Random(seed + 29))
    plan_suggestions(office, Random(seed + 41), clients)
    office.run()
    return office


def _file_customers(office: Office, clients: list[Customer]) -> None:
    """用户档案 and 用户商品 as they stood before the year."""
    for customer in clients:
        if customer.since is None:
            continue
        customer.user_no = office.memory.claim("YH", customer.since.year)
        office.memory.add("users", {"user_no": customer.user_no, "name": customer.name, "nature": customer.nature,
                                    "phone": customer.phone, "address": customer.address, "area": customer.area,
                                    "since": customer.since})
        for heater in customer.heaters:
            filed = heater.bought_on or customer.since
            office.memory.add("owned", {"owned_no": office.memory.claim("SP", filed.year), "user_no": customer.user_no,
                                        "model": heater.model.model, "serial": heater.serial, "bought_on": heater.bought_on})


def _file_agreement(office: Office, agreement: Agreement) -> None:
    """A contract: in the register from before, or signed on its first day."""
    if agreement.fate == "新签":
        day = office.last_workday_by(min(agreement.starts_on, office.now.date()))
        office.at(office.between(day, "11:00", "11:50"), _sign, office, agreement)
        return
    agreement.contract_no = office.memory.claim("HT", agreement.starts_on.year)
    office.memory.add("contracts", _terms(agreement) | {"contract_no": agreement.contract_no, "notice_at": _noticed(office, agreement)})
    if agreement.fate == "终止":
        day = office.random.choice([day for day in office.days[5:-3] if day < agreement.ends_on])
        office.at(office.between(day, "14:00", "16:00"), _end, office, agreement)
    elif agreement.fate == "续约":
        day = office.last_workday_by(min(agreement.ends_on, office.now.date()) - timedelta(days=1))
        office.at(office.between(day, "14:00", "16:00"), _renew, office, agreement)


def _terms(agreement: Agreement) -> dict:
    customer = agreement.customer
    return {"user_no": customer.user_no, "customer": customer.name, "phone": customer.phone, "address": customer.address,
            "model": agreement.heater.model.model, "serial": agreement.heater.serial, "starts_on": agreement.starts_on,
            "ends_on": agreement.ends_on, "fee": agreement.fee}


def _noticed(office: Office, agreement: Agreement) -> datetime | None:
    """When the notice of a contract went out whose last day for it lay before the year."""
    due = months_before(agreement.ends_on, 1)
    if due >= office.days[0]:
        return None
    return datetime.combine(office.last_workday_by(due - timedelta(days=3)), time(10, 40))


def _sign(office: Office, agreement: Agreement) -> None:
    terms = _terms(agreement)
    told = {name: terms[name] for name in ("user_no", "model", "serial", "starts_on", "ends_on", "fee")}
    office.do("register_contract", people.MARKETERS[0], **told)


def _end(office: Office, agreement: Agreement) -> None:
    office.do_at("end_contract", people.MARKETERS[1], "contracts", agreement.contract_no, note="客户搬迁，商议终止")


def _renew(office: Office, agreement: Agreement) -> None:
    ends_on = agreement.ends_on.replace(year=agreement.ends_on.year + 1)
    office.do_at("renew_contract", people.MARKETERS[0], "contracts", agreement.contract_no, ends_on=ends_on)
