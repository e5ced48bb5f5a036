"""By when after-sales service must do what (期限); the arrival within six or seven hours is watched by the minute elsewhere."""

from __future__ import annotations

from datetime import date

from automation.after_sales.registers.common import FIXED, PAID
from automation.after_sales.registers.surveys import COMPLAINT, OPINIONS
from automation.core.dates import months_before
from automation.core.deadlines import Deadlines, within
from automation.core.rows import Row
from automation.core.steps import Desk

DEADLINES = Deadlines()
deadline = DEADLINES.deadline


@deadline("注销叫修", "AS2.3", "calls.struck_off_at", who="客服人员")
def strike_off(row: Row, desk: Desk) -> date | None:
    """修妥的叫修，下一个工作日以前注销。"""
    if row.struck_off_at or row.cancelled_at:
        return None
    return within(desk, row.done_at, "AS2.3", "注销工作日", row.called_at)


@deadline("派工", "AS2.11", "calls.dispatched_at", who="销售经理")
def dispatch(row: Row, desk: Desk) -> date | None:
    """当天没有派工的叫修，下一个工作日优先派工。"""
    if row.dispatched_at or row.cancelled_at or row.called_at is None:
        return None
    return desk.department.clock.add_working_days(row.called_at.date(), 1)


@deadline("填写调查卡", "AS3.3", "calls.call_no", who="市场营销部")
def make_card(row: Row, desk: Desk) -> date | None:
    """每件叫修，下一个工作日以前填写调查卡。"""
    if row.cancelled_at or desk.where("cards", call_no=row.key):
        return None
    return within(desk, row.called_at, "AS3.3", "制卡工作日")


@deadline("凭证归档", "AS2.3", "vouchers.filed_at", who="客服人员")
def file_voucher(row: Row, desk: Desk) -> date | None:
    """叫修注销后，凭证下一个工作日以前归档。"""
    call = desk.find("calls", row.call_no)
    if row.filed_at or row.void_at or call is None:
        return None
    return within(desk, call.struck_off_at, "AS2.3", "归档工作日")


@deadline("现场收款交会计", "AS2.4", "vouchers.handed_over_at", who="technician")
def hand_over_cash(row: Row, desk: Desk) -> date | None:
    """现场收的款，下一个工作日以前交会计。"""
    if not row.collected or row.handed_over_at:
        return None
    return within(desk, row.collected_at, "AS2.4", "交款工作日")


@deadline("补寄发票", "AS2.4", "vouchers.invoice_sent_at", who="会计")
def send_invoice(row: Row, desk: Desk) -> date | None:
    """当场收了款的，按期补寄发票。"""
    if not row.collected or row.invoice_sent_at:
        return None
    return within(desk, row.collected_at, "AS2.4", "寄票工作日")


@deadline("当天开发票", "AS2.4", "vouchers.invoiced_at", who="technician")
def invoice(row: Row, desk: Desk) -> date | None:
    """没有当场收款的有偿服务，修妥当天开发票。"""
    call = desk.find("calls", row.call_no)
    owed = (row.parts_fee or 0) + (row.labour_fee or 0)
    if row.kind != PAID or row.outcome != FIXED or not owed or row.collected or row.invoiced_at or not (call and call.done_at):
        return None
    return call.done_at.date()


@deadline("填修护卡", "AS2.5", "goods.carded_at", who="brought_by")
def fill_card(row: Row, desk: Desk) -> date | None:
    """携回的商品，按期填好修护卡。"""
    return None if row.carded_at else within(desk, row.brought_at, "AS2.5", "填卡工作日")


@deadline("修妥，或报请协助", "AS2.8", "goods.repaired_at", who="repairer")
def repair(row: Row, desk: Desk) -> date | None:
    """按预定的日期修妥；修不好的，最迟当天报请主管协助。"""
    return None if row.repaired_at or row.help_at else row.planned_on


@deadline("归还当天开票", "AS2.7", "goods.invoiced_at", who="会计")
def invoice_goods(row: Row, desk: Desk) -> date | None:
    """携回的有偿修护，归还当天开发票。"""
    if row.kind != PAID or row.returned_at is None or row.invoiced_at or not row.fee:
        return None
    return row.returned_at.date()


@deadline("核阅日报", "AS2.9", "day_reviews.reviewed_at", who="技术主管")
def review_report(row: Row, desk: Desk) -> date | None:
    """送来的工作日报，下一个工作日以前核阅。"""
    return None if row.reviewed_at else within(desk, row.submitted_at, "AS2.9", "核阅工作日")


@deadline("总经理核签", "AS2.10", "service_days.signed_at", who="总经理")
def sign_service_day(row: Row, desk: Desk) -> date | None:
    """填好的《服务日报表》，下一个工作日以前核签。"""
    return None if row.signed_at else within(desk, row.made_at, "AS2.10", "完成工作日")


@deadline("转送市场营销部", "AS2.10", "service_days.forwarded_at", who="技术主管")
def forward_service_day(row: Row, desk: Desk) -> date | None:
    """核签后的《服务日报表》，下一个工作日以前转送。"""
    return None if row.forwarded_at else within(desk, row.signed_at, "AS2.10", "完成工作日")


@deadline("寄保修到期通知书", "AS2.13", "contracts.notice_at", who="市场营销部")
def send_notice(row: Row, desk: Desk) -> date | None:
    """保养合同期满前一个月寄出通知书。"""
    if row.notice_at or row.ended_on or row.renewed_as or row.ends_on is None:
        return None
    return _before_the_end(row.ends_on, desk)


@deadline("寄免费保修到期通知", "AS2.13", "owned.notice_at", who="市场营销部")
def send_warranty_notice(row: Row, desk: Desk) -> date | None:
    """设置要求时，免费保修到期前一个月寄出通知。"""
    since = desk.department.setting_since("保修到期也寄通知", "是")
    if row.notice_at or row.warranty_until is None or since is None:
        return None
    due = _before_the_end(row.warranty_until, desk)
    return due if due >= since else None


@deadline("寄出调查卡", "AS3.3", "cards.sent_at", who="市场营销部")
def send_card(row: Row, desk: Desk) -> date | None:
    """服务完成后，下一个工作日以前寄出调查卡。"""
    call = desk.find("calls", row.call_no)
    if row.sent_at or not (call and call.done_at):
        return None
    return within(desk, max(call.done_at, row.made_at or call.done_at), "AS3.3", "寄卡工作日")


@deadline("提呈销售经理", "AS3.5", "cards.submitted_at", who="市场营销部")
def submit_opinion(row: Row, desk: Desk) -> date | None:
    """情节重大的建议、抱怨，收回后立即提呈，最迟下一个工作日。"""
    if row.submitted_at or row.grave != "重大" or not OPINIONS.row(row):
        return None
    return within(desk, row.returned_on, "AS3.5", "提呈工作日")


@deadline("答复客户", "AS3.5", "cards.answered_at", who="handled_by")
def answer_opinion(row: Row, desk: Desk) -> date | None:
    """客户的建议、抱怨，按情节在限期内答复。"""
    if row.answered_at or not OPINIONS.row(row):
        return None
    return within(desk, row.returned_on, "AS3.5", "重大答复工作日" if row.grave == "重大" else "一般答复工作日")


@deadline("上门处理抱怨", "AS3.7", "cards.visited_at", who="销售主管")
def visit_complainer(row: Row, desk: Desk) -> date | None:
    """抱怨的客户，在限期内派人上门处理。"""
    if row.visited_at or row.opinion_kind != COMPLAINT:
        return None
    return within(desk, row.returned_on, "AS3.7", "上门工作日")


def _before_the_end(ends_on: date, desk: Desk) -> date:
    return months_before(ends_on, desk.department.limit("AS2.13", "提前月数", ends_on))
