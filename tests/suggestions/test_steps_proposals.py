"""A proposal from its receipt to its implementation, step by step: what each one fills, and what it refuses under which article."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from automation.core.rows import Row
from automation.suggestions.registers.common import BY_CARD, BY_FORM
from tests.suggestions.office import ANSWER, CATALOGUE, FIRM, MONDAY, PROPOSAL, RESULT, STORES, UNIT, Office, refused


def test_a_proposal_is_received_with_a_number_and_a_file_for_a_new_user():
    office = Office()
    proposal = office.proposal(office.received())
    assert (proposal.key, proposal.state, proposal.channel, proposal.received_by) == ("TA2026-00001", "待送交", BY_FORM, "郑凯")
    [user] = office.memory.rows("users")
    assert (user.name, user.area, proposal.user_no, proposal.firm_no) == ("张三", "海淀区", user.key, None)
    again = office.proposal(office.received(title="另一件", customer=None, address=None))
    assert (again.user_no, again.customer, again.address) == (user.key, "张三", PROPOSAL["address"])
    assert len(office.memory.rows("users")) == 1
    assert len(office.memory.documents) == 2


def test_a_company_proposes_under_its_card():
    office = Office()
    firm = {"customer_kind": "往来企业", "firm_no": FIRM["firm_no"], "customer": None, "phone": None, "address": None,
            "contact": "店员小李"}
    proposal = office.proposal(office.received(**firm))
    assert (proposal.customer, proposal.phone, proposal.address) == (FIRM["name"], FIRM["phone"], FIRM["address"])
    assert proposal.contact == "店员小李"
    assert office.proposal(office.received(**firm | {"firm_no": "WL2026-00002"})).customer == "北桥商行"
    refused(office, "receive_proposal", None, "SG2", "firm_no", **PROPOSAL | firm | {"firm_no": None, "title": "x"})
    refused(office, "receive_proposal", None, "SG2", "firm_no", **PROPOSAL | firm | {"firm_no": "WL2026-00099", "title": "x"})


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"kind": "其它"}, "SG3", "kind_note"), ({"kind": "改善环境"}, "SG3", "kind"), ({"model": "QY-99"}, "SG2", "model"),
    ({"content": None}, "SG5.1", "content"), ({"title": None}, "SG5.1", "title"), ({"area": None}, "SG2", "area"),
    ({"phone": None}, "SG2", "phone"), ({"received_at": datetime(2026, 3, 3, 9)}, "SG5.2", "received_at"),
    ({"user_no": "YH2026-00009"}, "SG2", ""),
])
def test_what_is_received_is_checked(answers, article, column):
    refused(Office(), "receive_proposal", None, article, column, **PROPOSAL | answers)


def test_the_same_proposal_is_entered_once():
    office = Office()
    first = office.received()
    assert first in refused(office, "receive_proposal", None, "SG5.2", "title", **PROPOSAL)
    assert office.received(model="QY-30") and office.received(customer="李四", phone="01062345679")
    office.do("stop_proposal", first, stop_reason="客户撤回")
    assert office.received() != first


def test_a_suggestion_from_a_survey_card_is_taken_over_with_its_links():
    office = Office()
    call = office.do("register_call", customer="张三", phone="01062345678", address="某街", area="海淀区", model="QY-20", fault="x",
                     kind="有偿服务")
    office.do("dispatch", call, technician="王磊")
    office.do("arrive", call)
    office.do("finish", call, work="换密封圈", signed="是", labour_fee=80)
    office.now = MONDAY + timedelta(days=1)
    card = office.do("make_card", call_no=call)
    office.do("send_card", card)
    rated = dict.fromkeys(("attitude", "skill", "punctuality", "promises"), "满意")
    office.do("return_card", card, **rated, opinion_kind="建议", grave="一般", opinion="接头尺寸最好统一")
    handover = office.added("handovers")
    more = {"kind": "提高标准化程度", "title": "统一接头"}
    refused(office, "take_suggestion", handover, "SG3", "kind", title="统一接头")
    office.do("take_suggestion", handover, **more)
    proposal = office.proposal(office.row("handovers", handover).taken_no)
    assert (proposal.card_no, proposal.handover_no, proposal.channel, proposal.content) == (card, handover, BY_CARD, "接头尺寸最好统一")
    assert (proposal.customer, proposal.model, proposal.user_no) == ("张三", "QY-20", office.row("calls", call).user_no)
    assert "已经接收为TA2026-00001" in refused(office, "take_suggestion", handover, "AS3.2", "taken_at", **more)
    complaint = Row(CATALOGUE.sheets["handovers"], dict(office.row("handovers", handover)) | {"to": "客户投诉登记簿", "taken_at": None})
    refused(office, "take_suggestion", complaint, "AS3.2", "to", **more)


def test_it_is_sent_to_several_departments_and_waits_for_each():
    office = Office()
    key = office.brought_to("研究中")
    office.do("send_proposal", key, unit=STORES)
    proposal = office.proposal(key)
    assert (proposal.units, proposal.waiting, proposal.study_until, proposal.holder) == (
        f"{UNIT}、{STORES}", f"{UNIT}、{STORES}", date(2026, 4, 2), f"{UNIT}、{STORES}")
    refused(office, "send_proposal", key, "SG5.2", "unit", unit=UNIT)
    refused(office, "send_proposal", key, "SG5.2", "sent_at", unit="采购部", sent_at=MONDAY - timedelta(days=1))
    refused(office, "send_proposal", key, "SG5.2", "unit", unit="总经理室")
    office.do("return_study", office.study(key).key, **RESULT)
    proposal = office.proposal(key)
    assert (proposal.waiting, proposal.studied_at, proposal.state) == (STORES, None, "研究中")
    refused(office, "return_study", office.study(key, 1).key, "SG5.4", "returned_by", **RESULT)
    office.do("return_study", office.study(key, 1).key, by="江河", opinion="建议不采纳", result="不涉及储运")
    proposal = office.proposal(key)
    assert (proposal.waiting, proposal.study_until, proposal.studied_at, proposal.state) == (None, None, office.now, "待答复")


def test_a_schedule_moves_the_day_and_can_be_reported_anew():
    office = Office()
    key = office.brought_to("研究中")
    study = office.study(key).key
    refused(office, "report_schedule", study, "SG5.3", "schedule_on", schedule="试制", schedule_on=date(2026, 3, 1))
    refused(office, "report_schedule", study, "SG5.3", "scheduled_by", by="江河", schedule="试制", schedule_on=date(2026, 5, 1))
    office.do("report_schedule", study, schedule="四月试制，五月试用", schedule_on=date(2026, 5, 31))
    first = office.row("studies", study)
    assert (first.state, first.due_on, office.proposal(key).study_until) == ("已报日程", date(2026, 5, 31), date(2026, 5, 31))
    office.do("report_schedule", study, by="郑凯", scheduled_by="沈山", schedule="再试一个月", schedule_on=date(2026, 6, 30))
    assert (office.row("studies", study).scheduled_at, office.proposal(key).study_until) == (first.scheduled_at, date(2026, 6, 30))
    office.do("report_schedule", study, schedule="提前", schedule_on=date(2026, 3, 10))
    assert office.proposal(key).study_until == date(2026, 4, 2), "within the month, the month counts"


def test_the_result_says_how_and_when_it_can_be_done():
    office = Office()
    study = office.study(office.brought_to("研究中")).key
    for name in ("improvement", "feasible_on"):
        refused(office, "return_study", study, "SG5.4", name, **RESULT | {name: None})
    refused(office, "return_study", study, "SG5.4", "opinion", **RESULT | {"opinion": "可以"})


def test_the_customer_is_told_what_the_studies_say():
    office = Office()
    key = office.brought_to("待答复")
    refused(office, "answer_proposal", key, "SG5.5", "ownership", adopted="采纳")
    refused(office, "answer_proposal", key, "SG5.4", "implement_on", **ANSWER, implement_on=date(2026, 3, 1))
    refused(office, "answer_proposal", key, "SG5.4", "reason", adopted="不采纳")
    office.do("answer_proposal", key, **ANSWER)
    answered = office.proposal(key)
    assert (answered.state, answered.implement_on, answered.implement_unit, answered.improvement, answered.answer_days) == (
        "待实施", RESULT["feasible_on"], UNIT, RESULT["improvement"], 0)
    assert answered.holder == UNIT and answered.due_on == RESULT["feasible_on"]


def test_what_is_not_adopted_has_its_reason_and_no_plan():
    office = Office()
    key = office.brought_to("待答复")
    office.do("answer_proposal", key, adopted="不采纳", reason="成本过高", implement_on=date(2026, 5, 1), improvement="x")
    answered = office.proposal(key)
    assert (answered.state, answered.implement_on, answered.improvement, answered.holder) == ("不采纳", None, None, None)
    refused(office, "start_implementation", key, "SG6.1")


def test_nobody_advised_it_and_it_is_adopted_all_the_same():
    office = Office()
    key = office.brought_to("研究中")
    office.do("return_study", office.study(key).key, opinion="建议不采纳", result="成本高")
    told = {**ANSWER, "implement_on": date(2026, 4, 1), "implement_unit": UNIT, "improvement": "先小批试用"}
    refused(office, "answer_proposal", key, "SG5.4", "reason", **told)
    refused(office, "answer_proposal", key, "SG5.4", "implement_on", **ANSWER, reason="安全")
    office.do("answer_proposal", key, **told, reason="安全上必须改")
    assert office.state("proposals", key) == "待实施"


def test_an_implementation_is_put_off_with_its_reason():
    office = Office()
    key = office.brought_to("待实施")
    refused(office, "put_off_implementation", key, "SG5.4", "implement_on", reason="缺料", implement_on=RESULT["feasible_on"])
    office.do("put_off_implementation", key, reason="缺料", implement_on=date(2026, 4, 20))
    office.do("put_off_implementation", key, reason="模具", implement_on=date(2026, 5, 20))
    proposal = office.proposal(key)
    assert proposal.implement_on == proposal.due_on == date(2026, 5, 20)
    assert proposal.put_off == "2026-03-02 2026-04-01改为2026-04-20：缺料；2026-03-02 2026-04-20改为2026-05-20：模具"


def test_what_is_stopped_is_not_studied_on():
    office = Office()
    key = office.brought_to("研究中")
    study = office.study(key).key
    office.do("stop_proposal", key, stop_reason="客户撤回")
    assert office.proposal(key).holder is None
    refused(office, "return_study", study, "SG1", **RESULT)
    refused(office, "stop_proposal", office.brought_to("实施中", title="另一件"), "SG1", stop_reason="x")
    refused(office, "stop_proposal", office.received(title="再一件"), "SG1", "stop_reason")


def test_the_saving_is_fixed_once():
    office = Office()
    key = office.brought_to("待实施")
    refused(office, "fix_saving", office.received(title="另一件"), "SG7.2", saving=1, saving_basis="x")
    office.do("fix_saving", key, saving=5000, saving_basis="供求计划")
    assert "不再改" in refused(office, "fix_saving", key, "SG7.2", "saving", saving=6000, saving_basis="x")
    other = office.brought_to("待实施", title="再一件")
    refused(office, "fix_saving", other, "SG7.2", "saving_on", saving=1, saving_basis="x", saving_on=date(2026, 3, 1))
