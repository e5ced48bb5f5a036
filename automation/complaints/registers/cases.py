"""投诉案件: one row per complaint case, with every hand-over of its way (CP2 to CP15)."""

from __future__ import annotations

from automation.complaints.registers.common import (
    ACCEPTED,
    DEMANDS,
    GROUNDS,
    NATURES,
    OTHER_NATURE,
    OUTCOMES,
    REFUSED,
    ROUTES,
    TO_LEADERS,
    UNITS,
)
from automation.complaints.registers.desks import CASE_DESKS, ENDED
from automation.core.basics import MODELS, PARTNER, STAFF, USER
from automation.core.conditions import Filled, Is
from automation.core.desks import OVER, TODAY
from automation.core.schema import Colour, Column, Kind, Leaves, Owner, Ref, Sheet

STEP, FORMULA = Owner.STEP, Owner.FORMULA
MOMENT = Kind.DATETIME


def _person(name: str, header: str, article: str, moment: str) -> Column:
    """Who did what the moment beside it says."""
    return Column(name, header, Kind.CHOICE, article, owner=STEP, choices=STAFF, required=Filled(moment), width=10)


def _moment(name: str, header: str, article: str, note: str = "") -> Column:
    return Column(name, header, MOMENT, article, owner=STEP, note=note)


_LIVE = (
    Column("state", "状态", Kind.CHOICE, "CP5", owner=FORMULA, formula=CASE_DESKS.formulas["state"], width=13),
    Column("holder", "现在谁办", article="CP5", owner=FORMULA, formula=CASE_DESKS.formulas["holder"], width=13,
           note="案件现在在哪个部门手里；办完的空白。"),
    Column("since", "从何时起", MOMENT, "CP5", owner=FORMULA, formula=CASE_DESKS.formulas["since"]),
    Column("allowed", "限办工作日", Kind.COUNT, "CP5", owner=FORMULA, formula=CASE_DESKS.formulas["allowed"], hidden=True),
    Column("due_on", "应办完", Kind.DATE, "CP5", owner=FORMULA, formula=CASE_DESKS.formulas["due_on"],
           note="按各环节的限办工作日算出的最后一天。"),
    Column("pace", "时效", Kind.CHOICE, "CP5", owner=FORMULA, formula=CASE_DESKS.formulas["pace"], width=11),
)

_RECEIPT = (
    Column("received_at", "接诉时间", MOMENT, "CP7", required=True, former=("投诉时间", "受理时间")),
    Column("customer", "客户名称", article="CP15", required=True, former=("客户",), width=18),
    Column("phone", "电话", Kind.PHONE, "CP15", required=True),
    Column("address", "地址", article="CP15", required=True, width=28, note="书面答复寄到这里。"),
    Column("model", "商品型号", Kind.CHOICE, "CP8", required=True, choices=MODELS, width=16),
    Column("serial", "机号或批号", article="CP8", former=("机号", "批号"), width=16),
    Column("quantity", "投诉数量", Kind.COUNT, "CP10", required=True, at_least=1),
    Column("amount", "投诉金额", Kind.MONEY, "CP10", at_least=0, note="客户所说的涉及金额，元。"),
    Column("ground", "投诉理由", Kind.CHOICE, "CP3", required=True, choices=GROUNDS, width=17),
    Column("matter", "投诉内容", article="CP8", required=True, width=34),
    *(Column(name, header, Kind.YESNO, "CP2", width=9 if len(header) < 5 else 13) for name, header in DEMANDS.items()),
    Column("evidence", "证据", article="CP8", width=20),
    Column("letter", "原投诉书", Kind.YESNO, "CP11", required=True, note="客户有书面投诉写“是”；电话、口头的写“否”，以接诉记录代替。",
           width=10),
    Column("channel", "投诉方式", Kind.CHOICE, "CP7", required=True,
           choices=("电话", "来函", "来访", "意见调查", "叫修", "巡访", "其它"), width=11),
    Column("received_by", "接诉人", Kind.CHOICE, "CP7", required=True, choices=STAFF, width=10),
    _moment("entered_at", "登记时间", "CP7"),
    Column("customer_kind", "客户类别", Kind.CHOICE, "CP15", required=True, choices=(USER, PARTNER)),
    Column("user_no", "用户编号", article="CP15", ref=Ref("users"), required=Is("customer_kind", USER), width=14,
           note="用户档案里的编号；新用户由“接诉”建档。"),
    Column("partner_no", "往来企业编号", article="CP15", ref=Ref("firms"), required=Is("customer_kind", PARTNER), width=14,
           note="《交易往来客户名簿》里的编号。"),
    Column("card_no", "调查卡号", article="CP7", owner=STEP, ref=Ref("cards"), width=15),
    Column("handover_no", "移交编号", article="CP7", owner=STEP, ref=Ref("handovers"), unique=True, width=15),
    Column("call_no", "叫修编号", article="CP7", owner=STEP, ref=Ref("calls"), width=15),
    Column("visit_no", "巡访编号", article="CP7", owner=STEP, ref=Ref("visits"), unique=True, width=15),
    Column("reopens", "重开自", article="CP7", owner=STEP, ref=Ref("cases"), unique=True, width=15,
           note="原来已经办完的案件；原案件的记录原样保留。"),
    Column("order_no", "合同或订单号", article="CP3", width=15),
    Column("shipped_on", "交运日期", Kind.DATE, "CP3"),
)

_RULING = (
    Column("ground_valid", "理由成立", Kind.YESNO, "CP7", required=Filled("ground_at"), width=10,
           note="确实属于正当投诉的写“是”，属于客户自己原因的写“否”。"),
    Column("ground_note", "确认说明", article="CP7", width=22),
    _person("ground_by", "确认人", "CP7", "ground_at"),
    _moment("ground_at", "确认时间", "CP7"),
    Column("ruling", "裁定", Kind.CHOICE, "CP7", owner=STEP, choices=(ACCEPTED, REFUSED), required=Filled("ruled_at"), width=10),
    Column("ruling_reason", "裁定理由", article="CP7", required=Is("ruling", REFUSED), width=24,
           note="不予受理的写明理由，婉答客户时照此说明。"),
    _person("ruled_by", "裁定人", "CP7", "ruled_at"),
    _moment("ruled_at", "裁定时间", "CP7"),
    Column("nature", "案件性质", Kind.CHOICE, "CP8", choices=(*NATURES, OTHER_NATURE), required=Filled("routed_at"), width=19),
    Column("route", "处理路线", Kind.CHOICE, "CP8", owner=STEP, choices=ROUTES, required=Filled("routed_at"), width=18,
           note="由案件性质决定；规则没有列明的由上级主管决定。"),
    Column("route_by", "定路线主管", Kind.CHOICE, "CP8", choices=STAFF, required=Is("nature", OTHER_NATURE)),
    Column("route_reason", "定路线依据", article="CP8", required=Is("nature", OTHER_NATURE), width=22),
    Column("market_opinion", "附送意见", article="CP8", required=Is("route", TO_LEADERS), width=24,
           note="合同纠纷送企业领导裁定时，附上市场营销部的处理意见。"),
    _person("routed_by", "填卡人", "CP8", "routed_at"),
    _moment("routed_at", "填卡时间", "CP8", "填好《投诉记录卡》送出的时间；按内销业务处理办法的不填卡，写定性的时间。"),
)

_HANDLING = (
    Column("proposed_unit", "建议单位", Kind.CHOICE, "CP6", choices=UNITS, required=Filled("proposed_at")),
    _person("proposed_by", "提出人", "CP6", "proposed_at"),
    _moment("proposed_at", "提出时间", "CP6"),
    Column("unit", "受理单位", Kind.CHOICE, "CP9", choices=UNITS, required=Filled("unit_at")),
    _person("unit_by", "确定人", "CP9", "unit_at"),
    _moment("unit_at", "确定时间", "CP9"),
    Column("investigation_no", "调查编号", article="CP10", owner=STEP, ref=Ref("investigations"), unique=True,
           required=Filled("unit_at"), width=15),
    _moment("investigated_at", "调查完成", "CP10"),
    _moment("reported_at", "报告时间", "CP11"),
    Column("letter_sent", "投诉书随送", Kind.YESNO, "CP11", required=Filled("report_checked_at"),
           note="原投诉书（或接诉记录）随报告一同送质量管理科的写“是”。"),
    _person("report_checked_by", "报告审核人", "CP11", "report_checked_at"),
    _moment("report_checked_at", "报告审核", "CP11", "受理单位主管审核后交质量管理科的时间。"),
    Column("quality_opinion", "质量意见", article="CP12", required=Filled("quality_at"), width=24),
    _person("quality_by", "质量审核人", "CP12", "quality_at"),
    _moment("quality_at", "质量审核", "CP12", "审核后呈报部主管、回复受理单位的时间。"),
    _person("head_by", "部主管", "CP12", "head_at"),
    _moment("head_at", "部主管审核", "CP12"),
    Column("opinion", "处理意见", article="CP15", required=Filled("opinion_at"), width=30),
    Column("outcome", "处理结果", Kind.CHOICE, "CP15", choices=OUTCOMES, required=Filled("opinion_at"), width=11),
    _person("opinion_by", "意见人", "CP13", "opinion_at"),
    _moment("opinion_at", "意见时间", "CP13"),
    _person("opinion_checked_by", "意见审核人", "CP13", "opinion_checked_at"),
    _moment("opinion_checked_at", "意见审核", "CP13"),
)

_ENDING = (
    Column("reply", "答复内容", article="CP14", required=Filled("replied_at"), width=30),
    _person("replied_by", "答复人", "CP14", "replied_at"),
    _moment("replied_at", "书面答复", "CP14", "书面答复（或婉转说明）寄给客户的时间。"),
    Column("prevention", "防范措施", article="CP4", required=Filled("prevented_at"), width=28,
           note="被投诉部门防止再次发生的措施，落实后填写。"),
    _person("prevented_by", "落实人", "CP4", "prevented_at"),
    _moment("prevented_at", "落实时间", "CP4"),
    _person("closed_by", "结案人", "CP5", "closed_at"),
    _moment("closed_at", "结案时间", "CP5"),
    Column("visited_by", "上门处理人", Kind.CHOICE, "AS3.7", choices=STAFF, required=Filled("visited_at")),
    _moment("visited_at", "上门处理", "AS3.7"),
    _moment("urged_at", "最近催办", "CP5"),
    Column("urged", "催办记录", article="CP5", owner=STEP, width=24),
    Column("disputed", "争议裁决", article="CP5", owner=STEP, width=24),
    _moment("withdrawn_at", "撤诉时间", "CP5"),
    Column("withdraw_reason", "撤诉原因", article="CP5", required=Filled("withdrawn_at"), width=18),
    Column("merged_into", "并入案件", article="CP7", owner=STEP, ref=Ref("cases"), width=15, note="同一件投诉只保留一个案件。"),
    _moment("merged_at", "并案时间", "CP7"),
    Column("reopened_as", "重开为", article="CP5", owner=STEP, ref=Ref("cases"), unique=True, width=15),
    Column("note", "备注", width=20),
)

CASES = Sheet(
    "cases", "投诉案件", "case_no", article="CP8", number="TS", role="市场营销部", leaves=Leaves(Is("state", *ENDED)),
    order=(("received_at", "entered_at"), ("received_at", "ground_at", "ruled_at", "routed_at", "proposed_at", "unit_at",
                                           "investigated_at", "reported_at", "report_checked_at", "quality_at", "head_at",
                                           "opinion_at", "opinion_checked_at", "replied_at", "prevented_at", "closed_at"),
           ("received_at", "visited_at"), ("received_at", "withdrawn_at"), ("received_at", "merged_at"), ("received_at", "urged_at")),
    columns=(Column("case_no", "投诉编号", article="CP15", owner=STEP, required=True, unique=True, width=15),
             *_LIVE, *_RECEIPT, *_RULING, *_HANDLING, *_ENDING),
    colours=(
        Colour(Is("pace", OVER), "red", ("holder", "since", "due_on", "pace")),
        Colour(Is("pace", TODAY), "amber", ("holder", "since", "due_on", "pace")),
        Colour(Is("state", *ENDED), "grey"),
    ))

