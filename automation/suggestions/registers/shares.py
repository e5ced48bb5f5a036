"""How a benefit is shared (SG6.1): to the cent, both shares together always the whole; which days of the year are settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")


def split(benefit: Decimal, customer: int, company: int) -> tuple[Decimal, Decimal]:
    """The customer's share and the company's, ``customer`` to ``company`` (60 to 40).

    The customer's is rounded half up to the cent (四舍五入到分), the company's is what is left: they always add up.

    >>> split(Decimal("100.01"), 60, 40)
    (Decimal('60.01'), Decimal('40.00'))
    """
    customers = (benefit * customer / (customer + company)).quantize(FEN, ROUND_HALF_UP)
    return customers, benefit.quantize(FEN) - customers


def uncovered(first: date, last: date, periods: Iterable[tuple[date, date]]) -> tuple[date, date] | None:
    """The first stretch of ``first`` to ``last`` that lies in none of the periods (both ends counted); None when all is covered."""
    day = first
    for begins, ends in sorted(periods):
        if begins > day:
            return day, min(last, begins - timedelta(days=1))
        day = max(day, ends + timedelta(days=1))
    return (day, last) if day <= last else None
