"""技术服务日报: technicians' daily lines, the supervisor's look at them, the day's service report (AS2.9, AS2.10)."""

from __future__ import annotations

from automation.after_sales.registers.common import INTERNAL_KINDS, SERVICE_KINDS, SUPERVISORS, TECHNICIANS
from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Kind, Leaves, Owner, Ref, Register, Sheet, States

STEP = Owner.STEP

REVIEW_STATES = States("待核阅", (("已核阅", Filled("reviewed_at")),))
SERVICE_DAY_STATES = States("待核签", (("已转送", Filled("forwarded_at")), ("已核签", Filled("signed_at"))))

WORK_LINES = Sheet(
    "work_lines", "工作日报", "line_no", article="AS2.9", number="RB", responsible="technician", role="技术主管",
    leaves=Leaves(together=("day", "technician")),
    columns=(
        Column("line_no", "行号", article="AS2.9", owner=STEP, required=True, unique=True, width=15),
        Column("day", "日期", Kind.DATE, "AS2.9", required=True),
        Column("technician", "技术员", Kind.CHOICE, "AS2.9", required=True, choices=TECHNICIANS),
        Column("work_kind", "工作类别", Kind.CHOICE, "AS2.9", required=True, choices=SERVICE_KINDS + INTERNAL_KINDS,
               width=14, note="检查、零件、工具、训练等内部工作也写在这里。"),
        Column("call_no", "叫修编号", article="AS2.9", ref=Ref("calls"), required=Is("work_kind", *SERVICE_KINDS), width=15),
        Column("repair_hours", "修护工时", Kind.HOURS, "AS2.9", required=True, at_least=0, note="以小时计，一小时半写 1.5。"),
        Column("travel_hours", "路程工时", Kind.HOURS, "AS2.9", at_least=0),
        Column("note", "说明", width=30),
    ))

DAY_REVIEWS = Sheet(
    "day_reviews", "日报核阅", "review_no", article="AS2.9", number="HY", responsible="reviewed_by", role="技术主管",
    leaves=Leaves(Is("state", "已核阅")),
    order=(("day", "submitted_at", "reviewed_at"),),
    columns=(
        Column("review_no", "核阅编号", article="AS2.9", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "AS2.9", owner=Owner.FORMULA, formula=REVIEW_STATES.formula("review_no"),
               note=REVIEW_STATES.note),
        Column("day", "日期", Kind.DATE, "AS2.9", owner=STEP, required=True),
        Column("technician", "技术员", Kind.CHOICE, "AS2.9", owner=STEP, required=True, choices=TECHNICIANS),
        Column("submitted_at", "送请核阅", Kind.DATETIME, "AS2.9", owner=STEP, required=True),
        Column("reviewed_by", "核阅主管", Kind.CHOICE, "AS2.9", owner=STEP, choices=SUPERVISORS,
               required=Filled("reviewed_at")),
        Column("reviewed_at", "核阅时间", Kind.DATETIME, "AS2.9", owner=STEP),
        Column("note", "核阅意见", width=30),
    ),
    colours=(Colour(~Filled("reviewed_at") & Filled("submitted_at"), "amber", ("reviewed_at",)),))

SERVICE_DAYS = Sheet(
    "service_days", "服务日报表", "service_day_no", article="AS2.10", number="FW", responsible="made_by", role="技术主管",
    leaves=Leaves(Is("state", "已转送")),
    order=(("day", "made_at", "signed_at", "forwarded_at"),),
    columns=(
        Column("service_day_no", "日报编号", article="AS2.10", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "AS2.10", owner=Owner.FORMULA, formula=SERVICE_DAY_STATES.formula("service_day_no"),
               note=SERVICE_DAY_STATES.note),
        Column("day", "日期", Kind.DATE, "AS2.10", owner=STEP, required=True, unique=True),
        Column("made_by", "填表主管", Kind.CHOICE, "AS2.10", owner=STEP, required=True, choices=SUPERVISORS),
        Column("made_at", "填表时间", Kind.DATETIME, "AS2.10", owner=STEP, required=True),
        Column("signed_by", "核签人", Kind.CHOICE, "AS2.10", owner=STEP, choices=STAFF, required=Filled("signed_at")),
        Column("signed_at", "总经理核签", Kind.DATETIME, "AS2.10", owner=STEP),
        Column("forwarded_at", "转送营销", Kind.DATETIME, "AS2.10", owner=STEP),
        Column("note", "备注", width=24),
    ))

REPORTS_REGISTER = Register("after_sales_reports", "技术服务日报", (WORK_LINES, DAY_REVIEWS, SERVICE_DAYS),
                            article="AS2.9", keeper="技术主管")
