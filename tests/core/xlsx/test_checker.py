"""Each code of the package checker, proved by a good file spoilt in just that way."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from automation.core import xlsx
from tests.core.xlsx.samples import chained, changed, corpus, good, part_of, with_part, without_part

SHEET = "xl/worksheets/sheet1.xml"
ARCHIVE = "xl/worksheets/sheet2.xml"
OTHER = "xl/tables/table2.xml"
BOOK = "xl/workbook.xml"
TYPES = "[Content_Types].xml"
RELS = "xl/_rels/workbook.xml.rels"
STYLES = "xl/styles.xml"
FORMULA = r"叫修\[\[#This Row\],\[编号\]\]\*2</f>"

# (code, part, what stands there, what is put in its place)
SPOILT = [
    ("content-type-missing", TYPES, r'<Default Extension="vml"[^>]*>', ""),
    ("content-type-orphan", TYPES, "</Types>", '<Override PartName="/xl/none.xml" ContentType="text/xml"/></Types>'),
    ("content-type-mismatch", TYPES, r'(/xl/styles.xml" ContentType="[^"]*)styles', r"\1theme"),
    ("content-type-twice", TYPES, r'(<Default Extension="vml"[^>]*>)', r"\1\1"),
    ("relationship-id-twice", "xl/worksheets/_rels/sheet1.xml.rels", r'(Type="[^"]*/comments"[^>]*>)',
     r'\1<Relationship Id="rId1" Type="http://example.org/a" Target="http://example.org/" TargetMode="External"/>'),
    ("relationship-target-missing", "_rels/.rels", "docProps/app.xml", "docProps/none.xml"),
    ("relationship-id-unknown", SHEET, r'(<hyperlink ref="F3" r:id=")[^"]*', r"\1rId99"),
    ("xml-broken", "docProps/app.xml", "</Properties>", ""),
    ("xml-broken", "docProps/app.xml", 'encoding="UTF-8"', 'encoding="UTFTF-8"'),
    ("xml-entities", "docProps/app.xml", "(<Properties)", r"<!DOCTYPE x>\1"),
    ("core-date-broken", "docProps/core.xml", r"(<dcterms:created[^>]*>)[^<]*", r"\1yesterday"),
    ("sheet-name-invalid", BOOK, 'name="存档"', 'name="存/档"'),
    ("sheet-name-invalid", BOOK, 'name="存档"', f'name="{"长" * 32}"'),
    ("sheet-name-twice", BOOK, 'name="存档"', 'name="叫修登记"'),
    ("sheet-id-invalid", BOOK, 'sheetId="2"', 'sheetId="1"'),
    ("active-tab-missing", BOOK, "(<workbookView )", r'\1activeTab="5" '),
    ("defined-name-invalid", BOOK, 'definedName name="今天"', 'definedName name="今 天"'),
    ("defined-name-invalid", BOOK, 'definedName name="今天"', 'definedName name="AB12"'),
    ("defined-name-empty", BOOK, r"叫修登记!\$F\$4", ""),
    ("defined-name-scope", BOOK, 'definedName name="今天"', 'definedName name="今天" localSheetId="7"'),
    ("defined-name-twice", BOOK, "(<definedName name.*?</definedName>)", r"\1\1"),
    ("number-format-missing", STYLES, r"<numFmts.*?</numFmts>", ""),
    ("style-part-missing", STYLES, r'(<cellXfs.*?fontId=")0', r"\g<1>77"),
    ("row-order", SHEET, '(<row r="4")', r'<row r="3"/>\1'),
    ("cell-outside-sheet", SHEET, "</sheetData>", '<row r="1048577"/></sheetData>'),
    ("cell-order", SHEET, r'(<c r="A4".*?</c>)(<c r="B4".*?</c>)', r"\2\1"),
    ("cell-order", SHEET, r'(<c r="A4".*?</c>)', r"\1\1"),
    ("cell-in-wrong-row", SHEET, '<c r="F4"', '<c r="F5"'),
    ("style-missing", SHEET, '(<c r="F4")', r'\1 s="900"'),
    ("style-missing", SHEET, '(<col min="1" max="2")', r'\1 style="900"'),
    ("cell-type-unknown", SHEET, r'(<c r="F4"[^>]*) t="s"', r'\1 t="x"'),
    ("shared-string-missing", SHEET, r'(<c r="F4" t="s"><v>)', r"\g<1>9"),
    ("cell-value-invalid", SHEET, r'(<c r="A3"[^>]*><v>)1', r"\1abc"),
    ("iso-date-invalid", SHEET, r'<c r="F4" t="s"><v>\d+', '<c r="F4" t="d"><v>2026-13-45'),
    ("text-too-long", SHEET, r'<c r="F4" t="s"><v>\d+</v>', f'<c r="F4" t="inlineStr"><is><t>{"长" * 32768}</t></is>'),
    ("formula-leading-equals", SHEET, f"<f>({FORMULA})", r"<f>=\1"),
    ("formula-unbalanced", SHEET, FORMULA, "SUM((1)</f>"),
    ("formula-unbalanced", SHEET, FORMULA, "1)+(2</f>"),
    ("formula-unbalanced", SHEET, FORMULA, '"open</f>'),
    ("formula-too-long", SHEET, FORMULA, "1" * 8193 + "</f>"),
    ("newer-than-excel-2010", SHEET, FORMULA, "_xlfn.XLOOKUP(1,A1:A2,B1:B2)</f>"),
    ("shared-formula-orphan", SHEET, f"<f>{FORMULA}", '<f t="shared" si="4"/>'),
    ("text-too-long", "xl/sharedStrings.xml", "文字", "长" * 32768),
    ("element-order", SHEET, r"(<dataValidations.*?</dataValidations>)(<hyperlinks>.*?</hyperlinks>)", r"\2\1"),
    ("area-invalid", SHEET, 'sqref="B3:B5"', 'sqref="B3:B1048577"'),
    ("area-invalid", SHEET, 'conditionalFormatting sqref="C3:C5"', 'conditionalFormatting sqref="C3;C5"'),
    ("merge-overlap", SHEET, r'<mergeCells count="1">(<mergeCell [^>]*>)', r'<mergeCells count="2">\1<mergeCell ref="G1:H1"/>'),
    ("merge-in-table", SHEET, 'mergeCell ref="F1:G1"', 'mergeCell ref="A4:B4"'),
    ("count-wrong", SHEET, 'dataValidations count="1"', 'dataValidations count="2"'),
    ("list-empty", SHEET, r"<dataValidations.*?</dataValidations>", '<dataValidations count="0"/>'),
    ("validation-list-too-long", SHEET, "新,完,废", "长" * 256),
    ("validation-text-too-long", SHEET, 'promptTitle="状态"', f'promptTitle="{"长" * 33}"'),
    ("differential-format-missing", SHEET, 'dxfId="[0-9]+"', 'dxfId="40"'),
    ("columns-invalid", SHEET, r'<col min="1" max="2"', '<col min="2" max="1"'),
    ("too-many-links", SHEET, r"</hyperlinks>", '<hyperlink ref="H9" location="A1"/>' * 65_530 + "</hyperlinks>"),
    ("comments-without-drawing", SHEET, r"<legacyDrawing [^>]*>", ""),
    ("view-invalid", SHEET, 'topLeftCell="B3"', 'topLeftCell="B0"'),
    ("filter-over-table", SHEET, "(<mergeCells)", r'<autoFilter ref="A2:D5"/>\1'),
    ("table-id-twice", OTHER, ' id="2"', ' id="1"'),
    ("table-name-invalid", OTHER, 'displayName="存档表"', 'displayName="存 档"'),
    ("table-name-clash", OTHER, 'displayName="存档表"', 'displayName="今天"'),
    ("table-area-invalid", OTHER, '(<table [^>]*)ref="A1:B3"', r'\1ref="A1:B9999999"'),
    ("table-filter-outside", OTHER, '<autoFilter ref="A1:B3"', '<autoFilter ref="A1:B9"'),
    ("table-column-count", OTHER, 'tableColumns count="2"', 'tableColumns count="3"'),
    ("table-column-count", OTHER, 'ref="A1:B3"', 'ref="A1:C3"'),
    ("table-column-id-twice", OTHER, 'tableColumn id="2"', 'tableColumn id="1"'),
    ("table-header-differs", OTHER, 'name="状态"', 'name="状况"'),
    ("table-part-unlisted", ARCHIVE, r"<tableParts.*?</tableParts>", ""),
]
# What one fault may bring along because it is the same fault seen from the other side.
ALSO = {"table-column-count": {"table-header-differs"}}


def codes(data: bytes) -> set[str]:
    return {problem.code for problem in xlsx.check(data)}


def test_good_file_has_no_problem() -> None:
    assert xlsx.check(good()) == []
    assert xlsx.check(chained(good())) == []


@pytest.mark.parametrize(("code", "part", "old", "new"), SPOILT, ids=[f"{row[0]}-{n}" for n, row in enumerate(SPOILT)])
def test_spoilt_in_one_way(code: str, part: str, old: str, new: str) -> None:
    found = codes(changed(good(), part, old, new))
    assert code in found
    assert found - {code} <= ALSO.get(code, set())


def _two_steps(*steps: tuple[str, str, str]) -> bytes:
    data = good()
    for part, old, new in steps:
        data = changed(data, part, old, new)
    return data


def _duplicate() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return with_part(good(), "docProps/app.xml", b"<Properties/>")


MORE = {
    "duplicate-member": _duplicate,
    "package-unreadable": lambda: good()[:-200],
    "no-visible-sheet": lambda: _two_steps((BOOK, 'sheetId="1"', 'sheetId="1" state="hidden"'),
                                           (BOOK, 'sheetId="2"', 'sheetId="2" state="veryHidden"')),
    "core-properties-twice": lambda: changed(good(), "_rels/.rels", r'(<Relationship )Id="[^"]*"( Type="[^"]*core-properties".*?>)',
                                             r'\1Id="rIdA"\2\1Id="rIdB"\2'),
    "calc-chain-broken": lambda: chained(good(), "D3 D4 D5 F4"),
    "function-without-xlfn": lambda: changed(good(), SHEET, FORMULA, "XLOOKUP(1,A1:A2,B1:B2)</f>"),
    "table-name-twice": lambda: changed(good(), OTHER, 'displayName="存档表"', 'displayName="叫修"'),
    "table-column-twice": lambda: _two_steps((OTHER, 'name="状态"', 'name="编号"'), (ARCHIVE, r'(<c r="B1" t="s"><v>)\d+', r"\g<1>1")),
    "table-without-rows": lambda: _two_steps((OTHER, '<table ([^>]*)ref="A1:B3"', r'<table \1ref="A1:B1"'),
                                             (OTHER, '<autoFilter ref="A1:B3"', '<autoFilter ref="A1:B1"')),
    "table-overlap": lambda: _overlapping(),
}


def _overlapping() -> bytes:
    """A third table over the second one's rows, listed and typed as it should be."""
    third = part_of(good(), OTHER).decode()
    third = third.replace(' id="2"', ' id="3"').replace("存档表", "第三表")
    data = with_part(good(), "xl/tables/table3.xml", third.encode())
    for part, old, new in (
            (TYPES, r'(<Override PartName="/xl/tables/table2.xml"( [^>]*)>)', r'\1<Override PartName="/xl/tables/table3.xml"\2>'),
            ("xl/worksheets/_rels/sheet2.xml.rels", r'(<Relationship Id=")rId1("[^>]*/table)2', r"\1rId1\g<2>2"),
            ("xl/worksheets/_rels/sheet2.xml.rels", "</Relationships>",
             '<Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" '
             'Target="../tables/table3.xml"/></Relationships>'),
            (ARCHIVE, r'<tableParts count="1">', '<tableParts count="2"><tablePart r:id="rId7"/>')):
        data = changed(data, part, old, new)
    return data


@pytest.mark.parametrize("code", MORE)
def test_spoilt_in_other_ways(code: str) -> None:
    allowed = {code, "newer-than-excel-2010"} if code == "function-without-xlfn" else {code}
    found = codes(MORE[code]())
    assert code in found
    assert found <= allowed


def test_damaged_member() -> None:
    data = bytearray(good())
    at = data.index(b"xl/styles.xml") + 200
    data[at] ^= 0xFF
    assert "member-damaged" in codes(bytes(data))


def test_missing_part_is_seen_from_its_relationship() -> None:
    assert codes(without_part(good(), "docProps/app.xml")) == {"relationship-target-missing", "content-type-orphan"}


def test_every_code_is_proved() -> None:
    """No code stands in the checker that no spoilt file shows."""
    folder = Path(xlsx.__file__).parent
    sources = [file.read_text("utf8") for file in folder.glob("check*.py")]
    written = {code for text in sources for code in re.findall(r'(?:Problem\(|, )"([a-z0-9]+(?:-[a-z0-9]+)+)"', text)}
    assert len(written) > 50
    assert written - {row[0] for row in SPOILT} - MORE.keys() - {"member-damaged"} == set()


def test_no_false_alarm_on_other_peoples_workbooks() -> None:
    """The one alarm is true: that workbook uses XLOOKUP."""
    found = Counter((path.name, problem.code) for path in corpus() for problem in xlsx.check(path))
    assert found == {("04-issue_296.xlsx", "newer-than-excel-2010"): 1}
