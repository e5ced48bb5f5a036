"""The steps (办理事项) of customers' suggestions; ``STEPS`` is the table of all of them."""

from __future__ import annotations

# The order of the imports is the order of the buttons.
# ruff: noqa: I001
from automation.suggestions.steps import receiving, studying, answering, sharing, planning, commending
from automation.suggestions.steps.table import STEPS

__all__ = ["STEPS", "answering", "commending", "planning", "receiving", "sharing", "studying"]
