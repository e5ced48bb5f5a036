"""The registers of after-sales service: one module for each writing desk."""

from __future__ import annotations

from automation.after_sales.registers.calls import CALLS_REGISTER
from automation.after_sales.registers.contracts import CONTRACTS_REGISTER
from automation.after_sales.registers.goods import GOODS_REGISTER
from automation.after_sales.registers.reports import REPORTS_REGISTER
from automation.after_sales.registers.surveys import SURVEYS_REGISTER

REGISTERS = (CALLS_REGISTER, REPORTS_REGISTER, SURVEYS_REGISTER, GOODS_REGISTER, CONTRACTS_REGISTER)
