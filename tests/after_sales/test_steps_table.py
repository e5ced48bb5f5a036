"""The table of steps as a whole: states that exist and are reached, roles, articles, a light import, nothing touched by planning."""

from __future__ import annotations

import subprocess
import sys

import pytest

from automation.after_sales.registers.calls import CALL_STATES, VOUCHER_STATES
from automation.after_sales.registers.contracts import CONTRACT_STATES
from automation.after_sales.registers.goods import GOODS_STATES
from automation.after_sales.registers.reports import REVIEW_STATES, SERVICE_DAY_STATES
from automation.after_sales.registers.surveys import CARD_STATES
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.schema import Owner
from automation.core.steps import Step, asked_column, plan
from tests.after_sales.office import ARTICLES, CATALOGUE, DONE, PEOPLE, TABLE, Office
from tests.support import ROOT

STATES = {"calls": CALL_STATES, "vouchers": VOUCHER_STATES, "goods": GOODS_STATES, "cards": CARD_STATES, "contracts": CONTRACT_STATES,
          "day_reviews": REVIEW_STATES, "service_days": SERVICE_DAY_STATES}
NAMES = [
    "register_call", "dispatch", "reassign", "reschedule", "cancel", "mark_duplicate", "arrive", "come_again",
    "finish", "bring_back", "strike_off", "backfill", "file_voucher", "hand_over_cash", "invoice", "send_invoice",
    "replace_part", "ask_help", "repaired", "inspect", "return_goods", "invoice_goods", "report_work", "submit_day",
    "review_day", "make_service_day", "sign_service_day", "forward_service_day", "make_card", "send_card",
    "return_card", "lapse_card", "submit_opinion", "answer_opinion", "visit_complainer", "register_contract",
    "send_notice", "renew_contract", "end_contract", "send_warranty_notice",
]
STEPPED = ["calls", "vouchers", "goods", "cards", "contracts", "day_reviews", "service_days"]

each_step = pytest.mark.parametrize("step", TABLE.values(), ids=TABLE)


def names(sheet: str) -> tuple[str, ...]:
    return STATES[sheet].names if sheet in STATES else ("已登记",)


def test_the_table_has_these_steps_in_the_order_of_the_work():
    assert list(TABLE) == NAMES


@each_step
def test_a_step_is_declared_wholly(step: Step):
    assert set(step.since) <= {"", *names(step.sheet)}
    assert {to for _, to in step.edges} <= set(names(step.sheet))
    assert step.articles and all(article in ARTICLES for article in step.articles)
    assert step.roles and set(step.roles) <= set(PEOPLE.values())
    assert step.tip.endswith("。") and step.title
    assert len({ask.column for ask in step.asks}) == len(step.asks)
    for ask in step.asks:
        assert asked_column(step, ask, CATALOGUE).owner is not Owner.FORMULA
        assert not ask.via or CATALOGUE.sheets[step.sheet][ask.via].ref is not None


@pytest.mark.parametrize("sheet", STEPPED)
def test_every_state_is_reached_from_the_start(sheet):
    # A voucher comes with its call and is signed at the customer's; goods come in with the call: other sheets' steps lead there.
    reached = {"vouchers": {"已开出", "已签字", "作废"}, "goods": {"修护中"}}.get(sheet, {""})
    edges = {edge for step in TABLE.values() if step.sheet == sheet for edge in step.edges}
    while new := {to for since, to in edges if since in reached} - reached:
        reached |= new
    assert reached - {""} == set(names(sheet))


@each_step
def test_only_these_roles_may_take_a_step(step: Step):
    office = Office()
    row = Row(CATALOGUE.sheets[step.sheet], {})
    for person, role in PEOPLE.items():
        with pytest.raises(StepRefused) as refusal:
            plan(step, row, {"strange": 1}, office.desk(person))
        assert ("没有这个职务" in str(refusal.value)) == (role not in step.roles)
        assert refusal.value.article == step.articles[0]


def test_a_post_held_beside_ones_own_counts_and_one_who_left_has_none():
    people = [{"name": "孙丽", "role": "客服人员", "role2": "销售经理", "active": "是"},
              {"name": "王磊", "role": "技术人员", "active": "是"},
              {"name": "赵敏", "role": "销售经理", "active": "否"}]
    office = Office(people=people)
    key = office.called()
    with pytest.raises(StepRefused, match="没有这个职务"):
        office.do("dispatch", key, by="赵敏", technician="王磊")
    office.do("dispatch", key, by="孙丽", technician="王磊")
    assert office.row("calls", key).dispatched_by == "孙丽"


def test_planning_touches_nothing():
    office = Office()
    row = office.row("calls", office.arrived())
    before = office.everything()
    first, second = (plan(TABLE["finish"], row, DONE, office.desk("王磊")) for _ in range(2))
    assert first == second and office.everything() == before


def test_something_that_isnt_asked_for_is_refused():
    office = Office()
    with pytest.raises(StepRefused, match="用不到“备注”"):
        office.do("dispatch", office.called(), technician="王磊", note="快")


def test_a_button_answers_without_pandas():
    heavy = "{'pandas', 'numpy', 'openpyxl', 'xlsxwriter', 'jinja2', 'python_calamine'}"
    code = f"import automation.after_sales.steps, automation.core.memory, sys; sys.exit(str({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "set()"
