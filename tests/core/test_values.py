"""What people type, understood by the column's type: tables of what is certain and what isn't, and properties."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core.basics import TIME_OF_DAY, TIMES_OF_DAY
from automation.core.schema import Column, Kind, ListOf, Ref
from automation.core.values import (
    BLANK,
    ErrorCell,
    NotUnderstood,
    Understood,
    half_width,
    stands_for_itself,
    tidy,
    understand,
)
from automation.desk import house

TODAY = date(2026, 3, 5)
COLUMNS = {kind: Column("x", "栏", kind, choices=("电话", "来 函", "其它（注明）") if kind is Kind.CHOICE else ()) for kind in Kind}
TYPED = [column for register in house.catalogue() for sheet in register.sheets for column in sheet.columns if column.formula is None]


def value(kind: Kind | Column, raw: Any, **how: Any) -> Any:
    """What is read; the refusal itself when it isn't understood."""
    column = kind if isinstance(kind, Column) else COLUMNS[kind]
    meaning = understand(column, raw, today=TODAY, **how)
    return meaning if isinstance(meaning, NotUnderstood) else meaning.value


@pytest.mark.parametrize(("raw", "wanted"), [
    ("13800138000", "13800138000"), (13800138000, "13800138000"), (13800138000.0, "13800138000"), ("138 0013 8000", "13800138000"),
    ("138-0013-8000", "13800138000"), ("１３８００１３８０００", "13800138000"), ("+86 13800138000", "13800138000"),
    ("0086-13800138000", "13800138000"),
    ("8613800138000", "13800138000"), ("13800138000-123", "13800138000-123"), ("01062751234", "010-62751234"), ("010-62751234",
    "010-62751234"),
    ("（010）62751234", "010-62751234"), ("(0755)1234567", "0755-1234567"), ("07551234567", "0755-1234567"), ("010—62751234 转 8",
    "010-62751234-8"),
    ("62751234", "62751234"), ("8612345", "8612345"), (8612345.0, "8612345"), ("400-810-8888", "4008108888"), ("4008108888", "4008108888"),
    ("95588", "95588"), ("\u202a13800138000\u202c", "13800138000"), ("010.6275.1234", "010-62751234")])
def test_phones(raw: Any, wanted: str) -> None:
    assert value(Kind.PHONE, raw) == wanted


@pytest.mark.parametrize("raw", ["1380013800", "138001380000", "13800138000、13900139000", "无", "123", 1062751234, "12800138000",
                                 True, 1.5,
                                 datetime(2026, 3, 5), "010-6275123456", "13800138000-1234567"])
def test_no_phones(raw: Any) -> None:
    assert isinstance(value(Kind.PHONE, raw), NotUnderstood)


@pytest.mark.parametrize(("raw", "wanted"), [
    ("￥1,200.00", "1200"), ("1200元", "1200"), ("１，２００．５", "1200.5"), ("1.2万", "12000"), ("1.5万元整", "15000"), ("RMB 30", "30"),
    ("人民币30元", "30"), ("(50)", "-50"), ("-￥50", "-50"), ("￥-50", "-50"), (".5", "0.5"), ("12。5", "12.5"), (0.1 + 0.2, "0.3"),
    (1200, "1200"), (1200.1, "1200.1"), (Decimal("3.20"), "3.2"), (0, "0"), ("1,234,567.89", "1234567.89"), (-0.0, "0")])
def test_money(raw: Any, wanted: str) -> None:
    assert value(Kind.MONEY, raw) == Decimal(wanted)
    assert value(Kind.MONEY, raw).as_tuple().exponent == -2


@pytest.mark.parametrize("raw", ["两百", "1,2", "12,34", "1.200,00", "1200.555", 0.125, "1_000", "1e3", "NaN", "Infinity",
                                 float("nan"), float("inf"),
                                 1e15, "9" * 40, True, date(2026, 3, 5), time(1), timedelta(1), "10²", "$5", "5-6", "--5", "元"])
def test_no_money(raw: Any) -> None:
    assert isinstance(value(Kind.MONEY, raw), NotUnderstood)


@pytest.mark.parametrize(("raw", "wanted"), [
    (1.5, "1.5"), ("1.5", "1.5"), ("1.5小时", "1.5"), ("一个半小时", "1.5"), ("1小时半", "1.5"), ("半小时", "0.5"), ("半个小时",
    "0.5"), ("两小时", "2"),
    ("1小时20分", "1.33"), ("90分钟", "1.5"), ("1:30", "1.5"), (time(1, 30), "1.5"), (timedelta(hours=26, minutes=15), "26.25"),
    (100, "100"),
    ("２ｈ", "2"), (1 / 3, "0.33")])
def test_hours(raw: Any, wanted: str) -> None:
    assert value(Kind.HOURS, raw) == Decimal(wanted)


@pytest.mark.parametrize("raw", ["半天", "1-2", "1:75", "两", True, date(2026, 3, 5), 1e9, float("inf"), "-1"])
def test_no_hours(raw: Any) -> None:
    assert isinstance(value(Kind.HOURS, raw), NotUnderstood)


@pytest.mark.parametrize(("raw", "wanted"), [(3, 3), (3.0, 3), ("3", 3), ("３台", 3), ("3.0", 3), ("1,200", 1200), ("-2", -2),
                                        ("36个月", None), ("36月", 36)])
def test_counts(raw: Any, wanted: int | None) -> None:
    assert value(Kind.COUNT, raw) == wanted or (wanted is None and isinstance(value(Kind.COUNT, raw), NotUnderstood))


@pytest.mark.parametrize("raw", [2.5, "2.5", "1,2", "三", True, 1e300, float("nan"), float("inf"), "9" * 5000, date(2026, 3, 5), "٣"])
def test_no_counts(raw: Any) -> None:
    assert isinstance(value(Kind.COUNT, raw), NotUnderstood)


@pytest.mark.parametrize(("raw", "wanted"), [
    ("是", "是"), ("√", "是"), ("✔", "是"), ("Y", "是"), ("ｙｅｓ", "是"), (True, "是"), (1, "是"), (1.0, "是"), ("1", "是"), ("有", "是"),
    ("否", "否"), ("×", "否"), ("x", "否"), ("N", "否"), (False, "否"), (0, "否"), ("没 有", "否")])
def test_yes_and_no(raw: Any, wanted: str) -> None:
    assert value(Kind.YESNO, raw) == wanted


@pytest.mark.parametrize("raw", ["大概", "是否", "2", 2, 0.5, float("nan"), datetime(2026, 3, 5), "？"])
def test_neither_yes_nor_no(raw: Any) -> None:
    assert isinstance(value(Kind.YESNO, raw), NotUnderstood)


@pytest.mark.parametrize(("raw", "wanted"), [("电话", "电话"), (" 电 话\u3000", "电话"), ("来函", "来 函"), ("其它(注明)", "其它（注明）")])
def test_choices(raw: Any, wanted: str) -> None:
    assert value(Kind.CHOICE, raw) == wanted


@pytest.mark.parametrize("raw", ["电活", "电话。", 3, True, "九" * 30_000, 1e15])
def test_no_choices(raw: Any) -> None:
    refused = value(Kind.CHOICE, raw)
    assert isinstance(refused, NotUnderstood) and len(refused.why) < 80
    assert raw != "电活" or "是不是“电话”" in refused.right


@pytest.mark.parametrize(("raw", "wanted"), [
    ("张三", "张三"), ("  张\u3000三 ", "张 三"), ("张\u200b三", "张三"), ("ＡＢ１", "ＡＢ１"), (1001, "1001"), (1001.0, "1001"),
    (0.5, "0.5"), (True, "是"),
    (date(2026, 3, 5), "2026-03-05"), (datetime(2026, 3, 5), "2026-03-05"), (datetime(2026, 3, 5, 8, 30), "2026-03-05 08:30"),
    (time(8, 30), "08:30"), (timedelta(hours=25), "25:00"), ("a\nb", "a\nb"), ("NA", "NA"), ("\x07响", "响")])
def test_texts(raw: Any, wanted: str) -> None:
    assert value(Kind.TEXT, raw) == wanted


@pytest.mark.parametrize("how", [{"unique": True}, {"ref": Ref("calls")}, {"code": True}, {"choices": ListOf("型号", "products", "model")}])
def test_what_is_compared_is_half_width(how: dict[str, Any]) -> None:
    kind = Kind.CHOICE if "choices" in how else Kind.TEXT
    assert value(Column("x", "栏", kind, **how), "ＢＣ（２）－１６") == "BC(2)-16"


def test_a_number_too_long_for_excel_is_no_text() -> None:
    assert isinstance(value(Kind.TEXT, 1234567890123456789.0), NotUnderstood)
    assert value(Kind.TEXT, 999_999_999_999_999.0) == "999999999999999"


@pytest.mark.parametrize(("pattern", "raw", "wanted"), [
    (TIME_OF_DAY, "8：30", "08:30"), (TIME_OF_DAY, time(8, 30), "08:30"), (TIME_OF_DAY, timedelta(hours=24), "24:00"),
    (TIME_OF_DAY, "8点半", None),
    (TIME_OF_DAY, "25:00", None), (TIME_OF_DAY, 0.354, None), (TIMES_OF_DAY, "9:00 — 12:00、13:00至17:30", "09:00-12:00,13:00-17:30"),
    (TIMES_OF_DAY, "上午", None), (TIMES_OF_DAY, "09:00-12:00", "09:00-12:00")])
def test_texts_that_must_be_written_in_one_way(pattern: Any, raw: Any, wanted: str | None) -> None:
    read = value(Column("x", "栏", pattern=pattern), raw)
    assert read == wanted or (wanted is None and isinstance(read, NotUnderstood) and "这样" in read.right)


@pytest.mark.parametrize(("kind", "raw", "wanted"), [
    (Kind.DATE, datetime(2026, 3, 5, 8), date(2026, 3, 5)), (Kind.DATETIME, date(2026, 3, 5), datetime(2026, 3, 5)),
    (Kind.DATE, "３/５", date(2026, 3, 5)), (Kind.DATETIME, "2026年3月5日　下午2点", datetime(2026, 3, 5, 14)), (Kind.DATE, 46086,
    date(2026, 3, 5)),
    (Kind.DATETIME, datetime(2026, 3, 5, 9, 59, 59, 999_400), datetime(2026, 3, 5, 10)),
    (Kind.DATE, datetime(2026, 3, 4, 23, 59, 59, 999_600), date(2026, 3, 5))])
def test_moments(kind: Kind, raw: Any, wanted: date) -> None:
    assert value(kind, raw) == wanted


@pytest.mark.parametrize("raw", [time(8), timedelta(1), True, 5, datetime(9999, 12, 31), date(1, 1, 1), "待定", float("nan")])
def test_no_moments(raw: Any) -> None:
    assert isinstance(value(Kind.DATETIME, raw), NotUnderstood)


@pytest.mark.parametrize(("raw", "wanted"), [(0.25, 21600), (timedelta(hours=30), 108_000), (time(6), 21600), (datetime(1899, 12,
                                        31, 6), 108_000)])
def test_durations(raw: Any, wanted: int) -> None:
    assert value(Kind.DURATION, raw) == wanted


@pytest.mark.parametrize("kind", Kind)
def test_blank_and_error_cells(kind: Kind) -> None:
    for raw in (None, "", "  ", "\u3000\xa0", "\u200b"):
        assert understand(COLUMNS[kind], raw) == BLANK
    refused = value(kind, ErrorCell("#N/A"))
    assert isinstance(refused, NotUnderstood) and "#N/A" in refused.why


@pytest.mark.parametrize(("kind", "raw"), [
    (Kind.PHONE, 13800138000.0), (Kind.MONEY, "5"), (Kind.COUNT, "5"), (Kind.HOURS, "5"), (Kind.YESNO, "Y"), (Kind.CHOICE, "电 话"),
    (Kind.TEXT, " 张三"), (Kind.DATE, "2026.3.5"), (Kind.DATE, "3/5"), (Kind.DATE, 46086.0), (Kind.TEXT, "张\u200b三")])
def test_whatever_was_made_of_a_cell_is_said(kind: Kind, raw: Any) -> None:
    meaning = understand(COLUMNS[kind], raw, today=TODAY)
    assert isinstance(meaning, Understood) and meaning.note


RAW = st.one_of(
    st.text(max_size=40), st.text("0123456789.-/年月日:：点半 　￥,元万()√YN+转eE٣²", max_size=24), st.integers(-10**20, 10**20),
    st.floats(), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas(timedelta(-9999), timedelta(99_999)),
    st.sampled_from([ErrorCell("#REF!"), Decimal("1.25"), "\ud800"]))


@settings(deadline=None)
@given(st.sampled_from([*TYPED, *COLUMNS.values()]), RAW, st.booleans())
def test_any_cell_is_understood_or_refused_with_reasons(column: Column, raw: Any, date1904: bool) -> None:
    meaning = understand(column, raw, today=TODAY, date1904=date1904)
    if isinstance(meaning, NotUnderstood):
        assert meaning.why and meaning.right and "\n" not in meaning.why
    elif column.kind is not Kind.DURATION:
        assert understand(column, meaning.value, today=TODAY) == Understood(meaning.value)


@settings(deadline=None)
@given(st.sampled_from([*TYPED, *COLUMNS.values()]), st.text(min_size=1, max_size=40) | st.text("Ａ1 a\u3000\xa0\u200b张", min_size=1))
def test_what_stands_for_itself_is_understood_so(column: Column, text: str) -> None:
    if stands_for_itself(column)(text):
        assert understand(column, text, today=TODAY) == Understood(text)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert half_width(half_width(text)) == half_width(text)


@settings(deadline=None)
@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 2)))
def test_money_in_cells_is_exact_to_the_fen(amount: float) -> None:
    read = value(Kind.MONEY, amount)
    assert isinstance(read, Decimal) and math.isclose(float(read), amount, abs_tol=1e-9)
