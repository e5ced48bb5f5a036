"""Customers are commended (SG7): asked for with what they saved and how much they proposed, approved, told by letter."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from automation.core.basics import PARTNER, USER
from automation.core.changes import Change
from automation.core.clients import named
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person, shown
from automation.core.steps import Answers, Ask, Desk
from automation.suggestions.registers.plans import half_of, half_span
from automation.suggestions.registers.results import APPROVED, BY_SAVING, DECLINED
from automation.suggestions.steps.planning import checked_half
from automation.suggestions.steps.table import MANAGERS, OFFICE, step


@step("提请表彰", "SG7.1 SG7.2", sheet="commendations", since=("",), to="待批准", roles=OFFICE,
      asks=(Ask("half"), Ask("customer_kind", default=USER), Ask("user_no", required=False), Ask("firm_no", required=False),
            Ask("ground", default=BY_SAVING), Ask("award"), Ask("note", required=False)))
def ask_commendation(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """半年过完以后，对成果明显的客户提请表彰，写明核定的成本降低额和提案件数。"""
    half = checked_half(known["half"], "SG7.2")
    if half_span(half)[1] >= desk.now.date():
        raise StepRefused(f"{half}到 {shown(half_span(half)[1])} 才过完，过完再评比表彰。", "SG7.2", "half")
    other = "user_no" if known["customer_kind"] == PARTNER else "firm_no"
    asked = row.but(**known | {"half": half, other: None})
    customer = named(asked, desk, "firm_no")
    _check_new(asked, desk)
    saving, count = merits(asked, desk)
    if not (saving if known["ground"] == BY_SAVING else count):
        raise StepRefused(f"{customer.name}在{half}没有{known['ground']}可作依据，不能提请表彰。", "SG7.2", "ground")
    yield desk.put(row, desk.after(asked, commendation_no=desk.number("commendations"), customer=customer.name, address=customer.address,
                                   saving=saving, count=count, asked_by=desk.person, asked_at=desk.now))


@step("批准表彰", "SG7.1", sheet="commendations", since=("待批准",), to="待通知", or_to=("不批准",), roles=MANAGERS,
      icon="ReviewAcceptChange",
      asks=(Ask("decision", default=APPROVED), Ask("decision_note", required=False), Ask("decided_at", default="now")))
def decide_commendation(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """销售经理依据《客户提案表彰规定》批准或不批准表彰。"""
    check_other_person(desk.person, row.asked_by, "提请表彰", "SG7.1", "decided_by")
    if known["decision"] == DECLINED and known["decision_note"] is None:
        raise StepRefused("不批准的要写明“批准意见”。", "SG7.1", "decision_note")
    yield desk.put(row, row.but(**known, decided_by=desk.person))


@step("寄表彰通知", "SG7.1", sheet="commendations", since=("待通知",), to="已表彰", roles=OFFICE, prints=("commendation_letter",),
      icon="HappyFace", asks=(Ask("sent_at", default="now"),))
def send_commendation(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把表彰通知寄给客户。"""
    sent = row.but(**known, sent_by=desk.person)
    yield desk.put(row, sent)
    yield desk.print("commendation_letter", sent)


def merits(asked: Row, desk: Desk) -> tuple[Decimal, int]:
    """What a customer saved and how many proposals he made in a half year: by the day of the supply plan, and of the receipt."""
    proposals = [row for row in desk.where("proposals", **_who(asked)) if row.key and row.stopped_at is None]
    saving = sum((row.saving for row in proposals if row.saving is not None and row.saving_on and half_of(row.saving_on) == asked.half),
                 Decimal("0.00"))
    return saving, sum(half_of(row.received_at.date()) == asked.half for row in proposals)


def _who(row: Row) -> dict[str, Any]:
    column = "firm_no" if row.customer_kind == PARTNER else "user_no"
    return {"customer_kind": row.customer_kind, column: row[column]}


def _check_new(asked: Row, desk: Desk) -> None:
    """One commendation for a customer's half year on the same ground. Raises :class:`StepRefused`."""
    same = desk.where("commendations", **_who(asked), half=asked.half, ground=asked.ground)
    if earlier := [row for row in same if row.key and row.decision != DECLINED]:
        raise StepRefused(f"{earlier[0].customer}{asked.half}的{asked.ground}已经提请表彰（{earlier[0].key}），不用再办。", "SG7.1", "half")
