"""年末归档 (newyear): closed matters go to the year's archive, nothing else changes, and everything finds them there."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from automation.core.archives import archives_of, leaving_sheets, read_archive
from automation.core.changes import SetCells
from automation.core.errors import StepRefused
from automation.core.findings import Finding
from automation.core.folder import Folder
from automation.core.gaps import record_gaps
from automation.core.journal import Journal
from automation.core.monthly import as_json
from automation.core.reader import read_register
from automation.core.steps import plan
from automation.core.transactions import Order
from automation.core.undo import CannotUndo, undo
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.refs import cell_ref
from automation.desk import house
from automation.desk.checking import check
from automation.desk.gather import Gathered, gather_session, remark_findings
from automation.desk.new_year import CannotClose, close_year, plan_year_end
from automation.desk.search import search
from automation.desk.session import Session
from tests.conftest import DEMONSTRATION_NOW
from tests.support import libreoffice_convert

LATER = datetime(2027, 1, 4, 9)
MANAGER = "沈静宜"
COMPLAINTS = "客户投诉登记簿.xlsx"


def session(root: Path, now: datetime = LATER) -> Session:
    return Session(Folder.open(root), now, "")


def everything(root: Path) -> Mapping[str, Counter]:
    """All rows of all registers and archives, sheet by sheet: the values that people and steps wrote."""
    found: dict[str, Counter] = {name: Counter() for name in house.catalogue().sheets}
    for register in house.catalogue():
        read = [read_register(root / register.filename, register, today=LATER.date()),
                *(read_archive(path, register, LATER.date()) for path in archives_of(root, register))]
        for data in (sheet for each in read for sheet in each.sheets.values()):
            columns = [column.name for column in data.sheet.columns if column.formula is None]
            found[data.sheet.name].update(tuple(row[name] for name in columns) for row in data.rows())
    return found


def findings(gathered: Gathered) -> Counter:
    """What is found, wherever the row stands now."""
    found: list[Finding] = [*check(house.rules(), gathered.books), *remark_findings(gathered), *gathered.unreadable]
    return Counter((each.rule, each.sheet, each.key, each.message, each.person) for each in found)


@pytest.fixture(scope="module")
def root(demonstration_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with its planted faults, left alone until the year is over."""
    place = tmp_path_factory.mktemp("年末") / "客服簿"
    shutil.copytree(demonstration_made, place)
    return place


@pytest.fixture(scope="module")
def before(root: Path) -> dict[str, Any]:
    gathered = gather_session(session(root))
    return {"rows": everything(root), "findings": findings(gathered), "months": months(gathered)}


def months(gathered: Gathered) -> list[str]:
    return [as_json(each.reckon(gathered.books, key)) for each in house.monthly() for month in ("2025-11", "2026-02")
            for key in each.keys(gathered.books, month)]


@pytest.fixture(scope="module")
def closed(root: Path, before: dict[str, Any]) -> Path:
    """The same department after the end of 2026; a column of staff's own stood beside the complaints."""
    book = Workbook.open(root / COMPLAINTS)
    data = session(root).sheet("cases")
    own = book.tables()["投诉案件"].area.right + 1
    marks = {1: "我的记号"} | {number: f"记{number}" for number in data.numbers}
    book.set_cells("投诉案件", {cell_ref(number, own): Cell(mark) for number, mark in marks.items()})
    book.save(root / COMPLAINTS)
    found, outcome = close_year(session(root), 2026, MANAGER)
    assert outcome is not None and (outcome.pending, outcome.clashes) == ({}, [])
    assert found.count > 2000
    return root


def test_every_row_is_still_there_once(closed: Path, before: dict[str, Any]) -> None:
    assert everything(closed) == before["rows"]
    for register in house.catalogue():
        kept = {(name, key) for path in archives_of(closed, register) for name, data in read_archive(path, register, None).sheets.items()
                for key in data.values[data.sheet.key] if key}
        here = read_register(closed / register.filename, register)
        assert not {(name, key) for name, data in here.sheets.items() for key in data.values[data.sheet.key]} & kept
        assert bool(kept) == any(sheet.number for sheet in leaving_sheets(register)), register.title


def test_the_night_finds_the_same_wherever_the_rows_lie(closed: Path, before: dict[str, Any]) -> None:
    gathered = gather_session(session(closed))
    assert findings(gathered) == before["findings"]
    assert months(gathered) == before["months"], "figures span the years"


def test_what_leaves_needs_nobody_any_more(closed: Path) -> None:
    gathered = gather_session(session(closed))
    held = [each for each in check(house.rules(), gathered.books) if each.workbook.startswith("存档/") and each.severity.value != "提示"]
    assert held == []


def test_a_matter_leaves_whole(closed: Path) -> None:
    """Nothing in an archive belongs to a row that stayed, and nothing that stayed belongs to a row that left."""
    here = session(closed)
    for sheet in (sheet for register in house.catalogue() for sheet in leaving_sheets(register) if sheet.leaves and sheet.leaves.parent):
        data, parent = here.whole(sheet.name), sheet[sheet.leaves.parent].ref.sheet
        above = {row.key: row.number for row in here.whole(parent).rows()}
        for row in data.rows():
            if row.key and (named := row[sheet.leaves.parent]) in above:
                assert (row.number < 2_000_000) == (above[named] < 2_000_000), row.key


def test_own_columns_go_along_and_leave_their_lines_free(closed: Path) -> None:
    archive = openpyxl.load_workbook(archives_of(closed, house.catalogue().register_of["cases"])[0], data_only=True)["投诉案件"]
    live = openpyxl.load_workbook(closed / COMPLAINTS, data_only=True)["投诉案件"]
    place = next(cell.column for cell in archive[1] if cell.value == "我的记号")
    for number in range(2, live.max_row + 1):
        marks = live.cell(number, place).value, archive.cell(number, place).value
        keys = live.cell(number, 1).value, archive.cell(number, 1).value
        assert [bool(mark) for mark in marks] == [bool(key) for key in keys] and sum(map(bool, keys)) == 1
    gap = next(number for number in range(2, live.max_row + 1) if not live.cell(number, 1).value)
    sheet = house.catalogue().sheets["case_months"]
    assert sheet.leaves is None and gap < live.max_row


def test_search_goto_and_references_find_what_left(closed: Path) -> None:
    gone = archived_call(closed)
    story = search(gone, session(closed))
    assert {line.register for line in story.lines if line.key == gone} == {"存档/2026/叫修登记簿"}
    row = session(closed).find("calls", gone)
    assert row is not None and row.customer


def archived_call(root: Path) -> str:
    path, = archives_of(root, house.catalogue().register_of["calls"])
    return next(key for key in read_archive(path, house.catalogue().register_of["calls"], None).sheets["calls"].values["call_no"] if key)


def test_no_step_touches_what_left(closed: Path) -> None:
    here = session(closed)
    row = here.find("calls", archived_call(closed))
    assert row is not None
    with pytest.raises(StepRefused, match="已经归档"):
        plan(house.steps()["dispatch"], row, {}, here.desk(MANAGER, dry=True))


def test_their_numbers_are_no_gaps(closed: Path) -> None:
    catalogue = house.catalogue()
    assert record_gaps(Folder.open(closed), [read_register(closed / each.filename, each) for each in catalogue], young=-1) == []


def test_a_second_time_there_is_nothing_and_it_cannot_be_undone(closed: Path) -> None:
    again = plan_year_end(session(closed), 2026)
    assert again.count == 0
    run = next(entry.run for entry in Journal(Folder.open(closed)).commits() if entry.step == "年末归档")
    with pytest.raises(CannotUndo, match="存档/2026"):
        undo(Folder.open(closed), house.catalogue(), run, Order("撤销", MANAGER, "", LATER), session(closed).department)


def test_a_row_closed_later_goes_to_a_second_workbook(closed: Path, tmp_path: Path) -> None:
    place = tmp_path / "客服簿"
    shutil.copytree(closed, place)
    here = session(place, LATER + timedelta(days=40))
    line = next(row for row in here.rows("day_reviews") if row.reviewed_at is None)
    here.commit([SetCells("day_reviews", line.key, {"reviewed_at": datetime(2026, 12, 30, 9), "reviewed_by": MANAGER},
                          {"reviewed_at": None, "reviewed_by": None})], "改", MANAGER)
    found = plan_year_end(session(place, LATER + timedelta(days=40)), 2026)
    wanted = {each.sheet.name: [row.key for row in each.rows] for each in found.sheets if each.rows}
    assert wanted.get("day_reviews", []) in ([line.key], []) and set(found.archives.values()) <= {"存档/2026/技术服务日报 2.xlsx"}


def test_the_programs_open_both(closed: Path, tmp_path: Path) -> None:
    names = [closed / COMPLAINTS, *archives_of(closed, house.catalogue().register_of["cases"])]
    copies = [Path(shutil.copy(path, tmp_path / f"{place}.xlsx")) for place, path in enumerate(names)]
    made = libreoffice_convert(copies, "csv", tmp_path)
    assert all("TS2025-" in path.read_text(encoding="utf8", errors="replace") or path.stat().st_size for path in made)


@pytest.mark.parametrize(("year", "person", "says"), [(2027, MANAGER, "还没有过完"), (2026, "王树森", "没有这个职务")])
def test_refusals(demonstration: Path, year: int, person: str, says: str) -> None:
    with pytest.raises(CannotClose, match=says):
        close_year(session(demonstration), year, person)


def test_nothing_moves_while_somebody_has_a_register_open(demonstration: Path, tmp_path: Path) -> None:
    place = tmp_path / "客服簿"
    shutil.copytree(demonstration, place)
    (place / f".~lock.{COMPLAINTS}#").write_text("王小明,wang,pc-7,02.03.2026 10:00,file:///x;", encoding="utf8")
    with pytest.raises(CannotClose, match=r"王小明.*没有人使用"):
        close_year(session(place, DEMONSTRATION_NOW + timedelta(days=1)), 2025, MANAGER)
    assert not (place / "存档").exists() and Journal(Folder.open(place)).commits() == []


def test_only_what_is_over_by_the_last_day_leaves(demonstration: Path) -> None:
    found = plan_year_end(session(demonstration, DEMONSTRATION_NOW + timedelta(days=1)), 2025)
    values = [value for each in found.sheets for row in each.rows for name, value in row.items() if row.sheet[name].formula is None]
    days = [value.date() if isinstance(value, datetime) else value for value in values if isinstance(value, date)]
    assert days and max(days) <= date(2025, 12, 31)
