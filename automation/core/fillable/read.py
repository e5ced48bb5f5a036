"""Reading a form that came back (收表): by its own list of cells, refusing what isn't the form that was sent out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from automation.core.errors import KefubuError
from automation.core.fillable.sheets import (
    INFORMATION,
    OPTIONS,
    RETURNED,
    Information,
    Listed,
    Unreadable,
    understand_information,
)
from automation.core.values import ErrorCell, tidy
from automation.core.xlsx import Workbook
from automation.core.xlsx.refs import cell_ref, parse_cell

_MOST_NAMED = 3


class RefusedForm(KefubuError):
    """A file in the inbox that isn't a form of ours, or was changed in a way that leaves doubt."""


@dataclass(frozen=True)
class Given:
    """One answer: what was asked, in which line, the cell, and what stands in it."""

    listed: Listed
    raw: Any
    formula: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing was filled in."""
        return not self.formula and (self.raw is None or (isinstance(self.raw, str) and not tidy(self.raw)))


@dataclass(frozen=True)
class WrongCell:
    """A cell that can't be taken in: why, and what would be right."""

    ref: str
    header: str
    why: str
    right: str = ""

    @property
    def words(self) -> str:
        """One line for the person who mends it."""
        return f"“{self.header}”（{self.ref}）：{self.why}" + (f"，{self.right}。" if self.right else "")


@dataclass(frozen=True)
class FilledForm:
    """A form as it came back."""

    information: Information
    given: tuple[Given, ...]
    date1904: bool

    @property
    def lines(self) -> list[int]:
        """The lines in which something was filled in."""
        return sorted({each.listed.line for each in self.given if each.listed.line and not each.blank})

    def answers(self, line: int) -> Iterator[Given]:
        """What was answered once, and in this line."""
        return (each for each in self.given if each.listed.line in (0, line))


def read_form(data: bytes) -> FilledForm:
    """Read a returned form. Raises :class:`RefusedForm`, saying what was done to it, or a named failure of the file."""
    try:
        book = Workbook(data)
        if any(part.lower().endswith("vbaproject.bin") for part in book.part_names):
            raise RefusedForm("这个文件里带有宏，不能收；请在原来发出的表上填写，另存为 .xlsx 再发来。")
        calamine = CalamineWorkbook.from_filelike(io.BytesIO(data))
        information = _information(calamine)
        cells = dict(_cells(calamine, information.title)) if information.title in calamine.sheet_names else None
    except CalamineError as error:
        raise RefusedForm("这个文件读不出来，可能没有存好；请打开核对后另存一份再发来。") from error
    _check_sheets(book.sheets, information)
    assert cells is not None        # a sheet that isn't there was refused just now
    _check_cells(cells, information)
    given = tuple(_given(book, listed, cells, information.title) for listed in information.asked)
    return FilledForm(information, given, book.date1904)


def _information(book: CalamineWorkbook) -> Information:
    if INFORMATION not in book.sheet_names:
        raise RefusedForm("这不是本公司发出的表（里面没有表的信息）；请在原来发出的表上填写，不要抄到别的文件里。")
    try:
        return understand_information([[str(cell) for cell in row] for row in book.get_sheet_by_name(INFORMATION).to_python()])
    except Unreadable as error:
        raise RefusedForm("表的信息被改动过，认不出是哪一张表；请重新要一份，再填一次。") from error


def _cells(book: CalamineWorkbook, title: str) -> Iterator[tuple[str, Any]]:
    for row, cells in enumerate(book.get_sheet_by_name(title).to_python(skip_empty_area=False), 1):
        for column, value in enumerate(cells, 1):
            if value != "" and not (isinstance(value, str) and not tidy(value)):
                yield cell_ref(row, column), value


def _check_sheets(titles: list[str], information: Information) -> None:
    others = [title for title in titles if title not in (information.title, INFORMATION, OPTIONS, RETURNED)]
    if information.title not in titles:
        renamed = f"（现在叫“{others[0]}”）" if len(others) == 1 else ""
        raise RefusedForm(f"工作表“{information.title}”改了名字或删掉了{renamed}；请把名字改回“{information.title}”再发来。")
    if others:
        raise RefusedForm(f"多出了工作表“{'”“'.join(others[:_MOST_NAMED])}”；请删去，要说明的写在表里，再发来。")


def _check_cells(cells: Mapping[str, Any], information: Information) -> None:
    """What was printed still stands where it was, and nothing stands where nothing was asked."""
    asked = {listed.ref for listed in information.asked}
    for ref, text in information.printed.items():
        if tidy(str(cells.get(ref, ""))) != tidy(text):
            raise RefusedForm(f"格子 {ref} 印的是“{text}”，现在{_now(cells.get(ref))}；请不要改动白色的格子，也不要插入或删去行和列，"
                              "在原来发出的表上重新填写。")
    if added := [ref for ref in cells if ref not in asked and ref not in information.printed]:
        raise RefusedForm(f"格子 {'、'.join(added[:_MOST_NAMED])} 里写了内容，那里不是填写的地方；请移到黄色的格子里，再发来。")


def _now(value: Any) -> str:
    return "空了" if value is None else f"是“{value}”"


def _given(book: Workbook, listed: Listed, cells: Mapping[str, Any], title: str) -> Given:
    raw = book.cell(title, cell_ref(*parse_cell(listed.ref)))
    if raw.formula is not None:
        return Given(listed, None, formula=True)
    if raw.kind == "e":
        return Given(listed, ErrorCell(str(raw.value)))
    return Given(listed, cells.get(listed.ref))
