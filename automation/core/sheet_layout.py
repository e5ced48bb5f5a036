"""How a sheet lies (版面): which sheet of the file it is, where its header stands, its columns and its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from automation.core.reading import DOUBLE_COLUMN, FORMER_HEADER, MISSING_COLUMN, NO_ENTRY, Remark, SheetData
from automation.core.schema import Column, Owner, Register, Sheet
from automation.core.sheet_facts import SheetFacts
from automation.core.values import half_width, tidy
from automation.core.xlsx.refs import cell_ref

Cells = list[list[Any]]

SEARCHED_ROWS = 40
_ENOUGH = 0.6
_SUMS = ("合计", "小计", "总计", "累计")


@dataclass
class Layout:
    """A sheet with its columns and rows found: ``lines`` are the cells of ``data.numbers``, row by row."""

    data: SheetData
    lines: Sequence[Sequence[Any]]


def find_sheet(sheet: Sheet, register: Register, facts: dict[str, SheetFacts], cells: Callable[[str], Cells]) -> str | None:
    """The sheet's title in the file: where its table stands, else by name, else a sheet with most of its headers."""
    by_table = [title for title, found in facts.items() if sheet.title in found.tables]
    by_name = sorted((title for title in facts if plain(title) == plain(sheet.title)), key=lambda title: title != sheet.title)
    if by_table or any(facts[title].last[0] for title in by_name):
        return (by_table or by_name)[0]
    others = {other.title for other in register.sheets} - {sheet.title}
    visible = [column for column in sheet.columns if not column.hidden]
    scores = {title: max(_scores(sheet, cells(title)), default=0) for title, found in facts.items()
              if title not in others and not any(other in found.tables for other in others)}
    best = max(scores, key=scores.__getitem__, default=None)
    if best is not None and scores[best] >= _ENOUGH * len(visible):
        return best
    return by_name[0] if by_name else None


def find_layout(sheet: Sheet, title: str, cells: Cells, facts: SheetFacts) -> Layout:
    """Where the sheet's header, columns and rows are."""
    numbers = facts.numbers(len(cells))
    return _Finding(SheetData(sheet, title), cells, numbers, facts).find()


def plain(header: str) -> str:
    """A header as it is compared: without blanks, line breaks, case, full width, and the marks of a form."""
    return "".join(half_width(tidy(header)).split()).rstrip("*:").lstrip("*").casefold()


def _scores(sheet: Sheet, cells: Sequence[Sequence[Any]]) -> list[int]:
    """How many of the sheet's headers stand in each of the first rows."""
    known = {plain(header) for header in sheet.by_header}
    return [len({plain(value) for value in row if isinstance(value, str)} & known) for row in cells[:SEARCHED_ROWS]]


class _Finding:
    """One sheet whose layout is being found."""

    def __init__(self, data: SheetData, cells: Cells, numbers: Sequence[int], facts: SheetFacts) -> None:
        self.data, self.cells, self.numbers, self.facts = data, cells, numbers, facts
        self.top = 0        # the header's place among the cells

    def find(self) -> Layout:
        self._find_header()
        self._find_columns()
        lines = self._find_rows()
        return Layout(self.data, lines)

    def _find_header(self) -> None:
        """The row that holds most of the headers; the table's own header row when it does as well as any."""
        scores = _scores(self.data.sheet, self.cells)
        best = max(scores, default=0)
        table = self.facts.tables.get(self.data.sheet.title)
        told = self.numbers.index(table.header_row) if table and table.header_row in self.numbers else -1
        if told >= 0 and _scores(self.data.sheet, self.cells[told:told + 1])[0] >= best:
            self.top = told
        elif best:
            self.top = scores.index(best)
        self.data.header_row = self.numbers[self.top] if self.numbers else 1

    def _header(self) -> list[Any]:
        """The header's cells, those merged downwards into it included."""
        header = list(self.cells[self.top]) if self.cells else []
        above = {number: place for place, number in enumerate(self.numbers[:self.top])}
        for area in self.facts.merged:
            if area.top in above and area.bottom >= self.data.header_row and area.left == area.right <= len(header):
                header[area.left - 1] = self.cells[above[area.top]][area.left - 1]
        return header

    def _find_columns(self) -> None:
        data, header = self.data, self._header()
        exact = {plain(column.header): column for column in data.sheet.columns}
        former = {plain(name): column for column in data.sheet.columns for name in column.former}
        for names, kind in ((exact, DOUBLE_COLUMN), (former, FORMER_HEADER)):
            for number, value in enumerate(header, 1):
                column = names.get(plain(value)) if isinstance(value, str) else None
                if column is not None:
                    self._take_header(column, number, value, kind)
        taken = set(data.columns.values())
        data.extra = {str(value): number for number, value in enumerate(header, 1) if number not in taken and value not in ("", None)}
        for column in data.sheet.columns:
            if column.name not in data.columns and not column.hidden:
                self._remark(MISSING_COLUMN, 1, column, "", f"缺少“{column.header}”这一栏", "从备份里找回这一栏，或照原样补上栏名")

    def _take_header(self, column: Column, number: int, value: str, kind: str) -> None:
        """A column that goes by one of its names; its present name comes first, a former one then is a column of staff's own."""
        known = self.data.columns.setdefault(column.name, number)
        if known != number and kind == DOUBLE_COLUMN:
            self._remark(DOUBLE_COLUMN, number, column, value, f"“{column.header}”这一栏有两列，只读前面一列", "删去多余的一列")
        elif known == number and kind == FORMER_HEADER:
            self._remark(FORMER_HEADER, number, column, value, f"“{value}”当作“{column.header}”", f"把栏名改成“{column.header}”")

    def _find_rows(self) -> list[Sequence[Any]]:
        """The rows that hold something of their own (formula columns alone don't make a row)."""
        data, lines = self.data, []
        places = [place - 1 for place in entry_columns(data)]
        totals = {table.area.bottom for table in self.facts.tables.values() if table.totals}
        for number, row in zip(self.numbers[self.top + 1:], self.cells[self.top + 1:], strict=True):
            first = next((place for place in places if filled(row[place])), None)
            if first is None or number in totals or (isinstance(row[first], str) and self._no_entry(number, first, row)):
                continue
            data.numbers.append(number)
            lines.append(row)
        return lines

    def _no_entry(self, number: int, first: int, row: Sequence[Any]) -> bool:
        """Whether a row is a sum or the header once more instead of an entry; if so it is noted."""
        text = row[first]
        if text == self.cells[self.top][first]:
            what, right = "栏名重复写了一遍", "删去这一行；每页打印栏名已经设好了"
        elif _names_a_sum(text) and sum(map(filled, row)) < len(row) / 2:
            what, right = f"“{text}”不是一笔登记", "合计写到表格外面，或用表格自带的汇总行"
        else:
            return False
        self.data.remarks.append(Remark(NO_ENTRY, cell_ref(number, first + 1), raw=text, text=f"{what}，这一行没有读", right=right))
        return True

    def _remark(self, kind: str, place: int, column: Column, raw: str, text: str, right: str) -> None:
        self.data.remarks.append(Remark(kind, cell_ref(self.data.header_row, place), column.name, raw, text, right))


def entry_columns(data: SheetData) -> list[int]:
    """The columns (from 1) that make a row an entry when something stands in them, the key's first."""
    places = [place for name, place in data.columns.items() if data.sheet[name].owner is not Owner.FORMULA]
    return sorted(places, key=lambda place: place != data.columns.get(data.sheet.key))


def may_be_no_entry(text: str, header: Any) -> bool:
    """Whether a row that begins with this text may be a sum or the header once more, so that all of it must be looked at."""
    return text == header or _names_a_sum(text)


def _names_a_sum(text: str) -> bool:
    return len(text) <= 8 and "计" in text and plain(text).endswith(_SUMS)


def filled(value: Any) -> bool:
    """Whether a cell says something."""
    return value is not None and value != "" and not (isinstance(value, str) and not tidy(value))
