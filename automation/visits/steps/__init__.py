"""The steps (办理事项) of visits to dealers; ``STEPS`` is the table of all of them."""

from __future__ import annotations

# The order of the imports is the order of the buttons.
# ruff: noqa: I001
from automation.visits.steps import planning, visiting, upshots, gifts, months
from automation.visits.steps.table import STEPS

__all__ = ["STEPS", "gifts", "months", "planning", "upshots", "visiting"]
