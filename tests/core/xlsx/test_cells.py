"""Setting one cell changes that cell and nothing else, also in odd workbooks. (Other people's: ``test_trials``.)"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine

from automation.core import xlsx
from automation.core.errors import RefusedFile
from automation.core.xlsx import Cell
from automation.core.xlsx.refs import parse_cell
from automation.core.xlsx.values import serial
from tests.core.xlsx.samples import chained, changed, good, members, part_of, rebuilt
from tests.support import shared

SHEET = "xl/worksheets/sheet1.xml"

def calamine_value(data: bytes, sheet: str, ref: str) -> object:
    row, column = parse_cell(ref)
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return rows[row - 1][column - 1]


def test_raw_members_are_copied_not_packed_again(tmp_path: Path) -> None:
    path = shared("xlsx-corpus", "41-aaa.xlsx")
    book = xlsx.Workbook.open(path)
    book.set_cells(book.sheets[0], {"A1": Cell(1)})
    with zipfile.ZipFile(path) as was, zipfile.ZipFile(io.BytesIO(book.to_bytes())) as now:
        for old, new in zip(was.infolist(), now.infolist(), strict=True):
            assert (old.extra, old.create_version, old.comment) == (new.extra, new.create_version, new.comment)
            if old.CRC == new.CRC:
                assert old.compress_size == new.compress_size
            assert not new.flag_bits & 8


def test_part_names_of_other_programs() -> None:
    """Back-slashes, a leading slash, other letter case: read as the parts they are, and kept as they are written."""
    names = {SHEET: "xl\\Worksheets\\Sheet1.xml", "xl/workbook.xml": "/xl/Workbook.xml"}
    data = rebuilt([(names.get(name, name), content) for name, _, _, content in members(good())])
    book = xlsx.Workbook(data)
    book.set_cells("叫修登记", {"F4": Cell("新")})
    with zipfile.ZipFile(io.BytesIO(data)) as was, zipfile.ZipFile(io.BytesIO(book.to_bytes())) as now:
        assert [info.orig_filename for info in was.infolist()] == [info.orig_filename for info in now.infolist()]
    assert xlsx.Workbook(book.to_bytes()).cell("叫修登记", "F4").value == "新"


def test_kinds_of_values() -> None:
    book = xlsx.Workbook(good())
    values = {"H1": "0138 ", "H2": 7, "H3": Decimal("12.30"), "H4": 0.1, "H5": True, "H6": datetime(2026, 3, 2, 10, 30, 0, 600_000),
              "H7": date(2026, 3, 2), "H8": "_x000D_ \x07 \r\n", "H9": "", "H10": None}
    book.set_cells("叫修登记", {ref: Cell(value, style_of="C3") for ref, value in values.items()})
    book.set_cells("叫修登记", {"I1": Cell(5, "=H2-2"), "I2": Cell("是", 'IF(H5,"是","否")'), "I3": Cell(False, "H2>9")})
    again = xlsx.Workbook(book.to_bytes())
    read = {ref: again.cell("叫修登记", ref) for ref in [*values, "I1", "I2", "I3", "J1"]}
    assert [read[f"H{row}"].value for row in range(1, 11)] == [
        "0138 ", 7, 12.3, 0.1, True, serial(datetime(2026, 3, 2, 10, 30, 1), False), 46083, "_x000D_ \x07 \r\n", None, None]
    assert {read[ref].style for ref in values} == {again.cell("叫修登记", "C3").style}
    assert [(read[ref].formula, read[ref].value) for ref in ("I1", "I2", "I3")] == [
        ("H2-2", 5), ('IF(H5,"是","否")', "是"), ("H2>9", False)]
    assert read["J1"] == xlsx.RawCell()
    assert xlsx.check(book.to_bytes()) == []
    assert calamine_value(book.to_bytes(), "叫修登记", "H6") == datetime(2026, 3, 2, 10, 30, 1)


@pytest.mark.parametrize("value", ["长" * 32_768, "😀" * 16_384, float("nan"), Decimal("Infinity"), 10**400, date(1899, 12, 31), "\ud800"])
def test_values_that_no_cell_holds(value: object) -> None:
    book = xlsx.Workbook(good())
    with pytest.raises(xlsx.RefusedValue):
        book.set_cells("叫修登记", {"H1": Cell("先"), "H2": Cell(value)})
    assert book.to_bytes() == xlsx.Workbook(good()).to_bytes()


def test_serial_dates_of_both_systems() -> None:
    assert [serial(day, False) for day in (date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2026, 1, 1))] == [1, 59, 61, 46023]
    assert serial(datetime(2026, 1, 1, 12), False) == 46023.5
    assert serial(date(2026, 1, 1), True) == 46023 - 1462
    data = changed(good(), "xl/workbook.xml", "<workbookPr ", '<workbookPr date1904="1" ')
    book = xlsx.Workbook(data)
    assert book.date1904
    book.set_cells("叫修登记", {"C3": Cell(datetime(2026, 1, 1, 12))})
    assert book.cell("叫修登记", "C3").value == 46023.5 - 1462
    assert openpyxl.load_workbook(io.BytesIO(book.to_bytes()))["叫修登记"]["C3"].value == datetime(2026, 1, 1, 12)


def test_value_over_formula_drops_the_calculation_chain() -> None:
    book = xlsx.Workbook(chained(good()))
    book.set_cells("叫修登记", {"D3": Cell(8, "叫修[[#This Row],[编号]]*8")})
    assert "xl/calcChain.xml" in [name for name, *_ in members(book.to_bytes())]
    book.set_cells("叫修登记", {"D4": Cell(9)})
    parts = {name: content for name, _, _, content in members(book.to_bytes())}
    assert "xl/calcChain.xml" not in parts
    assert b"calcChain" not in parts["[Content_Types].xml"] + parts["xl/_rels/workbook.xml.rels"]
    assert xlsx.check(book.to_bytes()) == []


def test_recalculation_can_be_asked_for() -> None:
    book = xlsx.Workbook(good())
    book.recalculate_on_open()
    assert b'fullCalcOnLoad="1"' in part_of(book.to_bytes(), "xl/workbook.xml")


def with_rows(rows: str) -> bytes:
    """A small workbook whose only sheet, 表, has these rows."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.title = "表"
    book.save(stream)
    return changed(stream.getvalue(), SHEET, r"<sheetData.*?(?:/>|</sheetData>)", rows.replace("\\", r"\\"))


def filled(data: bytes) -> dict[str, object]:
    """What openpyxl reads in sheet 表, by reference."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["表"]
    return {cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None}


ODD = {
    "empty sheetData": "<sheetData/>",
    "rows and cells without r": "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row></sheetData>",
    "attributes in another order": '<sheetData><row ht="20" r="2"><c s="0" r="B2"><v>1</v></c></row></sheetData>',
    "single quotes": "<sheetData><row r='2'><c r='B2' t='str'><v>甲</v></c></row></sheetData>",
    "character data section": '<sheetData><row r="1"><c r="A1" t="str"><v><![CDATA[</c><row r="9">]]></v></c></row>'
                              '<!-- <row r="2"> --></sheetData>',
    "line breaks between tags": '<sheetData>\n <row r="1" spans="1:1">\n  <c r="A1">\n<v>1</v>\n</c>\n </row>\n</sheetData>',
    "spaces in tags": '<sheetData ><row r = "2" ><c r = "B2" ><v>1</v></c ></row ></sheetData >',
    "shared formula": '<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">1+1</f><v>2</v></c></row>'
                      '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row></sheetData>',
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("ref", ["B2", "C1", "D7"])
def test_odd_but_valid_rows(name: str, ref: str) -> None:
    data = with_rows(ODD[name])
    book = xlsx.Workbook(data)
    book.set_cells("表", {ref: Cell("新")})
    result = book.to_bytes()
    assert filled(result) == filled(data) | {ref: "新"}
    assert xlsx.Workbook(result).cell("表", ref).value == "新"
    assert xlsx.check(result) == []


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig", "gbk"])
def test_other_encodings(codec: str) -> None:
    parts = [(name, content) for name, _, _, content in members(good())]
    text = dict(parts)[SHEET].decode("utf8").replace('encoding="UTF-8"', f'encoding="{codec.removesuffix("-sig")}"')
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts:
            archive.writestr(name, text.encode(codec) if name == SHEET else content)
    book = xlsx.Workbook(stream.getvalue())
    book.set_cells("叫修登记", {"F4": Cell("锁匠 😀")})
    stored = part_of(book.to_bytes(), SHEET)
    assert stored[:20] == text.encode(codec)[:20]
    assert xlsx.Workbook(book.to_bytes()).cell("叫修登记", "F4").value == "锁匠 😀"
    assert xlsx.Workbook(book.to_bytes()).cell("叫修登记", "A4").value == 2


REFUSED_CELLS = {
    "merged": ("G1", "合并", None), "header": ("A2", "列标题", None),
    "array": ("F4", "数组公式", ('<c r="F4" t="s"><v>\\d+</v>', '<c r="F4"><f t="array" ref="F4:F5">{1}</f><v>1</v>')),
    "inside an array": ("F5", "数组公式", ('<c r="F4" t="s"><v>\\d+</v>', '<c r="F4"><f t="array" ref="F4:F5">{1}</f><v>1</v>')),
    "data table": ("F4", "数组公式", ('<c r="F4" t="s"><v>\\d+</v>', '<c r="F4"><f t="dataTable" ref="F4:F4" r1="A1"/><v>1</v>')),
    "shared master": ("D3", "公式", ("<f>(.{1,40}?)</f>", '<f t="shared" ref="D3:D5" si="0">\\1</f>')),
    "rich value": ("F4", "图片", ('<c r="F4"', '<c r="F4" vm="1"')),
    "outside": ("XFE1", "不是", None),
}


@pytest.mark.parametrize("name", REFUSED_CELLS)
def test_cells_that_may_not_be_set(name: str) -> None:
    ref, word, change = REFUSED_CELLS[name]
    data = changed(good(), SHEET, *change) if change else good()
    book = xlsx.Workbook(data)
    with pytest.raises(RefusedFile, match=word):
        book.set_cells("叫修登记", {"H9": Cell("先"), ref: Cell("新")})
    assert book.cell("叫修登记", "H9").value is None


def test_shared_master_takes_a_new_value_of_the_same_formula() -> None:
    data = changed(good(), SHEET, "<f>(.{1,40}?)</f>", r'<f t="shared" ref="D3:D5" si="0">\1</f>')
    book = xlsx.Workbook(data)
    book.set_cells("叫修登记", {"D3": Cell(77, "=叫修[[#This Row],[编号]]*2")})
    assert book.cell("叫修登记", "D3") == xlsx.RawCell(77, "叫修[[#This Row],[编号]]*2", 0, "n")
    assert b'<f t="shared" ref="D3:D5" si="0">' in part_of(book.to_bytes(), SHEET)


SPOILT = {"no such text": r'(<c r="F4" t="s"><v>)\d+', "no number": r'(<c r="F4") t="s"><v>\d+', "no style": r'(<c r="F4")'}


@pytest.mark.parametrize("what", SPOILT)
def test_a_spoilt_cell_is_named(what: str, tmp_path: Path) -> None:
    new = {"no such text": r"\g<1>999", "no number": r"\1><v>abc", "no style": r'\1 s="x"'}[what]
    path = tmp_path / "登记簿.xlsx"
    path.write_bytes(changed(good(), SHEET, SPOILT[what], new))
    with pytest.raises(RefusedFile, match=r"登记簿\.xlsx.*F4.*已损坏"):
        xlsx.Workbook.open(path).cell("叫修登记", "F4")


SPOILT_PARTS = {  # part, what stands there, what is put in its place
    "row number": (SHEET, b'<row r="4"', b'<row r="4= spans="1:7"'), "text behind the rows": (SHEET, "选一个".encode(), b"\xe6\x41\x42"),
    "sheet name": ("xl/workbook.xml", "存档".encode(), b"\xdc\x41"), "table name": ("xl/tables/table1.xml", "倍数".encode(), b"\xff\xfe")}


@pytest.mark.parametrize("what", SPOILT_PARTS)
def test_a_spoilt_part_is_a_named_failure(what: str) -> None:
    part, old, new = SPOILT_PARTS[what]
    data = rebuilt([(name, content.replace(old, new) if name == part else content) for name, _, _, content in members(good())])
    assert data != good()
    with pytest.raises(RefusedFile, match="已损坏"):
        book = xlsx.Workbook(data)
        book.append_rows("叫修", [{"编号": Cell(1)}])


def test_merged_area_takes_its_top_left() -> None:
    book = xlsx.Workbook(good())
    book.set_cells("叫修登记", {"F1": Cell("新标题")})
    assert book.cell("叫修登记", "F1").value == "新标题"
