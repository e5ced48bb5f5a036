"""Every date by which the register of companies still asks for something."""

from __future__ import annotations

from datetime import date

from automation.core.deadlines import Deadlines, within
from automation.core.rows import Row
from automation.core.steps import Desk, state_of
from automation.customers.obligations import round_due_on, unstarted
from automation.customers.registers.upkeep import OUT, SPOILT_BACK

DEADLINES = Deadlines()
deadline = DEADLINES.deadline


@deadline("认可开始交易", "CU4.1", "openings.endorsed_at", who="销售主管")
def endorse_opening(row: Row, desk: Desk) -> date | None:
    """调查书送来以后，销售主管按期认可或不予认可。"""
    return within(desk, row.investigated_at, "CU4.1", "认可工作日") if state_of(row) == "待认可" else None


@deadline("承认开始交易", "CU4.1", "openings.approved_at", who="销售经理")
def approve_opening(row: Row, desk: Desk) -> date | None:
    """认可以后，销售经理按期承认或不予承认。"""
    return within(desk, row.endorsed_at, "CU4.1", "承认工作日") if state_of(row) == "待承认" else None


@deadline("发半年调查表", "CU4.2", "rounds.round_no", who="市场营销部", rows=unstarted)
def start_round(row: Row, desk: Desk) -> date | None:
    """二月、八月的调查表，当月第五个工作日以前发出。"""
    return round_due_on(row.round_no, desk)


@deadline("收半年调查表", "CU4.2", "round_sheets.returned_at", who="owner")
def return_sheet(row: Row, desk: Desk) -> date | None:
    """调查表当月月底以前收回。"""
    return row.due_on if state_of(row) == "待收回" else None


@deadline("归还原始资料", "CU3", "loans.returned_at", who="borrower")
def return_original(row: Row, desk: Desk) -> date | None:
    """借阅的原始资料按期归还。"""
    return row.due_on if state_of(row) == OUT else None


@deadline("处理污损的原件", "CU3", "loans.mended_at", who="销售经理")
def mend_original(row: Row, desk: Desk) -> date | None:
    """污损、破损、遗失的原件，按期修补、重抄或补做。"""
    return within(desk, row.returned_at, "CU3", "处理工作日") if state_of(row) == SPOILT_BACK else None


@deadline("除去解除交易的卡", "CU4.4", "firms.ended_on", who="市场营销部")
def remove_card(row: Row, desk: Desk) -> date | None:
    """交易解除的企业，尽快从客户卡和一览表除去。"""
    return within(desk, row.ended_on, "CU4.4", "除去工作日")


@deadline("批准销毁", "CU6", "destructions.decided_at", who="销售经理")
def decide_destruction(row: Row, desk: Desk) -> date | None:
    """申请销毁的，销售经理按期批准或不同意。"""
    return within(desk, row.asked_at, "CU6", "批准工作日") if state_of(row) == "待批准" else None


@deadline("销毁名簿", "CU6", "destructions.destroyed_at", who="市场营销部")
def destroy_file(row: Row, desk: Desk) -> date | None:
    """批准销毁的，按期销毁。"""
    return within(desk, row.decided_at, "CU6", "销毁工作日") if state_of(row) == "待销毁" else None
