"""The checks that follow from the declarations: each kind on a small register, on and off its boundary."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from automation.core.articles import Articles
from automation.core.books import Books
from automation.core.conditions import Filled, Is
from automation.core.data_rules import data_rules
from automation.core.department import Department
from automation.core.examples import ExampleSheet
from automation.core.rules import findings
from automation.core.schema import Catalogue, Column, Formula, Kind, ListOf, Owner, Ref, Register, Sheet

NOW = datetime(2026, 3, 5, 9)
PEOPLE = Sheet("people", "人员", "name", (Column("name", "姓名"), Column("role", "职务"), Column("active", "在职")))
THINGS = Sheet("things", "物件", "number", role="主管", order=(("begun", "ended", "closed"),), columns=(
    Column("number", "编号", required=True, article="X1"),
    Column("kind", "类别", Kind.CHOICE, choices=("甲", "乙")),
    Column("reason", "原因", required=Is("kind", "乙"), article="X2"),
    Column("closer", "经办", choices=ListOf("在职人员", "people", "name"), required=Filled("closed")),
    Column("parent", "上级", ref=Ref("things")),
    Column("amount", "金额", Kind.MONEY, at_least=0),
    Column("label", "标签", unique=True),
    Column("begun", "开始", Kind.DATETIME),
    Column("ended", "结束", Kind.DATE),
    Column("closed", "了结", Kind.DATETIME),
    Column("plan", "计划", Kind.DATE, future=True),
    Column("double", "两倍", Kind.MONEY, owner=Owner.FORMULA, required=True, formula=Formula("1", lambda row, context: 1)),
))
CATALOGUE = Catalogue((Register("basics", "基础", (PEOPLE,)), Register("store", "库房", (THINGS,))))


CASES = [
    ({}, None),
    ({"number": None}, ("必填", "number", 0)),
    ({"kind": "乙"}, ("必填", "reason", 0)),
    ({"kind": "乙", "reason": "旧"}, None),
    ({"kind": "甲"}, None),
    ({"closed": datetime(2026, 3, 5, 8)}, ("必填", "closer", 0)),
    ({"closer": "王磊"}, None),
    ({"closer": "没有的人"}, ("不在表", "closer", 0)),
    ({"parent": "N1"}, None),
    ({"parent": "N9"}, ("查无", "parent", 0)),
    ({"amount": Decimal("0")}, None),
    ({"amount": Decimal("-0.01")}, ("过小", "amount", 0)),
    ({"begun": NOW}, None),
    ({"begun": NOW + timedelta(seconds=1)}, ("日期", "begun", 0)),
    ({"begun": datetime(2000, 1, 1)}, None),
    ({"begun": datetime(1999, 12, 31, 23, 59, 59)}, ("日期", "begun", 0)),
    ({"ended": date(2026, 3, 5)}, None),
    ({"ended": date(2026, 3, 6)}, ("日期", "ended", 0)),
    ({"plan": date(2036, 3, 12)}, None),
    ({"plan": date(2036, 3, 13)}, ("日期", "plan", 0)),
    ({"begun": datetime(2026, 3, 4, 17), "ended": date(2026, 3, 4)}, None),
    ({"begun": datetime(2026, 3, 4, 17), "ended": date(2026, 3, 3)}, ("先后", "ended", 0)),
    ({"ended": date(2026, 3, 4), "closed": datetime(2026, 3, 4), "closer": "王磊"}, None),
    ({"ended": date(2026, 3, 4), "closed": datetime(2026, 3, 3, 23, 59), "closer": "王磊"}, ("先后", "closed", 0)),
]
"""A row, and the one finding on it: (kind of check, column, row index), or none."""


def found(*rows: dict) -> set[tuple[str, str, int]]:
    """(kind of check, column, row index) of every finding."""
    rows_of = {"things": list(rows), "people": [{"name": "王磊", "role": "主管", "active": "是"}]}
    data = {name: ExampleSheet(sheet, {column.name: [row.get(column.name) for row in rows_of[name]] for column in sheet.columns},
                               len(rows_of[name])) for name, sheet in CATALOGUE.sheets.items()}
    books = Books(CATALOGUE, Department(NOW, Articles(()), lambda name: rows_of.get(name, [])), data)
    result = set()
    for rule in data_rules(CATALOGUE):
        for finding in findings(rule, books):
            if finding.sheet == "物件":
                column = "".join(c for c in finding.cell if not c.isdigit())
                result.add((rule.name.split("·")[0], column, int(finding.cell[len(column):]) - 2))
                assert finding.person == "王磊" and "{" not in finding.message
    return result


@pytest.mark.parametrize(("row", "expected"), CASES, ids=str)
def test_one_row(row: dict, expected: tuple | None) -> None:
    assert found({"number": "N1"} | row) == ({expected} if expected else set())


def test_doubles_are_found_at_the_second() -> None:
    assert found({"number": "N1", "label": "A"}, {"number": "N1", "label": "A"}, {"number": "N2"}) == {
        ("重复", "number", 1), ("重复", "label", 1)}


def test_computed_columns_are_nobodys_to_fill() -> None:
    assert not [rule for rule in data_rules(CATALOGUE) if rule.at == "double"]


def test_what_the_reader_could_not_understand_is_not_found_twice() -> None:
    data = {"people": ExampleSheet(PEOPLE, {column.name: [] for column in PEOPLE.columns}, 0),
            "things": ExampleSheet(THINGS, {column.name: [None] for column in THINGS.columns}, 1, bad={(0, "number")})}
    books = Books(CATALOGUE, Department(NOW, Articles(()), lambda name: []), data)
    assert not [finding for rule in data_rules(CATALOGUE) for finding in findings(rule, books)]
