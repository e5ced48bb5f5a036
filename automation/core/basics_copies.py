"""Copies (副本): what a register's hidden sheets hold of 基础资料 (清单) and of the calendar (工作日历), kept up to date.

A copy that no longer says what 基础资料 says is stale: a finding at night, and made fresh by the next write, or by
``repair``. The year's turn makes 工作日历 stale too: it covers two years back and one ahead.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from automation.core.clock import spans
from automation.core.department import Department
from automation.core.lists import CALENDAR, CALENDAR_HEADERS, COUNT_CELL, LISTS, blocks, calendar_rows, list_column
from automation.core.schema import Register
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.files import read_file

_COUNT = "=MAX(2,COUNT($C:$C)+1)"


@dataclass(frozen=True)
class StaleCopy:
    """One column of a hidden sheet that is no longer what it should be; ``old`` as it stands, ``new`` as it should."""

    sheet: str
    letters: str
    header: str
    old: tuple[Any, ...]
    new: tuple[Any, ...]


def stale_copies(path: Path, register: Register, department: Department) -> list[StaleCopy]:
    """Which columns of 清单 and 工作日历 are stale. Raises what reading the file raises."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(read_file(path)))
    found: list[StaleCopy] = []
    if LISTS in book.sheet_names:
        held = _columns(book, LISTS)
        for place, block in enumerate(blocks(register, department.rows, department.articles)):
            header, *values = held[place + 1] if place + 1 < len(held) else ("",)
            if header == block.header:      # else the workbook is of another version, and its columns mean something else
                found += _compared(LISTS, list_column(place), block.header, values, block.values)
    if register.calendar and CALENDAR in book.sheet_names:
        working_time = calendar_rows(spans(department.calendar, department.calendar_from, department.calendar_to))
        held = _columns(book, CALENDAR)
        for place, header in enumerate(CALENDAR_HEADERS):
            values = tuple(row[place] for row in working_time)
            found += _compared(CALENDAR, "ABCDEF"[place], header, held[place][1:] if place < len(held) else (), values)
    return found


def refresh_copies(book: Workbook, stale: Sequence[StaleCopy]) -> None:
    """Write fresh copies into the workbook's hidden sheets; every formula is reckoned anew when it is next opened."""
    for copy in stale:
        fresh = zip_longest(copy.new, copy.old)
        cells = {f"{copy.letters}{row}": Cell(new) for row, (new, old) in enumerate(fresh, 2) if _plain(new) != _plain(old)}
        book.set_cells(copy.sheet, cells)
    calendar = next((copy for copy in stale if copy.sheet == CALENDAR), None)
    if calendar is not None:
        place = COUNT_CELL.rpartition("!")[2].replace("$", "")
        book.set_cells(CALENDAR, {place: Cell(max(2, len(calendar.new) + 1), _COUNT)})
    if stale:
        book.recalculate_on_open()


def named(stale: Sequence[StaleCopy]) -> str:
    """What is stale, as staff call it: 下拉单“在职人员”、工作日历."""
    lists = [f"“{copy.header}”" for copy in stale if copy.sheet == LISTS]
    calendar = [CALENDAR] if any(copy.sheet == CALENDAR for copy in stale) else []
    return "、".join([*(["下拉单" + "".join(lists)] if lists else []), *calendar])


def _compared(sheet: str, letters: str, header: str, held: Sequence[Any], wanted: Sequence[Any]) -> list[StaleCopy]:
    old = tuple(held)
    while old and old[-1] in ("", None):
        old = old[:-1]
    same = old == tuple(wanted) or all(same_value(was, now) for was, now in zip_longest(old, wanted))
    return [] if same else [StaleCopy(sheet, letters, header, old, tuple(wanted))]


def _columns(book: CalamineWorkbook, sheet: str) -> list[tuple[Any, ...]]:
    return list(zip(*book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), strict=True))


def same_value(one: Any, other: Any) -> bool:
    """Whether two cells say the same."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    """A value as it compares: blank is blank, numbers are numbers, days are midnights."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime.combine(value, datetime.min.time())
    return float(value) if isinstance(value, int | float | Decimal) else value
