"""Making and mending registers' workbooks: blank ones, a new department, stale lists, formulas that were pasted over."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from automation.core.basics_copies import named, refresh_copies, stale_copies
from automation.core.build import build
from automation.core.clock import spans
from automation.core.department import Department
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.lists import blocks
from automation.core.reader import RegisterData
from automation.core.reading import PASTED
from automation.core.schema import Column, Register
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.refs import cell_ref
from automation.desk import house

STAMP = datetime(2026, 1, 1)
"""The date that blank registers carry, so that a second build gives the same bytes."""

_HOURS = tuple({"hours_no": str(number), "since": date(2000, 1, 1), "days": "周一至周五", "opens": opens, "closes": closes}
               for number, (opens, closes) in enumerate((("08:30", "12:00"), ("13:30", "17:30")), 1))
_SETTINGS = ({"setting_no": "1", "item": "公司名称", "value": "（请填公司名称）"},
             {"setting_no": "2", "item": "小额现场收款上限", "value": "200", "note": "元；不超过这个数的有偿服务当场收款"},
             {"setting_no": "3", "item": "保修到期也寄通知", "value": "否", "note": "写“是”时，商品保修到期前也寄通知"})
BLANK: Mapping[str, Sequence[Mapping[str, Any]]] = {"hours": _HOURS, "settings": _SETTINGS}
"""What a new 基础资料 holds already."""


class FolderInUse(KefubuError):
    """A folder that holds registers already."""


def blank_workbooks(now: datetime = STAMP) -> Iterator[tuple[Register, bytes]]:
    """Every register, blank; the same bytes each time."""
    yield from filled_workbooks(BLANK, now)


def filled_workbooks(rows: Mapping[str, Sequence[Mapping[str, Any]]], now: datetime) -> Iterator[tuple[Register, bytes]]:
    """Every register with these rows (by the sheet's attribute name)."""
    department = Department(now, house.articles(), lambda name: rows.get(name, ()))
    working_time = spans(department.calendar, department.calendar_from, department.calendar_to)
    for register in house.catalogue():
        yield register, build(register, blocks=blocks(register, department.rows, department.articles), articles=department.articles,
                              context=department, stamp=STAMP, spans=working_time, rows=rows)


def found_department(path: Path, now: datetime) -> Folder:
    """Make a department's folder with blank registers. Raises :class:`FolderInUse` when registers lie there already."""
    there = [register.filename for register in house.catalogue() if (path / register.filename).exists()]
    if there:
        raise FolderInUse(f"“{path}”里已经有《{there[0]}》，没有动它。请换一个空文件夹。")
    folder = Folder.create(path)
    for register, data in blank_workbooks(now):
        folder.register_path(register).write_bytes(data)
    return folder


def refresh_lists(path: Path, register: Register, department: Department) -> str:
    """Write fresh copies of 基础资料 and the calendar into a register; returns what was stale, "" when nothing was."""
    stale = stale_copies(path, register, department)
    if stale:
        book = Workbook.open(path)
        refresh_copies(book, stale)
        book.save(path)
    return named(stale)


def repair_formulas(data: RegisterData, department: Department) -> int:
    """Restore computed columns that were pasted over or lost; returns how many cells."""
    book, mended = Workbook.open(data.path), 0
    for sheet in data.sheets.values():
        cells = {}
        for remark in sheet.remarks:
            if remark.kind == PASTED:
                number = int("".join(filter(str.isdigit, remark.cell)))
                row = dict(sheet.row(sheet.numbers.index(number)))
                column = sheet.sheet[remark.name]
                cells[cell_ref(number, sheet.columns[remark.name])] = _formula(sheet.sheet.excel(column), column, row, department)
        if cells:
            book.set_cells(sheet.title, cells)
            mended += len(cells)
    if mended:
        book.save(data.path)
    return mended


def _formula(text: str, column: Column, row: Mapping[str, Any], department: Department) -> Cell:
    from automation.core.writing import stored
    value = column.formula.compute(row, department) if column.formula else None
    return Cell("" if value is None else stored(column, value), text)


def read_only(path: Path) -> bool:
    """Whether the file system refuses to write this workbook."""
    return path.exists() and not os.access(path, os.W_OK)
