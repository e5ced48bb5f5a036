"""Live columns as a spreadsheet program reckons them: held to what Python says of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from automation.core.articles import Articles
from automation.core.build import build
from automation.core.clock import spans
from automation.core.department import Department
from automation.core.lists import blocks
from automation.core.rows import Row
from automation.core.schema import Register
from tests.core.test_build_recalculated import _pinned, _poisoned
from tests.support import libreoffice_convert

Anew = Callable[[Row], Row]
"""A row with its computed columns reckoned by Python."""


def agree(register: Register, rows: Mapping[str, Sequence[Row]], live: Mapping[str, Sequence[str]], department: Department,
          articles: Articles, anew: Anew, place: Path) -> None:
    """Fail unless LibreOffice and Python say the same in these columns of these sheets; every cached value is poisoned first."""
    table = spans(department.calendar, department.calendar_from, department.calendar_to) if register.calendar else ()
    told = {sheet.name: [dict(row) for row in rows.get(sheet.name, ())] for sheet in register.sheets}
    data = build(_poisoned(register), blocks=blocks(register, department.rows, articles), spans=table, articles=articles,
                 context=department, rows=told, stamp=department.now)
    (place / "簿.xlsx").write_bytes(_pinned(data))
    [made] = libreoffice_convert([place / "簿.xlsx"], "xlsx", place / "out", recalculate=True)
    book = openpyxl.load_workbook(made, data_only=True)
    for sheet in register.sheets:
        places = {column.name: number for number, column in enumerate(sheet.columns, 1)}
        for number, row in enumerate(rows.get(sheet.name, ()), 2):
            reckoned = anew(row)
            for name in live.get(sheet.name, ()):
                said, wanted = plain(book[sheet.title].cell(number, places[name]).value), plain(reckoned[name])
                assert said == wanted, (sheet.title, row.key, name, said, wanted)


def plain(value: Any) -> Any:
    """A cell's value such that a spreadsheet's and Python's compare: days are midnights, blanks are None."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value
