"""Random weeks of visits: whatever steps are taken in whatever order, no check objects; what a state forbids is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from automation.core.changes import AppendRow, Change, SetCells
from automation.core.data_rules import data_rules
from automation.core.memory import Memory
from automation.core.schema import Owner
from automation.core.steps import Step, state_of
from automation.visits.registers.common import period_of
from automation.visits.registers.reports import VISITS
from automation.visits.rules import RULES
from tests.support.weeks import Week, by_hand, found, out_of_turn
from tests.visits.office import (
    BASIC_ROWS,
    CATALOGUE,
    DEALER,
    MONDAY,
    OTHER_DEALER,
    PEOPLE,
    PERSON,
    SUPPLIER,
    TABLE,
    Office,
    firm,
)

_STILL_OWED = {"plan_missing", "no_visitor_named", "area_without_supervisor", "visitor_of_own_area"}
"""What this department owes whatever is done: most plans of its two supervisors, and a dealer without a visitor."""
CHECKS = [rule for rule in (*RULES, *data_rules(CATALOGUE))
          if CATALOGUE.register_of[rule.sheet].name == "visits" and rule.name not in _STILL_OWED]
RARE = {"make_plan": 6, "cancel_planned": 3, "lapse_consult_card": 3, "file_visit_month": 6, "submit_visit_day": 2}
HARMLESS = {
    "不再等征询卡": "a card that has come back counts, whatever was said of waiting for it",
}
"""Steps that, out of turn, can leave nothing that an article forbids; each with the reason."""


class Visiting(Week):
    """Weeks of visits, from one Monday morning on."""

    def __init__(self, seed: int) -> None:
        office = Office(MONDAY, firms=[*BASIC_ROWS["firms"][:4], firm(8, grade="D")])
        people = {name: (role, "") for name, role in PEOPLE.items()}
        super().__init__(seed, office, TABLE, CATALOGUE, people, PERSON, RARE, "何立")

    def fixed(self, step: Step, number: int) -> Mapping[str, Any]:
        lot, now = self.lot, self.office.now
        started = now - timedelta(minutes=lot.randint(2, 40))
        level = lot.choice(("月度", "月度", "季度", "年度"))
        fixed: dict[str, Any] = {
            "firm_no": lot.choice((DEALER, OTHER_DEALER, "WL2026-00008", SUPPLIER)), "level": level, "period": period_of(level, now.date()),
            "made_by": None, "plan_no": self._key("visit_plans"), "planned_on": date(2026, 3, 1) + timedelta(days=lot.randint(2, 32)),
            "visitor": None, "line_no": self._key("visit_plan_lines") if lot.random() < 0.4 else None, "started_at": started,
            "ended_at": now - timedelta(minutes=1), "introduced": lot.choice("是是否"), "card_with": lot.choice("是是是否"), "day": None,
            "gift_no": self._key("gift_requests"), "count": lot.randint(1, 3), "price": Decimal(lot.randint(100, 9999)) / 100,
            "needed_on": date(2026, 3, 20), "asked_by": None, "approved": None, "given": None, "helper": "王磊", "receiver": "陈刚",
            "due_on": now.date() + timedelta(days=lot.randint(-1, 6)),
            "month": lot.choice(("2026-02 何立", "2026-03 何立", "二月"))}
        return fixed

    def _key(self, sheet: str) -> str | None:
        keys = [row.key for row in self.office.memory.rows(sheet)]
        return self.lot.choice(keys) if keys else None


@pytest.mark.parametrize("seed", range(2))
def test_what_steps_accept_no_check_objects_to(seed):
    week = Visiting(seed)
    for _ in range(2):
        for _ in range(110):
            week.step()
        assert found(week.office, CATALOGUE, CHECKS, "何立") == []
    assert len(week.taken) > 14, week.taken


def test_long_weeks_take_every_step():
    taken: Counter[str] = Counter()
    for seed in range(2):
        week = Visiting(100 + seed)
        for _ in range(300):
            week.step()
        taken += week.taken
    assert set(TABLE) - set(taken) == set(), set(TABLE) - set(taken)


@pytest.mark.parametrize("seed", range(2))
def test_what_a_state_forbids_is_found_when_done_by_hand(seed):
    week = Visiting(seed)
    for _ in range(240):
        week.step()
    morrow, seen = week.office.now + timedelta(days=1), Counter()
    usual = _places(_at(week, week.office.memory, morrow))
    for step, row in out_of_turn(week):
        changes = by_hand(week, step, row, morrow)
        if not any(_own_cells(change) for change in changes):
            continue
        wronged = _at(week, _copy(week.office.memory), morrow)
        wronged.memory.apply(changes, wronged.desk("何立"))
        noticed = bool(_places(wronged) - usual) or _typed_over(changes)
        assert noticed or step.title in HARMLESS, (step.title, state_of(row), changes)
        seen[step.title] += noticed
    assert sum(seen.values()) >= 8 and len(seen) > 5, seen


def test_every_field_of_a_visit_is_asked():
    asked = {ask.column for ask in TABLE["enter_visit"].asks}
    made_by_steps = {column.name for column in VISITS.columns if column.owner.name != "STAFF"}
    assert {column.name for column in VISITS.columns} - made_by_steps == asked


def _own_cells(change: Change) -> bool:
    """Whether a change adds a row or fills a cell that only steps fill; staff may complete their own cells at any time."""
    if isinstance(change, SetCells):
        return any(CATALOGUE.sheets[change.sheet][name].owner is Owner.STEP for name in change.values)
    return isinstance(change, AppendRow)


def _typed_over(changes: list[Change]) -> bool:
    """Whether a step's own cell that was filled already is written anew: the comparison with the last night finds it."""
    return any(value is not None and CATALOGUE.sheets[change.sheet][name].owner is Owner.STEP
               for change in changes if isinstance(change, SetCells) for name, value in change.seen.items())


def _at(week: Visiting, memory: Memory, now) -> Office:
    other = Office(now)
    other.memory, other.now = memory, now
    return other


def _copy(memory: Memory) -> Memory:
    copied = Memory(CATALOGUE, {name: [dict(row) for row in memory.rows(name)] for name in CATALOGUE.sheets})
    copied._claimed = memory._claimed.copy()
    return copied


def _places(office: Office) -> set[tuple[str, str, str]]:
    return {(finding.rule, finding.key, finding.cell) for finding in found(office, CATALOGUE, CHECKS, "何立")}
