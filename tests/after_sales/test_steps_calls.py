"""From the call to the striking off: each step's whole effect, and each refusal under its article."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from automation.core.rows import Row
from automation.core.step_checks import shown
from tests.after_sales.office import CALL, CATALOGUE, DONE, MONDAY, Office, refused


def papers(office: Office) -> set[str]:
    return {path.split("/")[0] for path in office.memory.documents}


def typed(office: Office, **values) -> Row:
    """A line that staff typed into 叫修登记, without a number."""
    return office.memory.add("calls", CALL | {"called_at": MONDAY, "channel": "电话", "taken_by": "孙丽"} | values)


# 登记叫修

def test_a_call_is_entered_with_its_user_goods_voucher_and_papers():
    office = Office()
    call = office.row("calls", office.called(serial="A1", bought_on=date(2020, 1, 10), nature="单位"))
    voucher = office.voucher(call.key)
    user, goods = office.row("users", call.user_no), office.memory.rows("owned")[0]
    assert (call.key, call.state, call.called_at, call.entered_at, call.taken_by) == ("JX2026-00001", "待派工", MONDAY, MONDAY, "孙丽")
    assert call.due_at == datetime(2026, 3, 2, 16, 30)
    assert (voucher.call_no, voucher.state, voucher.kind, voucher.customer, voucher.model, voucher.drawn_at) \
        == (call.key, "已开出", "有偿服务", "张三", "QY-20", MONDAY)
    assert voucher.receipt_no == "SJ2026-00001"
    assert (user.name, user.phone, user.address, user.area, user.nature, user.since) \
        == ("张三", CALL["phone"], CALL["address"], "海淀区", "单位", date(2026, 3, 2))
    assert (goods.user_no, goods.model, goods.serial, goods.bought_on, goods.warranty_until) \
        == (user.key, "QY-20", "A1", date(2020, 1, 10), date(2023, 1, 10))
    assert papers(office) == {"service_voucher", "goods_receipt"}


def test_a_line_that_staff_typed_becomes_the_call():
    office = Office()
    row = typed(office, note="急")
    office.do("register_call", row)
    call = office.memory.rows("calls")[0]
    assert (call.number, call.key, call.customer, call.note, call.state) == (row.number, "JX2026-00001", "张三", "急", "待派工")
    assert len(office.memory.rows("calls")) == 1


def test_the_user_is_found_by_phone_and_the_rest_taken_from_the_file():
    office = Office()
    office.called()
    again = {name: CALL[name] for name in ("phone", "model", "fault", "kind")}
    call = office.row("calls", office.do("register_call", **again))
    assert (call.user_no, call.customer, call.address, call.area) == ("YH2026-00001", "张三", CALL["address"], "海淀区")
    assert (len(office.memory.rows("users")), len(office.memory.rows("owned"))) == (1, 1)


def test_the_second_phone_counts_and_another_name_on_the_same_phone_is_another_user():
    office = Office(users=[{"user_no": "YH1", "name": "张三", "phone": "1", "phone2": CALL["phone"], "address": "甲", "area": "海淀区"}])
    assert office.row("calls", office.called()).user_no == "YH1"
    assert office.row("calls", office.called(customer="李四")).user_no == "YH2026-00001"
    message = refused(office, "register_call", None, "AS2.2", "customer", **{**CALL, "customer": None})
    assert "YH1" in message and "李四" in message


def test_a_serial_number_and_a_purchase_date_told_later_are_added_to_the_goods():
    office = Office()
    office.called()
    office.called(serial="A1", bought_on=date(2025, 5, 1))
    assert [(row.serial, row.bought_on) for row in office.memory.rows("owned")] == [("A1", date(2025, 5, 1))]
    office.called(serial="A2")
    assert [row.serial for row in office.memory.rows("owned")] == ["A1", "A2"]


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"phone": None}, "AS2.2", "phone"),
    ({"address": None}, "AS2.2", "address"),
    ({"area": None}, "AS2.12", "area"),
    ({"area": "火星"}, "AS2.12", "area"),
    ({"model": "没有的"}, "AS2.2", "model"),
    ({"kind": "白干"}, "AS2.1", "kind"),
    ({"user_no": "YH9"}, "AS2.2", ""),
    ({"called_at": MONDAY + timedelta(hours=9)}, "AS2.2", "called_at"),
    ({"kind": "免费服务"}, "AS2.1", "kind"),
    ({"kind": "合同服务"}, "AS2.1", "contract_no"),
    ({"kind": "合同服务", "contract_no": "HT9"}, "AS2.1", ""),
])
def test_a_call_is_refused(answers, article, column):
    office = Office()
    refused(office, "register_call", None, article, column, **{**CALL, **answers})
    assert office.called() == "JX2026-00001", "a refused call uses up no number"


def test_the_same_serial_number_is_one_machine():
    office = Office()
    office.called(serial="A1", bought_on=date(2025, 5, 1))
    assert "QY-20" in refused(office, "register_call", None, "AS2.2", "model", **CALL | {"serial": "A1", "model": "QY-30"})
    refused(office, "register_call", None, "AS2.1", "bought_on", **CALL | {"serial": "A1", "bought_on": date(2025, 5, 2)})


@pytest.mark.parametrize(("bought_on", "free"), [(date(2023, 3, 2), True), (date(2023, 3, 1), False)])
def test_free_service_ends_with_the_warranty(bought_on, free):
    office = Office()
    answers = CALL | {"kind": "免费服务", "bought_on": bought_on}
    if free:
        office.do("register_call", **answers)
    else:
        assert "2026-03-01" in refused(office, "register_call", None, "AS2.1", "kind", **answers)


def contract(**values):
    return {"contract_no": "HT1", "user_no": "YH1", "model": "QY-20", "starts_on": date(2025, 3, 3), "ends_on": date(2026, 3, 2),
            "fee": Decimal(500)} | values


USER = {"user_no": "YH1", "name": "张三", "phone": CALL["phone"], "address": "甲", "area": "海淀区", "nature": "家庭"}


@pytest.mark.parametrize(("values", "live"), [
    ({}, True), ({"starts_on": date(2026, 3, 2), "ends_on": date(2027, 3, 1)}, True), ({"ended_on": date(2026, 3, 2)}, True),
    ({"ends_on": date(2026, 3, 1)}, False), ({"starts_on": date(2026, 3, 3)}, False), ({"ended_on": date(2026, 3, 1)}, False),
    ({"user_no": "YH2"}, False),
])
def test_contract_service_needs_the_customers_live_contract(values, live):
    office = Office(users=[USER], contracts=[contract(**values)])
    answers = CALL | {"kind": "合同服务"}
    if live:
        assert office.row("calls", office.do("register_call", **answers)).contract_no == "HT1"
    else:
        refused(office, "register_call", None, "AS2.1", "contract_no", **answers)
        refused(office, "register_call", None, "AS2.1", "contract_no", **answers, contract_no="HT1")


def test_a_line_with_a_handwritten_dispatch_goes_to_backfill():
    office = Office()
    assert "补记" in refused(office, "register_call", typed(office, dispatched_at=MONDAY), "AS2.2", "dispatched_at")


# 派工、改派、改约

def test_dispatch_fills_call_and_voucher():
    office = Office()
    call = office.row("calls", office.dispatched())
    assert (call.state, call.technician, call.dispatched_by, call.dispatched_at) == ("待到达", "王磊", "赵敏", office.now)
    assert office.voucher(call.key).technician == "王磊"


def test_the_supervisor_dispatches_only_what_is_left_over():
    office = Office()
    key = office.called()
    assert "销售经理" in refused(office, "dispatch", key, "AS2.11", "dispatched_by", by="陈刚", technician="王磊")
    office.do("dispatch", key, by="陈刚", at=datetime(2026, 3, 3, 8, 40), technician="李明")
    assert office.row("calls", key).dispatched_by == "陈刚"


def test_dispatch_is_refused():
    office = Office()
    key = office.called()
    refused(office, "dispatch", key, "AS2.2", "technician")
    refused(office, "dispatch", key, "AS2.2", "technician", technician="孙丽")
    refused(office, "dispatch", key, "AS2.2", "technician", technician="钱进")
    message = refused(office, "dispatch", key, "AS2.2", "dispatched_at", technician="王磊", dispatched_at=MONDAY - timedelta(minutes=1))
    assert "早于“叫修时间”" in message
    refused(office, "dispatch", key, "AS2.2", "dispatched_at", technician="王磊", dispatched_at=office.now + timedelta(hours=1))


def test_a_technician_typed_into_the_line_is_used():
    office = Office()
    key = office.called()
    office.memory.apply([office.row("calls", key).set(technician="李明")], office.desk("孙丽"))
    office.do("dispatch", key)
    assert office.voucher(key).technician == "李明"


def test_reassign_keeps_the_dispatch_time():
    office = Office()
    key = office.dispatched()
    dispatched_at = office.now
    office.do("reassign", key, technician="李明")
    call = office.row("calls", key)
    assert (call.state, call.technician, office.voucher(key).technician, call.dispatched_at) \
        == ("待到达", "李明", "李明", dispatched_at)
    assert call.note == f"{shown(office.now)} 赵敏改派：王磊→李明"
    refused(office, "reassign", key, "AS2.2", "technician", technician="李明")


@pytest.mark.parametrize("stage", ["called", "dispatched"])
def test_reschedule_keeps_the_state_and_the_clock_running(stage):
    office = Office()
    key = getattr(office, stage)()
    state, due = office.state("calls", key), office.row("calls", key).due_at
    visit = datetime(2026, 3, 4, 10, 0)
    office.do("reschedule", key, rescheduled="出差", next_visit=visit)
    first = office.now
    office.do("reschedule", key, rescheduled="再晚些", next_visit=visit)
    call = office.row("calls", key)
    assert (call.state, call.due_at, call.next_visit) == (state, due, visit)
    assert call.rescheduled == (f"{shown(first)} 客户要求改到 2026-03-04 10:00：出差；"
                                f"{shown(office.now)} 客户要求改到 2026-03-04 10:00：再晚些")
    refused(office, "reschedule", key, "AS2.12", "next_visit", rescheduled="x", next_visit=MONDAY)
    refused(office, "reschedule", key, "AS2.12", "rescheduled", next_visit=visit)


# 取消、重复登记

@pytest.mark.parametrize("stage", ["called", "dispatched", "waiting"])
def test_cancel_voids_the_voucher_and_its_receipt(stage):
    office = Office()
    key = office.do("come_again", office.arrived(), waiting="无人在家") if stage == "waiting" else getattr(office, stage)()
    office.do("cancel", key, cancel_reason="客户取消", note="已修好")
    call, voucher = office.row("calls", key), office.voucher(key)
    assert (call.state, call.cancelled_at, call.cancel_reason, call.note) == ("已取消", office.now, "客户取消", "已修好")
    assert (voucher.state, voucher.void_at, voucher.receipt_state) == ("作废", office.now, "空白作废")


def test_cancel_is_refused():
    office = Office()
    key = office.called()
    assert "重复登记" in refused(office, "cancel", key, "AS2.2", "cancel_reason", cancel_reason="重复登记")
    refused(office, "cancel", key, "AS2.2", "cancel_reason", cancel_reason="不想修")
    refused(office, "cancel", key, "AS2.2", "cancelled_at", cancel_reason="其它", cancelled_at=MONDAY - timedelta(hours=1))


def test_a_duplicate_names_the_call_that_stays():
    office = Office()
    kept, key = office.called(), office.called()
    refused(office, "mark_duplicate", key, "AS2.2", "duplicate_of", duplicate_of=key)
    refused(office, "mark_duplicate", key, "AS2.2", "", duplicate_of="JX9")
    office.do("mark_duplicate", key, duplicate_of=kept)
    call = office.row("calls", key)
    assert (call.state, call.cancel_reason, call.duplicate_of, office.voucher(key).state) == ("已取消", "重复登记", kept, "作废")
    assert "已经取消" in refused(office, "mark_duplicate", kept, "AS2.2", "duplicate_of", duplicate_of=key)


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
