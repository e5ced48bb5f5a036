"""Rows that fill every form richly, leave everything optional blank, or try to break out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from automation.after_sales.documents import DOCUMENTS
from automation.core.changes import WriteDocument
from automation.core.documents import Document, render, render_list
from automation.core.schema import Kind, Owner
from automation.core.steps import Desk
from tests.after_sales.office import BASIC_ROWS, CATALOGUE, Office

FORMS: dict[str, Document] = {document.name: document for document in DOCUMENTS}
NOW = datetime(2026, 3, 5, 20)
KEYS = {"calls": "JX2026-00001", "vouchers": "PZ2026-00001", "goods": "XH2026-00001", "day_reviews": "HY2026-00001",
        "cards": "DC2026-00001", "service_days": "FW2026-00001", "contracts": "HT2026-00001",
        "owned": "SP2026-00001", "users": "YH2026-00001"}
LONG = "北京市昌平区回龙观街道云岭家园三期东区十六号楼乙座十二单元一千二百零三室（从东门进，楼顶有门禁，请先打电话给物业）"
HOSTILE = """<script>alert("x")</script>'"&{{ 7*7 }}{% raw %}--></style></td>""" + "W" * 90 + "字" * 60
RICH: dict[str, dict[str, Any]] = {
    "users": {"name": "清泉浴室有限责任公司", "phone": "01062345678", "address": LONG, "area": "昌平区", "nature": "单位"},
    "owned": {"user_no": KEYS["users"], "model": "QY-20", "serial": "0023100551", "bought_on": date(2023, 4, 6)},
    "calls": {"called_at": datetime(2026, 3, 2, 9, 5), "channel": "电话", "user_no": KEYS["users"], "customer": "清泉浴室有限责任公司",
              "phone": "01062345678", "address": LONG, "area": "昌平区", "model": "QY-20", "serial": "0023100551",
              "fault": "上下水管冻住，打不开水；控制仪显示 E2，夜里漏电保护插头频繁跳闸，热水时有时无", "kind": "有偿服务",
              "appointment": datetime(2026, 3, 2, 14), "taken_by": "孙丽", "entered_at": datetime(2026, 3, 2, 9, 8),
              "voucher_no": KEYS["vouchers"], "dispatched_at": datetime(2026, 3, 2, 9, 20), "dispatched_by": "赵敏",
              "technician": "王磊", "arrived_at": datetime(2026, 3, 2, 14, 10), "brought_back_at": datetime(2026, 3, 2, 14, 50),
              "done_at": datetime(2026, 3, 5, 16), "struck_off_at": datetime(2026, 3, 5, 16, 30), "struck_off_by": "孙丽"},
    "vouchers": {"call_no": KEYS["calls"], "drawn_at": datetime(2026, 3, 2, 9, 8), "customer": "清泉浴室有限责任公司", "model": "QY-20",
                 "kind": "有偿服务", "technician": "王磊", "receipt_no": "SJ2026-00001", "outcome": "携回修护",
                 "work": "拆下控制仪和内胆带回修护；楼顶管路排空余水，包好保温，临时停用电加热", "signed": "是",
                 "parts_fee": Decimal("1035.50"), "labour_fee": Decimal("260.00"), "collected": Decimal("0.05"),
                 "collected_at": datetime(2026, 3, 5, 16),
                 "receipt_state": "已收回作废", "filed_at": datetime(2026, 3, 5, 17)},
    "goods": {"call_no": KEYS["calls"], "voucher_no": KEYS["vouchers"], "receipt_no": "SJ2026-00001", "customer": "清泉浴室有限责任公司",
              "phone": "01062345678", "model": "QY-20", "serial": "0023100551", "accessories": "控制仪一台、电源线一根、螺栓八套，完好",
              "fault": "控制仪显示 E2，夜里漏电保护插头频繁跳闸", "kind": "有偿服务",
              "brought_at": datetime(2026, 3, 2, 14, 50), "brought_by": "王磊",
              "entered_by": "刘洋", "carded_at": datetime(2026, 3, 2, 15), "planned_on": date(2026, 3, 5), "repairer": "李明",
              "repaired_at": datetime(2026, 3, 4, 16),
              "work": "更换控制仪主机和内胆密封件，重新接线设定，打压试验合格，老化试验二十四小时正常",
              "repair_hours": Decimal("3.50"), "inspected_at": datetime(2026, 3, 4, 17), "inspected_by": "陈刚",
              "returned_at": datetime(2026, 3, 5, 16), "return_signed": "是", "receipt_void_at": datetime(2026, 3, 5, 16),
              "fee": Decimal("1295.50")},
    "day_reviews": {"day": date(2026, 3, 4), "technician": "王磊", "submitted_at": datetime(2026, 3, 4, 17, 40), "reviewed_by": "陈刚",
                    "reviewed_at": datetime(2026, 3, 4, 18), "note": "路程工时偏多，请说明"},
    "service_days": {"day": date(2026, 3, 4), "made_by": "陈刚", "made_at": datetime(2026, 3, 5, 9), "signed_by": "吴总",
                     "signed_at": datetime(2026, 3, 5, 10), "forwarded_at": datetime(2026, 3, 5, 11), "note": "李明下午参加新机型培训"},
    "cards": {"call_no": KEYS["calls"], "customer": "清泉浴室有限责任公司", "phone": "01062345678", "address": LONG, "technician": "王磊",
              "served_on": date(2026, 3, 2), "made_at": datetime(2026, 3, 3, 9), "sent_at": datetime(2026, 3, 3, 15),
              "returned_on": date(2026, 3, 5), "attitude": "很满意", "skill": "满意", "punctuality": "一般", "promises": "不满意",
              "opinion_kind": "抱怨", "grave": "重大",
              "opinion": "约好上午来，等到下午两点多才到；\n说好三天修好，第三天傍晚才送回来，一大家子人没有热水用。",
              "submitted_at": datetime(2026, 3, 5, 9), "handled_by": "郑凯",
              "result": "已向您当面道歉；当天的派工次序已改正，并免收这次的路程费。", "answer_way": "书面",
              "answered_at": datetime(2026, 3, 5, 17), "visited_by": "何涛", "visited_at": datetime(2026, 3, 5, 15)},
    "contracts": {"user_no": KEYS["users"], "customer": "清泉浴室有限责任公司", "phone": "01062345678", "address": LONG, "model": "QY-20",
                  "serial": "0023100551", "starts_on": date(2025, 4, 1), "ends_on": date(2026, 3, 31), "fee": Decimal("320.00"),
                  "notice_at": datetime(2026, 2, 27, 10)},
}
_LINES = {
    "part_lines": [{"line_no": f"LJ2026-0000{n}", "card_no": KEYS["goods"], "part_no": "LJ-01", "quantity": n, "price": Decimal("35.00"),
                    "drawn_on": date(2026, 3, 4)} for n in range(1, 6)],
    "work_lines": [{"line_no": f"RB2026-0000{n}", "day": date(2026, 3, 4), "technician": name, "work_kind": kind, "call_no": call,
                    "repair_hours": Decimal(hours), "travel_hours": travel, "note": note} for n, (name, kind, call, hours, travel, note) in
                   enumerate([("王磊", "有偿服务", KEYS["calls"], "3.50", Decimal("0.5"), "换主机，等客户开门半小时"),
                              ("王磊", "零件管理", None, "1", None, None), ("王磊", "设备工具维护", None, "0.5", None, "保养打压泵"),
                              ("李明", "在职训练", None, "2", None, "新机型培训")], 1)],
}
_WAITING = dict.fromkeys(("dispatched_at", "dispatched_by", "technician", "arrived_at", "brought_back_at", "done_at", "struck_off_at",
                          "struck_off_by", "voucher_no"))


def rich() -> Desk:
    """Everything filled."""
    waiting = [RICH["calls"] | _WAITING | {"call_no": f"JX2026-0000{n}", "called_at": RICH["calls"]["called_at"] + timedelta(days=n)}
               for n in range(2, 4)]
    return _desk({sheet: [{_key(sheet): key} | RICH[sheet]] for sheet, key in KEYS.items()} | _LINES, calls=waiting)


def blank() -> Desk:
    """A number and nothing else; the lists' rows have their date."""
    dated = {"calls": {"called_at": RICH["calls"]["called_at"]}, "goods": {"brought_at": RICH["goods"]["brought_at"]}}
    return _desk({sheet: [{_key(sheet): key} | dated.get(sheet, {})] for sheet, key in KEYS.items()})


def hostile() -> Desk:
    """Every text that people type is an attempt to break the page."""
    rows = {sheet: [{_key(sheet): key} | _spoilt(sheet, RICH[sheet])] for sheet, key in KEYS.items()}
    return _desk(rows | {sheet: [_spoilt(sheet, line) for line in lines] for sheet, lines in _LINES.items()},
                 calls=[_spoilt("calls", RICH["calls"] | _WAITING) | {"call_no": "JX2026-00002"}], company=HOSTILE)


def printed(name: str, desk: Desk, key: str = "") -> WriteDocument:
    """The form of the one row that the registers hold for it; a list for the month."""
    form = FORMS[name]
    if form.rows:
        return render_list(form, form.rows(desk, key or "2026-03"), desk, key or "2026-03")
    row = desk.find(form.sheet, key or KEYS[form.sheet])
    assert row is not None
    return render(form, row, desk)


def _desk(rows: dict[str, list[dict[str, Any]]], calls: list[dict[str, Any]] = (), company: str = "北京晴岭太阳能有限公司") -> Desk:
    said = {"公司名称": company, "公司地址": "北京市昌平区晴岭路1号", "公司电话": "010-55550100"}
    settings = BASIC_ROWS["settings"] + [{"setting_no": item, "item": item, "value": value} for item, value in said.items()]
    office = Office(NOW, **rows | {"settings": settings, "calls": [*rows["calls"], *calls]})
    return replace(office.desk("", NOW), render=lambda name, row, desk: render(FORMS[name], row, desk))


def _key(sheet: str) -> str:
    return CATALOGUE.sheets[sheet].key


def _spoilt(sheet: str, row: dict[str, Any]) -> dict[str, Any]:
    return row | dict(_hostile_texts(sheet, row))


def _hostile_texts(sheet: str, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for column in CATALOGUE.sheets[sheet].columns:
        typed = column.kind is Kind.TEXT and column.owner is not Owner.FORMULA and not column.unique and not column.ref
        if row.get(column.name) is not None and (typed or column.name in ("customer", "name", "model", "address", "technician")):
            yield column.name, HOSTILE
