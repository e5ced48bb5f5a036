"""Other people's registers as plain tables (旧登记簿): CSV (also .gz), .xls, .xlsx, with the place of every cell.

A merged area's value counts for each of its cells, as the eye reads it. A cell that holds an error is an
:class:`~automation.core.values.ErrorCell` (an .xls file doesn't tell it from a blank one).
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from automation.core.errors import RefusedFile
from automation.core.sheet_facts import SheetFacts, sheet_facts
from automation.core.values import ErrorCell, tidy
from automation.core.xlsx.refs import column_letters

_MOST = 1 << 29
_TEXTS = (".csv", ".csv.gz", ".txt", ".tsv")


@dataclass(frozen=True)
class SourceTable:
    """A table as it stands in a file: headers, rows of raw values, and the row number of the first one.

    ``above`` holds the rows above the headers (titles, a department's name); ``numbers`` the numbers of rows that don't
    follow one another (far apart in the file).
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    first_row: int
    above: tuple[tuple[Any, ...], ...] = ()
    numbers: Sequence[int] = ()

    def number(self, row: int) -> int:
        """The number of a row in the file; ``row`` counts from 0 below the headers."""
        return self.numbers[row] if self.numbers else self.first_row + row

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, as a person would look for it: ``F12``; ``row`` counts from 0 below the headers."""
        return f"{column_letters(column + 1)}{self.number(row)}"

    def __iter__(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Row index and values, blank rows left out."""
        return ((index, row) for index, row in enumerate(self.rows) if any(map(filled, row)))


def filled(value: Any) -> bool:
    """Whether a cell says anything."""
    return bool(tidy(value)) if isinstance(value, str) else value is not None


def read_source(path: Path, sheet: str = "", header_row: int = 1) -> SourceTable:
    """Read a file; ``sheet`` names the sheet of a workbook ("" = its first), ``header_row`` counts from 1.

    Raises :class:`~automation.core.errors.RefusedFile` when the file can't be read or has no such sheet.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RefusedFile(f"“{path}”打不开，请核对文件的位置和名字。") from error
    lines, numbers = (_texts(path, data), None) if path.name.lower().endswith(_TEXTS) else _cells(path, data, sheet)
    top = header_row if numbers is None else numbers.index(header_row) + 1 if header_row in numbers else 0
    if not 1 <= top <= len(lines) or not any(map(filled, lines[top - 1])):
        raise RefusedFile(f"“{path.name}”第 {header_row} 行没有栏名，请核对文件，或在对照表里用 header_row 写明栏名在第几行。")
    width = max(map(len, lines))
    headers = tuple(tidy(str(value)) if filled(value) else "" for value in lines[top - 1])
    return SourceTable(path.name, headers + ("",) * (width - len(headers)), tuple(map(tuple, lines[top:])), header_row + 1,
                       tuple(map(tuple, lines[:top - 1])), (numbers or ())[top:])


def _texts(path: Path, data: bytes) -> list[list[Any]]:
    text = _decoded(path, _unpacked(path, data) if path.suffix.lower() == ".gz" else data)
    first = text.partition("\n")[0]
    mark = max(",\t;", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise RefusedFile(f"“{path.name}”不是完整的 CSV，请用 Excel 打开后另存成 xlsx 再试。") from error


def _unpacked(path: Path, data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            text = stream.read(_MOST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise RefusedFile(f"“{path.name}”打不开，请核对文件是否完整。") from error
    if len(text) > _MOST:
        raise RefusedFile(f"“{path.name}”解开后太大，请分成几个文件再试。")
    return text


def _decoded(path: Path, data: bytes) -> str:
    marked = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    for encoding in (marked, "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedFile(f"“{path.name}”的文字编码认不出来，请另存为 UTF-8 编码的 CSV，或存成 xlsx。")


def _cells(path: Path, data: bytes, sheet: str) -> tuple[list[list[Any]], Sequence[int] | None]:
    """The cells of one sheet, and the rows' numbers where they don't count from 1 on."""
    known: dict[str, SheetFacts] = {}
    if data[:2] == b"PK" and not path.name.lower().endswith((".xlsb", ".ods")):
        known, data = sheet_facts(data, path.name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        name = sheet or next(iter(book.sheet_names), "")
        if name not in book.sheet_names:
            raise RefusedFile(f"“{path.name}”里没有“{name}”这张表，只有：{'、'.join(book.sheet_names)}。")
        found = book.get_sheet_by_name(name)
        cells = found.to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise RefusedFile(f"“{path.name}”打不开：不是 CSV、xls 或 xlsx，或者有密码、已损坏。请用 Excel 打开后另存一份再试。") from error
    facts = known.get(name, SheetFacts())
    if facts.packed is None:
        for (top, left), (bottom, right) in found.merged_cell_ranges or ():
            _spread(cells, top, left, bottom, right)
    _mark_errors(cells, facts)
    return cells, None if facts.packed is None else facts.numbers(len(cells))


def _mark_errors(cells: list[list[Any]], facts: SheetFacts) -> None:
    """Errors and formulas never calculated, where there is a blank."""
    place = {number: index for index, number in enumerate(facts.numbers(len(cells)))}
    marks = [(row, column, ErrorCell(text)) for column, errors in facts.errors.items() for row, text in errors.items()]
    marks += [(row, column, ErrorCell("", "没有计算过的公式")) for column, formulas in facts.formulas.items()
              for row, calculated in formulas.items() if not calculated]
    for row, column, mark in marks:
        if row in place and column <= len(cells[place[row]]):
            cells[place[row]][column - 1] = mark


def _spread(cells: list[list[Any]], top: int, left: int, bottom: int, right: int) -> None:
    """Give every cell of a merged area the value of its first one."""
    if top >= len(cells) or left >= len(cells[top]) or not filled(cells[top][left]):
        return
    for row in cells[top:bottom + 1]:
        for column in range(left, min(right + 1, len(row))):
            if not filled(row[column]):
                row[column] = cells[top][left]
