"""AS2.2, AS2.3, AS2.11, AS2.12: from the call to the voucher's filing, and the six and seven hours."""

from __future__ import annotations

import pandas as pd

from automation.after_sales.rules.table import rule
from automation.core.books import Books
from automation.core.findings import Severity
from automation.core.rules import Broken, broken


@rule("AS2.2", "calls", at="entered_at",
      says="{called_at} 叫修，{entered_at} 才登记，过了 {used:span}",
      right="接到叫修立即登记，最迟在上班时间 {limit} 分钟内；先用手写的请办理“补记”")
def entered_late(books: Books) -> Broken:
    """接到叫修应立即登记，最迟在上班时间六十分钟内。

    合格：叫修登记 叫修时间=2026-03-02 09:00；登记时间=2026-03-02 09:03
    临界合格：叫修登记 叫修时间=2026-03-02 11:30；登记时间=2026-03-02 14:00
    临界不合格：叫修登记 叫修时间=2026-03-02 11:30；登记时间=2026-03-02 14:00:01
    合格：叫修登记 叫修时间=2026-03-02 09:00；登记时间=2026-03-02 16:00；补记时间=2026-03-02 16:00
    """
    calls = books.calls
    used = books.elapsed(calls.called_at, calls.entered_at)
    limit = books.limit("AS2.2", "登记分钟", calls.called_at)
    return broken((used > limit * 60) & calls.backfilled_at.isna(), used=used, limit=limit)


@rule("AS2.2", "calls", at="backfilled_at", severity=Severity.NOTICE,
      says="{called_at} 的叫修是 {backfilled_at} 补记的",
      right="不必更正；今后接到叫修即时登记")
def written_up_afterwards(books: Books) -> Broken:
    """手写后补记的叫修，补记当天起提示一个月。

    临界不合格：叫修登记 叫修时间=2026-02-02 09:00；补记时间=2026-02-03 09:00
    临界合格：叫修登记 叫修时间=2026-02-02 09:00；补记时间=2026-02-02 23:00
    合格：叫修登记 叫修时间=2026-03-02 09:00
    """
    calls = books.calls
    return broken(calls.backfilled_at.dt.normalize() >= books.today - pd.Timedelta(days=30))


@rule("AS2.2", "calls", at="dispatched_by", who="dispatched_by",
      says="{dispatched_by}在叫修当天派工，但不是销售经理",
      right="由销售经理派工；隔天的遗留叫修才可由技术主管派工")
def dispatched_by_another(books: Books) -> Broken:
    """派工由销售经理办理；隔日遗留的，技术主管也可以派工。

    合格：叫修登记 叫修时间=2026-03-02 09:00；派工时间=2026-03-02 09:10；派工人=赵敏
    合格：叫修登记 叫修时间=2026-03-02 16:00；派工时间=2026-03-03 08:40；派工人=陈刚
    不合格：叫修登记 叫修时间=2026-03-02 09:00；派工时间=2026-03-02 09:10；派工人=陈刚
    不合格：叫修登记 叫修时间=2026-03-02 09:00；派工时间=2026-03-03 09:10；派工人=王磊
    """
    calls, department = books.calls, books.department
    manager = calls.dispatched_by.isin(department.people("销售经理"))
    supervisor = calls.dispatched_by.isin(department.people("技术主管"))
    left_over = calls.dispatched_at.dt.normalize() > calls.called_at.dt.normalize()
    return broken(calls.dispatched_by.notna() & ~manager & ~(supervisor & left_over))


@rule("AS2.3", "calls", at="struck_off_at", who="客服人员",
      says="{done_at} 已修妥，{today:date} 仍未注销或注销过迟",
      right="凭证带回当天在《叫修登记簿》注销，最迟 {due:date}")
def not_struck_off(books: Books) -> Broken:
    """修妥的叫修，最迟下一个工作日在登记簿上注销。

    合格：叫修登记 修妥时间=2026-03-02 15:00；注销时间=2026-03-02 17:00
    临界合格：叫修登记 修妥时间=2026-03-02 15:00；注销时间=2026-03-03 17:30
    临界不合格：叫修登记 修妥时间=2026-03-02 15:00；注销时间=2026-03-04 08:30
    临界合格：现在 2026-03-03 22:00｜叫修登记 修妥时间=2026-03-02 15:00
    不合格：现在 2026-03-04 01:00｜叫修登记 修妥时间=2026-03-02 15:00
    临界合格：叫修登记 修妥时间=2026-02-13 15:00；注销时间=2026-02-14 17:00
    合格：叫修登记 叫修时间=2026-03-02 09:00
    """
    calls = books.calls
    limit = books.limit("AS2.3", "注销工作日", calls.called_at)
    return broken(books.overdue(calls.done_at, calls.struck_off_at, limit) & calls.cancelled_at.isna(),
                  today=books.today, due=books.due(calls.done_at, limit))


@rule("AS2.3", "calls", at="done_at",
      says="没有修妥时间就注销了",
      right="补上修妥时间；没修好的取消注销")
def struck_off_unfinished(books: Books) -> Broken:
    """修妥以后才能注销。

    合格：叫修登记 修妥时间=2026-03-02 15:00；注销时间=2026-03-02 17:00
    不合格：叫修登记 注销时间=2026-03-02 17:00
    """
    calls = books.calls
    return broken(calls.struck_off_at.notna() & calls.done_at.isna())


@rule("AS2.3", "vouchers", at="signed",
      says="服务已做，客户没有在凭证上签字",
      right="请客户补签，签好后写“是”")
def customer_did_not_sign(books: Books) -> Broken:
    """服务做完或商品携回，客户都要在凭证上签字。

    合格：服务凭证 服务结果=当场修妥；客户签字=是
    合格：服务凭证 客户签字=否
    不合格：服务凭证 服务结果=当场修妥；客户签字=否
    不合格：服务凭证 服务结果=携回修护；客户签字=否
    """
    vouchers = books.vouchers
    return broken(vouchers.outcome.notna() & (vouchers.signed == "否"))


@rule("AS2.3", "vouchers", at="filed_at", who="客服人员",
      says="叫修 {struck:date} 已注销，凭证没有按时归档",
      right="把凭证归档，最迟 {due:date}")
def voucher_not_filed(books: Books) -> Broken:
    """叫修注销后，凭证最迟下一个工作日归档。

    合格：服务凭证 叫修编号=J1；归档时间=2026-03-02 17:20｜叫修登记 叫修编号=J1；注销时间=2026-03-02 17:00
    临界合格：服务凭证 叫修编号=J1；归档时间=2026-03-03 17:20｜叫修登记 叫修编号=J1；注销时间=2026-03-02 17:00
    临界不合格：服务凭证 叫修编号=J1；归档时间=2026-03-04 08:20｜叫修登记 叫修编号=J1；注销时间=2026-03-02 17:00
    不合格：服务凭证 叫修编号=J1｜叫修登记 叫修编号=J1；注销时间=2026-03-02 17:00
    合格：服务凭证 叫修编号=J1；作废时间=2026-03-02 10:00｜叫修登记 叫修编号=J1；注销时间=2026-03-02 17:00
    """
    vouchers = books.vouchers
    struck = books.lookup(vouchers.call_no, "calls", "struck_off_at")
    limit = books.limit("AS2.3", "归档工作日", struck)
    return broken(books.overdue(struck, vouchers.filed_at, limit) & vouchers.void_at.isna(), struck=struck,
                  due=books.due(struck, limit))


@rule("AS2.3", "vouchers", at="filed_at", who="客服人员",
      says="叫修还没有注销，凭证却已归档",
      right="先在《叫修登记簿》注销，再归档")
def filed_before_struck_off(books: Books) -> Broken:
    """叫修注销以后，凭证才归档。

    临界合格：服务凭证 叫修编号=J1；归档时间=2026-03-02 17:00｜叫修登记 叫修编号=J1；注销时间=2026-03-02 17:00
    不合格：服务凭证 叫修编号=J1；归档时间=2026-03-02 16:59｜叫修登记 叫修编号=J1；注销时间=2026-03-02 17:00
    不合格：服务凭证 叫修编号=J1；归档时间=2026-03-02 17:00｜叫修登记 叫修编号=J1
    """
    vouchers = books.vouchers
    struck = books.lookup(vouchers.call_no, "calls", "struck_off_at")
    return broken(vouchers.filed_at.notna() & (struck.isna() | (vouchers.filed_at < struck)))


@rule("AS2.11", "calls", at="dispatched_at", who="销售经理",
      says="{called_at} 的叫修没有在下一个工作日派工（{shown}）",
      right="当天没派的，{due:date} 优先派工；马上派工并说明原因")
def left_over_not_dispatched(books: Books) -> Broken:
    """当天没有派工的叫修，下一个工作日优先派工。

    合格：叫修登记 叫修时间=2026-03-02 16:50；派工时间=2026-03-02 17:00
    临界合格：叫修登记 叫修时间=2026-03-02 16:50；派工时间=2026-03-03 17:30
    临界不合格：叫修登记 叫修时间=2026-03-02 16:50；派工时间=2026-03-04 08:30
    不合格：叫修登记 叫修时间=2026-03-02 16:50
    合格：叫修登记 叫修时间=2026-03-02 16:50；取消时间=2026-03-03 09:00；取消原因=客户取消
    """
    calls = books.calls
    late = books.overdue(calls.called_at, calls.dispatched_at, 1)
    shown = calls.dispatched_at.dt.strftime("派工 %Y-%m-%d %H:%M").where(calls.dispatched_at.notna(), "至今未派")
    return broken(late & calls.cancelled_at.isna(), shown=shown, due=books.due(calls.called_at, 1))


@rule("AS2.11", "vouchers", at="call_no",
      says="凭证写着叫修 {call_no}，而那一条叫修的凭证编号是 {cited}",
      right="核对后改正两处的编号，使它们互相对应")
def voucher_of_another_call(books: Books) -> Broken:
    """叫修与凭证一一对应：凭证上的叫修，登记的也是这张凭证。

    合格：服务凭证 凭证编号=P1；叫修编号=J1｜叫修登记 叫修编号=J1；凭证编号=P1
    不合格：服务凭证 凭证编号=P1；叫修编号=J1｜叫修登记 叫修编号=J1；凭证编号=P2
    不合格：服务凭证 凭证编号=P1；叫修编号=J1｜叫修登记 叫修编号=J1
    """
    vouchers = books.vouchers
    cited = books.lookup(vouchers.call_no, "calls", "voucher_no")
    known = books.known(vouchers.call_no, "calls")
    return broken(known & (cited.fillna("") != vouchers.voucher_no.fillna("")), cited=cited)


def _limit(books: Books, calls: pd.DataFrame) -> pd.Series:
    """Working seconds allowed for each call, by its area and the day it came in; blank where the area is unknown."""
    zone = books.lookup(calls.area, "areas", "zone")
    city, suburb = (books.limit("AS2.12", name, calls.called_at) for name in ("市区", "郊区"))
    return (city.where(zone == "市区", suburb) * 60).where(zone.isin(["市区", "郊区"]))


def _reason(calls: pd.DataFrame) -> pd.Series:
    return ("；改约：" + calls.rescheduled).fillna("")


@rule("AS2.12", "calls", at="arrived_at", who="technician",
      says="{called_at} 叫修，{arrived_at} 到达，用了 {used:span}，超过 {limit:span}{reason}",
      right="应在 {due} 以前到达")
def arrived_too_late(books: Books) -> Broken:
    """从叫修到抵达，市区不超过上班时间六小时，郊区不超过七小时。

    合格：叫修登记 叫修时间=2026-03-02 09:00；到达时间=2026-03-02 11:00；区域=海淀区
    临界合格：叫修登记 叫修时间=2026-03-02 09:00；到达时间=2026-03-02 16:30；区域=海淀区
    临界不合格：叫修登记 叫修时间=2026-03-02 09:00；到达时间=2026-03-02 16:30:01；区域=海淀区
    临界合格：叫修登记 叫修时间=2026-03-02 09:00；到达时间=2026-03-02 17:30；区域=昌平区
    临界不合格：叫修登记 叫修时间=2026-03-02 09:00；到达时间=2026-03-03 08:30:01；区域=昌平区
    合格：叫修登记 叫修时间=2026-03-06 17:00；到达时间=2026-03-09 14:00；区域=海淀区
    合格：叫修登记 叫修时间=2026-02-14 16:30；到达时间=2026-02-24 15:00；区域=海淀区
    不合格：叫修登记 叫修时间=2026-03-02 09:00；到达时间=2026-03-03 10:00；区域=海淀区；改约说明=客户改到次日
    合格：叫修登记 叫修时间=2026-03-02 09:00；到达时间=2026-03-03 10:00；区域=不知道
    """
    calls = books.calls
    used, limit = books.elapsed(calls.called_at, calls.arrived_at), _limit(books, calls)
    late = used > limit
    return broken(late, used=used, limit=limit, due=books.deadline(calls.called_at.where(late), limit), reason=_reason(calls))


@rule("AS2.12", "calls", at="due_at", who="technician",
      says="{called_at} 叫修，至今没有到达，已过 {used:span}，超过 {limit:span}{reason}",
      right="应在 {due} 以前到达；马上派人前往，或补上到达时间")
def not_arrived_in_time(books: Books) -> Broken:
    """还没有到达的叫修，也不超过六小时、七小时。

    临界合格：现在 2026-03-02 16:30｜叫修登记 叫修时间=2026-03-02 09:00；区域=海淀区
    临界不合格：现在 2026-03-02 16:30:01｜叫修登记 叫修时间=2026-03-02 09:00；区域=海淀区
    临界合格：现在 2026-03-02 17:30｜叫修登记 叫修时间=2026-03-02 09:00；区域=昌平区
    不合格：现在 2026-03-03 08:31｜叫修登记 叫修时间=2026-03-02 09:00；区域=昌平区
    合格：现在 2026-03-04 09:00｜叫修登记 叫修时间=2026-03-02 09:00；区域=海淀区；取消时间=2026-03-02 10:00；取消原因=客户取消
    合格：现在 2026-03-04 09:00｜叫修登记 叫修时间=2026-03-02 09:00；区域=海淀区；到达时间=2026-03-02 10:00
    """
    calls = books.calls
    used, limit = books.elapsed(calls.called_at, books.now), _limit(books, calls)
    late = (used > limit) & calls.arrived_at.isna() & calls.cancelled_at.isna()
    return broken(late, used=used, limit=limit, due=books.deadline(calls.called_at.where(late), limit), reason=_reason(calls))
