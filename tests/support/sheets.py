"""Printed forms looked at as paper: pages, their size and text, what runs over its place."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.support import program
from tests.support.chromium import Browser

A4 = (595, 842)
OVERFLOWING = """[...document.querySelectorAll('.sheet, .sheet *')].filter(each => each.scrollWidth > each.clientWidth + 1
                 && getComputedStyle(each).display !== 'inline').map(each => each.outerHTML.slice(0, 90))"""
"""Asked of a page in the browser: what is wider than its place."""


def pages(chromium: Browser, page: Path, paper: tuple[int, int] = A4) -> list[str]:
    """The text of each page; all of them are of this paper."""
    pdf = chromium.pdf(page, page.with_suffix(".pdf"))
    sizes = subprocess.run([program("pdfinfo"), "-l", "99", str(pdf)], capture_output=True, text=True, check=True).stdout
    found = re.findall(r"size:\s+([\d.]+) x ([\d.]+) pts", sizes)
    assert {(round(float(width)), round(float(height))) for width, height in found} == {paper}
    return subprocess.run([program("pdftotext"), "-raw", str(pdf), "-"], capture_output=True, text=True, check=True).stdout.split("\f")[:-1]


def body(text: str) -> str:
    """What a form shows, without its styles."""
    return text.partition("<body>")[2]


def plain(text: str) -> str:
    """A form without its styles, as it is kept to compare."""
    return re.sub(r"<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
