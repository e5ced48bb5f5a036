"""The pictures of docs/按钮图解: each register's group drawn from the ribbon's XML, its sheet and the panel as LibreOffice draws them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from PIL import Image

from automation.core.build_style import width
from automation.core.schema import Column, Sheet
from automation.core.xlsx import Cell, Workbook
from automation.desk.buttons import JOBS, PANEL_SHEET, TAB, Group, groups
from docs.drawing import ROOT, keep
from docs.drawing import sheet as draw_sheet
from macros.build.icons import ICONS
from macros.build.package import repacked
from macros.build.panel import cells_of, panel
from macros.build.ribbon import NAMESPACE, ribbon
from tests.support import libreoffice_convert, pdf_to_png
from tests.support.chromium import Browser

PLACE = ROOT / "docs" / "按钮图解" / "图"
_TABS = ("文件", "开始", "插入", "页面布局", "公式", "数据", "审阅", "视图", TAB)
_SPACE = f"{{{NAMESPACE}}}"
_ROWS, _WIDE, _LONGEST = 9, 150, 18
_BUTTON, _EDGE = 64, 22
"""Pixels of docs/ribbon.html: a large button, and what lies before the first one."""

_RUNS = ("共 5 项问题，报告在“检查/2026-03-05”里，已在浏览器里打开。", "3 件，印好 1 份，已在浏览器里打开。",
         "6 件，印好 6 份，已在浏览器里打开。", "现在没有要印的。", "", "已收 2 份，退回 1 份。")


@dataclass(frozen=True)
class Shown:
    """A button, or the menu 更多, as the page draws it."""

    title: str
    icon: str
    menu: bool = False


@dataclass(frozen=True)
class Shelf:
    """A titled row of buttons: a group of the ribbon, or a part of a menu."""

    title: str
    buttons: tuple[Shown, ...]

    @property
    def large(self) -> tuple[Shown, ...]:
        """What stands in the ribbon itself."""
        return self.buttons


def main(work: Path, folder: Path, chromium: Browser) -> None:
    """Draw all of them: ``folder`` holds a demonstration, ``work`` is for what is made on the way."""
    PLACE.mkdir(parents=True, exist_ok=True)
    for old in PLACE.iterdir():
        old.unlink()
    drawn = list(fromstring(ribbon()).iter(f"{_SPACE}group"))
    _draw(work, chromium, "全部", [_shelf(group) for group in drawn])
    _draw(work, chromium, drawn[0].get("label", ""), [_shelf(drawn[0])])
    for group, element in zip(groups(), drawn[1:], strict=True):
        title = group.register.title
        _draw(work, chromium, f"{title}-按钮", [_shelf(element)], list(_menu(element)))
        sheet = max(group.register.sheets, key=lambda sheet: sum(step.sheet == sheet.name for step in group.steps))
        draw_sheet(work, folder / group.register.filename, sheet.title, [column.header for column in _columns(group, sheet)],
                       _ROWS, f"{title}.png", PLACE)
    _panel(work)


def _shelf(group: Element) -> Shelf:
    return Shelf(group.get("label", ""), tuple(_shown(control) for control in group))


def _shown(control: Element) -> Shown:
    return Shown(control.get("label", ""), control.get("imageMso", ""), control.tag == f"{_SPACE}menu")


def _menu(group: Element) -> Iterator[Shelf]:
    """The parts of a group's menu."""
    items = [item for menu in group.iter(f"{_SPACE}menu") for item in menu]
    for place, item in enumerate(items):
        if item.get("title"):
            yield Shelf(item.get("title", ""), tuple(map(_shown, takewhile(lambda each: each.get("label"), items[place + 1:]))))


def _draw(work: Path, chromium: Browser, name: str, shelves: Sequence[Shelf], menu: Sequence[Shelf] = ()) -> None:
    page = Environment(undefined=StrictUndefined, autoescape=True).from_string(
        (ROOT / "docs" / "ribbon.html").read_text(encoding="utf8"))
    left = _EDGE + _BUTTON * (len(shelves[0].buttons) - 1)
    (work / "ribbon.html").write_text(page.render(tabs=_TABS, here=TAB, groups=shelves, menu=_in_columns(menu), icon=_icon,
                                                  left=left), encoding="utf8")
    drawn = chromium.picture(work / "ribbon.html", work / "ribbon.png", 3600, 900)
    keep(Image.open(drawn), f"{name}.png", PLACE)


def _in_columns(menu: Sequence[Shelf]) -> list[list[Shelf]]:
    """A long menu in columns beside each other, so that the picture isn't a strip; Excel shows it in one."""
    columns: list[list[Shelf]] = []
    for part in menu:
        for start in range(0, len(part.buttons), _LONGEST):
            piece = Shelf(part.title, part.buttons[start:start + _LONGEST])
            if not columns or sum(len(each.buttons) + 1 for each in (*columns[-1], piece)) > _LONGEST:
                columns.append([])
            columns[-1].append(piece)
    return columns


def _icon(name: str) -> Markup:
    return Markup(f'<svg viewBox="0 0 24 24">{ICONS[name]}</svg>')


def _columns(group: Group, sheet: Sheet) -> list[Column]:
    """The columns to show: the key, the state, what the steps ask for (what they need first), as many as fit beside each other."""
    asks = sorted((ask for step in group.steps if step.sheet == sheet.name for ask in step.asks if ask.of in ("", sheet.name)),
                  key=lambda ask: not ask.required or ask.default is not None)
    asked = [ask.column for ask in asks]
    names = dict.fromkeys(name for name in (sheet.key, "state", *asked) if name in sheet.by_name and not sheet[name].hidden)
    shown, room = [], _WIDE
    for column in (sheet[name] for name in names):
        room -= width(column)
        if room >= 0:
            shown.append(column)
    return sorted(shown, key=sheet.columns.index)


def _panel(work: Path) -> None:
    """The panel after a day's work; its buttons are made to be printed, which they aren't usually."""
    book = Workbook(panel())
    for place, (job, said) in enumerate(zip(JOBS, _RUNS, strict=True)):
        if said:
            when, outcome = cells_of(job.name)
            book.set_cells(PANEL_SHEET, {when: Cell(datetime(2026, 3, 5, 17, 10 + place)), outcome: Cell(said)})
    path = work / "控制台.xlsm"
    path.write_bytes(repacked(book.to_bytes(), lambda name, data: data.replace(b"<x:PrintObject>False</x:PrintObject>", b"")))
    pdf = libreoffice_convert([path], "pdf", work)[0]
    keep(Image.open(pdf_to_png(pdf, work, dpi=130)[0]), "控制台.png", PLACE)
