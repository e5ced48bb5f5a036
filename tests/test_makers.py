"""Every workbook that Kefubu makes or writes is sound: no problem for the package checker, opened by openpyxl and LibreOffice.

A new maker is declared in MAKERS; a module that makes workbooks and stands in none of them fails here.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from automation.complaints.monthly.book import workbook as month_workbook
from automation.complaints.monthly.figures import reckon
from automation.core import xlsx
from automation.core.folder import Folder
from automation.desk import house
from automation.desk.adopt import Adoption, LeftOut
from automation.desk.adopt_report import adoption_workbook
from automation.desk.inbox import take_in_all
from automation.desk.nightly import run
from automation.desk.workbooks import blank_workbooks
from tests.complaints.months import books, made_up
from tests.core.xlsx.oracle import by_calamine
from tests.core.xlsx.oracle_libreoffice import through_libreoffice
from tests.desk.travelling import DAY, blank, department, filled, put, session
from tests.support import ROOT

Made = Iterator[tuple[str, bytes]]
NOW = datetime(2026, 3, 5, 20)


def blanks(demonstration: Path, place: Path) -> Made:
    """The blank registers."""
    yield from ((register.filename, data) for register, data in blank_workbooks())


def filled_registers(demonstration: Path, place: Path) -> Made:
    """The registers of the demonstration, faults and all."""
    yield from _files(demonstration, "*.xlsx")


def nights(demonstration: Path, place: Path) -> Made:
    """What a night leaves: the findings, and whatever it stores among the forms."""
    folder = Folder.open(Path(shutil.copytree(demonstration, place / "部门")))
    run(folder, NOW)
    yield from _files(folder.checks, "**/*.xlsx")
    yield from _files(folder.documents, "**/*.xlsx")


def months(demonstration: Path, place: Path) -> Made:
    """A month's statistics: of many cases, and of none."""
    for number, made_books in enumerate((books(*made_up(7, 300)), books([]))):
        yield f"统计{number}.xlsx", month_workbook(reckon(made_books, "2026-09"))


def adoptions(demonstration: Path, place: Path) -> Made:
    """The list of what an adoption left behind, with one line, with none, and with what looks like formulas."""
    sheet = next(iter(house.catalogue().sheets.values()))
    lines = (LeftOut("A2", "=栏", "=1+1", "看不懂"), LeftOut("整栏", "x" * 300, "http://example.org/", "_x000D_ \x07"))
    for number in range(3):
        yield f"接收清单{number}.xlsx", adoption_workbook(Adoption(sheet, (), lines[:number], 0), "旧.xls & <新>.csv")


def travelling_forms(demonstration: Path, place: Path) -> Made:
    """A form that is sent out, filled in by somebody, and sent back with what is wrong in it."""
    home = department(place / "客服簿")
    form = blank(home, "technician_day_form", "王磊", "BD2026-00009")
    yield "寄出.xlsx", form
    put(home, "日报.xlsx", filled(form, DAY | {"修护工时": "两"}))
    take_in_all(session(home))
    yield from _files(home / "收件" / "退回", "*.xlsx")


def stepped_registers(demonstration: Path, place: Path) -> Made:
    """Registers into which forms that came back were taken: cells set, rows appended, lists refreshed."""
    home = department(place / "客服簿")
    put(home, "日报.xlsx", filled(blank(home, "technician_day_form", "王磊", "BD2026-00009"), DAY, DAY))
    assert [handled.kind for handled in take_in_all(session(home))] == ["已收"]
    yield from _files(home, "*.xlsx")


MAKERS: Mapping[Callable[[Path, Path], Made], tuple[str, ...]] = {
    blanks: ("core/build",), filled_registers: ("core/build",), adoptions: ("desk/adopt_report",), stepped_registers: ("core/xlsx/book",),
    nights: ("desk/findings_book",), months: ("core/monthly_book",),
    travelling_forms: ("core/fillable/make", "core/fillable/mark")}
"""Each maker with the modules whose workbooks it shows."""


def _files(place: Path, pattern: str) -> Made:
    yield from ((path.name, path.read_bytes()) for path in sorted(place.glob(pattern)) if not path.name.startswith("~$"))


@pytest.fixture(scope="module")
def everything(demonstration_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    made = {}
    for maker in MAKERS:
        mine = {f"{maker.__name__} {name}": data for name, data in maker(demonstration_made, tmp_path_factory.mktemp(maker.__name__))}
        assert mine, f"{maker.__name__} made nothing"
        made |= mine
    return made


def test_nothing_that_excel_would_repair(everything: Mapping[str, bytes]) -> None:
    assert {name: problems for name, data in everything.items() if (problems := xlsx.check(data))} == {}


@pytest.fixture(scope="module")
def by_openpyxl(everything: Mapping[str, bytes]) -> Mapping[str, openpyxl.Workbook]:
    return {name: openpyxl.load_workbook(io.BytesIO(data)) for name, data in everything.items()}


def test_openpyxl_opens_each(everything: Mapping[str, bytes], by_openpyxl: Mapping[str, openpyxl.Workbook]) -> None:
    for name, data in everything.items():
        assert by_openpyxl[name].sheetnames == xlsx.Workbook(data).sheets, name


def test_libreoffice_opens_each_and_reads_the_same_texts(everything: Mapping[str, bytes], by_openpyxl: Mapping[str, openpyxl.Workbook],
                                                         tmp_path: Path) -> None:
    files = {tmp_path / f"{number}.xlsx": data for number, data in enumerate(everything.values())}
    for path, data in files.items():
        path.write_bytes(data)
    opened = through_libreoffice(list(files), tmp_path / "out")
    for name, (path, data) in zip(everything, files.items(), strict=True):
        assert path.name in opened, f"LibreOffice doesn't open {name}"
        ours, theirs = by_calamine(data), by_calamine(opened[path.name])
        assert list(ours) == list(theirs), name
        # Typed texts only: LibreOffice reckons formulas anew, and dates and numbers are compared elsewhere.
        formulas = {sheet.title: {(cell.row, cell.column) for cell in sheet._cells.values() if cell.data_type == "f"}
                    for sheet in by_openpyxl[name].worksheets}
        other = [(sheet, at, value, theirs[sheet].get(at)) for sheet, cells in ours.items() for at, value in cells.items()
                 if isinstance(value, str) and at not in formulas[sheet] and theirs[sheet].get(at) != value]
        assert other == [], name


def test_every_module_that_makes_workbooks_is_shown_by_a_maker() -> None:
    makes = re.compile(r"xlsxwriter\.Workbook\(|openpyxl\.Workbook\(|\.save\(|load_workbook\(")
    modules = {path.relative_to(ROOT / "automation").with_suffix("").as_posix() for path in (ROOT / "automation").rglob("*.py")
               if makes.search(path.read_text("utf8"))}
    engine = {"core/files", "desk/workbooks", "core/live"}  # through core/xlsx/book; core/live: through Excel itself
    assert modules - {module for shown in MAKERS.values() for module in shown} <= engine | {"core/fillable/read"}, modules
