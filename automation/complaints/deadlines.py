"""By when complaint cases must go on (期限): one for each desk, from the table of desks, and those of copies, money, figures."""

from __future__ import annotations

from datetime import date

from automation.complaints.obligations import statistics_due_on, unfiled
from automation.complaints.registers.common import CARE, HEAD, LEADERS, MARKETING, QUALITY, SALES, SUPERIOR
from automation.complaints.registers.desks import CASE_DESKS, STAGES, UNIT, UNIT_HEAD
from automation.complaints.registers.money import DECLINED
from automation.complaints.registers.papers import CARD, COPIES_OF, REPORT
from automation.core.deadlines import Deadlines, within
from automation.core.desks import Stage
from automation.core.rows import Row
from automation.core.steps import Desk

DEADLINES = Deadlines()
deadline = DEADLINES.deadline

_WHO = {MARKETING: "市场营销部", SUPERIOR: "销售经理", CARE: "客户管理", QUALITY: "质量管理科", HEAD: "部主管", LEADERS: "企业领导",
        SALES: "销售主管", UNIT: "unit", UNIT_HEAD: "unit"}
"""Who answers for each desk: a role, or the case's own handling unit."""


def _declare(stage: Stage) -> None:
    def find(row: Row, desk: Desk) -> date | None:
        return within(desk, row[stage.since], stage.article, stage.limit) if CASE_DESKS.stage_of(row) == stage else None
    find.__name__ = f"{stage.done}_{stage.limit}"
    find.__doc__ = f"“{stage.state}”的投诉案件，在{stage.limit}以内办完。"
    deadline(f"投诉{stage.state}", stage.article, f"cases.{stage.done}", who=_WHO[stage.holder])(find)


for _stage in STAGES:
    _declare(_stage)


@deadline("上门处理投诉客户", "AS3.7", "cases.visited_at", who="销售主管")
def visit_case(row: Row, desk: Desk) -> date | None:
    """投诉的客户，在限期内派人上门处理；由调查卡转来的看调查卡。"""
    if row.visited_at or row.card_no or row.withdrawn_at or row.merged_into:
        return None
    return within(desk, row.received_at, "AS3.7", "上门工作日")


@deadline("接收移交的抱怨", "CP5", "handovers.taken_at", who="市场营销部")
def take_handover(row: Row, desk: Desk) -> date | None:
    """意见调查移交来的抱怨，下一个工作日以前接收立案。"""
    return None if row.taken_at or row.to != "客户投诉登记簿" else within(desk, row.made_at, "CP5", "接收工作日")


@deadline("送达记录卡各联", "CP16", "case_copies.received_at", who="holder")
def deliver_card(row: Row, desk: Desk) -> date | None:
    """《投诉记录卡》各联该送出后，按期送到最后持有的部门签收。"""
    return _delivery(row, desk, CARD, "CP16")


@deadline("送达调查报告各联", "CP18", "case_copies.received_at", who="holder")
def deliver_report(row: Row, desk: Desk) -> date | None:
    """《调查报告》各联该送出后，按期送到最后持有的部门签收。"""
    return _delivery(row, desk, REPORT, "CP18")


@deadline("支付核准的金额", "CP20", "case_amounts.paid_at", who="会计")
def pay(row: Row, desk: Desk) -> date | None:
    """核准的金额，按期支付。"""
    return None if row.paid_at or row.decision == DECLINED else within(desk, row.decided_at, "CP20", "支付工作日")


@deadline("填报投诉统计表", "CP19", "case_months.month", who="市场营销部", rows=unfiled)
def file_month(row: Row, desk: Desk) -> date | None:
    """上个月的投诉统计表，五日以前填报。"""
    return statistics_due_on(row, desk)


@deadline("审核投诉统计表", "CP19", "case_months.checked_at", who="销售经理")
def check_month(row: Row, desk: Desk) -> date | None:
    """投诉统计表交来以后，销售经理按期审核。"""
    return None if row.checked_at else within(desk, row.made_at, "CP19", "审核工作日")


def _delivery(row: Row, desk: Desk, paper: str, article: str) -> date | None:
    case = desk.find("cases", row.case_no)
    home = row.holder == row.final and row.received_at is not None
    if row.paper != paper or row.void_at or home or case is None or case.withdrawn_at or case.merged_into:
        return None
    sent = next((copy.sent for copy in COPIES_OF[paper] if copy.part == row.part), None)
    return within(desk, case[sent], article, "送达工作日") if sent else None
