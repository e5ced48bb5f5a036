"""The figures of after-sales service: punctuality, ratings, reconciliation, what waits to be handed over."""

from __future__ import annotations

import pandas as pd

from automation.after_sales.registers.surveys import DEGREES, RATINGS
from automation.core.books import Books
from automation.core.statistics import Figures, Statistics

STATISTICS = Statistics()
statistic = STATISTICS.statistic


@statistic("规章版本", "AS1.2")
def rule_set(books: Books) -> Figures:
    """核对所依据的规章、版本、施行日期和核准人。"""
    laws = books.department.articles.regulations
    return Figures(pd.DataFrame(
        [(law.name, law.version, f"{law.in_force:%Y-%m-%d}", law.approved_by) for law in laws],
        columns=["规章", "版本", "施行日期", "核准"]))


def _arrivals(books: Books) -> pd.DataFrame:
    """Calls that were reached, with their zone, month and whether the arrival was within the limit."""
    calls = books.calls
    zone = books.lookup(calls.area, "areas", "zone")
    city, suburb = (books.limit("AS2.12", name, calls.called_at) for name in ("市区", "郊区"))
    used = books.elapsed(calls.called_at, calls.arrived_at)
    table = calls.assign(zone=zone, used=used, in_time=used <= city.where(zone == "市区", suburb) * 60,
                         month=calls.called_at.dt.strftime("%Y-%m"))
    return table[calls.arrived_at.notna() & zone.notna() & calls.called_at.notna()]


def _punctuality(table: pd.DataFrame, by: str, header: str) -> Figures:
    groups = table.groupby(by, sort=True)
    figures = pd.DataFrame({
        "到达件数": groups.size(), "时限内": groups.in_time.sum(), "超时": groups.size() - groups.in_time.sum(),
        "准时率": groups.in_time.mean(), "平均用时（小时）": (groups.used.mean() / 3600).round(1)})
    return Figures(figures.rename_axis(header).reset_index(), "准时率", ("准时率",))


@statistic("各月到达准时率", "AS2.12")
def punctuality_by_month(books: Books) -> Figures:
    """按叫修月份统计六小时、七小时内到达的比例。"""
    return _punctuality(_arrivals(books), "month", "月份")


@statistic("各技术员到达准时率", "AS2.12")
def punctuality_by_technician(books: Books) -> Figures:
    """按技术员统计六小时、七小时内到达的比例。"""
    return _punctuality(_arrivals(books), "technician", "技术员")


@statistic("各区域到达准时率", "AS2.12")
def punctuality_by_area(books: Books) -> Figures:
    """按区域统计六小时、七小时内到达的比例。"""
    return _punctuality(_arrivals(books), "area", "区域")


@statistic("叫修与凭证核对", "AS2.11")
def reconciliation(books: Books) -> Figures:
    """按月核对《叫修登记簿》与《服务凭证》的件数。"""
    calls, vouchers = books.calls, books.vouchers
    month = calls.called_at.dt.strftime("%Y-%m")
    live = calls.cancelled_at.isna()
    drawn = calls.call_no.isin(vouchers.call_no.dropna())
    filed = calls.call_no.isin(vouchers[vouchers.filed_at.notna()].call_no.dropna())
    table = pd.DataFrame({"叫修": live, "有凭证": live & drawn, "缺凭证": live & ~drawn, "未派工": live & calls.dispatched_at.isna(),
                          "已注销": calls.struck_off_at.notna(), "凭证已归档": live & filed, "已取消": ~live})
    return Figures(table.groupby(month).sum().astype(int).rename_axis("月份").reset_index())


@statistic("客户意见调查回收", "AS3.1 AS3.3")
def survey_returns(books: Books) -> Figures:
    """按制卡月份统计调查卡的寄出和收回。"""
    cards = books.cards
    month = cards.made_at.dt.strftime("%Y-%m")
    table = pd.DataFrame({"制卡": cards.card_no.notna(), "寄出": cards.sent_at.notna(), "收回": cards.returned_on.notna(),
                          "不再等候": cards.lapsed_on.notna()}).groupby(month).sum().astype(int)
    table["收回率"] = table["收回"] / table["寄出"].where(table["寄出"] > 0)
    return Figures(table.rename_axis("月份").reset_index(), "收回率", ("收回率",))


@statistic("服务人员每月品评", "AS3.2 AS3.4")
def ratings_by_person(books: Books) -> Figures:
    """按服务人员和收回月份统计四项品评的平均分，很满意四分，不满意一分；作为每月绩效考核的一部分。"""
    cards = books.cards[books.cards.returned_on.notna()]
    scores = {degree: len(DEGREES) - place for place, degree in enumerate(DEGREES)}
    columns = {"attitude": "服务态度", "skill": "技术水平", "punctuality": "到达时间", "promises": "答应事项"}
    table = pd.DataFrame({columns[name]: cards[name].map(scores).astype("float64") for name in RATINGS})
    groups = [cards.technician.rename("服务人员"), cards.returned_on.dt.strftime("%Y-%m").rename("月份")]
    means = table.groupby(groups).mean()
    means["总平均"] = means.mean(axis=1)
    means.insert(0, "收回卡数", table.groupby(groups).size())
    return Figures(means.round(2).reset_index(), "总平均")


@statistic("各程度的人次", "AS3.4")
def rating_degrees(books: Books) -> Figures:
    """四项品评各有多少客户选了哪个程度。"""
    cards = books.cards
    columns = {"attitude": "服务态度", "skill": "技术水平", "punctuality": "到达时间", "promises": "答应事项"}
    rows = [[header, *(int((cards[name] == degree).sum()) for degree in DEGREES)] for name, header in columns.items()]
    return Figures(pd.DataFrame(rows, columns=["品评项目", *DEGREES]))


@statistic("待移交的建议与抱怨", "AS3.2 AS3.6")
def waiting_handovers(books: Books) -> Figures:
    """还没有被投诉、提案登记簿接收的建议和抱怨，供市场营销部与客户人员联系。"""
    waiting = books.handovers[books.handovers.taken_at.isna()]
    table = waiting[["handover_no", "to", "customer", "matter"]].assign(
        since=waiting.made_at.dt.strftime("%Y-%m-%d"))
    return Figures(table.set_axis(["移交编号", "移交到", "客户", "事项", "移交日期"], axis=1))
