"""The steps of the register of companies, in the order of the work."""

from __future__ import annotations

# The order of the imports is the order of the buttons.
# ruff: noqa: I001
from automation.customers.steps import openings, cards, rounds, loans, endings
from automation.customers.steps.table import STEPS

__all__ = ["STEPS", "cards", "endings", "loans", "openings", "rounds"]
