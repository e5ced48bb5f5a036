"""What the customer signs and owes (AS2.1, AS2.3, AS2.4): the voucher filled in, its fees held against the kind."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from automation.after_sales.registers.common import CONTRACT, FIXED, FREE, PAID
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk

ON_VOUCHER = (Ask("work", of="vouchers", via="voucher_no"), Ask("signed", of="vouchers", via="voucher_no"))
"""What every served voucher says: the work done, and the customer's signature."""

FEES = tuple(Ask(name, required=False, of="vouchers", via="voucher_no") for name in ("parts_fee", "labour_fee", "collected"))
"""Fees and the cash taken on the spot, in yuan."""


def check_signed(signed: str | None, article: str) -> None:
    """AS2.3, AS2.5: the customer has signed the voucher."""
    if signed != "是":
        raise StepRefused("客户还没有在《服务凭证》上签字，请先请客户签字，“客户签字”写“是”再办。", article, "signed")


def check_same_kind(voucher: Row, call: Row) -> None:
    """AS2.1: the voucher and the register name the same kind of service."""
    if voucher.kind != call.kind:
        raise StepRefused(f"凭证{voucher.key}写的是{voucher.kind}，叫修登记写的是{call.kind}，请先改成一致。", "AS2.1", "kind")


def fixed_on_the_spot(voucher: Row, call: Row, known: Answers, desk: Desk, technician: str, done_at: datetime) -> Row:
    """The voucher of a call that was put right on the spot, checked."""
    check_same_kind(voucher, call)
    check_signed(known["signed"], "AS2.3")
    collected = known["collected"] or None
    total = owed(known["parts_fee"], known["labour_fee"])
    check_fees(call.kind, total, "labour_fee")
    if collected is not None:
        _check_cash(collected, total, desk, done_at.date())
    return voucher.but(outcome=FIXED, work=known["work"], signed="是", parts_fee=known["parts_fee"],
                       labour_fee=known["labour_fee"], collected=collected, collected_at=done_at if collected else None,
                       technician=technician, receipt_state="未使用")


def owed(parts: Decimal | None, labour: Decimal | None) -> Decimal | None:
    """What the customer owes in yuan; None when no fee is entered."""
    return None if parts is None and labour is None else (parts or Decimal(0)) + (labour or Decimal(0))


def check_fees(kind: str, total: Decimal | None, column: str) -> None:
    """AS2.1, AS2.4: paid and contract service book their fees, free service has none."""
    if kind == PAID and total is None:
        raise StepRefused("有偿服务要登记费用，请填材料费、维修费。", "AS2.4", column)
    if kind == CONTRACT and total is None:
        raise StepRefused("合同服务也要登记费用；包含在合同内的填 0。", "AS2.1", column)
    if kind == FREE and total:
        raise StepRefused(f"免费服务不收费，却填了 {total} 元。确属免费的清空费用；要收费的先改为有偿服务。", "AS2.1", column)


def _check_cash(collected: Decimal, total: Decimal | None, desk: Desk, day: date) -> None:
    small = small_amount(desk, day)
    if (total or 0) > small:
        raise StepRefused(f"费用合计 {total} 元，超过现场收款上限 {small} 元，不能当场收款；"
                          "请清空现场收款，当天到会计处开发票。", "AS2.4", "collected")
    if total != collected:
        raise StepRefused(f"费用合计 {total or 0} 元，现场收款却写 {collected} 元，请核对后改成一致。", "AS2.4", "collected")


def small_amount(desk: Desk, day: date) -> Decimal:
    """The setting 小额现场收款上限, in yuan (200 when the department says nothing)."""
    text = desk.department.setting("小额现场收款上限", day, "200")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise StepRefused(f"《基础资料》“设置”里的小额现场收款上限写的是“{text}”，请改成数字。", "AS2.4", "collected") from None
