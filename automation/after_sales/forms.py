"""The forms of after-sales service that travel and come back filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.after_sales.registers.surveys import RATINGS
from automation.core.fillable.declare import FillForms
from automation.core.rows import Row
from automation.core.steps import Desk

FORMS = FillForms()
form = FORMS.form


@form("客户意见调查卡", "AS3.1 AS3.3 AS3.4", step="return_card", about="cards", by="市场营销部",
      shows=("card_no", "call_no", "customer", "served_on", "technician"),
      asks=(*RATINGS, "opinion_kind", "opinion"), assumed={"grave": "一般"})
def survey_card_form(row: Row, desk: Desk) -> Mapping[str, Any]:
    """感谢您选用本公司的商品。请就这次服务逐项选择，有建议或抱怨请写明，我们都会答复。"""
    return {}


@form("技术人员工作日报表", "AS2.9", step="report_work", about="people", by="technician", ends="submit_day", lines=12,
      asks=("technician", "day"), line_asks=("work_kind", "call_no", "repair_hours", "travel_hours", "note"))
def technician_day_form(row: Row, desk: Desk) -> Mapping[str, Any]:
    """请把当天做的每一件工作写一行：类别、叫修编号、修护工时和路程工时，送请主管核阅。"""
    return {"technician": row.key, "day": desk.now.date()}
