"""The panel's jobs in a real spreadsheet program: what they write beside their buttons."""

from __future__ import annotations

import shutil
from datetime import datetime

import pytest

from automation.core.basics import BASICS
from automation.desk import house
from automation.desk.buttons import FOLDER_CELL, JOBS, at_cell, outcome_cell
from automation.desk.workbooks import BLANK
from macros import panel
from tests.core.stage import in_memory
from tests.macros.office import at_desk, founded
from tests.support import ROOT

NOW = datetime(2026, 3, 5, 20)
WAITING = {"call_no": "JX2026-00001", "called_at": datetime(2026, 3, 5, 9), "customer": "客户", "phone": "13800000001", "address": "某街",
           "area": "城东区", "fault": "不热"}


def test_every_job_notes_when_it_ran_and_what_came_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {**BLANK, **{sheet.name: [] for sheet in BASICS.sheets if sheet.name not in BLANK}, "calls": [WAITING],
            "people": [{"name": "甲", "role": "销售经理", "active": "是"}], "areas": [{"name": "城东区", "zone": "市区"}]}
    with in_memory() as place, at_desk(founded(place / "客服簿", rows, NOW), monkeypatch) as desk:
        shutil.copy(ROOT / "macros" / "控制台.xlsm", place / "控制台.xlsm")
        book = desk.app.books.open(str(place / "控制台.xlsm"))
        book.set_mock_caller()
        desk.now = NOW
        panel.dispatch_list()
        assert "不是部门文件夹" in book.names[outcome_cell("dispatch_list")].refers_to_range.value
        book.names[FOLDER_CELL].refers_to_range.value = str(desk.folder)
        for job in JOBS:
            getattr(panel, job.name)()
        said = {job.name: book.names[outcome_cell(job.name)].refers_to_range.value for job in JOBS}
        assert all(book.names[at_cell(job.name)].refers_to_range.value == NOW for job in JOBS)
        assert said["dispatch_list"].startswith("1 件，印好 1 份") and said["inbox"] == "“收件”里没有文件。"
        assert said["nightly"].startswith("共 ") and said["monthly"].startswith(f"2026-02 的统计表 {len(house.monthly())} 种")
        assert said["expiry_letters"] == "现在没有要印的。" and (desk.folder / "检查" / "2026-03-05" / "检查报告.html").exists()
