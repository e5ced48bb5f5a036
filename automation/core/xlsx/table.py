"""Tables: where they stand, and what grows with them when rows come at their end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from automation.core.xlsx import markup
from automation.core.xlsx.refs import Area, cell_ref, parse_area, parse_areas
from automation.core.xlsx.values import plain_text


@dataclass(frozen=True)
class Table:
    """A table as declared. Rows are sheet rows, 1-based; ``header_row`` is 0 when the table shows no header.

    ``first`` and ``last`` are its first and last data row; ``columns`` its headers, left to right.
    """

    name: str
    sheet: str
    ref: str
    header_row: int
    first: int
    last: int
    columns: tuple[str, ...]
    totals: bool
    part: str = ""

    @property
    def area(self) -> Area:
        return parse_area(self.ref)

    def column(self, header: str) -> int:
        """The sheet column of a header. ValueError without it."""
        return self.area.left + self.columns.index(header)


def read_table(data: bytes, sheet: str, part: str) -> Table:
    """A table part. ValueError when its area can't be read."""
    root = markup.parse(data)
    area = parse_area(root.get("ref", ""))
    headers = int(root.get("headerRowCount", "1"))
    totals = int(root.get("totalsRowCount", "0"))
    columns = tuple(plain_text(element.get("name", "")) for element in markup.children(root, "tableColumn"))
    return Table(root.get("displayName") or root.get("name") or "", sheet, str(area), area.top if headers else 0,
                 area.top + headers, area.bottom - totals, columns, totals > 0, part)


def _set_ref(text: bytes, pattern: re.Pattern[bytes], old: Area, new: Area) -> bytes:
    """Give tags that refer down to the table's last row (``ref``) the new last row."""
    def grown(match: re.Match[bytes]) -> bytes:
        ref = markup.get(match[0], "ref")
        try:
            area = parse_area(ref or "")
        except ValueError:
            return match[0]
        if not (old.holds(area) and area.bottom == old.bottom):
            return match[0]
        return markup.put(match[0], "ref", str(area._replace(bottom=new.bottom)))
    return pattern.sub(grown, text)


def grow_table_part(text: bytes, old: Area, new: Area) -> bytes:
    """A table part (UTF-8) whose own, filter and sort areas reach down to the new last row.

    ``insertRow`` goes: it says that the table's only row is Excel's empty line for the first entry.
    """
    text = markup.tag("table").sub(lambda match: markup.drop(match[0], "insertRow"), text, count=1)
    return _set_ref(text, markup.tag("table|autoFilter|sortState|sortCondition"), old, new)


def _grown_sqref(sqref: str, old: Area, new: Area) -> str:
    """A list of areas; those inside the table's columns that end on its last row are drawn down."""
    try:
        areas = parse_areas(sqref)
    except ValueError:
        return sqref
    refs = sqref.split()
    for place, area in enumerate(areas):
        if old.left <= area.left and area.right <= old.right and area.bottom == old.bottom:
            refs[place] = f"{cell_ref(area.top, area.left)}:{cell_ref(new.bottom, area.right)}"
    return " ".join(refs)


def grow_ranges(tail: bytes, old: Area, new: Area) -> bytes:
    """What stands after the rows (UTF-8), with validations, conditional formats (also the x14 ones in extLst) and
    ignored errors that end on the table's last row drawn down to the new one."""
    def attribute(match: re.Match[bytes]) -> bytes:
        sqref = markup.get(match[0], "sqref")
        grown = sqref and _grown_sqref(sqref, old, new)
        return match[0] if grown == sqref or not grown else markup.put(match[0], "sqref", grown)

    def inner(match: re.Match[bytes]) -> bytes:
        grown = _grown_sqref(markup.unescaped(match[2].decode("utf8")), old, new)
        return match[1] + grown.encode() + match[3]

    def block(match: re.Match[bytes]) -> bytes:
        return _SQREF.sub(inner, match[0])

    tail = markup.tag("dataValidation|conditionalFormatting|ignoredError").sub(attribute, tail)
    return _BLOCK.sub(block, tail)


_SQREF = re.compile(rb"(<(?:[A-Za-z_][\w.-]*:)?sqref>)([^<]*)(</)")
_BLOCK = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)(?:dataValidation|conditionalFormatting))(?=[\s>])" + markup.ATTRIBUTES
                    + rb">.*?</\1\s*>", re.DOTALL)


def grow_filter_name(text: bytes, sheet_place: int, old: Area, new: Area) -> bytes:
    """The workbook part (UTF-8): the sheet's hidden _FilterDatabase name, if it is exactly the table, grows too."""
    pattern = re.compile(rb"(<((?:[A-Za-z_][\w.-]*:)?)definedName(?=\s)" + markup.ATTRIBUTES + rb">)([^<]*)(</)")

    def absolute(area: Area) -> str:
        return re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", f"{cell_ref(*area[:2])}:{cell_ref(*area[2:])}")

    def grown(match: re.Match[bytes]) -> bytes:
        if (markup.get(match[1], "name") != "_xlnm._FilterDatabase"
                or markup.get(match[1], "localSheetId") != str(sheet_place)):
            return match[0]
        sheet, _, ref = markup.unescaped(match[3].decode("utf8")).rpartition("!")
        if ref != absolute(old):
            return match[0]
        return match[1] + markup.content(f"{sheet}!{absolute(new)}") + match[4]
    return pattern.sub(grown, text)
