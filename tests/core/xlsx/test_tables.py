"""Tables grow with everything that hangs on their last row, or refuse by name."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import datetime

import openpyxl
import pytest
import xlsxwriter

from automation.core import xlsx
from automation.core.errors import RefusedFile
from automation.core.xlsx import Cell, TableBlocked
from automation.core.xlsx.refs import cell_ref
from automation.core.xlsx.table import grow_filter_name, grow_ranges
from tests.core.xlsx.samples import changed, corpus, good, members, part_of

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
        [4, "新", datetime(2026, 3, 2, 9), "=叫修[[#This Row],[编号]]*2"], [5, None, None, None]]
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


def test_extension_ranges_grow_but_sparklines_stay() -> None:
    tail = (b'<ignoredErrors><ignoredError sqref="A3:A5"/></ignoredErrors><extLst><ext><x14:dataValidations count="1"><x14:dataValidation '
            b'prompt="a&gt;b"><x14:formula1><xm:f>a!A1:A5</xm:f></x14:formula1><xm:sqref>B3:B5 D9</xm:sqref></x14:dataValidation>'
            b'</x14:dataValidations><x14:conditionalFormatting><xm:sqref>A5</xm:sqref></x14:conditionalFormatting>'
            b'<x14:sparkline><xm:f>a!A5</xm:f><xm:sqref>D5</xm:sqref></x14:sparkline></ext></extLst>')
    book = xlsx.Workbook(good())
    area = book.tables()["叫修"].area
    grown = grow_ranges(tail, area, area._replace(bottom=9)).decode()
    assert re.findall(r'(?:<xm:sqref>|sqref=")([^<"]*)', grown) == ["A3:A9", "B3:B9 D9", "A5:A9", "D5"]
    assert "a!A1:A5" in grown


def test_hidden_filter_name_grows_only_when_it_is_the_table() -> None:
    area = xlsx.Workbook(good()).tables()["叫修"].area
    names = ("<definedNames><definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">'叫 修'!$A$2:$D$5</definedName>"
             '<definedName name="_xlnm._FilterDatabase" localSheetId="1">a!$A$2:$D$5</definedName>'
             '<definedName name="x" localSheetId="0">a!$A$2:$D$5</definedName></definedNames>').encode()
    assert re.findall(r">([^<]+)<", grow_filter_name(names, 0, area, area._replace(bottom=8)).decode()) == [
        "'叫 修'!$A$2:$D$8", "a!$A$2:$D$5", "a!$A$2:$D$5"]


def test_append_to_other_peoples_tables() -> None:
    """Each table takes two rows, or has a totals row or something below it."""
    grown: list[str] = []
    blocked: list[str] = []
    for path in corpus():
        if path.name == "26-simple-cell-changes.xlsx":
            continue
        book = xlsx.Workbook.open(path)
        used: dict[str, list[int]] = {}
        for name, table in book.tables().items():
            try:
                used[name] = book.append_rows(name, [dict.fromkeys(table.columns, Cell("新"))] * 2)
            except TableBlocked as error:
                assert "汇总行" in str(error)
                blocked.append(name)
        result = xlsx.Workbook(book.to_bytes())
        for name, numbers in used.items():
            table = result.tables()[name]
            assert table.last == numbers[-1]
            assert [result.cell(table.sheet, cell_ref(number, table.area.left)).value for number in numbers] == ["新", "新"]
            grown.append(name)
        if used:
            assert Counter(problem.code for problem in xlsx.check(book.to_bytes())) == Counter(
                problem.code for problem in xlsx.check(path))
    assert (len(grown), len(blocked)) == (17, 1)
