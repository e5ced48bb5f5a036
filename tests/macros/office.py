"""A small department whose registers are open in the tests' Excel, and somebody who types and presses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwings

import macros.caller
import macros.extras
import macros.panel
import macros.pressing
from automation.core.folder import Folder
from automation.core.live import OpenBooks
from automation.core.numbers import occupy
from automation.core.reading import SheetData
from automation.core.rows import Row
from automation.core.schema import Register
from automation.core.steps import Ask, Step, asked_column
from automation.desk import house
from automation.desk.session import Session
from automation.desk.workbooks import filled_workbooks
from macros import buttons
from macros.answers import own_column
from tests.support import uno_excel


def founded(path: Path, rows: Mapping[str, Any], now: datetime) -> Path:
    """A department's folder with these rows; everybody's login is their name."""
    rows = {**rows, "people": [{**row, "login": row["name"]} for row in rows["people"]]}
    folder = Folder.create(path)
    for register, data in filled_workbooks(rows, now):
        folder.register_path(register).write_bytes(data)
    keys = (row[house.catalogue().sheets[sheet].key] for sheet, found in rows.items() for row in found)
    occupy(folder, [key for key in keys if isinstance(key, str) and key[:2].isalpha() and key[-5:].isdigit()])
    return folder.root


class Desk:
    """Somebody at a computer: opens registers, types, selects rows, presses; hears what the buttons say."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.app = folder, uno_excel.program()
        self.now, self.login = datetime(2026, 3, 5, 20), ""
        self.pages: list[Path] = []
        monkeypatch.setattr(macros.caller, "clock", lambda: self.now)
        monkeypatch.setattr(macros.panel, "clock", lambda: self.now)
        monkeypatch.setattr(macros.caller, "login", lambda: self.login)
        monkeypatch.setattr(macros.panel, "login", lambda: self.login)
        for module in (macros.pressing, macros.extras, macros.panel):
            monkeypatch.setattr(module, "show", self.pages.append)

    def book(self, register: Register) -> xlwings.Book:
        """The register's workbook, opened when it isn't open yet, and brought to the front."""
        path = self.folder / register.filename
        book = OpenBooks([self.app]).find(path) or self.app.books.open(str(path))
        book.activate()
        return book

    def session(self) -> Session:
        """The registers as they stand in Excel and in the folder."""
        return Session(Folder(self.folder), self.now, self.login, OpenBooks([self.app]))

    def select(self, sheet: str, *numbers: int) -> xlwings.Book:
        """Select rows of a declared sheet."""
        book, data = self.book(house.catalogue().register_of[sheet]), self.session().sheet(sheet)
        area = book.sheets[data.title].range((numbers[0], 1), (numbers[-1], 3))
        area.select()
        return book

    def type(self, data: SheetData, number: int, **values: Any) -> None:
        """Type into a row of a sheet as read; below the table the table grows, as it does in Excel."""
        sheet = data.sheet.name
        page = self.book(house.catalogue().register_of[sheet]).sheets[data.title]
        table = page.tables[house.catalogue().sheets[sheet].title]
        area = table.range.impl.area
        if number > area.bottom:
            table.resize(page.range((area.top, area.left), (number, area.right)))
        for name, value in values.items():
            page.range((number, data.columns[name])).value = _as_typed(value)

    def press(self, name: str, book: xlwings.Book | None = None) -> str:
        """Press a button (a step's, or one of the others) in the active workbook; what it said."""
        (book or self.app.books.active).set_mock_caller()
        self.app.impl.alerts.clear()
        getattr(buttons, name)()
        return "\n".join(self.app.impl.alerts)

    def take(self, step: Step, row: Row, answers: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Take a step as staff do: type what it asks into the row (a new one when it has no number), select it, press.

        Gives what the button said and the answers it was given: what has no cell only when a slip asks for it.
        """
        session = self.session()
        data = session.sheet(step.sheet)
        number = data.find(row.key).number if row.key else max(data.numbers, default=data.header_row) + 1
        rest = dict(answers)
        for ask in step.asks:
            if ask.column in rest and self._type_answer(step, ask, row, number, rest[ask.column], session):
                del rest[ask.column]
        self.select(step.sheet, number)
        said = self.press(step.name)
        if "补填单" in said:
            self._fill_slip(step, rest)
            return self.press(step.name), dict(answers)
        return said, {name: value for name, value in answers.items() if name not in rest}

    def _type_answer(self, step: Step, ask: Ask, row: Row, number: int, value: Any, session: Session) -> bool:
        if (column := own_column(step, ask)) is not None:
            if row[column.name] != value:
                self.type(session.sheet(step.sheet), number, **{column.name: value})
            return True
        if ask.via and row[ask.via]:
            self.book(house.catalogue().register_of[ask.of])
            there = self.session().sheet(ask.of)
            self.type(there, there.find(row[ask.via]).number, **{ask.column: value})
            return True
        return False

    def _fill_slip(self, step: Step, answers: Mapping[str, Any]) -> None:
        sheet = self.app.books.active.sheets[0]
        headers = {asked_column(step, ask, house.catalogue()).header: ask.column for ask in step.asks if ask.of}
        for number, header in enumerate(sheet.range("A5:A60").value, 5):
            if header in headers and headers[header] in answers:
                sheet.range((number, 2)).value = said(answers[headers[header]])

    def close(self) -> None:
        """Close every workbook, saved or not."""
        self.app.impl.busy = False
        for book in list(self.app.books):
            book.close()


def said(value: Any) -> str:
    """A value as the command line takes it."""
    return f"{value:%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


def _as_typed(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return datetime.combine(value, datetime.min.time()) if isinstance(value, date) and not isinstance(value, datetime) else value


@contextmanager
def at_desk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk that is cleared in the end."""
    desk = Desk(folder, monkeypatch)
    try:
        yield desk
    finally:
        desk.close()
