"""VS3.2, VS7: consultation cards for new dealers, technical problems brought home from visits."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books, months_after
from automation.core.findings import Severity
from automation.core.rules import Absent, Broken, absent, broken
from automation.visits.rules.dealers import live_dealers
from automation.visits.rules.reports import passed_on_late
from automation.visits.rules.table import rule


@rule("VS3.2", "consult_cards", at="firm_no", says="新客户{name}（{key}）还没有发《征询卡》", right="最迟 {due:date} 发卡，征求使用意见")
def card_not_handed(books: Books) -> Absent:
    """新的经销商开始交易二十个工作日以内，发一张《征询卡》。

    临界合格：现在 2026-01-30 22:00｜客户卡 往来企业编号=W1；企业名称=甲；经销商=是；承认时间=2026-01-04 09:00
    临界不合格：现在 2026-01-31 01:00｜客户卡 往来企业编号=W1；企业名称=甲；经销商=是；承认时间=2026-01-04 09:00
    合格：现在 2026-02-03 01:00｜客户卡 往来企业编号=W1；企业名称=甲；经销商=是；承认时间=2026-01-04 09:00｜征询卡 往来企业编号=W1
    合格：现在 2026-02-03 01:00｜客户卡 往来企业编号=W1；企业名称=甲；经销商=否；承认时间=2026-01-04 09:00
    临界不合格：现在 2027-01-04 09:00｜客户卡 往来企业编号=W1；企业名称=甲；经销商=是；承认时间=2026-01-04 09:00
    临界合格：现在 2027-01-05 09:00｜客户卡 往来企业编号=W1；企业名称=甲；经销商=是；承认时间=2026-01-04 09:00
    """
    firms = books.firms
    since = firms.approved_at.where(live_dealers(books) & firms.firm_no.notna())
    due = books.due(since, books.limit("VS3.2", "发卡工作日", since))
    new_until = months_after(since.dt.normalize(), books.limit("VS3.2", "新客户月数", since))
    late = (books.today > due) & (books.today <= new_until) & ~firms.firm_no.isin(books.consult_cards.firm_no.dropna())
    things = pd.DataFrame({"key": firms.firm_no, "name": firms.name, "person": firms.visitor, "due": due})
    return absent(things[late.fillna(False)])


@rule("VS3.2", "consult_cards", at="returned_on", severity=Severity.NOTICE, says="{customer}的征询卡 {handed_at:date} 发出，还没有收回",
      right="下次巡访时收回；收不回的办理“不再等征询卡”")
def card_not_back(books: Books) -> Broken:
    """发出的《征询卡》三十天以内收回。

    临界合格：现在 2026-04-01 22:00｜征询卡 发放时间=2026-03-02 09:00
    临界不合格：现在 2026-04-02 01:00｜征询卡 发放时间=2026-03-02 09:00
    合格：现在 2026-04-02 01:00｜征询卡 发放时间=2026-03-02 09:00；收回日期=2026-04-01
    合格：现在 2026-04-02 01:00｜征询卡 发放时间=2026-03-02 09:00；不再等候=2026-04-01
    """
    cards = books.consult_cards
    out = cards.handed_at.where(cards.returned_on.isna() & cards.lapsed_on.isna()).dt.normalize()
    due = out + pd.to_timedelta(books.limit("VS3.2", "收回天数", out), unit="D")
    return broken(books.today > due)


@rule("VS7", "visits", at="help_no", says="{started_at:date} 遇到技术问题“{tech_problem}”，没有交给技术人员", right="最迟 {due:date} 办理“报请技术协助”")
def problem_not_passed_on(books: Books) -> Broken:
    """巡访遇到的技术问题，下一个工作日以前交给技术人员。

    临界合格：现在 2026-03-03 22:00｜巡访日报 到访时间=2026-03-02 10:00；技术问题=控制器失灵
    临界不合格：现在 2026-03-04 01:00｜巡访日报 到访时间=2026-03-02 10:00；技术问题=控制器失灵
    合格：巡访日报 到访时间=2026-03-02 10:00；技术问题=控制器失灵；协助编号=Z1
    合格：巡访日报 到访时间=2026-03-02 10:00；技术问题=无
    """
    visits = books.visits
    late, due = passed_on_late(books, visits.tech_problem, visits.help_no, "报请工作日", "VS7")
    return broken(late, due=due)


@rule("VS7", "tech_helps", at="visit_no", says="技术协助写着巡访 {visit_no}，而那次巡访写的协助是 {cited}", right="核对后改正两处的编号，使它们互相对应")
def help_of_another_visit(books: Books) -> Broken:
    """技术协助与巡访互相写明编号。

    合格：技术协助 协助编号=Z1；巡访编号=F1｜巡访日报 巡访编号=F1；协助编号=Z1
    不合格：技术协助 协助编号=Z1；巡访编号=F1｜巡访日报 巡访编号=F1；协助编号=Z2
    不合格：技术协助 协助编号=Z1；巡访编号=F1｜巡访日报 巡访编号=F1
    """
    helps = books.tech_helps
    cited = books.lookup(helps.visit_no, "visits", "help_no")
    return broken(helps.help_no.notna() & (cited.fillna("") != helps.help_no), cited=cited)


@rule("VS7", "tech_helps", at="solved_at", says="{customer}的技术问题应在 {due_on} 解决（{shown}）", right="由{helper}尽快解决，登记“解决技术问题”")
def help_overdue(books: Books) -> Broken:
    """技术问题在定好的日期以前解决。

    临界合格：现在 2026-03-02 22:00｜技术协助 应解决=2026-03-02
    临界不合格：现在 2026-03-03 01:00｜技术协助 应解决=2026-03-02
    临界合格：技术协助 应解决=2026-03-02；解决时间=2026-03-02 22:00
    临界不合格：技术协助 应解决=2026-03-02；解决时间=2026-03-03 08:30
    """
    helps = books.tech_helps
    solved = helps.solved_at.dt.normalize()
    shown = helps.solved_at.dt.strftime("%Y-%m-%d 才解决").where(solved.notna(), "至今没有解决")
    return broken((solved > helps.due_on) | (solved.isna() & (books.today > helps.due_on)), shown=shown)


@rule("VS7", "tech_helps", at="handed_at", says="重大技术问题没有按时移交生产部门或技术部门", right="最迟 {due:date} 移交，请他们协助解决")
def major_not_handed(books: Books) -> Broken:
    """重大的技术问题，两个工作日以内移交生产部门或技术部门。

    临界合格：技术协助 重大=是；报请时间=2026-03-02 09:00；移交时间=2026-03-04 17:00
    临界不合格：技术协助 重大=是；报请时间=2026-03-02 09:00；移交时间=2026-03-05 08:30
    不合格：技术协助 重大=是；报请时间=2026-03-02 09:00
    合格：技术协助 重大=否；报请时间=2026-03-02 09:00
    合格：技术协助 重大=是；报请时间=2026-03-02 09:00；解决时间=2026-03-03 09:00
    """
    helps = books.tech_helps
    opened = helps.opened_at.where((helps.major == "是") & (helps.handed_at.notna() | helps.solved_at.isna()))
    limit = books.limit("VS7", "移交工作日", opened)
    return broken(books.overdue(opened, helps.handed_at, limit), due=books.due(opened, limit))


@rule("VS7", "tech_helps", at="solution", says="重大技术问题没有移交就登记解决了", right="补记由哪个部门协助解决的")
def major_solved_alone(books: Books) -> Broken:
    """重大的技术问题由生产部门或技术部门协助解决。

    合格：技术协助 重大=是；移交时间=2026-03-03 09:00；解决时间=2026-03-04 09:00
    不合格：技术协助 重大=是；解决时间=2026-03-04 09:00
    合格：技术协助 重大=否；解决时间=2026-03-04 09:00
    合格：技术协助 重大=是
    """
    helps = books.tech_helps
    return broken((helps.major == "是") & helps.solved_at.notna() & helps.handed_at.isna())
