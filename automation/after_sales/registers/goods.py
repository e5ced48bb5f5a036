"""客户商品进出登记簿: goods brought back for repair and the parts replaced (AS2.5 to AS2.8)."""

from __future__ import annotations

from automation.after_sales.registers.common import PAID, SALES_STAFF, SERVICE_KINDS, SUPERVISORS, TECHNICIANS
from automation.core.basics import MODELS, PART_NUMBERS, PART_PRICES
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Formula, Kind, Leaves, Owner, Ref, Register, Sheet, States

STEP, FORMULA = Owner.STEP, Owner.FORMULA

GOODS_STATES = States("修护中", (
    ("已归还", Filled("returned_at")),
    ("待归还", Filled("inspected_at")),
    ("待验讫", Filled("repaired_at")),
    ("请求协助", Filled("help_at")),
))

GOODS = Sheet(
    "goods", "进出登记", "card_no", article="AS2.5", number="XH", responsible="repairer", role="技术主管",
    leaves=Leaves(Is("state", "已归还"), parent="call_no"),
    order=(("brought_at", "repaired_at", "inspected_at", "returned_at", "receipt_void_at"), ("brought_at", "carded_at"),
           ("brought_at", "help_at", "repaired_at"), ("returned_at", "invoiced_at"), ("brought_at", "planned_on")),
    columns=(
        Column("card_no", "修护卡号", article="AS2.5", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "AS2.6", owner=FORMULA, formula=GOODS_STATES.formula("card_no"),
               note=GOODS_STATES.note),
        Column("call_no", "叫修编号", article="AS2.5", owner=STEP, required=True, unique=True, ref=Ref("calls"), width=15),
        Column("voucher_no", "凭证编号", article="AS2.5", owner=STEP, required=True, unique=True, ref=Ref("vouchers"),
               width=15),
        Column("receipt_no", "收据编号", article="AS2.5", required=True, unique=True, width=15,
               note="技术员在客户处开立的《客户商品领取收据》编号。"),
        Column("customer", "客户名称", article="AS2.5", owner=STEP, required=True, width=16),
        Column("phone", "电话", Kind.PHONE, "AS2.5", owner=STEP, required=True),
        Column("model", "商品型号", Kind.CHOICE, "AS2.5", owner=STEP, required=True, choices=MODELS, width=16),
        Column("serial", "机号", article="AS2.5", code=True, width=16),
        Column("accessories", "随带附件", article="AS2.5", width=18, note="一并带回的附件、数量、是否完好。"),
        Column("fault", "故障描述", article="AS2.5", required=True, width=26),
        Column("kind", "服务类别", Kind.CHOICE, "AS2.7", required=True, choices=SERVICE_KINDS),
        Column("brought_at", "携回时间", Kind.DATETIME, "AS2.5", owner=STEP, required=True),
        Column("brought_by", "携回技术员", Kind.CHOICE, "AS2.5", owner=STEP, required=True, choices=TECHNICIANS),
        Column("entered_by", "登录人", Kind.CHOICE, "AS2.5", required=True, choices=SALES_STAFF,
               note="由销售人员登录。"),
        Column("carded_at", "填卡时间", Kind.DATETIME, "AS2.5", owner=STEP),
        Column("planned_on", "预定修妥", Kind.DATE, "AS2.8", required=True, future=True),
        Column("repairer", "修护技术员", Kind.CHOICE, "AS2.6", required=True, choices=TECHNICIANS),
        Column("help_at", "报请协助", Kind.DATETIME, "AS2.8", owner=STEP),
        Column("help_reason", "协助事由", article="AS2.8", required=Filled("help_at"), width=22),
        Column("repaired_at", "修妥时间", Kind.DATETIME, "AS2.6", owner=STEP),
        Column("work", "修护内容", article="AS2.6", required=Filled("repaired_at"), width=26),
        Column("repair_hours", "修护工时", Kind.HOURS, "AS2.6", required=Filled("repaired_at"), at_least=0),
        Column("inspected_at", "验讫时间", Kind.DATETIME, "AS2.6", owner=STEP),
        Column("inspected_by", "验讫主管", Kind.CHOICE, "AS2.6", owner=STEP, choices=SUPERVISORS,
               required=Filled("inspected_at")),
        Column("returned_at", "归还时间", Kind.DATETIME, "AS2.6", owner=STEP),
        Column("return_signed", "客户签收", Kind.YESNO, "AS2.6", required=Filled("returned_at")),
        Column("receipt_void_at", "收据作废", Kind.DATETIME, "AS2.6", owner=STEP),
        Column("fee", "修护费", Kind.MONEY, "AS2.7", at_least=0, required=Is("kind", PAID) & Filled("returned_at")),
        Column("invoice_no", "发票号码", article="AS2.7", code=True, required=Filled("invoiced_at"), width=14),
        Column("invoiced_at", "开票时间", Kind.DATETIME, "AS2.7", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "已归还"), "grey"), Colour(Is("state", "请求协助"), "amber", ("planned_on", "state"))))

PART_LINES = Sheet(
    "part_lines", "更换零件", "line_no", article="AS2.6", number="LJ", role="技术主管",
    leaves=Leaves(parent="card_no"),
    columns=(
        Column("line_no", "行号", article="AS2.6", owner=STEP, required=True, unique=True, width=15),
        Column("card_no", "修护卡号", article="AS2.6", required=True, ref=Ref("goods"), width=15),
        Column("part_no", "零件编号", Kind.CHOICE, "AS2.6", required=True, choices=PART_NUMBERS, width=14),
        Column("part_title", "零件名称", article="AS2.6", owner=FORMULA, width=18, formula=Formula(
            'IF({part_no}="","",IFERROR(INDEX(清单_零件_零件名称,MATCH({part_no},清单_零件_零件编号,0)),""))',
            lambda row, context: context.lookup("parts", row.get("part_no"), "title"))),
        Column("quantity", "数量", Kind.COUNT, "AS2.6", required=True, at_least=1),
        Column("price", "单价", Kind.MONEY, "AS2.6", required=True, at_least=0),
        Column("amount", "金额", Kind.MONEY, "AS2.6", owner=FORMULA, formula=Formula(
            'IF(AND(ISNUMBER({quantity}),ISNUMBER({price})),ROUND({quantity}*{price},2),"")',
            lambda row, _: None if row.get("quantity") is None or row.get("price") is None
            else row["quantity"] * row["price"])),
        Column("drawn_on", "领件日期", Kind.DATE, "AS2.6", required=True),
        Column("note", "备注", width=20),
    ))

GOODS_REGISTER = Register("after_sales_goods", "客户商品进出登记簿", (GOODS, PART_LINES), article="AS2.5",
                          copies=(PART_PRICES,), keeper="销售人员")
