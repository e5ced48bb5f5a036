"""The register of the companies dealt with: one workbook, as one desk (市场营销部) writes it."""

from __future__ import annotations

from automation.core.schema import Register
from automation.customers.registers.dealings import CHANGES, OPENINGS
from automation.customers.registers.endings import DESTRUCTIONS, PAST, PAUSED
from automation.customers.registers.firms import FIRM_LIST, FIRMS
from automation.customers.registers.upkeep import LOANS, ROUND_SHEETS, ROUNDS

CUSTOMERS_REGISTER = Register(
    "customers", "交易往来客户名簿",
    (FIRMS, FIRM_LIST, OPENINGS, CHANGES, ROUNDS, ROUND_SHEETS, LOANS, PAUSED, PAST, DESTRUCTIONS), article="CU1", keeper="市场营销部")

REGISTERS = (CUSTOMERS_REGISTER,)
