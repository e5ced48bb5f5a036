"""The table that all checks of suggestions are declared in."""

from __future__ import annotations

from automation.core.rules import Rules

RULES = Rules()
rule = RULES.rule
