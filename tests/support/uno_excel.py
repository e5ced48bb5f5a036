"""An Excel for tests: an xlwings engine over LibreOffice, so that the macros run unchanged in a real spreadsheet program.

Only what the macros use is there. It behaves as Excel does where it matters to them: a text that is assigned to a cell is
understood as if it had been typed, unless the cell's format is "@"; dates come as datetimes, errors as nothing; a table that
grows takes the formats of its last row along. What people do (typing, selecting, editing a cell) is done through the same
objects. ``BUSY`` says that a cell is being edited: then everything refuses, as Excel does.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import xlwings

from automation.core.xlsx.refs import Area
from tests.support.office import desktop, uno
from tests.support.uno_range import Range, area_of

_SAVED_AS = "Calc MS Excel 2007 XML"


class Busy(xlwings.XlwingsError):
    """Excel doesn't answer: a cell is being edited, or a dialog is open."""


def _property(name: str, value: Any) -> Any:
    made = uno().createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made


class Engine:
    """What xlwings calls an engine."""

    name, type = "uno", "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return value

    @staticmethod
    def clean_value_data(data: Any, dates: Any, empty: Any, numbers: Any, errors: bool) -> list[list[Any]]:
        return [[empty if cell is None else numbers(cell) if numbers and type(cell) is float else cell for cell in row] for row in data]


class Apps:
    """The running instances; ``add`` opens a second one (of the same program, with books of its own)."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.running: list[App] = []

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        self.running.append(App(self.engine, 1000 + len(self.running)))
        return self.running[-1]

    def keys(self) -> list[int]:
        return [app.pid for app in self.running]

    def __iter__(self) -> Iterator[App]:
        return iter(self.running)

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> App:
        return next(app for app in self.running if app.pid == pid)


class App:
    """One instance. ``alerts`` are the messages that were shown; ``busy``: a cell is being edited; ``stores_at_the_end``:
    what is saved reaches the disk when the workbook is closed, which spares a long test its time."""

    visible = True
    screen_updating = display_alerts = enable_events = interactive = True
    calculation, status_bar, version, hwnd, xl = "automatic", "", "16.0", None, None

    def __init__(self, engine: Engine, pid: int) -> None:
        self.engine, self.pid, self.api = engine, pid, None
        self.alerts: list[str] = []
        self.busy = self.stores_at_the_end = False
        self.books = Books(self)

    @property
    def selection(self) -> Range | None:
        return self.books.active.selection

    def activate(self, steal_focus: bool = False) -> None:
        pass

    def calculate(self) -> None:
        for book in self.books:
            book.document.calculateAll()

    def alert(self, prompt: str, title: Any, buttons: Any, mode: Any, callback: Any) -> str:
        self.alerts.append(prompt)
        return "ok"

    def quit(self) -> None:
        for book in list(self.books):
            book.close()
        self.engine.apps.running.remove(self)

    def answer(self) -> None:
        if self.busy:
            raise Busy("Call was rejected by callee.")


class Books:
    def __init__(self, app: App) -> None:
        self.app, self.open_books = app, []

    @property
    def active(self) -> Book:
        return self.open_books[-1]

    def open(self, fullname: str, update_links: Any = None, read_only: bool | None = None, *others: Any) -> Book:
        address = Path(fullname).absolute().as_uri()
        document = desktop().loadComponentFromURL(address, "_blank", 0, (
            _property("Hidden", True), _property("ReadOnly", bool(read_only))))
        if document is None:
            raise xlwings.XlwingsError(f"somebody else has it open: {fullname}")
        self.open_books.append(Book(self.app, document))
        return self.open_books[-1]

    def add(self) -> Book:
        document = desktop().loadComponentFromURL("private:factory/scalc", "_blank", 0, (_property("Hidden", True),))
        self.open_books.append(Book(self.app, document))
        return self.open_books[-1]

    def __call__(self, key: str | int) -> Book:
        if isinstance(key, int):
            return self.open_books[key - 1]
        return {book.name.lower(): book for book in self.open_books}[key.lower()]

    def __len__(self) -> int:
        return len(self.open_books)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.open_books)


class Native:
    """What the macros ask of the program itself: whether a book is read-only, and a copy of it as it stands."""

    def __init__(self, book: Book) -> None:
        self._book = book

    @property
    def ReadOnly(self) -> bool:
        return self._book.document.isReadonly()

    @property
    def Saved(self) -> bool:
        return not self._book.document.isModified()

    def SaveCopyAs(self, path: str) -> None:
        self._book.app.answer()
        self._book.document.storeToURL(Path(path).absolute().as_uri(), (_property("FilterName", _SAVED_AS),))


class Book:
    def __init__(self, app: App, document: Any) -> None:
        self.app, self.document, self.api = app, document, Native(self)
        self.sheets, self.names = Sheets(self), Names(self)
        self.kinds: dict[int, int] = {}         # number formats: their types, by key
        self.selection: Range | None = None
        self.owed = False                       # saved, and still to be stored

    @cached_property
    def fullname(self) -> str:
        return unquote(urlparse(self.document.getURL()).path) or self.document.Title

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @cached_property
    def tables(self) -> list[tuple[int, Any]]:
        """The tables by the number of their sheet."""
        ranges = self.document.DatabaseRanges
        return [(table.DataArea.Sheet + 1, table) for table in map(ranges.getByName, ranges.ElementNames)]

    def activate(self) -> None:
        books = self.app.books.open_books
        books.remove(self)
        books.append(self)

    def save(self, path: Any = None, password: Any = None) -> None:
        self.app.answer()
        if self.document.isReadonly():
            raise xlwings.XlwingsError("the file is read-only")
        self.owed = self.app.stores_at_the_end
        if not self.owed:
            self.document.storeToURL(Path(path or self.fullname).absolute().as_uri(), (_property("FilterName", _SAVED_AS),))
        self.document.setModified(False)

    def close(self) -> None:
        if self.owed:
            self.app.stores_at_the_end = False
            self.save()
        self.document.close(True)
        self.app.books.open_books.remove(self)


class Names:
    """The defined names of a book."""

    api = None

    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, name: str) -> Name:
        return Name(self.book, self.book.document.NamedRanges.getByName(name))

    def __contains__(self, name: str) -> bool:
        return self.book.document.NamedRanges.hasByName(name)


class Name:
    def __init__(self, book: Book, name: Any) -> None:
        self.book, self.name, self.api = book, name.Name, None
        self._area = name.getReferredCells()

    @property
    def refers_to_range(self) -> Range:
        area = self._area.RangeAddress
        sheet = self.book.sheets(area.Sheet + 1)
        return Range(sheet, Area(area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1))


class Sheets:
    def __init__(self, book: Book) -> None:
        self.book = book
        self.front = 0
        self.known: dict[str, Sheet] = {}

    @property
    def active(self) -> Sheet:
        return self(self.front + 1)

    def __call__(self, key: str | int) -> Sheet:
        title = key if isinstance(key, str) else self.titles[key - 1]
        if title not in self.titles:
            raise KeyError(key)
        if title not in self.known:
            self.known[title] = Sheet(self.book, self.book.document.Sheets.getByName(title), self.titles.index(title) + 1)
        return self.known[title]

    @cached_property
    def titles(self) -> tuple[str, ...]:
        return self.book.document.Sheets.ElementNames

    def __len__(self) -> int:
        return len(self.titles)

    def __iter__(self) -> Iterator[Sheet]:
        return (self(number) for number in range(1, len(self) + 1))

    def __contains__(self, name: str) -> bool:
        return name in self.titles


class Sheet:
    def __init__(self, book: Book, sheet: Any, index: int) -> None:
        self.book, self.sheet, self.index, self.api = book, sheet, index, None

    @property
    def name(self) -> str:
        return self.book.sheets.titles[self.index - 1]

    @name.setter
    def name(self, value: str) -> None:
        self.sheet.Name = value
        del self.book.sheets.titles

    @property
    def visible(self) -> bool:
        return self.sheet.IsVisible

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def used_range(self) -> Range:
        cursor = self.sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        address = cursor.RangeAddress
        return Range(self, Area(1, 1, address.EndRow + 1, address.EndColumn + 1))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        first, last = area_of(arg1), area_of(arg1 if arg2 is None else arg2)
        return Range(self, Area(first.top, first.left, last.bottom, last.right))

    def activate(self) -> None:
        self.book.sheets.front = self.index - 1

    select = activate

    def autofit(self, axis: str | None = None) -> None:
        self.sheet.Columns.OptimalWidth = True


class Tables:
    """The tables of a sheet."""

    api = None

    def __init__(self, sheet: Sheet) -> None:
        self.tables = [Table(sheet, table) for index, table in sheet.book.tables if index == sheet.index]

    def __iter__(self) -> Iterator[Table]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)

    def __call__(self, key: str | int) -> Table:
        return self.tables[key - 1] if isinstance(key, int) else {table.name: table for table in self.tables}[key]

    def __contains__(self, name: str) -> bool:
        return any(table.name == name for table in self.tables)


class Table:
    api = None

    def __init__(self, sheet: Sheet, table: Any) -> None:
        self.parent, self.table = sheet, table

    name = display_name = property(lambda self: self.table.Name)

    @property
    def show_totals(self) -> bool:
        return self.table.TotalsRow

    @property
    def range(self) -> Range:
        area = self.table.DataArea
        return Range(self.parent, Area(area.StartRow + 1, area.StartColumn + 1, area.EndRow + 1, area.EndColumn + 1))

    @property
    def header_row_range(self) -> Range:
        area = self.range.area
        return Range(self.parent, area._replace(bottom=area.top))

    def resize(self, wanted: xlwings.Range) -> None:
        self.parent.book.app.answer()
        old, new = self.range.area, wanted.impl.area
        area = self.table.DataArea
        area.EndRow, area.EndColumn = new.bottom - 1, new.right - 1
        self.table.setDataArea(area)
        for number in range(old.bottom + 1, new.bottom + 1):
            for column in range(old.left, old.right + 1):
                here, above = (self.parent.sheet.getCellByPosition(column - 1, line - 1) for line in (number, old.bottom))
                here.NumberFormat, here.CellStyle = above.NumberFormat, above.CellStyle


def program() -> xlwings.App:
    """The running Excel, started when there is none: an xlwings app like any other."""
    if "uno" not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.Engine(impl=Engine()))
        xlwings.engines["uno"].activate()
    apps = xlwings.engines["uno"].impl.apps
    return xlwings.App(impl=apps.running[0] if apps.running else apps.add())
