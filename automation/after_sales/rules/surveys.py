"""AS3.2 to AS3.7: survey cards, opinions, answers, and the visit to everyone who complains."""

from __future__ import annotations

import pandas as pd

from automation.after_sales.registers.surveys import COMPLAINT, SUGGESTION
from automation.after_sales.rules.table import rule
from automation.core.books import Books
from automation.core.findings import Severity
from automation.core.rules import Broken, broken


def _opinions(cards: pd.DataFrame) -> pd.Series:
    return cards.opinion_kind.isin([SUGGESTION, COMPLAINT])


@rule("AS3.2", "cards", at="opinion_kind",
      says="客户提出{opinion_kind}，没有移交{to}",
      right="办理“收回”或补登一行“待移交”")
def opinion_not_handed_over(books: Books) -> Broken:
    """客户的建议、抱怨都移交到提案、投诉登记簿处理。

    合格：意见调查卡 调查卡号=D1；意见性质=抱怨｜待移交 调查卡号=D1；移交到=客户投诉登记簿
    合格：意见调查卡 调查卡号=D1；意见性质=无
    不合格：意见调查卡 调查卡号=D1；意见性质=抱怨
    不合格：意见调查卡 调查卡号=D1；意见性质=建议｜待移交 调查卡号=D1；移交到=客户投诉登记簿
    """
    cards, handovers = books.cards, books.handovers
    to = cards.opinion_kind.map({SUGGESTION: "客户提案登记簿", COMPLAINT: "客户投诉登记簿"})
    done = set(handovers.card_no + "\n" + handovers.to)
    return broken(_opinions(cards) & ~(cards.card_no + "\n" + to).isin(done), to=to)


@rule("AS3.3", "calls", at="call_no", who="市场营销部",
      says="{called_at:date} 的叫修没有《客户意见调查卡》",
      right="最迟 {due:date} 填写调查卡")
def call_without_card(books: Books) -> Broken:
    """每一条叫修，最迟下一个工作日填好《客户意见调查卡》。

    合格：叫修登记 叫修编号=J1；叫修时间=2026-03-02 09:00｜意见调查卡 叫修编号=J1；制卡时间=2026-03-03 09:00
    临界合格：现在 2026-03-03 22:00｜叫修登记 叫修编号=J1；叫修时间=2026-03-02 09:00
    临界不合格：现在 2026-03-04 01:00｜叫修登记 叫修编号=J1；叫修时间=2026-03-02 09:00
    合格：叫修登记 叫修编号=J1；叫修时间=2026-03-02 09:00；取消时间=2026-03-02 10:00
    """
    calls = books.calls
    limit = books.limit("AS3.3", "制卡工作日", calls.called_at)
    due = books.due(calls.called_at, limit)
    missing = ~calls.call_no.isin(books.cards.call_no.dropna()) & calls.call_no.notna() & calls.cancelled_at.isna()
    return broken(missing & (books.today > due), due=due)


@rule("AS3.3", "cards", at="made_at", who="市场营销部",
      says="{called:date} 的叫修，{made_at:date} 才填调查卡",
      right="最迟 {due:date} 填好")
def card_made_late(books: Books) -> Broken:
    """调查卡最迟在叫修的下一个工作日填好。

    临界合格：意见调查卡 叫修编号=J1；制卡时间=2026-03-03 17:30｜叫修登记 叫修编号=J1；叫修时间=2026-03-02 09:00
    临界不合格：意见调查卡 叫修编号=J1；制卡时间=2026-03-04 08:30｜叫修登记 叫修编号=J1；叫修时间=2026-03-02 09:00
    """
    cards = books.cards
    called = books.lookup(cards.call_no, "calls", "called_at")
    due = books.due(called, books.limit("AS3.3", "制卡工作日", called))
    return broken(cards.made_at.dt.normalize() > due, called=called, due=due)


@rule("AS3.3", "cards", at="sent_at", who="市场营销部",
      says="服务 {done:date} 已完成，调查卡没有按时寄出",
      right="最迟 {due:date} 寄出")
def card_not_sent(books: Books) -> Broken:
    """服务完成后，调查卡最迟下一个工作日寄给客户。

    合格：意见调查卡 叫修编号=J1；寄出时间=2026-03-02 17:00｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    临界合格：意见调查卡 叫修编号=J1；寄出时间=2026-03-03 17:00｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    临界不合格：意见调查卡 叫修编号=J1；寄出时间=2026-03-04 09:00｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    不合格：意见调查卡 叫修编号=J1｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    临界合格：意见调查卡 叫修编号=J1；制卡时间=2026-03-04 09:00｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    合格：意见调查卡 叫修编号=J1｜叫修登记 叫修编号=J1
    """
    cards = books.cards
    done = books.lookup(cards.call_no, "calls", "done_at")
    since = pd.concat([done, cards.made_at], axis=1).max(axis=1).where(done.notna())
    limit = books.limit("AS3.3", "寄卡工作日", since)
    return broken(books.overdue(since, cards.sent_at, limit), done=done, due=books.due(since, limit))


@rule("AS3.3", "cards", at="sent_at", who="市场营销部",
      says="服务还没有完成，调查卡就寄出了",
      right="服务完成后才寄调查卡")
def card_sent_early(books: Books) -> Broken:
    """服务完成以后才寄调查卡。

    临界合格：意见调查卡 叫修编号=J1；寄出时间=2026-03-02 15:00｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    临界不合格：意见调查卡 叫修编号=J1；寄出时间=2026-03-02 14:59｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    不合格：意见调查卡 叫修编号=J1；寄出时间=2026-03-02 14:59｜叫修登记 叫修编号=J1
    """
    cards = books.cards
    done = books.lookup(cards.call_no, "calls", "done_at")
    known = books.known(cards.call_no, "calls")
    return broken(known & cards.sent_at.notna() & (done.isna() | (cards.sent_at < done)))


@rule("AS3.4", "cards", at="returned_on", who="市场营销部", severity=Severity.NOTICE,
      says="调查卡 {sent_at:date} 寄出，{limit} 天没有收回",
      right="打电话请客户寄回，或办理“不再等候”")
def card_outstanding(books: Books) -> Broken:
    """寄出三十天没有收回的调查卡，提示去催。

    临界合格：现在 2026-03-05 09:00｜意见调查卡 寄出时间=2026-02-03 17:00
    临界不合格：现在 2026-03-05 09:00｜意见调查卡 寄出时间=2026-02-02 17:00
    合格：意见调查卡 寄出时间=2026-01-05 17:00；收回日期=2026-01-20
    合格：意见调查卡 寄出时间=2026-01-05 17:00；不再等候=2026-02-20
    """
    cards = books.cards
    limit = books.limit("AS3.4", "收回天数", cards.sent_at)
    waiting = cards.returned_on.isna() & cards.lapsed_on.isna()
    days = (books.today - cards.sent_at.dt.normalize()).dt.days
    return broken(waiting & (days > limit), limit=limit)


@rule("AS3.5", "cards", at="submitted_at", who="市场营销部",
      says="情节重大的{opinion_kind}没有按时提呈销售经理",
      right="收回后立即提呈，最迟 {due:date}")
def grave_not_submitted(books: Books) -> Broken:
    """情节重大的建议、抱怨，最迟下一个工作日提呈销售经理。

    合格：意见调查卡 意见性质=抱怨；情节=重大；收回日期=2026-03-02；提呈经理=2026-03-02 10:00
    临界合格：意见调查卡 意见性质=抱怨；情节=重大；收回日期=2026-03-02；提呈经理=2026-03-03 17:00
    临界不合格：意见调查卡 意见性质=抱怨；情节=重大；收回日期=2026-03-02；提呈经理=2026-03-04 08:30
    不合格：意见调查卡 意见性质=抱怨；情节=重大；收回日期=2026-03-02
    合格：意见调查卡 意见性质=抱怨；情节=一般；收回日期=2026-03-02
    """
    cards = books.cards
    returned = cards.returned_on.where(_opinions(cards) & (cards.grave == "重大"))
    limit = books.limit("AS3.5", "提呈工作日", returned)
    return broken(books.overdue(returned, cards.submitted_at, limit), due=books.due(returned, limit))


@rule("AS3.5", "cards", at="answered_at", who="市场营销部",
      says="{returned_on} 收回的{grave}{opinion_kind}没有按时答复客户",
      right="处理后答复客户，最迟 {due:date}")
def opinion_not_answered(books: Books) -> Broken:
    """建议、抱怨都要答复客户：重大的三个工作日，一般的五个工作日。

    临界合格：意见调查卡 意见性质=抱怨；情节=重大；收回日期=2026-02-27；答复时间=2026-03-03 17:00
    临界不合格：意见调查卡 意见性质=抱怨；情节=重大；收回日期=2026-02-27；答复时间=2026-03-04 08:30
    临界合格：意见调查卡 意见性质=建议；情节=一般；收回日期=2026-02-25；答复时间=2026-03-03 17:00
    临界不合格：意见调查卡 意见性质=建议；情节=一般；收回日期=2026-02-25；答复时间=2026-03-04 08:30
    不合格：意见调查卡 意见性质=抱怨；情节=一般；收回日期=2026-02-24
    合格：意见调查卡 意见性质=无；收回日期=2026-02-24
    """
    cards = books.cards
    returned = cards.returned_on.where(_opinions(cards))
    grave = books.limit("AS3.5", "重大答复工作日", returned)
    limit = grave.where(cards.grave == "重大", books.limit("AS3.5", "一般答复工作日", returned))
    return broken(books.overdue(returned, cards.answered_at, limit), due=books.due(returned, limit))


@rule("AS3.5", "cards", at="submitted_at", who="市场营销部",
      says="情节重大的{opinion_kind}在提呈销售经理以前（或没有提呈）就答复了客户", right="先提呈销售经理核阅，再答复客户")
def grave_answered_before_submitted(books: Books) -> Broken:
    """情节重大的，提呈销售经理以后才答复客户。

    临界合格：意见调查卡 情节=重大；提呈经理=2026-03-02 10:00；答复时间=2026-03-02 10:00
    临界不合格：意见调查卡 情节=重大；提呈经理=2026-03-02 10:01；答复时间=2026-03-02 10:00
    不合格：意见调查卡 情节=重大；答复时间=2026-03-02 10:00
    合格：意见调查卡 情节=一般；答复时间=2026-03-02 10:00
    合格：意见调查卡 情节=重大；提呈经理=2026-03-02 10:00
    """
    cards = books.cards
    early = cards.submitted_at.isna() | (cards.submitted_at > cards.answered_at)
    return broken((cards.grave == "重大") & cards.answered_at.notna() & early)


@rule("AS3.5", "cards", at="answer_way",
      says="情节重大的{opinion_kind}只用电话答复",
      right="以书面函告客户")
def grave_answered_by_phone(books: Books) -> Broken:
    """情节重大的，处理情况要书面函告客户。

    合格：意见调查卡 情节=重大；答复方式=书面
    合格：意见调查卡 情节=一般；答复方式=电话
    不合格：意见调查卡 情节=重大；答复方式=电话
    """
    cards = books.cards
    return broken((cards.grave == "重大") & (cards.answer_way == "电话"))


@rule("AS3.7", "cards", at="visited_at", who="销售主管",
      says="客户 {returned_on} 抱怨，没有按时上门处理",
      right="由销售主管或专门派人上门处理，最迟 {due:date}")
def complaint_not_visited(books: Books) -> Broken:
    """抱怨的客户，无论情节大小，五个工作日内都要派人上门处理。

    临界合格：意见调查卡 意见性质=抱怨；情节=一般；收回日期=2026-02-25；上门处理=2026-03-03 17:00
    临界不合格：意见调查卡 意见性质=抱怨；情节=一般；收回日期=2026-02-25；上门处理=2026-03-04 08:30
    不合格：意见调查卡 意见性质=抱怨；情节=一般；收回日期=2026-02-25
    合格：意见调查卡 意见性质=建议；收回日期=2026-02-25
    """
    cards = books.cards
    returned = cards.returned_on.where(cards.opinion_kind == COMPLAINT)
    limit = books.limit("AS3.7", "上门工作日", returned)
    return broken(books.overdue(returned, cards.visited_at, limit), due=books.due(returned, limit))
