"""Desks (经办): whose desk a row lies on, since when and until when; one table of stretches, and the live columns made of it.

The steps, the checks, the calendar of what falls due and the sheet itself all read the same table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from automation.core.conditions import Condition
from automation.core.dates import day_of
from automation.core.schema import Formula, FormulaContext, States

IN_TIME, TODAY, OVER = "未到期", "今天到期", "已超期"


@dataclass(frozen=True)
class Stage:
    """A stretch of a row's way: the state, whose desk, the moments it came and goes, the article and its limit.

    ``limit`` counts working days after it came; ``due`` is the last day where it isn't counted so. ``only`` says which rows
    come this way at all (None: all that get so far).
    """

    state: str
    holder: str
    since: str
    done: str
    article: str
    limit: str = ""
    only: Condition | None = None
    due: Formula | None = None


@dataclass(frozen=True)
class Desks:
    """The way of a sheet's rows from desk to desk. ``special`` are holders that stand for something which the row names.

    A row without its ``key``, and one that has ended, lies on nobody's desk.
    """

    key: str
    states: States
    stages: tuple[Stage, ...]
    special: Mapping[str, Formula] = field(default_factory=dict)

    @cached_property
    def by_state(self) -> Mapping[str, Stage]:
        """Each stretch by its state."""
        return {stage.state: stage for stage in self.stages}

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles whose limits the sheet looks up."""
        return tuple(dict.fromkeys(stage.article for stage in self.stages))

    def stage_of(self, row: Mapping[str, Any]) -> Stage | None:
        """The stretch of its way that a row is on; None once it has ended, or without a number."""
        return None if row.get(self.key) is None else self.by_state.get(self.states.of(row))

    def holder(self, row: Mapping[str, Any]) -> str | None:
        """Whose desk the row lies on now; None once it has ended."""
        stage = self.stage_of(row)
        if stage is None:
            return None
        special = self.special.get(stage.holder)
        return special.compute(row, None) if special else stage.holder     # what the row itself names needs no context

    def since(self, row: Mapping[str, Any]) -> datetime | date | None:
        """Since when it lies there."""
        stage = self.stage_of(row)
        return None if stage is None else row.get(stage.since)

    def allowed(self, row: Mapping[str, Any], context: FormulaContext) -> int | None:
        """How many working days it may lie there: the limit in force when it came."""
        stage, came = self.stage_of(row), self.since(row)
        return None if stage is None or came is None or not stage.limit else context.limit(stage.article, stage.limit, day_of(came))

    def due_on(self, row: Mapping[str, Any], context: FormulaContext) -> date | None:
        """The last day for the desk; None for what came before the sheet's calendar begins."""
        stage, came, days = self.stage_of(row), self.since(row), self.allowed(row, context)
        if stage is not None and stage.due is not None:
            return stage.due.compute(row, context)
        if came is None or days is None:
            return None
        if context.clock.working_days(context.calendar_from - timedelta(days=1), day_of(came)) < 1:
            return None
        return context.clock.add_working_days(day_of(came), days)

    def pace(self, row: Mapping[str, Any], context: FormulaContext) -> str | None:
        """Whether the desk is in time, has today left, or is late."""
        return pace(self.due_on(row, context), context.now.date())

    @cached_property
    def formulas(self) -> Mapping[str, Formula]:
        """The live columns ``state``, ``holder``, ``since``, ``allowed``, ``due_on`` and ``pace``."""
        stages = self.stages
        holders = {stage.state: self.special[stage.holder].excel if stage.holder in self.special else f'"{stage.holder}"'
                   for stage in stages}
        came = {stage.state: f'IF(ISNUMBER({{{stage.since}}}),{{{stage.since}}},"")' for stage in stages}
        limits = {stage.state: _limit_text(stage) for stage in stages if stage.limit}
        own = {stage.state: stage.due.excel for stage in stages if stage.due is not None}
        return {
            "state": self.states.formula(self.key),
            "holder": Formula(_by_state(holders), lambda row, _: self.holder(row)),
            "since": Formula(_by_state(came), lambda row, _: self.since(row)),
            "allowed": Formula(f'IF({{since}}="","",IFERROR({_by_state(limits)},""))', self.allowed),
            "due_on": Formula(_by_state(own, f'IF({{allowed}}="","",IFERROR({_DUE},""))'), self.due_on),
            "pace": Formula(PACE, self.pace),
        }


def pace(last: date | None, today: date) -> str | None:
    """Whether something due by the end of a day is in time, has today left, or is late."""
    if last is None:
        return None
    return OVER if today > last else TODAY if today == last else IN_TIME


PACE = f'IF({{due_on}}="","",IF(INT(现在)>{{due_on}},"{OVER}",IF(INT(现在)={{due_on}},"{TODAY}","{IN_TIME}")))'
"""The same as formula text, of a row's ``due_on``."""

_CAME_ON = "INDEX(历_工作日序,MATCH((INT({since})+1)*86400-1,历_开始秒,1))"
_DUE = f"INT(INDEX(历_开始秒,MATCH({_CAME_ON}+{{allowed}},历_工作日序,0))/86400)"


def _by_state(of: Mapping[str, str], otherwise: str = '""') -> str:
    """Excel text that picks a formula by the state; ``otherwise`` for states that aren't named. Alike ones are tested together."""
    groups: dict[str, list[str]] = {}
    for state, text in of.items():
        groups.setdefault(text, []).append(f'{{state}}="{state}"')
    picked = otherwise
    for text, tests in reversed(groups.items()):
        test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
        picked = f"IF({test},{text},{picked})"
    return picked


def limit_text(article: str, limit: str, on: str) -> str:
    """Excel text of an article's limit in force on the day of the column ``on``, as 清单 holds it."""
    stem = f"限_{article.replace('.', '_')}"
    return f"INDEX({stem}_{limit},MATCH(INT({{{on}}}),{stem}_生效,1))"


def _limit_text(stage: Stage) -> str:
    return limit_text(stage.article, stage.limit, "since")
