"""Plans (VS5): made by the area's supervisor, filled with visits, approved by his superior, handed to the visitors."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk
from automation.visits.registers.common import MONTHLY, PERIOD_WORDS, bounds
from automation.visits.steps.table import HEADS, SUPERIORS, check_own_area, dealer, step


@step("制定巡访计划", "VS5", sheet="visit_plans", since=("",), to="待批准", roles=HEADS, icon="FileNew",
      asks=(Ask("level"), Ask("period"), Ask("policy", required=False), Ask("products"), Ask("key_topics"),
            Ask("special_topics", default="无"), Ask("made_by", default="person"), Ask("note", required=False)))
def make_plan(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """制定年度、季度或月度的巡访计划：重点推销商品、重点调查项目、特别调查项目。"""
    level, period, maker = known["level"], known["period"], known["made_by"]
    span = bounds(level, period)
    if span is None:
        raise StepRefused(f"{level}计划的“计划期”写的是“{period}”，请改正：{PERIOD_WORDS}。", "VS5", "period")
    if same := desk.where("visit_plans", level=level, period=period, made_by=maker):
        raise StepRefused(f"{maker} {period} 的{level}计划已经制定（{same[0].key}），请在原来的计划上改。", "VS5", "period")
    first, last = span
    yield desk.put(row, desk.after(row, **known, plan_no=desk.number("visit_plans"), first_on=first, last_on=last, made_at=desk.now))


@step("列入计划", "VS5 VS4 VS2", sheet="visit_plan_lines", since=("",), to="待巡访", roles=HEADS, icon="TableInsert", often=True,
      asks=(Ask("plan_no"), Ask("firm_no"), Ask("planned_on"), Ask("visitor", required=False), Ask("aim")))
def plan_visit(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """在计划里写明一次具体的巡访：去哪个经销商、哪一天、谁去、为什么去。"""
    plan = desk.need("visit_plans", known["plan_no"], "VS5")
    firm = dealer(desk, known["firm_no"])
    if not plan.first_on <= known["planned_on"] <= plan.last_on:
        raise StepRefused(f"计划日期 {known['planned_on']} 不在这份计划的 {plan.first_on} 至 {plan.last_on} 之内，请改正。",
                          "VS5", "planned_on")
    visitor = known["visitor"] or firm.visitor
    if visitor is None:
        raise StepRefused(f"{firm.name}没有指定巡访人，请填“巡访人”。", "VS4", "visitor")
    check_own_area(desk, firm, visitor, None, "visitor")
    told = dict(known, visitor=visitor)
    yield desk.put(row, desk.after(row, **told, line_no=desk.number("visit_plan_lines"), customer=firm.name))


@step("批准计划", "VS5", sheet="visit_plans", since=("待批准",), to="待下达", roles=SUPERIORS, icon="ReviewAcceptChange",
      asks=(Ask("approved_at", default="now"), Ask("note", required=False)))
def approve_plan(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """上级批准巡访计划；月度计划要有具体的巡访。"""
    check_other_person(desk.person, row.made_by, "制定计划", "VS5", "approved_by")
    if row.level == MONTHLY and not desk.where("visit_plan_lines", plan_no=row.key):
        raise StepRefused(f"{row.key}是月度计划，却没有一次具体的巡访，请先办理“列入计划”。", "VS5", "level")
    yield row.set(**known, approved_by=desk.person)


@step("下达计划", "VS5", sheet="visit_plans", since=("待下达",), to="已下达", roles=HEADS, icon="FileSendAsAttachment",
      prints=("visit_plan",), asks=(Ask("handed_at", default="now"),))
def hand_plan(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把批准的计划交给专人实施，打印计划。"""
    handed = row.but(**known)
    yield desk.put(row, handed)
    yield desk.print("visit_plan", handed)


@step("取消巡访", "VS5", sheet="visit_plan_lines", since=("待巡访",), to="已取消", roles=HEADS, icon="DeclineInvitation",
      asks=(Ask("cancel_reason"), Ask("cancelled_at", default="now")))
def cancel_planned(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """计划里的一次巡访不去了，写明原因。"""
    yield row.set(**known)
