"""CP16, CP18: every copy of the card and of the report is there once, with the right holder, in time."""

from __future__ import annotations

import pandas as pd

from automation.complaints.registers.common import (
    LEADERS,
    MARKETING,
    QUALITY,
    SALES_RECEIVES,
    SIXTH_COPY,
    THIRD_REPORT,
    TO_LEADERS,
    TO_QUALITY,
    UNIT_RECEIVES,
)
from automation.complaints.registers.desks import UNIT
from automation.complaints.registers.papers import (
    CARD,
    CARD_COPIES,
    COPIES_OF,
    LEADERS_COPIES,
    REPORT,
    REPORT_COPIES,
    SIXTH,
    THIRD,
)
from automation.complaints.rules import desks
from automation.complaints.rules.table import rule
from automation.core.books import Books, mapped
from automation.core.rules import Broken, broken


def _missing(books: Books, paper: str, wanted: pd.Series) -> pd.Series:
    """The copies of a paper that a case should have and hasn't, in words; ``wanted``: so many copies, from the first on."""
    cases, copies = books.cases, books.case_copies
    there = set((copies.case_no + paper + copies.part)[copies.paper == paper].dropna())
    missing = pd.Series("", index=cases.index)
    for place, copy in enumerate(COPIES_OF[paper], 1):
        lacks = cases.case_no.notna() & (wanted >= place) & ~(cases.case_no + paper + copy.part).isin(there)
        missing = missing.mask(lacks, missing + copy.part + "、")
    return missing.str.rstrip("、")


def _doubled(books: Books, paper: str) -> Broken:
    copies = books.case_copies
    own = copies.paper.eq(paper) & copies.case_no.notna() & copies.part.notna()
    return broken(own & copies.duplicated(["case_no", "paper", "part"], keep="first"))


def _final(books: Books, paper: str) -> pd.Series:
    """The right final holder of each copy of a paper; blank where its case isn't known."""
    copies, cases = books.case_copies, books.cases
    rows = cases[cases.case_no.notna()].drop_duplicates("case_no").set_index("case_no")
    unit = mapped(copies.case_no, rows.unit).fillna(UNIT)
    made = mapped(copies.case_no, rows.routed_at)
    item, usual, special = (SIXTH_COPY, UNIT_RECEIVES, SIXTH) if paper == CARD else (THIRD_REPORT, SALES_RECEIVES, THIRD)
    receiver = unit.mask(books.setting(item, made.dt.normalize(), usual) == SALES_RECEIVES, MARKETING)
    final = copies.part.map({copy.part: copy.final for copy in COPIES_OF[paper]})
    to_leaders = mapped(copies.case_no, rows.route).eq(TO_LEADERS) & final.eq(QUALITY)
    final = final.mask(final == UNIT, unit).mask(final == special, receiver).mask(to_leaders, LEADERS)
    return final.where(books.known(copies.case_no, "cases") & copies.paper.eq(paper))


def _sent(books: Books, paper: str) -> pd.Series:
    """When each copy of a paper sets out to its final holder; blank while it isn't time."""
    copies, cases = books.case_copies, books.cases
    rows = cases[cases.case_no.notna() & ~desks.dropped(cases)].drop_duplicates("case_no").set_index("case_no")
    sent = pd.Series(pd.NaT, index=copies.index, dtype="datetime64[s]")
    for copy in COPIES_OF[paper]:
        own = copies.paper.eq(paper) & copies.part.eq(copy.part) & copies.void_at.isna()
        sent = sent.mask(own, mapped(copies.case_no, rows[copy.sent]))
    return sent


def _away(books: Books, paper: str, article: str) -> Broken:
    copies = books.case_copies
    sent = _sent(books, paper)
    limit = books.limit(article, "送达工作日", sent)
    home = copies.received_at.where(copies.holder == copies.final)
    return broken(books.overdue(sent, home, limit), due=books.due(sent, limit))


def _early(books: Books, paper: str) -> Broken:
    """Copies that are with their final holder before it is time; those that pass there first anyhow are left out."""
    copies, cases = books.case_copies, books.cases
    known = copies.case_no.isin(cases[~desks.dropped(cases)].case_no.dropna())
    there = copies.paper.eq(paper) & copies.void_at.isna() & known & (copies.holder == copies.final)
    passed = copies.final.isin([MARKETING, QUALITY] if paper == CARD else [QUALITY, *cases.unit.dropna()])
    return broken(there & ~passed & _sent(books, paper).isna())


@rule("CP16", "cases", at="routed_at", who="routed_by",
      says="《投诉记录卡》缺{missing}",
      right="在“联次流转”里补上；送质量管理科的七联齐全，送企业领导的有第一至第三联")
def card_copies_missing(books: Books) -> Broken:
    """《投诉记录卡》送质量管理科的有七联，送企业领导裁定的有前三联。

    合格：投诉案件 投诉编号=T1；处理路线=送企业领导裁定；填卡时间=2026-03-04 09:00｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第一联｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第三联
    临界不合格：投诉案件 投诉编号=T1；处理路线=送企业领导裁定；填卡时间=2026-03-04 09:00｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第一联｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联
    不合格：投诉案件 投诉编号=T1；处理路线=送质量管理科；填卡时间=2026-03-04 09:00｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第一联｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第三联
    不合格：投诉案件 投诉编号=T1；处理路线=送企业领导裁定；填卡时间=2026-03-04 09:00｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第一联｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联｜联次流转 投诉编号=T1；单据=调查报告；联次=第三联
    合格：投诉案件 投诉编号=T1；处理路线=按内销业务处理办法；填卡时间=2026-03-04 09:00
    合格：投诉案件 投诉编号=T1
    """
    cases = books.cases
    count = cases.route.map({TO_QUALITY: len(CARD_COPIES), TO_LEADERS: len(LEADERS_COPIES)}).where(cases.routed_at.notna())
    missing = _missing(books, CARD, count)
    return broken(missing != "", missing=missing)


@rule("CP16", "case_copies", at="part",
      says="案件 {case_no} 的《投诉记录卡》{part}登记了两次",
      right="核对后留一行，多出的一行改正联次或清空")
def card_copy_doubled(books: Books) -> Broken:
    """《投诉记录卡》每一联只有一张。

    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第一联｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第一联｜联次流转 投诉编号=T1；单据=调查报告；联次=第一联
    不合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第一联｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第一联
    """
    return _doubled(books, CARD)


@rule("CP16", "case_copies", at="final",
      says="《投诉记录卡》{part}（{title}）最后应由{expected}持有，写的是{final}",
      right="改成{expected}")
def card_copy_to_another(books: Books) -> Broken:
    """《投诉记录卡》各联最后归规则定的部门；第六联归谁看设置。

    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联；最后持有=质量管理科｜投诉案件 投诉编号=T1；处理路线=送质量管理科
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联；最后持有=企业领导｜投诉案件 投诉编号=T1；处理路线=送企业领导裁定
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第四联；最后持有=生产部｜投诉案件 投诉编号=T1；受理单位=生产部
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第四联；最后持有=受理单位｜投诉案件 投诉编号=T1
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第六联；最后持有=生产部｜投诉案件 投诉编号=T1；受理单位=生产部；填卡时间=2026-03-02 09:00
    临界合格：设置 项目=记录卡第六联收件；内容=营业单位；生效日期=2026-03-02｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第六联；最后持有=市场营销部｜投诉案件 投诉编号=T1；受理单位=生产部；填卡时间=2026-03-02 09:00
    临界不合格：设置 项目=记录卡第六联收件；内容=营业单位；生效日期=2026-03-03｜联次流转 投诉编号=T1；单据=投诉记录卡；联次=第六联；最后持有=市场营销部｜投诉案件 投诉编号=T1；受理单位=生产部；填卡时间=2026-03-02 09:00
    不合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第七联；最后持有=质量管理科｜投诉案件 投诉编号=T1
    不合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第四联；最后持有=储运部｜投诉案件 投诉编号=T1；受理单位=生产部
    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第二联；最后持有=生产部｜投诉案件 投诉编号=T1；受理单位=生产部
    合格：联次流转 投诉编号=查不到的；单据=投诉记录卡；联次=第四联；最后持有=储运部
    """
    copies, expected = books.case_copies, _final(books, CARD)
    return broken(expected.notna() & copies.final.notna() & (copies.final != expected), expected=expected)


@rule("CP16", "case_copies", at="holder", who="holder",
      says="《投诉记录卡》{part}（{title}）没有按时送到{final}，现在在{holder}",
      right="最迟 {due:date} 送到{final}签收")
def card_copy_away(books: Books) -> Broken:
    """《投诉记录卡》各联该送出后，两个工作日内送到最后持有的部门。

    临界合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联；现在持有=质量管理科；最后持有=质量管理科；签收时间=2026-03-04 17:00｜投诉案件 投诉编号=T1；填卡时间=2026-03-02 09:00
    临界不合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联；现在持有=质量管理科；最后持有=质量管理科；签收时间=2026-03-05 08:30｜投诉案件 投诉编号=T1；填卡时间=2026-03-02 09:00
    不合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联；现在持有=市场营销部；最后持有=质量管理科；签收时间=2026-03-02 17:00｜投诉案件 投诉编号=T1；填卡时间=2026-03-02 09:00
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第五联；现在持有=质量管理科；最后持有=质量管理科｜投诉案件 投诉编号=T1；填卡时间=2026-03-02 09:00
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联；现在持有=市场营销部；最后持有=质量管理科；作废时间=2026-03-03 09:00｜投诉案件 投诉编号=T1；填卡时间=2026-03-02 09:00
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第二联；现在持有=市场营销部；最后持有=质量管理科｜投诉案件 投诉编号=T1；填卡时间=2026-03-02 09:00；撤诉时间=2026-03-03 09:00
    """
    return _away(books, CARD, "CP16")


@rule("CP16", "case_copies", at="holder", who="holder",
      says="《投诉记录卡》{part}（{title}）还不到时候，已经在{holder}手里",
      right="退回应经过的部门，按规定的流程交接")
def card_copy_early(books: Books) -> Broken:
    """《投诉记录卡》各联按流程交接，不越过中间的部门。

    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第七联；现在持有=部主管；最后持有=部主管｜投诉案件 投诉编号=T1；质量审核=2026-03-04 09:00
    不合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第七联；现在持有=部主管；最后持有=部主管｜投诉案件 投诉编号=T1；填卡时间=2026-03-04 09:00
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第七联；现在持有=质量管理科；最后持有=部主管｜投诉案件 投诉编号=T1；填卡时间=2026-03-04 09:00
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第五联；现在持有=质量管理科；最后持有=质量管理科｜投诉案件 投诉编号=T1；填卡时间=2026-03-04 09:00
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第七联；现在持有=部主管；最后持有=部主管｜投诉案件 投诉编号=T1；撤诉时间=2026-03-04 09:00
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第七联；现在持有=部主管；最后持有=部主管；作废时间=2026-03-04 09:00｜投诉案件 投诉编号=T1
    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第二联；现在持有=质量管理科；最后持有=质量管理科｜投诉案件 投诉编号=T1
    """
    return _early(books, CARD)


@rule("CP18", "cases", at="reported_at", who="unit",
      says="《调查报告》缺{missing}",
      right="在“联次流转”里补上，四联齐全")
def report_copies_missing(books: Books) -> Broken:
    """《调查报告》有四联。

    合格：投诉案件 投诉编号=T1
    不合格：投诉案件 投诉编号=T1；报告时间=2026-03-04 09:00
    临界不合格：投诉案件 投诉编号=T1；报告时间=2026-03-04 09:00｜联次流转 投诉编号=T1；单据=调查报告；联次=第一联｜联次流转 投诉编号=T1；单据=调查报告；联次=第二联｜联次流转 投诉编号=T1；单据=调查报告；联次=第三联
    合格：投诉案件 投诉编号=T1；报告时间=2026-03-04 09:00｜联次流转 投诉编号=T1；单据=调查报告；联次=第一联｜联次流转 投诉编号=T1；单据=调查报告；联次=第二联｜联次流转 投诉编号=T1；单据=调查报告；联次=第三联｜联次流转 投诉编号=T1；单据=调查报告；联次=第四联
    """
    cases = books.cases
    missing = _missing(books, REPORT, pd.Series(float(len(REPORT_COPIES)), index=cases.index).where(cases.reported_at.notna()))
    return broken(missing != "", missing=missing)


@rule("CP18", "case_copies", at="part",
      says="案件 {case_no} 的《调查报告》{part}登记了两次",
      right="核对后留一行，多出的一行改正联次或清空")
def report_copy_doubled(books: Books) -> Broken:
    """《调查报告》每一联只有一张。

    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第一联｜联次流转 投诉编号=T2；单据=调查报告；联次=第一联
    不合格：联次流转 投诉编号=T1；单据=调查报告；联次=第一联｜联次流转 投诉编号=T1；单据=调查报告；联次=第一联
    """
    return _doubled(books, REPORT)


@rule("CP18", "case_copies", at="final",
      says="《调查报告》{part}（{title}）最后应由{expected}持有，写的是{final}",
      right="改成{expected}")
def report_copy_to_another(books: Books) -> Broken:
    """《调查报告》各联最后归规则定的部门；第三联归营业单位，设置里另有规定的照设置。

    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第一联；最后持有=生产部｜投诉案件 投诉编号=T1；受理单位=生产部
    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第三联；最后持有=市场营销部｜投诉案件 投诉编号=T1；受理单位=生产部；填卡时间=2026-03-02 09:00
    合格：设置 项目=调查报告第三联收件；内容=受理单位｜联次流转 投诉编号=T1；单据=调查报告；联次=第三联；最后持有=生产部｜投诉案件 投诉编号=T1；受理单位=生产部；填卡时间=2026-03-02 09:00
    不合格：联次流转 投诉编号=T1；单据=调查报告；联次=第三联；最后持有=生产部｜投诉案件 投诉编号=T1；受理单位=生产部；填卡时间=2026-03-02 09:00
    不合格：联次流转 投诉编号=T1；单据=调查报告；联次=第四联；最后持有=生产部｜投诉案件 投诉编号=T1；受理单位=生产部
    """
    copies, expected = books.case_copies, _final(books, REPORT)
    return broken(expected.notna() & copies.final.notna() & (copies.final != expected), expected=expected)


@rule("CP18", "case_copies", at="holder", who="holder",
      says="《调查报告》{part}（{title}）没有按时送到{final}，现在在{holder}",
      right="最迟 {due:date} 送到{final}签收")
def report_copy_away(books: Books) -> Broken:
    """《调查报告》各联该送出后，两个工作日内送到最后持有的部门。

    临界合格：联次流转 投诉编号=T1；单据=调查报告；联次=第二联；现在持有=质量管理科；最后持有=质量管理科；签收时间=2026-03-04 17:00｜投诉案件 投诉编号=T1；报告审核=2026-03-02 09:00
    临界不合格：联次流转 投诉编号=T1；单据=调查报告；联次=第二联；现在持有=质量管理科；最后持有=质量管理科；签收时间=2026-03-05 08:30｜投诉案件 投诉编号=T1；报告审核=2026-03-02 09:00
    不合格：联次流转 投诉编号=T1；单据=调查报告；联次=第三联；现在持有=质量管理科；最后持有=市场营销部｜投诉案件 投诉编号=T1；质量审核=2026-03-02 09:00
    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第三联；现在持有=质量管理科；最后持有=市场营销部｜投诉案件 投诉编号=T1；报告审核=2026-03-02 09:00
    """
    return _away(books, REPORT, "CP18")


@rule("CP18", "case_copies", at="holder", who="holder",
      says="《调查报告》{part}（{title}）还不到时候，已经在{holder}手里",
      right="退回应经过的部门，按规定的流程交接")
def report_copy_early(books: Books) -> Broken:
    """《调查报告》各联按流程交接，不越过中间的部门。

    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第四联；现在持有=部主管；最后持有=部主管｜投诉案件 投诉编号=T1；质量审核=2026-03-04 09:00
    不合格：联次流转 投诉编号=T1；单据=调查报告；联次=第四联；现在持有=部主管；最后持有=部主管｜投诉案件 投诉编号=T1；报告审核=2026-03-04 09:00
    合格：联次流转 投诉编号=T1；单据=投诉记录卡；联次=第七联；现在持有=部主管；最后持有=部主管｜投诉案件 投诉编号=T1；填卡时间=2026-03-04 09:00
    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第二联；现在持有=质量管理科；最后持有=质量管理科｜投诉案件 投诉编号=T1；报告时间=2026-03-04 09:00
    合格：联次流转 投诉编号=T1；单据=调查报告；联次=第三联；现在持有=生产部；最后持有=生产部｜投诉案件 投诉编号=T1；受理单位=生产部；报告时间=2026-03-04 09:00
    """
    return _early(books, REPORT)
