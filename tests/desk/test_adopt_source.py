"""Other people's registers as tables: real Chinese workbooks, each with its outcome, and files that aren't right."""

from __future__ import annotations

import gzip
import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from automation.core.errors import RefusedFile
from automation.core.reader import read_register
from automation.core.schema import Column, Kind
from automation.core.values import ErrorCell, NotUnderstood, understand
from automation.desk import house
from automation.desk.adopt_source import read_source
from tests.support import shared

# file, sheet, row of the headers: columns, filled rows, cells that can't be taken as they are, the last cell that can
WORKBOOKS = [
    ("cn-easypoi-一对多纵向合并-wps.xlsx", "测试", 1, 12, 12, 0, "K13", "省省建设厅"),
    ("cn-easypoi-专项支出用款申请书-wps.xls", "Sheet1", 1, 10, 11, 0, "D15", "注：本表一式三份。"),
    ("cn-easypoi-多层表头-wps.xlsx", "Sheet1", 1, 12, 4, 0, "L5", "t.handleTotal}}"),
    ("cn-easypoi-客户对账单-wps.xls", "Data ", 1, 60, 8, 0, "H9", "总柜型柜量：{{containerTotalSize}}"),
    ("cn-easypoi-散航成本分析报告-wps.xlsx", "散航分析 ", 2, 17, 236, 3, "O346", "烟台"),
    ("cn-easypoi-货物配发单-wps.xlsx", "Sheet1", 1, 6, 7, 0, "D8", "经办人"),
    ("cn-fastexcel-t01-产品导入模板.xls", "产品数据", 2, 18, 1, 0, "M3", 200.0),
    ("cn-fastexcel-t02-配方表.xlsx", "测试配方1027", 1, 18, 2, 0, "Q3", "0"),
    ("cn-fastexcel-t04-调试登记-腾讯文档.xlsx", "工作表1", 1, 12, 56, 0, "K57", "2022.11.29白"),
    ("cn-fastexcel-日期金额格式.xls", "Sheet1", 1, 7, 27, 0, "D28", "2020年1月1日 1:01:01"),
    ("cn-fastexcel-日期金额格式.xlsx", "Sheet1", 1, 7, 27, 0, "D28", "2020年1月1日 1:01:01"),
]


@pytest.mark.parametrize(("name", "sheet", "header", "columns", "rows", "unreadable", "place", "value"), WORKBOOKS,
                         ids=[f"{name}" for name, *_ in WORKBOOKS])
def test_real_workbooks(name, sheet, header, columns, rows, unreadable, place, value) -> None:
    table = read_source(shared("data", "workbooks", name), sheet, header)
    cells = {table.place(index, column): cell for index, row in table for column, cell in enumerate(row) if cell not in ("", None)}
    good = {where: cell for where, cell in cells.items() if not isinstance(cell, ErrorCell)}
    assert (len(table.headers), len(list(table)), len(cells) - len(good)) == (columns, rows, unreadable)
    assert list(good.items())[-1] == (place, value)


def test_every_real_workbook_has_its_outcome() -> None:
    assert {name for name, *_ in WORKBOOKS} == {path.name for path in shared("data", "workbooks").iterdir()}


@pytest.mark.parametrize("name", [name for name, *_ in WORKBOOKS])
def test_none_of_them_is_taken_for_a_register(name: str) -> None:
    for register in house.catalogue():
        if name.endswith(".xls"):
            with pytest.raises(RefusedFile, match=r"另存为 \.xlsx"):
                read_register(shared("data", "workbooks", name), register)
        else:
            read = read_register(shared("data", "workbooks", name), register)
            assert [remark.kind for remark in read.remarks] == ["缺表"] * len(register.sheets)
            assert all(data.missing and not data.length for data in read.sheets.values())


@pytest.mark.parametrize("name", ["cn-fastexcel-日期金额格式.xlsx", "cn-fastexcel-日期金额格式.xls"])
def test_dates_in_many_spellings(name: str) -> None:
    """Twenty-seven spellings of one moment: the real dates are read, a text says the day in full or is refused."""
    table = read_source(shared("data", "workbooks", name))
    column = Column("day", "日期", Kind.DATE)
    read = [[understand(column, row[place], today=date(2020, 3, 1)) for _, row in table if row[place] != ""] for place in (0, 1)]
    assert {meaning.value for meaning in read[0]} == {date(2020, 1, 1)}
    texts = [meaning for meaning in read[1] if not isinstance(meaning, NotUnderstood)]
    assert {meaning.value for meaning in texts} == {date(2020, 1, 1)}
    assert (len(texts), len(read[1]) - len(texts)) == (8, 19)


def test_what_cells_cannot_say_is_marked_at_its_place(tmp_path: Path) -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    page.write_row(2, 0, ["编号", "金额", ""])
    page.write_row(4, 0, ["A1", 5, "无栏名"])
    page.write_formula(5, 1, "=NA()", None, "#N/A")
    page.merge_range(6, 0, 7, 0, "合并")
    page.write(7, 1, 8)
    book.close()
    (tmp_path / "旧.xlsx").write_bytes(stream.getvalue())
    table = read_source(tmp_path / "旧.xlsx", header_row=3)
    assert table.headers == ("编号", "金额", "")
    found = {table.place(index, column): cell for index, row in table for column, cell in enumerate(row) if isinstance(cell, ErrorCell)}
    assert {place: str(cell) or cell.what for place, cell in found.items()} == {"B6": "#N/A"}
    assert [row[0] for _, row in table][-2:] == ["合并", "合并"]
    with pytest.raises(RefusedFile, match="第 2000 行没有栏名"):
        read_source(tmp_path / "旧.xlsx", header_row=2000)
    with pytest.raises(RefusedFile, match="只有：Sheet1"):
        read_source(tmp_path / "旧.xlsx", "别的")


@pytest.mark.parametrize(("name", "data", "headers"), [
    ("a.csv", "编号,客户\r\n1,张三\r\n".encode("gb18030"), ("编号", "客户")), ("a.csv", "\ufeff编号,客户\n1,张三".encode(), ("编号",
    "客户")),
    ("a.txt", "编号\t客户\n1\t张三".encode("utf-16"), ("编号", "客户")), ("a.csv", "编号;客户\n1;张三".encode(), ("编号", "客户")),
    ("a.csv.gz", gzip.compress("编号,客户\n1,张三,多出来\n".encode(), mtime=0), ("编号", "客户", ""))])
def test_texts(tmp_path: Path, name: str, data: bytes, headers: tuple[str, ...]) -> None:
    (tmp_path / name).write_bytes(data)
    table = read_source(tmp_path / name)
    assert table.headers == headers
    assert [(table.place(index, 1), row[:2]) for index, row in table] == [("B2", ("1", "张三"))]


@pytest.mark.parametrize(("name", "data"), [
    ("a.csv.gz", gzip.compress(b"1,2\n" * 99, mtime=0)[:20]), ("a.csv.gz", b"\x1f\x8b" + b"x" * 40),
    ("a.csv", b"\xff\xfeabc"), ("a.csv", b""),
    ("a.csv", b'"' + b"x" * 200_000), ("a.xlsx", b"PK\x03\x04 half a file"), ("a.xlsx", b""), ("a.xls",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)])
def test_files_that_are_not_right(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RefusedFile) as refusal:
        read_source(tmp_path / name)
    assert name in str(refusal.value) and "请" in str(refusal.value)
