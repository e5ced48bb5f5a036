"""The report of a month's visits (VS10): plan against actual, who and where, activities, what was heard, what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pandas as pd

from automation.core.books import Books
from automation.core.monthly import Cell, Extract, Line, Period, Report, Table, Unit, basis, places
from automation.visits.monthly.facts import UNKNOWN, Facts
from automation.visits.registers.common import ACTIVITIES, NOTHING, URGENT_KINDS

TITLE, ARTICLE, TOTAL, MONTHS = "每月巡访情况报告书", "VS10", "合计", 12
_HEARD = {"criticism": "批评意见", "suggestion": "建议", "hope": "希望", "complaint": "投诉"}
_TOLD = {"market": "市场行情", "rivals": "竞争对手动向", "policies": "其它企业销售政策"}
_PLACES = ("visits", "visit_plan_lines", "urgent_reports", "tech_helps", "consult_cards", "gift_requests")


def reckon(books: Books, key: str) -> Report:
    """The figures of a month and a supervisor (``2026-10 何立涛``) as the month ended."""
    month, _, supervisor = key.partition(" ")
    facts, department = Facts(books, Period.of(month), supervisor), books.department
    return Report(key, TITLE, department.setting("公司名称", default="（公司名称）"), basis(department.articles, ARTICLE),
                  {table.name: table for table in _tables(facts)},
                  {key: link for sheet in _PLACES for key, link in places(books, sheet)}, (_told(facts), _heard(facts)))


def _tables(facts: Facts) -> Iterator[Table]:
    yield Table("flow", "巡访情况", "计划数是计划日期在本月的；照计划去、没有去的按月末的情况；同一家去几次只算一家。", "", _COLUMNS,
                (_line("次数", facts.planned, facts.visits),))
    yield _by(facts, "visitor", "by_visitor", "按巡访人")
    yield _by(facts, "area", "by_area", "按区域")
    yield _by(facts, "grade", "by_grade", "按等级")
    yield _activities(facts)
    yield _opinions(facts)
    yield _months(facts)
    yield _upshots(facts)


_COLUMNS = tuple((name, Unit.COUNT) for name in ("计划巡访", "照计划去", "取消", "没有去", "临时去", "实际巡访", "巡访家数"))


def _line(name: str, planned: pd.DataFrame, visits: pd.DataFrame) -> Line:
    """Plan against actual for some of the planned and some of the made visits."""
    lines = (planned, planned[planned.made], planned[planned.called_off & ~planned.made], planned[~planned.made & ~planned.called_off])
    made = (visits[visits.line_no.isna()], visits)
    firms = visits.drop_duplicates("firm_no")
    return Line(name, (*(_cell(rows.line_no) for rows in lines), *(_cell(rows.visit_no) for rows in made),
                       Cell(int(visits.firm_no.nunique()), tuple(firms.visit_no))))


def _by(facts: Facts, column: str, name: str, title: str) -> Table:
    """Plan against actual by the values of a column."""
    planned, visits = facts.planned, facts.visits
    found = {*planned[column], *visits[column]}
    order = sorted(found - {UNKNOWN}) + [UNKNOWN] * (UNKNOWN in found)
    lines = tuple(_line(value, planned[planned[column] == value], visits[visits[column] == value]) for value in order)
    return Table(name, title, "计划的按计划的巡访人和现在的等级，实际的按巡访当时的。", title.removeprefix("按"), _COLUMNS, lines,
                 _line(TOTAL, facts.planned, facts.visits), adds_up=False)


def _activities(facts: Facts) -> Table:
    """VS3.2, VS3.3: what was done, each kind with its visits."""
    visits = facts.visits
    lines = [Line(title, (_cell(visits.visit_no[visits[name] == "是"]), Cell(_share((visits[name] == "是").sum(), len(visits)))))
             for name, title in ACTIVITIES.items()]
    return Table("activities", "巡访做了什么", "一次巡访可以有几样；占比是有这样活动的巡访占全部的多少。", "活动",
                 (("次数", Unit.COUNT), ("占比", Unit.SHARE)), tuple(lines), adds_up=False)


def _opinions(facts: Facts) -> Table:
    """VS3.1: what dealers criticise, suggest, hope for and complain of; how many complaints went on."""
    visits = facts.visits
    lines = [Line(title, (_cell(visits.visit_no[_said(visits[name])]),)) for name, title in _HEARD.items()]
    lines.append(Line("其中已转投诉", (_cell(visits.visit_no[visits.case_no.notna()]),)))
    return Table("opinions", "客户的意见", "听到这类意见的巡访次数。", "意见", (("次数", Unit.COUNT),), tuple(lines), adds_up=False)


def _months(facts: Facts) -> Table:
    """The last twelve months, this one last."""
    lines = []
    for after in range(1 - MONTHS, 1):
        period = Period.of(str(facts.period), after)
        then = Facts(facts.books, period, facts.supervisor)
        lines.append(_line(str(period), then.planned, then.visits))
    return Table("months", "近十二个月", "各月按自己月末的情况计。", "月份", _COLUMNS, tuple(lines), adds_up=False)


def _upshots(facts: Facts) -> Table:
    """VS3.2, VS6, VS7, VS11: urgent reports, technical help, consultation cards and gifts of the month."""
    raised = facts.of_visits("urgent_reports", "raised_at")
    opened, solved = (facts.of_visits("tech_helps", moment) for moment in ("opened_at", "solved_at"))
    handed, back = facts.of_firms("consult_cards", "handed_at"), facts.of_firms("consult_cards", "returned_on")
    given = facts.of_firms("gift_requests", "given_at")
    counts = [*((f"紧急报告：{kind}", raised.urgent_no[raised.kind == kind]) for kind in URGENT_KINDS),
              ("报请技术协助", opened.help_no), ("解决技术问题", solved.help_no), ("发出征询卡", handed.consult_no),
              ("收回征询卡", back.consult_no), ("赠送礼品", given.gift_no)]
    lines = [Line(title, (_cell(keys),)) for title, keys in counts]
    spent = Cell(sum(given.given.dropna(), Decimal("0.00")), tuple(given.gift_no))
    return Table("upshots", "巡访带回来的事", "紧急报告和技术协助按办理的日期计；礼品金额是实际金额。", "事项", (("数量", Unit.COUNT),),
                 (*lines, Line("礼品金额（元）", (spent,), Unit.MONEY)), adds_up=False)


def _told(facts: Facts) -> Extract:
    """What the daily reports say of the market, the rivals and others' policies."""
    return Extract("市场行情、同行动向和政策", "摘自巡访日报；写“无”的不列。",
                   (("日期", 12), ("客户", 24), *((title, 34) for title in _TOLD.values())), _rows(facts.visits, list(_TOLD)))


def _heard(facts: Facts) -> Extract:
    """What dealers criticise, suggest, hope for and complain of, in words."""
    visits = facts.visits.assign(wish=_joined(facts.visits, "suggestion", "hope"))
    return Extract("客户的批评、建议、希望和投诉", "摘自巡访日报；“希望”和“建议”并在一栏。",
                   (("日期", 12), ("客户", 24), ("批评意见", 34), ("建议和希望", 34), ("投诉", 34)),
                   _rows(visits, ["criticism", "wish", "complaint"]))


def _rows(visits: pd.DataFrame, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    said = visits[names].where(visits[names].apply(_said))
    kept = visits.assign(**said)[said.notna().any(axis=1)]
    days, firms = kept.started_at.dt.strftime("%Y-%m-%d"), kept.customer.fillna("")
    return tuple(zip(days, firms, *(kept[name].fillna("") for name in names), strict=True))


def _joined(visits: pd.DataFrame, first: str, second: str) -> pd.Series:
    one, two = (visits[name].where(_said(visits[name])) for name in (first, second))
    return (one + "；" + two).fillna(one).fillna(two)


def _said(texts: pd.Series) -> pd.Series:
    """Whether something is said."""
    return texts.notna() & (texts != NOTHING)


def _cell(keys: pd.Series) -> Cell:
    return Cell(len(keys), tuple(keys))


def _share(part: int, whole: int) -> Decimal | None:
    return (Decimal(int(part)) / whole).quantize(Decimal("0.0001")) if whole else None
