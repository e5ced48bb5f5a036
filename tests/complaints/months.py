"""Complaint registers made up at random, as the month's statistics read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from automation.complaints.registers.common import DEMANDS, GROUNDS, OUTCOMES
from automation.core.books import Books
from automation.core.department import Department
from automation.core.rows import Row
from automation.core.schema import Sheet
from automation.core.xlsx.refs import column_letters
from tests.complaints.office import ARTICLES, BASIC_ROWS, CATALOGUE

NOW = datetime(2026, 11, 3, 20)
MONTH = "2026-10"
MODELS = ("QY-20", "QY-20", "QY-30", "QY-40")
_NAMED = [*BASIC_ROWS["settings"], {"setting_no": "2", "item": "公司名称", "value": "北京晴岭太阳能有限公司"}]


class Read:
    """A sheet's rows as the reader would give them."""

    def __init__(self, sheet: Sheet, rows: Iterable[Mapping[str, Any]]) -> None:
        kept = list(rows)
        self.values = {column.name: [row.get(column.name) for row in kept] for column in sheet.columns}
        self.length, self.bad, self._columns = len(kept), set(), [column.name for column in sheet.columns]

    def workbook(self, index: int) -> str:
        return ""

    def address(self, index: int, name: str) -> str:
        return f"{column_letters(self._columns.index(name) + 1)}{index + 2}"

    def header_address(self, name: str) -> str:
        return f"{column_letters(self._columns.index(name) + 1)}1"


def books(cases: Iterable[Mapping[str, Any]], amounts: Iterable[Mapping[str, Any]] = ()) -> Books:
    """The registers of a department with these cases and amounts."""
    basics = BASIC_ROWS | {"settings": _NAMED}
    department = Department(NOW, ARTICLES, lambda name: [Row(CATALOGUE.sheets[name], row) for row in basics.get(name, [])])
    data = {name: Read(CATALOGUE.sheets[name], rows) for name, rows in (("cases", cases), ("case_amounts", amounts))}
    return Books(CATALOGUE, department, data)


def made_up(seed: int, count: int = 120, days: int = 660) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Cases at every stage and their amounts, received over so many days before November 2026; also some with blanks."""
    random = Random(seed)
    cases, amounts = [], []
    for number in range(1, count + 1):
        at = datetime(2026, 11, 1) - timedelta(minutes=random.randrange(1, days * 1440))
        customer = random.randrange(1, 40)
        case: dict[str, Any] = {
            "case_no": f"TS{at:%Y}-{number:05d}", "received_at": at, "customer": f"客户{customer}", "user_no": f"YH2025-{customer:05d}",
            "model": random.choice(MODELS), "ground": random.choice((*GROUNDS[:3], None)), "quantity": random.choice((1, 2, 5, None)),
            "amount": random.choice((None, Decimal("0.10"), Decimal("1280.35"))),
            **dict.fromkeys(random.sample(list(DEMANDS), random.randrange(3)), "是")}
        _go_on(case, at, random)
        if case.get("outcome") and random.random() < 0.5:
            amounts.append(_amount(case, number, random))
        cases.append(case)
    return cases, amounts


def _go_on(case: dict[str, Any], at: datetime, random: Random) -> None:
    """How far the case got."""
    stage = random.random()
    ruled = at + timedelta(days=random.randrange(1, 20))
    if stage < 0.1:
        return
    if stage < 0.2:
        case |= {"ruling": "不予受理", "ruled_at": ruled}
        case |= {"replied_at": ruled + timedelta(days=2)} if stage < 0.17 else {}
    elif stage < 0.25:
        case |= {"merged_into": "TS2026-00001", "merged_at": ruled}
    elif stage < 0.3:
        case |= {"withdrawn_at": ruled}
    else:
        replied = ruled + timedelta(days=random.randrange(1, 60))
        case |= {"ruling": "受理", "ruled_at": ruled, "unit": random.choice(("生产部", "储运部")), "unit_at": ruled + timedelta(days=1)}
        if stage > 0.4:
            case |= {"outcome": random.choice(OUTCOMES), "opinion_at": replied, "replied_at": replied,
                     "prevented_at": replied + timedelta(days=3)}
        if stage > 0.55:
            case |= {"closed_at": replied + timedelta(days=random.randrange(4, 30))}


def _amount(case: dict[str, Any], number: int, random: Random) -> dict[str, Any]:
    decided = case["opinion_at"] + timedelta(days=1)
    paid = {"paid": Decimal("99.95"), "paid_at": decided + timedelta(days=random.randrange(20))} if random.random() < 0.7 else {}
    return {"amount_no": f"JE2026-{number:05d}", "case_no": case["case_no"], "asked": Decimal("120.00"), "decision": "核准",
            "approved": Decimal("99.95"), "decided_at": decided, **paid}
