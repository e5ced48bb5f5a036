"""What a night lays out for the morning: everything that is due, nothing that isn't, in the order in which to do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from automation.after_sales import obligations
from automation.after_sales.documents import DOCUMENTS
from automation.core.documents import render
from automation.core.obligations import Due, closed_day, coming_day, last_chance
from automation.core.steps import Desk
from tests.after_sales.office import CALL, MONDAY, USER, Office, contract

FORMS = {document.name: document for document in DOCUMENTS}
NIGHT = datetime(2026, 3, 2, 20)
WARRANTIES = {"setting_no": "9", "item": "保修到期也寄通知", "value": "是"}


def at_night(office: Office, now: datetime = NIGHT) -> Desk:
    """The office's registers as a night sees them."""
    return replace(office.desk("", now), render=lambda name, row, desk: render(FORMS[name], row, desk))


def due(name: str, office: Office, now: datetime = NIGHT) -> Due:
    found = getattr(obligations, name).find(at_night(office, now))
    assert all(len(line) == len(getattr(obligations, name).headers) for line in found.lines)
    return found


def keys(found: Due) -> list[str]:
    return [row.key for row in found.rows]


# Days.

@pytest.mark.parametrize(("now", "closed", "coming"), [
    (datetime(2026, 3, 2, 20), date(2026, 3, 2), date(2026, 3, 3)),
    (datetime(2026, 3, 2, 17, 30), date(2026, 3, 2), date(2026, 3, 3)),
    (datetime(2026, 3, 2, 17, 29, 59), date(2026, 2, 28), date(2026, 3, 2)),
    (datetime(2026, 3, 3, 0, 30), date(2026, 3, 2), date(2026, 3, 3)),
    (datetime(2026, 3, 8, 20), date(2026, 3, 6), date(2026, 3, 9)),
    (datetime(2026, 9, 30, 20), date(2026, 9, 30), date(2026, 10, 8)),
], ids=["evening", "closing time", "a second before", "after midnight", "Sunday", "before Golden Week"])
def test_a_night_looks_back_on_the_last_working_day_that_is_over(now, closed, coming):
    desk = at_night(Office(), now)
    assert (closed_day(desk), coming_day(desk)) == (closed, coming)


def test_what_falls_due_in_a_holiday_is_due_before_it():
    assert last_chance(at_night(Office(), datetime(2026, 9, 28, 20)), 2) == date(2026, 10, 7)


# AS2.11.

def test_calls_left_over_come_first_then_by_latest_arrival():
    office = Office()
    left = office.called()
    suburb = office.do("register_call", **CALL | {"area": "昌平区", "called_at": datetime(2026, 3, 3, 9, 0)}, at=datetime(2026, 3, 3, 9, 5))
    city = office.do("register_call", **CALL | {"called_at": datetime(2026, 3, 3, 9, 10)}, at=datetime(2026, 3, 3, 9, 15))
    sent = office.do("dispatch", office.called(), technician="王磊")
    cancelled = office.do("cancel", office.called(), cancel_reason="客户取消")
    found = due("to_dispatch", office, datetime(2026, 3, 3, 20))
    assert keys(found) == [left, city, suburb] and not {sent, cancelled} & set(keys(found))
    assert [line[0] for line in found.lines] == ["隔日遗留", "当天", "当天"]
    (paper,) = found.papers
    assert paper.path == "叫修登记簿/2026-03/次日优先派工单-2026-03-03.html"
    assert paper.text.index(left) < paper.text.index(city) < paper.text.index(suburb)


def test_a_call_written_by_hand_waits_too():
    office = Office()
    office.memory.add("calls", {"called_at": MONDAY, "customer": "李四", "area": "不在册的区"})
    found = due("to_dispatch", office)
    assert found.lines[0][1:4] == ("（未编号）", "03-02 09:00", "李四")
    assert "李四" in found.papers[0].text


def test_nothing_waiting_prints_nothing():
    assert due("to_dispatch", Office()) == Due([], [], [])


# AS2.13.

def ending(*ends_on: date, **values: Any) -> list[dict[str, Any]]:
    return [contract(contract_no=f"HT{n}", ends_on=day, **values) for n, day in enumerate(ends_on, 1)]


def test_all_live_contracts_that_end_within_a_month_are_listed_and_the_unsent_printed():
    rows = ending(date(2026, 4, 2), date(2026, 3, 2), date(2026, 3, 31))
    rows += [contract(contract_no="HT8", ends_on=date(2026, 3, 20), notice_at=datetime(2026, 2, 18, 10))]
    found = due("expiring_contracts", Office(users=[USER], contracts=rows))
    assert keys(found) == ["HT2", "HT8", "HT3", "HT1"]
    assert [line[-1] for line in found.lines] == ["已过期限，马上寄", "02-18 已寄", "已过期限，马上寄", "已印好，待寄"]
    assert [line[-2] for line in found.lines] == ["2026-02-02", "2026-02-20", "2026-02-28", "2026-03-02"]
    (paper,) = found.papers
    assert paper.path == "保养合同/2026-03/保修到期通知书-2026-03-02.html"
    assert paper.text.count('<div class="sheet') == 3 and "HT8" not in paper.text


@pytest.mark.parametrize(("ends_on", "listed"), [(date(2026, 4, 4), True), (date(2026, 4, 5), False), (date(2026, 3, 1), False)])
def test_a_letter_is_printed_two_working_days_before_its_last_chance(ends_on, listed):
    assert bool(keys(due("expiring_contracts", Office(users=[USER], contracts=ending(ends_on))))) == listed


@pytest.mark.parametrize("over", [{"ended_on": date(2026, 2, 1)}, {"renewed_as": "HT7"}], ids=["ended", "renewed"])
def test_a_contract_that_was_ended_or_renewed_needs_no_letter(over):
    assert keys(due("expiring_contracts", Office(users=[USER], contracts=ending(date(2026, 3, 20), **over)))) == []


def owned(no: str, bought_on: date | None, **values: Any) -> dict[str, Any]:
    return {"owned_no": no, "user_no": "YH1", "model": "QY-20", "bought_on": bought_on} | values


def warranties(*rows: dict[str, Any], since: date | None = None, value: str = "是") -> Due:
    office = Office(users=[USER], owned=list(rows))
    office.memory.add("settings", WARRANTIES | {"value": value, "since": since})
    return due("expiring_warranties", office)


def test_warranties_are_listed_only_when_the_setting_says_so():
    row = owned("SP1", date(2023, 3, 20))
    assert keys(due("expiring_warranties", Office(users=[USER], owned=[row]))) == []
    assert keys(warranties(row, value="否")) == []
    found = warranties(row, owned("SP2", None), owned("SP3", date(2023, 3, 10), model="没有的型号"),
                       owned("SP4", date(2023, 3, 3), notice_at=datetime(2026, 2, 3)))
    assert keys(found) == ["SP4", "SP1"]
    assert [line[4] for line in found.lines] == ["2026-03-03", "2026-03-20"]
    assert "张三" in found.papers[0].text and found.papers[0].text.count('<div class="sheet') == 1


@pytest.mark.parametrize(("since", "listed"), [(date(2026, 2, 20), True), (date(2026, 2, 21), False), (date(2026, 3, 3), False)])
def test_notices_due_before_the_setting_held_are_not_asked_for(since, listed):
    assert bool(keys(warranties(owned("SP1", date(2023, 3, 20)), since=since))) == listed


# AS3.3.

def test_every_call_needs_a_card_and_a_card_is_sent_once_the_service_is_done():
    office = Office()
    carded, open_call, done = office.called(), office.called(), office.finished()
    office.do("cancel", office.called(), cancel_reason="客户取消")
    sent = office.sent()
    office.do("make_card", call_no=carded)
    card = office.do("make_card", call_no=done)
    make, send = due("cards_to_make", office), due("cards_to_send", office)
    assert keys(make) == [open_call]
    assert make.lines[0][-1] == "2026-03-03"
    assert keys(send) == [card] and sent not in keys(send)
    assert [paper.path.split("/")[-1] for paper in (*make.papers, *send.papers)] == [
        "客户意见调查卡-2026-03-02 待填写.html", "客户意见调查卡-2026-03-02 待寄出.html"]
    assert open_call in make.papers[0].text and card in send.papers[0].text


def test_a_card_that_is_not_waited_for_any_more_is_not_sent():
    office = Office()
    call = office.called()
    card = office.do("make_card", call_no=call)
    office.do("cancel", call, cancel_reason="客户取消")
    office.do("lapse_card", card)
    assert keys(due("cards_to_send", office)) == []


def test_the_days_register_goes_to_marketing():
    office = Office()
    office.finished()
    office.called()
    found = due("register_to_send", office, datetime(2026, 3, 3, 8))
    assert found.lines == [("2026-03-02", "2 件", "1 件")]
    assert found.papers[0].path == "叫修登记簿/2026-03/叫修登记簿-2026-03-02.html"


@pytest.mark.parametrize(("now", "printed"), [(datetime(2026, 3, 31, 20), True), (datetime(2026, 3, 30, 20), False),
                                              (datetime(2026, 4, 1, 8), True), (datetime(2026, 4, 1, 20), False)])
def test_a_months_registers_are_printed_when_its_last_working_day_is_over(now, printed):
    office = Office()
    office.called()
    office.brought(planned_on=date(2026, 3, 5))
    found = due("month_to_file", office, now)
    assert found.lines == ([("《叫修登记簿》", "2026年3月", "2 件"), ("《客户商品进出登记簿》", "2026年3月", "1 件")] if printed else ())
    assert [paper.path for paper in found.papers] == (["叫修登记簿/2026-03/叫修登记簿-2026-03.html",
                                                       "客户商品进出登记簿/2026-03/客户商品进出登记簿-2026-03.html"] if printed else [])


# AS2.8 to AS2.10.

def test_a_days_report_is_drafted_until_somebody_makes_it():
    office = Office()
    office.do("report_work", call_no=office.finished(), technician="王磊", repair_hours=1)
    found = due("service_days", office)
    assert keys(found) == [""] and found.lines == [("2026-03-02", "草稿", "填报", "技术主管")]
    assert "草稿" in found.papers[0].text and "王磊" in found.papers[0].text
    made = office.do("make_service_day")
    found = due("service_days", office)
    assert found.lines == [("2026-03-02", made, "总经理核签", "总经理")] and "草稿" not in found.papers[0].text
    office.do("sign_service_day", made)
    assert due("service_days", office).lines == [("2026-03-02", made, "转送营销", "技术主管")]
    office.do("forward_service_day", made)
    found = due("service_days", office)
    assert not found.rows and made in found.papers[0].text


def test_a_day_long_ago_or_ahead_is_not_drafted():
    office = Office()
    for day in (date(2026, 1, 29), date(2026, 1, 30), date(2026, 3, 3), None):
        office.memory.add("work_lines", {"line_no": f"RB{day}", "day": day, "technician": "王磊", "work_kind": "零件管理"})
    assert [row.day for row in due("service_days", office).rows] == [date(2026, 1, 30)]


def test_reports_wait_for_the_supervisor():
    office = Office()
    office.do("report_work", work_kind="零件管理", repair_hours=1, technician="王磊")
    review = office.do("submit_day", technician="王磊")
    assert keys(due("reports_to_review", office)) == [review]
    office.do("review_day", review)
    assert keys(due("reports_to_review", office)) == []


@pytest.mark.parametrize(("planned", "listed"), [(date(2026, 3, 3), True), (date(2026, 3, 4), False)])
def test_repairs_planned_for_the_coming_day_are_named(planned, listed):
    office = Office()
    card = office.goods(office.brought(planned_on=planned)).key
    assert keys(due("repairs_due", office)) == ([card] if listed else [])
    office.do("repaired", card, work="换内胆", repair_hours=1)
    assert keys(due("repairs_due", office)) == []


# AS3.5, AS3.7.

def test_opinions_stay_on_the_list_until_all_is_done():
    office = Office()
    card = office.opinion(grave="重大")

    def undone() -> list[str]:
        return [line[-1] for line in due("open_opinions", office).lines]
    assert undone() == ["提呈经理、答复、上门处理"]
    office.do("submit_opinion", card)
    office.do("answer_opinion", card, result="已道歉", answer_way="书面")
    assert undone() == ["上门处理"]
    office.do("visit_complainer", card)
    assert undone() == []


def test_large_figures_count_this_month():
    office = Office()
    office.called()
    office.finished()
    assert [glance.count(at_night(office))[0] for glance in obligations.OBLIGATIONS.glances] == [2, 2, 1]
