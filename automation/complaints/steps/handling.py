"""From the unit's naming to its approved opinion (CP6, CP9 to CP13, CP17): the long way of a case through quality."""

from __future__ import annotations

from collections.abc import Iterator

from automation.complaints.registers.common import HEAD, HEAD_SETTING, QUALITY
from automation.complaints.registers.papers import CARD, REPORT, REPORT_PARTS
from automation.complaints.steps.copies import final_holder_of, make_report, name_unit, send_on, take_in
from automation.complaints.steps.table import UNIT_HEADS, UNIT_STAFF, check_of_unit, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk, append

_QUALITY_STAFF = ("质量管理科",)


def _asked(*names: str, required: bool = True) -> tuple[Ask, ...]:
    """Questions that may have been answered in the row of 调查 already."""
    return tuple(Ask(name, required, of="investigations", via="investigation_no") for name in names)


@step("提出单位", "CP6", sheet="cases", since=("待提单位",), to="待定单位", roles=("客户管理",), icon="AssignTask",
      asks=(Ask("proposed_unit"), Ask("proposed_at", default="now")))
def propose_unit(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """客户管理检查审核处理通知，提出由哪个单位处理。"""
    yield desk.put(row, row.but(**known, proposed_by=desk.person))


@step("确定单位", "CP9 CP16", sheet="cases", since=("待定单位",), to="调查中", roles=_QUALITY_STAFF, icon="AssignTask",
      asks=(Ask("unit", required=False), Ask("unit_at", default="now")))
def decide_unit(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """质量管理科确定受理单位，指示调查，记录卡一份留查，第四、五联交受理单位。"""
    unit, moment = known["unit"] or row.proposed_unit, known["unit_at"]
    investigation = desk.new("investigations", case_no=row.key, unit=unit, ordered_by=desk.person, ordered_at=moment)
    case = row.but(unit=unit, unit_at=moment, unit_by=desk.person, investigation_no=investigation.key)
    yield desk.put(row, case)
    yield append(investigation)
    yield from name_unit(case, desk)
    yield from send_on(case, desk, QUALITY, (CARD, "第四联", unit), (CARD, "第五联", unit))


@step("调查", "CP10 CP16", sheet="cases", since=("调查中",), to="待写报告", roles=UNIT_STAFF, icon="FindDialog",
      asks=(*_asked("goods_seen"), *_asked("goods_reason", "records_seen", "site_seen", required=False),
            *_asked("extent_true", "quantity_found"), *_asked("amount_found", required=False),
            *_asked("ground_justified", "cause_kind", "cause_found", "analysis", "demand_reasonable"),
            Ask("other", default="无", of="investigations", via="investigation_no"), Ask("investigated_at", default="now")))
def investigate(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """受理单位以现品为主查明原因，写明六个方面的调查结果。"""
    check_of_unit(desk, row, "CP10", "investigator")
    _check_goods(known)
    found = desk.need("investigations", row.investigation_no, "CP10")
    yield row.set(investigated_at=known["investigated_at"])
    yield desk.put(found, found.but(**known, investigator=desk.person))
    yield from take_in(row, desk, row.unit)


@step("调查报告", "CP11 CP17 CP18", sheet="cases", since=("待写报告",), to="待审报告", roles=UNIT_STAFF, icon="FileNew",
      prints=("investigation_report",), asks=(*_asked(*REPORT_PARTS), Ask("reported_at", default="now")))
def write_report(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """受理单位填四联《调查报告》：发生原因、具体经过、责任者、结论、对策和防范措施。"""
    check_of_unit(desk, row, "CP11", "reported_by")
    found = desk.need("investigations", row.investigation_no, "CP17")
    report = found.but(**known, reported_by=desk.person)
    yield row.set(reported_at=known["reported_at"])
    yield desk.put(found, report)
    yield from make_report(row, desk)
    yield desk.print("investigation_report", report)


@step("审核报告", "CP11 CP16 CP18", sheet="cases", since=("待审报告",), to="待质量审核", roles=UNIT_HEADS, icon="ReviewAcceptChange",
      asks=(Ask("letter_sent"), Ask("report_checked_at", default="now")))
def check_report(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """受理单位主管审核报告，随同原投诉书交质量管理科。"""
    check_of_unit(desk, row, "CP11", "report_checked_by")
    report = desk.need("investigations", row.investigation_no, "CP11")
    check_other_person(desk.person, report.reported_by, "写报告", "CP11", "report_checked_by")
    if known["letter_sent"] != "是":
        raise StepRefused("调查报告要随同原投诉书（或接诉记录）一起送质量管理科，附上以后“投诉书随送”写“是”。", "CP11", "letter_sent")
    yield desk.put(row, row.but(**known, report_checked_by=desk.person))
    yield from send_on(row, desk, row.unit, (CARD, "第五联", QUALITY), (REPORT, "第二联", QUALITY), (REPORT, "第三联", QUALITY),
                       (REPORT, "第四联", QUALITY))


@step("质量审核", "CP12 CP16 CP18", sheet="cases", since=("待质量审核",), to="待部主管审核", roles=_QUALITY_STAFF,
      icon="ReviewAcceptChange", asks=(Ask("quality_opinion"), Ask("quality_at", default="now")))
def review_report(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """质量管理科整理审核报告，呈报部主管，回复受理单位。"""
    yield desk.put(row, row.but(**known, quality_by=desk.person))
    yield from send_on(row, desk, QUALITY, (CARD, "第六联", final_holder_of(CARD, "第六联", row, desk)), (CARD, "第七联", HEAD),
                       (REPORT, "第三联", final_holder_of(REPORT, "第三联", row, desk)), (REPORT, "第四联", HEAD))


@step("部主管审核", "CP12", sheet="cases", since=("待部主管审核",), to="待处理意见", roles=("部主管",), icon="ReviewAcceptChange",
      asks=(Ask("head_at", default="now"),))
def head_review(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """部主管审核质量管理科呈报的报告。"""
    named = desk.department.setting(HEAD_SETTING, known["head_at"].date())
    if named and desk.person != named:
        raise StepRefused(f"《基础资料》“设置”里部主管是{named}，请由{named}审核；已经换人的先改设置。", "CP12", "head_by")
    yield row.set(**known, head_by=desk.person)
    yield from take_in(row, desk, HEAD)


@step("处理意见", "CP13 CP15", sheet="cases", since=("待处理意见",), to="待审意见", roles=UNIT_STAFF, icon="FileNew",
      asks=(Ask("opinion"), Ask("outcome"), Ask("opinion_at", default="now")))
def give_opinion(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """受理单位根据质量管理科的意见，提出具体处理意见。"""
    check_of_unit(desk, row, "CP13", "opinion_by")
    yield desk.put(row, row.but(**known, opinion_by=desk.person))
    yield from take_in(row, desk, row.unit)


@step("审核意见", "CP13", sheet="cases", since=("待审意见",), to="待书面答复", roles=UNIT_HEADS, icon="ReviewAcceptChange",
      asks=(Ask("opinion_checked_at", default="now"),))
def check_opinion(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """上级主管审核受理单位的处理意见。"""
    check_of_unit(desk, row, "CP13", "opinion_checked_by")
    check_other_person(desk.person, row.opinion_by, "提出处理意见", "CP13", "opinion_checked_by")
    yield row.set(**known, opinion_checked_by=desk.person)


def _check_goods(known: Answers) -> None:
    """CP10: the goods first; where that can't be, records or the place, and why."""
    if known["goods_seen"] == "是":
        return
    if known["goods_reason"] is None:
        raise StepRefused("以现品调查为原则；没有验现品的要写明“未验现品原因”。", "CP10", "goods_reason")
    if "是" not in (known["records_seen"], known["site_seen"]):
        raise StepRefused("没有验现品的，至少要做资料调查或实地调查，做过的写“是”。", "CP10", "records_seen")
