"""The checks of the complaint regulation, one module for each part of it."""

from __future__ import annotations

from automation.complaints.rules import answers, copies, handling, money, receipt, ways
from automation.complaints.rules.table import RULES

__all__ = ["RULES", "answers", "copies", "handling", "money", "receipt", "ways"]
