"""The committed blank registers (workbooks/) are what the code builds, sound, and open in other programs."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from automation.core.schema import Register
from automation.core.xlsx.check import check
from automation.desk import house
from automation.desk.workbooks import blank_workbooks
from tests.support import ROOT, libreoffice_convert

FOLDER = ROOT / "workbooks"
EACH = pytest.mark.parametrize("register", list(house.catalogue()), ids=lambda register: register.title)


def test_a_second_build_is_byte_identical_to_the_committed_one() -> None:
    for register, data in blank_workbooks():
        assert (FOLDER / register.filename).read_bytes() == data, f"{register.title}: run python -m automation build"


def test_nothing_else_lies_there() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {register.filename for register in house.catalogue()}


@EACH
def test_nothing_that_excel_would_repair(register: Register) -> None:
    assert check(FOLDER / register.filename) == []


def test_libreoffice_opens_each_and_shows_its_sheets(tmp_path: Path) -> None:
    files = [FOLDER / register.filename for register in house.catalogue()]
    for register, path in zip(house.catalogue(), libreoffice_convert(files, "xlsx", tmp_path, recalculate=True), strict=True):
        book = openpyxl.load_workbook(path, data_only=True)
        for sheet in register.sheets:
            page = book[sheet.title]
            assert [cell.value for cell in page[1]] == [column.header for column in sheet.columns]
            wrong = [cell.coordinate for row in page.iter_rows() for cell in row if re.match(r"#|Err:", str(cell.value))]
            assert not wrong, f"{sheet.title}: formulas that go wrong in a blank register"
