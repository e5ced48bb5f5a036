"""A department with forms to send out, and people who fill them in."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from automation.core.fillable.make import make_form
from automation.customers.registers.firms import LISTED
from automation.desk import house
from automation.desk.session import Session
from automation.desk.workbooks import filled_workbooks, found_department
from tests.after_sales.office import BASIC_ROWS, CALL
from tests.customers.office import FIRM

NOW = datetime(2026, 3, 5, 10)
RATED = {"服务态度": "满意", "技术水平": "很满意", "到达时间": "一般", "答应事项": "满意", "意见性质": "无"}
DAY = {"工作类别": "零件管理", "修护工时": 2}
VISITING = {"何立": "区域销售主管", "林访": "巡访人员"}
"""Who sets out visits and makes them."""
HALF_YEAR = {"half": "2026上半年", "standard": 3, "logistics": 3, "materials": 3, "service": 6, "others": 2, "topics": "冬季防冻",
             "plan": "随通知寄《客户提案表》", "made_by": "郑凯", "made_at": datetime(2025, 12, 1, 9), "approved_by": "赵敏",
             "approved_at": datetime(2025, 12, 3, 9)}
"""The half year's plan, for which customers get their form."""


def department(place: Path, cards: int = 3) -> Path:
    """A folder in which so many survey cards are out."""
    found_department(place, NOW)
    served = NOW - timedelta(days=2)
    calls = [CALL | {"call_no": f"JX2026-{n:05}", "called_at": served, "arrived_at": served, "done_at": served, "technician": "王磊"}
             for n in range(1, cards + 1)]
    out = [{"card_no": f"DC2026-{n:05}", "call_no": f"JX2026-{n:05}", "customer": CALL["customer"], "technician": "王磊",
            "served_on": served.date(), "made_at": served, "sent_at": served + timedelta(hours=3)} for n in range(1, cards + 1)]
    people = [*BASIC_ROWS["people"], *({"name": name, "role": role, "active": "是"} for name, role in VISITING.items())]
    areas = [area | {"salesperson": "刘洋", "supervisor": "何立"} for area in BASIC_ROWS["areas"]]
    rows = BASIC_ROWS | {"people": people, "areas": areas, "calls": calls, "cards": out, "suggestion_plans": [HALF_YEAR]}
    rows |= surveyed() | consulted()
    for register, data in filled_workbooks(rows, NOW):
        (place / register.filename).write_bytes(data)
    return place


def consulted() -> dict[str, list[dict[str, Any]]]:
    """A consultation card that a new dealer has in hand."""
    return {"consult_cards": [{"consult_no": "ZX2026-00001", "firm_no": "WL2025-00001", "customer": "南桥日用电器店", "model": "QY-20",
                               "handed_by": "林访", "handed_at": NOW - timedelta(days=3)}]}


def surveyed() -> dict[str, list[dict[str, Any]]]:
    """Two companies that are dealt with, each with its sheet of the half-yearly round out."""
    told = {name: value for name, value in FIRM.items() if name != "reason"} | {"is_supplier": "否", "owner": "刘洋", "team": "销售部",
                                                                              "employees": 7, "capital": Decimal("50000.00")}
    approved, sent = datetime(2025, 3, 3, 10), datetime(2026, 2, 2, 9)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("openings", "firms", "firm_list", "round_sheets")}
    for number, name in ((1, "南桥日用电器店"), (2, "北渠水暖店")):
        own = told | {"name": name, "phone": f"010-5555000{number}", "address": f"南桥街{number}号"}
        firm, opening = f"WL2025-{number:05}", f"KS2025-{number:05}"
        rows["openings"].append(own | {"opening_no": opening, "firm_no": firm, "reason": "区域内还没有经销商", "approval": "承认"})
        rows["firms"].append(own | {"firm_no": firm, "opening_no": opening, "approved_at": approved})
        rows["firm_list"].append({"firm_no": firm, "kinds": "经销商"} | {name: own.get(name) for name in LISTED})
        rows["round_sheets"].append({"sheet_no": f"DB2026-{number:05}", "round_no": "2026-02", "firm_no": firm, "owner": "刘洋",
                                     "sent_at": sent, "due_on": date(2026, 2, 28)})
    return rows | {"rounds": [{"round_no": "2026-02", "started_by": "刘洋", "started_at": sent}]}


def session(place: Path, now: datetime = NOW) -> Session:
    return Session.open(place, now, "")


def blank(place: Path, form: str, key: str, serial: str) -> bytes:
    """A form as it is sent out."""
    at, declared = session(place), house.forms()[form]
    row = at.find(declared.about, key)
    assert row is not None
    return make_form(declared, row, house.steps(), serial, at.desk(""))


def filled(data: bytes, *lines: dict[str, Any], **cells: Any) -> bytes:
    """The form filled in: ``lines`` by label, the first for what is asked once or in line 1; ``cells`` by address."""
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    places: dict[str, list[str]] = {}
    for row in book["表单信息"].iter_rows(values_only=True):
        if row[0] == "asked":
            places.setdefault(row[4], []).append(row[3])
    for number, line in enumerate(lines):
        for label, value in line.items():
            page[places[label][number if len(places[label]) > 1 else 0]] = value
    for ref, value in cells.items():
        page[ref] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(place: Path, name: str, data: bytes) -> Path:
    path = place / "收件" / name
    path.write_bytes(data)
    return path
