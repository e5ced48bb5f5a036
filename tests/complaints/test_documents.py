"""The forms of complaints: as committed, the same every time, a page for each copy, nothing cut, whatever people typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from automation.complaints.registers.papers import CARD_COPIES, REPORT_COPIES
from automation.core.documents import bound
from automation.core.steps import Desk
from tests.complaints.filled_forms import FORMS, HOSTILE, KEYS, blank, hostile, printed, rich
from tests.complaints.office import Office
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
    assert len(pages(chromium, page)) == 2 * FORMS[name].pages


@FORM
def test_long_words_are_broken_not_cut(name, chromium, tmp_path):
    page = tmp_path / "form.html"
    page.write_text(printed(name, hostile()).text, encoding="utf8")
    assert chromium.ask(page, OVERFLOWING) == []
    assert "".join(pages(chromium, page)).count("W") == body(page.read_text(encoding="utf8")).count("W") > 0


def test_each_copy_of_the_card_says_what_it_is_and_where_it_goes(chromium, tmp_path):
    pages = _printed_pages("complaint_card", rich(), chromium, tmp_path)
    finals = ["市场营销部", "质量管理科", "上级主管", "生产部", "质量管理科", "生产部", "部主管"]
    for page, copy, final in zip(pages, CARD_COPIES, finals, strict=True):
        assert f"{copy.part}{copy.title}" in page and copy.way in page and f"最后由{final}持有" in page and KEYS["cases"] in page
        assert all(said in page for said in ("清泉浴室有限责任公司", "2026年3月4日10:05", "✓要求退货", "五台水箱全部更换新品"))
    assert "石磊" in pages[6] and "质量管理科同意" not in pages[0]


def test_each_copy_of_the_report_says_what_it_is_and_where_it_goes(chromium, tmp_path):
    pages = _printed_pages("investigation_report", rich(), chromium, tmp_path)
    for page, copy, final in zip(pages, REPORT_COPIES, ["生产部", "质量管理科", "市场营销部", "部主管"], strict=True):
        assert f"{copy.part}{copy.title}" in page and copy.way in page and f"最后由{final}持有" in page and KEYS["investigations"] in page
        for header in ("发生原因", "具体经过", "责任者", "结论", "对策", "防范措施"):
            assert header in page


def test_a_contract_dispute_has_three_copies(chromium, tmp_path):
    pages = _printed_pages("complaint_card", rich(nature="合同纠纷", route="送企业领导裁定"), chromium, tmp_path)
    assert len(pages) == 3 and "送请裁定" in pages[1] and "最后由企业领导持有" in pages[1] and "客户为连锁浴室" in pages[1]


def test_the_letters_are_tactful():
    for name in ("refusal_letter", "reply_letter"):
        letter = body(printed(name, rich()).text)
        assert not [word for word in ("不予受理", "驳回", "拒绝", "无理", "客户原因") if word in letter]
        assert "您好" in letter and "敬礼" in letter
    assert "谅解" in printed("refusal_letter", rich()).text and "歉意" in printed("reply_letter", rich()).text


def test_the_notice_names_each_desk_with_its_days():
    notice = body(printed("handling_notice", rich()).text)
    assert re.search(r"调查</td><td>生产部</td><td class=\"c\">5<", notice) and "2026年4月14日</b>以前书面答复客户" in notice
    short = body(printed("handling_notice", rich(nature="发货手续问题", route="按内销业务处理办法")).text)
    assert "内销办理" in short and "质量审核" not in short and "领导裁定" not in short


def test_a_case_prints_its_forms_on_its_way():
    office = Office()
    office.brought_to("已结案")
    assert _printed_by(office) == {"handling_notice", "complaint_card", "investigation_report", "reply_letter"}
    refusing = Office()
    refusing.do("decline_complaint", refusing.refused_at_ruling(), reply="水质过硬所致，已请技术员免费除垢。")
    assert _printed_by(refusing) == {"refusal_letter"}


def _printed_by(office: Office) -> set[str]:
    return {path.split("/")[0] for path in office.memory.documents}


def _printed_pages(name: str, desk: Desk, chromium: Browser, place: Path) -> list[str]:
    page = place / "form.html"
    page.write_text(printed(name, desk).text, encoding="utf8")
    return [re.sub(r"\s", "", text) for text in pages(chromium, page)]
