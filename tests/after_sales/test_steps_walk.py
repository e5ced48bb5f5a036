"""Random working days: whatever steps are taken in whatever order, the registers stay sound after each of them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from automation.core.conditions import Condition
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.schema import Owner
from automation.core.step_checks import check_dates, choices_of
from automation.core.steps import Step, state_of
from tests.after_sales.office import CALL, CATALOGUE, MONDAY, PEOPLE, TABLE, Office

KINDS = ("有偿服务", "有偿服务", "免费服务", "合同服务")
RARE = {"cancel": 5, "mark_duplicate": 5, "reschedule": 5, "bring_back": 2, "register_contract": 5, "send_notice": 5, "end_contract": 5}
"""Steps that are drawn less often, so that most calls get to their end."""


class Day:
    """An office in which steps are drawn by lot; most draws are sensible, some are slips."""

    def __init__(self, seed: int, minutes: tuple[int, ...] = (1, 7, 20)) -> None:
        self.minutes = minutes
        self.lot = random.Random(seed)
        self.office = Office(MONDAY, settings=[{"setting_no": "1", "item": "保修到期也寄通知", "value": "是"}])
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def step(self) -> None:
        """Take a step that some row is ready for, at a working moment later than the last."""
        step, row = self._draw()
        role = self.lot.choice(step.roles)
        person = next(name for name, held in PEOPLE.items() if held == role)
        before, state, at = self.office.everything(), state_of(row), self._later()
        try:
            self.office.do(step.name, row, by=person, at=at, **self._answers(step, row))
        except StepRefused as refusal:
            assert refusal.article and str(refusal).endswith("。")
            assert self.office.everything() == before
            self.refused[step.name] += 1
            return
        self.taken[step.name] += 1
        self._check_state(step, row, state)

    def _draw(self) -> tuple[Step, Row]:
        """One of three steps that can be tried, the one that was tried least."""
        ready = (pair for step in self.lot.sample(list(TABLE.values()), len(TABLE)) if (pair := self._ready(step)))
        return min(islice(ready, 3), key=lambda pair: RARE.get(pair[0].name, 1) * self._tried(pair[0].name))

    def _tried(self, name: str) -> int:
        return self.taken[name] + self.refused[name]

    def _ready(self, step: Step) -> tuple[Step, Row] | None:
        rows = [row for row in self.office.memory.rows(step.sheet) if state_of(row) in step.since]
        if "" in step.since and (not rows or self.lot.random() < 0.7):
            return step, Row(CATALOGUE.sheets[step.sheet], {})
        return (step, self.lot.choice(rows)) if rows else None

    def _later(self) -> datetime:
        now = self.office.now + timedelta(minutes=self.lot.choice(self.minutes))
        return now if now.hour < 17 else datetime.combine(now.date() + timedelta(days=1), MONDAY.time())

    def _answers(self, step: Step, row: Row) -> dict[str, Any]:
        answers = {ask.column: self._answer(step, ask.column, ask.of, row) for ask in step.asks
                   if ask.required or ask.column in CALL or self.lot.random() < 0.5}
        if self.lot.random() < 0.1 and answers:
            answers[self.lot.choice(list(answers))] = None
        return {name: value for name, value in answers.items() if value is not None}

    def _answer(self, step: Step, name: str, of: str, row: Row) -> Any:
        column, now = CATALOGUE.sheets[of or step.sheet][name], self.office.now
        if name in CALL and step.sheet == "calls" and name != "kind":
            return f"{CALL['phone']}{self.lot.randrange(3)}" if name == "phone" else CALL[name]
        fixed = {"kind": self.lot.choice(KINDS), "signed": "是", "return_signed": "是", "work": "修", "user_no": self._key("users"),
                 "planned_on": now.date() + timedelta(days=2), "call_no": self._key("calls"), "duplicate_of": self._key("calls"),
                 "next_visit": now + timedelta(days=1), "starts_on": date(2026, 1, 1) if not row.key else None,
                 "ends_on": date(2027 + bool(row.key), 12, 31), "quantity": 2, "fee": self.lot.choice((Decimal(0), Decimal(90))),
                 "parts_fee": None, "labour_fee": self.lot.choice((Decimal(0), Decimal(80), Decimal(80))), "repair_hours": Decimal("0.5"),
                 "travel_hours": Decimal("0.1"), "collected": Decimal(80), "bought_on": date(2025, 6, 1), "contract_no": None,
                 "technician": self.lot.choice((None, "王磊", "王磊", "李明")), "receipt_no": None, "day": None, "serial": None,
                 "dispatched_by": "赵敏"}
        if name in ("struck_off_by", "struck_off_at", "cancelled_at", "duplicate_of") and step.name == "backfill":
            return None
        if name in fixed:
            return fixed[name]
        if column.kind.name in ("DATE", "DATETIME"):
            return self.lot.choice((None, None, None, now - timedelta(minutes=30))) if column.kind.name == "DATETIME" else None
        choices = choices_of(column, self.office.desk("孙丽").department)
        return self.lot.choice(choices) if choices else "某某"

    def _key(self, sheet: str) -> str | None:
        keys = [row.key for row in self.office.memory.rows(sheet)]
        return self.lot.choice(keys) if keys else None

    def _check_state(self, step: Step, row: Row, state: str) -> None:
        sheet = CATALOGUE.sheets[step.sheet]
        found = self.office.memory.find(sheet.name, row.key) if row.key else self.office.memory.rows(sheet.name)[-1]
        assert found is not None and (state, state_of(found)) in set(step.edges), (step.name, state, state_of(found))


def check_rows(office: Office) -> None:
    """Every row as its sheet declares it: numbers once, what is required, references, dates in order."""
    now = office.now
    for sheet in CATALOGUE.sheets.values():
        rows = office.memory.rows(sheet.name)
        for column in sheet.columns:
            values = [row[column.name] for row in rows if row[column.name] is not None]
            if column.unique or column.name == sheet.key:
                assert len(values) == len(set(values)), column.header
            if column.ref:
                assert all(office.memory.find(column.ref.sheet, value) for value in values), column.header
        for row in rows if sheet.number else ():
            check_dates(row, [column.name for column in sheet.columns], now)
            missing = [column.header for column in sheet.columns if column.owner is not Owner.FORMULA and row[column.name] is None
                       and (column.required.row(row) if isinstance(column.required, Condition) else column.required)]
            assert not missing, (row, missing)


def check_calls(office: Office) -> None:
    """A call and its voucher name each other; visits, goods and papers fit what the call says."""
    memory = office.memory
    for call in memory.rows("calls"):
        voucher = memory.find("vouchers", call.voucher_no) if call.voucher_no else None
        assert voucher is None if call.voucher_no is None else voucher.call_no == call.key
        visits, goods = memory.where("call_visits", call_no=call.key), memory.where("goods", call_no=call.key)
        assert [visit.left_at for visit in visits].count(None) == (call.state == "服务中")
        assert bool(goods) == (call.brought_back_at is not None)
        assert (call.arrived_at is None) == (not visits) and (not visits or visits[0].arrived_at == call.arrived_at)
        if voucher is not None:
            assert (voucher.state == "作废") == (call.state == "已取消")
            assert (voucher.outcome is not None) == (call.done_at is not None or bool(goods))
            assert (voucher.receipt_state == "交客户") == bool(goods and goods[0].returned_at is None)
    for voucher in memory.rows("vouchers"):
        assert memory.find("calls", voucher.call_no).voucher_no == voucher.key


class Walk(RuleBasedStateMachine):
    """Hypothesis draws the days; a broken one is shrunk to the fewest steps."""

    def __init__(self) -> None:
        super().__init__()
        self.day = Day(0)

    @rule(seed=st.integers(0, 10_000))
    def take(self, seed: int) -> None:
        self.day.lot.seed(seed)
        self.day.step()

    @invariant()
    def sound(self) -> None:
        check_rows(self.day.office)
        check_calls(self.day.office)


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=20, stateful_step_count=50, deadline=None, derandomize=True)


def test_long_weeks_take_every_step_and_stay_sound():
    taken: Counter[str] = Counter()
    for seed in range(4):
        week = Day(seed)
        for _ in range(10):
            for _ in range(70):
                week.step()
            check_rows(week.office)
            check_calls(week.office)
        taken += week.taken
    assert set(taken) == set(TABLE), set(TABLE) - set(taken)
