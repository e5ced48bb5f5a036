"""The month's report: sums agree, later work changes no past month, each supervisor has his own, files are the same."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core.books import Books
from automation.core.department import Department
from automation.core.monthly import Report, as_json, differences
from automation.core.rows import Row
from automation.core.xlsx import check
from automation.visits.monthly.book import workbook
from automation.visits.monthly.facts import in_charge
from automation.visits.monthly.figures import reckon
from automation.visits.monthly.page import page
from automation.visits.registers.common import ACTIVITIES
from tests.complaints.months import Read
from tests.visits.office import ARTICLES, BASIC_ROWS, CATALOGUE, DEALER, FAR_DEALER, OTHER_DEALER

NOW, KEY = datetime(2026, 4, 2, 20), "2026-03 何立"
HEADS = {"海淀区": "何立", "昌平区": "孟西"}
SEEDS = st.integers(0, 10_000)


def made_up(seed: int, count: int = 60) -> dict[str, list[dict[str, Any]]]:
    """Plans, planned visits and visits of January to March 2026, with some blanks."""
    random = Random(seed)
    rows: dict[str, list[dict[str, Any]]] = {"visits": [], "visit_plan_lines": [], "visit_plans": [
        {"plan_no": f"XJ{n}", "made_by": head} for n, head in enumerate(HEADS.values())]}
    for number in range(count):
        firm, area = random.choice(((DEALER, "海淀区"), (OTHER_DEALER, "海淀区"), (FAR_DEALER, "昌平区")))
        day = date(2026, 1, 1) + timedelta(days=random.randrange(90))
        line, visit = f"XA{number}", f"XF{number}"
        course = random.choice(("照计划", "临时", "取消", "没去", "迟"))
        made = day + timedelta(days=random.randrange(25)) if course == "迟" else day
        if course != "临时":
            rows["visit_plan_lines"].append({
                "line_no": line, "plan_no": f"XJ{list(HEADS).index(area)}", "firm_no": firm, "planned_on": day,
                "visitor": random.choice(("林访", "苏访", None)), "visit_no": visit if course in ("照计划", "迟") else None,
                "cancelled_at": datetime(day.year, day.month, day.day, 8) if course == "取消" else None})
        if course in ("照计划", "临时", "迟"):
            done = dict.fromkeys(random.sample(list(ACTIVITIES), 2), "是")
            rows["visits"].append({
                "visit_no": visit, "started_at": datetime(made.year, made.month, made.day, 10), "visitor": random.choice(("林访", "苏访")),
                "firm_no": firm, "customer": "某店", "grade": random.choice("ABD"), "area": area, "supervisor": HEADS[area],
                "line_no": None if course == "临时" else line, "market": random.choice(("无", "涨价", None)),
                "hope": random.choice((None, "优先供货")), "complaint": random.choice((None, None, "渗水")), **done})
    return rows


def books(rows: dict[str, list[dict[str, Any]]]) -> Books:
    known = BASIC_ROWS | rows
    department = Department(NOW, ARTICLES, lambda name: [Row(CATALOGUE.sheets[name], row) for row in known.get(name, [])])
    return Books(CATALOGUE, department, {name: Read(CATALOGUE.sheets[name], known.get(name, [])) for name in CATALOGUE.sheets})


@pytest.fixture(scope="module")
def report() -> Report:
    rows = made_up(5, 160)
    first = next(row["visit_no"] for row in rows["visits"] if row["supervisor"] == "何立")
    rows["urgent_reports"] = [{"urgent_no": "JB1", "visit_no": first, "kind": "同行新产品上市", "raised_at": datetime(2026, 3, 5, 9)}]
    rows["gift_requests"] = [{"gift_no": f"LP{n}", "firm_no": DEALER, "given": Decimal("0.10"), "given_at": datetime(2026, 3, 5 + n, 9)}
                             for n in range(3)]
    return reckon(books(rows), KEY)


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_sums_agree(seed):
    rows = made_up(seed)
    tables = reckon(books(rows), KEY).tables
    flow = {title: tables["flow"].cell("次数", title) for title, _ in tables["flow"].columns}
    for name in ("by_visitor", "by_area", "by_grade"):
        for title, cell in flow.items():
            parts = [line.cells[[each for each, _ in tables[name].columns].index(title)] for line in tables[name].lines]
            assert tables[name].cell("合计", title) == cell
            if title != "巡访家数":
                assert sum(part.value for part in parts) == cell.value
                assert sorted(key for part in parts for key in part.rows) == sorted(cell.rows)
    assert flow["照计划去"].value + flow["取消"].value + flow["没有去"].value == flow["计划巡访"].value
    mine = [row for row in rows["visits"] if row["supervisor"] == "何立" and row["started_at"].month == 3]
    assert flow["实际巡访"].value == len(mine) and flow["巡访家数"].value == len({row["firm_no"] for row in mine})
    assert tables["months"].lines[-1].cells == tables["flow"].lines[0].cells
    for name, title in ACTIVITIES.items():
        assert tables["activities"].cell(title, "次数").value == sum(row.get(name) == "是" for row in mine)


@given(SEEDS)
@settings(max_examples=5, deadline=None)
def test_what_happens_later_changes_no_past_month(seed):
    rows, end = made_up(seed), datetime(2026, 3, 1)
    before = {"visits": [row for row in rows["visits"] if row["started_at"] < end], "visit_plans": rows["visit_plans"],
              "visit_plan_lines": [row | ({} if row["cancelled_at"] is None or row["cancelled_at"] < end else {"cancelled_at": None})
                                   for row in rows["visit_plan_lines"]]}
    then, now = (reckon(books(each), "2026-02 何立") for each in (before, rows))
    assert differences(as_json(then), now) == []


def test_each_supervisor_makes_one_for_his_own_areas():
    rows = made_up(3)
    assert in_charge(books(rows), "2026-03") == ["何立", "孟西"]
    assert in_charge(books(rows | {"visits": [], "visit_plan_lines": []}), "2026-03") == []
    ours, theirs = (reckon(books(rows), f"2026-03 {head}").tables["flow"].cell("次数", "实际巡访").rows for head in ("何立", "孟西"))
    assert ours and theirs and not set(ours) & set(theirs)


def test_money_and_words_stand_beside_the_figures(report):
    assert report.tables["upshots"].cell("礼品金额（元）", "数量").value == Decimal("0.30")
    assert report.tables["upshots"].cell("紧急报告：同行新产品上市", "数量").rows == ("JB1",)
    market, heard = report.extracts
    assert {row[2] for row in market.rows} == {"涨价"} and {row[4] for row in heard.rows} == {"", "渗水"}
    assert report.words == "2026年3月　何立"


def test_the_workbook_is_sound_and_the_same_each_time(report, tmp_path):
    data = workbook(report)
    assert data == workbook(report)
    (tmp_path / "month.xlsx").write_bytes(data)
    assert check(tmp_path / "month.xlsx") == []
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames[:5] == ["报告书", "按人、区域、等级", "活动和意见", "近十二个月", "情况摘录"]
    assert len(book["报告书"]._charts) == 2
    flow = report.tables["flow"].lines[0].cells
    assert [cell.value for cell in book["报告书"][7]][1:8] == [each.value for each in flow]


def test_the_page_shows_the_same_figures_and_escapes_what_people_typed():
    rows = made_up(5, 160)
    for row in rows["visits"]:
        row["market"] = "<script>alert(1)</script>"
    text = page(reckon(books(rows), KEY), "每月巡访情况报告书-2026-03 何立.xlsx")
    assert "<script>" not in text and "&lt;script&gt;" in text and "综合" not in text
    for title in ("巡访情况", "按巡访人", "巡访做了什么", "客户的意见", "近十二个月", "市场行情、同行动向和政策"):
        assert title in text


def test_a_month_without_a_visit_has_all_tables_with_nothing_in_them():
    empty = reckon(books({}), KEY)
    assert empty.tables["flow"].cell("次数", "实际巡访").value == 0 and not empty.tables["by_visitor"].lines
    assert workbook(empty) and "没有。" in page(empty, "x.xlsx")
