"""An office of any regulation at work: a department in memory, its people, steps taken minute by minute."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from automation.core.articles import Articles
from automation.core.books import Books
from automation.core.department import Department
from automation.core.errors import StepRefused
from automation.core.examples import ExampleSheet
from automation.core.findings import Finding
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.rules import Rule, findings
from automation.core.schema import Catalogue
from automation.core.steps import Desk, Step, state_of

MONDAY = datetime(2026, 3, 2, 9, 0)


@dataclass(frozen=True)
class Staffed:
    """What an office works with: registers, articles, steps, rows of 基础资料, who usually takes a step and who takes the others."""

    catalogue: Catalogue
    articles: Articles
    steps: Mapping[str, Step]
    basics: Mapping[str, list[dict[str, Any]]]
    usual: Mapping[str, str]
    clerk: str


class Office:
    """Takes steps minute by minute; ``now`` moves on by five minutes before each step unless a moment is given."""

    def __init__(self, staffed: Staffed, now: datetime = MONDAY, **rows: list[dict[str, Any]]) -> None:
        self.staffed = staffed
        self.memory = Memory(staffed.catalogue, {**staffed.basics, **rows})
        self.now = now - timedelta(minutes=5)
        self._department = Department(now, staffed.articles, self.memory.rows)
        self.changes: list[Any] = []

    def desk(self, person: str = "", now: datetime | None = None) -> Desk:
        return self.memory.desk(self._department.at(now or self.now), person or self.staffed.clerk)

    def do(self, name: str, key: str | Row | None = None, *, by: str | None = None, at: datetime | None = None, **answers: Any) -> str:
        """Take a step; returns the key of the row that it was taken on, or of the first row that it added."""
        self.now = at or self.now + timedelta(minutes=5)
        step = self.staffed.steps[name]
        row = self.memory.find(step.sheet, key) if isinstance(key, str) else key
        assert not isinstance(key, str) or row is not None, f"no {key} in {step.sheet}"
        self.changes = self.memory.take(step, self.desk(by or self.usual(name)), row, answers)
        return (row.key if row is not None else "") or self.added(step.sheet)

    def usual(self, name: str) -> str:
        """Who usually takes a step."""
        return self.staffed.usual.get(name, self.staffed.clerk)

    def added(self, sheet: str) -> str:
        """The key of the first row of this sheet that the last step added or touched."""
        change = next(change for change in self.changes if getattr(change, "sheet", "") == sheet)
        return change.values.get(self.staffed.catalogue.sheets[sheet].key) or change.key

    def row(self, sheet: str, key: str) -> Row:
        found = self.memory.find(sheet, key)
        assert found is not None
        return found

    def state(self, sheet: str, key: str) -> str:
        return state_of(self.row(sheet, key))

    def everything(self) -> dict[str, Any]:
        """All rows and papers, to compare."""
        return {name: list(self.memory.rows(name)) for name in self.staffed.catalogue.sheets} | {"papers": dict(self.memory.documents)}

    def books(self) -> Books:
        """All rows as checks see them at this moment."""
        data = {}
        for name, sheet in self.staffed.catalogue.sheets.items():
            rows = self.memory.rows(name)
            data[name] = ExampleSheet(sheet, {column.name: [row[column.name] for row in rows] for column in sheet.columns}, len(rows))
        return Books(self.staffed.catalogue, self.desk().department, data)

    def found(self, checks: Sequence[Rule]) -> list[Finding]:
        """What the nightly check would say at this moment."""
        books = self.books()
        return [finding for rule in checks for finding in findings(rule, books)]

    def moved(self, now: datetime) -> Office:
        """The same rows in an office of its own, at another moment."""
        other = Office(self.staffed, now)
        other.memory = Memory(self.staffed.catalogue, {name: [dict(row) for row in self.memory.rows(name)]
                                                       for name in self.staffed.catalogue.sheets})
        other.memory._claimed, other.now = self.memory._claimed.copy(), now
        other._department = Department(now, self.staffed.articles, other.memory.rows)
        return other


def refused(office: Office, name: str, key: str | Row | None, article: str, column: str = "", *, by: str | None = None,
            at: datetime | None = None, **answers: Any) -> str:
    """The step is refused under this article and column and leaves every row as it was; returns what staff are told."""
    before = office.everything()
    with pytest.raises(StepRefused) as refusal:
        office.do(name, key, by=by, at=at, **answers)
    assert (refusal.value.article, refusal.value.column) == (article, column), str(refusal.value)
    assert office.everything() == before
    message = str(refusal.value)
    assert message.endswith("。")
    assert not re.search(r"[A-Za-z_]{4,}|None", message), message
    return message
