"""A small register, its workbook as a plan that can be messed up, and the messes: what offices do to a sheet.

Each mess changes the plan, says what the reader should make of it, and claims the rows and columns it touches, so that
messes can be tried alone and together.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from automation.core.reading import (
    DOUBLE_COLUMN,
    FORMER_HEADER,
    MERGED,
    MISSING_COLUMN,
    NO_ENTRY,
    NORMALISED,
    NOT_UNDERSTOOD,
    OUTSIDE,
    PASTED,
    RENAMED_SHEET,
    UNCALCULATED,
)
from automation.core.schema import Column, Formula, Kind, Owner, Register, Sheet
from automation.core.xlsx.refs import cell_ref

TODAY = date(2026, 3, 5)
PARCELS = Sheet("parcels", "来件", "no", columns=(
    Column("no", "编号", required=True, unique=True),
    Column("came", "来件时间", Kind.DATETIME, former=("收到时间",)),
    Column("day", "日期", Kind.DATE),
    Column("phone", "电话", Kind.PHONE),
    Column("fee", "金额", Kind.MONEY),
    Column("pieces", "件数", Kind.COUNT),
    Column("ok", "完好", Kind.YESNO),
    Column("way", "方式", Kind.CHOICE, choices=("自取", "送货上门")),
    Column("who", "收件人"),
    Column("double", "两倍", Kind.MONEY, owner=Owner.FORMULA, formula=Formula("2*{fee}", lambda row, _: row["fee"] and 2 * row["fee"])),
))
REGISTER = Register("parcels", "来件簿", (PARCELS,))
MOMENT, DAY, TEXT = "yyyy-mm-dd hh:mm", "yyyy-mm-dd", "@"
FORMATS = {"came": MOMENT, "day": DAY, "no": TEXT, "phone": TEXT, "who": TEXT}


@dataclass
class Line:
    """One row of the plan: raw cells by attribute (value, or value and number format), and what they mean."""

    raw: dict[str, Any]
    means: dict[str, Any]
    hidden: bool = False
    blank_before: int = 0


@dataclass
class Plan:
    """A workbook as it will be written."""

    lines: list[Line] = field(default_factory=list)
    headers: list[tuple[str, Any]] = field(default_factory=lambda: [(column.name, column.header) for column in PARCELS.columns])
    title: str = "来件"
    above: list[list[Any]] = field(default_factory=list)
    left: int = 0
    table: bool = True
    totals: bool = False
    below: int = 0                                   # so many last lines stand below the table's end
    filtered: bool = False
    date1904: bool = False
    other_sheets: list[tuple[str, list[list[Any]]]] = field(default_factory=list)
    loose: list[tuple[int, int, Any]] = field(default_factory=list)        # anything anywhere (0-based row and column)
    merges: list[tuple[int, str, int, str]] = field(default_factory=list)  # line, attribute, line, attribute
    extra_rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # before this line: a row that is no entry
    patches: list[Callable[[bytes], bytes]] = field(default_factory=list)
    remarks: set[tuple[str, int | str, str]] = field(default_factory=set)  # kind, line or cell, attribute
    free: int = 0
    rows: dict[int, int] = field(default_factory=dict)      # line → row on the sheet (1-based), once written
    columns: dict[str, int] = field(default_factory=dict)   # attribute → column (1-based), once written

    def claim(self) -> tuple[int, Line]:
        """A line that no other mess touches."""
        self.free += 1
        return self.free - 1, self.lines[self.free - 1]

    def say(self, name: str, raw: Any, means: Any, kind: str = NORMALISED) -> None:
        """One cell written in another way, and what should be read there."""
        place, line = self.claim()
        line.raw[name], line.means[name] = raw, means
        if kind:
            self.remarks.add((kind, place, name))

    def cell(self, where: int | str, name: str) -> str:
        """The address of a remark."""
        return where if isinstance(where, str) else cell_ref(self.rows[where], self.columns[name])


def plan(count: int = 60) -> Plan:
    """A tidy workbook of so many rows."""
    lines = []
    for number in range(1, count + 1):
        means = {"no": f"LJ{number:03d}", "came": datetime(2026, 2, 1 + number % 27, 8, number % 60), "day": date(2026, 2, 1 + number % 28),
                 "phone": f"138{number:08d}", "fee": Decimal(number).quantize(Decimal("0.01")), "pieces": number % 7 + 1,
                 "ok": "是" if number % 3 else "否", "way": "自取" if number % 2 else "送货上门", "who": f"张{number}"}
        lines.append(Line(dict(means), means))
    return Plan(lines)


class _Writer:
    """The plan on paper."""

    def __init__(self, drawn: Plan) -> None:
        self.plan, self.stream = drawn, io.BytesIO()
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True, "date_1904": drawn.date1904, "strings_to_formulas": False,
                                                      "strings_to_numbers": False, "strings_to_urls": False})
        self.formats: dict[Any, Any] = {}

    def write(self) -> bytes:
        drawn = self.plan
        for title, rows in drawn.other_sheets:
            other = self.book.add_worksheet(title)
            for number, row in enumerate(rows):
                other.write_row(number, 0, row)
        page = self.book.add_worksheet(drawn.title)
        for number, row in enumerate(drawn.above):
            page.write_row(number, 0, row)
        top = len(drawn.above)
        for column, (name, header) in enumerate(drawn.headers, drawn.left):
            page.write(top, column, header)
            drawn.columns.setdefault(name, column + 1)
        last = self._lines(page, top + 1)
        if drawn.table:
            self._table(page, top, last)
        elif drawn.filtered:
            page.autofilter(top, drawn.left, last, drawn.left + len(drawn.headers) - 1)
        for first, name, second, other_name in drawn.merges:
            page.merge_range(drawn.rows[first] - 1, drawn.columns[name] - 1, drawn.rows[second] - 1, drawn.columns[other_name] - 1,
                             drawn.lines[first].raw[name], self._format(TEXT))
        for row, column, value in drawn.loose:
            page.write(row, column, value, self._format(TEXT))
        self.book.close()
        return _patched(self.stream.getvalue(), drawn.title, [title for title, _ in drawn.other_sheets], drawn.patches)

    def _lines(self, page: Any, number: int) -> int:
        for place, line in enumerate(self.plan.lines):
            for before, row in self.plan.extra_rows:
                if before == place:
                    page.write_row(number, self.plan.left, [row.get(name, "") for name, _ in self.plan.headers])
                    number += 1
            number += line.blank_before
            self.plan.rows[place] = number + 1
            for column, (name, _) in enumerate(self.plan.headers, self.plan.left):
                self._cell(page, number, column, name, line)
            if line.hidden:
                page.set_row(number, None, None, {"hidden": True})
            number += 1
        return number - 1

    def _cell(self, page: Any, row: int, column: int, name: str, line: Line) -> None:
        raw = line.raw.get(name)
        value, style = raw if isinstance(raw, tuple) else (raw, FORMATS.get(name, ""))
        if name == "double" and raw is None:
            fee = line.means["fee"]
            page.write_formula(row, column, "=1+1", None, "" if fee is None else float(2 * fee))
        elif isinstance(value, str) and value.startswith("="):
            formula, _, cached = value.partition("→")
            page.write_formula(row, column, formula, self._format(style), cached if cached.startswith("#") else float(cached))
        elif isinstance(value, datetime | date):
            page.write_datetime(row, column, value, self._format(style))
        elif isinstance(value, Decimal):
            page.write_number(row, column, float(value), self._format(style))
        elif value is not None:
            page.write(row, column, value, self._format(style))

    def _format(self, style: Any) -> Any:
        if style not in self.formats:
            self.formats[style] = self.book.add_format({"num_format": style} if style != "" else {})
        return self.formats[style]

    def _table(self, page: Any, top: int, last: int) -> None:
        drawn = self.plan
        bottom = last - drawn.below + drawn.totals
        columns = [{"header": str(header)} for _, header in drawn.headers]
        if drawn.totals:
            columns[0] |= {"total_string": "汇总"}
            columns[1] |= {"total_string": "60 件"}
        page.add_table(top, drawn.left, bottom, drawn.left + len(columns) - 1,
                       {"name": "来件", "columns": columns, "autofilter": drawn.filtered, "total_row": drawn.totals})


def _patched(data: bytes, title: str, before: list[str], patches: list[Callable[[bytes], bytes]]) -> bytes:
    part = f"xl/worksheets/sheet{len(before) + 1}.xml"
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            for patch in patches if name == part else ():
                content = patch(content)
            new.writestr(name, content)
    return stream.getvalue()


def written(drawn: Plan) -> bytes:
    """The workbook of a plan."""
    return _Writer(drawn).write()


Mess = Callable[[Plan], None]
MESSES: dict[str, tuple[Mess, str]] = {}
"""The messes by name, each with its groups: messes that share a group can't be tried together."""


def mess(group: str = "") -> Callable[[Mess], Mess]:
    """Declare a mess."""
    def declare(work: Mess) -> Mess:
        MESSES[work.__name__] = (work, group)
        return work
    return declare


@mess("above")
def titles_above(drawn: Plan) -> None:
    drawn.above = [["某某公司来件登记表"], [], ["填表人：", "张三", "2026 年"]]


@mess("above")
def table_moved(drawn: Plan) -> None:
    drawn.above, drawn.left = [[] for _ in range(9)], 3


@mess("above table")
def title_far_above(drawn: Plan) -> None:
    """More rows above the header than are searched: the table tells where it is."""
    drawn.above, drawn.table = [["说明"] for _ in range(60)], True


@mess("above table header columns")
def header_on_two_rows(drawn: Plan) -> None:
    """编号 and 来件时间 stand in the row above, merged down into the header's row."""
    first, second = drawn.headers[0][1], drawn.headers[1][1]
    drawn.table, drawn.above = False, [[first, second, "寄件", None]]
    drawn.headers[0], drawn.headers[1] = ("no", ""), ("came", "")
    rows = b'<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells>'
    drawn.patches.append(lambda part: part.replace(b"</sheetData>", b"</sheetData>" + rows))


@mess("columns")
def columns_moved(drawn: Plan) -> None:
    drawn.headers.reverse()


@mess("columns")
def columns_inserted(drawn: Plan) -> None:
    drawn.headers[3:3] = [("own", "我的记号"), ("own2", 2026)]
    for line in drawn.lines:
        line.raw["own"] = "√"


@mess("header")
def header_by_its_former_name(drawn: Plan) -> None:
    drawn.headers = [(name, "收到时间" if name == "came" else header) for name, header in drawn.headers]
    drawn.remarks.add((FORMER_HEADER, "header", "came"))


@mess("header table")
def headers_with_blanks_and_marks(drawn: Plan) -> None:
    changed = {"came": " 来 件\n时间", "phone": "*电话：", "fee": "金\u3000额", "who": "收件人*"}
    drawn.headers = [(name, changed.get(name, header)) for name, header in drawn.headers]
    drawn.table = False


@mess("header")
def own_column_under_a_former_name(drawn: Plan) -> None:
    drawn.headers.insert(0, ("own", "收到时间"))


@mess("columns")
def column_missing(drawn: Plan) -> None:
    drawn.headers = [(name, header) for name, header in drawn.headers if name != "way"]
    drawn.remarks.add((MISSING_COLUMN, "header", ""))


@mess("columns table")
def column_twice(drawn: Plan) -> None:
    drawn.table = False
    drawn.headers.append(("who2", "收件人"))
    drawn.remarks.add((DOUBLE_COLUMN, "header", "who2"))


@mess()
def blank_rows(drawn: Plan) -> None:
    drawn.claim()[1].blank_before = 2
    drawn.claim()[1].blank_before = 1


@mess("table")
def rows_below_the_table(drawn: Plan) -> None:
    drawn.below = 2
    drawn.remarks |= {(OUTSIDE, len(drawn.lines) - 1, "no"), (OUTSIDE, len(drawn.lines) - 2, "no")}


@mess("table")
def no_table(drawn: Plan) -> None:
    drawn.table = False


@mess("table")
def totals_row(drawn: Plan) -> None:
    drawn.totals = True


@mess()
def rows_hidden(drawn: Plan) -> None:
    drawn.claim()[1].hidden = drawn.claim()[1].hidden = True


@mess()
def rows_filtered(drawn: Plan) -> None:
    drawn.filtered = True
    for _ in range(4):
        drawn.claim()[1].hidden = True


@mess("xml formula")
def formulas_never_calculated(drawn: Plan) -> None:
    drawn.patches.append(lambda part: re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part))
    drawn.remarks.add((UNCALCULATED, 0, "double"))
    for line in drawn.lines:
        line.means["double"] = None


@mess("formula")
def formula_in_a_typed_column(drawn: Plan) -> None:
    place, line = drawn.claim()
    line.raw["fee"], line.raw["double"] = ("=10*2→20", ""), ("=1+1→40", "")
    line.means |= {"fee": Decimal("20.00"), "double": Decimal("40.00")}
    assert place >= 0


@mess("formula")
def formula_pasted_over(drawn: Plan) -> None:
    place, line = drawn.claim()
    line.raw["double"], line.means["double"] = 7, Decimal("7.00")
    drawn.remarks.add((PASTED, place, "double"))


@mess("formula")
def error_in_a_cell(drawn: Plan) -> None:
    drawn.say("day", ("=NA()→#N/A", DAY), None, NOT_UNDERSTOOD)
    drawn.say("double", ("=NA()→#REF!", ""), None, NOT_UNDERSTOOD)


@mess("1904")
def dates_from_1904(drawn: Plan) -> None:
    drawn.date1904 = True


@mess("1904")
def dates_without_a_format(drawn: Plan) -> None:
    drawn.say("day", (46086, ""), date(2026, 3, 5))
    drawn.say("came", (46086.5, "0.00"), datetime(2026, 3, 5, 12))


@mess()
def chinese_built_in_date_formats(drawn: Plan) -> None:
    for number in (*range(27, 32), 36, *range(50, 55), 57, 58):
        drawn.say("day", (date(2026, 2, 28), number), date(2026, 2, 28), "")


@mess()
def ten_o_clock_a_little_short(drawn: Plan) -> None:
    drawn.say("came", (datetime(2026, 3, 5, 9, 59, 59, 999_400), MOMENT), datetime(2026, 3, 5, 10), "")


@mess("title")
def sheet_renamed(drawn: Plan) -> None:
    drawn.title = "来件2026"
    drawn.remarks.add((RENAMED_SHEET, "A1", ""))


@mess("title table")
def sheet_title_with_blanks(drawn: Plan) -> None:
    drawn.title, drawn.table = "来　件 ", False
    drawn.remarks.add((RENAMED_SHEET, "A1", ""))


@mess("title table")
def sheet_renamed_without_table(drawn: Plan) -> None:
    drawn.title, drawn.table = "Sheet1", False
    drawn.other_sheets = [("封面", [["来件登记"], ["编号"]])]
    drawn.remarks.add((RENAMED_SHEET, "A1", ""))


@mess("title")
def table_moved_to_another_sheet(drawn: Plan) -> None:
    drawn.other_sheets, drawn.title = [("来件", [])], "新表"
    drawn.remarks.add((RENAMED_SHEET, "A1", ""))


@mess("title")
def copy_of_the_sheet_beside_it(drawn: Plan) -> None:
    drawn.other_sheets = [("来件 (2)", [[column.header for column in PARCELS.columns], ["LJ999"]])]


@mess()
def dates_as_text(drawn: Plan) -> None:
    for text in ("2026.3.5", "2026年3月5日", "2026/3/5", "２０２６-０３-０５", "20260305", "二〇二六年三月五日", "3月5号", "３/５",
    "2026-03-05 星期四"):
        drawn.say("day", text, date(2026, 3, 5))
    drawn.say("came", "2026年3月5日 下午2点", datetime(2026, 3, 5, 14))
    drawn.say("came", "2026.3.5 14：30", datetime(2026, 3, 5, 14, 30))


@mess()
def phones_as_people_write_them(drawn: Plan) -> None:
    for raw, number in (((13800138000, ""), "13800138000"), ("138 0013 8000", "13800138000"), ("(010)62751234", "010-62751234"),
                        ("１３８００１３８０００", "13800138000"), ("+86-13800138000", "13800138000"), ("\u202a13800138000\u202c",
                        "13800138000")):
        drawn.say("phone", raw, number)


@mess()
def money_as_text(drawn: Plan) -> None:
    for text, amount in (("￥1,200.00", "1200"), ("１２００元", "1200"), ("1.2万", "12000"), (" 1200 ", "1200"), ("（50）", "-50")):
        place = drawn.free
        drawn.say("fee", text, Decimal(amount).quantize(Decimal("0.01")))
        drawn.lines[place].raw["double"] = (f"=1+1→{2 * float(amount)}", "")


@mess()
def stray_blanks(drawn: Plan) -> None:
    for text in ("  李四", "李四\u3000", "\xa0李四\xa0", "李\u200b四", "李四\ufeff"):
        drawn.say("who", text, "李四")
    drawn.say("who", "李四\n二楼", "李四\n二楼", "")
    drawn.say("who", "   ", None, "")
    drawn.say("way", "送货 上门", "送货上门")


@mess()
def yes_in_many_ways(drawn: Plan) -> None:
    for raw in ("√", "Y", "ｙ", "对", True, 1):
        drawn.say("ok", raw, "是")
    drawn.say("ok", "×", "否")
    drawn.say("ok", False, "否")


@mess()
def counts_as_text(drawn: Plan) -> None:
    for text in ("3", "３", "3台", "3.0"):
        drawn.say("pieces", text, 3)


@mess()
def numbers_in_text_columns(drawn: Plan) -> None:
    drawn.say("who", (1001, ""), "1001")
    drawn.say("who", (0.5, ""), "0.5")


@mess()
def doubtful_cells(drawn: Plan) -> None:
    for name, raw in (("day", "26.3.5"), ("day", "2026-02-30"), ("day", "2022.11.29白班"), ("day", "待定"), ("came", "下午2点"),
                      ("came", (datetime(9999, 12, 31), MOMENT)), ("phone", "13800138000、13900139000"), ("phone", "1380013800"),
                      ("fee", "两百"), ("pieces", 2.5), ("ok", "大概"), ("way", "电活"), ("who", (1234567890123456.0, ""))):
        drawn.say(name, raw, None, NOT_UNDERSTOOD)


@mess("table")
def cells_merged(drawn: Plan) -> None:
    (first, _), (second, line) = drawn.claim(), drawn.claim()
    drawn.merges.append((first, "who", second, "who"))
    line.means["who"] = None
    drawn.remarks.add((MERGED, first, "who"))
    drawn.table = False


@mess()
def sum_row(drawn: Plan) -> None:
    place, _ = drawn.claim()
    drawn.extra_rows.append((place, {"no": "小　计", "fee": 12}))
    drawn.remarks.add((NO_ENTRY, f"above {place}", ""))


@mess("header")
def header_repeated(drawn: Plan) -> None:
    place, _ = drawn.claim()
    drawn.extra_rows.append((place, dict(drawn.headers)))
    drawn.remarks.add((NO_ENTRY, f"above {place}", ""))


@mess("far")
def stray_word_in_the_last_cell(drawn: Plan) -> None:
    drawn.loose.append((1_048_575, 16_383, "x"))


@mess("far")
def blank_in_the_last_row(drawn: Plan) -> None:
    drawn.loose.append((1_048_575, 20, " "))


@mess("far")
def format_down_to_the_last_row(drawn: Plan) -> None:
    drawn.loose.append((1_048_575, 16_383, ""))


@mess("xml far")
def cells_without_places(drawn: Plan) -> None:
    """The first cell of a row needn't say that it's the first."""
    drawn.patches.append(lambda part: re.sub(rb'<c r="A\d+"', b"<c", part) if drawn.left == 0 else part)


@mess("xml far")
def single_quotes(drawn: Plan) -> None:
    drawn.patches.append(lambda part: re.sub(rb'<c r="([A-Z]+\d+)"', rb"<c r='\1'", part))


@mess("xml far")
def comments_in_the_xml(drawn: Plan) -> None:
    drawn.patches.append(lambda part: part.replace(b"<sheetData>", b'<!-- <c r="A1"><f>1</f></c> --><sheetData>'))


@mess("xml far")
def prefixed_xml(drawn: Plan) -> None:
    def patch(part: bytes) -> bytes:
        part = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", part)
        return part.replace(b"xmlns=", b"xmlns:x=", 1)
    drawn.patches.append(patch)


def messed(*names: str) -> Plan:
    """A plan with these messes, and what the reader should say of it."""
    drawn = plan()
    for name in names:
        MESSES[name][0](drawn)
    return drawn


def expected_values(drawn: Plan) -> Mapping[str, Mapping[str, Any]]:
    """What should be read, by key."""
    result = {}
    absent = {column.name: None for column in PARCELS.columns if column.name not in drawn.columns}
    for line in drawn.lines:
        fee = line.means["fee"]
        result[line.means["no"]] = {"double": None if fee is None else 2 * fee} | line.means | absent
    return result


def expected_remarks(drawn: Plan) -> set[tuple[str, str]]:
    """Kind and cell of every remark that should be made, once the plan was written."""
    top = len(drawn.above) + 1
    found = set()
    for kind, where, name in drawn.remarks:
        if isinstance(where, int) and name not in drawn.columns:
            continue
        if where == "header":
            cell = cell_ref(top, drawn.columns.get(name, 1))
        elif isinstance(where, str) and where.startswith("above "):
            line = int(where.split()[1])
            cell = cell_ref(drawn.rows[line] - 1 - drawn.lines[line].blank_before, drawn.columns["no"])
        else:
            cell = drawn.cell(where, name)
        found.add((kind, cell))
    return found
