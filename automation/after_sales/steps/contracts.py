"""Maintenance contracts and the notices before they end (AS2.1, AS2.13); notices before a warranty ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from automation.after_sales.steps.table import MARKETING, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import shown
from automation.core.steps import Answers, Ask, Desk, append

RUNNING = ("有效", "已通知")
NOTICE_FOR_WARRANTIES = "保修到期也寄通知"


@step("登记合同", "AS2.1", sheet="contracts", since=("",), to="有效", roles=MARKETING,
      asks=(Ask("contract_no", required=False), Ask("user_no"), Ask("customer", required=False), Ask("phone", required=False),
            Ask("address", required=False), Ask("model"), Ask("serial", required=False), Ask("starts_on"), Ask("ends_on"),
            Ask("fee"), Ask("note", required=False)))
def register_contract(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """登记一份《商品保养合同书》，客户名称、电话、地址取自用户档案。"""
    user = desk.need("users", known["user_no"], "AS2.1")
    filed = {"customer": user.name, "phone": user.phone, "address": user.address}
    told = {name: value for name, value in known.items() if value is not None and name != "contract_no"}
    yield desk.put(row, row.but(**{**filed, **told}, contract_no=_number(known["contract_no"], desk)))


@step("寄到期通知", "AS2.13", sheet="contracts", since=("有效",), to="已通知", roles=MARKETING,
      icon="EnvelopesAndLabelsDialog", asks=(Ask("notice_at", default="now"),), prints=("expiry_notice",))
def send_notice(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """合同期满前一个月，把《保修到期通知书》寄给客户。"""
    noticed = row.but(**known)
    yield desk.put(row, noticed)
    yield desk.print("expiry_notice", noticed)


@step("续约", "AS2.13 AS2.1", sheet="contracts", since=RUNNING, to="已续约", roles=MARKETING, icon="Refresh",
      asks=(Ask("ends_on", of="contracts"), Ask("starts_on", required=False, of="contracts"),
            Ask("fee", required=False, of="contracts"), Ask("contract_no", required=False, of="contracts")))
def renew_contract(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """客户续约，登记接下来的一份合同，原合同写明续约合同编号。"""
    starts_on = known["starts_on"] or row.ends_on + timedelta(days=1)
    if starts_on <= row.ends_on:
        raise StepRefused(f"续约从 {starts_on} 起，原合同 {row.ends_on} 才期满，日期重叠，请改正起始日期。", "AS2.1", "starts_on")
    if known["ends_on"] < starts_on:
        raise StepRefused(f"期满日期（{known['ends_on']}）早于起始日期（{starts_on}），请改正。", "AS2.1", "ends_on")
    kept = {name: row[name] for name in ("user_no", "customer", "phone", "address", "model", "serial")}
    new = desk.new("contracts", contract_no=_number(known["contract_no"], desk), **kept, starts_on=starts_on,
                   ends_on=known["ends_on"], fee=row.fee if known["fee"] is None else known["fee"])
    yield row.set(renewed_as=new.key)
    yield append(new)


@step("终止", "AS2.1", sheet="contracts", since=RUNNING, to="已终止", roles=(*MARKETING, "销售经理"), icon="DeclineInvitation",
      asks=(Ask("ended_on", default="now"), Ask("note", required=False)))
def end_contract(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """合同在期满以前终止。"""
    if known["ended_on"] > row.ends_on:
        raise StepRefused(f"合同 {row.ends_on} 已经期满，不用再办“终止”。", "AS2.1", "ended_on")
    yield desk.put(row, row.but(**known))


@step("寄保修到期通知", "AS2.13", sheet="owned", since=("已登记",), to="", roles=MARKETING, icon="EnvelopesAndLabelsDialog",
      asks=(Ask("notice_at", default="now"),), prints=("warranty_notice",))
def send_warranty_notice(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """免费保修期满前一个月通知客户；设置“保修到期也寄通知”为“是”时才办。"""
    if desk.department.setting(NOTICE_FOR_WARRANTIES) != "是":
        raise StepRefused(f"《基础资料》“设置”里“{NOTICE_FOR_WARRANTIES}”不是“是”，保修到期不用寄通知。", "AS2.13", "notice_at")
    if desk.after(row).warranty_until is None:
        raise StepRefused(f"{row.key}没有购买日期，算不出保修到期日，请先补填购买日期。", "AS2.13", "bought_on")
    if row.notice_at is not None:
        raise StepRefused(f"{row.key}已于 {shown(row.notice_at)} 寄过通知，不用再寄。", "AS2.13", "notice_at")
    yield row.set(**known)
    yield desk.print("warranty_notice", row.but(**known))


def _number(told: str | None, desk: Desk) -> str:
    if told is not None and desk.find("contracts", told):
        raise StepRefused(f"合同编号{told}已经登记过，请换一个编号。", "AS2.1", "contract_no")
    return told or desk.number("contracts")
