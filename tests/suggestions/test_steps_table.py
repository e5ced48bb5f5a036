"""The table of steps of suggestions as a whole: states that exist and are reached, roles, articles, nothing touched by planning."""

from __future__ import annotations

import pytest

from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.schema import Owner
from automation.core.steps import Step, asked_column, plan
from automation.suggestions.registers.desks import ENDED, PROPOSAL_DESKS, PROPOSAL_STATES, STAGES, STUDY_STATES
from automation.suggestions.registers.plans import PLAN_STATES
from automation.suggestions.registers.results import COMMENDATION_STATES, SETTLEMENT_STATES
from tests.suggestions.office import ARTICLES, CATALOGUE, PEOPLE, TABLE, UNIT, Office

STATES = {"proposals": PROPOSAL_STATES, "studies": STUDY_STATES, "suggestion_plans": PLAN_STATES, "settlements": SETTLEMENT_STATES,
          "commendations": COMMENDATION_STATES}
NAMES = [
    "receive_proposal", "take_suggestion", "propose_from_visit", "stop_proposal",
    "send_proposal", "report_schedule", "return_study", "answer_proposal",
    "put_off_implementation", "start_implementation", "fix_saving", "settle", "pay_settlement", "close_proposal", "plan_half",
    "approve_half", "tell_customers", "tell_one", "ask_commendation", "decide_commendation", "send_commendation",
]

each_step = pytest.mark.parametrize("step", TABLE.values(), ids=TABLE)


def names(sheet: str) -> set[str]:
    return set(STATES[sheet].names) if sheet in STATES else {"待报送", "已报送"} if sheet == "visits" else {"已登记"}


def test_the_table_has_these_steps_in_the_order_of_the_work():
    assert list(TABLE) == NAMES


@each_step
def test_a_step_is_declared_wholly(step: Step):
    assert set(step.since) <= {"", *names(step.sheet)}
    assert {to for _, to in step.edges} <= names(step.sheet)
    assert step.articles and all(article in ARTICLES for article in step.articles)
    assert step.roles and set(step.roles) <= {role for role, _ in PEOPLE.values()}
    assert step.tip.endswith("。") and step.title
    assert len({ask.column for ask in step.asks}) == len(step.asks)
    assert all(asked_column(step, ask, CATALOGUE).owner is not Owner.FORMULA for ask in step.asks)


@pytest.mark.parametrize("sheet", STATES)
def test_every_state_is_reached_from_the_start(sheet):
    # A study is made when the proposal is sent, a settlement at its proposal; a proposal is studied when its last study comes back.
    reached = {"studies": {"研究中"}, "settlements": {"待支付"}, "proposals": {"", "待答复"}}.get(sheet, {""})
    edges = {edge for step in TABLE.values() if step.sheet == sheet for edge in step.edges}
    while new := {to for since, to in edges if since in reached} - reached:
        reached |= new
    assert reached - {""} == names(sheet)


def test_the_desks_cover_every_state_that_is_not_the_end():
    assert set(PROPOSAL_DESKS.by_state) == names("proposals") - set(ENDED)
    sheet = CATALOGUE.sheets["proposals"]
    for stage in STAGES:
        assert bool(stage.limit) != bool(stage.due) and (not stage.limit or stage.limit in ARTICLES[stage.article].limits[0].values)
        assert {stage.since, stage.done} <= set(sheet.by_name)


@each_step
def test_only_these_roles_may_take_a_step(step: Step):
    office = Office()
    row = Row(CATALOGUE.sheets[step.sheet], {})
    for person, (role, _) in PEOPLE.items():
        with pytest.raises(StepRefused) as refusal:
            plan(step, row, {"strange": 1}, office.desk(person))
        assert ("没有这个职务" in str(refusal.value)) == (role not in step.roles)
        assert refusal.value.article == step.articles[0]


def test_planning_touches_nothing():
    office = Office()
    row = office.proposal(office.brought_to("研究中"))
    before = office.everything()
    first, second = (plan(TABLE["send_proposal"], row, {"unit": "储运部"}, office.desk()) for _ in range(2))
    assert [change for change in first if change != second] and office.everything() == before
    assert UNIT in str(first)
