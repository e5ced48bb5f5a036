"""The forms of the register of companies that travel and come back filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.core.fillable.declare import FillForms
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.customers.registers.common import CARD, OURS

FORMS = FillForms()
form = FORMS.form
_TOLD = tuple(column.name for column in CARD if column.name not in OURS)


@form("交易开始调查书", "CU4.1 CU1", step="open_dealings", about="people", by="owner",
      asks=("owner", *(column.name for column in CARD if column.name not in ("owner", "team")), "reason", "expected", "terms"))
def opening_form(row: Row, desk: Desk) -> Mapping[str, Any]:
    """开始交易以前，请责任人查明企业的情况、信用和开始交易的理由，逐项填写，送请销售主管认可、销售经理承认。"""
    return {"owner": row.key, "is_dealer": "否", "is_supplier": "否"}


@form("半年调查表", "CU4.2 CU4.3 CU1", step="return_sheet", about="round_sheets", by="市场营销部",
      shows=("sheet_no", "round_no", "firm_no", "owner", "due_on"), asks=_TOLD)
def round_form(row: Row, desk: Desk) -> Mapping[str, Any]:
    """为了使往来资料保持正确，请核对下列内容，有变化的直接改；没有变化的不用动。"""
    card = desk.find("firms", row.firm_no)
    return {} if card is None else {name: card[name] for name in _TOLD}
