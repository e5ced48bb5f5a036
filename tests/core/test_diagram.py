"""The state diagram shows every step of the real table as it is declared, in a picture that needs nothing else."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from automation.after_sales.steps import STEPS
from automation.core.diagram import LEGEND, NEW, diagram, lines_of, states_in_order

SVG = "{http://www.w3.org/2000/svg}"
SHEETS = sorted({step.sheet for step in STEPS})


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_step_is_drawn_from_where_it_begins_to_where_it_leads(sheet):
    picture = ElementTree.fromstring(diagram(STEPS, sheet))
    columns = {text.get("x"): text.text for text in picture.iter(f"{SVG}text") if text.get("class") == "state"}
    assert len(columns) == len(set(columns.values()))
    seen: dict[str, set[tuple[str, str]]] = {}
    for group in picture.iter(f"{SVG}g"):
        dots = {columns[circle.get("cx")] for circle in group.iter(f"{SVG}circle")}
        heads = {columns[head.get("data-x")] for head in group.iter(f"{SVG}polygon")}
        edges = {(since, to) for since in dots for to in heads} or {(since, since) for since in dots}
        seen.setdefault(group.get("data-step"), set()).update(edges)
    for step in STEPS:
        if step.sheet == sheet:
            assert {(since or NEW, to) for since, to in step.edges} == seen.pop(step.name), step.name
    assert not seen


def test_nothing_is_fetched_from_elsewhere():
    picture = diagram(STEPS, "calls")
    assert "href" not in picture and picture.count("http") == 1
    assert picture == diagram(STEPS, "calls")


def test_columns_follow_the_work():
    steps = [step for step in STEPS if step.sheet == "goods"]
    assert states_in_order(steps) == ["修护中", "请求协助", "待验讫", "待归还", "已归还"]
    back = next(step for step in STEPS if step.name == "arrive")
    assert lines_of(back) == [(("待到达", "待再次上门"), ("服务中",))]


@pytest.mark.parametrize("step", list(STEPS), ids=lambda step: step.name)
def test_no_dot_stands_on_an_arrowhead(step):
    for since, to in lines_of(step):
        assert not set(since) & set(to)


def test_a_step_that_leads_on_or_stays_has_a_line_for_each():
    card = next(step for step in STEPS if step.name == "return_card")
    assert lines_of(card) == [(("待收回", "未收回"), ("已收回", "待处理")), (("已收回",), ("待处理",)), (("待处理",), ("已收回",)),
                              (("已收回", "待处理"), ())]


def test_the_signs_are_explained():
    picture = diagram(STEPS, "owned")
    assert all(said in picture for said in LEGEND)


def test_a_sheet_without_steps_is_an_error():
    with pytest.raises(ValueError, match="people"):
        diagram(STEPS, "people")
