"""Tables grow with everything that hangs on their last row, or refuse by name."""

from __future__ import annotations

import io
import re
from datetime import datetime

import openpyxl
import pytest
import xlsxwriter

from automation.core import xlsx
from automation.core.errors import RefusedFile
from automation.core.xlsx import Cell, TableBlocked
from automation.core.xlsx.formulas import shift_rows
from automation.core.xlsx.growth import Growth
from tests.core.xlsx.samples import changed, good, members, part_of

SHEET = "xl/worksheets/sheet1.xml"
TABLE = "xl/tables/table1.xml"


def row(number: int) -> dict[str, Cell]:
    return {"编号": Cell(number), "状态": Cell("新"), "时间": Cell(datetime(2026, 3, 2, 9)),
            "倍数": Cell(number * 2, "叫修[[#This Row],[编号]]*2")}


def test_tables_are_described() -> None:
    book = xlsx.Workbook(good())
    assert book.tables()["叫修"] == xlsx.Table("叫修", "叫修登记", "A2:D5", 2, 3, 5, ("编号", "状态", "时间", "倍数"), False, TABLE)
    assert list(book.tables()) == ["叫修", "存档表"]


def test_appended_rows_take_styles_and_height_and_draw_the_ranges_down() -> None:
    data = changed(good(), SHEET, '<row r="5"', '<row r="5" ht="31.5" customHeight="1" hidden="1"')
    book = xlsx.Workbook(data)
    assert book.append_rows("叫修", [row(4), {"编号": Cell(5)}]) == [6, 7]
    result = book.to_bytes()
    assert xlsx.check(result) == []
    sheet = openpyxl.load_workbook(io.BytesIO(result))["叫修登记"]
    assert [[cell.value for cell in line] for line in sheet["A6:D7"]] == [
        [4, "新", datetime(2026, 3, 2, 9), "=叫修[[#This Row],[编号]]*2"], [5, None, None, "=叫修[[#This Row],[编号]]*2"]]
    assert [cell.number_format for cell in sheet[7][:4]] == [cell.number_format for cell in sheet[5][:4]]
    assert (sheet.row_dimensions[6].height, sheet.row_dimensions[6].hidden) == (31.5, False)
    table = sheet.tables["叫修"]
    assert (table.ref, table.autoFilter.ref) == ("A2:D7", "A2:D7")
    assert table.tableColumns[3].calculatedColumnFormula.attr_text == "叫修[[#This Row],[编号]]*2"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B3:B7"
    assert [str(held.sqref) for held in sheet.conditional_formatting] == ["C3:C7"]
    assert sheet.dimensions == "A1:G7"
    assert book.tables()["叫修"].last == 7
    assert book.append_rows("叫修", [row(6)]) == [8]


def test_other_members_keep_their_bytes() -> None:
    book = xlsx.Workbook(good())
    book.append_rows("叫修", [row(4)])
    different = {old[0] for old, new in zip(members(good()), members(book.to_bytes()), strict=True) if old != new}
    assert different == {SHEET, TABLE}


def blank_register(formulas: bool) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("登记")
    sheet.add_table("A1:B2", {"name": "登记表", "columns": [{"header": "编号"}, {"header": "期限"}]})
    if formulas:
        sheet.write_formula("B2", "=A2+1", None, 1)
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize("formulas", [False, True])
def test_blank_register_fills_its_empty_row_first(formulas: bool) -> None:
    book = xlsx.Workbook(changed(blank_register(formulas), TABLE, "<table ", '<table insertRow="1" '))
    assert book.append_rows("登记表", [{"编号": Cell(1), "期限": Cell(2, "A2+1")}, {"编号": Cell(2)}]) == [2, 3]
    assert book.tables()["登记表"].ref == "A1:B3"
    assert b"insertRow" not in part_of(book.to_bytes(), TABLE)
    assert xlsx.check(book.to_bytes()) == []


REFUSED = {
    "totals row": (TABLE, "<table ", '<table totalsRowCount="1" ', "汇总行"),
    "cell below": (SHEET, "</sheetData>", '<row r="7"><c r="C7"><v>1</v></c></row></sheetData>', "C7"),
    "merge below": (SHEET, 'ref="F1:G1"', 'ref="B7:C7"', "合并单元格"),
    "sheet end": (TABLE, 'ref="A2:D5"', 'ref="A2:D1048575"', "最后一行"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_tables_that_can_not_grow(name: str) -> None:
    part, old, new, word = REFUSED[name]
    book = xlsx.Workbook(changed(good(), part, old, new))
    before = book.to_bytes()
    with pytest.raises(TableBlocked, match=word):
        book.append_rows("叫修", [row(4), row(5)])
    assert book.to_bytes() == before


def test_unknown_table_header_and_value_change_nothing() -> None:
    book = xlsx.Workbook(good())
    before = book.to_bytes()
    for table, cells in (("没有", row(1)), ("叫修", {"没有": Cell(1)}), ("叫修", {"编号": Cell(1), "状态": Cell("长" * 40_000)})):
        with pytest.raises(RefusedFile):
            book.append_rows(table, [row(4), cells])
        assert book.to_bytes() == before


def growth(last: int) -> Growth:
    table = xlsx.Workbook(good()).tables()["叫修"]
    return Growth(table, table.area._replace(bottom=last))


def test_extension_ranges_grow_but_sparklines_of_one_row_stay() -> None:
    tail = (b'<ignoredErrors><ignoredError sqref="A3:A5"/></ignoredErrors><extLst><ext><x14:dataValidations count="1"><x14:dataValidation '
            b'prompt="a&gt;b"><x14:formula1><xm:f>a!A1:A5</xm:f></x14:formula1><xm:sqref>B3:B5 D9</xm:sqref></x14:dataValidation>'
            b'</x14:dataValidations><x14:conditionalFormatting><xm:sqref>A5</xm:sqref></x14:conditionalFormatting>'
            b'<x14:sparkline><xm:f>a!A5</xm:f><xm:sqref>D5</xm:sqref></x14:sparkline></ext></extLst>')
    grown = growth(9).sheet_tail(tail).decode()
    assert re.findall(r'(?:<xm:sqref>|sqref=")([^<"]*)', grown) == ["A3:A9", "B3:B9 D9", "A5:A9", "D5"]
    assert "a!A1:A5" in grown


NAMES = {  # what a name refers to → what it refers to after the table grew from row 5 to row 8
    "'叫修登记'!$A$2:$D$5": "'叫修登记'!$A$2:$D$8", "叫修登记!$B$3:$B$5": "叫修登记!$B$3:$B$8",
    "SUM(叫修登记!$A$3:$A$5)+叫修登记!$A$3": "SUM(叫修登记!$A$3:$A$8)+叫修登记!$A$3",
    "存档!$A$2:$D$5": "", "叫修登记!$B$4:$B$5": "", "叫修登记!$B$3:$E$5": "", "叫修登记!$B$3:$B$4": "", "叫修登记!B3:B5": "",
    "叫修[状态]": "", '"叫修登记!$B$3:$B$5"': "", "[1]叫修登记!$B$3:$B$5": "", "叫修登记:存档!$B$3:$B$5": "", "叫修登记!$B$5": ""}


@pytest.mark.parametrize("refers", NAMES)
def test_names_grow_when_they_cover_columns_of_the_table(refers: str) -> None:
    text = f'<definedName name="x" localSheetId="0">{refers}</definedName>'
    assert growth(8).names(text.encode()).decode() == text.replace(refers, NAMES[refers] or refers)


SHIFTED = {
    "A3*2+$A$3+A$3+$A3": "A4*2+$A$3+A$3+$A4", "SUM(A$2:A3)": "SUM(A$2:A4)", '"A3"&LOG10(A3)&A3': '"A3"&LOG10(A4)&A4',
    "叫修[[#This Row],[A3]]": "叫修[[#This Row],[A3]]", "'a 3'!B3+存档!B3": "'a 3'!B4+存档!B4", "SUM(3:5)": "SUM(4:6)",
    "T3x+A3.B+x_A3": "T3x+A3.B+x_A3", "A1048576": None, "'it''s'!A1&'[1]x'!A1&[1]x!A1": "'it''s'!A2&'[1]x'!A2&[1]x!A2",
    "ABC1[A1]": "ABC1[A1]", "A1:INDEX(A:A,3)": "A2:INDEX(A:A,3)", "_xlfn.A1(A1)": "_xlfn.A1(A2)"}


@pytest.mark.parametrize("formula", SHIFTED)
def test_formulas_are_copied_down(formula: str) -> None:
    assert shift_rows(formula, 1) == SHIFTED[formula]
