"""Checks of the workbook part, its names, its styles and its calculation chain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from automation.core.xlsx import markup
from automation.core.xlsx.facts import Facts, Problem
from automation.core.xlsx.refs import cell_ref

_CELL_LIKE = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[RrCc]|[Rr][0-9]*[Cc][0-9]*")


def sheet_names(facts: Facts) -> Iterator[Problem]:
    """1 to 31 characters, none of ``:\\/?*[]``, no apostrophe at either end, unique without regard to case."""
    for entry in facts.entries:
        name = entry.title
        length = len(name.encode("utf-16-le", "surrogatepass")) // 2
        if not 1 <= length <= 31 or re.search(r"[:\\/?*\[\]]", name) or name[:1] == "'" or name[-1:] == "'":
            yield Problem("sheet-name-invalid", facts.workbook_part, "not a name for a sheet", name)
    for name, times in Counter(entry.title.lower() for entry in facts.entries).items():
        if times > 1:
            yield Problem("sheet-name-twice", facts.workbook_part, f"{times} sheets", name)


def sheet_ids(facts: Facts) -> Iterator[Problem]:
    """``sheetId`` is a number from 1 to 65534 and unique."""
    for number, times in Counter(entry.sheet_id for entry in facts.entries).items():
        if times > 1 or not number.isdigit() or not 1 <= int(number) <= 65534:
            yield Problem("sheet-id-invalid", facts.workbook_part, f"{times} sheets", number)


def visible_sheet(facts: Facts) -> Iterator[Problem]:
    """At least one sheet can be seen, and the active one exists."""
    if facts.workbook is None:
        return
    states = [element.get("state", "visible") for element in markup.children(facts.workbook, "sheet")]
    if "visible" not in states:
        yield Problem("no-visible-sheet", facts.workbook_part, "every sheet is hidden")
    for view in markup.children(facts.workbook, "workbookView"):
        if int(view.get("activeTab", "0")) >= max(1, len(states)):
            yield Problem("active-tab-missing", facts.workbook_part, f"{len(states)} sheets", view.get("activeTab", ""))


def is_name(name: str) -> bool:
    """Whether Excel takes this for a table or a defined name: letter, _ or \\ first; no cell address."""
    return bool(re.fullmatch(r"[^\W\d]|[^\W\d][\w.?\\]*|\\[\w.?\\]*", name)) and len(name) <= 255 and not (
        _CELL_LIKE.fullmatch(name))


def defined_names(facts: Facts) -> Iterator[Problem]:
    """Valid names that refer to something, unique in their scope; a scope is one of the sheets."""
    if facts.workbook is None:
        return
    names = markup.children(facts.workbook, "definedName")
    for element in names:
        name, scope = element.get("name", ""), element.get("localSheetId")
        if not is_name(name.removeprefix("_xlnm.")):
            yield Problem("defined-name-invalid", facts.workbook_part, "not a name", name)
        if not (element.text or "").strip():
            yield Problem("defined-name-empty", facts.workbook_part, "refers to nothing", name)
        if scope is not None and not (scope.isdigit() and int(scope) < len(facts.entries)):
            yield Problem("defined-name-scope", facts.workbook_part, f"sheet {scope} is not there", name)
    counted = Counter((element.get("name", "").lower(), element.get("localSheetId")) for element in names)
    for (name, scope), times in counted.items():
        if times > 1:
            yield Problem("defined-name-twice", facts.workbook_part, f"{times} in scope {scope}", name)


def number_formats(facts: Facts) -> Iterator[Problem]:
    """Number formats from 164 on are defined in the styles part."""
    if facts.styles is None:
        return
    part = facts.related("styles")
    holders = [child for child in facts.styles if markup.local(str(child.tag)) == "numFmts"]
    known = {element.get("numFmtId") for holder in holders for element in holder}
    for holder in ("cellXfs", "cellStyleXfs"):
        for group in markup.children(facts.styles, holder):
            for place, element in enumerate(group):
                number = element.get("numFmtId", "0")
                if number.isdigit() and int(number) >= 164 and number not in known:
                    yield Problem("number-format-missing", part, f"format {number} is not defined", f"{holder}[{place}]")


def style_parts(facts: Facts) -> Iterator[Problem]:
    """Each cell format's font, fill and border exist."""
    part = facts.related("styles")
    counts = {name: facts.style_count(f"{name}s", name) for name in ("font", "fill", "border")}
    for group in [] if facts.styles is None else markup.children(facts.styles, "cellXfs"):
        for place, element in enumerate(group):
            for name, count in counts.items():
                number = element.get(f"{name}Id", "0")
                if number != "0" and not (number.isdigit() and int(number) < count):
                    yield Problem("style-part-missing", part, f"{name} {number} of {count}", f"cellXfs[{place}]")


def calculation_chain(facts: Facts) -> Iterator[Problem]:
    """Each entry of the calculation chain points at a cell that holds a formula."""
    part = facts.related("calcChain")
    if not part:
        return
    formulas: dict[str, set[str]] = {}
    seen_rows: dict[str, set[int]] = {}
    for sheet in facts.sheets:
        found = formulas.setdefault(sheet.entry.sheet_id, set())
        rows = seen_rows.setdefault(sheet.entry.sheet_id, set())
        for row in sheet.rows():
            rows.add(row.number)
            found |= {cell_ref(cell.row, cell.column) for cell in row.cells if cell.inner and cell.formula}
    number = ""
    known = {entry.sheet_id for entry in facts.entries}
    for element in facts.elements(part, "c"):
        number, ref = element.get("i", number), element.get("r", "")
        row_number = int(re.sub(r"\D", "", ref) or 0)
        if number not in known:
            yield Problem("calc-chain-broken", part, f"sheet {number} is not there", ref)
        elif number in formulas and ref not in formulas[number] and (
                facts.excerpts is None or row_number in seen_rows[number]):
            yield Problem("calc-chain-broken", part, f"no formula there (sheet {number})", ref)


CHECKS = (sheet_names, sheet_ids, visible_sheet, defined_names, number_formats, style_parts, calculation_chain)
