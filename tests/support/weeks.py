"""Random weeks (随机的几周): steps drawn by lot on a department in memory, and what the checks say of it afterwards."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

from automation.core.books import Books
from automation.core.changes import AppendRow, Change, SetCells
from automation.core.errors import StepRefused
from automation.core.examples import ExampleSheet
from automation.core.findings import Finding
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.rules import findings
from automation.core.schema import Catalogue, Kind, Owner
from automation.core.step_checks import choices_of
from automation.core.steps import Desk, Step, asked_column, merged, state_of


class Place(Protocol):
    """An office of a test: a memory, the moment, and steps taken in it."""

    memory: Memory
    now: Any

    def desk(self, person: str, now: Any = None) -> Desk: ...
    def do(self, name: str, key: Any = None, /, **answers: Any) -> str: ...
    def everything(self) -> dict[str, Any]: ...


class Week:
    """Draws steps that some row is ready for; most draws are sensible, some are slips.

    ``usual`` says who takes a step, ``rare`` which are drawn less often. A slice says in :meth:`fixed` what can't be drawn.
    """

    def __init__(self, seed: int, office: Place, table: Mapping[str, Step], catalogue: Catalogue, people: Mapping[str, tuple[str, str]],
                 usual: Mapping[str, str], rare: Mapping[str, int], otherwise: str) -> None:
        self.lot = random.Random(seed)
        self.office, self.table, self.catalogue, self.people = office, table, catalogue, people
        self.usual, self.rare, self.otherwise = usual, rare, otherwise
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def step(self) -> None:
        """Take a step, a minute or two after the last."""
        step, row = self._draw()
        before, state, at = self.office.everything(), state_of(row), self.office.now + timedelta(minutes=self.lot.choice((1, 2)))
        try:
            self.office.do(step.name, row, by=self.person(step, row), at=at, **self.answers(step, row))
        except StepRefused as refusal:
            assert refusal.article and str(refusal).endswith("。")
            assert self.office.everything() == before
            self.refused[step.name] += 1
            return
        self.taken[step.name] += 1
        found = self.office.memory.find(step.sheet, row.key) if row.key else self.office.memory.rows(step.sheet)[-1]
        if found is not None:       # else it stands elsewhere now
            assert (state, state_of(found)) in {*step.edges, (state, state)}, (step.name, state, state_of(found))

    def fixed(self, step: Step, number: int) -> Mapping[str, Any]:
        """Answers that aren't drawn; None leaves one out."""
        return {}

    def person(self, step: Step, row: Row) -> str:
        """Who takes it: now and then somebody else who may."""
        if self.lot.random() < 0.1:
            role = self.lot.choice(step.roles)
            return next(name for name, (held, _) in self.people.items() if held == role)
        return self.sensible(step, row)

    def sensible(self, step: Step, row: Row) -> str:
        """Who usually takes it."""
        return self.usual.get(step.name, self.otherwise)

    def answers(self, step: Step, row: Row) -> dict[str, Any]:
        """What somebody would answer; now and then something is left out."""
        answers = {ask.column: self._answer(step, ask) for ask in step.asks if ask.required or self.lot.random() < 0.5}
        if self.lot.random() < 0.08 and answers:
            answers[self.lot.choice(list(answers))] = None
        return {name: value for name, value in answers.items() if value is not None}

    def _draw(self) -> tuple[Step, Row]:
        ready = (pair for step in self.lot.sample(list(self.table.values()), len(self.table)) if (pair := self._ready(step)))
        return min(islice(ready, 4), key=lambda pair: self.rare.get(pair[0].name, 1) * (1 + self.taken[pair[0].name]
                                                                                      + self.refused[pair[0].name]))

    def _ready(self, step: Step) -> tuple[Step, Row] | None:
        if step.since == ("",):
            return step, Row(self.catalogue.sheets[step.sheet], {})
        rows = [row for row in self.office.memory.rows(step.sheet) if row.key and state_of(row) in step.since]
        return (step, self.lot.choice(rows)) if rows else None

    def _answer(self, step: Step, ask: Any) -> Any:
        fixed = self.fixed(step, self.lot.randrange(40))
        if ask.column in fixed:
            return fixed[ask.column]
        column = asked_column(step, ask, self.catalogue)
        if column.kind in (Kind.DATE, Kind.DATETIME):
            return None
        choices = ("是", "否") if column.kind is Kind.YESNO else choices_of(column, self.office.desk(self.otherwise).department)
        return self.lot.choice(choices) if choices else "某某"


def out_of_turn(week: Week) -> Iterator[tuple[Step, Row]]:
    """Each step with a row of every state that it doesn't lead from."""
    for step in week.table.values():
        states: dict[str, Row] = {}
        for row in week.office.memory.rows(step.sheet):
            if row.key and step.since != ("",) and state_of(row) not in step.since:
                states.setdefault(state_of(row), row)
        yield from ((step, row) for row in states.values())


def by_hand(week: Week, step: Step, row: Row, now: datetime) -> list[Change]:
    """What the step would have changed had nobody looked at the state; nothing where its planner itself refuses."""
    who, answers = week.usual.get(step.name, week.otherwise), week.answers(step, row)
    known = {}
    for ask in step.asks:
        answer = answers.get(ask.column)
        if answer is None and not ask.of:
            answer = row[ask.column]
        if answer is None:
            moment = now.date() if asked_column(step, ask, week.catalogue).kind is Kind.DATE else now
            answer = {"now": moment, "person": who}.get(ask.default, ask.default)
        known[ask.column] = answer
    try:
        return merged(step.planner(row, week.office.desk(who, now), known))
    except (StepRefused, TypeError, AttributeError):    # the latter: something was blank that the step always finds filled
        return []


def own_cells(change: Change, catalogue: Catalogue) -> bool:
    """Whether a change adds a row or fills a cell that only steps fill; staff may complete their own cells at any time."""
    if isinstance(change, SetCells):
        return any(catalogue.sheets[change.sheet][name].owner is Owner.STEP for name in change.values)
    return isinstance(change, AppendRow)


def typed_over(changes: Iterable[Change], catalogue: Catalogue) -> bool:
    """Whether a step's own cell that was filled already is written anew: the comparison with the last night finds it."""
    return any(value is not None and catalogue.sheets[change.sheet][name].owner is Owner.STEP
               for change in changes if isinstance(change, SetCells) for name, value in change.seen.items())


def copied(memory: Memory) -> Memory:
    """The same rows, to be spoilt."""
    copy = Memory(memory.catalogue, {name: [dict(row) for row in memory.rows(name)] for name in memory.catalogue.sheets})
    copy._claimed = memory._claimed.copy()
    return copy


def found(office: Place, catalogue: Catalogue, checks: Iterable[Any], person: str) -> list[Finding]:
    """What the nightly check would say at this moment."""
    data = {}
    for name, sheet in catalogue.sheets.items():
        rows = [row for row in office.memory.rows(name) if any(value is not None for value in row.values())]     # an emptied line is none
        data[name] = ExampleSheet(sheet, {column.name: [row[column.name] for row in rows] for column in sheet.columns}, len(rows))
    books = Books(catalogue, office.desk(person).department, data)
    return [finding for rule in checks for finding in findings(rule, books)]
