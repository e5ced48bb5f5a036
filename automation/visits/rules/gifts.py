"""VS6: no gift without two approvals, none above the budget."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books, fen, mapped
from automation.core.rules import Broken, broken
from automation.visits.registers.gifts import APPROVED
from automation.visits.rules.table import rule


@rule("VS6", "gift_requests", at="given", who="given_by", says="没有批准就送了 {given:money} 元的礼品", right="补办批准；未经批准不能赠送")
def given_without_approval(books: Books) -> Broken:
    """礼品批准以后才赠送。

    合格：礼品申请 实际金额=300；批准结论=批准；批准预算=300
    不合格：礼品申请 实际金额=300
    不合格：礼品申请 赠送时间=2026-03-02 09:00；批准结论=不予批准
    合格：礼品申请 申请预算=300
    """
    gifts = books.gift_requests
    return broken((gifts.given.notna() | gifts.given_at.notna()) & (gifts.decision != APPROVED))


@rule("VS6", "gift_requests", at="given", who="given_by", says="礼品实际 {given:money} 元，批准的预算只有 {approved:money} 元", right="超出的部分补办申请批准")
def given_above_budget(books: Books) -> Broken:
    """礼品不超过批准的预算，正好相等的可以。

    临界合格：礼品申请 批准结论=批准；批准预算=300；实际金额=300.00
    临界不合格：礼品申请 批准结论=批准；批准预算=300；实际金额=300.01
    """
    gifts = books.gift_requests
    return broken(fen(gifts.given) > fen(gifts.approved))


@rule("VS6", "gift_requests", at="approved", who="decided_by", says="申请 {asked:money} 元，批准了 {approved:money} 元", right="批准的预算不超过申请的")
def approved_above_asked(books: Books) -> Broken:
    """批准的预算不超过申请的。

    临界合格：礼品申请 申请预算=300；批准预算=300
    临界不合格：礼品申请 申请预算=300；批准预算=300.01
    """
    gifts = books.gift_requests
    return broken(fen(gifts.approved) > fen(gifts.asked))


@rule("VS6", "gift_requests", at="asked", says="申请预算 {asked:money} 元，明细合计是 {total:money} 元", right="核对礼品明细，两处改成一致")
def lines_do_not_add_up(books: Books) -> Broken:
    """申请预算等于礼品明细的合计。

    合格：礼品申请 申请编号=L1；申请预算=300｜礼品明细 申请编号=L1；数量=2；单价=100｜礼品明细 申请编号=L1；数量=1；单价=100
    临界不合格：礼品申请 申请编号=L1；申请预算=300.01｜礼品明细 申请编号=L1；数量=3；单价=100
    不合格：礼品申请 申请编号=L1；申请预算=300
    合格：礼品申请 申请编号=L1
    """
    gifts, lines = books.gift_requests, books.gift_lines
    amounts = (fen(lines.price) * lines["count"]).fillna(0)
    total = mapped(gifts.gift_no, amounts.groupby(lines.gift_no).sum()).fillna(0).astype("float64")
    return broken(gifts.gift_no.notna() & (fen(gifts.asked).fillna(0) != total), total=total / 100)


@rule("VS6", "gift_requests", at="endorsed_at", who="区域销售主管", says="{decided_at:date} 批准的礼品没有初审", right="补上区域销售主管的初审")
def decided_without_endorsement(books: Books) -> Broken:
    """礼品由区域销售主管初审，再由上级批准。

    合格：礼品申请 初审时间=2026-03-02 09:00；批准时间=2026-03-02 10:00
    不合格：礼品申请 批准时间=2026-03-02 10:00
    合格：礼品申请 申请编号=L1
    """
    gifts = books.gift_requests
    return broken(gifts.decided_at.notna() & gifts.endorsed_at.isna())


@rule("VS6", "gift_requests", at="endorsed_by", who="endorsed_by", says="初审人{endorsed_by}不是区域销售主管，或者就是申请的人", right="由区域销售主管（另一个人）初审")
def endorsed_by_another(books: Books) -> Broken:
    """礼品由区域销售主管初审，申请的人不自己初审。

    合格：礼品申请 申请人=林访；初审主管=何立
    不合格：礼品申请 申请人=林访；初审主管=赵敏
    不合格：礼品申请 申请人=何立；初审主管=何立
    """
    gifts = books.gift_requests
    itself = gifts.endorsed_by.notna() & (gifts.endorsed_by == gifts.asked_by)
    return broken(itself | books.lacking(gifts.endorsed_by, "区域销售主管"))


@rule("VS6", "gift_requests", at="decided_by", who="decided_by", says="批准人{decided_by}不是上级主管，或者就是申请、初审的人",
      right="由销售经理或总经理（另一个人）批准")
def decided_by_another(books: Books) -> Broken:
    """礼品由上级主管批准，申请和初审的人不自己批准。

    合格：礼品申请 申请人=林访；初审主管=何立；批准人=赵敏
    合格：礼品申请 申请人=林访；初审主管=何立；批准人=吴总
    不合格：礼品申请 申请人=林访；初审主管=何立；批准人=孙丽
    不合格：礼品申请 申请人=赵敏；初审主管=何立；批准人=赵敏
    不合格：礼品申请 申请人=林访；初审主管=赵敏；批准人=赵敏
    """
    gifts = books.gift_requests
    itself = gifts.decided_by.notna() & ((gifts.decided_by == gifts.asked_by) | (gifts.decided_by == gifts.endorsed_by))
    return broken(itself | books.lacking(gifts.decided_by, "销售经理", "总经理"))


def _late(books: Books, since: pd.Series, done: pd.Series, limit: str) -> Broken:
    days = books.limit("VS6", limit, since)
    return broken(books.overdue(since, done, days), due=books.due(since, days))


@rule("VS6", "gift_requests", at="endorsed_at", who="区域销售主管", says="{asked_at:date} 的礼品申请没有按时初审", right="最迟 {due:date} 初审")
def endorsed_late(books: Books) -> Broken:
    """礼品申请两个工作日以内初审。

    临界合格：礼品申请 申请时间=2026-03-02 09:00；初审时间=2026-03-04 17:00
    临界不合格：礼品申请 申请时间=2026-03-02 09:00；初审时间=2026-03-05 08:30
    不合格：礼品申请 申请时间=2026-03-02 09:00
    合格：礼品申请 申请时间=2026-03-02 09:00；批准时间=2026-03-03 09:00
    """
    gifts = books.gift_requests
    return _late(books, gifts.asked_at.where(gifts.endorsed_at.notna() | gifts.decided_at.isna()), gifts.endorsed_at, "初审工作日")


@rule("VS6", "gift_requests", at="decided_at", who="销售经理", says="{endorsed_at:date} 初审的礼品没有按时批准", right="最迟 {due:date} 批准或不予批准")
def decided_late(books: Books) -> Broken:
    """初审过的礼品申请，上级三个工作日以内批准或不予批准。

    临界合格：礼品申请 初审时间=2026-03-02 09:00；批准时间=2026-03-05 17:00
    临界不合格：礼品申请 初审时间=2026-03-02 09:00；批准时间=2026-03-06 08:30
    临界不合格：现在 2026-03-06 01:00｜礼品申请 初审时间=2026-03-02 09:00
    合格：现在 2026-03-06 01:00｜礼品申请 初审时间=2026-03-02 09:00；赠送时间=2026-03-03 09:00
    """
    gifts = books.gift_requests
    return _late(books, gifts.endorsed_at.where(gifts.decided_at.notna() | gifts.given_at.isna()), gifts.decided_at, "批准工作日")
