"""By when suggestions must go on (期限): each desk of a proposal, each study, the settlements, the plan, the commendations."""

from __future__ import annotations

from datetime import date

from automation.core.deadlines import Deadlines, within
from automation.core.desks import Stage
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.suggestions.obligations import plan_due_on, unapproved
from automation.suggestions.registers.common import CARRYING_OUT, MARKETING, REGISTER
from automation.suggestions.registers.desks import PROPOSAL_DESKS, STAGES, open_study_due
from automation.suggestions.registers.results import APPROVED

DEADLINES = Deadlines()
deadline = DEADLINES.deadline

_WHO = {MARKETING: "市场营销部", CARRYING_OUT: "implement_unit"}
"""Who answers for each desk: a role, or the department that carries the proposal out."""


def _declare(stage: Stage) -> None:
    def find(row: Row, desk: Desk) -> date | None:
        return PROPOSAL_DESKS.due_on(row, desk.department) if PROPOSAL_DESKS.stage_of(row) == stage else None
    find.__name__ = f"proposal_{stage.done}"
    find.__doc__ = f"“{stage.state}”的提案，在{_BY[stage.state]}办完。"
    deadline(f"提案{stage.state}", stage.article, f"proposals.{stage.done}", who=_WHO[stage.holder])(find)


_BY = {"待送交": "送交工作日以内", "待答复": "答复工作日以内", "待实施": "告知客户的实施日以前", "实施中": "一年期满以后的结清月数以内"}

for _stage in STAGES:
    if _stage.state in _BY:         # what is being studied has a last day at each department
        _declare(_stage)


@deadline("交回提案研究结果", "SG5.3", "studies.returned_at", who="unit")
def return_study(row: Row, desk: Desk) -> date | None:
    """研究部门在一个月以内交回结果；报了日程的，在日程以内。"""
    proposal = desk.find("proposals", row.proposal_no)
    return None if proposal is not None and proposal.stopped_at else open_study_due(row, desk.department)


@deadline("接收移交的建议", "SG5.1", "handovers.taken_at", who="市场营销部")
def take_suggestion(row: Row, desk: Desk) -> date | None:
    """意见调查移交来的建议，下一个工作日以前接收登记。"""
    return None if row.taken_at or row.to != REGISTER else within(desk, row.made_at, "SG5.1", "接收工作日")


@deadline("支付客户所得", "SG6.1", "settlements.paid_at", who="会计")
def pay_share(row: Row, desk: Desk) -> date | None:
    """结算以后，按期把客户所得付给客户。"""
    return None if row.paid_at else within(desk, row.settled_at, "SG6.1", "支付工作日")


@deadline("批准半年提案目标", "SG4", "suggestion_plans.approved_at", who="销售经理", rows=unapproved)
def approve_half(row: Row, desk: Desk) -> date | None:
    """半年开始以前，拟定并批准提案目标和收集计划。"""
    return plan_due_on(row)


@deadline("把提案目标通知客户", "SG4", "suggestion_plans.told_at", who="市场营销部")
def tell_customers(row: Row, desk: Desk) -> date | None:
    """目标批准以后，按期通知全部客户。"""
    return None if row.told_at else within(desk, row.approved_at, "SG4", "通知工作日")


@deadline("批准客户表彰", "SG7.1", "commendations.decided_at", who="销售经理")
def decide_commendation(row: Row, desk: Desk) -> date | None:
    """提请的表彰，销售经理按期批准或不批准。"""
    return None if row.decided_at else within(desk, row.asked_at, "SG7.1", "批准工作日")


@deadline("寄表彰通知", "SG7.1", "commendations.sent_at", who="市场营销部")
def send_commendation(row: Row, desk: Desk) -> date | None:
    """批准的表彰，按期通知客户。"""
    return None if row.sent_at or row.decision != APPROVED else within(desk, row.decided_at, "SG7.1", "通知工作日")
