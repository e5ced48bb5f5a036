"""半年调查 and 借阅登记: the rounds of February and August (CU4.2), and who has borrowed an original (CU3)."""

from __future__ import annotations

from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Kind, Pattern, Ref, Sheet, States
from automation.customers.registers.common import CONDITIONS, FORMULA, SPOILT, STEP

ROUND_MONTHS = (2, 8)
"""CU4.2: February and August."""
ROUND_NO = Pattern(r"[12]\d{3}-0[28]", "请写成 2026-02（二月）或 2026-08（八月）这样",
                   ((r"\s", ""), (r"[年/.]", "-"), (r"-([28])月?$", r"-0\1")))

ROUND_STATES = States("调查中", (("已结束", Filled("closed_at")),))

ROUNDS = Sheet(
    "rounds", "半年调查", "round_no", article="CU4.2", responsible="started_by", role="市场营销部", order=(("started_at", "closed_at"),),
    columns=(
        Column("round_no", "期次", article="CU4.2", owner=STEP, required=True, unique=True, pattern=ROUND_NO, width=11,
               note="写成 2026-02（二月）或 2026-08（八月）这样。"),
        Column("state", "状态", Kind.CHOICE, "CU4.2", owner=FORMULA, formula=ROUND_STATES.formula("round_no"), width=10),
        Column("started_by", "发表人", Kind.CHOICE, "CU4.2", owner=STEP, required=True, choices=STAFF, width=10),
        Column("started_at", "发表时间", Kind.DATETIME, "CU4.2", owner=STEP, required=True),
        Column("closed_by", "结束人", Kind.CHOICE, "CU4.2", owner=STEP, choices=STAFF, required=Filled("closed_at"), width=10),
        Column("closed_at", "结束时间", Kind.DATETIME, "CU4.2", owner=STEP),
        Column("note", "小结", width=40),
    ),
    colours=(Colour(Is("state", "已结束"), "grey"),))

UNCHANGED, CHANGED = "没有变化", "有变化"
SHEET_STATES = States("待收回", (("作废", Filled("void_at")), ("已收回", Filled("returned_at"))))

ROUND_SHEETS = Sheet(
    "round_sheets", "调查表", "sheet_no", article="CU4.2", number="DB", responsible="owner", role="市场营销部",
    order=(("sent_at", "returned_at"), ("sent_at", "void_at")),
    columns=(
        Column("sheet_no", "调查表编号", article="CU4.2", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "CU4.2", owner=FORMULA, formula=SHEET_STATES.formula("sheet_no"), width=10),
        Column("round_no", "期次", article="CU4.2", owner=STEP, required=True, ref=Ref("rounds", shared=True), width=11),
        Column("firm_no", "往来企业编号", article="CU4.2", owner=STEP, required=True, ref=Ref("firms"), width=15),
        Column("owner", "负责人", Kind.CHOICE, "CU5", owner=STEP, required=True, choices=STAFF, width=10),
        Column("sent_at", "发出时间", Kind.DATETIME, "CU4.2", owner=STEP, required=True),
        Column("due_on", "收回期限", Kind.DATE, "CU4.2", owner=STEP, required=True, future=True, note="当月的最后一天。"),
        Column("returned_at", "收回时间", Kind.DATETIME, "CU4.2", owner=STEP),
        Column("returned_by", "收回人", Kind.CHOICE, "CU4.2", owner=STEP, choices=STAFF, required=Filled("returned_at"), width=10),
        Column("outcome", "调查结果", Kind.CHOICE, "CU4.2", owner=STEP, choices=(UNCHANGED, CHANGED), required=Filled("returned_at"),
               width=11),
        Column("void_at", "作废时间", Kind.DATETIME, "CU4.2", owner=STEP, note="期间交易解除的，不再收回。"),
        Column("note", "备注", width=24),
    ),
    colours=(Colour(Is("state", "已收回", "作废"), "grey"), Colour(Is("state", "待收回"), "amber", ("state", "due_on"))))

OUT, BACK, SPOILT_BACK, SETTLED = "借出", "已归还", "待处理", "已处理"
LOAN_STATES = States(OUT, (
    (SETTLED, Filled("mended_at")),
    (SPOILT_BACK, Is("condition", *SPOILT)),
    (BACK, Filled("returned_at")),
))

LOANS = Sheet(
    "loans", "借阅登记", "loan_no", article="CU3", number="JY", responsible="borrower", role="销售经理",
    order=(("lent_at", "returned_at", "mended_at"), ("lent_at", "due_on")),
    columns=(
        Column("loan_no", "借阅编号", article="CU3", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "CU3", owner=FORMULA, formula=LOAN_STATES.formula("loan_no"), width=10),
        Column("firm_no", "往来企业编号", article="CU3", owner=STEP, required=True, ref=Ref("firms"), width=15),
        Column("borrower", "借阅人", Kind.CHOICE, "CU3", required=True, choices=STAFF, width=10),
        Column("purpose", "借阅用途", article="CU3", required=True, width=26),
        Column("lent_by", "经手人", Kind.CHOICE, "CU3", owner=STEP, required=True, choices=STAFF, width=10),
        Column("lent_at", "借出时间", Kind.DATETIME, "CU3", owner=STEP, required=True),
        Column("due_on", "应还日期", Kind.DATE, "CU3", owner=STEP, required=True, future=True),
        Column("returned_at", "归还时间", Kind.DATETIME, "CU3", owner=STEP, note="遗失的写报失的时间。"),
        Column("received_by", "收回人", Kind.CHOICE, "CU3", owner=STEP, choices=STAFF, required=Filled("returned_at"), width=10),
        Column("condition", "归还状态", Kind.CHOICE, "CU3", choices=CONDITIONS, required=Filled("returned_at"), width=11),
        Column("damage", "情况说明", article="CU3", required=Is("condition", *SPOILT), width=24),
        Column("remedy", "处理办法", article="CU3", required=Filled("mended_at"), width=24, note="例如照底稿重抄、修补、补做。"),
        Column("mended_by", "处理人", Kind.CHOICE, "CU3", owner=STEP, choices=STAFF, required=Filled("mended_at"), width=10),
        Column("mended_at", "处理时间", Kind.DATETIME, "CU3", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", BACK, SETTLED), "grey"), Colour(Is("state", SPOILT_BACK), "red", ("state", "condition", "damage"))))
