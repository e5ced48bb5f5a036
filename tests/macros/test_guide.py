"""The staff's guide to the buttons (docs/按钮图解) has all its pictures, drawn from the ribbon as it is now."""

from __future__ import annotations

import re

from automation.desk.buttons import COMMON, groups
from tests.support import ROOT

GUIDE = ROOT / "docs" / "按钮图解"


def test_every_register_has_its_pictures_and_there_are_no_others() -> None:
    drawn = {path.stem for path in (GUIDE / "图").iterdir()}
    titles = {group.register.title for group in groups()}
    again = "run: python -m docs.pictures, then python -m automation docs"
    assert drawn == {COMMON, "全部", "控制台", *titles, *(f"{title}-按钮" for title in titles)}, again
    shown = {name for page in GUIDE.glob("*.md") for name in re.findall(r"\(图/([^)]+)\.png\)", page.read_text(encoding="utf8"))}
    assert shown == drawn, again
    assert sum(path.stat().st_size for path in (GUIDE / "图").iterdir()) < 1_500_000
