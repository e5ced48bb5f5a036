"""The checks of the regulation on visits, one module for each part of it."""

from __future__ import annotations

from automation.visits.rules import dealers, gifts, months, plans, reports, upshots, urgent
from automation.visits.rules.table import RULES

__all__ = ["RULES", "dealers", "gifts", "months", "plans", "reports", "upshots", "urgent"]
