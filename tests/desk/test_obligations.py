"""The night collects what every slice declares: lists for the report, forms to print, and a clear word about what it couldn't read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from automation.core.obligations import Due, Obligations
from automation.desk import house
from automation.desk.gather import Gathered, gather
from automation.desk.obligations import owed, papers, sections, tiles

NOW = datetime(2026, 3, 5, 20)


def read(folder: Path, without: str = "") -> Gathered:
    catalogue = house.catalogue()
    paths = {register.name: folder / ("没有.xlsx" if register.title == without else register.filename) for register in catalogue}
    return gather(paths, catalogue, house.articles(), NOW)


@pytest.fixture(scope="module")
def found(demonstration_made):
    return owed(read(demonstration_made))


def test_the_demonstrations_night_prints_every_kind_of_paper(found):
    names = [paper.path.split("/")[-1].removesuffix(".html") for paper in papers(found)]
    kinds = [name.partition("-2026")[0] for name in names]
    assert kinds == ["次日优先派工单", "保修到期通知书", "保修到期通知书（免费保修）", "叫修登记簿", "客户意见调查卡", "客户意见调查卡",
                     "服务日报表", "客户卡（巡访用）"]
    assert len(set(names)) == len(names)


def test_each_obligation_prints_the_forms_that_it_declares(found):
    titles = {form.name: form.title for form in house.documents().values()}
    for each in found:
        printed = {paper.path.split("/")[-1].partition("-2026")[0] for paper in each.due.papers}
        assert printed == {titles[name] for name in each.obligation.prints} or not each.due.rows


def test_the_report_lists_every_obligation_with_its_articles(found):
    listed = sections(found)
    assert [section.title for section in listed] == [obligation.title for obligation in house.obligations()]
    assert listed[0].note.endswith("（第二章第十一条）。")
    for section in listed:
        assert all(len(row) == len(section.headers) for row in section.rows)


def test_a_register_that_cannot_be_read_is_named_and_the_rest_is_there(demonstration_made):
    found = owed(read(demonstration_made, without="客户意见调查"))
    by_title = {section.title: section for section in sections(found)}
    assert by_title["要填写的调查卡"].empty == "《客户意见调查》读不出来，今晚列不出。"
    assert not by_title["要填写的调查卡"].rows and by_title["次日优先派工"].rows
    assert "客户意见调查卡" not in "".join(paper.path for paper in papers(found))


def test_large_figures_of_an_unreadable_register_are_left_out(demonstration_made):
    assert [tile.title for tile in tiles(read(demonstration_made))] == ["本月叫修", "没办完的叫修", "等待派工", "没办完的投诉",
                                                                     "交易中的往来企业", "本月巡访", "没办完的提案"]
    assert [tile.title for tile in tiles(read(demonstration_made, without="叫修登记簿"))] == [
        "没办完的投诉", "交易中的往来企业", "本月巡访", "没办完的提案"]


def test_a_table_keeps_its_order_and_its_words():
    table = Obligations()

    @table.obligation("先办的", "AS2.2", needs=("calls",), headers=("编号",))
    def first(desk):
        """先办这个。"""
        return Due()

    @table.obligation("后办的", "AS2.2 AS2.3", needs=(), headers=())
    def second(desk):
        """再办那个。"""
        return Due()
    assert [(each.name, each.title, each.note, each.articles) for each in table] == [
        ("first", "先办的", "先办这个。", ("AS2.2",)), ("second", "后办的", "再办那个。", ("AS2.2", "AS2.3"))]


def test_every_obligation_is_well_declared():
    catalogue, articles = house.catalogue(), house.articles()
    for obligation in house.obligations():
        assert obligation.note.endswith("。") and obligation.headers and set(obligation.needs) <= set(catalogue.sheets)
        assert obligation.articles and all(id in articles for id in obligation.articles)
