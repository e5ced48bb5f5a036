"""The list of what an adoption left behind (接收清单): every cell and column, with its place and the reason."""

from __future__ import annotations

import io

import xlsxwriter

from automation.desk.adopt import Adoption

_HEADERS = (("原文件里的位置", 16), ("原栏名", 22), ("原内容", 36), ("没有接收的原因", 50))


def adoption_workbook(adoption: Adoption, source: str) -> bytes:
    """An Excel list of everything that wasn't taken over."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet("没有接收的内容")
    text = book.add_format({"font_name": "微软雅黑", "font_size": 10, "text_wrap": True, "valign": "top"})
    for column, (_, width) in enumerate(_HEADERS):
        page.set_column(column, column, width, text)
    for row, item in enumerate(adoption.left_out, 1):
        for column, value in enumerate((item.place, item.header, item.raw, item.why)):
            page.write_string(row, column, value, text)
    page.add_table(0, 0, max(1, len(adoption.left_out)), len(_HEADERS) - 1,
                   {"name": "接收清单", "style": "Table Style Light 1", "columns": [{"header": header} for header, _ in _HEADERS]})
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_header(f"&L接收清单：{source}&R接收 {len(adoption.rows)} 行，没有接收 {len(adoption.left_out)} 处")
    book.close()
    return stream.getvalue()
