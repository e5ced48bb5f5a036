"""What people type (手工填写), understood by the type of the column: where there is no doubt, and saying what was made of it.

:func:`understand` never raises for any cell: it gives the value with a note, or says why it can't and what would be right.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from automation.core.moments import Doubt, from_serial, from_text, whole_seconds
from automation.core.schema import Column, Kind, ListOf


@dataclass(frozen=True)
class Understood:
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
    """A cell that holds an error instead of a value (``#N/A``, ``#REF!`` …)."""

    text: str


Meaning = Understood | NotUnderstood
BLANK = Understood(None)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060"))
_YES = {"是", "√", "✓", "✔", "Y", "YES", "对", "有", "1", "TRUE", "已"}
_NO = {"否", "×", "✗", "✘", "X", "N", "NO", "无", "没有", "0", "FALSE", "未"}


def understand(column: Column, raw: Any, *, today: date | None = None, date1904: bool = False) -> Meaning:
    """What a cell says. ``raw`` is what the reader got: text, number, truth value, date, time, duration, error, None."""
    if raw is None or raw == "":
        return BLANK
    if isinstance(raw, ErrorCell):
        return NotUnderstood(f"单元格里是错误值 {raw.text}", "改成应填的内容，或恢复公式")
    if isinstance(raw, str):
        text = tidy(raw)
        if not text:
            return BLANK
        meaning = _READERS[column.kind](column, text, today, date1904)
        if isinstance(meaning, Understood) and not meaning.note and text != raw and meaning.value != raw:
            return Understood(meaning.value, "去掉多余空格或全角字符")
        return meaning
    return _READERS[column.kind](column, raw, today, date1904)


def tidy(text: str) -> str:
    """Without blanks at the ends and invisible characters; no-break and full-width blanks are blanks."""
    return text.translate(_INVISIBLE).replace("\u3000", " ").replace("\xa0", " ").strip()


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as ordinary ones."""
    return unicodedata.normalize("NFKC", text)


def _text(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    if isinstance(raw, bool):
        return Understood("是" if raw else "否", "真假值改成是否")
    if isinstance(raw, int | float):
        return Understood(f"{raw:.15g}" if raw != int(raw) else str(int(raw)), "" if isinstance(raw, int) else "数字当作文字")
    if isinstance(raw, datetime):
        return Understood(f"{raw:%Y-%m-%d}" if raw.time() == time() else f"{raw:%Y-%m-%d %H:%M}", "日期当作文字")
    if isinstance(raw, str):
        plain = half_width(raw) if column.unique or column.ref or column.name in ("serial", "invoice_no") else raw
        return Understood(plain, "" if plain == raw else "全角改成半角")
    if isinstance(raw, time) and not raw.second:
        return Understood(f"{raw:%H:%M}", "钟点当作文字")
    if isinstance(raw, timedelta) and not raw.total_seconds() % 60:
        return Understood(f"{raw // timedelta(hours=1):02d}:{raw // timedelta(minutes=1) % 60:02d}", "钟点当作文字")
    return Understood(str(raw), "当作文字")


def _moment(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    right = "请写成 2026-03-05 14:00 这样" if column.kind is Kind.DATETIME else "请写成 2026-03-05 这样"
    note = ""
    try:
        if isinstance(raw, datetime):
            moment = whole_seconds(raw)
        elif isinstance(raw, date):
            moment = datetime.combine(raw, time())
        elif isinstance(raw, str):
            moment, note = from_text(half_width(raw), today)[0], "文字写的日期"
        elif isinstance(raw, int | float) and not isinstance(raw, bool):
            moment, note = from_serial(raw, date1904), "数字当作日期"
        else:
            return NotUnderstood(f"“{raw}”不是日期", right)
    except Doubt as doubt:
        return NotUnderstood(f"{doubt}", right)
    if column.kind is Kind.DATETIME:
        return Understood(moment, note)
    return Understood(moment.date(), note or ("去掉了钟点" if moment.time() != time() else ""))


_PHONE = re.compile(r"(?:\+?86)?(\d{3,4}-\d{7,8}|1\d{10}|0\d{9,11}|\d{7,8}|[48]00\d{7}|\d{5})"
                    r"(?:(?:转|-|ext\.?|#)(\d{1,6}))?", re.IGNORECASE)


def _phone(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    right = "一格写一个号码，例如 13800138000 或 010-62751234"
    typed = str(int(raw)) if isinstance(raw, float) and raw == int(raw) else str(raw)
    text = re.sub(r"[\s.]", "", half_width(typed)).replace("—", "-").replace("–", "-")
    text = re.sub(r"^\((0\d{2,3})\)-?([\d-]+)", lambda found: f"{found[1]}-{found[2].replace(chr(45), '')}", text)
    if re.fullmatch(r"(?:\+?86-?)?1[-\d]{10,14}", text):
        text = text.replace("-", "")
    match = _PHONE.fullmatch(text)
    if not match:
        return NotUnderstood(f"“{typed}”不像一个电话号码", right)
    number = match[1] if "-" in match[1] or not match[1].startswith("0") else _with_area(match[1])
    value = number + (f"-{match[2]}" if match[2] else "")
    return Understood(value, "" if value == raw else "电话号码改成统一写法")


def _with_area(digits: str) -> str:
    """Area code set apart: three digits for 01x and 02x, four for the rest."""
    cut = 3 if digits[1] in "12" else 4
    return f"{digits[:cut]}-{digits[cut:]}"


def _decimal(raw: Any) -> Decimal | None:
    try:
        return Decimal(repr(raw)) if isinstance(raw, float) else Decimal(str(raw))
    except InvalidOperation:
        return None


def _money(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    right = "只写数字，最多两位小数，例如 1200.50"
    if isinstance(raw, bool | datetime | date | time | timedelta):
        return NotUnderstood(f"“{raw}”不是金额", right)
    note, factor, typed = "", 1, raw
    if isinstance(raw, str):
        text = re.sub(r"[\s,]", "", half_width(raw)).removeprefix("¥").removeprefix("￥").removeprefix("RMB")
        text = re.sub(r"元?(整|正)?$", "", text)
        if text.endswith("万"):
            text, factor = text[:-1], 10_000
        if text.startswith("(") and text.endswith(")"):
            text = "-" + text[1:-1]
        typed, note = text, "文字写的金额"
    amount = _decimal(typed)
    if amount is None or not amount.is_finite():
        return NotUnderstood(f"“{raw}”不是金额", right)
    amount *= factor
    fen = amount.quantize(Decimal("0.01"))
    if abs(amount - fen) > Decimal("0.0000001"):
        return NotUnderstood(f"“{raw}”多于两位小数", right)
    return Understood(fen, note)


def _hours(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    right = "以小时计，例如一小时半写 1.5"
    if isinstance(raw, timedelta):
        return Understood(Decimal(round(raw.total_seconds() / 36)) / 100, "时长改成小时")
    if isinstance(raw, str):
        match = re.fullmatch(r"(?:(\d+(?:\.\d+)?)(?:个)?(?:小时|h)?)?(?:(\d+)(?:分钟|分))?", half_width(raw).replace(" ", "").lower())
        if not match or not (match[1] or match[2]):
            return NotUnderstood(f"“{raw}”不是工时", right)
        return Understood((Decimal(match[1] or 0) + Decimal(match[2] or 0) / 60).quantize(Decimal("0.01")), "文字写的工时")
    amount = None if isinstance(raw, bool | datetime | date | time) else _decimal(raw)
    if amount is None or not amount.is_finite():
        return NotUnderstood(f"“{raw}”不是工时", right)
    return Understood(amount.quantize(Decimal("0.01")).normalize() + 0)


def _count(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    if isinstance(raw, str):
        match = re.fullmatch(r"(-?\d+)(?:\.0+)?[台个件只套支根月]?", half_width(raw).replace(" ", "").replace(",", ""))
        return Understood(int(match[1]), "文字写的数字") if match else NotUnderstood(f"“{raw}”不是整数", "只写数字，例如 3")
    if isinstance(raw, int | float) and not isinstance(raw, bool) and raw == int(raw):
        return Understood(int(raw))
    return NotUnderstood(f"“{raw}”不是整数", "只写数字，例如 3")


def _yes_no(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    if isinstance(raw, bool | int | float):
        raw = str(int(raw)) if raw in (0, 1) else str(raw)
    word = half_width(str(raw)).upper()
    for value, words in (("是", _YES), ("否", _NO)):
        if word in words or str(raw) in words:
            return Understood(value, "" if word == value else f"“{raw}”当作“{value}”")
    return NotUnderstood(f"“{raw}”分不清是还是否", "写“是”或“否”")


def _choice(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    text = _text(column, raw, today, date1904)
    if isinstance(column.choices, ListOf) or not column.choices or text.value in column.choices:
        return text
    squeezed = re.sub(r"\s", "", half_width(str(text.value)))
    same = [choice for choice in column.choices if re.sub(r"\s", "", half_width(choice)) == squeezed]
    if len(same) == 1:
        return Understood(same[0], "去掉多余空格或全角字符")
    close = difflib.get_close_matches(squeezed, column.choices, 1, 0.5)
    hint = f"，是不是“{close[0]}”？" if close else ""
    return NotUnderstood(f"“{raw}”不在可选的内容里", f"从下拉单里选：{'、'.join(column.choices)}{hint}")


def _duration(column: Column, raw: Any, today: date | None, date1904: bool) -> Meaning:
    if isinstance(raw, timedelta):
        return Understood(round(raw.total_seconds()))
    if isinstance(raw, time):
        return Understood(raw.hour * 3600 + raw.minute * 60 + raw.second)
    if isinstance(raw, datetime):
        return Understood(round((raw - datetime(1899, 12, 30)).total_seconds()))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Understood(round(raw * 86400))
    return NotUnderstood(f"“{raw}”不是时长", "恢复公式")


_READERS: dict[Kind, Callable[[Column, Any, date | None, bool], Meaning]] = {
    Kind.TEXT: _text, Kind.PHONE: _phone, Kind.DATE: _moment, Kind.DATETIME: _moment, Kind.MONEY: _money, Kind.HOURS: _hours,
    Kind.COUNT: _count, Kind.CHOICE: _choice, Kind.YESNO: _yes_no, Kind.DURATION: _duration}
