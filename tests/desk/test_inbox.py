"""The inbox: taken in once, sent back marked, nothing lost, whatever comes and whenever the power goes."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from automation.core.journal import Journal
from automation.desk.inbox import take_in_all, waiting
from automation.desk.nightly import run
from tests.desk.travelling import DAY, RATED, blank, department, filled, put, session
from tests.support import ROOT

MANY = 100


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return department(tmp_path_factory.mktemp("made") / "客服簿")


@pytest.fixture
def place(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "客服簿"))


def taken(place: Path) -> list[tuple[str, str]]:
    return [(each.kind, each.words) for each in take_in_all(session(place))]


def files(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place / "收件")) for path in (place / "收件").rglob("*") if path.is_file())


def card(place: Path, number: int, **answers: str) -> bytes:
    key = f"DC2026-{number:05}"
    return filled(blank(place, "survey_card_form", key, f"BD2026-{number:05}"), RATED | answers)


def test_a_good_form_is_registered_and_filed(place):
    put(place, "张三的卡.xlsx", card(place, 1, 意见性质="抱怨", 意见内容="来得太晚"))
    (kind, words), = taken(place)
    assert kind == "已收" and "DC2026-00001已登记" in words and "“情节”先按“一般”登记" in words
    row = session(place).find("cards", "DC2026-00001")
    assert (row.attitude, row.skill, row.opinion, row.grave, row.returned_on) == ("满意", "很满意", "来得太晚", "一般", date(2026, 3, 5))
    assert [handed.card_no for handed in session(place).where("handovers")] == ["DC2026-00001"]
    assert files(place) == ["已收/2026-03/BD2026-00001-张三的卡.xlsx"]
    commit, = Journal(session(place).folder).commits()
    assert (commit.data["form"], commit.person) == ("BD2026-00001", "郑凯")


def test_lines_become_rows_and_the_step_at_the_end_is_taken(place):
    put(place, "日报.xlsx", filled(blank(place, "technician_day_form", "王磊", "BD2026-00009"), DAY, DAY | {"工作类别": "在职训练"}))
    assert [kind for kind, _ in taken(place)] == ["已收"]
    lines = session(place).where("work_lines", technician="王磊")
    assert [(line.work_kind, line.repair_hours, line.day) for line in lines] == [("零件管理", 2, date(2026, 3, 5)),
                                                                               ("在职训练", 2, date(2026, 3, 5))]
    assert len({line.line_no for line in lines}) == 2
    assert len(session(place).where("day_reviews", technician="王磊")) == 1
    assert len(Journal(session(place).folder).commits()) == 1


def test_a_wrong_form_goes_back_marked_and_mended_it_is_taken(place):
    data = card(place, 1, 服务态度="还行")
    put(place, "卡.xlsx", filled(data, {"技术水平": "=1+1"}))
    handled, = take_in_all(session(place))
    assert handled.kind == "退回" and [each.header for each in handled.wrong] == ["服务态度", "技术水平"]
    assert files(place) == ["退回/卡.xlsx", "退回/原件/卡.xlsx"]
    book = load_workbook(place / "收件/退回/卡.xlsx")
    assert book.sheetnames[0] == "退回说明" and "还行" in "".join(str(cell.value) for cell in book["退回说明"]["A"])
    page = book["客户意见调查卡"]
    marked = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
    assert marked == {each.ref for each in handled.wrong}
    assert session(place).find("cards", "DC2026-00001").returned_on is None
    for each in handled.wrong:
        page[each.ref] = "满意"
    stream = io.BytesIO()
    book.save(stream)
    put(place, "卡.xlsx", stream.getvalue())
    assert [kind for kind, _ in taken(place)] == ["已收"]


def test_every_fault_of_every_line_is_told_at_once(place):
    lines = [DAY | {"修护工时": "两"}, {"工作类别": "零件管理"}, DAY | {"工作类别": "睡觉"}]
    put(place, "日报.xlsx", filled(blank(place, "technician_day_form", "王磊", "BD2026-00009"), *lines))
    handled, = take_in_all(session(place))
    assert Counter(each.header for each in handled.wrong) == {"修护工时": 2, "工作类别": 1}
    assert not session(place).where("work_lines")


def test_the_same_file_twice_is_taken_once_and_another_filling_goes_back(place):
    data = card(place, 1)
    for name, content in (("一.xlsx", data), ("二.xlsx", data), ("三.xlsx", filled(data, {"服务态度": "不满意"}))):
        put(place, name, content)
        last = taken(place)[-1]
    assert last[0] == "退回" and "已经收过，这一份内容不同" in last[1]
    assert files(place) == ["已收/2026-03/BD2026-00001-一.xlsx", "已收/重复/BD2026-00001-二.xlsx", "退回/三-退回说明.txt",
                            "退回/原件/三.xlsx"]
    assert session(place).find("cards", "DC2026-00001").attitude == "满意"


@pytest.mark.parametrize(("name", "data", "why"), [
    ("表.xlsx", b"PK\x03\x04half", "不完整或已损坏"), ("信.docx", b"hello", "不是 Excel 工作簿"), ("空.xlsx", b"", "空的"),
    ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xls")])
def test_what_is_no_form_goes_back_with_a_note(place, name, data, why):
    put(place, name, data)
    (kind, words), = taken(place)
    assert kind == "退回" and why in words
    note = place / "收件/退回" / f"{Path(name).stem}-退回说明.txt"
    assert words in note.read_text(encoding="utf-8-sig") and (place / "收件/退回/原件" / name).read_bytes() == data


def test_a_form_of_a_record_that_is_gone_or_closed_goes_back(place):
    put(place, "没有.xlsx", _for_key(place, "DC2026-99999"))
    put(place, "收过.xlsx", card(place, 2))
    assert dict(taken(place)).keys() == {"已收", "退回"}
    put(place, "再来.xlsx", filled(blank(place, "survey_card_form", "DC2026-00002", "BD2026-00077"), RATED))
    kind, words = taken(place)[-1]
    assert kind == "退回" and "已经收回登记过了" in words


def test_a_macro_is_refused(place):
    import zipfile
    path = put(place, "宏.xlsm", card(place, 1))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    (kind, words), = taken(place)
    assert kind == "退回" and "宏" in words


def test_owner_files_are_no_forms_and_names_never_collide(place):
    put(place, "~$卡.xlsx", b"x")
    put(place, "卡.xlsx", card(place, 1, 服务态度="还行"))
    taken(place)
    put(place, "卡.xlsx", card(place, 2, 服务态度="还行"))
    taken(place)
    assert files(place) == ["~$卡.xlsx", "退回/卡(2).xlsx", "退回/卡.xlsx", "退回/原件/卡(2).xlsx", "退回/原件/卡.xlsx"]
    assert waiting(session(place).folder) == []


def test_after_a_cut_between_commit_and_move_the_file_is_only_moved(place, monkeypatch):
    path = put(place, "卡.xlsx", card(place, 1))
    data = path.read_bytes()
    monkeypatch.setattr(Path, "replace", _only_inside(path))
    with pytest.raises(KeyboardInterrupt):
        taken(place)
    monkeypatch.undo()
    assert path.read_bytes() == data
    assert taken(place)[0][0] == "重复"
    assert files(place) == ["已收/2026-03/BD2026-00001-卡.xlsx"]
    assert len(Journal(session(place).folder).commits()) == 1


def test_the_night_takes_forms_in_and_tells_of_them(place):
    put(place, "卡.xlsx", card(place, 1))
    put(place, "坏.xlsx", b"PK")
    night = run(session(place).folder, datetime(2026, 3, 5, 20))
    page = night.report.read_text(encoding="utf8")
    assert "收回的表" in page and "DC2026-00001已登记" in page and "坏.xlsx" in page
    assert session(place).find("cards", "DC2026-00001").returned_on == date(2026, 3, 5)


def test_a_register_that_cannot_be_read_leaves_forms_where_they_are(place):
    path = put(place, "卡.xlsx", card(place, 1))
    (place / "客户意见调查.xlsx").write_bytes(b"half")
    (kind, words), = taken(place)
    assert kind == "留待" and "客户意见调查" in words and path.exists()


def test_a_hundred_at_once_killed_again_and_again_lose_nothing(tmp_path):
    place = department(tmp_path / "客服簿", MANY)
    for number in range(1, MANY + 1):
        put(place, f"卡{number}.xlsx", card(place, number, **({"服务态度": "还行"} if number % 10 == 0 else {})))
    killed = 0
    for pause in (0.9, 1.3, 1.1, 1.7, 2.1):
        process = subprocess.Popen([sys.executable, "-m", "automation", "--folder", str(place), "--now", "2026-03-05T10:00", "inbox"],
                                   cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(pause)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
    at = session(place)
    at.recover()
    list(take_in_all(at))
    after = session(place)
    returned = [row.key for row in after.where("cards") if row.returned_on]
    assert len(returned) == MANY - MANY // 10
    assert len(Journal(after.folder).commits()) == len(returned)
    there = Counter(path.parent.name for path in (place / "收件").rglob("*.xlsx"))
    assert there == {"2026-03": len(returned), "退回": MANY // 10, "原件": MANY // 10} and killed > 2


def _for_key(place: Path, key: str) -> bytes:
    """A form for a record that the register doesn't hold."""
    from automation.core.fillable.make import make_form
    from automation.desk import house
    declared = house.forms()["survey_card_form"]
    row = session(place).find("cards", "DC2026-00001").but(card_no=key)
    return filled(make_form(declared, row, house.steps(), "BD2026-00050", session(place).desk("")), RATED)


def _only_inside(path: Path):
    real = Path.replace

    def replace(self: Path, target):
        if self == path:
            raise KeyboardInterrupt
        return real(self, target)
    return replace
