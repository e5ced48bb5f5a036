"""叫修登记簿: calls, their visits, vouchers, and the files of users and their goods (AS2.2, AS2.3, AS2.12)."""

from __future__ import annotations

from automation.after_sales.registers.common import (
    ACCOUNTANTS,
    BROUGHT_BACK,
    CONTRACT,
    DISPATCHERS,
    FIXED,
    PAID,
    SERVICE_KINDS,
    TECHNICIANS,
)
from automation.after_sales.registers.timing import FORMULAS, LATE, OVER, SOON, zone_of
from automation.core.basics import AREA_NAMES, AREA_ZONES, MODEL_WARRANTIES, MODELS, STAFF
from automation.core.conditions import Filled, Is
from automation.core.dates import months_after
from automation.core.schema import Colour, Column, Formula, Kind, Leaves, Owner, Ref, Register, Sheet, States

STEP, FORMULA = Owner.STEP, Owner.FORMULA

CALL_STATES = States("待派工", (
    ("已取消", Filled("cancelled_at")),
    ("已注销", Filled("struck_off_at")),
    ("已修妥", Filled("done_at")),
    ("携回修护中", Filled("brought_back_at")),
    ("待再次上门", Filled("waiting")),
    ("服务中", Filled("arrived_at")),
    ("待到达", Filled("dispatched_at")),
))

CALLS = Sheet(
    "calls", "叫修登记", "call_no", article="AS2.2", number="JX", responsible="taken_by", role="客服人员",
    leaves=Leaves(Is("state", "已取消", "已注销")),
    order=(("called_at", "entered_at"), ("called_at", "cancelled_at"),
           ("called_at", "dispatched_at", "arrived_at", "done_at", "struck_off_at"), ("arrived_at", "brought_back_at", "done_at")),
    columns=(
        Column("call_no", "叫修编号", article="AS2.2", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "AS2.3", owner=FORMULA, formula=CALL_STATES.formula("call_no"), width=12,
               note=CALL_STATES.note),
        Column("called_at", "叫修时间", Kind.DATETIME, "AS2.2", required=True, former=("来电时间", "报修时间"),
               note="客户打来电话或来函送到的时间，六小时、七小时从这时起算。"),
        Column("channel", "叫修方式", Kind.CHOICE, "AS2.2", required=True, choices=("电话", "来函", "上门", "其它"), width=10),
        Column("user_no", "用户编号", article="AS2.2", owner=STEP, ref=Ref("users"), width=14),
        Column("customer", "客户名称", article="AS2.2", required=True, former=("客户", "报修人"), width=16),
        Column("phone", "电话", Kind.PHONE, "AS2.2", required=True, former=("联系电话", "手机")),
        Column("address", "地址", article="AS2.2", required=True, former=("客户地址",), width=30),
        Column("area", "区域", Kind.CHOICE, "AS2.12", required=True, choices=AREA_NAMES, width=10),
        Column("model", "商品型号", Kind.CHOICE, "AS2.2", required=True, choices=MODELS, former=("型号",), width=16),
        Column("serial", "机号", article="AS2.2", code=True, former=("序列号",), width=16),
        Column("fault", "故障描述", article="AS2.2", required=True, former=("报修描述", "故障现象"), width=28),
        Column("kind", "服务类别", Kind.CHOICE, "AS2.1", required=True, choices=SERVICE_KINDS,
               note="有偿、合同、免费三类；免费须在保修期内，合同须有未到期的保养合同。"),
        Column("contract_no", "合同编号", article="AS2.1", ref=Ref("contracts"), required=Is("kind", CONTRACT), width=14),
        Column("appointment", "约定时间", Kind.DATETIME, "AS2.2", future=True, note="与客户约好的上门时间；不改变六小时、七小时的时限。"),
        Column("taken_by", "接听人", Kind.CHOICE, "AS2.2", required=True, choices=STAFF, width=10),
        Column("entered_at", "登记时间", Kind.DATETIME, "AS2.2", owner=STEP, required=True),
        Column("voucher_no", "凭证编号", article="AS2.2", owner=STEP, ref=Ref("vouchers"),
               required=~Filled("cancelled_at"), width=15),
        Column("dispatched_at", "派工时间", Kind.DATETIME, "AS2.2", owner=STEP),
        Column("dispatched_by", "派工人", Kind.CHOICE, "AS2.2", owner=STEP, choices=DISPATCHERS,
               required=Filled("dispatched_at"), width=10),
        Column("technician", "技术员", Kind.CHOICE, "AS2.2", choices=TECHNICIANS, required=Filled("dispatched_at"),
               width=10),
        Column("arrived_at", "到达时间", Kind.DATETIME, "AS2.12", owner=STEP, note="技术员第一次到达客户处的时间。"),
        Column("zone", "市郊", Kind.CHOICE, "AS2.12", owner=FORMULA, width=8, formula=Formula(
            'IF({area}="","",IFERROR(INDEX(清单_区域_市郊,MATCH({area},清单_区域_区域,0)),""))', zone_of)),
        Column("limit", "时限", Kind.DURATION, "AS2.12", owner=FORMULA, formula=FORMULAS["limit"], width=8,
               note="市区六小时，郊区七小时，只计上班时间。"),
        Column("due_at", "最迟到达", Kind.DATETIME, "AS2.12", owner=FORMULA, formula=FORMULAS["due_at"]),
        Column("used", "已用工时", Kind.DURATION, "AS2.12", owner=FORMULA, formula=FORMULAS["used"],
               note="从叫修到到达之间的上班时间；还没到达的算到现在。"),
        Column("timing", "时效", Kind.CHOICE, "AS2.12", owner=FORMULA, formula=FORMULAS["timing"], width=11),
        Column("waiting", "待办原因", Kind.CHOICE, "AS2.3", owner=STEP, choices=("无人在家", "等零件", "客户改约", "需再次上门")),
        Column("next_visit", "下次上门", Kind.DATETIME, "AS2.3", owner=STEP, future=True),
        Column("rescheduled", "改约说明", article="AS2.12", owner=STEP, width=30,
               note="客户自己要求改期的经过。时限照常计算，超时清单上会写明这个原因。"),
        Column("brought_back_at", "携回时间", Kind.DATETIME, "AS2.5", owner=STEP),
        Column("done_at", "修妥时间", Kind.DATETIME, "AS2.3", owner=STEP),
        Column("struck_off_at", "注销时间", Kind.DATETIME, "AS2.3", owner=STEP),
        Column("struck_off_by", "注销人", Kind.CHOICE, "AS2.3", owner=STEP, choices=STAFF,
               required=Filled("struck_off_at"), width=10),
        Column("cancelled_at", "取消时间", Kind.DATETIME, "AS2.2", owner=STEP),
        Column("cancel_reason", "取消原因", Kind.CHOICE, "AS2.2", owner=STEP, required=Filled("cancelled_at"),
               choices=("客户取消", "重复登记", "电话解决", "非本企业商品", "其它")),
        Column("duplicate_of", "重复于", article="AS2.2", owner=STEP, ref=Ref("calls"),
               required=Is("cancel_reason", "重复登记"), width=15),
        Column("backfilled_at", "补记时间", Kind.DATETIME, "AS2.2", owner=STEP, note="先用手写、后来录入的，写录入的时间。"),
        Column("complaint_no", "投诉编号", article="AS3.5", owner=STEP, width=15, note="客户因这次服务投诉的，写投诉案件的编号。"),
        Column("note", "备注", width=20),
        Column("measured_to", "计时止", Kind.DATETIME, "AS2.12", owner=FORMULA, hidden=True, formula=FORMULAS["measured_to"]),
        Column("called_seconds", "叫修累计秒", Kind.COUNT, "AS2.12", owner=FORMULA, hidden=True,
               formula=FORMULAS["called_seconds"]),
        Column("reached_seconds", "到达累计秒", Kind.COUNT, "AS2.12", owner=FORMULA, hidden=True,
               formula=FORMULAS["reached_seconds"]),
    ),
    colours=(
        Colour(Is("timing", OVER, LATE), "red", ("due_at", "used", "timing")),
        Colour(Is("timing", SOON), "amber", ("due_at", "used", "timing")),
        Colour(Is("state", "已取消", "已注销"), "grey"),
    ))

VISITS = Sheet(
    "call_visits", "上门记录", "visit_no", article="AS2.3", number="SM", responsible="technician", role="技术主管",
    leaves=Leaves(parent="call_no"),
    order=(("arrived_at", "left_at"),),
    columns=(
        Column("visit_no", "上门编号", article="AS2.3", owner=STEP, required=True, unique=True, width=15),
        Column("call_no", "叫修编号", article="AS2.3", owner=STEP, required=True, ref=Ref("calls"), width=15),
        Column("technician", "技术员", Kind.CHOICE, "AS2.3", owner=STEP, required=True, choices=TECHNICIANS),
        Column("arrived_at", "到达时间", Kind.DATETIME, "AS2.12", owner=STEP, required=True),
        Column("result", "结果", Kind.CHOICE, "AS2.3", owner=STEP,
               choices=(FIXED, BROUGHT_BACK, "无人在家", "等零件", "客户改约", "需再次上门")),
        Column("left_at", "离开时间", Kind.DATETIME, "AS2.3", owner=STEP, required=Filled("result")),
        Column("note", "说明", width=30),
    ))

VOUCHER_STATES = States("已开出", (
    ("作废", Filled("void_at")),
    ("已归档", Filled("filed_at")),
    ("已签字", Is("signed", "是")),
))

VOUCHERS = Sheet(
    "vouchers", "服务凭证", "voucher_no", article="AS2.2", number="PZ", responsible="technician", role="市场营销部",
    leaves=Leaves(Is("state", "作废", "已归档"), parent="call_no"),
    order=(("drawn_at", "collected_at", "handed_over_at"), ("drawn_at", "invoiced_at", "invoice_sent_at"), ("drawn_at", "filed_at")),
    columns=(
        Column("voucher_no", "凭证编号", article="AS2.2", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "AS2.3", owner=FORMULA, formula=VOUCHER_STATES.formula("voucher_no"),
               note=VOUCHER_STATES.note),
        Column("call_no", "叫修编号", article="AS2.11", owner=STEP, required=True, unique=True, ref=Ref("calls"), width=15),
        Column("drawn_at", "开出时间", Kind.DATETIME, "AS2.2", owner=STEP, required=True),
        Column("customer", "客户名称", article="AS2.2", owner=STEP, required=True, width=16),
        Column("model", "商品型号", Kind.CHOICE, "AS2.2", owner=STEP, required=True, choices=MODELS, width=16),
        Column("kind", "服务类别", Kind.CHOICE, "AS2.1", required=True, choices=SERVICE_KINDS),
        Column("technician", "技术员", Kind.CHOICE, "AS2.3", owner=STEP, choices=TECHNICIANS, required=Filled("outcome")),
        Column("receipt_no", "收据编号", article="AS2.5", owner=STEP, required=True, unique=True, width=15,
               note="随凭证印出的空白《客户商品领取收据》的编号。"),
        Column("outcome", "服务结果", Kind.CHOICE, "AS2.3", owner=STEP, choices=(FIXED, BROUGHT_BACK)),
        Column("work", "修护内容", article="AS2.3", width=28, required=Filled("outcome")),
        Column("signed", "客户签字", Kind.YESNO, "AS2.3", required=Filled("outcome"),
               note="客户在纸质凭证上签过字写“是”。"),
        Column("parts_fee", "材料费", Kind.MONEY, "AS2.4", at_least=0),
        Column("labour_fee", "维修费", Kind.MONEY, "AS2.4", at_least=0),
        Column("total", "合计", Kind.MONEY, "AS2.4", owner=FORMULA, formula=Formula(
            'IF(AND({parts_fee}="",{labour_fee}=""),"",N({parts_fee})+N({labour_fee}))',
            lambda row, _: None if row.get("parts_fee") is None and row.get("labour_fee") is None
            else (row.get("parts_fee") or 0) + (row.get("labour_fee") or 0))),
        Column("collected", "现场收款", Kind.MONEY, "AS2.4", at_least=0),
        Column("collected_at", "收款时间", Kind.DATETIME, "AS2.4", owner=STEP, required=Filled("collected")),
        Column("handed_over_at", "交款时间", Kind.DATETIME, "AS2.4", owner=STEP),
        Column("handed_to", "收款会计", Kind.CHOICE, "AS2.4", owner=STEP, choices=ACCOUNTANTS,
               required=Filled("handed_over_at")),
        Column("invoice_no", "发票号码", article="AS2.4", code=True, required=Filled("invoiced_at"), width=14),
        Column("invoiced_at", "开票时间", Kind.DATETIME, "AS2.4", owner=STEP),
        Column("invoice_sent_at", "发票寄出", Kind.DATETIME, "AS2.4", owner=STEP),
        Column("receipt_state", "收据去向", Kind.CHOICE, "AS2.5", owner=STEP, required=Filled("outcome"),
               choices=("未使用", "交客户", "已收回作废", "空白作废"), note="取消的叫修，随凭证作废的写“空白作废”。"),
        Column("filed_at", "归档时间", Kind.DATETIME, "AS2.3", owner=STEP),
        Column("void_at", "作废时间", Kind.DATETIME, "AS2.2", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "已归档", "作废"), "grey"),
             Colour(Is("kind", PAID) & Filled("collected") & ~Filled("handed_over_at"), "amber", ("collected",))))

USERS = Sheet(
    "users", "用户档案", "user_no", article="AS2.2", number="YH", role="客服人员",
    columns=(
        Column("user_no", "用户编号", article="AS2.2", owner=STEP, required=True, unique=True, width=14),
        Column("name", "客户名称", article="AS2.2", required=True, former=("姓名", "客户"), width=16),
        Column("nature", "用户性质", Kind.CHOICE, "AS2.2", required=True, choices=("家庭", "单位", "经销商")),
        Column("phone", "电话", Kind.PHONE, "AS2.2", required=True, former=("手机", "联系电话")),
        Column("phone2", "其它电话", Kind.PHONE, "AS2.2"),
        Column("address", "地址", article="AS2.2", required=True, width=32),
        Column("area", "区域", Kind.CHOICE, "AS2.12", required=True, choices=AREA_NAMES),
        Column("since", "建档日期", Kind.DATE, "AS2.2", owner=STEP, required=True),
        Column("note", "备注", width=24),
    ))

OWNED = Sheet(
    "owned", "用户商品", "owned_no", article="AS2.1", number="SP", role="客服人员",
    columns=(
        Column("owned_no", "商品编号", article="AS2.1", owner=STEP, required=True, unique=True, width=14),
        Column("user_no", "用户编号", article="AS2.1", required=True, ref=Ref("users"), width=14),
        Column("model", "商品型号", Kind.CHOICE, "AS2.1", required=True, choices=MODELS, width=16),
        Column("serial", "机号", article="AS2.1", unique=True, former=("序列号",), width=16),
        Column("bought_on", "购买日期", Kind.DATE, "AS2.1", former=("购置日期",), note="免费保修期从这天算起。"),
        Column("warranty_until", "保修到期日", Kind.DATE, "AS2.1", owner=FORMULA, formula=Formula(
            'IF(ISNUMBER({bought_on}),IFERROR(EDATE({bought_on},INDEX(清单_产品型号_保修月数,'
            'MATCH({model},清单_产品型号_型号,0))),""),"")',
            lambda row, context: months_after(row.get("bought_on"), context.lookup("products", row.get("model"),
                                                                                   "warranty_months")))),
        Column("notice_at", "到期通知寄出", Kind.DATETIME, "AS2.13", owner=STEP),
        Column("note", "备注", width=24),
    ))

CALLS_REGISTER = Register(
    "after_sales_calls", "叫修登记簿", (CALLS, VISITS, VOUCHERS, USERS, OWNED), article="AS2.2", calendar=True,
    copies=(AREA_ZONES, MODEL_WARRANTIES), limits=("AS2.12",), keeper="客服人员")
