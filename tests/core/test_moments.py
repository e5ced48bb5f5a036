"""Dates and times as people type them: what is certain, what is doubtful."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core.moments import Doubt, from_number, from_text, short, whole_seconds
from automation.core.values import half_width

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize(("text", "said"), [
    ("2026-03-05", "2026-03-05 00:00"), ("2026.3.5", "2026-03-05 00:00"), ("2026/3/5", "2026-03-05 00:00"),
    ("2026年3月5日", "2026-03-05 00:00"), ("2026年3月5", "2026-03-05 00:00"), ("2026 年 3 月 5 号", "2026-03-05 00:00"),
    ("20260305", "2026-03-05 00:00"), ("2026。3。5", "2026-03-05 00:00"), ("2026—3—5", "2026-03-05 00:00"),
    ("二〇二六年三月十五日", "2026-03-15 00:00"), ("二○二六年十二月二十日", "2026-12-20 00:00"), ("2026-03-05（周四）", "2026-03-05 00:00"),
    ("2026-03-05 星期四 9:05", "2026-03-05 09:05"), ("2026-03-05T14:00", "2026-03-05 14:00"), ("2026-03-05 14:00:29.7",
    "2026-03-05 14:00:30"),
    ("20260305 14:30", "2026-03-05 14:30"), ("2026年3月5日下午2点", "2026-03-05 14:00"), ("2026年3月5日 下午2点半", "2026-03-05 14:30"),
    ("2026年3月5日下午两点三刻", "2026-03-05 14:45"), ("2026-3-5 9点一刻", "2026-03-05 09:15"), ("2026-3-5 14时30分15秒",
    "2026-03-05 14:30:15"),
    ("2026-3-5 2:00 PM", "2026-03-05 14:00"), ("2026-3-5 12:30am", "2026-03-05 00:30"), ("2026-3-5 上午 9:05", "2026-03-05 09:05"),
    ("2026-3-5 中午12点", "2026-03-05 12:00"), ("2026-3-5 中午1点", "2026-03-05 13:00"), ("2026-3-5 晚上8点整", "2026-03-05 20:00"),
    ("2026-3-5 晚上12点", "2026-03-06 00:00"), ("2026-3-5 24:00", "2026-03-06 00:00"), ("2026-3-5 凌晨1点", "2026-03-05 01:00"),
    ("2024-2-29", "2024-02-29 00:00"), ("2026-3-5，14:00", "2026-03-05 14:00"),
])
def test_certain(text: str, said: str) -> None:
    read = from_text(half_width(text), TODAY)
    assert (read.moment, read.inferred) == (datetime.fromisoformat(said), False)
    assert read.timed == bool(re.search("[:点时]", text.replace("：", ":")))


@pytest.mark.parametrize(("text", "why"), [
    ("待定", "不像日期"), ("2026-3", "不像日期"), ("26.3.5", "分不清是哪一年"), ("2026-02-30", "没有 2 月 30 日"), ("2026-13-01",
    "没有 13 月"),
    ("2022.11.29白班", "不像几点钟"), ("2026.3.155:30", "不像日期"), ("2026-3-5 2", "不像几点钟"), ("2026-3-5 14:", "不像几点钟"),
    ("2026-3-5 晚上2点", "分不清是几点钟"), ("2026-3-5 上午13点", "分不清是几点钟"), ("2026-3-5 上午12点", "分不清是几点钟"),
    ("2026-3-5 上午2:00 PM", "分不清是几点钟"), ("2026-3-5 25:00", "分不清是几点钟"), ("2026-3-5 14:60", "没有“14:60”这个钟点"),
    ("2026-3-5 24:01", "没有“24:01”这个钟点"), ("2026-3-5 14:00-15:00", "不像几点钟"), ("2026-03-05 周五", "不是星期五"), ("十十日",
    "不像日期"),
    ("3026-3-5", "不合情理"), ("1026-3-5", "不合情理"), ("下午2点", "不像日期"), ("2026-3-5" + " " * 3 + "九" * 80, "不像日期"),
])
def test_doubtful(text: str, why: str) -> None:
    with pytest.raises(Doubt, match=why):
        from_text(text, TODAY)


@pytest.mark.parametrize(("text", "said"), [
    ("3/5", "2026-03-05"), ("3月5日", "2026-03-05"), ("12-31", "2025-12-31"), ("5/4", "2026-05-04"), ("5/9", "2025-05-09"),
    ("5/5", None), ("5/8", None), ("2/29", None)])
def test_the_year_is_inferred_only_nearby(text: str, said: str | None) -> None:
    if said is None:
        with pytest.raises(Doubt, match="没有写年份"):
            from_text(text, TODAY)
    else:
        assert from_text(text, TODAY) == (datetime.fromisoformat(said), False, True)


def test_a_year_given_for_all_dates() -> None:
    assert from_text("3月4日 9:00", 2019) == (datetime(2019, 3, 4, 9), True, True)
    with pytest.raises(Doubt, match="2019 年没有 2 月 29 日"):
        from_text("2/29", 2019)


def test_without_today_a_year_must_be_written() -> None:
    with pytest.raises(Doubt, match="没有写年份"):
        from_text("3/5")


@settings(deadline=None)
@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(0, 800))
def test_an_inferred_year_never_slips_into_another(day: date, later: int) -> None:
    """Read on whatever day, a day without a year is read as it was meant or not at all, until a year less two months later."""
    text, today = f"{day.month}月{day.day}日", day + timedelta(days=min(later, 304))
    try:
        assert from_text(text, today).moment.date() == day
    except Doubt:
        assert (today - day).days > 300 or (day.month, day.day) == (2, 29)


@pytest.mark.parametrize(("number", "said"), [
    (46086, "2026-03-05 00:00"), (46086.5, "2026-03-05 12:00"), (46086.999999994, "2026-03-06 00:00"), (20260305, "2026-03-05 00:00"),
    (18264, "1950-01-01 00:00"), (73050.9, "2099-12-31 21:36")])
def test_numbers(number: float, said: str) -> None:
    assert from_number(number) == datetime.fromisoformat(said)


@pytest.mark.parametrize("number", [0, 1, -5, 3.5, 18263, 73051, 20260231, 20261301, 1e300, float("nan"), float("inf")])
def test_other_numbers(number: float) -> None:
    with pytest.raises(Doubt):
        from_number(number)


def test_1904() -> None:
    assert from_number(44624, date1904=True) == datetime(2026, 3, 5)
    assert from_number(20260305, date1904=True) == datetime(2026, 3, 5)


def test_seconds() -> None:
    assert whole_seconds(datetime(2026, 3, 5, 9, 59, 59, 999_400)) == datetime(2026, 3, 5, 10)
    assert whole_seconds(datetime(2026, 3, 5, 10, 0, 0, 400)) == datetime(2026, 3, 5, 10)
    with pytest.raises(Doubt, match="9999"):
        whole_seconds(datetime(9999, 12, 31, 23, 59, 59, 999_999))


@settings(deadline=None)
@given(st.text(max_size=90), st.none() | st.just(TODAY))
def test_no_text_does_harm(text: str, today: date | None) -> None:
    try:
        moment = from_text(text, today).moment
    except Doubt as doubt:
        assert "\n" not in str(doubt)
    else:
        assert 1900 <= moment.year <= 2100 and not moment.microsecond


@settings(deadline=None)
@given(st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31)), st.sampled_from([
    "{0:%Y-%m-%d %H:%M:%S}", "{0.year}.{0.month}.{0.day} {0.hour}:{0.minute:02d}:{0.second:02d}", "{0:%Y年%m月%d日 %H时%M分%S秒}",
    "{0:%Y/%m/%d %I:%M:%S %p}", "{0:%Y-%m-%dT%H:%M:%S}", "{0:%Y%m%d %H:%M:%S}"]))
def test_what_is_written_in_full_is_read_back(moment: datetime, style: str) -> None:
    moment = moment.replace(microsecond=0)
    assert from_text(style.format(moment)) == (moment, True, False)


def test_short() -> None:
    assert short("一  二\n三") == "一 二 三"
    assert short("九" * 40) == "九" * 29 + "…"
