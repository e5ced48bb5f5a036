"""By when visits and what comes of them must go on (期限): plans, visits by grade, reports, gifts, technical help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from automation.core.dates import day_of, months_after
from automation.core.deadlines import Deadlines, within
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.customers.registers.dealings import MOVED
from automation.visits.registers.common import LEVELS, NOTHING, bounds, period_of
from automation.visits.registers.gifts import DECLINED
from automation.visits.registers.plans import OPEN_VISIT, PLANS
from automation.visits.registers.reports import VISIT_MONTHS
from automation.visits.registers.upshots import CONSULT_CARDS

DEADLINES = Deadlines()
deadline = DEADLINES.deadline


def live_dealers(desk: Desk) -> list[Row]:
    """The dealers that are dealt with."""
    return [firm for firm in desk.where("firms", is_dealer="是") if firm.key and firm.approved_at and firm.ended_on is None]


def supervisors(desk: Desk) -> list[str]:
    """Who is in charge of an area with dealers."""
    areas = {firm.area for firm in live_dealers(desk)}
    return sorted({found for area in areas if (found := desk.department.lookup("areas", area, "supervisor"))})


def unplanned(desk: Desk) -> Iterator[Row]:
    """The plans of the running year, quarter and month that nobody has made yet."""
    made = {(plan.level, plan.period, plan.made_by) for plan in desk.where("visit_plans")}
    today = desk.now.date()
    for level in LEVELS:
        period = period_of(level, today)
        yield from (Row(PLANS, {"plan_no": f"{period} {person}", "level": level, "period": period, "made_by": person})
                    for person in supervisors(desk) if (level, period, person) not in made)


@deadline("制定巡访计划", "VS5", "visit_plans.period", who="made_by", rows=unplanned)
def make_plan(row: Row, desk: Desk) -> date | None:
    """每年、每季、每月开始三个工作日以内，各区域主管制定这一期的巡访计划。"""
    span = bounds(row.level, row.period)
    return None if span is None else within(desk, span[0], "VS5", "计划工作日")


@deadline("批准巡访计划", "VS5", "visit_plans.approved_at", who="销售经理")
def approve_plan(row: Row, desk: Desk) -> date | None:
    """制定的巡访计划，上级按期批准。"""
    return None if row.approved_at or row.handed_at else within(desk, row.made_at, "VS5", "批准工作日")


@deadline("下达巡访计划", "VS5", "visit_plans.handed_at", who="made_by")
def hand_plan(row: Row, desk: Desk) -> date | None:
    """批准的巡访计划，按期交给专人实施。"""
    return None if row.handed_at else within(desk, row.approved_at, "VS5", "下达工作日")


@deadline("按计划巡访", "VS5", "visit_plan_lines.visit_no", who="visitor")
def make_planned_visit(row: Row, desk: Desk) -> date | None:
    """计划的巡访按日去，最迟在补访的期限以内。"""
    return within(desk, row.planned_on, "VS5", "补访工作日") if OPEN_VISIT.row(row) else None


def next_visit(firm: Row, desk: Desk) -> date | None:
    """VS4: the last day for a dealer's next visit by his grade; None for one without a grade."""
    if firm.grade is None:
        return None
    visits = [visit.started_at for visit in desk.where("visits", firm_no=firm.key) if visit.started_at]
    back = [change.changed_at for change in desk.where("firm_changes", firm_no=firm.key, source=MOVED)]
    since = max([firm.approved_at, *visits, *back]).date()
    return since + timedelta(days=desk.department.limit("VS4", f"{firm.grade}级间隔天数", since))


@deadline("定期巡访经销商", "VS4", "firms.grade", who="visitor", rows=live_dealers)
def visit_dealer(row: Row, desk: Desk) -> date | None:
    """按等级定期巡访，从上次巡访（新客户从承认交易）算起。"""
    return next_visit(row, desk)


@deadline("报送巡访日报", "VS9", "visits.report_no", who="visitor")
def submit_report(row: Row, desk: Desk) -> date | None:
    """巡访当天报送日报。"""
    return None if row.report_no or row.started_at is None else row.started_at.date()


@deadline("核阅巡访日报", "VS9", "visit_days.read_at", who="区域销售主管")
def read_report(row: Row, desk: Desk) -> date | None:
    """报送的日报，区域主管按期核阅。"""
    return None if row.read_at else within(desk, row.submitted_at, "VS9", "核阅工作日")


def _pass_on(row: Row, desk: Desk, said: str, number: str, article: str, limit: str) -> date | None:
    if row[said] in (None, NOTHING) or row[number] is not None:
        return None
    return within(desk, row.started_at, article, limit)


@deadline("转登听到的投诉", "VS3.1", "visits.case_no", who="visitor")
def pass_on_complaint(row: Row, desk: Desk) -> date | None:
    """巡访听到的投诉，按期转进《客户投诉登记簿》。"""
    return _pass_on(row, desk, "complaint", "case_no", "VS3.1", "转登工作日")


@deadline("转登听到的建议", "VS3.1", "visits.proposal_no", who="visitor")
def pass_on_suggestion(row: Row, desk: Desk) -> date | None:
    """巡访听到的建议，按期转进《客户提案登记簿》。"""
    return _pass_on(row, desk, "suggestion", "proposal_no", "VS3.1", "转登工作日")


@deadline("报请技术协助", "VS7", "visits.help_no", who="visitor")
def pass_on_problem(row: Row, desk: Desk) -> date | None:
    """巡访遇到的技术问题，按期交给技术人员。"""
    return _pass_on(row, desk, "tech_problem", "help_no", "VS7", "报请工作日")


@deadline("移交重大技术问题", "VS7", "tech_helps.handed_at", who="helper")
def hand_help(row: Row, desk: Desk) -> date | None:
    """重大的技术问题，按期移交生产部门或技术部门。"""
    return None if row.handed_at or row.solved_at or row.major != "是" else within(desk, row.opened_at, "VS7", "移交工作日")


@deadline("解决技术问题", "VS7", "tech_helps.solved_at", who="helper")
def solve_help(row: Row, desk: Desk) -> date | None:
    """技术问题在定好的日期以前解决。"""
    return None if row.solved_at else row.due_on


@deadline("填紧急报告", "VS11", "visits.urgent_no", who="supervisor")
def raise_urgent(row: Row, desk: Desk) -> date | None:
    """日报里的紧急事项，按期填《巡访紧急报告》通报上级。"""
    return _pass_on(row, desk, "urgent_kind", "urgent_no", "VS11", "通报工作日")


@deadline("批示紧急报告", "VS11", "urgent_reports.ruled_at", who="销售经理")
def rule_urgent(row: Row, desk: Desk) -> date | None:
    """紧急报告，上级按期批示。"""
    return None if row.ruled_at else within(desk, row.raised_at, "VS11", "批示工作日")


def without_card(desk: Desk) -> Iterator[Row]:
    """New dealers that have no consultation card yet."""
    for firm in live_dealers(desk):
        new_until = months_after(day_of(firm.approved_at), desk.department.limit("VS3.2", "新客户月数", day_of(firm.approved_at)))
        if new_until >= desk.now.date() and not desk.where("consult_cards", firm_no=firm.key):
            yield Row(CONSULT_CARDS, {"consult_no": firm.key, "firm_no": firm.key, "handed_by": firm.visitor,
                                      "handed_at": firm.approved_at})


@deadline("发征询卡", "VS3.2", "consult_cards.firm_no", who="handed_by", rows=without_card)
def hand_card(row: Row, desk: Desk) -> date | None:
    """新的经销商开始交易以后，按期发一张《征询卡》。"""
    return within(desk, row.handed_at, "VS3.2", "发卡工作日")


@deadline("收回征询卡", "VS3.2", "consult_cards.returned_on", who="handed_by")
def return_card(row: Row, desk: Desk) -> date | None:
    """发出的《征询卡》按期收回。"""
    if row.returned_on or row.lapsed_on or row.handed_at is None:
        return None
    out = row.handed_at.date()
    return out + timedelta(days=desk.department.limit("VS3.2", "收回天数", out))


@deadline("初审礼品申请", "VS6", "gift_requests.endorsed_at", who="区域销售主管")
def endorse_gift(row: Row, desk: Desk) -> date | None:
    """礼品申请，区域主管按期初审。"""
    return None if row.endorsed_at or row.decided_at else within(desk, row.asked_at, "VS6", "初审工作日")


@deadline("批准礼品申请", "VS6", "gift_requests.decided_at", who="销售经理")
def decide_gift(row: Row, desk: Desk) -> date | None:
    """初审过的礼品申请，上级按期批准或不予批准。"""
    return None if row.decided_at or row.given_at or row.decision == DECLINED else within(desk, row.endorsed_at, "VS6", "批准工作日")


def unfiled(desk: Desk) -> Iterator[Row]:
    """The monthly reports of months that are over which nobody has made yet."""
    this = f"{desk.now:%Y-%m}"
    keys = {(f"{visit.started_at:%Y-%m}", visit.supervisor) for visit in desk.where("visits") if visit.started_at and visit.supervisor}
    for month, person in sorted(keys):
        if month < this and desk.find("visit_months", f"{month} {person}") is None:
            yield Row(VISIT_MONTHS, {"month": f"{month} {person}", "made_by": person})


@deadline("填制巡访月报", "VS10", "visit_months.month", who="made_by", rows=unfiled)
def file_month(row: Row, desk: Desk) -> date | None:
    """上个月的《每月巡访情况报告书》，下月十日以前填制。"""
    following = months_after(date.fromisoformat(f"{row.month[:7]}-01"), 1)
    return following.replace(day=desk.department.limit("VS10", "填报日", following))


@deadline("审阅巡访月报", "VS10", "visit_months.checked_at", who="企业领导")
def read_month(row: Row, desk: Desk) -> date | None:
    """月报提交以后，企业主管领导按期审阅。"""
    return None if row.checked_at else within(desk, row.made_at, "VS10", "审阅工作日")
