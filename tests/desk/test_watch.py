"""Watching the limits: told before they break, only in working hours; and the real processes that watch and check."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from automation.__main__ import main
from automation.after_sales.registers.timing import LATE, ON_TIME, OVER, SOON, timing
from automation.desk import scheduling
from automation.desk.scheduling import last_night
from automation.desk.watch import Look, Nearing, nearing
from tests.after_sales.office import ARTICLES, BASIC_ROWS, CALL, CATALOGUE
from tests.support import ROOT

NINE = datetime(2026, 3, 2, 9)          # Monday; 8:30–12:00, 13:30–17:30: six hours end at 16:30


def department(now: datetime):
    from automation.core.department import Department
    return Department(now, ARTICLES, lambda name: BASIC_ROWS.get(name, ()))


def call(**values):
    from automation.core.rows import Row
    return Row(CATALOGUE.sheets["calls"], CALL | {"call_no": "JX2026-00001", "called_at": NINE, "technician": "王磊"} | values)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}")


@pytest.mark.parametrize(("now", "left"), [("02 15:29:59", None), ("02 15:30:00", 3600), ("02 16:30:00", 0), ("02 16:30:01", -1),
                                          ("02 12:30:00", None), ("02 17:30:00", None), ("02 20:00:00", None), ("03 08:30:00", -3600)])
def test_told_within_the_last_hour_and_only_in_working_hours(now, left) -> None:
    found = nearing([call()], department(at(now)))
    assert [item.left for item in found] == ([] if left is None else [left])


def test_the_watch_and_the_sheet_say_the_same() -> None:
    for minute in range(0, 570, 7):
        now = NINE + timedelta(minutes=minute)
        where = department(now)
        if where.clock.is_open(now):
            assert bool(nearing([call()], where)) is (timing(call(), where) in (SOON, OVER)), now


@pytest.mark.parametrize("values", [{"arrived_at": at("02 10:00")}, {"cancelled_at": at("02 10:00")}, {"area": "火星"}, {"call_no": None},
                                    {"called_at": None}])
def test_calls_that_were_reached_or_mean_nothing_are_left_alone(values) -> None:
    where = department(at("02 16:00"))
    assert nearing([call(**values)], where) == []
    assert timing(call(**values), where) in (None, ON_TIME, LATE, SOON)


def test_the_most_urgent_comes_first_and_says_everything() -> None:
    found = nearing([call(), call(call_no="JX2026-00002", called_at=at("02 08:30"), technician=None)], department(at("02 16:15")))
    assert [item.call_no for item in found] == ["JX2026-00002", "JX2026-00001"]
    assert found[0].sentence == "JX2026-00002 张三（海淀区，还没有派工）最迟 03-02 16:00，已超 15分"
    assert found[1].sentence == "JX2026-00001 张三（海淀区，王磊）最迟 03-02 16:30，还剩 15分"


def test_the_headline_counts_both_kinds() -> None:
    def item(left: int) -> Nearing:
        return Nearing("JX", "", "", "", NINE, left)
    assert Look(False).headline == "现在不是上班时间，不提醒"
    assert Look(True).headline == "没有快到时限的叫修"
    assert Look(True, (item(-1), item(0), item(5))).headline == "2 件快到时限、1 件已超过时限"


def test_one_real_look(demonstration_made: Path, capsys) -> None:
    assert main(["watch", "--once", "--folder", str(demonstration_made), "--now", "2026-03-05 16:00"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"16:00 {len(lines) - 1} 件已超过时限" and lines[1].startswith("  JX2026-")
    assert main(["watch", "--once", "--folder", str(demonstration_made), "--now", "2026-03-05 20:00"]) == 0
    assert capsys.readouterr().out == "20:00 现在不是上班时间，不提醒\n"


def test_a_register_that_is_away_for_a_moment_does_not_end_the_watch(clean: Path, capsys, monkeypatch) -> None:
    register = clean / "叫修登记簿.xlsx"

    def rounds(every, clock):
        yield datetime(2026, 3, 5, 15, 55)
        register.rename(register.with_suffix(".away"))
        yield datetime(2026, 3, 5, 16, 0)
        register.with_suffix(".away").rename(register)
        yield datetime(2026, 3, 5, 16, 5)
        yield datetime(2026, 3, 5, 18, 0)
        yield datetime(2026, 3, 5, 18, 5)
        raise KeyboardInterrupt
    monkeypatch.setattr(scheduling, "rounds", rounds)
    assert main(["watch", "--folder", str(clean), "--now", "2026-03-05 15:55"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  ")]
    assert [line[:5] for line in lines] == ["15:55", "16:00", "16:05", "18:00", "已停止。"]
    assert "这次没有看成" in lines[1] and "叫修登记簿" in lines[1]


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-X", "utf8", "-m", "automation", *arguments], cwd=ROOT, text=True, encoding="utf8",
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_real_watch_is_stopped_cleanly(clean: Path) -> None:
    process = start("watch", "--every", "1", "--folder", str(clean), "--now", "2026-03-05 10:00")
    assert process.stdout.readline().startswith("10:00 ")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "") and out.endswith("已停止。\n")


def test_a_real_schedule_makes_up_a_missed_night_and_is_stopped_cleanly(clean: Path) -> None:
    process = start("schedule", "--at", "22:00", "--folder", str(clean), "--now", "2026-03-06 08:00")
    assert process.stdout.readline().startswith("每晚 22:00 核对“")
    said = process.stdout.readline()
    assert said.startswith("2026-03-06 08:00 核对完毕，共 ") and said.strip().endswith("检查报告.html")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "") and out.endswith("已停止。没有核对的夜晚，下次开着时补做。\n")
    assert last_night(clean / "系统") == datetime(2026, 3, 6, 8)
    assert (clean / "检查" / "2026-03-06" / "检查报告.html").exists()


def test_a_night_that_fails_is_said_and_stays_missed(clean: Path, capsys, monkeypatch) -> None:
    def two(at, last, clock):
        for moment in (datetime(2026, 3, 5, 22), datetime(2026, 3, 5, 22, 10)):
            assert last() is None
            yield moment
        raise KeyboardInterrupt
    monkeypatch.setattr("automation.commands.nightly.nights", two)
    (clean / "检查").rmdir()
    (clean / "检查").write_text("in the way")
    assert main(["schedule", "--folder", str(clean), "--now", "2026-03-05 22:00"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("2026-03-05 22:00 没有核对成功：") and lines[1].endswith("10 分钟后再试。") and len(lines) == 4
