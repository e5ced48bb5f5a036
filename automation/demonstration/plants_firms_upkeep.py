"""Faults in the half-yearly rounds, the originals, and the end of dealings (CU3, CU4.2, CU4.4, CU6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from automation.customers.registers.endings import PAST
from automation.demonstration import people
from automation.demonstration.faults import Field, Line, Missing, plant
from automation.demonstration.plants_firms import added, firm


def _rounds(field: Field) -> list[str]:
    """The rounds on record, the first one first."""
    return sorted(row["round_no"] for row in field.rows["rounds"])


def _sheet(field: Field, round_no: str, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """A sheet of a round that came back without changes, of a company that is still dealt with."""
    live = {row["firm_no"] for row in field.rows["firms"]}
    return field.pick("round_sheets", lambda row: row["round_no"] == round_no and row["firm_no"] in live
                      and row["outcome"] == "没有变化" and fits(row))


def _loan(field: Field, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """An original that came back as it was, a day or more after it was lent."""
    return field.pick("loans", lambda row: row["condition"] == "完好" and row["returned_at"].date() > row["lent_at"].date() and fits(row))


def _kept(field: Field) -> Line:
    """A file of dealings that are over."""
    return field.pick("past_firms", lambda row: row["firm_no"] and row["destroyed_at"] is None
                      and not field.where("destructions", firm_no=row["firm_no"]))


def _destroyed(field: Field) -> Line:
    """The record of a destruction long ago."""
    return field.pick("destructions", lambda row: row["destroyed_at"] and row["destroyed_at"] < field.now - timedelta(days=25))


@plant("CU4.2", "rounds.round_no", "有一期半年调查没有做")
def round_missing(field: Field) -> Missing:
    name = _rounds(field)[1]
    field.remove("rounds", field.where("rounds", round_no=name))
    field.remove("round_sheets", field.where("round_sheets", round_no=name))
    return Missing(name)


@plant("CU4.2", "rounds.started_at", "半年调查月中才发表")
def round_late(field: Field) -> Line:
    row = field.find("rounds", _rounds(field)[0])
    row["started_at"] += timedelta(days=14)
    return row


@plant("CU4.2", "rounds.closed_at", "还有调查表没有收回就结束了调查")
def closed_too_early(field: Field) -> Line:
    sheet = _sheet(field, _rounds(field)[0])
    sheet.update(returned_at=None, returned_by=None, outcome=None, due_on=field.today + timedelta(days=3))
    return field.find("rounds", sheet["round_no"])


@plant("CU4.2", "firms.firm_no", "最近一期漏了一家企业的调查表")
def firm_without_sheet(field: Field) -> Line:
    sheet = _sheet(field, _rounds(field)[-1])
    field.remove("round_sheets", [sheet])
    return field.find("firms", sheet["firm_no"])


@plant("CU4.2", "round_sheets.returned_at", "调查表过了月底才收回")
def sheet_not_back(field: Field) -> Line:
    sheet = _sheet(field, _rounds(field)[0])
    sheet["returned_at"] = datetime.combine(sheet["due_on"] + timedelta(days=3), time(10, 20))
    return sheet


@plant("CU4.2", "round_sheets.firm_no", "一家企业一期登记了两张调查表")
def sheet_twice(field: Field) -> Line:
    sheet = _sheet(field, _rounds(field)[0])
    return added(field, "round_sheets", {name: value for name, value in sheet.items() if name != "sheet_no"})


@plant("CU4.2", "round_sheets.outcome", "调查结果写有变化，没有变更记录")
def outcome_contradicts(field: Field) -> Line:
    sheet = _sheet(field, _rounds(field)[0])
    sheet["outcome"] = "有变化"
    return sheet


@plant("CU3", "loans.returned_at", "借阅的原件过了期才还")
def not_back(field: Field) -> Line:
    loan = _loan(field)
    loan["due_on"] = loan["returned_at"].date() - timedelta(days=1)
    return loan


@plant("CU3", "loans.due_on", "应还日期写到两个星期以后")
def lent_too_long(field: Field) -> Line:
    loan = _loan(field)
    loan["due_on"] = loan["lent_at"].date() + timedelta(days=16)
    return loan


@plant("CU3", "loans.lent_at", "原件没有还来又借给另一个人")
def lent_twice(field: Field) -> Line:
    loan = _loan(field)
    again = {name: value for name, value in loan.items() if name != "loan_no"}
    return added(field, "loans", again | {"lent_at": loan["lent_at"] + timedelta(minutes=30), "borrower": people.CARE})


@plant("CU3", "loans.mended_at", "污损的原件没有处理")
def spoilt_not_mended(field: Field) -> Line:
    loan = _loan(field, lambda row: field.settled(row["returned_at"], 11))
    loan.update(condition="污损", damage="封面沾了水")
    return loan


@plant("CU4.4", "loans.firm_no", "中止的企业，原件还借在外面")
def lent_though_ended(field: Field) -> Line:
    card = field.pick("paused_firms", lambda row: bool(row["firm_no"]))
    return added(field, "loans", {"firm_no": card["firm_no"], "borrower": people.CARE, "purpose": "核对旧账",
                                  "lent_by": people.SALES_MANAGER, "lent_at": field.now - timedelta(hours=3),
                                  "due_on": field.workday(field.now, 3)})


@plant("CU4.4", "firms.ended_on", "解除两个星期了，卡还没有除去")
def ended_not_removed(field: Field) -> Line:
    card = firm(field)
    card["ended_on"] = field.workday(field.now, -10)
    return card


def _copied(field: Field, card: Line, sheet: str) -> Line:
    values = {name: value for name, value in card.items() if name in field.catalogue.sheets[sheet].by_name}
    ending = {"closed_at": field.now, "closed_by": people.MARKETERS[0], "end_reason": "多年没有交易"}
    return added(field, sheet, ending | values if "closed_at" in card else values | ending)


@plant("CU4.4", "firms.firm_no", "客户卡和交易中止里各有一张卡")
def in_two_places(field: Field) -> Line:
    card = firm(field)
    _copied(field, card, "paused_firms")
    return card


@plant("CU6", "past_firms.firm_no", "交易中止和交易过去里各有一张卡")
def paused_and_past(field: Field) -> Line:
    card = _kept(field)
    _copied(field, card, "paused_firms")
    return card


@plant("CU6", "past_firms.destroyed_at", "没有批准就销毁了")
def destroyed_unapproved(field: Field) -> Line:
    card = _kept(field)
    field.remove("openings", field.where("openings", firm_no=card["firm_no"]))
    field.remove("firm_changes", field.where("firm_changes", firm_no=card["firm_no"]))
    card.update(dict.fromkeys(name for name in PAST.by_name if name != "firm_no"), destroyed_at=field.now - timedelta(hours=4))
    return card


@plant("CU6", "past_firms.name", "已经销毁的企业又填上了名称")
def destroyed_but_there(field: Field) -> Line:
    card = field.pick("past_firms", lambda row: row["destroyed_at"] is not None)
    card["name"] = "某经销部"
    return card


@plant("CU6", "destructions.destroyed_at", "销毁记录写着已销毁，资料还在")
def destruction_contradicts(field: Field) -> Line:
    record, card = field.pick("destructions", lambda row: row["destroyed_at"]), _kept(field)
    told = {name: value for name, value in record.items() if name not in ("destruction_no", "firm_no")}
    return added(field, "destructions", told | {"firm_no": card["firm_no"]})


@plant("CU6", "destructions.decided_by", "由总经理代替销售经理批准销毁")
def decided_by_another(field: Field) -> Line:
    record = field.pick("destructions", lambda row: row["decision"] == "不同意")
    record["decided_by"] = people.GENERAL_MANAGER
    return record


@plant("CU6", "destructions.witness", "销毁的人自己监销")
def witnessed_by_another(field: Field) -> Line:
    record = _destroyed(field)
    record["witness"] = record["destroyed_by"]
    return record


@plant("CU6", "destructions.decided_at", "申请销毁三个星期才批准")
def decided_late(field: Field) -> Line:
    record = _destroyed(field)
    record["asked_at"] -= timedelta(days=21)
    return record


@plant("CU6", "destructions.destroyed_at", "批准以后三个星期才销毁")
def destroyed_late(field: Field) -> Line:
    record = _destroyed(field)
    record["asked_at"] -= timedelta(days=21)
    record["decided_at"] -= timedelta(days=21)
    return record
