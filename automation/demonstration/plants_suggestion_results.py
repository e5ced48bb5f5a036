"""Faults in what suggestions bring: shares and periods, the half year's plan and its notices, commendations (SG4, SG6, SG7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal

from automation.core.dates import months_after, span_end
from automation.demonstration import people
from automation.demonstration.faults import Field, Line, Missing, plant
from automation.demonstration.plants_firms import added
from automation.demonstration.plants_suggestions import proposal
from automation.suggestions.registers.common import KINDS
from automation.suggestions.registers.plans import EVERYBODY, POSTED, half_of, half_span
from automation.suggestions.registers.results import BY_COUNT, BY_SAVING, COMMENDATION_STATES

_FEN = Decimal("0.01")


def _running(field: Field, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """A paid settlement of a proposal whose year isn't over."""
    def good(row: Line) -> bool:
        running = field.find("proposals", row["proposal_no"])["closed_at"] is None
        return bool(row["paid_at"] and running and row["benefit"] > 100 and fits(row))
    return field.pick("settlements", good)


def _closed(field: Field, fits: Callable[[Line], bool] = lambda row: True) -> tuple[Line, Line]:
    """A proposal that was closed, and its last settlement."""
    row = proposal(field, "已办结", fits, plain=False)
    return row, max(field.where("settlements", proposal_no=row["proposal_no"]), key=lambda each: each["to_on"])


def _later(field: Field, moment: datetime, workdays: int) -> datetime:
    return datetime.combine(field.workday(moment, workdays), time(11))


@plant("SG6.1", "settlements.company_share", "两边所得合计多出一分")
def does_not_add_up(field: Field) -> Line:
    row = _running(field)
    row["company_share"] += _FEN
    return row


@plant("SG6.1", "settlements.customer_share", "客户所得没有按六成算")
def share_is_another(field: Field) -> Line:
    row = _running(field)
    row["customer_share"], row["company_share"] = row["company_share"], row["customer_share"]
    return row


@plant("SG6.1", "settlements.proposal_no", "给没有实施的提案分配了成果")
def settled_unimplemented(field: Field) -> Line:
    row = _running(field)
    row["proposal_no"] = proposal(field, "待实施")["proposal_no"]
    return row


@plant("SG6.1", "settlements.from_on", "成果期早于开始实施")
def before_start(field: Field) -> Line:
    row = _running(field, lambda row: row["from_on"] == field.find("proposals", row["proposal_no"])["implemented_on"])
    row["from_on"] -= timedelta(days=1)
    return row


@plant("SG6.2", "settlements.to_on", "成果期超过了一年")
def past_the_year(field: Field) -> Line:
    _, last = _closed(field)
    last["to_on"] += timedelta(days=1)
    return last


@plant("SG6.1", "settlements.from_on", "两段成果期重叠了一天")
def overlapping(field: Field) -> Line:
    row = _running(field, lambda row: row["from_on"] > field.find("proposals", row["proposal_no"])["implemented_on"])
    row["from_on"] -= timedelta(days=1)
    return row


@plant("SG6.1", "settlements.paid_at", "结算以后很久才付给客户")
def share_paid_late(field: Field) -> Line:
    row = _running(field, lambda row: field.settled(row["settled_at"], 13))
    row["paid_at"] = _later(field, row["settled_at"], 12)
    return row


@plant("SG6.1", "settlements.paid_by", "客户所得由市场营销部自己付")
def share_paid_by_another(field: Field) -> Line:
    row = _running(field)
    row["paid_by"] = next(name for name in people.MARKETERS if name != row["settled_by"])
    return row


@plant("SG6.1", "proposals.closed_at", "一年满了一个多月才结清办结")
def settled_late(field: Field) -> Line:
    def due(row: Line):
        return months_after(span_end(row["implemented_on"], 12), 1)
    row, _ = _closed(field, lambda row: due(row) < field.today - timedelta(days=7))
    row["closed_at"] = datetime.combine(field.workday(due(row), 2), time(15))
    return row


@plant("SG6.1", "proposals.closed_at", "还差一天的成果没有结算就办结")
def closed_uncovered(field: Field) -> Line:
    row, last = _closed(field)
    last["to_on"] -= timedelta(days=1)
    return row


@plant("SG6.1", "proposals.closed_at", "还有一笔没有支付就办结")
def closed_unpaid(field: Field) -> Line:
    row, last = _closed(field)
    last.update(settled_at=field.now - timedelta(hours=5), paid_at=None, paid_by=None)
    return row


@plant("SG6.2", "proposals.closed_at", "不满一年就办结")
def closed_early(field: Field) -> Line:
    row, _ = _closed(field)
    row["closed_at"] = datetime.combine(span_end(row["implemented_on"], 12), time(17))
    return row


def _past_plan(field: Field) -> Line:
    """The plan of a half year that is over."""
    return field.pick("suggestion_plans", lambda row: row["told_at"] and half_span(row["half"])[1] < field.today)


@plant("SG4", "suggestion_plans.half", "有一个半年没有目标和收集计划")
def plan_missing(field: Field) -> Missing:
    oldest = min(row["half"] for row in field.rows["suggestion_plans"])
    row = field.pick("suggestion_plans", lambda row: row["half"] != oldest and half_span(row["half"])[1] < field.today)
    field.remove("plan_notices", field.where("plan_notices", half=row["half"]))
    field.remove("suggestion_plans", [row])
    return Missing(row["half"])


@plant("SG4", "suggestion_plans.approved_at", "半年开始以后目标才批准")
def plan_late(field: Field) -> Line:
    row = _past_plan(field)
    first = datetime.combine(field.workday(half_span(row["half"])[0], 1), time(9))
    row.update(approved_at=first, told_at=first + timedelta(hours=2))
    return row


@plant("SG4", "suggestion_plans.approved_by", "目标不是由销售经理批准")
def plan_approved_by_another(field: Field) -> Line:
    row = _current(field)
    row["approved_by"] = people.SALES_SUPERVISOR
    return row


def _current(field: Field) -> Line:
    """This half year's plan; several plants look at different cells of it."""
    return field.find("suggestion_plans", half_of(field.today))


@plant("SG4", "suggestion_plans.told_at", "目标批准以后很久才通知客户")
def customers_told_late(field: Field) -> Line:
    row = _current(field)
    row["approved_at"] = datetime.combine(field.workday(row["told_at"], -7), time(10))
    row["made_at"] = row["approved_at"] - timedelta(days=1)
    return row


@plant("SG4", "suggestion_plans.approved_at", "目标没有批准就通知了客户")
def told_unapproved(field: Field) -> Line:
    row = added(field, "suggestion_plans", dict.fromkeys(KINDS, 3) | {
        "half": half_of(field.today, 1), "topics": "节水", "plan": "随通知寄《客户提案表》", "made_by": people.MARKETERS[0],
        "made_at": field.now - timedelta(days=1), "told_at": field.now - timedelta(hours=2), "told_by": people.MARKETERS[0]})
    added(field, "plan_notices", {"half": row["half"], "audience": EVERYBODY, "customer": EVERYBODY, "way": POSTED, "where": "各网点",
                                  "sent_by": people.MARKETERS[0], "sent_at": row["told_at"]})
    return row


@plant("SG4", "suggestion_plans.told_at", "通知了往来企业，没有给全部用户的公告")
def public_not_told(field: Field) -> Line:
    row = _past_plan(field)
    field.remove("plan_notices", field.where("plan_notices", half=row["half"], audience=EVERYBODY))
    return row


@plant("SG4", "plan_notices.firm_no", "漏了一家往来企业没有通知")
def firm_not_told(field: Field) -> Missing:
    told = _current(field)
    live = {row["firm_no"] for row in field.rows["firms"]
            if row["approved_at"] and row["approved_at"] <= told["told_at"] and not row["ended_on"]}
    row = field.pick("plan_notices", lambda row: row["half"] == told["half"] and row["firm_no"] in live)
    field.remove("plan_notices", [row])
    return Missing(row["firm_no"])


def _commended(field: Field) -> Line:
    """A commendation of long ago that reached its customer."""
    return field.pick("commendations", lambda row: COMMENDATION_STATES.of(row) == "已表彰" and field.settled(row["sent_at"], 9))


@plant("SG7.2", "commendations.ground", "没有成本降低额也以它为依据表彰")
def without_basis(field: Field) -> Line:
    row = field.pick("commendations", lambda row: row["ground"] == BY_COUNT and not row["saving"]
                     and COMMENDATION_STATES.of(row) != "待批准")
    row["ground"] = BY_SAVING
    return row


@plant("SG7.2", "commendations.saving", "表彰写的件数与登记不符")
def other_figures(field: Field) -> Line:
    row = _commended(field)
    row["count"] += 1
    return row


@plant("SG7.2", "commendations.asked_at", "半年没有过完就提请表彰")
def commended_early(field: Field) -> Line:
    row = _commended(field)
    last = field.workday(half_span(row["half"])[1] + timedelta(days=1), -1)
    row.update(asked_at=datetime.combine(last, time(16)), decided_at=_later(field, last, 1), sent_at=_later(field, last, 2))
    return row


@plant("SG7.1", "commendations.half", "同一客户同一半年表彰了两次")
def commended_twice(field: Field) -> Line:
    row = _commended(field)
    return added(field, "commendations", {name: value for name, value in row.items() if name != "commendation_no"})


@plant("SG7.1", "commendations.decided_by", "表彰不是由销售经理批准")
def decided_by_another(field: Field) -> Line:
    row = _commended(field)
    row["decided_by"] = people.SALES_SUPERVISOR
    return row


@plant("SG7.1", "commendations.decided_at", "提请的表彰放了很久才批准")
def decided_late(field: Field) -> Line:
    row = _commended(field)
    row.update(decided_at=_later(field, row["asked_at"], 7), sent_at=_later(field, row["asked_at"], 8))
    return row


@plant("SG7.1", "commendations.sent_at", "批准以后很久才寄表彰通知")
def letter_late(field: Field) -> Line:
    row = _commended(field)
    row["sent_at"] = _later(field, row["decided_at"], 7)
    return row


@plant("SG7.1", "commendations.sent_at", "没有批准就寄了表彰通知")
def commended_unapproved(field: Field) -> Line:
    row = field.pick("commendations", lambda row: COMMENDATION_STATES.of(row) == "待批准")
    row.update(sent_at=field.now - timedelta(hours=2), sent_by=people.MARKETERS[0])
    return row
