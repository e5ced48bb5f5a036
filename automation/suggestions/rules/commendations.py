"""SG7: commendations for a half year that is over, with its real figures as their ground, approved, told by letter."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from automation.core.books import Books
from automation.core.rules import Broken, broken
from automation.suggestions.registers.common import FIRST, SECOND
from automation.suggestions.registers.results import APPROVED, BY_COUNT, BY_SAVING, DECLINED
from automation.suggestions.rules import desks
from automation.suggestions.rules.plans import first_days
from automation.suggestions.rules.table import rule


def halves(days: pd.Series) -> pd.Series:
    """The half year of each day; blank for a blank."""
    return (days.dt.year.astype("Int64").astype("string") + (days.dt.month > 6).map({False: FIRST, True: SECOND})).astype("object")


def merits(books: Books) -> pd.DataFrame:
    """For each customer and half year: what was saved by the supply plans of that half, how many proposals were received in it."""
    proposals = books.proposals[desks.live(books)]
    saved = proposals.assign(who=desks.who(proposals), half=halves(proposals.saving_on)).dropna(subset=["who", "half", "saving"])
    made = proposals.assign(who=desks.who(proposals), half=halves(proposals.received_at)).dropna(subset=["who", "half"])
    saving = saved.groupby(["who", "half"]).saving.agg(lambda amounts: sum(amounts, Decimal("0.00")))
    return pd.DataFrame({"saving": saving, "count": made.groupby(["who", "half"]).size()})


@rule("SG7.2", "commendations", at="ground", who="asked_by",
      says="以{ground}为依据表彰，这一项却是 0",
      right="没有成果的不表彰；核对半年和客户编号")
def commended_without_basis(books: Books) -> Broken:
    """表彰要有依据：这半年有核定的成本降低额，或者提过提案。

    合格：表彰 表彰依据=成本降低额；成本降低额=0.01；提案件数=0
    临界不合格：表彰 表彰依据=成本降低额；成本降低额=0.00；提案件数=3
    合格：表彰 表彰依据=提案件数；成本降低额=0.00；提案件数=1
    临界不合格：表彰 表彰依据=提案件数；成本降低额=5000；提案件数=0
    合格：表彰 表彰依据=成本降低额
    """
    table = books.commendations
    nothing_saved = (table.ground == BY_SAVING) & table.saving.map(lambda amount: amount == 0, na_action="ignore").eq(True)
    return broken(nothing_saved | ((table.ground == BY_COUNT) & (table["count"] == 0)))


@rule("SG7.2", "commendations", at="saving", who="asked_by",
      says="写的是降低 {saving:money} 元、提案 {count} 件，按“提案”应是 {saved:money} 元、{made} 件",
      right="按提案登记改正，或核对后改正提案")
def commended_with_other_figures(books: Books) -> Broken:
    """表彰写的降低额和件数，就是这位客户在这半年的：降低额看供求计划确定的日期，件数看收到的日期。

    合格：表彰 半年=2025下半年；客户类别=用户；用户编号=Y1；成本降低额=5000；提案件数=1｜提案 提案编号=A1；客户类别=用户；用户编号=Y1；收到时间=2025-12-31 09:00；成本降低额=5000；供求计划确定=2025-12-31
    临界不合格：表彰 半年=2025下半年；客户类别=用户；用户编号=Y1；成本降低额=5000；提案件数=1｜提案 提案编号=A1；客户类别=用户；用户编号=Y1；收到时间=2025-12-31 09:00；成本降低额=5000；供求计划确定=2026-01-01
    临界不合格：表彰 半年=2025下半年；客户类别=用户；用户编号=Y1；成本降低额=5000；提案件数=1｜提案 提案编号=A1；客户类别=用户；用户编号=Y1；收到时间=2025-06-30 09:00；成本降低额=5000；供求计划确定=2025-12-31
    临界合格：表彰 半年=2025下半年；客户类别=用户；用户编号=Y1；成本降低额=0；提案件数=1｜提案 提案编号=A1；客户类别=用户；用户编号=Y1；收到时间=2025-07-01 09:00
    合格：表彰 半年=2025下半年；客户类别=往来企业；往来企业编号=W1；成本降低额=0；提案件数=0｜提案 提案编号=A1；客户类别=用户；用户编号=Y1；往来企业编号=W1；收到时间=2025-12-31 09:00
    不合格：表彰 半年=2025下半年；客户类别=用户；用户编号=Y1；成本降低额=0；提案件数=2｜提案 提案编号=A1；客户类别=用户；用户编号=Y1；收到时间=2025-12-31 09:00｜提案 提案编号=A2；客户类别=用户；用户编号=Y1；收到时间=2025-12-31 09:00；终止时间=2026-01-05 09:00
    合格：表彰 半年=2025下半年；客户类别=用户；用户编号=Y1
    """
    table = books.commendations
    found = merits(books).reindex(pd.MultiIndex.from_arrays([desks.who(table), table.half])).set_axis(table.index)
    saved, made = found.saving.map(lambda amount: amount if isinstance(amount, Decimal) else Decimal(0)), found["count"].fillna(0)
    told = table.saving.notna() & table["count"].notna()
    return broken(told & ((table.saving != saved) | (table["count"] != made)), saved=saved, made=made)


@rule("SG7.2", "commendations", at="asked_at", who="asked_by",
      says="{half}还没有过完，{asked_at:date} 就提请表彰",
      right="半年过完以后评比，再提请表彰")
def commended_early(books: Books) -> Broken:
    """半年过完以后才评比表彰。

    临界合格：表彰 半年=2025下半年；提请时间=2026-01-01 08:30
    临界合格：表彰 半年=2025下半年；提请时间=2026-01-01 00:00
    临界不合格：表彰 半年=2025下半年；提请时间=2025-12-31 17:00
    合格：表彰 半年=2025下半年
    """
    table = books.commendations
    return broken(table.asked_at < first_days(table.half) + pd.DateOffset(months=6))


@rule("SG7.1", "commendations", at="half", who="asked_by",
      says="这位客户{half}的{ground}前面已经提请表彰（{other}）",
      right="核对后留一行；重复的办理“不批准”或清空")
def commended_twice(books: Books) -> Broken:
    """同一客户、同一半年、同一依据只表彰一次。

    不合格：表彰 表彰编号=B1；半年=2025下半年；客户类别=用户；用户编号=Y1；表彰依据=提案件数｜表彰 表彰编号=B2；半年=2025下半年；客户类别=用户；用户编号=Y1；表彰依据=提案件数
    合格：表彰 表彰编号=B1；半年=2025下半年；客户类别=用户；用户编号=Y1；表彰依据=提案件数｜表彰 表彰编号=B2；半年=2025下半年；客户类别=用户；用户编号=Y1；表彰依据=成本降低额
    合格：表彰 表彰编号=B1；半年=2025下半年；客户类别=用户；用户编号=Y1；表彰依据=提案件数；批准结论=不批准｜表彰 表彰编号=B2；半年=2025下半年；客户类别=用户；用户编号=Y1；表彰依据=提案件数
    合格：表彰 表彰编号=B1；半年=2025下半年｜表彰 表彰编号=B2；半年=2025下半年
    """
    table = books.commendations
    asked = table.assign(who=desks.who(table))[table.decision != DECLINED].dropna(subset=["who", "half", "ground"])
    groups = asked.groupby(["who", "half", "ground"], sort=False)
    other = groups.commendation_no.transform("first")[groups.cumcount() > 0].reindex(table.index)
    return broken(other.notna(), other=other)


@rule("SG7.1", "commendations", at="decided_by", who="decided_by",
      says="批准人{decided_by}不是销售经理，或者就是提请的人",
      right="由销售经理（或总经理）批准")
def commendation_decided_by_another(books: Books) -> Broken:
    """表彰由销售经理或总经理批准，提请的人不自己批准。

    合格：表彰 提请人=郑营；批准人=赵敏
    合格：表彰 提请人=郑营；批准人=吴总
    不合格：表彰 提请人=郑营；批准人=孙丽
    不合格：表彰 提请人=赵敏；批准人=赵敏
    合格：表彰 提请人=郑营
    """
    table = books.commendations
    itself = table.decided_by.notna() & (table.decided_by == table.asked_by)
    return broken(itself | books.lacking(table.decided_by, "销售经理", "总经理"))


@rule("SG7.1", "commendations", at="decided_at", who="销售经理",
      says="{asked_at:date} 提请的表彰没有按时批准",
      right="最迟 {due:date} 批准或不批准")
def commendation_undecided(books: Books) -> Broken:
    """提请的表彰五个工作日内批准或不批准。

    临界合格：表彰 提请时间=2026-02-25 09:00；批准时间=2026-03-03 17:00
    临界不合格：表彰 提请时间=2026-02-25 09:00；批准时间=2026-03-04 08:30
    不合格：表彰 提请时间=2026-02-25 09:00
    """
    table = books.commendations
    limit = books.limit("SG7.1", "批准工作日", table.asked_at)
    return broken(books.overdue(table.asked_at, table.decided_at, limit), due=books.due(table.asked_at, limit))


@rule("SG7.1", "commendations", at="sent_at",
      says="{decided_at:date} 批准的表彰没有按时通知客户",
      right="最迟 {due:date} 寄出表彰通知")
def commendation_letter_late(books: Books) -> Broken:
    """批准的表彰五个工作日内通知客户。

    临界合格：表彰 批准结论=批准；批准时间=2026-02-25 09:00；通知时间=2026-03-03 17:00
    临界不合格：表彰 批准结论=批准；批准时间=2026-02-25 09:00；通知时间=2026-03-04 08:30
    不合格：表彰 批准结论=批准；批准时间=2026-02-25 09:00
    合格：表彰 批准结论=不批准；批准时间=2026-02-25 09:00
    """
    table = books.commendations
    decided = table.decided_at.where(table.decision == APPROVED)
    limit = books.limit("SG7.1", "通知工作日", decided)
    return broken(books.overdue(decided, table.sent_at, limit), due=books.due(decided, limit))


@rule("SG7.1", "commendations", at="sent_at",
      says="没有批准，{sent_at:date} 就寄了表彰通知",
      right="补办批准；今后批准以后再通知")
def commended_unapproved(books: Books) -> Broken:
    """批准以后才寄表彰通知。

    合格：表彰 批准结论=批准；通知时间=2026-03-02 09:00
    不合格：表彰 通知时间=2026-03-02 09:00
    不合格：表彰 批准结论=不批准；通知时间=2026-03-02 09:00
    合格：表彰 提请人=郑营
    """
    table = books.commendations
    return broken(table.sent_at.notna() & (table.decision != APPROVED))
