"""Search (查找): a number, a name, a phone number or a product across all registers, and the customer's whole story in order of time.

What matches is found in every text cell. From what names a customer or a matter (a key, a name, a phone number) the story is
followed: up to the call and the customer it belongs to, and down to everything that refers to them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from automation.core.errors import KefubuError
from automation.core.reading import SheetData
from automation.core.rows import Row
from automation.core.schema import Column, Kind
from automation.core.steps import traced
from automation.core.values import NotUnderstood, understand
from automation.desk import house
from automation.desk.session import Session

_TEXTS = (Kind.TEXT, Kind.PHONE, Kind.CHOICE)
_NAMES, _UNTOLD = ("customer", "name"), ("address", "serial", "note")
_MOST = 400
"""Matching rows beyond which a text says too little; the story isn't followed then."""

_TELLING = 3
Place = tuple[str, str]
"""A row: its sheet and key."""


@dataclass(frozen=True)
class Line:
    """One line of a story: when (a day or a moment), where it stands (register, sheet, cell), which row, and what it says."""

    when: date | datetime | None
    register: str
    sheet: str
    cell: str
    key: str
    words: str


@dataclass(frozen=True)
class Story:
    """What was found: lines in order of time; ``direct`` of them hold the text themselves."""

    lines: Sequence[Line]
    direct: int


class TooShort(KefubuError):
    """A text that nearly every row holds."""


def search(text: str, session: Session) -> Story:
    """Everything about a text. Empty when nothing holds it; raises :class:`TooShort` for less than two characters."""
    if len(plain(text)) < 2:
        raise TooShort(f"“{text}”太短，查不出来；请写两个字以上，例如姓名、电话或编号。")
    hits: dict[Place, bool] = {}
    for data in _sheets(session):
        for index in _matching(text, data):
            row = data.row(index)
            if row.key:
                hits[data.sheet.name, row.key] = _names_somebody(text, row)
    places = set(hits)
    if len(hits) <= _MOST:
        places |= _story({place for place, telling in hits.items() if telling}, session)
    told = [_line(session.whole(sheet), key) for sheet, key in places]
    return Story(sorted(told, key=_order), len(hits))


def _order(line: Line) -> tuple[datetime, str, str]:
    when = line.when or datetime.max
    return (when if isinstance(when, datetime) else datetime.combine(when, time())), line.register, line.key


def _sheets(session: Session) -> Iterator[SheetData]:
    return (session.whole(name) for name in house.catalogue().sheets)


def _matching(text: str, data: SheetData) -> Iterator[int]:
    """The rows in which some text cell holds the text."""
    wanted = plain(text)
    columns = [(column, _wanted(column, text)) for column in data.sheet.columns if column.kind in _TEXTS and column.formula is None]
    for index in range(data.length):
        if any(wanted in plain(value) or value == exact for column, exact in columns
               if (value := data.values[column.name][index]) is not None):
            yield index


def plain(text: str) -> str:
    """A text as it is compared: half-width, no blanks and dashes, no difference between capitals and small letters."""
    return re.sub(r"[\s\-—]", "", unicodedata.normalize("NFKC", text)).casefold()


def _wanted(column: Column, text: str) -> str | None:
    """The text as this column would hold it: phone numbers in the usual way of writing."""
    if column.kind is not Kind.PHONE:
        return None
    meaning = understand(column, text)
    return None if isinstance(meaning, NotUnderstood) else meaning.value


def _names_somebody(text: str, row: Row) -> bool:
    """Whether the text is a number of the row, or names its customer: then the story is followed from it."""
    told = [row.key, *(row[column.name] for column in row.sheet.columns
                       if column.kind is Kind.PHONE or column.ref or column.unique or column.name in _NAMES)]
    return any(plain(str(value)) == plain(text) for value in told if value is not None)


def _story(starts: set[Place], session: Session) -> set[Place]:
    """Up from these rows to what they refer to, then down to all that refers to those; references never lead to 基础资料."""
    seen: set[Place] = set()
    edge = starts
    while edge:
        seen |= edge
        edge = {place for sheet, key in edge for place in _above(sheet, key, session)} - seen
    edge = seen
    while edge:
        edge = {place for sheet, key in edge for place in _below(sheet, key, session)} - seen
        seen |= edge
    return seen


def _above(sheet: str, key: str, session: Session) -> Iterator[Place]:
    row, sheets = session.find(sheet, key), house.catalogue().sheets
    for column in row.sheet.columns if row else ():
        if column.ref and not column.ref.shared and row[column.name]:
            found = traced(session, sheets[column.ref.sheet], row[column.name])
            yield from [(found.sheet.name, found.key)] if found else []


def _below(sheet: str, key: str, session: Session) -> Iterator[Place]:
    sheets = house.catalogue().sheets
    for other in sheets.values():
        for column in other.columns:
            if column.ref and sheet in (column.ref.sheet, *sheets[column.ref.sheet].kept):
                yield from ((other.name, row.key) for row in session.whole(other.name).where(**{column.name: key}) if row.key)


def _line(data: SheetData, key: str) -> Line:
    row = data.find(key)
    assert row is not None          # it was found a moment ago
    index = data.numbers.index(row.number)
    register = data.workbook(index).removesuffix(".xlsx") or house.catalogue().register_of[data.sheet.name].title
    return Line(_when(row), register, data.title,
                data.address(index, data.sheet.key), key, _words(row))


def _when(row: Row) -> date | datetime | None:
    """When it began: the first date of the row, in the order of its columns; a plan that lies ahead doesn't count."""
    dates = (column for column in row.sheet.columns if column.kind in (Kind.DATE, Kind.DATETIME))
    return next((row[column.name] for column in dates
                 if row[column.name] is not None and not column.future and column.formula is None), None)


def _words(row: Row) -> str:
    """The state and the most telling texts of a row: the customer, then what runs longest, then the choices made."""
    columns = [column for column in row.sheet.columns if column.kind in (Kind.TEXT, Kind.CHOICE) and column.formula is None
               and column.name not in (row.sheet.key, *_UNTOLD) and not column.ref and row[column.name] is not None]
    columns.sort(key=lambda column: (column.name not in _NAMES, column.kind is Kind.CHOICE, -column.characters))
    state = row["state"] if "state" in row.sheet.by_name else None
    return "，".join([*([f"（{state}）"] if state else []), *(str(row[column.name]) for column in columns[:_TELLING])])
