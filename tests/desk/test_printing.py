"""Any form printed again from the registers: found by its title, for a number, a month or a day; the same bytes each time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from automation.commands import Situation, load
from automation.core.folder import Folder
from automation.desk import house
from automation.desk.gather import gather
from automation.desk.obligations import night_desk
from automation.desk.printing import NoSuchForm, NothingToPrint, calls_for, find_form, print_forms
from automation.desk.session import Session

NOW = datetime(2026, 3, 5, 20)
LISTED_BY = {"priority_dispatch": ("2026-03",), "firm_list_paper": ("销售部", "采购部", "全部"), "owner_sheet": ("丁一禾",)}
"""What lists are called with that aren't printed for each of the three months."""


@pytest.fixture(scope="module")
def desk(demonstration_made: Path):
    return Session(Folder(demonstration_made), NOW, "").desk("", dry=True)


def paths(desk, form: str, *keys: str) -> list[str]:
    return [paper.path for paper in print_forms(find_form(form), keys, desk)]


def test_every_form_is_found_by_its_title():
    for form in house.documents().values():
        assert find_form(form.title) is form is find_form(f"《{form.title}》")
        assert calls_for(form)
    assert find_form("保修到期通知书(免费保修)").name == "warranty_notice"
    with pytest.raises(NoSuchForm, match="没有“派工单”这种单据"):
        find_form("派工单")


def test_a_row_is_found_by_its_number_a_linked_number_or_a_date(desk):
    voucher = ["叫修登记簿/2026-02/服务凭证-PZ2026-00500.html"]
    assert paths(desk, "服务凭证", "PZ2026-00500") == voucher == paths(desk, "服务凭证", "JX2026-00500")
    assert paths(desk, "客户商品领取收据", "SJ2026-00500") == ["叫修登记簿/2026-02/客户商品领取收据-PZ2026-00500.html"]
    assert len(paths(desk, "技术人员工作日报表", "2026-03-04")) == 6
    assert paths(desk, "叫修登记簿", "2026-03", "2026-03-04") == [
        "叫修登记簿/2026-03/叫修登记簿-2026-03.html", "叫修登记簿/2026-03/叫修登记簿-2026-03-04.html"]


@pytest.mark.parametrize(("form", "key", "said"), [
    ("服务凭证", "PZ9", "“服务凭证”里没有 PZ9；《服务凭证》要写凭证编号，或月份、日期（按开出时间）。"),
    ("叫修登记簿", "三月", "《叫修登记簿》按月或按天打印，请写月份或日期，例如 2026-03 或 2026-03-05，不是“三月”。"),
    ("叫修登记簿", "2026-13", "不是“2026-13”。"), ("叫修登记簿", "2026-02-30", "不是“2026-02-30”。"),
    ("叫修登记簿", "2020-01", "2020-01 没有可以印进《叫修登记簿》的行，请核对月份或日期。"),
    ("服务日报表", "2026-02-31", "“服务日报表”里没有 2026-02-31；"),
])
def test_what_cannot_be_printed_is_said(desk, form, key, said):
    with pytest.raises(NothingToPrint) as refusal:
        paths(desk, form, key)
    assert said in str(refusal.value)


def test_every_row_of_the_demonstration_prints(demonstration_made: Path):
    """Whatever is wrong with a row, no form lacks a value for it."""
    catalogue = house.catalogue()
    gathered = gather({register.name: demonstration_made / register.filename for register in catalogue}, catalogue, house.articles(), NOW)
    desk = night_desk(gathered, gathered.department)
    for form in house.documents().values():
        if form.rows is None:
            keys = {row.key for row in desk.where(form.sheet) if row.key}
            assert len({paper.path for paper in print_forms(form, sorted(keys), desk)}) >= len(keys) > 0
        else:
            keys = LISTED_BY.get(form.name, ("2026-01", "2026-02", "2026-03"))
            assert len(list(print_forms(form, keys, desk))) == len(keys)


def test_the_command_stores_and_says_where(demonstration: Path):
    options = type("Options", (), {"form": "修护卡", "keys": ["XH2026-00001"]})
    situation = Situation(demonstration, NOW, "", lambda: NOW)
    shown = list(load()["print"].run(options, situation))
    place = demonstration / "单据" / "客户商品进出登记簿" / "2026-01" / "修护卡-XH2026-00001.html"
    assert shown == [f"单据：{place.resolve()}"] and place.exists()
    first = place.read_bytes()
    list(load()["print"].run(options, situation))
    assert place.read_bytes() == first


@pytest.mark.parametrize(("form", "keys", "status", "said"), [
    (None, [], 0, "可以打印的单据，和打印时要写的内容："), ("派工单", ["1"], 2, "没有“派工单”这种单据。可以打印的单据列在下面。"),
    ("修护卡", [], 2, "《修护卡》还要写明打印哪一份：修护卡号，或月份、日期（按携回时间）。")])
def test_without_a_known_form_the_forms_are_listed(form, keys, status, said):
    shown = load()["print"].run(type("Options", (), {"form": form, "keys": keys}), Situation(Path("没有"), NOW, "", lambda: NOW))
    lines = []
    with pytest.raises(StopIteration) as end:
        while True:
            lines.append(next(shown))
    assert (end.value.value, lines[0], len(lines)) == (status, said, 2 if form != "修护卡" else 1)
