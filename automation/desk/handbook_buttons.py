"""docs/按钮图解/: the picture guide to the buttons (按钮图解), a page per register and an index from clause to button.

Made from the table of buttons, as the ribbon is; the pictures beside the pages are made by ``python -m docs.pictures``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Protocol

from automation.core.articles import Article
from automation.core.deadlines import Deadline
from automation.core.obligations import Obligation
from automation.core.schema import Sheet
from automation.core.statistics import Statistic
from automation.core.steps import Step
from automation.desk import house
from automation.desk.buttons import (
    COMMON,
    EXTRAS,
    JOBS,
    MORE,
    TAB,
    Group,
    basis,
    groups,
    needed,
    place_of,
    since,
    welcome,
)

FOLDER = "按钮图解"
PICTURES = Path(__file__).resolve().parents[2] / "docs" / FOLDER / "图"


class Cited(Protocol):
    """What of an article's citations the index looks at."""

    steps: list[Step]
    statistics: list[Statistic]
    deadlines: list[Deadline]
    obligations: list[Obligation]

    @property
    def answers(self) -> bool:
        """Whether something acts on the article."""


def guide(citations: Callable[[], Mapping[str, Cited]]) -> dict[str, Callable[[], str]]:
    """How each page of the guide is made, by its path under docs/. ``citations`` tells what cites each article."""
    return {f"{FOLDER}/README.md": lambda: first_page(citations())} | {
        f"{FOLDER}/{group.register.title}.md": partial(register_page, group) for group in groups()}


def picture(name: str, words: str = "") -> list[str]:
    """The lines that show a picture of the guide under these words; none while it hasn't been drawn."""
    if not (PICTURES / f"{name}.png").exists():
        return []
    return [*((words, "") if words else ()), f"![{name}](图/{name}.png)", ""]


def first_page(cited: Mapping[str, Cited]) -> str:
    """docs/按钮图解/README.md: how buttons work, the common ones, the panel, and for each clause its buttons."""
    lines = [*_HOW, *picture(COMMON), "| 按钮 | 做什么 | 按以前 |", "|---|---|---|",
             *(f"| {extra.title} | {extra.tip} | {extra.before} |" for extra in EXTRAS), "",
             "## 控制台", "", "桌面上的“客服簿控制台”，做成批的事。每个按钮后面写着上次什么时候做的、结果怎样。", "",
             *picture("控制台"), "| 按钮 | 做什么 |", "|---|---|", *(f"| {job.title} | {job.tip} |" for job in JOBS), "",
             "## 每本登记簿的按钮", "", *picture("全部", "“客服”一页从左到右是这些（图里折成几行）："),
             "| 登记簿 | 直接按的 | 在“更多”里的 |", "|---|---|---|", *map(_overview, groups()), "",
             '<a id="index"></a>', "", "## 哪一条规定按哪个按钮", "",
             "括号里是按钮在哪一组；写着“更多”的，在那一组最后的“更多”里。“每晚核对会提醒”的，忘了办第二天早上的检查报告会列出来。", ""]
    for law in house.articles().regulations:
        lines += [f"### {law.name}", "", "| 条文 | 说的是什么 | 按哪个按钮 |", "|---|---|---|",
                  *(_clause(article, cited[article.id]) for article in law.articles), ""]
    return "\n".join(lines).rstrip() + "\n"


def register_page(group: Group) -> str:
    """docs/按钮图解/〈register〉.md: the register's group in the ribbon, and each of its buttons."""
    title = group.register.title
    opened = f"，“{MORE}”点开的样子" if group.more else ""
    lines = [f"# {title}的按钮", "", "[按钮图解](README.md) · [登记簿各栏](../登记簿.md) · [流程图](../办理事项.md)", "",
             *picture(f"{title}-按钮", f"上方“{TAB}”一页里“{title}”这一组{opened}："),
             *picture(title, "登记簿的样子（图里只留了一部分栏）：先选中要办的那一行，再按按钮。")]
    for sheet in group.register.sheets:
        if steps := [step for step in group.steps if step.sheet == sheet.name]:
            lines += [f"## {sheet.title}", "", *chain.from_iterable(_button(step, sheet) for step in steps)]
    return "\n".join(lines).rstrip() + "\n"


def _button(step: Step, sheet: Sheet) -> Iterator[str]:
    yield from (f'<a id="{step.name}"></a>', "", f"### {step.title}", "", f"{step.tip}", "", f"- 在哪里：{place_of(step)}",
                f"- 什么时候按：{since(step)}", f"- 由谁办：{'、'.join(step.roles)}")
    if must := needed(step):
        yield f"- 先填好：**{must}**"
    if may := welcome(step):
        yield f"- 可以填：{may}"
    yield f"- 办好以后：{'；'.join(_after(step, sheet))}"
    yield from (f"- 依据：{'；'.join(map(_link, step.articles))}", "")


def _after(step: Step, sheet: Sheet) -> Iterator[str]:
    states = [f"“{state}”" for state in (step.to, *step.or_to) if state]
    if "" in step.since:
        yield f"“{sheet[sheet.key].header}”自动填上"
    if "state" not in sheet.by_name:
        yield "这一行记好了"
    else:
        yield f"状态变成{'或'.join(states)}" if states else "状态不变"
    if step.prints:
        yield f"印出{'、'.join(f'《{house.documents()[name].title}》' for name in step.prints)}，在浏览器里打开"


def _overview(group: Group) -> str:
    title, more = group.register.title, [step for part in group.more for step in (*part.way, *part.others)]
    return f"| [{title}]({title}.md) | {'、'.join(map(_to, group.large))} | {'、'.join(map(_to, more))} |"


def _clause(article: Article, cited: Cited) -> str:
    return f"| {article.place} | {article.title} | {'；'.join(_answers(article, cited))} |"


def _answers(article: Article, cited: Cited) -> Iterator[str]:
    """What to press for an article; where nothing is pressed, who or what sees to it."""
    yield from (_to(step, with_group=True) for step in cited.steps)
    yield from (f"控制台的“{job.title}”" for job in JOBS if article.id in job.articles)
    if cited.statistics:
        yield "控制台的“月度统计”"
    if cited.deadlines:
        yield "看期限按“说明此到期时间”"
    if cited.obligations:
        yield "每晚核对会提醒"
    if article.by_hand:
        yield f"不用按钮，由人办理：{article.by_hand}"
    elif not (cited.steps or cited.statistics or cited.obligations or cited.deadlines):
        yield "不用按按钮，每晚核对会查；要马上查，按“检查本表”"


def _to(step: Step, with_group: bool = False) -> str:
    group = next(group for group in groups() if step in group.steps)
    title = group.register.title
    place = f"（{title}{'，更多' if step not in group.large else ''}）" if with_group else ""
    return f"[{step.title}]({title}.md#{step.name}){place}"


def _link(article: str) -> str:
    return f"[{basis(article)}](../条文对照.md#{article})"


_HOW = ["# 按钮图解", "",
        "谁来看：用 Excel 办理的每一个人。按钮怎样装，见 [安装与定时](../安装与定时.md)；"
        "想知道某一条规定按哪个按钮，看本页最后的[表](#index)。本页和各登记簿的页由程序生成。", "",
        "## 怎样按", "",
        "1. 打开登记簿，选中要办的那一行（一次办几行，就选中几行）。新的一行在最下面接着填。",
        "2. 把要填的格填好。没填的，按了以后光标会停在那一格，告诉你填什么。这一行里没有地方填的（写着“在补填单”的），"
        "按了会打开一张小的“补填单”，填好再按一次同一个按钮。",
        f"3. 点上方的“{TAB}”，在这本登记簿的一组里按按钮；不常用的在“{MORE}”里。鼠标停在按钮上，会显示做什么、什么时候按、依据哪一条。",
        "4. 一句话告诉你办了什么；别的登记簿要跟着改的，一起改好；有单据的，在浏览器里打开，按 Ctrl+P 打印。登记簿已经存好盘。",
        "5. 不合规定的不会办，会说明为什么、该怎么办。办错了，按“撤销上一步”。",
        "", f"## {COMMON}", ""]
