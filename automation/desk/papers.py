"""What a night lays out for the morning: lists for the report, large figures, and the forms that are ready to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from automation.after_sales.registers.timing import due as latest_arrival
from automation.core.changes import WriteDocument
from automation.core.department import Department
from automation.core.documents import render, render_list
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.desk import house
from automation.desk.gather import Gathered
from automation.desk.obligations import Obligations, left_over
from automation.desk.report import Section, Tile


def papers(due: Obligations, gathered: Gathered, department: Department) -> Iterator[WriteDocument]:
    """Tomorrow's dispatch list (AS2.11), the letters that are due (AS2.13), the day's service report (AS2.10)."""
    desk = Desk(house.catalogue(), department, gathered, "", "", _no_numbers, _render)
    documents = house.documents()
    if due.dispatch:
        yield render_list(documents["priority_dispatch"], due.dispatch, desk, f"{department.now:%Y-%m-%d}")
    for contract in due.expiring:
        yield desk.print("expiry_notice", contract)
    for day in gathered.where("service_days", day=department.now.date()):
        yield desk.print("service_day", day)


def sections(due: Obligations, department: Department) -> list[Section]:
    """The lists of the report."""
    return [
        Section("次日优先派工", "今天没有派工的叫修，次日优先派工；前些天遗留的排在最前（第二章第十一条）。",
                ("叫修编号", "叫修时间", "客户", "区域", "商品型号", "故障", "最迟到达", ""),
                [_dispatch_line(row, department) for row in due.dispatch]),
        Section("快要期满的保养合同", "期满前一个月寄《保修到期通知书》（第二章第十三条）；通知书已经印好，寄出后办理“寄到期通知”。",
                ("合同编号", "客户", "电话", "商品型号", "期满日期", "应寄通知"),
                [(row.contract_no, row.customer or "", row.phone or "", row.model or "", f"{row.ends_on:%Y-%m-%d}",
                  f"{row.notify_on:%Y-%m-%d}" if row.notify_on else "") for row in due.expiring]),
        Section("调查卡", "叫修次日填写调查卡，服务完成后寄给客户（第三章第三条）。", ("要办的事", "件数", "编号"),
                [("填写调查卡", str(len(due.cards_to_make)), _keys(due.cards_to_make)),
                 ("寄出调查卡", str(len(due.cards_to_send)), _keys(due.cards_to_send)),
                 ("核阅工作日报", str(len(due.reports_to_review)), _keys(due.reports_to_review))]),
    ]


def tiles(gathered: Gathered) -> list[Tile]:
    """The large figures beside those of the findings: this month's calls, how many were reached in time, what is open."""
    calls, now = gathered.books.calls, gathered.books.now
    month = calls[calls.called_at.dt.strftime("%Y-%m") == now.strftime("%Y-%m")]
    live = calls[calls.call_no.notna() & calls.cancelled_at.isna()]
    open_calls = live[live.struck_off_at.isna()]
    return [Tile("本月叫修", str(len(month)), f"{now:%Y年%m月}"), Tile("没办完的叫修", str(len(open_calls)), "件"),
            Tile("等待派工", str(int(live.dispatched_at.isna().sum())), "件")]


def _dispatch_line(row: Row, department: Department) -> tuple[str, ...]:
    due = latest_arrival(row, department)
    return (row.call_no, f"{row.called_at:%m-%d %H:%M}", row.customer or "", row.area or "", row.model or "", row.fault or "",
            f"{due:%m-%d %H:%M}" if due else "", "优先" if left_over(row, department.now + timedelta(days=1)) else "")


def _keys(rows) -> str:
    shown = [row.key for row in rows[:12]]
    return "、".join(shown) + (f" 等 {len(rows)} 件" if len(rows) > len(shown) else "")


def _render(document: str, row: Row, desk: Desk) -> WriteDocument:
    return render(house.documents()[document], row, desk)


def _no_numbers(prefix: str) -> str:
    return f"{prefix}（夜间不编号）"
