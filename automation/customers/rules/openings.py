"""CU4.1: no company is dealt with without the supervisor's consent and the manager's approval, in this order and in time."""

from __future__ import annotations

from automation.core.books import Books
from automation.core.rules import Broken, broken
from automation.customers.registers.dealings import APPROVED, ENDORSED
from automation.customers.rules.table import rule


@rule("CU4.1", "firms", at="approved_at",
      says="{name}已经有客户卡，调查书 {opening_no} 没有销售经理承认",
      right="补办“承认开始交易”；不予承认的，停止交易、除去这张卡")
def card_without_approval(books: Books) -> Broken:
    """销售经理承认以后，才能立客户卡开始交易。

    合格：客户卡 往来企业编号=W1；调查书编号=K1｜开始调查 调查书编号=K1；承认结论=承认
    不合格：客户卡 往来企业编号=W1；调查书编号=K1｜开始调查 调查书编号=K1；认可结论=认可
    不合格：客户卡 往来企业编号=W1；调查书编号=K1｜开始调查 调查书编号=K1；承认结论=不予承认
    合格：客户卡 往来企业编号=W1；调查书编号=K9｜开始调查 调查书编号=K1
    """
    numbers = books.firms.opening_no
    return broken(books.known(numbers, "openings") & (books.lookup(numbers, "openings", "approval") != APPROVED))


@rule("CU4.1", "openings", at="approval", who="approved_by",
      says="{name}没有销售主管认可，销售经理就承认了",
      right="补办“认可开始交易”；先由销售主管认可，再上报销售经理")
def approved_unendorsed(books: Books) -> Broken:
    """先由销售主管认可，再由销售经理承认。

    合格：开始调查 认可结论=认可；承认结论=承认
    合格：开始调查 认可结论=不予认可
    不合格：开始调查 承认结论=承认
    不合格：开始调查 认可结论=不予认可；承认结论=承认
    不合格：开始调查 承认结论=不予承认
    """
    openings = books.openings
    return broken(openings.approval.notna() & (openings.endorsement != ENDORSED))


@rule("CU4.1", "openings", at="endorsed_by", who="endorsed_by",
      says="认可人{endorsed_by}不是销售主管，或者就是填调查书的人",
      right="由销售主管（另一个人）认可")
def endorsed_by_another(books: Books) -> Broken:
    """开始交易由销售主管认可，填调查书的人不自己认可。

    合格：开始调查 调查人=刘洋；认可主管=孙丽
    不合格：开始调查 调查人=刘洋；认可主管=赵敏
    不合格：开始调查 调查人=孙丽；认可主管=孙丽
    合格：开始调查 调查人=刘洋
    """
    openings = books.openings
    itself = openings.endorsed_by.notna() & (openings.endorsed_by == openings.investigated_by)
    return broken(itself | books.lacking(openings.endorsed_by, "销售主管"))


@rule("CU4.1", "openings", at="approved_by", who="approved_by",
      says="承认人{approved_by}不是销售经理，或者就是填调查书、认可的人",
      right="由销售经理（另一个人）承认")
def approved_by_another(books: Books) -> Broken:
    """开始交易由销售经理承认，填调查书的人和认可的人不自己承认。

    合格：开始调查 调查人=刘洋；认可主管=孙丽；承认经理=赵敏
    不合格：开始调查 调查人=刘洋；认可主管=孙丽；承认经理=吴总
    不合格：开始调查 调查人=赵敏；认可主管=孙丽；承认经理=赵敏
    不合格：开始调查 调查人=刘洋；认可主管=赵敏；承认经理=赵敏
    合格：开始调查 调查人=刘洋；认可主管=孙丽
    """
    openings = books.openings
    by = openings.approved_by
    itself = by.notna() & ((by == openings.investigated_by) | (by == openings.endorsed_by))
    return broken(itself | books.lacking(by, "销售经理"))


@rule("CU4.1", "openings", at="endorsed_at", who="销售主管",
      says="{name}的调查书 {investigated_at:date} 送来，没有按时认可",
      right="销售主管最迟 {due:date} 认可或不予认可")
def endorsed_late(books: Books) -> Broken:
    """调查书送来以后，销售主管三个工作日内认可或不予认可。

    临界合格：开始调查 调查书编号=K1；调查时间=2026-02-27 16:00；认可时间=2026-03-03 17:00
    临界不合格：开始调查 调查书编号=K1；调查时间=2026-02-27 16:00；认可时间=2026-03-04 08:30
    临界合格：现在 2026-03-03 22:00｜开始调查 调查书编号=K1；调查时间=2026-02-27 16:00
    临界不合格：现在 2026-03-04 01:00｜开始调查 调查书编号=K1；调查时间=2026-02-27 16:00
    合格：现在 2026-03-06 01:00｜开始调查 调查书编号=K1；调查时间=2026-02-27 16:00；承认结论=承认
    """
    openings = books.openings
    since = openings.investigated_at.where(openings.endorsed_at.notna() | openings.approval.isna())
    limit = books.limit("CU4.1", "认可工作日", since)
    return broken(books.overdue(since, openings.endorsed_at, limit), due=books.due(since, limit))


@rule("CU4.1", "openings", at="approved_at", who="销售经理",
      says="{name}的调查书 {endorsed_at:date} 认可，没有按时承认",
      right="销售经理最迟 {due:date} 承认或不予承认")
def approved_late(books: Books) -> Broken:
    """销售主管认可以后，销售经理三个工作日内承认或不予承认。

    临界合格：开始调查 调查书编号=K1；认可结论=认可；认可时间=2026-02-27 16:00；承认时间=2026-03-03 17:00
    临界不合格：开始调查 调查书编号=K1；认可结论=认可；认可时间=2026-02-27 16:00；承认时间=2026-03-04 08:30
    不合格：开始调查 调查书编号=K1；认可结论=认可；认可时间=2026-02-27 16:00
    合格：开始调查 调查书编号=K1；认可结论=不予认可；认可时间=2026-02-27 16:00
    """
    openings = books.openings
    since = openings.endorsed_at.where(openings.endorsement == ENDORSED)
    limit = books.limit("CU4.1", "承认工作日", since)
    return broken(books.overdue(since, openings.approved_at, limit), due=books.due(since, limit))


@rule("CU4.1", "openings", at="firm_no", who="市场营销部",
      says="调查书写的客户卡是 {firm_no}，那张卡写的调查书是{cited}",
      right="核对两边的编号，改正抄错的一边")
def card_of_another(books: Books) -> Broken:
    """承认以后立的客户卡，和调查书互相写明编号。

    合格：开始调查 调查书编号=K1；往来企业编号=W1｜客户卡 往来企业编号=W1；调查书编号=K1
    不合格：开始调查 调查书编号=K1；往来企业编号=W1｜客户卡 往来企业编号=W1；调查书编号=K2
    不合格：开始调查 调查书编号=K1；往来企业编号=W1｜交易中止 往来企业编号=W1
    合格：开始调查 调查书编号=K1；往来企业编号=W1｜交易过去 往来企业编号=W1；调查书编号=K1
    合格：开始调查 调查书编号=K1；往来企业编号=W9
    """
    openings = books.openings
    cited = books.lookup(openings.firm_no, "firms", "opening_no")
    return broken(books.known(openings.firm_no, "firms") & (cited.fillna("") != openings.opening_no.fillna("")), cited=cited)


@rule("CU4.1", "openings", at="is_dealer",
      says="{name}既不是经销商也不是供应商",
      right="写明是买进还是卖出；两样都不是的，不用开始调查")
def opening_neither(books: Books) -> Broken:
    """开始交易的企业，或者买（经销商），或者卖（供应商），也可以两样都是。

    合格：开始调查 调查书编号=K1；经销商=是；供应商=否
    合格：开始调查 调查书编号=K1；经销商=否；供应商=是
    不合格：开始调查 调查书编号=K1；经销商=否；供应商=否
    """
    openings = books.openings
    return broken(openings.opening_no.notna() & (openings.is_dealer == "否") & (openings.is_supplier == "否"))
