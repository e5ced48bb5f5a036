"""Gathering (汇集): all registers of a folder, read once; what can't be read is a finding and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.core.archives import with_archives
from automation.core.articles import Articles
from automation.core.basics import BASICS, DAYS, HOURS
from automation.core.basics_copies import named, stale_copies
from automation.core.books import Books
from automation.core.department import Department, day_changes, opening_hours
from automation.core.errors import HoursRefused, KefubuError
from automation.core.findings import Finding, Severity
from automation.core.reader import RegisterData, read_register
from automation.core.reading import NORMALISED, NOT_UNDERSTOOD, Remark, SheetData
from automation.core.rows import Row
from automation.core.schema import Catalogue, Register, Sheet
from automation.core.waiting import overlay, pending
from automation.desk import house
from automation.desk.session import Session

Overlay = Callable[[RegisterData], RegisterData]

Told = Callable[[str, int, int], None]
"""Hears of progress: what is being done, how many of how many."""


@dataclass(frozen=True)
class Gathered:
    """The registers as read; the books have the rows of the year's archives behind them. Implements
    :class:`automation.core.steps.Source`."""

    books: Books
    registers: Mapping[str, RegisterData]
    unreadable: Sequence[Finding]

    @property
    def department(self) -> Department:
        """The department that the registers belong to."""
        return self.books.department

    def find(self, sheet: str, key: str) -> Row | None:
        """The row of a sheet with this key."""
        data = self.books.data.get(sheet)
        return data.find(key) if isinstance(data, SheetData) else None

    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        """The rows of a sheet that hold these values; none when it couldn't be read."""
        data = self.books.data.get(sheet)
        return data.where(**values) if isinstance(data, SheetData) else []


def gather(paths: Mapping[str, Path], catalogue: Catalogue, articles: Articles, now: datetime,
           overlay: Overlay = lambda data: data, told: Callable[[Register], None] = lambda register: None) -> Gathered:
    """Read every register (``paths`` by the register's name); ``told`` hears of each before it is read."""
    registers: dict[str, RegisterData] = {}
    failures: list[tuple[Register, KefubuError]] = []
    for register in catalogue:
        told(register)
        try:
            registers[register.name] = overlay(read_register(paths[register.name], register, today=now.date()))
        except KefubuError as error:
            failures.append((register, error))
    sheets: dict[str, SheetData] = {}
    for data in registers.values():
        try:
            found = with_archives(data.path.parent, data, now.date())
        except KefubuError as error:
            failures.append((data.register, error))
            found = data.sheets
        sheets |= {name: sheet for name, sheet in found.items() if not sheet.missing}
    department, refused = _department(now, articles, sheets)
    unreadable = [Finding("DQ", register.filename, register.sheets[0].title, "A1", "", "DQ 读不出来", str(error),
                          "按提示处理后再核对一次；其余登记簿已照常核对", department.answering(register.keeper), Severity.DATA)
                  for register, error in failures] + refused
    return Gathered(Books(catalogue, department, sheets), registers, unreadable)


def gather_session(session: Session, told: Told = lambda what, done, whole: None) -> Gathered:
    """All registers of a session's folder, with what is committed but not yet written laid over them."""
    catalogue, folder = house.catalogue(), session.folder
    waiting = pending(folder, catalogue)
    names = [register.name for register in catalogue]
    return gather({register.name: folder.register_path(register) for register in catalogue}, catalogue, house.articles(), session.now,
                  lambda data: overlay(data, waiting.get(data.register.name, ()), session.department),
                  lambda register: told(f"读取《{register.title}》", names.index(register.name), len(names)))


def _department(now: datetime, articles: Articles, sheets: Mapping[str, SheetData]) -> tuple[Department, list[Finding]]:
    """The department; with the usual hours, and a finding, when its own opening hours can't be used."""
    def rows(name: str) -> list[Row]:
        return list(sheets[name].rows()) if name in sheets else []

    try:
        opening_hours(rows(HOURS.name))
        day_changes(rows(DAYS.name))
    except HoursRefused as error:
        usual = Department(now, articles, lambda name: [] if name in (HOURS.name, DAYS.name) else rows(name))
        return usual, [Finding("DQ", BASICS.filename, HOURS.title, "A1", "", "DQ 上班时间看不懂", str(error),
                               "改正后再核对一次；这一次先按平常的上班时间计时", usual.answering(HOURS.role), Severity.DATA)]
    return Department(now, articles, rows), []


def remark_findings(gathered: Gathered) -> list[Finding]:
    """What the reader couldn't understand or missed, as findings on the very cells."""
    found = []
    for register in gathered.registers.values():
        keeper = gathered.department.answering(register.register.keeper)
        found += [Finding("DQ", register.register.filename, register.register.sheets[0].title, remark.cell, "", f"DQ {remark.kind}",
                          remark.text, remark.right, keeper, Severity.DATA) for remark in register.remarks]
        for data in register.sheets.values():
            index = {number: place for place, number in enumerate(data.numbers)}
            found += [_remark_finding(remark, register, data, index, gathered) for remark in data.remarks if remark.kind != NORMALISED]
    return found


def stale_findings(gathered: Gathered) -> list[Finding]:
    """Registers whose hidden copies of 基础资料 or of the calendar are stale: their drop-downs and deadlines mislead."""
    found = []
    for data in gathered.registers.values():
        if stale := stale_copies(data.path, data.register, gathered.department):
            found.append(Finding("DQ", data.register.filename, data.register.sheets[0].title, "A1", "", "DQ 过时的副本",
                                 f"{named(stale)}与《基础资料》不一致，登记簿里的下拉和时限可能不对",
                                 "下次办理时自动更新；也可以现在用 repair 更新", gathered.department.answering(data.register.keeper),
                                 Severity.DATA))
    return found


NORMALISED_HEADERS = ("登记簿", "表", "单元格", "编号", "栏", "原来写的", "当作", "说明")


def normalised(gathered: Gathered) -> list[tuple[str, ...]]:
    """What the reader made of untidy cells, under :data:`NORMALISED_HEADERS`: nothing is wrong, but staff may want to know."""
    lines = []
    for register in gathered.registers.values():
        for data in register.sheets.values():
            index = {number: place for place, number in enumerate(data.numbers)}
            for remark in data.remarks:
                if remark.kind == NORMALISED:
                    row = data.row(index[int("".join(filter(str.isdigit, remark.cell)))])
                    lines.append((register.register.title, data.title, remark.cell, row.key, data.sheet[remark.name].header, remark.raw,
                                  _shown(row[remark.name]), remark.text))
    return lines


def _shown(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _remark_finding(remark: Remark, register: RegisterData, data: SheetData, index: Mapping[int, int], gathered: Gathered) -> Finding:
    sheet = data.sheet
    number = int("".join(filter(str.isdigit, remark.cell)))
    row = data.row(index[number]) if number in index else None
    article = sheet[remark.name].article if remark.kind == NOT_UNDERSTOOD else "DQ"
    text = f"“{sheet[remark.name].header}”{remark.text}" if remark.kind == NOT_UNDERSTOOD else remark.text
    return Finding(article, register.register.filename, data.title, remark.cell, row.key if row else "", f"DQ {remark.kind}",
                   text, remark.right, _person(row, sheet, gathered.department), Severity.DATA)


def _person(row: Row | None, sheet: Sheet, department: Department) -> str:
    named = row.get(sheet.responsible) if row is not None and sheet.responsible else None
    return named or department.answering(sheet.role)
