"""Cell surgery on one worksheet part: rows that nobody touches keep their bytes.

The part is three pieces: what stands before the rows, the rows, what stands after them. The rows are found by one
scan for their start tags; a row is taken apart only when one of its cells is read or set.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from itertools import pairwise

from automation.core.errors import RefusedFile
from automation.core.xlsx import markup
from automation.core.xlsx.deflate import Segment
from automation.core.xlsx.failures import RefusedCell
from automation.core.xlsx.refs import Area, cell_ref, column_number, parse_area
from automation.core.xlsx.values import Cell, cell_body

_DATA = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?:\s[^>]*?)?(/?)>")
_LOOSE = re.compile(rb"<!\[CDATA\[(.*?)\]\]>|<!--.*?-->", re.DOTALL)
_LETTERS = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})[0-9]""")


@dataclass
class Row:
    """One row taken apart: its start tag (never self-closed), its cells by column as bytes, and all after the last cell."""

    number: int
    start: bytes
    cells: dict[int, bytes]
    rest: bytes

    def to_bytes(self) -> bytes:
        return self.start + b"".join(self.cells[column] for column in sorted(self.cells)) + self.rest

    def copy(self) -> Row:
        return Row(self.number, self.start, dict(self.cells), self.rest)


class Sheet:
    """A worksheet part in memory. Rows that were set are kept apart until ``to_bytes`` splices them in."""

    def __init__(self, title: str, data: bytes) -> None:
        self.title = title
        text, self._encoded = markup.decode(data)
        opening = _DATA.search(text)
        if opening is None:
            raise RefusedFile(f"工作表「{title}」不是普通的表格，程序不读写它。")
        self.prefix = opening[1]
        self._as_stored = self._encoded == markup.Encoded(b"", "utf-8") and not opening[2]
        if opening[2]:
            start = opening[0][:-2].rstrip() + b">"
            self.head, self._rows, rest = text[:opening.start()] + start, b"", opening.end()
            self.tail = b"</" + self.prefix + b"sheetData>" + text[rest:]
        else:
            end = text.rfind(b"</" + self.prefix + b"sheetData")
            if end < 0 or text.find(b"</" + self.prefix + b"worksheet", end) < 0:
                raise RefusedFile(f"工作表「{title}」已损坏，后半截不见了；请从备份里取回，或用 Excel 打开后另存一份再试。")
            self.head, self._rows, self.tail = text[:opening.end()], text[opening.end():end], text[end:]
            if b"!" in self._rows and b"<!" in self._rows:      # the sign alone is rare, and found far faster
                self._as_stored = False
                self._rows = _LOOSE.sub(lambda m: markup.content((m[1] or b"").decode("utf8")), self._rows)
        self._original = (self.head, self.tail)
        self._row_end = b"</" + self.prefix + b"row>"
        self._edited: dict[int, Row] = {}
        try:
            (self.head + self.tail).decode("utf8")
            self._index()
        except ValueError as error:
            raise RefusedFile(f"工作表「{title}」已损坏，程序不读写它；请从备份里取回，或用 Excel 打开后另存一份再试。") from error
        self._cell = re.compile(rb"<" + self.prefix + rb"c(?=[\s/>])(" + markup.ATTRIBUTES + rb")(?:/>|>(.*?)</"
                                + self.prefix + rb"c\s*>)", re.DOTALL)
        self._formula = re.compile(rb"(<" + self.prefix + rb"f(?=[\s/>])" + markup.ATTRIBUTES + rb")(?:/>|>(.*?)</"
                                   + self.prefix + rb"f\s*>)", re.DOTALL)
        self.removed_formula = False

    def _index(self) -> None:
        """Row numbers and where each row starts. A row without ``r`` is the one after its predecessor."""
        pattern = re.compile(rb"<" + self.prefix + rb'row(?:\s+r="([0-9]+)"|(?=[\s/>]))')
        self._numbers: list[int] = []
        self._starts: list[int] = []
        number = 0
        for match in pattern.finditer(self._rows):
            given = match[1] or markup.get(self._rows[match.start():self._rows.index(b">", match.end()) + 1], "r")
            number = int(given) if given else number + 1
            self._numbers.append(number)
            self._starts.append(match.start())
        if any(low >= high for low, high in pairwise(self._numbers)):
            raise RefusedFile(f"工作表「{self.title}」里行的次序错乱，程序不改它；请用 Excel 打开并另存一份再试。")
        self._place = {number: place for place, number in enumerate(self._numbers)}
        self._starts.append(len(self._rows))

    @property
    def plain(self) -> bool:
        """Whether the part is written without prefixes, in UTF-8."""
        return not self.prefix and self._encoded == markup.Encoded(b"", "utf-8")

    def stored(self, number: int) -> bytes:
        """The bytes of a row as the part was read; b"" where it has none."""
        place = self._place.get(number)
        return b"" if place is None else self._rows[self._starts[place]:self._starts[place + 1]]

    def merged(self) -> list[Area]:
        """The merged areas. ValueError when one can't be read."""
        refs = (markup.get(match[0], "ref") for match in markup.tag("mergeCell").finditer(self.tail))
        return [parse_area(ref) for ref in refs if ref]

    def fork(self) -> Sheet:
        """This sheet as it was read, to be changed on its own."""
        other = copy(self)
        other.head, other.tail = self._original
        other._edited, other.removed_formula = {}, False
        return other

    def row(self, number: int) -> Row | None:
        """The row as it stands now, or None where the sheet has none."""
        if number in self._edited:
            return self._edited[number]
        if (place := self._place.get(number)) is None:
            return None
        return self._take_apart(number, self._rows[self._starts[place]:self._starts[place + 1]])

    def _take_apart(self, number: int, text: bytes) -> Row:
        start = re.compile(rb"<" + self.prefix + rb"row(?=[\s/>])" + markup.ATTRIBUTES + rb"(/?)>").match(text)
        if start is None:
            raise RefusedFile(f"工作表「{self.title}」第 {number} 行已损坏，程序不改它；请从备份里取回。")
        if start[1]:
            return Row(number, start[0][:-2].rstrip() + b">", {}, self._row_end + text[start.end():])
        cells: dict[int, bytes] = {}
        column, end = 0, start.end()
        for match in self._cell.finditer(text, start.end()):
            ref = _LETTERS.match(match[1]) or _LETTERS.search(match[1])
            column = column_number(ref[1].decode()) if ref else column + 1
            cells[column] = match[0]
            end = match.end()
        return Row(number, start[0], cells, text[end:])

    def numbers(self) -> list[int]:
        """The numbers of all rows the part has, ascending."""
        return sorted({*self._numbers, *self._edited})

    def cell(self, row: int, column: int) -> bytes | None:
        """A cell's bytes, or None."""
        found = self.row(row)
        return found.cells.get(column) if found else None

    def parts_of(self, cell: bytes) -> tuple[bytes, bytes]:
        """A cell's start tag and what stands inside it."""
        match = self._cell.match(cell)
        assert match is not None
        return cell[:match.end(1) - match.start() + 1], match[2] or b""

    def used(self, area: Area) -> Iterator[tuple[int, int]]:
        """Row and column of each cell in the area that holds a value or a formula."""
        for number in self.numbers():
            if area.top <= number <= area.bottom and (row := self.row(number)):
                for column, cell in row.cells.items():
                    if area.left <= column <= area.right and self.parts_of(cell)[1].strip():
                        yield number, column

    def set_cell(self, row_number: int, column: int, cell: Cell, date1904: bool, style: str | None = None) -> None:
        """Set one cell; ``style`` (a style index) wins over the one it has. RefusedCell when it may not be overwritten."""
        found = self.row(row_number)
        old = found.cells.get(column) if found else None
        start, inner = self.parts_of(old) if old is not None else (b"", b"")
        formula = self._formula.search(inner)
        same = formula is not None and cell.formula is not None and (
            markup.unescaped((formula[2] or b"").decode("utf8")) == cell.formula.removeprefix("="))
        self._refuse(start, b"" if same or formula is None else formula[1], cell_ref(row_number, column))
        kind, body = cell_body(cell, self.prefix, date1904)
        if not body and old is None and style is None:
            return
        if formula and same:
            body = formula[0] + self._formula.sub(b"", body, count=1)
        row = found.copy() if found else Row(row_number, b"<" + self.prefix + b'row r="%d">' % row_number, {}, self._row_end)
        if old is None:
            start = b"<" + self.prefix + b'c r="%s">' % cell_ref(row_number, column).encode()
            style = style or self._inherited_style(row, column)
        self.removed_formula |= formula is not None and cell.formula is None
        row.cells[column] = self._build(start, cell_ref(row_number, column), kind, body, style)
        self._widen_spans(row, column)
        self._edited[row_number] = row
        self._widen_dimension(row_number, column)

    def _build(self, start: bytes, ref: str, kind: str, body: bytes, style: str | None) -> bytes:
        start = markup.put(markup.drop(start, "t"), "r", ref)
        if style is not None:
            start = markup.put(start, "s", style) if style != "0" else markup.drop(start, "s")
        if kind:
            start = markup.put(start, "t", kind)
        opening = start[:-1].rstrip().removesuffix(b"/").rstrip()
        return opening + (b">" + body + b"</" + self.prefix + b"c>" if body else b"/>")

    def _refuse(self, start: bytes, formula: bytes, ref: str) -> None:
        where = f"工作表「{self.title}」的单元格 {ref} "
        if markup.get(start, "vm") is not None or markup.get(start, "cm") is not None:
            raise RefusedCell(where + "里放的是图片、数据类型或动态数组，程序不改它；请在 Excel 里手工改。")
        if markup.get(formula, "t") == "shared" and markup.get(formula, "ref") is not None:
            raise RefusedCell(where + "的公式还管着别的单元格（整片填充的公式），程序不改它；请在 Excel 里手工改。")

    def _inherited_style(self, row: Row, column: int) -> str | None:
        """The style a new cell gets in Excel: its row's, else its column's."""
        if markup.get(row.start, "customFormat") in ("1", "true"):
            return markup.get(row.start, "s")
        for match in markup.tag("col").finditer(self.head):
            low, high = (int(markup.get(match[0], name) or 0) for name in ("min", "max"))
            if low <= column <= high:
                return markup.get(match[0], "style")
        return None

    def _widen_spans(self, row: Row, column: int) -> None:
        spans = markup.get(row.start, "spans")
        if spans and re.fullmatch(r"\d+:\d+", spans):
            low, high = map(int, spans.split(":"))
            if not low <= column <= high:
                row.start = markup.put(row.start, "spans", f"{min(low, column)}:{max(high, column)}")

    def _widen_dimension(self, row: int, column: int) -> None:
        match = markup.tag("dimension").search(self.head)
        ref = markup.get(match[0], "ref") if match else None
        if match is None or not ref:
            return
        try:
            area = parse_area(ref)
        except ValueError:
            return
        if not area.has(row, column):
            wide = Area(min(area.top, row), min(area.left, column), max(area.bottom, row), max(area.right, column))
            self.head = self.head[:match.start()] + markup.put(match[0], "ref", str(wide)) + self.head[match.end():]

    def start_row(self, number: int, like: int) -> None:
        """Make a row with the attributes of another (height, style), unless it exists. Hiding isn't copied."""
        model = self.row(like)
        if model is None or self.row(number) is not None:
            return
        start = markup.put(model.start, "r", str(number))
        for name in ("hidden", "collapsed"):
            start = markup.drop(start, name)
        self._edited[number] = Row(number, start, {}, self._row_end)

    def style(self, row: int, column: int) -> str | None:
        """A cell's style index as stored, or None where there is no cell."""
        cell = self.cell(row, column)
        return None if cell is None else markup.get(self.parts_of(cell)[0], "s") or "0"

    def formula(self, row: int, column: int) -> str | None:
        """The formula that stands in a cell itself; None without one, or where another cell's text serves for it."""
        cell = self.cell(row, column)
        match = self._formula.search(self.parts_of(cell)[1]) if cell is not None else None
        plain = match is not None and markup.get(match[1], "t") in (None, "normal", "shared")
        return markup.unescaped(match[2].decode("utf8")) if match and plain and match[2] else None

    def formula_areas(self) -> list[Area]:
        """Areas of array formulas and data tables: none of their cells can be set alone."""
        texts = [b"".join(row.cells.values()) for row in self._edited.values()]
        if b" ref" in self._rows and (b"array" in self._rows or b"dataTable" in self._rows):
            texts.append(self._rows)
        tags = (match[0] for text in texts for match in markup.tag("f").finditer(text))
        areas = [markup.get(tag, "ref") for tag in tags if markup.get(tag, "t") in ("array", "dataTable")]
        return [parse_area(ref) for ref in areas if ref]

    def snapshot(self) -> tuple[dict[int, Row], bytes, bytes, bool]:
        """What ``restore`` takes to undo every change made since."""
        return dict(self._edited), self.head, self.tail, self.removed_formula

    def restore(self, state: tuple[dict[int, Row], bytes, bytes, bool]) -> None:
        self._edited, self.head, self.tail, self.removed_formula = dict(state[0]), *state[1:]

    def edited_rows(self) -> list[int]:
        return sorted(self._edited)

    def to_bytes(self) -> bytes:
        """The whole part, as it was stored but for what was set."""
        return self._encoded.encode(b"".join(segment.text for segment in self._segments()))

    def segments(self) -> list[Segment] | None:
        """The same in stretches of what was stored and of what is new; None when the part isn't worked on as it is stored."""
        return list(self._segments()) if self._as_stored else None

    def _segments(self) -> Iterator[Segment]:
        first, end = len(self._original[0]), len(self._original[0]) + len(self._rows)
        view = memoryview(self._rows)
        done = place = 0
        yield Segment(self.head, 0 if self.head == self._original[0] else -1)
        for number in self.edited_rows():
            place = bisect_left(self._numbers, number, place)
            yield Segment(view[done:self._starts[place]], first + done)
            yield Segment(self._edited[number].to_bytes())
            replaces = place < len(self._numbers) and self._numbers[place] == number
            done = self._starts[place + 1] if replaces else self._starts[place]
        yield Segment(view[done:], first + done)
        yield Segment(self.tail, end if self.tail == self._original[1] else -1)

    def excerpts(self, rows: set[int]) -> tuple[bytes, bytes]:
        """The part as it was and as it is, each with only these rows (UTF-8): what a check of a change needs to see."""
        places = [self._place[number] for number in sorted(rows) if number in self._place]
        before = [self._rows[self._starts[place]:self._starts[place + 1]] for place in places]
        after = [row.to_bytes() for number in sorted(rows) if (row := self.row(number))]
        return (b"".join([self._original[0], *before, self._original[1]]), b"".join([self.head, *after, self.tail]))
