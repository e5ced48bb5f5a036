"""What changed since the last night (与上次相比): rows that are gone, step-owned cells that were typed over.

Pure: two readings of a register and the cells that recorded steps touched in between.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from automation.core.department import Department
from automation.core.findings import Finding, Severity
from automation.core.reader import RegisterData, SheetData
from automation.core.rows import Row
from automation.core.schema import Owner

Touched = Collection[tuple[str, str, str]]
"""(sheet, key, column) of every cell that a recorded step wrote since the earlier reading."""


def changed_since(old: RegisterData, new: RegisterData, touched: Touched, department: Department) -> list[Finding]:
    """Findings about rows that vanished and cells changed outside the recorded steps."""
    found: list[Finding] = []
    for name, before in old.sheets.items():
        if name in new.sheets:
            found += _gone(before, new.sheets[name], new, touched, department)
            found += _typed_over(before, new.sheets[name], new, touched, department)
    return sorted(found)


def _gone(before: SheetData, after: SheetData, register: RegisterData, touched: Touched, department: Department) -> Iterator[Finding]:
    present = {row.key for row in after.rows()}
    moved = {key for sheet, key, _ in touched if sheet == before.sheet.name}
    for row in before.rows():
        if row.key and row.key not in present and row.key not in moved:
            yield Finding("DQ", register.register.filename, after.title, f"A{after.header_row}", row.key, "DQ 行不见了",
                          f"上次核对时在第 {row.number} 行的 {row.key} 不见了", "从“系统”里的快照找回；不要删除行",
                          department.answering(before.sheet.role), Severity.DATA)


def _typed_over(before: SheetData, after: SheetData, register: RegisterData, touched: Touched,
                department: Department) -> Iterator[Finding]:
    sheet = after.sheet
    owned = [column.name for column in sheet.columns if column.owner is Owner.STEP and column.name != sheet.key]
    earlier = {row.key: row for row in before.rows() if row.key}
    for index, row in enumerate(after.rows()):
        was = earlier.get(row.key)
        if was is None:
            continue
        for name in owned:
            if was[name] is not None and row[name] != was[name] and (sheet.name, row.key, name) not in touched:
                header = sheet[name].header
                yield Finding("DQ", register.register.filename, after.title, after.address(index, name), row.key, "DQ 办理栏被改",
                              f"“{header}”由办理时填写，上次是 {_shown(was[name])}，现在改成了 {_shown(row[name])}，没有办理记录",
                              "核对哪个对；确要更正的，在备注里写明原因和经手人", _person(row, department), Severity.NOTICE)


def _person(row: Row, department: Department) -> str:
    named = row.get(row.sheet.responsible) if row.sheet.responsible else None
    return named or department.answering(row.sheet.role)


def _shown(value: Any) -> str:
    return "空白" if value is None else f"{value:%Y-%m-%d %H:%M}" if hasattr(value, "hour") else str(value)
