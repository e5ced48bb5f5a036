"""调查 and 联次流转: the investigation with its report, and where each copy of the papers is (CP10, CP16 to CP18)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from automation.complaints.registers.common import CAUSES, HEAD, MARKETING, QUALITY, SUPERIOR, UNITS
from automation.complaints.registers.desks import UNIT
from automation.core.basics import STAFF
from automation.core.conditions import Condition, Filled, Is, Same
from automation.core.schema import Colour, Column, Kind, Leaves, Owner, Ref, Sheet, States

STEP, FORMULA = Owner.STEP, Owner.FORMULA

INVESTIGATION_STATES = States("调查中", (
    ("已报告", Filled("reported_at")),
    ("待写报告", Filled("investigated_at")),
))

_INVESTIGATED, _REPORTED = Filled("investigated_at"), Filled("reported_at")


def _finding(name: str, header: str, choices: tuple[str, ...] = (), note: str = "", width: float = 0) -> Column:
    """One of the questions of CP10."""
    return Column(name, header, Kind.CHOICE if choices else Kind.TEXT, "CP10", choices=choices, required=_INVESTIGATED,
                  note=note, width=width or (12 if choices else 28))


REPORT_PARTS = {"cause": "发生原因", "course": "具体经过", "responsible": "责任者", "conclusion": "结论", "measures": "对策",
                "prevention": "防范措施"}
"""CP17: the six parts of the report."""

INVESTIGATIONS = Sheet(
    "investigations", "调查", "investigation_no", article="CP10", number="TD", responsible="investigator", role="受理单位",
    leaves=Leaves(parent="case_no"),
    order=(("ordered_at", "investigated_at", "reported_at"),),
    columns=(
        Column("investigation_no", "调查编号", article="CP10", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "CP10", owner=FORMULA, formula=INVESTIGATION_STATES.formula("investigation_no")),
        Column("case_no", "投诉编号", article="CP10", owner=STEP, required=True, unique=True, ref=Ref("cases"), width=15),
        Column("unit", "受理单位", Kind.CHOICE, "CP9", owner=STEP, required=True, choices=UNITS),
        Column("ordered_by", "指示人", Kind.CHOICE, "CP9", owner=STEP, required=True, choices=STAFF, width=10),
        Column("ordered_at", "指示时间", Kind.DATETIME, "CP9", owner=STEP, required=True),
        Column("goods_seen", "现品调查", Kind.YESNO, "CP10", required=_INVESTIGATED, note="以现品调查为原则。", width=10),
        Column("goods_reason", "未验现品原因", article="CP10", required=Is("goods_seen", "否"), width=20),
        Column("records_seen", "资料调查", Kind.YESNO, "CP10", width=10),
        Column("site_seen", "实地调查", Kind.YESNO, "CP10", width=10),
        _finding("extent_true", "范围属实", ("属实", "部分属实", "不属实"), "数量、金额是否属实。"),
        Column("quantity_found", "核实数量", Kind.COUNT, "CP10", required=_INVESTIGATED, at_least=0),
        Column("amount_found", "核实金额", Kind.MONEY, "CP10", at_least=0),
        Column("ground_justified", "理由正当", Kind.YESNO, "CP10", required=_INVESTIGATED, width=10),
        _finding("cause_kind", "原因类别", CAUSES),
        _finding("cause_found", "原因调查"),
        _finding("analysis", "调查分析"),
        _finding("demand_reasonable", "要求正当", ("正当", "部分正当", "不正当")),
        _finding("other", "其它事项", note="没有的写“无”。", width=20),
        Column("investigator", "调查人", Kind.CHOICE, "CP10", owner=STEP, choices=STAFF, required=_INVESTIGATED, width=10),
        Column("investigated_at", "调查完成", Kind.DATETIME, "CP10", owner=STEP),
        *(Column(name, header, article="CP17", required=_REPORTED, width=28 if name != "responsible" else 14)
          for name, header in REPORT_PARTS.items()),
        Column("reported_by", "报告人", Kind.CHOICE, "CP17", owner=STEP, choices=STAFF, required=_REPORTED, width=10),
        Column("reported_at", "报告时间", Kind.DATETIME, "CP17", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "已报告"), "grey"),))

CARD, REPORT = "投诉记录卡", "调查报告"
SIXTH, THIRD = "第六联收件", "第三联收件"
"""Final holders that a dated setting decides."""


@dataclass(frozen=True)
class Copy:
    """One copy of a paper: which part of it, its name, its final holder, and the moment of the case that sends it there."""

    part: str
    title: str
    final: str
    sent: str
    way: str


CARD_COPIES = (
    Copy("第一联", "存根", MARKETING, "routed_at", "市场营销部留存备查"),
    Copy("第二联", "通知", QUALITY, "routed_at", "市场营销部连同第四至七联送质量管理科"),
    Copy("第三联", "通知副本", SUPERIOR, "routed_at", "市场营销部呈报上级主管"),
    Copy("第四联", "调查", UNIT, "unit_at", "质量管理科连同第五联交受理单位"),
    Copy("第五联", "调查报告", QUALITY, "report_checked_at", "受理单位调查后交质量管理科"),
    Copy("第六联", "答复", SIXTH, "quality_at", "质量管理科审核后连同调查报告回复"),
    Copy("第七联", "审核", HEAD, "quality_at", "质量管理科呈报部主管审核"),
)
"""CP16: the seven copies of the card."""

REPORT_COPIES = (
    Copy("第一联", "存根", UNIT, "reported_at", "受理单位留存备查"),
    Copy("第二联", "报告", QUALITY, "report_checked_at", "受理单位连同第三、四联交质量管理科"),
    Copy("第三联", "答复", THIRD, "quality_at", "质量管理科连同记录卡第六联交营业单位"),
    Copy("第四联", "审核", HEAD, "quality_at", "质量管理科连同记录卡第七联呈报部主管"),
)
"""CP18: the four copies of the report."""

COPIES_OF: Mapping[str, tuple[Copy, ...]] = {CARD: CARD_COPIES, REPORT: REPORT_COPIES}
LEADERS_COPIES = ("第一联", "第二联", "第三联")
"""The copies that a card sent to the management consists of: nobody investigates, so 4 to 7 aren't made out."""

COPY_STATES = States("经手中", (
    ("作废", Filled("void_at")),
    ("在途", Filled("sent_at") & ~Filled("received_at")),
    ("已到位", Same("holder", "final")),
))
_ON_ITS_WAY: Condition = Filled("sent_at")

CASE_COPIES = Sheet(
    "case_copies", "联次流转", "copy_no", article="CP16", number="LC", responsible="holder", role="市场营销部",
    leaves=Leaves(Is("state", "已到位", "作废"), parent="case_no"),
    order=(("sent_at", "received_at"),),
    columns=(
        Column("copy_no", "联次编号", article="CP16", owner=STEP, required=True, unique=True, width=15),
        Column("state", "状态", Kind.CHOICE, "CP16", owner=FORMULA, formula=COPY_STATES.formula("copy_no"), width=10),
        Column("case_no", "投诉编号", article="CP16", owner=STEP, required=True, ref=Ref("cases"), width=15),
        Column("paper", "单据", Kind.CHOICE, "CP16", owner=STEP, required=True, choices=(CARD, REPORT)),
        Column("part", "联次", Kind.CHOICE, "CP16", owner=STEP, required=True,
               choices=tuple(copy.part for copy in CARD_COPIES), width=10),
        Column("title", "名称", article="CP16", owner=STEP, required=True, width=11),
        Column("holder", "现在持有", article="CP16", owner=STEP, required=True, note="在途的，写交出的一方，签收以后才换。"),
        Column("final", "最后持有", article="CP16", owner=STEP, required=True),
        Column("sent_to", "送往", article="CP16", owner=STEP, required=_ON_ITS_WAY),
        Column("sent_by", "交出人", Kind.CHOICE, "CP16", owner=STEP, choices=STAFF, required=_ON_ITS_WAY, width=10),
        Column("sent_at", "交出时间", Kind.DATETIME, "CP16", owner=STEP),
        Column("received_by", "签收人", Kind.CHOICE, "CP16", owner=STEP, choices=STAFF, required=Filled("received_at"), width=10),
        Column("received_at", "签收时间", Kind.DATETIME, "CP16", owner=STEP),
        Column("way", "经过", article="CP16", owner=STEP, width=44),
        Column("void_at", "作废时间", Kind.DATETIME, "CP16", owner=STEP),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "在途"), "amber", ("state", "holder", "sent_to")), Colour(Is("state", "已到位", "作废"), "grey")))
