"""提案 and 研究: one row per proposal with its whole way, one row for each department that studies it (SG1 to SG5)."""

from __future__ import annotations

from automation.core.basics import MODELS, PARTNER, STAFF, USER
from automation.core.conditions import Condition, Filled, Is
from automation.core.desks import OVER, TODAY
from automation.core.schema import Colour, Column, Formula, Kind, Leaves, Owner, Ref, Sheet
from automation.suggestions.registers.common import (
    ADOPTED,
    CHANNELS,
    COMPANYS,
    KINDS,
    NOTHING_DEVELOPED,
    OTHER_KIND,
    REJECTED,
    UNITS,
)
from automation.suggestions.registers.desks import ENDED, PROPOSAL_DESKS, SHARED_UNTIL, STUDY_FORMULAS

STEP, FORMULA = Owner.STEP, Owner.FORMULA
MOMENT = Kind.DATETIME


def _person(name: str, header: str, article: str, moment: str) -> Column:
    """Who did what the moment beside it says."""
    return Column(name, header, Kind.CHOICE, article, owner=STEP, choices=STAFF, required=Filled(moment), width=10)


def _moment(name: str, header: str, article: str, note: str = "") -> Column:
    return Column(name, header, MOMENT, article, owner=STEP, note=note)


_LIVE = (
    Column("state", "状态", Kind.CHOICE, "SG1", owner=FORMULA, formula=PROPOSAL_DESKS.formulas["state"], width=10),
    Column("holder", "现在谁办", article="SG1", owner=FORMULA, formula=PROPOSAL_DESKS.formulas["holder"], width=16,
           note="提案现在由哪个部门办；办完的空白。"),
    Column("since", "从何时起", MOMENT, "SG1", owner=FORMULA, formula=PROPOSAL_DESKS.formulas["since"]),
    Column("allowed", "限办工作日", Kind.COUNT, "SG1", owner=FORMULA, formula=PROPOSAL_DESKS.formulas["allowed"], hidden=True),
    Column("due_on", "应办完", Kind.DATE, "SG5.3", owner=FORMULA, formula=PROPOSAL_DESKS.formulas["due_on"],
           note="研究为送交后一个月，报了日程的看日程；实施中的看成果结清的期限。"),
    Column("pace", "时效", Kind.CHOICE, "SG5.3", owner=FORMULA, formula=PROPOSAL_DESKS.formulas["pace"], width=11),
    Column("answer_days", "答复用天数", Kind.COUNT, "SG1", owner=FORMULA, width=12, formula=Formula(
        'IF(AND(ISNUMBER({received_at}),ISNUMBER({replied_at})),INT({replied_at})-INT({received_at}),"")',
        lambda row, _: (row["replied_at"].date() - row["received_at"].date()).days
        if row.get("received_at") and row.get("replied_at") else None)),
)

_RECEIPT = (
    Column("received_at", "收到时间", MOMENT, "SG5.2", required=True, former=("受理时间",)),
    Column("customer", "客户名称", article="SG2", required=True, former=("客户",), width=18),
    Column("contact", "联系人", article="SG2", width=10, note="往来企业里提出的人。"),
    Column("phone", "电话", Kind.PHONE, "SG2", required=True),
    Column("address", "地址", article="SG5.4", required=True, width=28, note="研究结果答复函寄到这里。"),
    Column("model", "商品型号", Kind.CHOICE, "SG2", required=True, choices=MODELS, width=16),
    Column("kind", "提案类别", Kind.CHOICE, "SG3", required=True, choices=tuple(KINDS.values()), width=22),
    Column("kind_note", "类别说明", article="SG3", required=Is("kind", OTHER_KIND), width=16, note="类别是“其它”的，写明是哪一方面。"),
    Column("title", "提案名称", article="SG5.1", required=True, width=24, note="一句话说明提什么，榜上和信里都用它。"),
    Column("content", "提案内容", article="SG5.1", required=True, width=40),
    Column("effect", "预计效果", article="SG5.1", width=26),
    Column("channel", "提出方式", Kind.CHOICE, "SG5.2", required=True, choices=CHANNELS, width=11),
    Column("received_by", "受理人", Kind.CHOICE, "SG5.2", required=True, choices=STAFF, width=10),
    _moment("entered_at", "登记时间", "SG5.2"),
    Column("customer_kind", "客户类别", Kind.CHOICE, "SG2", required=True, choices=(USER, PARTNER)),
    Column("user_no", "用户编号", article="SG2", ref=Ref("users"), required=Is("customer_kind", USER), width=14,
           note="用户档案里的编号；新用户由“受理提案”建档。"),
    Column("firm_no", "往来企业编号", article="SG2", ref=Ref("firms"), required=Is("customer_kind", PARTNER), width=14,
           note="《交易往来客户名簿》里的编号。"),
    Column("card_no", "调查卡号", article="SG5.1", owner=STEP, ref=Ref("cards"), width=15),
    Column("handover_no", "移交编号", article="SG5.1", owner=STEP, ref=Ref("handovers"), unique=True, width=15),
    Column("visit_no", "巡访编号", article="SG5.1", owner=STEP, ref=Ref("visits"), unique=True, width=15),
)

_STUDY = (
    Column("units", "送交部门", article="SG5.2", owner=STEP, required=Filled("sent_at"), width=20),
    _person("sent_by", "送交人", "SG5.2", "sent_at"),
    _moment("sent_at", "送交时间", "SG5.2", "第一次送交部门的时间，研究的一个月从这里算起。"),
    Column("waiting", "未交回部门", article="SG5.3", owner=STEP, width=20, note="还没有交回研究结果的部门。"),
    Column("study_until", "研究期限", Kind.DATE, "SG5.3", owner=STEP, future=True,
           note="没有交回的部门里最晚的期限：送交后一个月，报了日程的看日程。"),
    _moment("studied_at", "研究完毕", "SG5.4", "最后一个部门交回研究结果的时间。"),
)

_ADOPTED = Is("adopted", ADOPTED)

_ANSWER = (
    Column("adopted", "采纳与否", Kind.CHOICE, "SG5.4", choices=(ADOPTED, REJECTED), required=Filled("replied_at"), width=11),
    Column("reason", "理由", article="SG5.4", required=Is("adopted", REJECTED), width=26, note="不采纳的写明理由，答复函里照此说明。"),
    Column("implement_on", "计划实施日", Kind.DATE, "SG5.4", required=_ADOPTED, future=True),
    Column("implement_unit", "实施部门", Kind.CHOICE, "SG5.4", choices=UNITS, required=_ADOPTED, width=12),
    Column("improvement", "改进措施", article="SG5.4", required=_ADOPTED, width=34),
    Column("ownership", "研制成果归属", Kind.CHOICE, "SG5.5", choices=(COMPANYS, NOTHING_DEVELOPED), required=_ADOPTED, width=15,
           note="因提案由本企业开发研制的，归本企业；没有开发研制什么的照实写。"),
    _person("replied_by", "答复人", "SG5.4", "replied_at"),
    _moment("replied_at", "答复时间", "SG5.4", "答复函寄给客户的时间。"),
    Column("put_off", "改期记录", article="SG5.4", owner=STEP, width=24),
)

_RESULT = (
    Column("implemented_on", "开始实施", Kind.DATE, "SG6.1", owner=STEP, note="从这天起算一年的成果。"),
    _person("implemented_by", "实施登记人", "SG6.1", "implemented_on"),
    Column("shared_until", "成果享有至", Kind.DATE, "SG6.1", owner=FORMULA, formula=SHARED_UNTIL,
           note="从开始实施起满一年的最后一天；以后的成果归本企业。"),
    Column("saving", "成本降低额", Kind.MONEY, "SG7.2", at_least=0, required=Filled("saving_on"), width=14,
           note="供求计划确定时的年降低额，元。"),
    Column("saving_on", "供求计划确定", Kind.DATE, "SG7.2", required=Filled("saving"),
           note="供求计划确定、降低额定下来的日期；评比看这一天所在的半年。"),
    Column("saving_basis", "核算依据", article="SG7.2", required=Filled("saving"), width=24),
    Column("saving_by", "核定人", Kind.CHOICE, "SG7.2", owner=STEP, choices=STAFF, required=Filled("saving"), width=10),
    _person("closed_by", "办结人", "SG6.2", "closed_at"),
    _moment("closed_at", "办结时间", "SG6.2", "一年的成果都已结清的时间。"),
    _moment("stopped_at", "终止时间", "SG1"),
    Column("stop_reason", "终止原因", article="SG1", required=Filled("stopped_at"), width=20,
           note="客户撤回、重复登记，或采纳后不能实施。"),
    Column("note", "备注", width=20),
)

_HELD = ("holder", "since", "due_on", "pace")

PROPOSALS = Sheet(
    "proposals", "提案", "proposal_no", article="SG5.2", number="TA", role="市场营销部", leaves=Leaves(Is("state", *ENDED)),
    order=(("received_at", "entered_at"), ("replied_at", "saving_on"),
           ("received_at", "sent_at", "studied_at", "replied_at", "implemented_on", "closed_at"), ("received_at", "stopped_at")),
    columns=(Column("proposal_no", "提案编号", article="SG5.2", owner=STEP, required=True, unique=True, width=15),
             *_LIVE, *_RECEIPT, *_STUDY, *_ANSWER, *_RESULT),
    colours=(Colour(Is("pace", OVER), "red", _HELD), Colour(Is("pace", TODAY), "amber", _HELD), Colour(Is("state", *ENDED), "grey")))

_RETURNED: Condition = Filled("returned_at")
_SCHEDULED: Condition = Filled("scheduled_at")
FEASIBLE, PARTLY, NOT_FEASIBLE = "建议采纳", "建议部分采纳", "建议不采纳"

STUDIES = Sheet(
    "studies", "研究", "study_no", article="SG5.3", number="YT", responsible="unit", role="市场营销部",
    leaves=Leaves(parent="proposal_no"),
    order=(("sent_at", "scheduled_at", "returned_at"),),
    columns=(
        Column("study_no", "研究编号", article="SG5.3", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "SG5.3", owner=FORMULA, formula=STUDY_FORMULAS["state"], width=10),
        Column("proposal_no", "提案编号", article="SG5.2", owner=STEP, required=True, ref=Ref("proposals"), width=15),
        Column("title", "提案名称", article="SG5.2", owner=STEP, required=True, width=24),
        Column("unit", "研究部门", Kind.CHOICE, "SG5.2", owner=STEP, required=True, choices=UNITS),
        Column("sent_by", "送交人", Kind.CHOICE, "SG5.2", owner=STEP, required=True, choices=STAFF, width=10),
        Column("sent_at", "送交时间", MOMENT, "SG5.2", owner=STEP, required=True),
        Column("due_on", "应交回", Kind.DATE, "SG5.3", owner=FORMULA, formula=STUDY_FORMULAS["due_on"],
               note="送交后一个月；报了日程的看日程。交回以后空白。"),
        Column("pace", "时效", Kind.CHOICE, "SG5.3", owner=FORMULA, formula=STUDY_FORMULAS["pace"], width=11),
        Column("schedule", "日程安排", article="SG5.3", required=_SCHEDULED, width=30,
               note="一个月内研究不完的，写明分几步、各到什么时候。"),
        Column("schedule_on", "日程完成日", Kind.DATE, "SG5.3", required=_SCHEDULED, future=True),
        Column("scheduled_by", "报日程人", Kind.CHOICE, "SG5.3", owner=STEP, choices=STAFF, required=_SCHEDULED, width=10),
        Column("scheduled_at", "报日程时间", MOMENT, "SG5.3", owner=STEP, note="第一次报告日程的时间。"),
        Column("opinion", "研究结论", Kind.CHOICE, "SG5.4", choices=(FEASIBLE, PARTLY, NOT_FEASIBLE), required=_RETURNED, width=14),
        Column("result", "研究结果", article="SG5.4", required=_RETURNED, width=36),
        Column("improvement", "建议的改进措施", article="SG5.4", required=Is("opinion", FEASIBLE, PARTLY), width=30),
        Column("feasible_on", "可实施日期", Kind.DATE, "SG5.4", required=Is("opinion", FEASIBLE, PARTLY), future=True),
        Column("returned_by", "研究人", Kind.CHOICE, "SG5.4", owner=STEP, choices=STAFF, required=_RETURNED, width=10),
        Column("returned_at", "交回时间", MOMENT, "SG5.4", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("pace", OVER), "red", ("unit", "due_on", "pace")), Colour(Is("pace", TODAY), "amber", ("unit", "due_on", "pace")),
             Colour(Is("state", "已交回"), "grey")))
