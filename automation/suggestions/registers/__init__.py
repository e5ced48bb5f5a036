"""The register of customers' suggestions: one workbook, as one desk (市场营销部) writes it."""

from __future__ import annotations

from automation.core.schema import Register
from automation.suggestions.registers.common import REGISTER
from automation.suggestions.registers.desks import PROPOSAL_DESKS
from automation.suggestions.registers.plans import NOTICES, PLANS
from automation.suggestions.registers.proposals import PROPOSALS, STUDIES
from automation.suggestions.registers.results import COMMENDATIONS, SETTLEMENTS

SUGGESTIONS_REGISTER = Register(
    "suggestions", REGISTER, (PROPOSALS, STUDIES, PLANS, NOTICES, SETTLEMENTS, COMMENDATIONS), article="SG5.2", calendar=True,
    limits=PROPOSAL_DESKS.articles, keeper="市场营销部")

REGISTERS = (SUGGESTIONS_REGISTER,)
