"""A complaint comes in (CP2, CP3, CP7): by itself, from a survey card's hand-over, from a call, or a closed one again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from automation.complaints.registers.common import DEMANDS, REGISTER
from automation.complaints.steps.table import RECEIVERS, step
from automation.core.basics import PARTNER, USER
from automation.core.changes import Change
from automation.core.clients import NEW_USER, asked_who, identified
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk, append

_HOW = (Ask("received_at", default="now"), Ask("channel", default="电话"), Ask("received_by", default="person"))
_WHAT = (Ask("order_no", required=False), Ask("shipped_on", required=False), Ask("model"), Ask("serial", required=False),
         Ask("quantity", default=1), Ask("amount", required=False), Ask("ground"), Ask("matter"), Ask("evidence", required=False),
         Ask("letter", default="否"), *(Ask(name, required=False) for name in DEMANDS), Ask("merged_into", required=False),
         Ask("note", required=False))
_WHO = asked_who("partner_no")


def _of_case(*asks: Ask, optional: tuple[str, ...] = ()) -> tuple[Ask, ...]:
    """The same questions asked at a row of another sheet; what that row tells needn't be answered."""
    return tuple(Ask(ask.column, ask.required and ask.column not in optional, ask.default, of=ask.of or "cases") for ask in asks)


@step("接诉", "CP7 CP2 CP3 CP8", sheet="cases", since=("",), to="待确认理由", or_to=("已并案",), roles=RECEIVERS,
      asks=(*_HOW, *_WHO, *_WHAT, *NEW_USER))
def receive_complaint(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """登记客户的投诉：谁投诉、什么商品、什么理由、有什么要求。"""
    told, files = identified(row, desk, known, "partner_no", "接诉")
    case = row.but(**{ask.column: known[ask.column] for ask in (*_HOW, *_WHAT)}, **told)
    yield from _entered(row, case, desk)
    yield from files


@step("接收移交", "AS3.2 CP5 CP7 CP2 CP3", sheet="handovers", since=("已登记",), to="", roles=RECEIVERS, icon="AcceptInvitation",
      asks=_of_case(*_WHAT, optional=("model", "matter")))
def take_handover(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把意见调查卡上的抱怨接收过来，立一个投诉案件，两边互相写明编号。"""
    if row.to != REGISTER:
        raise StepRefused(f"{row.key}是移交到《{row.to}》的，不在这里接收。", "AS3.2", "to")
    if row.taken_at is not None:
        raise StepRefused(f"{row.key}已经接收为{row.taken_no}，不用再办。", "AS3.2", "taken_at")
    card = desk.need("cards", row.card_no, "AS3.2")
    call = desk.need("calls", card.call_no, "AS3.2")
    case = _from_call(call, desk, known, matter=known["matter"] or row.matter, channel="意见调查", received_at=row.made_at,
                      card_no=card.key, handover_no=row.key, visited_by=card.visited_by, visited_at=card.visited_at)
    changes = list(_entered(Row(case.sheet, {}), case, desk))
    yield from changes
    yield row.set(taken_at=desk.now, taken_no=_number(changes))


@step("转投诉", "CP7 CP2 CP3", sheet="calls", to="", roles=(*RECEIVERS, "客服人员"), icon="HighImportance",
      since=("待派工", "待到达", "服务中", "待再次上门", "携回修护中", "已修妥", "已注销", "已取消"),
      asks=_of_case(Ask("received_at", default="now"), *_WHAT, optional=("model",)))
def complain_from_call(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """叫修的客户投诉时，由叫修立一个投诉案件，两边互相写明编号。"""
    if row.complaint_no is not None:
        raise StepRefused(f"{row.key}已经转为投诉{row.complaint_no}，不用再办。", "CP7", "complaint_no")
    if known["received_at"] < row.called_at:
        raise StepRefused(f"接诉时间不能早于叫修时间（{row.called_at:%Y-%m-%d %H:%M}），请改正。", "CP7", "received_at")
    case = _from_call(row, desk, known, channel="叫修")
    changes = list(_entered(Row(case.sheet, {}), case, desk))
    yield from changes
    yield row.set(complaint_no=_number(changes))


@step("巡访转投诉", "VS3.1 CP7 CP2 CP3", sheet="visits", to="", roles=(*RECEIVERS, "区域销售主管", "巡访人员"), icon="HighImportance",
      since=("待报送", "已报送"), asks=_of_case(*_WHAT, optional=("matter",)))
def complain_from_visit(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把巡访听到的投诉立成一个投诉案件，巡访和案件互相写明编号。"""
    if row.case_no is not None:
        raise StepRefused(f"{row.key}听到的投诉已经转为{row.case_no}，不用再办。", "VS3.1", "case_no")
    firm = desk.trace("firms", row.firm_no)
    if firm is None or (known["matter"] or row.complaint) is None:
        raise StepRefused(f"{row.key}没有写投诉的内容，或者经销商的编号查不到，请先补上。", "VS3.1", "complaint")
    told = {name: value for name, value in known.items() if value is not None} | {"matter": known["matter"] or row.complaint}
    case = Row(desk.catalogue.sheets["cases"], {
        "customer_kind": PARTNER, "partner_no": firm.key, "customer": firm.name, "phone": firm.phone, "address": firm.address,
        "channel": "巡访", "received_by": row.visitor, "received_at": row.started_at, "visit_no": row.key, **told})
    changes = list(_entered(Row(case.sheet, {}), case, desk))
    yield from changes
    yield row.set(case_no=_number(changes), complaint=told["matter"] if row.complaint is None else row.complaint)


@step("重开", "CP5 CP7", sheet="cases", since=("已结案", "不予受理", "已撤诉"), to="已重开", roles=RECEIVERS, icon="Refresh",
      asks=(Ask("matter", of="cases"), Ask("received_at", default="now", of="cases")))
def reopen_case(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """客户对已经办完的案件又提出来，另立一个案件接着办，原来的记录原样保留。"""
    ended = row.closed_at or row.withdrawn_at or row.replied_at
    if known["received_at"] < ended:
        raise StepRefused(f"{row.key} {ended:%Y-%m-%d %H:%M} 才办完，重开的时间不能早于它，请改正。", "CP7", "received_at")
    who = (ask.column for ask in _WHO)
    kept = {name: row[name] for name in (*who, *DEMANDS, "order_no", "shipped_on", "model", "serial", "quantity", "amount", "ground",
                                         "evidence", "letter", "card_no", "call_no")}
    new = desk.new("cases", **kept, **known, channel=row.channel, received_by=desk.person, entered_at=desk.now, reopens=row.key)
    yield row.set(reopened_as=new.key)
    yield append(new)


def _entered(row: Row, case: Row, desk: Desk) -> Iterator[Change]:
    """The case with its number, checked: a demand at least, and not a second time."""
    if not any(case[name] == "是" for name in DEMANDS):
        raise StepRefused(f"客户有什么要求至少写一样：{'、'.join(DEMANDS.values())}，写“是”。", "CP2", next(iter(DEMANDS)))
    same = same_complaint(case, desk)
    if case.merged_into is not None:
        check_merge(case, desk.need("cases", case.merged_into, "CP7"))
        case = case.but(merged_at=desk.now)
    elif same is not None:
        raise StepRefused(f"这位客户 {same.received_at:%Y-%m-%d} 已经为同样的商品、同样的理由投诉过（{same.key}）。是同一件的，“并入案件”填"
                          f"{same.key}；确是另一件的，写明各自的合同或订单号、机号。", "CP7", "merged_into")
    yield desk.put(row, desk.after(case, case_no=desk.number("cases"), entered_at=case.entered_at or desk.now))


def same_complaint(case: Row, desk: Desk) -> Row | None:
    """A live case of the same customer about the same goods and ground, a few days before or after; None when there is none."""
    days = timedelta(days=desk.department.limit("CP7", "重复天数", case.received_at.date()))
    who = "user_no" if case.customer_kind == USER else "partner_no"
    if case[who] is None:
        return None
    alike_rows = desk.where("cases", **{who: case[who]}, model=case.model, ground=case.ground)
    for other in (row for row in alike_rows if row.key):        # the row being entered may stand there already, without a number
        alike = all(None in (case[name], other[name]) or case[name] == other[name] for name in ("order_no", "serial"))
        near = abs(other.received_at.date() - case.received_at.date()) <= days
        live = not (other.merged_into or other.withdrawn_at or other.reopened_as)
        if alike and near and live:
            return other
    return None


def check_merge(case: Row, kept: Row) -> None:
    """CP7: a case is merged into another live one of the same customer."""
    if kept.key == case.key or kept.merged_into is not None or kept.withdrawn_at is not None:
        why = "就是这一个" if kept.key == case.key else "自己已经并案或撤诉"
        raise StepRefused(f"“并入案件”写的{kept.key}{why}，请填要保留的那个案件。", "CP7", "merged_into")
    who = "user_no" if case.customer_kind == USER else "partner_no"
    if kept[who] != case[who] or kept.customer_kind != case.customer_kind:
        raise StepRefused(f"{kept.key}是{kept.customer}的投诉，不是同一位客户，不能并案。", "CP7", "merged_into")


def _from_call(call: Row, desk: Desk, known: Answers, **values: Any) -> Row:
    """A case about the goods of a call, for its customer."""
    told = {name: value for name, value in known.items() if value is not None}
    return Row(desk.catalogue.sheets["cases"], {
        "customer_kind": USER, "user_no": call.user_no, "customer": call.customer, "phone": call.phone, "address": call.address,
        "model": call.model, "serial": call.serial, "call_no": call.key, "received_by": desk.person, **told, **values})


def _number(changes: list[Change]) -> str:
    change = changes[0]
    return change.values["case_no"]


