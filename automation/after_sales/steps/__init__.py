"""The steps (办理事项) of after-sales service; ``STEPS`` is the table of all of them."""

from __future__ import annotations

# The order of the imports is the order of the buttons.
# ruff: noqa: I001
from automation.after_sales.steps import calls, visits, backfilling, vouchers, goods, reports, surveys, contracts
from automation.after_sales.steps.table import STEPS

__all__ = ["STEPS", "backfilling", "calls", "contracts", "goods", "reports", "surveys", "visits", "vouchers"]
