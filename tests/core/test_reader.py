"""The reader's ways with a whole file: what is missing, who is told, what one finding stands for."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from automation.core.articles import Articles
from automation.core.data_rules import data_rules
from automation.core.errors import RefusedFile
from automation.core.reader import read_register
from automation.core.reading import NORMALISED
from automation.core.schema import Catalogue, Column, Kind, ListOf, Ref, Register, Sheet
from automation.core.xlsx import Cell, Workbook
from automation.desk import house
from automation.desk.checking import check
from automation.desk.findings_book import findings_workbook
from automation.desk.gather import NORMALISED_HEADERS, gather, normalised, remark_findings
from automation.desk.workbooks import BLANK, filled_workbooks
from tests.core.messy import PARCELS, REGISTER, TODAY, messed, plan, written

NOW = datetime(2026, 3, 5, 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A department with two calls and one area in it."""
    people = [{"name": "李静", "role": "客服人员", "active": "是"}]
    calls = [{"call_no": f"JX2026-0000{number}", "called_at": datetime(2026, 3, 5, 9), "area": "海淀区",
    "taken_by": "李静"} for number in (1, 2)]
    vouchers = [{"voucher_no": "PZ2026-00001", "call_no": "JX2026-00001"}]
    rows = dict(BLANK) | {"people": people, "areas": [{"name": "海淀区", "zone": "市区"}], "calls": calls, "vouchers": vouchers}
    for register, data in filled_workbooks(rows, NOW):
        (tmp_path / register.filename).write_bytes(data)
    return tmp_path


def gathered(folder: Path):
    return gather({register.name: folder / register.filename for register in house.catalogue()}, house.catalogue(), house.articles(), NOW)


def set_cells(folder: Path, register: str, sheet: str, **cells: object) -> None:
    book = Workbook.open(folder / f"{register}.xlsx")
    book.set_cells(sheet, {place: Cell(value) for place, value in cells.items()})
    book.save(folder / f"{register}.xlsx")


def test_a_blank_workbook_reads_as_no_rows_and_no_remarks(tmp_path: Path) -> None:
    for register, data in filled_workbooks({}, NOW):
        (tmp_path / register.filename).write_bytes(data)
        read = read_register(tmp_path / register.filename, register)
        assert not read.remarks and all(not data.length and not data.remarks for data in read.sheets.values())


def test_a_missing_column_is_one_finding_and_no_flood(tmp_path: Path) -> None:
    drawn = messed("column_missing")
    (tmp_path / "来件簿.xlsx").write_bytes(written(drawn))
    way = replace(PARCELS["way"], required=True)
    sheet = replace(PARCELS, columns=tuple(way if column.name == "way" else column for column in PARCELS.columns))
    catalogue = Catalogue((Register("parcels", "来件簿", (sheet,)),))
    read = gather({"parcels": tmp_path / "来件簿.xlsx"}, catalogue, Articles(()), NOW)
    assert [(each.cell, each.rule) for each in [*remark_findings(read), *check(data_rules(catalogue), read.books)]] == [("A1", "DQ 缺栏")]


@pytest.mark.parametrize("how", ["missing workbook", "missing sheet", "missing key"])
def test_what_cannot_be_read_is_not_held_against_others(tmp_path: Path, how: str) -> None:
    """Other registers refer to it: they aren't accused of naming what doesn't exist."""
    letters = Sheet("letters", "来信", "no", columns=(
        Column("no", "编号"), Column("parcel", "来件编号", ref=Ref("parcels")),
        Column("who", "收件人", Kind.CHOICE, choices=ListOf("收件人", "parcels", "who"))))
    register = Register("letters", "来信簿", (letters,))
    drawn = plan(3)
    if how == "missing sheet":
        drawn.title, drawn.table, drawn.headers = "别的", False, [("x", "乙"), ("y", "丙")]
    elif how == "missing key":
        drawn.headers = [pair for pair in drawn.headers if pair[0] not in ("no", "who")]
    if how != "missing workbook":
        (tmp_path / "来件簿.xlsx").write_bytes(written(drawn))
    import xlsxwriter
    book = xlsxwriter.Workbook(tmp_path / "来信簿.xlsx")
    page = book.add_worksheet("来信")
    for number, row in enumerate((["编号", "来件编号", "收件人"], ["LX1", "LJ001", "张1"])):
        page.write_row(number, 0, row)
    book.close()
    catalogue = Catalogue((REGISTER, register))
    read = gather({"parcels": tmp_path / "来件簿.xlsx", "letters": tmp_path / "来信簿.xlsx"}, catalogue, Articles(()), NOW)
    assert not [each for each in check(data_rules(catalogue), read.books) if each.sheet == "来信"]
    assert [*read.unreadable, *remark_findings(read)]


def test_findings_name_row_article_and_person(folder: Path) -> None:
    set_cells(folder, "叫修登记簿", "叫修登记", **{_place(folder, "called_at"): "昨天下午"})
    found = [each for each in remark_findings(gathered(folder)) if each.rule == "DQ 看不懂"]
    assert [(each.article, each.workbook, each.sheet, each.key, each.person) for each in found] == [
        ("AS2.2", "叫修登记簿.xlsx", "叫修登记", "JX2026-00001", "李静")]
    assert found[0].message == "“叫修时间”“昨天下午”不像日期" and "2026-03-05 14:00" in found[0].right


def test_what_was_normalised_is_told_and_no_finding(folder: Path) -> None:
    place = _place(folder, "called_at")
    set_cells(folder, "叫修登记簿", "叫修登记", **{place: "2026.3.5 上午9点"})
    read = gathered(folder)
    assert normalised(read) == [("叫修登记簿", "叫修登记", place, "JX2026-00001", "叫修时间", "2026.3.5 上午9点", "2026-03-05 09:00",
                                 "文字写的日期")]
    book = CalamineWorkbook.from_filelike(io.BytesIO(findings_workbook([], house.articles(), NOW, normalised=normalised(read))))
    assert [tuple(row) for row in book.get_sheet_by_name("统一写法").to_python()] == [NORMALISED_HEADERS, *normalised(read)]
    assert read.find("calls", "JX2026-00001").called_at == datetime(2026, 3, 5, 9)
    assert remark_findings(read) == []


def test_opening_hours_that_cannot_be_used_stop_nothing(folder: Path) -> None:
    hours = gathered(folder).registers["basics"].sheets["hours"]
    set_cells(folder, "基础资料", "开放时间", **{hours.address(0, "closes"): "08:00"})
    read = gathered(folder)
    assert [(each.rule, each.sheet) for each in read.unreadable] == [("DQ 上班时间看不懂", "开放时间")]
    assert read.department.clock.elapsed(datetime(2026, 3, 5, 9), datetime(2026, 3, 5, 10)) == 3600
    assert [each.cell for each in check(data_rules(house.catalogue()), read.books) if each.sheet == "开放时间"] == [hours.address(0,
    "closes")]


def test_a_workbook_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="找不到文件「来件簿"):
        read_register(tmp_path / "来件簿.xlsx", REGISTER)


def test_remarks_on_the_same_bytes_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(written(messed("dates_as_text", "doubtful_cells", "stray_blanks")))
    first, second = (read_register(path, REGISTER, today=TODAY) for _ in range(2))
    assert first == second
    assert {remark.kind for remark in first.sheets["parcels"].remarks} == {NORMALISED, "看不懂"}


def _place(folder: Path, column: str) -> str:
    return gathered(folder).registers["after_sales_calls"].sheets["calls"].address(0, column)
