"""The examples in the docstrings of the complaint rules are their tests."""

from __future__ import annotations

import pytest

from automation.complaints.rules import RULES
from automation.core.examples import try_example
from tests.complaints.office import ARTICLES, CATALOGUE

CASES = [(rule, example) for rule in RULES for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), CASES, ids=lambda case: getattr(case, "id", None) or case.text[:60])
def test_example(rule, example) -> None:
    found = try_example(rule, example, CATALOGUE, ARTICLES)
    assert bool(found) != example.passes, found
    for finding in found:
        assert "{" not in finding.message and "nan" not in finding.message.lower(), finding.message
