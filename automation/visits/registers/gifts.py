"""礼品申请 and 礼品明细: gifts to special customers, from the request to the giving, within the budget (VS6)."""

from __future__ import annotations

from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Formula, Kind, Leaves, Ref, Sheet, States
from automation.visits.registers.common import FORMULA, STEP, VISITORS, firm_column

APPROVED, DECLINED = "批准", "不予批准"

GIFT_STATES = States("待初审", (
    ("已赠送", Filled("given_at")),
    ("不予批准", Is("decision", DECLINED)),
    ("待赠送", Is("decision", APPROVED)),
    ("待批准", Filled("endorsed_at")),
))

GIFTS = Sheet(
    "gift_requests", "礼品申请", "gift_no", article="VS6", number="LP", responsible="asked_by", role="区域销售主管",
    leaves=Leaves(Is("state", "已赠送", "不予批准")),
    order=(("asked_at", "endorsed_at", "decided_at", "given_at"),),
    columns=(
        Column("gift_no", "申请编号", article="VS6", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "VS6", owner=FORMULA, formula=GIFT_STATES.formula("gift_no"), note=GIFT_STATES.note, width=10),
        firm_column(),
        Column("customer", "客户名称", article="VS6", owner=STEP, required=True, width=22),
        Column("occasion", "用途", article="VS6", required=True, width=22),
        Column("special", "特殊客户理由", article="VS6", required=True, width=28, note="为什么对这位客户有必要赠送。"),
        Column("needed_on", "需要日期", Kind.DATE, "VS6", required=True, future=True),
        Column("asked_by", "申请人", Kind.CHOICE, "VS6", required=True, choices=VISITORS, width=10),
        Column("asked_at", "申请时间", Kind.DATETIME, "VS6", owner=STEP, required=True),
        Column("asked", "申请预算", Kind.MONEY, "VS6", owner=STEP, at_least=0, note="礼品明细各行金额的合计。"),
        Column("endorsed_by", "初审主管", Kind.CHOICE, "VS6", owner=STEP, choices=STAFF, required=Filled("endorsed_at"), width=11),
        Column("endorsed_at", "初审时间", Kind.DATETIME, "VS6", owner=STEP),
        Column("decision", "批准结论", Kind.CHOICE, "VS6", owner=STEP, choices=(APPROVED, DECLINED), required=Filled("decided_at")),
        Column("approved", "批准预算", Kind.MONEY, "VS6", required=Is("decision", APPROVED), at_least=0),
        Column("decided_by", "批准人", Kind.CHOICE, "VS6", owner=STEP, choices=STAFF, required=Filled("decided_at"), width=10),
        Column("decided_at", "批准时间", Kind.DATETIME, "VS6", owner=STEP),
        Column("given", "实际金额", Kind.MONEY, "VS6", required=Filled("given_at"), at_least=0),
        Column("received_by", "客户接收人", article="VS6", required=Filled("given_at"), width=13),
        Column("given_by", "赠送人", Kind.CHOICE, "VS6", owner=STEP, choices=STAFF, required=Filled("given_at"), width=10),
        Column("given_at", "赠送时间", Kind.DATETIME, "VS6", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "已赠送", "不予批准"), "grey"), Colour(Is("state", "待初审", "待批准"), "amber", ("state",))))

_AMOUNT = Formula('IF(OR({count}="",{price}=""),"",ROUND({count}*{price},2))',
                  lambda row, _: None if row.get("count") is None or row.get("price") is None else (row["count"] * row["price"]))

GIFT_LINES = Sheet(
    "gift_lines", "礼品明细", "gift_line_no", article="VS6", number="LM", role="区域销售主管",
    leaves=Leaves(parent="gift_no"),
    columns=(
        Column("gift_line_no", "明细编号", article="VS6", owner=STEP, required=True, unique=True, width=15),
        Column("gift_no", "申请编号", article="VS6", required=True, ref=Ref("gift_requests"), width=15),
        Column("item", "礼品", article="VS6", required=True, width=24),
        Column("count", "数量", Kind.COUNT, "VS6", required=True, at_least=1),
        Column("price", "单价", Kind.MONEY, "VS6", required=True, at_least=0),
        Column("amount", "金额", Kind.MONEY, "VS6", owner=FORMULA, formula=_AMOUNT),
        Column("note", "备注", width=20),
    ))
