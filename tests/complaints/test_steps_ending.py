"""Closed, withdrawn, merged, opened again; urged, disputed, visited; money and the monthly statistics."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.complaints.office import COMPLAINT, MONDAY, OPINION, Office, refused


def test_a_case_that_costs_money_is_closed_when_it_is_paid():
    office = Office()
    amount = office.asked()
    row = office.row("case_amounts", amount)
    assert (row.state, row.asked, row.asked_by, row.asked_at) == ("待核准", Decimal("500.00"), "郑凯", office.now)
    refused(office, "close_case", row.case_no, "CP20", "closed_at")
    refused(office, "pay_amount", amount, "CP20")
    office.do("decide_amount", amount, approved=Decimal("400.00"))
    refused(office, "close_case", row.case_no, "CP20", "closed_at")
    assert "400" in refused(office, "pay_amount", amount, "CP20", "paid", paid=Decimal("400.01"))
    office.do("pay_amount", amount)
    row = office.row("case_amounts", amount)
    assert (row.state, row.approved, row.decided_by, row.paid, row.paid_by, row.paid_at) \
        == ("已支付", Decimal("400.00"), "赵敏", Decimal("400.00"), "周静", office.now)
    office.do("close_case", row.case_no)


def test_what_is_asked_is_approved_in_full_unless_said_otherwise():
    office = Office()
    amount = office.asked()
    office.do("decide_amount", amount)
    assert office.row("case_amounts", amount).approved == Decimal("500.00")


def test_a_declined_amount_stops_nothing():
    office = Office()
    amount = office.asked()
    office.do("decide_amount", amount, decision="不予核准")
    row = office.row("case_amounts", amount)
    assert (row.state, row.approved) == ("不予核准", None)
    refused(office, "pay_amount", amount, "CP20")
    office.do("close_case", row.case_no)


def test_who_asks_for_money_does_not_approve_it():
    office = Office(people=[{"name": "赵敏", "role": "销售经理", "role2": "市场营销部", "active": "是"},
                            *(row for row in Office().memory.rows("people") if row["name"] != "赵敏")])
    key = office.brought_to("待结案")
    office.do("ask_amount", key, by="赵敏", kind="赔偿", reason="地板", asked=Decimal(1))
    refused(office, "decide_amount", office.added("case_amounts"), "CP20", "decided_by")


@pytest.mark.parametrize("outcome", ["减价", "退货", "赔偿"])
def test_an_outcome_in_money_needs_an_amount(outcome):
    office = Office()
    key = office.brought_to("待处理意见")
    office.do("give_opinion", key, **OPINION | {"outcome": outcome})
    office.do("check_opinion", key)
    office.do("reply_complaint", key, reply="x")
    office.do("carry_out_prevention", key, prevention="x")
    assert outcome in refused(office, "close_case", key, "CP20", "outcome")


@pytest.mark.parametrize("state", ["待确认理由", "待填卡", "调查中", "待质量审核", "待书面答复", "待结案"])
def test_a_case_is_withdrawn_from_any_desk(state):
    office = Office()
    key = office.brought_to(state)
    there = {row.copy_no for row in office.memory.where("case_copies", case_no=key) if row.state == "已到位"}
    before = office.case(key)
    office.do("withdraw_case", key, withdraw_reason="客户说已解决")
    case = office.case(key)
    assert (case.state, case.withdrawn_at, case.holder) == ("已撤诉", office.now, None)
    assert {name for name, value in case.items() if value != before[name]} <= {
        "withdrawn_at", "withdraw_reason", "state", "holder", "since", "allowed", "due_on", "pace"}
    assert {row.copy_no for row in office.memory.where("case_copies", case_no=key) if row.state != "作废"} == there
    refused(office, "withdraw_case", key, "CP5", withdraw_reason="x")


def test_a_duplicate_is_merged_and_keeps_its_history():
    office = Office()
    first = office.received()
    second = office.do("confirm_ground", office.received(ground="包装不良损坏"), ground_valid="是")
    stranger = office.received(phone="01099999999", customer="王五")
    refused(office, "merge_case", second, "CP7", "merged_into", merged_into=second)
    refused(office, "merge_case", second, "CP7", "merged_into", merged_into=stranger)
    refused(office, "merge_case", second, "CP7", "", merged_into="TS9")
    office.do("merge_case", second, merged_into=first)
    case = office.case(second)
    assert (case.state, case.merged_into, case.merged_at, case.ground_by) == ("已并案", first, office.now, "郑凯")
    third = office.received(ground="运输途中损坏")
    refused(office, "merge_case", third, "CP7", "merged_into", merged_into=second)


@pytest.mark.parametrize("ending", ["已结案", "不予受理", "已撤诉"])
def test_an_ended_case_is_opened_again_as_a_new_one(ending):
    office = Office()
    key = (office.refused_at_ruling() if ending == "不予受理" else office.brought_to("已结案" if ending == "已结案" else "调查中"))
    if ending == "不予受理":
        office.do("decline_complaint", key, reply="x")
    if ending == "已撤诉":
        office.do("withdraw_case", key, withdraw_reason="x")
    before = office.case(key)
    refused(office, "reopen_case", key, "CP7", "received_at", matter="又漏", received_at=MONDAY - timedelta(days=1))
    office.do("reopen_case", key, matter="又漏了")
    old, new = office.case(key), office.memory.rows("cases")[-1]
    assert (old.state, old.reopened_as, new.reopens, new.state, new.matter) == ("已重开", new.key, key, "待确认理由", "又漏了")
    assert {name for name, value in old.items() if value != before[name]} <= {"reopened_as", "state"}
    kept = ("user_no", "customer", "phone", "model", "ground", "wants_exchange", "quantity", "letter")
    assert [new[name] for name in kept] == [old[name] for name in kept]
    assert (new.received_by, new.entered_at, new.ruling, new.routed_at) == ("郑凯", office.now, None, None)
    refused(office, "reopen_case", key, "CP5", matter="x")


def test_urging_and_disputes_are_written_down_one_after_another():
    office = Office()
    key = office.brought_to("调查中")
    office.do("urge_case", key, urged="请抓紧")
    office.do("urge_case", key, by="方圆", urged="客户又来电")
    case = office.case(key)
    assert case.urged_at == office.now and case.urged.count("；") == 1 and case.urged.endswith("方圆：客户又来电")
    office.do("rule_dispute", key, by="赵敏", disputed="数量以签收单为准")
    assert office.case(key).disputed.endswith("赵敏：数量以签收单为准")


def test_every_complaining_customer_is_visited_once():
    office = Office()
    key = office.received()
    office.do("visit_case", key, by="何涛")
    assert (office.case(key).visited_by, office.case(key).visited_at) == ("何涛", office.now)
    refused(office, "visit_case", key, "AS3.7", "visited_at", by="何涛")


# 统计

def test_the_statistics_of_a_month_go_to_the_sales_manager():
    office = Office()
    office.do("file_month", month="2026-02", file="投诉统计表-2026-02.xlsx", digest="ab12")
    row = office.row("case_months", "2026-02")
    assert (row.state, row.made_by, row.made_at, row.file, row.digest) == ("待审核", "郑凯", office.now, "投诉统计表-2026-02.xlsx", "ab12")
    refused(office, "file_month", None, "CP19", "month", month="2026-02")
    refused(office, "check_month", "2026-02", "CP19", by="郑凯")
    office.do("check_month", "2026-02", note="同意")
    row = office.row("case_months", "2026-02")
    assert (row.state, row.checked_by, row.checked_at, row.note) == ("已审核", "赵敏", office.now, "同意")


@pytest.mark.parametrize("month", ["2026-3", "二月", "2026-13", "2026-03", "2026-04"])
def test_a_month_is_written_plainly_and_over(month):
    refused(Office(), "file_month", None, "CP19", "month", month=month)


def test_who_fills_in_the_statistics_does_not_check_them():
    office = Office(people=[{"name": "赵敏", "role": "销售经理", "role2": "市场营销部", "active": "是"}])
    office.do("file_month", by="赵敏", month="2026-02")
    refused(office, "check_month", "2026-02", "CP19", "checked_by")


def test_the_live_columns_follow_the_case_from_desk_to_desk():
    office = Office()
    key = office.do("receive_complaint", at=datetime(2026, 3, 6, 16, 0), **COMPLAINT)       # a Friday
    case = office.desk("郑凯", datetime(2026, 3, 9, 9)).after(office.case(key))
    assert (case.due_on.isoformat(), case.pace) == ("2026-03-09", "今天到期")
    case = office.desk("郑凯", datetime(2026, 3, 10, 0, 1)).after(case)
    assert case.pace == "已超期"
