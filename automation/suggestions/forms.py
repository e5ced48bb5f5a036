"""The form of suggestions that travels and comes back filled in: the uniform one on which every customer proposes (SG5.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.core.basics import USER
from automation.core.fillable.declare import FillForms
from automation.core.rows import Row
from automation.core.steps import Desk

FORMS = FillForms()
form = FORMS.form


@form("客户提案表", "SG5.1 SG2 SG3", step="receive_proposal", about="suggestion_plans", by="市场营销部", shows=("half", "topics"),
      asks=("customer_kind", "customer", "phone", "contact", "address", "area", "user_no", "firm_no", "model", "kind", "kind_note", "title",
            "content", "effect"))
def proposal_form(row: Row, desk: Desk) -> Mapping[str, Any]:
    """欢迎您提出建议：一张表写一件。采纳实施的，一年以内的成果与您分享。"""
    return {"customer_kind": USER}
