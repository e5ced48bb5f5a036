"""What isn't settled (未了事项): changes that still wait, cells with two values, numbers that were never used, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from automation.core.clashes import OpenClash, open_clashes
from automation.core.conflicts import said
from automation.core.findings import Finding, Severity
from automation.core.folder import Folder
from automation.core.gaps import record_gaps
from automation.core.reading import SheetData
from automation.core.rows import Row
from automation.core.schema import Register
from automation.desk.gather import Gathered


def unsettled(folder: Folder, gathered: Gathered, reasons: Mapping[str, str]) -> list[Finding]:
    """All of it. ``reasons``: why what waits couldn't be written just now, by the register's title."""
    gaps = [] if gathered.unreadable else record_gaps(folder, gathered.registers.values())
    return [*_waiting(gathered, reasons), *_clashes(open_clashes(folder), gathered), *_gaps(gaps, gathered)]


def _waiting(gathered: Gathered, reasons: Mapping[str, str]) -> Iterator[Finding]:
    for register in gathered.registers.values():
        why = reasons.get(register.register.title, "")
        keeper = gathered.department.answering(register.register.keeper)
        for data in register.sheets.values():
            for row in (row for key in sorted(data.waiting) if (row := data.find(key)) is not None):
                cell = data.address(data.numbers.index(row.number), data.sheet.key)
                yield Finding("DQ", register.register.filename, data.title, cell, row.key, "DQ 待写入",
                              f"{row.key} 已经办理，改动还没有写进登记簿（待写入）" + (f"：{why}" if why else ""),
                              "关闭这个登记簿，下次办理或核对时会自动写入；不要再手工填一遍", keeper, Severity.NOTICE)


def _clashes(clashes: Sequence[OpenClash], gathered: Gathered) -> Iterator[Finding]:
    for each in clashes:
        clash = each.clash
        register = gathered.books.catalogue.register_of[clash.sheet]
        if register.name in gathered.registers:
            row = gathered.find(clash.sheet, clash.key)
            if row is None:
                yield _gone(each, register, gathered)
            elif row[clash.column] != clash.wanted:
                yield _two_values(each, register, row, gathered)


def _two_values(each: OpenClash, register: Register, row: Row, gathered: Gathered) -> Finding:
    clash, data = each.clash, gathered.books.data[each.clash.sheet]
    index = data.numbers.index(row.number)
    header, who = data.sheet[clash.column].header, _who(row, gathered)
    return Finding("DQ", data.workbook(index) or register.filename, data.title, data.address(index, clash.column), row.key,
                   "DQ 两个值", f"“{header}”{_ran(each)}要写“{said(clash.wanted)}”，写进去以前有人改成了“{said(row[clash.column])}”，"
                   "没有覆盖", f"由{who}决定：留现在的，运行 decide {each.commit.run} {clash.key} {header} --keep；写办理的，用 --write",
                   who, Severity.DATA)


def _gone(each: OpenClash, register: Register, gathered: Gathered) -> Finding:
    clash, data = each.clash, gathered.registers[register.name].sheets[each.clash.sheet]
    header, who = data.sheet[clash.column].header, gathered.department.answering(data.sheet.role)
    return Finding("DQ", register.filename, data.title, data.header_address(clash.column), clash.key, "DQ 两个值",
                   f"{clash.key} 这一行{_ran(each)}要改，写进去以前有人把它移走或改了编号，没有写",
                   f"由{who}决定：找回这一行再重新办理；不要了，运行 decide {each.commit.run} {clash.key} {header} --keep",
                   who, Severity.DATA)


def _ran(each: OpenClash) -> str:
    return f"{each.commit.when:%m-%d %H:%M} {each.commit.person}办理“{each.commit.step}”时"


def _who(row: Row, gathered: Gathered) -> str:
    named = row.get(row.sheet.responsible) if row.sheet.responsible else None
    return named or gathered.department.answering(row.sheet.role)


def _gaps(gaps: Sequence[str], gathered: Gathered) -> Iterator[Finding]:
    for number in gaps:
        data, column = _home(number, gathered)
        register = gathered.books.catalogue.register_of[data.sheet.name]
        yield Finding("DQ", register.filename, data.title, data.header_address(column), number, "DQ 空号",
                      f"编号 {number} 发出以后没有用上，已记为作废", "不用补；以后查到这个号，它是空号",
                      gathered.department.answering(register.keeper), Severity.NOTICE)


def _home(number: str, gathered: Gathered) -> tuple[SheetData, str]:
    """The column where such numbers stand: the key of the sheet that claims them, or one that holds some; else the first."""
    prefix = number.partition("-")[0].rstrip("0123456789")
    sheets = [data for register in gathered.registers.values() for data in register.sheets.values()]
    keys = ((data, data.sheet.key) for data in sheets if data.sheet.number == prefix)
    holding = ((data, name) for data in sheets for name, values in data.values.items()
               if any(isinstance(value, str) and value.startswith(prefix) for value in values))
    return next(chain(keys, holding), (sheets[0], sheets[0].sheet.key))
