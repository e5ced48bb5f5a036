"""Register, Sheet, Column (登记簿、表、栏): what a workbook looks like, declared once.

From these declarations come the blank workbook, the reader's types, the type checks, the buttons' checks, the fillable
forms and the docs. Column headers are what staff see; attribute names are what code uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, Protocol

from automation.core.clock import Clock
from automation.core.conditions import Condition


class Kind(Enum):
    """What a cell holds. The Python type of a value that was understood stands beside each."""

    TEXT = "文字"        # str
    PHONE = "电话"       # str: digits, with '-' before an extension; leading zeros kept
    DATE = "日期"        # datetime.date
    DATETIME = "时间"    # datetime.datetime, naive local time, whole seconds
    MONEY = "金额"       # decimal.Decimal, yuan, two places
    HOURS = "工时"       # decimal.Decimal, hours
    COUNT = "数量"       # int
    CHOICE = "选项"      # str, one of the column's choices
    YESNO = "是否"       # str, "是" or "否"
    DURATION = "时长"    # int seconds in Python, shown as [h]:mm (a fraction of a day in the sheet)


class Owner(Enum):
    """Who fills a column: it decides the colour and what happens when someone else writes there."""

    STAFF = "人工填写"
    STEP = "办理时填写"
    FORMULA = "自动计算"


@dataclass(frozen=True)
class ListOf:
    """A drop-down taken from a column of another sheet (mostly of 基础资料), copied to the hidden 清单 sheet.

    ``label`` is unique in the house; the copy is the defined name ``清单_〈label〉``.
    """

    label: str
    sheet: str
    column: str
    where: Condition | None = None

    @property
    def defined_name(self) -> str:
        return f"清单_{self.label}"


@dataclass(frozen=True)
class Copy:
    """Columns of another sheet copied row by row to 清单, for look-ups: ``清单_〈sheet title〉_〈header〉`` each."""

    sheet: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Ref:
    """The value must be a key of another sheet, blank allowed unless the column is required (引用).

    ``shared``: what it names belongs to many at once (a round of surveys), so that nobody's story leads through it.
    """

    sheet: str
    shared: bool = False


@dataclass(frozen=True)
class Pattern:
    """How a text must be written (写法): what it looks like once tidied, how it is tidied, and what staff are told."""

    looks: str
    right: str
    tidying: tuple[tuple[str, str], ...] = ()    # what is replaced by what before looking (regular expressions)

    def tidied(self, text: str) -> str | None:
        """The text as it should be written; None when it can't be told what it means."""
        for old, new in self.tidying:
            text = re.sub(old, new, text)
        return text if re.fullmatch(self.looks, text, re.ASCII) else None


class FormulaContext(Protocol):
    """What computed columns may ask besides their own row."""

    @property
    def now(self) -> Any: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def calendar_from(self) -> date:
        """The first day of the sheet's 工作日历; cumulative working seconds count from its start."""
    def limit(self, article: str, name: str, on: Any) -> Any:
        """The dated limit of an article in force on that day."""
    def lookup(self, sheet: str, key: str | None, column: str) -> Any:
        """A value from the row of another sheet with this key, or None."""


@dataclass(frozen=True)
class Formula:
    """A live column: the Excel formula, and the same reckoning in Python for the value written beside it.

    ``excel`` is formula text without ``=``; ``{attribute}`` stands for this row's cell of that column (written with
    the table's name), ``{{``/``}}`` for braces. ``compute(row, context)`` returns the same value (None = "").
    """

    excel: str
    compute: Callable[[Mapping[str, Any], FormulaContext], Any]


@dataclass(frozen=True)
class Column:
    """One column: its header, its type, who fills it, and the article behind it."""

    name: str
    header: str
    kind: Kind = Kind.TEXT
    article: str = "DQ"
    note: str = ""
    owner: Owner = Owner.STAFF
    required: bool | Condition = False
    choices: tuple[str, ...] | ListOf = ()
    ref: Ref | None = None
    formula: Formula | None = None
    former: tuple[str, ...] = ()
    width: float = 0
    hidden: bool = False
    at_least: int | None = None
    unique: bool = False
    future: bool = False             # a date that may lie ahead (an appointment, a contract's end)
    code: bool = False               # a number or code given by others (机号、发票号码): full width means half width
    pattern: Pattern | None = None   # how a text must be written

    @property
    def exact(self) -> bool:
        """Whether the text is compared with others, so that it must be written in one way (half width)."""
        return self.unique or self.code or self.ref is not None or isinstance(self.choices, ListOf)

    @property
    def characters(self) -> float:
        """Width of the column, in characters as Excel counts them."""
        return self.width or max(_WIDTHS.get(self.kind, 12), 2 * len(self.header) + 3)


_WIDTHS = {Kind.TEXT: 12, Kind.PHONE: 14, Kind.DATE: 12, Kind.DATETIME: 17, Kind.MONEY: 12, Kind.HOURS: 9,
           Kind.COUNT: 8, Kind.CHOICE: 12, Kind.YESNO: 8, Kind.DURATION: 10}


@dataclass(frozen=True)
class Colour:
    """A row or cell colour that follows from a condition; ``tone`` is "amber", "red", "grey" or "green"."""

    when: Condition
    tone: str
    columns: tuple[str, ...] = ()   # empty: the whole row of the table


@dataclass(frozen=True)
class Leaves:
    """Which rows of a sheet leave for the year's archive when the year is over (年末归档): those for which ``when`` holds.

    ``parent`` names the column that refers to the row it belongs to: it leaves with that one, and keeps it here while it is
    open itself. A row that has no parent leaves by itself, or with those that say the same in the columns ``together``.
    """

    when: Condition | None = None
    parent: str = ""
    together: tuple[str, ...] = ()

    def over(self, row: Mapping[str, Any]) -> bool:
        """Whether nothing more is to be done with this row."""
        return self.when is None or self.when.row(row)


@dataclass(frozen=True)
class Sheet:
    """One table on one sheet. ``name`` is unique among all registers; ``title`` is the sheet's and the table's name."""

    name: str
    title: str
    key: str
    columns: tuple[Column, ...]
    article: str = "DQ"
    responsible: str = ""            # column that names the person who mends a row; else the role below
    role: str = ""                   # role that answers for the sheet
    number: str = ""                 # prefix of the numbers that its key is claimed from
    archived: bool = False           # rows may move to the archive sheet 〈title〉存档
    leaves: Leaves | None = None     # which rows go to the year's archive workbook; None: they all stay
    colours: tuple[Colour, ...] = ()
    order: tuple[tuple[str, ...], ...] = ()   # chains of columns of dates or times of day, each not before the one in front of it
    kept: tuple[str, ...] = ()       # sheets that its rows move to under the same key, where references still find them

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """Columns by attribute name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def by_header(self) -> Mapping[str, Column]:
        """Columns by header, former headers included."""
        found = {former: column for column in self.columns for former in column.former}
        return found | {column.header: column for column in self.columns}

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    def reference(self, name: str) -> str:
        """The Excel reference of this row's cell in a column; with the table's name, as LibreOffice needs it."""
        return f"{self.title}[[#This Row],[{self.by_name[name].header}]]"

    @cached_property
    def archive(self) -> Sheet:
        """The archive sheet (存档): the same columns as plain values, and when the row was moved there."""
        plain = (replace(column, owner=Owner.STEP, required=False, unique=False, ref=None, formula=None)
                 for column in self.columns)
        moved = Column("archived_at", "存档时间", Kind.DATETIME, self.article, owner=Owner.STEP)
        return replace(self, name=f"{self.name}_archive", title=f"{self.title}存档", columns=(*plain, moved), number="",
                       archived=False, leaves=None, colours=(), order=())

    def excel(self, column: Column) -> str:
        """The Excel formula of a computed column, with ``=``."""
        assert column.formula is not None
        return "=" + column.formula.excel.format_map(_References(self))


class _References(dict[str, str]):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet

    def __missing__(self, name: str) -> str:
        return self.sheet.reference(name)


@dataclass(frozen=True)
class Register:
    """One workbook (登记簿). ``name`` is the attribute-style name, ``title`` the file's name without ``.xlsx``."""

    name: str
    title: str
    sheets: tuple[Sheet, ...]
    article: str = "DQ"
    calendar: bool = False           # carries the 工作日历 sheet that deadline formulas look up
    copies: tuple[Copy, ...] = ()    # look-up tables on the hidden 清单 sheet
    limits: tuple[str, ...] = ()     # articles whose dated limits stand on the 清单 sheet
    keeper: str = ""                 # role whose desk writes it

    @property
    def filename(self) -> str:
        return f"{self.title}.xlsx"


@dataclass(frozen=True)
class States:
    """A state derived from what a row already says: the first condition that holds gives it."""

    otherwise: str
    states: tuple[tuple[str, Condition], ...] = field(default=())

    def of(self, row: Mapping[str, Any]) -> str:
        """The state of one row."""
        return next((state for state, condition in self.states if condition.row(row)), self.otherwise)

    def column(self, frame: Any) -> Any:
        """The state of every row of a pandas table."""
        result = frame[frame.columns[0]].astype("object").copy()
        result[:] = self.otherwise
        for state, condition in reversed(self.states):
            result[condition.frame(frame)] = state
        return result

    def formula(self, blank: str) -> Formula:
        """The live state column; rows whose ``blank`` column is empty show nothing."""
        text = f'"{self.otherwise}"'
        for state, condition in reversed(self.states):
            text = f'IF({condition.excel(lambda name: "{" + name + "}")},"{state}",{text})'
        return Formula(f'IF({{{blank}}}="","",{text})',
                       lambda row, _: None if row.get(blank) is None else self.of(row))

    @property
    def note(self) -> str:
        """What the state column's note says: every state, in the order in which the work reaches them."""
        return f"随各栏的填写自动变化：{'、'.join((self.otherwise, *(state for state, _ in reversed(self.states))))}。"

    @property
    def names(self) -> tuple[str, ...]:
        """All states, the first one (``otherwise``) first."""
        return (self.otherwise, *(state for state, _ in self.states))


class Catalogue:
    """All registers of the house, by name of register and by name of sheet."""

    def __init__(self, registers: tuple[Register, ...]) -> None:
        self.registers = registers
        self.sheets = {sheet.name: sheet for register in registers for sheet in register.sheets}
        self.register_of = {sheet.name: register for register in registers for sheet in register.sheets}
        count = sum(len(register.sheets) for register in registers)
        if len(self.sheets) != count:
            raise ValueError("two sheets of the house share a name")

    def __iter__(self):
        return iter(self.registers)
