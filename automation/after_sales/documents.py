"""The printed forms of after-sales service: what each template shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from automation.after_sales.dispatching import left_over, waiting_on
from automation.after_sales.registers.calls import CALLS, USERS
from automation.after_sales.registers.common import BROUGHT_BACK, FIXED, INTERNAL_KINDS, SERVICE_KINDS
from automation.after_sales.registers.surveys import DEGREES, RATINGS
from automation.core.documents import Documents, in_period
from automation.core.obligations import coming_day
from automation.core.rows import Row
from automation.core.steps import Desk

DOCUMENTS = Documents("after_sales")
document = DOCUMENTS.document

Values = Mapping[str, Any]
_FEWEST_LINES = 8
_ZERO = Decimal(0)


def _call(row: Row, desk: Desk) -> Row:
    """The call a form belongs to; blank where it can't be found."""
    return desk.find("calls", row.call_no) or Row(CALLS, {})


@document("服务凭证", "AS2.2 AS2.3 AS2.4", sheet="vouchers", paper="A5 landscape", dated="drawn_at")
def service_voucher(row: Row, desk: Desk) -> Values:
    """技术员持往客户现场的《服务凭证》。"""
    return {"call": _call(row, desk), "kinds": SERVICE_KINDS, "outcomes": (FIXED, BROUGHT_BACK)}


@document("客户商品领取收据", "AS2.5", sheet="vouchers", dated="drawn_at")
def goods_receipt(row: Row, desk: Desk) -> Values:
    """随凭证附上的空白收据，携回商品时当场填写交给客户。"""
    return {"call": _call(row, desk), "number": row.receipt_no or ""}


@document("修护卡", "AS2.5 AS2.6", sheet="goods", paper="A5", dated="brought_at")
def repair_card(row: Row, desk: Desk) -> Values:
    """挂在携回商品上的修护卡。"""
    lines = desk.where("part_lines", card_no=row.card_no) if row.card_no else []
    return {"lines": lines, "empty": max(0, 4 - len(lines)), "parts_total": sum((line.amount or _ZERO for line in lines), _ZERO)}


@document("技术人员工作日报表", "AS2.9", sheet="day_reviews", dated="day")
def technician_day(row: Row, desk: Desk) -> Values:
    """一个技术员一天的工作和工时，送请主管核阅。"""
    lines = desk.where("work_lines", technician=row.technician, day=row.day)
    return {"lines": [(line, (_call(line, desk).customer or "") if line.call_no else "") for line in lines],
            "empty": max(0, _FEWEST_LINES - len(lines)), "repair_total": _sum(lines, "repair_hours"),
            "travel_total": _sum(lines, "travel_hours"),
            "sums": [(kind, len(own), _hours(own)) for kind in SERVICE_KINDS + INTERNAL_KINDS
                     if (own := [line for line in lines if line.work_kind == kind])]}


@document("服务日报表", "AS2.10", sheet="service_days", paper="A4 landscape", dated="day")
def service_day(row: Row, desk: Desk) -> Values:
    """当天所属人员服务的类别和工时，总经理核签后转送市场营销部。"""
    lines = desk.where("work_lines", day=row.day)
    names = dict.fromkeys(line.technician for line in lines)
    calls = [call for call in desk.where("calls") if call.called_at and not call.cancelled_at]
    return {"kinds": SERVICE_KINDS + INTERNAL_KINDS,
            "people": [_person(name, [line for line in lines if line.technician == name]) for name in names],
            "totals": _person("合计", lines), "empty": max(0, 6 - len(names)),
            "calls": sum(call.called_at.date() == row.day for call in calls),
            "done": sum(call.done_at is not None and call.done_at.date() == row.day for call in calls),
            "unfinished": sum(call.called_at.date() <= row.day and (call.done_at is None or call.done_at.date() > row.day)
                              for call in calls)}


@document("次日优先派工单", "AS2.11", sheet="calls", paper="A4 landscape", pages=0, rows=waiting_on)
def priority_dispatch(rows: Sequence[Row], desk: Desk) -> Values:
    """还没有派工的叫修，次日优先派工。"""
    return {"rows": [(desk.after(row), left_over(row, desk)) for row in rows], "day": coming_day(desk)}


@document("保修到期通知书", "AS2.13", sheet="contracts", dated="notice_at")
def expiry_notice(row: Row, desk: Desk) -> Values:
    """保养合同期满前一个月寄给客户的通知。"""
    return {"name": row.customer or "客户", "contract_no": row.contract_no or "", "model": row.model or "", "serial": row.serial or "",
            "starts": row.starts_on, "ends": row.ends_on, "address": row.address or "", "phone": row.phone or ""}


@document("保修到期通知书（免费保修）", "AS2.13", sheet="owned", dated="notice_at", template="expiry_notice")
def warranty_notice(row: Row, desk: Desk) -> Values:
    """商品免费保修期满前寄给客户的通知。"""
    user = desk.find("users", row.user_no) or Row(USERS, {})
    return {"name": user.name or "客户", "contract_no": "", "model": row.model or "", "serial": row.serial or "",
            "starts": row.bought_on, "ends": desk.after(row).warranty_until, "address": user.address or "", "phone": user.phone or ""}


@document("客户意见调查卡", "AS3.1 AS3.3 AS3.4", sheet="cards", paper="A5", dated="made_at")
def survey_card(row: Row, desk: Desk) -> Values:
    """服务完成后寄给客户的意见调查卡。"""
    titles = (row.sheet[name].header for name in RATINGS)
    return {"call": _call(row, desk), "degrees": DEGREES,
            "ratings": [(title, row[name]) for title, name in zip(titles, RATINGS, strict=True)]}


@document("处理结果函", "AS3.5", sheet="cards", dated="returned_on")
def opinion_reply(row: Row, desk: Desk) -> Values:
    """把建议或抱怨的处理结果函告客户。"""
    return {}


@document("叫修登记簿", "AS2.2 AS3.3", sheet="calls", paper="A4 landscape", pages=0, rows=in_period("calls", "called_at"))
def call_register(rows: Sequence[Row], desk: Desk) -> Values:
    """一个月（或一天）的叫修登记，按月打印存查，每天打印寄送市场营销部。"""
    rows = [desk.after(row) for row in rows]
    return {"rows": rows, "sums": _counts(row.state for row in rows)}


@document("客户商品进出登记簿", "AS2.5 AS2.6", sheet="goods", paper="A4 landscape", pages=0, rows=in_period("goods", "brought_at"))
def goods_register(rows: Sequence[Row], desk: Desk) -> Values:
    """一个月的商品进出登记，按月打印存查。"""
    rows = [desk.after(row) for row in rows]
    return {"rows": rows, "sums": _counts(row.state for row in rows)}


def _person(name: str, lines: Sequence[Row]) -> dict[str, Any]:
    kinds = [[line for line in lines if line.work_kind == kind] for kind in SERVICE_KINDS + INTERNAL_KINDS]
    return {"name": name, "kinds": [(len(own), _hours(own)) for own in kinds], "repair": _sum(lines, "repair_hours"),
            "travel": _sum(lines, "travel_hours"), "total": _hours(lines)}


def _hours(lines: Iterable[Row]) -> str:
    return _plain(sum(((line.repair_hours or _ZERO) + (line.travel_hours or _ZERO) for line in lines), _ZERO))


def _sum(lines: Iterable[Row], name: str) -> str:
    return _plain(sum((line[name] or _ZERO for line in lines), _ZERO))


def _plain(hours: Decimal) -> str:
    return f"{hours.normalize():f}"


def _counts(states: Iterable[str | None]) -> list[tuple[str, int]]:
    return list(Counter(state or "（未编号）" for state in states).items())
