"""Who a customer is (客户): a user by his file or a company by its card; what is filed of them, and a file for a user without one.

Users and companies are the two kinds of customer of the house; what comes from a customer is entered under one of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.core.basics import PARTNER, USER
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk, append

NEW_USER = (Ask("area", required=False, of="users"), Ask("nature", of="users", default="家庭"))
"""What else must be known of a user without a file."""


def asked_who(partner: str) -> tuple[Ask, ...]:
    """The questions that say who a customer is; ``partner`` is the column that names a company."""
    names = ("user_no", partner, "customer", "phone", "address")
    return (Ask("customer_kind", default=USER), *(Ask(name, required=False) for name in names))


def identified(row: Row, desk: Desk, known: Answers, partner: str, step: str) -> tuple[dict[str, Any], list[Change]]:
    """Who the customer is: the row's values, and the change that gives a new user a file.

    ``partner`` is the column that names a company, ``step`` what is being done (Chinese, as on its button). Raises
    :class:`StepRefused`, under the article of the column, for what must be told and isn't, or isn't on file.
    """
    told = {ask.column: known[ask.column] for ask in asked_who(partner)}
    if told["customer_kind"] == PARTNER:
        return told | {"user_no": None} | _company(row, desk, told, partner, step), []
    user = _user(row, desk, told)
    if user is not None:
        filed = {"customer": user.name, "phone": user.phone, "address": user.address}
        return told | {partner: None, "user_no": user.key} | {name: told[name] or filed[name] for name in filed}, []
    told |= _needed(row, told, step, "phone", "customer", "address")
    if known["area"] is None:
        raise StepRefused("用户档案里没有这位客户，要填“区域”才能建档；填了用户编号的不用建档。", row.sheet["user_no"].article, "area")
    user = desk.new("users", name=told["customer"], nature=known["nature"], phone=told["phone"], address=told["address"],
                    area=known["area"], since=desk.now.date())
    return told | {partner: None, "user_no": user.key}, [append(user)]


def named(row: Row, desk: Desk, partner: str) -> Row:
    """The file or the card of a customer who must be on file. Raises :class:`StepRefused` where he isn't."""
    sheet, column, title = ("firms", partner, "客户卡") if row.customer_kind == PARTNER else ("users", "user_no", "用户档案")
    found = desk.trace(sheet, row[column])
    if found is None:
        raise StepRefused(f"“{title}”里找不到编号{row[column] or '（空白）'}，请先核对编号。", row.sheet[column].article, column)
    return found


def _company(row: Row, desk: Desk, told: Mapping[str, Any], partner: str, step: str) -> dict[str, Any]:
    """A company as its card tells, also where its dealings have ended."""
    number = _needed(row, told, step, partner)[partner]
    firm = desk.trace("firms", number)
    if firm is None:
        raise StepRefused(f"“客户卡”里找不到{number}，请先核对编号；往来企业先办理“开始调查”，经承认才有编号。",
                          row.sheet[partner].article, partner)
    filed = {"customer": firm.name, "phone": firm.phone, "address": firm.address}
    return {partner: firm.key} | _needed(row, {name: told[name] or filed[name] for name in filed}, step, *filed)


def _needed(row: Row, told: Mapping[str, Any], step: str, *names: str) -> dict[str, Any]:
    for name in names:
        if told[name] is None:
            column = row.sheet[name]
            raise StepRefused(f"办理“{step}”要先填“{column.header}”。{column.note}", column.article, name)
    return {name: told[name] for name in names}


def _user(row: Row, desk: Desk, told: Mapping[str, Any]) -> Row | None:
    """The user's file: by number, else by phone and name."""
    if told["user_no"] is not None:
        return desk.need("users", told["user_no"], row.sheet["user_no"].article)
    if told["phone"] is None:
        return None
    found = [user for user in desk.where("users", phone=told["phone"]) if told["customer"] in (None, user.name)]
    if len(found) > 1:
        shown = "、".join(f"{user.name}（{user.key}）" for user in found)
        raise StepRefused(f"电话{told['phone']}有几份用户档案：{shown}。请填用户编号。", row.sheet["user_no"].article, "user_no")
    return found[0] if found else None
