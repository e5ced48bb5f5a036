"""Make the pictures of the README and of 按钮图解 from real files: python -m docs.pictures [FOLDER WITH A DEMONSTRATION]

Without a folder a demonstration is made first. Workbooks are drawn by LibreOffice, pages by Chromium; 微软雅黑 is drawn with
Noto Sans CJK. Needs what the tests need (soffice, chromium, pdftoppm, Pillow).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from docs import button_pictures
from docs.drawing import NOW, PICTURES, ROOT, keep, sheet
from tests.support import libreoffice_convert, pdf_to_png
from tests.support.chromium import Browser, browser

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
            button_pictures.main(work, folder, chromium)


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


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
