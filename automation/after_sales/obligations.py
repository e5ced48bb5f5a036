"""What after-sales service owes next (该办的事): dispatch, notices, survey cards, reports, repairs, opinions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from automation.after_sales import documents
from automation.after_sales.dispatching import dispatch_list, left_over
from automation.after_sales.registers.calls import CALL_STATES
from automation.after_sales.registers.contracts import CONTRACT_STATES
from automation.after_sales.registers.goods import GOODS_STATES
from automation.after_sales.registers.reports import REVIEW_STATES, SERVICE_DAY_STATES, SERVICE_DAYS
from automation.after_sales.registers.surveys import CARD_STATES, CARDS, COMPLAINT
from automation.after_sales.registers.timing import due as latest_arrival
from automation.core.dates import months_after, months_before
from automation.core.documents import render_each, render_list, show_period
from automation.core.obligations import Due, Obligations, closed_day, coming_day, last_chance
from automation.core.rows import Row
from automation.core.steps import Desk

OBLIGATIONS = Obligations()
obligation, glance = OBLIGATIONS.obligation, OBLIGATIONS.glance

NOTICE_FOR_WARRANTIES = "保修到期也寄通知"
_DRAFT_DAYS = 31
"""How far back a missing 《服务日报表》 is still drafted, in days; what is older only the findings name."""
_POSTING = 2
"""Working days within which a letter that is printed tonight can still be sent in time."""


@obligation("次日优先派工", "AS2.11", needs=("calls",),
            headers=("", "叫修编号", "叫修时间", "客户", "区域", "商品型号", "故障", "最迟到达"), prints=("priority_dispatch",))
def to_dispatch(desk: Desk) -> Due:
    """当天没有派工的叫修，次日送请技术主管优先派工；隔日遗留的排在最前。"""
    rows = dispatch_list(desk)
    lines = [("隔日遗留" if left_over(row, desk) else "当天", row.call_no or "（未编号）", f"{row.called_at:%m-%d %H:%M}",
              row.customer or "", row.area or "", row.model or "", row.fault or "", _moment(latest_arrival(row, desk.department)))
             for row in rows]
    return Due(rows, lines, [render_list(documents.priority_dispatch, rows, desk, _key(desk))] if rows else [])


@obligation("快要期满的保养合同", "AS2.13", needs=("contracts",),
            headers=("合同编号", "客户", "电话", "商品型号", "期满日期", "最迟寄出", "通知书"), prints=("expiry_notice",))
def expiring_contracts(desk: Desk) -> Due:
    """一个月内期满的合同；没有寄的《保修到期通知书》已经印好，寄出后办理“寄到期通知”。"""
    rows = expiring(desk.where("contracts"), desk)
    lines = [(row.contract_no or "（没有编号）", row.customer or "", row.phone or "", row.model or "", _day(row.ends_on),
              _day(_notify_on(row.ends_on, desk)), _sent(row, _notify_on(row.ends_on, desk), desk)) for row in rows]
    unsent = [row for row in rows if row.notice_at is None]
    return Due(rows, lines, render_each(documents.expiry_notice, unsent, desk, _key(desk)))


@obligation("快要期满的免费保修", "AS2.13", needs=("owned", "users"),
            headers=("商品编号", "客户", "电话", "商品型号", "保修到期", "最迟寄出", "通知书"), prints=("warranty_notice",))
def expiring_warranties(desk: Desk) -> Due:
    """设置“保修到期也寄通知”为“是”时，一个月内到期的免费保修；通知书已经印好，寄出后办理“寄保修到期通知”。"""
    rows = expiring_goods(desk)
    users = [desk.find("users", row.user_no) for row in rows]
    lines = [(row.key, (user and user.name) or "", (user and user.phone) or "", row.model or "", _day(row.warranty_until),
              _day(_notify_on(row.warranty_until, desk)), _sent(row, _notify_on(row.warranty_until, desk), desk))
             for row, user in zip(rows, users, strict=True)]
    unsent = [row for row in rows if row.notice_at is None]
    return Due(rows, lines, render_each(documents.warranty_notice, unsent, desk, _key(desk)))


@obligation("寄送叫修登记簿", "AS3.3 AS3.6", needs=("calls",), headers=("日期", "叫修", "没有修妥"), prints=("call_register",))
def register_to_send(desk: Desk) -> Due:
    """当天的《叫修登记簿》次日寄送市场营销部；已经印好。"""
    day = closed_day(desk)
    rows = [row for row in desk.where("calls") if row.called_at and row.called_at.date() == day]
    undone = sum(row.done_at is None and row.cancelled_at is None for row in rows)
    lines = [(_day(day), f"{len(rows)} 件", f"{undone} 件")] if rows else []
    return Due(rows, lines, [render_list(documents.call_register, rows, desk, f"{day}")] if rows else [])


@obligation("月末打印登记簿", "AS2.2 AS2.5", needs=("calls", "goods"), headers=("登记簿", "月份", "件数"),
            prints=("call_register", "goods_register"))
def month_to_file(desk: Desk) -> Due:
    """每月最后一个工作日的晚上，打印全月的登记簿存查。"""
    month = f"{closed_day(desk):%Y-%m}"
    if f"{coming_day(desk):%Y-%m}" == month:
        return Due()
    found = [(form, form.rows(desk, month)) for form in (documents.call_register, documents.goods_register) if form.rows]
    full = [(form, rows) for form, rows in found if rows]
    lines = [(f"《{form.title}》", show_period(month), f"{len(rows)} 件") for form, rows in full]
    return Due([row for _, rows in full for row in rows], lines, [render_list(form, rows, desk, month) for form, rows in full])


@obligation("要填写的调查卡", "AS3.3", needs=("calls", "cards"),
            headers=("叫修编号", "叫修时间", "客户", "商品型号", "服务", "最迟填写"), prints=("survey_card",))
def cards_to_make(desk: Desk) -> Due:
    """每件叫修次日填写《客户意见调查卡》；卡片已经印好，办理“制调查卡”时编号。"""
    carded = {card.call_no for card in desk.where("cards")}
    rows = [row for row in desk.where("calls") if row.key and row.called_at and not row.cancelled_at and row.key not in carded]
    lines = [(row.key, f"{row.called_at:%m-%d %H:%M}", row.customer or "", row.model or "", "已完成" if row.done_at else "进行中",
              _day(_card_due(row, desk))) for row in rows]
    return Due(rows, lines, render_each(documents.survey_card, [_blank_card(row) for row in rows], desk, f"{_key(desk)} 待填写"))


@obligation("要寄出的调查卡", "AS3.3", needs=("calls", "cards"),
            headers=("调查卡号", "叫修编号", "客户", "服务日期", "服务人员"), prints=("survey_card",))
def cards_to_send(desk: Desk) -> Due:
    """服务已经完成、还没有寄给客户的调查卡；已经印好，寄出后办理“寄出”。"""
    found = [(card, desk.find("calls", card.call_no)) for card in desk.where("cards") if card.key and CARD_STATES.of(card) == "待寄出"]
    rows = [card.but(technician=call.technician, served_on=call.done_at.date()) for card, call in found if call and call.done_at]
    lines = [(row.key, row.call_no, row.customer or "", _day(row.served_on), row.technician or "") for row in rows]
    return Due(rows, lines, render_each(documents.survey_card, rows, desk, f"{_key(desk)} 待寄出"))


@obligation("服务日报表", "AS2.10", needs=("work_lines", "service_days", "calls"),
            headers=("日期", "日报编号", "要办的事", "由谁办"), prints=("service_day",))
def service_days(desk: Desk) -> Due:
    """技术主管逐日填《服务日报表》，总经理核签后转送市场营销部；没有填的已按工作日报印出草稿。"""
    rows = open_service_days(desk)
    wanted = {"待核签": ("总经理核签", "总经理"), "已核签": ("转送营销", "技术主管")}
    lines = [(_day(row.day), row.key or "草稿", *(wanted[SERVICE_DAY_STATES.of(row)] if row.key else ("填报", "技术主管"))) for row in rows]
    today = closed_day(desk)
    printed = [row for row in rows if not row.key or row.day == today]
    if today not in {row.day for row in rows}:
        printed += desk.where("service_days", day=today)
    return Due(rows, lines, render_each(documents.service_day, printed, desk, _key(desk)))


@obligation("待核阅的工作日报", "AS2.9", needs=("day_reviews",), headers=("核阅编号", "日期", "技术员", "送请核阅"))
def reports_to_review(desk: Desk) -> Due:
    """技术员送来的《技术人员工作日报表》，主管还没有核阅的。"""
    rows = [row for row in desk.where("day_reviews") if row.key and row.submitted_at and REVIEW_STATES.of(row) == "待核阅"]
    return Due(rows, [(row.key, _day(row.day), row.technician or "", _moment(row.submitted_at)) for row in rows])


@obligation("该修妥的商品", "AS2.8", needs=("goods",), headers=("修护卡号", "客户", "商品型号", "修护技术员", "预定修妥", "报请协助"))
def repairs_due(desk: Desk) -> Due:
    """下一个工作日以前预定修妥的商品；修不好的，技术员马上报请主管协助。"""
    rows = [row for row in desk.where("goods") if row.key and row.planned_on and row.planned_on <= coming_day(desk)
            and GOODS_STATES.of(row) in ("修护中", "请求协助")]
    rows.sort(key=lambda row: (row.planned_on, row.key))
    return Due(rows, [(row.key, row.customer or "", row.model or "", row.repairer or "", _day(row.planned_on),
                       _moment(row.help_at) or "没有") for row in rows])


@obligation("待处理的建议和抱怨", "AS3.5 AS3.7", needs=("cards",), headers=("调查卡号", "客户", "性质", "情节", "收回日期", "要办的事"))
def open_opinions(desk: Desk) -> Due:
    """情节重大的立即提呈销售经理；一律答复客户，抱怨的还要上门处理。"""
    found = [(card, _undone(card)) for card in desk.where("cards") if card.key]
    rows = [card for card, undone in found if undone]
    return Due(rows, [(card.key, card.customer or "", card.opinion_kind or "", card.grave or "", _day(card.returned_on),
                       "、".join(undone)) for card, undone in found if undone])


@glance("本月叫修", needs=("calls",))
def calls_this_month(desk: Desk) -> tuple[int, str]:
    """Calls of the month of the check."""
    month = f"{desk.now:%Y-%m}"
    return sum(bool(row.called_at) and f"{row.called_at:%Y-%m}" == month for row in desk.where("calls")), f"{desk.now:%Y年%m月}"


@glance("没办完的叫修", needs=("calls",))
def open_calls(desk: Desk) -> tuple[int, str]:
    """Calls that are neither struck off nor cancelled."""
    return sum(bool(row.key) and CALL_STATES.of(row) not in ("已注销", "已取消") for row in desk.where("calls")), "件"


@glance("等待派工", needs=("calls",))
def waiting_calls(desk: Desk) -> tuple[int, str]:
    """Calls that nobody was sent to yet."""
    return len(dispatch_list(desk)), "件"


def expiring(contracts: Sequence[Row], desk: Desk) -> list[Row]:
    """AS2.13: live contracts that end within the notice period, or whose notice must go out in the next days; soonest first."""
    today, horizon = desk.now.date(), last_chance(desk, _POSTING)
    live = [row for row in contracts if row.ends_on and row.ends_on >= today and CONTRACT_STATES.of(row) in ("有效", "已通知")]
    return sorted((row for row in live if _notify_on(row.ends_on, desk) <= horizon), key=lambda row: (row.ends_on, row.key))


def expiring_goods(desk: Desk) -> list[Row]:
    """AS2.13 by the setting: goods whose warranty ends within the notice period; not those due before the setting held."""
    since = desk.department.setting_since(NOTICE_FOR_WARRANTIES, "是")
    if since is None:
        return []
    today, horizon = desk.now.date(), last_chance(desk, _POSTING)
    known = [row.but(warranty_until=_warranty_until(row, desk)) for row in desk.where("owned") if row.key]
    ending = [row for row in known if row.warranty_until and row.warranty_until >= today
              and since <= _notify_on(row.warranty_until, desk) <= horizon]
    return sorted(ending, key=lambda row: (row.warranty_until, row.key))


def open_service_days(desk: Desk) -> list[Row]:
    """AS2.10: reports not yet signed or passed on, and drafts (rows without a number) of worked days that have none."""
    made = [row for row in desk.where("service_days") if row.day]
    first, last = closed_day(desk) - timedelta(days=_DRAFT_DAYS), closed_day(desk)
    worked = {line.day for line in desk.where("work_lines") if line.day and first <= line.day <= last}
    drafts = [Row(SERVICE_DAYS, {"day": day}) for day in worked - {row.day for row in made}]
    waiting = [row for row in made if row.key and SERVICE_DAY_STATES.of(row) != "已转送"]
    return sorted([*drafts, *waiting], key=lambda row: (row.day, row.key))


def _undone(card: Row) -> list[str]:
    """What AS3.5 and AS3.7 still ask for."""
    waiting = CARD_STATES.of(card) == "待处理"
    return list(_said({"提呈经理": waiting and card.grave == "重大" and not card.submitted_at, "答复": waiting,
                       "上门处理": card.opinion_kind == COMPLAINT and not card.visited_at}))


def _said(open_things: dict[str, bool]) -> Iterator[str]:
    return (name for name, is_open in open_things.items() if is_open)


def _blank_card(call: Row) -> Row:
    """The card of a call, not numbered yet."""
    served = {"technician": call.technician, "served_on": call.done_at.date()} if call.done_at else {}
    return Row(CARDS, {name: call[name] for name in ("call_no", "customer", "phone", "address")} | served)


def _card_due(call: Row, desk: Desk) -> date:
    day = call.called_at.date()
    return desk.department.clock.add_working_days(day, desk.department.limit("AS3.3", "制卡工作日", day))


def _notify_on(ends_on: date, desk: Desk) -> date:
    return months_before(ends_on, desk.department.limit("AS2.13", "提前月数", ends_on))


def _warranty_until(goods: Row, desk: Desk) -> date | None:
    return months_after(goods.bought_on, desk.department.lookup("products", goods.model, "warranty_months"))


def _sent(row: Row, notify_on: date, desk: Desk) -> str:
    if row.notice_at is not None:
        return f"{row.notice_at:%m-%d} 已寄"
    return "已过期限，马上寄" if notify_on < desk.now.date() else "已印好，待寄"


def _key(desk: Desk) -> str:
    """The day that tonight's papers are called by."""
    return f"{desk.now:%Y-%m-%d}"


def _day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def _moment(value: datetime | None) -> str:
    return f"{value:%m-%d %H:%M}" if value else ""
