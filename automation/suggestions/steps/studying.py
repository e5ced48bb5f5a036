"""The departments study a proposal (SG5.2 to SG5.4): sent to each of them, a schedule where a month won't do, the result back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import earlier, shown
from automation.core.steps import Answers, Ask, Desk, append
from automation.suggestions.registers.common import RESEARCHERS
from automation.suggestions.registers.desks import study_due
from automation.suggestions.registers.proposals import NOT_FEASIBLE
from automation.suggestions.steps.table import OFFICE, check_of_unit, joined, step


@step("送交研究", "SG5.2", sheet="proposals", since=("待送交", "研究中"), to="研究中", roles=OFFICE, icon="AssignTask",
      asks=(Ask("unit", of="studies"), Ask("sent_at", default="now", of="studies")))
def send_proposal(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把提案送交有关部门研究分析；要几个部门研究的，逐个送交。"""
    studies, unit, moment = desk.where("studies", proposal_no=row.key), known["unit"], known["sent_at"]
    if any(study.unit == unit for study in studies):
        raise StepRefused(f"{row.key}已经送交{unit}研究，不用再送。", "SG5.2", "unit")
    if earlier(moment, row.received_at):
        raise StepRefused(f"送交时间（{shown(moment)}）早于收到提案（{shown(row.received_at)}），请改正。", "SG5.2", "sent_at")
    study = desk.new("studies", proposal_no=row.key, title=row.title, unit=unit, sent_by=desk.person, sent_at=moment)
    first = {} if row.sent_at is not None else {"sent_at": moment, "sent_by": desk.person}
    yield desk.put(row, row.but(**first, units=joined(each.unit for each in (*studies, study)), **_standing((*studies, study), desk)))
    yield append(study)


@step("报告日程", "SG5.3", sheet="studies", since=("研究中", "已报日程"), to="已报日程", roles=(*RESEARCHERS, *OFFICE),
      icon="CalendarInsert",
      asks=(Ask("schedule"), Ask("schedule_on"), Ask("scheduled_by", default="person"), Ask("scheduled_at", default="now")))
def report_schedule(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """一个月里研究不完的，报告具体的日程安排；以后按日程催办。"""
    check_of_unit(desk, known["scheduled_by"], row.unit, "SG5.3", "scheduled_by")
    moment = row.scheduled_at or known["scheduled_at"]
    if earlier(known["schedule_on"], moment):
        raise StepRefused(f"日程完成日（{shown(known['schedule_on'])}）早于报告日程（{shown(moment)}），请写以后的日子。",
                          "SG5.3", "schedule_on")
    yield from _changed(row, row.but(**dict(known, scheduled_at=moment)), desk)


@step("交回研究结果", "SG5.4", sheet="studies", since=("研究中", "已报日程"), to="已交回", roles=(*RESEARCHERS, *OFFICE), icon="Reply",
      asks=(Ask("opinion"), Ask("result"), Ask("improvement", required=False), Ask("feasible_on", required=False),
            Ask("returned_by", default="person"), Ask("returned_at", default="now")))
def return_study(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """部门把研究结果记入提案表，交回市场营销部；建议采纳的写明改进措施和可实施的日期。"""
    check_of_unit(desk, known["returned_by"], row.unit, "SG5.4", "returned_by")
    for name in ("improvement", "feasible_on"):
        if known[name] is None and known["opinion"] != NOT_FEASIBLE:
            raise StepRefused(f"研究结论是{known['opinion']}的，还要填“{row.sheet[name].header}”。", "SG5.4", name)
    yield from _changed(row, row.but(**known), desk)


def _changed(row: Row, study: Row, desk: Desk) -> Iterator[Change]:
    """The study, and what the proposal says of its studies as they stand then."""
    proposal = desk.need("proposals", row.proposal_no, "SG5.2")
    if proposal.stopped_at is not None:
        raise StepRefused(f"{proposal.key}已经终止，不用再研究。", "SG1", "")
    others = desk.where("studies", proposal_no=row.proposal_no)
    yield desk.put(row, study)
    yield desk.put(proposal, proposal.but(**_standing([study if each.key == study.key else each for each in others], desk)))


def _standing(studies: Sequence[Row], desk: Desk) -> dict[str, Any]:
    """Which departments haven't answered, until when they may, and when the last one did once all have."""
    waiting = [study for study in studies if study.returned_at is None]
    due = [day for study in waiting if (day := study_due(study, desk.department)) is not None]
    return {"waiting": joined(study.unit for study in waiting) or None, "study_until": max(due, default=None),
            "studied_at": None if waiting else max(study.returned_at for study in studies)}
