"""Rules (核对规则): functions over whole columns that say which rows break which article.

A rule is declared once::

    @rule("AS2.5", "goods", at="receipt_no", says="携回商品没有收据编号", right="填上客户手中收据的编号")
    def receipt_missing(books):
        \"\"\"携回的商品都要有《客户商品领取收据》。

        合格：进出登记 修护卡号=XH2026-00001；收据编号=SJ2026-00001
        不合格：进出登记 修护卡号=XH2026-00001
        \"\"\"
        return broken(books.goods.receipt_no.isna())

The first line of the docstring is what the rule demands; the example rows are its tests and its page in the docs.
``says`` and ``right`` may name columns and the values given to :func:`broken`; see :class:`Wording` for the formats.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from automation.core.books import Books
from automation.core.clock_text import format_span
from automation.core.findings import Finding, Severity
from automation.core.schema import Kind, Sheet


@dataclass(frozen=True)
class Broken:
    """Which rows break a rule (``rows``: a boolean column), with columns of values for the wording."""

    rows: pd.Series
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Absent:
    """What should exist and doesn't: one mapping of values per missing thing; ``person`` may be among them."""

    things: tuple[Mapping[str, Any], ...]


def broken(rows: pd.Series, **values: Any) -> Broken:
    """The rows where ``rows`` is true break the rule."""
    return Broken(rows.fillna(False).astype(bool), values)


def absent(things: pd.DataFrame) -> Absent:
    """Each row of ``things`` is missing from the register; its columns serve the wording (``key``, ``person`` …)."""
    return Absent(tuple(things.to_dict("records")))


@dataclass(frozen=True)
class Rule:
    """A declared rule. ``name`` is unique in its regulation; ``at`` the column whose cell is marked."""

    article: str
    sheet: str
    at: str
    says: str
    right: str
    check: Callable[[Books], Broken | Absent]
    name: str
    who: str = ""
    severity: Severity = Severity.BREACH

    @property
    def id(self) -> str:
        """Article and name, as findings cite it."""
        return f"{self.article} {self.name}"

    @property
    def demands(self) -> str:
        """What the rule demands, in one Chinese sentence."""
        return (self.check.__doc__ or "").strip().split("\n")[0]

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples of the docstring."""
        return tuple(read_examples(self.check.__doc__ or ""))


class Rules:
    """The rules of one regulation, in the order they were declared."""

    def __init__(self) -> None:
        self._rules: list[Rule] = []

    def __iter__(self) -> Iterator[Rule]:
        return iter(self._rules)

    def rule(self, article: str, sheet: str, *, at: str, says: str, right: str, who: str = "",
             severity: Severity = Severity.BREACH) -> Callable[[Callable[[Books], Broken | Absent]], Rule]:
        """Declare a rule: the decorated function becomes a :class:`Rule`."""
        def declare(check: Callable[[Books], Broken | Absent]) -> Rule:
            declared = Rule(article, sheet, at, says, right, check, check.__name__, who, severity)
            self._rules.append(declared)
            return declared
        return declare


@dataclass(frozen=True)
class Example:
    """One example of a docstring: does it pass, is it the boundary, when is it looked at, and its rows by sheet title."""

    passes: bool
    boundary: bool
    now: str
    rows: tuple[tuple[str, Mapping[str, str]], ...]
    text: str


_EXAMPLE = re.compile(r"^\s*(临界)?(合格|不合格)：(.+)$", re.MULTILINE)


def read_examples(docstring: str) -> Iterator[Example]:
    """``合格：`` / ``不合格：`` lines, ``临界`` before those that sit exactly on the boundary.

    Rows are set apart by ``｜``, their cells by ``；``; ``现在 2026-03-05 09:00`` says when the nightly looks.
    """
    for match in _EXAMPLE.finditer(docstring):
        now, rows = "2026-03-05 09:00", []
        for part in re.split("[｜|]", match[3]):
            title, _, cells = part.strip().partition(" ")
            if title == "现在":
                now = cells.strip()
            else:
                pairs = (cell.partition("=") for cell in cells.split("；") if cell.strip())
                rows.append((title, {header.strip(): value.strip() for header, _, value in pairs}))
        yield Example(match[2] == "合格", bool(match[1]), now, tuple(rows), match[3].strip())


class Wording(string.Formatter):
    """Fills messages: dates as an office writes them, money with two places, ``{x:span}`` for seconds of working time."""

    def format_field(self, value: Any, spec: str) -> str:
        if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
            return "空白"
        if spec == "span":
            return format_span(int(value))
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d}" if spec == "date" else f"{value:%Y-%m-%d %H:%M}"
        if isinstance(value, date):
            return f"{value:%Y-%m-%d}"
        if isinstance(value, Decimal):
            return f"{value:,.2f}" if spec == "money" else f"{value.normalize():f}"
        if isinstance(value, float) and value == int(value):
            return str(int(value))
        return str(value)


def findings(rule: Rule, books: Books) -> list[Finding]:
    """Run one rule over the books."""
    sheet = books.catalogue.sheets[rule.sheet]
    result = rule.check(books)
    if isinstance(result, Absent):
        return [_absent_finding(rule, books, sheet, thing) for thing in result.things]
    frame = books.frame(rule.sheet)
    found = []
    for index in frame.index[result.rows.to_numpy(dtype=bool)]:
        if (index, rule.at) in books.not_understood(rule.sheet):
            continue
        values = _shown(sheet, frame.loc[index]) | {name: _at(value, index) for name, value in result.values.items()}
        found.append(Finding(
            rule.article, books.workbook(rule.sheet, index), sheet.title, books.address(rule.sheet, index, rule.at),
            _text(values[sheet.key]), rule.id, _WORDING.format(rule.says, **values),
            _WORDING.format(rule.right, **values), _person(rule, books, sheet, values), rule.severity))
    return found


def _absent_finding(rule: Rule, books: Books, sheet: Sheet, thing: Mapping[str, Any]) -> Finding:
    person = _text(thing.get("person")) or books.department.answering(rule.who or sheet.role)
    return Finding(rule.article, books.workbook(rule.sheet), sheet.title, books.header_address(rule.sheet, rule.at),
                   _text(thing.get("key")), rule.id, _WORDING.format(rule.says, **thing),
                   _WORDING.format(rule.right, **thing), person, rule.severity)


def _person(rule: Rule, books: Books, sheet: Sheet, values: Mapping[str, Any]) -> str:
    """Who mends it: the person in the rule's or the sheet's column, else whoever holds the role."""
    for who in (rule.who, sheet.responsible):
        if who in sheet.by_name:
            if name := _text(values.get(who)):
                return name
        elif who:
            return books.department.answering(who)
    return books.department.answering(sheet.role)


def _shown(sheet: Sheet, row: pd.Series) -> dict[str, Any]:
    """A row's values for the wording; days without their midnight."""
    return {column.name: row[column.name].date() if column.kind is Kind.DATE and pd.notna(row[column.name])
            else row[column.name] for column in sheet.columns}


def _at(value: Any, index: Any) -> Any:
    return value.loc[index] if isinstance(value, pd.Series) else value


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


_WORDING = Wording()
