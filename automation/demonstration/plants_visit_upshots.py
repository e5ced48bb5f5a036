"""Faults in consultation cards, technical help and urgent reports (VS2, VS3.2, VS7, VS11)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from automation.demonstration import people
from automation.demonstration import visit_words as words
from automation.demonstration.faults import Field, Line, Missing, plant
from automation.demonstration.plants_visits import old_visit, supplier
from automation.visits.registers.common import URGENT_KINDS
from automation.visits.registers.upshots import CONSULT_STATES, HELP_STATES


def card(field: Field, state: str) -> Line:
    """A consultation card of a dealer of old."""
    old = {row["firm_no"] for row in field.rows["firms"] if row["approved_at"] and row["approved_at"] < field.now - timedelta(days=400)}
    return field.pick("consult_cards", lambda row: CONSULT_STATES.of(row) == state and row["firm_no"] in old)


def tech_help(field: Field, state: str, major: str = "否") -> Line:
    """A piece of technical help that has got so far."""
    return field.pick("tech_helps", lambda row: HELP_STATES.of(row) == state and row["major"] == major)


def urgent(field: Field) -> Line:
    """An urgent report that was ruled on long ago."""
    return field.pick("urgent_reports", lambda row: row["ruled_at"] and field.settled(row["ruled_at"], 10))


@plant("VS2", "consult_cards.firm_no", "征询卡发给了供应商")
def card_for_supplier(field: Field) -> Line:
    row = card(field, "已收回")
    row["firm_no"] = supplier(field)
    return row


@plant("VS3.2", "consult_cards.firm_no", "新客户没有发征询卡")
def no_card(field: Field) -> Missing:
    def new(row: Line) -> bool:
        lately = row["approved_at"].date() > field.today - timedelta(days=330)
        return row["is_dealer"] == "是" and lately and field.settled(row["approved_at"], 21)
    firm = field.pick("firms", lambda row: bool(row["firm_no"]) and new(row))
    field.remove("consult_cards", field.where("consult_cards", firm_no=firm["firm_no"]))
    return Missing(firm["firm_no"])


@plant("VS3.2", "consult_cards.returned_on", "征询卡一个多月没有收回（提示）")
def card_not_back(field: Field) -> Line:
    row = card(field, "未收回")
    row["lapsed_on"] = None
    return row


@plant("VS7", "visits.help_no", "技术问题没有交给技术人员")
def problem_kept(field: Field) -> Line:
    visit = old_visit(field)
    visit["tech_problem"] = words.PROBLEMS[0]
    return visit


@plant("VS7", "tech_helps.visit_no", "技术协助的巡访编号抄错了")
def help_miscopied(field: Field) -> Line:
    row = tech_help(field, "已解决")
    row["visit_no"] = old_visit(field)["visit_no"]
    return row


@plant("VS7", "tech_helps.solved_at", "技术问题过了期才解决")
def solved_late(field: Field) -> Line:
    row = tech_help(field, "已解决")
    row["due_on"] = row["opened_at"].date()
    return row


@plant("VS7", "tech_helps.handed_at", "重大技术问题几天没有移交")
def not_handed(field: Field) -> Line:
    row = tech_help(field, "处理中")
    row.update(major="是", opened_at=datetime.combine(field.workday(row["opened_at"], -4), time(9, 0)))
    return row


@plant("VS7", "tech_helps.solution", "重大技术问题没有移交就登记解决")
def solved_alone(field: Field) -> Line:
    row = tech_help(field, "已解决")
    row["major"] = "是"
    return row


@plant("VS11", "visits.urgent_no", "紧急事项没有填紧急报告")
def news_kept(field: Field) -> Line:
    visit = old_visit(field)
    visit["urgent_kind"] = URGENT_KINDS[1]
    return visit


@plant("VS11", "urgent_reports.visit_no", "紧急报告的巡访编号抄错了")
def urgent_miscopied(field: Field) -> Line:
    row = urgent(field)
    row["visit_no"] = old_visit(field)["visit_no"]
    return row


@plant("VS11", "urgent_reports.kind", "紧急报告的类别与日报不同")
def kind_differs(field: Field) -> Line:
    row = urgent(field)
    row["kind"] = next(kind for kind in URGENT_KINDS if kind != row["kind"])
    return row


@plant("VS11", "urgent_reports.raised_by", "紧急报告由巡访人员自己填报")
def raised_by_another(field: Field) -> Line:
    row = urgent(field)
    row["raised_by"] = people.VISITORS[0]
    return row


@plant("VS11", "urgent_reports.ruled_at", "紧急报告几天以后才批示")
def ruled_late(field: Field) -> Line:
    row = urgent(field)
    row["ruled_at"] = datetime.combine(field.workday(row["raised_at"], 5), time(10, 0))
    return row


@plant("VS11", "urgent_reports.ruled_by", "紧急报告由市场营销部的人批示")
def ruled_by_another(field: Field) -> Line:
    row = urgent(field)
    row["ruled_by"] = people.MARKETERS[0]
    return row
