"""The table of steps of companies as a whole: states that exist and are reached, roles, articles, nothing touched by planning."""

from __future__ import annotations

import pytest

from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.schema import Owner
from automation.core.steps import Step, asked_column, plan
from automation.customers.registers.dealings import OPENING_STATES
from automation.customers.registers.endings import DESTRUCTION_STATES, PAST_STATES
from automation.customers.registers.firms import FIRM_STATES
from automation.customers.registers.upkeep import LOAN_STATES, ROUND_STATES, SHEET_STATES
from tests.customers.office import ARTICLES, CATALOGUE, PEOPLE, TABLE, Office

STATES = {"firms": FIRM_STATES, "openings": OPENING_STATES, "rounds": ROUND_STATES, "round_sheets": SHEET_STATES, "loans": LOAN_STATES,
          "past_firms": PAST_STATES, "destructions": DESTRUCTION_STATES}
ELSEWHERE = {"交易中", "交易中止", "交易过去"}
"""Where a card may move to: states of a company that its own sheet doesn't say."""
NAMES = ["open_dealings", "endorse_opening", "approve_opening", "change_card", "start_round", "return_sheet", "close_round",
         "lend_original", "take_back", "mend_original", "pause_dealings", "end_dealings",
         "resume_dealings", "give_up_dealings", "ask_destruction",
         "decide_destruction", "destroy_file"]

each_step = pytest.mark.parametrize("step", TABLE.values(), ids=TABLE)


def names(sheet: str) -> set[str]:
    return set(STATES[sheet].names) if sheet in STATES else {"已登记"}


def test_the_table_has_these_steps_in_the_order_of_the_work():
    assert list(TABLE) == NAMES


@each_step
def test_a_step_is_declared_wholly(step: Step):
    assert set(step.since) <= {"", *names(step.sheet)}
    assert {to for _, to in step.edges} <= names(step.sheet) | (ELSEWHERE if "firms" in step.sheet else set())
    assert step.articles and all(article in ARTICLES for article in step.articles)
    assert step.roles and set(step.roles) <= {role for role, _ in PEOPLE.values()}
    assert step.tip.endswith("。") and step.title
    assert len({ask.column for ask in step.asks}) == len(step.asks)
    for ask in step.asks:
        assert asked_column(step, ask, CATALOGUE).owner is not Owner.FORMULA
        assert not ask.via or CATALOGUE.sheets[step.sheet][ask.via].ref is not None


@pytest.mark.parametrize(("sheet", "begins"), [
    ("openings", ""), ("rounds", ""), ("round_sheets", "待收回"), ("loans", "借出"), ("destructions", "待批准")])
def test_every_state_is_reached_from_the_start(sheet, begins):
    reached = {begins} | ({"作废"} if sheet == "round_sheets" else set())      # by the end of the dealings
    edges = {edge for step in TABLE.values() if step.sheet == sheet for edge in step.edges}
    while new := {to for since, to in edges if since in reached} - reached:
        reached |= new
    assert reached - {""} == names(sheet)


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
    row = office.row("firms", office.firm())
    before = office.everything()
    office.memory.desk(office.desk("刘洋").department, "刘洋")
    for name, answers in (("change_card", {"employees": 3}), ("pause_dealings", {"end_reason": "歇业"})):
        plan(TABLE[name], row, answers, office.desk("刘洋" if name == "change_card" else "郑凯"))
    assert office.everything() == before
