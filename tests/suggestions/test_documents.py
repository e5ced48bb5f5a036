"""The forms of suggestions: as committed, the same every time, on their paper, nothing cut, whatever people typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from automation.core.documents import bound
from automation.core.steps import Desk
from tests.suggestions.filled_forms import FORMS, HOSTILE, blank, hostile, printed, rich
from tests.suggestions.office import Office
from tests.support.chromium import Browser, browser
from tests.support.sheets import OVERFLOWING, body, pages, plain
from tests.support.snapshots import UPDATE, matches

SNAPSHOTS = Path(__file__).parent / "snapshots"
VARIANTS: dict[str, Callable[[], Desk]] = {"满": rich, "空": blank, "恶": hostile}
FORM = pytest.mark.parametrize("name", FORMS)


@pytest.fixture(scope="module")
def chromium() -> Browser:
    with browser() as running:
        yield running


@FORM
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_form_is_as_committed(name, variant):
    text = printed(name, VARIANTS[variant]()).text
    assert text == printed(name, VARIANTS[variant]()).text
    matches(SNAPSHOTS / f"{FORMS[name].title}-{variant}.html", plain(text))


def test_no_snapshot_is_left_over():
    assert UPDATE or {path.name for path in SNAPSHOTS.iterdir()} == {
        f"{form.title}-{variant}.html" for form in FORMS.values() for variant in VARIANTS}


@FORM
def test_what_people_typed_stays_text(name):
    text = printed(name, hostile()).text
    assert "<script" not in text and HOSTILE not in text
    assert text.count("</style>") == 1 and text.count("<!-- 单据结束 -->") == 1


@FORM
def test_it_fills_its_paper_exactly(name, chromium, tmp_path):
    page = tmp_path / "form.html"
    page.write_text(bound([printed(name, desk()).text for desk in (rich, blank)]), encoding="utf8")
    assert chromium.ask(page, OVERFLOWING) == []
    assert len(pages(chromium, page)) == 2


@FORM
def test_long_words_are_broken_not_cut(name, chromium, tmp_path):
    page = tmp_path / "form.html"
    page.write_text(printed(name, hostile()).text, encoding="utf8")
    assert chromium.ask(page, OVERFLOWING) == []
    assert "".join(pages(chromium, page)).count("W") == body(page.read_text(encoding="utf8")).count("W") > 0


def test_the_letter_says_what_when_and_whose():
    adopted = body(printed("result_letter", rich()).text)
    for said in ("决定采纳", "2026年3月1日", "换用低温自动排空阀", "您得 60%", "归本公司所有", "第五条第五款"):
        assert said in adopted
    assert "没有需要开发研制的内容" in printed("result_letter", rich(ownership="没有开发研制")).text
    refusal = body(printed("result_letter", rich(adopted="不采纳", reason="成本高于收益")).text)
    assert "成本高于收益" in refusal and "您得" not in refusal and not [word for word in ("不采纳", "驳回", "拒绝") if word in refusal]


def test_the_settlement_shows_both_shares_and_what_went_before():
    text = body(printed("settlement_sheet", rich()).text)
    for said in ("¥43,210.05", "¥25,926.03", "¥17,284.02", "贰万伍仟玖佰贰拾陆元零叁分", "2027年2月28日", "CG2026-00001", "¥25,914.00"):
        assert said in text
    assert "这是第一段" in printed("settlement_sheet", blank()).text


def test_the_record_has_room_for_each_department_and_its_day():
    text = body(printed("receipt_record", rich()).text)
    assert text.count("<th>研究部门</th>") == 2 and "2026年2月20日" in text and "2026年2月13日" in text
    assert printed("receipt_record", blank()).text.count("<th>研究部门</th>") == 1


def test_a_proposal_prints_its_forms_on_its_way():
    office = Office()
    key = office.brought_to("实施中")
    office.now = datetime(2026, 4, 1, 9)
    office.settled(key, date(2026, 3, 31), "10")
    assert {path.split("/")[0] for path in office.memory.documents} == {"receipt_record", "result_letter", "settlement_sheet"}
    told = Office()
    told.do("tell_customers", told.planned(), where="网点")
    assert len(told.memory.documents) == 2
