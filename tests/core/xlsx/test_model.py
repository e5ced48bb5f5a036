"""Whatever cells are set in whatever small workbook: two independent readers see exactly what a dict would hold."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import datetime, timedelta

import openpyxl
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core import xlsx
from automation.core.xlsx import Cell
from automation.core.xlsx.refs import cell_ref
from tests.support import ROOT

START = datetime(1990, 1, 1)
# openpyxl leaves _xHHHH_ escapes as they are, so texts here are what XML itself can carry.
TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=12).filter(
    lambda text: "_x" not in text)
VALUES = st.none() | TEXTS | st.booleans() | st.integers(-10**12, 10**12) | st.floats(-1e9, 1e9, width=32).map(float) | (
    st.integers(0, 10**9).map(lambda seconds: START + timedelta(seconds=seconds)))
PLACES = st.tuples(st.integers(1, 12), st.integers(1, 8))
# No dates at the start: their cells would carry a date format, in which the readers show later numbers as dates.
CELLS = st.dictionaries(PLACES, VALUES.filter(lambda value: value is not None and not isinstance(value, datetime)), max_size=20)


def by_openpyxl(cells: dict) -> bytes:
    book = openpyxl.Workbook()
    for (row, column), value in cells.items():
        book.active.cell(row, column).value = value
        if isinstance(value, str):
            book.active.cell(row, column).data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(cells: dict) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Sheet")
    for (row, column), value in cells.items():
        if isinstance(value, str):
            sheet.write_string(row - 1, column - 1, value)
        else:
            sheet.write(row - 1, column - 1, value)
    book.close()
    return stream.getvalue()


def plain(value: object) -> object:
    """Dates as the serial number that the unformatted cell shows."""
    return round((value - datetime(1899, 12, 30)) / timedelta(days=1), 8) if isinstance(value, datetime) else (
        round(value, 8) if isinstance(value, float) else value)


def read(data: bytes) -> list[dict]:
    """Filled cells as openpyxl and as calamine see them."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Sheet"]
    first = {(cell.row, cell.column): plain(cell.value) for row in sheet for cell in row if cell.value is not None}
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Sheet").to_python(skip_empty_area=False)
    second = {(row, column): plain(value) for row, cells in enumerate(rows, 1) for column, value in enumerate(cells, 1) if value != ""}
    return [first, second]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([by_openpyxl, by_xlsxwriter]), CELLS, st.lists(st.dictionaries(PLACES, VALUES, max_size=12), max_size=3))
def test_setting_cells_is_setting_keys(make: object, cells: dict, edits: list[dict]) -> None:
    book = xlsx.Workbook(make(cells))  # type: ignore[operator]
    model = dict(cells)
    for edit in edits:
        book.set_cells("Sheet", {cell_ref(*place): Cell(value) for place, value in edit.items()})
        model |= edit
        data = book.to_bytes()
        assert xlsx.check(data) == []
        for found in read(data):
            assert found == {place: plain(value) for place, value in model.items() if value is not None}
        book = xlsx.Workbook(data)


def test_random_edits_of_real_and_made_up_workbooks() -> None:
    """A few seconds of the fuzzer (``bench/fuzz_writer.py``); minutes of it are run by hand."""
    done = subprocess.run([sys.executable, "-X", "utf8", str(ROOT / "bench" / "fuzz_writer.py"), "5"], capture_output=True, text=True,
                          encoding="utf8", timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(re.findall(r"(\d+) edits, 0 faults", done.stdout)[0]) >= 20
