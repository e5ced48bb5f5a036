"""The state of the data itself (DQ): rules that follow from the declarations, for every sheet alike.

A column that is declared required, unique, a reference, a choice from a list, at least so much, or a moment that can't
lie ahead has its check without anyone writing it. They cite the column's own article, so that a call without an address
is found under AS2.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import pandas as pd

from automation.core.books import Books
from automation.core.conditions import Condition
from automation.core.findings import Severity
from automation.core.rules import Broken, Rule, broken
from automation.core.schema import Catalogue, Column, Kind, ListOf, Owner, Sheet

FIRST_YEAR = 2000
"""Moments before this year are taken for slips of the hand."""

_DATES = (Kind.DATE, Kind.DATETIME)


def data_rules(catalogue: Catalogue) -> Iterator[Rule]:
    """The checks of every column and of every sheet's order of dates."""
    for sheet in catalogue.sheets.values():
        for column in sheet.columns:
            if column.owner is not Owner.FORMULA:
                yield from column_rules(catalogue, sheet, column)
        for names in _stretches(sheet):
            yield _order(sheet, *(sheet[name] for name in names))


def column_rules(catalogue: Catalogue, sheet: Sheet, column: Column) -> Iterator[Rule]:
    """The checks that one column's declaration asks for."""
    if column.required is not False:
        yield _required(sheet, column)
    if column.unique or column.name == sheet.key:
        yield _unique(sheet, column)
    if column.ref is not None:
        yield _reference(sheet, column, catalogue.sheets[column.ref.sheet])
    if isinstance(column.choices, ListOf):
        yield _listed(sheet, column, column.choices, catalogue)
    if column.at_least is not None:
        yield _at_least(sheet, column)
    if column.kind in _DATES:
        yield _plausible(sheet, column)


def _rule(name: str, sheet: Sheet, column: Column, says: str, right: str, check, severity: Severity = Severity.DATA) -> Rule:
    return Rule(column.article, sheet.name, column.name, says, right, check, f"{name}·{sheet.title}·{column.header}",
                severity=severity)


def _required(sheet: Sheet, column: Column) -> Rule:
    def check(books: Books) -> Broken:
        table = books.frame(sheet.name)
        wanted = column.required.frame(table) if isinstance(column.required, Condition) else True
        return broken(table[column.name].isna() & wanted)
    return _rule("必填", sheet, column, f"“{column.header}”没有填", f"填上{column.header}", check)


def _unique(sheet: Sheet, column: Column) -> Rule:
    def check(books: Books) -> Broken:
        values = books.frame(sheet.name)[column.name]
        return broken(values.notna() & values.duplicated(keep="first"))
    return _rule("重复", sheet, column, f"“{column.header}”{{{column.name}}} 与前面的一行重复", "核对后改正，或办理“重复登记”", check)


def _reference(sheet: Sheet, column: Column, target: Sheet) -> Rule:
    def check(books: Books) -> Broken:
        values = books.frame(sheet.name)[column.name]
        readable = all(books.readable(name, target.key) for name in (target.name, *target.kept))
        return broken(values.notna() & ~books.known(values, target.name) & readable)
    return _rule("查无", sheet, column, f"“{column.header}”{{{column.name}}} 在“{target.title}”里查不到",
                 "核对编号后改正，或补登那一行", check)


def _listed(sheet: Sheet, column: Column, choices: ListOf, catalogue: Catalogue) -> Rule:
    source = catalogue.sheets[choices.sheet]

    def check(books: Books) -> Broken:
        values, listed = books.frame(sheet.name)[column.name], books.frame(choices.sheet)[choices.column]
        return broken(values.notna() & ~values.isin(listed.dropna()) & books.readable(source.name, choices.column))
    return _rule("不在表", sheet, column, f"“{column.header}”{{{column.name}}} 不在《基础资料》“{source.title}”里",
                 "从下拉单里选；确实是新的，先在《基础资料》里登记", check)


def _at_least(sheet: Sheet, column: Column) -> Rule:
    def check(books: Books) -> Broken:
        return broken(pd.to_numeric(books.frame(sheet.name)[column.name]) < column.at_least)
    return _rule("过小", sheet, column, f"“{column.header}”{{{column.name}}} 小于 {column.at_least}", f"应不小于 {column.at_least}", check)


def _plausible(sheet: Sheet, column: Column) -> Rule:
    def check(books: Books) -> Broken:
        values = books.frame(sheet.name)[column.name]
        latest = books.today + pd.Timedelta(days=3660) if column.future else books.now
        return broken((values < pd.Timestamp(FIRST_YEAR, 1, 1)) | (values > latest))
    reach = "相差太远" if column.future else "晚于现在，或早得不合情理"
    return _rule("日期", sheet, column, f"“{column.header}”{{{column.name}}} {reach}", "核对年月日后改正", check)


def _stretches(sheet: Sheet) -> Iterable[tuple[str, ...]]:
    """Every pair of the sheet's chains with what lies between; the shorter stretch where two chains share a pair."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for chain in sheet.order:
        for first, last in combinations(range(len(chain)), 2):
            names = chain[first:last + 1]
            known = found.setdefault((names[0], names[-1]), names)
            found[names[0], names[-1]] = min(known, names, key=len)
    return found.values()


def _order(sheet: Sheet, earlier: Column, *between: Column) -> Rule:
    """The last of these columns isn't before the first one, where those between them are blank."""
    *blank, later = between

    def check(books: Books) -> Broken:
        table = books.frame(sheet.name)
        neighbours = table[[column.name for column in (earlier, later)]].notna().all(axis="columns")
        neighbours &= table[[column.name for column in blank]].isna().all(axis="columns")
        first, second = table.loc[neighbours, earlier.name], table.loc[neighbours, later.name]
        if Kind.DATE in (earlier.kind, later.kind):
            first, second = first.dt.normalize(), second.dt.normalize()
        return broken((second < first).reindex(table.index, fill_value=False))
    return _rule(f"先后·{earlier.header}", sheet, later,
                 f"“{later.header}”{{{later.name}}} 早于“{earlier.header}”{{{earlier.name}}}", "核对两处时间，改正写错的一处", check)
