"""Whose desk a case lies on, since when and until when (CP4, CP5): one table of desks, and the live columns made of it."""

from __future__ import annotations

from automation.complaints.registers.common import (
    ACCEPTED,
    CARE,
    HEAD,
    LEADERS,
    MARKETING,
    QUALITY,
    REFUSED,
    SALES,
    SUPERIOR,
    TO_LEADERS,
    TO_QUALITY,
    TO_SALES,
)
from automation.core.conditions import Filled, Is
from automation.core.desks import Desks, Stage
from automation.core.schema import Formula, States

UNIT, UNIT_HEAD = "受理单位", "受理单位主管"
"""Desks that stand for the case's own handling unit and who supervises there; marketing where a case has no unit."""

STAGES = (
    Stage("待确认理由", MARKETING, "received_at", "ground_at", "CP7", "确认工作日"),
    Stage("待裁定", SUPERIOR, "ground_at", "ruled_at", "CP7", "裁定工作日"),
    Stage("待婉答", MARKETING, "ruled_at", "replied_at", "CP7", "婉答工作日", Is("ruling", REFUSED)),
    Stage("待填卡", MARKETING, "ruled_at", "routed_at", "CP8", "填卡工作日", Is("ruling", ACCEPTED)),
    Stage("待领导裁定", LEADERS, "routed_at", "opinion_checked_at", "CP8", "领导裁定工作日", Is("route", TO_LEADERS)),
    Stage("待内销办理", SALES, "routed_at", "opinion_checked_at", "CP8", "内销办理工作日", Is("route", TO_SALES)),
    Stage("待提单位", CARE, "routed_at", "proposed_at", "CP6", "提单位工作日", Is("route", TO_QUALITY)),
    Stage("待定单位", QUALITY, "proposed_at", "unit_at", "CP9", "定单位工作日"),
    Stage("调查中", UNIT, "unit_at", "investigated_at", "CP10", "调查工作日"),
    Stage("待写报告", UNIT, "investigated_at", "reported_at", "CP11", "报告工作日"),
    Stage("待审报告", UNIT_HEAD, "reported_at", "report_checked_at", "CP11", "报告审核工作日"),
    Stage("待质量审核", QUALITY, "report_checked_at", "quality_at", "CP12", "质量审核工作日"),
    Stage("待部主管审核", HEAD, "quality_at", "head_at", "CP12", "部主管工作日"),
    Stage("待处理意见", UNIT, "head_at", "opinion_at", "CP13", "意见工作日"),
    Stage("待审意见", UNIT_HEAD, "opinion_at", "opinion_checked_at", "CP13", "意见审核工作日"),
    Stage("待书面答复", UNIT, "opinion_checked_at", "replied_at", "CP14", "答复工作日"),
    Stage("待防范", UNIT, "replied_at", "prevented_at", "CP4", "防范工作日", Is("ruling", ACCEPTED)),
    Stage("待结案", MARKETING, "prevented_at", "closed_at", "CP5", "结案工作日"),
)
ENDED = ("已结案", "不予受理", "已撤诉", "已并案", "已重开")

CASE_STATES = States("待确认理由", (
    ("已并案", Filled("merged_into")),
    ("已重开", Filled("reopened_as")),
    ("已撤诉", Filled("withdrawn_at")),
    ("已结案", Filled("closed_at")),
    ("待结案", Filled("prevented_at")),
    ("不予受理", Filled("replied_at") & Is("ruling", REFUSED)),
    ("待防范", Filled("replied_at")),
    ("待书面答复", Filled("opinion_checked_at")),
    ("待审意见", Filled("opinion_at")),
    ("待处理意见", Filled("head_at")),
    ("待部主管审核", Filled("quality_at")),
    ("待质量审核", Filled("report_checked_at")),
    ("待审报告", Filled("reported_at")),
    ("待写报告", Filled("investigated_at")),
    ("调查中", Filled("unit_at")),
    ("待定单位", Filled("proposed_at")),
    ("待领导裁定", Filled("routed_at") & Is("route", TO_LEADERS)),
    ("待内销办理", Filled("routed_at") & Is("route", TO_SALES)),
    ("待提单位", Filled("routed_at")),
    ("待填卡", Is("ruling", ACCEPTED)),
    ("待婉答", Is("ruling", REFUSED)),
    ("待裁定", Filled("ground_at")),
))

CASE_DESKS = Desks("case_no", CASE_STATES, STAGES, {
    UNIT: Formula(f'IF({{unit}}="","{MARKETING}",{{unit}})', lambda row, _: row.get("unit") or MARKETING),
    UNIT_HEAD: Formula(f'IF({{unit}}="","{MARKETING}",{{unit}}&"主管")',
                       lambda row, _: f"{row['unit']}主管" if row.get("unit") else MARKETING)})
