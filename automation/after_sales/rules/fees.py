"""AS2.4 and AS2.7: cash on the spot, its hand-over, and invoices."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from automation.after_sales.registers.common import FIXED, PAID
from automation.after_sales.rules.table import rule
from automation.core.books import Books, fen
from automation.core.rules import Broken, broken


def _total(vouchers: pd.DataFrame) -> pd.Series:
    """What the customer owes, in fen; blank where no fee is entered."""
    parts, labour = fen(vouchers.parts_fee), fen(vouchers.labour_fee)
    return (parts.fillna(0) + labour.fillna(0)).mask(parts.isna() & labour.isna())


@rule("AS2.4", "vouchers", at="labour_fee",
      says="有偿服务已当场修妥，却没有登记费用",
      right="填材料费、维修费")
def paid_fee_missing(books: Books) -> Broken:
    """有偿服务做完，费用都要登记。

    合格：服务凭证 服务类别=有偿服务；服务结果=当场修妥；维修费=80
    合格：服务凭证 服务类别=有偿服务
    合格：服务凭证 服务类别=免费服务；服务结果=当场修妥
    不合格：服务凭证 服务类别=有偿服务；服务结果=当场修妥
    """
    vouchers = books.vouchers
    return broken((vouchers.kind == PAID) & (vouchers.outcome == FIXED) & _total(vouchers).isna())


@rule("AS2.4", "vouchers", at="collected",
      says="费用合计 {total} 元超过现场收款上限 {small} 元，却当场收了款",
      right="超过上限的不当场收款，当天到会计处开发票，另行收费")
def too_much_cash(books: Books) -> Broken:
    """只有小额费用才当场收款，正好等于上限的可以。

    合格：服务凭证 服务类别=有偿服务；维修费=80；现场收款=80
    临界合格：服务凭证 服务类别=有偿服务；维修费=200；现场收款=200
    临界不合格：服务凭证 服务类别=有偿服务；维修费=200；材料费=0.01；现场收款=200.01
    合格：服务凭证 服务类别=有偿服务；维修费=800
    临界合格：服务凭证 服务类别=有偿服务；维修费=800；现场收款=0
    """
    vouchers = books.vouchers
    small = Decimal(books.department.setting("小额现场收款上限", default="200"))
    total = _total(vouchers)
    return broken((fen(vouchers.collected) > 0) & (total > int(small * 100)), total=total / 100, small=small)


@rule("AS2.4", "vouchers", at="collected",
      says="费用合计 {total} 元，现场却收了 {collected:money} 元",
      right="核对后改正费用或收款")
def cash_differs_from_fee(books: Books) -> Broken:
    """当场收的款与费用合计一致。

    合格：服务凭证 维修费=80；材料费=20.50；现场收款=100.50
    合格：服务凭证 维修费=80
    临界合格：服务凭证 维修费=80；现场收款=0
    临界不合格：服务凭证 维修费=80；现场收款=79.99
    不合格：服务凭证 现场收款=80
    """
    vouchers = books.vouchers
    cash, total = fen(vouchers.collected), _total(vouchers)
    return broken((cash > 0) & (total.fillna(0) != cash), total=total.fillna(0) / 100)


@rule("AS2.4", "vouchers", at="handed_over_at",
      says="{collected_at} 收的 {collected:money} 元没有按时交会计",
      right="最迟 {due:date} 交会计")
def cash_not_handed_over(books: Books) -> Broken:
    """现场收的款，最迟下一个工作日交给会计。

    合格：服务凭证 现场收款=80；收款时间=2026-03-02 15:00；交款时间=2026-03-02 17:00
    临界合格：服务凭证 现场收款=80；收款时间=2026-03-02 15:00；交款时间=2026-03-03 17:00
    临界不合格：服务凭证 现场收款=80；收款时间=2026-03-02 15:00；交款时间=2026-03-04 08:30
    不合格：服务凭证 现场收款=80；收款时间=2026-03-02 15:00
    临界合格：服务凭证 现场收款=0；收款时间=2026-03-02 15:00
    合格：服务凭证 维修费=80
    """
    vouchers = books.vouchers
    collected = vouchers.collected_at.where(fen(vouchers.collected) > 0)
    limit = books.limit("AS2.4", "交款工作日", collected)
    return broken(books.overdue(collected, vouchers.handed_over_at, limit), due=books.due(collected, limit))


@rule("AS2.4", "vouchers", at="invoice_sent_at", who="会计",
      says="{collected_at} 已收款，发票没有按时寄给客户",
      right="开具发票，最迟 {due:date} 寄出")
def invoice_never_sent(books: Books) -> Broken:
    """当场收款的，三个工作日内补寄发票。

    合格：服务凭证 现场收款=80；收款时间=2026-02-26 15:00；发票寄出=2026-02-27 10:00
    临界合格：服务凭证 现场收款=80；收款时间=2026-02-26 15:00；发票寄出=2026-03-02 10:00
    临界不合格：服务凭证 现场收款=80；收款时间=2026-02-26 15:00；发票寄出=2026-03-04 10:00
    不合格：服务凭证 现场收款=80；收款时间=2026-02-26 15:00
    临界合格：服务凭证 现场收款=0；收款时间=2026-02-26 15:00
    合格：服务凭证 维修费=80
    """
    vouchers = books.vouchers
    collected = vouchers.collected_at.where(fen(vouchers.collected) > 0)
    limit = books.limit("AS2.4", "寄票工作日", collected)
    return broken(books.overdue(collected, vouchers.invoice_sent_at, limit), due=books.due(collected, limit))


@rule("AS2.4", "vouchers", at="invoiced_at",
      says="{done:date} 修妥、没有当场收款，当天没有开发票",
      right="修妥当天凭凭证到会计处开发票")
def not_invoiced_same_day(books: Books) -> Broken:
    """有偿服务没有当场收款的，当天开发票。

    合格：服务凭证 叫修编号=J1；服务类别=有偿服务；服务结果=当场修妥；维修费=300；开票时间=2026-03-02 17:30｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    临界不合格：服务凭证 叫修编号=J1；服务类别=有偿服务；服务结果=当场修妥；维修费=300；开票时间=2026-03-03 08:30｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    不合格：服务凭证 叫修编号=J1；服务类别=有偿服务；服务结果=当场修妥；维修费=300｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    临界不合格：服务凭证 叫修编号=J1；服务类别=有偿服务；服务结果=当场修妥；维修费=300；现场收款=0｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    临界合格：现在 2026-03-02 23:00｜服务凭证 叫修编号=J1；服务类别=有偿服务；服务结果=当场修妥；维修费=300｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    合格：服务凭证 叫修编号=J1；服务类别=有偿服务；服务结果=当场修妥；维修费=80；现场收款=80｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    合格：服务凭证 叫修编号=J1；服务类别=有偿服务；服务结果=当场修妥；维修费=0｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    合格：服务凭证 叫修编号=J1；服务类别=合同服务；服务结果=当场修妥；维修费=300｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    合格：服务凭证 叫修编号=J1；服务类别=有偿服务；服务结果=携回修护；维修费=300｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    """
    vouchers = books.vouchers
    done = books.lookup(vouchers.call_no, "calls", "done_at")
    owed = (vouchers.kind == PAID) & (vouchers.outcome == FIXED) & (_total(vouchers) > 0) & ~(fen(vouchers.collected) > 0).fillna(False)
    return broken(owed & books.overdue(done, vouchers.invoiced_at, 0), done=done)


@rule("AS2.7", "goods", at="invoiced_at", who="会计",
      says="{returned_at:date} 归还有偿修护的商品，当天没有开发票",
      right="归还当天凭凭证到会计处开发票")
def return_not_invoiced(books: Books) -> Broken:
    """携回的有偿修护，归还商品当天开发票；不收费的不必开。

    合格：进出登记 服务类别=有偿服务；修护费=80；归还时间=2026-03-02 10:00；开票时间=2026-03-02 17:30
    临界不合格：进出登记 服务类别=有偿服务；修护费=80；归还时间=2026-03-02 10:00；开票时间=2026-03-03 08:30
    不合格：进出登记 服务类别=有偿服务；修护费=0.01；归还时间=2026-03-02 10:00
    临界合格：进出登记 服务类别=有偿服务；修护费=0；归还时间=2026-03-02 10:00
    临界合格：现在 2026-03-02 23:00｜进出登记 服务类别=有偿服务；修护费=80；归还时间=2026-03-02 10:00
    合格：进出登记 服务类别=免费服务；修护费=80；归还时间=2026-03-02 10:00
    """
    goods = books.goods
    return broken((goods.kind == PAID) & (fen(goods.fee) > 0) & books.overdue(goods.returned_at, goods.invoiced_at, 0))
