"""Faults in complaint cases from the receipt to the card, and cases left lying on a desk (CP1 to CP8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from automation.complaints.registers.common import DEMANDS, OTHER_NATURE, REFUSED, TO_LEADERS, TO_SALES
from automation.complaints.registers.desks import CASE_STATES, STAGES
from automation.complaints.registers.papers import COPY_STATES
from automation.core.desks import Stage
from automation.demonstration import people
from automation.demonstration.faults import Field, Line, plant

_AGED = 9
"""Working days that a case left lying is older than it was: more than any desk may take."""


def closed(field: Field, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """A case that came in directly, went the long way and was closed; nothing came of it since."""
    return field.pick("cases", lambda row: row["closed_at"] and row["unit"] and not row["reopens"] and not row["reopened_as"]
                      and not row["card_no"] and not row["call_no"] and fits(row))


def at_desk(field: Field, state: str, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """A case that lies on a desk now."""
    return field.pick("cases", lambda row: CASE_STATES.of(row) == state and not row["card_no"] and not row["call_no"] and fits(row))


def investigation(field: Field, case: Line) -> Line:
    """The case's row of 调查."""
    return field.find("investigations", case["investigation_no"])


def _age(field: Field, case: Line) -> None:
    """The case and everything of it was so much earlier; its copies have come, its customer was visited."""
    if case["visited_at"] is None:
        case.update(visited_at=case["received_at"] + timedelta(hours=1), visited_by=people.SALES_SUPERVISOR)
    copies = field.where("case_copies", case_no=case["case_no"])
    for copy in copies:
        if COPY_STATES.of(copy) == "在途":
            copy.update(holder=copy["sent_to"], received_by=copy["sent_by"], received_at=copy["sent_at"])
    rows = [case, *copies, *field.where("investigations", case_no=case["case_no"]), *field.where("case_amounts", case_no=case["case_no"])]
    for row in rows:
        row.update({name: datetime.combine(field.workday(value, -_AGED), value.time()) for name, value in row.items()
                    if isinstance(value, datetime)})


def _too_long(stage: Stage) -> None:
    @plant(stage.article, f"cases.{stage.done}", f"案件“{stage.state}”放了九个工作日没有办")
    def left_lying(field: Field) -> Line:
        case = at_desk(field, stage.state)
        _age(field, case)
        return case


for _stage in STAGES:
    _too_long(_stage)


@plant("CP1", "cases.ground", "同一商品又因同样的理由被投诉（提示）")
def same_goods_again(field: Field) -> Line:
    case = at_desk(field, "调查中")
    since = case["received_at"] - timedelta(days=300)
    before = field.pick("cases", lambda row: row["prevented_at"] and since < row["prevented_at"] < case["received_at"])
    case.update(model=before["model"], ground=before["ground"])
    return case


@plant("CP1", "cases.unit", "同一单位又因同类原因引起投诉（提示）")
def same_cause_again(field: Field) -> Line:
    case = field.pick("cases", lambda row: CASE_STATES.of(row) == "待写报告"
                      and investigation(field, row)["cause_kind"] in ("检验", "其它"))
    investigation(field, case)["cause_kind"] = {"生产部": "制造", "采购部": "材料零件", "储运部": "运输"}[case["unit"]]
    return case


@plant("CP2", f"cases.{next(iter(DEMANDS))}", "没有写客户有什么要求")
def no_demand(field: Field) -> Line:
    case = closed(field)
    case.update(dict.fromkeys(DEMANDS))
    return case


@plant("CP3", "cases.ruling_reason", "理由不成立仍受理，没有写理由")
def accepted_without_ground(field: Field) -> Line:
    case = closed(field)
    case["ground_valid"] = "否"
    return case


@plant("CP7", "cases.entered_at", "接到投诉两个工作日后才登记")
def entered_late(field: Field) -> Line:
    case = closed(field)
    case["entered_at"] = datetime.combine(field.workday(case["received_at"], 2), time(9, 5))
    return case


@plant("CP7", "cases.ground_at", "没有确认理由就裁定了")
def ruled_unconfirmed(field: Field) -> Line:
    case = closed(field)
    case.update(ground_at=None, ground_by=None)
    return case


@plant("CP7", "cases.ruled_by", "由市场营销部的人自己裁定受理")
def ruled_by_another(field: Field) -> Line:
    case = closed(field)
    case["ruled_by"] = next(name for name in people.MARKETERS if name != case["ground_by"])
    return case


@plant("CP7", "cases.ruled_by", "同一个人确认理由又裁定")
def ruled_ones_own(field: Field) -> Line:
    case = closed(field)
    case["ground_by"] = case["ruled_by"]
    return case


@plant("CP7", "cases.merged_into", "同一件投诉立了两个案件")
def entered_twice(field: Field) -> Line:
    def before(row: Line) -> list[Line]:
        since = row["received_at"] - timedelta(days=6)
        return [other for other in field.rows["cases"] if since < other["received_at"] < row["received_at"] and other["closed_at"]
                and not other["reopened_as"] and not field.touched("cases", other)]
    second = closed(field, lambda row: bool(before(row)))
    first = before(second)[0]
    field.take("cases", first)
    second.update({name: first[name] for name in ("user_no", "customer", "phone", "address", "model", "ground", "serial")})
    return second


@plant("CP7", "cases.merged_into", "案件并入了它自己")
def merged_into_itself(field: Field) -> Line:
    case = field.pick("cases", lambda row: row["merged_into"] is not None)
    case["merged_into"] = case["case_no"]
    return case


@plant("CP7", "calls.complaint_no", "叫修上的投诉编号抄成别的案件")
def complaint_miscopied(field: Field) -> Line:
    call = field.pick("calls", lambda row: row["complaint_no"] is not None)
    call["complaint_no"] = closed(field)["case_no"]
    return call


@plant("CP8", "cases.route", "合同纠纷送了质量管理科")
def wrong_route(field: Field) -> Line:
    case = closed(field)
    case["nature"] = "合同纠纷"
    return case


@plant("CP8", "cases.route_by", "规则没有列明的案件，由市场营销部自己定路线")
def routed_by_another(field: Field) -> Line:
    case = field.pick("cases", lambda row: row["nature"] == OTHER_NATURE and row["closed_at"])
    case["route_by"] = people.MARKETERS[0]
    return case


@plant("CP8", "cases.opinion_checked_by", "合同纠纷由销售经理裁定")
def decided_by_another(field: Field) -> Line:
    case = field.pick("cases", lambda row: row["route"] == TO_LEADERS and row["closed_at"])
    case["opinion_checked_by"] = people.SALES_MANAGER
    return case


@plant("CP8", "cases.ruling", "不予受理的投诉又填了卡")
def routed_though_refused(field: Field) -> Line:
    case = field.pick("cases", lambda row: row["ruling"] == REFUSED and row["replied_at"] and not row["reopened_as"])
    case.update(nature="发货手续问题", route=TO_SALES, routed_at=case["ruled_at"], routed_by=people.MARKETERS[0])
    return case


@plant("CP8", "cases.routed_at", "没有填卡就有了处理意见")
def handled_unrouted(field: Field) -> Line:
    case = field.pick("cases", lambda row: row["route"] == TO_SALES and row["closed_at"] and not row["reopens"] and not row["reopened_as"])
    case.update(nature=None, route=None, routed_at=None, routed_by=None)
    return case


@plant("CP7", "cases.merged_at", "并案以后又接着办")
def worked_on_after_merging(field: Field) -> Line:
    case = field.pick("cases", lambda row: row["merged_into"] is not None)
    case.update(ground_at=case["merged_at"] + timedelta(minutes=9), ground_by=people.MARKETERS[0], ground_valid="是")
    return case
