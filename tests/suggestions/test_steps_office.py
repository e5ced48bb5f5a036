"""Half-year plans told to every customer, and commendations with their real figures: what each step fills and refuses."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from automation.suggestions.registers.plans import EVERYBODY, half_of, half_span
from tests.suggestions.office import FIRM, FIRMS, PLAN, Office, refused


@pytest.mark.parametrize(("day", "half"), [(date(2026, 1, 1), "2026上半年"), (date(2026, 6, 30), "2026上半年"),
                                           (date(2026, 7, 1), "2026下半年"), (date(2026, 12, 31), "2026下半年")])
def test_a_half_year_and_its_days(day, half):
    assert half_of(day) == half and day in half_span(half)
    assert half_of(half_span(half)[1], 1) == half_of(half_span(half_of(day, 1))[0])
    assert half_of(day, -1) < half < half_of(day, 1), "halves sort as text"


def test_a_plan_is_made_approved_and_told_to_everybody():
    office = Office()
    half = office.do("plan_half", **PLAN | {"half": "2026年下半年"})
    plan = office.row("suggestion_plans", half)
    assert (half, plan.state, plan.total) == ("2026下半年", "待批准", 28)
    refused(office, "tell_customers", half, "SG4", where="网点")
    office.do("approve_half", half)
    refused(office, "tell_customers", half, "SG4", "where")
    office.do("tell_customers", half, where="各网点公告栏")
    letters = office.memory.where("plan_notices", half=half)
    assert [(row.audience, row.firm_no, row.customer, row.where) for row in letters] == [
        ("往来企业", FIRM["firm_no"], FIRM["name"], None), (EVERYBODY, None, EVERYBODY, "各网点公告栏")]
    assert office.state("suggestion_plans", half) == "已通知" and len(office.memory.documents) == 2


def test_one_more_customer_is_told_later():
    office = Office(firms=[*FIRMS, FIRM | {"firm_no": "WL2026-00003", "name": "西桥", "approved_at": datetime(2026, 5, 1, 9)}])
    half = office.planned()
    office.do("tell_customers", half, where="网点")
    user = office.proposal(office.received()).user_no
    refused(office, "tell_one", half, "SG4", "firm_no", firm_no=FIRM["firm_no"])
    refused(office, "tell_one", half, "SG4", "firm_no")
    refused(office, "tell_one", half, "SG4", "firm_no", firm_no=FIRM["firm_no"], user_no=user)
    office.do("tell_one", half, firm_no="WL2026-00003")
    office.do("tell_one", half, user_no=user)
    assert [row.customer for row in office.memory.where("plan_notices", half=half)][2:] == ["西桥", "张三"]
    refused(office, "tell_one", half, "SG4", "user_no", user_no=user)
    refused(office, "tell_one", half, "SG4", "", user_no="YH2026-00099")


@pytest.mark.parametrize(("answers", "column"), [({"half": "下半年"}, "half"), ({"half": "2025下半年"}, "half"),
                                                 ({"standard": -1}, "standard"),
                                                 ({"plan": None}, "plan"), ({"topics": None}, "topics"), ({"service": None}, "service")])
def test_a_plan_is_whole_and_not_of_the_past(answers, column):
    refused(Office(), "plan_half", None, "SG4", column, **PLAN | answers)


def test_a_half_year_has_one_plan_that_somebody_else_approves():
    office = Office()
    half = office.do("plan_half", **PLAN)
    refused(office, "plan_half", None, "SG4", "half", **PLAN)
    refused(office, "approve_half", half, "SG4", by="何涛")
    own = Office(suggestion_plans=[PLAN | {"made_by": "赵敏", "made_at": datetime(2026, 3, 1, 9)}])
    refused(own, "approve_half", half, "SG4", "approved_by")
    assert own.do("approve_half", half, by="吴总") == half


def test_a_commendation_carries_the_half_years_figures():
    office = Office()
    user = office.proposal(office.brought_to("实施中", title="一")).user_no
    second = office.brought_to("实施中", title="二")
    office.do("stop_proposal", office.received(title="三"), stop_reason="重复")
    for key, saving in (("TA2026-00001", "5000.50"), (second, "300")):
        office.do("fix_saving", key, saving=Decimal(saving), saving_basis="供求计划")
    asked = {"half": "2026上半年", "user_no": user, "award": "奖状"}
    refused(office, "ask_commendation", None, "SG7.2", "half", **asked)
    office.now = datetime(2026, 7, 1, 9)
    office.received(title="下半年的")
    key = office.do("ask_commendation", **asked)
    row = office.row("commendations", key)
    assert (row.saving, row.count, row.customer, row.state) == (Decimal("5300.50"), 2, "张三", "待批准")
    refused(office, "ask_commendation", None, "SG7.1", "half", **asked)
    assert office.do("ask_commendation", **asked, ground="提案件数") != key
    refused(office, "ask_commendation", None, "SG7.2", "ground", **asked | {"half": "2025下半年"})
    refused(office, "ask_commendation", None, "SG7.1", "user_no", **asked | {"user_no": "YH2026-00099"})
    refused(office, "ask_commendation", None, "SG7.1", "firm_no", **asked, customer_kind="往来企业")
    refused(office, "ask_commendation", None, "SG7.2", "half", **asked | {"half": "上半年"})


def test_it_is_approved_by_another_and_told_by_letter():
    office = Office()
    key = office.commended()
    refused(office, "send_commendation", key, "SG7.1")
    refused(office, "decide_commendation", key, "SG7.1", by="郑凯")
    office.do("decide_commendation", key)
    office.do("send_commendation", key)
    assert office.state("commendations", key) == "已表彰"
    other = office.do("ask_commendation", half="2026上半年", user_no=office.row("commendations", key).user_no, award="x", ground="提案件数")
    refused(office, "decide_commendation", other, "SG7.1", "decision_note", decision="不批准")
    office.do("decide_commendation", other, decision="不批准", decision_note="只提了一件")
    assert office.state("commendations", other) == "不批准"
