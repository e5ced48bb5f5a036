"""The table that all after-sales checks are declared in."""

from __future__ import annotations

from automation.core.rules import Rules

RULES = Rules()
rule = RULES.rule
