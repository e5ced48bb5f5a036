"""The steps of visits: plans, visits, daily and monthly reports, what they bring home; every refusal with its reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.visits.office import (
    ASKED_FOR,
    DEALER,
    FAR_DEALER,
    GIFT,
    MONDAY,
    NOBODYS,
    OTHER_DEALER,
    PLAN,
    RATED,
    SUPPLIER,
    TOLD,
    UNNAMED,
    Office,
    refused,
)

NOW = MONDAY + timedelta(hours=2)


@pytest.fixture
def office() -> Office:
    return Office(NOW)


def times(office: Office) -> dict[str, datetime]:
    return {"started_at": office.now - timedelta(minutes=30), "ended_at": office.now}


def test_a_plan_goes_from_its_making_to_the_visitors(office):
    line = office.planned()
    plan = office.row("visit_plans", office.row("visit_plan_lines", line).plan_no)
    assert (plan.first_on, plan.last_on, plan.special_topics) == (date(2026, 3, 1), date(2026, 3, 31), "无")
    assert (plan.made_by, plan.approved_by, plan.state) == ("何立", "赵敏", "已下达")
    row = office.row("visit_plan_lines", line)
    assert (row.visitor, row.customer, row.state, row.pace) == ("林访", "第1水暖店", "待巡访", "未到期")
    assert any(path.startswith("visit_plan/") for path in office.memory.documents)


@pytest.mark.parametrize(("level", "period", "last"), [("年度", "2026", date(2026, 12, 31)), ("季度", "2026-1季", date(2026, 3, 31))])
def test_plans_of_a_year_and_a_quarter(office, level, period, last):
    plan = office.do("make_plan", **PLAN | {"level": level, "period": period})
    assert office.row("visit_plans", plan).last_on == last
    office.do("approve_plan", plan)
    assert office.state("visit_plans", plan) == "待下达"


def test_plans_that_are_refused(office):
    refused(office, "make_plan", None, "VS5", "period", **PLAN | {"period": "三月"})
    refused(office, "make_plan", None, "VS5", "period", **PLAN | {"level": "季度"})
    empty = office.do("make_plan", **PLAN)
    refused(office, "make_plan", None, "VS5", "period", **PLAN)
    office.do("make_plan", by="孟西", **PLAN)
    refused(office, "approve_plan", empty, "VS5", "level")
    line = {"plan_no": empty, "firm_no": DEALER, "planned_on": date(2026, 3, 3), "aim": "看库存"}
    refused(office, "plan_visit", None, "VS2", "firm_no", **line | {"firm_no": SUPPLIER})
    refused(office, "plan_visit", None, "VS4", "visitor", **line | {"visitor": "刘洋"})
    refused(office, "plan_visit", None, "VS4", "visitor", **line | {"firm_no": UNNAMED})
    for day in (date(2026, 2, 28), date(2026, 4, 1)):
        refused(office, "plan_visit", None, "VS5", "planned_on", **line | {"planned_on": day})
    office.do("plan_visit", **line | {"firm_no": ASKED_FOR, "planned_on": date(2026, 3, 31)})
    refused(office, "hand_plan", empty, "VS5")


def test_a_planned_visit_and_its_visit_name_each_other(office):
    line = office.planned()
    visit = office.visited(line_no=line)
    assert (office.row("visit_plan_lines", line).visit_no, office.state("visit_plan_lines", line)) == (visit, "已巡访")
    refused(office, "enter_visit", None, "VS5", "line_no", **times(office), **TOLD, firm_no=DEALER, line_no=line)
    refused(office, "cancel_planned", line, "VS5", cancel_reason="改期")


def test_a_planned_visit_that_is_called_off(office):
    line = office.do("cancel_planned", office.planned(), cancel_reason="客户盘点")
    assert office.state("visit_plan_lines", line) == "已取消"
    refused(office, "enter_visit", None, "VS5", "line_no", **times(office), **TOLD, firm_no=DEALER, line_no=line)
    refused(office, "enter_visit", None, "VS5", "line_no", **times(office), **TOLD, firm_no=OTHER_DEALER, line_no=line)


def test_a_visit_knows_the_dealer_of_that_day(office):
    row = office.row("visits", office.visited(firm_no=FAR_DEALER, visitor="苏访", note="带样机"))
    assert (row.customer, row.grade, row.area, row.supervisor, row.visitor) == ("第3水暖店", "A", "昌平区", "孟西", "苏访")
    assert (row.card_with, row.entered_at, row.state) == ("是", office.now, "待报送")


def test_visits_that_are_refused(office):
    told = {**times(office), "firm_no": DEALER} | TOLD
    refused(office, "enter_visit", None, "VS2", "firm_no", **told | {"firm_no": SUPPLIER})
    refused(office, "enter_visit", None, "VS3.3", "introduced", **told | {"consulted": "否"})
    refused(office, "enter_visit", None, "VS9", "course", **told, matters="对账")
    refused(office, "enter_visit", None, "VS9", "result", **told, matters="对账", course="逐笔")
    refused(office, "enter_visit", None, "VS3.1", "stock", **told | {"stock": None})
    refused(office, "enter_visit", None, "VS9", "rivals", **told | {"rivals": None})
    refused(office, "enter_visit", None, "VS10", "supervisor", **told | {"firm_no": NOBODYS})
    refused(office, "enter_visit", None, "VS4", "own_reason", **told, by="刘洋")
    refused(office, "enter_visit", None, "VS9", "started_at", **told | {"started_at": office.now + timedelta(hours=1)})
    office.do("enter_visit", by="刘洋", **told, own_reason="巡访人请假")
    office.do("enter_visit", by="刘洋", **told | {"firm_no": ASKED_FOR})


def test_the_day_is_handed_in_with_all_its_visits(office):
    first, second = office.visited(), office.visited(firm_no=OTHER_DEALER)
    report = office.do("submit_visit_day", tomorrow="郊县")
    assert {office.row("visits", key).report_no for key in (first, second)} == {report}
    assert (office.state("visit_days", report), office.state("visits", first)) == ("待核阅", "已报送")
    assert f"visit_day/{report}.html" in office.memory.documents
    refused(office, "submit_visit_day", None, "VS9", "day", tomorrow="郊县")
    late = office.visited()
    again = office.do("submit_visit_day", tomorrow="回访")
    assert office.row("visits", late).report_no == again != report == office.row("visits", first).report_no
    office.do("read_visit_day", report, note="注意库存")
    assert (office.row("visit_days", report).read_by, office.state("visit_days", report)) == ("何立", "已核阅")


def test_a_day_without_the_customer_card_is_not_handed_in(office):
    office.visited(card_with="否")
    assert "第1水暖店" in refused(office, "submit_visit_day", None, "VS9", "card_with", tomorrow="郊县")
    refused(office, "submit_visit_day", None, "VS9", "day", by="苏访", tomorrow="郊县")


def test_nobody_reads_his_own_report(office):
    office.visited(visitor="何立")
    report = office.do("submit_visit_day", by="何立", tomorrow="郊县")
    refused(office, "read_visit_day", report, "VS9", "read_by")
    office.do("read_visit_day", report, by="孟西")


def test_a_complaint_goes_into_its_register_in_one_step(office):
    visit = office.visited(complaint="水箱渗水")
    office.do("complain_from_visit", visit, model="QY-20", ground="质量有缺陷", wants_exchange="是")
    case = office.row("cases", office.row("visits", visit).case_no)
    assert (case.visit_no, case.partner_no, case.customer, case.matter) == (visit, DEALER, "第1水暖店", "水箱渗水")
    assert (case.channel, case.received_by, case.received_at) == ("巡访", "林访", office.row("visits", visit).started_at)
    refused(office, "complain_from_visit", visit, "VS3.1", "case_no", model="QY-20", ground="质量有缺陷", wants_exchange="是")
    silent = office.visited(firm_no=OTHER_DEALER)
    refused(office, "complain_from_visit", silent, "VS3.1", "complaint", model="QY-20", ground="质量有缺陷", wants_exchange="是")
    refused(office, "complain_from_visit", silent, "CP2", "wants_discount", model="QY-20", ground="质量有缺陷", matter="漏水")
    office.do("complain_from_visit", silent, model="QY-20", ground="质量有缺陷", wants_exchange="是", matter="漏水")
    assert office.row("visits", silent).complaint == "漏水"


def test_a_suggestion_becomes_a_proposal_in_one_step(office):
    visit = office.visited(suggestion="配件成套出售")
    told = {"model": "QY-20", "kind": "改善售后服务", "title": "配件成套"}
    office.do("propose_from_visit", visit, **told)
    proposal = office.row("proposals", office.row("visits", visit).proposal_no)
    assert (proposal.visit_no, proposal.firm_no, proposal.customer, proposal.content) == (visit, DEALER, "第1水暖店", "配件成套出售")
    assert (proposal.channel, proposal.received_by, proposal.received_at) == ("巡访", "林访", office.row("visits", visit).started_at)
    refused(office, "propose_from_visit", visit, "VS3.1", "proposal_no", **told)
    refused(office, "propose_from_visit", office.visited(), "VS3.1", "suggestion", **told)


def test_an_urgent_report_from_a_line_of_the_daily_report(office):
    key = office.urgent()
    row = office.row("urgent_reports", key)
    assert (row.kind, row.raised_by, office.row("visits", row.visit_no).urgent_no) == ("同行新产品上市", "何立", key)
    assert f"urgent_report/{key}.html" in office.memory.documents
    other = {"urgent_kind": "其它紧急事项", "matter": "甲", "influence": "乙", "advice": "丙"}
    refused(office, "raise_urgent", row.visit_no, "VS11", "urgent_no", **other)
    office.do("rule_urgent", key, ruling="照办", by="钱副总")
    assert office.state("urgent_reports", key) == "已批示"
    refused(office, "raise_urgent", office.visited(), "VS11", by="林访", **other)


def test_technical_help_goes_to_an_owner_and_major_ones_further(office):
    minor = office.helped()
    assert office.row("visits", office.row("tech_helps", minor).visit_no).help_no == minor
    assert office.state("tech_helps", office.do("solve_help", minor, solution="更换")) == "已解决"
    major = office.helped(major="是")
    refused(office, "solve_help", major, "VS7", "handed_at", solution="更换")
    office.do("hand_help", major, department="生产部门", receiver="陈刚")
    assert office.state("tech_helps", major) == "已移交"
    office.do("solve_help", major, solution="改进设计", by="陈刚")
    refused(office, "open_help", office.row("tech_helps", major).visit_no, "VS7", "help_no", helper="王磊", due_on=date(2026, 3, 9))
    refused(office, "open_help", office.visited(), "VS7", "due_on", tech_problem="失灵", helper="王磊", due_on=date(2026, 3, 1))


def test_a_consultation_card_comes_back_or_is_waited_for_no_longer(office):
    card = office.do("hand_consult_card", firm_no=DEALER, model="QY-20")
    assert f"consult_card/{card}.html" in office.memory.documents
    office.do("lapse_consult_card", card, note="催过两次")
    assert office.state("consult_cards", card) == "未收回"
    office.do("return_consult_card", card, **RATED)
    assert office.state("consult_cards", card) == "已收回"
    refused(office, "lapse_consult_card", card, "VS3.2", note="催过")
    refused(office, "hand_consult_card", None, "VS2", "firm_no", firm_no=SUPPLIER, model="QY-20")


def test_a_gift_is_approved_by_two_and_given_within_the_budget(office):
    key = office.asked()
    assert office.row("gift_requests", key).asked == Decimal("320.00")
    office.do("endorse_gift", key)
    assert f"gift_request/{key}.html" in office.memory.documents
    refused(office, "add_gift_line", None, "VS6", "gift_no", gift_no=key, item="果篮", price=Decimal(10))
    refused(office, "decide_gift", key, "VS6", "approved", approved=Decimal("320.01"))
    office.do("decide_gift", key, approved=Decimal("300.00"))
    refused(office, "give_gift", key, "VS6", "given", given=Decimal("300.01"), received_by="孙店长")
    office.do("give_gift", key, received_by="孙店长")
    row = office.row("gift_requests", key)
    assert (row.given, row.given_by, row.state) == (Decimal("300.00"), "林访", "已赠送")


def test_gifts_that_are_refused(office):
    refused(office, "request_gift", None, "VS2", "firm_no", firm_no=SUPPLIER, **GIFT)
    bare = office.do("request_gift", firm_no=DEALER, **GIFT)
    refused(office, "endorse_gift", bare, "VS6", "asked")
    own = office.asked(asked_by="何立")
    refused(office, "endorse_gift", own, "VS6", "endorsed_by")
    office.do("endorse_gift", own, by="孟西")
    declined = office.do("decide_gift", own, decision="不予批准", note="超预算")
    assert (office.state("gift_requests", declined), office.row("gift_requests", declined).approved) == ("不予批准", None)
    refused(office, "give_gift", declined, "VS6", received_by="孙店长")


def test_the_one_who_asks_or_endorses_does_not_approve():
    roles = {"何立": ("区域销售主管", "销售经理"), "孟西": ("区域销售主管", None), "林访": ("巡访人员", "销售经理"),
             "赵敏": ("销售经理", None)}
    office = Office(NOW, people=[{"name": name, "role": role, "role2": other, "active": "是"} for name, (role, other) in roles.items()])
    key = office.do("endorse_gift", office.asked())
    refused(office, "decide_gift", key, "VS6", "decided_by", by="何立")
    refused(office, "decide_gift", key, "VS6", "decided_by", by="林访")
    office.do("decide_gift", key)
    plan = office.do("make_plan", **PLAN | {"level": "年度", "period": "2026"})
    refused(office, "approve_plan", plan, "VS5", "approved_by", by="何立")
    urgent = office.urgent()
    refused(office, "rule_urgent", urgent, "VS11", "ruled_by", by="何立", ruling="照办")


def test_the_monthly_report_is_made_by_the_areas_own_supervisor(office):
    told = {"summary": "稳定"}
    refused(office, "file_visit_month", None, "VS10", "month", month="二月", **told)
    refused(office, "file_visit_month", None, "VS10", "made_by", month="2026-02 孟西", **told)
    refused(office, "file_visit_month", None, "VS10", "month", month="2026-03 何立", **told)
    key = office.do("file_visit_month", month="2026-02 何立", **told)
    refused(office, "file_visit_month", None, "VS10", "month", month="2026-02 何立", **told)
    refused(office, "read_visit_month", key, "VS10", by="赵敏")
    office.do("read_visit_month", key, note="阅")
    assert (office.row("visit_months", key).checked_by, office.state("visit_months", key)) == ("钱副总", "已审阅")


def test_the_one_who_made_it_does_not_read_it():
    office = Office(NOW, people=[{"name": "何立", "role": "区域销售主管", "role2": "企业领导", "active": "是"}])
    key = office.do("file_visit_month", month="2026-02 何立")
    refused(office, "read_visit_month", key, "VS10", "checked_by", by="何立")
