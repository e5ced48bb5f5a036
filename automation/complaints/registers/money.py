"""处理金额 and 统计审核: what a case costs with its approval (CP20), and the monthly statistics' check (CP19)."""

from __future__ import annotations

from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Kind, Leaves, Owner, Ref, Sheet, States

STEP, FORMULA = Owner.STEP, Owner.FORMULA

APPROVED, DECLINED = "核准", "不予核准"

AMOUNT_STATES = States("待核准", (
    ("已支付", Filled("paid_at")),
    ("不予核准", Is("decision", DECLINED)),
    ("待支付", Is("decision", APPROVED)),
))

CASE_AMOUNTS = Sheet(
    "case_amounts", "处理金额", "amount_no", article="CP20", number="JE", responsible="asked_by", role="市场营销部",
    leaves=Leaves(Is("state", "已支付", "不予核准"), parent="case_no"),
    order=(("asked_at", "decided_at", "paid_at"),),
    columns=(
        Column("amount_no", "金额编号", article="CP20", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "CP20", owner=FORMULA, formula=AMOUNT_STATES.formula("amount_no")),
        Column("case_no", "投诉编号", article="CP20", owner=STEP, required=True, ref=Ref("cases"), width=15),
        Column("kind", "处理方式", Kind.CHOICE, "CP20", required=True, choices=("折价", "退货款", "换货差价", "赔偿", "修理费用")),
        Column("reason", "事由", article="CP20", required=True, width=28),
        Column("asked", "申报金额", Kind.MONEY, "CP20", required=True, at_least=0),
        Column("asked_by", "申报人", Kind.CHOICE, "CP20", owner=STEP, required=True, choices=STAFF, width=10),
        Column("asked_at", "申报时间", Kind.DATETIME, "CP20", owner=STEP, required=True),
        Column("decision", "核准结论", Kind.CHOICE, "CP20", owner=STEP, choices=(APPROVED, DECLINED), required=Filled("decided_at")),
        Column("approved", "核准金额", Kind.MONEY, "CP20", required=Is("decision", APPROVED), at_least=0),
        Column("decided_by", "核准人", Kind.CHOICE, "CP20", owner=STEP, choices=STAFF, required=Filled("decided_at"), width=10),
        Column("decided_at", "核准时间", Kind.DATETIME, "CP20", owner=STEP),
        Column("paid", "支付金额", Kind.MONEY, "CP20", required=Filled("paid_at"), at_least=0),
        Column("paid_by", "支付人", Kind.CHOICE, "CP20", owner=STEP, choices=STAFF, required=Filled("paid_at"), width=10),
        Column("paid_at", "支付时间", Kind.DATETIME, "CP20", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "已支付", "不予核准"), "grey"), Colour(Is("state", "待核准"), "amber", ("decision", "state"))))

MONTH_STATES = States("待审核", (("已审核", Filled("checked_at")),))

CASE_MONTHS = Sheet(
    "case_months", "统计审核", "month", article="CP19", responsible="made_by", role="市场营销部",
    order=(("made_at", "checked_at"),),
    columns=(
        Column("month", "月份", article="CP19", owner=STEP, required=True, unique=True, note="写成 2026-02 这样。", width=11),
        Column("state", "状态", Kind.CHOICE, "CP19", owner=FORMULA, formula=MONTH_STATES.formula("month")),
        Column("made_by", "填报人", Kind.CHOICE, "CP19", owner=STEP, required=True, choices=STAFF, width=10),
        Column("made_at", "填报时间", Kind.DATETIME, "CP19", owner=STEP, required=True),
        Column("file", "统计表文件", article="CP19", owner=STEP, width=30),
        Column("digest", "数据指纹", article="CP19", owner=STEP, width=20, note="由程序填写，用来发现审核以后登记簿又改动过。"),
        Column("checked_by", "审核人", Kind.CHOICE, "CP19", owner=STEP, choices=STAFF, required=Filled("checked_at"), width=10),
        Column("checked_at", "审核时间", Kind.DATETIME, "CP19", owner=STEP),
        Column("note", "审核意见", width=24),
    ),
    colours=(Colour(Is("state", "待审核"), "amber", ("state",)),))
