"""Random weeks of complaints: whatever steps are taken in whatever order, the register stays sound and no check objects."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from automation.complaints.registers.common import GROUNDS
from automation.complaints.rules import RULES
from automation.core.books import Books
from automation.core.data_rules import data_rules
from automation.core.errors import StepRefused
from automation.core.examples import ExampleSheet
from automation.core.findings import Finding
from automation.core.rows import Row
from automation.core.rules import findings
from automation.core.schema import Kind
from automation.core.step_checks import choices_of
from automation.core.steps import Step, asked_column, state_of
from tests.complaints.office import CATALOGUE, MONDAY, PEOPLE, PERSON, TABLE, UNIT, Office

CHECKS = [rule for rule in (*RULES, *data_rules(CATALOGUE)) if rule.article != "CP1"
          and CATALOGUE.register_of[rule.sheet].name in ("complaints", "after_sales_surveys", "after_sales_calls")
          and not rule.id.startswith("AS2")]
"""All checks of complaints, but the mild word that the like has happened again (CP1), which chance brings about."""
RARE = {"withdraw_case": 40, "merge_case": 30, "reopen_case": 8, "urge_case": 8, "rule_dispute": 8, "receive_complaint": 4,
        "ask_amount": 4, "visit_case": 3}
"""Steps that are drawn less often, so that most cases get to their end."""
DRAWN = [step for step in TABLE.values() if step.sheet != "visits"]
"""No dealer is visited in these weeks."""


class Week:
    """An office in which steps are drawn by lot; most draws are sensible, some are slips."""

    def __init__(self, seed: int) -> None:
        self.lot = random.Random(seed)
        self.office = Office(MONDAY)
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def step(self) -> None:
        """Take a step that some row is ready for, a minute or two after the last."""
        step, row = self._draw()
        person = self._person(step, row)
        before, state, at = self.office.everything(), state_of(row), self.office.now + timedelta(minutes=self.lot.choice((1, 2)))
        try:
            self.office.do(step.name, row, by=person, at=at, **self.answers(step, row))
        except StepRefused as refusal:
            assert refusal.article and str(refusal).endswith("。")
            assert self.office.everything() == before
            self.refused[step.name] += 1
            return
        self.taken[step.name] += 1
        found = self.office.memory.find(step.sheet, row.key) if row.key else self.office.memory.rows(step.sheet)[-1]
        assert found is not None and (state, state_of(found)) in {*step.edges, (state, state)}, (step.name, state, state_of(found))

    def _draw(self) -> tuple[Step, Row]:
        ready = (pair for step in self.lot.sample(DRAWN, len(DRAWN)) if (pair := self._ready(step)))
        return min(islice(ready, 4), key=lambda pair: RARE.get(pair[0].name, 1) * (1 + self._tried(pair[0].name)))

    def _tried(self, name: str) -> int:
        return self.taken[name] + self.refused[name]

    def _ready(self, step: Step) -> tuple[Step, Row] | None:
        if step.since == ("",):
            return step, Row(CATALOGUE.sheets[step.sheet], {})
        rows = [row for row in self.office.memory.rows(step.sheet) if row.key and state_of(row) in step.since]
        return (step, self.lot.choice(rows)) if rows else None

    def _person(self, step: Step, row: Row) -> str:
        if self.lot.random() < 0.1:
            role = self.lot.choice(step.roles)
            return next(name for name, (held, _) in PEOPLE.items() if held == role)
        if step.name == "receive_copy":
            desks = {"市场营销部": "郑凯", "上级主管": "赵敏", "质量管理科": "秦岭", "部主管": "石磊", "企业领导": "钱副总", UNIT: "高原",
                     "储运部": "江河"}
            return desks[row.sent_to]
        usual = PERSON.get(step.name, "郑凯")
        if step.sheet == "cases" and row.unit == "储运部":
            return {"高原": "江河", "沈山": "岳峰"}.get(usual, usual)
        if step.name == "reply_complaint" or step.name == "carry_out_prevention":
            return usual if row.unit else "郑凯"
        return usual

    def answers(self, step: Step, row: Row) -> dict[str, Any]:
        """What somebody would answer; now and then something is left out."""
        answers = {ask.column: self._answer(step, ask, row) for ask in step.asks if ask.required or self.lot.random() < 0.5}
        if self.lot.random() < 0.08 and answers:
            answers[self.lot.choice(list(answers))] = None
        return {name: value for name, value in answers.items() if value is not None}

    def _answer(self, step: Step, ask: Any, row: Row) -> Any:
        number = self.lot.randrange(40)
        fixed = {"customer_kind": "用户", "user_no": None, "partner_no": None, "customer": f"客户{number}",
                 "phone": f"0106{number:07d}", "address": "某街", "area": "海淀区", "goods_seen": "是",
                 "merged_into": self._case() if step.name == "merge_case" else None,
                 "month": "2026-02", "asked": Decimal(300), "paid": None, "approved": Decimal(200), "amount": Decimal(900),
                 "quantity": 1, "quantity_found": 1, "amount_found": None, "letter_sent": "是", "route": None, "route_by": "赵敏",
                 "shipped_on": None, "order_no": None, "serial": None, "wants_discount": "是", "ground_valid": self.lot.choice("是是是否"),
                 "ruling": self.lot.choice(("受理", "受理", "受理", "不予受理")), "ground": self.lot.choice(GROUNDS)}
        if ask.column in fixed:
            return fixed[ask.column]
        column = asked_column(step, ask, CATALOGUE)
        if column.kind in (Kind.DATE, Kind.DATETIME):
            return None
        choices = ("是", "否") if column.kind is Kind.YESNO else choices_of(column, self.office.desk("郑凯").department)
        return self.lot.choice(choices) if choices else "某某"

    def _case(self) -> str | None:
        keys = [row.key for row in self.office.memory.rows("cases")]
        return self.lot.choice(keys) if keys else None


def found(office: Office, checks: list[Any] = CHECKS) -> list[Finding]:
    """What the nightly check would say at this moment."""
    data = {}
    for name, sheet in CATALOGUE.sheets.items():
        rows = office.memory.rows(name)
        data[name] = ExampleSheet(sheet, {column.name: [row[column.name] for row in rows] for column in sheet.columns}, len(rows))
    books = Books(CATALOGUE, office.desk("郑凯").department, data)
    return [finding for rule in checks for finding in findings(rule, books)]


@pytest.mark.parametrize("seed", range(4))
def test_what_steps_accept_no_check_objects_to(seed):
    week = Week(seed)
    for _ in range(3):
        for _ in range(110):
            week.step()
        assert found(week.office) == []
    assert len(week.taken) > 18, week.taken


def test_long_weeks_take_every_step():
    taken: Counter[str] = Counter()
    for seed in range(4):
        week = Week(100 + seed)
        for _ in range(400):
            week.step()
        taken += week.taken
    needs_a_row_elsewhere = {"take_handover", "complain_from_call", "complain_from_visit"}
    assert set(TABLE) - set(taken) <= needs_a_row_elsewhere, set(TABLE) - set(taken)
    assert datetime(2026, 3, 2) < week.office.now
