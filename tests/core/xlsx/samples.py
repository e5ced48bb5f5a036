"""Workbooks for these tests: other people's, and one of our own that holds everything the checker looks at."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import xlsxwriter

from tests.support import shared


def corpus() -> list[Path]:
    return sorted(shared("xlsx-corpus").glob("*.xlsx"))


def members(data: bytes) -> list[tuple[str, tuple[int, ...], int, bytes]]:
    """Name, date, attributes and content of each zip member, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, info.date_time, info.external_attr, archive.read(info)) for info in archive.infolist()]


def part_of(data: bytes, name: str) -> bytes:
    """The content of one part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def rebuilt(parts: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return stream.getvalue()


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with one text of one part replaced (a regular expression that must match)."""
    parts = [(name, content) for name, _, _, content in members(data)]
    assert part in dict(parts), part
    text, times = re.subn(old, new, dict(parts)[part].decode("utf8"), count=1, flags=re.DOTALL)
    assert times == 1, f"{old} is not in {part}"
    return rebuilt([(name, text.encode("utf8") if name == part else content) for name, content in parts])


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    return rebuilt([*((name, content) for name, _, _, content in members(data)), (name, content)])


def without_part(data: bytes, name: str) -> bytes:
    return rebuilt([(part, content) for part, _, _, content in members(data) if part != name])


@cache
def good() -> bytes:
    """Two sheets, two tables, a drop-down, a conditional format, a merge, a link, a comment, names, formulas, a pane."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    red, when = book.add_format({"bg_color": "red"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet, archive = book.add_worksheet("叫修登记"), book.add_worksheet("存档")
    sheet.merge_range("F1:G1", "标题")
    sheet.set_column("A:B", 14)
    columns = [{"header": "编号"}, {"header": "状态"}, {"header": "时间", "format": when},
               {"header": "倍数", "formula": "=叫修[[#This Row],[编号]]*2"}]
    sheet.add_table("A2:D5", {"name": "叫修", "columns": columns, "data": [[1, "新", 45000.5], [2, "新", 45001], [3, "完", 45002]]})
    for row, value in enumerate((2, 4, 6), 3):
        sheet.write_formula(f"D{row}", "=叫修[[#This Row],[编号]]*2", None, value)
    sheet.data_validation("B3:B5", {"validate": "list", "source": ["新", "完", "废"], "input_title": "状态", "input_message": "选一个"})
    sheet.conditional_format("C3:C5", {"type": "cell", "criteria": ">", "value": 45001, "format": red})
    sheet.write_url("F3", "https://example.org/", string="链接")
    sheet.write_comment("A1", "批注")
    sheet.write("F4", "文字")
    sheet.freeze_panes(2, 1)
    archive.add_table("A1:B3", {"name": "存档表", "columns": [{"header": "编号"}, {"header": "状态"}], "data": [[1, "完"], [2, "完"]]})
    book.define_name("今天", "=叫修登记!$F$4")
    book.close()
    return stream.getvalue()


def chained(data: bytes, refs: str = "D3 D4 D5") -> bytes:
    """The workbook with a calculation chain for these cells of its first sheet."""
    chain = "".join(f'<c r="{ref}" i="1"/>' for ref in refs.split())
    data = changed(data, "[Content_Types].xml", "</Types>", '<Override PartName="/xl/calcChain.xml" ContentType="application/'
                   'vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>')
    data = changed(data, "xl/_rels/workbook.xml.rels", "</Relationships>", '<Relationship Id="rIdChain" Type="http://schemas.'
                   'openxmlformats.org/officeDocument/2006/relationships/calcChain" Target="calcChain.xml"/></Relationships>')
    text = f'<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{chain}</calcChain>'
    return with_part(data, "xl/calcChain.xml", text.encode())
