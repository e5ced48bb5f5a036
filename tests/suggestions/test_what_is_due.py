"""What suggestions owe next, by when, and their figures: worked out by hand for a few proposals."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from automation.core.deadlines import falling_due
from automation.core.rows import Row
from automation.suggestions import obligations
from automation.suggestions.deadlines import DEADLINES
from automation.suggestions.registers.plans import PLANS
from automation.suggestions.statistics import STATISTICS
from tests.suggestions.office import FIRM, STORES, Office

FIGURES = {figure.name: figure for figure in STATISTICS}


def due(office: Office, now: datetime) -> dict[str, tuple[str, date, str]]:
    """Everything that falls due, by title: the row, the day, who."""
    return {each.deadline.title: (each.row.key, each.day, each.person) for each in falling_due(tuple(DEADLINES), office.desk("郑凯", now))}


def test_each_desk_has_its_day():
    office = Office()
    key = office.received()
    assert due(office, office.now)["提案待送交"] == (key, date(2026, 3, 4), "郑凯")
    office.do("send_proposal", key, unit=STORES)
    assert due(office, office.now)["交回提案研究结果"] == (office.study(key).key, date(2026, 4, 2), STORES)
    office.do("stop_proposal", key, stop_reason="x")
    assert not {"提案待送交", "交回提案研究结果"} & set(due(office, office.now))
    answered = office.brought_to("待答复", title="二")
    assert due(office, office.now)["提案待答复"] == (answered, date(2026, 3, 5), "郑凯")
    office.do("answer_proposal", answered, adopted="采纳", ownership="归本企业")
    assert due(office, office.now)["提案待实施"] == (answered, date(2026, 4, 1), "生产部")
    office.do("start_implementation", answered)
    assert due(office, office.now)["提案实施中"] == (answered, date(2027, 4, 1), "郑凯")


def test_studies_are_called_to_mind_in_their_last_week():
    office = Office()
    key = office.brought_to("研究中")
    study = office.study(key).key

    def shown(day: date) -> list[str]:
        return [row.key for row in obligations.studies_due.find(office.desk("郑凯", datetime(day.year, day.month, day.day, 20))).rows]
    assert shown(date(2026, 3, 24)) == [] and shown(date(2026, 3, 25)) == [] and shown(date(2026, 3, 27)) == [study]
    assert shown(date(2026, 4, 2)) == [study], "on the last day, and after it"
    office.do("report_schedule", study, schedule="两步", schedule_on=date(2026, 5, 20))
    assert shown(date(2026, 4, 2)) == []


def test_a_plan_is_called_for_from_a_month_before():
    office = Office(suggestion_plans=[{"half": "2026上半年", "made_by": "郑凯", "made_at": datetime(2025, 12, 1, 9), "approved_by": "赵敏",
                                       "approved_at": datetime(2025, 12, 2, 9)}])

    def called(day: date) -> list[str]:
        return [row.half for row in obligations.unapproved(office.desk("郑凯", datetime(day.year, day.month, day.day, 20)))]
    assert called(date(2026, 5, 31)) == [] and called(date(2026, 6, 1)) == ["2026下半年"] == called(date(2026, 7, 1))
    assert called(date(2027, 1, 1)) == ["2027上半年"]
    assert obligations.plan_due_on(Row(PLANS, {"half": "2026下半年"})) == date(2026, 6, 30)
    assert list(obligations.unapproved(Office(firms=[]).desk("郑凯", datetime(2026, 6, 1, 9)))) == [], "nobody has begun yet"
    lines = obligations.plans_due.find(office.desk("郑凯", datetime(2026, 6, 1, 20))).lines
    assert [line[2] for line in lines] == ["拟定、批准", "通知客户"]


def test_what_is_settled_late_is_listed_until_it_is_closed():
    office = Office()
    key = office.through_the_year()
    rows = obligations.benefits_due.find(office.desk("郑凯", office.now)).rows
    assert [row.key for row in rows] == [key]
    office.do("close_proposal", key)
    assert obligations.benefits_due.find(office.desk("郑凯", office.now)).rows == []


@pytest.fixture
def counted() -> Office:
    """Three answered after 0, 4 and 9 days, one not; savings of two customers; a target of each kind."""
    office = Office(suggestion_plans=[{"half": "2026上半年", "standard": 4, "logistics": 0, "materials": 1, "service": 2, "others": 1}])
    office.brought_to("实施中", title="一")
    for days, title in ((4, "二"), (9, "三")):
        key = office.brought_to("待答复", title=title, customer_kind="往来企业", firm_no=FIRM["firm_no"], customer=None)
        office.now += timedelta(days=days)
        office.do("answer_proposal", key, adopted="采纳", ownership="归本企业")
        office.do("fix_saving", key, saving=Decimal("100.50"), saving_basis="x")
    office.do("fix_saving", "TA2026-00001", saving=Decimal("150"), saving_basis="x")
    office.received(title="四", kind="改善售后服务")
    return office


def table(office: Office, name: str) -> list[list[object]]:
    return FIGURES[name].make(office.books()).table.to_numpy().tolist()


def test_days_from_receipt_to_answer(counted):
    assert table(counted, "days_to_answer") == [["2026-03", 4, 3, 4.3, 9.0, 1]]


def test_actual_against_target(counted):
    rows = {line[0]: line[1:] for line in table(counted, "actual_against_target")}
    assert rows["2026上半年 提高标准化程度"] == [4, 3, 0.75] and rows["2026上半年 改善售后服务"] == [2, 1, 0.5]
    assert rows["2026上半年 降低物流成本、改善销售"][:2] == [0, 0] and len(rows) == 5


def test_who_saved_and_proposed_most(counted):
    saved = [line[:4] for line in table(counted, "ranking_by_saving")]
    assert saved == [[1, FIRM["name"], "2026上半年", 201.0], [2, "张三", "2026上半年", 150.0]]
    assert [line[:4] for line in table(counted, "ranking_by_count")] == [
        [1, FIRM["name"], "2026上半年", 2.0], [2, "张三", "2026上半年", 2.0]], "as many: who saved more comes first"


def test_what_was_shared(counted):
    counted.now = datetime(2026, 4, 1, 9)
    counted.settled("TA2026-00001", date(2026, 3, 31), "100.01")
    assert table(counted, "shared_benefits") == [["2026上半年", 1, 100.01, 60.01, 40.0, 60.01]]
    assert table(Office(), "ranking_by_saving") == [] == table(Office(), "shared_benefits")
