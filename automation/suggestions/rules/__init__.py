"""The checks of the suggestion regulation, one module for each part of it."""

from __future__ import annotations

from automation.suggestions.rules import answers, commendations, plans, receipt, sharing, studies
from automation.suggestions.rules.table import RULES

__all__ = ["RULES", "answers", "commendations", "plans", "receipt", "sharing", "studies"]
