"""What every form shares: how values are written, names that any file system takes, forms bound into one print."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.changes import WriteDocument
from automation.core.documents import (
    bound,
    capital_money,
    css_text,
    environment,
    safe_name,
    show_day,
    show_moment,
    show_money,
    show_period,
    show_plain,
    show_time,
    store,
)

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(("amount", "capitals"), [
    ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角整"), ("1", "壹元整"),
    (0, "零元整"), ("10", "壹拾元整"), ("1200.05", "壹仟贰佰元零伍分"),
    ("1295.50", "壹仟贰佰玖拾伍元伍角整"), ("10010", "壹万零壹拾元整"), ("100000000.10", "壹亿元壹角整"), ("10000001", "壹仟万零壹元整"),
    ("-3.20", "负叁元贰角整"), ("1000000000000", ""),
])
def test_amounts_in_capitals(amount, capitals):
    assert capital_money(Decimal(amount)) == capitals


@given(st.integers(0, 10 ** 14 - 1))
def test_capitals_read_back_are_the_amount(fen):
    text = capital_money(Decimal(fen) / 100)
    assert _read(text) == fen and "零零" not in text and not text.startswith("零元零")


def test_blanks_show_as_nothing():
    assert {show(None) for show in (show_day, show_time, show_moment, show_money, show_plain, capital_money)} == {""}


def test_values_as_an_office_writes_them():
    moment = datetime(2026, 3, 5, 9, 5)
    assert (show_day(moment), show_day(date(2026, 12, 31)), show_time(moment)) == ("2026年3月5日", "2026年12月31日", "2026年3月5日 09:05")
    assert (show_moment(moment), show_money(Decimal("1200")), show_plain(Decimal("1.50"))) == ("03-05 09:05", "¥1,200.00", "1.5")
    assert [show_period(key) for key in ("2026-03", "2026-03-05", "2026-03 待寄出")] == ["2026年3月", "2026年3月5日", "2026-03 待寄出"]


@given(st.text())
def test_typed_text_cannot_leave_a_style_sheet(text):
    assert not set(css_text(text)) & set("\"'<>;{}()\n&")


@given(st.text())
def test_a_safe_name_is_a_file_name_anywhere(text):
    name = safe_name(text)
    assert name and len(name) <= 101 and name == name.strip(" .")
    assert not set(name) & set('<>:"/\\|?*') and not any(ord(sign) < 32 for sign in name)


@pytest.mark.parametrize("name", ["CON", "nul", "com1.txt", "LPT9"])
def test_names_that_windows_keeps_for_itself(name):
    assert safe_name(name) == f"_{name}"


def test_pages_are_bound_in_order():
    pages = [f"<head>{n}</head><!-- 单据开始 -->{n}<!-- 单据结束 --></foot{n}>" for n in "abc"]
    assert bound(pages) == "<head>a</head><!-- 单据开始 -->abc<!-- 单据结束 --></footc>"
    assert bound(pages[:1]) == pages[0]


def test_an_undefined_value_is_an_error_and_typed_text_is_escaped():
    from jinja2 import UndefinedError
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()
    assert environment().from_string("{{ typed }}").render(typed="<b>&") == "&lt;b&gt;&amp;"


def test_a_stored_form_is_replaced_whole(tmp_path: Path):
    paper = WriteDocument("叫修登记簿/2026-03/服务凭证-PZ1.html", "甲\n")
    path = store(tmp_path, paper)
    assert store(tmp_path, WriteDocument(paper.path, "乙\n")) == path
    assert path.read_bytes() == "乙\n".encode() and [each.name for each in path.parent.iterdir()] == [path.name]


def _read(text: str) -> int:
    """The capitals read back, in fen."""
    whole, _, rest = text.rpartition("元") if "元" in text else ("", "", text)
    fen = sum(DIGITS.index(rest[place - 1]) * worth for unit, worth in (("角", 10), ("分", 1)) if (place := rest.find(unit)) > 0)
    total = 0
    for unit, worth in (("亿", 10 ** 8), ("万", 10 ** 4), ("", 1)):
        part, found, whole = whole.partition(unit) if unit else (whole, "", "")
        if unit and not found:
            whole, part = part, ""
        total += _group(part) * worth
    return total * 100 + fen


def _group(text: str) -> int:
    total, digit = 0, 0
    for sign in text:
        if sign in UNITS:
            total, digit = total + digit * UNITS[sign], 0
        else:
            digit = DIGITS.index(sign)
    return total + digit
