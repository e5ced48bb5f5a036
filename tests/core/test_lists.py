"""What the hidden 清单 and 工作日历 of a register hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from automation.core.basics import BASICS, MODELS
from automation.core.clock import spans
from automation.core.lists import ListBlock, blocks, calendar_rows, defined_names, list_column, too_long
from automation.core.schema import Column, Copy, Kind, ListOf, Register, Sheet
from tests.core.sample_registers import ARTICLES, ITEMS, ITEMS_REGISTER, LONG, department


def _blocks(register: Register = ITEMS_REGISTER, **rows: list) -> dict[str, ListBlock]:
    house = department()
    return {block.name: block for block in blocks(register, lambda name: rows.get(name, house.rows(name)), ARTICLES)}


def test_each_drop_down_copy_and_limit_has_its_column() -> None:
    found = _blocks()
    assert {name: block.values for name, block in found.items()} == {
        "清单_区域": ("海淀", "朝阳", "昌平", "延庆"),
        "清单_样本技术员": ("张强", "李伟"),
        "清单_样本登记_结果": LONG,
        "清单_区域_区域": ("海淀", "朝阳", "昌平", "延庆"),
        "清单_区域_市郊": ("市区", "市区", "郊区", "郊区"),
        "限_TS1_1_生效": (date(2020, 1, 1), date(2026, 2, 1)),
        "限_TS1_1_分钟": (360, 300),
        "限_TS1_1_天数": (2, 3),
    }
    assert len({block.header for block in found.values()}) == len(found)


@given(st.lists(st.one_of(st.none(), st.sampled_from("甲乙丙丁"))))
def test_a_drop_down_has_each_name_once_in_order_of_first_appearance(names: list[str | None]) -> None:
    found = _blocks(areas=[{"name": name} for name in names])["清单_区域"].values
    assert list(found) == sorted({name for name in names if name}, key=names.index)


def test_rows_of_a_copy_stay_side_by_side_even_with_blanks() -> None:
    found = _blocks(areas=[{"name": "甲", "zone": None}, {"name": None, "zone": "郊区"}, {"name": "乙", "zone": "市区"}])
    assert found["清单_区域_区域"].values == ("甲", "乙")
    assert found["清单_区域_市郊"].values == (None, "市区")
    counted = defined_names(list(found.values()), calendar=False)["清单_区域_市郊"]
    place = list_column(list(found).index("清单_区域_区域"))
    assert f"COUNTA(清单!${place}:${place})" in counted, "the blank at the end must not shorten the column"


def test_names_do_not_depend_on_how_much_the_lists_hold() -> None:
    few = defined_names(list(_blocks(areas=[]).values()), calendar=True)
    many = defined_names(list(_blocks(areas=[{"name": str(n), "zone": "市区"} for n in range(500)]).values()), calendar=True)
    assert few == many
    assert set(few) >= {"现在", "历_开始秒", "历_结束秒", "历_累计秒", "历_工作日序"}


def test_two_lists_of_one_name_must_agree() -> None:
    columns = (Column("a", "甲", choices=MODELS), Column("b", "乙", choices=ListOf("型号", "people", "name")))
    with pytest.raises(ValueError, match="清单_型号"):
        _blocks(Register("x", "某簿", (Sheet("s", "某表", "a", columns),)))


def test_a_copy_may_come_from_a_sheet_of_another_register() -> None:
    register = Register("x", "某簿", (replace(ITEMS, name="other"),), copies=(Copy("cards", ("no", "text")),))
    cards = Sheet("cards", "卡片", "no", (Column("no", "卡号"), Column("text", "内容")))
    found = {block.name: block for block in blocks(register, lambda name: [{"no": "1", "text": "x", "name": "n"}], ARTICLES,
                                                   (*BASICS.sheets, cards))}
    assert found["清单_卡片_内容"].values == ("x",)


@pytest.mark.parametrize(("length", "long"), [(255, False), (256, True)])
def test_fixed_choices_move_to_the_sheet_past_255_characters(length: int, long: bool) -> None:
    assert too_long(Column("a", "甲", Kind.CHOICE, choices=("字" * 100, "字" * (length - 101)))) is long


@given(st.integers(0, 900))
def test_columns_are_lettered_like_a_sheet(place: int) -> None:
    assert list_column(place) == get_column_letter(place + 2)


def test_calendar_rows_are_whole_seconds_and_cumulate() -> None:
    rows = calendar_rows(spans(department().calendar, date(2026, 3, 4), date(2026, 3, 5)))
    assert rows[0][0] == datetime(2026, 3, 4, *divmod(rows[0][2] // 60 % 1440, 60))
    assert rows[0][2] == (46085 * 86400) + rows[0][2] % 86400, "4 March 2026 is day 46085"
    assert [row[5] for row in rows] == [1, 1, 2, 2], "morning and afternoon are one working day"
    total = 0
    for start, end, first, last, before, _ in rows:
        assert (before, (end - start).total_seconds()) == (total, last - first)
        total += last - first
