"""Tables with everything that goes with tables, made from a seed: what a busy office's sheets look like, and worse."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from automation.core import xlsx
from automation.core.xlsx import Cell, TableBlocked
from automation.core.xlsx.refs import cell_ref
from tests.core.xlsx.oracle import Case, Edit
from tests.core.xlsx.samples import members, rebuilt

HEADERS = ("编号", "客户", "数量", "时间", "合计", "状态")
ADDED = 3
_BLOCKS = {"totals": "汇总行", "occupied": "里有内容", "merged": "合并", "other table": "另一张表|里有内容"}


@dataclass(frozen=True)
class Made:
    """One generated table: its name and, where it can't grow, a word of the reason."""

    name: str
    blocked: str | None
    features: tuple[str, ...]


def workbook(seed: int) -> tuple[bytes, list[Made]]:
    """Four tables: two side by side with a third below the first, and one on a sheet of its own with the charts."""
    chance = random.Random(seed)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    maker = _Maker(book, chance)
    first, second = book.add_worksheet("登记 一"), book.add_worksheet("统计" if chance.random() < 0.5 else "O'Brien 表")
    first.merge_range("B1:G1", "某某公司登记表", book.add_format({"align": "center", "bold": True}))
    top = chance.randrange(2, 5)
    left = maker.table(first, top, 1, "左表")
    maker.table(first, top + chance.randrange(3), 9, "右表")
    maker.table(first, left.bottom + (ADDED + 2 if left.free else 1), 1, "下表")
    maker.table(second, chance.randrange(3), chance.randrange(3), "独表")
    maker.charts(second)
    book.close()
    return maker.finish(stream.getvalue()), maker.made


@dataclass(frozen=True)
class _Laid:
    sheet: Any
    name: str
    top: int      # zero-based, header row (or first data row without one)
    first: int
    bottom: int
    left: int
    free: bool


class _Maker:
    def __init__(self, book: xlsxwriter.Workbook, chance: random.Random) -> None:
        self.book, self.chance = book, chance
        self.made: list[Made] = []
        self.laid: list[_Laid] = []
        self.extensions: dict[str, list[str]] = {}
        self.filtered: set[str] = set()
        self.when = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.red = book.add_format({"bg_color": "#FFC7CE"})

    def maybe(self, share: float = 0.5) -> bool:
        return self.chance.random() < share

    def table(self, sheet: Any, top: int, left: int, name: str) -> _Laid:
        chance = self.chance
        header = self.maybe(0.9)
        rows = chance.choice((1, 2, 5, 12))
        blocked = chance.choice(tuple(_BLOCKS)) if self.maybe(0.3) else None
        if blocked == "other table" and name != "左表":
            blocked = "occupied"
        first = top + header
        bottom = first + rows - 1 + (blocked == "totals")
        laid = _Laid(sheet, f"{name}_{len(self.made)}", top, first, first + rows - 1, left, blocked != "other table")
        features = [f"{rows} rows", *([] if header else ["no header row"]), *([blocked] if blocked else [])]
        columns = self._columns(laid, header, blocked == "totals", features)
        sheet.add_table(top, left, bottom, left + 5, {
            "name": laid.name, "columns": columns, "header_row": header, "total_row": blocked == "totals",
            "autofilter": header and self.maybe(0.8), "style": "Table Style Medium 2"})
        self._values(laid)
        if blocked == "occupied":
            sheet.write(bottom + chance.randrange(1, ADDED + 1), left + chance.randrange(6), "备注")
        elif blocked == "merged":
            sheet.merge_range(bottom + 2, left + 1, bottom + 2, left + 3, "")
        self._dress(laid, features)
        self.laid.append(laid)
        self.made.append(Made(laid.name, _BLOCKS[blocked] if blocked else None, tuple(features)))
        return laid if blocked != "totals" else _Laid(*(laid.sheet, laid.name, top, first, bottom, left, laid.free))

    def _columns(self, laid: _Laid, header: bool, totals: bool, features: list[str]) -> list[dict[str, Any]]:
        columns: list[dict[str, Any]] = [{"header": text} for text in HEADERS]
        columns[3]["format"] = self.when
        kind = self.chance.choice(("structured", "relative", "absolute", "")) if header else ""
        quantity = xl_rowcol_to_cell(laid.first, laid.left + 2)
        formulas = {"structured": f"={laid.name}[[#This Row],[数量]]*2", "relative": f"={quantity}*2",
                    "absolute": f"=ROW()-{laid.top + 1}+$XX$1"}
        if kind:
            columns[4]["formula"] = formulas[kind]
            features.append(f"calculated column ({kind})")
        if totals:
            columns[0]["total_string"], columns[2]["total_function"] = "合计", "sum"
        return columns

    def _values(self, laid: _Laid) -> None:
        for row in range(laid.first, laid.bottom + 1):
            number = row - laid.first + 1
            laid.sheet.write_row(row, laid.left, [f"{laid.name[:1]}{number:03}", self.chance.choice("王李张赵") + "先生", number * 10])
            laid.sheet.write_datetime(row, laid.left + 3, datetime(2026, 3, number, 9, 30), self.when)
            laid.sheet.write(row, laid.left + 5, self.chance.choice(("新", "完")))
        formula = laid.sheet.tables[-1]["columns"][4].get("formula")
        for row in range(laid.first, laid.bottom + 1) if formula else ():
            text = f"{xl_rowcol_to_cell(row, laid.left + 2)}*2" if re.fullmatch(r"[A-Z]+[0-9]+\*2", formula) else formula
            value = row - laid.top if "ROW()" in formula else (row - laid.first + 1) * 20
            laid.sheet.write_formula(row, laid.left + 4, f"={text}", None, value)

    def _dress(self, laid: _Laid, features: list[str]) -> None:
        """Validations, formats, filters, names, comments, links: each by chance."""
        sheet, first, bottom, left = laid.sheet, laid.first, laid.bottom, laid.left
        choices = {
            "drop-down": lambda: sheet.data_validation(first, left + 5, bottom, left + 5, {"validate": "list", "source": ["新", "完"]}),
            "unique numbers": lambda: sheet.data_validation(first, left, bottom, left, {
                "validate": "custom", "value": f"=COUNTIF({xl_range_abs(first, left, bottom, left)},{xl_rowcol_to_cell(first, left)})=1"}),
            "validation x14": lambda: self._extend(sheet, "dataValidations", _validation(sheet, first, bottom, left)),
            "format": lambda: sheet.conditional_format(first, left + 2, bottom, left + 2, {
                "type": "cell", "criteria": ">", "value": 30, "format": self.red}),
            "format of whole rows": lambda: sheet.conditional_format(first, left, bottom, left + 5, {
                "type": "formula", "criteria": f'=${_col(left + 5)}{first + 1}="完"', "format": self.red}),
            "format x14": lambda: sheet.conditional_format(first, left + 4, bottom, left + 4, {"type": "data_bar", "data_bar_2010": True}),
            "names": lambda: self._names(laid),
            "comment": lambda: sheet.write_comment(bottom, left + 1, "请回电"),
            "link": lambda: sheet.write_url(bottom, left + 1, "https://example.org/a?b=1&c=2", string="客户"),
            "tall row": lambda: sheet.set_row(bottom, 31.5),
            "active filter": lambda: self._filter(laid),
            "hidden last row": lambda: sheet.set_row(bottom, None, None, {"hidden": True}),
            "sparkline": lambda: sheet.add_sparkline(0, left + 6, {
                "range": f"{_quoted(sheet)}!{xl_range(first, left + 2, bottom, left + 2)}"}),
            "ignored errors": lambda: sheet.ignore_errors({"number_stored_as_text": xl_range(first, left, bottom, left)}),
        }
        for feature, add in choices.items():
            if self.maybe(0.4):
                add()
                features.append(feature)

    def _filter(self, laid: _Laid) -> None:
        """Shows only the 新 ones; the last row stays in sight."""
        self.filtered.add(laid.name)
        for row in range(laid.first, laid.bottom):
            laid.sheet.set_row(row, None, None, {"hidden": True})

    def _names(self, laid: _Laid) -> None:
        left, right = f"${_col(laid.left + 2)}$", f"${_col(laid.left + 5)}$"
        name = laid.name.replace("_", "")
        self.book.define_name(f"数量{name}", f"={_quoted(laid.sheet)}!{left}{laid.first + 1}:{left}{laid.bottom + 1}")
        self.book.define_name(f"整{name}", f"={_quoted(laid.sheet)}!${_col(laid.left)}${laid.top + 1}:{right}{laid.bottom + 1}")
        self.book.define_name(f"头{name}", f"={_quoted(laid.sheet)}!{left}{laid.first + 1}")
        self.book.define_name(f"列{name}", f"={laid.name}[数量]")

    def charts(self, sheet: Any) -> None:
        """A chart over one column of each table, some on one sheet, some on the other."""
        for number, laid in enumerate(self.laid):
            if self.maybe(0.7):
                chart = self.book.add_chart({"type": self.chance.choice(("line", "column", "pie", "scatter"))})
                chart.add_series({"name": [laid.sheet.name, laid.top, laid.left + 2],
                                  "categories": [laid.sheet.name, laid.first, laid.left, laid.bottom, laid.left],
                                  "values": [laid.sheet.name, laid.first, laid.left + 2, laid.bottom, laid.left + 2]})
                target = sheet if self.maybe() else self.laid[0].sheet
                target.insert_chart(40 + 16 * number, 0, chart)

    def _extend(self, sheet: Any, holder: str, inner: str) -> None:
        self.extensions.setdefault(f"xl/worksheets/sheet{sheet.index + 1}.xml", []).append(inner)

    def finish(self, data: bytes) -> bytes:
        """The workbook with the x14 validations and active filters that XlsxWriter can't write."""
        return rebuilt([(name, self._filtered(_extended(content, self.extensions.get(name)))) for name, _, _, content in members(data)])

    def _filtered(self, content: bytes) -> bytes:
        text = content.decode("utf8", "replace")
        if "<table " not in text or not any(f'displayName="{name}"' in text for name in self.filtered):
            return content
        column = '<filterColumn colId="5"><filters><filter val="新"/></filters></filterColumn>'
        return re.sub(r'<autoFilter ref="([^"]*)"/>', rf'<autoFilter ref="\1">{column}</autoFilter>', text).encode()


def _validation(sheet: Any, first: int, bottom: int, left: int) -> str:
    column = _col(left + 1)
    return (f'<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>{_quoted(sheet).replace("&", "&amp;")}!$A$60:$A$62</xm:f>'
            f"</x14:formula1><xm:sqref>{column}{first + 1}:{column}{bottom + 1}</xm:sqref></x14:dataValidation>")


def _extended(content: bytes, validations: list[str] | None) -> bytes:
    if not validations:
        return content
    ext = ('<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">'
           f'<x14:dataValidations xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="{len(validations)}">'
           f'{"".join(validations)}</x14:dataValidations></ext>')
    text = content.decode("utf8")
    if "<extLst>" in text:
        return text.replace("<extLst>", f"<extLst>{ext}", 1).encode()
    return text.replace("</worksheet>", f"<extLst>{ext}</extLst></worksheet>").encode()


def _quoted(sheet: Any) -> str:
    return "'" + sheet.name.replace("'", "''") + "'"


def _col(number: int) -> str:
    return re.sub(r"\d", "", xl_rowcol_to_cell(0, number))


def cases(seed: int) -> Iterator[tuple[Made, Case | str]]:
    """Each of a workbook's tables grown by three rows on a fresh copy: what came of it, or the refusal's words."""
    before, made = workbook(seed)
    for one in made:
        book = xlsx.Workbook(before)
        table = book.tables()[one.name]
        rows, values = _rows(table)
        try:
            numbers = book.append_rows(one.name, rows)
        except TableBlocked as error:
            yield one, str(error)
            continue
        cells = {cell_ref(number, table.area.left + column): value for number, row in zip(numbers, values, strict=True)
                 for column, value in enumerate(row)}
        computed = {cell_ref(number, table.area.left + 4): _computed(one, table, place, number) for place, number in enumerate(numbers, 1)}
        edit = Edit(table.sheet, cells, table, numbers[-1], {ref: value for ref, value in computed.items() if value is not None})
        yield one, Case(f"{seed} {one.name} ({', '.join(one.features)})", before, book.to_bytes(), [edit])


def together(seed: int) -> Case:
    """All tables of a workbook that can grow, grown at once."""
    grown = [case for _, case in cases(seed) if isinstance(case, Case)]
    before, edits = workbook(seed)[0], [edit for case in grown for edit in case.edits]
    book = xlsx.Workbook(before)
    for edit in edits:
        assert edit.table
        book.append_rows(edit.table.name, _rows(edit.table)[0])
    return Case(f"{seed} all tables", before, book.to_bytes(), edits)


def _rows(table: xlsx.Table) -> tuple[list[dict[str, Cell]], list[tuple[Any, ...]]]:
    """New rows and their values. What a calculated column shows is left to the writer."""
    values = [(f"新{number}", "钱女士", 7 * number, datetime(2026, 4, number, 8, 15), None, "新") for number in range(1, ADDED + 1)]
    return [{header: Cell(value) for header, value in zip(table.columns, row, strict=True) if value is not None} for row in values], values


def _computed(made: Made, table: xlsx.Table, place: int, number: int) -> int | None:
    """What the calculated column shows in the new row, once reckoned."""
    kind = next((feature for feature in made.features if feature.startswith("calculated")), "")
    return None if not kind else number - table.header_row if "absolute" in kind else 14 * place
