"""The end of a year (年末归档): which rows leave for the year's archive, and the changes that move them. Pure.

A matter leaves whole or not at all: a call with its vouchers, visits, goods and cards. It leaves when all of its rows are over and
none of them speaks of a later day than the year's last; what is open, and what somebody has still to mend, is carried over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from automation.core.changes import ArchiveRow
from automation.core.rows import Row
from automation.core.schema import Catalogue, Kind, Register, Sheet

Rows = Mapping[str, Sequence[Row]]
"""Rows by the sheet's attribute name."""
Place = tuple[str, str]
"""A row: its sheet and key."""
Head = tuple[str, str | tuple[Any, ...]]
"""What a matter is known by: the row at its head, or what its rows say alike."""

_DATES = (Kind.DATE, Kind.DATETIME)


@dataclass(frozen=True)
class Leaving:
    """The rows of one sheet at the end of a year: those that leave, and how many with a number are carried over."""

    sheet: Sheet
    rows: Sequence[Row]
    carried: int


def leaving(catalogue: Catalogue, rows: Rows, year: int, to_mend: Collection[Place] = ()) -> list[Leaving]:
    """What leaves when ``year`` is over, by sheet. ``to_mend`` are rows with open findings: their matters are carried over.

    Rows without a number, with a number that stands there twice, or that name a row which isn't there, stay as well.
    """
    sheets = [sheet for sheet in catalogue.sheets.values() if sheet.leaves is not None]
    counts = Counter((sheet.name, row.key) for sheet in sheets for row in rows.get(sheet.name, ()))
    known = {(sheet.name, row.key): row for sheet in sheets for row in rows.get(sheet.name, ()) if row.key}
    heads = {place: _head(row, known) for place, row in known.items()}
    stay = {None, *(heads[place] for place, row in known.items()
                    if counts[place] > 1 or place in to_mend or not _over(row, year))}
    return [Leaving(sheet, *_parted([row for (name, _), row in known.items() if name == sheet.name], heads, stay)) for sheet in sheets]


def archive_changes(catalogue: Catalogue, found: Iterable[Leaving], into: Callable[[Register], str]) -> Iterator[ArchiveRow]:
    """The changes that move the rows; ``into`` gives a register's archive, by its path below the department's folder."""
    for each in found:
        if each.rows:
            path = into(catalogue.register_of[each.sheet.name])
            yield from (ArchiveRow(each.sheet.name, row.key, dict(row), path) for row in each.rows)


def _parted(rows: Sequence[Row], heads: Mapping[Place, Head | None], stay: Collection[Head | None]) -> tuple[list[Row], int]:
    away = [row for row in rows if heads[row.sheet.name, row.key] not in stay]
    return away, len(rows) - len(away)


def _head(row: Row, known: Mapping[Place, Row]) -> Head | None:
    """The head of the matter that a row belongs to; None where the row that it names isn't there, or they go in a circle."""
    seen: set[Place] = set()
    while True:
        leaves = row.sheet.leaves
        assert leaves is not None           # only rows of sheets that have it are known
        named = row[leaves.parent] if leaves.parent else None
        if named is None:
            return row.sheet.name, tuple(row[name] for name in leaves.together) or row.key
        above = (row.sheet[leaves.parent].ref.sheet, named)
        if above not in known or above in seen:
            return None
        seen.add(above)
        row = known[above]


def _over(row: Row, year: int) -> bool:
    """Whether a row is over, and nothing in it lies after the year."""
    if row.sheet.leaves is None or not row.sheet.leaves.over(row):
        return False
    moments = (row[column.name] for column in row.sheet.columns if column.kind in _DATES and column.formula is None)
    return all(_day(moment) <= date(year, 12, 31) for moment in moments if moment is not None)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
