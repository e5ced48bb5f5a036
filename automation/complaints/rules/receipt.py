"""CP1 to CP3, CP7: the complaint comes in, its ground, the ruling, the tactful answer; twice the same, again the same."""

from __future__ import annotations

import pandas as pd

from automation.complaints.registers.common import ACCEPTED, DEMANDS, REFUSED
from automation.complaints.rules import desks
from automation.complaints.rules.table import rule
from automation.core.basics import USER
from automation.core.books import Books, mapped, months_after
from automation.core.findings import Severity
from automation.core.rules import Broken, broken


def _again(books: Books, cases: pd.DataFrame, what: list[str]) -> pd.Series:
    """For each case without a measure of its own: the last earlier case that was alike and whose measure was carried out."""
    known = cases.assign(row=cases.index)[cases[what].notna().all(axis=1) & ~desks.dropped(cases)]
    open_ones = known[known.prevented_at.isna() & (known.ruling != REFUSED) & known.reopened_as.isna()]
    pairs = open_ones.merge(known[known.prevented_at.notna()], on=what, suffixes=("", "_before"))
    since = pairs.prevented_at_before
    until = months_after(since.dt.normalize(), books.limit("CP1", "再发月数", since))
    other = pairs.reopens.isna() | (pairs.reopens != pairs.case_no_before)
    hits = pairs[other & (pairs.received_at > since) & (pairs.received_at.dt.normalize() <= until)].sort_values("prevented_at_before")
    return hits.drop_duplicates("row", keep="last").set_index("row").case_no_before.reindex(cases.index)


@rule("CP1", "cases", at="ground", severity=Severity.NOTICE,
      says="{model}又因“{ground}”被投诉；{before} 已落实过防范措施",
      right="查明上次的措施为什么没有见效，另订措施")
def same_goods_again(books: Books) -> Broken:
    """落实过防范措施以后十二个月内，同一商品不应再因同样的理由被投诉。

    合格：投诉案件 投诉编号=T1；商品型号=QY-20；投诉理由=质量有缺陷；落实时间=2026-01-05 10:00｜投诉案件 投诉编号=T2；商品型号=QY-20；投诉理由=运输途中损坏；接诉时间=2026-03-02 09:00
    临界不合格：投诉案件 投诉编号=T1；商品型号=QY-20；投诉理由=质量有缺陷；落实时间=2025-03-02 10:00｜投诉案件 投诉编号=T2；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00
    临界合格：投诉案件 投诉编号=T1；商品型号=QY-20；投诉理由=质量有缺陷；落实时间=2025-03-01 09:00｜投诉案件 投诉编号=T2；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00
    临界合格：投诉案件 投诉编号=T1；商品型号=QY-20；投诉理由=质量有缺陷；落实时间=2026-03-02 09:00｜投诉案件 投诉编号=T2；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00
    合格：投诉案件 投诉编号=T1；商品型号=QY-20；投诉理由=质量有缺陷；落实时间=2026-01-05 10:00｜投诉案件 投诉编号=T2；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00；落实时间=2026-03-04 09:00
    合格：投诉案件 投诉编号=T1；商品型号=QY-20；投诉理由=质量有缺陷；落实时间=2026-01-05 10:00｜投诉案件 投诉编号=T2；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00；重开自=T1
    合格：投诉案件 投诉编号=T1；商品型号=QY-20；投诉理由=质量有缺陷；落实时间=2026-01-05 10:00｜投诉案件 投诉编号=T2；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00；裁定=不予受理
    """
    before = _again(books, books.cases, ["model", "ground"])
    return broken(before.notna(), before=before)


@rule("CP1", "cases", at="unit", severity=Severity.NOTICE,
      says="{unit}又因“{cause}”一类的原因引起投诉；{before} 已落实过防范措施",
      right="查明上次的措施为什么没有见效，另订措施")
def same_cause_again(books: Books) -> Broken:
    """落实过防范措施以后十二个月内，同一单位不应再因同类原因引起投诉。

    合格：投诉案件 投诉编号=T1；受理单位=生产部；调查编号=D1；落实时间=2026-01-05 10:00｜投诉案件 投诉编号=T2；受理单位=生产部；调查编号=D2；接诉时间=2026-03-02 09:00｜调查 调查编号=D1；原因类别=制造｜调查 调查编号=D2；原因类别=包装
    不合格：投诉案件 投诉编号=T1；受理单位=生产部；调查编号=D1；落实时间=2026-01-05 10:00｜投诉案件 投诉编号=T2；受理单位=生产部；调查编号=D2；接诉时间=2026-03-02 09:00｜调查 调查编号=D1；原因类别=制造｜调查 调查编号=D2；原因类别=制造
    合格：投诉案件 投诉编号=T1；受理单位=生产部；调查编号=D1；落实时间=2026-01-05 10:00｜投诉案件 投诉编号=T2；受理单位=储运部；调查编号=D2；接诉时间=2026-03-02 09:00｜调查 调查编号=D1；原因类别=制造｜调查 调查编号=D2；原因类别=制造
    """
    cases = books.cases
    cause = books.lookup(cases.investigation_no, "investigations", "cause_kind")
    before = _again(books, cases.assign(cause=cause), ["unit", "cause"])
    return broken(before.notna(), before=before, cause=cause)


@rule("CP2", "cases", at=next(iter(DEMANDS)), who="received_by",
      says="没有写客户有什么要求",
      right="在减价、退货、换货、无偿修理、赔偿、批评建议里至少写一个“是”")
def no_demand(books: Books) -> Broken:
    """每件投诉都写明客户的要求，可以有几样。

    合格：投诉案件 投诉编号=T1；要求换货=是；要求赔偿=是
    合格：投诉案件 投诉编号=T1；批评建议=是
    不合格：投诉案件 投诉编号=T1；要求减价=否
    不合格：投诉案件 投诉编号=T1
    """
    cases = books.cases
    return broken(cases.case_no.notna() & ~(cases[list(DEMANDS)] == "是").any(axis=1))


@rule("CP3", "cases", at="ruling_reason", who="ruled_by",
      says="投诉理由不成立，仍裁定受理，却没有写裁定理由",
      right="写明为什么受理")
def accepted_without_ground(books: Books) -> Broken:
    """正当投诉才受理；理由不成立仍受理的，写明裁定理由。

    合格：投诉案件 理由成立=是；裁定=受理
    合格：投诉案件 理由成立=否；裁定=受理；裁定理由=老客户，破例处理
    合格：投诉案件 理由成立=否；裁定=不予受理
    不合格：投诉案件 理由成立=否；裁定=受理
    """
    cases = books.cases
    return broken((cases.ground_valid == "否") & (cases.ruling == ACCEPTED) & cases.ruling_reason.isna())


@rule("CP7", "cases", at="entered_at", who="received_by",
      says="{received_at:date} 接到投诉，{entered_at:date} 才登记",
      right="最迟 {due:date} 登记")
def entered_late(books: Books) -> Broken:
    """接到投诉，最迟下一个工作日登记。

    临界合格：投诉案件 接诉时间=2026-03-02 16:00；登记时间=2026-03-03 17:00
    临界不合格：投诉案件 接诉时间=2026-03-02 16:00；登记时间=2026-03-04 08:30
    合格：投诉案件 接诉时间=2026-03-02 16:00；登记时间=2026-03-04 08:30；移交编号=Y1
    """
    cases = books.cases
    received = cases.received_at.where(cases.handover_no.isna())
    due = books.due(received, books.limit("CP7", "登记工作日", received))
    return broken(cases.entered_at.dt.normalize() > due, due=due)


@rule("CP7", "cases", at="ground_at",
      says="{received_at:date} 的投诉没有按时确认理由（{shown}）",
      right="最迟 {due:date} 确认理由是否成立，呈报上级主管裁定")
def ground_not_confirmed(books: Books) -> Broken:
    """接到投诉，最迟下一个工作日确认理由是否成立。

    临界合格：投诉案件 投诉编号=T1；接诉时间=2026-03-02 09:00；确认时间=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；接诉时间=2026-03-02 09:00；确认时间=2026-03-04 08:30
    临界合格：现在 2026-03-03 22:00｜投诉案件 投诉编号=T1；接诉时间=2026-03-02 09:00
    临界不合格：现在 2026-03-04 01:00｜投诉案件 投诉编号=T1；接诉时间=2026-03-02 09:00
    合格：投诉案件 投诉编号=T1；接诉时间=2026-03-02 09:00；裁定时间=2026-03-03 17:00；裁定=受理
    合格：投诉案件 投诉编号=T1；接诉时间=2026-03-02 09:00；撤诉时间=2026-03-02 10:00
    合格：投诉案件 投诉编号=T1；接诉时间=2026-03-02 09:00；并入案件=T0
    """
    return desks.late(books, "待确认理由")


@rule("CP7", "cases", at="ruled_at", who="销售经理",
      says="理由 {ground_at:date} 已确认，没有按时裁定是否受理（{shown}）",
      right="最迟 {due:date} 裁定受理或不予受理")
def not_ruled(books: Books) -> Broken:
    """上级主管在两个工作日内裁定是否受理。

    临界合格：投诉案件 投诉编号=T1；确认时间=2026-03-02 09:00；裁定时间=2026-03-04 17:00
    临界不合格：投诉案件 投诉编号=T1；确认时间=2026-03-02 09:00；裁定时间=2026-03-05 08:30
    临界合格：现在 2026-03-04 22:00｜投诉案件 投诉编号=T1；确认时间=2026-03-02 09:00
    不合格：投诉案件 投诉编号=T1；确认时间=2026-03-02 09:00
    """
    return desks.late(books, "待裁定")


@rule("CP7", "cases", at="replied_at",
      says="{ruled_at:date} 裁定不予受理，没有按时婉转答复客户（{shown}）",
      right="最迟 {due:date} 书面说明理由，请客户谅解")
def refusal_not_answered(books: Books) -> Broken:
    """不予受理的，两个工作日内婉转答复客户。

    临界合格：投诉案件 投诉编号=T1；裁定=不予受理；裁定时间=2026-03-02 09:00；书面答复=2026-03-04 17:00
    临界不合格：投诉案件 投诉编号=T1；裁定=不予受理；裁定时间=2026-03-02 09:00；书面答复=2026-03-05 08:30
    不合格：投诉案件 投诉编号=T1；裁定=不予受理；裁定时间=2026-03-02 09:00
    合格：投诉案件 投诉编号=T1；裁定=受理；裁定时间=2026-03-02 09:00；书面答复=2026-03-05 08:30
    """
    return desks.late(books, "待婉答")


@rule("CP7", "cases", at="ground_at",
      says="{ruled_at:date} 已裁定，却没有确认过理由",
      right="补上确认的人和时间；今后先确认理由再呈报裁定")
def ruled_unconfirmed(books: Books) -> Broken:
    """先确认理由是否成立，再裁定是否受理。

    合格：投诉案件 确认时间=2026-03-02 09:00；裁定时间=2026-03-02 10:00
    合格：投诉案件 接诉时间=2026-03-02 09:00
    不合格：投诉案件 裁定时间=2026-03-02 10:00
    """
    return desks.skipped(books, "ground_at", "ruled_at")


@rule("CP7", "cases", at="ruled_by", who="ruled_by",
      says="裁定人{ruled_by}不是上级主管",
      right="由销售经理（或总经理）裁定")
def ruled_by_another(books: Books) -> Broken:
    """是否受理由上级主管裁定。

    合格：投诉案件 裁定人=赵敏
    合格：投诉案件 裁定人=吴总
    不合格：投诉案件 裁定人=郑营
    """
    return broken(books.lacking(books.cases.ruled_by, "销售经理", "总经理"))


@rule("CP7", "cases", at="ruled_by", who="ruled_by",
      says="{ruled_by}自己确认了理由，又自己裁定",
      right="由另一位上级主管裁定")
def ruled_ones_own(books: Books) -> Broken:
    """确认理由和裁定受理由两个人办。

    合格：投诉案件 确认人=郑营；裁定人=赵敏
    不合格：投诉案件 确认人=赵敏；裁定人=赵敏
    """
    cases = books.cases
    return broken(cases.ruled_by.notna() & (cases.ruled_by == cases.ground_by))


def _customer(cases: pd.DataFrame) -> pd.Series:
    """Who complains: the user's number, or the partner's."""
    return cases.user_no.where(cases.customer_kind == USER, cases.partner_no)


@rule("CP7", "cases", at="merged_into", who="received_by",
      says="这位客户 {other_day:date} 已经为同样的商品、同样的理由投诉过（{other}）",
      right="同一件的办理“并案”；确是另一件的，写明各自的合同或订单号、机号")
def entered_twice(books: Books) -> Broken:
    """七天内同一客户、同一商品、同一理由的投诉只立一个案件。

    临界不合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-02-23 09:00｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 16:00
    临界合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-02-22 16:00｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00
    不合格：投诉案件 投诉编号=T1；客户类别=往来企业；往来企业编号=W1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00；机号=A1｜投诉案件 投诉编号=T2；客户类别=往来企业；往来企业编号=W1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00
    合格：投诉案件 投诉编号=T1；客户类别=往来企业；往来企业编号=W1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00；机号=A1｜投诉案件 投诉编号=T2；客户类别=往来企业；往来企业编号=W1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00；机号=A2
    合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 16:00；并入案件=T1
    合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 16:00；重开自=T1
    合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00；重开为=T0｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 16:00
    合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 09:00｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y2；商品型号=QY-20；投诉理由=质量有缺陷；接诉时间=2026-03-02 16:00
    """
    cases = books.cases
    place = cases.received_at.rank(method="first")
    live = cases.assign(who=_customer(cases), row=cases.index, place=place)[~desks.dropped(cases) & cases.reopened_as.isna()]
    live = live[live.who.notna() & live.model.notna() & live.ground.notna()]
    pairs = live.merge(live, on=["customer_kind", "who", "model", "ground"], suffixes=("", "_other"))
    days = (pairs.received_at.dt.normalize() - pairs.received_at_other.dt.normalize()).dt.days
    first = pairs.place_other < pairs.place
    near = days <= books.limit("CP7", "重复天数", pairs.received_at_other)
    alike = _alike(pairs, "order_no") & _alike(pairs, "serial")
    hits = pairs[first & near & alike & ~(pairs.reopens == pairs.case_no_other)].drop_duplicates("row").set_index("row")
    other = hits.case_no_other.reindex(cases.index)
    return broken(other.notna(), other=other, other_day=hits.received_at_other.reindex(cases.index))


def _alike(pairs: pd.DataFrame, name: str) -> pd.Series:
    """The two say the same, or one of them says nothing."""
    one, other = pairs[name], pairs[f"{name}_other"]
    return one.isna() | other.isna() | (one == other)


@rule("CP7", "cases", at="merged_into",
      says="并入的案件 {merged_into} {why}",
      right="改填要保留的、同一位客户的案件")
def merged_into_wrong(books: Books) -> Broken:
    """并案要并入同一位客户的另一个没有并案、撤诉的案件。

    合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；并入案件=T2｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y1
    不合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；并入案件=T1
    不合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；并入案件=T2｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y2
    不合格：投诉案件 投诉编号=T1；客户类别=用户；用户编号=Y1；并入案件=T2｜投诉案件 投诉编号=T2；客户类别=用户；用户编号=Y1；并入案件=T1
    """
    cases = books.cases
    known = books.known(cases.merged_into, "cases")
    kept = cases.assign(who=_customer(cases))[cases.case_no.notna()].drop_duplicates("case_no").set_index("case_no")
    itself = cases.merged_into == cases.case_no
    gone = cases.merged_into.isin(kept.index[desks.dropped(kept)])
    another = mapped(cases.merged_into, kept.who) != _customer(cases)
    why = pd.Series("不是同一位客户的", index=cases.index).mask(gone, "自己已经并案或撤诉").mask(itself, "就是这一个")
    return broken(known & (itself | gone | another), why=why)


@rule("CP7", "calls", at="complaint_no",
      says="叫修写着投诉 {complaint_no}，而那个案件写的叫修是 {cited}",
      right="核对后改正两处的编号，使它们互相对应")
def complaint_of_another_call(books: Books) -> Broken:
    """由叫修转来的投诉，叫修与案件互相写明编号。

    合格：叫修登记 叫修编号=J1；投诉编号=T1｜投诉案件 投诉编号=T1；叫修编号=J1
    不合格：叫修登记 叫修编号=J1；投诉编号=T1｜投诉案件 投诉编号=T1；叫修编号=J2
    不合格：叫修登记 叫修编号=J1；投诉编号=T9
    合格：叫修登记 叫修编号=J1
    """
    calls = books.calls
    cited = books.lookup(calls.complaint_no, "cases", "call_no")
    return broken(calls.complaint_no.notna() & (cited.fillna("") != calls.call_no.fillna("")), cited=cited)
