"""Steps and checks can't drift: what steps accept, the nightly check finds nothing to say about."""

from __future__ import annotations

import pytest

from automation.after_sales.rules import RULES
from automation.core.books import Books
from automation.core.data_rules import data_rules
from automation.core.examples import ExampleSheet
from automation.core.findings import Finding
from automation.core.rules import findings
from tests.after_sales.office import CATALOGUE, Office
from tests.after_sales.test_steps_walk import Day

CHECKS = [rule for rule in (*RULES, *data_rules(CATALOGUE)) if not rule.id.endswith(" written_up_afterwards")]
"""All checks but the mild word about calls that were written up afterwards, which 补记 is there to cause."""


def found(office: Office) -> list[Finding]:
    """What the nightly check would say at this moment."""
    data = {}
    for name, sheet in CATALOGUE.sheets.items():
        rows = office.memory.rows(name)
        data[name] = ExampleSheet(sheet, {column.name: [row[column.name] for row in rows] for column in sheet.columns}, len(rows))
    books = Books(CATALOGUE, office.desk("孙丽").department, data)
    return [finding for rule in CHECKS for finding in findings(rule, books)]


@pytest.mark.parametrize("seed", range(4))
def test_what_steps_accept_on_a_day_no_check_objects_to(seed):
    day = Day(seed, minutes=(1, 2))
    for _ in range(2):
        for _ in range(100):
            day.step()
        assert found(day.office) == []
    assert len(day.taken) > 20
