"""Commands of every day, given as a person gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.__main__ import main
from automation.core.changes import SetCells
from automation.desk import house
from automation.desk.session import Session
from tests.conftest import DEMONSTRATION_NOW

NOW = ("--now", f"{DEMONSTRATION_NOW:%Y-%m-%d %H:%M}")


def test_the_clock_answers_without_a_department(tmp_path: Path, capsys) -> None:
    assert main(["clock", "2026-02-13 16:40", "--folder", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "这里不是部门文件夹，按空白《基础资料》的上班时间算" in said
    assert "2月14日 周六 调休上班 08:30–12:00、13:30–15:10 计 5小时10分（累计 6小时）" in said
    assert "最迟到达：2026年2月14日（周六）15:10" in said and "未计入：下班时间、午休。" in said


def test_the_clock_knows_the_areas(clean_made: Path, capsys) -> None:
    assert main(["clock", "2026年2月13日 下午4:40", "--area", "昌平区", "--folder", str(clean_made)]) == 0
    assert "昌平区（郊区）叫修 2026年2月13日（周五）16:40，时限 7小时" in capsys.readouterr().out
    assert main(["clock", "2026-02-13 16:40", "--area", "火星", "--folder", str(clean_made)]) == 2
    assert capsys.readouterr().err.startswith("《基础资料》“区域”里没有“火星”，只有：海淀区、")


def test_the_clock_explains_a_span_and_a_budget(clean_made: Path, capsys) -> None:
    assert main(["clock", "2026-02-13 16:40", "--end", "2026-02-25 10:00", "--hours", "2.5", "--folder", str(clean_made)]) == 0
    said = capsys.readouterr().out
    assert "合计上班时间：17小时20分" in said and "未计入：下班时间、午休、春节 9天。" in said and "时限 2小时30分" in said


def test_steps_are_listed_and_explained(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["steps"]) == 0
    listed = capsys.readouterr().out
    assert all(step.title in listed for step in house.steps().values())
    assert main(["steps", "派工"]) == 0
    assert "待派工→待到达；由销售经理、技术主管办理" in capsys.readouterr().out
    assert main(["steps", "升天"]) == 2
    assert "没有“升天”这个事项" in capsys.readouterr().err


@pytest.mark.parametrize("step", house.steps().values(), ids=lambda step: step.name)
def test_every_step_says_what_it_asks(step, capsys) -> None:
    assert main(["steps", step.title]) == 0
    page = capsys.readouterr().out
    catalogue = house.catalogue()
    assert all(catalogue.sheets[ask.of or step.sheet][ask.column].header in page for ask in step.asks)
    assert all(house.documents()[name].title in page for name in step.prints)


def test_find_shows_what_staff_typed_as_it_stands(clean: Path, capsys) -> None:
    session = Session.open(clean, DEMONSTRATION_NOW, "")
    user = session.where("users")[0]
    session.commit([SetCells("users", user.key, {"address": "[紧急] :smile: 3号[/red]"}, {"address": user.address})], "试", "试")
    assert main(["find", user.phone, "--folder", str(clean), *NOW]) == 0
    said = capsys.readouterr().out
    assert f"{user.name}（{user.user_no}，" in said and "[紧急] :smile: 3号[/red]" in said
    assert main(["find", "1", "--folder", str(clean)]) == 2
    assert "太短" in capsys.readouterr().err
