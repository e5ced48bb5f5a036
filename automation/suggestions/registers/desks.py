"""The way of a proposal (SG5.2 to SG6.2), how long its study may take, and until when its benefit is shared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from automation.core.conditions import Filled, Is
from automation.core.dates import day_of, months_after, span_end
from automation.core.desks import PACE, Desks, Stage, limit_text, pace
from automation.core.schema import Formula, FormulaContext, States
from automation.suggestions.registers.common import CARRYING_OUT, MARKETING, REJECTED, STUDYING


def study_due(row: Mapping[str, Any], context: FormulaContext) -> date | None:
    """SG5.3: the same day a month after it was sent, or the day of the reported schedule when that is later."""
    sent, schedule = row.get("sent_at"), row.get("schedule_on")
    if sent is None:
        return None
    month = months_after(day_of(sent), context.limit("SG5.3", "研究月数", day_of(sent)))
    return max(day for day in (month, schedule) if day is not None)


def shared_until(row: Mapping[str, Any], context: FormulaContext) -> date | None:
    """SG6.1: the last day of the year from the start of the implementation on, that day counted."""
    started = row.get("implemented_on")
    return None if started is None else span_end(started, context.limit("SG6.1", "享有月数", started))


def settled_by(row: Mapping[str, Any], context: FormulaContext) -> date | None:
    """The day by which everything of the year must be settled."""
    until = shared_until(row, context)
    return None if until is None else months_after(until, context.limit("SG6.1", "结清月数", row["implemented_on"]))


STUDY_DUE = Formula(f'IF(ISNUMBER({{sent_at}}),IFERROR(MAX(EDATE(INT({{sent_at}}),{limit_text("SG5.3", "研究月数", "sent_at")}),'
                    'N({schedule_on})),""),"")', study_due)
"""The last day of a study: a month after it was sent; the reported schedule counts when it is later."""

_MONTHS = limit_text("SG6.1", "享有月数", "implemented_on")
_SAME_DAY = f"DATE(YEAR({{implemented_on}}),MONTH({{implemented_on}})+{_MONTHS},DAY({{implemented_on}}))"
_MONTH_AFTER = f"DATE(YEAR({{implemented_on}}),MONTH({{implemented_on}})+{_MONTHS}+1,1)"
SHARED_UNTIL = Formula(f'IF(ISNUMBER({{implemented_on}}),IFERROR(MIN({_SAME_DAY},{_MONTH_AFTER})-1,""),"")', shared_until)
"""The day before the same day a year later; a start on 29 February ends with the February of the year after."""

_SETTLED_BY = Formula('IF(ISNUMBER({shared_until}),IFERROR(EDATE({shared_until},'
                      f'{limit_text("SG6.1", "结清月数", "implemented_on")}),""),"")', settled_by)

STAGES = (
    Stage("待送交", MARKETING, "received_at", "sent_at", "SG5.2", "送交工作日"),
    Stage("研究中", STUDYING, "sent_at", "studied_at", "SG5.3", due=Formula(
        'IF(ISNUMBER({study_until}),{study_until},"")', lambda row, _: row.get("study_until"))),
    Stage("待答复", MARKETING, "studied_at", "replied_at", "SG5.4", "答复工作日"),
    Stage("待实施", CARRYING_OUT, "replied_at", "implemented_on", "SG5.4", due=Formula(
        'IF(ISNUMBER({implement_on}),{implement_on},"")', lambda row, _: row.get("implement_on"))),
    Stage("实施中", MARKETING, "implemented_on", "closed_at", "SG6.1", due=_SETTLED_BY),
)
ENDED = ("不采纳", "已办结", "已终止")

PROPOSAL_STATES = States("待送交", (
    ("已终止", Filled("stopped_at")),
    ("已办结", Filled("closed_at")),
    ("实施中", Filled("implemented_on")),
    ("不采纳", Filled("replied_at") & Is("adopted", REJECTED)),
    ("待实施", Filled("replied_at")),
    ("待答复", Filled("studied_at")),
    ("研究中", Filled("sent_at")),
))

PROPOSAL_DESKS = Desks("proposal_no", PROPOSAL_STATES, STAGES, {
    STUDYING: Formula(f'IF({{waiting}}="","{STUDYING}",{{waiting}})', lambda row, _: row.get("waiting") or STUDYING),
    CARRYING_OUT: Formula(f'IF({{implement_unit}}="","{CARRYING_OUT}",{{implement_unit}})',
                          lambda row, _: row.get("implement_unit") or CARRYING_OUT)})

STUDY_STATES = States("研究中", (
    ("已交回", Filled("returned_at")),
    ("已报日程", Filled("scheduled_at")),
))


def open_study_due(row: Mapping[str, Any], context: FormulaContext) -> date | None:
    """The last day of a study that hasn't come back yet."""
    return None if row.get("returned_at") is not None or row.get("study_no") is None else study_due(row, context)


STUDY_FORMULAS = {
    "state": STUDY_STATES.formula("study_no"),
    "due_on": Formula(f'IF(OR({{study_no}}="",{{returned_at}}<>""),"",{STUDY_DUE.excel})', open_study_due),
    "pace": Formula(PACE, lambda row, context: pace(open_study_due(row, context), context.now.date())),
}
