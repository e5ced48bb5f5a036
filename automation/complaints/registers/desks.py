"""Whose desk a case lies on, since when and until when (CP4, CP5): one table of desks, and the live columns made of it.

The steps, the checks, the calendar of what falls due and the sheet itself all read this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

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
from automation.core.conditions import Condition, Filled, Is
from automation.core.schema import Formula, FormulaContext, States

UNIT, UNIT_HEAD = "受理单位", "受理单位主管"
IN_TIME, TODAY, OVER = "未到期", "今天到期", "已超期"


@dataclass(frozen=True)
class Stage:
    """A stretch of a case's way: the state, whose desk, the moments it came and goes, the article and its limit.

    ``holder`` :data:`UNIT` and :data:`UNIT_HEAD` stand for the case's own handling unit (marketing where it has none);
    ``only`` says which cases come this way at all (None: all that get so far).
    """

    state: str
    holder: str
    since: str
    done: str
    article: str
    limit: str
    only: Condition | None = None


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
BY_STATE = {stage.state: stage for stage in STAGES}
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


def stage_of(row: Mapping[str, Any]) -> Stage | None:
    """The stretch of its way that a case is on; None once it has ended, or without a number."""
    return None if row.get("case_no") is None else BY_STATE.get(CASE_STATES.of(row))


def holder(row: Mapping[str, Any]) -> str | None:
    """Whose desk the case lies on now; None once it has ended."""
    stage = stage_of(row)
    if stage is None:
        return None
    if stage.holder not in (UNIT, UNIT_HEAD):
        return stage.holder
    if row.get("unit") is None:
        return MARKETING
    return row["unit"] + ("主管" if stage.holder == UNIT_HEAD else "")


def since(row: Mapping[str, Any]) -> datetime | None:
    """Since when it lies there."""
    stage = stage_of(row)
    return None if stage is None else row.get(stage.since)


def allowed(row: Mapping[str, Any], context: FormulaContext) -> int | None:
    """How many working days it may lie there: the limit in force when it came."""
    stage, came = stage_of(row), since(row)
    return None if stage is None or came is None else context.limit(stage.article, stage.limit, came.date())


def due_on(row: Mapping[str, Any], context: FormulaContext) -> date | None:
    """The last day for the desk; None for what came before the sheet's calendar begins."""
    came, days = since(row), allowed(row, context)
    if came is None or days is None:
        return None
    if context.clock.working_days(context.calendar_from - timedelta(days=1), came.date()) < 1:
        return None
    return context.clock.add_working_days(came.date(), days)


def pace(row: Mapping[str, Any], context: FormulaContext) -> str | None:
    """Whether the desk is in time, has today left, or is late."""
    last = due_on(row, context)
    if last is None:
        return None
    today = context.now.date()
    return OVER if today > last else TODAY if today == last else IN_TIME


def _by_state(of: Mapping[str, str]) -> str:
    """Excel text that picks a formula by the state; "" for states that aren't named. Alike ones are tested together."""
    groups: dict[str, list[str]] = {}
    for state, text in of.items():
        groups.setdefault(text, []).append(f'{{state}}="{state}"')
    picked = '""'
    for text, tests in reversed(groups.items()):
        test = tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
        picked = f"IF({test},{text},{picked})"
    return picked


def _holder_text(stage: Stage) -> str:
    if stage.holder == UNIT:
        return f'IF({{unit}}="","{MARKETING}",{{unit}})'
    if stage.holder == UNIT_HEAD:
        return f'IF({{unit}}="","{MARKETING}",{{unit}}&"主管")'
    return f'"{stage.holder}"'


def _limit_text(stage: Stage) -> str:
    stem = f"限_{stage.article}"
    return f"INDEX({stem}_{stage.limit},MATCH(INT({{since}}),{stem}_生效,1))"


_SINCE = _by_state({stage.state: f'IF(ISNUMBER({{{stage.since}}}),{{{stage.since}}},"")' for stage in STAGES})
_ALLOWED = _by_state({stage.state: _limit_text(stage) for stage in STAGES})
_CAME_ON = "INDEX(历_工作日序,MATCH((INT({since})+1)*86400-1,历_开始秒,1))"
_DUE = f"INT(INDEX(历_开始秒,MATCH({_CAME_ON}+{{allowed}},历_工作日序,0))/86400)"

FORMULAS = {
    "state": CASE_STATES.formula("case_no"),
    "holder": Formula(_by_state({stage.state: _holder_text(stage) for stage in STAGES}), lambda row, _: holder(row)),
    "since": Formula(_SINCE, lambda row, _: since(row)),
    "allowed": Formula(f'IF({{since}}="","",IFERROR({_ALLOWED},""))', allowed),
    "due_on": Formula(f'IF({{allowed}}="","",IFERROR({_DUE},""))', due_on),
    "pace": Formula(f'IF({{due_on}}="","",IF(INT(现在)>{{due_on}},"{OVER}",IF(INT(现在)={{due_on}},"{TODAY}","{IN_TIME}")))', pace),
}
LIMITS = tuple(dict.fromkeys(stage.article for stage in STAGES))
"""The articles whose limits the sheet looks up."""
