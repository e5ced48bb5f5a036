"""Steps as the demonstration takes them (录下的办理): each with the rows it looked at, so that it can be taken again in a small folder.

A new slice is in it as soon as its chapter of the demonstration takes its steps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from automation.core.basics import BASICS
from automation.core.changes import AppendRow, Change, SetCells
from automation.core.department import Department
from automation.core.errors import StepRefused
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.schema import Kind
from automation.core.step_checks import choices_of
from automation.core.steps import Answers, Ask, Desk, Source, Step, asked_column, plan, state_of
from automation.demonstration.simulation import act_out
from automation.desk import house

_KEPT = 40
"""Occasions that are kept of each step."""
_FEW = 10
"""Occasions that are made up."""
Place = tuple[str, str]


@dataclass
class Occasion:
    """A step as it was taken once: when, by whom, on which row (one without a number: a new one), with which answers.

    ``seen`` are the rows it looked at, as they stood; ``touched`` those it changed or added.
    """

    step: Step
    now: datetime
    by: str
    row: Row
    answers: Mapping[str, Any]
    seen: dict[Place, Row] = field(default_factory=dict)
    touched: set[Place] = field(default_factory=set)


class _Watched:
    """A source that notes every row it gives."""

    def __init__(self, source: Source, occasion: Occasion) -> None:
        self._source, self._occasion = source, occasion

    def find(self, sheet: str, key: str) -> Row | None:
        return next(iter(self._noted([self._source.find(sheet, key)])), None)

    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        return self._noted(self._source.where(sheet, **values))

    def _noted(self, rows: Sequence[Row | None]) -> list[Row]:
        found = [row for row in rows if row is not None]
        self._occasion.seen |= {(row.sheet.name, row.key): row for row in found if row.key}
        return found


def occasions(now: datetime) -> tuple[dict[str, list[Occasion]], Memory]:
    """Of every step that the demonstration takes, the first occasions; and the department in the end, for 基础资料."""
    kept: defaultdict[str, list[Occasion]] = defaultdict(list)
    real = Memory.take

    def take(memory: Memory, step: Step, desk: Desk, row: Row | None = None, answers: Answers | None = None) -> list[Change]:
        if len(kept[step.name]) >= _KEPT:
            return real(memory, step, desk, row, answers)
        start = row or Row(memory.catalogue.sheets[step.sheet], {})
        occasion = Occasion(step, desk.now, desk.person, start, dict(answers or {}))
        if start.key:
            occasion.seen[step.sheet, start.key] = start
        else:           # what was typed into the row is answered, so that the row can begin blank
            typed = {ask.column: start[ask.column] for ask in step.asks if not ask.of and start[ask.column] is not None}
            occasion.row, occasion.answers = Row(start.sheet, {}), {**typed, **occasion.answers}
        changes = real(memory, step, replace(desk, source=_Watched(desk.source, occasion)), row, answers)
        occasion.touched |= {place for change in changes for place in _places(change)}
        kept[step.name].append(occasion)
        return changes

    Memory.take = take      # type: ignore[method-assign]
    try:
        memory = act_out(2026, now).memory
    finally:
        Memory.take = real  # type: ignore[method-assign]
    return dict(kept), memory


def _places(change: Change) -> Iterator[Place]:
    if isinstance(change, SetCells | AppendRow):
        key = house.catalogue().sheets[change.sheet].key
        yield from ((change.sheet, str(each)) for each in (getattr(change, "key", ""), change.values.get(key)) if each)


def chosen(kept: Mapping[str, Sequence[Occasion]]) -> tuple[list[Occasion], dict[str, dict[str, Row]]]:
    """An occasion of each step, as far as all can start from one state: the occasions in order of time, the rows by sheet."""
    rows: dict[Place, Row] = {}
    touched: set[Place] = set()
    starts: set[Place] = set()
    found: list[Occasion] = []
    basics = {sheet.name for sheet in BASICS.sheets}
    for taken in sorted(kept.values(), key=len):
        for occasion in sorted(taken, key=lambda each: len(each.seen)):
            seen = {place: row for place, row in occasion.seen.items() if place[0] not in basics}
            same = all(place not in rows or dict(rows[place]) == dict(row) for place, row in seen.items())
            start = {(occasion.step.sheet, occasion.row.key)}
            apart = not (touched | starts) & seen.keys() and not (occasion.touched | start) & rows.keys() and not occasion.touched & touched
            if same and apart:
                rows |= seen
                touched |= occasion.touched
                starts |= start
                found.append(occasion)
                break
    by_sheet: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for (sheet, key), row in rows.items():
        by_sheet[sheet][key] = row
    return sorted(found, key=lambda each: each.now), by_sheet


def made_up(step: Step, kept: Mapping[str, Sequence[Occasion]], memory: Memory) -> list[Occasion]:
    """Occasions of a step that the demonstration never takes: on rows that were in a right state, with answers of any kind.

    Where another row of the sheet is asked for, it is the row's twin under another number.
    """
    starts = [each for taken in kept.values() for each in taken if each.row.sheet.name == step.sheet and each.row.key]
    people = [name for name, roles in Department(starts[0].now, house.articles(), memory.rows).roles.items() if roles & set(step.roles)]
    found = []
    for start in starts:
        if state_of(start.row) not in step.since or len(found) >= _FEW:
            continue
        twin = start.row.but(**{start.row.sheet.key: f"{start.row.key[:-5]}9{start.row.key[-4:]}"})
        rows = {**start.seen, (step.sheet, twin.key): twin}
        found += islice(filter(None, (_tried(step, start, rows, by, twin.key, memory) for by in people[:3])), 1)
    return found


def _tried(step: Step, start: Occasion, rows: Mapping[Place, Row], by: str, other: str, memory: Memory) -> Occasion | None:
    given: defaultdict[str, list[Row]] = defaultdict(list)
    for (sheet, _), row in rows.items():
        given[sheet].append(row)
    basics = {sheet.name: memory.rows(sheet.name) for sheet in BASICS.sheets}
    small = Memory(house.catalogue(), {**given, **basics})
    department = Department(start.now, house.articles(), small.rows)
    desk = small.desk(department, by)
    answers = {ask.column: _any_answer(step, ask, other, desk) for ask in step.asks if ask.required and ask.default is None}
    occasion = Occasion(step, start.now, by, start.row, answers, dict(rows))
    try:
        changes = plan(step, start.row, answers, desk)
    except StepRefused:
        return None
    occasion.touched |= {place for change in changes for place in _places(change)}
    return occasion


def _any_answer(step: Step, ask: Ask, other: str, desk: Desk) -> Any:
    column = asked_column(step, ask, house.catalogue())
    if column.ref and column.ref.sheet == step.sheet:
        return other
    choices = ("是", "否") if column.kind is Kind.YESNO else choices_of(column, desk.department)
    if choices:
        return choices[0]
    return {Kind.DATE: desk.now.date(), Kind.DATETIME: desk.now, Kind.MONEY: Decimal(100), Kind.COUNT: 1,
            Kind.HOURS: Decimal(1)}.get(column.kind, "某某")
