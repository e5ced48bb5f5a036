"""The voucher after the service (AS2.3, AS2.4): filed, cash handed over, invoiced, the invoice sent."""

from __future__ import annotations

from collections.abc import Iterator

from automation.after_sales.registers.common import BROUGHT_BACK, FREE
from automation.after_sales.steps.fees import owed
from automation.after_sales.steps.table import CENTRE, MARKETING, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import shown
from automation.core.steps import Answers, Ask, Desk

SERVED = ("已签字", "已归档")
ACCOUNTING = ("会计",)


@step("归档", "AS2.3 AS2.6", sheet="vouchers", since=("已签字",), to="已归档", roles=CENTRE + MARKETING, icon="FileSave",
      asks=(Ask("filed_at", default="now"),))
def file_voucher(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """叫修注销以后，把签过字的凭证归档。"""
    call = desk.need("calls", row.call_no, "AS2.11")
    if call.struck_off_at is None:
        raise StepRefused(f"叫修{call.key}还没有注销，请先办理“注销”再归档。", "AS2.3", "struck_off_at")
    if known["filed_at"] < call.struck_off_at:
        raise StepRefused(f"归档时间（{shown(known['filed_at'])}）早于注销时间（{shown(call.struck_off_at)}），请改正。",
                          "AS2.3", "filed_at")
    if row.receipt_state == "交客户":
        raise StepRefused(f"收据{row.receipt_no}还在客户手中，请先办理“归还”收回作废。", "AS2.6", "receipt_state")
    yield row.set(filed_at=known["filed_at"])


@step("交款", "AS2.4", sheet="vouchers", since=SERVED, to="", roles=("会计", "技术人员", "技术主管", "客服人员"),
      icon="AccountingFormat", asks=(Ask("handed_to", default="person"), Ask("handed_over_at", default="now")))
def hand_over_cash(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """现场收的款交给会计。"""
    if not row.collected:
        raise StepRefused(f"凭证{row.key}没有现场收款，不用交款；请凭凭证开发票。", "AS2.4", "collected")
    _only_once(row, "handed_over_at")
    yield row.set(**known)


@step("开票", "AS2.4", sheet="vouchers", since=SERVED, to="", roles=ACCOUNTING, icon="FileNew",
      asks=(Ask("invoice_no"), Ask("invoiced_at", default="now")))
def invoice(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """凭《服务凭证》开发票：没有当场收款的修妥当天开，收了款的交款后补开。"""
    if row.outcome == BROUGHT_BACK:
        raise StepRefused(f"凭证{row.key}的商品是携回修护的，请在《客户商品进出登记簿》办理“归还开票”。", "AS2.7", "outcome")
    if row.kind == FREE or not owed(row.parts_fee, row.labour_fee):
        raise StepRefused(f"凭证{row.key}没有要收的费用，不用开发票；费用漏填的请先补填。", "AS2.4", "labour_fee")
    if row.collected and row.handed_over_at is None:
        raise StepRefused(f"凭证{row.key}现场收的 {row.collected} 元还没有交会计，请先办理“交款”。", "AS2.4", "handed_over_at")
    _only_once(row, "invoiced_at")
    call = desk.need("calls", row.call_no, "AS2.11")
    if call.done_at is not None and known["invoiced_at"] < call.done_at:
        raise StepRefused(f"开票时间（{shown(known['invoiced_at'])}）早于修妥时间（{shown(call.done_at)}），请改正。",
                          "AS2.4", "invoiced_at")
    yield desk.put(row, row.but(**known))


@step("寄发票", "AS2.4", sheet="vouchers", since=SERVED, to="", roles=ACCOUNTING + MARKETING, icon="EnvelopesAndLabelsDialog",
      asks=(Ask("invoice_sent_at", default="now"),))
def send_invoice(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把发票寄给客户。"""
    if row.invoiced_at is None:
        raise StepRefused(f"凭证{row.key}还没有开发票，请先办理“开票”。", "AS2.4", "invoiced_at")
    _only_once(row, "invoice_sent_at")
    yield row.set(**known)


def _only_once(row: Row, name: str) -> None:
    if row[name] is not None:
        raise StepRefused(f"{row.key}的“{row.sheet[name].header}”已经是 {shown(row[name])}，不用再办。", "AS2.4", name)
