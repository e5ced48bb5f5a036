"""Facts about a sheet that only its XML tells: formulas and whether they were calculated, errors, hidden rows, merges,
tables, and how far its cells reach.

Most sheets are scanned with a few patterns; one written in an unusual way (prefixes, cells without a place, comments) is
parsed properly. A sheet whose few cells lie far apart is packed row by row first: what reads the values takes memory for
every cell up to the last one, and a stray word in the last row of the sheet would take all there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from automation.core.errors import RefusedFile
from automation.core.xlsx import Table, Workbook, markup, parts
from automation.core.xlsx.refs import Area, cell_ref, column_number, parse_area, parse_cell


@dataclass
class SheetFacts:
    """By column number, then row number: formulas (True when a value stands beside them) and errors."""

    date1904: bool = False
    tables: dict[str, Table] = field(default_factory=dict)
    formulas: dict[int, dict[int, bool]] = field(default_factory=dict)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[Area] = field(default_factory=list)
    last: tuple[int, int] = (0, 0)                # last row and last column with a cell
    packed: list[int] | None = None               # the true numbers of the rows when they were packed
    usual: bool = True                            # written as spreadsheet programs usually do
    unread: str = ""                              # the first cell that lies too far out to be read

    def numbers(self, count: int) -> Sequence[int]:
        """The numbers of so many rows as read, from the top."""
        return range(1, count + 1) if self.packed is None else self.packed[:count]


MAX_AREA = 16_000_000
"""Cells that a sheet may span before its rows are packed."""

_LEAST_WIDTH = 64
_ROW = re.compile(rb'<row\b[^>]*?\br="(\d{1,10})"')
_HIDDEN = re.compile(rb'<row\b[^>]*\bhidden="(?:1|true)"[^>]*>')
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*><f(?:[^>]*/>|(?:\s[^>]*)?>[^<]*</f>)(<v)?')
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\bt="e"[^>]*>(?:<f(?:[^>]*/>|(?:\s[^>]*)?>[^<]*</f>))?<v>([^<]*)</v>')
_FORMULA_TAG = re.compile(rb"<f[ />]")
_WIDE = re.compile(rb'<c r="([A-Z]{2,})\d')
_LONG = re.compile(rb'<c r="[A-Z]+(\d{6,})"')
_MERGE = re.compile(rb'<mergeCell\b[^>]*?\bref="([^"]*)"')
_PACKED_ROW = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*?(?:/>|>(.*?)</row>)', re.DOTALL)
_PACKED_CELL = re.compile(rb'<c r="([A-Z]{1,3})\d+"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_SCATTERED = "工作表“{}”里的内容散得太开，程序读不了；请删去远处零散的内容（按 Ctrl+End 可以看到最远的一格）再试。"
_OUTSIDE = "工作表“{}”里有一格的位置超出了 Excel 的范围，文件可能已损坏；请用 Excel 打开后另存一份再试。"


def sheet_facts(data: bytes, name: str) -> tuple[dict[str, SheetFacts], bytes]:
    """The facts of every worksheet, by title, and the workbook to read values from (packed where it must be).

    Raises :class:`RefusedFile` for what isn't a workbook, with the file's ``name`` in the sentence.
    """
    try:
        return _facts(data)
    except RefusedFile as error:
        if name in str(error):
            raise
        raise RefusedFile(f"「{name}」：{error}") from error


def _facts(data: bytes) -> tuple[dict[str, SheetFacts], bytes]:
    package = parts.open_package(data)
    book = Workbook(data)
    found, packed = {}, False
    for entry in parts.sheet_entries(package, parts.workbook_part(package)):
        if entry.kind != "worksheet" or entry.part not in package:
            continue
        text = markup.decode(package.read(entry.part))[0]
        facts = found[entry.title] = _scan(text, entry.title)
        facts.date1904 = book.date1904
        facts.tables = {table.name: table for table in book.tables().values() if table.sheet == entry.title}
        if facts.last[0] * facts.last[1] > max(MAX_AREA, 4 * text.count(b"<c ")):
            package.replace(entry.part, _pack(text, facts, entry.title))
            packed = True
    return found, package.to_bytes() if packed else data


def _scan(text: bytes, title: str) -> SheetFacts:
    try:
        facts = _quick(text) or _Scanner().scan(text)
    except (ValueError, expat.ExpatError) as error:
        raise RefusedFile(_OUTSIDE.format(title)) from error
    return facts


def _quick(text: bytes) -> SheetFacts | None:
    """The facts by patterns; None when the part isn't written as spreadsheet programs usually do."""
    plain = text.count(b"<c ") == text.count(b'<c r="') and b"<c>" not in text and b"<!--" not in text and b"<sheetData" in text
    formulas = _FORMULA.findall(text) if b"<f" in text else []
    errors = _ERROR.findall(text) if b't="e"' in text else []
    told = len(_FORMULA_TAG.findall(text)) if b"<f" in text else 0
    if not plain or told != len(formulas) or (b't="e"' in text and text.count(b't="e"') != len(errors)):
        return None
    facts = SheetFacts(last=_last(text), merged=[parse_area(ref.decode()) for ref in _MERGE.findall(text)])
    for letters, row, value in formulas:
        facts.formulas.setdefault(column_number(letters.decode()), {})[int(row)] = bool(value)
    for letters, row, value in errors:
        facts.errors.setdefault(column_number(letters.decode()), {})[int(row)] = value.decode()
    facts.hidden = {int(match[1]) for tag in _HIDDEN.findall(text) if (match := _ROW.match(tag))}
    return facts


def _last(text: bytes) -> tuple[int, int]:
    """The last row and column. ValueError when they lie outside a sheet."""
    rows = (*_ROW.findall(text), *_LONG.findall(text))
    row = max(map(int, rows), default=0)
    column = max((column_number(letters.decode()) for letters in set(_WIDE.findall(text))), default=26 if row else 0)
    if row:
        parse_cell(cell_ref(row, column))
    return row, column


def _pack(text: bytes, facts: SheetFacts, title: str) -> bytes:
    """The part with its filled rows only, numbered from 1; cells too far to the right left out and noted.

    RefusedFile when the cells lie too far apart even so, or the part isn't written in the usual way.
    """
    rows = [(int(row[1]), row[2]) for row in _PACKED_ROW.finditer(text) if row[2] and (b"<v" in row[2] or b"<is" in row[2])]
    widest = max(_LEAST_WIDTH, MAX_AREA // max(1, len(rows)))
    lines, numbers = [], []
    for number, inner in rows:
        cells, place = [], len(lines) + 1
        for cell in _PACKED_CELL.finditer(inner):
            column = column_number(cell[1].decode())
            if cell[3] and column <= widest:
                cells.append(b'<c r="%s%d"%s>%s</c>' % (cell[1], place, cell[2], cell[3]))
            elif cell[3]:
                facts.unread = facts.unread or cell_ref(number, column)
        if cells:
            lines.append(b'<row r="%d">%s</row>' % (place, b"".join(cells)))
            numbers.append(number)
    if not facts.usual or len(rows) * min(widest, facts.last[1]) > 4 * MAX_AREA:
        raise RefusedFile(_SCATTERED.format(title))
    facts.packed = numbers
    return text[:text.index(b"<sheetData")] + b"<sheetData>" + b"".join(lines) + b"</sheetData></worksheet>"


class _Scanner:
    """The facts by parsing: any prefix, any quotes, cells and rows that don't say where they stand."""

    def __init__(self) -> None:
        self.facts = SheetFacts(usual=False)
        self.row = self.column = 0
        self.error = self.formula = self.value = self.reading = False
        self.text: list[str] = []

    def scan(self, text: bytes) -> SheetFacts:
        """ExpatError for what isn't XML, ValueError for a place outside the sheet."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(re.sub(rb"^\s*<\?xml[^>]*\?>", b"", text, count=1), True)
        return self.facts

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = markup.local(name)
        if tag == "row":
            self.row, self.column = int(attributes.get("r") or self.row + 1), 0
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden.add(self.row)
        elif tag == "c":
            place = attributes.get("r") or cell_ref(self.row, self.column + 1)
            self.row, self.column = parse_cell(place)
            self.error, self.formula, self.value = attributes.get("t") == "e", False, False
            self.text = []
        elif tag == "mergeCell":
            self.facts.merged.append(parse_area(attributes.get("ref", "")))
        self.formula |= tag == "f"
        self.value |= tag == "v"
        self.reading = tag == "v"
        if tag in ("v", "is"):
            self.facts.last = max(self.facts.last[0], self.row), max(self.facts.last[1], self.column)

    def _characters(self, text: str) -> None:
        if self.reading:
            self.text.append(text)

    def _end(self, name: str) -> None:
        tag = markup.local(name)
        if tag == "c" and self.formula:
            self.facts.formulas.setdefault(self.column, {})[self.row] = self.value
        if tag == "c" and self.error:
            self.facts.errors.setdefault(self.column, {})[self.row] = "".join(self.text) or "#?"
        self.reading = False
