"""A form sent back to be mended (退回): the same file with each wrong cell marked, and a sheet that says what is wanted."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from automation.core.build_style import lines as lines_of
from automation.core.fillable.read import WrongCell
from automation.core.fillable.sheets import RETURNED

_RED = PatternFill("solid", fgColor="F9C4BD")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_WIDTH, _LINE = 88, 17


def mark_form(data: bytes, title: str, why: str, wrong: Sequence[WrongCell]) -> bytes:
    """The returned file with its wrong cells in red, a comment on each, and the sheet 退回说明 in front.

    The file is a form of ours, which openpyxl keeps whole; an earlier 退回说明 is replaced, earlier marks are taken off. The same
    file and faults give the same bytes.
    """
    book = load_workbook(io.BytesIO(data))
    page = book[title]
    _unmark(page)
    for each in wrong:
        cell = page[each.ref]
        cell.fill = _RED
        cell.comment = Comment(f"{each.why}\n{each.right}".strip(), "客服簿", width=260, height=110)
    _note(book, why, wrong)
    book.active = 0
    stream = io.BytesIO()
    book.save(stream)
    return _same_each_time(stream.getvalue())


def _same_each_time(data: bytes) -> bytes:
    """The same workbook whenever it is made: openpyxl stamps the hour into the zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as fixed:
        for info in made.infolist():
            content = made.read(info)
            if info.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2026-01-01T00:00:00Z\g<2>", content)
            fixed.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _unmark(page: Worksheet) -> None:
    """Cells that an earlier return marked look like cells to fill again."""
    plain = PatternFill("solid", fgColor="FFF9DC")
    for row in page.iter_rows():
        for cell in row:
            if cell.comment is not None and cell.comment.author == "客服簿":
                cell.comment = None
                cell.fill = plain


def _note(book: Workbook, why: str, wrong: Sequence[WrongCell]) -> None:
    if RETURNED in book.sheetnames:
        del book[RETURNED]
    page = book.create_sheet(RETURNED, 0)
    page.column_dimensions["A"].width = _WIDTH
    lines = [("这张表退回，请改正后再发来", _font(14, bold=True)), (why, _font(11))]
    lines += [(each.words, _font(11, color="8F1D14")) for each in wrong]
    lines.append(("改正的地方在表里用红色标出。改好后存盘，把这个文件发回本公司；本页不用删。", _font(10, color="666666")))
    for number, (text, font) in enumerate(lines, 1):
        cell = page.cell(number, 1, text)
        cell.font = font
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        page.row_dimensions[number].height = _LINE * lines_of(text, _WIDTH / 1.2) + 8
    page.sheet_view.showGridLines = False
    page.page_setup.paperSize = 9
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == RETURNED


def _font(size: int, **look: Any) -> Font:
    return Font(name="微软雅黑", size=size, **look)
