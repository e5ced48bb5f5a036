"""The night on real folders: its order, its files, its links; what is broken is a finding and the rest runs."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from automation.__main__ import main
from automation.core.changes import SetCells
from automation.core.folder import Folder
from automation.core.xlsx import Cell, Workbook
from automation.desk import house
from automation.desk.nightly import run
from automation.desk.session import Session
from tests.conftest import DEMONSTRATION_NOW as NOW
from tests.support import chromium_pdf, libreoffice_convert, program

DAY = f"{NOW:%Y-%m-%d}"
FIELDS = {"article", "workbook", "sheet", "cell", "key", "rule", "message", "right", "person", "severity"}
REGISTERS = tuple(house.catalogue())


def nightly(place: Path, *options: str, now: datetime = NOW) -> int:
    return main(["nightly", "--folder", str(place), "--now", f"{now:%Y-%m-%d %H:%M}", *options])


def listed(place: Path, day: str = DAY) -> list[dict[str, str]]:
    return json.loads((place / "检查" / day / "findings.json").read_text(encoding="utf8"))["findings"]


@pytest.fixture(scope="module")
def checked(demonstration_made: Path, tmp_path_factory) -> Path:
    """The demonstration after one night. Tests only read it."""
    place = shutil.copytree(demonstration_made, tmp_path_factory.mktemp("夜 间") / "客服 部门")
    assert nightly(place) == 0
    return place


def test_the_order_is_recover_snapshot_read_check_report(clean: Path) -> None:
    told: list[str] = []
    night = run(Folder.open(clean), NOW, told=lambda what, done, whole: told.append(what))
    first = {word: next(place for place, what in enumerate(told) if what.startswith(word))
             for word in ("补写", "保存快照", "读取", "核对", "统计")}
    assert list(first.values()) == sorted(first.values())
    assert night.findings == [] and night.report.exists() and night.workbook.exists()
    assert Folder.open(clean).last_snapshot().taken_at == NOW


def test_findings_json_is_as_documented(checked: Path) -> None:
    data = json.loads((checked / "检查" / DAY / "findings.json").read_text(encoding="utf8"))
    assert set(data) == {"read_at", "findings"} and data["read_at"] == "2026-03-05T20:00:00"
    for finding in data["findings"]:
        assert set(finding) == FIELDS and all(isinstance(value, str) for value in finding.values())
        assert finding["severity"] in ("违反", "资料", "提示") and finding["message"] and finding["right"] and finding["person"]
        assert finding["article"] == "DQ" or finding["article"] in house.articles()


def test_the_same_night_twice_gives_the_same_files(demonstration: Path) -> None:
    names = ("检查报告.html", "检查结果.xlsx", "findings.json")
    assert nightly(demonstration) == 0
    first = {name: (demonstration / "检查" / DAY / name).read_bytes() for name in names}
    assert nightly(demonstration) == 0
    assert {name: (demonstration / "检查" / DAY / name).read_bytes() for name in names} == first


def test_exit_statuses(demonstration: Path, clean_made: Path, tmp_path: Path, capsys) -> None:
    clean = shutil.copytree(clean_made, tmp_path / "无错")
    assert (nightly(demonstration), nightly(demonstration, "--strict")) == (0, 1)
    assert (nightly(clean), nightly(clean, "--strict")) == (0, 0)
    assert "没有发现问题" in capsys.readouterr().out
    assert nightly(tmp_path) == 2


@pytest.mark.parametrize(("register", "harm"), [*((register, "truncated") for register in REGISTERS), (REGISTERS[1], "gone")],
                         ids=lambda value: getattr(value, "name", value))
def test_one_unreadable_workbook_is_one_finding_and_the_rest_runs(demonstration: Path, register, harm: str, checked: Path) -> None:
    path = demonstration / register.filename
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-200])
    assert nightly(demonstration) == 0
    found = listed(demonstration)
    assert [each["workbook"] for each in found if each["rule"] == "DQ 读不出来"] == [register.filename]
    others = {each["workbook"] for each in listed(checked)} - {register.filename}
    assert others & {each["workbook"] for each in found} or register.name == "basics"


def test_all_workbooks_unreadable_is_a_finding_each(demonstration: Path) -> None:
    for register in REGISTERS:
        (demonstration / register.filename).write_bytes(b"PK\x03\x04 broken")
    assert nightly(demonstration) == 0
    assert [each["workbook"] for each in listed(demonstration) if each["rule"] == "DQ 读不出来"] == \
        sorted(register.filename for register in REGISTERS)


def test_opening_hours_that_cannot_be_read_are_one_finding(clean: Path) -> None:
    session = Session.open(clean, NOW, "")
    hours = session.where("hours")[0]
    session.commit([SetCells("hours", hours.key, {"opens": "八点半"}, {"opens": hours.opens})], "试", "甲")
    assert nightly(clean) == 0
    found = [each for each in listed(clean) if each["workbook"] == "基础资料.xlsx" and each["rule"] == "DQ 看不懂"]
    assert [(each["workbook"], each["sheet"]) for each in found] == [("基础资料.xlsx", "开放时间")] and "八点半" in found[0]["message"]


def test_rows_gone_and_cells_typed_over_since_the_last_night(clean: Path) -> None:
    assert nightly(clean) == 0
    session = Session.open(clean, NOW + timedelta(minutes=5), "")
    calls = session.sheet("calls")
    done = [row for row in calls.rows() if row.arrived_at and row.struck_off_at and not row.brought_back_at]
    gone, typed, recorded = done[3], done[5], done[7]
    earlier = recorded.arrived_at + timedelta(minutes=1)
    session.commit([SetCells("calls", recorded.key, {"arrived_at": earlier}, {"arrived_at": recorded.arrived_at})], "更正", "甲")
    book = Workbook.open(clean / "叫修登记簿.xlsx")
    place = calls.numbers.index(typed.number)
    book.set_cells("叫修登记", {calls.address(place, "arrived_at"): Cell(typed.arrived_at + timedelta(minutes=2))})
    index = calls.numbers.index(gone.number)
    book.set_cells("叫修登记", {calls.address(index, column.name): Cell(None) for column in calls.sheet.columns if column.formula is None})
    book.save(clean / "叫修登记簿.xlsx")
    assert nightly(clean, now=NOW + timedelta(days=1)) == 0
    found = [each for each in listed(clean, "2026-03-06") if each["rule"] in ("DQ 行不见了", "DQ 办理栏被改")]
    assert {(each["rule"], each["key"]) for each in found} == {("DQ 行不见了", gone.key), ("DQ 办理栏被改", typed.key)}
    over = next(each for each in found if each["rule"] == "DQ 办理栏被改")
    assert over["cell"] == calls.address(place, "arrived_at") and "到达时间" in over["message"]


def test_every_finding_is_listed_under_its_person_with_its_key_and_when_it_was_read(checked: Path) -> None:
    book = openpyxl.load_workbook(checked / "检查" / DAY / "检查结果.xlsx")
    found = listed(checked)
    people = {each["person"] for each in found}
    assert book.sheetnames[0] == "概览" and set(book.sheetnames) >= {"全部"} | people
    for name in ("全部", *people):
        page = book[name]
        (table,) = page.tables.values()
        assert table.autoFilter is not None and page.freeze_panes == "A2"
        header = [cell.value for cell in page[1]]
        rows = [dict(zip(header, row, strict=True)) for row in page.iter_rows(min_row=2, values_only=True)]
        wanted = [each for each in found if name in ("全部", each["person"])]
        assert [(row["条文"], row["编号"] or "", row["问题"], row["应该怎样"]) for row in rows] == \
            [(each["article"], each["key"], each["message"], each["right"]) for each in wanted]
        assert {row["读取时间"] for row in rows} == {NOW}


def test_every_link_opens_the_cell_it_names(checked: Path, tmp_path: Path) -> None:
    """File, sheet and cell of each link exist, as they stand and as LibreOffice understands them."""
    place = checked / "检查" / DAY
    book = openpyxl.load_workbook(place / "检查结果.xlsx")
    page, sheets = book["全部"], {}
    links = [cell for row in page.iter_rows(min_row=2, min_col=6, max_col=6) for cell in row]
    for cell, finding in zip(links, listed(checked), strict=True):
        target = (place / unquote(cell.hyperlink.target).replace("\\", "/")).resolve()
        assert target == (checked / finding["workbook"]).resolve() and target.exists()
        sheets.setdefault(target, CalamineWorkbook.from_path(str(target)).sheet_names)
        sheet, _, ref = cell.hyperlink.location.rpartition("!")
        assert (sheet.strip("'"), ref, cell.value) == (finding["sheet"], finding["cell"], finding["cell"])
        assert finding["sheet"] in sheets[target]
    (flat,) = libreoffice_convert([place / "检查结果.xlsx"], "fods", tmp_path)
    text = unquote(flat.read_text(encoding="utf8"))
    assert text.count("叫修登记簿.xlsx#") >= sum(each["workbook"] == "叫修登记簿.xlsx" for each in listed(checked))


def test_goto_finds_the_row_after_a_sort(demonstration: Path, capsys) -> None:
    assert nightly(demonstration) == 0
    finding = next(each for each in listed(demonstration) if each["sheet"] == "叫修登记" and each["cell"] != "A1" and each["key"])
    path = demonstration / "叫修登记簿.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["叫修登记"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    for number, row in enumerate(sorted(rows, key=lambda row: (str(row[8]), str(row[0])), reverse=True), 2):
        for column, value in enumerate(row, 1):
            page.cell(number, column).value = value
    book.save(path)
    capsys.readouterr()
    assert main(["goto", finding["key"], "--folder", str(demonstration)]) == 0
    said = capsys.readouterr().out.splitlines()
    cell = next(line for line in said if "“叫修登记”" in line).rpartition("（")[2].rstrip("）")
    assert page[cell].value == finding["key"] and cell[1:] != "".join(filter(str.isdigit, finding["cell"]))


def test_the_report_shows_figures_first_then_findings_by_article(checked: Path, tmp_path: Path) -> None:
    page = (checked / "检查" / DAY / "检查报告.html").read_text(encoding="utf8")
    found = listed(checked)
    marks = ['class="tiles"', "<h2>统计</h2>", 'class="bars"', "<h2>各责任人待改正的事项</h2>", "<h2>按条文列出的问题</h2>"]
    assert [page.index(mark) for mark in marks] == sorted(page.index(mark) for mark in marks)
    for article in {each["article"] for each in found}:
        assert f'<h3 id="{article}"><b>{article}</b>{house.articles().title(article)}' in page
    assert all(each["key"] in page for each in found)
    assert "<script" not in page and "http://" not in page and "https://" not in page
    pdf = chromium_pdf(checked / "检查" / DAY / "检查报告.html", tmp_path / "报告.pdf")
    text = subprocess.run([program("pdftotext"), str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    pages = text.count("\f")
    assert 3 < pages < 60 and f"第 {pages} 页 / 共 {pages} 页" in text and all(each["key"] in text for each in found)


def test_the_forms_lie_beside_the_report_and_are_linked(checked: Path) -> None:
    place = checked / "检查" / DAY
    page = unquote((place / "检查报告.html").read_text(encoding="utf8"))
    forms = list((place / "单据").iterdir())
    assert any(form.name.startswith("次日优先派工单") for form in forms)
    assert all(f"单据/{form.name}" in page for form in forms)


def test_a_folder_in_use_elsewhere_keeps_its_workbooks_untouched(demonstration: Path) -> None:
    before = {path.name: path.read_bytes() for path in demonstration.glob("*.xlsx")}
    assert nightly(demonstration) == 0
    assert {path.name: path.read_bytes() for path in demonstration.glob("*.xlsx")} == before
    assert all(zipfile.is_zipfile(demonstration / name) for name in before)
