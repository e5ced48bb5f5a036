"""Facts about a sheet that only its XML tells: where formulas stand and whether they were calculated, errors, hidden rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from automation.core.errors import RefusedFile
from automation.core.xlsx import Workbook, parts
from automation.core.xlsx.refs import column_number


@dataclass
class SheetFacts:
    """By column number, then row number: formulas (True when a value stands beside them) and errors."""

    date1904: bool = False
    tables: dict[str, int] = field(default_factory=dict)                 # table name → its header row
    formulas: dict[int, dict[int, bool]] = field(default_factory=dict)
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


_REF = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_HIDDEN = re.compile(rb'<row\b[^>]*?\br="(\d+)"[^>]*?\bhidden="(?:1|true)"')


def sheet_facts(data: bytes, name: str) -> dict[str, SheetFacts]:
    """The facts of every worksheet, by title. Raises :class:`RefusedFile` for what isn't a workbook."""
    try:
        package = parts.open_package(data)
        book = Workbook(data)
        tables = book.tables()
        found = {}
        for entry in parts.sheet_entries(package, parts.workbook_part(package)):
            if entry.part and entry.part in package:
                facts = _scan(package.read(entry.part))
                facts.date1904 = book.date1904
                facts.tables = {table.name: table.header_row for table in tables.values() if table.sheet == entry.title}
                found[entry.title] = facts
        return found
    except RefusedFile as error:
        if name in str(error):
            raise
        raise RefusedFile(f"「{name}」：{error}") from error


def _scan(part: bytes) -> SheetFacts:
    facts = SheetFacts()
    for column, row, cell in _cells_with(part, b"<f"):
        facts.formulas.setdefault(column, {})[row] = b"<v" in cell
    for column, row, cell in _cells_with(part, b't="e"'):
        value = _VALUE.search(cell)
        facts.errors.setdefault(column, {})[row] = value[1].decode() if value else "#?"
    facts.hidden = {int(row) for row in _HIDDEN.findall(part)}
    return facts


def _cells_with(part: bytes, token: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Column, row and text of each cell in which the token stands."""
    position, end_of_data = part.find(token), part.rfind(b"</sheetData>")
    while 0 <= position < end_of_data:
        start = part.rfind(b"<c ", 0, position)
        end = part.find(b"</c>", position)
        if start < 0 or end < 0:
            return
        cell = part[start:end]
        if match := _REF.search(cell):
            yield column_number(match[1].decode()), int(match[2]), cell
        position = part.find(token, end)
