"""CU4.4, CU6: ended dealings leave the register soon and stand in one place; nothing is destroyed without approval."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books, mapped
from automation.core.rules import Broken, broken
from automation.customers.registers.common import TRACKED
from automation.customers.registers.endings import AGREED
from automation.customers.rules.table import rule


@rule("CU4.4", "firms", at="ended_on", who="市场营销部",
      says="{name}的交易 {ended_on:date} 已经解除，卡还没有除去",
      right="最迟 {due:date} 办理“中止交易”或“解除交易”")
def ended_not_removed(books: Books) -> Broken:
    """企业解散或交易解除的，五个工作日内从客户卡和一览表中除去。

    临界合格：现在 2026-03-05 22:00｜客户卡 往来企业编号=W1；解除日期=2026-02-27
    临界不合格：现在 2026-03-06 01:00｜客户卡 往来企业编号=W1；解除日期=2026-02-27
    合格：客户卡 往来企业编号=W1
    """
    ended = books.firms.ended_on
    due = books.due(ended, books.limit("CU4.4", "除去工作日", ended))
    return broken(books.today > due, due=due)


@rule("CU4.4", "firms", at="firm_no", who="市场营销部",
      says="{firm_no}（{name}）在“{place}”里也有一张卡",
      right="一张卡只在一处：还在交易的清空那边的，已经解除的清空这边的")
def in_two_places(books: Books) -> Broken:
    """一家企业的卡只在一处：客户卡、交易中止或交易过去。

    合格：客户卡 往来企业编号=W1｜交易中止 往来企业编号=W2｜交易过去 往来企业编号=W3
    不合格：客户卡 往来企业编号=W1｜交易中止 往来企业编号=W1
    不合格：客户卡 往来企业编号=W1｜交易过去 往来企业编号=W1
    合格：客户卡 企业名称=某店｜交易过去 企业名称=某店
    """
    numbers = books.firms.firm_no
    paused = numbers.isin(books.paused_firms.firm_no.dropna())
    place = pd.Series("交易过去", index=numbers.index).mask(paused, "交易中止")
    return broken(paused | numbers.isin(books.past_firms.firm_no.dropna()), place=place)


@rule("CU6", "past_firms", at="firm_no",
      says="{firm_no} 在“交易中止”里也有一张卡",
      right="能恢复的留在“交易中止”，不能恢复的留在“交易过去”，另一边清空")
def paused_and_past(books: Books) -> Broken:
    """解除交易的卡，或者在“交易中止”，或者在“交易过去”。

    合格：交易中止 往来企业编号=W2｜交易过去 往来企业编号=W3
    不合格：交易中止 往来企业编号=W1｜交易过去 往来企业编号=W1
    合格：交易中止 企业名称=某店｜交易过去 企业名称=某店
    """
    return broken(books.past_firms.firm_no.isin(books.paused_firms.firm_no.dropna()))


@rule("CU6", "past_firms", at="destroyed_at",
      says="{firm_no} {destroyed_at:date} 已经销毁，没有销售经理批准的记录",
      right="查明是谁销毁的，补上批准；没有批准不能销毁")
def destroyed_unapproved(books: Books) -> Broken:
    """名簿经销售经理批准以后才销毁。

    临界合格：交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00｜销毁记录 往来企业编号=W1；批准结论=同意销毁；批准时间=2026-03-02 09:00
    临界不合格：交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00｜销毁记录 往来企业编号=W1；批准结论=同意销毁；批准时间=2026-03-02 09:01
    不合格：交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00｜销毁记录 往来企业编号=W1；批准结论=不同意；批准时间=2026-03-01 09:00
    不合格：交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00
    合格：交易过去 往来企业编号=W1
    """
    past, records = books.past_firms, books.destructions
    agreed = mapped(past.firm_no, records[records.decision == AGREED].groupby("firm_no").decided_at.min())
    return broken(past.destroyed_at.notna() & ~(agreed <= past.destroyed_at))


@rule("CU6", "past_firms", at="name", who="市场营销部",
      says="{firm_no} 已经销毁，这一行还留着资料",
      right="只留编号和销毁时间，其余各栏清空")
def destroyed_but_there(books: Books) -> Broken:
    """销毁以后，名簿里只留编号和销毁的时间。

    合格：交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00
    不合格：交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00；企业名称=某店
    不合格：交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00；电话=010-1
    合格：交易过去 往来企业编号=W1；企业名称=某店
    """
    past = books.past_firms
    return broken(past.destroyed_at.notna() & past[list(TRACKED)].notna().any(axis=1))


@rule("CU6", "destructions", at="destroyed_at", who="destroyed_by",
      says="{destruction_no} 写着已经销毁，{why}",
      right="批准以后办理“销毁名簿”，由它清空名簿；没有批准的不能销毁")
def destruction_contradicts(books: Books) -> Broken:
    """批准的才销毁，销毁的在名簿里也清空。

    合格：销毁记录 往来企业编号=W1；批准结论=同意销毁；销毁时间=2026-03-02 09:00｜交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00
    不合格：销毁记录 往来企业编号=W1；批准结论=同意销毁；销毁时间=2026-03-02 09:00｜交易过去 往来企业编号=W1
    不合格：销毁记录 往来企业编号=W1；批准结论=不同意；销毁时间=2026-03-02 09:00｜交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00
    不合格：销毁记录 往来企业编号=W1；销毁时间=2026-03-02 09:00｜交易过去 往来企业编号=W1；销毁时间=2026-03-02 09:00
    合格：销毁记录 往来企业编号=W1；批准结论=同意销毁｜交易过去 往来企业编号=W1
    """
    records, past = books.destructions, books.past_firms
    unapproved = records.decision != AGREED
    emptied = records.firm_no.isin(past.firm_no[past.destroyed_at.notna()].dropna())
    why = pd.Series("名簿里的资料还在", index=records.index).mask(unapproved, "没有批准")
    return broken(records.destroyed_at.notna() & (unapproved | ~emptied), why=why)


@rule("CU6", "destructions", at="decided_by", who="decided_by",
      says="批准人{decided_by}不是销售经理，或者就是申请的人",
      right="由销售经理（另一个人）批准")
def decided_by_another(books: Books) -> Broken:
    """销毁由销售经理批准，申请的人不自己批准。

    合格：销毁记录 申请人=郑营；批准经理=赵敏
    不合格：销毁记录 申请人=郑营；批准经理=孙丽
    不合格：销毁记录 申请人=赵敏；批准经理=赵敏
    合格：销毁记录 申请人=郑营
    """
    records = books.destructions
    itself = records.decided_by.notna() & (records.decided_by == records.asked_by)
    return broken(itself | books.lacking(records.decided_by, "销售经理"))


@rule("CU6", "destructions", at="witness", who="destroyed_by",
      says="监销人就是销毁人{witness}",
      right="由另一个人监销")
def witnessed_by_another(books: Books) -> Broken:
    """销毁时有另一个人监销。

    合格：销毁记录 销毁人=郑营；监销人=孙丽
    不合格：销毁记录 销毁人=郑营；监销人=郑营
    合格：销毁记录 销毁编号=X1
    """
    records = books.destructions
    return broken(records.witness.notna() & (records.witness == records.destroyed_by))


@rule("CU6", "destructions", at="decided_at", who="销售经理",
      says="{asked_at:date} 申请销毁 {firm_no}，没有按时批准",
      right="最迟 {due:date} 批准或不同意")
def decided_late(books: Books) -> Broken:
    """申请销毁的，销售经理五个工作日内批准或不同意。

    临界合格：销毁记录 申请时间=2026-02-27 09:00；批准时间=2026-03-05 08:00
    临界不合格：现在 2026-03-06 20:00｜销毁记录 申请时间=2026-02-27 09:00；批准时间=2026-03-06 08:30
    不合格：现在 2026-03-06 01:00｜销毁记录 申请时间=2026-02-27 09:00
    """
    records = books.destructions
    limit = books.limit("CU6", "批准工作日", records.asked_at)
    return broken(books.overdue(records.asked_at, records.decided_at, limit), due=books.due(records.asked_at, limit))


@rule("CU6", "destructions", at="destroyed_at", who="市场营销部",
      says="{firm_no} {decided_at:date} 已批准销毁，没有按时销毁",
      right="最迟 {due:date} 办理“销毁名簿”")
def destroyed_late(books: Books) -> Broken:
    """批准销毁的，五个工作日内销毁。

    临界合格：销毁记录 批准结论=同意销毁；批准时间=2026-02-27 09:00；销毁时间=2026-03-05 08:00
    临界不合格：现在 2026-03-06 20:00｜销毁记录 批准结论=同意销毁；批准时间=2026-02-27 09:00；销毁时间=2026-03-06 08:30
    不合格：现在 2026-03-06 01:00｜销毁记录 批准结论=同意销毁；批准时间=2026-02-27 09:00
    合格：现在 2026-03-06 01:00｜销毁记录 批准结论=不同意；批准时间=2026-02-27 09:00
    """
    records = books.destructions
    since = records.decided_at.where(records.decision == AGREED)
    limit = books.limit("CU6", "销毁工作日", since)
    return broken(books.overdue(since, records.destroyed_at, limit), due=books.due(since, limit))
