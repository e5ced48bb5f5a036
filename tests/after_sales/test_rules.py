"""The examples in the rules' docstrings are their tests."""

from __future__ import annotations

import pytest

from automation.core.examples import try_example
from automation.desk import house

CASES = [(rule, example) for rule in house.rules() for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), CASES, ids=lambda case: getattr(case, "id", None) or case.text[:60])
def test_example(rule, example) -> None:
    found = try_example(rule, example, house.catalogue(), house.articles())
    assert bool(found) != example.passes, found
    for finding in found:
        assert "{" not in finding.message and "nan" not in finding.message.lower(), finding.message
