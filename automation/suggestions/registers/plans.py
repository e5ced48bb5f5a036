"""半年目标 and 目标通知: the half year's targets with the plan for collecting proposals, and who was told of it (SG4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from automation.core.basics import PARTNER, STAFF, USER
from automation.core.conditions import Filled, Is
from automation.core.dates import months_after
from automation.core.schema import Colour, Column, Formula, Kind, Owner, Pattern, Ref, Sheet, States
from automation.suggestions.registers.common import FIRST, KINDS, SECOND

STEP, FORMULA = Owner.STEP, Owner.FORMULA

HALF = Pattern(rf"[12]\d{{3}}({FIRST}|{SECOND})", "请写成 2026上半年 这样", ((r"\s|年(?=[上下])", ""),))
"""How a half year is written."""


def half_of(day: date, after: int = 0) -> str:
    """The half year of a day, or the ``after``-th following one: ``2026上半年``."""
    year, place = divmod(day.year * 2 + (day.month > 6) + after, 2)
    return f"{year}{(FIRST, SECOND)[place]}"


def half_span(half: str) -> tuple[date, date]:
    """The first and the last day of a half year, written as :data:`HALF` says."""
    first = date(int(half[:4]), 7 if half.endswith(SECOND) else 1, 1)
    following = months_after(first, 6)
    assert following is not None
    return first, following - timedelta(days=1)


def _total(row: Mapping[str, Any], _: Any) -> int | None:
    counts = [row.get(name) for name in KINDS]
    return None if all(count is None for count in counts) else sum(count or 0 for count in counts)


PLAN_STATES = States("待批准", (("已通知", Filled("told_at")), ("待通知", Filled("approved_at"))))

PLANS = Sheet(
    "suggestion_plans", "半年目标", "half", article="SG4", responsible="made_by", role="市场营销部",
    order=(("made_at", "approved_at", "told_at"),),
    columns=(
        Column("half", "半年", article="SG4", required=True, unique=True, pattern=HALF, note="写成 2026上半年 这样。", width=13),
        Column("state", "状态", Kind.CHOICE, "SG4", owner=FORMULA, formula=PLAN_STATES.formula("made_at"), width=10),
        *(Column(name, f"{title}目标", Kind.COUNT, "SG4", required=True, at_least=0, note="件。", width=13)
          for name, title in KINDS.items()),
        Column("total", "目标合计", Kind.COUNT, "SG4", owner=FORMULA, width=10, formula=Formula(
            f'IF(COUNT({",".join(f"{{{name}}}" for name in KINDS)})=0,"",SUM({",".join(f"{{{name}}}" for name in KINDS)}))', _total)),
        Column("topics", "重点课题", article="SG4", required=True, width=30, note="这半年特别想听到哪方面的提案。"),
        Column("plan", "收集计划", article="SG4", required=True, width=44, note="用什么办法、由谁、在什么时候收集。"),
        Column("made_by", "拟定人", Kind.CHOICE, "SG4", owner=STEP, required=True, choices=STAFF, width=10),
        Column("made_at", "拟定时间", Kind.DATETIME, "SG4", owner=STEP, required=True),
        Column("approved_by", "批准人", Kind.CHOICE, "SG4", owner=STEP, choices=STAFF, required=Filled("approved_at"), width=10),
        Column("approved_at", "批准时间", Kind.DATETIME, "SG4", owner=STEP),
        Column("told_by", "通知人", Kind.CHOICE, "SG4", owner=STEP, choices=STAFF, required=Filled("told_at"), width=10),
        Column("told_at", "通知时间", Kind.DATETIME, "SG4", owner=STEP, note="通知发给全部客户的时间。"),
        Column("note", "备注", width=20),
    ),
    colours=(Colour(Is("state", "待批准", "待通知"), "amber", ("half", "state")),))

EVERYBODY = "全部用户"
POSTED = "公告"

NOTICES = Sheet(
    "plan_notices", "目标通知", "notice_no", article="SG4", number="TZ", responsible="sent_by", role="市场营销部",
    columns=(
        Column("notice_no", "通知编号", article="SG4", owner=STEP, required=True, unique=True, width=15),
        Column("half", "半年", article="SG4", owner=STEP, required=True, ref=Ref("suggestion_plans", shared=True), width=13),
        Column("audience", "通知对象", Kind.CHOICE, "SG4", owner=STEP, required=True, choices=(EVERYBODY, PARTNER, USER),
               note="用户很多，用公告通知全部用户；往来企业逐家寄信。"),
        Column("user_no", "用户编号", article="SG4", owner=STEP, ref=Ref("users"), required=Is("audience", USER), width=14),
        Column("firm_no", "往来企业编号", article="SG4", owner=STEP, ref=Ref("firms"), required=Is("audience", PARTNER), width=14),
        Column("customer", "客户名称", article="SG4", owner=STEP, required=True, width=20),
        Column("address", "地址", article="SG4", owner=STEP, required=Is("audience", PARTNER, USER), width=28),
        Column("way", "通知方式", Kind.CHOICE, "SG4", owner=STEP, required=True, choices=("函寄", POSTED, "当面送交")),
        Column("where", "公告地点", article="SG4", owner=STEP, required=Is("way", POSTED), width=24),
        Column("sent_by", "通知人", Kind.CHOICE, "SG4", owner=STEP, required=True, choices=STAFF, width=10),
        Column("sent_at", "通知时间", Kind.DATETIME, "SG4", owner=STEP, required=True),
        Column("note", "备注", width=20),
    ))
