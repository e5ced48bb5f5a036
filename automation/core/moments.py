"""Dates and times as people type them (2026.3.5, 2026年3月5日 下午2点半, ３/５, 45000), understood where there is no doubt."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

YEARS = range(1900, 2100)
"""Years that a cell can mean; whatever lies outside is a slip."""

_EPOCH = datetime(1899, 12, 30)
_SERIALS = range(18_264, 73_051)    # 1950 to 2099: a smaller number in a date cell is no date
_COMPACT_DAYS = range(19000101, 20991232)
_LONGEST = 60                       # characters; no date is longer
_BEFORE, _AFTER = timedelta(days=300), timedelta(days=60)
_DATE = re.compile(r"(?:(\d{4}|\d{2})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})(?!\d)\s*[日号]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)", re.ASCII)
_WEEKDAY = re.compile(r"\s*[,(]?\s*(?:星期|周|礼拜)([一二三四五六日天])\s*[)]?")
_TIME = re.compile(
    r"(凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里)?\s*(\d{1,2})"
    r"(?:\s*:\s*(\d{1,2})(?:\s*:\s*(\d{1,2}(?:\.\d+)?))?"
    r"|\s*[点时]\s*(?:(半)|([一1三3])刻|(\d{1,2})\s*(?:分\s*(?:(\d{1,2})\s*秒)?)?)?)?"
    r"\s*[钟整]?\s*([AaPp][Mm])?", re.ASCII)
_SIGNS = str.maketrans("。·—–−○﹕", "..---〇:")
_CHINESE = str.maketrans("〇零一二两三四五六七八九", "001223456789")
_NUMERAL = "[〇零一二两三四五六七八九十]+"
_QUARTERS = {"一": 15, "1": 15, "三": 45, "3": 45}


def _as_said(hours: range) -> dict[int, int]:
    return {hour: hour for hour in hours}


def _and_twelve(hours: range) -> dict[int, int]:
    return {hour: hour + 12 for hour in hours}


_MORNING = _as_said(range(4, 12))
_EVENING = _and_twelve(range(5, 12)) | _as_said(range(17, 25)) | {12: 24}
_HOURS: Mapping[str, Mapping[int, int]] = {
    "": _as_said(range(25)), "凌晨": _as_said(range(7)) | {12: 0}, "清晨": _MORNING, "早晨": _MORNING, "早上": _MORNING,
    "上午": _as_said(range(12)), "AM": _as_said(range(12)) | {12: 0}, "中午": {11: 11, 12: 12, 1: 13, 2: 14},
    "下午": _and_twelve(range(1, 12)) | _as_said(range(12, 24)), "PM": _and_twelve(range(1, 12)) | _as_said(range(12, 24)),
    "傍晚": _and_twelve(range(4, 9)) | _as_said(range(16, 21)), "晚上": _EVENING, "夜里": _EVENING}
"""The hour of the day that a word and a number mean together; what isn't here (晚上2点, 上午13点) is doubtful."""


class Said(NamedTuple):
    """What a text says: the moment, whether a time of day stands in it, whether its year had to be inferred."""

    moment: datetime
    timed: bool = False
    inferred: bool = False


class Doubt(ValueError):
    """A date that can't be taken for certain; the text says why, in Chinese."""


def whole_seconds(moment: datetime) -> datetime:
    """Rounded to the nearest second: 10:00 stored 0.6 ms short is 10:00. Raises :class:`Doubt` outside :data:`YEARS`."""
    if moment.year not in YEARS:
        raise Doubt(f"{moment.year} 年不合情理")
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def from_number(number: float, date1904: bool = False) -> datetime:
    """An Excel serial number, or a day written as 20260305. Raises :class:`Doubt` for any other number."""
    if math.isfinite(number):
        if number in _COMPACT_DAYS:
            return from_text(str(int(number))).moment
        days = number + (1462 if date1904 else 0)
        if int(days) in _SERIALS:
            return whole_seconds(_EPOCH + timedelta(days=days))
    raise Doubt(f"“{number:.15g}”不是日期")


def from_text(text: str, today: date | int | None = None) -> Said:
    """The moment that a text (half width) says.

    A year left out is inferred from ``today`` while the day lies at most ten months back or two months ahead; later the
    row asks for it, before it could slip into another year. A year may be given instead, for all dates alike. Raises
    :class:`Doubt` when the text says nothing for certain.
    """
    if len(text) > _LONGEST:
        raise Doubt(f"“{short(text)}”不像日期")
    said = _in_digits(re.sub(r"(?<=\d)T(?=\d)", " ", " ".join(text.translate(_SIGNS).split())))
    if match := _COMPACT.match(said):
        day, inferred = _checked(int(match[1]), int(match[2]), int(match[3])), False
    elif match := _DATE.match(said):
        day, inferred = _day(match[1], int(match[2]), int(match[3]), today), match[1] is None
    else:
        raise Doubt(f"“{short(text)}”不像日期")
    rest = said[match.end():]
    if weekday := _WEEKDAY.match(rest):
        if "一二三四五六日".index(weekday[1].replace("天", "日")) != day.weekday():
            raise Doubt(f"{day} 不是星期{weekday[1]}")
        rest = rest[weekday.end():]
    rest = rest.strip(" ,")
    return Said(datetime.combine(day, time()) + timedelta(seconds=_time_of_day(rest) if rest else 0), bool(rest), inferred)


def short(text: str) -> str:
    """A text as messages show it: no longer than 30 characters, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 30 else line[:29] + "…"


def _day(year: str | None, month: int, day: int, today: date | int | None) -> date:
    if year is None:
        return _nearest(month, day, today)
    if len(year) == 2:
        raise Doubt(f"年份只写了“{year}”，分不清是哪一年")
    return _checked(int(year), month, day)


def _nearest(month: int, day: int, today: date | int | None) -> date:
    """The only such day within the time that a year may be left out for; a year given instead of today is the year."""
    if isinstance(today, int):
        return _checked(today, month, day)
    for year in (today.year - 1, today.year, today.year + 1) if today else ():
        if (month, day) != (2, 29) or year % 4 == 0:
            found = _checked(year, month, day)
            if today - _BEFORE <= found <= today + _AFTER:
                return found
    raise Doubt("没有写年份，分不清是哪一年")


def _checked(year: int, month: int, day: int) -> date:
    if year not in YEARS:
        raise Doubt(f"{year} 年不合情理")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Doubt(f"{year} 年没有 {month} 月 {day} 日") from error


def _time_of_day(text: str) -> int:
    """Seconds of the day; 24:00 is the next midnight."""
    match = _TIME.fullmatch(text)
    if not match or not (match[1] or match[9] or re.search("[:点时]", text)):
        raise Doubt(f"“{short(text)}”不像几点钟")
    part = "".join(word for word in (match[1], match[9]) if word).upper()
    hour = _HOURS.get(part, {}).get(int(match[2]))
    if hour is None:
        raise Doubt(f"“{short(text)}”分不清是几点钟")
    minute = 30 if match[5] else _QUARTERS[match[6]] if match[6] else int(match[3] or match[7] or 0)
    second = int(float(match[4] or match[8] or 0) + 0.5)
    if minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise Doubt(f"没有“{short(text)}”这个钟点")
    return hour * 3600 + minute * 60 + second


def _in_digits(text: str) -> str:
    """二〇二六年三月十五日下午两点 in digits; other words as they are."""
    return re.sub(f"{_NUMERAL}(?=[年月日号点时分])", lambda found: _digits(found[0]), text)


def _digits(word: str) -> str:
    """Digits for a numeral below 100 or one read out digit by digit; any other word as it is."""
    if "十" not in word:
        return word.translate(_CHINESE)
    tens, _, units = word.partition("十")
    if len(tens) > 1 or len(units) > 1 or "十" in units:
        return word
    return str(int(tens.translate(_CHINESE) or 1) * 10 + int(units.translate(_CHINESE) or 0))
