"""巡访日报, 日报报送 and 月报审阅: one row per visit with all that it brought, its daily and its monthly report (VS3, VS9, VS10)."""

from __future__ import annotations

from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Kind, Leaves, Ref, Sheet, States
from automation.visits.registers.common import (
    ACTIVITIES,
    FORMULA,
    MARKET_ACTIVITIES,
    NOTHING,
    STEP,
    SUPERVISORS,
    URGENT_KINDS,
    VISITORS,
    firm_column,
)

_NONE = f"没有的写“{NOTHING}”。"
VISIT_STATES = States("待报送", (("已报送", Filled("report_no")),))


def _told(name: str, header: str, article: str, note: str = _NONE, width: float = 26) -> Column:
    """Something every visit has to say a word about."""
    return Column(name, header, article=article, required=True, width=width, note=note)


_WHO = (
    Column("started_at", "到访时间", Kind.DATETIME, "VS9", required=True),
    Column("ended_at", "离开时间", Kind.DATETIME, "VS9", required=True),
    Column("visitor", "巡访人", Kind.CHOICE, "VS4", required=True, choices=VISITORS, width=10),
    firm_column(),
    Column("customer", "客户名称", article="VS9", owner=STEP, required=True, width=22),
    Column("grade", "等级", Kind.CHOICE, "VS4", owner=STEP, choices=("A", "B", "C", "D"), width=8, note="巡访时的等级。"),
    Column("area", "区域", article="VS10", owner=STEP, required=True, width=10),
    Column("supervisor", "区域主管", Kind.CHOICE, "VS10", owner=STEP, required=True, choices=STAFF, width=11,
           note="这一区域的销售主管，日报送他核阅，月报由他汇总。"),
    Column("own_reason", "本区销售员原因", article="VS4", width=20, note="由负责本区域的销售人员自己巡访的，写明原因。"),
    Column("line_no", "巡访序号", article="VS5", ref=Ref("visit_plan_lines"), unique=True, width=15, note="计划里有的才写。"),
    Column("met", "面谈人", article="VS9", required=True, width=14),
)

_FOUND = (
    _told("business", "经营项目", "VS3.1", "经营哪些商品、有什么变化。"),
    _told("stock", "库存状况", "VS3.1"),
    _told("purchases", "进货状况", "VS3.1"),
    _told("sales", "销售状况", "VS3.1"),
    Column("criticism", "批评意见", article="VS3.1", width=24),
    Column("suggestion", "建议", article="VS3.1", width=24, note="应办理“巡访转提案”，记进《客户提案登记簿》。"),
    Column("hope", "希望", article="VS3.1", width=24),
    Column("complaint", "投诉", article="VS3.1", width=24, note="应办理“巡访转投诉”，记进《客户投诉登记簿》。"),
    _told("market", "市场行情", "VS9"),
    _told("rivals", "竞争对手动向", "VS9"),
    _told("policies", "其它企业销售政策", "VS9"),
)

_DONE = (
    *(Column(name, header, Kind.YESNO, "VS3.2" if name in MARKET_ACTIVITIES else "VS3.3") for name, header in ACTIVITIES.items()),
    _told("effect", "巡访效果", "VS9", ""),
    Column("matters", "主要处理事项", article="VS9", width=26),
    Column("course", "处理经过", article="VS9", required=Filled("matters"), width=26),
    Column("result", "处理结果", article="VS9", required=Filled("matters"), width=24),
    Column("other", "其它报告事项", article="VS9", width=24),
    Column("tech_problem", "技术问题", article="VS7", width=24, note="自己解决不了的技术问题，办理“报请技术协助”。"),
    Column("urgent_kind", "紧急事项", Kind.CHOICE, "VS11", choices=URGENT_KINDS, width=24, note="要通报上级的，选一类。"),
    Column("card_with", "附客户卡", Kind.YESNO, "VS9", required=True, note="客户卡核对过、随日报一同呈报的写“是”。"),
)

_UPSHOT = (
    Column("entered_at", "登记时间", Kind.DATETIME, "VS9", owner=STEP),
    Column("report_no", "日报编号", article="VS9", owner=STEP, ref=Ref("visit_days", shared=True), width=15),
    Column("case_no", "投诉编号", article="VS3.1", owner=STEP, ref=Ref("cases"), unique=True, width=15),
    Column("proposal_no", "提案编号", article="VS3.1", owner=STEP, ref=Ref("proposals"), unique=True, width=15),
    Column("urgent_no", "紧急报告编号", article="VS11", owner=STEP, ref=Ref("urgent_reports"), unique=True, width=15),
    Column("help_no", "协助编号", article="VS7", owner=STEP, ref=Ref("tech_helps"), unique=True, width=15),
    Column("note", "备注", width=20),
)

VISITS = Sheet(
    "visits", "巡访日报", "visit_no", article="VS9", number="XF", responsible="visitor", role="区域销售主管",
    leaves=Leaves(Is("state", "已报送"), parent="report_no"),
    order=(("started_at", "ended_at", "entered_at"),),
    columns=(Column("visit_no", "巡访编号", article="VS9", owner=STEP, required=True, unique=True, width=15),
             Column("state", "状态", Kind.CHOICE, "VS9", owner=FORMULA, formula=VISIT_STATES.formula("visit_no"), note=VISIT_STATES.note,
                    width=10),
             *_WHO, *_FOUND, *_DONE, *_UPSHOT),
    colours=(Colour(Filled("complaint") & ~Filled("case_no"), "amber", ("complaint", "case_no")),
             Colour(Filled("suggestion") & ~Filled("proposal_no"), "amber", ("suggestion", "proposal_no")),
             Colour(Filled("tech_problem") & ~Filled("help_no"), "amber", ("tech_problem", "help_no")),
             Colour(Filled("urgent_kind") & ~Filled("urgent_no"), "red", ("urgent_kind", "urgent_no")),
             Colour(Is("card_with", "否"), "amber", ("card_with",))))

DAY_STATES = States("待核阅", (("已核阅", Filled("read_at")),))

VISIT_DAYS = Sheet(
    "visit_days", "日报报送", "report_no", article="VS9", number="XR", responsible="read_by", role="区域销售主管",
    leaves=Leaves(Is("state", "已核阅")),
    order=(("day", "submitted_at", "read_at"),),
    columns=(
        Column("report_no", "日报编号", article="VS9", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "VS9", owner=FORMULA, formula=DAY_STATES.formula("report_no"), note=DAY_STATES.note, width=10),
        Column("day", "日期", Kind.DATE, "VS9", owner=STEP, required=True),
        Column("visitor", "巡访人", Kind.CHOICE, "VS9", owner=STEP, required=True, choices=VISITORS, width=10),
        Column("tomorrow", "明日计划", article="VS9", required=True, width=28),
        Column("submitted_at", "报送时间", Kind.DATETIME, "VS9", owner=STEP, required=True),
        Column("read_by", "核阅主管", Kind.CHOICE, "VS9", owner=STEP, choices=STAFF, required=Filled("read_at"), width=11),
        Column("read_at", "核阅时间", Kind.DATETIME, "VS9", owner=STEP),
        Column("note", "核阅意见", width=28),
    ),
    colours=(Colour(Is("state", "待核阅"), "amber", ("state",)),))

MONTH_STATES = States("待审阅", (("已审阅", Filled("checked_at")),))

VISIT_MONTHS = Sheet(
    "visit_months", "月报审阅", "month", article="VS10", responsible="made_by", role="区域销售主管", order=(("made_at", "checked_at"),),
    columns=(
        Column("month", "月报", article="VS10", owner=STEP, required=True, unique=True, width=20,
               note="月份和区域主管，写成 2026-02 何立涛 这样。"),
        Column("state", "状态", Kind.CHOICE, "VS10", owner=FORMULA, formula=MONTH_STATES.formula("month"), width=10),
        Column("made_by", "填制主管", Kind.CHOICE, "VS10", owner=STEP, required=True, choices=SUPERVISORS, width=11),
        Column("made_at", "填制时间", Kind.DATETIME, "VS10", owner=STEP, required=True),
        Column("summary", "综合意见", article="VS10", width=40, note="本月巡访的总情况、存在的问题和下月的打算。"),
        Column("file", "报告书文件", article="VS10", owner=STEP, width=30),
        Column("digest", "数据指纹", article="VS10", owner=STEP, width=20, note="由程序填写，用来发现审阅以后登记簿又改动过。"),
        Column("checked_by", "审阅领导", Kind.CHOICE, "VS10", owner=STEP, choices=STAFF, required=Filled("checked_at"), width=11),
        Column("checked_at", "审阅时间", Kind.DATETIME, "VS10", owner=STEP),
        Column("note", "审阅意见", width=24),
    ),
    colours=(Colour(Is("state", "待审阅"), "amber", ("state",)),))
