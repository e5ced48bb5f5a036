"""docs/办理事项.md and its state diagrams: every step, from the table of steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from automation.core.diagram import diagram
from automation.core.schema import Sheet
from automation.core.steps import Ask, Step
from automation.desk import house
from automation.desk.handbook_registers import link

_DEFAULTS = {"now": "不写就是现在", "person": "不写就是经手人"}


def steps_page() -> str:
    """docs/办理事项.md: every step, by sheet, with the sheet's state diagram."""
    lines = ["# 办理事项", "",
             "本页由程序生成：每个事项做什么、从哪个状态到哪个状态、由谁办理、要填什么、印出什么。"
             "图里一行是一个事项：圆点是从哪个状态办起，箭头是办完到哪个状态，圆圈是办完状态不变。", ""]
    for sheet, steps in _worked():
        lines += _sheet(sheet, steps)
    return "\n".join(lines).rstrip() + "\n"


def pictures() -> dict[str, Callable[[], str]]:
    """The state diagrams: file name → how its SVG is made."""
    return {picture(sheet): partial(_diagram, sheet.name) for sheet, _ in _worked()}


def picture(sheet: Sheet) -> str:
    """Where a sheet's state diagram lies under docs/."""
    return f"流程图/{sheet.title}.svg"


def _diagram(sheet: str) -> str:
    return diagram(house.steps().values(), sheet)


def _worked() -> list[tuple[Sheet, Sequence[Step]]]:
    """The sheets that steps work on, each with its steps."""
    own = ((sheet, [step for step in house.steps().values() if step.sheet == sheet.name])
           for sheet in house.catalogue().sheets.values())
    return [(sheet, steps) for sheet, steps in own if steps]


def _sheet(sheet: Sheet, steps: Sequence[Step]) -> Iterator[str]:
    yield from (f"## {sheet.title}", "", f"![{sheet.title}的流程图]({picture(sheet)})", "",
                "| 事项 | 做什么 | 从 | 到 | 由谁办 | 印出 | 条文 |", "|---|---|---|---|---|---|---|")
    yield from map(_step, steps)
    yield from ("", "要填的栏（粗体的一定要有；表里已经填了的不用再写）：", "")
    yield from (f"- {step.title}：{'、'.join(_ask(step, ask) for ask in step.asks)}" for step in steps if step.asks)
    yield ""


def _step(step: Step) -> str:
    prints = "、".join(f"《{house.documents()[name].title}》" for name in step.prints)
    to = "、".join(filter(None, (step.to, *step.or_to))) or "不变"
    return (f"| {step.title} | {step.tip} | {'、'.join(state or '新登记' for state in step.since)} | {to} | "
            f"{'、'.join(step.roles)} | {prints} | {' '.join(map(link, step.articles))} |")


def _ask(step: Step, ask: Ask) -> str:
    header = house.catalogue().sheets[ask.of or step.sheet][ask.column].header
    if ask.default is not None:
        return f"{header}（{_DEFAULTS.get(ask.default, f'不写就是{ask.default}')}）"
    return f"**{header}**" if ask.required else header
