"""The handbook (对照手册): for every article the checks, steps, forms and figures that answer for it, with examples.

Pages are Markdown, made from the same tables that run; a test holds the committed pages to what is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from automation.core.articles import Article
from automation.core.documents import Document
from automation.core.obligations import Obligation
from automation.core.rules import Rule
from automation.core.schema import Column, Sheet
from automation.core.statistics import Statistic
from automation.core.steps import Step
from automation.desk import house


@dataclass
class Citations:
    """What cites an article."""

    rules: list[Rule] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    statistics: list[Statistic] = field(default_factory=list)
    obligations: list[Obligation] = field(default_factory=list)
    columns: list[tuple[Sheet, Column]] = field(default_factory=list)

    @property
    def answers(self) -> bool:
        """Whether something acts on the article (columns alone only store)."""
        return bool(self.rules or self.steps or self.documents or self.statistics)


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
    for sheet in house.catalogue().sheets.values():
        for column in sheet.columns:
            found[column.article].columns.append((sheet, column))
    return found


def articles_page() -> str:
    """docs/条文对照.md"""
    lines = ["# 条文对照", "", "本页由程序生成：每一条规章由哪些核对、办理事项、单据和统计来落实。", ""]
    cited = citations()
    for law in house.articles().regulations:
        lines += [f"## {law.name}", "", f"版本 {law.version}，{law.in_force:%Y-%m-%d} 起施行，{law.approved_by}核准。", ""]
        for article in law.articles:
            lines += _article(article, cited[article.id])
    return "\n".join(lines).rstrip() + "\n"


def _article(article: Article, cited: Citations) -> Iterator[str]:
    yield from (f"### {article.id}　{article.place}　{article.title}", "")
    if article.by_hand:
        yield from (f"由人办理：{article.by_hand}", "")
    for limit in article.limits:
        values = "，".join(f"{name} {value}" for name, value in limit.values.items())
        yield from (f"时限（{limit.since:%Y-%m-%d} 起）：{values}", "")
    declared = [rule for rule in cited.rules if rule.examples]
    derived = [rule for rule in cited.rules if not rule.examples]
    for rule in declared:
        yield f"**核对**　{rule.demands}"
        yield ""
        yield from (f"- {'临界' * example.boundary}{'' if example.passes else '不'}合格：{example.text}" for example in rule.examples)
        yield ""
    if derived:
        yield from (f"**资料核对**　{'、'.join(_derived(rule) for rule in derived)}", "")
    for title, names in (("办理", [f"{step.title}（{step.tip}）" for step in cited.steps]),
                         ("单据", [f"《{document.title}》" for document in cited.documents]),
                         ("每晚提醒", [f"{obligation.title}（{obligation.note}）" for obligation in cited.obligations]),
                         ("统计", [f"{statistic.title}（{statistic.note}）" for statistic in cited.statistics])):
        if names:
            yield from (f"**{title}**　{'；'.join(names)}", "")


def _derived(rule: Rule) -> str:
    kind, _, place = rule.name.partition("·")
    return f"{place}（{kind}）"


def registers_page() -> str:
    """docs/登记簿.md: every register, sheet and column."""
    lines = ["# 登记簿", "", "本页由程序生成：每本登记簿有哪些表、哪些栏，各栏由谁填写。", ""]
    for register in house.catalogue():
        lines += [f"## 《{register.title}》", ""]
        for sheet in register.sheets:
            lines += [f"### {sheet.title}", "", "| 栏 | 内容 | 谁填 | 必填 | 条文 | 说明 |", "|---|---|---|---|---|---|"]
            lines += [_column_line(column) for column in sheet.columns if not column.hidden]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _column_line(column: Column) -> str:
    required = {True: "是", False: ""}[column.required] if isinstance(column.required, bool) else "视情况"
    return (f"| {column.header} | {column.kind.value} | {column.owner.value} | {required} | {column.article} "
            f"| {column.note} |")


def steps_page() -> str:
    """docs/办理事项.md: every step, by register."""
    lines = ["# 办理事项", "", "本页由程序生成：每个事项从哪个状态到哪个状态、由谁办理、要填什么、印出什么。", ""]
    for sheet in house.catalogue().sheets.values():
        own = [step for step in house.steps().values() if step.sheet == sheet.name]
        if not own:
            continue
        lines += [f"## {sheet.title}", "", "| 事项 | 从 | 到 | 由谁办 | 要填 | 印出 | 条文 |", "|---|---|---|---|---|---|---|"]
        lines += [_step_line(step) for step in own]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _step_line(step: Step) -> str:
    catalogue, documents = house.catalogue(), house.documents()
    asks = "、".join(catalogue.sheets[ask.of or step.sheet][ask.column].header for ask in step.asks)
    prints = "、".join(f"《{documents[name].title}》" for name in step.prints)
    return (f"| {step.title} | {'、'.join(state or '新登记' for state in step.since)} | {step.to or '不变'} | "
            f"{'、'.join(step.roles)} | {asks} | {prints} | {' '.join(step.articles)} |")


PAGES = {"条文对照.md": articles_page, "登记簿.md": registers_page, "办理事项.md": steps_page}
