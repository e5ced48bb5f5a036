"""Checking (核对): every rule over every register, all findings at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from automation.core.books import Books
from automation.core.findings import Finding, Severity, article_order
from automation.core.rules import Rule, findings


def check(rules: Iterable[Rule], books: Books, told: Callable[[Rule], None] = lambda rule: None) -> list[Finding]:
    """Run the rules; ``told`` hears of each one before it runs. Findings come in the order of articles and places."""
    found: list[Finding] = []
    for rule in rules:
        told(rule)
        found += findings(rule, books)
    return sorted(found)


def by_article(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by article, in the order in which regulations and chapters count."""
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        groups.setdefault(finding.article, []).append(finding)
    return dict(sorted(groups.items(), key=lambda item: article_order(item[0])))


def by_person(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings by the person who mends them, most first."""
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        groups.setdefault(finding.person or "（未指定）", []).append(finding)
    return dict(sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])))


def count(found: Iterable[Finding], severity: Severity) -> int:
    """How many findings weigh this much."""
    return sum(finding.severity is severity for finding in found)
