"""保养合同: maintenance contracts and the notices that go out a month before they end (AS2.1, AS2.13)."""

from __future__ import annotations

from automation.core.basics import MODELS
from automation.core.conditions import Filled, Is
from automation.core.dates import months_before
from automation.core.schema import Colour, Column, Formula, Kind, Owner, Ref, Register, Sheet, States

STEP, FORMULA = Owner.STEP, Owner.FORMULA

CONTRACT_STATES = States("有效", (
    ("已终止", Filled("ended_on")),
    ("已续约", Filled("renewed_as")),
    ("已通知", Filled("notice_at")),
))

CONTRACTS = Sheet(
    "contracts", "保养合同", "contract_no", article="AS2.1", number="HT", role="市场营销部",
    order=(("starts_on", "ends_on"), ("starts_on", "ended_on")),
    columns=(
        Column("contract_no", "合同编号", article="AS2.1", required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "AS2.13", owner=FORMULA, formula=CONTRACT_STATES.formula("contract_no"),
               note=CONTRACT_STATES.note),
        Column("user_no", "用户编号", article="AS2.1", required=True, ref=Ref("users"), width=14),
        Column("customer", "客户名称", article="AS2.1", required=True, width=16),
        Column("phone", "电话", Kind.PHONE, "AS2.1", required=True),
        Column("address", "地址", article="AS2.13", required=True, width=30, note="到期通知书寄到这里。"),
        Column("model", "商品型号", Kind.CHOICE, "AS2.1", required=True, choices=MODELS, width=16),
        Column("serial", "机号", article="AS2.1", code=True, width=16),
        Column("starts_on", "起始日期", Kind.DATE, "AS2.1", required=True, future=True),
        Column("ends_on", "期满日期", Kind.DATE, "AS2.13", required=True, future=True),
        Column("fee", "合同金额", Kind.MONEY, "AS2.1", required=True, at_least=0),
        Column("notify_on", "应寄通知", Kind.DATE, "AS2.13", owner=FORMULA, formula=Formula(
            'IF(ISNUMBER({ends_on}),EDATE({ends_on},-INDEX(限_AS2_13_提前月数,'
            'MATCH({ends_on},限_AS2_13_生效,1))),"")',
            lambda row, context: None if row.get("ends_on") is None else months_before(
                row["ends_on"], context.limit("AS2.13", "提前月数", row["ends_on"])))),
        Column("notice_at", "通知书寄出", Kind.DATETIME, "AS2.13", owner=STEP),
        Column("renewed_as", "续约合同", article="AS2.13", ref=Ref("contracts"), width=15),
        Column("ended_on", "提前终止", Kind.DATE, "AS2.1"),
        Column("note", "备注", width=24),
    ),
    colours=(Colour(Is("state", "已终止", "已续约"), "grey"),))

CONTRACTS_REGISTER = Register("after_sales_contracts", "保养合同", (CONTRACTS,), article="AS2.13", limits=("AS2.13",),
                              keeper="市场营销部")
