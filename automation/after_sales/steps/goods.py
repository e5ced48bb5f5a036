"""Goods brought back (AS2.6 to AS2.8): parts, help, repair, inspection, return, invoice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from automation.after_sales.registers.common import FREE
from automation.after_sales.steps.fees import check_fees
from automation.after_sales.steps.table import step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import earlier, shown
from automation.core.steps import Answers, Ask, Desk, append

REPAIRING = ("修护中", "请求协助")
WORKSHOP = ("技术人员", "技术主管")


@step("更换零件", "AS2.6", sheet="goods", since=(*REPAIRING, "待验讫"), to="", roles=WORKSHOP, icon="TableInsert",
      asks=(Ask("part_no", of="part_lines"), Ask("quantity", default=1, of="part_lines"),
            Ask("drawn_on", default="now", of="part_lines"), Ask("note", required=False, of="part_lines")))
def replace_part(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """在修护卡上记一行更换的零件，单价取自零件价目。"""
    if earlier(known["drawn_on"], row.brought_at):
        raise StepRefused(f"领件日期（{known['drawn_on']}）早于携回时间（{shown(row.brought_at)}），请改正。", "AS2.6", "drawn_on")
    price = desk.department.lookup("parts", known["part_no"], "price")
    yield append(desk.new("part_lines", card_no=row.key, price=price, **known))


@step("报请协助", "AS2.8", sheet="goods", since=("修护中",), to="请求协助", roles=WORKSHOP, icon="HighImportance",
      asks=(Ask("help_reason"), Ask("help_at", default="now")))
def ask_help(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """不能按预定日期修好的，及时报请主管协助。"""
    yield desk.put(row, row.but(**known))


@step("修妥", "AS2.6 AS2.8", sheet="goods", since=REPAIRING, to="待验讫", roles=WORKSHOP, icon="MarkTaskComplete",
      asks=(Ask("work"), Ask("repair_hours"), Ask("repaired_at", default="now")))
def repaired(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """在修护卡上写明修护内容和工时，送主管验讫。"""
    yield desk.put(row, row.but(**known))


@step("验讫", "AS2.6", sheet="goods", since=("待验讫",), to="待归还", roles=("技术主管",), icon="ReviewAcceptChange",
      asks=(Ask("inspected_at", default="now"),))
def inspect(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """技术主管验讫修好的商品。"""
    yield row.set(**known, inspected_by=desk.person)


@step("归还", "AS2.6 AS2.1", sheet="goods", since=("待归还",), to="已归还", roles=(*WORKSHOP, "客服人员", "销售人员"),
      icon="FileSendAsAttachment", asks=(Ask("return_signed"), Ask("fee", required=False), Ask("returned_at", default="now")))
def return_goods(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """验讫的商品归还客户，客户签收，取回收据作废，叫修记为修妥。"""
    if known["return_signed"] != "是":
        raise StepRefused("客户还没有签收，请先请客户签字，“客户签收”写“是”再办。", "AS2.6", "return_signed")
    check_fees(row.kind, known["fee"], "fee")
    call = desk.need("calls", row.call_no, "AS2.5")
    voucher = desk.need("vouchers", row.voucher_no, "AS2.5")
    yield desk.put(row, row.but(**known, receipt_void_at=known["returned_at"]))
    yield call.set(done_at=known["returned_at"])
    parts, labour = _split(row, known["fee"], desk)
    yield desk.put(voucher, voucher.but(receipt_state="已收回作废", parts_fee=parts, labour_fee=labour))


@step("归还开票", "AS2.7", sheet="goods", since=("已归还",), to="", roles=("会计",), icon="FileNew",
      asks=(Ask("invoice_no"), Ask("invoiced_at", default="now")))
def invoice_goods(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """有偿修护的商品归还当天，凭《服务凭证》开发票。"""
    if row.kind == FREE or not row.fee:
        raise StepRefused(f"{row.key}没有要收的修护费，不用开发票；修护费漏填的请先补填。", "AS2.7", "fee")
    if row.invoiced_at is not None:
        raise StepRefused(f"{row.key}已于 {shown(row.invoiced_at)} 开过发票，不用再开。", "AS2.7", "invoiced_at")
    yield desk.put(row, row.but(**known))
    yield desk.need("vouchers", row.voucher_no, "AS2.7").set(**known)


def _split(goods: Row, fee: Decimal | None, desk: Desk) -> tuple[Decimal | None, Decimal | None]:
    """The repair fee as the voucher shows it: parts at their listed price, the rest is labour."""
    if fee is None:
        return None, None
    parts = sum((line.quantity * line.price for line in desk.where("part_lines", card_no=goods.key)), Decimal(0))
    return min(parts, fee), fee - min(parts, fee)
