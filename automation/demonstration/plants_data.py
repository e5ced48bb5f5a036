"""Faults of the data itself: blank, double, unknown, unlisted, implausible, unreadable cells, formulas pasted over."""

from __future__ import annotations

from automation.demonstration.faults import Field, Line, plant


def _old(field: Field, row: Line) -> bool:
    return bool(row["struck_off_at"] and not row["brought_back_at"] and field.settled(row["struck_off_at"]))


@plant("AS2.2", "calls.address", "叫修没有写地址")
def no_address(field: Field) -> Line:
    call = field.pick("calls", lambda row: _old(field, row))
    call["address"] = None
    return call


@plant("AS2.5", "vouchers.receipt_no", "凭证没有收据编号")
def no_receipt_number(field: Field) -> Line:
    voucher = field.pick("vouchers", lambda row: row["outcome"] == "当场修妥")
    voucher["receipt_no"] = None
    return voucher


@plant("AS2.2", "calls.call_no", "同一条叫修又粘贴了一行")
def pasted_twice(field: Field) -> Line:
    call = field.pick("calls", lambda row: _old(field, row))
    again = dict(call)
    field.rows["calls"].append(again)
    return again


@plant("AS2.1", "contracts.user_no", "合同上的用户编号查不到")
def unknown_user(field: Field) -> Line:
    used = {row["contract_no"] for row in field.rows["calls"]}
    contract = field.pick("contracts", lambda row: row["contract_no"] not in used)
    contract["user_no"] = "YH1999-00001"
    return contract


@plant("AS2.12", "calls.area", "区域写成下拉单里没有的名称")
def unlisted_area(field: Field) -> Line:
    call = field.pick("calls", lambda row: _old(field, row))
    call["area"] = f"北京{call['area']}"
    return call


@plant("AS2.2", "users.since", "建档日期写成几十年以后")
def filed_in_the_future(field: Field) -> Line:
    user = field.pick("users", lambda row: row["since"].year < field.today.year)
    user["since"] = user["since"].replace(year=user["since"].year + 60, day=min(28, user["since"].day))
    return user


@plant("AS2.12", "calls.arrived_at", "到达时间写成“下午来过”")
def arrived_some_time(field: Field) -> Line:
    call = field.pick("calls", lambda row: row["arrived_at"] and field.clock.elapsed(row["called_at"], field.now) <= 6 * 3600)
    field.raw["calls", call["call_no"], "arrived_at"] = "下午来过"
    return call


@plant("AS2.1", "owned.bought_on", "购买日期写成“前年国庆”")
def bought_some_time(field: Field) -> Line:
    called = {row["user_no"] for row in field.rows["calls"]}
    owned = field.pick("owned", lambda row: row["bought_on"] and row["notice_at"] is None and row["user_no"] not in called)
    field.raw["owned", owned["owned_no"], "bought_on"] = "前年国庆"
    return owned


@plant("AS2.2", "users.phone2", "其它电话写成“问物业”")
def no_number(field: Field) -> Line:
    user = field.pick("users", lambda row: row["phone2"] is None)
    field.raw["users", user["user_no"], "phone2"] = "问物业"
    return user


@plant("AS2.2", "calls.channel", "叫修方式写成“微信”")
def unknown_channel(field: Field) -> Line:
    call = field.pick("calls", lambda row: _old(field, row))
    field.raw["calls", call["call_no"], "channel"] = "微信"
    return call


@plant("DQ", "calls.due_at", "最迟到达的公式被粘贴的数值盖掉了")
def formula_pasted_over(field: Field) -> Line:
    call = field.pick("calls", lambda row: _old(field, row))
    field.raw["calls", call["call_no"], "due_at"] = 46023.5
    return call
