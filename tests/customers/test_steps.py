"""Each step of the register of companies: what it changes, and what it refuses under which article."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from automation.customers.registers.common import TRACKED
from tests.customers.office import FIRM, MONDAY, Office, refused


def changes(office: Office, firm: str) -> list[tuple[Any, ...]]:
    """What is on record of a company: item, old, new, source."""
    return [(row.item, row.old, row.new, row.source) for row in office.memory.where("firm_changes", firm_no=firm)]


# CU4.1: new dealings.

def test_a_company_goes_live_by_two_approvals_in_order():
    office = Office()
    opening = office.opened(name="南桥电器店")
    assert office.state("openings", opening) == "待认可" and not office.rows("firms")
    office.do("endorse_opening", opening)
    assert office.state("openings", opening) == "待承认" and not office.rows("firms")
    office.do("approve_opening", opening)
    card, row = office.rows("firms")[0], office.row("openings", opening)
    assert (row.state, row.firm_no, card.opening_no, card.state, card.original) == ("已承认", card.key, opening, "交易中", "完好")
    assert all(card[name] == row[name] for name in TRACKED) and card.approved_at == row.approved_at
    line = office.row("firm_list", card.key)
    assert (line.name, line.kinds, line.team, line.grade, line.listed_at) == ("南桥电器店", "经销商", "销售部", "B", card.approved_at)
    assert {path.split("/")[0] for path in office.memory.documents} == {"opening_paper", "firm_card"}


@pytest.mark.parametrize(("step", "answers"), [
    ("endorse_opening", {"endorsement": "不予认可", "endorse_note": "离现有经销商太近"}),
    ("approve_opening", {"approval": "不予承认", "approve_note": "资金有困难"})])
def test_a_refused_company_gets_no_card(step, answers):
    office = Office()
    opening = office.opened() if step == "endorse_opening" else office.endorsed()
    office.do(step, opening, **answers)
    assert office.state("openings", opening) == next(iter(answers.values())) and not office.rows("firms") and not office.rows("firm_list")
    assert "不能办理" in refused(office, "approve_opening", opening, "CU4.1")


def test_what_is_refused_on_the_way_to_a_card():
    office = Office()
    for without in ("name", "phone", "credit", "policy", "attitude", "relation", "reason"):
        given = {name: value for name, value in FIRM.items() if name != without}
        refused(office, "open_dealings", None, "CU4.1", without, **given)
    refused(office, "open_dealings", None, "CU4.1", "is_dealer", **FIRM | {"is_dealer": "否"})
    refused(office, "open_dealings", None, "CU4.1", "grade", **FIRM | {"grade": None})
    refused(office, "open_dealings", None, "CU4.1", "area", **FIRM | {"area": None})
    refused(office, "open_dealings", None, "CU4.1", "", **FIRM, by="王磊")
    opening = office.opened()
    refused(office, "endorse_opening", opening, "CU4.1", "endorse_note", endorsement="不予认可")
    refused(office, "endorse_opening", opening, "CU4.1", by="赵敏")
    refused(office, "approve_opening", opening, "CU4.1")
    office.do("endorse_opening", opening)
    refused(office, "approve_opening", opening, "CU4.1", "approve_note", approval="不予承认")
    refused(office, "approve_opening", opening, "CU4.1", by="何涛")


def test_nobody_approves_his_own():
    office = Office(people=[{"name": name, "role": role, "role2": second, "team": "销售部", "active": "是"} for name, role, second in (
        ("何涛", "销售主管", None), ("赵敏", "销售经理", "销售主管"), ("郑凯", "市场营销部", None))])
    opening = office.do("open_dealings", by="何涛", **FIRM, owner="何涛", team="销售部")
    refused(office, "endorse_opening", opening, "CU4.1", "endorsed_by", by="何涛")
    office.do("endorse_opening", opening, by="赵敏")
    refused(office, "approve_opening", opening, "CU4.1", "approved_by", by="赵敏")


def test_one_company_has_one_card():
    office = Office()
    firm = office.firm(name="北京南桥电器有限公司")
    assert firm in refused(office, "open_dealings", None, "CU4.1", "name", **FIRM | {"name": "南桥 电器"})
    waiting = office.opened(name="石磨建材店")
    assert waiting in refused(office, "open_dealings", None, "CU4.1", "name", **FIRM | {"name": "石磨建材店"})
    office.do("pause_dealings", firm, end_reason="歇业")
    assert "恢复交易" in refused(office, "open_dealings", None, "CU4.1", "name", **FIRM | {"name": "南桥电器"})
    office.do("give_up_dealings", firm, end_reason="注销")
    assert office.opened(name="南桥电器")


def test_a_supplier_needs_no_grade_and_its_department_follows_from_its_owner():
    office = Office()
    firm = office.row("firms", office.firm(is_dealer="否", is_supplier="是", grade=None, area=None, owner="丁一"))
    assert (firm.team, firm.grade, office.row("firm_list", firm.key).kinds) == ("采购部", None, "供应商")


# CU4.3: changes.

def test_a_change_is_put_on_record_from_what_really_changed():
    office = Office()
    firm = office.firm(phone="010-55550001", capital=Decimal("50000.00"))
    office.do("change_card", firm, phone="010-55559999", employees=7, capital=Decimal("50000.00"), contact="钱掌柜")
    assert changes(office, firm) == [("员工数", None, "7", "随时变更"), ("电话", "010-55550001", "010-55559999", "随时变更")]
    card, line = office.row("firms", firm), office.row("firm_list", firm)
    assert (card.phone, card.changed_by, card.changed_at) == ("010-55559999", "刘洋", office.now)
    assert (line.phone, line.updated_at) == ("010-55559999", office.now)
    office.do("change_card", firm, capital=Decimal("60000.00"))
    assert changes(office, firm)[-1] == ("注册资金", "50000.00", "60000.00", "随时变更")


def test_what_was_typed_into_the_card_by_hand_is_taken_up():
    office = Office()
    firm = office.firm()
    card = office.row("firms", firm)
    office.memory.apply([card.set(phone="010-55558888", bank="工商银行")], office.desk("刘洋"))
    office.do("change_card", firm, contact="孙掌柜")
    assert [(item, new, source) for item, _, new, source in changes(office, firm)] == [
        ("电话", "010-55558888", "手工改动"), ("联系人", "孙掌柜", "随时变更"), ("开户银行", "工商银行", "手工改动")]
    assert office.row("firm_list", firm).phone == "010-55558888"
    assert "没有要登记的变化" in refused(office, "change_card", firm, "CU4.3")


def test_a_line_of_the_list_that_is_missing_or_differs_is_made_right():
    office = Office()
    firm = office.firm()
    line = office.row("firm_list", firm)
    office.memory.apply([line.set(contact="别人")], office.desk("刘洋"))
    office.do("change_card", firm)
    assert office.row("firm_list", firm).contact == FIRM["contact"] and not changes(office, firm)
    office.memory.apply([office.row("firm_list", firm).leave()], office.desk("刘洋"))
    office.do("change_card", firm)
    assert office.row("firm_list", firm).name == office.row("firms", firm).name


def test_what_a_change_may_not_do():
    office = Office()
    first, second = office.firm(name="甲电器店"), office.firm(name="乙电器店")
    refused(office, "change_card", second, "CU2.1", "name", name="甲电器店")
    refused(office, "change_card", first, "CU2.2", "is_dealer", is_dealer="否")
    refused(office, "change_card", first, "CU2.2", "area", area="没有的区")


# CU4.2: the rounds.

def test_a_round_sends_a_sheet_to_every_company_and_takes_the_changes_in():
    office = Office()
    firms = [office.firm(), office.firm()]
    ended = office.past()
    assert office.do("start_round") == "2026-02"
    sheets = {row.firm_no: row for row in office.rows("round_sheets")}
    assert set(sheets) == set(firms) and ended not in sheets
    assert {row.due_on for row in sheets.values()} == {date(2026, 2, 28)} and {row.owner for row in sheets.values()} == {"刘洋"}
    office.do("return_sheet", sheets[firms[0]].key, contact="周掌柜")
    office.do("return_sheet", sheets[firms[1]].key)
    first, second = (office.row("round_sheets", sheets[firm].key) for firm in firms)
    assert (first.outcome, second.outcome, first.state) == ("有变化", "没有变化", "已收回")
    assert changes(office, firms[0]) == [("联系人", FIRM["contact"], "周掌柜", "半年调查")]
    assert office.memory.where("firm_changes", firm_no=firms[0])[0].sheet_no == first.key
    office.do("close_round", "2026-02", note="两家")
    assert office.state("rounds", "2026-02") == "已结束"


def test_a_round_names_who_is_missing():
    office = Office()
    firm = office.firm(name="南桥电器店")
    office.do("start_round")
    assert "南桥电器店（刘洋）" in refused(office, "close_round", "2026-02", "CU4.2", "closed_at")
    office.do("end_dealings", firm, end_reason="注销")
    assert office.rows("round_sheets")[0].state == "作废"
    office.do("close_round", "2026-02")


@pytest.mark.parametrize(("at", "answers"), [
    (datetime(2026, 3, 2, 9), {}), (datetime(2026, 2, 3, 9), {"round_no": "2026-08"}), (datetime(2026, 2, 3, 9), {"round_no": "2026-03"}),
    (datetime(2026, 2, 3, 9), {"round_no": "二月"})])
def test_a_round_is_of_february_or_august(at, answers):
    office = Office()
    office.firm()
    refused(office, "start_round", None, "CU4.2", "round_no", at=at, **answers)


def test_a_round_is_sent_once_and_never_to_nobody():
    office = Office()
    refused(office, "start_round", None, "CU4.2")
    office.firm()
    office.do("start_round", round_no="2026年2月")
    refused(office, "start_round", None, "CU4.2", "round_no")


# CU3: the originals.

def test_an_original_is_lent_comes_back_and_is_mended():
    office = Office()
    firm = office.firm()
    loan = office.lent(firm)
    assert office.row("loans", loan).due_on == date(2026, 2, 9) and office.state("loans", loan) == "借出"
    assert loan in refused(office, "lend_original", firm, "CU3", "lent_at", borrower="王磊", purpose="再借")
    refused(office, "take_back", loan, "CU3", "damage", condition="破损")
    office.do("take_back", loan, condition="破损", damage="撕裂")
    assert (office.state("loans", loan), office.row("firms", firm).original) == ("待处理", "破损")
    office.do("mend_original", loan, remedy="裱糊")
    assert (office.state("loans", loan), office.row("firms", firm).original) == ("已处理", "完好")


def test_an_original_is_lent_for_so_long_and_not_while_it_is_lost():
    office = Office()
    firm = office.firm()
    refused(office, "lend_original", firm, "CU3", "due_on", borrower="王磊", purpose="对账", due_on=date(2026, 2, 10))
    refused(office, "lend_original", firm, "CU3", by="刘洋", borrower="王磊", purpose="对账")
    office.do("take_back", office.lent(firm, due_on=date(2026, 2, 9)), condition="遗失", damage="途中遗失")
    refused(office, "lend_original", firm, "CU3", "original", borrower="王磊", purpose="对账")


# CU4.4, CU6: the end of dealings.

def test_an_ended_company_leaves_card_and_list_and_is_kept_whole():
    office = Office()
    firm = office.firm(employees=9)
    before = dict(office.row("firms", firm))
    office.do("pause_dealings", firm, end_reason="歇业整顿", ended_on=date(2026, 2, 2))
    assert office.memory.find("firms", firm) is None and office.memory.find("firm_list", firm) is None
    kept = office.row("paused_firms", firm)
    assert {name: kept[name] for name in TRACKED} == {name: before[name] for name in TRACKED}
    assert (kept.end_reason, kept.ended_on, kept.closed_by, kept.opening_no) == ("歇业整顿", date(2026, 2, 2), "郑凯", before["opening_no"])
    assert office.desk("郑凯").trace("firms", firm).name == before["name"]
    assert changes(office, firm) == [("交易状态", "交易中", "交易中止", "解除恢复")]
    office.do("resume_dealings", firm)
    back = office.row("firms", firm)
    assert {name: back[name] for name in before if name != "ended_on"} == {name: before[name] for name in before if name != "ended_on"}
    assert back.ended_on is None and office.row("firm_list", firm).name == before["name"] and not office.rows("paused_firms")


def test_nothing_is_put_away_while_its_original_is_out():
    office = Office()
    loan = office.lent()
    firm = office.row("loans", loan).firm_no
    for step in ("pause_dealings", "end_dealings"):
        refused(office, step, firm, "CU4.4", "ended_on", end_reason="注销")
    office.do("take_back", loan)
    office.do("end_dealings", firm, end_reason="注销")
    assert office.state("past_firms", firm) == "保管中"


def test_only_the_manager_lets_dealings_begin_again():
    office = Office()
    firm = office.do("pause_dealings", office.firm(), end_reason="歇业")
    refused(office, "resume_dealings", firm, "CU6", by="郑凯")
    office.do("give_up_dealings", firm, end_reason="注销")
    assert (office.state("past_firms", firm), office.row("past_firms", firm).end_reason) == ("保管中", "注销")


def test_a_file_is_destroyed_with_approval_only_and_its_number_stays():
    office = Office()
    firm = office.past()
    record = office.asked(firm)
    refused(office, "ask_destruction", firm, "CU6", "firm_no", reason="再申请")
    refused(office, "destroy_file", record, "CU6", witness="冯雨", means="碎纸")
    refused(office, "decide_destruction", record, "CU6", "decision_note", decision="不同意")
    office.do("decide_destruction", record)
    refused(office, "destroy_file", record, "CU6", "witness", witness="郑凯", means="碎纸")
    office.do("destroy_file", record, witness="冯雨", means="碎纸")
    left = {name: value for name, value in office.row("past_firms", firm).items() if value is not None}
    assert left == {"firm_no": firm, "state": "已销毁", "destroyed_at": office.now}
    assert not office.memory.where("openings", firm_no=firm) and not office.memory.where("firm_changes", firm_no=firm)
    assert (office.state("destructions", record), office.row("destructions", record).decided_by) == ("已销毁", "赵敏")


def test_a_destruction_that_is_refused_may_be_asked_again():
    office = Office()
    firm = office.past()
    office.do("decide_destruction", office.asked(firm), decision="不同意", decision_note="先留着")
    assert office.state("past_firms", firm) == "保管中" and office.asked(firm)


def test_who_asks_for_a_destruction_does_not_approve_it():
    office = Office(people=[{"name": "赵敏", "role": "销售经理", "role2": "市场营销部", "team": "销售部", "active": "是"}],
                    past_firms=[{"firm_no": "WL2020-00001", "name": "老店"}])
    office.do("ask_destruction", "WL2020-00001", by="赵敏", reason="注销")
    refused(office, "decide_destruction", office.added("destructions"), "CU6", "decided_by", at=MONDAY + timedelta(days=1))
