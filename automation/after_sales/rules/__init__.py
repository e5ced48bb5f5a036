"""The checks of the after-sales regulation, one module for each part of it."""

from __future__ import annotations

from automation.after_sales.rules import calls, contracts, contradictions, fees, goods, kinds, reports, surveys
from automation.after_sales.rules.table import RULES

__all__ = ["RULES", "calls", "contracts", "contradictions", "fees", "goods", "kinds", "reports", "surveys"]
