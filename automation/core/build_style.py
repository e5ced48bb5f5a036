"""Colours, fonts, widths and formats of the registers' workbooks (样式).

Three header fills tell who fills a column; they differ in lightness too, so that a black-and-white print tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from automation.core.formats import NUMBER_FORMATS
from automation.core.schema import Column, Kind, Owner, Sheet

FONT = "微软雅黑"
HEADER_HEIGHT, ROW_PIXELS = 27, 24
_LINE, _PADDING = 15.5, 6
"""Points. A row of one line has no set height of its own, so that it grows when somebody types more into it."""

FILLS = {Owner.STAFF: "#FFF3D1", Owner.STEP: "#CFE0EE", Owner.FORMULA: "#B9C4BA"}
TONES: dict[str, dict[str, Any]] = {
    "red": {"bg_color": "#F9D2CE", "font_color": "#8F1D14", "bold": True},
    "amber": {"bg_color": "#FFE6AD", "font_color": "#6B4400"},
    "grey": {"bg_color": "#F5F6F6", "font_color": "#6B6F73"},
    "green": {"bg_color": "#DCEBD5", "font_color": "#2F5423"},
}
_CENTRED = {Kind.YESNO, Kind.DURATION}
_SIDES = {Kind.MONEY: "right", Kind.HOURS: "right", Kind.COUNT: "right"}
_LONG = 19
"""From this width on, text runs over several lines."""

_NOTE_WIDTH = 236
_NOTE_LINE = 34


def width(column: Column) -> float:
    """The column's width in characters: its header stays readable beside the filter's arrow."""
    return max(column.characters, 2 * len(column.header) + 3.5) + 1


def wraps(column: Column) -> bool:
    """Whether its text runs over several lines."""
    return column.kind is Kind.TEXT and width(column) >= _LONG


def units(text: str) -> float:
    """The width of a text in characters (of the widest digit, as Excel counts); a Chinese one takes nearly two."""
    return sum(1.9 if east_asian_width(each) in "WF" or each in "“”…·—" else 1 for each in text)


def lines(text: str, width: float) -> int:
    """The lines that a text takes in a cell or note of this width."""
    return sum(max(1, ceil(units(line) / width)) for line in text.split("\n"))


def note_box(text: str) -> tuple[int, int]:
    """Width and height, in pixels, of a note that shows all of its text."""
    return _NOTE_WIDTH, 16 * lines(text, _NOTE_LINE) + 14


def height(texts: Iterable[tuple[str, float]]) -> float | None:
    """The height, in points, of a row of these texts in cells of these widths; None when each takes one line.

    Excel fits heights itself; other programs show what the file says.
    """
    most = max((lines(text, width - 2) for text, width in texts), default=1)
    return most * _LINE + _PADDING if most > 1 else None


class Style:
    """The formats of one workbook; a format asked for twice is made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.plain = self.make()
        self.plain_header = self.make(bold=True, bg_color="#EDEDED")
        self.moment = self.make(num_format="yyyy-mm-dd hh:mm", align="left")
        self.day = self.make(num_format="yyyy-mm-dd", align="left")

    def make(self, **properties: Any) -> Format:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "vcenter"} | properties)
        return self._made[key]

    def header(self, column: Column) -> Format:
        """A header's format: the fill says who fills the column, bold that it is required."""
        return self.owner(column.owner, bold=column.required is True)

    def owner(self, owner: Owner, **properties: Any) -> Format:
        """The fill of an owner."""
        return self.make(**{"bg_color": FILLS[owner], "font_color": "#1F2D3A", "border": 1, "border_color": "#A9B1B8",
                            "indent": 1} | properties)

    def column(self, sheet: Sheet, column: Column) -> Format:
        """What a whole column looks like, also below the table: pasted rows keep their leading zeros."""
        return self.make(**_properties(sheet, column))

    def cell(self, sheet: Sheet, column: Column) -> Format:
        """A cell of the table."""
        return self.make(**_properties(sheet, column), border=1, border_color="#DADEE2")

    def swatch(self, tone: str) -> Format:
        """A plain cell in a tone, for the legend."""
        return self.make(**TONES[tone], border=1, border_color="#DADEE2", indent=1)

    def tone(self, tone: str) -> Format:
        """The format of a colour that a condition gives."""
        return self._book.add_format({**TONES[tone], "font_name": None, "font_size": None})

    @staticmethod
    def is_text(column: Column) -> bool:
        """Whether the cells are text, whatever is typed; never a computed one, whose formula would turn into text."""
        return column.owner is not Owner.FORMULA and NUMBER_FORMATS[column.kind] == "@"


def _properties(sheet: Sheet, column: Column) -> dict[str, Any]:
    made: dict[str, Any] = {"num_format": NUMBER_FORMATS[column.kind]}
    if column.owner is Owner.FORMULA:
        made["font_color"] = "#4A5560"
        if made["num_format"] == "@":
            del made["num_format"]
    elif column.name == sheet.key:
        made |= {"num_format": "@" if column.kind is not Kind.DATE else made["num_format"], "bold": True}
    made |= {"align": "center"} if column.kind in _CENTRED else {"align": _SIDES.get(column.kind, "left"), "indent": 1}
    if wraps(column):
        made["text_wrap"] = True
    return made
