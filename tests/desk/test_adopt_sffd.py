"""Ten thousand real calls of a fire brigade, adopted through the command: breaches equal an independent count made with plain pandas.

Round-the-clock opening hours, holidays included; limits in minutes, shorter from a day on; two kinds of areas.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from automation.__main__ import main
from automation.after_sales.registers.timing import FORMULAS, LATE, ON_TIME, OVER
from automation.core.articles import Articles, Limit, Regulation
from automation.core.changes import AppendRow
from automation.core.rules import findings
from automation.desk import house
from automation.desk.gather import gather, remark_findings
from automation.desk.session import Session
from automation.desk.workbooks import found_department
from tests.support import ROOT, shared

NOW = datetime(2015, 1, 5, 10)
SHORTER = date(2008, 1, 20)
MINUTES = {"市区": (10, 8), "郊区": (12, 9)}
SUBURBS = {"B06", "B07", "B08", "B09", "B10"}
BREACHES = ("arrived_too_late", "not_arrived_in_time")


def in_minutes(laws: Articles) -> Articles:
    """The articles with the arrival's limits in minutes."""
    limits = tuple(Limit(since, {zone: pair[place] for zone, pair in MINUTES.items()})
                   for place, since in enumerate((date(2000, 1, 1), SHORTER)))

    def changed(law: Regulation) -> Regulation:
        return replace(law, articles=tuple(replace(each, limits=limits) if each.id == "AS2.12" else each for each in law.articles))
    return Articles(changed(law) for law in laws.regulations)


@pytest.fixture(scope="module")
def source() -> Path:
    return shared("data", "calls-sffd-dispatch.csv.gz")


@pytest.fixture(scope="module")
def expected(source: Path) -> pd.DataFrame:
    """Case by case whether the limit was broken: nothing but pandas."""
    cases = pd.read_csv(source, dtype=str, keep_default_na=False).set_index("case_id")
    opened, arrived = pd.to_datetime(cases.opened), pd.to_datetime(cases.first_response.replace("", None))
    place = (opened.dt.normalize() >= pd.Timestamp(SHORTER)).astype(int)
    suburb = cases.battalion.isin(SUBURBS)
    minutes = [MINUTES["郊区" if far else "市区"][later] for far, later in zip(suburb, place, strict=True)]
    limit = pd.to_timedelta(minutes, unit="min")
    return pd.DataFrame({"late": (arrived - opened) > limit, "never": arrived.isna() & (pd.Timestamp(NOW) - opened > limit)})


@pytest.fixture(scope="module")
def adopted(source: Path, tmp_path_factory):
    """The department after the adoption, and what the command said."""
    with pytest.MonkeyPatch.context() as patch:
        laws = in_minutes(house.articles())
        patch.setattr(house, "articles", lambda: laws)
        folder = found_department(tmp_path_factory.mktemp("消防") / "部门", NOW)
        session = Session(folder, NOW, "")
        battalions = sorted(set(pd.read_csv(source, dtype=str, keep_default_na=False).battalion) - {""})
        session.commit([*(AppendRow("areas", {"name": name, "zone": "郊区" if name in SUBURBS else "市区"}) for name in battalions),
                        *(AppendRow("hours", {"hours_no": f"全天{number}", "since": date(2000, 1, 2), "days": days, "opens": "00:00",
                                              "closes": "24:00"}) for number, days in enumerate(("每天", "法定节假日")))], "准备", "甲")
        assert main(["adopt", str(source), "--into", "叫修登记", "--map", str(ROOT / "tests/desk/maps/sffd.toml"), "--person", "甲",
                     "--folder", str(folder.root), "--now", f"{NOW:%Y-%m-%d %H:%M}"]) == 0
        paths = {register.name: folder.register_path(register) for register in house.catalogue()}
        yield folder, gather(paths, house.catalogue(), laws, NOW)


def test_every_call_came_in_with_a_number_of_its_own(adopted, source: Path) -> None:
    _, gathered = adopted
    calls = gathered.books.calls
    theirs = pd.read_csv(source, dtype=str, keep_default_na=False)
    assert list(calls.note) == list(theirs.case_id)
    assert list(calls.call_no) == [f"JX2015-{number:05d}" for number in range(1, 10_001)]
    for ours, column in (("called_at", "opened"), ("dispatched_at", "dispatched"), ("arrived_at", "first_response"),
                         ("done_at", "resolved")):
        assert list(calls[ours].dt.strftime("%Y-%m-%d %H:%M:%S").fillna("")) == list(theirs[column]), ours
    assert not remark_findings(gathered)


def test_breaches_equal_the_independent_count(adopted, expected: pd.DataFrame, capsys) -> None:
    _, gathered = adopted
    notes = gathered.books.calls.set_index("call_no").note
    found = {rule.name: {notes[finding.key] for finding in findings(rule, gathered.books)}
             for rule in house.rules() if rule.name in BREACHES}
    wanted = {"arrived_too_late": set(expected.index[expected.late]), "not_arrived_in_time": set(expected.index[expected.never])}
    assert min(map(len, wanted.values())) > 1000
    differences = {name: len(found[name] ^ wanted[name]) for name in BREACHES}
    with capsys.disabled():
        print(f"\n10,000 adopted calls: {len(wanted['arrived_too_late'])} arrived too late, "
              f"{len(wanted['not_arrived_in_time'])} never arrived; differences {sum(differences.values())}")
    assert differences == dict.fromkeys(BREACHES, 0)


def test_the_sheets_own_states_say_the_same(adopted, expected: pd.DataFrame) -> None:
    """Looked at on New Year's Day 2008: the sheet's calendar reaches back to 2006, and it shows nothing for older calls."""
    _, gathered = adopted
    then = gathered.department.at(datetime(2008, 1, 1))
    rows = [row for row in gathered.where("calls") if row.called_at < then.now]
    states = pd.Series({row.note: FORMULAS["timing"].compute(row, then) for row in rows})
    wanted = expected.loc[states.index]
    covered = pd.Series({row.note: row.called_at >= datetime(2006, 1, 1) for row in rows})
    assert (covered & wanted.late).sum() > 100 and (covered & wanted.never).sum() > 100
    assert (states[covered & wanted.late] == LATE).all() and (states[covered & wanted.never] == OVER).all()
    assert (states[covered & ~wanted.late & ~wanted.never] == ON_TIME).all() and states[~covered].isna().all()
    assert gathered.books.calls.timing[gathered.books.calls.called_at < "2013-01-01"].isna().all()


def test_what_was_left_behind_is_listed(adopted) -> None:
    import openpyxl
    folder, _ = adopted
    page = openpyxl.load_workbook(folder.checks / "接收清单-calls-sffd-dispatch.xlsx").active
    listed = {row[1]: row[3] for row in page.iter_rows(min_row=2, values_only=True)}
    assert listed["enroute"] == "本登记簿不记出发时间" and listed["city_code"] == "对照表里没有对应的栏"


def test_the_same_file_is_not_adopted_twice(adopted, source: Path, capsys) -> None:
    folder, _ = adopted
    again = ["adopt", str(source), "--into", "叫修登记", "--map", str(ROOT / "tests/desk/maps/sffd.toml"), "--person", "甲",
             "--folder", str(folder.root)]
    assert main(again) == 2
    assert "已经接收过" in capsys.readouterr().err
