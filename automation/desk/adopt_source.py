"""Other people's registers as plain tables (旧登记簿): CSV (also .gz), .xls, .xlsx, with the place of every cell."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from automation.core.errors import RefusedFile
from automation.core.xlsx.refs import column_letters


@dataclass(frozen=True)
class SourceTable:
    """A table as it stands in a file: headers, rows of raw values, and the row number of the first one."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    first_row: int

    def place(self, row: int, column: int) -> str:
        """Where a cell stands, as a person would look for it: ``F12``."""
        return f"{column_letters(column + 1)}{self.first_row + row}"

    def __iter__(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """Row index and values, blank rows left out."""
        return ((index, row) for index, row in enumerate(self.rows) if any(value not in ("", None) for value in row))


def read_source(path: Path, sheet: str = "", header_row: int = 1) -> SourceTable:
    """Read a file; ``sheet`` names the sheet of a workbook ("" = its first), ``header_row`` counts from 1.

    Raises :class:`~automation.core.errors.RefusedFile` when the file can't be read or has no such sheet.
    """
    name = path.name.lower()
    lines = _csv(path) if name.endswith((".csv", ".csv.gz")) else _workbook(path, sheet)
    if len(lines) < header_row:
        raise RefusedFile(f"“{path.name}”第 {header_row} 行没有栏名，请核对文件，或在对照表里写明栏名在第几行。")
    headers = tuple(str(value).strip() for value in lines[header_row - 1])
    return SourceTable(path.name, headers, tuple(map(tuple, lines[header_row:])), header_row + 1)


def _csv(path: Path) -> list[list[Any]]:
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix.lower() == ".gz" else path.read_bytes()
    except (OSError, EOFError) as error:
        raise RefusedFile(f"“{path.name}”打不开，请核对文件是否完整。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            return list(csv.reader(io.StringIO(text, newline="")))
        except UnicodeDecodeError:
            continue
    raise RefusedFile(f"“{path.name}”的文字编码认不出来，请另存为 UTF-8 编码的 CSV，或存成 xlsx。")


def _workbook(path: Path, sheet: str) -> list[list[Any]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        name = sheet or book.sheet_names[0]
        if name not in book.sheet_names:
            raise RefusedFile(f"“{path.name}”里没有“{name}”这张表，只有：{'、'.join(book.sheet_names)}。")
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (CalamineError, OSError) as error:
        raise RefusedFile(f"“{path.name}”打不开，请用 Excel 打开后另存一份再试。") from error
