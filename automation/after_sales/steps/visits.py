"""At the customer's (AS2.3 to AS2.5): arrival, done on the spot, brought back, come again; then struck off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from automation.after_sales.registers.common import BROUGHT_BACK, FIXED
from automation.after_sales.steps.calls import joined, voucher_of
from automation.after_sales.steps.fees import FEES, ON_VOUCHER, check_same_kind, check_signed, fixed_on_the_spot
from automation.after_sales.steps.table import CENTRE, FIELD, SALES, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import earlier, shown
from automation.core.steps import Answers, Ask, Desk, append


@step("到达", "AS2.12 AS2.3", sheet="calls", since=("待到达", "待再次上门"), to="服务中", roles=FIELD,
      icon="AcceptInvitation", asks=(Ask("arrived_at", default="now", of="call_visits"),
                                     Ask("technician", required=False, of="call_visits")))
def arrive(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """记下技术员到达客户处的时间，时限计到第一次到达为止。"""
    voucher = voucher_of(row, desk)
    technician = known["technician"] or voucher.technician or row.technician
    if row.arrived_at is None and technician != row.technician:
        raise StepRefused(f"{row.key}派的是{row.technician}，到达的却是{technician}，请先办理“改派”。", "AS2.2", "technician")
    _check_after_last_visit(row, known["arrived_at"], desk)
    first = row.arrived_at or known["arrived_at"]
    yield desk.put(row, row.but(arrived_at=first, waiting=None, next_visit=None))
    yield append(desk.new("call_visits", call_no=row.key, technician=technician, arrived_at=known["arrived_at"]))


@step("需再次上门", "AS2.3", sheet="calls", since=("服务中",), to="待再次上门", roles=FIELD, icon="Refresh",
      asks=(Ask("waiting"), Ask("next_visit", required=False), Ask("left_at", default="now", of="call_visits"),
            Ask("note", required=False, of="call_visits")))
def come_again(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """这次没有做完，写明原因和下次上门的时间。"""
    yield row.set(waiting=known["waiting"], next_visit=known["next_visit"])
    yield left(open_visit(row, desk), known["waiting"], known["left_at"], known["note"])


@step("当场修妥", "AS2.3 AS2.4 AS2.1", sheet="calls", since=("服务中",), to="已修妥", roles=FIELD, icon="MarkTaskComplete",
      asks=(Ask("done_at", default="now"), *ON_VOUCHER, *FEES))
def finish(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """当场修妥，客户在凭证上签字，记下费用和当场收的款。"""
    visit, voucher = open_visit(row, desk), voucher_of(row, desk)
    yield row.set(done_at=known["done_at"])
    yield desk.put(voucher, fixed_on_the_spot(voucher, row, known, desk, visit.technician, known["done_at"]))
    yield left(visit, FIXED, known["done_at"])


@step("携回修护", "AS2.5 AS2.3", sheet="calls", since=("服务中",), to="携回修护中", roles=SALES, icon="FileSaveAs",
      prints=("repair_card",),
      asks=(Ask("brought_back_at", default="now"), *ON_VOUCHER, Ask("planned_on", of="goods"),
            Ask("repairer", required=False, of="goods"), Ask("accessories", required=False, of="goods"),
            Ask("receipt_no", required=False, of="goods"), Ask("entered_by", default="person", of="goods")))
def bring_back(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """商品携回，交客户收据，由销售人员登录《客户商品进出登记簿》，印出《修护卡》。"""
    visit, voucher = open_visit(row, desk), voucher_of(row, desk)
    check_same_kind(voucher, row)
    check_signed(known["signed"], "AS2.5")
    _check_receipt(known["receipt_no"], voucher)
    brought_at = known["brought_back_at"]
    if earlier(known["planned_on"], brought_at):
        raise StepRefused(f"预定修妥（{known['planned_on']}）早于携回时间（{shown(brought_at)}），请改正。", "AS2.8", "planned_on")
    goods = desk.new("goods", **_goods_of(row, voucher), brought_at=brought_at, brought_by=visit.technician,
                     repairer=known["repairer"] or visit.technician, accessories=known["accessories"],
                     planned_on=known["planned_on"], entered_by=known["entered_by"], carded_at=desk.now)
    yield row.set(brought_back_at=brought_at)
    yield append(goods)
    yield desk.put(voucher, voucher.but(outcome=BROUGHT_BACK, work=known["work"], signed="是", receipt_state="交客户",
                                        technician=visit.technician))
    yield left(visit, BROUGHT_BACK, brought_at)
    yield desk.print("repair_card", goods)


@step("注销", "AS2.3", sheet="calls", since=("已修妥",), to="已注销", roles=CENTRE, icon="ReviewAcceptChange",
      asks=(Ask("struck_off_at", default="now"),))
def strike_off(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """凭客户签过字的凭证，在《叫修登记簿》上注销。"""
    voucher = voucher_of(row, desk)
    check_signed(voucher.signed, "AS2.3")
    if voucher.outcome is None:
        raise StepRefused(f"凭证{voucher.key}还没有服务结果，请先办理“补记”。", "AS2.3", "outcome")
    yield row.set(struck_off_at=known["struck_off_at"], struck_off_by=desk.person)


def open_visit(call: Row, desk: Desk) -> Row:
    """The visit that is going on; an arrival written by hand has none and must be taken up first."""
    visits = [visit for visit in desk.where("call_visits", call_no=call.key) if visit.left_at is None]
    if not visits:
        raise StepRefused(f"{call.key}没有这次上门的记录，请先办理“补记”。", "AS2.3", "arrived_at")
    return visits[-1]


def left(visit: Row, result: str | None, moment: datetime, note: str | None = None) -> Change:
    """The visit's line closed."""
    return visit.set(result=result, left_at=moment, note=joined(visit.note, note) if note else visit.note)


def _check_after_last_visit(call: Row, arrived_at: datetime, desk: Desk) -> None:
    for visit in desk.where("call_visits", call_no=call.key):
        if visit.left_at and arrived_at < visit.left_at:
            raise StepRefused(f"到达时间（{shown(arrived_at)}）早于上一次离开（{shown(visit.left_at)}），请填这一次的到达时间。",
                              "AS2.3", "arrived_at")


def _check_receipt(told: str | None, voucher: Row) -> None:
    if told is not None and told != voucher.receipt_no:
        raise StepRefused(f"凭证{voucher.key}附的收据是{voucher.receipt_no}，写的却是{told}；"
                          "请填客户手中那张收据的编号。", "AS2.5", "receipt_no")


def _goods_of(call: Row, voucher: Row) -> dict[str, Any]:
    """What the goods' entry takes over from the call and its voucher."""
    copied = ("call_no", "voucher_no", "customer", "phone", "model", "serial", "fault", "kind")
    return {name: call[name] for name in copied} | {"receipt_no": voucher.receipt_no}
