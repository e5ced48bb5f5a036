"""巡访计划 and 计划巡访: what a supervisor sets out for a year, a quarter or a month, and the visits that it names (VS5)."""

from __future__ import annotations

from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Formula, Kind, Leaves, Ref, Sheet, States
from automation.visits.registers.common import (
    FORMULA,
    LEVELS,
    NOTHING,
    PERIOD_WORDS,
    STEP,
    SUPERVISORS,
    VISITORS,
    firm_column,
)

PLAN_STATES = States("待批准", (
    ("已下达", Filled("handed_at")),
    ("待下达", Filled("approved_at")),
))

PLANS = Sheet(
    "visit_plans", "巡访计划", "plan_no", article="VS5", number="XJ", responsible="made_by", role="区域销售主管",
    leaves=Leaves(Is("state", "已下达"), together=("level", "period", "made_by")),
    order=(("made_at", "approved_at", "handed_at"), ("first_on", "last_on")),
    columns=(
        Column("plan_no", "计划编号", article="VS5", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "VS5", owner=FORMULA, formula=PLAN_STATES.formula("plan_no"), note=PLAN_STATES.note,
               width=10),
        Column("level", "计划类别", Kind.CHOICE, "VS5", required=True, choices=tuple(LEVELS)),
        Column("period", "计划期", article="VS5", required=True, code=True, note=f"{PERIOD_WORDS}。"),
        Column("first_on", "起始日", Kind.DATE, "VS5", owner=STEP, required=True, future=True),
        Column("last_on", "截止日", Kind.DATE, "VS5", owner=STEP, required=True, future=True),
        Column("policy", "上级方针", article="VS5", width=26, note="上级确定的、和这一期有关的基本方针。"),
        Column("products", "重点推销商品", article="VS5", required=True, width=24),
        Column("key_topics", "重点调查项目", article="VS5", required=True, width=28),
        Column("special_topics", "特别调查项目", article="VS5", required=True, width=28, note=f"没有的写“{NOTHING}”。"),
        Column("made_by", "制定主管", Kind.CHOICE, "VS5", required=True, choices=SUPERVISORS, width=11),
        Column("made_at", "制定时间", Kind.DATETIME, "VS5", owner=STEP, required=True),
        Column("approved_by", "批准人", Kind.CHOICE, "VS5", owner=STEP, choices=STAFF, required=Filled("approved_at"), width=10),
        Column("approved_at", "批准时间", Kind.DATETIME, "VS5", owner=STEP),
        Column("handed_at", "下达时间", Kind.DATETIME, "VS5", owner=STEP, note="交给专人实施的时间。"),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "待批准", "待下达"), "amber", ("state",)),))

PLANNED_STATES = States("待巡访", (
    ("已巡访", Filled("visit_no")),
    ("已取消", Filled("cancelled_at")),
))
OPEN_VISIT = Filled("line_no") & ~Filled("visit_no") & ~Filled("cancelled_at")
PASSED, TODAY, AHEAD = "已过期", "今天", "未到期"


def _pace(row, context) -> str | None:
    """How a planned visit stands to its day; None once it is made or called off."""
    if not OPEN_VISIT.row(row) or row.get("planned_on") is None:
        return None
    today = context.now.date()
    return PASSED if today > row["planned_on"] else TODAY if today == row["planned_on"] else AHEAD


_PACE = Formula(f'IF(OR({{line_no}}="",{{planned_on}}="",{{visit_no}}<>"",{{cancelled_at}}<>""),"",'
                f'IF(INT(现在)>{{planned_on}},"{PASSED}",IF(INT(现在)={{planned_on}},"{TODAY}","{AHEAD}")))', _pace)

PLAN_LINES = Sheet(
    "visit_plan_lines", "计划巡访", "line_no", article="VS5", number="XA", responsible="visitor", role="区域销售主管",
    leaves=Leaves(Is("state", "已巡访", "已取消"), parent="plan_no"),
    columns=(
        Column("line_no", "巡访序号", article="VS5", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "VS5", owner=FORMULA, formula=PLANNED_STATES.formula("line_no"), note=PLANNED_STATES.note,
               width=10),
        Column("pace", "时效", Kind.CHOICE, "VS5", owner=FORMULA, formula=_PACE, width=10),
        Column("plan_no", "计划编号", article="VS5", required=True, ref=Ref("visit_plans", shared=True), width=15),
        firm_column(),
        Column("customer", "客户名称", article="VS5", owner=STEP, required=True, width=22),
        Column("planned_on", "计划日期", Kind.DATE, "VS5", required=True, future=True),
        Column("visitor", "巡访人", Kind.CHOICE, "VS4", required=True, choices=VISITORS, width=10),
        Column("aim", "巡访目的", article="VS5", required=True, width=30),
        Column("visit_no", "巡访编号", article="VS5", owner=STEP, ref=Ref("visits"), unique=True, width=15),
        Column("cancelled_at", "取消时间", Kind.DATETIME, "VS5", owner=STEP),
        Column("cancel_reason", "取消原因", article="VS5", required=Filled("cancelled_at"), width=22),
    ),
    colours=(Colour(Is("pace", PASSED), "red", ("planned_on", "pace")), Colour(Is("pace", TODAY), "amber", ("planned_on", "pace")),
             Colour(Is("state", "已巡访", "已取消"), "grey")))
