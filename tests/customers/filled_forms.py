"""Rows that fill every form of the register of companies richly, leave everything optional blank, or try to break out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from automation.core.changes import WriteDocument
from automation.core.documents import Document, render, render_list
from automation.core.schema import Kind, Owner
from automation.core.steps import Desk
from automation.customers.documents import DOCUMENTS
from automation.customers.registers.firms import LISTED
from tests.customers.office import BASIC_ROWS, CATALOGUE, Office

FORMS: dict[str, Document] = {document.name: document for document in DOCUMENTS}
NOW = datetime(2026, 3, 27, 20)
FIRM, OPENING, SHEET, LOAN, ENDED, RECORD = ("WL2025-00007", "KS2025-00009", "DB2026-00003", "JY2026-00002", "WL2019-00004", "XD2026-00001")
KEYS = {"firms": FIRM, "openings": OPENING, "firm_list": FIRM, "round_sheets": SHEET, "loans": LOAN, "destructions": RECORD,
        "past_firms": ENDED, "firm_changes": "BG2026-00001"}
LIST_KEYS = {"firm_list_paper": "全部", "loan_register": "2026-03", "owner_sheet": "刘洋"}
HOSTILE = """<script>alert("x")</script>'"&{{ 7*7 }}{% raw %}--></style></td>""" + "W" * 90 + "字" * 60
_CARD: dict[str, Any] = {
    "name": "昌平区云岭暖居太阳能热水器经销服务有限责任公司", "is_dealer": "是", "is_supplier": "是", "nature": "有限责任公司",
    "legal_person": "钱守信",
    "capital": Decimal("1500000.00"), "employees": 38, "business": "经销太阳能热水器、水暖器材，承接小区工程安装；\n另向本公司供应镀锌支架",
    "area": "昌平区", "address": "北京市昌平区回龙观街道云岭家园三期东区底商十六号（从东门进，电话预约停车）", "phone": "010-55550007",
    "contact": "孔令嘉", "contact_title": "总经理助理", "bank": "农村信用社（虚构支行）", "credit": "良", "payment": "偶有拖欠",
    "policy": "主攻新建小区团购，兼做零售；\n明年拟增加两家门店", "attitude": "积极", "relation": "昌平区独家经销商，按年签合同；支架月结",
    "turnover": Decimal("862400.00"), "grade": "A", "visitor": "何涛", "visitor_reason": "原巡访人调离，暂由主管代", "owner": "刘洋",
    "team": "销售部"}
_AT = datetime(2025, 5, 6, 10, 20)
RICH: dict[str, dict[str, Any]] = {
    "firms": _CARD | {"opening_no": OPENING, "approved_at": _AT, "changed_at": datetime(2026, 3, 9, 9), "changed_by": "刘洋",
                      "original": "污损",
                      "ended_on": date(2026, 3, 20)},
    "openings": _CARD | {"reason": "昌平区原经销商转行，新建小区多，急需补上；本人上门三次，同行评价好", "expected": Decimal("900000.00"),
                         "terms": "首批现款，满半年后月结，限额五万元", "investigated_by": "刘洋", "investigated_at": _AT,
                         "endorsement": "认可",
                         "endorse_note": "信用尚可，先现款", "endorsed_by": "何涛", "endorsed_at": _AT, "approval": "承认",
                         "approve_note": "同意，半年后复核", "approved_by": "赵敏", "approved_at": _AT, "firm_no": FIRM},
    "firm_list": {name: _CARD[name] for name in LISTED} | {"kinds": "经销商兼供应商"},
    "round_sheets": {"round_no": "2026-02", "firm_no": FIRM, "owner": "刘洋", "sent_at": datetime(2026, 2, 3, 9),
                     "due_on": date(2026, 2, 28), "returned_at": datetime(2026, 2, 20, 9), "returned_by": "刘洋", "outcome": "有变化"},
    "loans": {"firm_no": FIRM, "borrower": "王磊", "purpose": "处理投诉，核对历年合同和付款情况", "lent_by": "赵敏",
              "lent_at": datetime(2026, 3, 10, 9), "due_on": date(2026, 3, 17), "returned_at": datetime(2026, 3, 16, 15),
              "received_by": "赵敏",
              "condition": "破损", "damage": "第二页撕裂，右上角缺", "remedy": "裱糊修补，缺处照客户卡补抄", "mended_by": "郑凯",
              "mended_at": datetime(2026, 3, 20, 10)},
    "past_firms": _CARD | {"name": "南口水暖商行", "closed_at": datetime(2024, 6, 3, 15), "closed_by": "郑凯",
                           "end_reason": "企业已经注销，门店拆迁"},
    "destructions": {"firm_no": ENDED, "reason": "企业已注销两年，法定代表人去世，不可能恢复交易", "asked_by": "冯雨",
                     "asked_at": datetime(2026, 3, 9, 9),
                     "decision": "同意销毁", "decision_note": "同意，两人办理", "decided_by": "赵敏",
                     "decided_at": datetime(2026, 3, 11, 9), "witness": "郑凯", "means": "碎纸", "destroyed_by": "冯雨",
                     "destroyed_at": datetime(2026, 3, 12, 16)},
    "firm_changes": {"firm_no": FIRM, "item": "电话", "old": "010-55550001", "new": "010-55550007", "changed_at": datetime(2026, 3, 9, 9),
                     "changed_by": "刘洋", "source": "随时变更"},
}
_NEEDED = {"firm_list": ("team",), "loans": ("lent_at",), "firms": ("owner",), "round_sheets": ("firm_no",), "destructions": ("firm_no",)}
"""What a row needs to be printed at all."""


def rich() -> Desk:
    """Everything filled."""
    return _desk({sheet: [{_key(sheet): key} | RICH[sheet]] for sheet, key in KEYS.items()})


def blank() -> Desk:
    """A number and what leads to the form, nothing else."""
    return _desk({sheet: [{_key(sheet): key} | {name: RICH[sheet][name] for name in _NEEDED.get(sheet, ())}]
                  for sheet, key in KEYS.items() if sheet != "firm_changes"})


def hostile() -> Desk:
    """Every text that people type is an attempt to break the page."""
    return _desk({sheet: [{_key(sheet): key} | RICH[sheet] | dict(_spoilt(sheet))] for sheet, key in KEYS.items()}, company=HOSTILE)


def printed(name: str, desk: Desk) -> WriteDocument:
    """The form of the one row that the registers hold for it."""
    form = FORMS[name]
    if form.rows is not None:
        return render_list(form, form.rows(desk, LIST_KEYS[name]), desk, LIST_KEYS[name])
    row = desk.find(form.sheet, KEYS[form.sheet])
    assert row is not None
    return render(form, row, desk)


def _desk(rows: dict[str, list[dict[str, Any]]], company: str = "北京晴岭太阳能有限公司") -> Desk:
    said = {"公司名称": company, "公司地址": "北京市昌平区晴岭路1号", "公司电话": "010-55550100"}
    settings = [{"setting_no": item, "item": item, "value": value} for item, value in said.items()]
    office = Office(NOW, **BASIC_ROWS | rows | {"settings": settings})
    return replace(office.desk("", NOW), render=lambda name, row, desk: render(FORMS[name], row, desk))


def _key(sheet: str) -> str:
    return CATALOGUE.sheets[sheet].key


def _spoilt(sheet: str) -> Iterator[tuple[str, str]]:
    for column in CATALOGUE.sheets[sheet].columns:
        typed = column.kind is Kind.TEXT and column.owner is not Owner.FORMULA and not column.ref and column.name != _key(sheet)
        if typed and RICH[sheet].get(column.name) is not None and column.name != "round_no":
            yield column.name, HOSTILE
