"""VS5: a plan for every year, quarter and month, approved, handed out, and carried out."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books
from automation.core.rules import Absent, Broken, absent, broken
from automation.visits.registers.common import LEVELS, MONTHLY, bounds, period_of
from automation.visits.rules.dealers import live_dealers
from automation.visits.rules.table import rule


def supervisors(books: Books) -> list[str]:
    """Who is in charge of an area with dealers."""
    areas = books.firms.area[live_dealers(books)]
    return sorted(set(books.lookup(areas, "areas", "supervisor").dropna()))


@rule("VS5", "visit_plans", at="period", says="{period} 的{level}巡访计划，{person}没有制定", right="最迟 {due:date} 制定；马上补上")
def plan_missing(books: Books) -> Absent:
    """每年、每季、每月开始三个工作日以内，各区域主管制定这一期的巡访计划。

    临界合格：现在 2026-03-04 22:00｜客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=海淀区｜巡访计划 计划类别=年度；计划期=2026；制定主管=何立｜巡访计划 计划类别=季度；计划期=2026-1季；制定主管=何立
    临界不合格：现在 2026-03-05 01:00｜客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=海淀区｜巡访计划 计划类别=年度；计划期=2026；制定主管=何立｜巡访计划 计划类别=季度；计划期=2026-1季；制定主管=何立
    不合格：现在 2026-03-04 22:00｜客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=海淀区｜巡访计划 计划类别=季度；计划期=2026-1季；制定主管=何立
    不合格：现在 2026-03-04 22:00｜客户卡 往来企业编号=W1；经销商=是；承认时间=2026-01-05 09:00；区域=海淀区｜巡访计划 计划类别=年度；计划期=2026；制定主管=何立｜巡访计划 计划类别=季度；计划期=2026-1季；制定主管=赵敏
    合格：现在 2026-03-20 09:00｜客户卡 往来企业编号=W1；经销商=否；承认时间=2026-01-05 09:00；区域=海淀区
    """
    today, plans = books.today.date(), books.visit_plans
    wanted = pd.DataFrame([(level, period_of(level, today), person) for level in LEVELS for person in supervisors(books)],
                          columns=["level", "period", "person"])
    if wanted.empty:
        return absent(wanted)
    firsts = {level: bounds(level, period_of(level, today)) for level in LEVELS}
    first = pd.to_datetime(wanted.level.map({level: span[0] for level, span in firsts.items() if span})).astype("datetime64[s]")
    due = books.due(first, books.limit("VS5", "计划工作日", first))
    made = plans.level + plans.period + plans.made_by
    missing = ~(wanted.level + wanted.period + wanted.person).isin(made.dropna()) & (books.today > due)
    return absent(wanted.assign(due=due, key=wanted.period + " " + wanted.person)[missing])


@rule("VS5", "visit_plans", at="period", says="{level}计划的计划期 {period} 与起止日 {first_on} 至 {last_on} 对不上",
      right="年度写成 2026，季度写成 2026-1季，月度写成 2026-03；起止日由“制定巡访计划”填写")
def period_wrong(books: Books) -> Broken:
    """计划期按类别写，起止日就是那一期的第一天和最后一天。

    合格：巡访计划 计划类别=季度；计划期=2026-1季；起始日=2026-01-01；截止日=2026-03-31
    合格：巡访计划 计划类别=年度；计划期=2026；起始日=2026-01-01；截止日=2026-12-31
    临界不合格：巡访计划 计划类别=月度；计划期=2026-03；起始日=2026-03-02；截止日=2026-03-31
    临界不合格：巡访计划 计划类别=月度；计划期=2026-03；起始日=2026-03-01；截止日=2026-03-30
    不合格：巡访计划 计划类别=月度；计划期=2026-1季；起始日=2026-01-01；截止日=2026-03-31
    不合格：巡访计划 计划类别=年度；计划期=今年；起始日=2026-01-01；截止日=2026-12-31
    """
    plans = books.visit_plans
    parts = plans.period.astype("string").str.extract(r"^(20\d\d)(?:-([1-4])季|-(0[1-9]|1[0-2]))?$")
    year, quarter, month = (pd.to_numeric(parts[place]) for place in range(3))
    written = pd.Series("年度", index=plans.index).mask(quarter.notna(), "季度").mask(month.notna(), MONTHLY)
    starts = month.fillna(quarter * 3 - 2).fillna(1)
    first = pd.to_datetime({"year": year, "month": starts, "day": 1}, errors="coerce")
    last = first + pd.to_timedelta(0, unit="D")
    for level, months in LEVELS.items():
        last = last.mask(written == level, first + pd.DateOffset(months=months) - pd.Timedelta(days=1))
    wrong = year.isna() | (written != plans.level) | (first != plans.first_on) | (last != plans.last_on)
    return broken(plans.period.notna() & plans.level.notna() & wrong)


@rule("VS5", "visit_plans", at="period", who="made_by", says="{made_by} {period} 的{level}计划制定了两份", right="并成一份，另一份清空")
def plan_twice(books: Books) -> Broken:
    """一个区域主管一期只有一份计划。

    合格：巡访计划 计划类别=月度；计划期=2026-03；制定主管=何立｜巡访计划 计划类别=月度；计划期=2026-04；制定主管=何立
    合格：巡访计划 计划类别=月度；计划期=2026-03；制定主管=何立｜巡访计划 计划类别=月度；计划期=2026-03；制定主管=孙丽
    不合格：巡访计划 计划类别=月度；计划期=2026-03；制定主管=何立｜巡访计划 计划类别=月度；计划期=2026-03；制定主管=何立
    """
    plans = books.visit_plans
    return broken(plans.period.notna() & plans[["level", "period", "made_by"]].duplicated())


@rule("VS5", "visit_plans", at="approved_at", who="销售经理", says="{made_by} {period} 的{level}计划没有按时批准", right="最迟 {due:date} 批准")
def plan_not_approved(books: Books) -> Broken:
    """制定的计划，上级两个工作日以内批准。

    临界合格：巡访计划 制定时间=2026-03-02 09:00；批准时间=2026-03-04 17:00
    临界不合格：巡访计划 制定时间=2026-03-02 09:00；批准时间=2026-03-05 08:30
    不合格：巡访计划 制定时间=2026-03-02 09:00
    合格：巡访计划 制定时间=2026-03-02 09:00；下达时间=2026-03-03 09:00
    """
    plans = books.visit_plans
    made = plans.made_at.where(plans.approved_at.notna() | plans.handed_at.isna())
    limit = books.limit("VS5", "批准工作日", made)
    return broken(books.overdue(made, plans.approved_at, limit), due=books.due(made, limit))


@rule("VS5", "visit_plans", at="approved_by", who="approved_by", says="批准人{approved_by}不是上级，或者就是制定计划的人",
      right="由销售经理（或总经理）批准")
def plan_approved_by_another(books: Books) -> Broken:
    """计划由上级批准，制定的人不自己批准。

    合格：巡访计划 制定主管=何立；批准人=赵敏
    合格：巡访计划 制定主管=何立；批准人=吴总
    不合格：巡访计划 制定主管=何立；批准人=林访
    不合格：巡访计划 制定主管=赵敏；批准人=赵敏
    """
    plans = books.visit_plans
    itself = plans.approved_by.notna() & (plans.approved_by == plans.made_by)
    return broken(itself | books.lacking(plans.approved_by, "销售经理", "总经理"))


@rule("VS5", "visit_plans", at="handed_at", who="made_by", says="批准的{level}计划 {period} 没有按时下达", right="最迟 {due:date} 交给专人实施")
def plan_not_handed(books: Books) -> Broken:
    """批准的计划，下一个工作日以前交给专人实施。

    临界合格：巡访计划 批准时间=2026-03-02 09:00；下达时间=2026-03-03 17:00
    临界不合格：巡访计划 批准时间=2026-03-02 09:00；下达时间=2026-03-04 08:30
    不合格：巡访计划 批准时间=2026-03-02 09:00
    """
    plans = books.visit_plans
    limit = books.limit("VS5", "下达工作日", plans.approved_at)
    return broken(books.overdue(plans.approved_at, plans.handed_at, limit), due=books.due(plans.approved_at, limit))


@rule("VS5", "visit_plans", at="approved_at", who="made_by", says="{handed_at:date} 下达的计划没有经过批准", right="补办批准；今后先批准再下达")
def plan_handed_unapproved(books: Books) -> Broken:
    """计划批准以后才下达。

    合格：巡访计划 批准时间=2026-03-02 09:00；下达时间=2026-03-02 10:00
    合格：巡访计划 制定时间=2026-03-05 08:30
    不合格：巡访计划 下达时间=2026-03-02 10:00
    """
    plans = books.visit_plans
    return broken(plans.handed_at.notna() & plans.approved_at.isna())


@rule("VS5", "visit_plans", at="level", who="made_by", says="{period} 的月度计划批准了，却没有一次具体的巡访", right="在“计划巡访”里写明去哪里、哪一天、谁去")
def plan_without_visits(books: Books) -> Broken:
    """月度计划批准以前，要有具体的巡访安排。

    合格：巡访计划 计划编号=P1；计划类别=月度；批准时间=2026-03-02 09:00｜计划巡访 计划编号=P1
    合格：巡访计划 计划编号=P1；计划类别=季度；批准时间=2026-03-02 09:00
    合格：巡访计划 计划编号=P1；计划类别=月度
    不合格：巡访计划 计划编号=P1；计划类别=月度；批准时间=2026-03-02 09:00｜计划巡访 计划编号=P2
    """
    plans = books.visit_plans
    return broken((plans.level == MONTHLY) & plans.approved_at.notna() & ~plans.plan_no.isin(books.visit_plan_lines.plan_no.dropna()))


@rule("VS5", "visit_plan_lines", at="planned_on", says="计划日期 {planned_on} 不在计划 {plan_no} 的 {first:date} 至 {last:date} 之内",
      right="改正日期，或改列到那一期的计划里")
def planned_outside(books: Books) -> Broken:
    """计划巡访的日期在计划期以内。

    临界合格：计划巡访 计划编号=P1；计划日期=2026-03-01｜巡访计划 计划编号=P1；起始日=2026-03-01；截止日=2026-03-31
    临界合格：计划巡访 计划编号=P1；计划日期=2026-03-31｜巡访计划 计划编号=P1；起始日=2026-03-01；截止日=2026-03-31
    临界不合格：计划巡访 计划编号=P1；计划日期=2026-02-28｜巡访计划 计划编号=P1；起始日=2026-03-01；截止日=2026-03-31
    临界不合格：计划巡访 计划编号=P1；计划日期=2026-04-01｜巡访计划 计划编号=P1；起始日=2026-03-01；截止日=2026-03-31
    """
    lines = books.visit_plan_lines
    first, last = (books.lookup(lines.plan_no, "visit_plans", name) for name in ("first_on", "last_on"))
    return broken((lines.planned_on < first) | (lines.planned_on > last), first=first, last=last)


@rule("VS5", "visit_plan_lines", at="visit_no", says="计划 {planned_on} 巡访{customer}，没有去", right="最迟 {due:date} 补去；不去的办理“取消巡访”，写明原因")
def planned_not_made(books: Books) -> Broken:
    """计划的巡访按日去，最迟三个工作日以内补去，不去的写明原因。

    临界合格：现在 2026-03-05 22:00｜计划巡访 计划日期=2026-03-02
    临界不合格：现在 2026-03-06 01:00｜计划巡访 计划日期=2026-03-02
    合格：现在 2026-03-06 01:00｜计划巡访 计划日期=2026-03-02；巡访编号=F1
    合格：现在 2026-03-06 01:00｜计划巡访 计划日期=2026-03-02；取消时间=2026-03-02 09:00
    """
    lines = books.visit_plan_lines
    planned = lines.planned_on.where(lines.visit_no.isna() & lines.cancelled_at.isna())
    due = books.due(planned, books.limit("VS5", "补访工作日", planned))
    return broken(books.today > due, due=due)


@rule("VS5", "visits", at="line_no", says="巡访写着计划序号 {line_no}，而那一行是别的经销商或别的巡访",
      right="核对巡访序号，使两处互相对应")
def visit_of_another_line(books: Books) -> Broken:
    """照计划去的巡访，与计划互相写明编号，是同一个经销商。

    合格：巡访日报 巡访编号=F1；巡访序号=A1；往来企业编号=W1｜计划巡访 巡访序号=A1；巡访编号=F1；往来企业编号=W1
    不合格：巡访日报 巡访编号=F1；巡访序号=A1；往来企业编号=W1｜计划巡访 巡访序号=A1；巡访编号=F2；往来企业编号=W1
    不合格：巡访日报 巡访编号=F1；巡访序号=A1；往来企业编号=W1｜计划巡访 巡访序号=A1；巡访编号=F1；往来企业编号=W2
    不合格：巡访日报 巡访编号=F1；巡访序号=A1；往来企业编号=W1｜计划巡访 巡访序号=A1；往来企业编号=W1
    合格：巡访日报 巡访编号=F1；往来企业编号=W1
    """
    visits = books.visits
    made, firm = (books.lookup(visits.line_no, "visit_plan_lines", name) for name in ("visit_no", "firm_no"))
    return broken(visits.line_no.notna() & ((made.fillna("") != visits.visit_no) | (firm.fillna("") != visits.firm_no)))


@rule("VS5", "visit_plan_lines", at="cancelled_at", says="这次巡访取消了，又写着巡访编号 {visit_no}", right="核对后清掉不对的一处")
def cancelled_and_made(books: Books) -> Broken:
    """计划的巡访，要么去了，要么取消了。

    合格：计划巡访 取消时间=2026-03-02 09:00
    合格：计划巡访 巡访编号=F1
    不合格：计划巡访 取消时间=2026-03-02 09:00；巡访编号=F1
    """
    lines = books.visit_plan_lines
    return broken(lines.cancelled_at.notna() & lines.visit_no.notna())
