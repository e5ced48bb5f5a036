"""SG5.3: studies within a month or by their schedule, by the department's own people, and what the proposal says of them."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books, months_after
from automation.core.desk_rules import not_of_unit
from automation.core.rules import Broken, broken
from automation.suggestions.rules import desks
from automation.suggestions.rules.table import rule


def _stopped(books: Books) -> pd.Series:
    """Studies of proposals that were given up."""
    return books.lookup(books.studies.proposal_no, "proposals", "stopped_at").notna()


@rule("SG5.3", "studies", at="returned_at",
      says="{sent_at:date} 送交的提案，{unit}没有按时交回研究结果（{shown}）",
      right="最迟 {due:date} 交回；一个月里研究不完的，先报告具体日程")
def study_late(books: Books) -> Broken:
    """研究不超过一个月；报了日程的，不超过日程。

    临界合格：研究 研究部门=生产部；送交时间=2026-01-30 09:00；交回时间=2026-02-28 17:00
    临界不合格：研究 研究部门=生产部；送交时间=2026-01-30 09:00；交回时间=2026-03-01 08:30
    临界合格：现在 2026-03-02 22:00｜研究 研究部门=生产部；送交时间=2026-02-02 09:00
    临界不合格：现在 2026-03-03 01:00｜研究 研究部门=生产部；送交时间=2026-02-02 09:00
    临界合格：现在 2026-03-31 22:00｜研究 研究部门=生产部；送交时间=2026-02-02 09:00；日程完成日=2026-03-31
    临界不合格：现在 2026-04-01 01:00｜研究 研究部门=生产部；送交时间=2026-02-02 09:00；日程完成日=2026-03-31
    合格：研究 研究部门=生产部；送交时间=2026-02-20 09:00；日程完成日=2026-03-01
    合格：现在 2026-04-01 01:00｜研究 研究部门=生产部；送交时间=2026-02-02 09:00；提案编号=A1｜提案 提案编号=A1；终止时间=2026-02-20 09:00
    """
    studies, due = books.studies, desks.study_due(books)
    done = studies.returned_at.dt.normalize()
    waiting = done.isna() & ~_stopped(books)
    shown = studies.returned_at.dt.strftime("%Y-%m-%d 才交回").where(done.notna(), "至今没有交回")
    return broken((done > due) | (waiting & (books.today > due)), due=due, shown=shown)


@rule("SG5.3", "studies", at="scheduled_at",
      says="{unit} {scheduled_at:date} 才报告日程，一个月的期限 {month:date} 已经过了",
      right="研究不完的，在一个月之内报告具体日程")
def schedule_late(books: Books) -> Broken:
    """一个月里研究不完的，在一个月之内报告日程。

    临界合格：研究 研究部门=生产部；送交时间=2026-02-02 09:00；日程完成日=2026-03-31；报日程时间=2026-03-02 17:00
    临界不合格：研究 研究部门=生产部；送交时间=2026-02-02 09:00；日程完成日=2026-03-31；报日程时间=2026-03-03 08:30
    合格：研究 研究部门=生产部；送交时间=2026-02-02 09:00；交回时间=2026-02-20 09:00
    """
    studies = books.studies
    sent = studies.sent_at.dt.normalize()
    month = months_after(sent, books.limit("SG5.3", "研究月数", sent))
    return broken(studies.scheduled_at.dt.normalize() > month, month=month)


@rule("SG5.3", "studies", at="schedule_on",
      says="日程完成日 {schedule_on} 早于报告日程的 {scheduled_at:date}",
      right="核对后写以后的日子")
def schedule_in_the_past(books: Books) -> Broken:
    """日程要写以后的日子，当天的可以。

    临界合格：研究 报日程时间=2026-03-02 17:00；日程完成日=2026-03-02
    临界不合格：研究 报日程时间=2026-03-02 17:00；日程完成日=2026-03-01
    合格：研究 报日程时间=2026-03-02 17:00
    """
    studies = books.studies
    return broken(studies.schedule_on < studies.scheduled_at.dt.normalize())


@rule("SG5.3", "studies", at="scheduled_by", who="scheduled_by",
      says="报日程的{scheduled_by}不是{unit}的人",
      right="由研究部门的人报告日程")
def scheduled_by_another(books: Books) -> Broken:
    """日程由研究部门的人报告。

    合格：研究 研究部门=生产部；报日程人=高原
    不合格：研究 研究部门=生产部；报日程人=江河
    合格：研究 研究部门=生产部
    """
    return broken(not_of_unit(books, books.studies.scheduled_by, books.studies.unit))


@rule("SG5.3", "proposals", at="waiting",
      says="未交回部门写的是{waiting}，按“研究”应是{expected}",
      right="两处改成一致：研究结果交回一个，划去一个")
def waiting_differs(books: Books) -> Broken:
    """提案写明的未交回部门，就是“研究”里还没有交回的。

    合格：提案 提案编号=A1；未交回部门=储运部｜研究 提案编号=A1；研究部门=生产部；交回时间=2026-03-02 09:00｜研究 提案编号=A1；研究部门=储运部
    合格：提案 提案编号=A1｜研究 提案编号=A1；研究部门=生产部；交回时间=2026-03-02 09:00
    不合格：提案 提案编号=A1；未交回部门=生产部｜研究 提案编号=A1；研究部门=生产部；交回时间=2026-03-02 09:00
    不合格：提案 提案编号=A1｜研究 提案编号=A1；研究部门=生产部
    合格：提案 提案编号=A1；终止时间=2026-03-02 09:00｜研究 提案编号=A1；研究部门=生产部
    """
    proposals, expected = books.proposals, _of_open(books, books.studies.unit, "、".join)
    return broken(desks.live(books) & (expected.fillna("") != proposals.waiting.fillna("")), expected=expected)


@rule("SG5.3", "proposals", at="study_until",
      says="研究期限写的是 {study_until}，按“研究”应是 {expected:date}",
      right="改成没有交回的部门里最晚的期限；都交回了的空着")
def study_until_differs(books: Books) -> Broken:
    """提案的研究期限，就是没有交回的部门里最晚的期限。

    合格：提案 提案编号=A1；研究期限=2026-04-02｜研究 提案编号=A1；研究部门=生产部；送交时间=2026-03-02 09:00
    合格：提案 提案编号=A1；研究期限=2026-04-30｜研究 提案编号=A1；研究部门=生产部；送交时间=2026-03-02 09:00；日程完成日=2026-04-30｜研究 提案编号=A1；研究部门=储运部；送交时间=2026-03-03 09:00
    临界不合格：提案 提案编号=A1；研究期限=2026-04-01｜研究 提案编号=A1；研究部门=生产部；送交时间=2026-03-02 09:00
    不合格：提案 提案编号=A1｜研究 提案编号=A1；研究部门=生产部；送交时间=2026-03-02 09:00
    不合格：提案 提案编号=A1；研究期限=2026-04-02｜研究 提案编号=A1；研究部门=生产部；送交时间=2026-03-02 09:00；交回时间=2026-03-05 09:00
    合格：提案 提案编号=A1；终止时间=2026-03-05 09:00；研究期限=2026-03-31｜研究 提案编号=A1；研究部门=生产部；送交时间=2026-03-02 09:00
    """
    proposals, expected = books.proposals, _of_open(books, desks.study_due(books), "max")
    differs = (expected != proposals.study_until) & ~(expected.isna() & proposals.study_until.isna())
    return broken(desks.live(books) & differs, expected=expected)


def _of_open(books: Books, values: pd.Series, how: object) -> pd.Series:
    """For each proposal something of its studies that haven't come back."""
    studies = books.studies
    open_ones = studies.assign(value=values)[studies.returned_at.isna() & studies.proposal_no.notna() & values.notna()]
    return desks.by_proposal(books, open_ones.groupby("proposal_no", sort=False).value.agg(how))
