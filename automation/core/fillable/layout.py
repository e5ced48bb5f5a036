"""Where things stand on a form (版面): twelve narrow columns; labels, cells to fill, lines.

Every place is known before anything is written: the workbook carries the list of what is asked where, and of what is
printed where, so that a returned form is read by its own list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from automation.core.schema import Column, Kind
from automation.core.xlsx.refs import cell_ref

GRID = 12
_LABEL = 2
_LONG_FROM = 22
"""Text columns this wide take a whole line of the form."""


@dataclass(frozen=True)
class Place:
    """A run of cells on one row: from column ``left`` (counted from 1), ``span`` columns wide."""

    row: int
    left: int
    span: int

    @property
    def ref(self) -> str:
        """The A1 address of its first cell, which holds the value."""
        return cell_ref(self.row, self.left)


@dataclass(frozen=True)
class Labelled:
    """A label and the place beside it, for a column."""

    column: Column
    label: Place
    place: Place


def pairs(columns: Sequence[Column], row: int) -> Iterator[Labelled]:
    """Two short columns on a row; a long one, or one that is left alone, takes a row of its own."""
    rows: list[list[Column]] = []
    for column in columns:
        if long(column) or not rows or len(rows[-1]) == 2 or long(rows[-1][0]):
            rows.append([])
        rows[-1].append(column)
    for number, pair in enumerate(rows, row):
        span = GRID // len(pair) - _LABEL
        for place, column in enumerate(pair):
            left = 1 + place * (_LABEL + span)
            yield Labelled(column, Place(number, left, _LABEL), Place(number, left + _LABEL, span))


def last_row(labelled: Sequence[Labelled], before: int) -> int:
    """The last row that these take; ``before`` when there are none."""
    return max((each.place.row for each in labelled), default=before)


def spans(columns: Sequence[Column]) -> list[int]:
    """How many of the grid's columns each column of the lines gets, by its width; all of them together :data:`GRID`."""
    widths = [column.characters for column in columns]
    result = [max(1, round(GRID * width / sum(widths))) for width in widths]
    while sum(result) != GRID:
        place = max(range(len(result)), key=lambda n: (result[n] if sum(result) > GRID else widths[n] / result[n]))
        result[place] += 1 if sum(result) < GRID else -1
    return result


def long(column: Column) -> bool:
    """Whether it takes a row of its own."""
    return column.kind is Kind.TEXT and column.characters >= _LONG_FROM
