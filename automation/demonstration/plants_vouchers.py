"""Faults in vouchers: signature, filing, fees, cash and invoices (AS2.1, AS2.3, AS2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal

from automation.after_sales.registers.common import BROUGHT_BACK, CONTRACT, FIXED, FREE, PAID
from automation.demonstration.faults import Field, Line, plant
from automation.demonstration.office import CASH_LIMIT


def _filed(field: Field, fits: Callable[[Line], bool]) -> Line:
    """A voucher of something put right on the spot, filed some days ago."""
    return field.pick("vouchers", lambda row: row["outcome"] == FIXED and field.settled(row["filed_at"], 4) and fits(row))


def _cash(row: Line) -> bool:
    return row["kind"] == PAID and bool(row["collected"])


def _billed(row: Line) -> bool:
    return row["kind"] == PAID and not row["collected"] and row["invoiced_at"] is not None


@plant("AS2.3", "vouchers.signed", "客户没有在凭证上签字")
def not_signed(field: Field) -> Line:
    voucher = _filed(field, lambda row: True)
    voucher["signed"] = "否"
    return voucher


@plant("AS2.3", "vouchers.filed_at", "注销多日，凭证没有归档")
def not_filed(field: Field) -> Line:
    voucher = _filed(field, lambda row: True)
    voucher["filed_at"] = None
    return voucher


@plant("AS2.3", "vouchers.filed_at", "没有注销就先归档")
def filed_too_early(field: Field) -> Line:
    voucher = _filed(field, lambda row: True)
    voucher["filed_at"] = field.call(voucher)["struck_off_at"] - timedelta(minutes=1)
    return voucher


@plant("AS2.3", "vouchers.outcome", "当场修妥的，凭证写成携回修护")
def wrong_outcome(field: Field) -> Line:
    voucher = _filed(field, lambda row: row["kind"] == FREE)
    voucher.update(outcome=BROUGHT_BACK, receipt_state="已收回作废")
    return voucher


@plant("AS2.1", "vouchers.total", "合同服务做完，没有登记费用")
def contract_fee_blank(field: Field) -> Line:
    voucher = _filed(field, lambda row: row["kind"] == CONTRACT)
    voucher.update(parts_fee=None, labour_fee=None)
    return voucher


@plant("AS2.1", "vouchers.labour_fee", "免费服务收了八十元")
def fee_for_free_service(field: Field) -> Line:
    voucher = _filed(field, lambda row: row["kind"] == FREE)
    voucher["labour_fee"] = Decimal("80.00")
    return voucher


@plant("AS2.1", "vouchers.kind", "凭证写免费，叫修登记是合同服务")
def voucher_kind_differs(field: Field) -> Line:
    voucher = _filed(field, lambda row: row["kind"] == CONTRACT and not row["parts_fee"])
    voucher["kind"] = FREE
    return voucher


@plant("AS2.4", "vouchers.labour_fee", "有偿服务没有登记费用")
def paid_fee_blank(field: Field) -> Line:
    voucher = _filed(field, _billed)
    voucher.update(parts_fee=None, labour_fee=None)
    return voucher


@plant("AS2.4", "vouchers.collected", "费用超过上限一分钱，仍当场收款")
def cash_over_the_limit(field: Field) -> Line:
    voucher = _filed(field, _cash)
    amount = CASH_LIMIT + Decimal("0.01")
    voucher.update(parts_fee=None, labour_fee=amount, collected=amount)
    return voucher


@plant("AS2.4", "vouchers.collected", "现场收款比费用少一分钱")
def cash_short(field: Field) -> Line:
    voucher = _filed(field, _cash)
    voucher["collected"] -= Decimal("0.01")
    return voucher


@plant("AS2.4", "vouchers.handed_over_at", "现场收款没有交会计")
def cash_kept(field: Field) -> Line:
    voucher = _filed(field, _cash)
    voucher.update(handed_over_at=None, handed_to=None)
    return voucher


@plant("AS2.4", "vouchers.invoice_sent_at", "收了款，发票一直没有寄")
def invoice_not_sent(field: Field) -> Line:
    voucher = _filed(field, lambda row: _cash(row) and field.settled(row["collected_at"], 5))
    voucher["invoice_sent_at"] = None
    return voucher


@plant("AS2.4", "vouchers.invoiced_at", "没有当场收款，第二天才开发票")
def invoiced_next_day(field: Field) -> Line:
    voucher = _filed(field, _billed)
    next_day = datetime.combine(field.workday(voucher["invoiced_at"], 1), time(8, 35))
    voucher["invoiced_at"] = next_day
    if voucher["invoice_sent_at"]:
        voucher["invoice_sent_at"] = max(voucher["invoice_sent_at"], next_day + timedelta(hours=1))
    return voucher


@plant("AS2.4", "vouchers.invoice_sent_at", "发票寄出写在开票以前")
def invoice_sent_before_made(field: Field) -> Line:
    voucher = _filed(field, lambda row: _billed(row) and row["invoice_sent_at"])
    voucher["invoice_sent_at"] = voucher["invoiced_at"] - timedelta(days=1)
    return voucher
