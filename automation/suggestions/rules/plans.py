"""SG4: a plan for every half year, approved before it begins; every customer told."""

from __future__ import annotations

import pandas as pd

from automation.core.basics import PARTNER
from automation.core.books import Books
from automation.core.rules import Absent, Broken, absent, broken
from automation.suggestions.registers.common import FIRST, SECOND
from automation.suggestions.registers.plans import EVERYBODY, half_of
from automation.suggestions.rules.table import rule


def first_days(halves: pd.Series) -> pd.Series:
    """The first day of each half year; blank for what isn't one."""
    month = halves.str[4:].map({FIRST: "-01-01", SECOND: "-07-01"})
    return pd.to_datetime(halves.str[:4] + month, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")


@rule("SG4", "suggestion_plans", at="half",
      says="{half}没有提案目标和收集计划",
      right="马上办理“拟半年目标”，经销售经理批准后通知客户")
def plan_missing(books: Books) -> Absent:
    """每个半年都有提案目标和收集计划，从有第一件提案或第一个计划的半年算起。

    不合格：提案 收到时间=2026-02-10 09:00
    合格：提案 收到时间=2026-02-10 09:00｜半年目标 半年=2026上半年
    不合格：半年目标 半年=2025上半年｜半年目标 半年=2026上半年
    临界合格：现在 2026-06-30 22:00｜半年目标 半年=2026上半年
    临界不合格：现在 2026-07-01 01:00｜半年目标 半年=2026上半年
    合格：半年目标 半年=2026下半年
    临界不合格：现在 2026-03-05 09:00｜提案 收到时间=2026-03-05 09:00
    """
    known = books.suggestion_plans.half.dropna()
    starts = pd.concat([first_days(known), books.proposals.received_at]).dropna()
    if starts.empty or starts.min() > books.now:
        return absent(pd.DataFrame())
    halves = list(dict.fromkeys(half_of(day.date()) for day in pd.date_range(starts.min().normalize().replace(day=1), books.today, freq="MS")))
    return absent(pd.DataFrame([{"half": half, "key": half} for half in halves if half not in set(known)]))


@rule("SG4", "suggestion_plans", at="approved_at", who="销售经理",
      says="{half}的目标和收集计划没有在开始以前批准（{shown}）",
      right="半年开始以前拟定、批准；过了的马上批准")
def plan_late(books: Books) -> Broken:
    """提案目标和收集计划在半年开始以前批准。

    临界合格：半年目标 半年=2026上半年；批准时间=2025-12-31 17:00
    临界不合格：半年目标 半年=2026上半年；批准时间=2026-01-01 08:30
    临界合格：现在 2026-06-30 22:00｜半年目标 半年=2026下半年
    临界不合格：现在 2026-07-01 01:00｜半年目标 半年=2026下半年
    合格：半年目标 拟定人=郑营
    """
    plans = books.suggestion_plans
    first = first_days(plans.half)
    decided = plans.approved_at.dt.normalize().fillna(books.today)
    shown = plans.approved_at.dt.strftime("%Y-%m-%d 才批准").fillna("至今没有批准")
    return broken(decided >= first, shown=shown)


@rule("SG4", "suggestion_plans", at="approved_by", who="approved_by",
      says="批准人{approved_by}不是销售经理，或者就是拟定的人",
      right="由销售经理（或总经理）批准")
def plan_approved_by_another(books: Books) -> Broken:
    """半年目标由销售经理或总经理批准，拟定的人不自己批准。

    合格：半年目标 拟定人=郑营；批准人=赵敏
    合格：半年目标 拟定人=郑营；批准人=吴总
    不合格：半年目标 拟定人=郑营；批准人=孙丽
    不合格：半年目标 拟定人=赵敏；批准人=赵敏
    合格：半年目标 拟定人=郑营
    """
    plans = books.suggestion_plans
    itself = plans.approved_by.notna() & (plans.approved_by == plans.made_by)
    return broken(itself | books.lacking(plans.approved_by, "销售经理", "总经理"))


@rule("SG4", "suggestion_plans", at="told_at",
      says="{half}的目标 {approved_at:date} 已批准，没有及时通知客户",
      right="最迟 {due:date} 通知全部客户")
def customers_not_told(books: Books) -> Broken:
    """目标批准以后，五个工作日内通知全部客户。

    临界合格：半年目标 半年=2026下半年；批准时间=2026-02-25 09:00；通知时间=2026-03-03 17:00
    临界不合格：半年目标 半年=2026下半年；批准时间=2026-02-25 09:00；通知时间=2026-03-04 08:30
    不合格：半年目标 半年=2026下半年；批准时间=2026-02-25 09:00
    合格：半年目标 半年=2026下半年
    """
    plans = books.suggestion_plans
    limit = books.limit("SG4", "通知工作日", plans.approved_at)
    return broken(books.overdue(plans.approved_at, plans.told_at, limit), due=books.due(plans.approved_at, limit))


@rule("SG4", "suggestion_plans", at="approved_at", who="销售经理",
      says="{half}的目标没有批准，{told_at:date} 就通知了客户",
      right="补办批准；今后批准以后再通知")
def told_unapproved(books: Books) -> Broken:
    """目标批准以后才通知客户。

    合格：半年目标 半年=2026下半年；批准时间=2026-03-02 09:00；通知时间=2026-03-02 10:00
    不合格：半年目标 半年=2026下半年；通知时间=2026-03-02 10:00
    合格：半年目标 半年=2026下半年
    """
    plans = books.suggestion_plans
    return broken(plans.told_at.notna() & plans.approved_at.isna())


@rule("SG4", "suggestion_plans", at="told_at", who="told_by",
      says="{half}写着已经通知客户，却没有给全部用户的公告",
      right="补贴公告并在“目标通知”里登记")
def public_not_told(books: Books) -> Broken:
    """通知客户时，用公告通知全部用户。

    合格：半年目标 半年=2026上半年；通知时间=2025-12-20 10:00｜目标通知 半年=2026上半年；通知对象=全部用户
    不合格：半年目标 半年=2026上半年；通知时间=2025-12-20 10:00
    不合格：半年目标 半年=2026上半年；通知时间=2025-12-20 10:00｜目标通知 半年=2025下半年；通知对象=全部用户
    不合格：半年目标 半年=2026上半年；通知时间=2025-12-20 10:00｜目标通知 半年=2026上半年；通知对象=往来企业
    合格：半年目标 半年=2026上半年
    """
    plans, notices = books.suggestion_plans, books.plan_notices
    posted = notices.half[notices.audience == EVERYBODY]
    return broken(plans.told_at.notna() & ~plans.half.isin(posted))


@rule("SG4", "plan_notices", at="firm_no",
      says="{half}的目标没有通知往来企业{name}（{firm_no}）",
      right="办理“补寄通知”")
def firm_not_told(books: Books) -> Absent:
    """通知客户时，正在交易的往来企业逐家通知；通知以后才开始交易的，下一个半年再通知，没有批准的不论。

    合格：半年目标 半年=2026上半年；批准时间=2025-12-19 10:00；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-20 10:00｜目标通知 半年=2026上半年；通知对象=往来企业；往来企业编号=W1
    临界不合格：半年目标 半年=2026上半年；批准时间=2025-12-19 10:00；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-20 10:00
    临界合格：半年目标 半年=2026上半年；批准时间=2025-12-19 10:00；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-20 10:01
    合格：半年目标 半年=2026上半年；批准时间=2025-12-19 10:00；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-10 10:00；解除日期=2025-12-15
    不合格：半年目标 半年=2026上半年；批准时间=2025-12-19 10:00；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-10 10:00｜目标通知 半年=2025下半年；通知对象=往来企业；往来企业编号=W1
    不合格：半年目标 半年=2026上半年；批准时间=2025-12-19 10:00；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-10 10:00｜目标通知 半年=2026上半年；通知对象=用户；往来企业编号=W1
    临界不合格：现在 2026-06-30 23:59｜半年目标 半年=2026上半年；批准时间=2025-12-19 10:00；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-10 10:00
    临界合格：现在 2026-07-01 00:00｜半年目标 半年=2026上半年；批准时间=2025-12-19 10:00；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-10 10:00
    合格：半年目标 半年=2025上半年；批准时间=2024-12-19 10:00；通知时间=2024-12-20 10:00｜半年目标 半年=2025下半年｜半年目标 半年=2026上半年｜客户卡 往来企业编号=W1；承认时间=2024-12-10 10:00
    合格：半年目标 半年=2026上半年；通知时间=2025-12-20 10:00｜客户卡 往来企业编号=W1；承认时间=2025-12-10 10:00
    合格：半年目标 半年=2026上半年｜客户卡 往来企业编号=W1；承认时间=2025-12-10 10:00
    """
    plans = books.suggestion_plans
    told = plans[plans.approved_at.notna()][["half", "told_at"]].dropna()
    told = told[first_days(told.half) + pd.DateOffset(months=6) > books.now]      # of a half year that is over nobody need be told
    firms = books.firms[books.firms.ended_on.isna()][["firm_no", "name", "approved_at"]].dropna(subset=["firm_no", "approved_at"])
    pairs = told.merge(firms, how="cross")
    letters = books.plan_notices[books.plan_notices.audience == PARTNER]
    done = set(letters.half.fillna("") + letters.firm_no.fillna(""))
    missing = pairs[(pairs.approved_at <= pairs.told_at) & ~(pairs.half + pairs.firm_no).isin(done)]
    return absent(missing.assign(key=missing.firm_no)[["half", "firm_no", "name", "key"]])
