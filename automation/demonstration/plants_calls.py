"""Faults in calls, kinds of service and contracts (AS2.1, AS2.2, AS2.3, AS2.11, AS2.12, AS2.13)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta

from automation.after_sales.registers.common import CONTRACT, FREE
from automation.core.dates import months_after, months_before
from automation.demonstration.faults import Field, Line, plant
from automation.demonstration.goods import MODELS
from automation.demonstration.people import SUPERVISOR

_MONTHS = {model.model: model.months for model in MODELS}
_CITY, _SUBURB = 6 * 3600, 7 * 3600


def _done(field: Field, row: Line) -> bool:
    """A call that was put right on the spot, struck off and filed some days ago."""
    return bool(row["struck_off_at"] and not row["brought_back_at"] and not row["backfilled_at"] and field.settled(row["done_at"], 4)
                and field.voucher(row)["filed_at"])


@plant("AS2.2", "calls.entered_at", "叫修过了一个多小时才登记")
def entered_late(field: Field) -> Line:
    call = field.pick("calls", lambda row: _done(field, row) and row["called_at"].hour == 9)
    call["entered_at"] = call["called_at"] + timedelta(minutes=61)
    return call


@plant("AS2.2", "calls.backfilled_at", "前几天补记的叫修（提示）")
def written_up(field: Field) -> Line:
    call = field.pick("calls", lambda row: _done(field, row) and row["called_at"].date() > field.today - timedelta(days=20))
    call["backfilled_at"] = call["entered_at"]
    return call


@plant("AS2.2", "calls.dispatched_by", "当天的叫修由技术主管派工")
def dispatched_by_supervisor(field: Field) -> Line:
    call = field.pick("calls", lambda row: _done(field, row) and row["dispatched_at"].date() == row["called_at"].date())
    call["dispatched_by"] = SUPERVISOR
    return call


@plant("AS2.3", "calls.struck_off_at", "修妥多日没有注销")
def not_struck_off(field: Field) -> Line:
    call = field.pick("calls", lambda row: _done(field, row))
    call.update(struck_off_at=None, struck_off_by=None)
    field.voucher(call)["filed_at"] = None
    return call


@plant("AS2.3", "calls.done_at", "没有修妥时间就注销了")
def struck_off_unfinished(field: Field) -> Line:
    call = field.pick("calls", lambda row: row["struck_off_at"] and not row["brought_back_at"] and _card_waits(field, row))
    call["done_at"] = None
    _unsend(field, call)
    return call


@plant("AS2.11", "calls.dispatched_at", "派工时间没有填，看不出何时派的")
def not_dispatched(field: Field) -> Line:
    call = field.pick("calls", lambda row: _done(field, row))
    call["dispatched_at"] = None
    return call


@plant("AS2.11", "vouchers.call_no", "叫修上写了别人的凭证编号")
def voucher_of_another(field: Field) -> Line:
    call, other = (field.pick("calls", lambda row: _done(field, row)) for _ in range(2))
    own = field.voucher(call)
    call["voucher_no"] = other["voucher_no"]
    return own


@plant("AS2.12", "calls.arrived_at", "到达比最迟时间晚了一秒")
def arrived_a_second_late(field: Field) -> Line:
    call = field.pick("calls", lambda row: row["done_at"] is not None and not row["backfilled_at"] and _may_be_late(field, row))
    late = _latest(field, call) + timedelta(seconds=1)
    first = field.where("call_visits", call_no=call["call_no"])[0]
    first["left_at"] += max(timedelta(), late - first["arrived_at"])
    call["arrived_at"] = first["arrived_at"] = late
    return call


@plant("AS2.12", "calls.due_at", "昨天上午的叫修，至今没有到达")
def never_arrived(field: Field) -> Line:
    call = field.pick("calls", lambda row: row["dispatched_at"] and not row["arrived_at"] and not row["cancelled_at"]
                      and not row["rescheduled"] and row["dispatched_at"].date() == row["called_at"].date())
    called = datetime.combine(field.workday(call["called_at"], -1), time(9, 5))
    shift = called - call["called_at"]
    for name in ("called_at", "entered_at", "dispatched_at"):
        call[name] += shift
    call["appointment"] = None
    field.voucher(call)["drawn_at"] = call["entered_at"]
    return call


@plant("AS2.13", "contracts.notice_at", "合同快要期满，通知书没有寄")
def contract_notice_missing(field: Field) -> Line:
    contract = field.pick("contracts", lambda row: row["notice_at"] and not row["renewed_as"] and not row["ended_on"]
                          and months_before(row["ends_on"], 1) < field.today <= row["ends_on"])
    contract["notice_at"] = None
    return contract


@plant("AS2.13", "owned.notice_at", "保修快要期满，没有寄通知")
def warranty_notice_missing(field: Field) -> Line:
    def overdue(row: Line) -> bool:
        until = months_after(row["bought_on"], _MONTHS[row["model"]])
        return row["notice_at"] is not None and months_before(until, 1) < field.today
    owned = field.pick("owned", overdue)
    owned["notice_at"] = None
    return owned


@plant("AS2.1", "calls.kind", "保修昨天到期，今天仍按免费登记")
def free_after_warranty(field: Field) -> Line:
    notices = max(row["since"] for row in field.where("settings", item="保修到期也寄通知") if row["since"])
    call = field.pick("calls", lambda row: _only_free_call(field, row) and row["called_at"].date() < notices - timedelta(days=7))
    owned = _goods(field, call)
    field.take("owned", owned)
    owned["bought_on"] = months_before(call["called_at"].date() - timedelta(days=1), _MONTHS[call["model"]])
    return call


@plant("AS2.1", "calls.kind", "免费服务，商品却没有购买日期")
def free_without_purchase(field: Field) -> Line:
    call = field.pick("calls", lambda row: _only_free_call(field, row))
    owned = _goods(field, call)
    field.take("owned", owned)
    owned["bought_on"] = None
    return call


@plant("AS2.1", "calls.contract_no", "合同在叫修前一天已经终止")
def contract_ended(field: Field) -> Line:
    calls = Counter(row["contract_no"] for row in field.rows["calls"] if row["contract_no"])
    call = field.pick("calls", lambda row: row["kind"] == CONTRACT and calls[row["contract_no"]] == 1 and _whole(field, row)
                      and field.find("contracts", row["contract_no"])["ended_on"] is None
                      and field.find("contracts", row["contract_no"])["starts_on"] < row["called_at"].date())
    field.find("contracts", call["contract_no"])["ended_on"] = call["called_at"].date() - timedelta(days=1)
    return call


@plant("AS2.1", "calls.contract_no", "用了别的客户的合同")
def contract_of_another(field: Field) -> Line:
    call = field.pick("calls", lambda row: row["kind"] == CONTRACT)
    day = call["called_at"].date()
    other = field.pick("contracts", lambda row: row["user_no"] != call["user_no"] and row["ended_on"] is None
                       and row["starts_on"] <= day <= row["ends_on"])
    call["contract_no"] = other["contract_no"]
    return call


def _whole(field: Field, call: Line) -> bool:
    """Whether the call's contract is still untouched."""
    return ("contracts", call["contract_no"]) not in field.taken


def _only_free_call(field: Field, call: Line) -> bool:
    """A free call that is the only one for its goods, which no other plant has touched."""
    if call["kind"] != FREE or call["cancelled_at"]:
        return False
    owned = _goods(field, call)
    same = field.where("calls", user_no=call["user_no"], model=call["model"])
    return len(same) == 1 and ("owned", owned["owned_no"]) not in field.taken


def _goods(field: Field, call: Line) -> Line:
    return field.where("owned", user_no=call["user_no"], model=call["model"])[0]


def _card_waits(field: Field, call: Line) -> bool:
    """Whether the call's card is still out: nobody will miss it when it turns out not to be sent."""
    return all(card["returned_on"] is None for card in field.cards(call))


def _unsend(field: Field, call: Line) -> None:
    for card in field.cards(call):
        card.update(sent_at=None, served_on=None, lapsed_on=None)


def _latest(field: Field, call: Line) -> datetime:
    area = field.find("areas", call["area"])
    return field.clock.deadline(call["called_at"], _CITY if area["zone"] == "市区" else _SUBURB)


def _may_be_late(field: Field, call: Line) -> bool:
    """Whether the arrival can move behind the limit without upsetting what follows it."""
    late = _latest(field, call) + timedelta(seconds=1)
    visits = field.where("call_visits", call_no=call["call_no"])
    follows = [visit["arrived_at"] for visit in visits[1:]] + [call[name] for name in ("brought_back_at", "done_at") if call[name]]
    stay = max(timedelta(), late - visits[0]["arrived_at"])
    return len(visits) > 1 and field.clock.is_open(late) and visits[0]["left_at"] + stay < min(follows)
