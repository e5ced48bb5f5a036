"""Dated settings (设置): a column of days gets what each day alone would get."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from automation.core.articles import Articles
from automation.core.basics import BASICS
from automation.core.books import Books
from automation.core.department import Department
from automation.core.examples import ExampleSheet
from automation.core.schema import Catalogue

CATALOGUE = Catalogue((BASICS,))
FIRST = date(2026, 3, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(6)]
SETTINGS = st.lists(st.fixed_dictionaries({
    "item": st.sampled_from(["部主管", "公司名称"]), "value": st.sampled_from(["甲", "乙", None]),
    "since": st.none() | st.sampled_from(DAYS)}), max_size=6)


@given(SETTINGS)
def test_a_column_of_days_is_answered_like_each_day(settings: list[dict]) -> None:
    rows = {"settings": settings}
    data = {sheet.name: ExampleSheet(sheet, {column.name: [row.get(column.name) for row in rows.get(sheet.name, [])]
                                             for column in sheet.columns}, len(rows.get(sheet.name, []))) for sheet in BASICS.sheets}
    department = Department(datetime(2026, 3, 5, 9), Articles(()), lambda name: rows.get(name, []))
    column = Books(CATALOGUE, department, data).setting("部主管", pd.Series(pd.to_datetime([*DAYS, None])), "没有")
    assert list(column)[:-1] == [department.setting("部主管", day, "没有") for day in DAYS]
    assert column.iloc[-1] == "没有"
