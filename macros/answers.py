"""What a row says already (行里的内容): the answers that staff typed into it, who is working, and where what is missing belongs.

There are no input boxes: whatever a step asks is typed into cells. A cell that a step fills may be typed by hand before the
button is pressed; what an earlier step wrote there is no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from automation.core.changes import Change, SetCells
from automation.core.history import writer_of
from automation.core.rows import Row
from automation.core.schema import Column, Owner
from automation.core.steps import Ask, Source, Step
from automation.core.writing import empties
from automation.desk import buttons
from automation.desk.session import NobodyKnown, Session


def own_column(step: Step, ask: Ask) -> Column | None:
    """The column of the step's own sheet in which an answer is typed; for another sheet's, where it must be known, its twin
    here that a step fills."""
    return None if ask.of and not ask.required else buttons.own_column(step, ask)


def typed_answers(step: Step, row: Row, session: Session) -> tuple[dict[str, Any], Row]:
    """The answers typed into cells that steps fill, and the row without them, as the step expects to find it."""
    answers, typed = {}, []
    for ask in step.asks:
        column = own_column(step, ask)
        if column is None or column.owner is not Owner.STEP or row[column.name] is None or _recorded(row, column.name, session):
            continue
        answers[ask.column] = row[column.name]
        typed.append(column.name)
    return answers, row.but(**dict.fromkeys(typed))


def as_seen(changes: Sequence[Change], row: Row, base: Row) -> Iterator[Change]:
    """The changes planned on ``base`` with what really stands in the row; a row that leaves takes what was typed along."""
    for change in changes:
        own = isinstance(change, SetCells) and (change.sheet, change.key) == (row.sheet.name, base.key)
        if not own or not (base.key or change.row == row.number):
            yield change
            continue
        filled = [name for name in row if row[name] is not None and row.sheet[name].formula is None]
        values = {**dict.fromkeys(filled), **change.values} if empties(change, row.sheet.key) else change.values
        yield replace(change, values=values, seen={name: row[name] for name in values}, beside=row.set().beside)


class Without:
    """A source without some rows: those just being entered, which aren't there yet for the step. Implements
    :class:`automation.core.steps.Source`."""

    def __init__(self, source: Source, rows: Sequence[Row]) -> None:
        self._source, self._hidden = source, {(row.sheet.name, row.number) for row in rows}

    def find(self, sheet: str, key: str) -> Row | None:
        """The row of a sheet with this key."""
        return next(iter(self._shown([self._source.find(sheet, key)])), None)

    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        """The rows of a sheet that hold these values."""
        return self._shown(self._source.where(sheet, **values))

    def _shown(self, rows: Sequence[Row | None]) -> list[Row]:
        return [row for row in rows if row is not None and (row.sheet.name, row.number) not in self._hidden]


def _recorded(row: Row, name: str, session: Session) -> bool:
    """Whether what stands in a cell was written there by a step."""
    return bool(row.key) and writer_of(session.folder, row, name) is not None


def person_for(step: Step, row: Row, session: Session) -> str:
    """Who is working: the only one of this login, else the only one of them who may do it, else the one named in the row."""
    people = session.department.by_login(session.login)
    if not people:
        raise NobodyKnown(f"《基础资料》“人员”里没有登录名“{session.login}”，不知道是谁在办；请先在那里登记登录名。")
    fitting = [name for name in people if session.department.roles.get(name, frozenset()) & set(step.roles)]
    for candidates in (people, fitting):
        if len(candidates) == 1:
            return candidates[0]
    columns = [column for ask in step.asks if ask.default == "person" and (column := own_column(step, ask)) is not None]
    named = [row[column.name] for column in columns if row[column.name] in people]
    if named:
        return named[0]
    where = f"请在这一行的“{columns[0].header}”里填上姓名再按" if columns else "请换用自己的登录名再按"
    raise NobodyKnown(f"登录名“{session.login}”由{'、'.join(people)}共用，分不清是谁办理“{step.title}”；{where}。")


def elsewhere(step: Step, row: Row) -> list[Ask]:
    """What the step asks that has no cell in its row, nor in a row that this one names."""
    return [ask for ask in step.asks if ask.of and not (ask.via and row[ask.via]) and own_column(step, ask) is None]
