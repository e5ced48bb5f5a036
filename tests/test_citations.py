"""Every article is answered for, and nothing cites an article that doesn't exist."""

from __future__ import annotations

import re
from collections import Counter
from importlib import import_module
from importlib.util import find_spec

import pytest

from automation.desk import handbook, house
from tests.support import shared


def clauses() -> set[str]:
    """The ids that the clause table asks for, of the regulations that are in the house."""
    prefixes = tuple(law.prefix for law in house.articles().regulations)
    rows = shared("regulations", "clauses.md").read_text(encoding="utf8").splitlines()
    found = set()
    for row in rows:
        if match := re.match(r"\|\s*((?:[A-Z]{2}\d+(?:\.\d+)?\s*)+)\|", row):
            found.update(id for id in match[1].split() if id.startswith(prefixes))
    return found


def test_every_clause_is_an_article() -> None:
    assert clauses() == {article.id for article in house.articles()}


@pytest.mark.parametrize("article", list(house.articles()), ids=lambda article: article.id)
def test_every_article_is_answered_for(article) -> None:
    cited = handbook.citations()[article.id]
    assert cited.answers != bool(article.by_hand), "cited by something that acts, or by hand with a reason: one of the two"


def test_rules_have_names_of_their_own() -> None:
    doubled = [name for name, count in Counter(rule.id for rule in house.rules()).items() if count > 1]
    assert not doubled


def test_steps_and_forms_have_names_of_their_own() -> None:
    for part, table in (("steps", "STEPS"), ("documents", "DOCUMENTS"), ("forms", "FORMS")):
        made = [each for name in house.SLICES if find_spec(f"automation.{name}.{part}")
                for each in getattr(import_module(f"automation.{name}.{part}"), table)]
        for names in ([each.name for each in made], [each.title for each in made]):
            assert [name for name, count in Counter(names).items() if count > 1] == [], part


@pytest.mark.parametrize("rule", [rule for rule in house.rules() if rule.examples or not rule.name.count("·")], ids=lambda rule: rule.id)
def test_every_rule_is_documented(rule) -> None:
    assert rule.demands.endswith("。"), "the first line is one Chinese sentence"
    assert any(example.passes for example in rule.examples) and any(not example.passes for example in rule.examples)
    assert rule.at in house.catalogue().sheets[rule.sheet].by_name
