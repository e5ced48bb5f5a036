"""SG6: shares that add up and are as the text says, periods within the year that meet no other, everything settled and paid."""

from __future__ import annotations

from typing import Any

import pandas as pd

from automation.core.books import Books, months_after
from automation.core.rules import Broken, broken
from automation.suggestions.registers.shares import split
from automation.suggestions.rules import desks
from automation.suggestions.rules.table import rule


def _of_proposal(books: Books, values: pd.Series) -> pd.Series:
    """For each settlement what is known of its proposal."""
    known = values[books.proposals.proposal_no.notna()].set_axis(books.proposals.proposal_no.dropna())
    return known[~known.index.duplicated()].reindex(books.settlements.proposal_no).set_axis(books.settlements.index)


@rule("SG6.1", "settlements", at="company_share",
      says="客户所得 {customer_share:money} 元加本企业所得 {company_share:money} 元，不等于成果金额 {benefit:money} 元",
      right="两边合计应等于成果金额")
def shares_do_not_add_up(books: Books) -> Broken:
    """客户所得与本企业所得合计等于成果金额，一分不差。

    合格：成果分配 成果金额=100.01；客户所得=60.01；本企业所得=40.00
    临界不合格：成果分配 成果金额=100.01；客户所得=60.01；本企业所得=40.01
    临界不合格：成果分配 成果金额=100.01；客户所得=60.01；本企业所得=39.99
    合格：成果分配 成果金额=100.01；客户所得=60.01
    """
    table = books.settlements
    told = table[["benefit", "customer_share", "company_share"]].notna().all(axis="columns")
    rows = table[told]
    return broken((rows.customer_share + rows.company_share != rows.benefit).reindex(table.index, fill_value=False))


@rule("SG6.1", "settlements", at="customer_share",
      says="客户所得写的是 {customer_share:money} 元，按比例应是 {expected:money} 元",
      right="客户六成，四舍五入到分，其余归本企业")
def share_is_another(books: Books) -> Broken:
    """成果按开始实施那天的比例分配：客户六成、本企业四成；客户的四舍五入到分。

    合格：成果分配 提案编号=A1；成果金额=100.01；客户所得=60.01｜提案 提案编号=A1；开始实施=2026-01-05
    临界合格：成果分配 提案编号=A1；成果金额=0.03；客户所得=0.02｜提案 提案编号=A1；开始实施=2026-01-05
    临界不合格：成果分配 提案编号=A1；成果金额=100.01；客户所得=60.00｜提案 提案编号=A1；开始实施=2026-01-05
    不合格：成果分配 提案编号=A1；成果金额=100.00；客户所得=40.00｜提案 提案编号=A1；开始实施=2026-01-05
    合格：成果分配 提案编号=A1；成果金额=100.00｜提案 提案编号=A1；开始实施=2026-01-05
    合格：成果分配 提案编号=A9；成果金额=100.00；客户所得=40.00
    """
    table = books.settlements
    started = _of_proposal(books, books.proposals.implemented_on)
    customer, company = (books.limit("SG6.1", name, started) for name in ("客户比例", "企业比例"))
    told = table.benefit.notna() & table.customer_share.notna() & started.notna()
    shares: list[Any] = [split(*each)[0] for each in zip(table.benefit[told], customer[told], company[told], strict=True)]
    expected = pd.Series(shares, index=table.index[told], dtype="object").reindex(table.index)
    return broken(told & (table.customer_share != expected), expected=expected)


@rule("SG6.1", "settlements", at="proposal_no",
      says="提案 {proposal_no} 还没有开始实施，却分配了成果",
      right="核对提案编号；先办理“开始实施”")
def settled_unimplemented(books: Books) -> Broken:
    """开始实施的提案才分配成果。

    合格：成果分配 提案编号=A1｜提案 提案编号=A1；开始实施=2026-01-05
    不合格：成果分配 提案编号=A1｜提案 提案编号=A1
    合格：成果分配 提案编号=A9
    """
    known = books.known(books.settlements.proposal_no, "proposals")
    return broken(known & _of_proposal(books, books.proposals.implemented_on).isna())


@rule("SG6.1", "settlements", at="from_on",
      says="成果期从 {from_on} 起，提案 {started:date} 才开始实施",
      right="成果期从开始实施那天算起")
def period_before_start(books: Books) -> Broken:
    """成果期不早于开始实施的那一天。

    临界合格：成果分配 提案编号=A1；成果期起=2026-01-05｜提案 提案编号=A1；开始实施=2026-01-05
    临界不合格：成果分配 提案编号=A1；成果期起=2026-01-04｜提案 提案编号=A1；开始实施=2026-01-05
    合格：成果分配 提案编号=A1；成果期起=2026-01-04｜提案 提案编号=A1
    """
    started = _of_proposal(books, books.proposals.implemented_on)
    return broken(books.settlements.from_on < started, started=started)


@rule("SG6.2", "settlements", at="to_on",
      says="成果期到 {to_on}，客户享有的一年只到 {until:date}",
      right="改到 {until:date} 为止；以后的成果归本企业")
def period_past_the_year(books: Books) -> Broken:
    """成果期不超过从开始实施起的一年；过了期再结算、再付都可以。

    临界合格：成果分配 提案编号=A1；成果期止=2026-03-04｜提案 提案编号=A1；开始实施=2025-03-05
    临界不合格：成果分配 提案编号=A1；成果期止=2026-03-05｜提案 提案编号=A1；开始实施=2025-03-05
    临界合格：成果分配 提案编号=A1；成果期止=2025-02-28｜提案 提案编号=A1；开始实施=2024-02-29
    临界不合格：成果分配 提案编号=A1；成果期止=2025-03-01｜提案 提案编号=A1；开始实施=2024-02-29
    临界合格：成果分配 提案编号=A1；成果期止=2024-02-29｜提案 提案编号=A1；开始实施=2023-03-01
    合格：成果分配 提案编号=A1；成果期止=2025-02-28；结算时间=2026-03-02 09:00｜提案 提案编号=A1；开始实施=2024-03-01
    """
    until = _of_proposal(books, desks.shared_until(books))
    return broken(books.settlements.to_on > until, until=until)


@rule("SG6.1", "settlements", at="from_on",
      says="成果期 {from_on} 至 {to_on}，前面已经结算到 {before:date}",
      right="两段不能重叠，这一段从 {before:date} 的第二天算起")
def periods_overlap(books: Books) -> Broken:
    """同一件提案的成果期不能重叠，一天只结算一次。

    临界合格：成果分配 提案编号=A1；成果期起=2026-01-01；成果期止=2026-01-31｜成果分配 提案编号=A1；成果期起=2026-02-01；成果期止=2026-02-28
    临界不合格：成果分配 提案编号=A1；成果期起=2026-01-01；成果期止=2026-01-31｜成果分配 提案编号=A1；成果期起=2026-01-31；成果期止=2026-02-28
    不合格：成果分配 提案编号=A1；成果期起=2026-02-01；成果期止=2026-02-28｜成果分配 提案编号=A1；成果期起=2026-01-01；成果期止=2026-02-10
    不合格：成果分配 提案编号=A1；成果期起=2026-01-01；成果期止=2026-02-28｜成果分配 提案编号=A1；成果期起=2026-01-05；成果期止=2026-01-10｜成果分配 提案编号=A1；成果期起=2026-02-01；成果期止=2026-02-28
    合格：成果分配 提案编号=A1；成果期起=2026-01-01；成果期止=2026-01-31｜成果分配 提案编号=A2；成果期起=2026-01-01；成果期止=2026-01-31
    合格：成果分配 提案编号=A1；成果期起=2026-01-01｜成果分配 提案编号=A1；成果期起=2026-01-01
    """
    table = books.settlements
    rows = table.dropna(subset=["proposal_no", "from_on", "to_on"]).sort_values("from_on", kind="stable")
    before = rows.groupby("proposal_no").to_on.cummax().groupby(rows.proposal_no).shift()
    return broken((rows.from_on <= before).reindex(table.index, fill_value=False), before=before.reindex(table.index))


@rule("SG6.1", "settlements", at="paid_at", who="会计",
      says="{settled_at:date} 已结算，客户所得 {customer_share:money} 元没有按时支付",
      right="最迟 {due:date} 付给客户")
def share_paid_late(books: Books) -> Broken:
    """结算以后十个工作日内把客户所得付给客户。

    临界合格：成果分配 结算时间=2026-02-11 09:00；支付时间=2026-03-03 17:00
    临界不合格：成果分配 结算时间=2026-02-11 09:00；支付时间=2026-03-04 08:30
    不合格：成果分配 结算时间=2026-02-11 09:00
    合格：成果分配 结算时间=2026-03-02 09:00
    """
    table = books.settlements
    limit = books.limit("SG6.1", "支付工作日", table.settled_at)
    return broken(books.overdue(table.settled_at, table.paid_at, limit), due=books.due(table.settled_at, limit))


@rule("SG6.1", "settlements", at="paid_by", who="paid_by",
      says="支付人{paid_by}不是会计，或者就是结算的人",
      right="由会计（结算以外的人）支付")
def share_paid_by_another(books: Books) -> Broken:
    """客户所得由会计支付，结算的人不自己支付。

    合格：成果分配 结算人=郑营；支付人=周平
    不合格：成果分配 结算人=郑营；支付人=郑营
    不合格：成果分配 结算人=周平；支付人=周平
    不合格：成果分配 结算人=郑营；支付人=李静
    合格：成果分配 结算人=郑营
    """
    table = books.settlements
    itself = table.paid_by.notna() & (table.paid_by == table.settled_by)
    return broken(itself | books.lacking(table.paid_by, "会计"))


@rule("SG6.1", "proposals", at="closed_at",
      says="成果享有到 {until:date}，一年的成果没有按时结清（{shown}）",
      right="最迟 {due:date} 逐段分配、付清，再办理“办结提案”")
def not_settled_in_time(books: Books) -> Broken:
    """一年期满以后一个月内，把全部成果分配付清、办结。

    临界合格：提案 提案编号=A1；采纳与否=采纳；开始实施=2025-02-06｜现在 2026-03-05 22:00
    临界不合格：提案 提案编号=A1；采纳与否=采纳；开始实施=2025-02-06｜现在 2026-03-06 01:00
    临界合格：提案 提案编号=A1；采纳与否=采纳；开始实施=2025-01-06；办结时间=2026-02-05 17:00
    临界不合格：提案 提案编号=A1；采纳与否=采纳；开始实施=2025-01-06；办结时间=2026-02-06 08:30
    """
    until = desks.shared_until(books)
    due = months_after(until, books.limit("SG6.1", "结清月数", books.proposals.implemented_on))
    found = desks.late(books, "实施中", due)
    return Broken(found.rows, {**found.values, "until": until})


def _settled(books: Books) -> pd.DataFrame:
    """For each proposal how many days are settled, and how many settlements aren't paid."""
    table = books.settlements[books.settlements.proposal_no.notna()]
    days = (table.to_on - table.from_on).dt.days + 1
    groups = table.assign(days=days, unpaid=table.paid_at.isna()).groupby("proposal_no")
    return pd.DataFrame({name: desks.by_proposal(books, groups[name].sum()).astype("float64").fillna(0) for name in ("days", "unpaid")})


@rule("SG6.1", "proposals", at="closed_at", who="closed_by",
      says="{closed_at:date} 已办结，一年 {whole} 天的成果只结算了 {days} 天",
      right="补上没有结算的成果（没有成果的写 0），再办结")
def closed_uncovered(books: Books) -> Broken:
    """一年的成果逐段结清以后才办结。

    临界合格：提案 提案编号=A1；开始实施=2025-02-01；办结时间=2026-02-10 09:00｜成果分配 提案编号=A1；成果期起=2025-02-01；成果期止=2025-07-31；支付时间=2025-08-05 09:00｜成果分配 提案编号=A1；成果期起=2025-08-01；成果期止=2026-01-31；支付时间=2026-02-05 09:00
    临界不合格：提案 提案编号=A1；开始实施=2025-02-01；办结时间=2026-02-10 09:00｜成果分配 提案编号=A1；成果期起=2025-02-01；成果期止=2026-01-30；支付时间=2026-02-05 09:00
    不合格：提案 提案编号=A1；开始实施=2025-02-01；办结时间=2026-02-10 09:00
    合格：提案 提案编号=A1；开始实施=2025-02-01
    """
    proposals = books.proposals
    days, whole = _settled(books).days, (desks.shared_until(books) - proposals.implemented_on).dt.days + 1
    return broken(proposals.closed_at.notna() & (days < whole), days=days, whole=whole)


@rule("SG6.1", "proposals", at="closed_at", who="closed_by",
      says="{closed_at:date} 已办结，还有 {count} 笔成果没有付给客户",
      right="付清以后再办结")
def closed_unpaid(books: Books) -> Broken:
    """成果都付给客户以后才办结。

    合格：提案 提案编号=A1；办结时间=2026-02-10 09:00｜成果分配 提案编号=A1；支付时间=2026-02-05 09:00
    不合格：提案 提案编号=A1；办结时间=2026-02-10 09:00｜成果分配 提案编号=A1
    合格：提案 提案编号=A1｜成果分配 提案编号=A1
    """
    count = _settled(books).unpaid
    return broken(books.proposals.closed_at.notna() & (count > 0), count=count)


@rule("SG6.2", "proposals", at="closed_at", who="closed_by",
      says="成果享有{until_words}，{closed_at:date} 就办结了",
      right="从开始实施起满一年再办结")
def closed_early(books: Books) -> Broken:
    """从开始实施起满一年才办结。

    临界合格：提案 开始实施=2025-02-01；办结时间=2026-02-01 08:30
    临界不合格：提案 开始实施=2025-02-01；办结时间=2026-01-31 17:00
    不合格：提案 办结时间=2026-01-31 17:00
    合格：提案 开始实施=2025-02-01
    """
    proposals, until = books.proposals, desks.shared_until(books)
    early = ~(proposals.closed_at.dt.normalize() > until)
    words = until.dt.strftime("到 %Y-%m-%d").fillna("还没有开始（没有实施）")
    return broken(proposals.closed_at.notna() & early, until_words=words)
