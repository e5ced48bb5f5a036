"""The register of complaints: one workbook, as one desk (市场营销部) writes it."""

from __future__ import annotations

from automation.complaints.registers.cases import CASES
from automation.complaints.registers.common import REGISTER
from automation.complaints.registers.desks import CASE_DESKS
from automation.complaints.registers.money import CASE_AMOUNTS, CASE_MONTHS
from automation.complaints.registers.papers import CASE_COPIES, INVESTIGATIONS
from automation.core.schema import Register

COMPLAINTS_REGISTER = Register(
    "complaints", REGISTER, (CASES, INVESTIGATIONS, CASE_COPIES, CASE_AMOUNTS, CASE_MONTHS), article="CP8", calendar=True,
    limits=CASE_DESKS.articles, keeper="市场营销部")

REGISTERS = (COMPLAINTS_REGISTER,)
