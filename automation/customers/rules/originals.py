"""CU3: the originals: lent for a few days, to one at a time, brought back, put in order where they were spoilt."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books
from automation.core.rules import Broken, broken
from automation.customers.registers.common import LOST, SPOILT
from automation.customers.rules.table import rule


@rule("CU3", "loans", at="returned_at", who="borrower",
      says="{firm_no} 的原件应在 {due_on:date} 归还（{shown}）",
      right="马上归还销售经理；还要用的，还来以后再借")
def not_back(books: Books) -> Broken:
    """借阅的原始资料按期归还。

    临界合格：借阅登记 借阅编号=L1；应还日期=2026-03-04；归还时间=2026-03-04 17:30
    临界不合格：借阅登记 借阅编号=L1；应还日期=2026-03-04；归还时间=2026-03-05 08:30
    临界合格：现在 2026-03-04 22:00｜借阅登记 借阅编号=L1；应还日期=2026-03-04
    临界不合格：现在 2026-03-05 01:00｜借阅登记 借阅编号=L1；应还日期=2026-03-04
    """
    loans = books.loans
    back = loans.returned_at.dt.normalize()
    shown = loans.returned_at.dt.strftime("%Y-%m-%d 才还").where(back.notna(), "至今没有还")
    return broken((back > loans.due_on) | (back.isna() & (books.today > loans.due_on)), shown=shown)


@rule("CU3", "loans", at="due_on", who="lent_by",
      says="{lent_at:date} 借出，应还日期写到 {due_on:date}",
      right="最多借五个工作日，最迟写 {due:date}")
def lent_too_long(books: Books) -> Broken:
    """原始资料一次最多借五个工作日。

    临界合格：借阅登记 借出时间=2026-02-27 09:00；应还日期=2026-03-05
    临界不合格：借阅登记 借出时间=2026-02-27 09:00；应还日期=2026-03-06
    合格：借阅登记 借出时间=2026-02-27 09:00
    """
    loans = books.loans
    due = books.due(loans.lent_at, books.limit("CU3", "借阅工作日", loans.lent_at))
    return broken(loans.due_on > due, due=due)


@rule("CU3", "loans", at="lent_at", who="lent_by",
      says="{firm_no} 的原件还没有还来（{before}），或者遗失了没有补做，又借出一次",
      right="核对两次借阅；原件在一个人手里，还来（或补做好）以后再借")
def lent_twice(books: Books) -> Broken:
    """原件还来以后再借给别人；遗失的补做好以后再借。

    临界合格：借阅登记 借阅编号=L1；往来企业编号=W1；借出时间=2026-03-02 09:00；归还时间=2026-03-03 09:00｜借阅登记 借阅编号=L2；往来企业编号=W1；借出时间=2026-03-03 09:00
    临界不合格：借阅登记 借阅编号=L1；往来企业编号=W1；借出时间=2026-03-02 09:00；归还时间=2026-03-03 09:00｜借阅登记 借阅编号=L2；往来企业编号=W1；借出时间=2026-03-03 08:59
    不合格：借阅登记 借阅编号=L1；往来企业编号=W1；借出时间=2026-03-02 09:00｜借阅登记 借阅编号=L2；往来企业编号=W1；借出时间=2026-03-03 09:00
    合格：借阅登记 借阅编号=L1；往来企业编号=W1；借出时间=2026-03-02 09:00｜借阅登记 借阅编号=L2；往来企业编号=W2；借出时间=2026-03-03 09:00
    合格：借阅登记 借阅编号=L1；往来企业编号=W1；借出时间=2026-03-02 09:00；归还时间=2026-03-03 09:00；归还状态=破损｜借阅登记 借阅编号=L2；往来企业编号=W1；借出时间=2026-03-03 10:00
    不合格：借阅登记 借阅编号=L1；往来企业编号=W1；借出时间=2026-03-02 09:00；归还时间=2026-03-03 09:00；归还状态=遗失｜借阅登记 借阅编号=L2；往来企业编号=W1；借出时间=2026-03-03 10:00
    临界合格：借阅登记 借阅编号=L1；往来企业编号=W1；借出时间=2026-03-02 09:00；归还时间=2026-03-03 09:00；归还状态=遗失；处理时间=2026-03-03 10:00｜借阅登记 借阅编号=L2；往来企业编号=W1；借出时间=2026-03-03 10:00
    """
    loans = books.loans.sort_values("lent_at", kind="stable")
    free = loans.returned_at.where(loans.condition != LOST, loans.mended_at)
    before = loans.groupby("firm_no").loan_no.shift()
    since = free.groupby(loans.firm_no).shift()
    twice = before.notna() & (since.isna() | (loans.lent_at < since))
    return broken(twice.reindex(books.loans.index), before=before)


@rule("CU3", "loans", at="mended_at", who="销售经理",
      says="{firm_no} 的原件{returned_at:date}收回时{condition}，没有按时处理",
      right="最迟 {due:date} 修补、重抄或补做，办理“处理原件”")
def spoilt_not_mended(books: Books) -> Broken:
    """污损、破损、遗失的原件，十个工作日内处理好。

    临界合格：借阅登记 归还时间=2026-02-11 09:00；归还状态=污损；处理时间=2026-03-03 17:00
    临界不合格：借阅登记 归还时间=2026-02-11 09:00；归还状态=遗失；处理时间=2026-03-04 08:30
    不合格：借阅登记 归还时间=2026-02-11 09:00；归还状态=破损
    合格：借阅登记 归还时间=2026-02-11 09:00；归还状态=完好
    """
    loans = books.loans
    since = loans.returned_at.where(loans.condition.isin(SPOILT))
    limit = books.limit("CU3", "处理工作日", since)
    return broken(books.overdue(since, loans.mended_at, limit), due=books.due(since, limit))


@rule("CU4.4", "loans", at="firm_no", who="borrower",
      says="{firm_no} 的交易已经解除，原件还借在外面",
      right="收回原件，和移走的卡一起另行保管")
def lent_though_ended(books: Books) -> Broken:
    """交易解除的企业，原件收回以后另行保管。

    合格：借阅登记 往来企业编号=W1；借出时间=2026-03-02 09:00｜客户卡 往来企业编号=W1
    不合格：借阅登记 往来企业编号=W1；借出时间=2026-03-02 09:00｜交易中止 往来企业编号=W1
    不合格：借阅登记 往来企业编号=W1；借出时间=2026-03-02 09:00｜交易过去 往来企业编号=W1
    合格：借阅登记 往来企业编号=W1；归还时间=2026-03-02 09:00｜交易过去 往来企业编号=W1
    """
    loans = books.loans
    ended = pd.concat([books.paused_firms.firm_no, books.past_firms.firm_no]).dropna()
    return broken(loans.returned_at.isna() & loans.firm_no.isin(ended))
