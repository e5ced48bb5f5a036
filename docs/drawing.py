"""Drawing what people see for the docs: one sheet of a workbook as LibreOffice shows it, cropped and scaled to a modest size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image, ImageChops

from tests.support import libreoffice_convert, pdf_to_png

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
NOW = datetime(2026, 3, 5, 20)
"""The moment at which the demonstration is looked at; live hours run up to it."""

_A3, _DOTS, _MOST = 8, 88, 1280


def sheet(work: Path, workbook: Path, title: str, headers: Sequence[str], rows: int, name: str,
          place: Path = PICTURES) -> None:
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
    keep(Image.open(pdf_to_png(pdf, work, dpi=_DOTS)[0]), name, place)


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
        for cell in page[row] if row > page.max_row - rows else ():
            cell.alignment = Alignment(cell.alignment.horizontal, "center", indent=cell.alignment.indent)


def keep(picture: Image.Image, name: str, place: Path = PICTURES) -> None:
    """Crop the white around, scale to a modest width, and save with few colours."""
    picture = picture.convert("RGB")
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    edge = 12
    left, top, right, bottom = box
    picture = picture.crop((max(0, left - edge), max(0, top - edge), min(picture.width, right + edge), min(picture.height, bottom + edge)))
    if picture.width > _MOST:
        picture = picture.resize((_MOST, round(picture.height * _MOST / picture.width)), Image.LANCZOS)
    picture.quantize(160).save(place / name, optimize=True)
