"""Faults in plans of visits and in gifts (VS2, VS4 to VS6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from automation.demonstration import people
from automation.demonstration.faults import Field, Line, Missing, plant
from automation.demonstration.plants_firms import added
from automation.demonstration.plants_visits import old_visit, supplier
from automation.visits.registers.common import MONTHLY, QUARTERLY, period_of
from automation.visits.registers.gifts import GIFT_STATES
from automation.visits.registers.plans import PLAN_STATES, PLANNED_STATES


def old_plan(field: Field, level: str = QUARTERLY) -> Line:
    """A plan whose period is over; without visits of its own unless it is a month's."""
    return field.pick("visit_plans", lambda row: row["handed_at"] and row["level"] == level and row["last_on"] < field.today)


def line(field: Field, state: str, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """A planned visit of long ago."""
    def settled(row: Line) -> bool:
        return PLANNED_STATES.of(row) == state and field.settled(row["planned_on"], 40)
    return field.pick("visit_plan_lines", lambda row: settled(row) and fits(row))


def gift(field: Field, state: str = "已赠送") -> Line:
    """A request for a gift that has got so far."""
    return field.pick("gift_requests", lambda row: GIFT_STATES.of(row) == state)


def _earlier(field: Field, moment: datetime, days: int) -> datetime:
    return datetime.combine(field.workday(moment, -days), moment.time())


@plant("VS5", "visit_plans.period", "本季度的计划没有制定")
def no_plan(field: Field) -> Missing:
    period = period_of(QUARTERLY, field.today)
    plan = field.pick("visit_plans", lambda row: row["level"] == QUARTERLY and row["period"] == period)
    field.remove("visit_plans", [plan])
    return Missing(f"{period} {plan['made_by']}")


@plant("VS5", "visit_plans.period", "季度计划的截止日少了一天")
def period_short(field: Field) -> Line:
    plan = old_plan(field)
    plan["last_on"] -= timedelta(days=1)
    return plan


@plant("VS5", "visit_plans.period", "同一期的计划制定了两份")
def planned_twice(field: Field) -> Line:
    plan = old_plan(field)
    return added(field, "visit_plans", plan)


@plant("VS5", "visit_plans.approved_at", "计划放了几天没有批准")
def not_approved(field: Field) -> Line:
    plan = field.pick("visit_plans", lambda row: PLAN_STATES.of(row) == "待批准")
    plan["made_at"] = _earlier(field, plan["made_at"], 4)
    return plan


@plant("VS5", "visit_plans.approved_by", "计划由市场营销部的人批准")
def approved_by_another(field: Field) -> Line:
    plan = old_plan(field)
    plan["approved_by"] = people.MARKETERS[0]
    return plan


@plant("VS5", "visit_plans.handed_at", "批准三天以后才下达")
def handed_late(field: Field) -> Line:
    plan = old_plan(field)
    plan["handed_at"] = datetime.combine(field.workday(plan["approved_at"], 3), time(9, 0))
    return plan


@plant("VS5", "visit_plans.approved_at", "没有批准就下达了")
def handed_unapproved(field: Field) -> Line:
    plan = old_plan(field)
    plan.update(approved_at=None, approved_by=None)
    return plan


@plant("VS5", "visit_plans.level", "月度计划里没有一次具体的巡访")
def nothing_planned(field: Field) -> Line:
    plan = old_plan(field, MONTHLY)
    lines = field.where("visit_plan_lines", plan_no=plan["plan_no"])
    for visit in field.rows["visits"]:
        if visit["line_no"] in {each["line_no"] for each in lines}:
            visit["line_no"] = None
    for each in lines:
        field.take("visit_plan_lines", each)
    field.remove("visit_plan_lines", lines)
    return plan


@plant("VS2", "visit_plan_lines.firm_no", "计划巡访写成了供应商的编号")
def plan_for_supplier(field: Field) -> Line:
    planned = line(field, "已取消")
    planned["firm_no"] = supplier(field)
    return planned


@plant("VS4", "visit_plan_lines.visitor", "计划由负责本区域的销售人员巡访")
def planned_for_own_salesperson(field: Field) -> Line:
    planned = line(field, "已巡访", lambda row: any(firm["firm_no"] == row["firm_no"] for firm in field.rows["firms"]))
    planned["visitor"] = field.find("areas", field.find("firms", planned["firm_no"])["area"])["salesperson"]
    return planned


@plant("VS5", "visit_plan_lines.planned_on", "计划日期不在计划期以内")
def outside(field: Field) -> Line:
    planned = line(field, "已巡访")
    planned["planned_on"] -= timedelta(days=45)
    return planned


@plant("VS5", "visit_plan_lines.visit_no", "计划的巡访没有去，也没有写原因")
def not_made(field: Field) -> Line:
    planned = line(field, "已取消")
    planned.update(cancelled_at=None, cancel_reason=None)
    return planned


@plant("VS5", "visit_plan_lines.cancelled_at", "巡访过的又写成取消")
def cancelled_though_made(field: Field) -> Line:
    planned = line(field, "已巡访")
    planned.update(cancelled_at=datetime.combine(planned["planned_on"], time(8, 40)), cancel_reason="客户改期")
    return planned


@plant("VS5", "visits.line_no", "巡访序号抄成别的一行")
def line_miscopied(field: Field) -> Line:
    visit = old_visit(field, lambda row: row["line_no"] is None)
    visit["line_no"] = line(field, "已取消")["line_no"]
    return visit


@plant("VS2", "gift_requests.firm_no", "礼品送给了供应商")
def gift_for_supplier(field: Field) -> Line:
    request = gift(field)
    request["firm_no"] = supplier(field)
    return request


@plant("VS6", "gift_requests.given", "没有批准就送了礼品")
def given_unapproved(field: Field) -> Line:
    request = gift(field)
    request.update(decision=None, approved=None, decided_at=None, decided_by=None)
    return request


@plant("VS6", "gift_requests.given", "礼品超过了批准的预算")
def given_above(field: Field) -> Line:
    request = gift(field)
    request["given"] = request["approved"] + 1
    return request


@plant("VS6", "gift_requests.approved", "批准的预算多于申请的")
def approved_above(field: Field) -> Line:
    request = gift(field)
    request["approved"] = request["asked"] + 10
    return request


@plant("VS6", "gift_requests.asked", "申请预算与明细合计不符")
def sum_wrong(field: Field) -> Line:
    request = gift(field)
    request["asked"] += 1
    return request


@plant("VS6", "gift_requests.endorsed_at", "没有初审就批准了")
def not_endorsed(field: Field) -> Line:
    request = gift(field)
    request.update(endorsed_at=None, endorsed_by=None)
    return request


@plant("VS6", "gift_requests.endorsed_by", "礼品由市场营销部的人初审")
def endorsed_by_another(field: Field) -> Line:
    request = gift(field)
    request["endorsed_by"] = people.MARKETERS[0]
    return request


@plant("VS6", "gift_requests.decided_by", "申请的人自己批准")
def decided_by_oneself(field: Field) -> Line:
    request = gift(field)
    request["decided_by"] = request["asked_by"]
    return request


@plant("VS6", "gift_requests.endorsed_at", "礼品申请放了几天没有初审")
def endorsement_late(field: Field) -> Line:
    request = gift(field, "待初审")
    request["asked_at"] = _earlier(field, request["asked_at"], 4)
    return request


@plant("VS6", "gift_requests.decided_at", "初审过的礼品放了几天没有批准")
def decision_late(field: Field) -> Line:
    request = gift(field, "待批准")
    request.update({name: _earlier(field, request[name], 5) for name in ("asked_at", "endorsed_at")})
    return request
