"""Steps drawn by lot, sensible ones and slips, and what happens when somebody writes by hand what a step refuses."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from automation.core.changes import AppendRow, Change, SetCells
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.schema import Kind, Owner
from automation.core.step_checks import choices_of
from automation.core.steps import Ask, Step, asked_column, merged, state_of
from tests.support.acting import Office

Answering = Callable[["Wander", Step, Row], Mapping[str, Any]]
"""What somebody would answer where lots don't do: by the name of the column."""


class Wander:
    """An office in which steps are drawn by lot; most draws are sensible, some are slips.

    ``answering`` gives the answers that lots can't, ``rare`` by how much less often a step is drawn.
    """

    def __init__(self, seed: int, office: Office, table: Mapping[str, Step], answering: Answering, rare: Mapping[str, int],
                 minutes: tuple[int, ...] = (1, 2)) -> None:
        self.lot, self.office, self.table = random.Random(seed), office, table
        self.answering, self.rare, self.minutes = answering, rare, minutes
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def step(self) -> None:
        """Take a step that some row is ready for, a little after the last."""
        step, row = self._draw()
        before, state = self.office.everything(), state_of(row)
        at = self.office.now + timedelta(minutes=self.lot.choice(self.minutes))
        try:
            self.office.do(step.name, row, by=self._person(step, row), at=at, **self.answers(step, row))
        except StepRefused as refusal:
            assert refusal.article and str(refusal).endswith("。")
            assert self.office.everything() == before
            self.refused[step.name] += 1
            return
        self.taken[step.name] += 1
        found = self.office.memory.find(step.sheet, row.key) if row.key else self.office.memory.rows(step.sheet)[-1]
        assert found is not None and (state, state_of(found)) in {*step.edges, (state, state)}, (step.name, state, state_of(found))

    def _draw(self) -> tuple[Step, Row]:
        ready = (pair for step in self.lot.sample(list(self.table.values()), len(self.table)) if (pair := self._ready(step)))
        return min(islice(ready, 4), key=lambda pair: self.rare.get(pair[0].name, 1) * (1 + self._tried(pair[0].name)))

    def _tried(self, name: str) -> int:
        return self.taken[name] + self.refused[name]

    def _ready(self, step: Step) -> tuple[Step, Row] | None:
        if step.since == ("",):
            return step, Row(self.office.staffed.catalogue.sheets[step.sheet], {})
        rows = [row for row in self.office.memory.rows(step.sheet) if row.key and state_of(row) in step.since]
        return (step, self.lot.choice(rows)) if rows else None

    def _person(self, step: Step, row: Row) -> str:
        if self.lot.random() < 0.1:
            role = self.lot.choice(step.roles)
            return next(each["name"] for each in self.office.staffed.basics["people"] if each["role"] == role)
        return self.answering(self, step, row).get("", self.office.usual(step.name))

    def answers(self, step: Step, row: Row) -> dict[str, Any]:
        """What somebody would answer; now and then something is left out."""
        fixed = self.answering(self, step, row)
        answers = {ask.column: fixed[ask.column] if ask.column in fixed else self._answer(step, ask)
                   for ask in step.asks if ask.required or self.lot.random() < 0.5}
        if self.lot.random() < 0.08 and answers:
            answers[self.lot.choice(list(answers))] = None
        return {name: value for name, value in answers.items() if value is not None}

    def _answer(self, step: Step, ask: Ask) -> Any:
        column = asked_column(step, ask, self.office.staffed.catalogue)
        if column.kind in (Kind.DATE, Kind.DATETIME):
            return None
        if column.kind in (Kind.COUNT, Kind.MONEY):
            return self.lot.randint(0, 9) if column.kind is Kind.COUNT else Decimal(self.lot.randint(0, 99999)) / 100
        choices = ("是", "否") if column.kind is Kind.YESNO else choices_of(column, self.office.desk().department)
        return self.lot.choice(choices) if choices else "某某"


def out_of_turn(wander: Wander) -> Iterator[tuple[Step, Row, list[Change]]]:
    """Each step on a row of every state that it doesn't lead from, with what it would have changed had nobody looked at the state.

    Nothing where its planner itself refuses, or where only cells that staff fill anyhow would have changed.
    """
    morrow = wander.office.now + timedelta(days=1)
    for step in wander.table.values():
        states: dict[str, Row] = {}
        for row in wander.office.memory.rows(step.sheet):
            if row.key and step.since != ("",) and state_of(row) not in step.since:
                states.setdefault(state_of(row), row)
        for row in states.values():
            changes = _by_hand(wander, step, row, morrow)
            if any(_own_cells(change, wander.office) for change in changes):
                yield step, row, changes


def noticed(wander: Wander, step: Step, changes: list[Change], usual: set[tuple[str, str, str]], checks: Any) -> bool:
    """Whether the nightly check, or the comparison with the last night, sees what was written by hand the day after."""
    wronged = wander.office.moved(wander.office.now + timedelta(days=1))
    wronged.memory.apply(changes, wronged.desk(wronged.usual(step.name)))
    return bool(places(wronged, checks) - usual) or _typed_over(changes, wander.office)


def places(office: Office, checks: Any) -> set[tuple[str, str, str]]:
    """Where the nightly check finds what: rule, row, cell."""
    return {(finding.rule, finding.key, finding.cell) for finding in office.found(checks)}


def _by_hand(wander: Wander, step: Step, row: Row, now: datetime) -> list[Change]:
    office = wander.office.moved(now)
    who, answers = office.usual(step.name), wander.answers(step, row)
    known = {ask.column: _known(ask, row, answers.get(ask.column), now, step, who, office) for ask in step.asks}
    try:
        return merged(step.planner(row, office.desk(who), known))
    except StepRefused:
        return []
    except (TypeError, AttributeError, ValueError, AssertionError):     # something was blank that the step always finds filled
        return []


def _known(ask: Ask, row: Row, answer: Any, now: datetime, step: Step, who: str, office: Office) -> Any:
    if answer is None and not ask.of:
        answer = row[ask.column]
    if answer is None:
        moment = now.date() if asked_column(step, ask, office.staffed.catalogue).kind is Kind.DATE else now
        answer = {"now": moment, "person": who}.get(ask.default, ask.default)
    return answer


def _own_cells(change: Change, office: Office) -> bool:
    """Whether a change adds a row or fills a cell that only steps fill; staff may complete their own cells at any time."""
    if isinstance(change, SetCells):
        return any(office.staffed.catalogue.sheets[change.sheet][name].owner is Owner.STEP for name in change.values)
    return isinstance(change, AppendRow)


def _typed_over(changes: list[Change], office: Office) -> bool:
    """Whether a step's own cell that was filled already is written anew: the comparison with the last night finds it."""
    return any(value is not None and office.staffed.catalogue.sheets[change.sheet][name].owner is Owner.STEP
               for change in changes if isinstance(change, SetCells) for name, value in change.seen.items())
