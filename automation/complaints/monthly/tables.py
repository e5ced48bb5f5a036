"""The tables of a month's complaint statistics (CP19), each figure with the numbers of the cases behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from automation.complaints.monthly.facts import NO_UNIT, UNDECIDED, UNKNOWN, WITHDRAWN, Facts
from automation.complaints.registers.common import DEMANDS, GROUNDS, OUTCOMES, REFUSED
from automation.core.monthly import Cell, Line, Table, Unit, Value

TOTAL = "合计"
_FLOWS = ("收到", "受理", "不予受理", "结案", "月末未结")
COLUMNS = (*((name, Unit.COUNT) for name in _FLOWS), ("投诉数量", Unit.COUNT), ("投诉金额", Unit.MONEY), ("支付金额", Unit.MONEY))
"""What the tables by ground, product, unit, demand and result count."""


def flow(facts: Facts) -> Table:
    """Where the month's cases came from and went to: 月初未结 + 收到 − 结案 − 婉答完毕 − 撤诉 = 月末未结."""
    names = ("月初未结", "收到", "结案", "婉答完毕", "撤诉", "月末未结")
    masks = facts.flows
    cells = [Cell(int(masks[name].sum()), _keys(facts.cases[masks[name]])) for name in names]
    merged = Cell(len(facts.merged), _keys(facts.merged))
    return Table("flow", "案件进出", "月初未结＋收到－结案－婉答完毕－撤诉＝月末未结；重复投诉并入别的案件的，只算一件。", "",
                 (*((name, Unit.COUNT) for name in names), ("另有并案", Unit.COUNT)), (Line("件数", (*cells, merged)),))


def by_ground(facts: Facts) -> Table:
    """CP3: by the ground of the complaint."""
    return _by(facts, "ground", "by_ground", "按投诉理由", "投诉理由", GROUNDS)


def by_model(facts: Facts) -> Table:
    """By product, those most complained of first."""
    order = facts.cases.model[facts.flows["收到"]].value_counts()
    known = sorted(order.index, key=lambda model: (-order[model], model))
    return _by(facts, "model", "by_model", "按商品型号", "商品型号", known)


def by_unit(facts: Facts) -> Table:
    """CP9: by the handling unit."""
    return _by(facts, "unit", "by_unit", "按受理单位", "受理单位", sorted(set(facts.cases.unit) - {NO_UNIT}))


def by_result(facts: Facts) -> Table:
    """By what came of the cases, as far as it was decided when the month ended."""
    return _by(facts, "result", "by_result", "按处理结果", "处理结果", (*OUTCOMES, REFUSED, WITHDRAWN))


def by_demand(facts: Facts) -> Table:
    """CP2: by what the customer demands; a case may hold several, so the total isn't the sum of the lines."""
    cases, amounts = facts.cases, facts.amounts
    lines = [_line(facts, title, cases[name] == "是", amounts[name] == "是") for name, title in DEMANDS.items()]
    none, unasked = (~pd.concat([table[name] == "是" for name in DEMANDS], axis=1).any(axis=1) for table in (cases, amounts))
    lines.append(_line(facts, "没有写要求", none, unasked))
    note = "一件可以有几种要求，各行相加会大于合计；合计是案件数。"
    shown = _worth_a_line(lines, keep=len(DEMANDS))
    return Table("by_demand", "按客户要求", note, "客户要求", COLUMNS, shown, _total(facts), adds_up=False)


def crossed(facts: Facts, column: str, title: str) -> Table:
    """Received cases by ground and product, or by ground and unit; both sums stand beside it."""
    received = facts.cases[facts.flows["收到"]]
    across = received[column].value_counts()
    heads = sorted(across.index, key=lambda name: (-across[name], name))
    found = received.groupby(["ground", column]).case_no.agg(tuple)

    def line(name: str, keys: Mapping[str, tuple[str, ...]], whole: tuple[str, ...]) -> Line:
        return Line(name, (*(_cell(keys.get(head, ())) for head in heads), _cell(whole)))
    grounds = _ordered(received.ground, GROUNDS, all_of_them=True)
    lines = [line(ground, {head: found.get((ground, head), ()) for head in heads}, _keys(received[received.ground == ground]))
             for ground in grounds]
    total = line(TOTAL, {head: _keys(received[received[column] == head]) for head in heads}, _keys(received))
    columns = tuple((head, Unit.COUNT) for head in (*heads, TOTAL))
    return Table(f"ground_by_{column}", title, "本月收到的案件。", "投诉理由", columns, tuple(lines), total)


def pareto(facts: Facts) -> Table:
    """The grounds by weight, with their running share of the month's cases."""
    received = facts.cases[facts.flows["收到"]]
    counts = received.ground.value_counts()
    order = sorted(counts.index, key=lambda ground: (-counts[ground], ground))
    lines, running = [], 0
    for ground in order:
        running += int(counts[ground])
        lines.append(Line(ground, (_cell(_keys(received[received.ground == ground])), Cell(_share(counts[ground], len(received))),
                                   Cell(_share(running, len(received))))))
    return Table("pareto", "投诉理由排列", "从多到少排列；累计到八成左右的几项，是最该先改进的。", "投诉理由",
                 (("件数", Unit.COUNT), ("占比", Unit.SHARE), ("累计占比", Unit.SHARE)), tuple(lines), adds_up=False)


def _by(facts: Facts, column: str, name: str, title: str, head: str, known: Sequence[str]) -> Table:
    """A table whose lines are the values of a column: the known ones in their order, then whatever else there is."""
    values = pd.concat([facts.cases[column], facts.amounts[column]])
    lines = [_line(facts, value, facts.cases[column] == value, facts.amounts[column] == value) for value in _ordered(values, known)]
    return Table(name, title, "受理、结案等按各自发生的月份计；受理单位和处理结果按月末的情况。", head, COLUMNS,
                 _worth_a_line(lines, keep=len(GROUNDS) if column == "ground" else 0), _total(facts))


def _ordered(values: pd.Series, known: Sequence[str], all_of_them: bool = False) -> list[str]:
    present = set(values)
    last = [each for each in (UNKNOWN, NO_UNIT, UNDECIDED) if each in present]
    return [*(known if all_of_them else dict.fromkeys(known)), *sorted(present - set(known) - set(last)), *last]


def _worth_a_line(lines: Iterable[Line], keep: int) -> tuple[Line, ...]:
    """Lines with nothing in them are left out, but for the first ``keep`` that are always shown."""
    return tuple(line for place, line in enumerate(lines) if place < keep or any(cell.value for cell in line.cells))


def _total(facts: Facts) -> Line:
    return _line(facts, TOTAL, pd.Series(True, index=facts.cases.index), pd.Series(True, index=facts.amounts.index))


def _line(facts: Facts, name: str, of_cases: pd.Series, of_amounts: pd.Series) -> Line:
    """One line: the flows of these cases, and what they ask for and got."""
    masks = facts.flows
    received = facts.cases[of_cases & masks["收到"]]
    paid = facts.amounts[of_amounts & facts.paid]
    return Line(name, (*(_cell(_keys(facts.cases[of_cases & masks[flow]])) for flow in _FLOWS),
                       Cell(int(received.quantity.sum()), _keys(received)), Cell(money(received.amount), _keys(received)),
                       Cell(money(paid.paid), _keys(paid, "amount_no"))))


def money(amounts: pd.Series) -> Decimal:
    """The sum of amounts, exact; blanks count nothing."""
    return sum(amounts.dropna(), Decimal("0.00"))


def _cell(keys: tuple[str, ...]) -> Cell:
    return Cell(len(keys), keys)


def _keys(rows: pd.DataFrame, key: str = "case_no") -> tuple[str, ...]:
    return tuple(rows[key])


def _share(part: int, whole: int) -> Value:
    return (Decimal(int(part)) / whole).quantize(Decimal("0.0001")) if whole else None
