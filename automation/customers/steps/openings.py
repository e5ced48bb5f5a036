"""New dealings (CU4.1): the investigation, the supervisor's consent (认可), the manager's approval (承认), the card and its line."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk, append
from automation.customers.registers.common import CARD, INTACT
from automation.customers.registers.dealings import APPROVED, ENDORSED
from automation.customers.steps.files import check_card, check_name, enlisted, made
from automation.customers.steps.table import MANAGERS, RESPONSIBLE, SUPERVISORS, step

_DEFAULTS = {"is_dealer": "否", "is_supplier": "否", "owner": "person"}


def _asked(name: str, required: bool) -> Ask:
    """A column of the card; what only dealers need is checked when it is known who is one."""
    return Ask(name, required and name != "team", _DEFAULTS.get(name))


@step("开始调查", "CU4.1 CU1", sheet="openings", since=("",), to="待认可", roles=RESPONSIBLE, icon="FileNew", often=True,
      prints=("opening_paper",),
      asks=(*(_asked(column.name, column.required is True) for column in CARD), Ask("reason"), Ask("expected", required=False),
            Ask("terms", required=False), Ask("investigated_at", default="now"), Ask("note", required=False)))
def open_dealings(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """对要开始交易的企业（无论买卖）填《交易开始调查书》，送请销售主管认可。"""
    team = known["team"] or desk.department.lookup("people", known["owner"], "team")
    opening = row.but(**dict(known, team=team), investigated_by=desk.person)
    check_card(opening, "CU4.1")
    check_name(opening, desk, "CU4.1")
    opening = desk.after(opening, opening_no=desk.number("openings"))
    yield desk.put(row, opening)
    yield desk.print("opening_paper", opening)


@step("认可开始交易", "CU4.1", sheet="openings", since=("待认可",), to="待承认", or_to=("不予认可",), roles=SUPERVISORS,
      icon="ReviewAcceptChange", often=True,
      asks=(Ask("endorsement", default=ENDORSED), Ask("endorse_note", required=False), Ask("endorsed_at", default="now")))
def endorse_opening(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """销售主管认可（或不予认可）开始交易，认可的上报销售经理。"""
    check_other_person(desk.person, row.investigated_by, "填调查书", "CU4.1", "endorsed_by")
    if known["endorsement"] != ENDORSED and known["endorse_note"] is None:
        raise StepRefused("不予认可的要写明“认可意见”。", "CU4.1", "endorse_note")
    yield desk.put(row, row.but(**known, endorsed_by=desk.person))


@step("承认开始交易", "CU4.1 CU2.1 CU2.2", sheet="openings", since=("待承认",), to="已承认", or_to=("不予承认",), roles=MANAGERS,
      icon="ReviewAcceptChange", often=True, prints=("opening_paper", "firm_card"),
      asks=(Ask("approval", default=APPROVED), Ask("approve_note", required=False), Ask("approved_at", default="now")))
def approve_opening(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """销售经理承认以后，依照调查书做成客户卡、列入一览表；不予承认的写明理由。"""
    check_other_person(desk.person, row.investigated_by, "填调查书", "CU4.1", "approved_by")
    check_other_person(desk.person, row.endorsed_by, "认可", "CU4.1", "approved_by")
    decided = row.but(**known, approved_by=desk.person)
    if known["approval"] != APPROVED:
        if known["approve_note"] is None:
            raise StepRefused("不予承认的要写明“承认意见”。", "CU4.1", "approve_note")
        yield desk.put(row, decided)
        return
    check_card(row, "CU4.1")
    check_name(row, desk, "CU4.1")
    card = made(row, desk, approved_at=known["approved_at"], original=INTACT)
    decided = decided.but(firm_no=card.key)
    yield desk.put(row, decided)
    yield append(card)
    yield enlisted(card, desk)
    ahead = desk.ahead(card, decided)
    yield ahead.print("opening_paper", desk.after(decided))
    yield ahead.print("firm_card", card)
