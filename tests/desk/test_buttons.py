"""Where the buttons stand: the main way of a sheet, what is large and what is in 更多, and what the tips say."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest

from automation.core.schema import Register, Sheet
from automation.core.steps import Ask, Step, Steps
from automation.desk import house
from automation.desk.buttons import EXTRAS, JOBS, arranged, groups, main_way, needed, place_of, since, supertip, welcome


def steps(*moves: str) -> list[Step]:
    """Steps from lines like ``新,待办 > 已办`` ("新" is a new row, nothing after ``>`` means that the state stays)."""
    table = Steps()
    for place, move in enumerate(moves):
        left, _, right = move.partition(">")
        froms = tuple("" if each.strip() == "新" else each.strip() for each in left.split(","))
        to, *others = (each.strip() for each in right.split(","))

        def planner(row: object, desk: object, known: object) -> list[object]:
            """做。"""
            return []
        planner.__name__ = f"step_{place}"
        table.step(move, "", sheet="sheet", since=froms, to=to, roles=(), or_to=tuple(others))(planner)
    return list(table)


@pytest.mark.parametrize(("moves", "way"), [
    (["新 > 待派", "待派 > 待到", "待派,待到 > 取消", "待到 > 完", "完 > "], [0, 1, 3]),
    (["待收 > 已收", "待收,已收 > 不等", "已收 > 答复"], [0, 2]),
    (["修 > 求助", "修,求助 > 待验", "待验 > 已还"], [1, 2]),
    (["新 > 办", "办 > 结", "结,撤 > 重开", "办 > 撤"], [0, 1]),
    (["新 > 一", "一 > 二,三", "三 > 四"], [0, 1]),
    (["新 > 待送", "待送,研究 > 终止", "待送 > 研究", "待答 > 实施", "实施 > 办结"], [0, 2, 3, 4]),
    (["登记 > "], []),
    (["新 > 登记"], [0]),
    (["甲 > 乙", "乙 > 甲"], [0]),
], ids=["at any time", "given up halfway", "a detour", "on from several ends", "what answers may lead to", "through another sheet",
        "the state stays", "one step",
        "in a circle"])
def test_the_main_way(moves: list[str], way: list[int]) -> None:
    assert [step.name for step in main_way(steps(*moves))] == [f"step_{place}" for place in way]


CASES: tuple[Register, Sheet] = (house.catalogue().register_of["cases"], house.catalogue().sheets["cases"])


def test_a_register_of_few_steps_has_them_all_large() -> None:
    few = steps("新 > 一", "一 > 二", "一,二 > 停", "二 > ", "停 > ")
    group = arranged(CASES[0], [(CASES[1], few)])
    assert group.large == tuple(few) and group.more == ()


def test_of_a_long_way_the_first_steps_are_large_and_the_rest_is_in_order() -> None:
    long = steps("新 > 一", "一,二 > 停", "一 > 二", "二 > 三", "三 > 四", "四 > 五", "五 > 六")
    group = arranged(CASES[0], [(CASES[1], long)])
    assert [step.name for step in group.large] == ["step_0", "step_2", "step_3"]
    assert [[step.name for step in steps] for steps in (group.more[0].way, group.more[0].others)] == [
        ["step_4", "step_5", "step_6"], ["step_1"]]


def test_a_single_step_of_a_way_stands_among_the_others_as_declared() -> None:
    first, second = steps("新 > 一", "一 > 二", "二 > 三", "三 > 四", "四 > 五"), steps("开 > ", "开,停 > 完", "开 > 停")
    group = arranged(CASES[0], [(CASES[1], first), (house.catalogue().sheets["case_copies"], second)])
    assert group.large == tuple(first) and (group.more[0].way, group.more[0].others) == ((), tuple(second))


def test_what_is_done_often_is_large_whatever_its_way() -> None:
    long = steps("新 > 一", "一 > 二", "二 > 三", "三 > 四", "四 > 五", "五 > 六", "一,二 > 停")
    long[6] = replace(long[6], often=True)
    group = arranged(CASES[0], [(CASES[1], long)])
    assert [step.name for step in group.large] == ["step_6"]
    long[3] = replace(long[3], often=True)
    assert {step.name for step in arranged(CASES[0], [(CASES[1], long)]).large} == {"step_3", "step_6"}


def test_every_step_has_one_button_in_the_group_of_its_register() -> None:
    shown = [step for group in groups() for step in group.steps]
    assert sorted(step.name for step in shown) == sorted(house.steps()) and len(shown) == len(set(shown))
    for group in groups():
        assert {house.catalogue().register_of[step.sheet] for step in group.steps} == {group.register}
        assert len(group.large) <= 5 or all(step.often for step in group.large)
        for part in group.more:
            assert {step.sheet for step in (*part.way, *part.others)} == {part.sheet.name}
    names = [each.name for each in chain(EXTRAS, JOBS)]
    assert len(names) == len({*names, *house.steps()}) - len(house.steps()), "a step is called like an extra button"
    assert all(article in house.articles() for each in (*EXTRAS, *JOBS) for article in each.articles)


def test_where_a_button_is_said_to_be() -> None:
    assert place_of(house.steps()["dispatch"]) == "客服 → 叫修登记簿 → 派工"
    assert place_of(house.steps()["backfill"]) == "客服 → 叫修登记簿 → 更多 → 补记"


def test_what_a_button_says() -> None:
    arrive, finish = house.steps()["arrive"], house.steps()["finish"]
    assert since(house.steps()["register_call"]) == "填好、还没有编号的新行"
    assert since(arrive) == "状态是“待到达”、“待再次上门”的行"
    assert needed(arrive) == "" and welcome(arrive) == "到达时间（不填就是现在）"
    assert needed(finish) == "在“服务凭证”表：修护内容、客户签字"
    said = supertip(finish).split("\n")
    assert said[0] == finish.tip and said[-1].startswith("依据：《售后服务管理办法》第二章第一条")
    assert "先填好：在“服务凭证”表：修护内容、客户签字" in said


def test_where_an_answer_is_typed() -> None:
    step, part = house.steps()["arrive"], house.steps()["replace_part"]
    asks = (Ask("technician"), Ask("arrived_at", of="call_visits"), Ask("work", of="vouchers", via="voucher_no"))
    assert needed(replace(step, asks=asks)) == "技术员、到达时间；在“服务凭证”表：修护内容", "a step fills a twin of 到达时间 in the row"
    assert needed(part) == "在补填单：零件编号" and welcome(part).startswith("在补填单：数量（不填就是1）")
    assert welcome(replace(part, asks=part.asks[1:])) == "", "no slip is laid out for what may be left out"


def test_every_tip_fits_into_the_ribbon() -> None:
    assert max(len(supertip(step)) for step in house.steps().values()) <= 1024
