"""The forms of visits: as committed, the same every time, on their own paper, nothing cut, whatever people typed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from automation.core.steps import Desk
from tests.support import program
from tests.support.chromium import Browser, browser
from tests.support.snapshots import UPDATE, matches
from tests.visits.filled_forms import FORMS, HOSTILE, blank, hostile, printed, rich
from tests.visits.office import Office

SNAPSHOTS = Path(__file__).parent / "snapshots"
VARIANTS: dict[str, Callable[[], Desk]] = {"满": rich, "空": blank, "恶": hostile}
POINTS = {"A4": (595, 842), "A5": (420, 595)}
FORM = pytest.mark.parametrize("name", FORMS)
OVERFLOWING = """[...document.querySelectorAll('.sheet, .sheet *')].filter(each => each.scrollWidth > each.clientWidth + 1
                 && getComputedStyle(each).display !== 'inline').map(each => each.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def chromium() -> Browser:
    with browser() as running:
        yield running


@FORM
@pytest.mark.parametrize("variant", VARIANTS)
def test_the_form_is_as_committed(name, variant):
    text = printed(name, VARIANTS[variant]()).text
    assert text == printed(name, VARIANTS[variant]()).text
    matches(SNAPSHOTS / f"{FORMS[name].title}-{variant}.html", re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL))


def test_no_snapshot_is_left_over():
    assert UPDATE or {path.name for path in SNAPSHOTS.iterdir()} == {
        f"{form.title}-{variant}.html" for form in FORMS.values() for variant in VARIANTS}


@FORM
def test_it_fits_its_paper_and_what_people_typed_stays_text(name, chromium, tmp_path):
    for make in (rich, blank, hostile):
        page = tmp_path / f"{make.__name__}.html"
        page.write_text(printed(name, make()).text, encoding="utf8")
        assert chromium.ask(page, OVERFLOWING) == []
        sizes, words = _pages(chromium.pdf(page, page.with_suffix(".pdf")))
        assert set(sizes) == {POINTS[FORMS[name].paper]}
        most = 2 if (name, make) == ("visit_day", rich) else 1
        assert make is hostile or len(sizes) == most, "a page; two visits take two"
    text = page.read_text(encoding="utf8")
    assert "<script" not in text and HOSTILE not in text and text.count("</style>") == 1
    assert words.count("W") == text.partition("<body>")[2].count("W") > 0


def test_the_daily_report_has_a_place_for_everything_that_the_regulation_asks():
    page = printed("visit_day", rich()).text
    for title in ("经营项目", "库存状况", "进货状况", "销售状况", "批评意见", "建议", "希望", "投诉", "市场行情", "竞争对手动向",
                  "巡访效果", "主要处理事项", "处理经过", "处理结果", "其它报告事项", "客户卡"):
        assert title in page
    assert page.count("海淀区暖居太阳能热水器经销服务有限责任公司") == 2 and "照计划 XA2026-00001" in page


def test_a_gifts_budget_is_written_out():
    page = printed("gift_request", rich()).text
    assert "肆佰贰拾陆元整" in page and "¥426.00" in page and "¥420.00" in page


def test_forms_are_printed_on_their_way():
    office = Office()
    office.planned()
    office.reported()
    office.approved_gift()
    office.urgent()
    office.do("hand_consult_card", firm_no="WL2026-00001", model="QY-20")
    assert {path.split("/")[0] for path in office.memory.documents} == {
        "visit_plan", "visit_day", "gift_request", "urgent_report", "consult_card"}


def _pages(pdf: Path) -> tuple[list[tuple[int, int]], str]:
    """The size of each page in points, and all words."""
    sizes = subprocess.run([program("pdfinfo"), "-l", "99", str(pdf)], capture_output=True, text=True, check=True).stdout
    found = [(round(float(width)), round(float(height))) for width, height in re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", sizes)]
    return found, subprocess.run([program("pdftotext"), "-raw", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
