"""Rows that fill every form of a suggestion richly, leave everything optional blank, or try to break out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from automation.core.changes import WriteDocument
from automation.core.documents import Document, render
from automation.core.schema import Kind, Owner
from automation.core.steps import Desk
from automation.suggestions.documents import DOCUMENTS
from tests.complaints.filled_forms import HOSTILE, LONG
from tests.suggestions.office import BASIC_ROWS, CATALOGUE, Office

FORMS: dict[str, Document] = {document.name: document for document in DOCUMENTS}
NOW = datetime(2027, 3, 10, 20)
KEYS = {"proposals": "TA2026-00001", "plan_notices": "TZ2026-00001", "settlements": "CG2026-00002", "commendations": "BZ2026-00001"}
_DAY = datetime(2026, 1, 12, 9, 5)
_FIRM = {"customer_kind": "往来企业", "firm_no": "WL2026-00001", "customer": "清泉浴室有限责任公司", "address": LONG}

RICH: dict[str, dict[str, Any]] = {
    "proposals": _FIRM | {
        "received_at": _DAY, "entered_at": _DAY, "received_by": "郑凯", "contact": "浴室经理老周", "phone": "01062345678", "model": "QY-20",
        "kind": "其它", "kind_note": "节水", "title": "排空阀改成自动，冬天停水不用人去放", "channel": "表格",
        "content": "现在每到冬天夜里都要派人去放空管路，漏放一次就冻裂。建议排空阀改成低温自动打开，\n阀体用不锈钢，和现有接头通用。",
        "effect": "每台每年省一次上门，少冻坏一根管路，约八十元", "units": "生产部、采购部", "sent_by": "郑凯",
        "sent_at": _DAY + timedelta(days=1),
        "studied_at": _DAY + timedelta(days=28), "adopted": "采纳", "reason": "先在 QY-20 上改，其余型号下一批",
        "implement_on": date(2026, 3, 1),
        "implement_unit": "生产部", "improvement": "新批次换用低温自动排空阀；库存的随入冬前保养更换。", "ownership": "归本企业",
        "replied_by": "郑凯", "replied_at": _DAY + timedelta(days=30), "implemented_on": date(2026, 3, 1), "implemented_by": "郑凯",
        "saving": Decimal("86400.00"), "saving_on": date(2026, 2, 20), "saving_basis": "全年一千零八十台", "saving_by": "周静"},
    "plan_notices": {"half": "2026下半年", "audience": "往来企业", "firm_no": "WL2026-00001", "customer": _FIRM["customer"],
                     "address": LONG,
                     "way": "函寄", "sent_by": "郑凯", "sent_at": datetime(2026, 6, 10, 9)},
    "settlements": {"proposal_no": KEYS["proposals"], "customer": _FIRM["customer"], "from_on": date(2026, 9, 1),
                    "to_on": date(2027, 2, 28),
                    "benefit": Decimal("43210.05"), "basis": "半年实装五百四十台，每台八十元零一分七厘，见成本表三",
                    "customer_share": Decimal("25926.03"),
                    "company_share": Decimal("17284.02"), "settled_by": "郑凯", "settled_at": datetime(2027, 3, 5, 10), "paid_by": "周静",
                    "paid_at": datetime(2027, 3, 8, 15)},
    "commendations": _FIRM | {"half": "2026上半年", "ground": "成本降低额", "saving": Decimal("86400.00"), "count": 3,
                              "award": "一等奖：奖状一张，奖金两千元", "asked_by": "郑凯", "asked_at": datetime(2026, 7, 2, 9),
                              "decision": "批准",
                              "decided_by": "赵敏", "decided_at": datetime(2026, 7, 3, 9), "sent_by": "郑凯",
                              "sent_at": datetime(2026, 7, 6, 9)},
}
_BESIDE: dict[str, list[dict[str, Any]]] = {
    "suggestion_plans": [{"half": "2026下半年", "standard": 5, "logistics": 3, "materials": 4, "service": 8, "others": 2, "total": 22,
                          "topics": "冬季防冻和节水；配件通用", "made_by": "郑凯", "made_at": datetime(2026, 6, 1, 9),
                          "plan": "六月随通知寄《客户提案表》；七月、十月由巡访人员当面收一次；网点设意见箱，每周开一次。"}],
    "studies": [
        {"study_no": "YT2026-00001", "proposal_no": KEYS["proposals"], "unit": "生产部", "sent_at": _DAY + timedelta(days=1),
         "schedule": "二月上旬做样阀，中旬低温试验", "schedule_on": date(2026, 2, 20), "scheduled_by": "高原",
         "scheduled_at": _DAY + timedelta(days=20), "opinion": "建议采纳", "result": "样阀零下十五度动作三百次正常，装配工时不增加。",
         "improvement": "换用低温自动排空阀", "feasible_on": date(2026, 3, 1), "returned_by": "高原",
         "returned_at": _DAY + timedelta(days=26)},
        {"study_no": "YT2026-00002", "proposal_no": KEYS["proposals"], "unit": "采购部", "sent_at": _DAY + timedelta(days=1),
         "opinion": "建议部分采纳", "result": "不锈钢阀体单价高六元，先订一千只。", "improvement": "与两家厂询价",
         "feasible_on": date(2026, 2, 20),
         "returned_by": "买进", "returned_at": _DAY + timedelta(days=28)}],
}
_FIRST = {"settlement_no": "CG2026-00001", "proposal_no": KEYS["proposals"], "customer": _FIRM["customer"], "from_on": date(2026, 3, 1),
          "to_on": date(2026, 8, 31), "benefit": Decimal("43190.00"), "customer_share": Decimal("25914.00"),
          "company_share": Decimal("17276.00"), "settled_by": "郑凯", "settled_at": datetime(2026, 9, 3, 10), "paid_by": "周静",
          "paid_at": datetime(2026, 9, 8, 15), "basis": "见成本表一"}


def rich(**proposal: Any) -> Desk:
    """Everything filled."""
    rows = {sheet: [{_key(sheet): key} | RICH[sheet]] for sheet, key in KEYS.items()}
    rows["proposals"][0] |= proposal
    rows["settlements"].insert(0, _FIRST)
    return _desk(rows | _BESIDE)


def blank() -> Desk:
    """A number and nothing else."""
    return _desk({sheet: [{_key(sheet): key}] for sheet, key in KEYS.items()})


def hostile() -> Desk:
    """Every text that people type is an attempt to break the page."""
    beside = {sheet: [_spoilt(sheet, row) for row in rows] for sheet, rows in _BESIDE.items()}
    return _desk({sheet: [{_key(sheet): key} | _spoilt(sheet, RICH[sheet])] for sheet, key in KEYS.items()} | beside, company=HOSTILE)


def printed(name: str, desk: Desk) -> WriteDocument:
    """The form of the one row that the registers hold for it."""
    row = desk.find(FORMS[name].sheet, KEYS[FORMS[name].sheet])
    assert row is not None
    return render(FORMS[name], row, desk)


def _desk(rows: dict[str, list[dict[str, Any]]], company: str = "北京晴岭太阳能有限公司") -> Desk:
    said = {"公司名称": company, "公司地址": "北京市昌平区晴岭路1号", "公司电话": "010-55550100"}
    settings = BASIC_ROWS["settings"] + [{"setting_no": item, "item": item, "value": value} for item, value in said.items()]
    office = Office(NOW, **rows | {"settings": settings})
    return replace(office.desk("", NOW), render=lambda name, row, desk: render(FORMS[name], row, desk))


def _key(sheet: str) -> str:
    return CATALOGUE.sheets[sheet].key


def _spoilt(sheet: str, row: dict[str, Any]) -> dict[str, Any]:
    return row | dict(_hostile_texts(sheet, row))


def _hostile_texts(sheet: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for column in CATALOGUE.sheets[sheet].columns:
        typed = column.kind is Kind.TEXT and column.owner is not Owner.FORMULA and not column.unique and not column.ref
        free = typed and not column.pattern and column.name != "proposal_no"
        if row.get(column.name) is not None and (free or column.name in ("model", "unit")):
            yield column.name, HOSTILE
