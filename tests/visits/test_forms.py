"""The forms of visits on their way: filled in, saved by another program, sent back, taken in or returned."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from automation.desk.inbox import Handled, take_in_all
from tests.desk.travelling import blank, department, filled, put, session
from tests.support import libreoffice_convert

DEALER, OTHER = "WL2025-00001", "WL2025-00002"
PLAN = {"重点推销商品": "平板型", "重点调查项目": "库存", "往来企业编号": DEALER, "计划日期": date(2026, 3, 9),
        "巡访人": "林访", "巡访目的": "看库存"}
VISIT = {"巡访人": "林访", "到访时间": datetime(2026, 3, 5, 8, 40), "离开时间": datetime(2026, 3, 5, 9, 20), "面谈人": "孙店长",
         "附客户卡": "是", "经营项目": "热水器", "库存状况": "二十台，\n够卖一月", "进货状况": "十台", "销售状况": "持平", "市场行情": "无",
         "竞争对手动向": "无", "其它企业销售政策": "无", "产品介绍": "是", "巡访效果": "商定进货", "建议": "配件成套出售"}
GIFT = {"申请人": "林访", "用途": "开业周年", "特殊客户理由": "销量第一", "需要日期": date(2026, 3, 20), "礼品": "茶具",
        "数量": 2, "单价": 88.5}
RATED = {"商品性能": "很满意", "商品质量": "满意", "供货": "一般", "服务": "满意", "使用意见": "升温快 <&>", "填卡人": "钱掌柜"}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return department(tmp_path / "客服簿")


def sent_back(place: Path, tmp_path: Path, **forms: bytes) -> dict[str, Handled]:
    """The forms saved by LibreOffice and put into the inbox; what became of each."""
    (tmp_path / "out").mkdir(exist_ok=True)
    for name, data in forms.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    for path in libreoffice_convert(sorted(tmp_path.glob("*.xlsx")), "xlsx", tmp_path / "out"):
        put(place, path.name, path.read_bytes())
    return {handled.file.removesuffix(".xlsx"): handled for handled in take_in_all(session(place))}


def test_every_form_comes_back_through_libreoffice(place, tmp_path):
    second = {"往来企业编号": OTHER, "计划日期": date(2026, 3, 10), "巡访人": "林访", "巡访目的": "征询意见"}
    handled = sent_back(
        place, tmp_path, month=filled(blank(place, "monthly_plan_form", "何立", "BD2026-00001"), PLAN, second),
        quarter=filled(blank(place, "quarterly_plan_form", "何立", "BD2026-00002"), {"重点推销商品": "平板型", "重点调查项目": "备货"}),
        year=filled(blank(place, "yearly_plan_form", "何立", "BD2026-00003"), {"重点推销商品": "平板型", "重点调查项目": "备货"}),
        visit=filled(blank(place, "visit_form", DEALER, "BD2026-00004"), VISIT),
        card=filled(blank(place, "consult_form", "ZX2026-00001", "BD2026-00005"), RATED),
        gift=filled(blank(place, "gift_form", DEALER, "BD2026-00006"), GIFT, {"礼品": "果篮", "数量": 1, "单价": 120}))
    assert {each.kind for each in handled.values()} == {"已收"}, handled
    now = session(place)
    plans = {row.period: (row.level, row.state, row.made_by, row.last_on) for row in now.sheet("visit_plans").rows()}
    assert plans == {"2026-03": ("月度", "待批准", "何立", date(2026, 3, 31)), "2026-1季": ("季度", "待批准", "何立", date(2026, 3, 31)),
                     "2026": ("年度", "待批准", "何立", date(2026, 12, 31))}
    month = next(row.key for row in now.sheet("visit_plans").rows() if row.level == "月度")
    lines = [(row.plan_no, row.firm_no, row.planned_on, row.customer) for row in now.sheet("visit_plan_lines").rows()]
    assert lines == [(month, DEALER, date(2026, 3, 9), "南桥日用电器店"), (month, OTHER, date(2026, 3, 10), "北渠水暖店")]
    (visit,) = now.sheet("visits").rows()
    assert (visit.firm_no, visit.visitor, visit.stock, visit.supervisor, visit.state) == (
        DEALER, "林访", "二十台，\n够卖一月", "何立", "待报送")
    card = now.find("consult_cards", "ZX2026-00001")
    assert (card.state, card.usage, card.quality, card.returned_on) == ("已收回", "升温快 <&>", "满意", date(2026, 3, 5))
    (gift,) = now.sheet("gift_requests").rows()
    assert (gift.asked, gift.asked_by, gift.firm_no, gift.state) == (Decimal("297.00"), "林访", DEALER, "待初审")
    assert [(row.gift_no, row.item, row.amount) for row in now.sheet("gift_lines").rows()] == [
        (gift.key, "茶具", Decimal("177.00")), (gift.key, "果篮", Decimal("120.00"))]


@pytest.mark.parametrize(("form", "key", "lines", "said"), [
    ("monthly_plan_form", "何立", [PLAN | {"计划日期": date(2026, 4, 9)}], "不在这份计划的"),
    ("monthly_plan_form", "何立", [PLAN | {"重点推销商品": None}], "重点推销商品"),
    ("monthly_plan_form", "何立", [PLAN, {"往来企业编号": OTHER, "计划日期": "月底", "巡访人": "林访", "巡访目的": "看库存"}], "计划日期"),
    ("monthly_plan_form", "林访", [PLAN], "没有这个职务"),
    ("visit_form", DEALER, [VISIT | {"离开时间": datetime(2026, 3, 5, 8, 30)}], "早于"),
    ("visit_form", DEALER, [VISIT | {"产品介绍": "否"}], "至少写一样"),
    ("gift_form", DEALER, [GIFT | {"单价": "面议"}], "单价"),
    ("gift_form", DEALER, [GIFT | {"用途": None}], "用途"),
    ("consult_form", "ZX2026-00001", [RATED | {"供货": "还行"}], "供货")])
def test_what_cannot_be_taken_in_goes_back_with_its_reason_and_nothing_is_written(place, form, key, lines: list[dict[str, Any]], said):
    put(place, "表.xlsx", filled(blank(place, form, key, "BD2026-00009"), *lines))
    (handled,) = take_in_all(session(place))
    told = "；".join([handled.words, *(cell.words for cell in handled.wrong)])
    assert handled.kind == "退回" and said in told, told
    now = session(place)
    assert not [row for sheet in ("visit_plans", "visit_plan_lines", "visits", "gift_requests", "gift_lines")
                for row in now.sheet(sheet).rows() if row.key]


def test_every_wrong_line_of_a_plan_is_told_at_once(place):
    wrong = {"往来企业编号": OTHER, "计划日期": date(2026, 4, 9), "巡访人": "林访", "巡访目的": "看库存"}
    put(place, "表.xlsx", filled(blank(place, "monthly_plan_form", "何立", "BD2026-00009"), PLAN | {"计划日期": date(2026, 2, 1)}, wrong))
    (handled,) = take_in_all(session(place))
    assert len(handled.wrong) == 2 and len({cell.ref for cell in handled.wrong}) == 2, handled
