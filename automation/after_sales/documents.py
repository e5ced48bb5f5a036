"""The printed forms of after-sales service: what each template shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from automation.after_sales.dispatching import left_over, waiting_on
from automation.after_sales.registers.calls import CALLS, OWNED, USERS
from automation.after_sales.registers.common import BROUGHT_BACK, FIXED, INTERNAL_KINDS, SERVICE_KINDS
from automation.after_sales.registers.goods import GOODS
from automation.after_sales.registers.surveys import DEGREES, RATINGS
from automation.after_sales.registers.timing import LATE, OVER
from automation.core.documents import Documents, in_period, show_plain
from automation.core.obligations import coming_day
from automation.core.rows import Row
from automation.core.steps import Desk

DOCUMENTS = Documents("after_sales")
document = DOCUMENTS.document

Values = Mapping[str, Any]
_FEWEST_LINES = 12
_ZERO = Decimal(0)


def _call(row: Row, desk: Desk) -> Row:
    """The call a form belongs to, its computed columns reckoned anew; blank where it can't be found."""
    return desk.after(desk.find("calls", row.call_no) or Row(CALLS, {}))


def _goods_owned(call: Row, desk: Desk) -> Row:
    """The user's goods that a call is about: by serial number, else by user and model; blank where there are none."""
    found = desk.where("owned", serial=call.serial) if call.serial else ()
    found = found or (desk.where("owned", user_no=call.user_no, model=call.model) if call.user_no else ())
    return desk.after(found[0] if found else Row(OWNED, {}))


def _part_lines(card_no: str | None, desk: Desk) -> list[Row]:
    return [desk.after(line) for line in desk.where("part_lines", card_no=card_no)] if card_no else []


def _goods_in(row: Row, desk: Desk) -> Row:
    """The goods that were brought back on a voucher; blank while there are none."""
    return next(iter(desk.where("goods", voucher_no=row.voucher_no)), Row(GOODS, {})) if row.voucher_no else Row(GOODS, {})


@document("服务凭证", "AS2.2 AS2.3 AS2.4", sheet="vouchers", paper="A5 landscape", dated="drawn_at")
def service_voucher(row: Row, desk: Desk) -> Values:
    """技术员持往客户现场的《服务凭证》。"""
    call = _call(row, desk)
    owned = _goods_owned(call, desk)
    return {"call": call, "zone": call.zone or "", "due_at": call.due_at, "total": desk.after(row).total,
            "bought_on": owned.bought_on, "warranty_until": owned.warranty_until,
            "lines": _part_lines(_goods_in(row, desk).card_no, desk), "kinds": SERVICE_KINDS, "outcomes": (FIXED, BROUGHT_BACK)}


@document("客户商品领取收据", "AS2.5", sheet="vouchers", dated="drawn_at")
def goods_receipt(row: Row, desk: Desk) -> Values:
    """随凭证附上的空白收据，携回商品时当场填写交给客户。"""
    return {"call": _call(row, desk), "goods": _goods_in(row, desk), "number": row.receipt_no or ""}


@document("修护卡", "AS2.5 AS2.6", sheet="goods", paper="A5", dated="brought_at")
def repair_card(row: Row, desk: Desk) -> Values:
    """挂在携回商品上的修护卡。"""
    lines = _part_lines(row.card_no, desk)
    specs = [desk.department.lookup("parts", line.part_no, "spec") or "" for line in lines]
    return {"lines": list(zip(lines, specs, strict=True)), "empty": max(0, 6 - len(lines)),
            "parts_total": sum((line.amount or _ZERO for line in lines), _ZERO)}


@document("技术人员工作日报表", "AS2.9", sheet="day_reviews", dated="day")
def technician_day(row: Row, desk: Desk) -> Values:
    """一个技术员一天的工作和工时，送请主管核阅。"""
    lines = desk.where("work_lines", technician=row.technician, day=row.day)
    return {"lines": [(line, (_call(line, desk).customer or "") if line.call_no else "") for line in lines],
            "empty": max(0, _FEWEST_LINES - len(lines)), "repair_total": _sum(lines, "repair_hours"),
            "travel_total": _sum(lines, "travel_hours"), "total": _hours(lines),
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
            "totals": _person("合计", lines), "empty": max(0, 8 - len(names)),
            "calls": sum(call.called_at.date() == row.day for call in calls),
            "done": sum(call.done_at is not None and call.done_at.date() == row.day for call in calls),
            "unfinished": sum(_unfinished(call, row.day) for call in calls)}


def _unfinished(call: Row, day: date | None) -> bool:
    return day is not None and call.called_at.date() <= day and (call.done_at is None or call.done_at.date() > day)


@document("次日优先派工单", "AS2.11", sheet="calls", paper="A4 landscape", pages=0, rows=waiting_on)
def priority_dispatch(rows: Sequence[Row], desk: Desk) -> Values:
    """还没有派工的叫修，次日优先派工。"""
    calls = [desk.after(row) for row in rows]
    return {"rows": [(call, left_over(call, desk), call.due_at is not None and call.due_at < desk.now) for call in calls],
            "day": coming_day(desk)}


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
    return {"rows": rows, "sums": _counts(row.state for row in rows), "late": (LATE, OVER),
            "timings": _counts(row.timing for row in rows if row.timing)}


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
    return show_plain(sum(((line.repair_hours or _ZERO) + (line.travel_hours or _ZERO) for line in lines), _ZERO))


def _sum(lines: Iterable[Row], name: str) -> str:
    return show_plain(sum((line[name] or _ZERO for line in lines), _ZERO))


def _counts(states: Iterable[str | None]) -> list[tuple[str, int]]:
    return list(Counter(state or "（未编号）" for state in states).items())
