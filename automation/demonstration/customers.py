"""The customers of the demonstration: who they are, what they bought and when, which contracts they hold. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from automation.core.dates import months_after, months_before
from automation.demonstration import goods, people, places

USERS, NEWCOMERS = 300, 60
EXPIRING = 6
"""So many customers' warranties end soon after the last day."""
EXPIRING_NEXT = 2
"""So many customers' warranties end a month after the last day: their notices are due in the days that follow it."""
CONTRACTS, NEW_CONTRACTS, RENEWALS, ENDED, RUNNING_OUT = 90, 9, 11, 2, 16
"""All contracts; those signed during the year, those renewed then, those ended early, those whose notices have gone out."""


@dataclass
class Heater:
    """A heater somebody owns. ``bought_on`` is None where nobody knows any more."""

    model: goods.Model
    serial: str | None
    bought_on: date | None

    def free_until(self) -> date | None:
        """The last day of its free warranty."""
        return months_after(self.bought_on, self.model.months)


@dataclass
class Customer:
    """A customer with his heaters; ``since`` is None for one who calls for the first time during the year."""

    name: str
    nature: str
    phone: str
    address: str
    area: str
    zone: str
    since: date | None
    heaters: list[Heater] = field(default_factory=list)
    user_no: str = ""


@dataclass
class Agreement:
    """A maintenance contract: whose, for which heater, from when to when, and what becomes of it."""

    customer: Customer
    heater: Heater
    starts_on: date
    ends_on: date
    fee: Decimal
    fate: str = ""
    contract_no: str = ""


def customers(random: Random, start: date, now: date) -> list[Customer]:
    """All customers, newcomers last; ``start`` is the first day of the year, ``now`` the last."""
    names = places.Names(random)
    made = [_customer(random, names, start, now, number) for number in range(USERS)]
    settled = sorted(made[:-NEWCOMERS], key=lambda each: each.since or start)
    for each in made[-NEWCOMERS:]:
        each.since = None
    _let_expire(settled, now)
    return settled + made[-NEWCOMERS:]


def _customer(random: Random, names: places.Names, start: date, now: date, number: int) -> Customer:
    area, zone = places.area(random)
    nature = random.choices(("家庭", "单位", "经销商"), (92, 6, 2))[0]
    name = names.organisation(nature)
    nature = nature if name else "家庭"
    newcomer = number >= USERS - NEWCOMERS
    heaters = _heaters(random, nature, start, now, number, newcomer)
    first = min((each.bought_on for each in heaters if each.bought_on), default=date(2016, 5, 3))
    return Customer(name or people.customer_name(random), nature, names.phone(random.random() < 0.8),
                    places.address(random, area, zone), area, zone,
                    min(first + timedelta(days=random.randint(0, 20)), start - timedelta(days=1)), heaters)


def _heaters(random: Random, nature: str, start: date, now: date, number: int, newcomer: bool) -> list[Heater]:
    builds = (goods.TUBES, goods.PANEL) if nature == "家庭" else (goods.TUBES, goods.WORKS)
    count = 1 if newcomer or random.random() < 0.82 else 2
    chosen: dict[str, Heater] = {}
    for place in range(count):
        model = goods.model(random, builds)
        bought_on = _expiring(now, model.months, number) if number < EXPIRING else start - timedelta(days=_age(random))
        while newcomer and _notice_falls_within(bought_on, model.months, start, now):
            bought_on -= timedelta(days=60)
        known = newcomer or number < EXPIRING or random.random() < 0.95
        serial = goods.serial(random, bought_on, number * 2 + place + 11) if random.random() < 0.93 else None
        chosen.setdefault(model.model, Heater(model, serial, bought_on if known else None))
    return list(chosen.values())


def _expiring(now: date, months: int, number: int) -> date:
    """A day of purchase such that the warranty ends soon after the last day, its notice is due in the last whole month."""
    return months_before(now.replace(day=1) + timedelta(days=3 + 4 * number), months)


def _let_expire(settled: list[Customer], now: date) -> None:
    """Some heaters that are under warranty anyway were bought on such days that it ends a month and a day or two from now."""
    next_month, later = months_after(now, 1), months_after(now, 3)
    assert next_month is not None and later is not None
    running = [heater for customer in settled for heater in customer.heaters if (until := heater.free_until()) and until > later]
    for number, heater in enumerate(running[:EXPIRING_NEXT], 1):
        heater.bought_on = months_before(next_month + timedelta(days=number), heater.model.months)
        heater.serial = heater.serial and f"00{heater.bought_on.year % 100:02d}{heater.serial[4:]}"


def _age(random: Random) -> int:
    """Days since the purchase: about half are still under warranty."""
    return random.randint(20, 1000) if random.random() < 0.5 else random.randint(1000, 3600)


def _notice_falls_within(bought_on: date, months: int, start: date, now: date) -> bool:
    until = months_after(bought_on, months)
    assert until is not None
    return start - timedelta(days=5) <= months_before(until, 1) <= now + timedelta(days=20)


def agreements(random: Random, customers: list[Customer], start: date, now: date) -> list[Agreement]:
    """All contracts but those that come about by renewal, in the order of their first days."""
    heaters = [(customer, heater) for customer in customers if customer.since is not None for heater in customer.heaters
               if (until := heater.free_until()) is not None and until < start - timedelta(days=430)]
    chosen = random.sample(heaters, min(len(heaters), CONTRACTS - RENEWALS))
    fates = ["新签"] * NEW_CONTRACTS + ["续约"] * RENEWALS + ["终止"] * ENDED + ["将到期"] * RUNNING_OUT
    fates += [""] * (len(chosen) - len(fates))
    made = [_agreement(random, customer, heater, fate, start, now)
            for (customer, heater), fate in zip(chosen, fates, strict=True)]
    return sorted(made, key=lambda each: each.starts_on)


def _agreement(random: Random, customer: Customer, heater: Heater, fate: str, start: date, now: date) -> Agreement:
    years = random.choice((1, 1, 2))
    if fate == "新签":
        starts_on = start + timedelta(days=random.randint(8, (now - start).days + 10))
    elif fate == "续约":
        starts_on = _years_before(now + timedelta(days=random.randint(-24, 20)), years)
    elif fate == "将到期":
        starts_on = _years_before(now + timedelta(days=random.choice((random.randint(4, 24), random.randint(38, 43)))), years)
    elif fate == "终止":
        starts_on = start - timedelta(days=random.randint(60, 200))
    else:
        starts_on = _years_before(start + timedelta(days=random.randint(-50, 330)), years)
    ends_on = months_after(starts_on, 12 * years)
    assert ends_on is not None
    fee = Decimal(random.choice((180, 240, 260, 320)) * years).quantize(Decimal("0.01"))
    return Agreement(customer, heater, starts_on, ends_on - timedelta(days=1), fee, fate)


def _years_before(day: date, years: int) -> date:
    return months_before(day, 12 * years) + timedelta(days=1)
