"""The buttons (按钮): which ones there are, where each stands in the ribbon, what it says of itself.

A button for every step, arranged by register, from the table of steps; the extra ones and the batch jobs are declared
here. The add-in, the panel and the staff's picture guide are made from this; whatever a new slice brings is in it at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from automation.core.schema import Column, Owner, Register, Sheet
from automation.core.steps import Ask, Step, asked_column
from automation.desk import house

TAB = "客服"
"""The ribbon's tab."""

MORE = "更多"
"""The menu at the end of a group, with the steps that have no large button."""

_LARGE = 5
_FIRST = 3
"""A register with no more than five steps has them all as large buttons; otherwise the main ways of its sheets stand large
as long as they fit into five, and of a longer one the first three steps. Where steps are declared ``often``, those stand large."""

_SLIP = "在补填单"
_DEFAULTS = {"now": "现在", "person": "经手人"}


@dataclass(frozen=True)
class Button:
    """A button that isn't a step. ``name`` is its Python function, ``tip`` says what it does, ``before`` what to do first.

    ``articles`` are those that it carries out by itself; the monthly statistics' stand at the statistics.
    """

    name: str
    title: str
    tip: str
    icon: str = ""
    before: str = ""
    articles: tuple[str, ...] = ()


COMMON = "常用"
EXTRAS = (
    Button("check_sheet", "检查本表", "核对正打开的这本登记簿，问题列在另一个工作簿里，点一下就跳到那一格；登记簿本身一格也不动。",
           "Spelling", "打开要核对的登记簿"),
    Button("find_customer", "按电话查客户", "按选中那一行的电话，列出这位客户的商品、保修、合同和没有办完的叫修、投诉。",
           "AutoDial", "选中有电话的那一行"),
    Button("undo_last", "撤销上一步", "撤销你刚才办理的一个事项，连同它写进别的登记簿的内容；那些格后来被人改过的，会说明为什么不能撤销。",
           "Undo", "打开刚才办理的登记簿"),
    Button("explain_due", "说明此到期时间", "说明选中那一行的期限是怎样算出来的：算了哪几段工作时间，哪几天没有算。",
           "DateAndTimeInsert", "选中有期限的那一行"),
    Button("print_form", "打印", "把选中那一行的单据再印一份，在浏览器里打开。", "FilePrint", "选中要印的那一行"),
    Button("due_today", "今日到期", "列出今天要办的事：快到时限的、今天到期的、已经超过的。", "CalendarToolToday", "打开任何一本登记簿"),
)

JOBS = (
    Button("nightly", "马上核对", "不等今晚，现在就把全部登记簿核对一遍，做出检查报告。"),
    Button("dispatch_list", "次日派工单", "印《次日优先派工单》：隔日遗留的排在最前，按叫修先后排。", articles=("AS2.11",)),
    Button("survey_cards", "意见调查卡", "为昨天结束的服务制意见调查卡，印出来寄给客户。", articles=("AS3.3",)),
    Button("expiry_letters", "到期通知书", "为快要期满的保养合同和保修印到期通知书。", articles=("AS2.13",)),
    Button("monthly", "月度统计", "做出上个月的各种统计表。"),
    Button("inbox", "接收回表", "把“收件”里填好发回来的表收进登记簿，收不进来的逐格列出。"),
)

PANEL_SHEET = "控制台"
FOLDER_CELL, FOLDER_AT = "department_folder", "C4"
"""The panel's named cell for the department's folder, and where it is; blank where the computer's own setting is used."""


def at_cell(job: str) -> str:
    """The panel's named cell for the time of a job's last run."""
    return f"{job}_at"


def outcome_cell(job: str) -> str:
    """The panel's named cell for the outcome of a job's last run, one sentence."""
    return f"{job}_outcome"


@dataclass(frozen=True)
class Part:
    """The steps of one sheet in a group's menu: those of its main way in order, and what may happen besides."""

    sheet: Sheet
    way: tuple[Step, ...]
    others: tuple[Step, ...]


@dataclass(frozen=True)
class Group:
    """A register's group in the ribbon: large buttons, and the menu 更多 by sheet."""

    register: Register
    large: tuple[Step, ...]
    more: tuple[Part, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of the group in the order in which they stand."""
        return (*self.large, *chain.from_iterable((*part.way, *part.others) for part in self.more))


def groups() -> tuple[Group, ...]:
    """The groups, one for each register that steps work on, in the order of the registers."""
    return tuple(arranged(register, sheets) for register in house.catalogue() if (sheets := _worked(register)))


def place_of(step: Step) -> str:
    """Where a step's button stands, as the guide says it: ``叫修登记簿 → 更多 → 补记``."""
    group = next(group for group in groups() if step in group.steps)
    way = (TAB, group.register.title, *(() if step in group.large else (MORE,)), step.title)
    return " → ".join(way)


def needed(step: Step) -> str:
    """What must be known before the step, by header and by where it is typed: what has no default."""
    return _by_place(step, [ask for ask in step.asks if _must(ask)])


def welcome(step: Step) -> str:
    """What may be filled in besides, with what is taken when it isn't.

    What has a place only on a slip counts where there is one: it is laid out when something that must be known belongs there.
    """
    slip = any(_must(ask) and _place(step, ask) == _SLIP for ask in step.asks)
    return _by_place(step, [ask for ask in step.asks if not _must(ask) and (slip or _place(step, ask) != _SLIP)])


def supertip(step: Step) -> str:
    """What the button's tip says, a line each: what it does, when, who, what must be filled in, which articles."""
    return "\n".join(_tip(step))


def _tip(step: Step) -> Iterator[str]:
    sheet = house.catalogue().sheets[step.sheet].title
    yield step.tip
    yield f"表：{sheet}。什么时候按：{since(step)}"
    yield f"由谁办：{'、'.join(step.roles)}"
    if must := needed(step):
        yield f"先填好：{must}"
    if step.prints:
        yield f"印出：{'、'.join(f'《{house.documents()[name].title}》' for name in step.prints)}"
    yield from (f"依据：{basis(article)}" for article in step.articles)


def basis(article: str) -> str:
    """An article as staff know it: the regulation, the place, the short title."""
    law = next(law for law in house.articles().regulations if house.articles()[article] in law.articles)
    return f"《{law.name}》{house.articles().title(article)}"


def since(step: Step) -> str:
    """When the button is pressed: on which rows."""
    states = "、".join(f"“{state}”" for state in step.since if state)
    fresh = "填好、还没有编号的新行" if "" in step.since else ""
    return "；或".join(filter(None, (fresh, f"状态是{states}的行" if states else "")))


def main_way(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The main way of one sheet's steps: the longest on which no step could have been taken at an earlier state already.

    That leaves out what may happen at any time (取消, 撤诉), detours (报请协助) and what leads on from several ends (重开). Where
    the work goes through another sheet in between, the way on from there follows.
    """
    ahead = [step for step in steps if not _leads_on_from_ends(step, steps)]
    return tuple(chain.from_iterable(_way_from((state,), ahead) for state in _starts(steps)))


def _leads_on_from_ends(step: Step, steps: Sequence[Step]) -> bool:
    others = {since for other in steps if other is not step for since, to in other.edges if since != to}
    return len(step.since) > 1 and not others & set(step.since)


def _way_from(seen: tuple[str, ...], steps: Sequence[Step]) -> tuple[Step, ...]:
    ways = ((step, *_way_from((*seen, step.to), steps)) for step in steps
            if step.to and step.to not in seen and [state for state in seen if state in step.since] == [seen[-1]])
    return max(ways, key=lambda way: (len(way), -sum(len(step.since) for step in way)), default=())


def _starts(steps: Sequence[Step]) -> list[str]:
    """Where the ways of a sheet begin: a new row first, then the states that none of its steps leads to."""
    since = list(dict.fromkeys(chain.from_iterable(step.since for step in steps)))
    led_to = {to for step in steps for start, to in step.edges if start != to}
    return sorted((state for state in since if state not in led_to), key=bool) or since[:1]


def arranged(register: Register, sheets: Sequence[tuple[Sheet, Sequence[Step]]]) -> Group:
    """The group of a register whose sheets have these steps: which stand large, and how the others are laid out in 更多."""
    ways = {sheet.name: main_way(steps) for sheet, steps in sheets}
    large = _large(ways.values(), [step for _, steps in sheets for step in steps])
    parts = (_part(sheet, [step for step in ways[sheet.name] if step not in large], [step for step in steps if step not in large])
             for sheet, steps in sheets)
    return Group(register, large, tuple(part for part in parts if part.way or part.others))


def _part(sheet: Sheet, way: Sequence[Step], steps: Sequence[Step]) -> Part:
    """A single step is no way: it stands among the others, in the order of the table."""
    if len(way) < 2:
        way = ()
    return Part(sheet, tuple(way), tuple(step for step in steps if step not in way))


def _large(ways: Iterable[Sequence[Step]], steps: Sequence[Step]) -> tuple[Step, ...]:
    if len(steps) <= _LARGE:
        return tuple(steps)
    if often := tuple(step for step in steps if step.often):
        return often
    large: list[Step] = []
    for way in ways:
        if len(large) + len(way) <= _LARGE:
            large += way
        elif not large:
            large += way[:_FIRST]
    return tuple(large)


def _worked(register: Register) -> list[tuple[Sheet, Sequence[Step]]]:
    own = ((sheet, [step for step in house.steps().values() if step.sheet == sheet.name]) for sheet in register.sheets)
    return [(sheet, steps) for sheet, steps in own if steps]


def own_column(step: Step, ask: Ask) -> Column | None:
    """The column of the step's own sheet in which an answer is typed before its button is pressed.

    One of another sheet has such a column only where a step fills a twin here; None: it is typed elsewhere.
    """
    own = house.catalogue().sheets[step.sheet]
    if not ask.of:
        return own[ask.column]
    header = asked_column(step, ask, house.catalogue()).header
    twin = next((column for column in own.columns if column.header == header), None)
    return twin if twin is not None and twin.owner is Owner.STEP and twin.formula is None else None


def _must(ask: Ask) -> bool:
    return ask.required and ask.default is None


def _place(step: Step, ask: Ask) -> str:
    """Where an answer is typed, "" for the row itself."""
    if own_column(step, ask) is not None:
        return ""
    return f"在“{house.catalogue().sheets[ask.of].title}”表" if ask.via else _SLIP


def _by_place(step: Step, asks: Sequence[Ask]) -> str:
    places: dict[str, list[str]] = {}
    for ask in asks:
        said = asked_column(step, ask, house.catalogue()).header
        said += f"（不填就是{_DEFAULTS.get(ask.default, ask.default)}）" if ask.default is not None else ""
        places.setdefault(_place(step, ask), []).append(said)
    return "；".join(f"{place}：{'、'.join(said)}" if place else "、".join(said) for place, said in places.items())
