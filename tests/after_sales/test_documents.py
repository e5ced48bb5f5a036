"""The printed forms: as committed, the same every time, on their own paper, with nothing cut, whatever people typed."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from automation.core.documents import bound, render, render_each, render_list
from automation.core.steps import Desk
from tests.after_sales.filled_forms import FORMS, HOSTILE, KEYS, blank, hostile, printed, rich
from tests.after_sales.office import CALL, TABLE, Office
from tests.support import program
from tests.support.chromium import Browser, browser
from tests.support.snapshots import UPDATE, matches

SNAPSHOTS = Path(__file__).parent / "snapshots"
VARIANTS: dict[str, Callable[[], Desk]] = {"满": rich, "空": blank, "恶": hostile}
POINTS = {"A4": (595, 842), "A4 landscape": (842, 595), "A5": (420, 595), "A5 landscape": (595, 420)}
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
def test_what_people_typed_stays_text(name):
    text = printed(name, hostile()).text
    assert "<script" not in text and HOSTILE not in text
    assert text.count("</style>") == 1 and text.count("<!-- 单据结束 -->") == 1


@FORM
def test_it_fills_its_paper_exactly(name, chromium, tmp_path):
    """Rich and blank in one print: each begins on a page of its own, as many pages as declared, nothing wider than its cell."""
    form, made = FORMS[name], [printed(name, desk()).text for desk in (rich, blank)]
    page = tmp_path / "form.html"
    page.write_text(bound(made), encoding="utf8")
    assert chromium.ask(page, OVERFLOWING) == []
    assert _sizes(chromium.pdf(page, tmp_path / "form.pdf")) == [POINTS[form.paper]] * 2 * (form.pages or 1)


@FORM
def test_long_words_are_broken_not_cut(name, chromium, tmp_path):
    page = tmp_path / "form.html"
    page.write_text(printed(name, hostile()).text, encoding="utf8")
    assert chromium.ask(page, OVERFLOWING) == []
    pdf = chromium.pdf(page, tmp_path / "form.pdf")
    assert set(_sizes(pdf)) == {POINTS[FORMS[name].paper]}
    assert _text(pdf).count("W") == page.read_text(encoding="utf8").partition("<body>")[2].count("W") > 0


def test_a_months_register_repeats_its_head_and_counts_its_pages(chromium, tmp_path):
    pages = _register_pages(60, chromium, tmp_path)
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert "最迟到达" in text and f"第{number}页/共{len(pages)}页" in re.sub(r"\s", "", text)
    assert "".join(pages).count("JX2026-000") == 60


@pytest.mark.parametrize("count", (8, 9, 16, 17))
def test_the_boxes_to_sign_never_stand_alone_on_a_page(count, chromium, tmp_path):
    last = _register_pages(count, chromium, tmp_path)[-1]
    assert f"JX2026-{count:05d}" in last and f"共{count}件" in re.sub(r"\s", "", last) and "市场营销部核对" in last


def test_many_parts_run_on_to_a_second_card(chromium, tmp_path):
    desk = rich()
    line = desk.where("part_lines", card_no=KEYS["goods"])[0]
    ahead = desk.ahead(*(line.but(line_no=f"LJ2026-1{number:04d}", quantity=number) for number in range(1, 16)))
    page = tmp_path / "form.html"
    page.write_text(printed("repair_card", ahead).text, encoding="utf8")
    pdf = chromium.pdf(page, tmp_path / "form.pdf")
    assert _sizes(pdf) == [POINTS["A5"]] * 2 and _text(pdf).count("零件编号") == 2 and _text(pdf).count("LJ-01") == 20


def test_the_same_row_prints_the_same_on_the_same_day():
    desk = rich()
    later = replace(desk, department=desk.department.at(datetime(2026, 3, 5, 23, 59)))
    next_day = replace(desk, department=desk.department.at(datetime(2026, 3, 6, 8)))
    first = printed("service_voucher", desk)
    assert printed("service_voucher", later) == first
    assert printed("service_voucher", next_day).text == first.text.replace("2026年3月5日打印", "2026年3月6日打印")


def test_a_voucher_shows_the_call_and_the_goods_that_are_entered_with_it():
    office = Office()
    seen = {}
    desk = replace(office.desk("孙丽"), render=lambda name, row, desk: seen.setdefault(name, render(FORMS[name], row, desk)))
    office.memory.take(TABLE["register_call"], desk, answers=CALL | {"bought_on": date(2025, 3, 5), "serial": "0099"})
    assert all(shown in seen["service_voucher"].text for shown in (CALL["address"], CALL["fault"], "0099", "2025年3月5日", "2028年3月5日"))
    assert all(shown in seen["goods_receipt"].text for shown in (CALL["address"], CALL["phone"], "SJ2026-00001"))


def test_forms_bound_together_are_the_forms_themselves():
    desk = rich()
    row = desk.find("cards", KEYS["cards"])
    (both,) = render_each(FORMS["survey_card"], [row, row.but(card_no="DC2026-00002")], desk, "2026-03-05")
    assert both.path == "客户意见调查/2026-03/客户意见调查卡-2026-03-05.html"
    assert both.text.count('<div class="sheet">') == 2 and both.text.count("<style>") == 1
    assert render_each(FORMS["survey_card"], [row], desk, "2026-03-05")[0].text == printed("survey_card", desk).text


def _register_pages(count: int, chromium: Browser, place: Path) -> list[str]:
    """The text of each page of a month with so many calls."""
    desk = rich()
    rows = [desk.find("calls", KEYS["calls"]).but(call_no=f"JX2026-{number:05d}") for number in range(1, count + 1)]
    page = place / "form.html"
    page.write_text(render_list(FORMS["call_register"], rows, desk, "2026-03").text, encoding="utf8")
    return _text(chromium.pdf(page, place / "form.pdf")).split("\f")[:-1]


def _sizes(pdf: Path) -> list[tuple[int, int]]:
    said = subprocess.run([program("pdfinfo"), "-l", "99", str(pdf)], capture_output=True, text=True, check=True).stdout
    return [(round(float(width)), round(float(height))) for width, height in re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", said)]


def _text(pdf: Path) -> str:
    return subprocess.run([program("pdftotext"), "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
