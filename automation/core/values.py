"""What people type (手工填写), understood by the type of the column: where there is no doubt, and saying what was made of it.

:func:`understand` never raises for any cell: it gives the value with a note, or says why it can't and what would be right.
What it gives, it understands again as the same.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from automation.core.moments import Doubt, from_number, from_text, short, whole_seconds
from automation.core.schema import Column, Kind, ListOf


class Understood(NamedTuple):
    """A cell's value; ``note`` says in Chinese what was normalised, "" when the cell was plain."""

    value: Any
    note: str = ""


@dataclass(frozen=True)
class NotUnderstood:
    """A cell that says nothing certain: why, and what would be right (Chinese)."""

    why: str
    right: str


@dataclass(frozen=True)
class ErrorCell:
    """A cell that holds an error instead of a value (``#N/A``, ``#REF!`` …), or nothing that could be read (``what``)."""

    text: str
    what: str = "错误值"

    def __str__(self) -> str:
        return self.text


Meaning = Understood | NotUnderstood
BLANK = Understood(None)
_INVISIBLE = dict.fromkeys([*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0), 0xAD, *range(0x200B, 0x2010),
                            *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]) | {0x3000: " ", 0xA0: " "}
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_YES = {"是", "√", "✓", "✔", "☑", "Y", "YES", "对", "有", "1", "TRUE", "已"}
_NO = {"否", "×", "✗", "✘", "X", "N", "NO", "无", "没有", "0", "FALSE", "未"}
_MOST = 10**12
"""Amounts and counts from here on are slips; Excel itself keeps no more than 15 digits."""


def understand(column: Column, raw: Any, *, today: date | int | None = None, date1904: bool = False) -> Meaning:
    """What a cell says. ``raw`` is what the reader got: text, number, truth value, date, time, duration, error, None.

    ``today``, or a year, serves dates that are written without one.
    """
    if raw is None or raw == "":
        return BLANK
    if isinstance(raw, ErrorCell):
        return NotUnderstood(f"单元格里是{raw.what} {raw.text}".rstrip(), "改成应填的内容，或恢复公式")
    if isinstance(raw, str):
        text = tidy(raw)
        if not text:
            return BLANK
        meaning = _READERS[column.kind](column, text, today, date1904)
        if isinstance(meaning, Understood) and not meaning.note and text != raw and meaning.value != raw:
            return Understood(meaning.value, "去掉多余空格或看不见的字符")
        return meaning
    if isinstance(raw, float) and not math.isfinite(raw):
        return NotUnderstood("单元格里不是一个能用的数", "重新填写")
    return _READERS[column.kind](column, raw, today, date1904)


def stands_for_itself(column: Column) -> Callable[[str], bool]:
    """Whether a text of this column is its own meaning; never true in doubt. For columns of many texts it saves asking.

    Raises nothing for any text that isn't empty.
    """
    if column.kind is not Kind.TEXT or column.pattern is not None:
        return lambda text: False
    if column.exact:
        return lambda text: text.isascii() and text.isprintable() and text[0] != " " != text[-1]
    return lambda text: text.isprintable() and text[0] != " " != text[-1]


def tidy(text: str) -> str:
    """Without blanks at the ends and invisible characters; no-break and full-width blanks are blanks."""
    return (text if text.isprintable() else text.translate(_INVISIBLE)).strip()


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as ordinary ones; everything else as it is (² stays ²)."""
    return text if text.isascii() else text.translate(_HALF)


def _close(text: str) -> str:
    """Half width, without any blanks."""
    return "".join(half_width(text).split())


def _text(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    if isinstance(raw, bool):
        meaning = Understood("是" if raw else "否", "真假值改成是否")
    elif isinstance(raw, int | float):
        if abs(raw) >= 1e15:
            return NotUnderstood("数字太长，Excel 只留得住前 15 位", "先把这一格设成文本格式，再照原样填写")
        meaning = Understood(f"{raw:.15g}" if raw != int(raw) else str(int(raw)), "" if isinstance(raw, int) else "数字当作文字")
    elif isinstance(raw, date | time | timedelta):
        meaning = Understood(_shown(raw), "时间当作文字")
    else:
        plain = half_width(str(raw)) if column.exact or column.pattern else str(raw)
        meaning = Understood(plain, "" if plain == raw else "全角改成半角")
    if column.pattern:
        return _patterned(column, meaning)
    return meaning


def _shown(raw: date | time | timedelta) -> str:
    """A day, a moment or a time as text: 2026-03-05, 2026-03-05 14:00, 08:30."""
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ", "minutes")
    if isinstance(raw, timedelta):
        minutes = round(raw.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return raw.isoformat() if isinstance(raw, date) else raw.isoformat("minutes")


def _patterned(column: Column, meaning: Understood) -> Meaning:
    assert column.pattern is not None
    value = column.pattern.tidied(meaning.value)
    if value is None:
        return NotUnderstood(f"“{short(meaning.value)}”写法不对", column.pattern.right)
    return meaning if value == meaning.value else Understood(value, meaning.note or "改成统一写法")


def _moment(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    right = "请写成 2026-03-05 14:00 这样" if column.kind is Kind.DATETIME else "请写成 2026-03-05 这样"
    note = ""
    try:
        if isinstance(raw, datetime):
            moment = whole_seconds(raw)
        elif isinstance(raw, date):
            moment = whole_seconds(datetime.combine(raw, time()))
        elif isinstance(raw, str):
            said = from_text(half_width(raw), today)
            moment, note = whole_seconds(said.moment), f"没有写年份，当作 {said.moment:%Y-%m-%d}" if said.inferred else "文字写的日期"
        elif isinstance(raw, int | float) and not isinstance(raw, bool):
            moment, note = from_number(raw, date1904), "数字当作日期"
        else:
            return NotUnderstood(f"“{raw}”不是日期", right)
    except Doubt as doubt:
        return NotUnderstood(f"{doubt}", right)
    if column.kind is Kind.DATETIME:
        return Understood(moment, note)
    return Understood(moment.date(), note or ("去掉了钟点" if moment.time() != time() else ""))


_PHONE = re.compile(r"(?:(?:(?:\+|00)?86-?)?(?:(0[12]\d|0[3-9]\d\d)-?(\d{7,8})|(1[3-9]\d{9}|1[3-9]\d-\d{4}-\d{4}))"
                    r"|([48]00-?\d{3}-?\d{4}|[2-9]\d{6,7}|9[56]\d{3}|1[0-2]\d{3}))"
                    r"(?:(?:分机|转|-|ext\.?|#)(\d{1,6}))?", re.IGNORECASE | re.ASCII)
_DASHES = str.maketrans("—–−‐－", "-----", ".")


_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


def _phone(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    if isinstance(raw, str) and _MOBILE.fullmatch(raw):
        return Understood(raw)
    right = "一格写一个号码，例如 13800138000 或 010-62751234"
    typed = str(int(raw)) if isinstance(raw, float) and raw == int(raw) else str(raw)
    text = re.sub("-+", "-", _close(typed).translate(_DASHES))
    match = _PHONE.fullmatch(re.sub(r"^\((\+?\d{2,4})\)", r"\1-", text))
    if not match:
        return NotUnderstood(f"“{short(typed)}”不像一个电话号码", right)
    area, local, mobile, other, extension = match.groups()
    number = f"{area}-{local}" if area else (mobile or other).replace("-", "")
    value = number + (f"-{extension}" if extension else "")
    return Understood(value, "" if value == raw else "电话号码改成统一写法")


_GROUPED = r"\d{1,3}(?:,\d{3})+|\d+"
_AMOUNT = re.compile(rf"(-?)(?:¥|RMB|CNY|人民币)?(-?)((?:{_GROUPED})(?:\.\d*)?|\.\d+)(万)?[元块圆]?[整正]?", re.IGNORECASE | re.ASCII)
_WRITTEN = str.maketrans("。−–", ".--")


def _money(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    right = "只写数字，最多两位小数，例如 1200.50"
    if isinstance(raw, float) and abs(raw) < _MOST and round(raw, 2) == raw:
        return Understood(Decimal(f"{raw:.2f}") + 0)
    amount, note = _amount(raw), "文字写的金额" if isinstance(raw, str) else ""
    if amount is None:
        return NotUnderstood(f"“{short(str(raw))}”不是金额", right)
    if abs(amount) >= _MOST:
        return NotUnderstood(f"“{short(str(raw))}”大得不合情理", right)
    fen = amount.quantize(Decimal("0.01"))
    if abs(amount - fen) > Decimal("0.0000001"):
        return NotUnderstood(f"“{short(str(raw))}”多于两位小数", right)
    return Understood(fen + 0, note)


def _amount(raw: Any) -> Decimal | None:
    """The number that a cell of money holds, as written; None for anything else."""
    if not isinstance(raw, str):
        return _decimal(raw)
    text = _close(raw).translate(_WRITTEN)
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    match = _AMOUNT.fullmatch(text)
    if not match or (match[1] and match[2]) or len(text) > 30:
        return None
    number = Decimal(match[3].replace(",", "")) * (10_000 if match[4] else 1)
    return -number if match[1] or match[2] else number


def _decimal(raw: Any) -> Decimal | None:
    """A number exactly as Excel shows it; None for what is no number."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    return Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)


_HOURS = (
    re.compile(r"(?P<h>\d{1,5}(?:\.\d+)?)(?:h|个?小时|个?钟头)?", re.ASCII),
    re.compile(r"(?P<h>\d{1,5})(?:个半(?:小时|钟头)|个?(?:小时|钟头)(?P<half>半))", re.ASCII),
    re.compile(r"(?:(?P<h>\d{1,5})(?:h|个?小时|个?钟头))?(?P<m>\d{1,4})(?:分钟?|min)", re.ASCII),
    re.compile(r"(?P<h>\d{1,3}):(?P<m>[0-5]\d)", re.ASCII),
    re.compile("半个?(?:小时|钟头)"))
_ONE_DIGIT = str.maketrans("一二两三四五六七八九", "1223456789")


def _hours(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    right = "以小时计，例如一小时半写 1.5"
    if isinstance(raw, timedelta | time):
        hours = Decimal(_seconds(raw)) / 3600
        return NotUnderstood(f"“{raw}”不是工时", right) if abs(hours) >= 100_000 else Understood(_plain_hours(hours), "时长改成小时")
    if isinstance(raw, str):
        text = _close(raw).lower()
        hours = _spoken_hours(text.translate(_ONE_DIGIT) if re.fullmatch("[^十]+(小时|钟头).*", text) else text)
        return NotUnderstood(f"“{short(raw)}”不是工时", right) if hours is None else Understood(_plain_hours(hours), "文字写的工时")
    amount = _decimal(raw)
    if amount is None or abs(amount) >= 100_000:
        return NotUnderstood(f"“{raw}”不是工时", right)
    return Understood(_plain_hours(amount))


def _spoken_hours(text: str) -> Decimal | None:
    """1.5小时, 一个半小时, 1小时20分, 90分钟, 1:30 in hours."""
    match = next((found for pattern in _HOURS if (found := pattern.fullmatch(text))), None)
    if match is None:
        return None
    said = match.groupdict()
    half = "半" in text
    return Decimal(said.get("h") or 0) + Decimal(said.get("m") or 0) / 60 + (Decimal("0.5") if half else 0)


def _plain_hours(hours: Decimal) -> Decimal:
    return hours.quantize(Decimal("0.01")).normalize() + 0


def _seconds(raw: timedelta | time) -> int:
    return round(raw.total_seconds()) if isinstance(raw, timedelta) else raw.hour * 3600 + raw.minute * 60 + raw.second


_COUNT = re.compile(rf"(-?)({_GROUPED})(?:\.0*)?[台个件只套支根片块条次月]?", re.ASCII)


def _count(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    number: int | None = None
    if isinstance(raw, str):
        match = _COUNT.fullmatch(_close(raw).translate(_WRITTEN)) if len(raw) < 30 else None
        number = int(match[1] + match[2].replace(",", "")) if match else None
    elif isinstance(raw, int | float) and not isinstance(raw, bool) and raw == int(raw):
        number = int(raw)
    if number is None or abs(number) >= _MOST:
        return NotUnderstood(f"“{short(str(raw))}”不是整数", "只写数字，例如 3")
    return Understood(number, "文字写的数字" if isinstance(raw, str) else "")


def _yes_no(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    typed = str(int(raw)) if isinstance(raw, bool | int | float) and raw in (0, 1) else str(raw)
    word = _close(typed).upper()
    for value, words in (("是", _YES), ("否", _NO)):
        if word in words:
            return Understood(value, "" if typed == value else f"“{typed}”当作“{value}”")
    return NotUnderstood(f"“{short(typed)}”分不清是还是否", "写“是”或“否”")


def _choice(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    text = _text(column, raw, today, date1904)
    if isinstance(text, NotUnderstood) or isinstance(column.choices, ListOf) or not column.choices or text.value in column.choices:
        return text
    squeezed = _close(text.value)
    same = [choice for choice in column.choices if _close(choice) == squeezed]
    if len(same) == 1:
        return Understood(same[0], "去掉多余空格或全角字符")
    close = difflib.get_close_matches(squeezed[:60], column.choices, 1, 0.5)
    hint = f"，是不是“{close[0]}”？" if close else ""
    return NotUnderstood(f"“{short(text.value)}”不在可选的内容里", f"从下拉单里选：{'、'.join(column.choices)}{hint}")


def _duration(column: Column, raw: Any, today: date | int | None, date1904: bool) -> Meaning:
    if isinstance(raw, timedelta | time):
        return Understood(_seconds(raw))
    if isinstance(raw, datetime):
        return Understood(round((raw - datetime(1899, 12, 30)).total_seconds()))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Understood(round(raw * 86_400))
    return NotUnderstood(f"“{short(str(raw))}”不是时长", "恢复公式")


_READERS: dict[Kind, Callable[[Column, Any, date | int | None, bool], Meaning]] = {
    Kind.TEXT: _text, Kind.PHONE: _phone, Kind.DATE: _moment, Kind.DATETIME: _moment, Kind.MONEY: _money, Kind.HOURS: _hours,
    Kind.COUNT: _count, Kind.CHOICE: _choice, Kind.YESNO: _yes_no, Kind.DURATION: _duration}
