"""What suggestions owe next (该办的事): proposals and studies whose last day comes, the year's benefit, the half year's plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from automation.core.dates import months_before
from automation.core.deadlines import within
from automation.core.obligations import Due, Obligations, coming_day, last_chance
from automation.core.rows import Row
from automation.core.steps import Desk, state_of
from automation.suggestions.registers.desks import PROPOSAL_DESKS, open_study_due, shared_until
from automation.suggestions.registers.plans import PLANS, half_of, half_span

OBLIGATIONS = Obligations()
obligation, glance = OBLIGATIONS.obligation, OBLIGATIONS.glance

STUDY_NOTICE = 5
"""Working days before its last day from which a study is called to mind."""


@obligation("该办的提案", "SG1 SG5.2 SG5.4", needs=("proposals",),
            headers=("提案编号", "客户", "提案名称", "状态", "现在谁办", "应办完"))
def proposals_due(desk: Desk) -> Due:
    """下一个工作日以前应当送交、答复或开始实施的提案，最急的排在前面。"""
    horizon = coming_day(desk)
    found = [(due, row) for row in desk.where("proposals") if row.key and row.implemented_on is None
             and (due := PROPOSAL_DESKS.due_on(row, desk.department)) is not None and due <= horizon]
    found.sort(key=lambda each: (each[0], each[1].key))
    return Due([row for _, row in found], [(row.key, row.customer or "", row.title or "", state_of(row),
                                            PROPOSAL_DESKS.holder(row) or "", f"{due}") for due, row in found])


@obligation("快到期的提案研究", "SG5.3", needs=("studies",), headers=("研究编号", "提案名称", "研究部门", "送交日期", "应交回", "日程安排"))
def studies_due(desk: Desk) -> Due:
    """五个工作日以内要交回结果的研究；一个月里研究不完的，请部门在到期以前报告具体日程。"""
    horizon = last_chance(desk, STUDY_NOTICE)
    found = [(due, row) for row in desk.where("studies") if not _stopped(row, desk)
             and (due := open_study_due(row, desk.department)) is not None and due <= horizon]
    found.sort(key=lambda each: (each[0], each[1].key))
    return Due([row for _, row in found],
               [(row.key, row.title or "", row.unit or "", f"{row.sent_at:%Y-%m-%d}", f"{due}", row.schedule or "") for due, row in found])


@obligation("待结清的提案成果", "SG6.1 SG6.2", needs=("proposals", "settlements"),
            headers=("提案编号", "客户", "开始实施", "享有至", "最迟结清", "已结算到"))
def benefits_due(desk: Desk) -> Due:
    """一年已经期满、还没有结清办结的提案：把剩下的成果分配、付清，再办结。"""
    found = [(until, row) for row in desk.where("proposals") if state_of(row) == "实施中"
             and (until := shared_until(row, desk.department)) is not None and until < desk.now.date()]
    found.sort(key=lambda each: (each[0], each[1].key))
    return Due([row for _, row in found],
               [(row.key, row.customer or "", f"{row.implemented_on}", f"{until}", f"{PROPOSAL_DESKS.due_on(row, desk.department)}",
                 _settled_to(row, desk)) for until, row in found])


@obligation("半年提案目标", "SG4", needs=("suggestion_plans",), headers=("半年", "最迟", "要办的事", "由谁办"))
def plans_due(desk: Desk) -> Due:
    """下一个半年开始前一个月起，拟定并批准提案目标和收集计划；批准以后及时通知全部客户。"""
    answering = desk.department.answering
    called = [(row, plan_due_on(row), "批准" if row.made_at else "拟定、批准", answering("销售经理" if row.made_at else "市场营销部"))
              for row in unapproved(desk)]
    untold = [(row, within(desk, row.approved_at, "SG4", "通知工作日"), "通知客户", answering("市场营销部"))
              for row in desk.where("suggestion_plans") if row.key and row.approved_at and not row.told_at]
    found = [*called, *untold]
    return Due([row for row, *_ in found], [(row.key, f"{due}", what, who) for row, due, what, who in found])


@glance("没办完的提案", needs=("proposals",))
def open_proposals(desk: Desk) -> tuple[int, str]:
    """Proposals that lie on somebody's desk, those carried out and shared in left out."""
    return sum(PROPOSAL_DESKS.stage_of(row) is not None and row.implemented_on is None for row in desk.where("proposals")), "件"


def unapproved(desk: Desk) -> Iterator[Row]:
    """The plans that are called for and not approved yet: this half year's, and the next one's from a month before it begins.

    Nothing is called for in a department that has neither a plan nor a proposal.
    """
    today = desk.now.date()
    if not (any(row.key for row in desk.where("suggestion_plans")) or any(row.key for row in desk.where("proposals"))):
        return
    following = half_span(half_of(today, 1))[0]
    early = months_before(following, desk.department.limit("SG4", "提前月数", today))
    for half in (half_of(today), half_of(today, 1)):
        plan = desk.find("suggestion_plans", half) or Row(PLANS, {"half": half})
        if plan.approved_at is None and (half_span(half)[0] <= today or today >= early):
            yield plan


def plan_due_on(row: Row) -> date:
    """SG4: the eve of the half year, by which its plan is approved."""
    return half_span(row.half)[0] - timedelta(days=1)


def _stopped(study: Row, desk: Desk) -> bool:
    proposal = desk.find("proposals", study.proposal_no)
    return proposal is not None and proposal.stopped_at is not None


def _settled_to(row: Row, desk: Desk) -> str:
    ends = [each.to_on for each in desk.where("settlements", proposal_no=row.key) if each.to_on is not None]
    return f"{max(ends)}" if ends else "没有结算过"
