"""The reader under damage: a short run of the attack in ``bench/fuzz_reader.py``, and what longer runs found."""

from __future__ import annotations

import importlib.util
import io
import re
import zipfile
from pathlib import Path

import pytest

from automation.core import sheet_facts
from automation.core.errors import KefubuError, RefusedFile
from automation.core.reader import read_register
from automation.desk.adopt_source import read_source
from tests.core.messy import REGISTER, TODAY, plan, written
from tests.support import ROOT

SHEET = "xl/worksheets/sheet1.xml"


def fuzzer():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("fuzz_reader", ROOT / "bench" / "fuzz_reader.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_damaged_workbooks_are_read_or_refused_by_name(tmp_path: Path) -> None:
    fuzz = fuzzer()
    books, columns = [(REGISTER, written(plan(12)))], list(REGISTER.sheets[0].columns[:-1])
    outcomes = {fuzz.attempt(seed, columns, books, tmp_path) for seed in range(2000)}
    assert {trace for _, trace in outcomes} == {""}
    assert {outcome for outcome, _ in outcomes} == {"cell understood", "cell not understood", "workbook read", "workbook refused by name"}


def changed(part: str, old: bytes, new: bytes, data: bytes | None = None) -> bytes:
    """The tidy workbook with a part changed; every occurrence of the pattern."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data or written(plan(5)))) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            content = source.read(name)
            copy.writestr(name, re.sub(old, new, content) if name == part else content)
    return stream.getvalue()


DAMAGES = {
    "a text that isn't among the shared ones": (SHEET, rb't="s"><v>\d+</v>', b't="s"><v>99999</v>'),
    "a kind of cell that doesn't exist": (SHEET, rb't="s"', b't="C"'),
    "a number that is none": (SHEET, rb"<v>4\d+\.\d+</v>", b"<v>vier</v>"),
    "an attribute that doesn't end": (SHEET, rb'r="A2"', b'r="A2'),
    "a tag that doesn't end": (SHEET, rb"</sheetData>", b""),
    "not UTF-8": (SHEET, rb"<sheetData>", b"<sheetData>\xff\xfe"),
    "a place outside the sheet": (SHEET, rb'r="A2"', b'r="ZZZZ2"'),
    "a row far outside the sheet": (SHEET, rb'r="([A-Z])2"', rb'r="\g<1>99999999999"'),
    "a column just outside the sheet": (SHEET, rb'r="A2"', b'r="XFE2"'),
    "a merge of nothing": (SHEET, rb"</sheetData>", b'</sheetData><mergeCells><mergeCell ref=""/></mergeCells>'),
    "a sheet that is nowhere": ("xl/_rels/workbook.xml.rels", rb"worksheets/sheet1.xml", b"worksheets/sheet9.xml"),
    "a workbook without sheets": ("xl/workbook.xml", rb"<sheet .*?/>", b""),
    "entities": (SHEET, rb"^<\?xml[^>]*\?>", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'),
    "a table of nothing": ("xl/tables/table1.xml", rb' ref="[^"]*"', b' ref="A0"'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_found(damage: str, tmp_path: Path) -> None:
    """Each ends as one sentence that names the file, or as a reading that misses nothing silently."""
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(changed(*DAMAGES[damage]))
    try:
        read = read_register(path, REGISTER, today=TODAY)
    except KefubuError as refusal:
        assert "来件簿.xlsx" in str(refusal) and "请" in str(refusal) and "\n" not in str(refusal)
    else:
        data = read.sheets["parcels"]
        assert read.remarks or data.remarks or data.length == 5
    try:
        read_source(path)
    except KefubuError as refusal:
        assert "来件簿.xlsx" in str(refusal) and "\n" not in str(refusal)


def test_cells_far_apart_take_no_memory_and_stay_where_they_are(tmp_path: Path) -> None:
    far = b'<row r="1000000"><c r="A1000000" t="inlineStr"><is><t>LJ900</t></is></c><c r="XFD1000000"><v>1</v></c></row></sheetData>'
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(changed(SHEET, rb"</sheetData>", far))
    data = read_register(path, REGISTER).sheets["parcels"]
    assert data.numbers[-1] == 1_000_000 and data.find("LJ900").number == 1_000_000
    assert data.address(data.length - 1, "phone") == "D1000000"
    assert read_source(path).place(len(list(read_source(path))) - 1, 0) == "A1000000"


def test_what_lies_too_far_to_the_right_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_facts, "MAX_AREA", 500)
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(changed(SHEET, rb'(<row r="3".*?)</row>', rb'\1<c r="XFD3"><v>1</v></c></row>'))
    data = read_register(path, REGISTER).sheets["parcels"]
    assert [(remark.kind, remark.cell) for remark in data.remarks] == [("太远", "XFD3")]
    assert data.length == 5


def test_cells_all_over_the_sheet(tmp_path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (row, row) for row in range(10, 20_010))
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(changed(SHEET, rb"</sheetData>", rows + b"</sheetData>"))
    data = read_register(path, REGISTER).sheets["parcels"]
    assert [(remark.kind, remark.cell) for remark in data.remarks] == [("太远", "XFD10")]
    assert data.length == 5


def test_cells_all_over_a_sheet_written_in_an_unusual_way_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(changed(SHEET, rb"</sheetData>", b"<!-- --><row r='1000000'><c r='XFD1000000'><v>1</v></c></row></sheetData>"))
    with pytest.raises(RefusedFile, match="散得太开"):
        read_register(path, REGISTER)
