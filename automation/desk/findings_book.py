"""The findings workbook (检查结果): every finding with a link to its cell; a sheet for all, one for each person.

A link leads to the cell where the finding was read. After somebody sorts the register the cell has moved: the row's
key stands beside it, and ``goto`` finds the row by it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from math import ceil

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from automation.core.articles import Articles
from automation.core.findings import Finding, Severity
from automation.desk.agenda import HEADERS
from automation.desk.checking import by_article, by_person
from automation.desk.gather import NORMALISED_HEADERS

COLUMNS = (("条文", 8), ("条文标题", 22), ("轻重", 6), ("登记簿", 16), ("表", 11), ("单元格", 8), ("编号", 15), ("问题", 46),
           ("应该怎样", 36), ("责任人", 11), ("读取时间", 16))
_FONT = "微软雅黑"
_MOST_LINKS = 60_000
"""Excel takes 65,530 links on one sheet."""


def findings_workbook(found: Sequence[Finding], articles: Articles, read_at: datetime, up: str = "../../",
                      dates: Sequence[Sequence[str]] = (), normalised: Sequence[Sequence[str]] = ()) -> bytes:
    """The workbook's bytes. ``up`` leads from its folder to the registers; the same findings give the same bytes.

    ``dates`` are the lines of what falls due, ``normalised`` those of the cells that were understood though untidy.
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "检查结果", "author": "客服簿", "created": read_at})
    formats = _formats(book)
    _overview(book.add_worksheet("概览"), found, articles, read_at, formats)
    _listing(book.add_worksheet("全部"), "全部", found, articles, read_at, formats, up)
    if dates:
        _lines(book.add_worksheet("到期日历"), HEADERS, (12, 12, 22, 22, 16, 14, 9, 44), dates, read_at, formats)
    if normalised:
        _lines(book.add_worksheet("统一写法"), NORMALISED_HEADERS, (22, 14, 9, 16, 14, 28, 22, 28), normalised, read_at, formats)
    taken = {"概览", "全部", "到期日历", "统一写法"}
    for number, (person, items) in enumerate(by_person(found).items(), 1):
        name = _sheet_name(person, taken)
        taken.add(name)
        _listing(book.add_worksheet(name), f"责任人{number}", items, articles, read_at, formats, up)
    book.close()
    return stream.getvalue()


def _formats(book: Workbook) -> dict[str, Format]:
    base = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
    return {
        "title": book.add_format(base | {"font_size": 16, "bold": True}),
        "quiet": book.add_format(base | {"font_color": "#666666"}),
        "head": book.add_format(base | {"bold": True, "bg_color": "#DDE7EE", "bottom": 1}),
        "text": book.add_format(base | {"text_wrap": True, "valign": "top"}),
        "link": book.add_format(base | {"font_color": "#0B5CAD", "underline": 1, "valign": "top"}),
        Severity.BREACH.value: book.add_format(base | {"font_color": "#B3261E", "bold": True, "valign": "top"}),
        Severity.DATA.value: book.add_format(base | {"font_color": "#8A5A00", "valign": "top"}),
        Severity.NOTICE.value: book.add_format(base | {"font_color": "#666666", "valign": "top"}),
        "moment": book.add_format(base | {"num_format": "yyyy-mm-dd hh:mm", "align": "left", "valign": "top", "font_color": "#666666"}),
        "number": book.add_format(base | {"num_format": "#,##0"}),
    }


def _overview(sheet: Worksheet, found: Sequence[Finding], articles: Articles, read_at: datetime, formats: dict[str, Format]) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 4)
    sheet.set_column(3, 3, 22)
    sheet.set_column(4, 4, 10)
    sheet.write(0, 0, "检查结果", formats["title"])
    sheet.write(1, 0, f"读取时间 {read_at:%Y-%m-%d %H:%M}，共 {len(found)} 项。点“单元格”一栏就到登记簿的那一格。", formats["quiet"])
    sheet.write(2, 0, "登记簿排过序以后链接可能指错行，请按“编号”查找，或用 goto 命令，例如 goto JX2026-00012。", formats["quiet"])
    for column, header in ((0, "条文"), (1, "件数"), (3, "责任人"), (4, "件数")):
        sheet.write(4, column, header, formats["head"])
    for row, (article, items) in enumerate(by_article(found).items(), 5):
        sheet.write(row, 0, f"{article}  {articles.title(article)}", formats["text"])
        sheet.write(row, 1, len(items), formats["number"])
    for row, (person, items) in enumerate(by_person(found).items(), 5):
        sheet.write(row, 3, person, formats["text"])
        sheet.write(row, 4, len(items), formats["number"])
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _listing(sheet: Worksheet, table: str, found: Sequence[Finding], articles: Articles, read_at: datetime,
             formats: dict[str, Format], up: str) -> None:
    for number, (_, width) in enumerate(COLUMNS):
        sheet.set_column(number, number, width, formats["text"])
    for row, finding in enumerate(found, 1):
        sheet.set_row(row, _height(finding, articles))
        _line(sheet, row, finding, articles, formats, up)
        sheet.write_datetime(row, len(COLUMNS) - 1, read_at, formats["moment"])
    sheet.add_table(0, 0, max(1, len(found)), len(COLUMNS) - 1, {
        "name": f"检查_{table}", "style": "Table Style Light 1", "banded_rows": False,
        "columns": [{"header": header, "header_format": formats["head"]} for header, _ in COLUMNS]})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.3, 0.3, 0.4, 0.5)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{read_at:%Y-%m-%d %H:%M} 读取&R第 &P 页 / 共 &N 页")


def _lines(sheet: Worksheet, headers: Sequence[str], widths: Sequence[int], lines: Sequence[Sequence[str]], read_at: datetime,
           formats: dict[str, Format]) -> None:
    """A plain list under its headers: what falls due (到期日历), what was understood though untidy (统一写法)."""
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width, formats["text"])
    for row, line in enumerate(lines, 1):
        for column, text in enumerate(line):
            sheet.write_string(row, column, text, formats["text"])
    sheet.add_table(0, 0, len(lines), len(headers) - 1, {
        "name": f"{sheet.get_name()}表", "style": "Table Style Light 1", "banded_rows": False,
        "columns": [{"header": header, "header_format": formats["head"]} for header in headers]})
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer(f"&L{read_at:%Y-%m-%d %H:%M} 读取&R第 &P 页 / 共 &N 页")


def _line(sheet: Worksheet, row: int, finding: Finding, articles: Articles, formats: dict[str, Format], up: str) -> None:
    text = formats["text"]
    sheet.write_string(row, 0, finding.article, text)
    sheet.write_string(row, 1, articles.title(finding.article), text)
    sheet.write_string(row, 2, finding.severity.value, formats[finding.severity.value])
    sheet.write_string(row, 3, finding.workbook.removesuffix(".xlsx"), text)
    sheet.write_string(row, 4, finding.sheet, text)
    if row <= _MOST_LINKS and finding.cell:
        sheet.write_url(row, 5, f"external:{up}{finding.workbook}#'{finding.sheet}'!{finding.cell}", formats["link"], finding.cell)
    else:
        sheet.write_string(row, 5, finding.cell, text)
    for column, value in enumerate((finding.key, finding.message, finding.right, finding.person), 6):
        sheet.write_string(row, column, value, text)


def _height(finding: Finding, articles: Articles) -> float:
    """Points, so that the longest text shows whole: other programs don't grow rows by themselves."""
    widths = dict(COLUMNS)
    texts = {"条文标题": articles.title(finding.article), "登记簿": finding.workbook.removesuffix(".xlsx"), "编号": finding.key,
             "问题": finding.message, "应该怎样": finding.right}
    return 15.0 * max(1, *(ceil(1.05 * cell_len(text) / widths[header]) for header, text in texts.items()))


def _sheet_name(person: str, taken: set[str]) -> str:
    """A legal sheet name for a person, unlike those taken."""
    name = re.sub(r"[\[\]:*?/\\']", "", person)[:28] or "未指定"
    number, result = 2, name
    while result in taken:
        result, number = f"{name}{number}", number + 1
    return result
