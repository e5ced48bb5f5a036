"""Faults in complaint cases once the card is out: the unit, its investigation, the answer, the end (CP4 to CP15, AS3.2, AS3.7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from automation.complaints.registers.common import REFUSED, REGISTER
from automation.demonstration import people
from automation.demonstration.faults import Field, Line, plant
from automation.demonstration.plants_complaints import at_desk, closed, investigation

_STRANGER, _OTHER_HEAD = people.MARKETERS[0], {unit: heads[1] for unit, heads in people.UNITS.items()}


def elsewhere(unit: str) -> str:
    """Another handling unit."""
    return next(name for name in people.UNITS if name != unit)


@plant("CP6", "cases.proposed_by", "受理单位不是由客户管理提出")
def proposed_by_another(field: Field) -> Line:
    case = closed(field)
    case["proposed_by"] = _STRANGER
    return case


@plant("CP9", "cases.unit_by", "受理单位不是由质量管理科确定")
def unit_decided_by_another(field: Field) -> Line:
    case = closed(field)
    case["unit_by"] = people.CARE
    return case


@plant("CP9", "cases.proposed_at", "没有经客户管理提出就定了受理单位")
def unit_unproposed(field: Field) -> Line:
    case = closed(field)
    case.update(proposed_at=None, proposed_by=None)
    return case


@plant("CP9", "cases.unit", "指示调查的单位与案件写的不同")
def unit_differs(field: Field) -> Line:
    case = at_desk(field, "调查中")
    investigation(field, case)["unit"] = elsewhere(case["unit"])
    return case


@plant("CP10", "investigations.goods_seen", "没有验现品，也没有做别的调查")
def nothing_examined(field: Field) -> Line:
    row = investigation(field, closed(field))
    row.update(goods_seen="否", goods_reason="客户没有送来", records_seen=None, site_seen=None)
    return row


@plant("CP10", "investigations.investigator", "由别的部门的人调查")
def investigated_by_another(field: Field) -> Line:
    row = investigation(field, closed(field))
    row["investigator"] = people.UNITS[elsewhere(row["unit"])][0]
    return row


@plant("CP10", "investigations.case_no", "调查写成别的案件的编号")
def investigation_miscopied(field: Field) -> Line:
    row = investigation(field, closed(field))
    row["case_no"] = field.pick("cases", lambda case: case["ruling"] == REFUSED and case["replied_at"])["case_no"]
    return row


@plant("CP11", "cases.letter_sent", "报告送出时没有附原投诉书")
def letter_not_sent(field: Field) -> Line:
    case = closed(field)
    case["letter_sent"] = "否"
    return case


@plant("CP11", "cases.report_checked_by", "主管自己写报告又自己审核")
def checked_ones_own_report(field: Field) -> Line:
    case = closed(field)
    investigation(field, case)["reported_by"] = case["report_checked_by"]
    return case


@plant("CP11", "cases.report_checked_by", "由别的部门的主管审核报告")
def report_checked_by_another(field: Field) -> Line:
    case = closed(field)
    case["report_checked_by"] = _OTHER_HEAD[elsewhere(case["unit"])]
    return case


@plant("CP11", "cases.reported_at", "案件和调查上的报告时间不一致")
def report_time_differs(field: Field) -> Line:
    case = closed(field)
    investigation(field, case)["reported_at"] -= timedelta(minutes=1)
    return case


@plant("CP11", "cases.report_checked_at", "报告没有经主管审核")
def report_unchecked(field: Field) -> Line:
    case = closed(field)
    case.update(report_checked_at=None, report_checked_by=None)
    return case


@plant("CP12", "cases.quality_by", "由受理单位自己代质量管理科审核")
def reviewed_by_another(field: Field) -> Line:
    case = closed(field)
    case["quality_by"] = people.UNITS[case["unit"]][0]
    return case


@plant("CP12", "cases.head_by", "部主管审核由质量管理科代签")
def head_is_another(field: Field) -> Line:
    case = closed(field)
    case["head_by"] = people.QUALITY
    return case


@plant("CP12", "cases.quality_at", "没有经质量管理科审核就到了部主管手里")
def quality_left_out(field: Field) -> Line:
    case = at_desk(field, "待质量审核")
    case.update(head_at=datetime.combine(field.today, time(17, 0)), head_by=people.DIVISION_HEAD)
    return case


@plant("CP12", "cases.head_at", "没有经部主管审核就提出处理意见")
def head_left_out(field: Field) -> Line:
    case = closed(field)
    case.update(head_at=None, head_by=None)
    return case


@plant("CP13", "cases.opinion_by", "处理意见由别的部门提出")
def opinion_of_another(field: Field) -> Line:
    case = closed(field)
    case["opinion_by"] = people.UNITS[elsewhere(case["unit"])][0]
    return case


@plant("CP13", "cases.opinion_checked_by", "处理意见由别的部门的主管审核")
def opinion_checked_by_another(field: Field) -> Line:
    case = closed(field)
    case["opinion_checked_by"] = _OTHER_HEAD[elsewhere(case["unit"])]
    return case


@plant("CP13", "cases.opinion_checked_at", "处理意见没有审核就答复了客户")
def opinion_unchecked(field: Field) -> Line:
    case = closed(field)
    case.update(opinion_checked_at=None, opinion_checked_by=None)
    return case


@plant("CP14", "cases.replied_by", "由市场营销部代受理单位答复")
def replied_by_another(field: Field) -> Line:
    case = closed(field)
    case["replied_by"] = _STRANGER
    return case


@plant("CP13", "cases.opinion_at", "没有提出处理意见就审核了")
def checked_unproposed(field: Field) -> Line:
    case = closed(field)
    case.update(opinion_at=None, opinion_by=None)
    return case


@plant("CP14", "cases.replied_at", "没有书面答复客户就结案了")
def ended_unanswered(field: Field) -> Line:
    case = closed(field)
    case.update(replied_at=None, replied_by=None)
    return case


@plant("CP4", "cases.prevented_at", "没有落实防范措施就结案了")
def closed_without_prevention(field: Field) -> Line:
    def new(row: Line) -> bool:
        earlier = [other for other in field.rows["cases"] if other["prevented_at"] and other["prevented_at"] < row["received_at"]]
        cause = investigation(field, row)["cause_kind"]
        return all((other["model"], other["ground"]) != (row["model"], row["ground"]) and not (
            other["unit"] == row["unit"] and investigation(field, other)["cause_kind"] == cause) for other in earlier)
    case = closed(field, new)
    case.update(prevented_at=None, prevented_by=None)
    return case


@plant("CP4", "cases.prevented_by", "防范措施由市场营销部代填")
def prevented_by_another(field: Field) -> Line:
    case = closed(field)
    case["prevented_by"] = _STRANGER
    return case


@plant("CP5", "handovers.taken_at", "移交来的抱怨过了两个工作日才接收")
def taken_late(field: Field) -> Line:
    row = field.pick("handovers", lambda row: row["to"] == REGISTER and row["taken_at"] and field.settled(row["made_at"], 3))
    row["taken_at"] = datetime.combine(field.workday(row["made_at"], 2), time(8, 50))
    return row


@plant("CP5", "cases.closed_at", "撤了诉的案件又写着结案")
def ended_twice(field: Field) -> Line:
    case = closed(field)
    case.update(withdrawn_at=case["closed_at"], withdraw_reason="客户说已解决")
    return case


@plant("CP5", "cases.reopened_as", "重开的案件没有写明重开自哪一个")
def reopened_unlinked(field: Field) -> Line:
    case = field.pick("cases", lambda row: row["reopened_as"] is not None)
    field.find("cases", case["reopened_as"])["reopens"] = None
    return case


@plant("CP5", "cases.reopened_as", "没有办完的案件就重开了")
def reopened_unended(field: Field) -> Line:
    case = field.pick("cases", lambda row: row["reopened_as"] is not None)
    case.update(dict.fromkeys(("closed_at", "closed_by", "replied_at", "replied_by") if case["ruling"] == REFUSED
                              else ("closed_at", "closed_by")))
    return case


@plant("AS3.2", "handovers.taken_no", "移交的接收编号抄成别的案件")
def handover_miscopied(field: Field) -> Line:
    row = field.pick("handovers", lambda row: row["to"] == REGISTER and row["taken_no"] is not None)
    row["taken_no"] = closed(field)["case_no"]
    return row


@plant("AS3.7", "cases.visited_at", "投诉的客户没有人上门")
def not_visited(field: Field) -> Line:
    case = closed(field)
    case.update(visited_at=None, visited_by=None)
    return case


@plant("CP15", "cases.ruled_at", "记录卡已填，没有受理时间")
def card_without_acceptance(field: Field) -> Line:
    case = closed(field)
    case.update(ruled_at=None, ruled_by=None)
    return case
