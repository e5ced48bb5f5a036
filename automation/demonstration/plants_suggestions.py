"""Faults in suggestions from the receipt to the answer, and in their studies (SG1 to SG5.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from automation.core.dates import months_after
from automation.demonstration import people
from automation.demonstration.faults import Field, Line, plant
from automation.demonstration.plants_firms import added
from automation.demonstration.suggestions import RESEARCHERS
from automation.suggestions.registers.common import ADOPTED, REGISTER
from automation.suggestions.registers.desks import PROPOSAL_STATES
from automation.suggestions.registers.proposals import NOT_FEASIBLE

REFUSED = "不采纳"


def proposal(field: Field, state: str, fits: Callable[[Line], bool] = lambda row: True, plain: bool = True) -> Line:
    """A proposal in this state; a ``plain`` one was studied by one department at most and is of somebody who wasn't commended."""
    commended = {(row["user_no"], row["firm_no"]) for row in field.rows["commendations"]}

    def good(row: Line) -> bool:
        alone = "、" not in (row["units"] or "") and (row["user_no"], row["firm_no"]) not in commended
        return bool(row["proposal_no"]) and (alone or not plain) and PROPOSAL_STATES.of(row) == state and fits(row)
    return field.pick("proposals", good)


def study_of(field: Field, row: Line) -> Line:
    """The one study of a proposal."""
    return field.where("studies", proposal_no=row["proposal_no"])[0]


def _in_time(field: Field) -> Line:
    """A study that came back long ago within its month, without a schedule."""
    return field.pick("studies", lambda row: row["returned_at"] and not row["scheduled_at"] and field.settled(row["returned_at"], 5))


def _elsewhere(unit: str) -> str:
    return next(name for name in RESEARCHERS if name != unit)


@plant("SG5.1", "handovers.taken_at", "移交来的建议过了两个工作日才接收")
def suggestion_taken_late(field: Field) -> Line:
    row = field.pick("handovers", lambda row: row["to"] == REGISTER and row["taken_at"] and field.settled(row["made_at"], 3))
    row["taken_at"] = datetime.combine(field.workday(row["made_at"], 2), time(8, 50))
    return row


@plant("SG5.1", "handovers.taken_no", "移交的接收编号抄成别的提案")
def suggestion_miscopied(field: Field) -> Line:
    row = field.pick("handovers", lambda row: row["to"] == REGISTER and row["taken_no"] is not None)
    row["taken_no"] = proposal(field, REFUSED, lambda other: other["handover_no"] != row["handover_no"])["proposal_no"]
    return row


@plant("SG5.2", "proposals.sent_at", "收到的提案放了几天没有送交部门")
def not_sent(field: Field) -> Line:
    row = proposal(field, "待送交")
    row.update(dict.fromkeys(("received_at", "entered_at"), datetime.combine(field.workday(field.now, -4), time(9, 20))))
    return row


@plant("SG5.2", "proposals.title", "同一件提案登记了两次")
def entered_twice(field: Field) -> Line:
    first = proposal(field, REFUSED)
    kept = ("customer", "phone", "address", "contact", "customer_kind", "user_no", "firm_no", "model", "kind", "kind_note", "title",
            "content")
    return added(field, "proposals", {name: first[name] for name in kept} | {
        "channel": "电话", "received_by": people.MARKETERS[1], "received_at": field.now - timedelta(hours=4),
        "entered_at": field.now - timedelta(hours=4)})


@plant("SG5.2", "proposals.units", "提案写的送交部门与“研究”不同")
def units_differ(field: Field) -> Line:
    row = proposal(field, REFUSED)
    row["units"] = _elsewhere(row["units"])
    return row


@plant("SG5.2", "studies.unit", "同一个部门送交了两次")
def sent_twice(field: Field) -> Line:
    row = study_of(field, proposal(field, REFUSED))
    return added(field, "studies", {name: value for name, value in row.items() if name != "study_no"})


@plant("SG3", "proposals.kind", "提案类别写了五类以外的")
def unlisted_kind(field: Field) -> Line:
    row = proposal(field, REFUSED)
    field.raw["proposals", row["proposal_no"], "kind"] = "改善环境"
    return row


@plant("SG5.3", "studies.returned_at", "研究过了一个月才交回，也没有报日程")
def study_late(field: Field) -> Line:
    row = _in_time(field)
    row["sent_at"] = row["returned_at"] - timedelta(days=40)
    return row


@plant("SG5.3", "studies.scheduled_at", "过了一个月才报告日程")
def schedule_late(field: Field) -> Line:
    def fits(row: Line) -> bool:
        month = months_after(row["sent_at"].date(), 1)
        return bool(row["scheduled_at"] and row["returned_at"] and row["returned_at"].date() > month + timedelta(days=2))
    row = field.pick("studies", fits)
    row["scheduled_at"] = datetime.combine(months_after(row["sent_at"].date(), 1) + timedelta(days=1), time(9, 30))
    return row


@plant("SG5.3", "studies.schedule_on", "报的日程完成日是过去的日子")
def schedule_in_the_past(field: Field) -> Line:
    row = _in_time(field)
    reported = row["returned_at"] - timedelta(hours=1)
    row.update(schedule="分两步做", scheduled_by=RESEARCHERS[row["unit"]], scheduled_at=reported,
               schedule_on=reported.date() - timedelta(days=1))
    return row


@plant("SG5.3", "studies.scheduled_by", "日程由别的部门的人报")
def scheduled_by_another(field: Field) -> Line:
    row = field.pick("studies", lambda row: row["scheduled_at"] is not None)
    row["scheduled_by"] = RESEARCHERS[_elsewhere(row["unit"])]
    return row


@plant("SG5.3", "proposals.waiting", "未交回部门写成了别的部门")
def waiting_differs(field: Field) -> Line:
    row = proposal(field, "研究中")
    row["waiting"] = _elsewhere(row["waiting"])
    return row


@plant("SG5.3", "proposals.study_until", "研究期限晚写了一天")
def study_until_differs(field: Field) -> Line:
    row = proposal(field, "研究中")
    row["study_until"] += timedelta(days=1)
    return row


@plant("SG5.4", "proposals.replied_at", "研究结果交回了很久才答复客户")
def answer_late(field: Field) -> Line:
    row = proposal(field, REFUSED, lambda row: field.settled(row["replied_at"], 7))
    row["replied_at"] = datetime.combine(field.workday(row["studied_at"], 5), time(10))
    return row


@plant("SG5.4", "proposals.studied_at", "研究完毕的时间与“研究”不一致")
def studied_at_differs(field: Field) -> Line:
    row = proposal(field, REFUSED)
    row["studied_at"] -= timedelta(minutes=1)
    return row


@plant("SG5.4", "proposals.studied_at", "没有研究就答复了客户")
def answered_unstudied(field: Field) -> Line:
    row = proposal(field, REFUSED)
    field.remove("studies", field.where("studies", proposal_no=row["proposal_no"]))
    row.update(dict.fromkeys(("units", "sent_at", "sent_by", "studied_at")))
    return row


@plant("SG5.4", "proposals.reason", "研究部门都不建议采纳，仍然采纳又没有写理由")
def adopted_against_studies(field: Field) -> Line:
    row = proposal(field, "实施中", lambda row: row["reason"] is None)
    study_of(field, row)["opinion"] = NOT_FEASIBLE
    return row


@plant("SG5.4", "proposals.implement_on", "告知客户的实施日是过去的日子")
def planned_in_the_past(field: Field) -> Line:
    row = proposal(field, "待实施")
    row.update(implement_on=row["replied_at"].date() - timedelta(days=1), stopped_at=field.now - timedelta(hours=3),
               stop_reason="模具做不成")
    return row


@plant("SG5.4", "proposals.implemented_on", "开始实施晚于告知客户的日期")
def implementation_late(field: Field) -> Line:
    row = proposal(field, "实施中", lambda row: row["implemented_on"] > row["replied_at"].date() + timedelta(days=3))
    row["implement_on"] = row["implemented_on"] - timedelta(days=2)
    return row


@plant("SG6.1", "proposals.implemented_on", "没有采纳的提案写着开始实施")
def implemented_unadopted(field: Field) -> Line:
    recent = field.now - timedelta(days=300)
    row = proposal(field, REFUSED, lambda row: field.settled(row["replied_at"], 3) and row["replied_at"] > recent)
    row.update(implemented_on=row["replied_at"].date() + timedelta(days=1), implemented_by=people.MARKETERS[0])
    return row


@plant("SG1", "proposals.stopped_at", "答复过不采纳的提案又写着终止")
def stopped_though_over(field: Field) -> Line:
    row = proposal(field, REFUSED)
    row.update(stopped_at=row["replied_at"], stop_reason="客户不同意")
    return row


@plant("SG7.2", "proposals.saving", "没有采纳的提案核定了成本降低额")
def saving_unadopted(field: Field) -> Line:
    row = proposal(field, REFUSED, lambda row: field.settled(row["replied_at"], 3))
    source = next(other for other in field.rows["proposals"] if other["adopted"] == ADOPTED and other["saving"])
    row.update(saving=source["saving"], saving_on=row["replied_at"].date(), saving_basis="供求计划成本表", saving_by=people.ACCOUNTANT)
    return row


