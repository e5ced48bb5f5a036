"""The forms of visits that travel and come back filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.core.fillable.declare import FillForms
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.visits.registers.common import ACTIVITIES, MONTHLY, QUARTERLY, YEARLY, period_of
from automation.visits.registers.upshots import CONSULTED

FORMS = FillForms()
form = FORMS.form
_PLAN = ("made_by", "level", "period", "policy", "products", "key_topics", "special_topics")
_VISIT = ("firm_no", "planned_on", "visitor", "aim")


def _plan(level: str, name: str, words: str) -> None:
    def known(row: Row, desk: Desk) -> Mapping[str, Any]:
        return {"made_by": row.key, "level": level, "period": period_of(level, desk.now.date())}
    known.__name__, known.__doc__ = name, words
    form(f"{level}巡访计划", "VS5 VS4", begins="make_plan", step="plan_visit", link="plan_no", about="people", by="made_by", lines=16,
         asks=_PLAN, line_asks=_VISIT)(known)


_plan(YEARLY, "yearly_plan_form", "请写明全年的重点推销商品、重点调查项目和特别调查项目，已经定下的巡访一行写一次，报上级批准。")
_plan(QUARTERLY, "quarterly_plan_form", "请写明这一季的重点推销商品、重点调查项目和特别调查项目，已经定下的巡访一行写一次，报上级批准。")
_plan(MONTHLY, "monthly_plan_form", "请写明这个月的重点和每一次具体的巡访：去哪个经销商、哪一天、谁去、为什么去，报上级批准。")


@form("巡访日报表", "VS9 VS3.1 VS3.2 VS3.3", step="enter_visit", about="firms", by="visitor",
      shows=("firm_no", "name", "grade", "area", "address", "phone"),
      asks=("visitor", "firm_no", "line_no", "started_at", "ended_at", "met", "card_with", "business", "stock", "purchases", "sales",
            "criticism", "suggestion", "hope", "complaint", "market", "rivals", "policies", *ACTIVITIES, "effect", "matters", "course",
            "result", "other", "tech_problem", "urgent_kind", "own_reason"))
def visit_form(row: Row, desk: Desk) -> Mapping[str, Any]:
    """每巡访一家填一份，当天交回；没有的写“无”，做过的活动选“是”，客户卡核对过的选“是”。"""
    return {"firm_no": row.key, "visitor": row.visitor}


@form("征询卡", "VS3.2", step="return_consult_card", about="consult_cards", by="巡访人员",
      shows=("consult_no", "customer", "model", "handed_by"), asks=(*CONSULTED, "usage", "wishes", "answered_by"))
def consult_form(row: Row, desk: Desk) -> Mapping[str, Any]:
    """感谢您经销本公司的商品。请逐项选择，并写下您的使用意见、希望和要求。"""
    return {}


@form("赠送礼品预算申请表", "VS6", begins="request_gift", step="add_gift_line", link="gift_no", about="firms", by="asked_by", lines=8,
      shows=("firm_no", "name", "grade", "area"), asks=("asked_by", "firm_no", "occasion", "special", "needed_on"),
      line_asks=("item", "count", "price", "note"))
def gift_form(row: Row, desk: Desk) -> Mapping[str, Any]:
    """请写明用途和这位客户的特殊理由，礼品一样一行：名称、数量、单价，送区域销售主管初审、上级主管批准。"""
    return {"firm_no": row.key}
