"""A call from its entry to the dispatch, and calls that end without service (AS2.2, AS2.11, AS2.12)."""

from __future__ import annotations

from collections.abc import Iterator

from automation.after_sales.steps.entry import ENTRY, draw_voucher, enter, printed
from automation.after_sales.steps.table import CENTRE, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import shown
from automation.core.steps import Answers, Ask, Desk, append

DISPATCHERS = ("销售经理", "技术主管")
OPEN = ("待派工", "待到达", "待再次上门")
HANDWRITTEN = ("dispatched_at", "arrived_at", "waiting", "brought_back_at", "done_at", "struck_off_at", "cancelled_at")


@step("登记叫修", "AS2.2 AS2.1", sheet="calls", since=("",), to="待派工", roles=CENTRE, asks=ENTRY,
      prints=("service_voucher", "goods_receipt"))
def register_call(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """登记客户叫修，开出《服务凭证》和空白收据，送请销售经理派工。"""
    for name in HANDWRITTEN:
        if row[name] is not None:
            raise StepRefused(f"这一行已经手写了“{row.sheet[name].header}”，请改办“补记”。", "AS2.2", name)
    call, files = enter(row, desk, known)
    voucher = draw_voucher(call, desk)
    call = call.but(voucher_no=voucher.key)
    yield desk.put(row, call)
    yield from files
    yield append(voucher)
    yield from printed(voucher, call, files, desk)


@step("派工", "AS2.2 AS2.11", sheet="calls", since=("待派工",), to="待到达", roles=DISPATCHERS, icon="AssignTask",
      asks=(Ask("technician"), Ask("dispatched_at", default="now"), Ask("appointment", required=False)))
def dispatch(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """销售经理把凭证派给技术员；隔日遗留的叫修技术主管也可以派。"""
    sent = row.but(**known, dispatched_by=desk.person)
    check_dispatcher(sent, desk)
    yield desk.put(row, sent)
    yield voucher_of(row, desk).set(technician=sent.technician)


@step("改派", "AS2.2", sheet="calls", since=("待到达",), to="待到达", roles=DISPATCHERS, icon="AssignTask",
      asks=(Ask("technician"), Ask("appointment", required=False)))
def reassign(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """还没有到达的叫修改派另一位技术员，原派工时间不变。"""
    voucher = voucher_of(row, desk)
    if known["technician"] == voucher.technician:
        raise StepRefused(f"凭证{voucher.key}本来就派给{voucher.technician}，请另选技术员。", "AS2.2", "technician")
    written = f"{shown(desk.now)} {desk.person}改派：{voucher.technician or '未定'}→{known['technician']}"
    yield desk.put(row, row.but(**known, note=joined(row.note, written)))
    yield voucher.set(technician=known["technician"])


@step("客户改约", "AS2.12", sheet="calls", since=OPEN, to="", roles=("客服人员", "技术人员", *DISPATCHERS),
      icon="DateAndTimeInsert", asks=(Ask("rescheduled"), Ask("next_visit")))
def reschedule(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """记下客户自己要求的改期和经过；六小时、七小时的时限照常计算。"""
    if known["next_visit"] <= desk.now:
        raise StepRefused(f"下次上门（{shown(known['next_visit'])}）已经过去，请填客户新约的时间。", "AS2.12", "next_visit")
    written = f"{shown(desk.now)} 客户要求改到 {shown(known['next_visit'])}：{known['rescheduled']}"
    yield row.set(rescheduled=joined(row.rescheduled, written), next_visit=known["next_visit"])


@step("取消", "AS2.2", sheet="calls", since=OPEN, to="已取消", roles=("客服人员", "销售经理"), icon="DeclineInvitation",
      asks=(Ask("cancel_reason"), Ask("cancelled_at", default="now"), Ask("note", required=False)))
def cancel(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """取消不用再上门的叫修，凭证和空白收据一并作废。"""
    if known["cancel_reason"] == "重复登记":
        raise StepRefused("重复登记的请办理“重复登记”，写明与哪一条重复。", "AS2.2", "cancel_reason")
    yield desk.put(row, row.but(**known, waiting=None, next_visit=None))
    yield voided(voucher_of(row, desk), known["cancelled_at"])


@step("重复登记", "AS2.2", sheet="calls", since=("待派工",), to="已取消", roles=CENTRE, icon="Copy",
      asks=(Ask("duplicate_of"), Ask("cancelled_at", default="now")))
def mark_duplicate(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """同一件事登记了两次，取消这一条，写明保留哪一条。"""
    kept = desk.need("calls", known["duplicate_of"], "AS2.2")
    if kept.key == row.key or kept.cancelled_at is not None:
        why = "就是这一条" if kept.key == row.key else "已经取消"
        raise StepRefused(f"“重复于”写的{kept.key}{why}，请填要保留的那一条叫修。", "AS2.2", "duplicate_of")
    yield desk.put(row, row.but(**known, cancel_reason="重复登记", waiting=None, next_visit=None))
    yield voided(voucher_of(row, desk), known["cancelled_at"])


def check_dispatcher(call: Row, desk: Desk) -> None:
    """AS2.2, AS2.11: the sales manager dispatches; the technical supervisor what is left over from an earlier day."""
    roles = desk.department.roles.get(call.dispatched_by, frozenset())
    left_over = call.dispatched_at.date() > call.called_at.date()
    if not ("销售经理" in roles or ("技术主管" in roles and left_over)):
        raise StepRefused(f"{shown(call.called_at)}的叫修当天由销售经理派工，{call.dispatched_by}不能派；"
                          "隔日遗留的技术主管才可以派。", "AS2.11", "dispatched_by")


def voucher_of(call: Row, desk: Desk) -> Row:
    """The call's voucher; a call without one was written by hand and must be taken up first."""
    voucher = desk.find("vouchers", call.voucher_no)
    if voucher is None or voucher.void_at is not None:
        state = "没有凭证" if voucher is None else f"的凭证{voucher.key}已作废"
        raise StepRefused(f"{call.key}{state}，请先办理“补记”。", "AS2.2", "voucher_no")
    return voucher


def voided(voucher: Row, moment) -> Change:
    """The voucher void, and the blank receipt that went out with it."""
    return voucher.set(void_at=moment, receipt_state="空白作废")


def joined(before: str | None, added: str) -> str:
    """A note with something added at its end."""
    return f"{before}；{added}" if before else added
