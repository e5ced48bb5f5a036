"""Random weeks of suggestions: whatever steps are taken in whatever order, the register stays sound and no check objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from automation.core.data_rules import data_rules
from automation.core.rows import Row
from automation.core.steps import Step
from automation.suggestions.registers.common import ADOPTED, REJECTED
from automation.suggestions.registers.plans import half_of
from automation.suggestions.rules import RULES
from tests.suggestions.office import CATALOGUE, FIRM, PEOPLE, STORES, TABLE, UNIT, Office
from tests.support.wandering import Wander, noticed, out_of_turn, places

CHECKS = [rule for rule in (*RULES, *data_rules(CATALOGUE))
          if CATALOGUE.register_of[rule.sheet].name in ("suggestions", "after_sales_surveys") and rule.name != "plan_late"]
"""All checks of suggestions, but that plans come before their half year: random weeks begin in the middle of one."""
RARE = {"stop_proposal": 30, "put_off_implementation": 8, "report_schedule": 4, "plan_half": 30, "fix_saving": 2,
        "tell_one": 12, "ask_commendation": 8, "settle": 2, "close_proposal": 6}
"""Steps that are drawn less often, so that most proposals get to their end."""
DRAWN = {name: step for name, step in TABLE.items() if step.sheet != "visits"}
"""No dealer is visited in these weeks."""
YEARS = (datetime(2026, 3, 2, 9), datetime(2027, 7, 5, 9))
"""When the random weeks are: the first ones, and those after the first year of benefit is over."""
BEFORE = {"suggestion_plans": [{"half": "2026上半年", "standard": 1, "logistics": 1, "materials": 1, "service": 1, "others": 1,
                                "topics": "防冻", "plan": "随卡", "made_by": "郑凯", "made_at": datetime(2025, 12, 1, 9)}]}


def answering(wander: Wander, step: Step, row: Row) -> Mapping[str, Any]:
    """What lots can't say; "" is who takes the step."""
    lot, office = wander.lot, wander.office
    number = lot.randrange(6)
    today = office.now.date()
    who = lot.choice(("用户", "用户", "往来企业"))
    fixed: dict[str, Any] = {
        "customer_kind": who, "user_no": None, "firm_no": FIRM["firm_no"] if who == "往来企业" else None, "customer": f"客户{number}",
        "phone": f"0106000000{number}", "address": "某街", "area": "海淀区", "title": f"提案{lot.randrange(400)}",
        "unit": lot.choice((UNIT, STORES)), "implement_unit": None, "adopted": lot.choice((ADOPTED, ADOPTED, REJECTED)),
        "feasible_on": today + timedelta(days=lot.randint(-1, 40)), "schedule_on": today + timedelta(days=lot.randint(-1, 60)),
        "implement_on": today + timedelta(days=lot.randint(0, 9)), "benefit": Decimal(lot.randint(0, 99999)) / 100, "saving": Decimal(500),
        "half": lot.choice(("2026上半年", half_of(today), half_of(today, 1), "上半年")),
        "to_on": today - timedelta(days=lot.randint(-1, 2)), "channel": None, "from_on": None}
    if step.name == "put_off_implementation":
        fixed["implement_on"] = (row.implement_on or today) + timedelta(days=lot.randint(0, 9))
    if step.name == "tell_one":
        fixed |= {"firm_no": FIRM["firm_no"] if number < 2 else None, "user_no": _user(office) if number > 1 else None}
    if step.name == "ask_commendation":
        fixed |= {"user_no": _user(office) if who == "用户" else None, "half": lot.choice(("2026上半年", half_of(today, -1)))}
    if step.name == "settle":
        fixed["to_on"] = row.shared_until if lot.random() < 0.6 else fixed["to_on"]
    if step.sheet == "studies" and row.unit == STORES:
        fixed |= {"": "江河", "returned_by": None, "scheduled_by": None}
    elif step.sheet == "studies":
        fixed |= {"returned_by": None, "scheduled_by": None}
    return fixed


def _user(office: Office) -> str | None:
    return next((row.key for row in office.memory.rows("users")), None)


def wander(seed: int, now: datetime = YEARS[0]) -> Wander:
    return Wander(seed, Office(now, **BEFORE), DRAWN, answering, RARE)


def years(seed: int) -> Wander:
    """Steps of some weeks, then on after the year of benefit is over: what was due meanwhile is done, late or not."""
    walked = wander(seed)
    for _ in range(230):
        walked.step()
    walked.office = walked.office.moved(YEARS[1])
    for _ in range(230):
        walked.step()
    return walked


@pytest.mark.parametrize("seed", range(3))
def test_what_steps_accept_no_check_objects_to(seed):
    walked = wander(seed)
    for _ in range(3):
        for _ in range(110):
            walked.step()
        assert walked.office.found(CHECKS) == []
    assert len(walked.taken) > 11, walked.taken


def test_what_is_done_after_the_year_leaves_nothing_but_lateness():
    taken: Counter[str] = Counter()
    for seed in range(3):
        walked = years(100 + seed)
        taken += walked.taken
        assert {finding.rule.split()[1] for finding in walked.office.found(CHECKS)} <= LATE
    assert set(TABLE) - set(taken) == {"take_suggestion", "propose_from_visit"}, set(TABLE) - set(taken)


LATE = {"proposal_not_sent", "study_late", "schedule_late", "answer_late", "implementation_late", "not_settled_in_time", "share_paid_late",
        "plan_missing", "customers_not_told", "commendation_undecided", "commendation_letter_late", "commended_with_other_figures",
        "firm_not_told"}
"""What a year of waiting does to a register; figures move where a saving is fixed, or a proposal given up, after the commendation."""

HARMLESS = {
    "补寄通知": "who is told before the others is told all the same",
    "核定降低额": "what is fixed before the answer counts only if the proposal is adopted, which the answer decides",
    "改期实施": "the day that was told no longer matters once it is carried out, or given up",
    "送交研究": "what was given up may be studied all the same",
    "报告日程": "a schedule of a study that has come back asks nothing of anybody",
}
"""Steps that, out of turn, can leave nothing that an article forbids; each with the reason."""


@pytest.mark.parametrize("seed", range(2))
def test_what_a_state_forbids_is_found_when_done_by_hand(seed):
    walked, seen = years(seed), Counter()
    usual = places(walked.office.moved(walked.office.now + timedelta(days=1)), CHECKS)
    for step, row, changes in out_of_turn(walked):
        found = noticed(walked, step, changes, usual, CHECKS)
        assert found or step.title in HARMLESS, (step.title, walked.office.row(step.sheet, row.key), changes)
        seen[step.title] += found
    assert sum(seen.values()) >= 12 and len(seen) > 6, seen


def test_everybody_who_may_take_a_step_is_there():
    assert {role for step in TABLE.values() for role in step.roles} <= {role for role, _ in PEOPLE.values()}
