"""Copies of 基础资料 in a register's hidden sheets: stale ones are noticed, and made fresh by the next write."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from automation.core.basics_copies import named, stale_copies
from automation.core.changes import AppendRow, SetCells
from automation.core.folder import Folder
from automation.core.xlsx import Workbook
from automation.core.xlsx.check import check
from automation.desk import house
from automation.desk.gather import gather, stale_findings
from automation.desk.session import Session
from automation.desk.workbooks import found_department, refresh_lists
from tests.support import libreoffice_convert

NOW = datetime(2026, 3, 4, 10)
CALLS = next(register for register in house.catalogue() if register.name == "after_sales_calls")
SUMMER = [AppendRow("hours", {"hours_no": f"夏{n}", "since": date(2026, 3, 1), "days": "周一至周五", "opens": opens, "closes": closes})
          for n, (opens, closes) in enumerate((("09:00", "12:00"), ("14:00", "18:00")))]
CALL = {"call_no": "JX2026-00001", "called_at": datetime(2026, 3, 4, 9, 30), "customer": "张伟", "area": "城东区"}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return found_department(tmp_path / "部门", NOW)


def stale(folder: Folder, now: datetime = NOW) -> str:
    return named(stale_copies(folder.register_path(CALLS), CALLS, Session(folder, now, "").department))


def commit(folder: Folder, *changes) -> None:
    Session(folder, NOW, "").commit(changes, "试", "甲")


def test_a_new_department_has_nothing_stale(folder: Folder) -> None:
    assert all(stale_copies(folder.register_path(register), register, Session(folder, NOW, "").department) == []
               for register in house.catalogue())


def test_what_changes_in_the_basics_makes_the_copies_stale(folder: Folder) -> None:
    commit(folder, AppendRow("areas", {"name": "城东区", "zone": "市区"}))
    assert stale(folder) == "下拉单“区域”“区域 区域”“区域 市郊”"
    commit(folder, *SUMMER)
    assert stale(folder).endswith("、工作日历")


def test_the_turn_of_the_year_makes_the_calendar_stale(folder: Folder) -> None:
    assert stale(folder, datetime(2026, 12, 31, 23)) == ""
    assert stale(folder, datetime(2027, 1, 1, 0)) == "工作日历"


def test_the_night_finds_a_stale_copy_on_its_register(folder: Folder) -> None:
    commit(folder, *SUMMER)
    paths = {register.name: folder.register_path(register) for register in house.catalogue()}
    found = [each for each in stale_findings(gather(paths, house.catalogue(), house.articles(), NOW)) if each.workbook == "叫修登记簿.xlsx"]
    assert [(each.rule, each.sheet) for each in found] == [("DQ 过时的副本", "叫修登记")]
    assert found[0].message.startswith("工作日历与《基础资料》不一致")


def test_the_next_write_makes_them_fresh_and_the_sheet_reckons_by_them(folder: Folder, tmp_path: Path) -> None:
    """The latest arrival, recalculated by LibreOffice, follows the new opening hours and the new area."""
    commit(folder, AppendRow("areas", {"name": "城东区", "zone": "市区"}), *SUMMER)
    commit(folder, AppendRow("calls", CALL))
    assert stale(folder) == ""
    path = folder.register_path(CALLS)
    assert check(path) == []
    department = Session(folder, NOW, "").department
    expected = department.clock.deadline(CALL["called_at"], 6 * 3600)
    assert expected == datetime(2026, 3, 4, 17, 30)
    again = libreoffice_convert([path], "xlsx", tmp_path, recalculate=True)[0]
    page = openpyxl.load_workbook(again, data_only=True)["叫修登记"]
    header = [cell.value for cell in page[1]]
    due = page.cell(2, header.index("最迟到达") + 1).value
    assert abs((due - expected).total_seconds()) < 1


def test_lists_that_grew_shorter_leave_nothing_behind(folder: Folder) -> None:
    commit(folder, *(AppendRow("areas", {"name": name, "zone": "市区"}) for name in ("东", "西", "南")))
    assert refresh_lists(folder.register_path(CALLS), CALLS, Session(folder, NOW, "").department) != ""
    commit(folder, SetCells("areas", "西", {"name": None, "zone": None}, {"name": "西", "zone": "市区"}))
    assert stale(folder) != ""
    refresh_lists(folder.register_path(CALLS), CALLS, Session(folder, NOW, "").department)
    assert stale(folder) == ""
    page = openpyxl.load_workbook(folder.register_path(CALLS))["清单"]
    column = next(cell.column for cell in page[1] if cell.value == "区域")
    assert [page.cell(row, column).value for row in range(2, 6)] == ["东", "南", None, None]


def test_a_second_refresh_changes_nothing(folder: Folder) -> None:
    commit(folder, *SUMMER)
    department = Session(folder, NOW, "").department
    assert refresh_lists(folder.register_path(CALLS), CALLS, department) == "工作日历"
    before = folder.register_path(CALLS).read_bytes()
    assert refresh_lists(folder.register_path(CALLS), CALLS, department) == ""
    assert folder.register_path(CALLS).read_bytes() == before
    assert Workbook.open(folder.register_path(CALLS)).cell("工作日历", "H1").formula
