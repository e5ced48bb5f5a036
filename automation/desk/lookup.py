"""按电话查客户: everything about the person who is on the phone (AS2.2), from one number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from automation.core.department import Department
from automation.core.errors import KefubuError
from automation.core.rows import Row
from automation.core.schema import Column, Kind
from automation.core.steps import Source
from automation.core.values import NotUnderstood, understand


class BadPhone(KefubuError):
    """Something that isn't a phone number."""


@dataclass(frozen=True)
class CustomerFile:
    """A customer's file: users with this number, goods (and whether the warranty lives), live contracts, open calls."""

    users: Sequence[Row]
    goods: Sequence[tuple[Row, bool]]
    contracts: Sequence[Row]
    open_calls: Sequence[Row]


def look_up(phone: str, source: Source, department: Department) -> CustomerFile:
    """Find by either phone number of 用户档案. Raises :class:`BadPhone`."""
    meaning = understand(Column("phone", "电话", Kind.PHONE), phone)
    if isinstance(meaning, NotUnderstood) or meaning.value is None:
        raise BadPhone(f"“{phone}”不像电话号码，请核对后再查。")
    users = {row.key: row for name in ("phone", "phone2") for row in source.where("users", **{name: meaning.value})}
    today = department.now.date()
    goods = [row for key in users for row in source.where("owned", user_no=key)]
    contracts = [row for key in users for row in source.where("contracts", user_no=key) if _live(row, today)]
    calls = [row for key in users for row in source.where("calls", user_no=key)
             if not (row.struck_off_at or row.cancelled_at)]
    return CustomerFile(list(users.values()), [(row, bool(row.warranty_until and row.warranty_until >= today)) for row in goods],
                        contracts, calls)


def _live(contract: Row, today) -> bool:
    ends = min(filter(None, (contract.ends_on, contract.ended_on)), default=None)
    return bool(contract.starts_on and ends and contract.starts_on <= today <= ends)
