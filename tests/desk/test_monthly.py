"""The month's statistics in a department's folder: made by a night and by command, filed, checked, and held to afterwards."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from automation.__main__ import main
from automation.desk import house, monthly
from automation.desk.gather import gather_session
from automation.desk.nightly import run
from automation.desk.obligations import night_desk
from automation.desk.session import Session

MARCH, NIGHT = "2026-03", datetime(2026, 4, 2, 20)
STATISTICS = next(each for each in house.monthly() if each.name == "complaints")


def stats(folder: Path, *more: str, now: str = "2026-04-02 20:00") -> int:
    return main(["stats", "complaints", *more, "--folder", str(folder), "--now", now])


def found(folder: Path, now: datetime = NIGHT) -> list:
    session = Session.open(folder, now, "")
    gathered = gather_session(session)
    return monthly.findings(session.folder, gathered, monthly.changed(session.folder, gathered))


def files(folder: Path, month: str = MARCH) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "单据/客户投诉登记簿" / month).glob("投诉统计表*"))}


def change(folder: Path, key: str, **values) -> None:
    session = Session.open(folder, NIGHT, "")
    session.commit([session.find("cases", key).set(**values)], "改正", "郑文凯")


@pytest.fixture
def checked(clean: Path) -> Path:
    """February's statistics filed with their mark and checked by the sales manager."""
    session = Session.open(clean, NIGHT, "")
    session.commit([session.find("case_months", "2026-02").set(month=None, made_by=None, made_at=None)], "重填", "郑文凯")
    assert stats(clean, "2026-02", "--person", "郑文凯", now="2026-03-05 20:00") == 0
    assert main(["do", "审核统计", "2026-02", "--person", "沈静宜", "--folder", str(clean), "--now", "2026-03-06 09:00"]) == 0
    return clean


def test_a_night_makes_the_month_that_nobody_filed(clean, capsys):
    night = run(Session.open(clean, NIGHT, "").folder, NIGHT)
    made = files(clean)
    assert list(made) == [f"投诉统计表-{MARCH}.html", f"投诉统计表-{MARCH}.json", f"投诉统计表-{MARCH}.xlsx"]
    page = night.report.read_text(encoding="utf8")
    assert "今晚做好的月度统计表" in page and f"投诉统计表-{MARCH}.xlsx" in page
    assert stats(clean, MARCH) == 0 and files(clean) == made and f"投诉统计表-{MARCH}.xlsx" in capsys.readouterr().out
    assert json.loads(made[f"投诉统计表-{MARCH}.json"])["month"] == MARCH


def test_after_the_fifth_no_night_makes_it_by_itself(clean):
    late = Session.open(clean, datetime(2026, 4, 6, 20), "")
    assert monthly.make_missing(late.folder, gather_session(late)) == []


@pytest.mark.parametrize(("moment", "months"), [
    (datetime(2026, 3, 27, 20), []), (datetime(2026, 3, 30, 20), [MARCH]), (datetime(2026, 3, 31, 20), [MARCH]),
    (datetime(2026, 4, 1, 20), [MARCH]), (datetime(2026, 4, 7, 20), [MARCH])])
def test_the_reminder_comes_on_the_last_working_day_and_stays_while_it_is_missing(clean_made, moment, months):
    """31 March 2026 is a Tuesday: the night before it reminds, and its own."""
    gathered = gather_session(Session.open(clean_made, moment, ""))
    desk = night_desk(gathered, gathered.department)
    obligation = next(each for each in house.obligations() if each.name == "statistics_due")
    assert [row.month for row in obligation.find(desk).rows if row.made_at is None] == months


def test_checked_figures_that_the_registers_still_give_are_no_finding(checked, capsys):
    assert found(checked) == []
    before = files(checked, "2026-02")
    assert stats(checked, "2026-02") == 0 and files(checked, "2026-02") == before
    assert "和登记簿现在的数字一致" in capsys.readouterr().out


def test_a_case_changed_after_the_check_names_the_figures(checked, capsys):
    report = STATISTICS.reckon(gather_session(Session.open(checked, NIGHT, "")).books, "2026-02")
    line = next(line for line in report.tables["by_ground"].lines if line.cells[0].value)
    number, other = line.cells[0].rows[0], "包装不良损坏" if line.name != "包装不良损坏" else "质量有缺陷"
    before = files(checked, "2026-02")
    change(checked, number, ground=other)
    (finding,) = found(checked)
    assert (finding.article, finding.sheet, finding.key, finding.person) == ("CP19", "统计审核", "2026-02", "郑文凯")
    assert "审核以后，登记簿又改动过" in finding.message and number in finding.message and "个数字" in finding.message
    assert stats(checked, "2026-02") == 1
    said = capsys.readouterr().out
    assert f"少了 {number}" in said and f"多了 {number}" in said and "保留不动" in said
    after = files(checked, "2026-02")
    assert {name: after[name] for name in before} == before and set(after) - set(before) == {
        f"投诉统计表-2026-02（现在）{end}" for end in (".html", ".json", ".xlsx")}
    change(checked, number, ground=line.name)
    assert found(checked) == []


def test_figures_changed_by_hand_are_noticed(checked):
    kept = checked / "单据/客户投诉登记簿/2026-02/投诉统计表-2026-02.json"
    kept.write_text(kept.read_text(encoding="utf8").replace('"收到', '"收 到', 1), encoding="utf8")
    assert any("和填报时的不同" in finding.message for finding in found(checked))


@pytest.mark.parametrize("month", ["2026-13", "三月", "2026-04", "2027-01"])
def test_a_month_that_is_none_or_not_over_is_refused(clean_made, month, capsys):
    assert stats(clean_made, month) == 2
    assert "过完这个月再统计" in capsys.readouterr().out


def test_unknown_statistics_are_named(clean_made, capsys):
    assert main(["stats", "销售", "--folder", str(clean_made)]) == 2
    assert "投诉统计表" in capsys.readouterr().out
