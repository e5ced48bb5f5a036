"""The demonstration department: sound but for what was planted, the same every time, never in a live folder."""

from __future__ import annotations

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from automation.core.findings import Finding
from automation.core.steps import state_of
from automation.demonstration import FILE_OF_PLANTS, MARKER, MidDay, NotADemonstration, Plants, make, making
from automation.demonstration.simulation import act_out
from automation.desk import house
from automation.desk.checking import check
from automation.desk.gather import Gathered, gather, remark_findings
from tests.support import ROOT

NOW = datetime(2026, 3, 5, 20)
PROBE = """
import sys
from datetime import datetime
from pathlib import Path
from automation.demonstration import make
make(Path(sys.argv[1]), now=datetime(2026, 3, 5, 20))
loaded = [name for name in sys.modules if name == "pandas" or ".rules" in name or name.endswith("data_rules")]
print(",".join(loaded))
"""


@pytest.fixture(scope="module")
def office():
    """The year acted out once; making a folder of it changes nothing in it."""
    return act_out(2026, NOW)


@pytest.fixture(scope="module")
def made(tmp_path_factory, office) -> tuple[Path, Plants]:
    folder = tmp_path_factory.mktemp("demo") / "客服簿"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "act_out", lambda seed, now: office)
        return folder, make(folder, now=NOW)


@pytest.fixture(scope="module")
def gathered(made) -> Gathered:
    return _gathered(made[0])


@pytest.fixture(scope="module")
def found(gathered) -> list[Finding]:
    return _findings(gathered)


def test_the_check_finds_what_was_planted_and_nothing_else(made, found):
    planted = Counter((plant.article, f"{plant.register}.xlsx", plant.sheet, plant.key, plant.cell) for plant in made[1])
    assert Counter((each.article, each.workbook, each.sheet, each.key, each.cell) for each in found) == planted


def test_every_check_of_a_regulation_has_its_plant(found):
    hit = {each.rule for each in found}
    assert [rule.id for rule in house.rules() if "·" not in rule.name and rule.id not in hit] == []


def test_every_kind_of_data_check_has_its_plant(found):
    kinds = {each.rule.split()[1].split("·")[0] for each in found if "·" in each.rule or each.rule.startswith("DQ ")}
    assert {"必填", "重复", "查无", "不在表", "过小", "日期", "先后"} <= kinds
    assert {"看不懂", "公式丢失"} <= {each.rule.removeprefix("DQ ") for each in found}


def test_before_planting_nothing_is_found(tmp_path, office, monkeypatch):
    monkeypatch.setattr(making, "act_out", lambda seed, now: office)
    assert make(tmp_path / "客服簿", now=NOW, planted=False) == ()
    assert _findings(_gathered(tmp_path / "客服簿")) == []


def test_there_is_as_much_as_promised(office):
    memory = office.memory
    counts = {name: len(memory.rows(name)) for name in ("calls", "goods", "users", "contracts", "products", "parts")}
    assert counts == {"calls": 900, "goods": 170, "users": 300, "contracts": 90, "products": 8, "parts": 25}
    assert {row["user_no"] for row in memory.rows("owned")} == {row["user_no"] for row in memory.rows("users")}


@pytest.mark.parametrize("sheet", ["calls", "vouchers", "goods", "cards", "contracts", "day_reviews", "service_days", "cases",
                                   "case_copies", "case_amounts", "case_months", "proposals", "studies", "settlements",
                                   "commendations"])
def test_something_is_in_every_state_at_the_end(office, sheet):
    reached = {to for step in house.steps().values() if step.sheet == sheet for to in (step.to, *step.or_to) if to}
    assert reached <= {state_of(row) for row in office.memory.rows(sheet)}


def test_complaints_come_by_every_way_and_have_a_year_behind_them(office):
    cases, months = office.memory.rows("cases"), office.memory.rows("case_months")
    assert {"电话", "来函", "来访", "意见调查", "叫修"} <= {case["channel"] for case in cases}
    assert {case["route"] for case in cases} == {"送质量管理科", "送企业领导裁定", "按内销业务处理办法", None}
    assert all(row["taken_at"] for row in office.memory.where("handovers", to="客户投诉登记簿") if row["made_at"].date() < NOW.date())
    assert [month["month"] for month in months] == [f"{2025 + n // 12}-{n % 12 + 1:02d}" for n in range(14)]
    by_month = Counter(f"{case['received_at']:%Y-%m}" for case in cases)
    assert len(by_month) == 15 and min(by_month.values()) >= 7 and 35 <= by_month["2026-01"] + by_month["2026-02"] <= 65


def test_suggestions_come_by_every_way_and_have_their_year_behind_them(office):
    proposals, plans = office.memory.rows("proposals"), office.memory.rows("suggestion_plans")
    assert {"意见调查", "表格", "来函", "电话", "来访"} <= {row["channel"] for row in proposals} and len(proposals) >= 90
    assert {row["customer_kind"] for row in proposals} == {"用户", "往来企业"}
    assert all(row["taken_at"] for row in office.memory.where("handovers", to="客户提案登记簿") if row["made_at"].date() < NOW.date())
    assert [plan["half"] for plan in plans] == ["2024上半年", "2024下半年", "2025上半年", "2025下半年", "2026上半年"]
    settled = Counter(row["proposal_no"] for row in office.memory.rows("settlements"))
    assert {settled[row.key] for row in proposals if row["closed_at"]} == {4}


def test_every_course_of_a_call_has_been_taken(office):
    calls, visits = office.memory.rows("calls"), office.memory.rows("call_visits")
    assert {"客户取消", "电话解决", "重复登记"} <= {call["cancel_reason"] for call in calls}
    assert {"无人在家", "等零件", "客户改约", "需再次上门", "当场修妥", "携回修护"} <= {visit["result"] for visit in visits}
    assert any(call["backfilled_at"] for call in calls)
    assert any(call["rescheduled"] for call in calls)
    assert any(call["note"] and "改派" in call["note"] for call in calls)


def test_the_same_seed_gives_the_same_bytes_and_no_check_is_loaded(made, tmp_path):
    probe = subprocess.run([sys.executable, "-c", PROBE, str(tmp_path / "客服簿")], cwd=ROOT, capture_output=True, text=True, check=True,
                           env=os.environ | {"PYTHONHASHSEED": "7"})
    assert probe.stdout.strip() == ""
    assert _digests(tmp_path / "客服簿") == _digests(made[0])


def test_the_list_names_every_plant_and_its_cell(made, gathered):
    folder, plants = made
    with (folder / FILE_OF_PLANTS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [tuple(row) for row in rows[1:]] == [
        (str(each.number), each.register, each.sheet, each.key, each.column, each.header, each.cell, each.article, each.what)
        for each in plants]
    for each in plants:
        data = next(data for register in gathered.registers.values() for data in register.sheets.values() if data.title == each.sheet)
        keys = {row.key: row.number for row in data.rows()}
        assert int("".join(filter(str.isdigit, each.cell))) == keys.get(each.key, data.header_row)


def test_the_forms_of_the_last_days_lie_in_their_places(made):
    printed = [path.relative_to(made[0] / "单据") for path in (made[0] / "单据").rglob("*.html")]
    kinds = {path.name.partition("-")[0] for path in printed}
    assert {"服务凭证", "客户商品领取收据", "修护卡", "技术人员工作日报表", "服务日报表", "客户意见调查卡", "处理结果函",
            "保修到期通知书"} <= kinds
    assert {path.parts[1] for path in printed} <= {"2026-02", "2026-03"}
    assert all((made[0] / "单据" / path).read_text(encoding="utf8").rstrip().endswith("</html>") for path in printed)


def test_numbers_go_on_after_those_in_the_registers(made, office):
    from automation.core.folder import Folder
    from automation.core.numbers import peek
    last = max(row.key for row in office.memory.rows("calls"))
    assert last.startswith("JX2026-") and peek(Folder.open(made[0]), "JX", NOW.date()) == f"JX2026-{int(last[7:]) + 1:05d}"


def test_a_live_folder_is_refused_and_left_alone(tmp_path):
    (tmp_path / "叫修登记簿.xlsx").write_bytes(b"live")
    with pytest.raises(NotADemonstration, match=r"叫修登记簿|演示部门"):
        make(tmp_path, now=NOW)
    assert [entry.name for entry in tmp_path.iterdir()] == ["叫修登记簿.xlsx"]
    assert (tmp_path / "叫修登记簿.xlsx").read_bytes() == b"live"


def test_an_earlier_demonstration_with_somebodys_own_file_is_refused(tmp_path):
    (tmp_path / MARKER).write_text("", encoding="utf-8")
    (tmp_path / "我的笔记.xlsx").write_bytes(b"mine")
    with pytest.raises(NotADemonstration, match="我的笔记"):
        make(tmp_path, now=NOW)
    assert (tmp_path / "我的笔记.xlsx").read_bytes() == b"mine"


def test_an_earlier_demonstration_is_made_anew(tmp_path, office, monkeypatch):
    monkeypatch.setattr(making, "act_out", lambda seed, now: office)
    monkeypatch.setattr(making, "_workbook", lambda register, field: register.title.encode())
    (tmp_path / MARKER).write_text("", encoding="utf-8")
    (tmp_path / "单据").mkdir()
    (tmp_path / "单据" / "旧的.html").write_text("", encoding="utf-8")
    make(tmp_path, now=NOW)
    assert (tmp_path / "叫修登记簿.xlsx").read_bytes() == "叫修登记簿".encode()
    assert not (tmp_path / "单据" / "旧的.html").exists()


@pytest.mark.parametrize("moment", [datetime(2026, 2, 18, 20), datetime(2026, 3, 5, 11)], ids=["holiday", "noon"])
def test_it_ends_in_the_evening_of_a_working_day(tmp_path, moment):
    with pytest.raises(MidDay, match="工作日"):
        make(tmp_path / "客服簿", now=moment)
    assert not (tmp_path / "客服簿").exists()


def _gathered(folder: Path) -> Gathered:
    paths = {register.name: folder / register.filename for register in house.catalogue()}
    return gather(paths, house.catalogue(), house.articles(), NOW)


def _findings(gathered: Gathered) -> list[Finding]:
    return [*check(house.rules(), gathered.books), *remark_findings(gathered), *gathered.unreadable]


def _digests(folder: Path) -> dict[str, str]:
    """Every file that staff see, the printed forms among them."""
    places = (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] != "系统")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(places)}
