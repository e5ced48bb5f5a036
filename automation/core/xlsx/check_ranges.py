"""Checks of what lies over the cells of a sheet: merges, validations, formats, links, views, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from automation.core.xlsx import markup
from automation.core.xlsx.facts import Facts, Problem, SheetFacts
from automation.core.xlsx.refs import Area, parse_area, parse_areas, parse_cell

MAX_LINKS = 65_530
# ruff: noqa: SIM905 (a list of words reads better than a list of quoted words)
# 18.3.1.99 CT_Worksheet: the children stand in this order.
_ORDER = """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios
autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks
printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags
drawing drawingHF legacyDrawing legacyDrawingHF picture oleObjects controls webPublishItems tableParts extLst""".split()


def element_order(facts: Facts) -> Iterator[Problem]:
    """The elements of a sheet stand in the order of the schema."""
    for sheet in facts.sheets:
        names = [markup.local(str(child.tag)) for child in sheet.root] if sheet.root is not None else []
        places = [_ORDER.index(name) for name in names if name in _ORDER]
        for low, high in pairwise(places):
            if high < low or (high == low and _ORDER[low] != "conditionalFormatting"):
                yield Problem("element-order", sheet.part, f"{_ORDER[high]} after {_ORDER[low]}", _ORDER[high])


def _read_areas(sqref: str | None) -> list[Area] | None:
    try:
        return parse_areas(sqref or "") or None
    except ValueError:
        return None


def area_references(facts: Facts) -> Iterator[Problem]:
    """Areas of validations, conditional formats, filters, merges and the used range are readable and inside the sheet."""
    for sheet in facts.sheets:
        for name in ("dataValidation", "conditionalFormatting", "ignoredError"):
            for element in sheet.elements(name):
                sqref = element.get("sqref") or next((child.text for child in element if _is(child, "sqref")), None)
                if _read_areas(sqref) is None:
                    yield Problem("area-invalid", sheet.part, name, str(sqref))
        for name in ("mergeCell", "autoFilter", "dimension", "hyperlink"):
            for element in sheet.elements(name):
                if _read_areas(element.get("ref")) is None:
                    yield Problem("area-invalid", sheet.part, name, str(element.get("ref")))


def _is(element: ElementTree.Element, name: str) -> bool:
    return isinstance(element.tag, str) and markup.local(element.tag) == name


def merges(facts: Facts) -> Iterator[Problem]:
    """Merged areas overlap neither each other nor a table."""
    for sheet in facts.sheets:
        areas = [area for element in sheet.elements("mergeCell") for area in _read_areas(element.get("ref")) or []]
        for first, second in _overlaps(areas):
            yield Problem("merge-overlap", sheet.part, str(first), str(second))
        for owner, table in facts.tables:
            for area in areas:
                if owner is sheet and area.meets(table.area):
                    yield Problem("merge-in-table", sheet.part, f"table {table.name}", str(area))


def _overlaps(areas: list[Area]) -> Iterator[tuple[Area, Area]]:
    """Pairs that share a cell, by a sweep from top to bottom."""
    open_areas: list[Area] = []
    for area in sorted(areas):
        open_areas = [other for other in open_areas if other.bottom >= area.top]
        yield from ((other, area) for other in open_areas if other.meets(area))
        open_areas.append(area)


def counts(facts: Facts) -> Iterator[Problem]:
    """Counts that stand beside a list agree with it (validations, merges, table parts)."""
    for sheet in facts.sheets:
        for holder, item in (("dataValidations", "dataValidation"), ("mergeCells", "mergeCell"), ("tableParts", "tablePart")):
            for element in sheet.elements(holder):
                count = sum(_is(child, item) for child in element)
                if (element.get("count") or str(count)) != str(count):
                    yield Problem("count-wrong", sheet.part, f"{count} {item}", f"{holder} {element.get('count')}")
                if not count and holder != "tableParts":
                    yield Problem("list-empty", sheet.part, "an empty list is not allowed", holder)


def validation_texts(facts: Facts) -> Iterator[Problem]:
    """A drop-down's own list has at most 255 characters; messages at most 255, their titles 32."""
    for sheet in facts.sheets:
        for element in sheet.elements("dataValidation"):
            where = element.get("sqref") or ""
            for child in element:
                text = "".join(child.itertext()).strip()
                if _is(child, "formula1") and text.startswith('"') and len(text.strip('"')) > 255:
                    yield Problem("validation-list-too-long", sheet.part, f"{len(text) - 2} characters", where)
            for name, limit in (("prompt", 255), ("error", 255), ("promptTitle", 32), ("errorTitle", 32)):
                if len(element.get(name, "")) > limit:
                    yield Problem("validation-text-too-long", sheet.part, f"{name} over {limit}", where)


def format_styles(facts: Facts) -> Iterator[Problem]:
    """The differential format of each conditional format exists, and its priority is a number."""
    count = facts.style_count("dxfs", "dxf")
    for sheet in facts.sheets:
        for element in sheet.elements("cfRule"):
            number = element.get("dxfId")
            if number is not None and not (number.isdigit() and int(number) < count):
                yield Problem("differential-format-missing", sheet.part, f"format {number} of {count}", "cfRule")


def column_styles(facts: Facts) -> Iterator[Problem]:
    """Columns have an existing style, lie inside the sheet, ascend and don't overlap."""
    count = facts.style_count("cellXfs", "xf")
    for sheet in facts.sheets:
        before = 0
        for element in (child for holder in sheet.elements("cols") for child in holder):
            low, high = int(element.get("min", "0")), int(element.get("max", "0"))
            if not before < low <= high <= 16_384:
                yield Problem("columns-invalid", sheet.part, f"after {before}", f"{low}:{high}")
            if int(element.get("style", "0")) >= max(1, count):
                yield Problem("style-missing", sheet.part, f"style {element.get('style')} of {count}", f"columns {low}:{high}")
            before = max(before, high)


def links(facts: Facts) -> Iterator[Problem]:
    """At most 65,530 hyperlinks in a sheet."""
    for sheet in facts.sheets:
        if (count := len(sheet.elements("hyperlink"))) > MAX_LINKS:
            yield Problem("too-many-links", sheet.part, f"{count} hyperlinks")


def comments(facts: Facts) -> Iterator[Problem]:
    """A sheet with comments names the legacy drawing that shows them."""
    for sheet in facts.sheets:
        has = any(relation.kind == "comments" for relation in sheet.relations)
        if has and not sheet.elements("legacyDrawing"):
            yield Problem("comments-without-drawing", sheet.part, "no legacyDrawing")


def views(facts: Facts) -> Iterator[Problem]:
    """Panes and selections name cells of the sheet; a view belongs to a window of the workbook."""
    for sheet in facts.sheets:
        for element in sheet.elements("pane") + sheet.elements("selection") + sheet.elements("sheetView"):
            for name in ("topLeftCell", "activeCell"):
                if element.get(name) and not _is_cell(element.get(name, "")):
                    yield Problem("view-invalid", sheet.part, name, element.get(name, ""))
            if element.get("sqref") and _read_areas(element.get("sqref")) is None:
                yield Problem("view-invalid", sheet.part, "sqref", element.get("sqref", ""))
        yield from _panes(sheet)


def _panes(sheet: SheetFacts) -> Iterator[Problem]:
    for element in sheet.elements("pane"):
        frozen = element.get("state", "split") in ("frozen", "frozenSplit")
        for name in ("xSplit", "ySplit"):
            split = element.get(name, "0")
            whole = re.fullmatch(r"\d+(\.0*)?" if frozen else r"\d+(\.\d+)?", split)
            if not whole or element.get("state", "split") not in ("split", "frozen", "frozenSplit"):
                yield Problem("view-invalid", sheet.part, f"pane {name}", split)


def _is_cell(ref: str) -> bool:
    try:
        parse_cell(ref)
    except ValueError:
        return False
    return True


def filters(facts: Facts) -> Iterator[Problem]:
    """A sheet's own filter doesn't lie over a table (a table has its own)."""
    for owner, table in facts.tables:
        for element in (child for child in owner.root or [] if _is(child, "autoFilter")):
            if parse_area(element.get("ref", "A1")).meets(table.area):
                yield Problem("filter-over-table", owner.part, f"table {table.name}", element.get("ref", ""))


CHECKS = (element_order, area_references, merges, counts, validation_texts, format_styles, column_styles, links, comments,
          views, filters)
