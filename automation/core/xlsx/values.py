"""Values as cells hold them: numbers, serial dates, text with its escapes (ECMA-376 part 1, 18.18.11, 22.9.2.19)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from automation.core.xlsx import markup
from automation.core.xlsx.failures import RefusedValue

Value = None | str | int | Decimal | float | bool | date | datetime
MAX_TEXT = 32_767
MAX_FORMULA = 8_192
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_UNWRITABLE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Cell:
    """What a cell shall hold. None without a formula (and "") empties it and keeps its style.

    A datetime becomes a serial number in the workbook's date system, rounded to whole seconds; ``formula`` goes without
    or with a leading ``=`` and is stored beside ``value``, its computed value. ``style_of`` names a cell of the same sheet
    whose style is copied.
    """

    value: Value
    formula: str | None = None
    style_of: str | None = None


@dataclass(frozen=True)
class RawCell:
    """A cell as stored. ``kind`` is "" (empty), n, s, inlineStr, str, b, e (value is the error's text) or d (ISO text).

    ``formula`` is None without one, and "" where a shared formula's text stands in another cell.
    """

    value: str | int | float | bool | None = None
    formula: str | None = None
    style: int = 0
    kind: str = ""


def serial(moment: date, date1904: bool) -> int | float:
    """Days since the workbook's epoch; a datetime is rounded to the second. RefusedValue outside what Excel knows."""
    if not isinstance(moment, datetime):
        return _day_number(moment, date1904)
    if moment.tzinfo is not None:
        raise RefusedValue(f"时间 {moment} 带时区，表格里只记本地时间。")
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second + (moment.microsecond >= 500_000)
    days = _day_number(moment.date(), date1904)
    return days if seconds == 0 else days + seconds / 86_400


def _day_number(day: date, date1904: bool) -> int:
    if date1904:
        number = day.toordinal() - date(1904, 1, 1).toordinal()
    else:
        number = day.toordinal() - date(1899, 12, 30).toordinal()
        # Excel counts a 29 February 1900 that never was, so earlier days are one less.
        number -= number < 61
    if number < (0 if date1904 else 1):
        raise RefusedValue(f"日期 {day} 早于表格能记的第一天，没有写入；请核对年份。")
    return number


def text_content(text: str) -> bytes:
    """Text as XML content, with Excel's ``_xHHHH_`` for what XML can't carry. RefusedValue past Excel's limit."""
    try:
        length = len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        raise RefusedValue("文字里有不完整的字符（可能是从别处复制时截断了），没有写入；请重新输入这段文字。") from error
    if length > MAX_TEXT:
        raise RefusedValue(f"一个单元格最多放 {MAX_TEXT} 个字，这段文字有 {length} 个，没有写入；请缩短后再试。")
    return markup.content(_UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text))


def plain_text(text: str) -> str:
    """Stored text with its ``_xHHHH_`` escapes resolved."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def number_text(value: int | float | Decimal) -> str:
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise RefusedValue(f"「{value}」不是一个数，没有写入；请核对这一格。")
    text = repr(value) if isinstance(value, float) else str(value)
    if not math.isfinite(float(text)):
        raise RefusedValue(f"「{text}」太大，表格放不下，没有写入；请核对这一格。")
    return text


def cell_body(cell: Cell, prefix: bytes, date1904: bool) -> tuple[str, bytes]:
    """The cell's type attribute ("" for a number) and its content; content b"" means an empty cell."""
    value = cell.value
    formula = _formula(cell.formula, prefix) if cell.formula is not None else b""
    if isinstance(value, str) and (value or formula):
        text = text_content(value)
        space = b' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else b""
        if formula:
            return "str", formula + _element(prefix, b"v", text, space)
        return "inlineStr", _element(prefix, b"is", _element(prefix, b"t", text, space))
    if value is None or value == "":
        return "", formula
    if isinstance(value, bool):
        return "b", formula + _element(prefix, b"v", b"1" if value else b"0")
    number = serial(value, date1904) if isinstance(value, date) else value
    return "", formula + _element(prefix, b"v", number_text(number).encode())


def _element(prefix: bytes, name: bytes, inner: bytes, attributes: bytes = b"") -> bytes:
    return b"<" + prefix + name + attributes + b">" + inner + b"</" + prefix + name + b">"


def _formula(formula: str, prefix: bytes) -> bytes:
    text = formula.removeprefix("=")
    if not text.strip() or len(text) > MAX_FORMULA or _CONTROL.search(text):
        raise RefusedValue(f"公式「{text[:40]}」是空的、太长（最多 {MAX_FORMULA} 个字符）或含有看不见的符号，没有写入。")
    space = b' xml:space="preserve"' if text != text.strip() or "\n" in text else b""
    return _element(prefix, b"f", markup.content(text), space)
