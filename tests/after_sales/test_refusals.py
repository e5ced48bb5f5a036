"""What a step refuses, done by hand all the same, the nightly check finds: refusals and checks can't drift apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from automation.core.changes import Change, SetCells
from automation.core.errors import StepRefused
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.schema import Kind, Owner
from automation.core.steps import Step, merged, state_of
from tests.after_sales.office import CATALOGUE, PEOPLE, TABLE, Office
from tests.after_sales.test_steps_rules import found
from tests.after_sales.test_steps_walk import Day

HARMLESS = {
    "改派": "a technician pencilled in before the dispatch breaks no article",
    "核阅": "a second look adds a remark",
    "寄到期通知": "a customer may be told twice, or after the contract ended",
    "续约": "a second renewal is a contract of its own",
    "终止": "the day may be corrected",
}
"""Steps that, out of turn, can leave nothing that an article forbids; each with the reason."""


@pytest.mark.parametrize("seed", range(2))
def test_what_a_state_forbids_is_found_when_done_by_hand(seed):
    day = Day(seed, minutes=(1, 2))
    for _ in range(150):
        day.step()
    office, seen = day.office, Counter()
    morrow = office.now + timedelta(days=1)
    usual = _places(_at(office, office.memory, morrow))
    for step, row in _out_of_turn(office):
        changes = _by_hand(day, step, row, morrow)
        if not changes:
            continue
        wronged = _at(office, _copy(office.memory), morrow)
        wronged.memory.apply(changes, wronged.desk(_someone(step)))
        noticed = bool(_places(wronged) - usual) or _typed_over(changes)
        assert noticed or step.title in HARMLESS, (step.title, state_of(row), changes)
        seen[step.title] += noticed
    assert sum(seen.values()) >= 12 and len(seen) > 8, seen


def _out_of_turn(office: Office) -> Iterator[tuple[Step, Row]]:
    """Each step with a row of every state that it doesn't lead from."""
    for step in TABLE.values():
        states = {}
        for row in office.memory.rows(step.sheet):
            if row.key and step.since != ("",) and state_of(row) not in step.since:
                states.setdefault(state_of(row), row)
        yield from ((step, row) for row in states.values())


def _by_hand(day: Day, step: Step, row: Row, now: datetime) -> list[Change]:
    """What the step would have changed had nobody looked at the state; nothing where its planner itself refuses."""
    office = _at(day.office, _copy(day.office.memory), now)
    answers = day._answers(step, row)
    known = {ask.column: _known(step, ask, row, answers.get(ask.column), now) for ask in step.asks}
    try:
        return merged(step.planner(row, office.desk(_someone(step)), known))
    except (StepRefused, TypeError):        # a TypeError: something was blank that the step always asks for
        return []


def _known(step: Step, ask: Any, row: Row, answer: Any, now: datetime) -> Any:
    if answer is None and not ask.of:
        answer = row[ask.column]
    if answer is None:
        moment = now.date() if CATALOGUE.sheets[ask.of or step.sheet][ask.column].kind is Kind.DATE else now
        answer = {"now": moment, "person": _someone(step)}.get(ask.default, ask.default)
    return answer


def _typed_over(changes: list[Change]) -> bool:
    """Whether a step's own cell that was filled already is written anew: the comparison with the last night finds it."""
    return any(value is not None and CATALOGUE.sheets[change.sheet][name].owner is Owner.STEP
               for change in changes if isinstance(change, SetCells) for name, value in change.seen.items())


def _someone(step: Step) -> str:
    return next(name for name, role in PEOPLE.items() if role == step.roles[0])


def _at(office: Office, memory: Memory, now: datetime) -> Office:
    """The same office with these rows at another moment."""
    other = Office(now)
    other.memory, other.now = memory, now
    return other


def _copy(memory: Memory) -> Memory:
    copied = Memory(CATALOGUE, {name: [dict(row) for row in memory.rows(name)] for name in CATALOGUE.sheets})
    copied._claimed = memory._claimed.copy()
    return copied


def _places(office: Office) -> set[tuple[str, str, str]]:
    return {(finding.rule, finding.key, finding.cell) for finding in found(office)}
