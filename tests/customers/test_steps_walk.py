"""Random weeks with companies: whatever steps are taken in whatever order, the register stays sound and no check objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from automation.core.data_rules import data_rules
from automation.core.findings import Finding, Severity
from automation.core.steps import Step
from automation.customers.rules import RULES
from tests.customers.office import CATALOGUE, MONDAY, PEOPLE, PERSON, TABLE, Office
from tests.support import weeks

CHECKS = [rule for rule in (*RULES, *data_rules(CATALOGUE)) if rule.severity is not Severity.NOTICE
          and CATALOGUE.register_of[rule.sheet].name == "customers"]
"""All checks of companies, but the mild word that two look alike, which chance brings about."""
RARE = {"end_dealings": 6, "pause_dealings": 4, "start_round": 12, "close_round": 3, "give_up_dealings": 6, "ask_destruction": 4,
        "lend_original": 2}
"""Steps that are drawn less often, so that companies live for a while."""


class Week(weeks.Week):
    """An office in which steps are drawn by lot."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, Office(MONDAY), TABLE, CATALOGUE, PEOPLE, PERSON, RARE, "郑凯")

    def fixed(self, step: Step, number: int) -> Mapping[str, Any]:
        agreed = self.lot.choice(("认可", "认可", "不予认可"))
        return {"name": f"企业{number}" if step.name == "open_dealings" else None, "phone": f"010-5555{number:04}", "owner": "刘洋",
                "is_dealer": self.lot.choice("是是否"), "is_supplier": self.lot.choice("是否"), "capital": None, "turnover": None,
                "expected": None, "employees": number, "endorsement": agreed, "approval": {"认可": "承认"}.get(agreed, "不予承认"),
                "round_no": None, "witness": self.lot.choice(("冯雨", "郑凯"))}


def found(office: Office) -> list[Finding]:
    return weeks.found(office, CATALOGUE, CHECKS, "郑凯")


@pytest.mark.parametrize("seed", range(3))
def test_what_steps_accept_no_check_objects_to(seed):
    week = Week(seed)
    for _ in range(3):
        for _ in range(110):
            week.step()
        assert found(week.office) == []
    assert len(week.taken) > 14, week.taken


def test_long_weeks_take_every_step():
    taken: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for seed in range(3):
        week = Week(100 + seed)
        for _ in range(300):
            week.step()
        taken += week.taken
        refused += week.refused
    assert set(TABLE) == set(taken), set(TABLE) - set(taken)
    assert len(refused) > 8, refused
