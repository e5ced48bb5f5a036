"""A1 references and sheet limits (ECMA-376 part 1, 18.18.62 ST_Ref and 18.18.76 ST_Sqref)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_WHOLE_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")
_WHOLE_ROWS = re.compile(r"\$?([0-9]{1,7}):\$?([0-9]{1,7})")


class Area(NamedTuple):
    """A rectangle of cells, 1-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        return (self.top <= other.bottom and other.top <= self.bottom
                and self.left <= other.right and other.left <= self.right)

    def holds(self, other: Area) -> bool:
        return (self.top <= other.top and other.bottom <= self.bottom
                and self.left <= other.left and other.right <= self.right)

    def has(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def __str__(self) -> str:
        first = cell_ref(self.top, self.left)
        return first if self[:2] == self[2:] else f"{first}:{cell_ref(self.bottom, self.right)}"


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """``"A"`` → 1, ``"XFD"`` → 16384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@lru_cache(maxsize=20_000)
def column_letters(number: int) -> str:
    """1 → ``"A"``, 16384 → ``"XFD"``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_ref(row: int, column: int) -> str:
    return f"{column_letters(column)}{row}"


def parse_cell(ref: str) -> tuple[int, int]:
    """``"B7"`` → (7, 2). ValueError when it isn't a cell inside a sheet."""
    match = _CELL.fullmatch(ref)
    if match:
        row, column = int(match[2]), column_number(match[1])
        if 1 <= row <= MAX_ROW and column <= MAX_COLUMN:
            return row, column
    raise ValueError(f"not a cell: {ref!r}")


def parse_area(ref: str) -> Area:
    """``"A1:C9"``, ``"B2"``, ``"A:C"`` or ``"1:3"`` as a rectangle. ValueError when it leaves the sheet or is reversed."""
    if match := _WHOLE_COLUMNS.fullmatch(ref):
        area = Area(1, column_number(match[1]), MAX_ROW, column_number(match[2]))
    elif match := _WHOLE_ROWS.fullmatch(ref):
        area = Area(int(match[1]), 1, int(match[2]), MAX_COLUMN)
    else:
        first, _, last = ref.partition(":")
        area = Area(*parse_cell(first), *parse_cell(last or first))
    if not (1 <= area.top <= area.bottom <= MAX_ROW and 1 <= area.left <= area.right <= MAX_COLUMN):
        raise ValueError(f"not an area of a sheet: {ref!r}")
    return area


def parse_areas(sqref: str) -> list[Area]:
    """A space-separated list of areas."""
    return [parse_area(ref) for ref in sqref.split()]
