"""What the register of companies owes next: what is due in its order, nothing that isn't; and each person's figures (CU5)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from automation.core.books import Books
from automation.core.deadlines import falling_due
from automation.core.examples import ExampleSheet
from automation.customers import obligations
from automation.customers.deadlines import DEADLINES
from automation.customers.statistics import firms_by_owner, firms_by_team, rounds_returned
from tests.customers.office import CATALOGUE, Office

DECEMBER = datetime(2025, 12, 1, 9)


def lines(name: str, office: Office, now: datetime) -> list[tuple[str, ...]]:
    """What an obligation lists at that moment."""
    declared = getattr(obligations, name)
    found = declared.find(office.desk("", now))
    assert all(len(line) == len(declared.headers) for line in found.lines) and len(found.rows) == len(found.lines)
    return [tuple(line) for line in found.lines]


def due(office: Office, now: datetime) -> list[tuple[str, str, date]]:
    """Every open date at that moment."""
    return [(each.deadline.title, each.person, each.day) for each in falling_due(tuple(DEADLINES), office.desk("", now))]


def test_openings_wait_for_the_supervisor_then_for_the_manager():
    office = Office()
    first, second = office.opened(name="甲电器店"), office.endorsed(name="乙电器店")
    office.do("endorse_opening", office.opened(), endorsement="不予认可", endorse_note="太近")
    assert lines("openings_waiting", office, office.now) == [(first, "甲电器店", "刘洋", "何涛", "2026-02-05"),
                                                             (second, "乙电器店", "刘洋", "赵敏", "2026-02-05")]


@pytest.mark.parametrize(("now", "rounds"), [
    (datetime(2026, 1, 17, 20), []), (datetime(2026, 1, 18, 20), ["2026-02"]), (datetime(2026, 2, 7, 20), ["2026-02"]),
    (datetime(2026, 7, 17, 20), ["2026-02"]), (datetime(2026, 7, 18, 20), ["2026-02", "2026-08"]),
    (datetime(2026, 8, 31, 20), ["2026-08"])])
def test_a_round_is_announced_a_fortnight_before_and_until_it_is_begun(now, rounds):
    office = Office(DECEMBER)
    office.firm()
    assert [line[0] for line in lines("round_matters", office, now)] == rounds
    assert lines("round_matters", Office(), now) == [], "nobody to be surveyed"


def test_sheets_that_are_out_are_listed_with_who_is_to_bring_them_back():
    office = Office()
    office.firm(name="甲电器店")
    office.firm(name="恒源真空管厂", is_dealer="否", is_supplier="是", grade=None, area=None, owner="丁一")
    office.do("start_round")
    assert lines("round_matters", office, office.now) == [("2026-02", "恒源真空管厂", "丁一", "收调查表", "2026-02-28"),
                                                          ("2026-02", "甲电器店", "刘洋", "收调查表", "2026-02-28")]
    office.do("return_sheet", office.rows("round_sheets")[0].key)
    assert [line[1] for line in lines("round_matters", office, office.now)] == ["恒源真空管厂"]


def test_originals_are_asked_back_on_the_eve():
    office = Office()
    loan = office.lent(office.firm(name="甲电器店"), due_on=date(2026, 2, 4))
    assert lines("originals_due", office, datetime(2026, 2, 2, 20)) == []
    assert lines("originals_due", office, datetime(2026, 2, 3, 20)) == [(loan, "甲电器店", "王磊", "归还", "2026-02-04")]
    office.do("take_back", loan, condition="污损", damage="茶渍")
    assert lines("originals_due", office, office.now) == [(loan, "甲电器店", "赵敏", "处理（污损）", "2026-02-14")]


def test_what_is_to_be_removed_and_destroyed():
    office = Office()
    firm, record = office.firm(name="甲电器店"), office.asked(office.past(name="乙电器店"))
    office.memory.apply([office.row("firms", firm).set(ended_on=date(2026, 2, 2))], office.desk("刘洋"))
    assert lines("endings_due", office, office.now) == [(firm, "甲电器店", "中止交易或解除交易", "市场营销部", "2026-02-09"),
                                                        (record, "乙电器店", "批准销毁", "赵敏", "2026-02-09")]
    office.do("decide_destruction", record)
    assert ("销毁名簿", "市场营销部", date(2026, 2, 9)) in due(office, office.now)
    office.do("destroy_file", record, witness="冯雨", means="碎纸")
    office.do("end_dealings", firm, end_reason="注销")
    assert lines("endings_due", office, office.now) == [] == due(office, office.now)


def test_every_date_of_a_company_is_in_the_calendar():
    office = Office(DECEMBER)
    firm = office.firm()
    office.lent(firm, due_on=date(2025, 12, 3))
    office.opened()
    assert due(office, datetime(2026, 2, 2, 20)) == [("归还原始资料", "王磊", date(2025, 12, 3)), ("认可开始交易", "何涛", date(2025,
                                                                                                                12, 4)),
                                                     ("发半年调查表", "市场营销部", date(2026, 2, 6))]
    office.do("start_round", at=datetime(2026, 2, 3, 9))
    assert ("收半年调查表", "刘洋", date(2026, 2, 28)) in due(office, office.now)


def test_each_person_sees_what_he_answers_for():
    office = Office()
    first = office.firm()
    office.firm(is_dealer="否", is_supplier="是", grade=None, area=None, owner="丁一")
    office.do("change_card", first, contact="周掌柜")
    office.do("start_round")
    office.memory.apply([office.row("firms", first).set(policy="改做网上销售")], office.desk("刘洋"))
    books = _books(office, office.now + timedelta(days=30))
    figures = firms_by_owner.make(books).table.set_index("责任人")
    assert figures.loc["刘洋"].to_dict() == {"企业": 1, "近一年变化": 1, "没收回的调查表": 1, "没改正的问题": 2}
    assert figures.loc["丁一"].to_dict() == {"企业": 1, "近一年变化": 0, "没收回的调查表": 1, "没改正的问题": 1}
    teams = firms_by_team.make(books).table.set_index("负责部科")
    assert (teams.loc["销售部", "经销商"], teams.loc["销售部", "B级"], teams.loc["采购部", "供应商"]) == (1, 1, 1)
    assert rounds_returned.make(books).table.to_dict("records") == [{"期次": "2026-02", "发出": 2, "收回": 0, "有变化": 0, "没收回": 2}]


def _books(office: Office, now: datetime) -> Books:
    data = {}
    for name, sheet in CATALOGUE.sheets.items():
        rows = [row for row in office.memory.rows(name) if any(value is not None for value in row.values())]
        data[name] = ExampleSheet(sheet, {column.name: [row[column.name] for row in rows] for column in sheet.columns}, len(rows))
    return Books(CATALOGUE, office.desk("郑凯", now).department, data)
