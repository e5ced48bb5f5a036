"""Daily reports (AS2.9, AS2.10): technicians' lines, the supervisor's look at them, the day's service report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from automation.after_sales.registers.common import SERVICE_KINDS
from automation.after_sales.steps.table import step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk

SUPERVISOR = ("技术主管",)
WORKSHOP = ("技术人员", "技术主管")


@step("填日报", "AS2.9 AS2.1", sheet="work_lines", since=("",), to="已登记", roles=WORKSHOP, icon="TableInsert",
      asks=(Ask("day", default="now"), Ask("technician", default="person"), Ask("work_kind", required=False),
            Ask("call_no", required=False), Ask("repair_hours"), Ask("travel_hours", required=False),
            Ask("note", required=False)))
def report_work(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """在工作日报上填一行：工作类别、修护工时、路程工时。"""
    kind = _work_kind(known, desk)
    _check_hours(known, desk)
    yield desk.put(row, desk.after(row, **dict(known, work_kind=kind), line_no=desk.number("work_lines")))


@step("送请核阅", "AS2.9", sheet="day_reviews", since=("",), to="待核阅", roles=WORKSHOP, icon="FileSendAsAttachment",
      asks=(Ask("technician", default="person"), Ask("day", default="now")), prints=("technician_day",))
def submit_day(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把当天的《技术人员工作日报表》送请主管核阅。"""
    technician, day = known["technician"], known["day"]
    if not desk.where("work_lines", technician=technician, day=day):
        raise StepRefused(f"{technician} {day} 还没有填工作日报，请先办理“填日报”。", "AS2.9", "day")
    if sent := desk.where("day_reviews", technician=technician, day=day):
        raise StepRefused(f"{technician} {day} 的日报已经送核（{sent[0].key}），不用再送。", "AS2.9", "day")
    review = desk.after(row, **known, review_no=desk.number("day_reviews"), submitted_at=desk.now)
    yield desk.put(row, review)
    yield desk.print("technician_day", review)


@step("核阅", "AS2.9", sheet="day_reviews", since=("待核阅",), to="已核阅", roles=SUPERVISOR, icon="ReviewAcceptChange",
      asks=(Ask("reviewed_at", default="now"), Ask("note", required=False)))
def review_day(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """技术主管核阅技术员的日报。"""
    yield desk.put(row, row.but(**known, reviewed_by=desk.person))


@step("服务日报表", "AS2.10", sheet="service_days", since=("",), to="待核签", roles=SUPERVISOR, icon="FileNew",
      asks=(Ask("day", default="now"), Ask("note", required=False)), prints=("service_day",))
def make_service_day(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """技术主管依据技术员的日报，填当天的《服务日报表》，呈总经理核签。"""
    day = known["day"]
    if not desk.where("work_lines", day=day):
        raise StepRefused(f"{day} 没有一份技术员的工作日报，不能填《服务日报表》。", "AS2.10", "day")
    if made := desk.where("service_days", day=day):
        raise StepRefused(f"{day} 的《服务日报表》已经填过（{made[0].key}）。", "AS2.10", "day")
    report = desk.after(row, **known, service_day_no=desk.number("service_days"), made_by=desk.person, made_at=desk.now)
    yield desk.put(row, report)
    yield desk.print("service_day", report)


@step("总经理核签", "AS2.10", sheet="service_days", since=("待核签",), to="已核签", roles=("总经理",),
      icon="ReviewAcceptChange", asks=(Ask("signed_at", default="now"),))
def sign_service_day(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """总经理核签《服务日报表》。"""
    yield row.set(**known, signed_by=desk.person)


@step("转送营销", "AS2.10", sheet="service_days", since=("已核签",), to="已转送", roles=SUPERVISOR, icon="FileSendAsAttachment",
      asks=(Ask("forwarded_at", default="now"),))
def forward_service_day(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """核签后的《服务日报表》转送市场营销部。"""
    yield row.set(**known)


def _work_kind(known: Answers, desk: Desk) -> str:
    """The kind of work, held against the call that it was for; the call's own kind when it wasn't told."""
    kind, call_no = known["work_kind"], known["call_no"]
    if call_no is None:
        if kind is None or kind in SERVICE_KINDS:
            raise StepRefused("为客户服务的要填叫修编号；内部工作请选工作类别，例如零件管理。", "AS2.9",
                              "work_kind" if kind is None else "call_no")
        return kind
    call = desk.need("calls", call_no, "AS2.9")
    if kind is not None and kind not in SERVICE_KINDS:
        raise StepRefused(f"{kind}是内部工作，不写叫修编号；为客户修护的请改工作类别。", "AS2.1", "call_no")
    if kind not in (None, call.kind):
        raise StepRefused(f"叫修{call_no}登记的是{call.kind}，日报写的是{kind}，请改成一致。", "AS2.9", "work_kind")
    _check_worked(known["technician"], call_no, desk)
    return call.kind


def _check_worked(technician: str, call_no: str, desk: Desk) -> None:
    visited = desk.where("call_visits", call_no=call_no, technician=technician)
    goods = desk.where("goods", call_no=call_no)
    if not visited and not any(technician in (row.repairer, row.brought_by) for row in goods):
        raise StepRefused(f"{technician}没有为叫修{call_no}上过门，也没有修护这件商品，请核对叫修编号和技术员。",
                          "AS2.9", "call_no")


def _check_hours(known: Answers, desk: Desk) -> None:
    day: date = known["day"]
    lines = desk.where("work_lines", technician=known["technician"], day=day)
    total = sum((_hours(line) for line in lines), _hours(known))
    limit = desk.department.limit("AS2.9", "每日最多工时", day)
    if total > limit:
        raise StepRefused(f"{known['technician']} {day} 连这一行共报 {total} 小时，超过一天 {limit} 小时，请核对。",
                          "AS2.9", "repair_hours")


def _hours(line: Mapping[str, Any]) -> Decimal:
    return (line["repair_hours"] or Decimal(0)) + (line["travel_hours"] or Decimal(0))
