"""The checks of the register of companies, one module for each part of it."""

from __future__ import annotations

from automation.customers.rules import cards, doubles, endings, openings, originals, rounds
from automation.customers.rules.table import RULES

__all__ = ["RULES", "cards", "doubles", "endings", "openings", "originals", "rounds"]
