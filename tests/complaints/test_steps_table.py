"""The table of steps of complaint cases as a whole: states that exist and are reached, roles, articles, nothing touched by planning."""

from __future__ import annotations

import pytest

from automation.complaints.registers.desks import CASE_DESKS, CASE_STATES, ENDED, STAGES
from automation.complaints.registers.money import AMOUNT_STATES, MONTH_STATES
from automation.complaints.registers.papers import COPY_STATES
from automation.complaints.steps.table import OPEN
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.schema import Owner
from automation.core.steps import Step, asked_column, plan
from tests.complaints.office import ARTICLES, CATALOGUE, FOUND, PEOPLE, TABLE, Office

STATES = {"cases": CASE_STATES, "case_copies": COPY_STATES, "case_amounts": AMOUNT_STATES, "case_months": MONTH_STATES}
CALL_STATES = {"待派工", "待到达", "服务中", "待再次上门", "携回修护中", "已修妥", "已注销", "已取消"}
NAMES = [
    "receive_complaint", "take_handover", "complain_from_call", "complain_from_visit", "reopen_case", "confirm_ground", "rule_acceptance",
    "decline_complaint", "fill_complaint_card", "rule_as_leader", "settle_by_sales", "propose_unit", "decide_unit", "investigate",
    "write_report", "check_report", "review_report", "head_review", "give_opinion", "check_opinion", "reply_complaint",
    "carry_out_prevention", "close_case", "visit_case", "urge_case", "rule_dispute", "withdraw_case", "merge_case", "receive_copy",
    "ask_amount", "decide_amount", "pay_amount", "file_month", "check_month",
]

each_step = pytest.mark.parametrize("step", TABLE.values(), ids=TABLE)


def names(sheet: str) -> set[str]:
    return set(STATES[sheet].names) if sheet in STATES else {"calls": CALL_STATES, "visits": {"待报送", "已报送"}}.get(sheet, {"已登记"})


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
    for ask in step.asks:
        assert asked_column(step, ask, CATALOGUE).owner is not Owner.FORMULA
        assert not ask.via or CATALOGUE.sheets[step.sheet][ask.via].ref is not None


@pytest.mark.parametrize("sheet", STATES)
def test_every_state_is_reached_from_the_start(sheet):
    # A copy is made out with its paper and voided with its case, an amount is asked for at its case.
    reached = {"case_copies": {"在途", "已到位", "经手中", "作废"}, "case_amounts": {"待核准"}}.get(sheet, {""})
    edges = {edge for step in TABLE.values() if step.sheet == sheet for edge in step.edges}
    while new := {to for since, to in edges if since in reached} - reached:
        reached |= new
    assert reached - {""} == names(sheet)


def test_the_desks_cover_every_state_that_is_not_the_end():
    assert set(CASE_DESKS.by_state) == names("cases") - set(ENDED) == set(OPEN)
    case = CATALOGUE.sheets["cases"]
    for stage in STAGES:
        assert stage.limit in ARTICLES[stage.article].limits[0].values
        assert {stage.since, stage.done} <= set(case.by_name)


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
    row = office.case(office.brought_to("调查中"))
    before = office.everything()
    first, second = (plan(TABLE["investigate"], row, FOUND, office.desk("高原")) for _ in range(2))
    assert first == second and office.everything() == before
