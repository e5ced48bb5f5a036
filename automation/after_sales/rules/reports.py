"""AS2.9 and AS2.10: technicians' daily reports, the supervisor's look at them, the day's service report."""

from __future__ import annotations

import pandas as pd

from automation.after_sales.registers.common import SERVICE_KINDS
from automation.after_sales.rules.table import rule
from automation.core.books import Books
from automation.core.rules import Absent, Broken, absent, broken


def _person_days(table: pd.DataFrame, moment: str) -> pd.DataFrame:
    """Each technician and day of a table, once."""
    pairs = pd.DataFrame({"technician": table.technician, "day": table[moment].dt.normalize()})
    return pairs.dropna().drop_duplicates()


def _without(wanted: pd.DataFrame, present: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    merged = wanted.merge(present[on].drop_duplicates(), on=on, how="left", indicator=True)
    return merged[merged._merge == "left_only"].drop(columns="_merge")


@rule("AS2.9", "work_lines", at="technician",
      says="{person} {day:date} 有上门服务，却没有填《技术人员工作日报表》",
      right="补填当天的工作类别和工时")
def served_without_report(books: Books) -> Absent:
    """当天上门服务过的技术员，都要填工作日报。

    合格：上门记录 技术员=王磊；到达时间=2026-03-02 10:00｜工作日报 技术员=王磊；日期=2026-03-02
    不合格：上门记录 技术员=王磊；到达时间=2026-03-02 10:00｜工作日报 技术员=王磊；日期=2026-03-03
    不合格：上门记录 技术员=王磊；到达时间=2026-03-02 10:00｜工作日报 技术员=李明；日期=2026-03-02
    临界合格：现在 2026-03-02 23:00｜上门记录 技术员=王磊；到达时间=2026-03-02 10:00
    """
    wanted = _person_days(books.call_visits, "arrived_at")
    missing = _without(wanted[wanted.day < books.today], _person_days(books.work_lines, "day"), ["technician", "day"])
    return absent(missing.assign(person=missing.technician, key=missing.technician + missing.day.dt.strftime(" %Y-%m-%d")))


@rule("AS2.9", "day_reviews", at="technician",
      says="{person} {day:date} 的工作日报没有送请主管核阅",
      right="送请技术主管核阅")
def report_not_submitted(books: Books) -> Absent:
    """填好的工作日报当天送请主管核阅。

    合格：工作日报 技术员=王磊；日期=2026-03-02｜日报核阅 技术员=王磊；日期=2026-03-02
    不合格：工作日报 技术员=王磊；日期=2026-03-02
    临界合格：现在 2026-03-02 23:00｜工作日报 技术员=王磊；日期=2026-03-02
    """
    wanted = _person_days(books.work_lines, "day")
    missing = _without(wanted[wanted.day < books.today], _person_days(books.day_reviews, "day"), ["technician", "day"])
    return absent(missing.assign(person=missing.technician, key=missing.technician + missing.day.dt.strftime(" %Y-%m-%d")))


@rule("AS2.9", "day_reviews", at="reviewed_at", who="技术主管",
      says="{technician} {day} 的日报没有按时核阅",
      right="最迟 {due:date} 核阅")
def report_not_reviewed(books: Books) -> Broken:
    """送来的工作日报，主管最迟下一个工作日核阅。

    合格：日报核阅 送请核阅=2026-03-02 17:20；核阅时间=2026-03-02 17:40
    临界合格：日报核阅 送请核阅=2026-03-02 17:20；核阅时间=2026-03-03 18:00
    临界不合格：日报核阅 送请核阅=2026-03-02 17:20；核阅时间=2026-03-04 08:30
    不合格：日报核阅 送请核阅=2026-03-02 17:20
    """
    reviews = books.day_reviews
    limit = books.limit("AS2.9", "核阅工作日", reviews.submitted_at)
    return broken(books.overdue(reviews.submitted_at, reviews.reviewed_at, limit), due=books.due(reviews.submitted_at, limit))


@rule("AS2.9", "work_lines", at="repair_hours",
      says="{technician} {day} 一天报了 {hours} 小时，超过 {limit} 小时",
      right="核对当天各行的修护工时和路程工时")
def too_many_hours(books: Books) -> Broken:
    """一个技术员一天的工时合计不超过十二小时。

    临界合格：工作日报 技术员=王磊；日期=2026-03-02；修护工时=10；路程工时=2
    临界不合格：工作日报 技术员=王磊；日期=2026-03-02；修护工时=10；路程工时=2.1
    不合格：工作日报 技术员=王磊；日期=2026-03-02；修护工时=9｜工作日报 技术员=王磊；日期=2026-03-02；修护工时=4
    合格：工作日报 技术员=王磊；日期=2026-03-02；修护工时=9｜工作日报 技术员=李明；日期=2026-03-02；修护工时=4
    """
    lines = books.work_lines
    hours = (pd.to_numeric(lines.repair_hours).fillna(0) + pd.to_numeric(lines.travel_hours).fillna(0)).round(2)
    group = hours.groupby([lines.technician, lines.day])
    limit = books.limit("AS2.9", "每日最多工时", lines.day)
    last = ~pd.DataFrame({"t": lines.technician, "d": lines.day}).duplicated(keep="last")
    total = group.transform("sum").round(2)
    return broken(last & (total > limit), hours=total, limit=limit)


@rule("AS2.9", "work_lines", at="work_kind",
      says="日报写的是{work_kind}，叫修 {call_no} 登记的是{called_as}",
      right="两处改成一致")
def line_kind_differs(books: Books) -> Broken:
    """日报里的服务类别与叫修登记一致。

    合格：工作日报 工作类别=有偿服务；叫修编号=J1｜叫修登记 叫修编号=J1；服务类别=有偿服务
    合格：工作日报 工作类别=零件管理
    不合格：工作日报 工作类别=免费服务；叫修编号=J1｜叫修登记 叫修编号=J1；服务类别=有偿服务
    """
    lines = books.work_lines
    called_as = books.lookup(lines.call_no, "calls", "kind")
    return broken(lines.work_kind.isin(SERVICE_KINDS) & called_as.notna() & (lines.work_kind != called_as), called_as=called_as)


@rule("AS2.9", "work_lines", at="call_no",
      says="{technician}报了叫修 {call_no} 的工时，却没有上门，也没有修护这件商品",
      right="核对叫修编号和技术员")
def line_of_another(books: Books) -> Broken:
    """报工时的技术员，上过门或修护过这件商品。

    合格：工作日报 技术员=王磊；叫修编号=J1｜上门记录 上门编号=S1；技术员=王磊；叫修编号=J1
    合格：工作日报 技术员=王磊；叫修编号=J1｜进出登记 修护卡号=X1；修护技术员=王磊；叫修编号=J1
    合格：工作日报 技术员=王磊；叫修编号=J1｜进出登记 修护卡号=X1；携回技术员=王磊；叫修编号=J1
    不合格：工作日报 技术员=王磊；叫修编号=J1｜上门记录 上门编号=S1；技术员=李明；叫修编号=J1
    """
    lines, visits, goods = books.work_lines, books.call_visits, books.goods
    worked = set(visits.technician + "\n" + visits.call_no)
    worked |= set(goods.repairer + "\n" + goods.call_no) | set(goods.brought_by + "\n" + goods.call_no)
    pair = lines.technician + "\n" + lines.call_no
    return broken(pair.notna() & ~pair.isin(worked))


@rule("AS2.10", "service_days", at="day", who="技术主管",
      says="{day:date} 有工作日报，却没有《服务日报表》",
      right="技术主管汇总当天工时，填《服务日报表》")
def service_day_missing(books: Books) -> Absent:
    """有工作日报的每一天，技术主管最迟下一个工作日填《服务日报表》。

    合格：工作日报 技术员=王磊；日期=2026-03-02｜服务日报表 日期=2026-03-02
    不合格：工作日报 技术员=王磊；日期=2026-03-02
    临界合格：现在 2026-03-03 23:00｜工作日报 技术员=王磊；日期=2026-03-02
    临界不合格：现在 2026-03-04 01:00｜工作日报 技术员=王磊；日期=2026-03-02
    """
    days = pd.DataFrame({"day": books.work_lines.day.dropna().unique()})
    due = books.due(days.day, books.limit("AS2.10", "完成工作日", days.day))
    made = books.service_days.day
    missing = days[(books.today > due) & ~days.day.isin(made.dropna())]
    return absent(missing.assign(key=missing.day.dt.strftime("%Y-%m-%d")))


@rule("AS2.10", "service_days", at="signed_at", who="总经理",
      says="{day} 的《服务日报表》总经理没有按时核签",
      right="最迟 {due:date} 核签")
def service_day_unsigned(books: Books) -> Broken:
    """《服务日报表》填好后，总经理最迟下一个工作日核签。

    合格：服务日报表 填表时间=2026-03-02 17:40；总经理核签=2026-03-02 18:00
    临界合格：服务日报表 填表时间=2026-03-02 17:40；总经理核签=2026-03-03 18:00
    临界不合格：服务日报表 填表时间=2026-03-02 17:40；总经理核签=2026-03-04 09:00
    不合格：服务日报表 填表时间=2026-03-02 17:40
    """
    days = books.service_days
    limit = books.limit("AS2.10", "完成工作日", days.made_at)
    return broken(books.overdue(days.made_at, days.signed_at, limit), due=books.due(days.made_at, limit))


@rule("AS2.10", "service_days", at="forwarded_at", who="技术主管",
      says="{day} 的《服务日报表》核签后没有按时转送市场营销部",
      right="最迟 {due:date} 转送")
def service_day_not_forwarded(books: Books) -> Broken:
    """核签后的《服务日报表》最迟下一个工作日转送市场营销部。

    合格：服务日报表 总经理核签=2026-03-02 18:00；转送营销=2026-03-02 18:10
    临界合格：服务日报表 总经理核签=2026-03-02 18:00；转送营销=2026-03-03 18:00
    临界不合格：服务日报表 总经理核签=2026-03-02 18:00；转送营销=2026-03-04 09:00
    不合格：服务日报表 总经理核签=2026-03-02 18:00
    """
    days = books.service_days
    limit = books.limit("AS2.10", "完成工作日", days.signed_at)
    return broken(books.overdue(days.signed_at, days.forwarded_at, limit), due=books.due(days.signed_at, limit))


@rule("AS2.10", "service_days", at="signed_by", who="技术主管",
      says="核签人{signed_by}不是总经理",
      right="由总经理核签")
def service_day_signed_by_another(books: Books) -> Broken:
    """《服务日报表》由总经理核签。

    合格：服务日报表 核签人=吴总
    不合格：服务日报表 核签人=陈刚
    """
    days, department = books.service_days, books.department
    return broken(days.signed_by.isin(department.roles) & ~days.signed_by.isin(department.people("总经理")))
