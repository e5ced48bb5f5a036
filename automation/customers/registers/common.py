"""What the sheets of the register of companies share: choices, people, and the columns of the card (客户卡)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from automation.core.basics import AREA_NAMES, STAFF
from automation.core.conditions import Is
from automation.core.schema import Column, Kind, ListOf, Owner

STEP, FORMULA = Owner.STEP, Owner.FORMULA

TEAMS = ListOf("部科", "people", "team")
"""负责部科: the departments that people of the house belong to."""

GRADES = ("A", "B", "C", "D")
NATURES = ("有限责任公司", "股份有限公司", "个人独资企业", "合伙企业", "个体工商户", "国有企业", "其它")
CREDITS = ("优", "良", "一般", "差")
ATTITUDES = ("积极", "配合", "一般", "消极")
PAYMENTS = ("按期付清", "偶有拖欠", "经常拖欠", "尚无往来")

INTACT, SOILED, DAMAGED, LOST = "完好", "污损", "破损", "遗失"
CONDITIONS = (INTACT, SOILED, DAMAGED, LOST)
SPOILT = (SOILED, DAMAGED, LOST)
"""CU3: what is to be guarded against."""

DEALER, SUPPLIER, BOTH, NEITHER = "经销商", "供应商", "经销商兼供应商", "其它"
KINDS = (DEALER, SUPPLIER, BOTH, NEITHER)


def kind_of(is_dealer: str | None, is_supplier: str | None) -> str:
    """What the list calls a company that buys, sells, or both."""
    return {("是", "是"): BOTH, ("是", "否"): DEALER, ("否", "是"): SUPPLIER}.get((is_dealer or "否", is_supplier or "否"), NEITHER)


def card(present: str, detail: str) -> tuple[Column, ...]:
    """The columns of a company's card; ``present`` is the article behind the state of dealings, ``detail`` behind the rest."""
    return (
        Column("name", "企业名称", article=detail, required=True, width=24),
        Column("is_dealer", "经销商", Kind.YESNO, detail, required=True, note="从本公司买进、转卖给用户的写“是”。"),
        Column("is_supplier", "供应商", Kind.YESNO, detail, required=True, note="卖给本公司材料、零件或服务的写“是”。"),
        Column("nature", "企业性质", Kind.CHOICE, detail, choices=NATURES, width=15),
        Column("legal_person", "法定代表人", article=detail, width=13),
        Column("capital", "注册资金", Kind.MONEY, detail, at_least=0, note="元。", width=16),
        Column("employees", "员工数", Kind.COUNT, detail, at_least=0, width=9),
        Column("business", "经营内容", article=detail, required=True, width=26),
        Column("area", "区域", Kind.CHOICE, detail, choices=AREA_NAMES, required=Is("is_dealer", "是")),
        Column("address", "地址", article=detail, required=True, width=30),
        Column("phone", "电话", Kind.PHONE, detail, required=True),
        Column("contact", "联系人", article=detail, required=True, width=10),
        Column("contact_title", "职位", article=detail, width=12),
        Column("bank", "开户银行", article=detail, width=20),
        Column("credit", "信用状况", Kind.CHOICE, present, required=True, choices=CREDITS, width=11),
        Column("payment", "付款情况", Kind.CHOICE, present, choices=PAYMENTS),
        Column("policy", "营业方针", article=present, required=True, width=26),
        Column("attitude", "交易态度", Kind.CHOICE, present, required=True, choices=ATTITUDES, width=11),
        Column("relation", "与本企业关系", article=detail, required=True, width=26, note="买卖哪些商品、从何时起、有无代理或合同。"),
        Column("turnover", "年交易额", Kind.MONEY, detail, at_least=0, note="元，最近一年。", width=16),
        Column("grade", "等级", Kind.CHOICE, detail, choices=GRADES, required=Is("is_dealer", "是"), width=8,
               note="经销商按性质、规模、交易额和前景分 A、B、C、D 四级。"),
        Column("visitor", "指定巡访人", Kind.CHOICE, detail, choices=STAFF, note="原则上不是负责该区域的销售人员。"),
        Column("visitor_reason", "巡访人说明", article=detail, width=20, note="由区域销售员自己巡访的，写明原因。"),
        Column("owner", "负责人", Kind.CHOICE, "CU5", required=True, choices=STAFF, width=10),
        Column("team", "负责部科", Kind.CHOICE, "CU2.1", required=True, choices=TEAMS),
    )


def recorded(value: Any) -> str | None:
    """A value of the card as 变更记录 writes it."""
    return f"{value:.2f}" if isinstance(value, Decimal) else None if value is None else str(value)


CARD = card("CU1", "CU2.2")
TRACKED = tuple(column.name for column in CARD)
"""Whatever changes in these columns is put on record (变更记录)."""
OURS = ("credit", "payment", "attitude", "grade", "visitor", "visitor_reason", "owner", "team")
"""What the company itself isn't asked: how we judge it, and who of us deals with it."""


