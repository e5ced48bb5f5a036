"""The figures of suggestions: how soon they are answered, actual against target, who saved and proposed most, what was shared."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from automation.core.books import Books
from automation.core.statistics import Figures, Statistics
from automation.suggestions.registers.common import ADOPTED, KINDS
from automation.suggestions.rules import desks
from automation.suggestions.rules.commendations import halves

STATISTICS = Statistics()
statistic = STATISTICS.statistic
_MONTHS, _HALVES, _PLACES = 12, 4, 10


def _live(books: Books) -> pd.DataFrame:
    """Proposals that weren't given up, with the half year they were received in."""
    proposals = books.proposals[desks.live(books) & books.proposals.received_at.notna()]
    return proposals.assign(half=halves(proposals.received_at), who=desks.who(proposals))


@statistic("提案答复用天数", "SG1 SG5.4")
def days_to_answer(books: Books) -> Figures:
    """近十二个月按收到月份统计：收到、已答复的件数，从收到到答复平均和最长用几天。"""
    proposals = _live(books)
    days = (proposals.replied_at.dt.normalize() - proposals.received_at.dt.normalize()).dt.days
    groups = proposals.assign(days=days).groupby(proposals.received_at.dt.strftime("%Y-%m"))
    table = pd.DataFrame({"收到": groups.size(), "已答复": groups.days.count(), "平均天数": groups.days.mean().round(1),
                          "最长天数": groups.days.max(), "还没答复": groups.size() - groups.days.count()})
    return Figures(table.tail(_MONTHS).rename_axis("收到月份").reset_index(), "平均天数")


@statistic("提案目标与实际", "SG4 SG3")
def actual_against_target(books: Books) -> Figures:
    """近四个半年里，各类提案的目标件数、实际件数和达成比例。"""
    plans = books.suggestion_plans.dropna(subset=["half"]).sort_values("half").tail(_HALVES)
    targets = plans.set_index("half")[list(KINDS)].rename(columns=KINDS).stack(future_stack=True).rename("目标")
    proposals = _live(books)
    actual = proposals.groupby(["half", "kind"]).size().rename("实际")
    table = pd.concat([targets, actual.reindex(targets.index)], axis="columns").fillna(0).astype(int)
    lines = [" ".join(place) for place in table.index]
    share = (table["实际"] / table["目标"].where(table["目标"] > 0)).astype("float64")
    return Figures(table.assign(达成=share.to_numpy()).set_axis(pd.Index(lines, name="半年、类别")).reset_index(), "实际", ("达成",))


@statistic("提案成本降低额名次", "SG7.1 SG7.2")
def ranking_by_saving(books: Books) -> Figures:
    """最近有核定的半年里，客户按供求计划确定时的成本降低额排名，前十名。"""
    proposals = books.proposals[desks.live(books)]
    saved = proposals.assign(half=halves(proposals.saving_on), who=desks.who(proposals)).dropna(subset=["half", "who", "saving"])
    return _ranked(saved[saved.half == saved.half.max()], "成本降低额（元）",
                   lambda group: sum(group.saving, Decimal("0.00")))


@statistic("提案件数名次", "SG7.1 SG7.2")
def ranking_by_count(books: Books) -> Figures:
    """最近的半年里，客户按提案件数排名，前十名；件数相同的，降低额多的在前。"""
    proposals = _live(books).dropna(subset=["who"])
    return _ranked(proposals[proposals.half == proposals.half.max()], "提案件数", len)


@statistic("提案成果分配", "SG6.1")
def shared_benefits(books: Books) -> Figures:
    """近四个半年按结算时间统计：结算几笔，成果金额、客户所得、本企业所得和还没有支付的。"""
    table = books.settlements.dropna(subset=["settled_at", "benefit", "customer_share", "company_share"])
    unpaid = table.customer_share.where(table.paid_at.isna(), Decimal("0.00"))
    groups = table.assign(half=halves(table.settled_at), unpaid=unpaid).groupby("half")
    sums = {title: groups[name].agg(_sum) for title, name in (("成果金额", "benefit"), ("客户所得", "customer_share"),
                                                              ("本企业所得", "company_share"), ("还没支付", "unpaid"))}
    figures = pd.DataFrame({"笔数": groups.size(), **{title: amounts.astype("float64") for title, amounts in sums.items()}})
    return Figures(figures.tail(_HALVES).rename_axis("半年").reset_index(), "客户所得")


def _sum(amounts: pd.Series) -> Decimal:
    return sum(amounts, Decimal("0.00"))


def _ranked(rows: pd.DataFrame, measure: str, of) -> Figures:
    """Customers by a measure, the greatest first."""
    columns = ["名次", "客户", "半年", measure, "其中采纳"]
    if rows.empty:
        return Figures(pd.DataFrame(columns=columns))
    lines = [(group.customer.iloc[0], group.half.iloc[0], float(of(group)), int((group.adopted == ADOPTED).sum()),
              float(sum(group.saving.dropna(), Decimal(0)))) for _, group in rows.groupby("who", sort=True)]
    lines.sort(key=lambda line: (-line[2], -line[4], line[0]))
    return Figures(pd.DataFrame([(place, name, half, value, adopted) for place, (name, half, value, adopted, _)
                                 in enumerate(lines[:_PLACES], 1)], columns=columns), measure)
