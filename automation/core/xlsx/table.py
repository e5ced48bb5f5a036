"""Tables: where they stand and what they declare."""

from __future__ import annotations

from dataclasses import dataclass

from automation.core.xlsx import markup
from automation.core.xlsx.refs import Area, parse_area
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


def calculated_columns(data: bytes) -> dict[int, str]:
    """The formulas of a table part's calculated columns, by place from the left (0 = first). Array formulas are left out."""
    columns = markup.children(markup.parse(data), "tableColumn")
    formulas = {place: markup.children(column, "calculatedColumnFormula") for place, column in enumerate(columns)}
    return {place: found[0].text for place, found in formulas.items()
            if found and found[0].text and found[0].get("array", "0") not in ("1", "true")}
