"""Dates and times as people type them (2026.3.5, 2026年3月5日 下午2点半, ３/５, 45000), understood where there is no doubt."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_EPOCH = datetime(1899, 12, 30)
_SERIALS = range(1, 73051)          # 1900 to 2099
_DATE = re.compile(r"(?:(\d{4}|\d{2})\s*[-./年]\s*)?(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"(凌晨|早上|上午|中午|下午|傍晚|晚上|夜里)?\s*(\d{1,2})"
                   r"(?:\s*[:点时]\s*(?:(半)|([一1]刻|三刻|3刻)|(\d{1,2})(?:\s*[:分]\s*(\d{1,2})(?:\.\d+)?\s*秒?)?\s*分?)?)?\s*(?:钟|整)?"
                   r"(?:\s*([AaPp][Mm]))?")
_CHINESE = str.maketrans("〇零一二三四五六七八九", "00123456789")


class Doubt(ValueError):
    """A date that can't be taken for certain; the text says why, in Chinese."""


def whole_seconds(moment: datetime) -> datetime:
    """Rounded to the nearest second: 10:00 stored 0.6 ms short is 10:00."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)


def from_serial(number: float, date1904: bool = False) -> datetime:
    """An Excel serial number as a moment. Raises :class:`Doubt` outside 1900–2099."""
    if int(number) not in _SERIALS:
        raise Doubt(f"“{number:g}”不是日期")
    return whole_seconds(_EPOCH + timedelta(days=number + (1462 if date1904 else 0)))


def from_text(text: str, today: date | None = None) -> tuple[datetime, bool]:
    """The moment that a text says, and whether a time of day stands in it.

    Raises :class:`Doubt` when it says none for certain.
    """
    text = _chinese_numerals(text.replace("T", " ").strip())
    if match := _COMPACT.fullmatch(text):
        return datetime.combine(_day(match[1], match[2], match[3], today), time()), False
    match = _DATE.match(text)
    if not match:
        raise Doubt(f"“{text}”不像日期")
    day = _day(match[1], match[2], match[3], today)
    rest = re.sub(r"^\s*[,，(（]?\s*(?:星期|周)[一二三四五六日天]\s*[)）]?", "", text[match.end():]).strip(" ,，")
    if not rest:
        return datetime.combine(day, time()), False
    seconds = _time_of_day(rest)
    return datetime.combine(day, time()) + timedelta(seconds=seconds), True


def _day(year: str | None, month: str, day: str, today: date | None) -> date:
    if year is not None and len(year) == 2:
        raise Doubt(f"年份只写了“{year}”，分不清是哪一年")
    if year is None:
        if today is None:
            raise Doubt("没有写年份")
        found = _checked(today.year, int(month), int(day))
        return found if found <= today + timedelta(days=31) else _checked(today.year - 1, int(month), int(day))
    return _checked(int(year), int(month), int(day))


def _checked(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Doubt(f"{year} 年没有 {month} 月 {day} 日") from error


def _time_of_day(text: str) -> int:
    """Seconds of the day; 24:00 is the next midnight."""
    match = _TIME.fullmatch(text)
    if not match or not (match[1] or match[7] or re.search("[:点时]", text)):
        raise Doubt(f"“{text}”不像几点钟")
    half, quarter = match[3], match[4]
    minute = 30 if half else {"一": 15, "1": 15, "三": 45, "3": 45}[quarter[0]] if quarter else int(match[5] or 0)
    second, hour = int(match[6] or 0), _hour(int(match[2]), (match[1] or match[7] or "").upper())
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise Doubt(f"没有“{text}”这个钟点")
    return hour * 3600 + minute * 60 + second


def _hour(hour: int, part: str) -> int:
    """The hour of the day that a word like 下午 makes of a number; 下午12点 is noon, 晚上12点 midnight."""
    if part in ("下午", "傍晚", "PM") and hour < 12:
        return hour + 12
    if part in ("晚上", "夜里"):
        return 24 if hour == 12 else hour + 12 if 5 <= hour < 12 else hour
    if part == "中午":
        return hour + 12 if hour in (1, 2) else hour
    if part in ("凌晨", "AM") and hour == 12:
        return 0
    return hour


def _chinese_numerals(text: str) -> str:
    """二〇二六年三月十五日 in digits; other texts as they are."""
    if not re.search("[〇零一二三四五六七八九十]+[年月日]", text):
        return text
    def number(match: re.Match[str]) -> str:
        word = match[0]
        if "十" not in word:
            return word.translate(_CHINESE)
        tens, _, units = word.partition("十")
        return str(int(tens.translate(_CHINESE) or 1) * 10 + int(units.translate(_CHINESE) or 0))
    return re.sub("[〇零一二三四五六七八九十]+(?=[年月日])", number, text)
