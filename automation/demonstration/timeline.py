"""Which calls will come when, from whom, and what becomes of each: the plan of the year. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from automation.demonstration import goods
from automation.demonstration.customers import Customer, Heater

CALLS, BROUGHT_BACK = 900, 170
SPOT, BACK, HOME, PARTS, MOVED, AGAIN = "当场修妥", "携回修护", "无人在家", "等零件", "客户改约", "需再次上门"
EARLY, LATE, AFTER_VISIT = "派工前取消", "派工后取消", "上门后取消"
DOUBLE, REASSIGNED, RESCHEDULED, BY_HAND = "重复来电", "改派", "改约", "手写补记"

_COURSES = ((EARLY, 18), (LATE, 12), (AFTER_VISIT, 5), (HOME, 33), (PARTS, 39), (MOVED, 15), (AGAIN, 21), (DOUBLE, 18),
            (REASSIGNED, 30), (RESCHEDULED, 21))
_BY_HAND = 18
SEASON, _THIN = 42, 0.1
"""The last so many working days are the busy season and are told in full; of those before only so large a share of the calls."""
_BACKFILL_NOTICE = 32
_STILL_HERE = 6
"""So many goods are brought back near the end and are still in the workshop on the last day."""
_FROST = {1: 1.35, 2: 1.1}
_LAST_CALLS = (time(15, 52), time(16, 31), time(16, 48), time(17, 3), time(17, 14))
"""The last day's late calls: on the way or not yet dispatched when it ends."""
_LEFT_OVER = time(16, 40)


@dataclass
class Wanted:
    """A call that will come: when, by what way, from whom, about which heater, and how it goes on."""

    at: datetime
    customer: Customer
    heater: Heater
    fault: goods.Fault
    course: str
    channel: str
    left_over: bool

    @property
    def said(self) -> str:
        """What the customer says is wrong, one way or another."""
        return self.fault.said[(self.at.minute + self.at.day) % len(self.fault.said)]


def calls(random: Random, days: Sequence[date], customers: Sequence[Customer]) -> list[Wanted]:
    """All calls of these working days in the order of time, duplicates left out (a duplicate follows its call)."""
    moments = _moments(random, days)
    callers = _callers(random, customers, len(moments))
    courses = _courses(random, moments, days)
    return [_wanted(random, moment, customer, course, moment.date() == days[-1])
            for moment, customer, course in zip(moments, callers, courses, strict=True)]


def _moments(random: Random, days: Sequence[date]) -> list[datetime]:
    """Spread over the working days, more in hard frost and fewer on make-up Saturdays."""
    count = CALLS - dict(_COURSES)[DOUBLE] - len(_LAST_CALLS)
    weights = [_FROST.get(day.month, 1.0) * (0.6 if day.weekday() >= 5 else 1.0) * random.uniform(0.85, 1.15)
               * (1.0 if place >= len(days) - SEASON else _THIN) for place, day in enumerate(days)]
    ends = [round(count * sum(weights[:place + 1]) / sum(weights)) for place in range(len(days))]
    found = [_moment(random, day) for day, first, end in zip(days, [0, *ends], ends, strict=False) for _ in range(first, end)]
    return sorted(found + [datetime.combine(days[-1], late) for late in _LAST_CALLS])


def _moment(random: Random, day: date) -> datetime:
    hours = ((8, 7), (9, 22), (10, 20), (11, 14), (13, 8), (14, 14), (15, 12), (16, 8))
    hour = random.choices([hour for hour, _ in hours], [weight for _, weight in hours])[0]
    minute = random.randint(31, 58) if hour in (8, 13) else random.randint(0, 55)
    return datetime.combine(day, time(hour, minute))


def _callers(random: Random, customers: Sequence[Customer], count: int) -> list[Customer]:
    """Every newcomer once at least; the others by chance."""
    newcomers = [customer for customer in customers if customer.since is None]
    callers = newcomers + random.choices(customers, k=count - len(newcomers))
    random.shuffle(callers)
    return callers


def _courses(random: Random, moments: Sequence[datetime], days: Sequence[date]) -> list[str]:
    """What becomes of each call; goods are brought back early enough to stand in the register by the last day."""
    courses = [SPOT] * len(moments)
    settled = [place for place, moment in enumerate(moments) if moment.date() <= days[-3]]
    for place in settled[-_STILL_HERE:] + random.sample(settled[:-_STILL_HERE], BROUGHT_BACK - _STILL_HERE):
        courses[place] = BACK
    longest = days[-1] - timedelta(days=_BACKFILL_NOTICE)
    by_hand = [place for place in settled if courses[place] == SPOT and moments[place].date() < longest and moments[place].hour < 11]
    for place in random.sample(by_hand, min(_BY_HAND, len(by_hand))):
        courses[place] = BY_HAND
    others = [place for place in range(len(moments) - len(_LAST_CALLS)) if courses[place] == SPOT]
    random.shuffle(others)
    for course, count in _COURSES:
        fitting = [place for place in others if course != DOUBLE or moments[place].hour < 15]
        for place in fitting[:count]:
            courses[place] = course
            others.remove(place)
    return courses


def _wanted(random: Random, moment: datetime, customer: Customer, course: str, last_day: bool) -> Wanted:
    heater = random.choice(customer.heaters)
    fault = goods.fault(random, heater.model.build, moment.date(), workshop=course == BACK)
    late = moment.time() >= _LEFT_OVER
    left_over = late and (last_day or random.random() < 0.4) and course not in (EARLY, LATE, DOUBLE)
    return Wanted(moment, customer, heater, fault, course, random.choices(("电话", "来函", "上门"), (94, 3, 3))[0], left_over)
