"""What a step of complaint cases refuses, done by hand all the same, the nightly check finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from automation.core.changes import AppendRow, Change, SetCells
from automation.core.errors import StepRefused
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.schema import Kind, Owner
from automation.core.steps import Step, merged, state_of
from tests.complaints.office import CATALOGUE, PERSON, TABLE, Office
from tests.complaints.test_steps_walk import Week, found

HARMLESS = {
    "催办": "who is reminded of something done loses nothing",
    "裁决争议": "a dispute may be settled after the case is closed",
    "上门处理客诉": "a customer may be visited twice, or after he withdrew",
    "申报金额": "what is asked before the way is fixed waits for its approval all the same",
    "签收": "a copy that has come may be signed for again",
}
"""Steps that, out of turn, can leave nothing that an article forbids; each with the reason."""


@pytest.mark.parametrize("seed", range(2))
def test_what_a_state_forbids_is_found_when_done_by_hand(seed):
    week = Week(seed)
    for _ in range(260):
        week.step()
    office, seen = week.office, Counter()
    morrow = office.now + timedelta(days=1)
    usual = _places(_at(office, office.memory, morrow))
    for step, row in _out_of_turn(office):
        changes = _by_hand(week, step, row, morrow)
        if not any(_own_cells(change) for change in changes):
            continue
        wronged = _at(office, _copy(office.memory), morrow)
        wronged.memory.apply(changes, wronged.desk(PERSON.get(step.name, "郑凯")))
        noticed = bool(_places(wronged) - usual) or _typed_over(changes)
        assert noticed or step.title in HARMLESS, (step.title, state_of(row), changes)
        seen[step.title] += noticed
    assert sum(seen.values()) >= 12 and len(seen) > 8, seen


def _out_of_turn(office: Office) -> Iterator[tuple[Step, Row]]:
    """Each step with a row of every state that it doesn't lead from."""
    for step in TABLE.values():
        states: dict[str, Row] = {}
        for row in office.memory.rows(step.sheet):
            if row.key and step.since != ("",) and state_of(row) not in step.since:
                states.setdefault(state_of(row), row)
        yield from ((step, row) for row in states.values())


def _by_hand(week: Week, step: Step, row: Row, now: datetime) -> list[Change]:
    """What the step would have changed had nobody looked at the state; nothing where its planner itself refuses."""
    office = _at(week.office, _copy(week.office.memory), now)
    who, answers = PERSON.get(step.name, "郑凯"), week.answers(step, row)
    known = {ask.column: _known(ask, row, answers.get(ask.column), now, step, who) for ask in step.asks}
    try:
        return merged(step.planner(row, office.desk(who), known))
    except (StepRefused, TypeError, AttributeError):    # the latter: something was blank that the step always finds filled
        return []


def _known(ask: Any, row: Row, answer: Any, now: datetime, step: Step, who: str) -> Any:
    if answer is None and not ask.of:
        answer = row[ask.column]
    if answer is None:
        moment = now.date() if CATALOGUE.sheets[ask.of or step.sheet][ask.column].kind is Kind.DATE else now
        answer = {"now": moment, "person": who}.get(ask.default, ask.default)
    return answer


def _own_cells(change: Change) -> bool:
    """Whether a change adds a row or fills a cell that only steps fill; staff may complete their own cells at any time."""
    if isinstance(change, SetCells):
        return any(CATALOGUE.sheets[change.sheet][name].owner is Owner.STEP for name in change.values)
    return isinstance(change, AppendRow)


def _typed_over(changes: list[Change]) -> bool:
    """Whether a step's own cell that was filled already is written anew: the comparison with the last night finds it."""
    return any(value is not None and CATALOGUE.sheets[change.sheet][name].owner is Owner.STEP
               for change in changes if isinstance(change, SetCells) for name, value in change.seen.items())


def _at(office: Office, memory: Memory, now: datetime) -> Office:
    other = Office(now)
    other.memory, other.now = memory, now
    return other


def _copy(memory: Memory) -> Memory:
    copied = Memory(CATALOGUE, {name: [dict(row) for row in memory.rows(name)] for name in CATALOGUE.sheets})
    copied._claimed = memory._claimed.copy()
    return copied


def _places(office: Office) -> set[tuple[str, str, str]]:
    return {(finding.rule, finding.key, finding.cell) for finding in found(office)}
