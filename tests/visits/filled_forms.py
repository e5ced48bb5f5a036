"""Rows that fill every form of visits richly, leave everything optional blank, or try to break out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from automation.core.changes import WriteDocument
from automation.core.documents import Document, render
from automation.core.schema import Kind, Owner
from automation.core.steps import Desk
from automation.visits.documents import DOCUMENTS
from tests.visits.office import BASIC_ROWS, CATALOGUE, DEALER, Office, firm

FORMS: dict[str, Document] = {document.name: document for document in DOCUMENTS}
NOW = datetime(2026, 3, 27, 20)
KEYS = {"visit_plans": "XJ2026-00001", "visit_days": "XR2026-00001", "firms": DEALER, "consult_cards": "ZX2026-00001",
        "urgent_reports": "JB2026-00001", "gift_requests": "LP2026-00001"}
HOSTILE = """<script>alert("x")</script>'"&{{ 7*7 }}{% raw %}--></style></td>""" + "W" * 90 + "字" * 60
_AT = datetime(2026, 3, 3, 10, 20)
_FIRM: dict[str, Any] = firm(1, name="海淀区暖居太阳能热水器经销服务有限责任公司", contact_title="总经理助理",
                             credit="良", payment="偶有拖欠", policy="主攻新建小区团购，兼做零售", attitude="积极",
                             relation="海淀区独家经销商，按年签合同",
                             business="经销太阳能热水器、水暖器材，承接安装", turnover=Decimal("862400.00"), visitor_reason="客户点名")
_VISIT: dict[str, Any] = {
    "visit_no": "XF2026-00001", "started_at": _AT, "ended_at": datetime(2026, 3, 3, 11, 15), "visitor": "林访", "firm_no": DEALER,
    "customer": _FIRM["name"], "grade": "A", "area": "海淀区", "supervisor": "何立", "line_no": "XA2026-00001",
    "met": "孔令嘉（总经理助理）", "own_reason": "原巡访人请假，临时代去",
    "business": "热水器为主，新增壁挂炉一个品牌", "stock": "家用型二十台，平板型只剩三台", "purchases": "月初进货十五台，等促销政策",
    "sales": "比上月略增，团购卖出一批", "criticism": "送货不够及时，说明书太简单", "suggestion": "配件分成套装出售",
    "hope": "旺季优先供货", "complaint": "一台水箱装上两周就渗水", "market": "平均成交价下降一百元左右，旧房改造带动更换需求",
    "rivals": "对面新开一家同行专卖店", "policies": "进货十台送一台，年底返利三个点", "introduced": "是",
    "guided": "是", "presented": "是",
    "effect": "确定下月进货计划，客户对新产品有兴趣，要求送样机", "matters": "核对往来账",
    "course": "逐笔核对", "result": "相符，签了对账单", "other": "店面下月装修",
    "tech_problem": "新控制器与旧水箱配不上", "urgent_kind": "同行新产品上市", "card_with": "是",
    "report_no": KEYS["visit_days"], "case_no": "TS2026-00001", "urgent_no": KEYS["urgent_reports"], "help_no": "XZ2026-00001",
    "note": "带样机一台"}
RICH: dict[str, list[dict[str, Any]]] = {
    "firms": [_FIRM],
    "visit_plans": [{"level": "月度", "period": "2026-03", "first_on": date(2026, 3, 1), "last_on": date(2026, 3, 31),
                     "policy": "稳住老客户，开发郊县", "products": "平板式热水器、带电加热的家用型",
                     "key_topics": "节前库存和备货；乡镇分销点的覆盖",
                     "special_topics": "真空管破损的数量", "made_by": "何立", "made_at": _AT, "approved_by": "赵敏", "approved_at": _AT,
                     "handed_at": _AT}],
    "visit_plan_lines": [{"line_no": f"XA2026-{n:05d}", "plan_no": KEYS["visit_plans"], "firm_no": DEALER, "customer": _FIRM["name"],
                          "planned_on": date(2026, 3, n), "visitor": "林访", "aim": "了解库存和销售，介绍新产品，商谈促销活动",
                          "visit_no": "XF2026-00001" if n == 1 else None, "cancelled_at": _AT if n == 2 else None} for n in range(1, 12)],
    "visit_days": [{"day": date(2026, 3, 3), "visitor": "林访", "tomorrow": "到郊县巡访两家，带说明书", "submitted_at": _AT,
                    "read_by": "何立", "read_at": datetime(2026, 3, 4, 9), "note": "同行动向已报，注意库存"}],
    "visits": [_VISIT, _VISIT | {"visit_no": "XF2026-00002", "line_no": None, "urgent_no": None, "help_no": None, "case_no": None}],
    "consult_cards": [{"firm_no": DEALER, "customer": _FIRM["name"], "model": "QY-20", "handed_by": "林访", "handed_at": _AT,
                       "returned_on": date(2026, 3, 20), "performance": "很满意",
                       "quality": "满意", "supply": "一般",
                       "service": "满意",
                       "usage": "升温快，客户反映好；安装简便，说明书再详细些更好。", "wishes": "希望增加平板型的规格",
                       "answered_by": "孔令嘉"}],
    "urgent_reports": [{"visit_no": "XF2026-00001", "kind": "同行新产品上市",
                        "matter": "对手推出带远程控制的新机型，本周在三家门店铺货，\n价格比我们同档低一成。",
                        "influence": "预计影响本区下季度销量一到两成", "advice": "请产品部门提出对策，先给重点客户送样机",
                        "raised_by": "何立", "raised_at": datetime(2026, 3, 4, 9), "ruling": "先稳住客户，价格暂不动，服务跟上",
                        "ruled_by": "赵敏", "ruled_at": datetime(2026, 3, 5, 9)}],
    "gift_requests": [{"firm_no": DEALER, "customer": _FIRM["name"], "occasion": "开业周年", "special": "年销量居全区前列，带动周边分销点",
                       "needed_on": date(2026, 3, 20), "asked_by": "林访", "asked_at": _AT, "asked": Decimal("426.00"),
                       "endorsed_by": "何立", "endorsed_at": _AT, "decision": "批准", "approved": Decimal("420.00"),
                       "decided_by": "赵敏", "decided_at": _AT, "given": Decimal("418.00"), "received_by": "孔令嘉", "given_by": "林访",
                       "given_at": datetime(2026, 3, 20, 10)}],
    "gift_lines": [{"gift_line_no": f"LM2026-{n:05d}", "gift_no": KEYS["gift_requests"], "item": item, "count": n,
                    "price": Decimal(price), "note": "印公司名称"} for n, item, price in ((1, "贺匾", 260), (2, "保温壶", 83))],
}


def rich() -> Desk:
    """Everything filled."""
    return _desk({sheet: [{_key(sheet): KEYS[sheet]} | row if sheet in KEYS else row for row in rows] for sheet, rows in RICH.items()})


def blank() -> Desk:
    """A number and nothing else."""
    return _desk({sheet: [{_key(sheet): key}] for sheet, key in KEYS.items()})


def hostile() -> Desk:
    """Every text that people type is an attempt to break the page."""
    return _desk({sheet: [{_key(sheet): KEYS[sheet]} | _spoilt(sheet, row) if sheet in KEYS else _spoilt(sheet, row) for row in rows]
                  for sheet, rows in RICH.items()}, company=HOSTILE)


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
    columns = CATALOGUE.sheets[sheet].by_name
    typed = {name for name in row if columns[name].kind is Kind.TEXT and columns[name].owner is not Owner.FORMULA
             and not columns[name].unique and not columns[name].ref and name != CATALOGUE.sheets[sheet].key}
    return row | dict.fromkeys(typed | ({"customer", "model"} & set(row)), HOSTILE)
