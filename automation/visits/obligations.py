"""What visits owe next (该办的事): tomorrow's visits with their cards, plans, visits due by grade, reports, what waits for others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from automation.core.deadlines import Deadline, falling_due
from automation.core.documents import render_each
from automation.core.obligations import Due, Obligations, coming_day
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.visits import deadlines, documents
from automation.visits.registers.plans import OPEN_VISIT

OBLIGATIONS = Obligations()
obligation, glance = OBLIGATIONS.obligation, OBLIGATIONS.glance
_AHEAD = 14
"""Days that a visit due by grade is listed ahead."""


@obligation("下一个工作日的巡访", "VS4 VS5 VS9", needs=("visit_plan_lines", "visits", "firms"),
            headers=("巡访序号", "计划日期", "客户", "等级", "区域", "巡访人", "巡访目的"), prints=("visit_firm_card",))
def visits_tomorrow(desk: Desk) -> Due:
    """计划里到下一个工作日为止还没有去的巡访；《客户卡》已经印好，带上核对，随日报一同呈报。"""
    until = coming_day(desk)
    rows = [line for line in desk.where("visit_plan_lines") if OPEN_VISIT.row(line) and line.planned_on and line.planned_on <= until]
    rows.sort(key=lambda line: (line.planned_on, line.key))
    firms = [desk.trace("firms", line.firm_no) for line in rows]
    lines = [(line.key, f"{line.planned_on}", line.customer or "", _of(firm, "grade"), _of(firm, "area"), line.visitor or "",
              line.aim or "")
             for line, firm in zip(rows, firms, strict=True)]
    cards = {firm.key: firm for firm in firms if firm is not None and firm.sheet.name == "firms"}
    return Due(rows, lines, render_each(documents.visit_firm_card, list(cards.values()), desk, f"{until}"))


@obligation("该巡访的经销商", "VS4", needs=("firms", "visits"), headers=("客户", "往来企业编号", "等级", "区域", "巡访人", "最迟巡访"))
def dealers_due(desk: Desk) -> Due:
    """按等级两个星期以内就要巡访的经销商，过了期的排在最前，列进计划。"""
    horizon = desk.now.date() + timedelta(days=_AHEAD)
    found = [(day, firm) for firm in deadlines.live_dealers(desk) if (day := deadlines.next_visit(firm, desk)) and day <= horizon]
    found.sort(key=lambda each: (each[0], each[1].key))
    return Due([firm for _, firm in found],
               [(firm.name or "", firm.key, firm.grade or "", firm.area or "", firm.visitor or "", f"{day}") for day, firm in found])


def _listed(desk: Desk, declared: Sequence[Deadline], horizon: date) -> Due:
    """What of these deadlines falls due until a day, soonest first."""
    found = [due for due in falling_due(tuple(declared), desk) if due.day <= horizon]
    return Due([due.row for due in found], [(due.deadline.title, due.row.key, due.person, f"{due.day}") for due in found])


@obligation("巡访计划和日报", "VS5 VS9 VS10", needs=("firms", "visits", "visit_plans", "visit_days", "visit_months"),
            headers=("要办的事", "编号", "由谁办", "最迟"))
def papers_due(desk: Desk) -> Due:
    """要制定、批准、下达的计划，要报送、核阅的日报，要填制、审阅的月报。"""
    declared = (deadlines.make_plan, deadlines.approve_plan, deadlines.hand_plan, deadlines.submit_report, deadlines.read_report,
                deadlines.file_month, deadlines.read_month)
    return _listed(desk, declared, coming_day(desk))


@obligation("巡访带回来的事", "VS3.1 VS3.2 VS6 VS7 VS11",
            needs=("firms", "visits", "consult_cards", "urgent_reports", "tech_helps", "gift_requests"),
            headers=("要办的事", "编号", "由谁办", "最迟"))
def upshots_due(desk: Desk) -> Due:
    """听到的投诉和建议、技术问题、紧急事项、征询卡和礼品申请里，下一个工作日以前要办的。"""
    declared = (deadlines.pass_on_complaint, deadlines.pass_on_suggestion, deadlines.pass_on_problem, deadlines.hand_help,
                deadlines.solve_help, deadlines.raise_urgent, deadlines.rule_urgent, deadlines.hand_card, deadlines.return_card,
                deadlines.endorse_gift, deadlines.decide_gift)
    return _listed(desk, declared, coming_day(desk))


@glance("本月巡访", needs=("visits",))
def visits_this_month(desk: Desk) -> tuple[int, str]:
    """Visits made since the first of the month."""
    month = f"{desk.now:%Y-%m}"
    return sum(row.started_at is not None and f"{row.started_at:%Y-%m}" == month for row in desk.where("visits")), "次"


def _of(firm: Row | None, name: str) -> str:
    return "" if firm is None else firm[name] or ""
