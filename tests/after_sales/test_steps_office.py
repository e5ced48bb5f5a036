"""Reports, survey cards and contracts: each step's whole effect, each refusal under its article."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.after_sales.office import BASIC_ROWS, CALL, MONDAY, RATED, Office, refused

TODAY = MONDAY.date()
HOURS = {"repair_hours": Decimal("1.5"), "travel_hours": Decimal("0.5")}

# 日报


def test_a_line_of_the_daily_report():
    office = Office()
    call = office.finished()
    line = office.row("work_lines", office.do("report_work", call_no=call, **HOURS))
    assert (line.key, line.day, line.technician, line.work_kind, line.call_no, line.repair_hours, line.travel_hours) \
        == ("RB2026-00001", TODAY, "王磊", "有偿服务", call, Decimal("1.5"), Decimal("0.5"))
    inside = office.row("work_lines", office.do("report_work", work_kind="零件管理", repair_hours=Decimal(1)))
    assert (inside.call_no, inside.work_kind) == (None, "零件管理")


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"work_kind": "有偿服务"}, "AS2.9", "call_no"),
    ({}, "AS2.9", "work_kind"),
    ({"work_kind": "零件管理", "call_no": "JX2026-00001"}, "AS2.1", "call_no"),
    ({"work_kind": "免费服务", "call_no": "JX2026-00001"}, "AS2.9", "work_kind"),
    ({"call_no": "JX2026-00001", "technician": "李明"}, "AS2.9", "call_no"),
    ({"call_no": "JX9"}, "AS2.9", ""),
    ({"work_kind": "零件管理", "repair_hours": Decimal("10.1"), "travel_hours": Decimal(2)}, "AS2.9", "repair_hours"),
    ({"work_kind": "零件管理", "repair_hours": Decimal(-1)}, "AS2.9", "repair_hours"),
    ({"work_kind": "零件管理", "day": date(2026, 3, 3)}, "AS2.9", "day"),
])
def test_a_line_is_refused(answers, article, column):
    office = Office()
    office.finished()
    refused(office, "report_work", None, article, column, **HOURS | answers)


def test_twelve_hours_a_day_and_not_more():
    office = Office()
    office.do("report_work", work_kind="零件管理", repair_hours=Decimal(10), travel_hours=Decimal("1.5"))
    refused(office, "report_work", None, "AS2.9", "repair_hours", work_kind="在职训练", repair_hours=Decimal("0.6"))
    office.do("report_work", work_kind="在职训练", repair_hours=Decimal("0.5"))


def test_the_workshop_reports_the_goods_it_repaired():
    office = Office()
    call = office.brought(repairer="李明")
    office.do("report_work", by="李明", call_no=call, repair_hours=Decimal(1))


def test_from_the_report_to_marketing():
    office = Office()
    refused(office, "submit_day", None, "AS2.9", "day")
    refused(office, "make_service_day", None, "AS2.10", "day")
    office.do("report_work", work_kind="零件管理", repair_hours=Decimal(1))
    review = office.do("submit_day")
    submitted = office.now
    refused(office, "submit_day", None, "AS2.9", "day")
    refused(office, "review_day", review, "AS2.9", "reviewed_at", reviewed_at=MONDAY)
    office.do("review_day", review, note="好")
    row = office.row("day_reviews", review)
    assert (row.day, row.technician, row.submitted_at, row.reviewed_by, row.reviewed_at, row.note, row.state) \
        == (TODAY, "王磊", submitted, "陈刚", office.now, "好", "已核阅")
    day = office.do("make_service_day")
    made = office.now
    refused(office, "make_service_day", None, "AS2.10", "day")
    refused(office, "forward_service_day", day, "AS2.10")
    refused(office, "sign_service_day", day, "AS2.10", by="陈刚")
    refused(office, "sign_service_day", day, "AS2.10", "signed_at", signed_at=MONDAY)
    office.do("sign_service_day", day)
    signed = office.now
    refused(office, "forward_service_day", day, "AS2.10", "forwarded_at", forwarded_at=made)
    office.do("forward_service_day", day)
    row = office.row("service_days", day)
    assert (row.day, row.made_by, row.made_at, row.signed_by, row.signed_at, row.forwarded_at, row.state) \
        == (TODAY, "陈刚", made, "吴总", signed, office.now, "已转送")
    assert set(office.memory.documents) == {f"technician_day/{review}.html", f"service_day/{day}.html"}


# 调查卡

def test_a_card_is_made_and_sent_once_the_service_is_done():
    office = Office()
    call = office.arrived()
    key = office.do("make_card", call_no=call)
    card = office.row("cards", key)
    assert (card.key, card.call_no, card.customer, card.phone, card.address, card.technician, card.made_at, card.served_on, card.state) \
        == ("DC2026-00001", call, "张三", CALL["phone"], CALL["address"], "王磊", office.now, None, "待寄出")
    refused(office, "make_card", None, "AS3.3", "call_no", call_no=call)
    refused(office, "make_card", None, "AS3.3", "", call_no="JX9")
    assert "完成" in refused(office, "send_card", key, "AS3.3", "sent_at")
    refused(office, "return_card", key, "AS3.4", **RATED)
    assert "寄出" in refused(office, "lapse_card", key, "AS3.3", "sent_at")
    office.do("finish", call, work="x", signed="是", labour_fee=Decimal(80))
    refused(office, "send_card", key, "AS3.3", "sent_at", sent_at=office.row("cards", key).made_at)
    office.do("send_card", key)
    card = office.row("cards", key)
    assert (card.state, card.sent_at, card.served_on) == ("待收回", office.now, TODAY)
    assert f"survey_card/{key}.html" in office.memory.documents


def test_no_card_for_a_cancelled_call_and_an_unsent_one_lapses():
    office = Office()
    call = office.called()
    key = office.do("make_card", call_no=call)
    office.do("cancel", call, cancel_reason="客户取消")
    office.do("lapse_card", key)
    assert office.state("cards", key) == "未收回"
    other = office.called()
    office.do("cancel", other, cancel_reason="客户取消")
    refused(office, "make_card", None, "AS3.3", "call_no", call_no=other)


@pytest.mark.parametrize(("kind", "to", "state"), [
    ("建议", "客户提案登记簿", "待处理"), ("抱怨", "客户投诉登记簿", "待处理"), ("无", None, "已收回")])
def test_a_returned_card_hands_its_opinion_over(kind, to, state):
    office = Office()
    key = office.sent()
    opinion = {"grave": "一般", "opinion": "来晚了"} if to else {"grave": None, "opinion": None}
    office.do("return_card", key, **RATED | opinion | {"opinion_kind": kind})
    card = office.row("cards", key)
    assert (card.state, card.returned_on, card.attitude, card.punctuality, card.opinion_kind) == (state, TODAY, "满意", "一般", kind)
    assert [(row.key, row.card_no, row.to, row.customer, row.matter, row.made_at) for row in office.memory.rows("handovers")] \
        == ([("YJ2026-00001", key, to, "张三", "来晚了", office.now)] if to else [])
    refused(office, "return_card", key, "AS3.4", "returned_on")


def test_what_staff_typed_on_the_card_is_used_and_handed_over():
    office = Office()
    key = office.sent()
    office.memory.apply([office.row("cards", key).set(**RATED, returned_on=TODAY)], office.desk("郑凯"))
    assert office.state("cards", key) == "待处理"
    office.do("return_card", key)
    assert len(office.memory.rows("handovers")) == 1


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"attitude": None}, "AS3.4", "attitude"), ({"skill": "好"}, "AS3.4", "skill"), ({"opinion_kind": None}, "AS3.2", "opinion_kind"),
    ({"grave": None}, "AS3.5", "grave"), ({"opinion": None}, "AS3.5", "opinion"),
    ({"returned_on": date(2026, 3, 1)}, "AS3.4", "returned_on"),
    ({"returned_on": date(2026, 3, 3)}, "AS3.4", "returned_on"),
])
def test_a_return_is_refused(answers, article, column):
    office = Office()
    refused(office, "return_card", office.sent(), article, column, **{**RATED, **answers})


def test_an_opinion_typed_before_the_sending():
    office = Office()
    key = office.do("make_card", call_no=office.finished())
    office.memory.apply([office.row("cards", key).set(**RATED)], office.desk("郑凯"))
    assert "寄出" in refused(office, "return_card", key, "AS3.3", "sent_at")


def test_a_card_that_comes_after_all():
    office = Office()
    key = office.sent()
    refused(office, "lapse_card", key, "AS3.4", "lapsed_on", lapsed_on=date(2026, 3, 1))
    office.do("lapse_card", key)
    assert (office.state("cards", key), office.row("cards", key).lapsed_on) == ("未收回", TODAY)
    office.do("return_card", key, **RATED | {"opinion_kind": "无"})
    assert office.state("cards", key) == "已收回"


def test_a_grave_opinion_goes_to_the_manager_and_is_answered_by_letter():
    office = Office()
    key = office.opinion(grave="重大")
    answer = {"result": "道歉", "answer_way": "书面"}
    assert "提呈" in refused(office, "answer_opinion", key, "AS3.5", "submitted_at", **answer)
    office.do("submit_opinion", key)
    submitted = office.now
    refused(office, "submit_opinion", key, "AS3.5", "submitted_at")
    assert "书面" in refused(office, "answer_opinion", key, "AS3.5", "answer_way", **answer | {"answer_way": "电话"})
    refused(office, "answer_opinion", key, "AS3.5", "result", answer_way="书面")
    refused(office, "answer_opinion", key, "AS3.5", "answered_at", **answer, answered_at=submitted - timedelta(minutes=1))
    office.do("answer_opinion", key, **answer)
    card = office.row("cards", key)
    assert (card.state, card.submitted_at, card.answered_at, card.result, card.answer_way, card.handled_by) \
        == ("已答复", submitted, office.now, "道歉", "书面", "郑凯")
    assert f"opinion_reply/{key}.html" in office.memory.documents


def test_an_ordinary_opinion_may_be_answered_by_phone():
    office = Office()
    key = office.opinion()
    refused(office, "submit_opinion", key, "AS3.5", "grave")
    office.do("answer_opinion", key, result="道歉", answer_way="电话", handled_by="何涛")
    assert (office.state("cards", key), office.row("cards", key).handled_by) == ("已答复", "何涛")
    assert f"opinion_reply/{key}.html" not in office.memory.documents


def test_every_complainer_is_visited():
    office = Office()
    key = office.opinion()
    refused(office, "visit_complainer", key, "AS3.7", "visited_at", by="何涛", visited_at=datetime(2026, 3, 1, 9, 0))
    office.do("visit_complainer", key, by="何涛", visited_by="刘洋")
    card = office.row("cards", key)
    assert (card.state, card.visited_by, card.visited_at) == ("待处理", "刘洋", office.now)
    refused(office, "visit_complainer", key, "AS3.7", "visited_at")
    suggestion = Office()
    refused(suggestion, "visit_complainer", suggestion.opinion(opinion_kind="建议"), "AS3.7", "opinion_kind")


# 合同

USER = {"user_no": "YH1", "name": "张三", "phone": "1", "address": "甲", "area": "海淀区", "nature": "家庭"}
TERMS = {"user_no": "YH1", "model": "QY-20", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "fee": Decimal(500)}


def test_a_contract_from_its_entry_to_its_renewal():
    office = Office(users=[USER])
    key = office.do("register_contract", **TERMS)
    contract = office.row("contracts", key)
    assert (contract.key, contract.customer, contract.phone, contract.address, contract.notify_on, contract.state) \
        == ("HT2026-00001", "张三", "1", "甲", date(2026, 11, 30), "有效")
    office.do("send_notice", key)
    assert (office.state("contracts", key), office.row("contracts", key).notice_at) == ("已通知", office.now)
    assert f"expiry_notice/{key}.html" in office.memory.documents
    refused(office, "renew_contract", key, "AS2.1", "starts_on", starts_on=date(2026, 12, 31), ends_on=date(2027, 12, 31))
    refused(office, "renew_contract", key, "AS2.1", "ends_on", ends_on=date(2026, 12, 31))
    refused(office, "renew_contract", key, "AS2.13", "ends_on")
    office.do("renew_contract", key, ends_on=date(2027, 12, 31), contract_no="HT-A")
    new = office.row("contracts", "HT-A")
    assert (office.state("contracts", key), office.row("contracts", key).renewed_as) == ("已续约", "HT-A")
    assert (new.starts_on, new.ends_on, new.fee, new.user_no, new.customer, new.state) \
        == (date(2027, 1, 1), date(2027, 12, 31), Decimal(500), "YH1", "张三", "有效")


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"user_no": "YH9"}, "AS2.1", ""), ({"ends_on": date(2025, 12, 31)}, "AS2.13", "ends_on"), ({"fee": None}, "AS2.1", "fee"),
    ({"contract_no": "HT1"}, "AS2.1", "contract_no"), ({"model": "x"}, "AS2.1", "model"),
])
def test_a_contract_is_refused(answers, article, column):
    office = Office(users=[USER], contracts=[TERMS | {"contract_no": "HT1"}])
    refused(office, "register_contract", None, article, column, **{**TERMS, **answers})


def test_a_contract_ended_early():
    office = Office(users=[USER], contracts=[TERMS | {"contract_no": "HT1"}, TERMS | {"contract_no": "HT2", "ends_on": date(2026, 2, 28)}])
    refused(office, "end_contract", "HT2", "AS2.1", "ended_on")
    refused(office, "end_contract", "HT1", "AS2.1", "ended_on", ended_on=date(2025, 12, 31))
    refused(office, "end_contract", "HT1", "AS2.1", "ended_on", ended_on=date(2026, 3, 3))
    office.do("end_contract", "HT1", note="退租")
    assert (office.state("contracts", "HT1"), office.row("contracts", "HT1").ended_on, office.row("contracts", "HT1").note) \
        == ("已终止", TODAY, "退租")


def test_warranty_notices_only_where_the_department_wants_them():
    owned = [{"owned_no": "SP1", "user_no": "YH1", "model": "QY-20", "bought_on": date(2023, 4, 1)},
             {"owned_no": "SP2", "user_no": "YH1", "model": "QY-20"}]
    office = Office(owned=owned)
    assert "保修到期也寄通知" in refused(office, "send_warranty_notice", "SP1", "AS2.13", "notice_at")
    office = Office(owned=owned, settings=[*BASIC_ROWS["settings"], {"item": "保修到期也寄通知", "value": "是"}])
    refused(office, "send_warranty_notice", "SP2", "AS2.13", "bought_on")
    office.do("send_warranty_notice", "SP1")
    assert office.row("owned", "SP1").notice_at == office.now
    refused(office, "send_warranty_notice", "SP1", "AS2.13", "notice_at")
