"""交易中止, 交易过去 and 销毁记录: cards of companies no longer dealt with, kept apart whole, and what was destroyed (CU4.4, CU6)."""

from __future__ import annotations

from dataclasses import replace

from automation.core.basics import STAFF
from automation.core.conditions import Condition, Filled, Is
from automation.core.schema import Colour, Column, Kind, Ref, Sheet, States
from automation.customers.registers.common import CARD, FORMULA, STEP
from automation.customers.registers.firms import FIRMS, KEPT_CARD

GONE = "已销毁"
PAST_STATES = States("保管中", ((GONE, Filled("destroyed_at")),))
_STANDS = ~Filled("destroyed_at")


def _kept(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns of the card as they are kept: nobody types there any more."""
    return tuple(replace(column, owner=STEP, required=False, unique=False, note="") for column in columns)


_CARD = (*_kept(CARD), *_kept((FIRMS["last_deal"], FIRMS["ended_on"])), *_kept(KEPT_CARD), replace(FIRMS["note"], owner=STEP))


def _ending(required: bool | Condition) -> tuple[Column, ...]:
    return (
        Column("closed_at", "除去时间", Kind.DATETIME, "CU4.4", owner=STEP, required=required,
               note="从客户卡和一览表除去、移到这里的时间。"),
        Column("closed_by", "办理人", Kind.CHOICE, "CU4.4", owner=STEP, required=required, choices=STAFF, width=10),
        Column("end_reason", "解除原因", article="CU4.4", owner=STEP, required=required, width=26),
    )


PAUSED = Sheet(
    "paused_firms", "交易中止", "firm_no", article="CU6", responsible="owner", role="市场营销部",
    columns=(Column("firm_no", "往来企业编号", article="CU6", owner=STEP, required=True, unique=True, width=15),
             *_ending(True), *_CARD))

PAST = Sheet(
    "past_firms", "交易过去", "firm_no", article="CU6", responsible="owner", role="市场营销部", order=(("closed_at", "destroyed_at"),),
    columns=(Column("firm_no", "往来企业编号", article="CU6", owner=STEP, required=True, unique=True, width=15),
             Column("state", "状态", Kind.CHOICE, "CU6", owner=FORMULA, formula=PAST_STATES.formula("firm_no"), width=10),
             Column("destroyed_at", "销毁时间", Kind.DATETIME, "CU6", owner=STEP),
             *_ending(_STANDS), *_CARD),
    colours=(Colour(Is("state", GONE), "grey"),))

AGREED, NOT_AGREED = "同意销毁", "不同意"
DESTRUCTION_STATES = States("待批准", (
    (GONE, Filled("destroyed_at")),
    ("不同意", Is("decision", NOT_AGREED)),
    ("待销毁", Is("decision", AGREED)),
))

DESTRUCTIONS = Sheet(
    "destructions", "销毁记录", "destruction_no", article="CU6", number="XD", responsible="asked_by", role="市场营销部",
    order=(("asked_at", "decided_at", "destroyed_at"),),
    columns=(
        Column("destruction_no", "销毁编号", article="CU6", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "CU6", owner=FORMULA, formula=DESTRUCTION_STATES.formula("destruction_no"), width=10),
        Column("firm_no", "往来企业编号", article="CU6", owner=STEP, required=True, ref=Ref("firms"), width=15),
        Column("reason", "不能恢复的理由", article="CU6", required=True, width=28),
        Column("asked_by", "申请人", Kind.CHOICE, "CU6", owner=STEP, required=True, choices=STAFF, width=10),
        Column("asked_at", "申请时间", Kind.DATETIME, "CU6", owner=STEP, required=True),
        Column("decision", "批准结论", Kind.CHOICE, "CU6", owner=STEP, choices=(AGREED, NOT_AGREED), required=Filled("decided_at")),
        Column("decision_note", "批准意见", article="CU6", required=Is("decision", NOT_AGREED), width=20),
        Column("decided_by", "批准经理", Kind.CHOICE, "CU6", owner=STEP, choices=STAFF, required=Filled("decided_at"), width=11),
        Column("decided_at", "批准时间", Kind.DATETIME, "CU6", owner=STEP),
        Column("witness", "监销人", Kind.CHOICE, "CU6", choices=STAFF, required=Filled("destroyed_at"), width=10),
        Column("means", "原件销毁方式", Kind.CHOICE, "CU6", choices=("碎纸", "焚毁", "化浆"), required=Filled("destroyed_at"), width=13),
        Column("destroyed_by", "销毁人", Kind.CHOICE, "CU6", owner=STEP, choices=STAFF, required=Filled("destroyed_at"), width=10),
        Column("destroyed_at", "销毁时间", Kind.DATETIME, "CU6", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", GONE, "不同意"), "grey"), Colour(Is("state", "待批准", "待销毁"), "amber", ("state",))))
