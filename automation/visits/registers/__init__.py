"""The register of visits (巡访登记簿): one workbook, as one desk (区域销售主管) writes it."""

from __future__ import annotations

from automation.core.schema import Register
from automation.visits.registers.gifts import GIFT_LINES, GIFTS
from automation.visits.registers.plans import PLAN_LINES, PLANS
from automation.visits.registers.reports import VISIT_DAYS, VISIT_MONTHS, VISITS
from automation.visits.registers.upshots import CONSULT_CARDS, TECH_HELPS, URGENT_REPORTS

VISITS_REGISTER = Register(
    "visits", "巡访登记簿",
    (PLANS, PLAN_LINES, VISITS, VISIT_DAYS, CONSULT_CARDS, URGENT_REPORTS, TECH_HELPS, GIFTS, GIFT_LINES, VISIT_MONTHS),
    article="VS9", keeper="区域销售主管")

REGISTERS = (VISITS_REGISTER,)
