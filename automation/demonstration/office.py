"""The office of the demonstration at work: its clock, its people's diaries, and events that come in the order of time.

Every event takes real steps (办理事项) on a department in memory, each at its own moment, so that all rows are such as
the steps would have left them.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from automation.core.calendar import DEFAULT_HOURS, Calendar
from automation.core.changes import AppendRow, Change, SetCells, WriteDocument
from automation.core.clock import Clock
from automation.core.dates import months_after, months_before
from automation.core.department import Department
from automation.core.documents import render
from automation.core.memory import Memory, unprinted
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.demonstration import goods, people, places
from automation.desk import house

MONTHS = 12
PRINTED_DAYS = 5
"""The forms of so many last working days lie in the folder; older ones are filed away."""
CASH_LIMIT = Decimal("200")


class Office:
    """A department in memory from ``start`` up to ``now``; events after ``now`` never happen."""

    def __init__(self, random: Random, now: datetime) -> None:
        self.random = random
        self.now = now
        self.start = months_before(now.date().replace(day=1), MONTHS)
        self.memory = Memory(house.catalogue(), _basics(self.start))
        self.department = Department(now, house.articles(), self.memory.rows)
        self.clock = self.department.clock
        self.department.roles, self.department.lookup("areas", None, "zone")     # made once here, not anew at every moment
        days = (self.start + timedelta(days=n) for n in range((now.date() - self.start).days + 1))
        self.days = [day for day in days if self.department.calendar.intervals(day)]
        self.time = datetime.combine(self.start, time())
        self.work: defaultdict[tuple[str, date], list[dict[str, Any]]] = defaultdict(list)
        self._queue: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = []
        self._events = 0
        self._diaries: defaultdict[tuple[str, date], list[tuple[datetime, datetime]]] = defaultdict(list)
        self._steps = house.steps()
        self._turns: defaultdict[str, int] = defaultdict(int)
        self._invoices = random.randint(380_000, 420_000)

    # Events.

    def at(self, moment: datetime, action: Callable[..., None], *arguments: Any) -> None:
        """Something will happen at this moment (or never, when that is after ``now``)."""
        if moment <= self.now:
            self._events += 1
            heapq.heappush(self._queue, (moment, self._events, action, arguments))

    def run(self) -> None:
        """Let everything happen, in the order of time."""
        while self._queue:
            self.time, _, action, arguments = heapq.heappop(self._queue)
            action(*arguments)

    # Steps.

    def do(self, step: str, by: str, row: Row | None = None, **answers: Any) -> list[Change]:
        """Take a step now; returns what it changed."""
        desk = self.memory.desk(self.department.at(self.time), by, self._print)
        return self.memory.take(self._steps[step], desk, row, answers)

    def do_at(self, step: str, by: str, sheet: str, key: str, **answers: Any) -> list[Change]:
        """Take a step now on the row with this key."""
        return self.do(step, by, self.row(sheet, key), **answers)

    def _print(self, document: str, row: Row, desk: Desk) -> WriteDocument:
        if self.time.date() < self.days[-PRINTED_DAYS]:
            return unprinted(document, row, desk)
        return render(house.documents()[document], row, desk)

    def row(self, sheet: str, key: str) -> Row:
        """The row with this key, which must be there."""
        found = self.memory.find(sheet, key)
        assert found is not None, f"no {key} in {sheet}"
        return found

    def key_of(self, changes: Sequence[Change], sheet: str) -> str:
        """The key of the row that these changes added to a sheet, or touched there."""
        key = house.catalogue().sheets[sheet].key
        for change in changes:
            if isinstance(change, AppendRow | SetCells) and change.sheet == sheet:
                return change.values.get(key) or getattr(change, "key", "")
        raise LookupError(sheet)

    def next_of(self, name: str, values: Sequence[str]) -> str:
        """The values in turn, round and round; each ``name`` has a turn of its own."""
        self._turns[name] += 1
        return values[(self._turns[name] - 1) % len(values)]

    def invoice_no(self) -> str:
        """The next number of the invoice book, eight figures."""
        self._invoices += 1
        return f"{self._invoices:08d}"

    # Time.

    def later(self, moment: datetime, minutes: float) -> datetime:
        """So many minutes of working time later, on a whole minute."""
        return self.clock.deadline(moment, round(minutes) * 60)

    def workday(self, day: date | datetime, after: int) -> date:
        """The working day so many working days after ``day``."""
        return self.clock.add_working_days(day.date() if isinstance(day, datetime) else day, after)

    def between(self, day: date, earliest: str, latest: str) -> datetime:
        """Some minute of a day between two times (``"08:40"``)."""
        first, last = (datetime.combine(day, time.fromisoformat(text)) for text in (earliest, latest))
        return first + timedelta(minutes=self.random.randint(0, int((last - first).total_seconds()) // 60))

    def evening(self, moment: datetime, earliest: str, latest: str) -> datetime:
        """Between two times of the same day, and after ``moment`` in any case."""
        return max(self.between(moment.date(), earliest, latest), moment + timedelta(minutes=self.random.randint(5, 20)))

    def last_workday_by(self, day: date) -> date:
        """The day itself when it is a working day, else the one before it."""
        return day if self.department.calendar.intervals(day) else self.workday(day, -1)

    # Diaries.

    def free(self, person: str, since: datetime, minutes: int) -> datetime:
        """The first moment from ``since`` on when a person has so many minutes without a break."""
        day = since.date()
        while True:
            for opens, closes in self.department.calendar.intervals(day):
                midnight = datetime.combine(day, time())
                begin, end = midnight + timedelta(seconds=opens), midnight + timedelta(seconds=closes)
                begin = max(begin, since)
                for busy_from, busy_to in sorted(self._diaries[person, day]):
                    if begin + timedelta(minutes=minutes) <= busy_from:
                        break
                    begin = max(begin, busy_to)
                if begin + timedelta(minutes=minutes) <= end:
                    return begin
            day = self.workday(day, 1)

    def book(self, person: str, begin: datetime, minutes: int) -> None:
        """These minutes are taken."""
        self._diaries[person, begin.date()].append((begin, begin + timedelta(minutes=minutes)))

    def note_work(self, person: str, call_no: str | None, kind: str, repair: float, travel: float = 0, note: str | None = None) -> None:
        """What a technician will write into today's report; minutes."""
        self.work[person, self.time.date()].append({
            "call_no": call_no, "work_kind": kind, "repair_hours": hours(repair), "travel_hours": hours(travel) if travel else None,
            "note": note})


def hours(minutes: float) -> Decimal:
    """Minutes as hours with one decimal place, at least 0.1."""
    return max(Decimal("0.1"), (Decimal(minutes) / 60).quantize(Decimal("0.1")))


def _basics(start: date) -> dict[str, list[dict[str, Any]]]:
    """The rows of 基础资料."""
    opened = date(2008, 1, 20)
    spans = (("周一至周五", "08:30", "12:00"), ("周一至周五", "13:30", "17:30"),
             ("调休上班日", "08:30", "12:00"), ("调休上班日", "13:30", "17:30"))
    last_month = months_after(start, MONTHS - 1)
    assert last_month is not None
    notices_since = Clock(Calendar((DEFAULT_HOURS,))).add_working_days(last_month - timedelta(days=1), 1)
    settings = (("公司名称", goods.COMPANY, None, None), ("公司地址", "北京市昌平区晴岭路1号（虚构）", None, None),
                ("公司电话", "010-55550100", None, None), ("小额现场收款上限", str(CASH_LIMIT), None, "元，正好等于上限可以当场收"),
                ("保修到期也寄通知", "否", None, None), ("保修到期也寄通知", "是", notices_since, "从这天起保修期满前一个月也寄通知"),
                ("部主管", people.DIVISION_HEAD, None, "审核投诉调查报告的人"), ("记录卡第六联收件", "受理单位", None, None),
                ("调查报告第三联收件", "营业单位", None, None))
    return {
        "people": people.staff(),
        "areas": places.areas(people.SALESPEOPLE, people.AREA_HEADS),
        "hours": [{"hours_no": str(number), "since": opened, "days": days, "opens": opens, "closes": closes}
                  for number, (days, opens, closes) in enumerate(spans, 1)],
        "products": goods.products(),
        "parts": goods.parts(),
        "settings": [{"setting_no": str(number), "item": item, "value": value, "since": since, "note": note}
                     for number, (item, value, since, note) in enumerate(settings, 1)],
    }
