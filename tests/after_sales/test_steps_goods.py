"""Vouchers after the service and goods brought back: each step's whole effect, each refusal under its article."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.after_sales.office import MONDAY, Office, refused

# 凭证


def collected(office: Office) -> str:
    return office.voucher(office.finished(collected=Decimal("80.00"))).key


def test_the_voucher_is_filed_after_the_striking_off():
    office = Office()
    call = office.finished()
    key = office.voucher(call).key
    assert "注销" in refused(office, "file_voucher", key, "AS2.3", "struck_off_at")
    office.do("strike_off", call)
    refused(office, "file_voucher", key, "AS2.3", "filed_at", filed_at=office.now - timedelta(minutes=1))
    office.do("file_voucher", key)
    assert (office.state("vouchers", key), office.row("vouchers", key).filed_at) == ("已归档", office.now)


def test_an_unsigned_voucher_isnt_filed():
    office = Office()
    refused(office, "file_voucher", office.voucher(office.called()).key, "AS2.3")


def test_a_receipt_that_is_still_out_holds_the_filing():
    office = Office()
    call = office.brought()
    office.memory.apply([office.row("calls", call).set(done_at=office.now, struck_off_at=office.now)], office.desk("孙丽"))
    refused(office, "file_voucher", office.voucher(call).key, "AS2.6", "receipt_state")


def test_cash_reaches_accounting_and_the_invoice_follows():
    office = Office()
    key = collected(office)
    assert "交款" in refused(office, "invoice", key, "AS2.4", "handed_over_at", invoice_no="F1")
    refused(office, "send_invoice", key, "AS2.4", "invoiced_at")
    refused(office, "hand_over_cash", key, "AS2.4", "handed_to", by="王磊")
    refused(office, "hand_over_cash", key, "AS2.4", "handed_over_at", handed_over_at=MONDAY)
    office.do("hand_over_cash", key, by="王磊", handed_to="周静")
    handed = office.now
    refused(office, "hand_over_cash", key, "AS2.4", "handed_over_at")
    refused(office, "invoice", key, "AS2.4", "invoice_no")
    office.do("invoice", key, invoice_no="F1")
    invoiced = office.now
    refused(office, "invoice", key, "AS2.4", "invoiced_at", invoice_no="F2")
    refused(office, "send_invoice", key, "AS2.4", "invoice_sent_at", invoice_sent_at=MONDAY)
    office.do("send_invoice", key)
    sent = office.now
    refused(office, "send_invoice", key, "AS2.4", "invoice_sent_at")
    voucher = office.row("vouchers", key)
    assert (voucher.handed_to, voucher.handed_over_at, voucher.invoice_no, voucher.invoiced_at, voucher.invoice_sent_at, voucher.state) \
        == ("周静", handed, "F1", invoiced, sent, "已签字")


def test_without_cash_the_invoice_is_written_at_once():
    office = Office()
    key = office.voucher(office.finished()).key
    refused(office, "hand_over_cash", key, "AS2.4", "collected")
    refused(office, "invoice", key, "AS2.4", "invoiced_at", invoice_no="F1", invoiced_at=MONDAY + timedelta(minutes=11))
    office.do("invoice", key, invoice_no="F1")
    assert office.row("vouchers", key).invoiced_at == office.now


def test_nothing_to_invoice():
    office = Office()
    key = office.voucher(office.finished(labour_fee=Decimal(0))).key
    refused(office, "invoice", key, "AS2.4", "labour_fee", invoice_no="F1")


# 携回的商品

def test_parts_are_charged_at_their_listed_price():
    office = Office()
    card = office.carded()
    office.do("replace_part", card, part_no="LJ-01", quantity=2)
    line = office.memory.rows("part_lines")[0]
    assert (line.key, line.card_no, line.part_no, line.quantity, line.price, line.amount, line.drawn_on, line.part_title) \
        == ("LJ2026-00001", card, "LJ-01", 2, Decimal("35.00"), Decimal("70.00"), MONDAY.date(), "密封圈")
    refused(office, "replace_part", card, "AS2.6", "part_no", part_no="LJ-99")
    refused(office, "replace_part", card, "AS2.6", "quantity", part_no="LJ-01", quantity=0)
    refused(office, "replace_part", card, "AS2.6", "drawn_on", part_no="LJ-01", drawn_on=date(2026, 3, 1))
    refused(office, "replace_part", card, "AS2.6", "drawn_on", part_no="LJ-01", drawn_on=date(2026, 3, 3))


def test_help_repair_inspection_return_and_invoice():
    office = Office()
    card = office.carded()
    call = office.row("goods", card).call_no
    refused(office, "ask_help", card, "AS2.8", "help_reason")
    office.do("ask_help", card, help_reason="缺零件")
    helped = office.now
    assert office.state("goods", card) == "请求协助"
    office.do("replace_part", card, part_no="LJ-01")
    refused(office, "repaired", card, "AS2.6", "repair_hours", work="换")
    refused(office, "repaired", card, "AS2.6", "repaired_at", work="换", repair_hours=Decimal(1), repaired_at=MONDAY)
    office.do("repaired", card, work="换密封圈", repair_hours=Decimal("1.5"))
    mended = office.now
    assert office.state("goods", card) == "待验讫"
    assert "验讫" in refused(office, "return_goods", card, "AS2.6", return_signed="是", fee=Decimal(300))
    refused(office, "inspect", card, "AS2.6", by="王磊")
    refused(office, "inspect", card, "AS2.6", "inspected_at", inspected_at=mended - timedelta(minutes=1))
    office.do("inspect", card)
    inspected = office.now
    office.do("return_goods", card, return_signed="是", fee=Decimal("300.00"))
    goods, voucher = office.row("goods", card), office.voucher(call)
    assert dict(goods) | {"help_at": helped, "help_reason": "缺零件", "work": "换密封圈", "repair_hours": Decimal("1.5"),
                          "repaired_at": mended, "inspected_at": inspected, "inspected_by": "陈刚", "returned_at": office.now,
                          "return_signed": "是", "receipt_void_at": office.now, "fee": Decimal("300.00"), "state": "已归还"} == dict(goods)
    assert (voucher.receipt_state, voucher.parts_fee, voucher.labour_fee, voucher.total) \
        == ("已收回作废", Decimal("35.00"), Decimal("265.00"), Decimal("300.00"))
    assert (office.state("calls", call), office.row("calls", call).done_at) == ("已修妥", office.now)
    assert "归还开票" in refused(office, "invoice", voucher.key, "AS2.7", "outcome", invoice_no="F1")
    refused(office, "invoice_goods", card, "AS2.7", "invoiced_at", invoice_no="F1", invoiced_at=inspected)
    office.do("invoice_goods", card, invoice_no="F1")
    goods, voucher = office.row("goods", card), office.voucher(call)
    assert (goods.invoice_no, voucher.invoice_no, goods.invoiced_at, voucher.invoiced_at) == ("F1", "F1", office.now, office.now)
    refused(office, "invoice_goods", card, "AS2.7", "invoiced_at", invoice_no="F2")
    office.do("send_invoice", voucher.key)
    office.do("strike_off", call)
    office.do("file_voucher", voucher.key)


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"return_signed": "否"}, "AS2.6", "return_signed"),
    ({"return_signed": None}, "AS2.6", "return_signed"),
    ({"fee": None}, "AS2.4", "fee"),
    ({"returned_at": MONDAY}, "AS2.6", "returned_at"),
])
def test_return_is_refused(answers, article, column):
    office = Office()
    refused(office, "return_goods", office.inspected(), article, column, **{"return_signed": "是", "fee": Decimal(300), **answers})


def test_free_goods_are_returned_without_fee_or_invoice():
    office = Office()
    card = office.inspected_free()
    refused(office, "return_goods", card, "AS2.1", "fee", return_signed="是", fee=Decimal(1))
    office.do("return_goods", card, return_signed="是")
    voucher = office.voucher(office.row("goods", card).call_no)
    assert (voucher.total, voucher.receipt_state) == (None, "已收回作废")
    refused(office, "invoice_goods", card, "AS2.7", "fee", invoice_no="F1")


def test_a_fee_below_the_parts_is_all_parts():
    office = Office()
    card = office.carded()
    office.do("replace_part", card, part_no="LJ-01", quantity=2)
    office.do("repaired", card, work="换", repair_hours=Decimal(1))
    office.do("inspect", card)
    office.do("return_goods", card, return_signed="是", fee=Decimal(50))
    voucher = office.voucher(office.row("goods", card).call_no)
    assert (voucher.parts_fee, voucher.labour_fee) == (Decimal(50), Decimal(0))
