"""Search: whatever the text is, all that has to do with it, in order of time, each with its cell."""

from __future__ import annotations

from datetime import datetime

import pytest
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

from automation.__main__ import main
from automation.desk.search import plain, search
from automation.desk.session import Session

NOW = datetime(2026, 3, 5, 20)


@pytest.fixture(scope="module")
def place(demonstration_made):
    return demonstration_made


@pytest.fixture(scope="module")
def session(place) -> Session:
    return Session.open(place, NOW, "")


def test_a_number_leads_to_the_whole_story(session):
    call = session.find("calls", "JX2026-00081")
    story = search("jx2026 00081", session)
    keys = {line.key for line in story.lines}
    assert {call.key, call.voucher_no, call.user_no} <= keys
    assert {row.key for row in session.where("calls", user_no=call.user_no)} <= keys
    assert {row.key for row in session.where("cards", call_no=call.key)} <= keys
    others = {row.key for row in session.where("calls") if row.user_no != call.user_no}
    assert not keys & others
    times = [str(line.when) for line in story.lines if line.when]
    assert [text[:10] for text in times] == sorted(text[:10] for text in times)


def test_from_any_row_of_a_story_the_same_story_is_told(session):
    call = session.find("calls", "JX2026-00081")
    stories = [{line.key for line in search(text, session).lines} for text in (call.key, call.voucher_no, call.phone, call.customer)]
    assert all(story == stories[0] for story in stories)


def test_every_line_names_the_cell_where_its_row_stands(session, place):
    story = search("JX2026-00081", session)
    books = {}
    for line in story.lines:
        if (line.register, line.sheet) not in books:
            sheet = CalamineWorkbook.from_path(place / f"{line.register}.xlsx").get_sheet_by_name(line.sheet)
            books[line.register, line.sheet] = sheet.to_python(skip_empty_area=False)
        row, column = coordinate_to_tuple(line.cell)
        assert books[line.register, line.sheet][row - 1][column - 1] == line.key


def test_a_product_is_listed_and_leads_nowhere_else(session):
    model = session.where("calls")[0].model
    story = search(model, session)
    holding = [row for row in session.where("calls") if row.model == model]
    assert story.direct == len(story.lines) >= len(holding)


def test_phone_numbers_however_they_are_typed(session):
    call = session.find("calls", "JX2026-00081")
    spaced = f" {call.phone[:3]} {call.phone[3:7]}-{call.phone[7:]} "
    assert {line.key for line in search(spaced, session).lines} == {line.key for line in search(call.phone, session).lines}


def test_nothing_is_found_where_nothing_is(session):
    assert search("没有这样的内容", session).lines == []
    assert plain("ＪＸ2026—00 01") == "jx20260001"


def test_the_command_shows_it(place, session, capsys):
    visit = session.rows("call_visits")[40]
    assert main(["--folder", str(place), "--now", "2026-03-05T20:00", "find", visit.call_no]) == 0
    assert visit.key in capsys.readouterr().out
    assert main(["--folder", str(place), "--now", "2026-03-05T20:00", "find", "没有这样的内容"]) == 1
    assert "都没有" in capsys.readouterr().out
