"""Faults in visits, their reports and the monthly ones (VS2 to VS4, VS9, VS10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from automation.demonstration import people
from automation.demonstration import visit_words as words
from automation.demonstration.faults import Field, Line, Missing, plant
from automation.demonstration.plants_firms import added, change, firm
from automation.visits.registers.common import ACTIVITIES


def old_visit(field: Field, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """A visit of two months ago or more, reported, of which nothing came; its dealer was visited since."""
    def settled(row: Line) -> bool:
        said = (row[name] for name in ("complaint", "suggestion", "tech_problem", "urgent_kind", "case_no", "proposal_no",
                                           "help_no", "urgent_no"))
        later = any(other["started_at"] > row["started_at"] for other in field.where("visits", firm_no=row["firm_no"]))
        return row["started_at"] < field.now - timedelta(days=60) and row["report_no"] and later and not any(said)
    return field.pick("visits", lambda row: bool(settled(row)) and fits(row))


def beside_another(field: Field, row: Line) -> bool:
    """Whether its daily report tells of another visit, too."""
    return len(field.where("visits", report_no=row["report_no"])) > 1


def supplier(field: Field) -> str:
    """The number of a company that isn't a dealer."""
    return next(row["firm_no"] for row in field.rows["firms"] if row["firm_no"] and row["is_dealer"] == "否")


def day_report(field: Field) -> Line:
    """A daily report of long ago."""
    return field.pick("visit_days", lambda row: field.settled(row["day"], 30) and row["read_at"])


@plant("VS2", "visits.firm_no", "巡访写成了供应商的编号")
def visit_to_supplier(field: Field) -> Line:
    visit = old_visit(field, lambda row: row["line_no"] is None)
    visit["firm_no"] = supplier(field)
    return visit


@plant("VS4", "firms.grade", "A 级客户一个多月没有巡访")
def dealer_left_alone(field: Field) -> Line:
    def alone(row: Line) -> bool:
        visits = [visit["started_at"] for visit in field.where("visits", firm_no=row["firm_no"])]
        return row["is_dealer"] == "是" and row["grade"] in ("C", "D") and visits and max(visits) < field.now - timedelta(days=33)
    card = firm(field, lambda row: bool(alone(row)))
    change(field, card, grade="A")
    return card


@plant("VS4", "firms.visitor", "经销商没有指定巡访人")
def nobody_named(field: Field) -> Line:
    card = firm(field, lambda row: row["is_dealer"] == "是")
    change(field, card, visitor=None)
    return card


@plant("VS4", "firms.visitor", "指定负责本区域的销售人员巡访，没有写原因")
def own_salesperson_named(field: Field) -> Line:
    card = firm(field, lambda row: row["is_dealer"] == "是")
    change(field, card, visitor=field.find("areas", card["area"])["salesperson"])
    return card


@plant("VS4", "visits.own_reason", "负责本区域的销售人员自己去巡访，没有写原因")
def own_salesperson_went(field: Field) -> Line:
    visit = old_visit(field, lambda row: not beside_another(field, row))
    person = field.find("areas", visit["area"])["salesperson"]
    visit["visitor"] = field.find("visit_days", visit["report_no"])["visitor"] = person
    return visit


@plant("VS4", "areas.supervisor", "有经销商的区域没有写区域主管")
def nobody_in_charge(field: Field) -> Line:
    area = field.find("areas", "石景山区")
    area["supervisor"] = None
    return area


@plant("VS3.3", "visits.introduced", "没有写巡访做了什么")
def did_nothing(field: Field) -> Line:
    visit = old_visit(field)
    visit.update(dict.fromkeys(ACTIVITIES))
    return visit


@plant("VS3.1", "visits.case_no", "听到投诉没有转投诉")
def complaint_kept(field: Field) -> Line:
    visit = old_visit(field)
    visit["complaint"] = words.COMPLAINTS[0]
    return visit


@plant("VS3.1", "visits.case_no", "巡访上的投诉编号抄成别的案件")
def complaint_miscopied(field: Field) -> Line:
    visit = field.pick("visits", lambda row: row["case_no"] is not None)
    visit["case_no"] = field.pick("cases", lambda row: row["closed_at"] and row["visit_no"] is None)["case_no"]
    return visit


@plant("VS3.1", "visits.proposal_no", "听到建议没有转提案")
def suggestion_kept(field: Field) -> Line:
    visit = old_visit(field)
    visit["suggestion"] = words.SUGGESTIONS[0]
    return visit


@plant("VS3.1", "visits.proposal_no", "巡访上的提案编号抄成别的提案")
def proposal_miscopied(field: Field) -> Line:
    visit = field.pick("visits", lambda row: row["proposal_no"] is not None)
    visit["proposal_no"] = field.pick("proposals", lambda row: row["visit_no"] is None and row["replied_at"])["proposal_no"]
    return visit


@plant("VS9", "visits.report_no", "巡访没有报送日报")
def not_reported(field: Field) -> Line:
    visit = old_visit(field, lambda row: beside_another(field, row))
    visit["report_no"] = None
    return visit


@plant("VS9", "visits.report_no", "巡访写进了别的日子的日报")
def in_another_report(field: Field) -> Line:
    visit = old_visit(field, lambda row: beside_another(field, row))
    visit["report_no"] = next(row["report_no"] for row in field.rows["visit_days"]
                              if row["visitor"] == visit["visitor"] and row["report_no"] != visit["report_no"])
    return visit


@plant("VS9", "visits.card_with", "日报没有附客户卡")
def without_card(field: Field) -> Line:
    visit = old_visit(field)
    visit["card_with"] = "否"
    return visit


@plant("VS9", "visit_days.submitted_at", "日报第二天才报送")
def submitted_late(field: Field) -> Line:
    report = day_report(field)
    report["submitted_at"] = datetime.combine(report["day"] + timedelta(days=1), time(8, 31))
    return report


@plant("VS9", "visit_days.read_at", "日报三天后才核阅")
def read_late(field: Field) -> Line:
    report = day_report(field)
    report["read_at"] = datetime.combine(field.workday(report["day"], 3), time(9, 0))
    return report


@plant("VS9", "visit_days.read_by", "日报由市场营销部的人核阅")
def read_by_another(field: Field) -> Line:
    report = day_report(field)
    report["read_by"] = people.MARKETERS[0]
    return report


@plant("VS9", "visit_days.day", "报送了一份没有巡访的日报")
def empty_report(field: Field) -> Line:
    day = field.workday(field.today, -20)
    return added(field, "visit_days", {
        "day": day, "visitor": people.SALESPEOPLE[0], "tomorrow": words.TOMORROW[0], "submitted_at": datetime.combine(day, time(17, 10)),
        "read_by": people.AREA_HEADS[0], "read_at": datetime.combine(field.workday(day, 1), time(9, 0))})


def _month(field: Field) -> Line:
    """A monthly report of three months ago or more."""
    return field.pick("visit_months", lambda row: row["checked_at"] and row["made_at"] < field.now - timedelta(days=90))


@plant("VS10", "visit_months.month", "上半年有一个月没有填制月报")
def month_missing(field: Field) -> Missing:
    month = _month(field)
    field.remove("visit_months", [month])
    return Missing(month["month"])


@plant("VS10", "visit_months.made_at", "月报拖到下月十几日才填制")
def month_late(field: Field) -> Line:
    month = _month(field)
    month["made_at"] = month["made_at"].replace(day=12)
    month["checked_at"] = month["made_at"] + timedelta(hours=1)
    return month


@plant("VS10", "visit_months.month", "月报由另一位区域主管代填")
def month_of_another(field: Field) -> Line:
    month = _month(field)
    month["made_by"] = next(name for name in people.AREA_HEADS if name != month["made_by"])
    return month


@plant("VS10", "visit_months.checked_at", "月报五天后才审阅")
def month_read_late(field: Field) -> Line:
    month = _month(field)
    month["checked_at"] = datetime.combine(field.workday(month["made_at"], 5), time(10, 0))
    return month


@plant("VS10", "visit_months.checked_by", "月报由销售经理代为审阅")
def month_read_by_another(field: Field) -> Line:
    month = _month(field)
    month["checked_by"] = people.SALES_MANAGER
    return month
