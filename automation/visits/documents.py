"""The printed forms of visits to dealers: what each template shows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from automation.core.documents import Documents
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.visits.registers.common import ACTIVITIES, URGENT_KINDS
from automation.visits.registers.upshots import CONSULTED, DEGREES

DOCUMENTS = Documents("visits")
document = DOCUMENTS.document

Values = Mapping[str, Any]
_FEWEST_VISITS, _FEWEST_GIFTS, _PAST_VISITS = 14, 14, 6


@document("巡访计划", "VS5 VS4", sheet="visit_plans", dated="made_at", pages=0)
def visit_plan(row: Row, desk: Desk) -> Values:
    """区域销售主管制定、交给专人实施的年度、季度或月度巡访计划。"""
    lines = sorted((desk.after(line) for line in desk.where("visit_plan_lines", plan_no=row.key)),
                   key=lambda line: (line.planned_on is None, line.planned_on, line.key))
    grades = [(desk.trace("firms", line.firm_no) or {}).get("grade") or "" for line in lines]
    return {"lines": list(zip(lines, grades, strict=True)), "empty": max(0, _FEWEST_VISITS - len(lines)),
            "heading": f"{row.level or ''}巡访计划"}


@document("巡访日报表", "VS9 VS3.1 VS3.2 VS3.3", sheet="visit_days", dated="day", pages=0)
def visit_day(row: Row, desk: Desk) -> Values:
    """巡访人员一天的巡访结果，连同客户卡报送上级主管。"""
    visits = sorted(desk.where("visits", report_no=row.key), key=lambda visit: (visit.started_at is None, visit.started_at))
    return {"visits": [(visit, [(title, visit[name] == "是") for name, title in ACTIVITIES.items()]) for visit in visits],
            "supervisor": "、".join(dict.fromkeys(visit.supervisor for visit in visits if visit.supervisor))}


@document("客户卡（巡访用）", "VS9 VS4", sheet="firms")
def visit_firm_card(row: Row, desk: Desk) -> Values:
    """巡访前带上、巡访后随日报一同呈报的客户卡，附最近几次巡访。"""
    visits = [visit for visit in desk.where("visits", firm_no=row.key) if visit.started_at]
    last = sorted(visits, key=lambda visit: visit.started_at, reverse=True)[:_PAST_VISITS]
    return {"visits": last, "empty": _PAST_VISITS - len(last)}


@document("征询卡", "VS3.2", sheet="consult_cards", paper="A5", dated="handed_at")
def consult_card(row: Row, desk: Desk) -> Values:
    """发给新客户、征求使用意见的卡。"""
    firm = desk.trace("firms", row.firm_no) or {}
    return {"degrees": DEGREES, "ratings": [(title, row[name]) for name, title in CONSULTED.items()],
            "address": firm.get("address") or "", "phone": firm.get("phone") or ""}


@document("巡访紧急报告", "VS11", sheet="urgent_reports", dated="raised_at")
def urgent_report(row: Row, desk: Desk) -> Values:
    """区域销售主管随时填制、通报上级处理的紧急报告。"""
    visit = desk.find("visits", row.visit_no) or Row(desk.catalogue.sheets["visits"], {})
    return {"visit": visit, "kinds": [(kind, kind == row.kind) for kind in URGENT_KINDS]}


@document("赠送礼品预算申请表", "VS6", sheet="gift_requests", dated="asked_at")
def gift_request(row: Row, desk: Desk) -> Values:
    """为特殊客户申请礼品的预算，初审以后报上级主管审批。"""
    lines = [desk.after(line) for line in desk.where("gift_lines", gift_no=row.key)]
    firm = desk.trace("firms", row.firm_no) or {}
    return {"lines": lines, "empty": max(0, _FEWEST_GIFTS - len(lines)), "grade": firm.get("grade") or "", "area": firm.get("area") or "",
            "total": sum((line.amount or Decimal(0) for line in lines), Decimal("0.00"))}
