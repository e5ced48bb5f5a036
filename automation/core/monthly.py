"""Monthly statistics (月度统计表): figures that each know the rows behind them, kept as JSON and compared later.

A slice declares its monthly statistics in its ``monthly`` package: how the figures are drawn from the registers, how they
look as a workbook and a page, and in which sheet their check is recorded. Figures are values; two reports of the same
registers are equal, and so are their files, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

import pandas as pd

from automation.core.articles import Articles
from automation.core.books import Books
from automation.core.dates import months_after


class Unit(Enum):
    """What a column of figures counts."""

    COUNT = "件"
    MONEY = "元"
    DAYS = "工作日"
    SHARE = "%"


Value = int | Decimal | None
"""A figure; None where there is nothing to reckon it from. Shares are 0 to 1."""


@dataclass(frozen=True)
class Cell:
    """A figure and the keys of the rows behind it, in the order of the register."""

    value: Value
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A line of a table; it has a unit of its own where the lines count different things."""

    name: str
    cells: tuple[Cell, ...]
    unit: Unit | None = None


@dataclass(frozen=True)
class Table:
    """A table of figures: ``head`` names the lines, ``columns`` are the titles with their units.

    ``total`` stands below the lines; ``adds_up`` says that it is their sum, column by column.
    ``signed`` are the columns that show differences, with their sign.
    """

    name: str
    title: str
    note: str
    head: str
    columns: tuple[tuple[str, Unit], ...]
    lines: tuple[Line, ...]
    total: Line | None = None
    adds_up: bool = True
    signed: tuple[str, ...] = ()

    def cell(self, line: str, column: str) -> Cell:
        """The figure of a line and a column, each by its title."""
        place = [title for title, _ in self.columns].index(column)
        return next(each for each in self.all_lines() if each.name == line).cells[place]

    def all_lines(self) -> tuple[Line, ...]:
        """The lines, and the total where there is one."""
        return self.lines if self.total is None else (*self.lines, self.total)

    def figures(self) -> Iterator[tuple[str, str, Unit, Cell]]:
        """Every figure: line, column, unit, cell."""
        for line in self.all_lines():
            for (title, unit), cell in zip(self.columns, line.cells, strict=True):
                yield line.name, title, unit if unit is Unit.SHARE else line.unit or unit, cell


@dataclass(frozen=True)
class Extract:
    """What was said in words, beside the figures (摘录): headed columns with their widths in characters, a row for each matter."""

    title: str
    note: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Report:
    """The figures of one month (``2026-10``) of one department, or of a part of it (``2026-10 何立涛``).

    ``places`` says where a row's number stands, as a link from the department's folder: ``叫修登记簿.xlsx#'叫修登记'!A12``.
    """

    month: str
    title: str
    company: str
    basis: str
    tables: Mapping[str, Table]
    places: Mapping[str, str]
    extracts: tuple[Extract, ...] = ()

    @property
    def words(self) -> str:
        """2026年10月, with the part that it is about behind it."""
        return f"{int(self.month[:4])}年{int(self.month[5:7])}月{self.month[7:].replace(' ', '　')}"


@dataclass(frozen=True)
class MonthlyStatistics:
    """Declared monthly statistics of a slice. ``sheet`` records who made and who checked them, keyed by month;
    the step ``files`` writes a month there, with ``file`` and ``digest``.

    ``needs`` are the sheets that the figures are drawn from; ``workbook`` and ``page`` show a report, the page says
    where the workbook lies beside it. With ``parts`` a month has a report for each of them, keyed by month and part.
    """

    name: str
    title: str
    article: str
    sheet: str
    files: str
    needs: tuple[str, ...]
    reckon: Callable[[Books, str], Report]
    workbook: Callable[[Report], bytes]
    page: Callable[[Report, str], str]
    parts: Callable[[Books, str], Sequence[str]] | None = None

    def keys(self, books: Books, month: str) -> Sequence[str]:
        """The reports of a month: one, or one for each of its parts."""
        return (month,) if self.parts is None else tuple(f"{month} {part}" for part in self.parts(books, month))


@dataclass(frozen=True)
class Period:
    """A month: from its first moment up to the next month's first."""

    first: pd.Timestamp
    end: pd.Timestamp

    @classmethod
    def of(cls, month: str, after: int = 0) -> Period:
        """The month ``2026-10``, or the ``after``-th following (negative: before) one."""
        first = pd.Timestamp(month_start(month)) + pd.DateOffset(months=after)
        return cls(first, first + pd.DateOffset(months=1))

    def holds(self, moments: pd.Series) -> pd.Series:
        """Whether each moment lies in the month."""
        return (moments >= self.first) & (moments < self.end)

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"


def basis(articles: Articles, article: str) -> str:
    """《客户投诉案件处理规则》第十九条"""
    law = next(law for law in articles.regulations if any(each.id == article for each in law.articles))
    return f"《{law.name}》{articles[article].place}"


def places(books: Books, sheet: str) -> Iterator[tuple[str, str]]:
    """Where each row's number stands, as read."""
    declared = books.catalogue.sheets[sheet]
    for index, key in books.frame(sheet)[declared.key].dropna().items():
        yield key, f"{books.workbook(sheet)}#'{declared.title}'!{books.address(sheet, index, declared.key)}"


def month_start(month: str) -> date:
    """The first day of ``2026-10``."""
    return date(int(month[:4]), int(month[5:7]), 1)


def month_of(day: date, after: int = 0) -> str:
    """The month of a day, or the ``after``-th following one: ``2026-10``."""
    return f"{months_after(day.replace(day=1), after):%Y-%m}"


def as_json(report: Report) -> str:
    """The figures and the rows behind them, as they are kept beside the files."""
    tables = {name: {f"{line}｜{column}": [_text(cell.value), *cell.rows] for line, column, _, cell in table.figures()}
              for name, table in report.tables.items()}
    return json.dumps({"month": report.month, "tables": tables}, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


@dataclass(frozen=True)
class Difference:
    """A figure that isn't what it was: both values, and the rows that came and went."""

    table: str
    place: str
    before: str
    now: str
    came: tuple[str, ...]
    went: tuple[str, ...]

    def __str__(self) -> str:
        said = f"“{self.table}”{self.place.replace('｜', '的')}：原来 {self.before}，现在 {self.now}"
        changes = [f"{word} {'、'.join(rows[:_SHOWN])}{' 等' if len(rows) > _SHOWN else ''}"
                   for word, rows in (("多了", self.came), ("少了", self.went)) if rows]
        return said + (f"（{'，'.join(changes)}）" if changes else "")


_SHOWN = 5
"""How many row keys a difference names."""


def differences(kept: str, report: Report) -> list[Difference]:
    """Which figures differ from those kept as JSON, in the order of the tables; a figure that is absent counts as 没有."""
    before = json.loads(kept)["tables"]
    now = json.loads(as_json(report))["tables"]
    found = []
    for name, table in report.tables.items():
        old, new = before.get(name, {}), now[name]
        order = dict.fromkeys([*(f"{line}｜{column}" for line, column, *_ in table.figures()), *old])
        for place in order:
            was, has = old.get(place, ["没有"]), new.get(place, ["没有"])
            if was != has and (was[0] != has[0] or set(was[1:]) != set(has[1:])):
                found.append(Difference(table.title, place, was[0], has[0], tuple(row for row in has[1:] if row not in was[1:]),
                                        tuple(row for row in was[1:] if row not in has[1:])))
    return found


def _text(value: Value) -> str:
    return "—" if value is None else f"{value}"


def shown(value: Value, unit: Unit, signed: bool = False) -> str:
    """A figure as people read it: 12, 1,200.00, 35.5%, a dash for nothing; ``signed`` with + or −."""
    if value is None:
        return "—"
    text = f"{100 * value:.1f}%" if unit is Unit.SHARE else f"{value:,.2f}" if unit is Unit.MONEY else f"{value:,}"
    return text.replace("-", "−") if not signed or value <= 0 else f"+{text}"
