"""Gifts to special customers (VS6): requested line by line, approved by two people, given within the budget."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk
from automation.visits.registers.gifts import APPROVED, DECLINED, GIFT_STATES
from automation.visits.steps.table import HEADS, SUPERIORS, VISITING, dealer, step


@step("申请礼品", "VS6 VS2", sheet="gift_requests", since=("",), to="待初审", roles=VISITING, icon="FileNew",
      asks=(Ask("firm_no"), Ask("occasion"), Ask("special"), Ask("needed_on"), Ask("asked_by", default="person"),
            Ask("note", required=False)))
def request_gift(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """为特殊客户申请赠送礼品，写明用途和理由；接着办理“列礼品”。"""
    firm = dealer(desk, known["firm_no"])
    yield desk.put(row, desk.after(row, **known, gift_no=desk.number("gift_requests"), customer=firm.name, asked_at=desk.now))


@step("列礼品", "VS6", sheet="gift_lines", since=("",), to="已登记", roles=VISITING, icon="TableInsert",
      asks=(Ask("gift_no"), Ask("item"), Ask("count", default=1), Ask("price"), Ask("note", required=False)))
def add_gift_line(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """在礼品申请里列一样礼品：数量和单价，申请预算随着合计。"""
    request = desk.need("gift_requests", known["gift_no"], "VS6")
    if GIFT_STATES.of(request) != "待初审":
        raise StepRefused(f"{request.key}已经送审，不能再加礼品；要加的另外申请。", "VS6", "gift_no")
    line = desk.after(row, **known, gift_line_no=desk.number("gift_lines"))
    yield desk.put(row, line)
    yield request.set(asked=(request.asked or Decimal("0.00")) + line.amount)


@step("初审礼品", "VS6", sheet="gift_requests", since=("待初审",), to="待批准", roles=HEADS, icon="ReviewAcceptChange",
      prints=("gift_request",), asks=(Ask("endorsed_at", default="now"),))
def endorse_gift(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """区域销售主管初审礼品申请，打印《赠送礼品预算申请表》送上级主管。"""
    check_other_person(desk.person, row.asked_by, "申请礼品", "VS6", "endorsed_by")
    if not desk.where("gift_lines", gift_no=row.key):
        raise StepRefused(f"{row.key}没有列一样礼品，请先办理“列礼品”。", "VS6", "asked")
    endorsed = row.but(**known, endorsed_by=desk.person)
    yield desk.put(row, endorsed)
    yield desk.print("gift_request", endorsed)


@step("批准礼品", "VS6", sheet="gift_requests", since=("待批准",), to="待赠送", or_to=("不予批准",), roles=SUPERIORS,
      icon="ReviewAcceptChange",
      asks=(Ask("decision", default=APPROVED), Ask("approved", required=False), Ask("decided_at", default="now"),
            Ask("note", required=False)))
def decide_gift(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """上级主管批准礼品的预算，可以少批，也可以不予批准。"""
    for before, what in ((row.asked_by, "申请礼品"), (row.endorsed_by, "初审")):
        check_other_person(desk.person, before, what, "VS6", "decided_by")
    approved = None if known["decision"] == DECLINED else row.asked if known["approved"] is None else known["approved"]
    if approved is not None and approved > row.asked:
        raise StepRefused(f"申请的只有 {row.asked} 元，不能批准 {approved} 元。", "VS6", "approved")
    yield desk.put(row, row.but(**dict(known, approved=approved), decided_by=desk.person))


@step("赠送礼品", "VS6", sheet="gift_requests", since=("待赠送",), to="已赠送", roles=VISITING, icon="AcceptInvitation",
      asks=(Ask("given", required=False), Ask("received_by"), Ask("given_at", default="now")))
def give_gift(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把批准的礼品送给客户，登记实际金额，不能超过批准的预算。"""
    given = row.approved if known["given"] is None else known["given"]
    if given > row.approved:
        raise StepRefused(f"批准的预算是 {row.approved} 元，实际 {given} 元超了；超出的请另行申请。", "VS6", "given")
    yield desk.put(row, row.but(**dict(known, given=given), given_by=desk.person))
