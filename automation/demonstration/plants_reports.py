"""Faults in daily reports and the day's service reports (AS2.1, AS2.9, AS2.10)."""

from __future__ import annotations

from decimal import Decimal

from automation.after_sales.registers.common import FREE, INTERNAL_KINDS, PAID
from automation.demonstration.faults import Field, Line, Missing, plant
from automation.demonstration.people import SUPERVISOR


def _report(field: Field, *, served: bool = False) -> Line:
    """A daily report that was looked through some days ago; ``served``: of somebody who was at customers' that day."""
    went = {(visit["technician"], visit["arrived_at"].date()) for visit in field.rows["call_visits"]}
    return field.pick("day_reviews", lambda row: field.settled(row["reviewed_at"])
                      and (not served or (row["technician"], row["day"]) in went))


def _service_day(field: Field) -> Line:
    return field.pick("service_days", lambda row: field.settled(row["forwarded_at"]))


@plant("AS2.9", "work_lines.technician", "上门服务了，整天没有填工作日报")
def nothing_reported(field: Field) -> Missing:
    review = _report(field, served=True)
    technician, day = review["technician"], review["day"]
    field.remove("work_lines", field.where("work_lines", technician=technician, day=day))
    field.remove("day_reviews", [review])
    return Missing(f"{technician} {day}")


@plant("AS2.9", "day_reviews.technician", "工作日报没有送请主管核阅")
def not_submitted(field: Field) -> Missing:
    review = _report(field)
    field.remove("day_reviews", [review])
    return Missing(f"{review['technician']} {review['day']}")


@plant("AS2.9", "day_reviews.reviewed_at", "主管没有核阅日报")
def not_reviewed(field: Field) -> Line:
    review = _report(field)
    review.update(reviewed_at=None, reviewed_by=None)
    return review


@plant("AS2.9", "work_lines.repair_hours", "一天报了十二小时以上")
def too_many_hours(field: Field) -> Line:
    review = _report(field)
    last = field.where("work_lines", technician=review["technician"], day=review["day"])[-1]
    last["repair_hours"] = Decimal("12.1")
    return last


@plant("AS2.9", "work_lines.work_kind", "日报写免费，叫修登记是有偿")
def line_kind_differs(field: Field) -> Line:
    line = field.pick("work_lines", lambda row: row["work_kind"] == PAID)
    line["work_kind"] = FREE
    return line


@plant("AS2.9", "work_lines.call_no", "报了别人去修的叫修")
def line_of_another(field: Field) -> Line:
    line = field.pick("work_lines", lambda row: row["work_kind"] == PAID)
    call = field.pick("calls", lambda row: row["kind"] == PAID and row["done_at"] and not row["brought_back_at"] and all(
        visit["technician"] != line["technician"] for visit in field.where("call_visits", call_no=row["call_no"])))
    line["call_no"] = call["call_no"]
    return line


@plant("AS2.1", "work_lines.call_no", "内部工作写了叫修编号")
def internal_work_for_call(field: Field) -> Line:
    line = field.pick("work_lines", lambda row: row["work_kind"] in INTERNAL_KINDS and _visits(field, row))
    line["call_no"] = _visits(field, line)[0]["call_no"]
    return line


def _visits(field: Field, line: Line) -> list[Line]:
    return field.where("call_visits", technician=line["technician"])


@plant("AS2.10", "service_days.day", "有一天没有填《服务日报表》")
def no_service_day(field: Field) -> Missing:
    report = _service_day(field)
    field.remove("service_days", [report])
    return Missing(f"{report['day']}")


@plant("AS2.10", "service_days.signed_at", "总经理没有核签")
def not_signed(field: Field) -> Line:
    report = _service_day(field)
    report.update(signed_at=None, signed_by=None, forwarded_at=None)
    return report


@plant("AS2.10", "service_days.signed_by", "由技术主管代签")
def signed_by_supervisor(field: Field) -> Line:
    report = _service_day(field)
    report["signed_by"] = SUPERVISOR
    return report


@plant("AS2.10", "service_days.forwarded_at", "核签后没有转送市场营销部")
def not_forwarded(field: Field) -> Line:
    report = _service_day(field)
    report["forwarded_at"] = None
    return report
