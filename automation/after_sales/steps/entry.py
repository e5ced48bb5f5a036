"""Taking a call in (AS2.1, AS2.2): whose it is, which goods, which kind of service, and the voucher drawn for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from automation.after_sales.registers.common import CONTRACT, FREE, RECEIPTS
from automation.core.changes import AppendRow, Change
from automation.core.dates import months_after
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk, append

ENTRY = (
    Ask("called_at", default="now"), Ask("channel", default="电话"), Ask("user_no", required=False),
    Ask("customer", required=False), Ask("phone"), Ask("address", required=False), Ask("area", required=False),
    Ask("model"), Ask("serial", required=False), Ask("fault"), Ask("kind"), Ask("contract_no", required=False),
    Ask("appointment", required=False), Ask("taken_by", default="person"), Ask("note", required=False),
    Ask("nature", of="users", default="家庭"), Ask("bought_on", required=False, of="owned"),
)
"""What a call is entered with; name, address and area may come from the user's file."""

_CALL = tuple(ask.column for ask in ENTRY if not ask.of)
_FROM_FILE = {"customer": "name", "address": "address", "area": "area"}


def enter(row: Row, desk: Desk, known: Answers) -> tuple[Row, list[Change]]:
    """The call as entered, and the changes to 用户档案 and 用户商品; numbers are claimed when all has been checked."""
    user = _user(known, desk)
    call = row.but(**({name: known[name] for name in _CALL} | _filed(user, known, row)))
    goods = _goods(user, call, desk)
    _check_purchase(goods, known)
    until = warranty_until(call.but(user_no=user.key if user else None), desk, known["bought_on"])
    call = check_kind(call.but(user_no=user.key if user else None), desk, until)
    changes: list[Change] = []
    if user is None:
        user = desk.new("users", name=call.customer, nature=known["nature"], phone=call.phone, address=call.address,
                        area=call.area, since=desk.now.date())
        changes.append(append(user))
    changes += _kept_goods(goods, user, call, known["bought_on"], desk)
    call = call.but(call_no=row.key or desk.number("calls"), user_no=user.key, entered_at=row.entered_at or desk.now)
    return call, changes


def draw_voucher(call: Row, desk: Desk, drawn_at: datetime | None = None, **values: Any) -> Row:
    """A new voucher for the call, with the number of the blank receipt that goes with it (AS2.2, AS2.5)."""
    return desk.new("vouchers", call_no=call.key, drawn_at=drawn_at or desk.now, customer=call.customer, model=call.model,
                    kind=call.kind, receipt_no=desk.claim(RECEIPTS), **values)


def printed(voucher: Row, call: Row, files: Iterable[Change], desk: Desk) -> Iterator[Change]:
    """The two papers that the technician takes along; they show the call and the goods, which aren't written yet."""
    ahead = desk.ahead(voucher, desk.after(call), *(change for change in files if isinstance(change, AppendRow)))
    yield ahead.print("service_voucher", voucher)
    yield ahead.print("goods_receipt", voucher)


def check_kind(call: Row, desk: Desk, until: date | None) -> Row:
    """AS2.1: free service needs a live warranty, contract service the customer's own live contract.

    Returns the call, its contract filled in when the customer has just one that is live.
    """
    day = call.called_at.date()
    if call.kind == FREE and until is None:
        raise StepRefused(f"免费服务要知道购买日期才能核对保修期，{call.model}查不到购买日期。"
                          "请补购买日期，或改为有偿服务。", "AS2.1", "kind")
    if call.kind == FREE and day > until:
        raise StepRefused(f"这台商品的保修期 {until} 已满，不能按免费服务登记。请改为有偿服务；"
                          "有保养合同的改为合同服务并填合同编号。", "AS2.1", "kind")
    return call.but(contract_no=_contract(call, day, desk).key) if call.kind == CONTRACT else call


def warranty_until(call: Row, desk: Desk, bought_on: date | None = None) -> date | None:
    """The last day of the goods' free warranty: by serial number, else by user and model; None when unknown.

    ``bought_on`` is a purchase date that is only now being told.
    """
    by_serial = desk.where("owned", serial=call.serial) if call.serial else ()
    by_model = desk.where("owned", user_no=call.user_no, model=call.model) if call.user_no else ()
    for rows in (by_serial, by_model):
        if ends := [end for row in rows if (end := _end(row, desk))]:
            return max(ends)
    return months_after(bought_on, desk.department.lookup("products", call.model, "warranty_months"))


def _end(goods: Row, desk: Desk) -> date | None:
    return months_after(goods.bought_on, desk.department.lookup("products", goods.model, "warranty_months"))


def _contract(call: Row, day: date, desk: Desk) -> Row:
    if call.contract_no is None:
        live = [row for row in desk.where("contracts", user_no=call.user_no, model=call.model) if _live(row, day)]
        if not call.user_no or len(live) != 1:
            raise StepRefused("合同服务要填合同编号；这位客户没有（或不止一份）有效的保养合同，请核对，或改为有偿服务。",
                              "AS2.1", "contract_no")
        return live[0]
    contract = desk.need("contracts", call.contract_no, "AS2.1")
    if contract.user_no != call.user_no:
        raise StepRefused(f"合同{contract.key}是用户{contract.user_no}的，不是这位客户的。"
                          "请填这位客户自己的合同编号，或改为有偿服务。", "AS2.1", "contract_no")
    if not _live(contract, day):
        raise StepRefused(f"合同{contract.key}的有效期是 {contract.starts_on} 至 {contract.ended_on or contract.ends_on}，"
                          f"{day} 不在有效期内。请改用有效的合同，或改为有偿服务。", "AS2.1", "contract_no")
    return contract


def _live(contract: Row, day: date) -> bool:
    return contract.starts_on <= day <= min(contract.ends_on, contract.ended_on or contract.ends_on)


def _user(known: Answers, desk: Desk) -> Row | None:
    """The user's file: by number, else by phone and name; a name that no file with this phone has is a new user."""
    if known["user_no"]:
        return desk.need("users", known["user_no"], "AS2.2")
    files = {row.key: row for column in ("phone", "phone2") for row in desk.where("users", **{column: known["phone"]})}
    found = [row for row in files.values() if known["customer"] in (None, row.name)]
    if len(found) > 1:
        shown = "、".join(f"{row.name}（{row.key}，{row.address}）" for row in found)
        raise StepRefused(f"电话{known['phone']}有几份用户档案：{shown}。请填客户名称或用户编号。", "AS2.2", "customer")
    return found[0] if found else None


def _filed(user: Row | None, known: Answers, row: Row) -> dict[str, Any]:
    """Name, address and area that weren't told, from the user's file."""
    filed = {}
    for name, of_user in _FROM_FILE.items():
        if known[name] is not None:
            continue
        filed[name] = user[of_user] if user else None
        if filed[name] is None:
            column = row.sheet[name]
            raise StepRefused(f"办理“登记叫修”要先填“{column.header}”；用户档案里还没有这位客户。", column.article, name)
    return filed


def _goods(user: Row | None, call: Row, desk: Desk) -> Row | None:
    """The goods in 用户商品: by serial number, else the user's of this model (whose serial number isn't another)."""
    if call.serial and (same := desk.where("owned", serial=call.serial)):
        if same[0].model != call.model:
            raise StepRefused(f"机号{call.serial}在用户商品里是{same[0].model}，叫修写的是{call.model}，请核对型号和机号。",
                              "AS2.2", "model")
        return same[0]
    mine = desk.where("owned", user_no=user.key, model=call.model) if user else ()
    return next((row for row in mine if not call.serial or row.serial is None), None)


def _check_purchase(goods: Row | None, known: Answers) -> None:
    told = known["bought_on"]
    if told and goods and goods.bought_on and told != goods.bought_on:
        raise StepRefused(f"购买日期写的是 {told}，用户商品里这台是 {goods.bought_on}，请核对后改正一处。", "AS2.1", "bought_on")


def _kept_goods(goods: Row | None, user: Row, call: Row, bought_on: date | None, desk: Desk) -> Iterator[Change]:
    if goods is None:
        made = desk.new("owned", user_no=user.key, model=call.model, serial=call.serial, bought_on=bought_on)
        yield append(made)
    else:
        yield desk.put(goods, goods.but(serial=goods.serial or call.serial, bought_on=goods.bought_on or bought_on))
