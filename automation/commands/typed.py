"""What is typed behind an option (选项的内容): moments, days, times of day, numbers; wrong ones are said in Chinese."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, datetime

from automation.core.moments import Doubt, from_text
from automation.core.values import half_width


def moment(text: str) -> datetime:
    """A date and a time: ``2026-03-05 20:00``, ``2026-03-05T20:00``, ``2026年3月5日 下午8点``; a day alone is its midnight."""
    try:
        return from_text(half_width(text)).moment
    except Doubt as doubt:
        raise ArgumentTypeError(f"看不懂：{doubt}。请写成 \"2026-03-05 20:00\" 这样。") from doubt


def day(text: str) -> date:
    """A day: ``2026-03-05``, ``2026.3.5``, ``2026年3月5日``."""
    try:
        found, timed, _ = from_text(half_width(text))
    except Doubt as doubt:
        raise ArgumentTypeError(f"看不懂：{doubt}。请写成 2026-03-05 这样。") from doubt
    if timed:
        raise ArgumentTypeError(f"只写日期，不写钟点：“{text}”请写成 {found:%Y-%m-%d}。")
    return found.date()


def time_of_day(text: str) -> str:
    """A time of day as ``HH:MM``."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", half_width(text).strip())
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ArgumentTypeError(f"看不懂：“{text}”不是几点几分。请写成 22:00 这样。")
    return f"{int(match[1]):02d}:{match[2]}"


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number in a range."""
    def read(text: str) -> int:
        typed = half_width(text).strip()
        if not re.fullmatch(r"-?\d{1,9}", typed) or not least <= int(typed) <= most:
            raise ArgumentTypeError(f"看不懂：“{text}”。请写 {least} 到 {most} 的整数。")
        return int(typed)
    return read


def hours(text: str) -> int:
    """Hours of working time, as seconds: ``6``, ``1.5``."""
    typed = half_width(text).strip()
    if not re.fullmatch(r"\d{1,4}(\.\d{1,4})?", typed):
        raise ArgumentTypeError(f"看不懂：“{text}”。请写小时数，例如 6 或 1.5。")
    return round(float(typed) * 3600)
