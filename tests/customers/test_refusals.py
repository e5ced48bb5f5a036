"""What a step with companies refuses, done by hand all the same, the nightly check finds."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from automation.core.steps import state_of
from tests.customers.office import CATALOGUE, Office
from tests.customers.test_steps_walk import Week, found
from tests.support.weeks import by_hand, copied, out_of_turn, own_cells, typed_over

HARMLESS = {
    "处理原件": "an original that is in order may be mended again",
    "申请销毁": "what is asked for waits for its approval all the same",
}
"""Steps that, out of turn, can leave nothing that an article forbids; each with the reason."""


@pytest.mark.parametrize("seed", range(2))
def test_what_a_state_forbids_is_found_when_done_by_hand(seed):
    week = Week(seed)
    for _ in range(260):
        week.step()
    morrow = week.office.now + timedelta(days=1)
    usual, seen = _places(_copied(week.office, morrow)), Counter[str]()
    for step, row in out_of_turn(week):
        changes = by_hand(week, step, row, morrow)
        if not any(own_cells(change, CATALOGUE) for change in changes):
            continue
        wronged = _copied(week.office, morrow)
        wronged.memory.apply(changes, wronged.desk("郑凯"))
        noticed = bool(_places(wronged) - usual) or typed_over(changes, CATALOGUE)
        assert noticed or step.title in HARMLESS, (step.title, state_of(row), changes)
        seen[step.title] += noticed
    assert sum(seen.values()) >= 5 and len(seen) > 4, seen


def _copied(office: Office, now: datetime) -> Office:
    other = Office(now)
    other.memory, other.now = copied(office.memory), now
    return other


def _places(office: Office) -> set[tuple[str, str, str]]:
    return {(finding.rule, finding.key, finding.cell) for finding in found(office)}
