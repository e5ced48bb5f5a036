"""The cells of the tests' Excel (:mod:`tests.support.uno_excel`): areas of a sheet, read and written as Excel does it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from automation.core.xlsx.refs import Area, column_letters, parse_area
from tests.support.office import uno

if TYPE_CHECKING:
    from tests.support.uno_excel import Sheet

_EPOCH = datetime(1899, 12, 30)
_TEXT, _DATE, _TIME = 256, 2, 4
_CONTENTS = 1 | 2 | 4 | 16
_TOKENS = re.compile(r'"(?:[^"]|"")*"|,')


def area_of(given: Any) -> Area:
    """The area that xlwings means by what it hands over."""
    if isinstance(given, Range):
        return given.area
    return Area(*given, *given) if isinstance(given, tuple) else parse_area(given.replace("$", ""))


class Range:
    """An area of a sheet; ``also`` are the other parts of a selection of several."""

    max_cells_per_read = max_cells_per_write = None
    merge_cells = False

    def __init__(self, sheet: Sheet, area: Area, also: Sequence[Area] = ()) -> None:
        self.sheet, self.area, self.also, self.options = sheet, area, also, {}
        self.cells = self.api = sheet.sheet.getCellRangeByPosition(area.left - 1, area.top - 1, area.right - 1, area.bottom - 1)

    row = property(lambda self: self.area.top)
    column = property(lambda self: self.area.left)
    shape = property(lambda self: (self.area.bottom - self.area.top + 1, self.area.right - self.area.left + 1))

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def address(self) -> str:
        return ",".join(f"${column_letters(area.left)}${area.top}:${column_letters(area.right)}${area.bottom}"
                        for area in (self.area, *self.also))

    def __call__(self, row: int, column: int) -> Range:
        top, left = self.area.top + row - 1, self.area.left + column - 1
        return Range(self.sheet, Area(top, left, top, left))

    def get_address(self, *arguments: Any) -> str:
        return self.address

    def select(self) -> None:
        self.sheet.activate()
        self.sheet.book.selection = self

    @property
    def raw_value(self) -> list[list[Any]]:
        self.sheet.book.app.answer()
        found = [list(row) for row in self.cells.getDataArray()]
        for column in range(self.shape[1]):
            if any(isinstance(row[column], float) for row in found):
                for top, bottom, kind in self._runs(column):
                    for row in range(top, bottom + 1):
                        found[row][column] = _moment(found[row][column], kind)
        return [[None if value == "" or not isinstance(value, str | float | datetime) else value for value in row] for row in found]

    def _runs(self, column: int) -> Iterator[tuple[int, int, int]]:
        """Stretches of one number format in a column: first row, last row (from 0), type of the format."""
        if self.shape[0] == 1:
            yield 0, 0, self._kind(self.cells.getCellByPosition(column, 0).NumberFormat)
            return
        for part in self.cells.getCellRangeByPosition(column, 0, column, self.shape[0] - 1).getCellFormatRanges():
            address = part.RangeAddress
            yield address.StartRow - self.area.top + 1, address.EndRow - self.area.top + 1, self._kind(part.NumberFormat)

    @property
    def _formats(self) -> Any:
        return self.sheet.book.document.NumberFormats

    def _kind(self, key: int) -> int:
        kinds = self.sheet.book.kinds
        if key not in kinds:
            kinds[key] = self._formats.getByKey(key).Type
        return kinds[key]

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self.sheet.book.app.answer()
        rows = data if isinstance(data, list | tuple) else [[data] * self.shape[1]] * self.shape[0]
        if len(rows) > 20 and not any(isinstance(value, str) for row in rows for value in row):
            self.cells.setDataArray(tuple(tuple("" if value is None else _number(value) for value in row) for row in rows))
            return
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                self._assign(self.cells.getCellByPosition(column, row), value)

    def _assign(self, cell: Any, value: Any) -> None:
        if value is None:
            cell.clearContents(_CONTENTS)
        elif isinstance(value, str) and self._kind(cell.NumberFormat) & _TEXT:
            cell.setString(value.removeprefix("'"))
        elif isinstance(value, str):
            cell.setFormula(value)                  # understood as typed: "001" becomes 1, "=1+1" becomes 2
        else:
            cell.setValue(_number(value))

    def clear_contents(self) -> None:
        self.sheet.book.app.answer()
        self.cells.clearContents(_CONTENTS)

    @property
    def formula(self) -> Any:
        found = self.cells.getFormulaArray()
        return found[0][0] if len(self) == 1 else found

    @formula.setter
    def formula(self, value: str) -> None:
        self.sheet.book.app.answer()
        for row in range(self.shape[0]):
            for column in range(self.shape[1]):
                self.cells.getCellByPosition(column, row).setFormula(_semicolons(value))

    @property
    def number_format(self) -> str | None:
        key = self.cells.NumberFormat
        return None if key is None else self._formats.getByKey(key).FormatString

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet.book.app.answer()
        locale = uno().createUnoStruct("com.sun.star.lang.Locale")
        key = self._formats.queryKey(value, locale, False)
        self.cells.NumberFormat = key if key >= 0 else self._formats.addNew(value, locale)

    @property
    def row_hidden(self) -> bool:
        return not self.cells.Rows.IsVisible


def _semicolons(formula: str) -> str:
    """A formula as LibreOffice's own interface takes it: arguments parted by semicolons."""
    return _TOKENS.sub(lambda match: ";" if match[0] == "," else match[0], formula)


def _number(value: Any) -> float:
    """A number or date as a cell holds it."""
    if isinstance(value, date):
        return ((value if isinstance(value, datetime) else datetime.combine(value, datetime.min.time())) - _EPOCH) / timedelta(days=1)
    return float(value)


def _moment(value: Any, kind: int) -> Any:
    return _EPOCH + timedelta(seconds=round(value * 86_400)) if isinstance(value, float) and kind & (_DATE | _TIME) else value
