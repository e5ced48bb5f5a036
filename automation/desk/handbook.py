"""The handbook (对照手册): the pages of docs/ that are made from the same tables that run.

For every article the checks, steps, forms and figures that answer for it, with examples (here); every register and its
columns (:mod:`.handbook_registers`); every step with its diagram (:mod:`.handbook_steps`); every printed form
(:mod:`.handbook_forms`); every button (:mod:`.handbook_buttons`). A test holds the committed pages to what is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from automation.core.articles import Article, Regulation
from automation.core.deadlines import Deadline
from automation.core.documents import Document
from automation.core.fillable.declare import FillForm
from automation.core.findings import Severity
from automation.core.obligations import Obligation
from automation.core.rules import Example, Rule
from automation.core.schema import Column, Sheet
from automation.core.statistics import Statistic
from automation.core.steps import Step
from automation.desk import house
from automation.desk.handbook_buttons import guide
from automation.desk.handbook_forms import forms_page
from automation.desk.handbook_registers import registers_page
from automation.desk.handbook_steps import pictures, steps_page


@dataclass
class Citations:
    """What cites an article."""

    rules: list[Rule] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    statistics: list[Statistic] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    forms: list[FillForm] = field(default_factory=list)
    columns: list[tuple[Sheet, Column]] = field(default_factory=list)

    @property
    def answers(self) -> bool:
        """Whether something acts on the article (columns alone only store)."""
        return bool(self.rules or self.steps or self.documents or self.statistics)

    @property
    def declared(self) -> list[Rule]:
        """The rules with examples of their own."""
        return [rule for rule in self.rules if rule.examples]

    @property
    def derived(self) -> list[Rule]:
        """The rules that follow from the columns' declarations."""
        return [rule for rule in self.rules if not rule.examples]


def citations() -> Mapping[str, Citations]:
    """Everything in the house that cites an article, by article."""
    found = {article.id: Citations() for article in house.articles()} | {"DQ": Citations()}
    for rule in house.rules():
        found[rule.article].rules.append(rule)
    for step in house.steps().values():
        for article in step.articles:
            found[article].steps.append(step)
    for document in house.documents().values():
        for article in document.articles:
            found[article].documents.append(document)
    for statistic in house.statistics():
        for article in statistic.articles:
            found[article].statistics.append(statistic)
    for obligation in house.obligations():
        for article in obligation.articles:
            found[article].obligations.append(obligation)
    for deadline in house.deadlines():
        found[deadline.article].deadlines.append(deadline)
    for form in house.forms().values():
        for article in form.articles:
            found[article].forms.append(form)
    for sheet in house.catalogue().sheets.values():
        for column in sheet.columns:
            found[column.article].columns.append((sheet, column))
    return found


def articles_page() -> str:
    """docs/条文对照.md"""
    lines = ["# 条文对照", "",
             "本页由程序生成：每一条规章由哪些核对、办理事项、单据、提醒和统计来落实。“临界”的例子正好压在界线上。", "",
             "[登记簿](登记簿.md) · [办理事项](办理事项.md) · [命令](命令.md)", ""]
    cited = citations()
    for law in house.articles().regulations:
        lines += _overview(law, cited)
        for article in law.articles:
            lines += _article(article, cited[article.id])
    lines += ["## 资料质量", "", "各栏自己的要求，不出自哪一条规章：", "", *_derived(cited["DQ"].rules)]
    return "\n".join(lines).rstrip() + "\n"


def _overview(law: Regulation, cited: Mapping[str, Citations]) -> Iterator[str]:
    yield from (f"## {law.name}", "", f"版本 {law.version}，{law.in_force:%Y-%m-%d} 起施行，{law.approved_by}核准。", "",
                "| 条文 | 标题 | 核对 | 资料核对 | 办理 | 单据 | 每晚提醒 | 统计 |", "|---|---|--:|--:|--:|--:|--:|--:|")
    for article in law.articles:
        own = cited[article.id]
        counts = (own.declared, own.derived, own.steps, own.documents, own.obligations, own.statistics)
        shown = " | ".join(str(len(each) or "") for each in counts)
        by_hand = "（由人办理）" if article.by_hand else ""
        yield f"| [{article.id}](#{article.id}) | {article.place}　{article.title}{by_hand} | {shown} |"
    yield ""


def _article(article: Article, cited: Citations) -> Iterator[str]:
    yield from (f'<a id="{article.id}"></a>', "", f"### {article.id}　{article.place}　{article.title}", "")
    if article.by_hand:
        yield from (f"由人办理：{article.by_hand}", "")
    for limit in article.limits:
        values = "，".join(f"{name} {value}" for name, value in limit.values.items())
        yield from (f"限额（{limit.since:%Y-%m-%d} 起）：{values}", "")
    for rule in cited.declared:
        yield from _rule(rule)
    for title, items in (
            ("资料核对", _derived(cited.derived)),
            ("办理", [f"- {step.title}：{step.tip}" for step in cited.steps]),
            ("单据", [f"- 《{document.title}》（{document.paper}）" for document in cited.documents]),
            ("可以填回的表", [f"- 《{form.title}》：{form.words}" for form in cited.forms]),
            ("期限", [f"- {deadline.title}（{deadline.who_shown(house.catalogue())}）：{deadline.words}" for deadline in cited.deadlines]),
            ("每晚提醒", [f"- {obligation.title}：{obligation.note}" for obligation in cited.obligations]),
            ("统计", [f"- {statistic.title}：{statistic.note}" for statistic in cited.statistics])):
        if lines := list(items):
            yield from (f"**{title}**", "", *lines, "")


def _rule(rule: Rule) -> Iterator[str]:
    sheet = house.catalogue().sheets[rule.sheet]
    mild = "（只作提示）" if rule.severity is Severity.NOTICE else ""
    yield from (f"**核对**　{rule.demands}{mild}", "")
    yield from (f"标在“{sheet.title}”的“{sheet[rule.at].header}”：{_said(sheet, rule.says)}。应当：{_said(sheet, rule.right)}。", "")
    yield from (f"- {_verdict(example)}：{example.text}" for example in rule.examples)
    yield ""


def _verdict(example: Example) -> str:
    return ("临界，" if example.boundary else "") + ("合格" if example.passes else "不合格")


def _said(sheet: Sheet, wording: str) -> str:
    """A message with 〈header〉 where it names a column, and … where it names a value that the check reckons."""
    def name(match: re.Match[str]) -> str:
        return f"〈{sheet[match[1]].header}〉" if match[1] in sheet.by_name else "…"
    return re.sub(r"\{(\w+)(?::\w+)?\}", name, wording).rstrip("。")


_DERIVED = {"必填": "必填", "重复": "不重复", "查无": "编号查得到", "不在表": "在名单里", "过小": "不过小", "日期": "日期合理"}


def _derived(rules: Iterable[Rule]) -> list[str]:
    """The checks that follow from declarations: a line for each sheet, its columns with what is asked of them."""
    asked: dict[str, dict[str, list[str]]] = {}
    for rule in rules:
        kind, *between, sheet, header = rule.name.split("·")
        demand = f"不早于{between[0]}" if between else _DERIVED[kind]
        asked.setdefault(sheet, {}).setdefault(header, []).append(demand)
    return [f"- {sheet}：" + "；".join(f"{header}（{'、'.join(demands)}）" for header, demands in columns.items())
            for sheet, columns in asked.items()]


def pages() -> dict[str, Callable[[], str]]:
    """How each file of docs/ that is made from the tables is made, by its path under docs/."""
    return ({"条文对照.md": articles_page, "登记簿.md": registers_page, "办理事项.md": steps_page, "单据.md": forms_page}
            | pictures() | guide(citations))
