"""docs/登记簿.md: every register, sheet and column, from the declarations."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.build_guide import TONES, coloured, explained, holds, needed, whereabouts
from automation.core.schema import Column, Register, Sheet
from automation.desk import house


def registers_page() -> str:
    """docs/登记簿.md: every register, sheet and column."""
    lines = ["# 登记簿", "",
             "本页由程序生成：每本登记簿有哪些表、哪些栏，各栏由谁填写。空白的登记簿在 workbooks 文件夹里。", "",
             "| 登记簿 | 由谁保管 | 表 |", "|---|---|---|"]
    lines += [f"| [《{register.title}》](#{register.title}) | {register.keeper} | "
              f"{'、'.join(sheet.title for sheet in register.sheets)} |" for register in house.catalogue()]
    for register in house.catalogue():
        lines += ["", *_register(register)]
    return "\n".join(lines).rstrip() + "\n"


def link(article: str) -> str:
    """A link to an article's place in 条文对照.md; "" for what stands in no article."""
    return f"[{article}](条文对照.md#{article})" if article in house.articles() else ""


def _register(register: Register) -> Iterator[str]:
    yield from (f'<a id="{register.title}"></a>', "", f"## 《{register.title}》", "")
    for sheet in register.sheets:
        yield from _sheet(sheet)


def _sheet(sheet: Sheet) -> Iterator[str]:
    yield from (f"### {sheet.title}", "", "| 栏 | 内容 | 谁填 | 必填 | 条文 | 说明 |", "|---|---|---|---|---|---|")
    yield from (_column(sheet, column) for column in sheet.columns if not column.hidden)
    yield ""
    for colour in sheet.colours:
        yield f"- {TONES[colour.tone]}：{coloured(sheet, colour)}"
    yield from (f"- {where}" for where in whereabouts(sheet))
    if sheet.colours or sheet.archived or sheet.leaves:
        yield ""


def _column(sheet: Sheet, column: Column) -> str:
    titles = {each.name: each.title for each in house.catalogue().sheets.values()}
    return (f"| {column.header} | {holds(column)} | {column.owner.value} | {needed(sheet, column)} | {link(column.article)} "
            f"| {explained(column, titles)} |")
