"""The pages of docs/: the generated ones are what is made now, every link leads somewhere, every command is real."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from automation.commands import load
from automation.commands.building import pages
from automation.desk import house
from tests.support import ROOT

DOCS = ROOT / "docs"
WRITTEN = [*ROOT.glob("*.md"), *DOCS.rglob("*.md")]


@pytest.mark.parametrize("name", pages())
def test_the_committed_pages_are_what_is_made(name: str) -> None:
    assert (DOCS / name).read_bytes().decode("utf8") == pages()[name](), "run: python -m automation docs"


def test_no_old_page_is_left() -> None:
    drawn = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.svg")}
    assert drawn == {name for name in pages() if name.endswith(".svg")}


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: path.name)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        name, _, anchor = unquote(target).partition("#")
        path = (page.parent / name) if name else page
        assert path.exists(), target
        if anchor:
            there = path.read_text(encoding="utf8")
            headings = {heading.strip().lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", there, re.MULTILINE)}
            assert f'<a id="{anchor}">' in there or anchor in headings, target


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: path.name)
def test_every_command_named_is_real(page: Path) -> None:
    known = {*load(), "test", "命令", "--help"}
    for command in re.findall(r"(?:start\.py|-m automation) ([^\s`|）。；，]+)", page.read_text(encoding="utf8")):
        assert command in known, command


def test_the_pictures_are_modest_and_all_shown() -> None:
    pictures = list((DOCS / "pictures").iterdir())
    assert sum(path.stat().st_size for path in pictures) < 1_500_000
    shown = "".join(page.read_text(encoding="utf8") for page in WRITTEN)
    assert [path.name for path in pictures if f"pictures/{path.name})" not in shown] == []


def test_every_clause_says_what_to_press_or_why_nothing() -> None:
    guide = (DOCS / "按钮图解" / "README.md").read_text(encoding="utf8").partition('<a id="index"></a>')[2]
    for law in house.articles().regulations:
        part = guide.partition(f"### {law.name}\n")[2].partition("###")[0]
        rows = dict(line.strip("| ").split(" | ", 1) for line in part.splitlines() if line.startswith("| 第"))
        for article in law.articles:
            said = rows[article.place]
            steps = [step for step in house.steps().values() if article.id in step.articles]
            assert all(f"[{step.title}](" in said for step in steps), article.id
            assert steps or re.search("控制台|每晚核对|由人办理|说明此到期时间", said), article.id
            assert said.startswith(article.title)
    for step in house.steps().values():
        assert f"#{step.name})" in guide, step.title


def test_every_article_step_and_form_has_its_place() -> None:
    articles = (DOCS / "条文对照.md").read_text(encoding="utf8")
    steps = (DOCS / "办理事项.md").read_text(encoding="utf8")
    for article in house.articles():
        assert f'<a id="{article.id}"></a>' in articles
    for step in house.steps().values():
        assert f"| {step.title} |" in steps
    for document in house.documents().values():
        assert f"《{document.title}》" in articles
    for rule in house.rules():
        assert rule.examples == () or all(example.text in articles for example in rule.examples)
