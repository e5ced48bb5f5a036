"""What every step checks alike: a value fits its column, and dates stand in the order that the sheet declares.

The same declarations (``choices``, ``at_least``, ``future``, ``Sheet.order``) feed the nightly checks of the data, so
that what a step accepts is what the check accepts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from automation.core.department import Department
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.schema import Column, Kind, ListOf

_SHOWN_CHOICES = 12


def check_value(column: Column, value: Any, department: Department) -> None:
    """Raises :class:`StepRefused` for a value that isn't one of the column's choices or is too small."""
    if value is None:
        return
    if column.at_least is not None and value < column.at_least:
        raise StepRefused(f"“{column.header}”写的是 {value}，不能小于 {column.at_least}，请改正。", column.article, column.name)
    choices = ("是", "否") if column.kind is Kind.YESNO else choices_of(column, department)
    if choices and value not in choices:
        shown = f"只能是{'、'.join(choices)}" if len(choices) <= _SHOWN_CHOICES else "请从下拉单里选"
        raise StepRefused(f"“{column.header}”写的是“{value}”，{shown}。", column.article, column.name)


def choices_of(column: Column, department: Department) -> tuple[str, ...]:
    """What a column's drop-down offers today; people who have left aren't offered."""
    if not isinstance(column.choices, ListOf):
        return column.choices
    offered, where = column.choices, column.choices.where
    return tuple(row[offered.column] for row in department.rows(offered.sheet)
                 if row.get(offered.column) is not None and row.get("active") != "否" and (where is None or where.row(row)))


def check_dates(row: Row, touched: Collection[str], now: datetime) -> None:
    """Raises :class:`StepRefused` when a touched date lies in the future or out of the sheet's order.

    Dates that the step doesn't touch are left to the nightly check: an old slip mustn't stop today's work.
    """
    for name in touched:
        column, value = row.sheet[name], row[name]
        may_lie_ahead = column.future or column.formula is not None or column.kind not in (Kind.DATE, Kind.DATETIME)
        if value is not None and not may_lie_ahead and earlier(now, value):
            raise StepRefused(f"“{column.header}”（{shown(value)}）还没有到，不能先填；请填实际发生的时间。", column.article, name)
    for first, second in _neighbours(row):
        if {first.name, second.name} & set(touched) and earlier(row[second.name], row[first.name]):
            late, wrong = (first, second) if second.name in touched else (second, first)
            relation = "早于" if wrong is second else "晚于"
            raise StepRefused(f"“{wrong.header}”（{shown(row[wrong.name])}）{relation}“{late.header}”（{shown(row[late.name])}），"
                              "请核对两处时间，填实际发生的时间。", wrong.article, wrong.name)


def check_other_person(person: str, first: str | None, what: str, article: str, column: str) -> None:
    """Two-person approval: who approves isn't the one who wrote. Raises :class:`StepRefused`."""
    if person == first:
        raise StepRefused(f"{first}就是{what}的人，要由另一位有权办理的人来办。", article, column)


def earlier(moment: date | datetime, other: date | datetime) -> bool:
    """Whether a moment lies before another; by the day when either is a day."""
    if isinstance(moment, datetime) and isinstance(other, datetime):
        return moment < other
    return _day(moment) < _day(other)


def shown(moment: date | datetime) -> str:
    """A moment as messages show it."""
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _neighbours(row: Row) -> Iterator[tuple[Column, Column]]:
    """Dates that follow each other in the sheet's chains, blanks left out."""
    for chain in row.sheet.order:
        yield from pairwise([row.sheet[name] for name in chain if row[name] is not None])
