"""SG1, SG5.4, SG6.1, SG7.2: the result answered in time, the implementation as told, nothing counted of what wasn't adopted."""

from __future__ import annotations

from automation.core.books import Books
from automation.core.rules import Broken, broken
from automation.suggestions.registers.common import ADOPTED, REJECTED
from automation.suggestions.registers.proposals import NOT_FEASIBLE
from automation.suggestions.rules import desks
from automation.suggestions.rules.table import rule


@rule("SG5.4", "proposals", at="replied_at",
      says="研究结果 {studied_at:date} 已交回，没有按时答复客户（{shown}）",
      right="最迟 {due:date} 把采纳与否、实施时间和改进措施告知客户")
def answer_late(books: Books) -> Broken:
    """研究结果交回以后，三个工作日内答复客户。

    临界合格：提案 提案编号=A1；研究完毕=2026-03-02 09:00；答复时间=2026-03-05 17:00
    临界不合格：提案 提案编号=A1；研究完毕=2026-02-27 09:00；答复时间=2026-03-05 08:30
    临界合格：现在 2026-03-05 22:00｜提案 提案编号=A1；研究完毕=2026-03-02 09:00
    临界不合格：现在 2026-03-06 01:00｜提案 提案编号=A1；研究完毕=2026-03-02 09:00
    合格：现在 2026-03-06 01:00｜提案 提案编号=A1；研究完毕=2026-03-02 09:00；终止时间=2026-03-05 09:00
    """
    return desks.late(books, "待答复")


@rule("SG5.4", "proposals", at="studied_at",
      says="研究完毕写的是 {studied_at:date}，按“研究”应是 {expected:date}",
      right="各部门都交回了，写最后一个交回的时间；还有没交回的，空着，等交回再答复客户")
def studied_at_differs(books: Books) -> Broken:
    """各部门都交回研究结果以后才算研究完毕，时间就是最后一个部门交回的时间。

    合格：提案 提案编号=A1；研究完毕=2026-03-03 09:00｜研究 提案编号=A1；交回时间=2026-03-02 09:00｜研究 提案编号=A1；交回时间=2026-03-03 09:00
    不合格：提案 提案编号=A1；研究完毕=2026-03-02 09:00｜研究 提案编号=A1；交回时间=2026-03-02 09:00｜研究 提案编号=A1
    不合格：提案 提案编号=A1；研究完毕=2026-03-02 09:00｜研究 提案编号=A1；交回时间=2026-03-02 09:00｜研究 提案编号=A1；交回时间=2026-03-03 09:00
    不合格：提案 提案编号=A1｜研究 提案编号=A1；交回时间=2026-03-02 09:00
    不合格：提案 提案编号=A1；研究完毕=2026-03-02 09:00
    合格：提案 提案编号=A1｜研究 提案编号=A1
    合格：提案 提案编号=A1；终止时间=2026-03-02 09:00｜研究 提案编号=A1；交回时间=2026-03-02 09:00
    """
    proposals, studies = books.proposals, books.studies
    groups = studies[studies.proposal_no.notna()].groupby("proposal_no").returned_at
    complete = groups.count() == groups.size()
    expected = desks.by_proposal(books, groups.max().where(complete))
    differs = (expected != proposals.studied_at) & ~(expected.isna() & proposals.studied_at.isna())
    return broken(desks.live(books) & differs, expected=expected)


@rule("SG5.4", "proposals", at="studied_at",
      says="{replied_at:date} 已答复客户，却没有研究结果",
      right="补上各部门的研究结果；今后研究完了再答复")
def answered_unstudied(books: Books) -> Broken:
    """有了研究结果才答复客户采纳与否。

    合格：提案 提案编号=A1；研究完毕=2026-03-02 09:00；答复时间=2026-03-02 10:00
    合格：提案 提案编号=A1
    不合格：提案 提案编号=A1；答复时间=2026-03-02 10:00
    """
    proposals = books.proposals
    return broken(proposals.replied_at.notna() & proposals.studied_at.isna())


@rule("SG5.4", "proposals", at="reason", who="replied_by",
      says="研究部门都不建议采纳，答复客户却写采纳，没有写理由",
      right="写明仍要采纳的理由，或改正采纳与否")
def adopted_against_studies(books: Books) -> Broken:
    """研究部门都不建议采纳的，仍要采纳就写明理由。

    不合格：提案 提案编号=A1；采纳与否=采纳｜研究 提案编号=A1；研究结论=建议不采纳
    合格：提案 提案编号=A1；采纳与否=采纳；理由=安全上必须改｜研究 提案编号=A1；研究结论=建议不采纳
    合格：提案 提案编号=A1；采纳与否=采纳｜研究 提案编号=A1；研究结论=建议不采纳｜研究 提案编号=A1；研究结论=建议部分采纳
    合格：提案 提案编号=A1；采纳与否=不采纳｜研究 提案编号=A1；研究结论=建议不采纳
    合格：提案 提案编号=A1；采纳与否=采纳
    """
    proposals, studies = books.proposals, books.studies
    told = studies[studies.proposal_no.notna() & studies.opinion.notna()]
    against = (told.opinion == NOT_FEASIBLE).groupby(told.proposal_no).all()
    hopeless = desks.by_proposal(books, against).eq(True)
    return broken((proposals.adopted == ADOPTED) & proposals.reason.isna() & hopeless)


@rule("SG5.4", "proposals", at="implement_on", who="replied_by",
      says="计划实施日 {implement_on} 早于答复客户的 {replied_at:date}",
      right="核对后改正；告知客户的应是以后的日子")
def planned_in_the_past(books: Books) -> Broken:
    """告知客户的实施时间，不早于答复的那一天。

    临界合格：提案 答复时间=2026-03-02 10:00；计划实施日=2026-03-02
    临界不合格：提案 答复时间=2026-03-02 10:00；计划实施日=2026-03-01
    合格：提案 答复时间=2026-03-02 10:00
    """
    proposals = books.proposals
    return broken(proposals.implement_on < proposals.replied_at.dt.normalize())


@rule("SG5.4", "proposals", at="implemented_on",
      says="告知客户 {due:date} 实施，没有按时开始（{shown}）",
      right="实施以后办理“开始实施”；要推迟的办理“改期实施”并告知客户")
def implementation_late(books: Books) -> Broken:
    """采纳的提案，最迟在告知客户的日期开始实施。

    临界合格：提案 提案编号=A1；采纳与否=采纳；答复时间=2026-02-10 10:00；计划实施日=2026-03-04；开始实施=2026-03-04
    临界不合格：提案 提案编号=A1；采纳与否=采纳；答复时间=2026-02-10 10:00；计划实施日=2026-03-03；开始实施=2026-03-04
    临界合格：提案 提案编号=A1；采纳与否=采纳；答复时间=2026-02-10 10:00；计划实施日=2026-03-05
    临界不合格：提案 提案编号=A1；采纳与否=采纳；答复时间=2026-02-10 10:00；计划实施日=2026-03-04
    合格：提案 提案编号=A1；采纳与否=采纳；答复时间=2026-02-10 10:00；计划实施日=2026-03-04；终止时间=2026-03-01 10:00
    """
    return desks.late(books, "待实施", books.proposals.implement_on)


@rule("SG6.1", "proposals", at="implemented_on",
      says="{implemented_on} 开始实施，却没有答复过客户采纳",
      right="补上答复；没有采纳的核对后清空开始实施")
def implemented_unadopted(books: Books) -> Broken:
    """答复客户采纳以后才开始实施。

    合格：提案 采纳与否=采纳；答复时间=2026-03-02 10:00；开始实施=2026-03-03
    不合格：提案 采纳与否=不采纳；答复时间=2026-03-02 10:00；开始实施=2026-03-03
    不合格：提案 采纳与否=采纳；开始实施=2026-03-03
    合格：提案 采纳与否=不采纳；答复时间=2026-03-02 10:00
    """
    proposals = books.proposals
    return broken(proposals.implemented_on.notna() & ((proposals.adopted != ADOPTED) | proposals.replied_at.isna()))


@rule("SG1", "proposals", at="stopped_at",
      says="提案写着终止，又写着{what}",
      right="核对哪个对；办完的不再终止，实施中的把一年的成果结清")
def stopped_though_over(books: Books) -> Broken:
    """已经答复不采纳、已经实施的提案不再终止。

    合格：提案 终止时间=2026-03-02 10:00
    合格：提案 采纳与否=采纳；答复时间=2026-02-10 10:00；终止时间=2026-03-02 10:00
    不合格：提案 采纳与否=采纳；答复时间=2026-02-10 10:00；开始实施=2026-02-20；终止时间=2026-03-02 10:00
    不合格：提案 采纳与否=不采纳；答复时间=2026-02-10 10:00；终止时间=2026-03-02 10:00
    合格：提案 开始实施=2026-02-20
    合格：提案 采纳与否=不采纳；终止时间=2026-03-02 10:00
    """
    proposals = books.proposals
    running = proposals.implemented_on.notna()
    refused = (proposals.adopted == REJECTED) & proposals.replied_at.notna()
    return broken(proposals.stopped_at.notna() & (running | refused), what=running.map({True: "开始实施", False: "答复不采纳"}))


@rule("SG7.2", "proposals", at="saving", who="saving_by",
      says="核定了成本降低额 {saving:money} 元，提案却没有采纳",
      right="核对后清空，或改正采纳与否")
def saving_unadopted(books: Books) -> Broken:
    """采纳的提案才核定成本降低额。

    合格：提案 采纳与否=采纳；成本降低额=5000
    不合格：提案 成本降低额=5000
    不合格：提案 采纳与否=不采纳；成本降低额=5000
    合格：提案 采纳与否=不采纳
    """
    proposals = books.proposals
    return broken(proposals.saving.notna() & (proposals.adopted != ADOPTED))
