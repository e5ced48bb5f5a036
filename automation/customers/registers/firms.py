"""客户卡 and 往来客户一览表: one card for each company in detail, one line for each in brief, by department (CU1, CU2)."""

from __future__ import annotations

from automation.core.basics import STAFF
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Kind, Ref, Sheet, States
from automation.customers.registers.common import CARD, CONDITIONS, FORMULA, KINDS, SPOILT, STEP

LIVE, UNAPPROVED = "交易中", "未承认"

FIRM_STATES = States(UNAPPROVED, ((LIVE, Filled("approved_at")),))

KEPT_CARD = (
    Column("opening_no", "调查书编号", article="CU4.1", owner=STEP, required=True, unique=True, ref=Ref("openings"), width=15),
    Column("approved_at", "承认时间", Kind.DATETIME, "CU4.1", owner=STEP, required=True, note="销售经理承认、建卡的时间。"),
    Column("changed_at", "最近变更", Kind.DATETIME, "CU4.3", owner=STEP),
    Column("changed_by", "变更人", Kind.CHOICE, "CU4.3", owner=STEP, choices=STAFF, required=Filled("changed_at"), width=10),
    Column("original", "原件状态", Kind.CHOICE, "CU3", owner=STEP, choices=CONDITIONS, width=11,
           note="原始资料卡（纸质）现在的样子，归还和处理时填写。"),
)
"""What a card carries besides what it says of the company, wherever it is kept."""

FIRMS = Sheet(
    "firms", "客户卡", "firm_no", article="CU2.2", number="WL", responsible="owner", role="市场营销部",
    kept=("paused_firms", "past_firms"), order=(("approved_at", "changed_at"), ("approved_at", "ended_on")),
    columns=(
        Column("firm_no", "往来企业编号", article="CU2.1", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "CU4.1", owner=FORMULA, formula=FIRM_STATES.formula("firm_no"), width=10),
        *CARD,
        Column("last_deal", "最近交易", Kind.DATE, "CU1", note="最近一次买卖的日期。"),
        Column("ended_on", "解除日期", Kind.DATE, "CU4.4", note="企业解散或交易解除的日期；填了以后尽快办理中止或解除，把卡除去。"),
        *KEPT_CARD,
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", UNAPPROVED), "red", ("firm_no", "state", "approved_at")),
             Colour(Filled("ended_on"), "amber", ("ended_on",)),
             Colour(Is("original", *SPOILT), "amber", ("original",))))

LISTED = ("name", "team", "owner", "area", "contact", "phone", "credit", "grade", "relation")
"""What the list takes over from the card as it stands there."""

FIRM_LIST = Sheet(
    "firm_list", "往来客户一览表", "firm_no", article="CU2.2", responsible="owner", role="市场营销部",
    columns=(
        Column("firm_no", "往来企业编号", article="CU2.2", owner=STEP, required=True, unique=True, ref=Ref("firms"), width=15),
        Column("kinds", "类别", Kind.CHOICE, "CU2.2", owner=STEP, choices=KINDS, width=15),
        *(Column(column.name, column.header, column.kind, "CU2.2", owner=STEP, choices=column.choices, width=column.width)
          for column in CARD if column.name in LISTED),
        Column("listed_at", "列入时间", Kind.DATETIME, "CU2.2", owner=STEP),
        Column("updated_at", "最近订正", Kind.DATETIME, "CU2.2", owner=STEP),
    ))
