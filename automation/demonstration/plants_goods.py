"""Faults in goods brought back (AS2.1, AS2.5 to AS2.8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from automation.after_sales.registers.common import CONTRACT, FREE, PAID
from automation.demonstration.faults import Field, Line, plant
from automation.demonstration.people import TECHNICIANS


def _returned(field: Field, fits: Callable[[Line], bool] = lambda row: True) -> Line:
    """Goods that were returned some days ago."""
    return field.pick("goods", lambda row: field.settled(row["returned_at"]) and row["help_at"] is None and fits(row))


def _here(field: Field) -> Line:
    """Goods that are still in the workshop."""
    return field.pick("goods", lambda row: row["returned_at"] is None)


@plant("AS2.5", "calls.brought_back_at", "商品携回了，没有登录到进出登记簿")
def not_entered(field: Field) -> Line:
    def visited(row: Line) -> bool:
        went = {visit["technician"] for visit in field.where("call_visits", call_no=row["call_no"])}
        return all(line["technician"] in went for line in field.where("work_lines", call_no=row["call_no"]))
    goods = _returned(field, visited)
    field.remove("part_lines", field.where("part_lines", card_no=goods["card_no"]))
    field.remove("goods", [goods])
    return field.call(goods)


@plant("AS2.5", "goods.receipt_no", "收据编号抄错一位")
def receipt_miscopied(field: Field) -> Line:
    goods = _returned(field)
    goods["receipt_no"] = goods["receipt_no"].replace("-0", "-9", 1)
    return goods


@plant("AS2.5", "goods.carded_at", "没有填修护卡")
def no_repair_card(field: Field) -> Line:
    goods = _returned(field)
    goods["carded_at"] = None
    return goods


@plant("AS2.5", "goods.entered_by", "技术员自己登录了携回的商品")
def entered_by_technician(field: Field) -> Line:
    goods = _returned(field)
    goods["entered_by"] = goods["brought_by"]
    return goods


@plant("AS2.5", "vouchers.receipt_state", "商品携回，收据没有交给客户")
def receipt_not_given(field: Field) -> Line:
    voucher = field.find("vouchers", _here(field)["voucher_no"])
    voucher["receipt_state"] = "未使用"
    return voucher


@plant("AS2.6", "goods.inspected_at", "没有主管验讫就归还了")
def not_inspected(field: Field) -> Line:
    goods = _returned(field)
    goods.update(inspected_at=None, inspected_by=None)
    return goods


@plant("AS2.6", "goods.inspected_by", "由技术员验讫")
def inspected_by_technician(field: Field) -> Line:
    goods = _returned(field)
    goods["inspected_by"] = next(name for name in TECHNICIANS if name != goods["repairer"])
    return goods


@plant("AS2.6", "goods.return_signed", "归还时客户没有签收")
def return_not_signed(field: Field) -> Line:
    goods = _returned(field)
    goods["return_signed"] = "否"
    return goods


@plant("AS2.6", "goods.receipt_void_at", "归还后没有收回收据作废")
def receipt_not_voided(field: Field) -> Line:
    goods = _returned(field)
    goods["receipt_void_at"] = None
    return goods


@plant("AS2.6", "goods.receipt_void_at", "商品还没有归还，收据先作废了")
def receipt_voided_early(field: Field) -> Line:
    goods = field.pick("goods", lambda row: row["repaired_at"] is None)
    goods["receipt_void_at"] = goods["brought_at"] + timedelta(hours=2)
    return goods


@plant("AS2.6", "vouchers.receipt_state", "商品已归还，凭证上收据仍在客户手中")
def receipt_still_out(field: Field) -> Line:
    voucher = field.find("vouchers", _returned(field)["voucher_no"])
    voucher["receipt_state"] = "交客户"
    return voucher


@plant("AS2.6", "calls.done_at", "商品已归还，叫修没有记为修妥")
def returned_but_open(field: Field) -> Line:
    goods = _returned(field, lambda row: all(card["returned_on"] is None for card in field.cards(row)))
    call = field.call(goods)
    call.update(done_at=None, struck_off_at=None, struck_off_by=None)
    field.voucher(call)["filed_at"] = None
    for card in field.cards(call):
        card.update(sent_at=None, served_on=None, lapsed_on=None)
    return call


@plant("AS2.6", "part_lines.price", "零件单价比价目贵一分钱")
def dear_part(field: Field) -> Line:
    line = field.pick("part_lines", lambda row: True)
    line["price"] += type(line["price"])("0.01")
    return line


@plant("AS2.6", "part_lines.quantity", "更换零件的数量写成零")
def no_quantity(field: Field) -> Line:
    line = field.pick("part_lines", lambda row: True)
    line["quantity"] = 0
    return line


@plant("AS2.7", "goods.invoiced_at", "有偿修护归还当天没有开发票")
def return_not_invoiced(field: Field) -> Line:
    goods = _returned(field, lambda row: row["kind"] == PAID)
    goods.update(invoiced_at=None, invoice_no=None)
    return goods


@plant("AS2.8", "goods.help_at", "没有按预定日期修好，也没有报请主管协助")
def no_help_asked(field: Field) -> Line:
    goods = field.pick("goods", lambda row: row["help_at"] and row["repaired_at"] and row["repaired_at"].date() > row["planned_on"])
    goods.update(help_at=None, help_reason=None)
    return goods


@plant("AS2.1", "goods.kind", "进出登记写免费，叫修登记是合同服务")
def goods_kind_differs(field: Field) -> Line:
    goods = _returned(field, lambda row: row["kind"] == CONTRACT)
    goods["kind"] = FREE
    return goods


@plant("AS2.1", "goods.fee", "合同服务的商品归还了，没有登记修护费用")
def contract_repair_fee_blank(field: Field) -> Line:
    goods = _returned(field, lambda row: row["kind"] == CONTRACT)
    goods["fee"] = None
    return goods
