"""Faults in the copies of cards and reports, in money and in the monthly statistics (CP16 to CP20)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from automation.complaints.registers.common import HEAD, MARKETING, MONEY_OUTCOMES, QUALITY
from automation.complaints.registers.papers import CARD, REPORT
from automation.core.dates import months_after
from automation.demonstration import people
from automation.demonstration.faults import Field, Line, Missing, plant
from automation.demonstration.plants_complaints import at_desk, closed, investigation


def _copy(field: Field, case: Line, paper: str, part: str) -> Line:
    return field.where("case_copies", case_no=case["case_no"], paper=paper, part=part)[0]


def _doubled(field: Field, paper: str) -> Line:
    copy = _copy(field, closed(field), paper, "第二联")
    last = max(row["copy_no"] for row in field.rows["case_copies"])
    field.rows["case_copies"].append(again := copy | {"copy_no": f"{last[:7]}{int(last[7:]) + 1:05d}"})
    return again


@plant("CP16", "cases.routed_at", "记录卡少登记一联")
def card_copy_missing(field: Field) -> Line:
    case = closed(field)
    field.remove("case_copies", [_copy(field, case, CARD, "第三联")])
    return case


@plant("CP16", "case_copies.part", "记录卡同一联登记了两次")
def card_copy_doubled(field: Field) -> Line:
    return _doubled(field, CARD)


@plant("CP16", "case_copies.final", "记录卡审核联归错了部门")
def card_copy_to_another(field: Field) -> Line:
    copy = _copy(field, closed(field), CARD, "第七联")
    copy.update(final=QUALITY, holder=QUALITY)
    return copy


@plant("CP16", "case_copies.holder", "记录卡通知副本一直没有送到上级主管")
def card_copy_away(field: Field) -> Line:
    copy = _copy(field, closed(field), CARD, "第三联")
    copy.update(holder=MARKETING, received_at=None, received_by=None)
    return copy


@plant("CP16", "case_copies.holder", "还没有审核，审核联已经到了部主管手里")
def card_copy_early(field: Field) -> Line:
    copy = _copy(field, at_desk(field, "待写报告"), CARD, "第七联")
    copy.update(holder=HEAD)
    return copy


@plant("CP17", "investigations.conclusion", "调查报告没有写结论")
def report_without_conclusion(field: Field) -> Line:
    row = investigation(field, closed(field))
    row["conclusion"] = None
    return row


@plant("CP18", "cases.reported_at", "调查报告少登记一联")
def report_copy_missing(field: Field) -> Line:
    case = closed(field)
    field.remove("case_copies", [_copy(field, case, REPORT, "第四联")])
    return case


@plant("CP18", "case_copies.part", "调查报告同一联登记了两次")
def report_copy_doubled(field: Field) -> Line:
    return _doubled(field, REPORT)


@plant("CP18", "case_copies.final", "调查报告审核联归错了部门")
def report_copy_to_another(field: Field) -> Line:
    copy = _copy(field, closed(field), REPORT, "第四联")
    copy.update(final=QUALITY, holder=QUALITY)
    return copy


@plant("CP18", "case_copies.holder", "调查报告答复联一直没有送到营业单位")
def report_copy_away(field: Field) -> Line:
    copy = _copy(field, closed(field), REPORT, "第三联")
    copy.update(holder=QUALITY, received_at=None, received_by=None)
    return copy


@plant("CP18", "case_copies.holder", "质量管理科还没有审核，报告已经到了部主管手里")
def report_copy_early(field: Field) -> Line:
    copy = _copy(field, at_desk(field, "待审报告"), REPORT, "第四联")
    copy.update(holder=HEAD)
    return copy


def _month(field: Field) -> Line:
    """The statistics of a month long past."""
    return field.pick("case_months", lambda row: row["checked_at"] and field.settled(row["checked_at"], 15))


@plant("CP19", "case_months.month", "有一个月没有填报投诉统计表")
def statistics_missing(field: Field) -> Missing:
    row = _month(field)
    field.remove("case_months", [row])
    return Missing(row["month"])


@plant("CP19", "case_months.made_at", "投诉统计表六日才填报")
def statistics_late(field: Field) -> Line:
    row = _month(field)
    made = datetime.combine(_following(row).replace(day=6), time(9, 10))
    row.update(made_at=made, checked_at=made + timedelta(hours=2))
    return row


@plant("CP19", "case_months.checked_at", "投诉统计表没有审核")
def statistics_unchecked(field: Field) -> Line:
    row = _month(field)
    row.update(checked_at=None, checked_by=None)
    return row


@plant("CP19", "case_months.checked_by", "投诉统计表由总经理代审")
def statistics_checked_by_another(field: Field) -> Line:
    row = _month(field)
    row["checked_by"] = people.GENERAL_MANAGER
    return row


@plant("CP19", "case_months.month", "月份还没有过完就填报了")
def statistics_too_early(field: Field) -> Line:
    row = _month(field)
    made = datetime.combine(_following(row) - timedelta(days=1), time(16, 10))
    row.update(made_at=made, checked_at=made + timedelta(hours=1))
    return row


def _following(row: Line) -> date:
    following = months_after(date.fromisoformat(f"{row['month']}-01"), 1)
    assert following is not None
    return following


def _paid(field: Field, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """A paid amount of a case that was closed."""
    return field.pick("case_amounts", lambda row: row["paid_at"] and field.settled(row["paid_at"], 12)
                      and field.find("cases", row["case_no"])["closed_at"] and fits(row))


@plant("CP20", "case_amounts.paid", "没有核准就支付了")
def paid_without_approval(field: Field) -> Line:
    amount = _paid(field)
    amount.update(decision=None, approved=None, decided_by=None, decided_at=None)
    return amount


@plant("CP20", "case_amounts.paid", "比核准的多付了一分钱")
def paid_above_approval(field: Field) -> Line:
    amount = _paid(field)
    amount["paid"] += Decimal("0.01")
    return amount


@plant("CP20", "case_amounts.decided_by", "由销售主管核准")
def decided_by_another(field: Field) -> Line:
    amount = _paid(field)
    amount["decided_by"] = people.SALES_SUPERVISOR
    return amount


@plant("CP20", "case_amounts.paid_at", "核准十一个工作日以后才支付")
def paid_late(field: Field) -> Line:
    amount = _paid(field)
    amount["paid_at"] = datetime.combine(field.workday(amount["decided_at"], 11), time(9, 0))
    return amount


@plant("CP20", "cases.closed_at", "还有金额没有核准支付就结案了")
def closed_unpaid(field: Field) -> Line:
    amount = _paid(field)
    amount.update(dict.fromkeys(("decision", "approved", "decided_by", "decided_at", "paid", "paid_by", "paid_at")))
    return field.find("cases", amount["case_no"])


@plant("CP20", "cases.outcome", "赔了款的案件没有一笔处理金额")
def outcome_without_amount(field: Field) -> Line:
    case = closed(field, lambda row: row["outcome"] in MONEY_OUTCOMES)
    field.remove("case_amounts", field.where("case_amounts", case_no=case["case_no"]))
    return case
