"""The reader (读簿): a register's workbook as typed columns with A1 addresses, whatever staff have done to it.

Columns are found by header, wherever they stand; titles above the header, blank rows, rows below the table's end,
hidden rows, inserted columns are all normal. What was normalised or can't be understood is a :class:`Remark`.
Values come from calamine (it knows the Chinese built-in date formats); errors and formulas from the raw XML.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from automation.core.errors import RefusedFile
from automation.core.reading import (
    DOUBLE_COLUMN,
    FORMER_HEADER,
    MISSING_COLUMN,
    MISSING_SHEET,
    NORMALISED,
    NOT_UNDERSTOOD,
    PASTED,
    UNCALCULATED,
    RegisterData,
    Remark,
    SheetData,
)
from automation.core.schema import Column, Kind, Owner, Register, Sheet
from automation.core.sheet_facts import SheetFacts, sheet_facts
from automation.core.values import ErrorCell, Meaning, NotUnderstood, half_width, tidy, understand
from automation.core.xlsx.failures import naming
from automation.core.xlsx.files import read_file
from automation.core.xlsx.parts import readable
from automation.core.xlsx.refs import cell_ref

__all__ = ["RegisterData", "Remark", "SheetData", "read_register"]

_SEARCHED_ROWS = 40


def read_register(path: Path, register: Register, *, today: date | None = None) -> RegisterData:
    """Read a workbook. ``today`` lets dates without a year be understood.

    The bytes are read in one go, so a workbook that is replaced meanwhile is read whole, before or after.
    Raises :class:`~automation.core.errors.RefusedFile` or ``FileInUse`` when it can't be read.
    """
    data = read_file(path)
    facts = sheet_facts(data, path.name)
    result = RegisterData(register, path, hashlib.sha256(data).hexdigest())
    try:
        with naming(path.name):
            book = CalamineWorkbook.from_filelike(io.BytesIO(readable(data)))
        for sheet in register.sheets:
            _read_sheet(book, sheet, facts, today, result)
    except (CalamineError, OSError) as error:
        raise RefusedFile(f"「{path.name}」读不出来，文件可能已损坏；请从备份里取回，或用 Excel 打开后另存一份再试。") from error
    return result


def _read_sheet(book: CalamineWorkbook, sheet: Sheet, facts: dict[str, SheetFacts], today: date | None, result: RegisterData) -> None:
    title = _title(sheet, book.sheet_names, facts)
    if title is None:
        result.remarks.append(Remark(MISSING_SHEET, "A1", text=f"没有“{sheet.title}”这张表", right="从备份里找回这张表，或改回原来的表名"))
        result.sheets[sheet.name] = SheetData(sheet, sheet.title, values={column.name: [] for column in sheet.columns})
        return
    cells = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    result.sheets[sheet.name] = _Reading(sheet, title, cells, facts[title], today).read()


def _title(sheet: Sheet, titles: Sequence[str], facts: dict[str, SheetFacts]) -> str | None:
    """The sheet's title in the file: its own name, or the sheet that holds its table after it was renamed."""
    if sheet.title in titles:
        return sheet.title
    return next((title for title in titles if title in facts and sheet.title in facts[title].tables), None)


class _Reading:
    """One sheet being read."""

    def __init__(self, sheet: Sheet, title: str, cells: list[list[Any]], facts: SheetFacts, today: date | None) -> None:
        self.cells, self.facts, self.today = cells, facts, today
        self.data = SheetData(sheet, title, hidden=facts.hidden)

    def read(self) -> SheetData:
        self._find_header()
        self._find_columns()
        self._take_rows()
        for column in self.data.sheet.columns:
            self._take_column(column)
        return self.data

    def _find_header(self) -> None:
        """The row that holds most of the headers; the table's own header row when it does as well as any."""
        known = {_plain(header) for header in self.data.sheet.by_header}
        scores = [sum(_plain(value) in known for value in row if isinstance(value, str)) for row in self.cells[:_SEARCHED_ROWS]]
        best = max(scores, default=0)
        told = self.facts.tables.get(self.data.sheet.title)
        self.data.header_row = told if told and told <= len(scores) and scores[told - 1] == best else \
            (scores.index(best) + 1 if best else 1)

    def _find_columns(self) -> None:
        data = self.data
        known = {_plain(header): (header, column) for header, column in data.sheet.by_header.items()}
        header = self.cells[data.header_row - 1] if len(self.cells) >= data.header_row else []
        for number, value in enumerate(header, 1):
            found = known.get(_plain(value)) if isinstance(value, str) else None
            if found is None:
                if value not in ("", None):
                    data.extra[str(value)] = number
                continue
            said, column = found
            if column.name in data.columns:
                self._remark(DOUBLE_COLUMN, number, data.header_row, column, str(value),
                             f"“{column.header}”这一栏有两列，只读前面一列", "删去多余的一列")
                continue
            data.columns[column.name] = number
            if said != column.header:
                self._remark(FORMER_HEADER, number, data.header_row, column, said, f"“{said}”当作“{column.header}”",
                             f"把栏名改成“{column.header}”")
        for column in data.sheet.columns:
            if column.name not in data.columns and not column.hidden:
                self._remark(MISSING_COLUMN, 1, data.header_row, column, "", f"缺少“{column.header}”这一栏",
                             "从备份里找回这一栏，或照原样补上栏名")

    def _take_rows(self) -> None:
        """The numbers of the rows that hold something of their own (formula columns alone don't make a row)."""
        data = self.data
        places = [number - 1 for name, number in data.columns.items() if data.sheet[name].owner is not Owner.FORMULA]
        for number, row in enumerate(self.cells[data.header_row:], data.header_row + 1):
            if any(place < len(row) and _filled(row[place]) for place in places):
                data.numbers.append(number)

    def _take_column(self, column: Column) -> None:
        data, place = self.data, self.data.columns.get(column.name)
        if place is None:
            data.values[column.name] = [None] * data.length
            return
        errors = self.facts.errors.get(place, {})
        raw = [self.cells[number - 1][place - 1] if place <= len(self.cells[number - 1]) else None for number in data.numbers]
        if errors:
            raw = [ErrorCell(errors[number]) if number in errors else value
                   for number, value in zip(data.numbers, raw, strict=True)]
        data.values[column.name] = list(self._understood(column, place, raw))
        if column.owner is Owner.FORMULA:
            self._formula_remarks(column, place)

    def _understood(self, column: Column, place: int, raw: list[Any]) -> Iterator[Any]:
        known: dict[Any, Meaning] = {}
        plain = _PLAIN.get(column.kind)
        for index, value in enumerate(raw):
            if value is None or value == "":
                yield None
            elif plain is not None and type(value) is plain and (plain is not datetime or not value.microsecond):
                yield value
            else:
                meaning = known.get((type(value), value)) or known.setdefault(
                    (type(value), value), understand(column, value, today=self.today, date1904=self.facts.date1904))
                yield self._noted(column, place, index, value, meaning)

    def _noted(self, column: Column, place: int, index: int, raw: Any, meaning: Meaning) -> Any:
        number = self.data.numbers[index]
        text = raw.text if isinstance(raw, ErrorCell) else str(raw)
        if isinstance(meaning, NotUnderstood):
            self.data.bad.add((index, column.name))
            if column.owner is not Owner.FORMULA:
                self._remark(NOT_UNDERSTOOD, place, number, column, text, meaning.why, meaning.right)
            return None
        if meaning.note and column.owner is not Owner.FORMULA:
            self._remark(NORMALISED, place, number, column, text, meaning.note)
        return meaning.value

    def _formula_remarks(self, column: Column, place: int) -> None:
        formulas = self.facts.formulas.get(place, {})
        for number in self.data.numbers:
            if number not in formulas:
                self._remark(PASTED, place, number, column, "", f"“{column.header}”的公式被覆盖或丢失", "运行 repair 命令恢复公式")
            elif not formulas[number]:
                self._remark(UNCALCULATED, place, number, column, "", f"“{column.header}”的公式还没有计算过", "用 Excel 打开并保存一次")

    def _remark(self, kind: str, place: int, row: int, column: Column, raw: str, text: str, right: str = "") -> None:
        self.data.remarks.append(Remark(kind, cell_ref(row, place), column.name, "", raw, text, right))


_PLAIN = {Kind.DATETIME: datetime}


def _filled(value: Any) -> bool:
    return value is not None and value != "" and not (isinstance(value, str) and not tidy(value))


def _plain(header: str) -> str:
    """A header as it is compared: no blanks or line breaks, half width."""
    return re.sub(r"\s", "", half_width(header))

