"""The built registers: the package is sound, everything declared is there, the same bytes each time."""

from __future__ import annotations

import io
import itertools
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook as Book
from openpyxl.worksheet.datavalidation import DataValidation

from automation.core.articles import Articles
from automation.core.basics import AREA_NAMES
from automation.core.build import stored
from automation.core.build_guard import validation
from automation.core.build_guide import header_note
from automation.core.build_style import FILLS, lines, note_box, width
from automation.core.conditions import Filled, Is, Same
from automation.core.schema import Column, Kind, ListOf, Owner, Register, Sheet
from automation.core.xlsx.book import Workbook
from automation.core.xlsx.check import check
from automation.core.xlsx.values import Cell
from automation.desk import house
from tests.core.sample_registers import (
    ARTICLES,
    ITEMS,
    ITEMS_REGISTER,
    NOTES_REGISTER,
    STAMP,
    built,
    fingerprint,
    made_up_rows,
)
from tests.support import ROOT

REGISTERS = [(ITEMS_REGISTER, ARTICLES), (NOTES_REGISTER, ARTICLES), *((each, house.articles()) for each in house.catalogue())]
EACH = pytest.mark.parametrize(("register", "articles"), REGISTERS, ids=lambda value: getattr(value, "title", ""))
MILLIMETRES = 7 / 96 * 25.4
"""The width of a character on a screen of 96 dots to the inch."""
KNOWN_FUNCTIONS = {"IF", "IFERROR", "AND", "OR", "NOT", "INDEX", "MATCH", "MAX", "MIN", "ROUND", "INT", "COUNT", "N", "ISNUMBER",
                   "EDATE", "COUNTA", "ROWS", "SUM", "DATE", "YEAR", "MONTH", "DAY"}
"""Functions that Excel 2010 and WPS have."""


@cache
def _file(title: str, count: int = 4) -> bytes:
    register, articles = next(pair for pair in REGISTERS if pair[0].title == title)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # XlsxWriter leaves out, with a warning, what Excel wouldn't take
        return built(register, articles, {sheet.name: made_up_rows(sheet, count) for sheet in register.sheets})


@cache
def _open(title: str, count: int = 4) -> Book:
    return openpyxl.load_workbook(io.BytesIO(_file(title, count)))


def _cells(register: Register, count: int = 4) -> Iterator[tuple[Sheet, Column, list]]:
    for sheet in register.sheets:
        page = _open(register.title, count)[sheet.title]
        for place, column in enumerate(sheet.columns, 1):
            yield sheet, column, [page.cell(row, place) for row in range(1, max(count, 1) + 2)]


def _validations(register: Register, sheet: Sheet) -> dict[str, DataValidation]:
    page = _open(register.title)[sheet.title]
    by_area = {str(each.sqref): each for each in page.data_validations.dataValidation}
    letters = {column.name: page.cell(1, place).column_letter for place, column in enumerate(sheet.columns, 1)}
    return {name: by_area[f"{letter}2:{letter}5"] for name, letter in letters.items() if f"{letter}2:{letter}5" in by_area}


@EACH
@pytest.mark.parametrize("count", [0, 4])
def test_nothing_that_excel_would_repair(register: Register, articles: Articles, count: int) -> None:
    assert check(_file(register.title, count)) == []


@EACH
def test_each_sheet_is_a_table_with_the_declared_headers_and_formulas(register: Register, articles: Articles) -> None:
    for count, rows in ((0, 1), (4, 4)):
        book = _open(register.title, count)
        assert book.active.title == register.sheets[0].title
        for sheet in register.sheets:
            page = book[sheet.title]
            table = page.tables[sheet.title]
            assert table.ref == f"A1:{page.cell(1, len(sheet.columns)).column_letter}{rows + 1}"
            assert [each.name for each in table.tableColumns] == [column.header for column in sheet.columns]
            assert [each.calculatedColumnFormula and each.calculatedColumnFormula.attr_text for each in table.tableColumns] == [
                column.formula and sheet.excel(column)[1:] for column in sheet.columns]
            assert page.freeze_panes == ("C2" if sheet.columns[1].name == "state" else "B2"), "key and state stay in sight"
            assert bool(page.sheet_view.tabSelected) is (sheet is register.sheets[0])
        for _, column, (_, *cells) in _cells(register, count):
            assert all(cell.data_type == "f" for cell in cells) is (column.formula is not None)


@EACH
def test_formulas_fit_excel_2010_and_wps(register: Register, articles: Articles) -> None:
    for sheet in register.sheets:
        for column in sheet.columns:
            if column.formula is not None:
                text = sheet.excel(column)
                assert len(text) < 8192
                assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", text)) <= KNOWN_FUNCTIONS, column.header


@EACH
def test_owners_are_told_by_colour_and_notes_say_what_belongs_there(register: Register, articles: Articles) -> None:
    for sheet, column, (head, *_) in _cells(register):
        assert head.fill.fgColor.rgb == "FF" + FILLS[column.owner][1:]
        assert head.font.b is (column.required is True)
        assert head.comment.author == "客服簿" and head.comment.text.strip() == header_note(sheet, column, articles)
        assert column.owner.value in head.comment.text and column.note in head.comment.text
        if column.article in articles:
            assert articles[column.article].place in head.comment.text


def test_three_fills_differ_in_black_and_white() -> None:
    light = sorted(sum(weight * int(fill[at:at + 2], 16) for weight, at in ((0.299, 1), (0.587, 3), (0.114, 5)))
                   for fill in FILLS.values())
    assert all(right - left > 15 for left, right in itertools.pairwise(light)) and light[0] > 160


@EACH
def test_cells_have_the_format_of_their_kind(register: Register, articles: Articles) -> None:
    wanted = {Kind.DATE: "yyyy-mm-dd", Kind.DATETIME: "yyyy-mm-dd hh:mm", Kind.MONEY: "#,##0.00", Kind.DURATION: "[h]:mm",
              Kind.HOURS: "0.0#", Kind.COUNT: "0"}
    for _, column, (_, *cells) in _cells(register):
        text = "General" if column.owner is Owner.FORMULA else "@"  # a formula in a text cell turns into text
        for cell in cells:
            assert cell.number_format == wanted.get(column.kind, text)
            assert cell.alignment.vertical == "center"


@EACH
def test_helper_columns_are_hidden(register: Register, articles: Articles) -> None:
    for sheet in register.sheets:
        spans = _open(register.title)[sheet.title].column_dimensions.values()
        hidden = {place for span in spans if span.hidden for place in range(span.min, span.max + 1)}
        assert hidden == {place for place, column in enumerate(sheet.columns, 1) if column.hidden}


def test_values_keep_their_type() -> None:
    assert stored(date(2026, 3, 5)) == 46086 and stored(datetime(2026, 3, 5, 12)) == 46086.5
    assert stored(90 * 60, Kind.DURATION) == 0.0625 and stored(90, Kind.COUNT) == 90
    assert (stored(Decimal("12.30")), stored(Decimal("12")), stored(None), stored("007")) == (12.3, 12, "", "007")
    rows = made_up_rows(ITEMS, 4)
    page = _open(ITEMS_REGISTER.title)["样本登记"]
    for number, row in enumerate(rows, 2):
        for place, column in enumerate(ITEMS.columns, 1):
            value = page.cell(number, place).value
            if column.formula is None and column.kind in (Kind.TEXT, Kind.PHONE, Kind.CHOICE, Kind.DATETIME):
                assert (value.replace(microsecond=0) if isinstance(value, datetime) else value) == row[column.name]


@EACH
def test_each_column_accepts_what_its_declaration_says(register: Register, articles: Articles) -> None:
    names = set(_open(register.title).defined_names)
    for sheet in register.sheets:
        found = _validations(register, sheet)
        for column in sheet.columns:
            rule = found.get(column.name)
            if column.owner is Owner.FORMULA:
                assert (rule.type, rule.formula1, rule.errorStyle or "stop") == ("custom", "FALSE", "stop") and rule.error
            elif column.owner is Owner.STEP:
                assert rule.errorStyle == "information" and "按钮" in rule.prompt
            if isinstance(column.choices, ListOf):
                assert rule.formula1 == column.choices.defined_name and rule.formula1 in names
                assert rule.errorStyle == ("information" if column.owner is Owner.STEP else "warning")
            elif column.choices and column.owner is Owner.STAFF:
                assert (rule.errorStyle or "stop") == "stop"
                assert rule.formula1 in names or rule.formula1.strip('"').split(",") == list(column.choices)
            if column.owner is Owner.STAFF and column.kind in (Kind.DATE, Kind.DATETIME, Kind.MONEY, Kind.HOURS, Kind.COUNT):
                assert rule.type in ("date", "decimal", "whole")
            if rule is not None:
                assert len(rule.error or "") <= 255 and len(rule.errorTitle or "") <= 32 and len(rule.prompt or "") <= 255


def test_messages_stay_within_excels_limits_for_the_longest_headers() -> None:
    sheet = replace(ITEMS, columns=tuple(replace(column, header="很" * 60) for column in ITEMS.columns))
    for column in sheet.columns:
        rule = validation(sheet, column) or {}
        assert max(len(rule.get(name, "")) for name in ("error_title", "input_title")) <= 32
        assert max(len(rule.get(name, "")) for name in ("error_message", "input_message")) <= 255


def test_long_choices_and_numbers_with_a_least() -> None:
    found = _validations(ITEMS_REGISTER, ITEMS)
    assert found["result"].formula1 == "清单_样本登记_结果"
    assert (found["pieces"].type, found["pieces"].operator, found["pieces"].formula1) == ("whole", "greaterThanOrEqual", "1")
    assert found["seen_on"].formula1 == "36526" and found["seen_on"].formula2 == "73050"
    assert "phone" not in found and "text" not in found


def test_colours_are_formulas_over_the_rows() -> None:
    page = _open(ITEMS_REGISTER.title)["样本登记"]
    letter = {column.name: page.cell(1, place).column_letter for place, column in enumerate(ITEMS.columns, 1)}
    found = {str(area.sqref): rules[0].formula[0] for area, rules in page.conditional_formatting._cf_rules.items()}
    assert found == {
        f"A2:{page.cell(1, len(ITEMS.columns)).column_letter}5": f'${letter["state"]}2="已办"',
        f"{letter['fee']}2:{letter['fee']}5 {letter['double']}2:{letter['double']}5":
            f'AND(${letter["fee"]}2<>"",NOT(${letter["done_at"]}2<>""))',
        f"{letter['zone']}2:{letter['zone']}5": f'${letter["zone"]}2="郊区"',
        f"{letter['yes']}2:{letter['yes']}5": f'${letter["yes"]}2="是"'}


@EACH
def test_prints_on_a4_with_repeated_headers_and_page_numbers(register: Register, articles: Articles) -> None:
    for sheet in register.sheets:
        page = _open(register.title)[sheet.title]
        setup = page.page_setup
        assert (setup.orientation, int(setup.paperSize), setup.fitToHeight) == ("landscape", 9, 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage and page.print_title_rows == "$1:$1"
        assert (setup.fitToWidth or 1) == 1 or page.print_title_cols == "$A:$A", "further pages repeat the key"
        assert (setup.pageOrder == "overThenDown") is ((setup.fitToWidth or 1) > 1)
        across = sum(width(column) for column in sheet.columns if not column.hidden) / (setup.fitToWidth or 1)
        assert 277 / (across * MILLIMETRES) * 10 > 6.4, "point size of the text, at the least"
        assert sheet.title in page.oddHeader.left.text and page.oddFooter.center.text == "第 &P 页 / 共 &N 页"


@EACH
def test_hidden_sheets_and_names(register: Register, articles: Articles) -> None:
    book = _open(register.title)
    assert book.properties.created == STAMP and book.properties.creator == "客服簿"
    assert book["清单"].sheet_state == "hidden" and book["说明"].sheet_state == "visible"
    assert ("工作日历" in book.sheetnames) is register.calendar
    assert book["清单"]["A2"].value == "=NOW()" and book.defined_names["现在"].attr_text == "清单!$A$2"
    if register.calendar:
        assert book["工作日历"].sheet_state == "hidden" and [cell.value for cell in book["工作日历"][1]][:5] == [
            "开始", "结束", "开始秒", "结束秒", "累计秒"]


def test_the_archive_is_plain_values_with_the_time_of_the_move() -> None:
    row = {column.name: "x" for column in ITEMS.columns if column.kind is Kind.TEXT} | {
        "zone": "市区", "worked": 3600, "archived_at": datetime(2026, 3, 5, 9)}
    book = openpyxl.load_workbook(io.BytesIO(built(ITEMS_REGISTER, rows={"items_archive": [row]})))
    page = book["样本登记存档"]
    assert list(page.tables) == ["样本登记存档"]
    headers = [cell.value for cell in page[1]]
    assert headers == [*(column.header for column in ITEMS.columns), "存档时间"]
    assert all(cell.data_type != "f" for cell in page[2])
    values = dict(zip(headers, (cell.value for cell in page[2]), strict=True))
    assert values["市郊"] == "市区" and values["存档时间"] == datetime(2026, 3, 5, 9)
    assert "样本备忘存档" not in book.sheetnames


@EACH
def test_the_guide_explains_every_visible_column(register: Register, articles: Articles) -> None:
    page = _open(register.title)["说明"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    explained = [tuple(row[:3:2]) for row in rows]
    for sheet in register.sheets:
        for column in sheet.columns:
            assert ((column.header, column.owner.value) in explained) or column.hidden
        colours = [row[1] for row in rows if row[0] in ("红色", "黄色", "灰色", "绿色")]
        assert all(any(colour.when.words(lambda name, sheet=sheet: sheet[name].header) in text for text in colours)
                   for colour in sheet.colours)
    text = "".join(str(value) for row in rows for value in row if value)
    assert all(owner.value in text for owner in Owner) and not re.search(r"[a-z]+_[a-z]+|None", text)


def test_conditions_are_said_in_words() -> None:
    heads = {"a": "甲", "b": "乙"}.__getitem__
    assert (Filled("a") & ~Is("b", "x", "y")).words(heads) == "“甲”已填，并且“乙”不是x或y"
    assert (~Filled("a") & (Is("b", "x") | Filled("a"))).words(heads) == "“甲”未填，并且（“乙”是x，或者“甲”已填）"
    assert (~(Filled("a") | Filled("b"))).words(heads) == "并非（“甲”已填，或者“乙”已填）"
    assert Same("a", "b").words(heads) == "“甲”与“乙”相同"


def test_two_cells_are_the_same_only_when_something_stands_there() -> None:
    rows = [{"a": "x", "b": "x"}, {"a": "x", "b": "y"}, {"a": None, "b": None}, {"a": "x", "b": None}]
    assert [Same("a", "b").row(row) for row in rows] == list(Same("a", "b").frame(pd.DataFrame(rows))) == [True, False, False, False]


def test_notes_are_as_tall_as_their_text() -> None:
    assert lines("", 10) == 1 and lines("一二三四五\nabc", 10) == 2 and lines("一二三四五六", 10) == 2
    short, long = note_box("短"), note_box("长" * 200)
    assert short[0] == long[0] and long[1] > 6 * short[1]


def test_the_first_entry_fills_the_empty_row_and_the_table_grows() -> None:
    book = Workbook(_file(ITEMS_REGISTER.title, 0))
    cells = [{"编号": Cell(f"{number:03}"), "区域": Cell("海淀"), "状态": Cell("新", ITEMS.excel(ITEMS["state"]))} for number in (1, 2)]
    assert book.append_rows("样本登记", cells) == [2, 3]
    data = book.to_bytes()
    assert check(data) == []
    page = openpyxl.load_workbook(io.BytesIO(data))["样本登记"]
    assert page.tables["样本登记"].ref.endswith("3") and page["A3"].value == "002"
    assert all(str(each.sqref).endswith("3") for each in page.data_validations.dataValidation)


def test_same_bytes_in_this_process_and_in_others() -> None:
    mine = fingerprint()
    assert mine == fingerprint()
    for seed, zone in (("1", "Asia/Shanghai"), ("77", "America/New_York")):
        there = subprocess.run([sys.executable, "-c", "from tests.core.sample_registers import fingerprint; print(fingerprint())"],
                               cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone}, capture_output=True, text=True,
                               check=True)
        assert there.stdout.strip() == mine


def test_a_new_name_on_the_list_needs_no_new_declaration() -> None:
    rule = validation(ITEMS, Column("area", "区域", choices=AREA_NAMES))
    assert rule is not None and rule["source"] == "=清单_区域"
    assert _open(ITEMS_REGISTER.title).defined_names["清单_区域"].attr_text == "清单!$B$2:INDEX(清单!$B:$B,MAX(2,COUNTA(清单!$B:$B)))"
