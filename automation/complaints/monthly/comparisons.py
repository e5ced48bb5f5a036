"""A month beside others: last month, the same month last year, the last twelve; how long answers took; what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from automation.complaints.monthly.facts import NO_UNIT, Facts
from automation.complaints.monthly.tables import TOTAL, money
from automation.core.monthly import Cell, Line, Period, Table, Unit, Value

MONTHS = 12
_ASKED = ("收到", "受理", "不予受理", "结案", "月末未结")
_MOST = 15
"""How many customers, and how many products, that come back are named."""


Figures = Mapping[str, tuple[Cell, Unit]]
"""A month's main figures, by name."""


def history(facts: Facts) -> list[Figures]:
    """The main figures of the month and of the twelve before it, each as its own month ended; the oldest first."""
    return [_figures(Facts(facts.books, Period.of(str(facts.period), after))) for after in range(-MONTHS, 0)] + [_figures(facts)]


def compared(facts: Facts, past: list[Figures]) -> Table:
    """The month's main figures against last month's and those of the same month last year."""
    periods = [Period.of(str(facts.period), after) for after in (0, -1, -MONTHS)]
    found = [past[-1], past[-2], past[0]]
    lines = []
    for name, (_, unit) in found[0].items():
        this, last, year = (each[name][0] for each in found)
        lines.append(Line(name, (this, last, *_change(this, last), year, *_change(this, year)), unit))
    signed = ("比上月", "比上月%", "比去年同月", "比去年同月%")
    columns = tuple((title, Unit.SHARE if title.endswith("%") else Unit.COUNT)
                    for title in ("本月", "上月", *signed[:2], "去年同月", *signed[2:]))
    note = f"上月 {periods[1]}，去年同月 {periods[2]}；还没有登记的月份都是 0。"
    return Table("compared", "与上月、去年同月比较", note, "项目", columns, tuple(lines), adds_up=False, signed=signed)


def twelve_months(facts: Facts, past: list[Figures]) -> Table:
    """The last twelve months, this one last."""
    names = (*_ASKED, "答复天数（中位）")
    lines = [Line(str(Period.of(str(facts.period), after)), tuple(figures[name][0] for name in names))
             for after, figures in zip(range(1 - MONTHS, 1), past[1:], strict=True)]
    return Table("months", "近十二个月", "各月按自己月末的情况计。", "月份",
                 (*((name, Unit.COUNT) for name in _ASKED), ("答复天数（中位）", Unit.DAYS)), tuple(lines), adds_up=False)


def answering(facts: Facts, limit: int) -> Table:
    """CP5: working days from receipt to the written reply, of what was answered in the month; ``limit`` for a whole case."""
    answered = facts.cases[facts.flows["答复"] & facts.cases.days.notna()]
    units = sorted(set(answered.unit) - {NO_UNIT}) + ([NO_UNIT] if NO_UNIT in set(answered.unit) else [])
    lines = tuple(_answered(unit, answered[answered.unit == unit], limit) for unit in units)
    note = "从接诉到书面答复的工作日（接诉当天不算）；九成：每十件有九件不超过这么多天。没有交受理单位的，由市场营销部答复。"
    columns = (("答复件数", Unit.COUNT), ("中位", Unit.DAYS), ("九成", Unit.DAYS), ("最长", Unit.DAYS), (f"超过 {limit} 天", Unit.COUNT))
    return Table("answering", "答复天数", note, "受理单位", columns, lines, _answered(TOTAL, answered, limit), adds_up=False)


def customers_back(facts: Facts) -> Table:
    """Customers of this month who complained before within twelve months, most often first."""
    return _coming_back(facts, "who", "customers", "再次投诉的客户", "客户", "本月投诉、近十二个月里不止一次的客户。")


def products_back(facts: Facts) -> Table:
    """CP1: the same product with the same ground again within twelve months; how often after a measure against it."""
    note = "本月又有、近十二个月里不止一次的；防范后再发：以前的案件落实防范措施以后又收到的。"
    table = _coming_back(facts, "same", "products", "再次发生的商品和理由", "商品型号·投诉理由", note)
    recent = _recent(facts)
    known = recent.groupby("same").prevented_at.min()
    received = recent[facts.flows["收到"].reindex(recent.index)]
    after = received[received.received_at > known.reindex(received.same).set_axis(received.index)]
    keys = after.groupby("same").case_no.agg(tuple)
    lines = tuple(Line(line.name, (*line.cells, Cell(len(keys.get(line.name, ())), keys.get(line.name, ())))) for line in table.lines)
    return Table(table.name, table.title, table.note, table.head, (*table.columns, ("防范后再发", Unit.COUNT)), lines, adds_up=False)


def percentile(days: pd.Series, percent: int) -> Value:
    """The least number of days within which at least so many percent were answered; None of none."""
    ordered = sorted(int(each) for each in days)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else None


def median(days: pd.Series) -> Value:
    """The middle one, or half way between the two middle ones; None of none."""
    ordered = sorted(int(each) for each in days)
    if not ordered:
        return None
    return _whole(Decimal(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2)


def _whole(value: int | Decimal) -> int | Decimal:
    """Half days stay, whole ones are shown without a fraction; money keeps its fen."""
    return int(value) if isinstance(value, Decimal) and value.as_tuple().exponent == -1 and value == int(value) else value


def _figures(then: Facts) -> Figures:
    """A month's main figures, as that month ended."""
    masks, cases, amounts = then.flows, then.cases, then.amounts
    found = {name: (_counted(cases[masks[name]]), Unit.COUNT) for name in _ASKED}
    received, answered = cases[masks["收到"]], cases[masks["答复"] & cases.days.notna()]
    approved, paid = amounts[then.approved], amounts[then.paid]
    whole = {"投诉数量": (Cell(int(received.quantity.sum()), tuple(received.case_no)), Unit.COUNT),
             "投诉金额": (Cell(money(received.amount), tuple(received.case_no)), Unit.MONEY),
             "核准金额": (Cell(money(approved.approved), tuple(approved.amount_no)), Unit.MONEY),
             "支付金额": (Cell(money(paid.paid), tuple(paid.amount_no)), Unit.MONEY),
             "答复件数": (_counted(answered), Unit.COUNT),
             "答复天数（中位）": (Cell(median(answered.days), tuple(answered.case_no)), Unit.DAYS),
             "答复天数（九成）": (Cell(percentile(answered.days, 90), tuple(answered.case_no)), Unit.DAYS)}
    return found | whole


def _answered(name: str, answered: pd.DataFrame, limit: int) -> Line:
    keys, over = tuple(answered.case_no), answered[answered.days > limit]
    longest = int(answered.days.max()) if len(answered) else None
    slowest = tuple(answered[answered.days == longest].case_no)
    return Line(name, (Cell(len(keys), keys), Cell(median(answered.days), keys), Cell(percentile(answered.days, 90), keys),
                       Cell(longest, slowest), _counted(over)))


def _coming_back(facts: Facts, column: str, name: str, title: str, head: str, note: str) -> Table:
    recent = _recent(facts)
    now = recent[facts.flows["收到"].reindex(recent.index)]
    this, whole = (rows.groupby(column).case_no.agg(tuple) for rows in (now, recent))
    again = sorted((key for key in this.index if len(whole[key]) > 1), key=lambda key: (-len(this[key]), -len(whole[key]), key))[:_MOST]
    lines = tuple(Line(key, (Cell(len(this[key]), this[key]), Cell(len(whole[key]), whole[key]))) for key in again)
    return Table(name, title, f"{note}最多列 {_MOST} 项。", head, (("本月", Unit.COUNT), ("近十二个月", Unit.COUNT)), lines, adds_up=False)


def _recent(facts: Facts) -> pd.DataFrame:
    """The cases of the last twelve months; ``same`` names product and ground together."""
    year = Period.of(str(facts.period), 1 - MONTHS).first
    return facts.cases[facts.cases.received_at >= year].assign(same=facts.cases.model + " · " + facts.cases.ground)


def _counted(rows: pd.DataFrame) -> Cell:
    return Cell(len(rows), tuple(rows.case_no))


def _change(now: Cell, before: Cell) -> tuple[Cell, Cell]:
    """By how much a figure changed, and by which share of what it was; no share of nothing."""
    if now.value is None or before.value is None:
        return Cell(None), Cell(None)
    change = now.value - before.value
    return Cell(_whole(change)), Cell((Decimal(change) / before.value).quantize(Decimal("0.0001")) if before.value else None)
