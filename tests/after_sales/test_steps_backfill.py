"""补记: what was typed by hand is adopted in one go, or refused with what is still missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from automation.core.rows import Row
from tests.after_sales.office import CALL, DONE, MONDAY, Office, refused

AT = {name: MONDAY + timedelta(minutes=minutes) for name, minutes in
      {"dispatched_at": 10, "arrived_at": 60, "done_at": 120, "struck_off_at": 180}.items()}
LATER = datetime(2026, 3, 2, 16, 0)
SENT = {"technician": "王磊", "dispatched_by": "赵敏"}


def written(*events: str, **values) -> tuple[Office, Row]:
    """An office in which a call was written into the register by hand, with these events."""
    office = Office()
    return office, office.memory.add("calls", CALL | {"called_at": MONDAY, "channel": "电话", "taken_by": "孙丽"}
                                     | {name: AT[name] for name in events} | values)


def test_a_call_that_was_only_written_late():
    office, row = written()
    office.do("backfill", row, at=LATER)
    call = office.memory.rows("calls")[0]
    assert (call.key, call.state, call.called_at, call.entered_at, call.backfilled_at) \
        == ("JX2026-00001", "待派工", MONDAY, LATER, LATER)
    assert (office.voucher(call.key).drawn_at, office.voucher(call.key).technician) == (LATER, None)
    assert len(office.memory.documents) == 2
    office.do("dispatch", call.key, technician="王磊")


@pytest.mark.parametrize(("events", "state"), [
    (("dispatched_at",), "待到达"), (("dispatched_at", "arrived_at"), "服务中"),
    (("dispatched_at", "arrived_at", "done_at"), "已修妥"), (("dispatched_at", "arrived_at", "done_at", "struck_off_at"), "已注销"),
])
def test_what_was_written_by_hand_is_adopted_in_one_go(events, state):
    office, row = written(*events, technician="王磊", dispatched_by="赵敏")
    done = DONE | {"collected": Decimal("80.00")} if "done_at" in events else {}
    if "struck_off_at" in events:
        done["struck_off_by"] = "孙丽"
    office.do("backfill", row, at=LATER, **done)
    call = office.memory.rows("calls")[0]
    voucher, visits = office.voucher(call.key), office.visits(call.key)
    assert call.state == state
    assert {name: call[name] for name in events} == {name: AT[name] for name in events}, "the handwritten moments stay"
    assert (voucher.technician, voucher.drawn_at) == ("王磊", MONDAY)
    assert [visit.arrived_at for visit in visits] == [AT["arrived_at"]] * ("arrived_at" in events)
    if done:
        assert (voucher.outcome, voucher.signed, voucher.collected_at, visits[0].left_at) \
            == ("当场修妥", "是", AT["done_at"], AT["done_at"])


def test_the_work_goes_on_by_steps_afterwards():
    office, row = written("dispatched_at", "arrived_at", **SENT)
    office.do("backfill", row, at=LATER)
    key = office.memory.rows("calls")[0].key
    office.do("finish", key, **DONE)
    office.do("strike_off", key)
    office.do("file_voucher", office.voucher(key).key)
    assert office.state("vouchers", office.voucher(key).key) == "已归档"


def test_a_cancelled_one_gets_a_number_and_no_voucher():
    office, row = written(cancelled_at=MONDAY + timedelta(hours=1))
    refused(office, "backfill", row, "AS2.2", "cancel_reason", at=LATER)
    office.do("backfill", row, at=LATER, cancel_reason="电话解决")
    call = office.memory.rows("calls")[0]
    assert (call.state, call.voucher_no, len(office.memory.rows("vouchers"))) == ("已取消", None, 0)


def test_a_call_cancelled_at_the_customers_leaves_no_visit_open():
    office, row = written("dispatched_at", "arrived_at", **SENT, cancelled_at=AT["done_at"], cancel_reason="客户取消")
    office.do("backfill", row, at=LATER)
    [visit] = office.visits(office.memory.rows("calls")[0].key)
    assert (visit.arrived_at, visit.result, visit.left_at) == (AT["arrived_at"], None, AT["done_at"])


def test_a_numbered_call_with_handwritten_dispatch_and_arrival():
    office = Office()
    key = office.called()
    office.memory.apply([office.row("calls", key).set(dispatched_at=MONDAY, arrived_at=LATER, technician="王磊")], office.desk("孙丽"))
    refused(office, "finish", key, "AS2.3", "arrived_at", by="王磊", **DONE, at=LATER)
    refused(office, "backfill", key, "AS2.2", "dispatched_by", at=LATER)
    office.do("backfill", key, at=LATER, dispatched_by="赵敏")
    assert (office.state("calls", key), office.voucher(key).technician, len(office.visits(key))) == ("服务中", "王磊", 1)
    assert office.row("calls", key).entered_at == MONDAY
    assert "没有要补记" in refused(office, "backfill", key, "AS2.2", at=LATER)


def test_a_handwritten_end_closes_the_visit_and_the_voucher():
    office = Office()
    key = office.arrived()
    office.memory.apply([office.row("calls", key).set(done_at=LATER)], office.desk("王磊"))
    office.do("backfill", key, at=LATER, **DONE)
    assert (office.visits(key)[0].result, office.visits(key)[0].left_at, office.voucher(key).outcome) == ("当场修妥", LATER, "当场修妥")


def test_a_handwritten_reason_to_come_again():
    office = Office()
    key = office.arrived()
    office.memory.apply([office.row("calls", key).set(waiting="等零件")], office.desk("王磊"))
    refused(office, "backfill", key, "AS2.3", "left_at", at=LATER)
    office.do("backfill", key, at=LATER, left_at=LATER)
    assert (office.visits(key)[0].result, office.visits(key)[0].left_at) == ("等零件", LATER)
    office.do("arrive", key)


def test_a_handwritten_cancelling_voids_the_voucher():
    office = Office()
    key = office.called()
    office.memory.apply([office.row("calls", key).set(cancelled_at=LATER, cancel_reason="客户取消")], office.desk("孙丽"))
    office.do("backfill", key, at=LATER)
    assert (office.state("vouchers", office.row("calls", key).voucher_no), office.voucher(key).void_at) == ("作废", LATER)


@pytest.mark.parametrize(("events", "values", "answers", "article", "column"), [
    (("arrived_at",), SENT, {}, "AS2.2", "dispatched_at"),
    (("dispatched_at",), {"dispatched_by": "赵敏"}, {}, "AS2.2", "technician"),
    (("dispatched_at",), {"technician": "王磊"}, {}, "AS2.2", "dispatched_by"),
    (("dispatched_at",), {"technician": "王磊", "dispatched_by": "陈刚"}, {}, "AS2.11", "dispatched_by"),
    (("dispatched_at",), {"technician": "孙丽", "dispatched_by": "赵敏"}, {}, "AS2.2", "technician"),
    (("dispatched_at", "done_at"), SENT, DONE, "AS2.12", "arrived_at"),
    (("dispatched_at", "arrived_at", "struck_off_at"), SENT, {}, "AS2.3", "done_at"),
    (("dispatched_at", "arrived_at", "done_at"), SENT, {}, "AS2.3", "work"),
    (("dispatched_at", "arrived_at", "done_at"), SENT, DONE | {"signed": "否"}, "AS2.3", "signed"),
    (("dispatched_at", "arrived_at", "done_at"), SENT, DONE | {"labour_fee": None}, "AS2.4", "labour_fee"),
    (("dispatched_at",), SENT | {"arrived_at": MONDAY}, {}, "AS2.12", "arrived_at"),
    (("dispatched_at",), SENT | {"arrived_at": LATER + timedelta(hours=1)}, {}, "AS2.12", "arrived_at"),
    (("dispatched_at", "arrived_at"), SENT | {"brought_back_at": AT["done_at"]}, {}, "AS2.5", "brought_back_at"),
    ((), {"cancelled_at": LATER, "cancel_reason": "重复登记"}, {}, "AS2.2", ""),
    (("dispatched_at", "arrived_at", "done_at"), SENT | {"cancelled_at": LATER, "cancel_reason": "其它"}, DONE, "AS2.2", "cancelled_at"),
    ((), {"dispatched_by": "赵敏"}, {}, "AS2.2", "dispatched_at"),
    (("dispatched_at",), SENT, {"cancel_reason": "其它"}, "AS2.2", "cancelled_at"),
    (("dispatched_at",), SENT, {"dispatched_at": LATER}, "AS2.2", "dispatched_at"),
    (("dispatched_at",), SENT, {"dispatched_by": "陈刚"}, "AS2.2", "dispatched_by"),
    (("dispatched_at", "arrived_at"), SENT | {"kind": "免费服务"}, {}, "AS2.1", "kind"),
])
def test_what_doesnt_hang_together_is_refused(events, values, answers, article, column):
    office, row = written(*events, **values)
    refused(office, "backfill", row, article, column, at=LATER, **answers)


def test_a_numbered_call_moves_on_by_its_own_steps():
    office = Office()
    assert "待到达" in refused(office, "backfill", office.dispatched(), "AS2.2", at=LATER, arrived_at=LATER)


def test_goods_that_are_still_here_arent_done():
    office = Office()
    key = office.brought()
    office.memory.apply([office.row("calls", key).set(done_at=office.now)], office.desk("王磊"))
    assert "归还" in refused(office, "backfill", key, "AS2.6", "done_at", at=LATER)
    assert office.goods(key).planned_on == date(2026, 3, 6)
