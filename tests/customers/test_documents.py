"""The forms of the register of companies: as committed, on their own paper, nothing cut, whatever people typed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from automation.core.documents import render, render_list
from automation.core.steps import Desk
from tests.customers.filled_forms import ENDED, FORMS, HOSTILE, blank, hostile, printed, rich
from tests.customers.office import Office
from tests.support import program
from tests.support.chromium import Browser, browser
from tests.support.snapshots import UPDATE, matches

SNAPSHOTS = Path(__file__).parent / "snapshots"
VARIANTS: dict[str, Callable[[], Desk]] = {"满": rich, "空": blank, "恶": hostile}
POINTS = {"A4": (595, 842), "A4 landscape": (842, 595), "A5 landscape": (595, 420)}
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
        assert make is hostile or len(sizes) == 1, "one page is enough"
    text = page.read_text(encoding="utf8")
    assert "<script" not in text and HOSTILE not in text and text.count("</style>") == 1
    assert words.count("W") == text.partition("<body>")[2].count("W") > 0


def test_a_card_shows_its_last_changes_and_the_list_what_the_card_says():
    card, line = printed("firm_card", rich()).text, printed("firm_list_paper", rich()).text
    assert "010-55550001" in card and "2026-03-09" in card and "污损" in card
    assert "经销商兼供应商 1 家" in line and "010-55550007" in line
    assert printed("firm_list_paper", rich()).path == "交易往来客户名簿/2026-03/交易往来客户一览表-全部.html"


def test_a_hand_out_names_what_is_still_open():
    office = Office()
    firm = office.firm()
    office.do("start_round")
    office.lent(firm)
    office.memory.apply([office.row("firms", firm).set(policy="改做网上销售")], office.desk("刘洋"))
    desk = office.desk("")
    form = FORMS["owner_sheet"]
    text = render_list(form, form.rows(desk, "刘洋"), desk, "刘洋").text
    assert "改动没有登记：营业方针；调查表 DB2026-00001 没有收回；原件由王磊借出，2026-02-09 应还" in text


def test_after_a_destruction_the_paper_names_only_the_number():
    office = Office()
    record = office.asked()
    firm = office.row("destructions", record).firm_no
    name = office.row("past_firms", firm).name
    paper = FORMS["destruction_paper"]
    assert name in render(paper, office.row("destructions", record), office.desk("")).text
    office.do("decide_destruction", record)
    office.do("destroy_file", record, witness="冯雨", means="碎纸")
    text = render(paper, office.row("destructions", record), office.desk("")).text
    assert name not in text and "已销毁" in text and firm in text and ENDED not in text


def _pages(pdf: Path) -> tuple[list[tuple[int, int]], str]:
    """The size of each page in points, and all words."""
    said = subprocess.run([program("pdfinfo"), "-l", "99", str(pdf)], capture_output=True, text=True, check=True).stdout
    words = subprocess.run([program("pdftotext"), "-raw", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    return [(round(float(width)), round(float(height))) for width, height in re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", said)], words
