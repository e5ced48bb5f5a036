"""Days of moments, and months before and after a day, as contracts count them (and as Excel's EDATE does)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta


def months_after(day: date | None, months: int | None) -> date | None:
    """The same day of the month some months later, or that month's last day where it has no such day.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    if day is None or months is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_before(day: date, months: int) -> date:
    """The same day of the month some months earlier, or that month's last day.

    >>> months_before(date(2026, 3, 31), 1)
    datetime.date(2026, 2, 28)
    """
    earlier = months_after(day, -months)
    assert earlier is not None
    return earlier


def day_of(moment: date | datetime) -> date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def span_end(first: date, months: int) -> date:
    """The last day of a span of so many months that begins on ``first``: the day before the same day of the month it ends in.

    Where that month has no such day, its last day is the span's last one.

    >>> span_end(date(2026, 3, 1), 12)
    datetime.date(2027, 2, 28)
    >>> span_end(date(2028, 2, 29), 12)
    datetime.date(2029, 2, 28)
    """
    same = months_after(first, months)
    assert same is not None
    return same if same.day < first.day else same - timedelta(days=1)
