"""控制台.xlsm: the panel for the batch jobs, a button each, with the time and the outcome of its last run (XlsxWriter)."""

from __future__ import annotations

import io

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from automation.core.build_style import FILLS, FONT
from automation.core.schema import Owner
from automation.desk.buttons import FOLDER_AT, FOLDER_CELL, JOBS, PANEL_SHEET, Button, at_cell, outcome_cell
from macros.build.package import STAMP, repacked
from macros.build.vba import panel_module, project, run, xlwings_module

_WIDTHS = (2, 20, 52, 19, 60)
_TITLE_ROW, _HEADER_ROW, _FIRST_ROW = 1, 5, 6
_ROW_PIXELS, _BUTTON = 52, (128, 36)
_DARK, _LINE, _GREY = "#1F3A52", "#C9CFD4", "#5F666C"
_HEADERS = ("按这里", "做什么", "上次运行", "结果")
_FOOT = ("办得久的（马上核对）会占用 Excel 一两分钟，请等它做完。做出来的报告和单据在部门文件夹的“检查”“单据”里。",
         "第一次打开时上方有一条黄色的“安全警告”，请点“启用内容”，不然按钮没有反应。")


def panel() -> bytes:
    """The panel's bytes; the same each time."""
    modules = {"Panel": panel_module(job.name for job in JOBS), "xlwings": xlwings_module("xlwings.bas")}
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": "客服簿控制台", "created": STAMP})
        book.add_vba_project(io.BytesIO(project(modules)), True)
        page = book.add_worksheet(PANEL_SHEET)
        page.set_vba_name("Sheet1")
        _lay_out(book, page)
        for row, job in enumerate(JOBS, _FIRST_ROW):
            _job(book, page, row, job)
        for row, line in enumerate(_FOOT, _FIRST_ROW + len(JOBS) + 1):
            page.write_string(row, 1, line, _format(book, font_color=_GREY))
    return repacked(made.getvalue(), _dressed)


def cells_of(job: str) -> tuple[str, str]:
    """The cells of a job's last run: its time and its outcome."""
    row = _FIRST_ROW + [each.name for each in JOBS].index(job)
    return xl_rowcol_to_cell(row, 3), xl_rowcol_to_cell(row, 4)


def _dressed(name: str, data: bytes) -> bytes:
    """The buttons in the font of the sheet, which XlsxWriter doesn't let one choose."""
    return data.replace(b'face="Calibri"', f'face="{FONT}"'.encode()) if name.endswith(".vml") else data


def _lay_out(book: Workbook, page: Worksheet) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 1)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.set_row_pixels(_TITLE_ROW, 48)
    title = _format(book, bold=True, font_size=18, font_color="#FFFFFF", bg_color=_DARK, indent=1)
    page.merge_range(_TITLE_ROW, 1, _TITLE_ROW, len(_WIDTHS) - 1, "客服簿　控制台", title)
    row, column = xl_cell_to_rowcol(FOLDER_AT)
    page.set_row_pixels(row, 32)
    page.write_string(row, column - 1, "部门文件夹", _format(book, bold=True, indent=1))
    typed = _format(book, bg_color=FILLS[Owner.STAFF], border=1, border_color=_LINE, indent=1, num_format="@")
    page.merge_range(row, column, row, column + 1, "", typed)
    page.write_string(row, column + 2, r"例如 \\服务器\客服簿；这台电脑已经设好的，这里空着", _format(book, font_color=_GREY, indent=1))
    book.define_name(FOLDER_CELL, f"='{PANEL_SHEET}'!{xl_rowcol_to_cell(row, column, True, True)}")
    page.set_row_pixels(_HEADER_ROW, 30)
    for column, header in enumerate(_HEADERS, 1):
        page.write_string(_HEADER_ROW, column, header, _format(book, bold=True, bottom=2, bottom_color=_DARK, indent=1))
    page.set_selection(_FIRST_ROW, 2, _FIRST_ROW, 2)


def _job(book: Workbook, page: Worksheet, row: int, job: Button) -> None:
    page.set_row_pixels(row, _ROW_PIXELS)
    line = {"bottom": 1, "bottom_color": _LINE, "indent": 1, "text_wrap": True}
    page.write_blank(row, 1, None, _format(book, **line))
    page.write_string(row, 2, job.tip, _format(book, **line))
    page.write_blank(row, 3, None, _format(book, **line, num_format="yyyy-mm-dd hh:mm", align="left"))
    page.write_blank(row, 4, None, _format(book, **line))
    for column, cell in ((3, at_cell), (4, outcome_cell)):
        book.define_name(cell(job.name), f"='{PANEL_SHEET}'!{xl_rowcol_to_cell(row, column, True, True)}")
    wide, high = _BUTTON
    page.insert_button(row, 1, {"caption": job.title, "macro": run(job.name), "width": wide, "height": high,
                                "x_offset": 8, "y_offset": (_ROW_PIXELS - high) // 2, "description": job.tip})


def _format(book: Workbook, **settings: object) -> Format:
    return book.add_format({"font_name": FONT, "font_size": 11, "valign": "vcenter", **settings})
