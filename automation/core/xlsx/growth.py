"""What grows with a table when rows come at its end, as it does in Excel: whatever covers its columns to the last row."""

from __future__ import annotations

import re
from dataclasses import dataclass

from automation.core.xlsx import markup
from automation.core.xlsx.formulas import grow_references
from automation.core.xlsx.refs import Area, cell_ref, parse_area, parse_areas
from automation.core.xlsx.table import Table

_PREFIX = rb"(?:[A-Za-z_][\w.-]*:)?"
_SQREF = re.compile(rb"(<" + _PREFIX + rb"sqref>)([^<]*)(</)")
_BLOCK = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)(?:dataValidation|conditionalFormatting))(?=[\s>])" + markup.ATTRIBUTES
                    + rb">.*?</\1\s*>", re.DOTALL)
_SPARKLINE = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)sparkline)(?=[\s>])" + markup.ATTRIBUTES + rb">.*?</\1\s*>", re.DOTALL)


def _element(names: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"(<" + _PREFIX + rb"(?:" + names + rb")(?=[\s>])" + markup.ATTRIBUTES + rb">)([^<]*)(</)")


_FORMULA, _SERIES, _NAME = _element(b"formula[12]?|f"), _element(b"f"), _element(b"definedName")


@dataclass(frozen=True)
class Growth:
    """A table's area before and after. All texts are parts, or pieces of parts, in UTF-8."""

    table: Table
    new: Area

    @property
    def old(self) -> Area:
        return self.table.area

    def table_part(self, text: bytes) -> bytes:
        """The table's own, filter and sort areas.

        ``insertRow`` goes: it says that the table's only row is Excel's empty line for the first entry.
        """
        text = markup.tag("table").sub(lambda match: markup.drop(match[0], "insertRow"), text, count=1)
        return markup.tag("table|autoFilter|sortState|sortCondition").sub(self._grown_ref, text)

    def _grown_ref(self, match: re.Match[bytes]) -> bytes:
        try:
            area = parse_area(markup.get(match[0], "ref") or "")
        except ValueError:
            return match[0]
        if not (self.old.holds(area) and area.bottom == self.old.bottom):
            return match[0]
        return markup.put(match[0], "ref", str(area._replace(bottom=self.new.bottom)))

    def sheet_tail(self, tail: bytes) -> bytes:
        """What stands after the rows: validations, conditional formats (also the x14 ones in extLst) and ignored errors
        that end on the table's last row, the columns that their formulas name, and sparklines of whole columns."""
        tail = markup.tag("dataValidation|conditionalFormatting|ignoredError").sub(self._grown_attribute, tail)
        tail = _BLOCK.sub(lambda block: _SQREF.sub(self._grown_list, block[0]), tail)
        tail = _SPARKLINE.sub(lambda block: self._formulas(_SERIES, block[0], relative=True), tail)
        return self._formulas(_FORMULA, tail)

    def _grown_attribute(self, match: re.Match[bytes]) -> bytes:
        sqref = markup.get(match[0], "sqref")
        grown = sqref and self._sqref(sqref)
        return match[0] if grown == sqref or not grown else markup.put(match[0], "sqref", grown)

    def _grown_list(self, match: re.Match[bytes]) -> bytes:
        return match[1] + self._sqref(markup.unescaped(match[2].decode("utf8"))).encode() + match[3]

    def _sqref(self, sqref: str) -> str:
        """A list of areas; those inside the table's columns that end on its last row are drawn down."""
        try:
            areas = parse_areas(sqref)
        except ValueError:
            return sqref
        refs, old = sqref.split(), self.old
        for place, area in enumerate(areas):
            if old.left <= area.left and area.right <= old.right and area.bottom == old.bottom:
                refs[place] = f"{cell_ref(area.top, area.left)}:{cell_ref(self.new.bottom, area.right)}"
        return " ".join(refs)

    def names(self, text: bytes) -> bytes:
        """The workbook part: defined names that cover columns of the table, the hidden one of its filter included."""
        return self._formulas(_NAME, text)

    def chart(self, text: bytes) -> bytes:
        """A chart part: series over whole columns. Their stored points stay: Excel reads the cells when it opens the file."""
        return self._formulas(_SERIES, text, relative=True, single=True)

    def _formulas(self, pattern: re.Pattern[bytes], text: bytes, *, relative: bool = False, single: bool = False) -> bytes:
        table = self.table
        tops = {table.first, table.header_row} - {0}

        def grown(match: re.Match[bytes]) -> bytes:
            formula = markup.unescaped(match[2].decode("utf8"))
            result = grow_references(formula, table.sheet, table.sheet, self.old, self.new, tops, relative=relative,
                                     single=single and table.first == table.last)
            return match[0] if result == formula else match[1] + markup.content(result) + match[3]
        return pattern.sub(grown, text)
