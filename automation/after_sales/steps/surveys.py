"""Survey cards (AS3.2 to AS3.7): made, sent, returned; opinions handed over, submitted, answered; complaints visited."""

from __future__ import annotations

from collections.abc import Iterator

from automation.after_sales.registers.surveys import COMPLAINT, RATINGS, SUGGESTION
from automation.after_sales.steps.table import MARKETING, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import shown
from automation.core.steps import Answers, Ask, Desk, append, state_of

REGISTERS = {SUGGESTION: "客户提案登记簿", COMPLAINT: "客户投诉登记簿"}
GRAVE = "重大"


@step("制调查卡", "AS3.3", sheet="cards", since=("",), to="待寄出", roles=MARKETING, icon="FileNew",
      asks=(Ask("call_no"),))
def make_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """按叫修登记填一张《客户意见调查卡》，服务完成后寄出。"""
    call = desk.need("calls", known["call_no"], "AS3.3")
    if call.cancelled_at is not None:
        raise StepRefused(f"叫修{call.key}已经取消，不用填调查卡。", "AS3.3", "call_no")
    if made := desk.where("cards", call_no=call.key):
        raise StepRefused(f"叫修{call.key}已经有调查卡{made[0].key}。", "AS3.3", "call_no")
    yield desk.put(row, desk.after(row, card_no=desk.number("cards"), call_no=call.key, customer=call.customer, phone=call.phone,
                                   address=call.address, technician=call.technician, made_at=desk.now,
                                   served_on=call.done_at.date() if call.done_at else None))


@step("寄出", "AS3.3", sheet="cards", since=("待寄出",), to="待收回", roles=MARKETING, icon="EnvelopesAndLabelsDialog",
      asks=(Ask("sent_at", default="now"),), prints=("survey_card",))
def send_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """服务完成以后，把调查卡寄给客户。"""
    call = desk.need("calls", row.call_no, "AS3.3")
    if call.done_at is None:
        raise StepRefused(f"叫修{call.key}的服务还没有完成，完成以后才寄调查卡。", "AS3.3", "sent_at")
    if known["sent_at"] < call.done_at:
        raise StepRefused(f"寄出时间（{shown(known['sent_at'])}）早于服务完成（{shown(call.done_at)}），请改正。", "AS3.3", "sent_at")
    sent = row.but(**known, technician=call.technician, served_on=call.done_at.date())
    yield desk.put(row, sent)
    yield desk.print("survey_card", sent)


@step("收回", "AS3.4 AS3.2 AS3.5", sheet="cards", since=("待收回", "未收回", "已收回", "待处理"), to="已收回", or_to=("待处理",),
      roles=MARKETING, icon="FileOpen",
      asks=(Ask("returned_on", default="now"), *(Ask(name) for name in RATINGS), Ask("opinion_kind"),
            Ask("grave", required=False), Ask("opinion", required=False), Ask("handled_by", required=False)))
def return_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """记下收回的调查卡：四项品评和意见；建议移交客户提案登记簿，抱怨移交客户投诉登记簿。"""
    if row.sent_at is None:
        raise StepRefused(f"{row.key}还没有寄出，请先办理“寄出”。", "AS3.3", "sent_at")
    to = REGISTERS.get(known["opinion_kind"])
    if to is not None:
        _check_opinion(known, row)
    handed = to is None or bool(desk.where("handovers", card_no=row.key, to=to))
    if state_of(row) in ("已收回", "待处理") and handed:
        raise StepRefused(f"{row.key}已经收回登记过了，不用再办。", "AS3.4", "returned_on")
    yield desk.put(row, row.but(**known))
    if not handed:
        yield append(desk.new("handovers", card_no=row.key, to=to, customer=row.customer, matter=known["opinion"],
                              made_at=desk.now))


@step("不再等候", "AS3.4", sheet="cards", since=("待收回", "待寄出"), to="未收回", roles=MARKETING, icon="DeclineInvitation",
      asks=(Ask("lapsed_on", default="now"),))
def lapse_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """催过仍不寄回的调查卡不再等候；没寄出的只有叫修取消了才停。"""
    if row.sent_at is None and desk.need("calls", row.call_no, "AS3.3").cancelled_at is None:
        raise StepRefused(f"{row.key}还没有寄出，叫修{row.call_no}也没有取消，服务完成后请办理“寄出”。", "AS3.3", "sent_at")
    yield row.set(**known)


@step("提呈经理", "AS3.5", sheet="cards", since=("待处理",), to="", roles=MARKETING, icon="HighImportance",
      asks=(Ask("submitted_at", default="now"),))
def submit_opinion(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """情节重大的建议、抱怨立即提呈销售经理。"""
    if row.grave != GRAVE:
        raise StepRefused(f"{row.key}不是情节重大的，由市场营销部处理；确属重大的先把“情节”改成“重大”。", "AS3.5", "grave")
    if row.submitted_at is not None:
        raise StepRefused(f"{row.key}已于 {shown(row.submitted_at)} 提呈，不用再办。", "AS3.5", "submitted_at")
    yield row.set(**known)


@step("答复", "AS3.5", sheet="cards", since=("待处理",), to="已答复", roles=(*MARKETING, "销售主管", "销售经理"),
      icon="FileSendAsAttachment", prints=("opinion_reply",),
      asks=(Ask("handled_by", default="person"), Ask("result"), Ask("answer_way"), Ask("answered_at", default="now")))
def answer_opinion(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把处理结果答复客户：情节重大的书面函告，一般的书面或电话。"""
    if row.grave == GRAVE and row.submitted_at is None:
        raise StepRefused(f"{row.key}情节重大，请先办理“提呈经理”。", "AS3.5", "submitted_at")
    if row.grave == GRAVE and known["answer_way"] != "书面":
        raise StepRefused(f"{row.key}情节重大，处理情况要以书面函告客户，“答复方式”请填“书面”。", "AS3.5", "answer_way")
    answered = row.but(**known)
    yield desk.put(row, answered)
    if known["answer_way"] == "书面":
        yield desk.print("opinion_reply", answered)


@step("上门处理", "AS3.7", sheet="cards", since=("待处理", "已答复"), to="", roles=("销售主管", "销售经理", *MARKETING),
      icon="AcceptInvitation", asks=(Ask("visited_by", default="person"), Ask("visited_at", default="now")))
def visit_complainer(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """抱怨的客户，由销售主管亲自或专门派人上门处理。"""
    if row.opinion_kind != COMPLAINT:
        raise StepRefused(f"{row.key}是{row.opinion_kind}，不是抱怨，不用上门处理。", "AS3.7", "opinion_kind")
    if row.visited_at is not None:
        raise StepRefused(f"{row.key}已于 {shown(row.visited_at)} 上门处理，不用再办。", "AS3.7", "visited_at")
    yield desk.put(row, row.but(**known))


def _check_opinion(known: Answers, row: Row) -> None:
    for name in ("grave", "opinion"):
        if known[name] is None:
            column = row.sheet[name]
            raise StepRefused(f"客户提出{known['opinion_kind']}，还要填“{column.header}”。", column.article, name)
