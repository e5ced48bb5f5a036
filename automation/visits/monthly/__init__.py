"""《每月巡访情况报告书》 (VS10): a month's figures of visits for each area's supervisor, as a workbook and a page."""

from __future__ import annotations

from automation.core.monthly import MonthlyStatistics
from automation.visits.monthly.book import workbook
from automation.visits.monthly.facts import in_charge
from automation.visits.monthly.figures import ARTICLE, TITLE, reckon
from automation.visits.monthly.page import page

MONTHLY = (MonthlyStatistics("visits", TITLE, ARTICLE, "visit_months", "file_visit_month",
                             ("visits", "visit_plan_lines", "visit_plans", "consult_cards", "urgent_reports", "tech_helps", "gift_requests",
                              "visit_months"), reckon, workbook, page, in_charge),)
