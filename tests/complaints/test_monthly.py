"""The month's statistics: sums agree, later work changes no past month, every figure leads to its cases, files are the same."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.complaints.monthly.book import workbook
from automation.complaints.monthly.comparisons import median, percentile
from automation.complaints.monthly.figures import reckon
from automation.complaints.monthly.page import page
from automation.core.monthly import Report, Unit, as_json, differences
from tests.complaints.months import MONTH, books, made_up
from tests.support import libreoffice_convert

PARTITIONS = ("by_ground", "by_model", "by_unit", "by_result")
SEEDS = st.integers(0, 10_000)


@pytest.fixture(scope="module")
def report() -> Report:
    return reckon(books(*made_up(7, 300)), MONTH)


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_sums_across_tables_agree(seed):
    made = reckon(books(*made_up(seed, 80, 400)), MONTH)
    tables = made.tables
    for name in PARTITIONS:
        for place, cell in enumerate(tables[name].total.cells):
            assert sum(line.cells[place].value for line in tables[name].lines) == cell.value, (name, place)
            assert sorted(key for line in tables[name].lines for key in line.cells[place].rows) == sorted(cell.rows)
        assert tables[name].total == tables["by_demand"].total
    for name in ("ground_by_model", "ground_by_unit"):
        for line in tables[name].all_lines():
            assert sum(cell.value for cell in line.cells[:-1]) == line.cells[-1].value
        assert tables[name].cell("合计", "合计").rows == tables["by_ground"].cell("合计", "收到").rows
    flow = {title: cell.value for (title, _), cell in zip(tables["flow"].columns, tables["flow"].lines[0].cells, strict=True)}
    assert flow["月初未结"] + flow["收到"] - flow["结案"] - flow["婉答完毕"] - flow["撤诉"] == flow["月末未结"]
    for name in ("收到", "受理", "不予受理", "结案", "月末未结"):
        said = {tables["compared"].cell(name, "本月").value, tables["months"].cell(MONTH, name).value,
                tables["by_ground"].cell("合计", name).value}
        assert len(said) == 1
    assert tables["compared"].cell("支付金额", "本月") == tables["by_unit"].cell("合计", "支付金额")
    assert tables["compared"].cell("投诉金额", "本月") == tables["by_unit"].cell("合计", "投诉金额")
    assert sum(line.cells[0].value for line in tables["pareto"].lines) == flow["收到"]
    assert not tables["pareto"].lines or tables["pareto"].lines[-1].cells[2].value == 1
    assert tables["answering"].total.cells[0] == tables["compared"].cell("答复件数", "本月")


@given(SEEDS)
@settings(max_examples=4, deadline=None)
def test_a_month_begins_with_what_was_open_when_the_last_one_ended(seed):
    made_books = books(*made_up(seed, 60, 200))
    reports = [reckon(made_books, f"2026-{month:02d}") for month in (8, 9, 10)]
    for before, after in pairwise(reports):
        assert before.tables["flow"].cell("件数", "月末未结") == after.tables["flow"].cell("件数", "月初未结")
        assert after.tables["compared"].cell("收到", "上月") == before.tables["compared"].cell("收到", "本月")
        assert after.tables["months"].lines[-2] == before.tables["months"].lines[-1]


@given(SEEDS)
@settings(max_examples=4, deadline=None)
def test_what_happens_later_changes_no_past_month(seed):
    cases, amounts = made_up(seed, 80, 200)
    end = datetime(2026, 9, 1)
    moments = ("ruled_at", "unit_at", "opinion_at", "replied_at", "prevented_at", "closed_at", "withdrawn_at")
    follows = {"ruled_at": ("ruling",), "unit_at": ("unit",), "opinion_at": ("outcome",)}

    def as_it_was(case):
        gone = [name for name in moments if case.get(name) and case[name] >= end]
        return {name: value for name, value in case.items() if name not in {*gone, *(each for g in gone for each in follows.get(g, ()))}}
    then = [as_it_was(case) for case in cases if case["received_at"] < end]
    paid_then = [{name: value for name, value in amount.items() if not (name in ("paid", "paid_at") and amount["paid_at"] >= end)}
                 for amount in amounts if amount["decided_at"] < end]
    assert as_json(reckon(books(then, paid_then), "2026-08")) == as_json(reckon(books(cases, amounts), "2026-08"))


def test_every_count_is_its_rows(report):
    for table in report.tables.values():
        for line, title, unit, cell in table.figures():
            if unit is Unit.COUNT and title not in ("投诉数量", *table.signed) and line != "投诉数量":
                assert cell.value == len(cell.rows) == len(set(cell.rows)), (table.name, line, title)


def test_figures_equal_a_plain_count():
    cases, amounts = made_up(3, 200)
    made = reckon(books(cases, amounts), MONTH)
    plain = pd.DataFrame(cases)
    plain = plain[plain.merged_into.isna()]
    month = plain[plain.received_at.dt.strftime("%Y-%m") == MONTH]
    assert made.tables["flow"].cell("件数", "收到").value == len(month)
    counted = {line.name: line.cells[0].value for line in made.tables["by_model"].lines if line.cells[0].value}
    assert counted == dict(month.model.value_counts())
    assert made.tables["by_model"].cell("合计", "投诉金额").value == sum(month.amount.dropna())
    paid = [amount["paid"] for amount in amounts if amount.get("paid_at") and f"{amount['paid_at']:%Y-%m}" == MONTH]
    assert made.tables["by_model"].cell("合计", "支付金额").value == sum(paid, Decimal())
    for name, header in (("wants_repair", "要求无偿修理"), ("wants_criticism", "批评建议")):
        assert made.tables["by_demand"].cell(header, "收到").rows == tuple(month[month[name] == "是"].sort_values("received_at").case_no)


def test_days_are_working_days():
    """Received on Tuesday 29 September 2026; the holidays of 1 to 7 October don't count, Saturday 10 October is worked."""
    answered = [{"case_no": f"TS2026-0000{day}", "received_at": datetime(2026, 9, 29, 16), "replied_at": datetime(2026, 10, day, 9),
                 "unit": "生产部", "unit_at": datetime(2026, 9, 30, 9)} for day in (8, 9)]
    line = reckon(books(answered), MONTH).tables["answering"].lines[0]
    assert [cell.value for cell in line.cells[:4]] == [2, Decimal("2.5"), 3, 3]


@pytest.mark.parametrize(("days", "middle", "ninety"), [([], None, None), ([4], 4, 4), ([1, 2], Decimal("1.5"), 2), ([1, 3], 2, 3),
                                                        (list(range(1, 11)), Decimal("5.5"), 9), (list(range(1, 12)), 6, 10)])
def test_median_and_ninetieth_percentile(days, middle, ninety):
    assert (median(pd.Series(days, dtype="float64")), percentile(pd.Series(days, dtype="float64"), 90)) == (middle, ninety)


def test_the_same_after_prevention_was_promised():
    first = {"case_no": "TS2026-00001", "received_at": datetime(2026, 8, 3), "model": "QY-20", "ground": "质量有缺陷", "user_no": "YH1",
             "customer": "甲", "prevented_at": datetime(2026, 9, 1)}
    again = first | {"case_no": "TS2026-00002", "received_at": datetime(2026, 10, 9), "prevented_at": None}
    other = again | {"case_no": "TS2026-00003", "ground": "包装不良损坏", "user_no": "YH2"}
    tables = reckon(books([first, again, other]), MONTH).tables
    assert [(line.name, *(cell.rows for cell in line.cells)) for line in tables["products"].lines] == [
        ("QY-20 · 质量有缺陷", ("TS2026-00002",), ("TS2026-00001", "TS2026-00002"), ("TS2026-00002",))]
    assert [(line.name, line.cells[1].value) for line in tables["customers"].lines] == [("甲（YH1）", 2)]


def test_a_month_without_a_case_is_a_report(tmp_path):
    nothing = reckon(books([]), MONTH)
    assert nothing.tables["flow"].cell("件数", "收到").value == 0
    assert nothing.tables["by_ground"].cell("合计", "投诉金额").value == Decimal("0.00")
    assert "没有。" in page(nothing, "表.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(nothing)))["统计表"]
    assert any(cell.value == "本月没有收到投诉。" for row in sheet.iter_rows() for cell in row)


def test_made_twice_the_bytes_are_equal(report):
    again = reckon(books(*made_up(7, 300)), MONTH)
    assert again == report
    assert workbook(again) == workbook(report)
    assert page(again, "表.xlsx") == page(report, "表.xlsx")


def test_a_changed_register_shows_in_the_figures():
    cases, amounts = made_up(11, 80, 90)
    kept = as_json(reckon(books(cases, amounts), MONTH))
    assert differences(kept, reckon(books(cases, amounts), MONTH)) == []
    place = next(index for index, case in enumerate(cases) if f"{case['received_at']:%Y-%m}" == MONTH and case["ground"] == "质量有缺陷"
                 and not case.get("merged_into"))
    changed = [*cases[:place], cases[place] | {"ground": "包装不良损坏"}, *cases[place + 1:]]
    found = differences(kept, reckon(books(changed, amounts), MONTH))
    number = cases[place]["case_no"]
    by_ground = {each.place: each for each in found if each.table == "按投诉理由"}
    assert by_ground["质量有缺陷｜收到"].went == by_ground["包装不良损坏｜收到"].came == (number,)
    assert f"多了 {number}" in str(by_ground["包装不良损坏｜收到"])
    assert {each.table for each in found}.isdisjoint({"案件进出", "按商品型号", "按受理单位", "按客户要求", "按处理结果", "近十二个月"})


def test_every_figure_leads_to_its_cases(report):
    book = openpyxl.load_workbook(io.BytesIO(workbook(report)))
    followed = 0
    for sheet in book.worksheets[:5]:
        for figure in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
            name, row = re.fullmatch(r"'(.+)'!A(\d+)", figure.hyperlink.location).groups()
            behind = book[name]
            head = next(row for row in range(figure.row, 0, -1) if sheet.cell(row, figure.column).fill.fgColor.rgb == "FFDDE7EE")
            assert behind[f"A{row}"].value == sheet.cell(figure.row, 1).value
            assert behind[f"B{row}"].value == sheet.cell(head, figure.column).value
            numbers = [behind.cell(int(row) + at // 6, 4 + at % 6).value for at in range(behind[f"C{row}"].value)]
            table = next(each for each in report.tables.values() if f"明细-{each.title}" == name)
            assert tuple(numbers) == table.cell(behind[f"A{row}"].value, behind[f"B{row}"].value).rows
            followed += 1
    assert followed == sum(bool(cell.rows) for table in report.tables.values() for *_, cell in table.figures())
    first = book["明细-按投诉理由"]["D4"].hyperlink
    assert first.target.replace("\\", "/") == "../../../客户投诉登记簿.xlsx" and first.location.startswith("'投诉案件'!A")


def test_every_link_of_the_page_leads_somewhere(report):
    text = page(report, "投诉统计表 2026.xlsx")
    anchors, links = re.findall(r'<p id="([^"]+)"', text), re.findall(r'href="#([^"]+)"', text)
    assert len(anchors) == len(set(anchors)) and set(links) == set(anchors)
    assert 'href="%E6%8A%95%E8%AF%89%E7%BB%9F%E8%AE%A1%E8%A1%A8%202026.xlsx"' in text


def test_typed_words_stay_text():
    hostile = {"case_no": "TS2026-00001", "received_at": datetime(2026, 10, 9), "model": "<script>alert(1)</script>", "ground": "=1+1",
               "customer": "<b>"}
    made = reckon(books([hostile]), MONTH)
    assert "<script>" not in page(made, "表.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(made)))["分类统计"]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"] == ["s"]


def test_a_spreadsheet_program_reckons_the_same_sums(report, tmp_path):
    """LibreOffice recalculates the totals and keeps the charts."""
    place = tmp_path / "表.xlsx"
    place.write_bytes(workbook(report))
    made, = libreoffice_convert([place], "xlsx", tmp_path / "新", recalculate=True)
    before, after = (openpyxl.load_workbook(path, data_only=True) for path in (place, made))
    compared = 0
    formulas = openpyxl.load_workbook(place)
    for sheet in formulas.worksheets[:5]:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert after[sheet.title][cell.coordinate].value == pytest.approx(before[sheet.title][cell.coordinate].value)
                    compared += 1
    assert compared >= 40
    assert len([name for name in zipfile.ZipFile(made).namelist() if re.match(r"xl/charts/chart\d+\.xml", name)]) == 3
