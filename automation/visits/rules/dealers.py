"""VS2, VS4: whom the visits go to, how often, and who makes them."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books, mapped
from automation.core.rules import Broken, broken
from automation.customers.registers.dealings import MOVED
from automation.visits.rules.table import rule

GRADES = ("A", "B", "C", "D")


def live_dealers(books: Books) -> pd.Series:
    """Which companies are dealers that are dealt with."""
    firms = books.firms
    return (firms.is_dealer == "是") & firms.approved_at.notna() & firms.ended_on.isna()


def _not_dealers(books: Books, sheet: str) -> Broken:
    kind = books.lookup(books.frame(sheet).firm_no, "firms", "is_dealer")
    return broken(kind.notna() & (kind != "是"))


@rule("VS2", "visits", at="firm_no", says="{firm_no} 不是经销商", right="巡访办法只管经销商；写错编号的改正")
def visit_to_another(books: Books) -> Broken:
    """巡访的都是经销商。

    合格：巡访日报 往来企业编号=W1｜客户卡 往来企业编号=W1；经销商=是
    不合格：巡访日报 往来企业编号=W1｜客户卡 往来企业编号=W1；经销商=否
    合格：巡访日报 往来企业编号=W9｜客户卡 往来企业编号=W1；经销商=否
    """
    return _not_dealers(books, "visits")


@rule("VS2", "visit_plan_lines", at="firm_no", says="{firm_no} 不是经销商", right="巡访办法只管经销商；写错编号的改正")
def plan_for_another(books: Books) -> Broken:
    """计划巡访的都是经销商。

    合格：计划巡访 往来企业编号=W1｜客户卡 往来企业编号=W1；经销商=是
    不合格：计划巡访 往来企业编号=W1｜客户卡 往来企业编号=W1；经销商=否
    """
    return _not_dealers(books, "visit_plan_lines")


@rule("VS2", "consult_cards", at="firm_no", says="{firm_no} 不是经销商", right="巡访办法只管经销商；写错编号的改正")
def card_for_another(books: Books) -> Broken:
    """《征询卡》发给经销商。

    合格：征询卡 往来企业编号=W1｜客户卡 往来企业编号=W1；经销商=是
    不合格：征询卡 往来企业编号=W1｜客户卡 往来企业编号=W1；经销商=否
    """
    return _not_dealers(books, "consult_cards")


@rule("VS2", "gift_requests", at="firm_no", says="{firm_no} 不是经销商", right="巡访办法只管经销商；写错编号的改正")
def gift_for_another(books: Books) -> Broken:
    """礼品送给经销商。

    合格：礼品申请 往来企业编号=W1｜客户卡 往来企业编号=W1；经销商=是
    不合格：礼品申请 往来企业编号=W1｜客户卡 往来企业编号=W1；经销商=否
    """
    return _not_dealers(books, "gift_requests")


def last_visits(books: Books) -> pd.Series:
    """From when each company's next visit is counted: its last visit, or the day it was taken on, or dealt with again."""
    firms, visits, changes = books.firms, books.visits, books.firm_changes
    last = mapped(firms.firm_no, visits[visits.firm_no.notna()].groupby("firm_no").started_at.max())
    back = mapped(firms.firm_no, changes[changes.source == MOVED].groupby("firm_no").changed_at.max())
    return pd.concat([last, back, firms.approved_at], axis=1).max(axis=1)


def intervals(books: Books, grades: pd.Series, since: pd.Series) -> pd.Series:
    """Days between two visits by grade, row by row; blank without a grade."""
    days = pd.Series(float("nan"), index=grades.index)
    for grade in GRADES:
        days = days.mask(grades == grade, books.limit("VS4", f"{grade}级间隔天数", since))
    return days


@rule("VS4", "firms", at="grade", who="visitor",
      says="{name}是 {grade} 级，从 {since:date} 起没有巡访过，已经超过 {days} 天", right="最迟应在 {due:date} 巡访；马上安排")
def visit_overdue(books: Books) -> Broken:
    """按等级定期巡访：A 级三十天，B 级六十天，C 级九十天，D 级一百八十天。

    临界合格：现在 2026-03-31 22:00｜客户卡 往来企业编号=W1；经销商=是；等级=A；承认时间=2025-01-05 09:00｜巡访日报 往来企业编号=W1；到访时间=2026-03-01 10:00
    临界不合格：现在 2026-04-01 09:00｜客户卡 往来企业编号=W1；经销商=是；等级=A；承认时间=2025-01-05 09:00｜巡访日报 往来企业编号=W1；到访时间=2026-03-01 10:00
    合格：现在 2026-04-01 09:00｜客户卡 往来企业编号=W1；经销商=是；等级=B；承认时间=2025-01-05 09:00｜巡访日报 往来企业编号=W1；到访时间=2026-03-01 10:00
    不合格：现在 2026-04-01 09:00｜客户卡 往来企业编号=W1；经销商=是；等级=C；承认时间=2025-12-31 09:00
    合格：现在 2026-04-01 09:00｜客户卡 往来企业编号=W1；经销商=是；等级=D；承认时间=2025-12-31 09:00
    合格：现在 2026-04-01 09:00｜客户卡 往来企业编号=W1；经销商=是；等级=C；承认时间=2025-12-31 09:00｜变更记录 往来企业编号=W1；来源=解除恢复；变更时间=2026-03-02 09:00
    不合格：现在 2026-04-01 09:00｜客户卡 往来企业编号=W1；经销商=是；等级=C；承认时间=2025-12-31 09:00｜变更记录 往来企业编号=W1；来源=随时变更；变更时间=2026-03-02 09:00
    合格：现在 2026-04-01 09:00｜客户卡 往来企业编号=W1；经销商=否；等级=A；承认时间=2025-12-31 09:00
    合格：现在 2026-04-01 09:00｜客户卡 往来企业编号=W1；经销商=是；等级=A；承认时间=2025-12-31 09:00；解除日期=2026-03-02
    """
    firms = books.firms
    since = last_visits(books).where(live_dealers(books))
    days = intervals(books, firms.grade, since)
    due = since.dt.normalize() + pd.to_timedelta(days, unit="D")
    return broken(books.today > due, since=since, days=days, due=due)


@rule("VS4", "firms", at="visitor", who="区域销售主管", says="{name}没有指定巡访人", right="指定专人负责巡访，原则上不是本区域的销售人员")
def no_visitor_named(books: Books) -> Broken:
    """每个经销商都指定专人巡访。

    合格：客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；指定巡访人=林访
    不合格：客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00
    合格：客户卡 往来企业编号=W1；经销商=否；承认时间=2026-01-05 09:00
    """
    return broken(live_dealers(books) & books.firms.visitor.isna())


def _own_area(books: Books, area: pd.Series, visitor: pd.Series) -> pd.Series:
    """Whether the visitor is the salesperson in charge of that very area."""
    return visitor.notna() & (books.lookup(area, "areas", "salesperson") == visitor)


@rule("VS4", "firms", at="visitor", who="区域销售主管", says="指定巡访人{visitor}就是负责{area}的销售人员，没有写明原因",
      right="改由别人巡访；确有必要的，写明“巡访人说明”")
def visitor_of_own_area(books: Books) -> Broken:
    """巡访人原则上不是负责本区域的销售人员；是的要写明原因。

    合格：客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=海淀区；指定巡访人=林访
    不合格：客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=海淀区；指定巡访人=刘洋
    合格：客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=海淀区；指定巡访人=刘洋；巡访人说明=客户点名
    合格：客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=昌平区；指定巡访人=刘洋
    """
    firms = books.firms
    return broken(live_dealers(books) & _own_area(books, firms.area, firms.visitor) & firms.visitor_reason.isna())


@rule("VS4", "visits", at="own_reason", says="{visitor}就是负责这一区域的销售人员，没有写明为什么由他巡访",
      right="写明原因；今后由指定的巡访人去")
def visited_by_own_salesperson(books: Books) -> Broken:
    """巡访原则上不由负责本区域的销售人员去；去了的要写明原因。

    合格：巡访日报 往来企业编号=W1；巡访人=林访｜客户卡 往来企业编号=W1；区域=海淀区
    不合格：巡访日报 往来企业编号=W1；巡访人=刘洋｜客户卡 往来企业编号=W1；区域=海淀区
    合格：巡访日报 往来企业编号=W1；巡访人=刘洋；本区销售员原因=巡访人请假｜客户卡 往来企业编号=W1；区域=海淀区
    合格：巡访日报 往来企业编号=W1；巡访人=刘洋｜客户卡 往来企业编号=W1；区域=海淀区；巡访人说明=客户点名
    """
    visits = books.visits
    own = _own_area(books, books.lookup(visits.firm_no, "firms", "area"), visits.visitor)
    return broken(own & visits.own_reason.isna() & books.lookup(visits.firm_no, "firms", "visitor_reason").isna())


@rule("VS4", "visit_plan_lines", at="visitor", says="{visitor}就是负责这一区域的销售人员，不应由他巡访",
      right="改由别人巡访；确有必要的，在客户卡上写明“巡访人说明”")
def planned_for_own_salesperson(books: Books) -> Broken:
    """计划的巡访人原则上不是负责本区域的销售人员。

    合格：计划巡访 往来企业编号=W1；巡访人=林访｜客户卡 往来企业编号=W1；区域=海淀区
    不合格：计划巡访 往来企业编号=W1；巡访人=刘洋｜客户卡 往来企业编号=W1；区域=海淀区
    合格：计划巡访 往来企业编号=W1；巡访人=刘洋｜客户卡 往来企业编号=W1；区域=海淀区；巡访人说明=客户点名
    """
    lines = books.visit_plan_lines
    own = _own_area(books, books.lookup(lines.firm_no, "firms", "area"), lines.visitor)
    return broken(own & books.lookup(lines.firm_no, "firms", "visitor_reason").isna())


@rule("VS4", "areas", at="supervisor", says="{name}有经销商，却没有写区域主管", right="写上负责这一区域巡访的区域销售主管")
def area_without_supervisor(books: Books) -> Broken:
    """有经销商的区域，都有区域销售主管负责。

    合格：客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=海淀区
    不合格：客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=昌平区
    合格：客户卡 往来企业编号=W1；经销商=否；承认时间=2026-01-05 09:00；区域=昌平区
    """
    areas = books.areas
    return broken(areas.name.isin(books.firms.area[live_dealers(books)].dropna()) & areas.supervisor.isna())
