"""AS2.13: notices one month before a maintenance contract, or by a setting a warranty, ends."""

from __future__ import annotations

import pandas as pd

from automation.after_sales.rules import warranties
from automation.after_sales.rules.table import rule
from automation.core.books import Books, months_after
from automation.core.rules import Broken, broken


def _notify_on(books: Books, ends: pd.Series) -> pd.Series:
    """The last day for the notice: the months of AS2.13 before the end, the month's last day where there is none such."""
    return months_after(ends, -books.limit("AS2.13", "提前月数", ends))


def _late(books: Books, notify_on: pd.Series, sent: pd.Series) -> pd.Series:
    sent = sent.dt.normalize()
    return (sent > notify_on) | (sent.isna() & (books.today > notify_on))


@rule("AS2.13", "contracts", at="notice_at",
      says="合同 {ends_on} 期满，{due:date} 以前应寄《保修到期通知书》，{shown}",
      right="期满前一个月寄出；没寄的马上寄")
def notice_not_sent(books: Books) -> Broken:
    """保养合同期满前一个月寄出《保修到期通知书》。

    临界合格：保养合同 起始日期=2025-04-01；期满日期=2026-03-31；通知书寄出=2026-02-28 16:00
    临界不合格：保养合同 起始日期=2025-04-01；期满日期=2026-03-31；通知书寄出=2026-03-01 08:30
    临界合格：现在 2026-03-05 23:00｜保养合同 起始日期=2025-04-06；期满日期=2026-04-05
    不合格：现在 2026-03-06 01:00｜保养合同 起始日期=2025-04-06；期满日期=2026-04-05
    合格：保养合同 起始日期=2025-04-01；期满日期=2026-03-31；提前终止=2026-01-31
    合格：保养合同 起始日期=2025-04-01；期满日期=2026-03-31；续约合同=HT2
    """
    contracts = books.contracts
    due = _notify_on(books, contracts.ends_on)
    open_end = contracts.ended_on.isna() & contracts.renewed_as.isna()
    shown = contracts.notice_at.dt.strftime("%Y-%m-%d 才寄出").where(contracts.notice_at.notna(), "至今没有寄")
    return broken(open_end & _late(books, due, contracts.notice_at), due=due, shown=shown)


@rule("AS2.13", "owned", at="notice_at", who="市场营销部",
      says="商品保修 {until:date} 到期，{due:date} 以前应寄通知，没有按时寄",
      right="到期前一个月寄出；没寄的马上寄")
def warranty_notice_not_sent(books: Books) -> Broken:
    """设置要求保修到期也寄通知时，到期前一个月寄出；设置生效以前就该寄的不追究。

    合格：用户商品 商品型号=QY-20；购买日期=2023-03-20
    合格：设置 项目=保修到期也寄通知；内容=否｜用户商品 商品型号=QY-20；购买日期=2023-03-20
    不合格：设置 项目=保修到期也寄通知；内容=是；生效日期=2026-01-01｜用户商品 商品型号=QY-20；购买日期=2023-03-20
    临界合格：设置 项目=保修到期也寄通知；内容=是；生效日期=2026-01-01｜用户商品 商品型号=QY-20；购买日期=2023-04-05
    临界不合格：设置 项目=保修到期也寄通知；内容=是；生效日期=2026-01-01｜用户商品 商品型号=QY-20；购买日期=2023-04-04
    临界不合格：设置 项目=保修到期也寄通知；内容=是；生效日期=2026-02-20｜用户商品 商品型号=QY-20；购买日期=2023-03-20
    临界合格：设置 项目=保修到期也寄通知；内容=是；生效日期=2026-02-21｜用户商品 商品型号=QY-20；购买日期=2023-03-20
    合格：设置 项目=保修到期也寄通知；内容=是；生效日期=2026-03-01｜用户商品 商品型号=QY-20；购买日期=2023-03-20
    合格：设置 项目=保修到期也寄通知；内容=是；生效日期=2026-01-01｜用户商品 商品型号=QY-20；购买日期=2023-03-20；到期通知寄出=2026-02-20 10:00
    """
    owned = books.owned
    until = warranties.of_goods(books)
    due = _notify_on(books, until)
    since = books.setting_since("保修到期也寄通知", "是")
    wanted = due >= since if since is not None else pd.Series(False, index=owned.index)
    return broken(wanted & _late(books, due, owned.notice_at), until=until, due=due)
