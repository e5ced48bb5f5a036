"""The printed forms of the register of companies: what each template shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from automation.core.documents import Documents, in_period
from automation.core.rows import Row
from automation.core.steps import Desk, state_of
from automation.customers.registers.common import CARD, OURS, TRACKED, kind_of, recorded
from automation.customers.registers.firms import FIRMS
from automation.customers.registers.upkeep import OUT
from automation.customers.steps.files import last_recorded

DOCUMENTS = Documents("customers")
document = DOCUMENTS.document

Values = Mapping[str, Any]
ALL = "全部"
_CHANGES_SHOWN = 8


@document("交易开始调查书", "CU4.1 CU1 CU2.2", sheet="openings", dated="investigated_at")
def opening_paper(row: Row, desk: Desk) -> Values:
    """开始交易以前填的调查书：企业的情况、信用和开始交易的理由，销售主管认可、销售经理承认。"""
    return {"kind": _kind(row)}


@document("客户原始资料卡", "CU1 CU2.1 CU2.2", sheet="firms")
def firm_card(row: Row, desk: Desk) -> Values:
    """一家企业一张的原始资料卡，由销售经理保管；背面的变更照变更记录抄入。"""
    changes = list(desk.where("firm_changes", firm_no=row.key))[-_CHANGES_SHOWN:] if row.key else []
    return {"kind": _kind(row), "changes": changes, "empty": _CHANGES_SHOWN - len(changes)}


def _of_team(desk: Desk, key: str) -> Sequence[Row]:
    """The lines of a department, or of all of them."""
    lines = desk.where("firm_list") if key == ALL else desk.where("firm_list", team=key)
    return sorted((line for line in lines if line.key), key=lambda line: (line.team or "", line.owner or "", line.key))


@document("交易往来客户一览表", "CU2.1 CU2.2", sheet="firm_list", paper="A4 landscape", pages=0, rows=_of_team,
          keyed=f"负责部科（写“{ALL}”就是各部科的）")
def firm_list_paper(rows: Sequence[Row], desk: Desk) -> Values:
    """一个部科负责的往来企业，一家一行，照客户卡列出。"""
    return {"rows": rows, "sums": _counts(row.kinds for row in rows), "teams": _counts(row.team for row in rows)}


@document("半年调查表", "CU4.2 CU1", sheet="round_sheets", dated="sent_at")
def round_paper(row: Row, desk: Desk) -> Values:
    """二月、八月发给往来企业的调查表：印着现在的内容，有变化的改在旁边。"""
    card = desk.trace("firms", row.firm_no) if row.firm_no else None
    columns = [column for column in CARD if column.name not in OURS]
    firm = card or Row(FIRMS, {})
    return {"firm": firm, "lines": [(column.header, recorded(firm[column.name]) or "") for column in columns]}


@document("借阅登记", "CU3", sheet="loans", paper="A4 landscape", pages=0, rows=in_period("loans", "lent_at"))
def loan_register(rows: Sequence[Row], desk: Desk) -> Values:
    """一个月的原始资料借阅登记，由销售经理保管。"""
    rows = [desk.after(row) for row in rows]
    return {"rows": [(row, _name(row, desk)) for row in rows], "sums": _counts(row.state for row in rows)}


@document("销毁审批单", "CU6", sheet="destructions", paper="A5 landscape", dated="asked_at")
def destruction_paper(row: Row, desk: Desk) -> Values:
    """申请、批准和销毁一家企业名簿的单子；销毁以后只留编号。"""
    past = desk.find("past_firms", row.firm_no)
    return {"past": past, "gone": past is not None and past.destroyed_at is not None}


def _of_owner(desk: Desk, key: str) -> Sequence[Row]:
    return sorted((card for card in desk.where("firms", owner=key) if card.key), key=lambda card: card.key)


@document("责任人核对单", "CU5", sheet="firms", paper="A4 landscape", pages=0, rows=_of_owner, keyed="负责人的姓名")
def owner_sheet(rows: Sequence[Row], desk: Desk) -> Values:
    """一位责任人担当的全部企业和还没有办完的事，逐家核对、签名。"""
    return {"rows": [(card, _kind(card), _open_matters(card, desk)) for card in rows], "owner": rows[0].owner if rows else "",
            "sums": _counts(_kind(card) for card in rows)}


def _open_matters(card: Row, desk: Desk) -> Sequence[str]:
    """What of a card still asks for something."""
    known = last_recorded(card, desk)
    unrecorded = [FIRMS[name].header for name in TRACKED if name in known and known[name] != recorded(card[name])]
    out = [sheet.key for sheet in desk.where("round_sheets", firm_no=card.key) if state_of(sheet) == "待收回"]
    lent = [loan for loan in desk.where("loans", firm_no=card.key) if state_of(loan) == OUT]
    return [*([f"改动没有登记：{'、'.join(unrecorded)}"] if unrecorded else []), *(f"调查表 {key} 没有收回" for key in out),
            *(f"原件由{loan.borrower}借出，{loan.due_on} 应还" for loan in lent),
            *([f"{card.ended_on} 解除，没有除去"] if card.ended_on else [])]


def _kind(card: Row) -> str:
    return kind_of(card.is_dealer, card.is_supplier)


def _name(row: Row, desk: Desk) -> str:
    card = desk.trace("firms", row.firm_no)
    return "" if card is None else card.name or "（已销毁）"


def _counts(values: Any) -> list[tuple[str, int]]:
    return list(Counter(value or "（没有写）" for value in values).items())
