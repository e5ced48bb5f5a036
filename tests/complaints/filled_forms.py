"""Rows that fill every form of a complaint richly, leave everything optional blank, or try to break out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from automation.complaints.documents import DOCUMENTS
from automation.complaints.registers.papers import CARD, CARD_COPIES, REPORT, REPORT_COPIES
from automation.core.changes import WriteDocument
from automation.core.documents import Document, render
from automation.core.schema import Kind, Owner
from automation.core.steps import Desk
from tests.complaints.office import BASIC_ROWS, CATALOGUE, Office

FORMS: dict[str, Document] = {document.name: document for document in DOCUMENTS}
NOW = datetime(2026, 3, 27, 20)
KEYS = {"cases": "TS2026-00001", "investigations": "TD2026-00001"}
LONG = "北京市昌平区回龙观街道云岭家园三期东区十六号楼乙座十二单元一千二百零三室（从东门进，楼顶有门禁，请先打电话给物业）"
HOSTILE = """<script>alert("x")</script>'"&{{ 7*7 }}{% raw %}--></style></td>""" + "W" * 90 + "字" * 60
_DAY = datetime(2026, 3, 2, 9, 5)


def _at(days: int, hour: int = 9) -> datetime:
    return (_DAY + timedelta(days=days)).replace(hour=hour)


RICH: dict[str, dict[str, Any]] = {
    "cases": {
        "received_at": _DAY, "channel": "来函", "received_by": "郑凯", "entered_at": _DAY, "customer_kind": "用户",
        "user_no": "YH2026-00001", "customer": "清泉浴室有限责任公司", "phone": "01062345678", "address": LONG, "order_no": "HT-2025-0178",
        "shipped_on": date(2025, 11, 6), "model": "QY-20", "serial": "0023100551", "quantity": 12, "amount": Decimal("25680.50"),
        "ground": "质量有缺陷",
        "matter": "冬季用了不到一个月，十二台里有五台水箱焊缝渗水，保温层泡湿脱落；\n两次上门补焊以后又漏，耽误营业。",
        "evidence": "照片八张、补焊记录两份", "letter": "是", "wants_return": "是", "wants_damages": "是", "ground_valid": "是",
        "ground_by": "郑凯", "ground_at": _at(1), "ruling": "受理", "ruling_reason": "同批商品另有两家反映", "ruled_by": "赵敏",
        "ruled_at": _at(2, 10), "nature": "质量缺陷", "route": "送质量管理科", "routed_by": "郑凯", "routed_at": _at(2, 11),
        "market_opinion": "客户为连锁浴室，请优先处理", "proposed_unit": "生产部", "proposed_by": "方圆", "proposed_at": _at(3),
        "unit": "生产部",
        "unit_by": "秦岭", "unit_at": _at(3, 14), "investigation_no": KEYS["investigations"], "investigated_at": _at(8),
        "reported_at": _at(9), "letter_sent": "是", "report_checked_by": "沈山", "report_checked_at": _at(10), "quality_by": "秦岭",
        "quality_opinion": "同意报告结论；焊接班自本月起每班首件做打压试验，记录送质量管理科备查。",
        "quality_at": _at(11), "head_by": "石磊",
        "head_at": _at(14), "opinion": "五台水箱全部更换新品，其余七台加做打压试验；赔偿停业损失 3,000 元，派专人上门致歉。",
        "outcome": "换货",
        "opinion_by": "高原", "opinion_at": _at(15), "opinion_checked_by": "沈山", "opinion_checked_at": _at(16),
        "reply": "您反映的五台水箱经查确系焊接质量问题，我们将于本月 25 日以前免费更换新品；\n其余七台上门检验。停业损失按商定的金额赔偿。",
        "replied_by": "高原", "replied_at": _at(17), "prevention": "焊接电流加装监测，首件打压试验", "prevented_by": "高原",
        "prevented_at": _at(21), "closed_by": "郑凯", "closed_at": _at(22), "urged": "2026-03-10 09:00 郑凯：客户催问，请加快",
        "disputed": "2026-03-12 10:00 赵敏：停业天数按客户营业记录核定"},
    "investigations": {
        "case_no": KEYS["cases"], "unit": "生产部", "ordered_by": "秦岭", "ordered_at": _at(3, 14), "goods_seen": "是",
        "records_seen": "是", "extent_true": "部分属实", "quantity_found": 5, "amount_found": Decimal("10700.00"), "ground_justified": "是",
        "cause_kind": "制造", "cause_found": "水箱纵缝虚焊，同一焊机、同一班次",
        "analysis": "焊接电流偏低约一成，首件没有做打压试验；抽查同批三十台，另有两台轻微渗水",
        "demand_reasonable": "部分正当", "other": "无", "investigator": "高原", "investigated_at": _at(8),
        "cause": "二号焊机电流表失准，纵缝虚焊",
        "course": "三月五日到现场验看五台，七日抽检同批三十台，八日在焊接班重做对比试验，渗漏情形一致",
        "responsible": "焊接班", "conclusion": "属制造缺陷，理由成立；数量以五台为准",
        "measures": "五台换新，其余七台打压检验；同批库存全部复检",
        "prevention": "焊机加装电流监测，每班首件打压试验并留记录", "reported_by": "高原", "reported_at": _at(9)},
}


def _copies() -> list[dict[str, Any]]:
    """Every copy on its way or with its holder."""
    made = []
    for paper, copies in ((CARD, CARD_COPIES), (REPORT, REPORT_COPIES)):
        for copy in copies:
            made.append({"copy_no": f"LC2026-{len(made) + 1:05d}", "case_no": KEYS["cases"], "paper": paper, "part": copy.part,
                         "title": copy.title, "holder": "质量管理科", "final": "质量管理科", "sent_to": "质量管理科", "sent_by": "郑凯",
                         "sent_at": _at(2, 11), "received_by": "秦岭", "received_at": _at(3)})
    return made


def rich(**case: Any) -> Desk:
    """Everything filled."""
    rows = {sheet: [{_key(sheet): key} | RICH[sheet]] for sheet, key in KEYS.items()}
    rows["cases"][0] |= case
    return _desk(rows | {"case_copies": _copies()})


def blank() -> Desk:
    """A number and nothing else."""
    return _desk({sheet: [{_key(sheet): key}] for sheet, key in KEYS.items()})


def hostile() -> Desk:
    """Every text that people type is an attempt to break the page."""
    return _desk({sheet: [{_key(sheet): key} | _spoilt(sheet, RICH[sheet])] for sheet, key in KEYS.items()}, company=HOSTILE)


def printed(name: str, desk: Desk) -> WriteDocument:
    """The form of the one row that the registers hold for it."""
    row = desk.find(FORMS[name].sheet, KEYS[FORMS[name].sheet])
    assert row is not None
    return render(FORMS[name], row, desk)


def _desk(rows: dict[str, list[dict[str, Any]]], company: str = "北京晴岭太阳能有限公司") -> Desk:
    said = {"公司名称": company, "公司地址": "北京市昌平区晴岭路1号", "公司电话": "010-55550100", "部主管": "石磊"}
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
        if row.get(column.name) is not None and (typed or column.name in ("model", "unit")):
            yield column.name, HOSTILE
