"""Faults in survey cards, opinions and answers (AS3.2 to AS3.7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from automation.after_sales.registers.surveys import COMPLAINT, SUGGESTION
from automation.demonstration.faults import Field, Line, plant
from automation.demonstration.people import MARKETERS


def _opinion(field: Field, fits: Callable[[Line], bool]) -> Line:
    """A card with an opinion that was dealt with some time ago."""
    return field.pick("cards", lambda row: row["opinion_kind"] in (SUGGESTION, COMPLAINT) and field.settled(row["returned_on"], 6)
                      and row["answered_at"] and fits(row))


@plant("AS3.5", "cards.submitted_at", "情节重大的抱怨过了两个工作日才提呈销售经理")
def submitted_late(field: Field) -> Line:
    card = _opinion(field, lambda row: row["grave"] == "重大")
    card["submitted_at"] = datetime.combine(field.workday(card["returned_on"], 2), time(8, 45))
    return card


@plant("AS3.5", "cards.submitted_at", "情节重大的意见没有提呈销售经理，就答复了客户")
def answered_without_manager(field: Field) -> Line:
    yesterday = field.workday(field.today, -1)
    card = field.pick("cards", lambda row: row["opinion_kind"] in (SUGGESTION, COMPLAINT) and row["returned_on"] >= yesterday
                      and row["answered_at"] is None and row["submitted_at"] is None)
    card.update(grave="重大", handled_by=card["handled_by"] or MARKETERS[0], result="已去函说明并致歉", answer_way="书面",
                answered_at=datetime.combine(field.today, time(16, 40)))
    return card


@plant("AS3.5", "cards.answer_way", "情节重大的只用电话答复")
def answered_by_phone(field: Field) -> Line:
    card = _opinion(field, lambda row: row["grave"] == "重大")
    card["answer_way"] = "电话"
    return card


@plant("AS3.2", "cards.opinion_kind", "客户有意见，没有移交")
def not_handed_over(field: Field) -> Line:
    card = _opinion(field, lambda row: row["grave"] == "一般")
    field.remove("handovers", field.where("handovers", card_no=card["card_no"]))
    for row in (*field.where("cases", card_no=card["card_no"]), *field.where("proposals", card_no=card["card_no"])):
        row["handover_no"] = None
    return card


@plant("AS3.3", "calls.call_no", "叫修没有调查卡")
def no_card(field: Field) -> Line:
    card = field.pick("cards", lambda row: row["opinion_kind"] in (None, "无") and field.settled(row["made_at"]))
    field.remove("cards", [card])
    return field.call(card)


@plant("AS3.3", "cards.made_at", "调查卡晚了一天才填")
def made_late(field: Field) -> Line:
    def late(row: Line) -> datetime:
        return datetime.combine(field.workday(field.call(row)["called_at"], 2), time(9, 35))
    card = field.pick("cards", lambda row: row["sent_at"] is not None and late(row) <= row["sent_at"])
    card["made_at"] = late(card)
    return card


@plant("AS3.3", "cards.sent_at", "服务完成多日，调查卡没有寄出")
def not_sent(field: Field) -> Line:
    card = field.pick("cards", lambda row: row["returned_on"] is None and row["lapsed_on"] is None and field.settled(row["sent_at"], 4))
    card["sent_at"] = None
    return card


@plant("AS3.3", "cards.sent_at", "服务还没有做完，调查卡就寄出了")
def sent_early(field: Field) -> Line:
    def early(row: Line) -> datetime | None:
        done = field.call(row)["done_at"]
        return done and done - timedelta(minutes=1)
    card = field.pick("cards", lambda row: row["sent_at"] is not None and row["made_at"] < early(row))
    card["sent_at"] = early(card)
    return card


@plant("AS3.4", "cards.returned_on", "寄出三十天以上没有收回，也没有停止等候（提示）")
def outstanding(field: Field) -> Line:
    card = field.pick("cards", lambda row: row["lapsed_on"] and row["sent_at"] and (field.today - row["sent_at"].date()).days > 30)
    card["lapsed_on"] = None
    return card


@plant("AS3.5", "cards.answered_at", "客户的意见没有答复")
def not_answered(field: Field) -> Line:
    card = _opinion(field, lambda row: row["grave"] == "一般")
    card.update(answered_at=None, answer_way=None, result=None)
    return card


@plant("AS3.7", "cards.visited_at", "抱怨的客户没有人上门")
def not_visited(field: Field) -> Line:
    card = _opinion(field, lambda row: row["opinion_kind"] == COMPLAINT and row["grave"] == "一般")
    card.update(visited_at=None, visited_by=None)
    return card
