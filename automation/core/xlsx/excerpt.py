"""Excerpts of one worksheet: a small workbook with only some of its cells, as they are stored, for a reader of values.

Texts, styles and date system are those of the whole workbook, so a cell reads there as it reads in its own place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from automation.core.xlsx import parts
from automation.core.xlsx.package import Package
from automation.core.xlsx.refs import column_letters
from automation.core.xlsx.sheet import Sheet

_START = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_END = b"</sheetData></worksheet>"
_ANY_CELL = re.compile(rb"<c[\s/>]")
_RELATED = ("sharedStrings", "styles")


class Unusual(Exception):
    """A sheet that isn't written as spreadsheet programs usually do; it is read in full instead."""


class Excerpts:
    """Makes excerpts of one sheet: ``part`` is its part, ``book`` the workbook part of the package."""

    def __init__(self, package: Package, book: str, part: str, sheet: Sheet) -> None:
        if not sheet.plain:
            raise Unusual
        wanted = {parts.CONTENT_TYPES, parts.relations_part(""), book, parts.relations_part(book), part,
                  *(relation.target for relation in parts.relations(package, book) if relation.kind in _RELATED)}
        small = Package([member for member in package.members if member.name in wanted], b"")
        small.store(part, _START + _END)
        self._small = Package.parse(parts.readable(small.to_bytes()))
        self._sheet, self._part = sheet, part

    def rows(self, numbers: Iterable[int]) -> bytes:
        """These rows, all of their cells, in their own places."""
        return self._made(self._sheet.stored(number) for number in numbers)

    def cells(self, numbers: Sequence[int], columns: Sequence[int]) -> bytes:
        """The cells of these rows and columns, moved together: the first of them is A1. Raises :class:`Unusual`."""
        letters = [(column_letters(column).encode(), column_letters(place).encode()) for place, column in enumerate(columns, 1)]
        return self._made(self._line(number, place, letters) for place, number in enumerate(numbers, 1))

    def _line(self, number: int, place: int, letters: Sequence[tuple[bytes, bytes]]) -> bytes:
        text, row = self._sheet.stored(number), b"%d" % number
        cells, whole = [], False
        for own, new in letters:
            start = text.find(b'<c r="' + own + row + b'"')
            if start >= 0:
                cells.append(b'<c r="' + new + b"%d" % place + text[start + 6 + len(own) + len(row):_end(text, start)])
            elif not whole:
                whole = _refuse_unusual(text, row)
        return b'<row r="%d">' % place + b"".join(cells) + b"</row>"

    def _made(self, lines: Iterable[bytes]) -> bytes:
        package = self._small.copy()
        package.store(self._part, _START + b"".join(lines) + _END)
        return package.to_bytes()


def _end(text: bytes, start: int) -> int:
    """Where a cell ends."""
    close = text.find(b">", start)
    end = close + 1 if text[close - 1:close] == b"/" else text.find(b"</c>", close) + 4
    if close < 0 or end < 4:
        raise Unusual
    return end


def _refuse_unusual(text: bytes, row: bytes) -> bool:
    """True when every cell of a row says in the usual way where it stands, so that one not found isn't there."""
    if len(re.findall(rb'<c r="[A-Z]+' + row + b'"', text)) != len(_ANY_CELL.findall(text)):
        raise Unusual
    return True
