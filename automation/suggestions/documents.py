"""The printed forms of customers' suggestions: what each template shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.core.documents import Documents
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.suggestions.registers.common import ADOPTED, COMPANYS, KINDS
from automation.suggestions.registers.desks import shared_until, study_due
from automation.suggestions.registers.plans import EVERYBODY, PLANS, half_span
from automation.suggestions.registers.proposals import PROPOSALS

DOCUMENTS = Documents("suggestions")
document = DOCUMENTS.document

Values = Mapping[str, Any]


@document("半年提案目标与收集计划通知", "SG4 SG2 SG3", sheet="plan_notices", dated="sent_at")
def plan_notice(row: Row, desk: Desk) -> Values:
    """每半年告知客户提案目标、重点课题和收集计划的通知；寄给往来企业，也作公告张贴。"""
    plan = (desk.find("suggestion_plans", row.half) if row.half else None) or Row(PLANS, {})
    return {"plan": plan, "targets": [(title, plan[name]) for name, title in KINDS.items()], "posted": row.audience == EVERYBODY,
            "span": half_span(row.half) if row.half else None, "company_percent": _percent(desk, "企业比例"),
            "customer_percent": _percent(desk, "客户比例")}


@document("提案受理记录", "SG5.1 SG5.2 SG5.3 SG5.4", sheet="proposals", dated="received_at")
def receipt_record(row: Row, desk: Desk) -> Values:
    """受理提案时填写，随提案送交各部门；部门把研究结果记在下面，交回市场营销部。"""
    studies = desk.where("studies", proposal_no=row.key) if row.key else ()
    return {"kinds": [(title, row.kind == title) for title in KINDS.values()],
            "studies": [(study, study_due(study, desk.department)) for study in studies]}


@document("研究结果答复函", "SG5.4 SG5.5 SG6.1", sheet="proposals", dated="replied_at")
def result_letter(row: Row, desk: Desk) -> Values:
    """告知客户提案采纳与否的信；采纳的写明实施时间、改进措施、成果分配和研制成果的归属。"""
    return {"adopted": row.adopted == ADOPTED, "companys": row.ownership == COMPANYS, "company_percent": _percent(desk, "企业比例"),
            "customer_percent": _percent(desk, "客户比例")}


@document("成果分配结算单", "SG6.1 SG6.2", sheet="settlements", dated="settled_at")
def settlement_sheet(row: Row, desk: Desk) -> Values:
    """一件提案一段时间的成果和两方所得，附以前各段；付款时由客户签收。"""
    proposal = (desk.find("proposals", row.proposal_no) if row.proposal_no else None) or Row(PROPOSALS, {})
    earlier = [each for each in desk.where("settlements", proposal_no=row.proposal_no) if each.key != row.key] if row.proposal_no else []
    return {"proposal": proposal, "until": shared_until(proposal, desk.department), "earlier": earlier,
            "company_percent": _percent(desk, "企业比例", proposal), "customer_percent": _percent(desk, "客户比例", proposal)}


@document("表彰通知", "SG7.1 SG7.2", sheet="commendations", dated="sent_at")
def commendation_letter(row: Row, desk: Desk) -> Values:
    """通知客户受到表彰的信，写明半年里核定的成本降低额和提案件数。"""
    return {"span": half_span(row.half) if row.half else None}


def _percent(desk: Desk, name: str, proposal: Row | None = None) -> int:
    """A share of the benefit in percent, as it was when the implementation began (else today's)."""
    started = proposal.implemented_on if proposal is not None else None
    return desk.department.limit("SG6.1", name, started or desk.now.date())
