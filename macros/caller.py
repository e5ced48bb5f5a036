"""Who calls (谁按的): the workbook a button was pressed in, whose department it is, who works there; and how one is answered.

The edge of the buttons: only here the time is asked, a message is shown, a page is opened.
"""

from __future__ import annotations

import getpass
import os
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import xlwings

from automation.core.copies import copies_of
from automation.core.errors import KefubuError, failure
from automation.core.folder import Folder, NoFolder
from automation.core.live import OpenBooks, is_read_only
from automation.core.live_reading import book_name, excel_failures
from automation.core.schema import Register
from automation.desk import house
from automation.desk.session import Session

TITLE = "客服簿"
_LONGEST = 900
"""Characters that a message box shows."""


class WrongWorkbook(KefubuError):
    """A workbook that a button can't work in, for a stated reason."""


class Unfilled(KefubuError):
    """Something that must be known and isn't; ``cell`` is where it belongs, where there is such a cell."""

    def __init__(self, message: str, cell: xlwings.Range | None = None) -> None:
        super().__init__(message)
        self.cell = cell


@dataclass
class Caller:
    """A press: the active workbook, and the moment."""

    book: xlwings.Book
    now: datetime

    @cached_property
    def path(self) -> Path:
        """Where the active workbook lies. Raises :class:`WrongWorkbook` for one that lies nowhere or in the cloud."""
        name = self.book.fullname
        if "://" in name:
            raise WrongWorkbook(f"「{self.book.name}」是从网盘或网页上打开的，按钮不能用；请从部门的共享文件夹里打开它。")
        path = Path(name)
        if not path.is_absolute():
            raise WrongWorkbook(f"「{name}」还没有存过盘，不是登记簿；请打开部门文件夹里的登记簿再按。")
        return path

    @cached_property
    def folder(self) -> Folder:
        """The department's folder that the active workbook lies in."""
        try:
            return Folder.open(self.path.parent)
        except NoFolder as error:
            raise WrongWorkbook(f"「{self.path.name}」不在部门文件夹里（可能是副本或备份），按钮不改它；"
                                "请打开部门文件夹里的登记簿再按。") from error

    @cached_property
    def register(self) -> Register:
        """The register that the active workbook is. Raises :class:`WrongWorkbook` for copies, renamed and read-only ones."""
        name = self.path.name
        found = next((each for each in house.catalogue() if each.filename.casefold() == name.casefold()), None)
        if found is None:
            original = next((each for each in house.catalogue() if self.path in copies_of(self.folder.register_path(each))), None)
            if original is not None:
                raise WrongWorkbook(f"「{name}」是《{original.title}》的副本，按钮不改它；请关上它，打开「{original.filename}」再按。")
            raise WrongWorkbook(f"「{name}」不是登记簿，或者改过名字；登记簿要叫原来的名字，"
                                f"例如「{house.catalogue().registers[1].filename}」。")
        if is_read_only(self.book):
            raise WrongWorkbook(f"《{found.title}》是以只读方式打开的（可能有人先打开了），按钮写不进去；请关上它，等对方关闭后重新打开。")
        return found

    @property
    def session_login(self) -> str:
        """Who is logged in."""
        return login()

    @cached_property
    def session(self) -> Session:
        """The registers: those that are open as they stand in Excel, the others as they lie in the folder."""
        return Session(self.folder, self.now, login(), OpenBooks(xlwings.apps))

    def recovered(self) -> list[str]:
        """Finish what waited from before; a sentence for each register that was brought up to date."""
        return [f"上次没有写进《{title}》的改动已经补写。" for title in self.session.recover().applied]


def button(work: Callable[[Caller], str]) -> Callable[[], None]:
    """A function for RunPython: does its work for the calling workbook and answers with one message, whatever happens."""
    def pressed() -> None:
        answer(xlwings.Book.caller(), work)
    pressed.__doc__, pressed.__name__ = work.__doc__, work.__name__
    return pressed


def answer(book: xlwings.Book, work: Callable[[Caller], str]) -> None:
    """Do the work and show what it says, or why it couldn't be done; select the cell in which something is missing."""
    try:
        message = work(Caller(book, clock()))
    except Unfilled as missing:
        if missing.cell is not None:
            missing.cell.sheet.book.activate()
            missing.cell.sheet.activate()
            missing.cell.select()
        message = str(missing)
    except (KefubuError, OSError) as error:
        message = failure(error)
    except excel_failures():
        message = f"Excel 现在没有回应「{book_name(book)}」：可能有一格正在编辑，或有对话框开着。请按回车结束编辑、关闭对话框后再按。"
    if message:
        shorter = message if len(message) <= _LONGEST else message[:_LONGEST] + "……"
        book.app.alert(shorter, TITLE)


def clock() -> datetime:
    """The moment, to the second."""
    return datetime.now().replace(microsecond=0)


def login() -> str:
    """Who is logged in."""
    return getpass.getuser()


def usual_folder() -> str:
    """The department's folder that this computer is set to, "" when it isn't."""
    return os.environ.get("KEFUBU_FOLDER", "")


def show(path: Path) -> None:
    """Open a page in the browser."""
    webbrowser.open(path.absolute().as_uri())


def listing(app: xlwings.App, title: str, headers: tuple[str, ...], lines: list[tuple[Any, ...]]) -> None:
    """A list in a new workbook of its own, which nobody has to save."""
    sheet = app.books.add().sheets[0]
    sheet.range((1, 1)).value = title
    table = [list(headers), *([str(value) if value is not None else "" for value in line] for line in lines)]
    area = sheet.range((3, 1), (2 + len(table), len(headers)))
    area.number_format = "@"
    area.value = table
    sheet.autofit()
