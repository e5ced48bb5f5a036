"""A case from its receipt to its end: each step's whole effect, each refusal under its article."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.complaints.office import COMPLAINT, FOUND, MONDAY, OPINION, REPORT, UNIT, Office, refused

CARD_NO = {"attitude": "满意", "skill": "满意", "punctuality": "一般", "promises": "满意", "opinion_kind": "抱怨", "grave": "一般",
           "opinion": "修了两次还漏"}
CALL = {"customer": "李四", "phone": "01068881234", "address": "学院路2号", "area": "海淀区", "model": "QY-30", "fault": "漏水",
        "kind": "有偿服务"}
WANTS = {"ground": "质量有缺陷", "wants_repair": "是"}


# 接诉

def test_a_complaint_is_received_and_its_customer_filed():
    office = Office()
    case = office.case(office.received(wants_damages="是", quantity=2, letter="是"))
    assert (case.key, case.state, case.received_at, case.entered_at, case.received_by, case.channel) \
        == ("TS2026-00001", "待确认理由", MONDAY, MONDAY, "郑凯", "电话")
    assert (case.wants_exchange, case.wants_damages, case.wants_return, case.quantity, case.letter) == ("是", "是", None, 2, "是")
    assert case.nature is None, "the user's nature is not the case's"
    user = office.row("users", case.user_no)
    assert (user.name, user.phone, user.address, user.area, user.since) \
        == ("张三", COMPLAINT["phone"], case.address, "海淀区", MONDAY.date())
    assert (case.holder, case.since, case.due_on, case.pace) == ("市场营销部", MONDAY, date(2026, 3, 3), "未到期")


def test_a_customer_on_file_is_found_by_number_or_phone():
    office = Office()
    first = office.case(office.received())
    again = office.case(office.do("receive_complaint", user_no=first.user_no, model="QY-30", matter="少一根管", **WANTS))
    third = office.case(office.do("receive_complaint", phone=COMPLAINT["phone"], model="QY-30", matter="漆面划伤", ground="运输途中损坏",
                                  wants_repair="是"))
    assert {case.user_no for case in (first, again, third)} == {first.user_no} and again.customer == third.customer == "张三"
    assert again.address == COMPLAINT["address"] and len(office.memory.rows("users")) == 1


def test_a_partner_complains_under_its_own_number():
    firm = {"name": "南桥日用电器店", "phone": "010-55550001", "address": "南桥街1号"}
    office = Office(firms=[firm | {"firm_no": "WL2026-00001"}], past_firms=[firm | {"firm_no": "WL2020-00007", "name": "老南桥"}])
    case = office.case(office.received(customer_kind="往来企业", partner_no="WL2026-00001", customer=None, phone=None))
    assert (case.user_no, case.partner_no) == (None, "WL2026-00001") and not office.memory.rows("users")
    assert (case.customer, case.phone, case.address) == (firm["name"], firm["phone"], COMPLAINT["address"])
    ended = office.received(customer_kind="往来企业", partner_no="WL2020-00007", customer=None, serial="二")
    assert office.case(ended).customer == "老南桥"
    partner = COMPLAINT | {"customer_kind": "往来企业"}
    refused(office, "receive_complaint", None, "CP15", "partner_no", **partner)
    refused(office, "receive_complaint", None, "CP15", "partner_no", **partner, partner_no="WL2026-00009")


@pytest.mark.parametrize(("answers", "article", "column"), [
    ({"wants_exchange": "否"}, "CP2", "wants_discount"),
    ({"wants_exchange": None}, "CP2", "wants_discount"),
    ({"ground": "不喜欢"}, "CP3", "ground"),
    ({"model": "没有的"}, "CP8", "model"),
    ({"area": None}, "CP15", "area"),
    ({"address": None}, "CP15", "address"),
    ({"user_no": "YH9"}, "CP15", ""),
    ({"quantity": 0}, "CP10", "quantity"),
    ({"received_at": MONDAY + timedelta(hours=1)}, "CP7", "received_at"),
    ({"merged_into": "TS9"}, "CP7", ""),
])
def test_a_complaint_is_refused(answers, article, column):
    given = {name: value for name, value in (COMPLAINT | answers).items() if value is not None}
    refused(Office(), "receive_complaint", None, article, column, **given)


def test_two_files_with_one_phone_must_be_told_apart():
    users = [{"user_no": f"YH{n}", "name": "张三", "phone": COMPLAINT["phone"], "address": "甲", "area": "海淀区"} for n in (1, 2)]
    office = Office(users=users)
    assert "YH1" in refused(office, "receive_complaint", None, "CP15", "user_no", **COMPLAINT)
    assert office.case(office.received(user_no="YH2")).user_no == "YH2"


def test_the_same_complaint_is_entered_once():
    office = Office()
    first = office.received()
    assert first in refused(office, "receive_complaint", None, "CP7", "merged_into", **COMPLAINT)
    second = office.case(office.received(merged_into=first))
    assert (second.state, second.merged_into, second.merged_at) == ("已并案", first, office.now)
    later = office.do("receive_complaint", at=MONDAY + timedelta(days=8), **COMPLAINT)
    assert office.state(later) == "待确认理由"


def test_other_goods_of_the_same_kind_are_another_complaint():
    office = Office()
    office.received(serial="A1", order_no="H1")
    refused(office, "receive_complaint", None, "CP7", "merged_into", **COMPLAINT, serial="A1")
    assert office.received(serial="A2") and office.received(serial="A1", order_no="H2")


# 移交、叫修

def _handed_over(office: Office) -> str:
    call = office.do("register_call", **CALL)
    office.do("dispatch", call, technician="王磊")
    office.do("arrive", call)
    office.do("finish", call, work="换圈", signed="是", labour_fee=80)
    card = office.do("make_card", call_no=call)
    office.do("send_card", card)
    office.do("return_card", card, **CARD_NO)
    return office.added("handovers")


def test_a_complaint_of_a_survey_card_comes_over_in_one_step_linked_both_ways():
    office = Office()
    handover = _handed_over(office)
    office.do("take_handover", handover, **WANTS)
    case, row = office.case("TS2026-00001"), office.row("handovers", handover)
    card = office.row("cards", row.card_no)
    assert (row.taken_at, row.taken_no) == (office.now, case.key)
    assert (case.handover_no, case.card_no, case.call_no) == (handover, card.key, card.call_no)
    assert (case.customer, case.model, case.matter, case.channel, case.received_at) \
        == ("李四", "QY-30", "修了两次还漏", "意见调查", row.made_at)
    refused(office, "take_handover", handover, "AS3.2", "taken_at", **WANTS)
    office.do("visit_case", case.key, by="何涛")
    assert office.row("cards", card.key).visited_at == office.case(case.key).visited_at == office.now
    assert office.case(case.key).visited_by == office.row("cards", card.key).visited_by == "何涛"


def test_a_suggestion_is_not_taken_as_a_complaint():
    office = Office()
    call = office.do("register_call", **CALL)
    office.do("dispatch", call, technician="王磊")
    office.do("arrive", call)
    office.do("finish", call, work="换圈", signed="是", labour_fee=80)
    office.do("return_card", office.do("send_card", office.do("make_card", call_no=call)), **CARD_NO | {"opinion_kind": "建议"})
    refused(office, "take_handover", office.added("handovers"), "AS3.2", "to", **WANTS)


def test_a_call_becomes_a_complaint_linked_both_ways():
    office = Office()
    call = office.do("register_call", **CALL)
    office.do("complain_from_call", call, by="孙丽", matter="来晚了还没修好", **WANTS)
    case = office.case("TS2026-00001")
    assert (case.call_no, case.customer, case.user_no, case.channel, case.received_by) \
        == (call, "李四", office.row("calls", call).user_no, "叫修", "孙丽")
    assert office.row("calls", call).complaint_no == case.key
    refused(office, "complain_from_call", call, "CP7", "complaint_no", matter="又来", **WANTS)


def test_a_call_is_complained_about_after_it_came():
    office = Office()
    call = office.do("register_call", **CALL)
    refused(office, "complain_from_call", call, "CP7", "received_at", matter="x", received_at=MONDAY - timedelta(hours=1), **WANTS)


# 裁定

def test_the_superior_rules_and_marketing_answers_tactfully():
    office = Office()
    key = office.received()
    office.do("confirm_ground", key, ground_valid="否", ground_note="水质问题")
    refused(office, "rule_acceptance", key, "CP7", by="郑凯", ruling="受理")
    refused(office, "rule_acceptance", key, "CP7", "ruling_reason", ruling="不予受理")
    refused(office, "rule_acceptance", key, "CP3", "ruling_reason", ruling="受理")
    office.do("rule_acceptance", key, ruling="不予受理", ruling_reason="自行拆机")
    assert (office.state(key), office.case(key).ruled_by, office.case(key).holder) == ("待婉答", "赵敏", "市场营销部")
    office.do("decline_complaint", key, reply="很抱歉")
    case = office.case(key)
    assert (case.state, case.replied_by, case.replied_at, case.holder, case.pace) == ("不予受理", "郑凯", office.now, None, None)
    assert f"refusal_letter/{key}.html" in office.memory.documents


def test_who_confirms_the_ground_does_not_rule():
    people = [{"name": "郑凯", "role": "市场营销部", "role2": "销售经理", "active": "是"}]
    office = Office(people=people)
    key = office.do("confirm_ground", office.received(), ground_valid="是")
    assert "另一位" in refused(office, "rule_acceptance", key, "CP7", "ruled_by", by="郑凯", ruling="受理")


# 路线

@pytest.mark.parametrize(("nature", "route", "state"), [
    ("质量缺陷", "送质量管理科", "待提单位"), ("规格数量与合同不符", "送质量管理科", "待提单位"),
    ("现品与样品不符", "送质量管理科", "待提单位"), ("超过技术误差", "送质量管理科", "待提单位"),
    ("合同纠纷", "送企业领导裁定", "待领导裁定"), ("发货手续问题", "按内销业务处理办法", "待内销办理")])
def test_the_route_follows_from_the_nature(nature, route, state):
    office = Office()
    key = office.carded(nature, market_opinion="建议退货")
    assert (office.case(key).route, office.state(key), office.case(key).routed_by) == (route, state, "郑凯")
    copies = office.copies(key)
    assert len(copies) == {"待提单位": 7, "待领导裁定": 3, "待内销办理": 0}[state]
    assert (f"complaint_card/{key}.html" in office.memory.documents) == bool(copies)


def test_what_the_text_does_not_route_the_superior_decides():
    office = Office()
    key = office.brought_to("待填卡")
    told = {"nature": "其它未列明", "route": "送企业领导裁定", "route_by": "赵敏", "route_reason": "涉及代理合同",
            "market_opinion": "协商"}
    for name in ("route", "route_by", "route_reason"):
        refused(office, "fill_complaint_card", key, "CP8", name, **{each: value for each, value in told.items() if each != name})
    refused(office, "fill_complaint_card", key, "CP8", "route_by", **told | {"route_by": "郑凯"})
    refused(office, "fill_complaint_card", key, "CP8", "route", nature="合同纠纷", route="送质量管理科")
    refused(office, "fill_complaint_card", key, "CP8", "market_opinion", nature="合同纠纷")
    office.do("fill_complaint_card", key, **told)
    assert (office.state(key), office.case(key).route_by) == ("待领导裁定", "赵敏")


def test_the_management_rules_and_marketing_answers():
    office = Office()
    key = office.carded("合同纠纷", market_opinion="建议减价")
    assert (office.case(key).holder, office.where_are(key)) == ("企业领导", "市场营销部 →企业领导 →上级主管")
    refused(office, "rule_as_leader", key, "CP8", by="赵敏", **OPINION)
    office.do("rule_as_leader", key, opinion="减价一成", outcome="减价")
    case = office.case(key)
    assert (case.state, case.holder, case.opinion_by, case.opinion_checked_by) == ("待书面答复", "市场营销部", "钱副总", "钱副总")
    assert office.where_are(key) == "市场营销部 企业领导 →上级主管"
    refused(office, "reply_complaint", key, "CP14", "replied_by", by="高原", reply="x")
    office.do("reply_complaint", key, by="郑凯", reply="减价一成")
    assert office.state(key) == "待防范"


def test_shipping_formalities_are_settled_by_sales():
    office = Office()
    key = office.carded("发货手续问题")
    assert office.case(key).holder == "销售部门"
    office.do("settle_by_sales", key, opinion="补开提货单", outcome="说明致歉")
    assert (office.state(key), office.case(key).opinion_by) == ("待书面答复", "何涛")


# 调查、报告、意见

def test_the_long_way_hand_over_by_hand_over():
    office = Office()
    key = office.brought_to("待提单位")
    assert office.where_are(key) == "市场营销部 →质量管理科 →上级主管 →质量管理科 →质量管理科 →质量管理科 →质量管理科"
    office.do("propose_unit", key, proposed_unit="储运部")
    assert (office.state(key), office.case(key).holder, office.case(key).proposed_by) == ("待定单位", "质量管理科", "方圆")
    office.do("decide_unit", key, unit=UNIT)
    found = office.investigation(key)
    assert (office.case(key).unit, office.case(key).holder, found.unit, found.ordered_by, found.ordered_at, found.state) \
        == (UNIT, UNIT, UNIT, "秦岭", office.now, "调查中")
    assert office.where_are(key) == f"市场营销部 质量管理科 →上级主管 →{UNIT} →{UNIT} 质量管理科 质量管理科"
    assert [copy.final for copy in office.copies(key).values()] \
        == ["市场营销部", "质量管理科", "上级主管", UNIT, "质量管理科", UNIT, "部主管"]
    office.do("investigate", key, **FOUND)
    found = office.investigation(key)
    assert (found.investigator, found.investigated_at, found.other, found.state) == ("高原", office.now, "无", "待写报告")
    assert office.where_are(key) == f"市场营销部 质量管理科 →上级主管 {UNIT} {UNIT} 质量管理科 质量管理科"
    office.do("write_report", key, **REPORT)
    assert office.where_are(key, "调查报告") == " ".join([UNIT] * 4)
    assert f"investigation_report/{office.investigation(key).key}.html" in office.memory.documents
    refused(office, "check_report", key, "CP11", "letter_sent", letter_sent="否")
    refused(office, "check_report", key, "CP11", "report_checked_by", by="岳峰", letter_sent="是")
    assert office.case(key).holder == f"{UNIT}主管"
    office.do("check_report", key, letter_sent="是")
    assert office.where_are(key, "调查报告") == f"{UNIT} →质量管理科 →质量管理科 →质量管理科"
    office.do("review_report", key, quality_opinion="属实")
    assert office.where_are(key) == f"市场营销部 质量管理科 →上级主管 {UNIT} 质量管理科 →{UNIT} →部主管"
    assert office.where_are(key, "调查报告") == f"{UNIT} 质量管理科 →市场营销部 →部主管"
    office.do("head_review", key)
    office.do("give_opinion", key, **OPINION)
    refused(office, "check_opinion", key, "CP13", "opinion_checked_by", by="岳峰")
    office.do("check_opinion", key)
    assert office.where_are(key) == f"市场营销部 质量管理科 →上级主管 {UNIT} 质量管理科 {UNIT} 部主管"
    office.do("reply_complaint", key, reply="换新机")
    assert (office.state(key), f"reply_letter/{key}.html" in office.memory.documents) == ("待防范", True)
    office.do("carry_out_prevention", key, prevention="加试压")
    office.do("close_case", key)
    case = office.case(key)
    assert (case.state, case.closed_by, case.holder, case.since, case.due_on) == ("已结案", "郑凯", None, None, None)


def test_the_unit_may_write_its_findings_into_the_sheet_first():
    office = Office()
    key = office.brought_to("调查中")
    office.memory.apply([office.investigation(key).set(**FOUND)], office.desk("高原"))
    office.do("investigate", key)
    assert office.investigation(key).cause_found == FOUND["cause_found"]


@pytest.mark.parametrize(("answers", "column"), [
    ({"goods_seen": "否"}, "goods_reason"), ({"goods_seen": "否", "goods_reason": "已报废"}, "records_seen"),
    ({"cause_kind": None}, "cause_kind"), ({"quantity_found": None}, "quantity_found"), ({"analysis": None}, "analysis"),
    ({"demand_reasonable": None}, "demand_reasonable"), ({"extent_true": "也许"}, "extent_true")])
def test_an_investigation_answers_its_questions(answers, column):
    office = Office()
    key = office.brought_to("调查中")
    refused(office, "investigate", key, "CP10", column, **{name: value for name, value in (FOUND | answers).items() if value is not None})


@pytest.mark.parametrize("part", REPORT)
def test_a_report_has_all_its_six_parts(part):
    office = Office()
    key = office.brought_to("待写报告")
    refused(office, "write_report", key, "CP17", part, **{name: text for name, text in REPORT.items() if name != part})


@pytest.mark.parametrize(("state", "name", "answers", "article", "column"), [
    ("调查中", "investigate", FOUND, "CP10", "investigator"), ("待写报告", "write_report", REPORT, "CP11", "reported_by"),
    ("待处理意见", "give_opinion", OPINION, "CP13", "opinion_by"), ("待书面答复", "reply_complaint", {"reply": "x"}, "CP14", "replied_by"),
    ("待防范", "carry_out_prevention", {"prevention": "x"}, "CP4", "prevented_by")])
def test_only_the_handling_unit_acts_in_its_case(state, name, answers, article, column):
    office = Office()
    assert "不是这个部门的人" in refused(office, name, office.brought_to(state), article, column, by="江河", **answers)


def test_nobody_checks_his_own_report_or_opinion():
    office = Office()
    key = office.brought_to("待写报告")
    office.do("write_report", key, by="沈山", **REPORT)
    refused(office, "check_report", key, "CP11", "report_checked_by", letter_sent="是")
    other = office.do("give_opinion", office.brought_to("待处理意见", phone="01060000000"), by="沈山", **OPINION)
    refused(office, "check_opinion", other, "CP13", "opinion_checked_by")


def test_dated_settings_say_who_is_head_and_who_gets_the_answer():
    settings = [{"setting_no": "1", "item": "部主管", "value": "石磊"},
                {"setting_no": "2", "item": "记录卡第六联收件", "value": "营业单位"},
                {"setting_no": "3", "item": "调查报告第三联收件", "value": "受理单位"},
                {"setting_no": "4", "item": "部主管", "value": "别人", "since": date(2026, 3, 3)}]
    office = Office(settings=settings)
    key = office.brought_to("待部主管审核")
    assert office.copies(key)["第六联"].sent_to == "市场营销部" and office.copies(key, "调查报告")["第三联"].sent_to == UNIT
    refused(office, "head_review", key, "CP12", "head_by", at=datetime(2026, 3, 3, 9))
    office.do("head_review", key, at=datetime(2026, 3, 2, 17))
    assert office.case(key).head_by == "石磊"


# 联次

def test_a_copy_is_signed_for_by_the_desk_it_was_sent_to():
    office = Office()
    key = office.brought_to("待提单位")
    copy = office.copies(key)["第三联"]
    assert (copy.state, copy.holder, copy.sent_to, copy.sent_by, copy.sent_at) == ("在途", "市场营销部", "上级主管", "郑凯", office.now)
    refused(office, "receive_copy", copy.key, "CP16", "received_by", by="郑凯")
    office.do("receive_copy", copy.key, by="赵敏")
    copy = office.copies(key)["第三联"]
    assert (copy.state, copy.holder, copy.received_by, copy.received_at) == ("已到位", "上级主管", "赵敏", office.now)
    fourth = office.copies(key)["第四联"]
    office.do("receive_copy", fourth.key, by="秦岭")
    assert office.copies(key)["第四联"].state == "经手中"
    office.do("propose_unit", key, proposed_unit=UNIT)
    office.do("decide_unit", key)
    refused(office, "receive_copy", office.copies(key)["第四联"].key, "CP16", "received_by", by="江河")
    office.do("receive_copy", office.copies(key)["第四联"].key, by="沈山")
    assert office.copies(key)["第四联"].way.endswith(f"质量管理科→{UNIT}")
