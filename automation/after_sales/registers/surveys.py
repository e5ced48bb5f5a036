"""客户意见调查: survey cards, and what waits to be handed over to other registers (AS3.1 to AS3.7)."""

from __future__ import annotations

from automation.after_sales.registers.common import TECHNICIANS
from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Kind, Leaves, Owner, Ref, Register, Sheet, States

STEP = Owner.STEP
DEGREES = ("很满意", "满意", "一般", "不满意")
RATINGS = ("attitude", "skill", "punctuality", "promises")
SUGGESTION, COMPLAINT = "建议", "抱怨"
OPINIONS = Is("opinion_kind", SUGGESTION, COMPLAINT)

CARD_STATES = States("待寄出", (
    ("已答复", Filled("answered_at")),
    ("待处理", OPINIONS),
    ("已收回", Filled("returned_on")),
    ("未收回", Filled("lapsed_on")),
    ("待收回", Filled("sent_at")),
))

CARDS = Sheet(
    "cards", "意见调查卡", "card_no", article="AS3.3", number="DC", responsible="handled_by", role="市场营销部",
    leaves=Leaves(Is("state", "已答复", "已收回", "未收回"), parent="call_no"),
    order=(("made_at", "sent_at", "returned_on"), ("returned_on", "submitted_at", "answered_at"), ("returned_on", "visited_at"),
           ("served_on", "sent_at", "lapsed_on", "returned_on")),
    columns=(
        Column("card_no", "调查卡号", article="AS3.3", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "AS3.3", owner=Owner.FORMULA, formula=CARD_STATES.formula("card_no"),
               note=CARD_STATES.note),
        Column("call_no", "叫修编号", article="AS3.3", owner=STEP, required=True, unique=True, ref=Ref("calls"), width=15),
        Column("customer", "客户名称", article="AS3.3", owner=STEP, required=True, width=16),
        Column("phone", "电话", Kind.PHONE, "AS3.3", owner=STEP),
        Column("address", "地址", article="AS3.3", owner=STEP, width=28),
        Column("technician", "服务人员", Kind.CHOICE, "AS3.2", owner=STEP, choices=TECHNICIANS),
        Column("served_on", "服务日期", Kind.DATE, "AS3.3", owner=STEP, required=Filled("sent_at")),
        Column("made_at", "制卡时间", Kind.DATETIME, "AS3.3", owner=STEP, required=True),
        Column("sent_at", "寄出时间", Kind.DATETIME, "AS3.3", owner=STEP),
        Column("returned_on", "收回日期", Kind.DATE, "AS3.4"),
        Column("lapsed_on", "不再等候", Kind.DATE, "AS3.4", owner=STEP, note="催过仍不寄回的，写停止等候的日期。"),
        *(Column(name, header, Kind.CHOICE, "AS3.4", choices=DEGREES, required=Filled("returned_on"))
          for name, header in zip(RATINGS, ("服务态度", "技术水平", "到达时间", "答应事项"), strict=True)),
        Column("opinion_kind", "意见性质", Kind.CHOICE, "AS3.2", choices=("无", SUGGESTION, COMPLAINT),
               required=Filled("returned_on")),
        Column("grave", "情节", Kind.CHOICE, "AS3.5", choices=("一般", "重大"), required=OPINIONS,
               note="情节重大的立即提呈销售经理。"),
        Column("opinion", "意见内容", article="AS3.5", required=OPINIONS, width=32),
        Column("submitted_at", "提呈经理", Kind.DATETIME, "AS3.5", owner=STEP),
        Column("handled_by", "处理人", Kind.CHOICE, "AS3.5", choices=STAFF),
        Column("result", "处理结果", article="AS3.5", required=Filled("answered_at"), width=28),
        Column("answer_way", "答复方式", Kind.CHOICE, "AS3.5", choices=("书面", "电话"), required=Filled("answered_at"),
               note="情节重大的必须书面函告。"),
        Column("answered_at", "答复时间", Kind.DATETIME, "AS3.5", owner=STEP),
        Column("visited_by", "上门处理人", Kind.CHOICE, "AS3.7", choices=STAFF, required=Filled("visited_at")),
        Column("visited_at", "上门处理", Kind.DATETIME, "AS3.7", owner=STEP),
    ),
    colours=(Colour(Is("opinion_kind", COMPLAINT) & ~Filled("visited_at"), "amber", ("opinion_kind", "visited_at")),
             Colour(Is("grave", "重大") & ~Filled("answered_at"), "red", ("grave", "answered_at"))))

HANDOVERS = Sheet(
    "handovers", "待移交", "handover_no", article="AS3.2", number="YJ", role="市场营销部",
    leaves=Leaves(Filled("taken_at"), parent="card_no"),
    order=(("made_at", "taken_at"),),
    columns=(
        Column("handover_no", "移交编号", article="AS3.2", owner=STEP, required=True, unique=True, width=15),
        Column("card_no", "调查卡号", article="AS3.2", owner=STEP, required=True, ref=Ref("cards"), width=15),
        Column("to", "移交到", Kind.CHOICE, "AS3.2", owner=STEP, required=True, width=18,
               choices=("客户投诉登记簿", "客户提案登记簿")),
        Column("customer", "客户名称", article="AS3.2", owner=STEP, required=True, width=16),
        Column("matter", "事项", article="AS3.2", owner=STEP, required=True, width=36),
        Column("made_at", "移交时间", Kind.DATETIME, "AS3.2", owner=STEP, required=True),
        Column("taken_at", "接收时间", Kind.DATETIME, "AS3.2", owner=STEP),
        Column("taken_no", "接收编号", article="AS3.2", code=True, owner=STEP, required=Filled("taken_at"), width=15),
    ))

SURVEYS_REGISTER = Register("after_sales_surveys", "客户意见调查", (CARDS, HANDOVERS), article="AS3.3", keeper="市场营销部")
