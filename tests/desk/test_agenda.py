"""The calendar of what falls due: every open date, and the same ones late that the checks find late."""

from __future__ import annotations

from datetime import datetime

import pytest
from icalendar import Calendar

from automation.__main__ import main
from automation.desk import agenda, house
from automation.desk.checking import check
from automation.desk.gather import Gathered, gather
from automation.desk.obligations import night_desk

NOW = datetime(2026, 3, 5, 20)


@pytest.fixture(scope="module")
def place(demonstration_made):
    return demonstration_made


@pytest.fixture(scope="module")
def gathered(place) -> Gathered:
    paths = {register.name: place / register.filename for register in house.catalogue()}
    return gather(paths, house.catalogue(), house.articles(), NOW)


@pytest.fixture(scope="module")
def found(gathered):
    return agenda.agenda(night_desk(gathered, gathered.department))


@pytest.mark.parametrize("deadline", house.deadlines(), ids=lambda each: f"{each.sheet}.{each.name}")
def test_each_is_declared_soundly(deadline):
    sheet = house.catalogue().sheets[deadline.sheet]
    assert deadline.column in sheet.by_name and deadline.article in house.articles()
    assert deadline.words.endswith("。")
    assert deadline.who in sheet.by_name or deadline.who in house.catalogue().sheets["people"]["role"].choices


def test_what_is_late_in_the_calendar_is_found_by_the_checks_and_the_other_way_round(found, gathered):
    """Every overdue date has its finding on the same cell; every finding of something still undone has its date."""
    findings = check(house.rules(), gathered.books)
    late = {(due.deadline.article, due.row.key) for due in found if due.day < NOW.date()}
    said = {(each.article, each.key) for each in findings}
    assert late <= said, late - said
    cells = {(deadline.article, deadline.sheet, house.catalogue().sheets[deadline.sheet].title, deadline.column)
             for deadline in house.deadlines()}
    marked = {rule.id: rule.at for rule in house.rules()}
    own = {(article, title, column) for article, _, title, column in cells}
    undone = {(each.article, each.key) for each in findings for article, sheet, title, column in cells
              if (each.article, each.sheet) == (article, title) and each.rule.split()[1] in OVERDUE
              and (column == marked[each.rule] or (article, title, marked[each.rule]) not in own)
              and gathered.find(sheet, each.key) is not None and gathered.find(sheet, each.key)[column] is None}
    assert undone <= late, undone - late
    assert len(late) > 10


OVERDUE = {"not_struck_off", "voucher_not_filed", "left_over_not_dispatched", "cash_not_handed_over", "invoice_never_sent",
           "card_missing", "report_not_reviewed", "service_day_unsigned", "service_day_not_forwarded", "notice_not_sent",
           "warranty_notice_not_sent", "card_not_sent", "grave_not_submitted", "opinion_not_answered", "complaint_not_visited",
           "return_not_invoiced",
           "ground_not_confirmed", "not_ruled", "refusal_not_answered", "card_not_filled", "leaders_late", "sales_late",
           "unit_not_proposed", "unit_not_decided", "investigation_late", "report_late", "report_not_checked", "quality_late",
           "head_late", "opinion_late", "opinion_not_checked", "reply_late", "prevention_late", "not_closed", "case_not_visited",
           "handover_not_taken", "card_copy_away", "report_copy_away", "paid_late", "statistics_unchecked",
           "endorsed_late", "approved_late", "sheet_not_back", "not_back", "spoilt_not_mended", "ended_not_removed", "decided_late",
           "destroyed_late",
           "plan_not_approved", "plan_not_handed", "planned_not_made", "visit_not_reported", "report_not_read", "complaint_not_passed_on",
           "suggestion_not_passed_on", "problem_not_passed_on", "help_overdue", "major_not_handed", "urgent_not_reported",
           "urgent_not_ruled", "card_not_back", "month_not_read"}
"""The checks that say a day is over."""


def test_days_are_counted_from_today(found):
    assert [due.day for due in found] == sorted(due.day for due in found)
    texts = {agenda.days_left(due, NOW.date()) for due in found}
    assert "今天" in texts and "还有 1 天" in texts and "已过 7 天" in texts
    assert all(len(line) == len(agenda.HEADERS) and all(line) for line in agenda.lines(found, NOW.date()))


def test_the_calendar_file_is_read_by_a_calendar_program(found):
    data = agenda.ics(found, NOW, "某公司")
    calendar = Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    assert len(events) == len(found) and len({str(event["UID"]) for event in events}) == len(found)
    notice = next(due for due in found if due.deadline.name == "send_notice")
    event = next(event for event in events if notice.row.key in event["SUMMARY"])
    assert event.decoded("DTSTART") == notice.day and "保修到期通知书" in event["SUMMARY"]
    assert data == agenda.ics(found, NOW, "某公司")


def test_the_command_lists_and_writes_the_file(place, found, tmp_path, capsys):
    target = tmp_path / "到期.ics"
    assert main(["--folder", str(place), "--now", "2026-03-05T20:00", "obligations", "--days", "3", "--ics", str(target)]) == 0
    shown = capsys.readouterr().out
    late = next(due for due in found if due.deadline.name == "send_notice")
    assert late.row.key in shown and f"已过 {(NOW.date() - late.day).days} 天" in shown and target.exists()
    assert main(["--folder", str(place), "--now", "2026-03-05T20:00", "obligations", "--person", "没有这个人"]) == 0
    assert "0 件" in capsys.readouterr().out
