"""Documents (单据): printed forms, from a row to an HTML page with print styles.

A document is declared beside the rules and steps of its regulation; its template lies under ``templates/〈slice〉``.
Undefined values are errors (StrictUndefined), everything typed by people is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.core.articles import Articles
from automation.core.changes import WriteDocument
from automation.core.durable import make_folder, write_durably
from automation.core.rows import Row
from automation.core.steps import Desk

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

Values = Callable[[Any, Desk], Mapping[str, Any]]
"""Gives a template its values: from one row, or from a list of rows for forms that print several."""

Rows = Callable[[Desk, str], Sequence[Row]]
"""Which rows a list prints under a key: a month (2026-03) or a day (2026-03-05)."""


@dataclass(frozen=True)
class Document:
    """A form: its Chinese title, the articles it serves, the sheet whose row it prints, its paper and its template.

    ``pages`` is how many sheets of that paper one print takes, 0 as many as it needs. A form with ``rows`` is a list: it
    prints several rows at once.
    """

    name: str
    title: str
    articles: tuple[str, ...]
    sheet: str
    template: str
    values: Values
    paper: str = "A4"
    dated: str = ""          # the column whose month files it; "" = the month it is printed
    pages: int = 1
    rows: Rows | None = None
    keyed: str = ""          # what a list is called with, where that isn't a month or a day: 负责部科


@dataclass
class Documents:
    """The forms of one regulation; ``folder`` is their folder under templates/."""

    folder: str
    _documents: dict[str, Document] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Document]:
        return iter(self._documents.values())

    def document(self, title: str, articles: str, *, sheet: str, paper: str = "A4", dated: str = "", pages: int = 1,
                 rows: Rows | None = None, template: str = "", keyed: str = "") -> Callable[[Values], Document]:
        """Declare a form: the decorated function gives the template (named like it) its values."""
        def declare(values: Values) -> Document:
            name = values.__name__
            made = Document(name, title, tuple(articles.split()), sheet, f"{self.folder}/{template or name}.html", values,
                            paper, dated, pages, rows, keyed)
            self._documents[name] = made
            return made
        return declare


def render(document: Document, row: Row, desk: Desk) -> WriteDocument:
    """The printed form of a row, and the path under 单据 where it is kept: register, month, title and key."""
    html = _page(document, desk, {"row": row, "number": row.key, **document.values(row, desk)})
    return WriteDocument(storage_path(document, row, desk), html)


def render_list(document: Document, rows: Sequence[Row], desk: Desk, key: str) -> WriteDocument:
    """The printed form of several rows (a month's register, a day's dispatch list); ``key`` names it: 2026-03, 2026-03-05."""
    html = _page(document, desk, {"key": key, "number": key, **document.values(rows, desk)})
    return WriteDocument(_list_path(document, key, desk), html)


def render_each(document: Document, rows: Sequence[Row], desk: Desk, key: str) -> list[WriteDocument]:
    """The printed forms of several rows bound into one print, each beginning on a new sheet; nothing for no rows."""
    pages = [_page(document, desk, {"row": row, "number": row.key, **document.values(row, desk)}) for row in rows]
    return [WriteDocument(_list_path(document, key, desk), bound(pages))] if pages else []


_BEGIN, _END = "<!-- 单据开始 -->", "<!-- 单据结束 -->"
"""What base.html writes before and after a form; typed text can't hold it, being escaped."""


def bound(pages: Sequence[str]) -> str:
    """Pages of one form as one page: the first one's head, then every form's sheets in order."""
    head, _, _ = pages[0].partition(_BEGIN)
    _, _, foot = pages[-1].partition(_END)
    sheets = (page.partition(_BEGIN)[2].partition(_END)[0] for page in pages)
    return f"{head}{_BEGIN}{''.join(sheets)}{_END}{foot}"


def in_period(sheet: str, column: str) -> Rows:
    """For a list: the rows of a sheet whose date lies in the month or on the day of the key."""
    return lambda desk, key: [row for row in desk.where(sheet) if row[column] and f"{row[column]:%Y-%m-%d}".startswith(key)]


def store(place: Path, document: WriteDocument) -> Path:
    """Write a form below ``place``; a form that lies there already is replaced whole."""
    path = place / document.path
    make_folder(path.parent)
    write_durably(path, document.text.encode("utf8"))
    return path


def _list_path(document: Document, key: str, desk: Desk) -> str:
    register = desk.catalogue.register_of[document.sheet].title
    month = f"{desk.now:%Y-%m}" if document.keyed else key[:7]
    return f"{register}/{month}/{safe_name(f'{document.title}-{key}')}.html"


def _page(document: Document, desk: Desk, values: Mapping[str, Any]) -> str:
    department = desk.department
    company = {"name": department.setting("公司名称", default="（公司名称）"),
               "address": department.setting("公司地址"), "phone": department.setting("公司电话")}
    return environment().get_template(document.template).render(
        document=document, now=desk.now, person=desk.person, company=company,
        basis=basis(document, department.articles), **values)


def basis(document: Document, articles: Articles) -> str:
    """The articles a form serves, as it cites them at its foot: 《售后服务管理办法》第二章第二条、第三条 …"""
    laws = {article.id: law.name for law in articles.regulations for article in law.articles}
    groups: dict[str, list[str]] = {}
    for id in document.articles:
        groups.setdefault(laws[id], []).append(articles[id].place)
    return "；".join(f"《{law}》{'、'.join(places)}" for law, places in groups.items())


def storage_path(document: Document, row: Row, desk: Desk) -> str:
    """``叫修登记簿/2026-03/服务凭证-PZ2026-00001.html``"""
    moment = row[document.dated] if document.dated and row[document.dated] else desk.now
    register = desk.catalogue.register_of[document.sheet].title
    return f"{register}/{moment:%Y-%m}/{safe_name(f'{document.title}-{row.key}')}.html"


_RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))}


def safe_name(name: str) -> str:
    """A file name that Windows, macOS and Linux all accept; never empty, at most 100 characters."""
    cleaned = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", name).strip(" .")[:100] or "_"
    return f"_{cleaned}" if cleaned.split(".")[0].upper() in _RESERVED else cleaned


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The jinja2 environment of all forms, with the filters they use."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only a step that prints needs it

    env = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True,
                      trim_blocks=True, lstrip_blocks=True)
    env.filters |= {"day": show_day, "time": show_time, "moment": show_moment, "period": show_period, "money": show_money,
                    "plain": show_plain, "capital": capital_money, "css": css_text}
    return env


def show_day(value: date | datetime | None) -> str:
    """2026年3月5日, "" for a blank."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


def show_time(value: datetime | None) -> str:
    """2026年3月5日 14:05, "" for a blank."""
    return "" if value is None else f"{show_day(value)} {value:%H:%M}"


def show_moment(value: datetime | None) -> str:
    """03-05 14:05, "" for a blank: where a list has no room for the year."""
    return "" if value is None else f"{value:%m-%d %H:%M}"


def show_period(key: str) -> str:
    """What a list's key means: 2026-03 → 2026年3月, 2026-03-05 → 2026年3月5日; other keys as they are."""
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", key):
        return key
    return "".join(f"{int(part)}{unit}" for part, unit in zip(key.split("-"), "年月日", strict=False))


def show_plain(value: Decimal | None) -> str:
    """A number without needless zeros: 1.50 → 1.5, "" for a blank."""
    return "" if value is None else f"{Decimal(value).normalize():f}"


def css_text(text: str) -> str:
    """Typed text as it may stand between quotes in a style sheet; whatever isn't a letter or a digit is escaped."""
    return "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in text)


def show_money(value: Decimal | None) -> str:
    """¥1,200.00, "" for a blank."""
    return "" if value is None else f"¥{value:,.2f}"


_TRILLION = 10 ** 12
_DIGITS = "零壹贰叁肆伍陆柒捌玖"


def capital_money(value: Decimal | None) -> str:
    """An amount in the capitals that receipts need: 壹仟贰佰元零伍分. "" from a trillion yuan on.

    >>> capital_money(Decimal("1200.05"))
    '壹仟贰佰元零伍分'
    >>> capital_money(Decimal("10010"))
    '壹万零壹拾元整'
    >>> capital_money(Decimal("0"))
    '零元整'
    """
    if value is None or abs(value) >= _TRILLION:
        return ""
    if value < 0:
        return f"负{capital_money(-value)}"
    yuan, fen = divmod(round(value * 100), 100)
    text = f"{_capital_whole(yuan)}元" if yuan or not fen else ""
    jiao, fen = divmod(fen, 10)
    if not jiao and not fen:
        return text + "整"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif text:
        text += "零"
    return text + (f"{_DIGITS[fen]}分" if fen else "整")


def _capital_whole(number: int) -> str:
    if number == 0:
        return "零"
    groups = []
    for unit in ("", "万", "亿"):
        number, group = divmod(number, 10_000)
        groups.append((group, unit))
    text, gap = "", False
    for group, unit in reversed(groups):
        if not group:
            gap = gap or bool(text)
            continue
        text += ("零" if text and (gap or group < 1000) else "") + _capital_group(group) + unit
        gap = False
    return text


def _capital_group(group: int) -> str:
    text, gap = "", False
    for unit, power in (("仟", 1000), ("佰", 100), ("拾", 10), ("", 1)):
        digit = group // power % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = True
    return text
