"""At the customer's, to the striking off: each step's whole effect, and each refusal under its article."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.after_sales.office import CALL, CATALOGUE, DONE, MONDAY, USER, Office, contract, refused

# 到达、再次上门、修妥

def test_only_the_first_arrival_counts():
    office = Office()
    key = office.arrived()
    first = office.now
    office.do("come_again", key, waiting="等零件", next_visit=datetime(2026, 3, 3, 9, 0), note="缺密封圈")
    left = office.now
    call = office.row("calls", key)
    assert (call.state, call.waiting, call.next_visit) == ("待再次上门", "等零件", datetime(2026, 3, 3, 9, 0))
    refused(office, "arrive", key, "AS2.3", "arrived_at", arrived_at=first)
    office.do("arrive", key, technician="李明")
    call = office.row("calls", key)
    assert (call.state, call.arrived_at, call.waiting, call.next_visit, call.technician) == ("服务中", first, None, None, "王磊")
    assert [(visit.technician, visit.arrived_at, visit.result, visit.left_at, visit.note) for visit in office.visits(key)] \
        == [("王磊", first, "等零件", left, "缺密封圈"), ("李明", office.now, None, None, None)]
    office.do("finish", key, **DONE)
    assert office.voucher(key).technician == "李明"


def test_arrival_is_refused():
    office = Office()
    key = office.dispatched()
    dispatched_at = office.now
    assert "改派" in refused(office, "arrive", key, "AS2.2", "technician", technician="李明")
    refused(office, "arrive", key, "AS2.12", "arrived_at", arrived_at=dispatched_at - timedelta(minutes=1))
    refused(office, "arrive", key, "AS2.12", "arrived_at", arrived_at=office.now + timedelta(hours=9))
    office.memory.apply([office.voucher(key).set(void_at=office.now)], office.desk("孙丽"))
    assert "补记" in refused(office, "arrive", key, "AS2.2", "voucher_no")


def test_leaving_before_arriving_is_refused():
    office = Office()
    key = office.arrived()
    refused(office, "come_again", key, "AS2.3", "left_at", waiting="等零件", left_at=MONDAY)
    refused(office, "come_again", key, "AS2.3", "waiting")


def test_done_on_the_spot_with_cash():
    office = Office()
    key = office.finished(parts_fee=Decimal("20.00"), collected=Decimal("100.00"))
    call, voucher = office.row("calls", key), office.voucher(key)
    visit = office.visits(key)[0]
    assert (call.state, call.done_at, visit.result, visit.left_at) == ("已修妥", office.now, "当场修妥", office.now)
    assert dict(voucher) | {"outcome": "当场修妥", "work": "换密封圈", "signed": "是", "total": Decimal("100.00"), "state": "已签字",
                            "collected": Decimal("100.00"), "collected_at": office.now, "receipt_state": "未使用"} == dict(voucher)


def test_what_staff_typed_on_the_voucher_is_used():
    office = Office()
    key = office.arrived()
    office.memory.apply([office.voucher(key).set(work="清垢", signed="是", labour_fee=Decimal(50))], office.desk("王磊"))
    office.do("finish", key)
    assert (office.voucher(key).work, office.voucher(key).labour_fee, office.voucher(key).collected) == ("清垢", Decimal(50), None)


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"signed": "否"}, "AS2.3", "signed"),
    ({"signed": None}, "AS2.3", "signed"),
    ({"work": None}, "AS2.3", "work"),
    ({"labour_fee": None}, "AS2.4", "labour_fee"),
    ({"labour_fee": Decimal(-1)}, "AS2.4", "labour_fee"),
    ({"labour_fee": Decimal("200.01"), "collected": Decimal("200.01")}, "AS2.4", "collected"),
    ({"collected": Decimal("79.99")}, "AS2.4", "collected"),
    ({"done_at": MONDAY}, "AS2.3", "done_at"),
])
def test_done_on_the_spot_is_refused(answers, article, column):
    office = Office()
    refused(office, "finish", office.arrived(), article, column, **{**DONE, **answers})


def test_exactly_the_small_amount_may_be_collected():
    office = Office()
    office.finished(labour_fee=Decimal(200), collected=Decimal(200))


def test_a_small_amount_that_is_no_number_is_named():
    office = Office(settings=[{"item": "小额现场收款上限", "value": "两百"}])
    assert "两百" in refused(office, "finish", office.arrived(), "AS2.4", "collected", **DONE, collected=Decimal(80))


@pytest.mark.parametrize(("kind", "fee", "column"), [("免费服务", Decimal("0.01"), "labour_fee"), ("合同服务", None, "labour_fee")])
def test_fees_fit_the_kind_of_service(kind, fee, column):
    office = Office(users=[USER], contracts=[contract()])
    key = office.arrived(kind=kind, bought_on=date(2025, 1, 1))
    refused(office, "finish", key, "AS2.1", column, **DONE | {"labour_fee": fee})
    office.do("finish", key, **DONE | {"labour_fee": Decimal(0)})


@pytest.mark.parametrize(("step", "answers"), [("finish", {}), ("bring_back", {"planned_on": date(2026, 3, 6)})])
def test_voucher_and_register_must_name_the_same_kind(step, answers):
    office = Office()
    key = office.arrived()
    office.memory.apply([office.row("calls", key).set(kind="合同服务")], office.desk("孙丽"))
    refused(office, step, key, "AS2.1", "kind", work="x", signed="是", **answers)


# 携回

def test_bringing_back_writes_both_registers_and_prints_the_card():
    office = Office()
    key = office.brought(accessories="遥控器", repairer="李明")
    call, voucher, goods, visit = office.row("calls", key), office.voucher(key), office.goods(key), office.visits(key)[0]
    assert (call.state, call.brought_back_at, visit.result, visit.left_at) == ("携回修护中", office.now, "携回修护", office.now)
    assert (voucher.outcome, voucher.signed, voucher.work, voucher.receipt_state) == ("携回修护", "是", "带回检查", "交客户")
    assert dict(goods) | {
        "card_no": "XH2026-00001", "call_no": key, "voucher_no": voucher.key, "receipt_no": voucher.receipt_no, "customer": "张三",
        "phone": CALL["phone"], "model": "QY-20", "fault": "不加热", "kind": "有偿服务", "brought_at": office.now, "brought_by": "王磊",
        "entered_by": "刘洋", "carded_at": office.now, "planned_on": date(2026, 3, 6), "repairer": "李明", "accessories": "遥控器",
        "state": "修护中"} == dict(goods)
    assert f"repair_card/{goods.key}.html" in office.memory.documents


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"signed": "否"}, "AS2.5", "signed"),
    ({"receipt_no": "SJ9"}, "AS2.5", "receipt_no"),
    ({"planned_on": None}, "AS2.8", "planned_on"),
    ({"planned_on": date(2026, 3, 1)}, "AS2.8", "planned_on"),
    ({"entered_by": "王磊"}, "AS2.5", "entered_by"),
    ({"brought_back_at": MONDAY}, "AS2.5", "brought_back_at"),
])
def test_bringing_back_is_refused(answers, article, column):
    office = Office()
    given = {"work": "x", "signed": "是", "planned_on": date(2026, 3, 6)}
    refused(office, "bring_back", office.arrived(), article, column, **{**given, **answers})


# 注销

def test_strike_off():
    office = Office()
    key = office.do("strike_off", office.finished())
    call = office.row("calls", key)
    assert (call.state, call.struck_off_at, call.struck_off_by) == ("已注销", office.now, "孙丽")


def test_striking_off_needs_the_signed_voucher():
    office = Office()
    key = office.finished()
    refused(office, "strike_off", key, "AS2.3", "struck_off_at", struck_off_at=MONDAY)
    office.memory.apply([office.voucher(key).set(signed="否")], office.desk("孙丽"))
    refused(office, "strike_off", key, "AS2.3", "signed")
    office.memory.apply([office.voucher(key).set(signed="是", outcome=None)], office.desk("孙丽"))
    assert "补记" in refused(office, "strike_off", key, "AS2.3", "outcome")


def test_a_call_in_another_state_is_refused_with_the_states_that_would_do():
    office = Office()
    message = refused(office, "arrive", office.called(), "AS2.12")
    assert "待派工" in message and "待到达、待再次上门" in message
    assert CATALOGUE.sheets["calls"]["state"].choices == ()
