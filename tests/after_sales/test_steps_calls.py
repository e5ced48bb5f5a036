"""From the call to the dispatch, and calls that end without service: each step's whole effect, and each refusal under its article."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from automation.core.rows import Row
from automation.core.step_checks import shown
from tests.after_sales.office import CALL, MONDAY, USER, Office, contract, refused


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
