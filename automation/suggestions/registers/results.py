"""成果分配 and 表彰: what a proposal brought, shared for a year (SG6), and the customers commended for it (SG7)."""

from __future__ import annotations

from decimal import Decimal

from automation.core.basics import PARTNER, STAFF, USER
from automation.core.conditions import Filled, Is
from automation.core.schema import Colour, Column, Formula, Kind, Leaves, Owner, Ref, Sheet, States
from automation.suggestions.registers.plans import HALF

STEP, FORMULA = Owner.STEP, Owner.FORMULA
AGREES, DIFFERS = "相符", "不符"

SETTLEMENT_STATES = States("待支付", (("已支付", Filled("paid_at")),))

_PARTS = ("benefit", "customer_share", "company_share")


def _adds_up(row, _) -> str | None:
    benefit, customer, company = (row.get(name) for name in _PARTS)
    if None in (benefit, customer, company):
        return None
    return AGREES if Decimal(customer) + Decimal(company) == benefit else DIFFERS


SETTLEMENTS = Sheet(
    "settlements", "成果分配", "settlement_no", article="SG6.1", number="CG", responsible="settled_by", role="市场营销部",
    leaves=Leaves(Is("state", "已支付"), parent="proposal_no"),
    order=(("from_on", "to_on", "settled_at", "paid_at"),),
    columns=(
        Column("settlement_no", "分配编号", article="SG6.1", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "SG6.1", owner=FORMULA, formula=SETTLEMENT_STATES.formula("settlement_no"), width=10),
        Column("proposal_no", "提案编号", article="SG6.1", owner=STEP, required=True, ref=Ref("proposals"), width=15),
        Column("customer", "客户名称", article="SG6.1", owner=STEP, required=True, width=18),
        Column("from_on", "成果期起", Kind.DATE, "SG6.1", owner=STEP, required=True),
        Column("to_on", "成果期止", Kind.DATE, "SG6.1", owner=STEP, required=True),
        Column("benefit", "成果金额", Kind.MONEY, "SG6.1", required=True, at_least=0, note="这一段时间里节省或多得的金额，元。", width=14),
        Column("basis", "核算依据", article="SG6.1", required=True, width=26),
        Column("customer_share", "客户所得", Kind.MONEY, "SG6.1", owner=STEP, required=True, at_least=0, width=14,
               note="按比例算，四舍五入到分。"),
        Column("company_share", "本企业所得", Kind.MONEY, "SG6.1", owner=STEP, required=True, at_least=0, width=14,
               note="成果金额减去客户所得。"),
        Column("adds_up", "合计", Kind.CHOICE, "SG6.1", owner=FORMULA, width=8, formula=Formula(
            f'IF(COUNT({{benefit}},{{customer_share}},{{company_share}})<3,"",IF(ROUND({{customer_share}}+{{company_share}}-{{benefit}},2)=0,'
            f'"{AGREES}","{DIFFERS}"))', _adds_up)),
        Column("settled_by", "结算人", Kind.CHOICE, "SG6.1", owner=STEP, required=True, choices=STAFF, width=10),
        Column("settled_at", "结算时间", Kind.DATETIME, "SG6.1", owner=STEP, required=True),
        Column("paid_by", "支付人", Kind.CHOICE, "SG6.1", owner=STEP, choices=STAFF, required=Filled("paid_at"), width=10),
        Column("paid_at", "支付时间", Kind.DATETIME, "SG6.1", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("adds_up", DIFFERS), "red", (*_PARTS, "adds_up")), Colour(Is("state", "已支付"), "grey")))

APPROVED, DECLINED = "批准", "不批准"
BY_SAVING, BY_COUNT = "成本降低额", "提案件数"

COMMENDATION_STATES = States("待批准", (
    ("已表彰", Filled("sent_at")),
    ("不批准", Is("decision", DECLINED)),
    ("待通知", Is("decision", APPROVED)),
))

COMMENDATIONS = Sheet(
    "commendations", "表彰", "commendation_no", article="SG7.1", number="BZ", responsible="asked_by", role="市场营销部",
    order=(("asked_at", "decided_at", "sent_at"),),
    columns=(
        Column("commendation_no", "表彰编号", article="SG7.1", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "SG7.1", owner=FORMULA, formula=COMMENDATION_STATES.formula("commendation_no"), width=10),
        Column("half", "半年", article="SG7.2", required=True, pattern=HALF, width=13),
        Column("customer_kind", "客户类别", Kind.CHOICE, "SG7.1", required=True, choices=(USER, PARTNER)),
        Column("user_no", "用户编号", article="SG7.1", ref=Ref("users"), required=Is("customer_kind", USER), width=14),
        Column("firm_no", "往来企业编号", article="SG7.1", ref=Ref("firms"), required=Is("customer_kind", PARTNER), width=14),
        Column("customer", "客户名称", article="SG7.1", owner=STEP, required=True, width=18),
        Column("address", "地址", article="SG7.1", owner=STEP, required=True, width=28),
        Column("ground", "表彰依据", Kind.CHOICE, "SG7.2", required=True, choices=(BY_SAVING, BY_COUNT)),
        Column("saving", "成本降低额", Kind.MONEY, "SG7.2", owner=STEP, required=True, at_least=0, width=14,
               note="这位客户在这半年核定的合计。"),
        Column("count", "提案件数", Kind.COUNT, "SG7.2", owner=STEP, required=True, at_least=0, width=10),
        Column("award", "奖励", article="SG7.1", required=True, width=24, note="依据《客户提案表彰规定》。"),
        Column("asked_by", "提请人", Kind.CHOICE, "SG7.1", owner=STEP, required=True, choices=STAFF, width=10),
        Column("asked_at", "提请时间", Kind.DATETIME, "SG7.1", owner=STEP, required=True),
        Column("decision", "批准结论", Kind.CHOICE, "SG7.1", owner=STEP, choices=(APPROVED, DECLINED), required=Filled("decided_at")),
        Column("decision_note", "批准意见", article="SG7.1", required=Is("decision", DECLINED), width=20),
        Column("decided_by", "批准人", Kind.CHOICE, "SG7.1", owner=STEP, choices=STAFF, required=Filled("decided_at"), width=10),
        Column("decided_at", "批准时间", Kind.DATETIME, "SG7.1", owner=STEP),
        Column("sent_by", "通知人", Kind.CHOICE, "SG7.1", owner=STEP, choices=STAFF, required=Filled("sent_at"), width=10),
        Column("sent_at", "通知时间", Kind.DATETIME, "SG7.1", owner=STEP, note="表彰通知寄给客户的时间。"),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "已表彰", "不批准"), "grey"), Colour(Is("state", "待批准"), "amber", ("state",))))
