"""开始调查 and 变更记录: new dealings on their way to a card (CU4.1), and what changed in a card since (CU4.3)."""

from __future__ import annotations

from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Kind, Ref, Sheet, States
from automation.customers.registers.common import FORMULA, STEP, card

ENDORSED, NOT_ENDORSED = "认可", "不予认可"
APPROVED, NOT_APPROVED = "承认", "不予承认"

OPENING_STATES = States("待认可", (
    ("已承认", Is("approval", APPROVED)),
    ("不予承认", Is("approval", NOT_APPROVED)),
    ("不予认可", Is("endorsement", NOT_ENDORSED)),
    ("待承认", Is("endorsement", ENDORSED)),
))

OPENINGS = Sheet(
    "openings", "开始调查", "opening_no", article="CU4.1", number="KS", responsible="investigated_by", role="市场营销部",
    order=(("investigated_at", "endorsed_at", "approved_at"),),
    columns=(
        Column("opening_no", "调查书编号", article="CU4.1", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "CU4.1", owner=FORMULA, formula=OPENING_STATES.formula("opening_no"), width=11),
        *card("CU4.1", "CU4.1"),
        Column("reason", "开始交易理由", article="CU4.1", required=True, width=26),
        Column("expected", "预计年交易额", Kind.MONEY, "CU4.1", at_least=0, note="元。", width=16),
        Column("terms", "交易条件", article="CU4.1", width=22, note="价格、付款、交货的约定。"),
        Column("investigated_by", "调查人", Kind.CHOICE, "CU4.1", owner=STEP, required=True, choices=STAFF, width=10),
        Column("investigated_at", "调查时间", Kind.DATETIME, "CU4.1", owner=STEP, required=True),
        Column("endorsement", "认可结论", Kind.CHOICE, "CU4.1", owner=STEP, choices=(ENDORSED, NOT_ENDORSED),
               required=Filled("endorsed_at")),
        Column("endorse_note", "认可意见", article="CU4.1", required=Is("endorsement", NOT_ENDORSED), width=20),
        Column("endorsed_by", "认可主管", Kind.CHOICE, "CU4.1", owner=STEP, choices=STAFF, required=Filled("endorsed_at"), width=11),
        Column("endorsed_at", "认可时间", Kind.DATETIME, "CU4.1", owner=STEP),
        Column("approval", "承认结论", Kind.CHOICE, "CU4.1", owner=STEP, choices=(APPROVED, NOT_APPROVED),
               required=Filled("approved_at")),
        Column("approve_note", "承认意见", article="CU4.1", required=Is("approval", NOT_APPROVED), width=20),
        Column("approved_by", "承认经理", Kind.CHOICE, "CU4.1", owner=STEP, choices=STAFF, required=Filled("approved_at"), width=11),
        Column("approved_at", "承认时间", Kind.DATETIME, "CU4.1", owner=STEP),
        Column("firm_no", "往来企业编号", article="CU4.1", owner=STEP, unique=True, ref=Ref("firms"), required=Is("approval", APPROVED),
               width=15),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "已承认", "不予认可", "不予承认"), "grey"), Colour(Is("state", "待认可", "待承认"), "amber", ("state",))))

AT_ANY_TIME, BY_ROUND, BY_HAND, MOVED = "随时变更", "半年调查", "手工改动", "解除恢复"
STANDING = "交易状态"
"""The item under which a change says that dealings ended or were taken up again; no column of the card is called so."""

CHANGES = Sheet(
    "firm_changes", "变更记录", "change_no", article="CU4.3", number="BG", responsible="changed_by", role="市场营销部",
    columns=(
        Column("change_no", "变更编号", article="CU4.3", owner=STEP, required=True, unique=True, width=15),
        Column("firm_no", "往来企业编号", article="CU4.3", owner=STEP, required=True, ref=Ref("firms"), width=15),
        Column("item", "栏目", article="CU4.3", owner=STEP, required=True, width=14),
        Column("old", "原内容", article="CU4.3", owner=STEP, width=30, note="原来空白的不填。"),
        Column("new", "新内容", article="CU4.3", owner=STEP, width=30, note="改成空白的不填。"),
        Column("changed_at", "变更时间", Kind.DATETIME, "CU4.3", owner=STEP, required=True),
        Column("changed_by", "变更人", Kind.CHOICE, "CU4.3", owner=STEP, required=True, choices=STAFF, width=10),
        Column("source", "来源", Kind.CHOICE, "CU4.3", owner=STEP, required=True, choices=(AT_ANY_TIME, BY_ROUND, BY_HAND, MOVED),
               width=11),
        Column("sheet_no", "调查表编号", article="CU4.2", owner=STEP, ref=Ref("round_sheets"), required=Is("source", BY_ROUND), width=15),
        Column("note", "备注", width=20),
    ))
