"""年末归档: closed matters of a year that is over go to its archive workbooks; what is open is carried over.

One transaction over all registers. A matter is carried over while any of its rows is open, still has a date to be met, or has
something to be mended: what leaves needs nobody any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from automation.core.archives import next_archive
from automation.core.errors import FileInUse, KefubuError
from automation.core.findings import Severity
from automation.core.schema import Register
from automation.core.transactions import Outcome
from automation.core.xlsx.files import refuse_if_held
from automation.core.year_end import Leaving, Place, archive_changes, leaving
from automation.desk import house
from automation.desk.agenda import agenda
from automation.desk.checking import check
from automation.desk.gather import Gathered, gather_session, remark_findings
from automation.desk.obligations import night_desk
from automation.desk.session import Session

STEP = "年末归档"
ROLES = ("市场营销部", "销售经理", "总经理")
"""Who may close a year."""


class CannotClose(KefubuError):
    """A year that can't be closed now, for a stated reason; nothing was moved."""


@dataclass(frozen=True)
class YearEnd:
    """What leaves at the end of a year, and into which workbooks (paths below the department's folder, by register)."""

    year: int
    sheets: Sequence[Leaving]
    archives: dict[str, str]

    @property
    def count(self) -> int:
        """How many rows leave."""
        return sum(len(each.rows) for each in self.sheets)


def plan_year_end(session: Session, year: int) -> YearEnd:
    """What would leave. Raises :class:`CannotClose` for a year that isn't over, or while a register can't be read."""
    if year >= session.now.year:
        raise CannotClose(f"{year} 年还没有过完，不能归档；要归档的是 {session.now.year - 1} 年或更早的年份。")
    if waiting := session.recover().pending:
        raise CannotClose(f"《{next(iter(waiting))}》还有改动没有写进去（待写入）。请关闭它，运行 recover 以后再归档。什么都没有移动。")
    gathered = gather_session(session)
    if gathered.unreadable:
        raise CannotClose(f"有登记簿读不出来：{gathered.unreadable[0].message}。请先处理好再归档。什么都没有移动。")
    rows = {name: list(data.rows()) for register in gathered.registers.values() for name, data in register.sheets.items()}
    sheets = leaving(house.catalogue(), rows, year, frozenset(_to_mend(gathered)))
    registers = dict.fromkeys(house.catalogue().register_of[each.sheet.name] for each in sheets if each.rows)
    return YearEnd(year, sheets, {register.name: next_archive(session.folder.root, register, year) for register in registers})


def close_year(session: Session, year: int, person: str) -> tuple[YearEnd, Outcome | None]:
    """Move what leaves; the outcome is None when there is nothing. Raises :class:`CannotClose` also while a register is in use."""
    if not session.department.roles.get(person, frozenset()) & set(ROLES):
        raise CannotClose(f"年末归档由{'、'.join(ROLES)}办理，{person}没有这个职务。什么都没有移动。")
    found = plan_year_end(session, year)
    if not found.count:
        return found, None
    for name in found.archives:
        _refuse_if_open(session.folder.register_path(_register(name)))
    changes = list(archive_changes(house.catalogue(), found.sheets, lambda register: found.archives[register.name]))
    return found, session.commit(changes, STEP, person)


def _to_mend(gathered: Gathered) -> Iterator[Place]:
    """Rows that a check holds something against, or that still have a date to be met."""
    names = {(register.filename, sheet.title): sheet.name for register in gathered.books.catalogue for sheet in register.sheets}
    for each in (*check(house.rules(), gathered.books), *remark_findings(gathered)):
        if each.severity is not Severity.NOTICE and (each.workbook, each.sheet) in names:
            yield names[each.workbook, each.sheet], each.key
    for due in agenda(night_desk(gathered, gathered.department), gathered.books.data):
        yield due.row.sheet.name, due.row.key


def _register(name: str) -> Register:
    return next(register for register in house.catalogue() if register.name == name)


def _refuse_if_open(path: Path) -> None:
    try:
        refuse_if_held(path)
    except FileInUse as error:
        raise CannotClose(f"{error} 归档要同时改动几本登记簿，请在没有人使用的时候办理。什么都没有移动。") from error
