"""The 说明 sheet of a register, and the notes on its headers: both from the declaration.

It says what the register is for and under which article, what the colours mean, and for each column what belongs there,
who fills it, and when it is required.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from automation.core.articles import Articles
from automation.core.basics import BASICS
from automation.core.build_style import FONT, Style, height
from automation.core.conditions import Condition
from automation.core.schema import Colour, Column, Kind, ListOf, Owner, Register, Sheet

GUIDE = "说明"
_HEADERS = ("栏", "内容", "谁填", "必填", "说明", "依据")
_WIDTHS = (16, 17, 13, 30, 58, 50)
_HEIGHT = 21

_OWNERS = {
    Owner.STAFF: "由经手人直接填写；带下拉箭头的请从下拉单里选。",
    Owner.STEP: "办理事项时由“客服工具”的按钮填写；补记手写的资料时可以直接填。",
    Owner.FORMULA: "由表格自动计算，不用填写，也不要改动。",
}
_HINTS = (
    "标题是粗体的栏必须填写；鼠标停在标题上，可以看到这一栏的填法和依据。",
    "可以排序、筛选、调整栏宽，也可以在表的右边增加自己的栏；请不要改标题，不要删除行。",
    "新的一行直接写在表的最后一行下面，表会自动延长，公式和下拉单会跟着带下来。",
)
_KINDS = {Kind.DATETIME: "日期和时间", Kind.DURATION: "时长（时:分）", Kind.HOURS: "工时（小时）", Kind.MONEY: "金额（元）",
          Kind.CHOICE: "下拉选择", Kind.YESNO: "是或否"}

TONES = {"red": "红色", "amber": "黄色", "grey": "灰色", "green": "绿色"}


def cite(articles: Articles, id: str) -> str:
    """An article as staff know it: 《regulation》 and its place; "" for what stands in none."""
    law = next((law for law in articles.regulations if any(article.id == id for article in law.articles)), None)
    return "" if law is None else f"《{law.name}》{articles[id].place}"


def needed(sheet: Sheet, column: Column) -> str:
    """When the column must be filled, in words; "" when it needn't be."""
    if isinstance(column.required, Condition):
        return column.required.words(lambda name: sheet[name].header) + "时必填"
    return "必填" if column.required else ""


def header_note(sheet: Sheet, column: Column, articles: Articles) -> str:
    """The note on a column's header."""
    who = "，".join(filter(None, (column.owner.value, needed(sheet, column))))
    law = cite(articles, column.article)
    return "\n".join(filter(None, (column.note, who + "。", law and f"依据：{law}（{articles[column.article].title}）")))


def write_guide(book: Workbook, style: Style, register: Register, articles: Articles) -> None:
    """Add the 说明 sheet."""
    page = book.add_worksheet(GUIDE)
    page.set_tab_color("#D9C38A")
    page.hide_gridlines(2)
    for place, wide in enumerate(_WIDTHS):
        page.set_column(place, place, wide)
    page.set_row(0, 32)
    page.write_string(0, 0, register.title, style.make(font_size=18, bold=True, font_color="#1F2D3A"))
    row = _introduction(page, style, register, articles)
    row = _legend(page, style, row + 1)
    titles = {sheet.name: f"基础资料 · {sheet.title}" for sheet in BASICS.sheets}
    titles |= {sheet.name: sheet.title for sheet in register.sheets}
    for sheet in register.sheets:
        row = _sheet(page, style, sheet, articles, row + 1, titles)
    _set_up(page, register)


def _introduction(page: Worksheet, style: Style, register: Register, articles: Articles) -> int:
    law = cite(articles, register.article)
    texts = [f"依据：{law}（{articles[register.article].title}）" if law else "各登记簿共同引用的资料。",
             f"由{register.keeper}保管填写。" if register.keeper else "", *_HINTS]
    for row, text in enumerate(filter(None, texts), 1):
        page.set_row(row, 19)
        page.write_string(row, 0, text, style.make(font_color="#4A5560"))
    return 1 + len(list(filter(None, texts)))


def _legend(page: Worksheet, style: Style, first: int) -> int:
    for row, (owner, text) in enumerate(_OWNERS.items(), first):
        page.set_row(row, _HEIGHT)
        page.write_string(row, 0, owner.value, style.owner(owner, align="center", indent=0))
        page.write_string(row, 1, text, style.make(indent=1))
    return first + len(_OWNERS)


def _sheet(page: Worksheet, style: Style, sheet: Sheet, articles: Articles, row: int, titles: Mapping[str, str]) -> int:
    law = cite(articles, sheet.article)
    page.set_row(row, 26)
    page.write_string(row, 0, sheet.title, style.make(bold=True, font_size=13, font_color="#2F5D84"))
    page.write_string(row, 2, law and f"{law}　{articles[sheet.article].title}", style.make(font_color="#6B7680"))
    head = style.make(bold=True, bg_color="#E8ECEF", border=1, border_color="#C4CACF", indent=1)
    page.set_row(row + 1, 22)
    for place, header in enumerate(_HEADERS):
        page.write_string(row + 1, place, header, head)
    row += 2
    for column in sheet.columns:
        if not column.hidden:
            _line(page, style, sheet, column, articles, row, titles)
            row += 1
    for colour in sheet.colours:
        page.set_row(row, _HEIGHT)
        page.write_string(row, 0, TONES[colour.tone], style.swatch(colour.tone))
        page.write_string(row, 1, coloured(sheet, colour), style.make(indent=1))
        row += 1
    for where in whereabouts(sheet):
        page.set_row(row, 22)
        page.write_string(row, 0, where, style.make(font_color="#6B7680"))
        row += 1
    return row


def whereabouts(sheet: Sheet) -> Iterator[str]:
    """Where rows go that nothing more is done with."""
    if sheet.archived:
        yield f"不再往来、不再使用的行移到“{sheet.archive.title}”，那里只供查阅。"
    if sheet.leaves is not None:
        yield "办完的行，年末归档时移到“存档”文件夹里那一年的一本，照样查得到。"


def coloured(sheet: Sheet, colour: Colour) -> str:
    """Which cells take a colour, and when."""
    where = "、".join(sheet[name].header for name in colour.columns) or "整行"
    return f"{where}：{colour.when.words(lambda name: sheet[name].header)}"


def _line(page: Worksheet, style: Style, sheet: Sheet, column: Column, articles: Articles, row: int, titles: Mapping[str, str]) -> None:
    texts = (column.header, holds(column), column.owner.value, needed(sheet, column),
             explained(column, titles), _basis(sheet, column, articles))
    page.set_row(row, height(zip(texts, _WIDTHS, strict=True)) or _HEIGHT)
    text = style.make(text_wrap=True, border=1, border_color="#DADEE2", indent=1)
    for place, value in enumerate(texts):
        page.write_string(row, place, value, style.header(column) if place == 0 else text)


def holds(column: Column) -> str:
    """What a column holds, as staff call it."""
    if column.kind is Kind.CHOICE and column.owner is Owner.FORMULA:
        return Kind.TEXT.value
    return _KINDS.get(column.kind, column.kind.value)


def _basis(sheet: Sheet, column: Column, articles: Articles) -> str:
    """The column's article; its regulation is named only when the sheet's is another."""
    law = cite(articles, column.article)
    if not law:
        return ""
    place = articles[column.article].place
    same = cite(articles, sheet.article).partition("》")[0] == law.partition("》")[0]
    return f"{place if same else law}　{articles[column.article].title}"


def explained(column: Column, titles: Mapping[str, str]) -> str:
    """What belongs into the column: its note, and what follows from its declaration."""
    parts = [column.note]
    if isinstance(column.choices, ListOf):
        parts.append(f"名单取自“{titles[column.choices.sheet]}”。" if column.choices.sheet in titles else "")
    elif column.choices and column.owner is not Owner.FORMULA:
        parts.append(f"可选：{'、'.join(column.choices)}。")
    if column.ref is not None:
        parts.append(f"须是“{titles[column.ref.sheet]}”里已有的编号。" if column.ref.sheet in titles else "须是已经登记过的编号。")
    if column.unique:
        parts.append("不能重复。")
    if column.former:
        parts.append(f"以前也叫：{'、'.join(column.former)}。")
    return "".join(parts)


def _set_up(page: Worksheet, register: Register) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_header(f'&L&"{FONT},常规"{register.title} · {GUIDE}&R&"{FONT},常规"打印日期 &D')
    page.set_footer(f'&C&"{FONT},常规"第 &P 页 / 共 &N 页')
