"""A proposal comes in (SG5.1, SG5.2): on the customers' form or by word, or from a survey card's hand-over; or it is given up."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.basics import PARTNER, USER
from automation.core.changes import Change
from automation.core.clients import NEW_USER, asked_who, identified
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk
from automation.suggestions.registers.common import BY_CARD, BY_FORM, BY_VISIT, OTHER_KIND, REGISTER
from automation.suggestions.steps.table import OFFICE, RECEIVERS, step

_HOW = (Ask("received_at", default="now"), Ask("channel", default=BY_FORM), Ask("received_by", default="person"))
_WHAT = (Ask("model"), Ask("kind"), Ask("kind_note", required=False), Ask("title"), Ask("content"), Ask("effect", required=False),
         Ask("note", required=False))
_OPEN = ("待送交", "研究中", "待答复", "待实施")


@step("受理提案", "SG5.1 SG5.2 SG2 SG3", sheet="proposals", since=("",), to="待送交", roles=RECEIVERS, prints=("receipt_record",),
      asks=(*_HOW, *asked_who("firm_no"), Ask("contact", required=False), *_WHAT, *NEW_USER))
def receive_proposal(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """登记客户交来的提案：谁提出、哪种商品、属于哪一类、内容和预计效果。"""
    told, files = identified(row, desk, known, "firm_no", "受理提案")
    asked = {ask.column: known[ask.column] for ask in (*_HOW, *_WHAT)}
    proposal = row.but(**asked, **told, contact=known["contact"])
    yield from _entered(row, proposal, desk)
    yield from files


@step("接收建议", "SG5.1 AS3.2", sheet="handovers", since=("已登记",), to="", roles=RECEIVERS, icon="AcceptInvitation",
      prints=("receipt_record",),
      asks=tuple(Ask(ask.column, ask.required and ask.column not in ("model", "content"), ask.default, of="proposals") for ask in _WHAT))
def take_suggestion(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把意见调查卡上的建议接收过来，登记为提案，两边互相写明编号。"""
    if row.to != REGISTER:
        raise StepRefused(f"{row.key}是移交到《{row.to}》的，不在这里接收。", "AS3.2", "to")
    if row.taken_at is not None:
        raise StepRefused(f"{row.key}已经接收为{row.taken_no}，不用再办。", "AS3.2", "taken_at")
    card = desk.need("cards", row.card_no, "AS3.2")
    call = desk.need("calls", card.call_no, "AS3.2")
    told = {name: value for name, value in known.items() if value is not None}
    proposal = Row(desk.catalogue.sheets["proposals"], {
        "customer_kind": USER, "user_no": call.user_no, "customer": call.customer, "phone": call.phone, "address": call.address,
        "model": call.model, "content": row.matter, **told, "channel": BY_CARD, "received_at": row.made_at, "received_by": desk.person,
        "card_no": card.key, "handover_no": row.key})
    changes = list(_entered(Row(proposal.sheet, {}), proposal, desk))
    yield from changes
    yield row.set(taken_at=desk.now, taken_no=changes[0].values["proposal_no"])


@step("巡访转提案", "VS3.1 SG5.1", sheet="visits", since=("待报送", "已报送"), to="", icon="AcceptInvitation", prints=("receipt_record",),
      roles=(*RECEIVERS, "区域销售主管", "巡访人员"),
      asks=tuple(Ask(ask.column, ask.required and ask.column != "content", ask.default, of="proposals") for ask in _WHAT))
def propose_from_visit(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把巡访听到的建议登记为提案，巡访和提案互相写明编号。"""
    if row.proposal_no is not None:
        raise StepRefused(f"{row.key}听到的建议已经转为{row.proposal_no}，不用再办。", "VS3.1", "proposal_no")
    firm, content = desk.trace("firms", row.firm_no), known["content"] or row.suggestion
    if firm is None or content is None:
        raise StepRefused(f"{row.key}没有写建议的内容，或者经销商的编号查不到，请先补上。", "VS3.1", "suggestion")
    told = {name: value for name, value in known.items() if value is not None} | {"content": content}
    proposal = Row(desk.catalogue.sheets["proposals"], {
        "customer_kind": PARTNER, "firm_no": firm.key, "customer": firm.name, "contact": firm.contact, "phone": firm.phone,
        "address": firm.address, **told, "channel": BY_VISIT, "received_at": row.started_at, "received_by": row.visitor,
        "visit_no": row.key})
    changes = list(_entered(Row(proposal.sheet, {}), proposal, desk))
    yield from changes
    yield row.set(proposal_no=changes[0].values["proposal_no"], suggestion=row.suggestion or content)


@step("终止提案", "SG1", sheet="proposals", since=_OPEN, to="已终止", roles=OFFICE, icon="DeclineInvitation",
      asks=(Ask("stop_reason"), Ask("stopped_at", default="now")))
def stop_proposal(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """客户撤回、重复登记或不能实施的提案到此为止，写明原因；办过的记录都保留。"""
    yield row.set(**known)


def _entered(row: Row, proposal: Row, desk: Desk) -> Iterator[Change]:
    """The proposal with its number and its record of receipt, checked: its kind said, and not a second time."""
    if proposal.kind == OTHER_KIND and proposal.kind_note is None:
        raise StepRefused(f"提案类别是“{OTHER_KIND}”的，还要填“类别说明”，写明是哪一方面。", "SG3", "kind_note")
    if (same := _same(proposal, desk)) is not None:
        raise StepRefused(f"这位客户的“{same.title}”{same.received_at:%Y-%m-%d} 已经登记过（{same.key}）。是同一件的不用再登；"
                          "确是另一件的，把“提案名称”写得分得开。", "SG5.2", "title")
    made = desk.after(proposal, proposal_no=desk.number("proposals"), entered_at=proposal.entered_at or desk.now)
    yield desk.put(row, made)
    yield desk.print("receipt_record", made)


def _same(proposal: Row, desk: Desk) -> Row | None:
    """The same customer's proposal under the same title, not given up; None when there is none."""
    who = {"user_no": proposal.user_no} if proposal.customer_kind == USER else {"firm_no": proposal.firm_no}
    found = desk.where("proposals", **who, customer_kind=proposal.customer_kind, model=proposal.model, title=proposal.title)
    return next((row for row in found if row.key and row.stopped_at is None), None)
