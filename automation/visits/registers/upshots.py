"""征询卡, 紧急报告 and 技术协助: what visits leave behind at a dealer, or bring home for others to settle (VS3.2, VS7, VS11)."""

from __future__ import annotations

from automation.core.basics import MODELS, STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Kind, Leaves, Ref, Sheet, States
from automation.visits.registers.common import FORMULA, HELPERS, STEP, URGENT_KINDS, VISITORS, firm_column

CONSULT_STATES = States("待收回", (
    ("已收回", Filled("returned_on")),
    ("未收回", Filled("lapsed_on")),
))
DEGREES = ("很满意", "满意", "一般", "不满意")
CONSULTED = {"performance": "商品性能", "quality": "商品质量", "supply": "供货", "service": "服务"}
"""What a new customer is asked to rate."""
_BACK = Filled("returned_on")

CONSULT_CARDS = Sheet(
    "consult_cards", "征询卡", "consult_no", article="VS3.2", number="ZX", responsible="handed_by", role="区域销售主管",
    leaves=Leaves(Is("state", "已收回", "未收回")),
    order=(("handed_at", "returned_on"), ("handed_at", "lapsed_on")),
    columns=(
        Column("consult_no", "征询卡号", article="VS3.2", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "VS3.2", owner=FORMULA, formula=CONSULT_STATES.formula("consult_no"),
               note=CONSULT_STATES.note, width=10),
        firm_column(),
        Column("customer", "客户名称", article="VS3.2", owner=STEP, required=True, width=22),
        Column("model", "商品型号", Kind.CHOICE, "VS3.2", required=True, choices=MODELS, width=16),
        Column("handed_by", "发放人", Kind.CHOICE, "VS3.2", owner=STEP, required=True, choices=VISITORS, width=10),
        Column("handed_at", "发放时间", Kind.DATETIME, "VS3.2", owner=STEP, required=True),
        Column("returned_on", "收回日期", Kind.DATE, "VS3.2"),
        *(Column(name, header, Kind.CHOICE, "VS3.2", choices=DEGREES, required=_BACK) for name, header in CONSULTED.items()),
        Column("usage", "使用意见", article="VS3.2", required=_BACK, width=34),
        Column("wishes", "希望和要求", article="VS3.2", width=30),
        Column("answered_by", "填卡人", article="VS3.2", required=_BACK, width=12),
        Column("lapsed_on", "不再等候", Kind.DATE, "VS3.2", owner=STEP, note="催过仍不交回的，写停止等候的日期。"),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "待收回"), "amber", ("state",)), Colour(Is("state", "未收回"), "grey")))

URGENT_STATES = States("待批示", (("已批示", Filled("ruled_at")),))

URGENT_REPORTS = Sheet(
    "urgent_reports", "紧急报告", "urgent_no", article="VS11", number="JB", responsible="raised_by", role="区域销售主管",
    leaves=Leaves(Is("state", "已批示"), parent="visit_no"),
    order=(("raised_at", "ruled_at"),),
    columns=(
        Column("urgent_no", "紧急报告编号", article="VS11", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "VS11", owner=FORMULA, formula=URGENT_STATES.formula("urgent_no"), note=URGENT_STATES.note,
               width=10),
        Column("visit_no", "巡访编号", article="VS11", owner=STEP, required=True, unique=True, ref=Ref("visits"), width=15),
        Column("kind", "紧急事项", Kind.CHOICE, "VS11", required=True, choices=URGENT_KINDS, width=26),
        Column("matter", "情况", article="VS11", required=True, width=40),
        Column("influence", "对本企业的影响", article="VS11", required=True, width=30),
        Column("advice", "建议措施", article="VS11", required=True, width=30),
        Column("raised_by", "报告主管", Kind.CHOICE, "VS11", owner=STEP, required=True, choices=STAFF, width=11),
        Column("raised_at", "报告时间", Kind.DATETIME, "VS11", owner=STEP, required=True),
        Column("ruling", "批示", article="VS11", required=Filled("ruled_at"), width=34),
        Column("ruled_by", "批示人", Kind.CHOICE, "VS11", owner=STEP, choices=STAFF, required=Filled("ruled_at"), width=10),
        Column("ruled_at", "批示时间", Kind.DATETIME, "VS11", owner=STEP),
    ),
    colours=(Colour(Is("state", "待批示"), "red", ("state",)),))

HELP_STATES = States("处理中", (
    ("已解决", Filled("solved_at")),
    ("已移交", Filled("handed_at")),
))

TECH_HELPS = Sheet(
    "tech_helps", "技术协助", "help_no", article="VS7", number="XZ", responsible="helper", role="技术主管",
    leaves=Leaves(Is("state", "已解决"), parent="visit_no"),
    order=(("opened_at", "handed_at", "solved_at"), ("opened_at", "due_on")),
    columns=(
        Column("help_no", "协助编号", article="VS7", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "VS7", owner=FORMULA, formula=HELP_STATES.formula("help_no"), note=HELP_STATES.note, width=10),
        Column("visit_no", "巡访编号", article="VS7", owner=STEP, required=True, unique=True, ref=Ref("visits"), width=15),
        Column("customer", "客户名称", article="VS7", owner=STEP, required=True, width=22),
        Column("problem", "技术问题", article="VS7", required=True, width=34),
        Column("major", "重大", Kind.YESNO, "VS7", required=True, note="重大技术问题移交生产部门或技术部门。", width=8),
        Column("helper", "负责技术员", Kind.CHOICE, "VS7", required=True, choices=HELPERS, width=12),
        Column("due_on", "应解决", Kind.DATE, "VS7", required=True, future=True),
        Column("opened_by", "报请人", Kind.CHOICE, "VS7", owner=STEP, required=True, choices=STAFF, width=10),
        Column("opened_at", "报请时间", Kind.DATETIME, "VS7", owner=STEP, required=True),
        Column("department", "移交部门", Kind.CHOICE, "VS7", choices=("生产部门", "技术部门"), required=Filled("handed_at")),
        Column("receiver", "接手人", Kind.CHOICE, "VS7", choices=STAFF, required=Filled("handed_at"), width=10),
        Column("handed_at", "移交时间", Kind.DATETIME, "VS7", owner=STEP),
        Column("solution", "解决情况", article="VS7", required=Filled("solved_at"), width=34),
        Column("solved_by", "解决人", Kind.CHOICE, "VS7", owner=STEP, choices=STAFF, required=Filled("solved_at"), width=10),
        Column("solved_at", "解决时间", Kind.DATETIME, "VS7", owner=STEP),
    ),
    colours=(Colour(Is("state", "已解决"), "grey"), Colour(Is("major", "是") & ~Filled("handed_at") & ~Filled("solved_at"), "red",
                                                        ("major", "handed_at"))))
