"""VS3.1, VS3.3, VS9: what a visit brought, reported on the same day with the customer card, looked through, passed on."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books
from automation.core.rules import Broken, broken
from automation.visits.registers.common import ACTIVITIES, NOTHING
from automation.visits.rules.table import rule


@rule("VS3.3", "visits", at="introduced", says="没有写这次巡访做了什么", right="在产品介绍到公关活动各栏里至少写一个“是”")
def no_activity(books: Books) -> Broken:
    """每次巡访都写明做了什么，可以有几样。

    合格：巡访日报 巡访编号=F1；公关活动=是
    不合格：巡访日报 巡访编号=F1；产品介绍=否
    不合格：巡访日报 巡访编号=F1
    """
    visits = books.visits
    return broken(visits.visit_no.notna() & ~(visits[list(ACTIVITIES)] == "是").any(axis=1))


def passed_on_late(books: Books, said: pd.Series, number: pd.Series, limit: str, article: str) -> tuple[pd.Series, pd.Series]:
    """Whether something heard on a visit is still without its number when its working days are over, and the last day for it."""
    since = books.visits.started_at.where(said.notna() & (said != NOTHING) & number.isna())
    due = books.due(since, books.limit(article, limit, since))
    return books.today > due, due


@rule("VS3.1", "visits", at="case_no", says="{started_at:date} 听到投诉“{complaint}”，没有记进《客户投诉登记簿》", right="最迟 {due:date} 办理“巡访转投诉”")
def complaint_not_passed_on(books: Books) -> Broken:
    """巡访听到的投诉，下一个工作日以前转进《客户投诉登记簿》。

    临界合格：现在 2026-03-03 22:00｜巡访日报 到访时间=2026-03-02 10:00；投诉=水箱漏水
    临界不合格：现在 2026-03-04 01:00｜巡访日报 到访时间=2026-03-02 10:00；投诉=水箱漏水
    合格：巡访日报 到访时间=2026-03-02 10:00；投诉=水箱漏水；投诉编号=T1
    合格：巡访日报 到访时间=2026-03-02 10:00；投诉=无
    合格：巡访日报 到访时间=2026-03-02 10:00
    """
    visits = books.visits
    late, due = passed_on_late(books, visits.complaint, visits.case_no, "转登工作日", "VS3.1")
    return broken(late, due=due)


@rule("VS3.1", "visits", at="proposal_no", says="{started_at:date} 听到建议“{suggestion}”，没有记进《客户提案登记簿》", right="最迟 {due:date} 办理“巡访转提案”")
def suggestion_not_passed_on(books: Books) -> Broken:
    """巡访听到的建议，下一个工作日以前转进《客户提案登记簿》。

    临界合格：现在 2026-03-03 22:00｜巡访日报 到访时间=2026-03-02 10:00；建议=配件成套出售
    临界不合格：现在 2026-03-04 01:00｜巡访日报 到访时间=2026-03-02 10:00；建议=配件成套出售
    合格：巡访日报 到访时间=2026-03-02 10:00；建议=配件成套出售；提案编号=A1
    """
    visits = books.visits
    late, due = passed_on_late(books, visits.suggestion, visits.proposal_no, "转登工作日", "VS3.1")
    return broken(late, due=due)


@rule("VS3.1", "visits", at="proposal_no", says="巡访写着提案 {proposal_no}，而那个提案写的巡访是 {cited}", right="核对后改正两处的编号，使它们互相对应")
def proposal_of_another_visit(books: Books) -> Broken:
    """由巡访转来的提案，巡访与提案互相写明编号。

    合格：巡访日报 巡访编号=F1；提案编号=A1｜提案 提案编号=A1；巡访编号=F1
    不合格：巡访日报 巡访编号=F1；提案编号=A1｜提案 提案编号=A1；巡访编号=F2
    合格：巡访日报 巡访编号=F1
    """
    visits = books.visits
    cited = books.lookup(visits.proposal_no, "proposals", "visit_no")
    return broken(visits.proposal_no.notna() & (cited.fillna("") != visits.visit_no), cited=cited)


@rule("VS3.1", "visits", at="case_no", says="巡访写着投诉 {case_no}，而那个案件写的巡访是 {cited}", right="核对后改正两处的编号，使它们互相对应")
def complaint_of_another_visit(books: Books) -> Broken:
    """由巡访转来的投诉，巡访与案件互相写明编号。

    合格：巡访日报 巡访编号=F1；投诉编号=T1｜投诉案件 投诉编号=T1；巡访编号=F1
    不合格：巡访日报 巡访编号=F1；投诉编号=T1｜投诉案件 投诉编号=T1；巡访编号=F2
    不合格：巡访日报 巡访编号=F1；投诉编号=T1｜投诉案件 投诉编号=T1
    合格：巡访日报 巡访编号=F1
    """
    visits = books.visits
    cited = books.lookup(visits.case_no, "cases", "visit_no")
    return broken(visits.case_no.notna() & (cited.fillna("") != visits.visit_no), cited=cited)


@rule("VS9", "visits", at="report_no", says="{started_at:date} 巡访了{customer}，当天没有报送日报", right="当天报送《巡访日报表》；马上补报")
def visit_not_reported(books: Books) -> Broken:
    """巡访当天把结果报送上级主管。

    临界合格：现在 2026-03-02 23:00｜巡访日报 到访时间=2026-03-02 10:00
    临界不合格：现在 2026-03-03 01:00｜巡访日报 到访时间=2026-03-02 10:00
    合格：现在 2026-03-03 01:00｜巡访日报 到访时间=2026-03-02 10:00；日报编号=R1
    """
    visits = books.visits
    return broken(visits.report_no.isna() & (books.today > visits.started_at.dt.normalize()))


@rule("VS9", "visit_days", at="submitted_at", who="visitor", says="{day} 的日报 {submitted_at:date} 才报送", right="当天报送")
def report_late(books: Books) -> Broken:
    """日报当天报送。

    临界合格：日报报送 日期=2026-03-02；报送时间=2026-03-02 23:50
    临界不合格：日报报送 日期=2026-03-02；报送时间=2026-03-03 00:10
    """
    days = books.visit_days
    return broken(days.submitted_at.dt.normalize() > days.day)


@rule("VS9", "visits", at="report_no", says="这次巡访的日报 {report_no} 写的是{whose} {day:date}，不是本人当天的", right="核对日报编号")
def reported_elsewhere(books: Books) -> Broken:
    """巡访写进巡访人自己当天的日报。

    合格：巡访日报 巡访人=林访；到访时间=2026-03-02 10:00；日报编号=R1｜日报报送 日报编号=R1；巡访人=林访；日期=2026-03-02
    不合格：巡访日报 巡访人=林访；到访时间=2026-03-02 10:00；日报编号=R1｜日报报送 日报编号=R1；巡访人=何立；日期=2026-03-02
    不合格：巡访日报 巡访人=林访；到访时间=2026-03-02 10:00；日报编号=R1｜日报报送 日报编号=R1；巡访人=林访；日期=2026-03-03
    合格：巡访日报 巡访人=林访；到访时间=2026-03-02 10:00；日报编号=R9
    """
    visits = books.visits
    whose, day = (books.lookup(visits.report_no, "visit_days", name) for name in ("visitor", "day"))
    return broken(whose.notna() & ((whose != visits.visitor) | (day != visits.started_at.dt.normalize())), whose=whose, day=day)


@rule("VS9", "visits", at="card_with", says="日报 {report_no} 报送了，{customer}的客户卡没有附上", right="核对客户卡，一同呈报")
def reported_without_card(books: Books) -> Broken:
    """日报连同客户卡一同呈报。

    合格：巡访日报 日报编号=R1；附客户卡=是
    不合格：巡访日报 日报编号=R1；附客户卡=否
    合格：巡访日报 附客户卡=否
    """
    visits = books.visits
    return broken(visits.report_no.notna() & (visits.card_with != "是"))


@rule("VS9", "visit_days", at="read_at", who="区域销售主管", says="{visitor} {day} 的巡访日报没有按时核阅", right="最迟 {due:date} 核阅")
def report_not_read(books: Books) -> Broken:
    """报送的日报，区域主管最迟下一个工作日核阅。

    临界合格：日报报送 报送时间=2026-03-02 17:20；核阅时间=2026-03-03 18:00
    临界不合格：日报报送 报送时间=2026-03-02 17:20；核阅时间=2026-03-04 08:30
    不合格：日报报送 报送时间=2026-03-02 17:20
    """
    days = books.visit_days
    limit = books.limit("VS9", "核阅工作日", days.submitted_at)
    return broken(books.overdue(days.submitted_at, days.read_at, limit), due=books.due(days.submitted_at, limit))


@rule("VS9", "visit_days", at="read_by", who="read_by", says="核阅人{read_by}不是区域销售主管，或者就是写日报的人", right="由区域销售主管核阅")
def report_read_by_another(books: Books) -> Broken:
    """日报由区域销售主管核阅，写的人不自己核阅。

    合格：日报报送 巡访人=林访；核阅主管=何立
    不合格：日报报送 巡访人=林访；核阅主管=赵敏
    不合格：日报报送 巡访人=何立；核阅主管=何立
    """
    days = books.visit_days
    itself = days.read_by.notna() & (days.read_by == days.visitor)
    return broken(itself | books.lacking(days.read_by, "区域销售主管"))


@rule("VS9", "visit_days", at="day", who="visitor", says="{visitor} {day} 的日报里没有一次巡访", right="没有巡访的清空这一行；编号抄错的改正")
def report_without_visits(books: Books) -> Broken:
    """一份日报至少有一次巡访。

    合格：日报报送 日报编号=R1｜巡访日报 日报编号=R1
    不合格：日报报送 日报编号=R1｜巡访日报 日报编号=R2
    """
    days = books.visit_days
    return broken(days.report_no.notna() & ~days.report_no.isin(books.visits.report_no.dropna()))
