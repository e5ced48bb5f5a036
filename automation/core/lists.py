"""What the hidden sheets of a register hold: 清单 (drop-downs, look-ups, limits) and 工作日历 (working time).

A workbook can't look into a closed one, so each register carries a copy of what its drop-downs and formulas need. The
first column of 清单 holds the moment now; every block has one column after it, its header in row 1, its values from row 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from automation.core.articles import Article, Articles
from automation.core.basics import BASICS
from automation.core.clock import Span
from automation.core.schema import Column, Copy, ListOf, Register, Sheet

LISTS, CALENDAR, NOW = "清单", "工作日历", "现在"
CALENDAR_HEADERS = ("开始", "结束", "开始秒", "结束秒", "累计秒", "工作日序")
CALENDAR_NAMES = {"历_开始秒": "C", "历_结束秒": "D", "历_累计秒": "E", "历_工作日序": "F"}
COUNT_CELL = f"{CALENDAR}!$H$1"
"""Holds the last used row of 工作日历, so that the thousands of look-ups needn't count it each time."""

_EPOCH = datetime(1899, 12, 30)
_LONGEST_LIST = 255

RowsOf = Callable[[str], Sequence[Mapping[str, Any]]]
"""Gives the rows of a sheet by the sheet's attribute name."""


@dataclass(frozen=True)
class ListBlock:
    """One column of 清单 and the defined name for it.

    ``along`` is the block that this one stands row by row beside ("" for a block of its own): it has as many rows as that
    one, blank cells included.
    """

    name: str
    header: str
    values: tuple[Any, ...]
    along: str = ""


def blocks(register: Register, rows_of: RowsOf, articles: Articles, sheets: Iterable[Sheet] = BASICS.sheets) -> tuple[ListBlock, ...]:
    """The columns of the register's 清单: drop-downs, long fixed choices, look-up tables, dated limits.

    ``sheets``: the sheets that its copies may come from, besides its own. A name that two declarations share stands once.
    """
    known = {sheet.name: sheet for sheet in (*sheets, *register.sheets)}
    found: dict[str, ListBlock] = {}
    for sheet in register.sheets:
        for column in sheet.columns:
            if isinstance(column.choices, ListOf):
                _add(found, _drop_down(column.choices, rows_of))
            elif too_long(column):
                _add(found, ListBlock(choices_name(sheet, column), f"{sheet.title} {column.header}", tuple(column.choices)))
    for copy in register.copies:
        for block in _copy(copy, known[copy.sheet], rows_of):
            _add(found, block)
    for id in register.limits:
        for block in _limits(articles[id]):
            _add(found, block)
    return tuple(found.values())


def _add(found: dict[str, ListBlock], block: ListBlock) -> None:
    if found.setdefault(block.name, block) != block:
        raise ValueError(f"two different lists are called {block.name}")


def too_long(column: Column) -> bool:
    """Whether the column's fixed choices don't fit into a drop-down's own list (255 characters)."""
    return not isinstance(column.choices, ListOf) and len(",".join(column.choices)) > _LONGEST_LIST


def choices_name(sheet: Sheet, column: Column) -> str:
    """The defined name of a column's long fixed choices."""
    return f"清单_{sheet.title}_{column.header}"


def _drop_down(choices: ListOf, rows_of: RowsOf) -> ListBlock:
    rows = (row for row in rows_of(choices.sheet) if choices.where is None or choices.where.row(row))
    values = dict.fromkeys(value for row in rows if (value := row.get(choices.column)) is not None)
    return ListBlock(choices.defined_name, choices.label, tuple(values))


def _copy(copy: Copy, sheet: Sheet, rows_of: RowsOf) -> Iterator[ListBlock]:
    key = copy.columns[0]
    rows = [row for row in rows_of(copy.sheet) if row.get(key) is not None]
    first = f"清单_{sheet.title}_{sheet[key].header}"
    for name in copy.columns:
        header = sheet[name].header
        yield ListBlock(f"清单_{sheet.title}_{header}", f"{sheet.title} {header}", tuple(row.get(name) for row in rows),
                        "" if name == key else first)


def _limits(article: Article) -> Iterator[ListBlock]:
    stem = "限_" + article.id.replace(".", "_")
    limits = sorted(article.limits, key=lambda limit: limit.since)
    yield ListBlock(f"{stem}_生效", f"{article.id} 生效", tuple(limit.since for limit in limits))
    for name in dict.fromkeys(name for limit in limits for name in limit.values):
        yield ListBlock(f"{stem}_{name}", f"{article.id} {name}", tuple(limit.values.get(name) for limit in limits),
                        f"{stem}_生效")


def calendar_rows(spans: Iterable[Span]) -> list[tuple[datetime, datetime, int, int, int, int]]:
    """The rows of 工作日历: opening and closing time, the same in whole seconds since 30 December 1899, the working
    seconds before the interval, and which working day it belongs to (the first is 1)."""
    spans = list(spans)
    numbers = {day: number for number, day in enumerate(dict.fromkeys(span.start.date() for span in spans), 1)}
    return [(span.start, span.end, _seconds(span.start), _seconds(span.end), span.before, numbers[span.start.date()])
            for span in spans]


def _seconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(seconds=1)


def list_column(place: int) -> str:
    """The column letters of the block at this place (from 0)."""
    letters, number = "", place + 2
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def defined_names(blocks: Sequence[ListBlock], calendar: bool) -> dict[str, str]:
    """The workbook's names and what they refer to; the lists grow and shrink with what stands in the sheet."""
    names = {NOW: f"={LISTS}!$A$2"}
    columns = {block.name: list_column(place) for place, block in enumerate(blocks)}
    for block in blocks:
        column, counted = columns[block.name], columns[block.along or block.name]
        names[block.name] = (f"={LISTS}!${column}$2:INDEX({LISTS}!${column}:${column},"
                             f"MAX(2,COUNTA({LISTS}!${counted}:${counted})))")
    if calendar:
        for name, column in CALENDAR_NAMES.items():
            names[name] = f"={CALENDAR}!${column}$2:INDEX({CALENDAR}!${column}:${column},{COUNT_CELL})"
    return names
