"""The forms that travel: every declared one is sound, looks finished, and comes back through LibreOffice as it was filled in."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from automation.core.fillable.layout import GRID, pairs, spans
from automation.core.fillable.read import RefusedForm, read_form
from automation.core.fillable.sheets import Listed, Unreadable, information, understand_information
from automation.core.xlsx import check
from automation.desk import house
from tests.desk.travelling import RATED, blank, department, filled
from tests.support import libreoffice_convert

KEYS = {"cards": "DC2026-00001", "people": "王磊", "round_sheets": "DB2026-00001", "firms": "WL2025-00001",
        "consult_cards": "ZX2026-00001", "suggestion_plans": "2026上半年"}
"""A record of each sheet that a form is made for."""
ANSWERS: dict[str, dict[str, Any]] = {
    "survey_card_form": {"服务态度": "满意", "意见内容": "很好，\n谢谢 <&>"}, "technician_day_form": {"修护工时": 1.5},
    "opening_form": {"企业名称": "三和 <&> 水暖店", "经营内容": "零售，\n批发"},
    "round_form": {"电话": "010-55559999", "年交易额": 120000.5},
    **{name: {"重点推销商品": "家用型 <&>", "往来企业编号": "WL2025-00002", "巡访目的": "看库存，\n谈促销"}
       for name in ("yearly_plan_form", "quarterly_plan_form", "monthly_plan_form")},
    "visit_form": {"面谈人": "孙店长", "库存状况": "二十台，\n够卖一月", "产品介绍": "是"},
    "consult_form": {"商品性能": "很满意", "使用意见": "升温快 <&>"}, "gift_form": {"用途": "开业周年", "礼品": "茶具 <&>", "单价": 88.5},
    "proposal_form": {"提案名称": "统一接头 <&>", "提案内容": "各型号接头一样大，\n换件方便"}}
"""Something filled into each form."""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return department(tmp_path_factory.mktemp("forms") / "客服簿")


@pytest.fixture(scope="module")
def sent(place) -> dict[str, bytes]:
    return {name: blank(place, name, KEYS[form.about], "BD2026-00001") for name, form in house.forms().items()}


@pytest.mark.parametrize("form", house.forms().values(), ids=lambda form: form.name)
def test_it_asks_what_its_step_asks(form):
    asks = [ask for name in (form.begins, form.step) if name for ask in house.steps()[name].asks]
    asked = {ask.column for ask in asks}
    assert {*form.asks, *form.line_asks, *form.assumed, *form.former.values()} <= asked and bool(form.begins) == bool(form.link)
    needed = {ask.column for ask in asks if ask.required and ask.default is None} - {form.link}
    assert needed <= {*form.asks, *form.line_asks, *form.assumed}, "the step would always be refused"
    assert bool(form.lines) == bool(form.line_asks)
    assert form.words.endswith("。") and set(form.shows) <= set(house.catalogue().sheets[form.about].by_name)
    assert form.by in asked or form.by in house.steps()[form.step].roles
    assert all(article in house.articles() for article in form.articles)


@pytest.mark.parametrize("name", house.forms())
def test_the_workbook_is_sound_and_the_same_each_time(name, place, sent, tmp_path):
    path = tmp_path / "form.xlsx"
    path.write_bytes(sent[name])
    assert check(path) == []
    assert blank(place, name, KEYS[house.forms()[name].about], "BD2026-00001") == sent[name]


@pytest.mark.parametrize("name", house.forms())
def test_only_the_cells_to_fill_are_open(name, sent):
    form = house.forms()[name]
    book = load_workbook(io.BytesIO(sent[name]))
    page = book.worksheets[0]
    assert page.protection.sheet and page.title == form.title
    assert [sheet.sheet_state for sheet in book.worksheets[1:]] == ["veryHidden"] * (len(book.worksheets) - 1)
    asked = {listed.ref for listed in read_form(sent[name]).information.asked}
    held = {cell.coordinate for row in page.iter_rows() for cell in row if not cell.protection.locked and cell.coordinate in asked}
    assert held == asked and len(asked) == len(form.asks) + form.lines * len(form.line_asks)
    helped = {ref.coord for guard in page.data_validations.dataValidation for ref in guard.sqref.ranges if guard.prompt}
    assert helped == asked


def test_it_comes_back_through_libreoffice_as_it_was_filled_in(sent, tmp_path):
    for name, data in sent.items():
        (tmp_path / f"{name}.xlsx").write_bytes(filled(data, ANSWERS[name]))
    (tmp_path / "out").mkdir()
    for path in libreoffice_convert(sorted(tmp_path.glob("*.xlsx")), "xlsx", tmp_path / "out"):
        before, after = read_form((tmp_path / path.name).read_bytes()), read_form(path.read_bytes())
        assert after.information == before.information
        assert [(each.listed, each.raw) for each in after.given] == [(each.listed, each.raw) for each in before.given]


def test_what_was_changed_beside_the_answers_is_refused(sent):
    data = sent["survey_card_form"]
    assert [each.raw for each in read_form(filled(data, RATED)).given][:2] == ["满意", "很满意"]
    with pytest.raises(RefusedForm, match="C5 印的是“张三”，现在是“李四”"):
        read_form(filled(data, C5="李四"))
    with pytest.raises(RefusedForm, match="格子 A20 里写了内容"):
        read_form(filled(data, A20="另外还想说"))
    with pytest.raises(RefusedForm, match="改了名字"):
        read_form(_changed(data, lambda book: setattr(book.worksheets[0], "title", "表一")))
    with pytest.raises(RefusedForm, match="多出了工作表“附件”"):
        read_form(_changed(data, lambda book: book.create_sheet("附件")))
    with pytest.raises(RefusedForm, match="表的信息被改动过"):
        read_form(_changed(data, lambda book: book["表单信息"].__setitem__("E1", "DC2026-00002")))
    with pytest.raises(RefusedForm, match="不是本公司发出的表"):
        read_form(_changed(data, lambda book: book.remove(book["表单信息"])))
    with pytest.raises(RefusedForm, match="A5 印的是“客户名称”，现在空了"):
        read_form(_changed(data, lambda book: book.worksheets[0].insert_rows(5)))


def test_a_formula_in_an_answer_is_told_apart(sent):
    given = {each.listed.header: each for each in read_form(filled(sent["survey_card_form"], RATED | {"服务态度": "=1+1"})).given}
    assert given["服务态度"].formula and not given["技术水平"].formula and given["意见内容"].blank


def test_the_hidden_list_is_read_or_refused():
    rows = information("f", 3, "BD1", "", "表", [Listed("a", 0, "C5", "甲")], {"A5": "甲", "B9": ""})
    read = understand_information(rows)
    assert (read.form, read.version, read.key, read.asked, read.printed) == ("f", 3, "", (Listed("a", 0, "C5", "甲"),), {"A5": "甲"})
    for row, column in ((0, 1), (0, 2), (1, 3), (2, 2)):
        spoilt = [list(line) for line in rows]
        spoilt[row][column] += "1"
        with pytest.raises(Unreadable):
            understand_information(spoilt)


def test_the_grid_is_filled_and_nothing_overlaps():
    for form in house.forms().values():
        columns = [form.column(name, house.steps(), house.catalogue()) for name in (*form.asks, *form.line_asks)]
        cells = [(place.row, left) for each in pairs(columns, 5) for place in (each.label, each.place)
                 for left in range(place.left, place.left + place.span)]
        assert len(cells) == len(set(cells)) and all(1 <= left <= GRID for _, left in cells)
        assert len({row for row, _ in cells}) * GRID == len(cells)
        assert not form.line_asks or sum(spans(columns[len(form.asks):])) == GRID


def _changed(data: bytes, change) -> bytes:
    book = load_workbook(io.BytesIO(data))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
