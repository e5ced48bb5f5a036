"""Make the pictures of the README from real files: python -m docs.pictures [FOLDER WITH A DEMONSTRATION]

Without a folder a demonstration is made first. Workbooks are drawn by LibreOffice, pages by Chromium; 微软雅黑 is drawn with
Noto Sans CJK. Needs what the tests need (soffice, chromium, pdftoppm, Pillow).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageChops

from tests.support import libreoffice_convert, pdf_to_png
from tests.support.chromium import Browser, browser

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
NOW = datetime(2026, 3, 5, 20)
"""The moment at which the demonstration is looked at; live hours run up to it."""

_A3, _DOTS, _MOST = 8, 88, 1280
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include>/etc/fonts/fonts.conf</include><match target="pattern"><test name="family"><string>微软雅黑</string></test>
<edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit></match></fontconfig>"""
_REGISTER = ("叫修编号", "状态", "叫修时间", "客户名称", "区域", "故障描述", "服务类别", "技术员", "到达时间", "时限", "最迟到达",
             "已用工时", "时效")
_FINDINGS = ("条文", "轻重", "登记簿", "单元格", "编号", "问题", "应该怎样", "责任人")


def main(folder: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="kefubu-pictures-") as place:
        work = Path(place)
        (work / "fonts.conf").write_text(_FONTS, encoding="utf8")
        os.environ["FONTCONFIG_FILE"] = str(work / "fonts.conf")
        if folder is None:
            folder = work / "demo"
            subprocess.run([sys.executable, "-m", "automation", "demo", "--folder", str(folder)], cwd=ROOT, check=True,
                           stdout=subprocess.DEVNULL)
        PICTURES.mkdir(exist_ok=True)
        night = max((folder / "检查").iterdir())
        sheet(work, folder / "叫修登记簿.xlsx", "叫修登记", _REGISTER, 24, "register.png")
        sheet(work, folder / "叫修登记簿.xlsx", "说明", (), 30, "guide.png")
        sheet(work, night / "检查结果.xlsx", "全部", _FINDINGS, 24, "findings.png")
        form = sorted((folder / "单据" / "叫修登记簿").rglob("服务凭证-*.html"))[-1]
        with browser() as chromium:
            report = chromium.picture(night / "检查报告.html", work / "report.png", 1100, 800)
            keep(Image.open(report).crop((6, 0, 1080, 800)), "report.png")     # without the scroll bar
            keep(Image.open(pdf_to_png(chromium.pdf(form, work / "form.pdf"), work, dpi=110)[0]), "form.png")
            complaints(work, folder, chromium)


def complaints(work: Path, folder: Path, chromium: Browser) -> None:
    """The statistics of the last month, as LibreOffice prints their first page, and two copies of a complaint card."""
    subprocess.run([sys.executable, "-m", "automation", "stats", "complaints", "2026-02", "--folder", str(folder), "--now", f"{NOW}"],
                   cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    papers = folder / "单据" / "客户投诉登记簿"
    pdf = libreoffice_convert([papers / "2026-02" / "投诉统计表-2026-02.xlsx"], "pdf", work)[0]
    keep(without_foot(Image.open(pdf_to_png(pdf, work, dpi=100)[0])), "statistics.png")
    card = [card for card in sorted(papers.rglob("投诉记录卡-*.html")) if "第七联" in card.read_text(encoding="utf8")][-1]
    pages = [Image.open(page) for page in pdf_to_png(chromium.pdf(card, work / "card.pdf"), work, dpi=80)]
    both = Image.new("RGB", (2 * pages[0].width, pages[0].height), "white")
    for place, page in enumerate((pages[0], pages[-1])):
        both.paste(page, (place * page.width, 0))
    keep(both, "card.png")


def without_foot(page: Image.Image) -> Image.Image:
    """A printed page without the line of page numbers."""
    return page.crop((0, 0, page.width, round(page.height * 0.94)))


def sheet(work: Path, workbook: Path, title: str, headers: Sequence[str], rows: int, name: str) -> None:
    """Draw one sheet as on a wide screen: these columns of its last rows, or its first rows when no column is named."""
    book = openpyxl.load_workbook(workbook)
    page = book[title]
    for other in book.worksheets:
        other.sheet_state = "visible" if other is page else "hidden"
    book.active = book.index(page)
    if "清单" in book.sheetnames:
        book["清单"]["A2"] = NOW
    if headers:
        only(page, headers, rows)
    page.print_area = f"A1:{page.cell(1, page.max_column).column_letter}{page.max_row if headers else min(page.max_row, rows)}"
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_setup.paperSize, page.page_setup.orientation = _A3, "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 1
    for part in (page.oddHeader, page.oddFooter):
        part.left.text = part.center.text = part.right.text = None
    book.save(work / name.replace("png", "xlsx"))
    pdf = libreoffice_convert([work / name.replace("png", "xlsx")], "pdf", work)[0]
    keep(Image.open(pdf_to_png(pdf, work, dpi=_DOTS)[0]), name)


def only(page: Worksheet, headers: Sequence[str], rows: int) -> None:
    """Hide every other column, and all rows but the last ones, which take a line each."""
    wide = {place: each.width for each in page.column_dimensions.values() for place in range(each.min, each.max + 1)}
    hidden = {place for place, cell in enumerate(page[1], 1) if cell.value not in headers}
    page.column_dimensions.clear()
    for place, width in wide.items():
        letter = get_column_letter(place)
        page.column_dimensions[letter] = ColumnDimension(page, index=letter, width=width, hidden=place in hidden)
    for row in range(2, page.max_row + 1):
        page.row_dimensions[row].hidden = row <= page.max_row - rows
        page.row_dimensions[row].height = 18


def keep(picture: Image.Image, name: str) -> None:
    """Crop the white around, scale to a modest width, and save with few colours."""
    picture = picture.convert("RGB")
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    edge = 12
    left, top, right, bottom = box
    picture = picture.crop((max(0, left - edge), max(0, top - edge), min(picture.width, right + edge), min(picture.height, bottom + edge)))
    if picture.width > _MOST:
        picture = picture.resize((_MOST, round(picture.height * _MOST / picture.width)), Image.LANCZOS)
    picture.quantize(160).save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
