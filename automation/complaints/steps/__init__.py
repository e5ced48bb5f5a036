"""The steps (办理事项) of complaint cases; ``STEPS`` is the table of all of them."""

from __future__ import annotations

# The order of the imports is the order of the buttons.
# ruff: noqa: I001
from automation.complaints.steps import receiving, ruling, handling, ending, signing, money
from automation.complaints.steps.table import STEPS

__all__ = ["STEPS", "ending", "handling", "money", "receiving", "ruling", "signing"]
