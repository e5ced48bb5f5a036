"""Faults in new dealings, cards and the list, and companies entered twice (CU2, CU4.1, CU4.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from automation.customers.registers.common import kind_of, recorded
from automation.customers.registers.dealings import AT_ANY_TIME, OPENING_STATES
from automation.customers.registers.firms import FIRMS, LISTED
from automation.demonstration import people
from automation.demonstration.faults import Field, Line, plant


def firm(field: Field, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """A company that was filed long before, its original at home."""
    def settled(row: Line) -> bool:
        out = any(loan["returned_at"] is None for loan in field.where("loans", firm_no=row["firm_no"]))
        return bool(row["firm_no"]) and row["approved_at"] < field.now - timedelta(days=300) and not out
    return field.pick("firms", lambda row: settled(row) and fits(row))


def opening_of(field: Field, card: Line) -> Line:
    """The investigation that a card was made from."""
    return field.find("openings", card["opening_no"])


def decided(field: Field, *states: str) -> Line:
    """An investigation that has got so far."""
    return field.pick("openings", lambda row: row["opening_no"] and OPENING_STATES.of(row) in states)


def added(field: Field, sheet: str, values: Line) -> Line:
    """A line added to a sheet, numbered on."""
    declared = field.catalogue.sheets[sheet]
    row = dict.fromkeys(declared.by_name) | values
    if declared.number:
        last = max((str(each[declared.key]) for each in field.rows[sheet] if each[declared.key]
                    and str(each[declared.key]).startswith(f"{declared.number}{field.now.year}-")),
                   default=f"{declared.number}{field.now.year}-00000")
        row[declared.key] = f"{last[:-5]}{int(last[-5:]) + 1:05d}"
    field.rows[sheet].append(row)
    return row


def change(field: Field, card: Line, **values: Any) -> None:
    """The card changed as the step would do it: with its record and its line of the list."""
    for name, value in values.items():
        added(field, "firm_changes", {"firm_no": card["firm_no"], "item": FIRMS[name].header, "old": recorded(card[name]),
                                      "new": recorded(value), "changed_at": field.now, "changed_by": card["owner"], "source": AT_ANY_TIME})
        card[name] = value
    card.update(changed_at=field.now, changed_by=card["owner"])
    line = field.find("firm_list", card["firm_no"])
    line.update({name: card[name] for name in LISTED}, kinds=kind_of(card["is_dealer"], card["is_supplier"]), updated_at=field.now)


@plant("CU4.1", "firms.approved_at", "没等销售经理承认就立了客户卡")
def card_without_approval(field: Field) -> Line:
    opening = decided(field, "待承认")
    number = max(row["firm_no"] for row in field.rows["firms"] if row["firm_no"])
    told = {name: value for name, value in opening.items() if name in FIRMS.by_name and name not in ("state", "note")}
    card = dict.fromkeys(FIRMS.by_name) | told | {"firm_no": f"{number[:-5]}{int(number[-5:]) + 1:05d}", "approved_at": field.now,
                                                  "original": "完好", "state": "交易中"}
    field.rows["firms"].append(card)
    line = {"firm_no": card["firm_no"], "kinds": kind_of(card["is_dealer"], card["is_supplier"]), "listed_at": field.now}
    added(field, "firm_list", line | {name: card[name] for name in LISTED})
    return card


@plant("CU4.1", "openings.approval", "没有销售主管认可，销售经理就承认了")
def approved_unendorsed(field: Field) -> Line:
    opening = opening_of(field, firm(field))
    opening.update(endorsement=None, endorsed_by=None, endorsed_at=None)
    return opening


@plant("CU4.1", "openings.endorsed_by", "由销售人员认可开始交易")
def endorsed_by_another(field: Field) -> Line:
    opening = opening_of(field, firm(field, lambda row: row["owner"] == people.SALESPEOPLE[0]))
    opening["endorsed_by"] = people.SALESPEOPLE[1]
    return opening


@plant("CU4.1", "openings.approved_by", "由总经理代替销售经理承认")
def approved_by_another(field: Field) -> Line:
    opening = opening_of(field, firm(field))
    opening["approved_by"] = people.GENERAL_MANAGER
    return opening


@plant("CU4.1", "openings.endorsed_at", "调查书放了两个星期才认可")
def endorsed_late(field: Field) -> Line:
    opening = opening_of(field, firm(field))
    opening["investigated_at"] -= timedelta(days=14)
    return opening


@plant("CU4.1", "openings.approved_at", "认可以后两个星期才承认")
def approved_late(field: Field) -> Line:
    opening = opening_of(field, firm(field))
    opening["endorsed_at"] -= timedelta(days=14)
    opening["investigated_at"] = opening["endorsed_at"] - timedelta(minutes=30)     # in time, whatever holiday lies there
    return opening


@plant("CU4.1", "openings.firm_no", "调查书上抄了别的企业的编号")
def card_of_another(field: Field) -> Line:
    opening = opening_of(field, firm(field))
    opening["firm_no"] = field.pick("past_firms", lambda row: row["destroyed_at"] is not None)["firm_no"]
    return opening


@plant("CU4.1", "openings.is_dealer", "调查书上既不是经销商也不是供应商")
def opening_neither(field: Field) -> Line:
    opening = decided(field, "不予认可", "不予承认")
    opening.update(is_dealer="否", is_supplier="否")
    return opening


@plant("CU4.3", "firms.changed_at", "在客户卡上改了营业方针，没有登记变更")
def change_unrecorded(field: Field) -> Line:
    card = firm(field)
    card["policy"] = "改做网上销售"
    return card


@plant("CU2.2", "firms.firm_no", "有客户卡，一览表里没有")
def not_listed(field: Field) -> Line:
    card = firm(field)
    field.remove("firm_list", field.where("firm_list", firm_no=card["firm_no"]))
    return card


@plant("CU2.2", "firm_list.updated_at", "在一览表上另填了电话")
def list_differs(field: Field) -> Line:
    line = field.find("firm_list", firm(field)["firm_no"])
    line["phone"] = "010-55579999"
    return line


@plant("CU4.4", "firm_list.firm_no", "中止的企业还列在一览表里")
def listed_though_ended(field: Field) -> Line:
    card = field.pick("paused_firms", lambda row: bool(row["firm_no"]))
    return added(field, "firm_list", {"firm_no": card["firm_no"], **{name: card[name] for name in LISTED}})


@plant("CU2.2", "firms.is_dealer", "客户卡上既不是经销商也不是供应商")
def card_neither(field: Field) -> Line:
    card = firm(field, lambda row: row["is_dealer"] == "否")
    change(field, card, is_supplier="否")
    return card


@plant("CU2.1", "firms.name", "同一家企业换个写法又立了一张卡")
def same_name(field: Field) -> Line:
    first, second = sorted((firm(field), firm(field)), key=lambda row: field.rows["firms"].index(row))
    change(field, second, name=f"北京市 {first['name']}")
    return second


@plant("CU2.1", "firms.phone", "两张客户卡的地址一样（提示）")
def same_place(field: Field) -> Line:
    first, second = sorted((firm(field), firm(field)), key=lambda row: field.rows["firms"].index(row))
    change(field, second, address=first["address"].replace("区", "区 ", 1))
    return second


@plant("CU2.1", "firms.name", "往来企业的电话和一位用户的一样（提示）")
def also_a_user(field: Field) -> Line:
    card = firm(field)
    user = field.pick("users", lambda row: bool(row["phone"]))
    change(field, card, phone=user["phone"])
    return card
