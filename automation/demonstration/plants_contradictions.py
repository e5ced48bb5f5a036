"""Faults of things done out of turn by hand (AS2.1, AS2.2, AS2.3, AS2.6, AS3.5)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from automation.demonstration.faults import Field, Line, plant
from automation.demonstration.people import MARKETERS


def _finished(field: Field) -> Line:
    """A call that was put right on the spot and filed some days ago."""
    return field.pick("calls", lambda row: bool(row["struck_off_at"] and not row["brought_back_at"] and not row["backfilled_at"]
                                                and field.settled(row["done_at"], 4) and field.voucher(row)["filed_at"]))


@plant("AS2.2", "calls.cancelled_at", "修妥注销的叫修又写了取消")
def cancelled_though_done(field: Field) -> Line:
    call = _finished(field)
    call.update(cancelled_at=call["struck_off_at"] + timedelta(hours=1), cancel_reason="客户取消")
    return call


@plant("AS2.3", "calls.next_visit", "修妥以后还约着下次上门")
def still_waiting(field: Field) -> Line:
    call = _finished(field)
    call["next_visit"] = datetime.combine(field.workday(field.today, 2), time(9, 30))
    return call


@plant("AS2.3", "call_visits.left_at", "叫修办完了，上门没有写离开时间")
def visit_without_end(field: Field) -> Line:
    visit = field.where("call_visits", call_no=_finished(field)["call_no"])[-1]
    visit.update(left_at=None, result=None)
    return visit


@plant("AS2.6", "part_lines.drawn_on", "验讫以后才领零件")
def part_drawn_late(field: Field) -> Line:
    line = field.pick("part_lines", lambda row: field.settled(field.find("goods", row["card_no"])["inspected_at"], 2))
    line["drawn_on"] = field.workday(field.find("goods", line["card_no"])["inspected_at"], 1)
    return line


@plant("AS2.1", "contracts.ended_on", "续了约的合同又写提前终止")
def renewed_and_ended(field: Field) -> Line:
    used = {row["contract_no"] for row in field.rows["calls"]}
    contract = field.pick("contracts", lambda row: row["renewed_as"] and not row["ended_on"] and row["contract_no"] not in used)
    contract["ended_on"] = max(contract["starts_on"], min(contract["ends_on"], field.today))
    return contract


@plant("AS3.5", "cards.returned_on", "没有收回的调查卡写了答复")
def answered_without_card(field: Field) -> Line:
    card = field.pick("cards", lambda row: row["sent_at"] and not row["returned_on"] and not row["lapsed_on"]
                      and not field.settled(row["sent_at"], 12))
    card.update(handled_by=MARKETERS[0], result="已电话说明", answer_way="电话", answered_at=datetime.combine(field.today, time(16, 20)))
    return card
