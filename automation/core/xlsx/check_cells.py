"""Checks of rows, cells and formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from automation.core.xlsx import markup
from automation.core.xlsx.facts import CellFacts, Facts, Problem, RowFacts, SheetFacts
from automation.core.xlsx.refs import MAX_COLUMN, MAX_ROW, cell_ref
from automation.core.xlsx.values import MAX_FORMULA, MAX_TEXT, plain_text

# ruff: noqa: SIM905 (a list of words reads better than a list of quoted words)
# Functions that Excel 2010 doesn't know; files carry them with the prefix _xlfn.
_NEWER = frozenset("""
ACOT ACOTH ARABIC BASE BINOM.DIST.RANGE BITAND BITLSHIFT BITOR BITRSHIFT BITXOR CEILING.MATH COMBINA COT COTH CSC CSCH
DAYS DECIMAL ENCODEURL FILTERXML FLOOR.MATH FORMULATEXT GAMMA GAUSS IFNA IMCOSH IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH
IMTAN ISFORMULA ISOWEEKNUM MUNIT NUMBERVALUE PDURATION PERMUTATIONA PHI RRI SEC SECH SHEET SHEETS SKEW.P UNICHAR UNICODE
WEBSERVICE XOR CONCAT FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY FORECAST.ETS.STAT FORECAST.LINEAR IFS
MAXIFS MINIFS SWITCH TEXTJOIN ANCHORARRAY ARRAYTOTEXT BYCOL BYROW CHOOSECOLS CHOOSEROWS DROP EXPAND FIELDVALUE FILTER
GROUPBY HSTACK IMAGE ISOMITTED LAMBDA LET MAKEARRAY MAP PIVOTBY RANDARRAY REDUCE SCAN SEQUENCE SINGLE SORT SORTBY
STOCKHISTORY TAKE TEXTAFTER TEXTBEFORE TEXTSPLIT TOCOL TOROW UNIQUE VALUETOTEXT VSTACK WRAPCOLS WRAPROWS XLOOKUP XMATCH
""".split())
_KINDS = {"n", "s", "str", "inlineStr", "b", "e", "d"}
_NUMBER = re.compile(r"\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*")
_PLAIN_NUMBER = re.compile(rb"<v>-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?</v>")
_CALL = re.compile(r"(?<![\w.])((?:_xlfn\.)?(?:_xlws\.)?)([A-Z][A-Z0-9.]*)\(", re.IGNORECASE)


def rows_and_cells(facts: Facts) -> Iterator[Problem]:
    """One pass over all rows, each given to the checks below."""
    styles = facts.style_count("cellXfs", "xf")
    for sheet in facts.sheets:
        before = 0
        for row in sheet.rows():
            yield from row_order(sheet, row, before)
            yield from cell_order(sheet, row)
            yield from cell_style(sheet, row, styles)
            for cell in row.cells:
                if not _is_plain(cell, len(facts.strings)):
                    yield from cell_content(facts, sheet, cell)
            before = row.number


def _is_plain(cell: CellFacts, strings: int) -> bool:
    """A sound number or shared string, or nothing: what most cells are, told fast."""
    if cell.kind == "n":
        return not cell.inner or bool(_PLAIN_NUMBER.fullmatch(cell.inner))
    if cell.kind == "s" and cell.inner.startswith(b"<v>"):
        number = cell.inner[3:-4]
        return number.isdigit() and int(number) < strings
    return False


def row_order(sheet: SheetFacts, row: RowFacts, before: int) -> Iterator[Problem]:
    """Rows ascend, none twice, all inside the sheet."""
    if row.number <= before:
        yield Problem("row-order", sheet.part, f"after row {before}", str(row.number))
    if not 1 <= row.number <= MAX_ROW:
        yield Problem("cell-outside-sheet", sheet.part, "row outside the sheet", str(row.number))


def cell_order(sheet: SheetFacts, row: RowFacts) -> Iterator[Problem]:
    """Cells stand in their own row, ascend, none twice, all inside the sheet."""
    columns = [cell.column for cell in row.cells]
    if any(high <= low for low, high in pairwise(columns)):
        yield Problem("cell-order", sheet.part, "cells out of order or twice", f"row {row.number}")
    for cell in row.cells:
        if cell.row != row.number:
            yield Problem("cell-in-wrong-row", sheet.part, f"stands in row {row.number}", cell_ref(cell.row, cell.column))
        if cell.column > MAX_COLUMN:
            yield Problem("cell-outside-sheet", sheet.part, "column outside the sheet", f"row {row.number}")


def cell_style(sheet: SheetFacts, row: RowFacts, styles: int) -> Iterator[Problem]:
    """Style indexes of cells and rows exist in cellXfs (0 always does)."""
    for style in {row.style, *(cell.style for cell in row.cells)}:
        if style not in ("", "0") and not (style.isdigit() and int(style) < styles):
            yield Problem("style-missing", sheet.part, f"style {style} of {styles}", f"row {row.number}")


def cell_content(facts: Facts, sheet: SheetFacts, cell: CellFacts) -> Iterator[Problem]:
    """Type and content fit: numbers are numbers, shared strings exist, texts are short enough, dates are dates."""
    where = cell_ref(cell.row, cell.column)
    value = cell.value
    if cell.kind not in _KINDS:
        yield Problem("cell-type-unknown", sheet.part, cell.kind, where)
    elif cell.kind == "s" and value is not None and not (value.strip().isdigit() and int(value) < len(facts.strings)):
        yield Problem("shared-string-missing", sheet.part, f"string {value} of {len(facts.strings)}", where)
    elif cell.kind in ("n", "b") and value and not (
            value.strip() in ("0", "1", "true", "false") if cell.kind == "b" else _NUMBER.fullmatch(value)):
        yield Problem("cell-value-invalid", sheet.part, f"{value[:40]!r} as {cell.kind}", where)
    elif cell.kind == "d" and value and not _is_iso(value):
        yield Problem("iso-date-invalid", sheet.part, value[:40], where)
    elif cell.kind in ("inlineStr", "str") and _length(cell.text([]) or "") > MAX_TEXT:
        yield Problem("text-too-long", sheet.part, f"more than {MAX_TEXT} characters", where)
    formula = cell.formula
    if formula and formula[2]:
        text = markup.unescaped(formula[2].decode("utf8", "replace"))
        yield from formula_text(sheet.part, where, text)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_iso(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return bool(re.fullmatch(r"T?\d\d:\d\d(:\d\d(\.\d+)?)?Z?", value))
    return True


def formula_text(part: str, where: str, text: str) -> Iterator[Problem]:
    """No leading ``=``, balanced parentheses and quotes, short enough, no function newer than Excel 2010."""
    return (Problem(code, part, detail, where) for code, detail in _formula_faults(text))


@lru_cache(maxsize=1024)
def _formula_faults(text: str) -> tuple[tuple[str, str], ...]:
    """What is wrong with a formula: code and detail. A filled-down column has the same text in thousands of cells."""
    found, bare = [], bare_formula(text)
    if text.lstrip().startswith("="):
        found.append(("formula-leading-equals", text[:60]))
    if bare is None or not _balanced(bare):
        found.append(("formula-unbalanced", text[:60]))
    if len(text) > MAX_FORMULA:
        found.append(("formula-too-long", f"{len(text)} characters"))
    for prefix, name in _CALL.findall(bare or ""):
        if name.upper() in _NEWER:
            found.append(("newer-than-excel-2010", name.upper()))
            if not prefix:
                found.append(("function-without-xlfn", name.upper()))
    return tuple(found)


def bare_formula(text: str) -> str | None:
    """A formula without its texts, quoted sheet names and bracketed columns; None when one of these isn't closed."""
    text = re.sub(r'"(?:[^"]|"")*"', '""', text)
    if text.count('"') % 2:
        return None
    pieces, depth, at = [], 0, 0
    while at < len(text):
        character = text[at]
        if character == "'" and depth:
            at += 1  # inside brackets an apostrophe escapes the next character
        elif character == "'":
            end = re.compile(r"'(?:[^']|'')*'").match(text, at)
            if end is None:
                return None
            at = end.end() - 1
        elif character in "[]":
            depth += 1 if character == "[" else -1
        elif not depth:
            pieces.append(character)
        at += 1
    return "".join(pieces) if depth == 0 else None


def _balanced(bare: str) -> bool:
    depth = 0
    for character in re.sub(r"[^()]", "", bare):
        depth += 1 if character == "(" else -1
        if depth < 0:
            return False
    return depth == 0


def other_formulas(facts: Facts) -> Iterator[Problem]:
    """Formulas outside cells (names, validations, conditional formats, calculated columns) follow the same rules."""
    if facts.workbook is not None:
        for element in markup.children(facts.workbook, "definedName"):
            yield from formula_text(facts.workbook_part, element.get("name", ""), element.text or "")
    for sheet in facts.sheets:
        for name in ("formula1", "formula2", "formula"):
            for element in sheet.elements(name):
                yield from formula_text(sheet.part, name, "".join(element.itertext()).strip())
    for _, part, root in facts.table_trees:
        for element in markup.children(root, "calculatedColumnFormula"):
            yield from formula_text(part, "calculatedColumnFormula", element.text or "")


def shared_formulas(facts: Facts) -> Iterator[Problem]:
    """Every use of a shared formula has its master in the same sheet."""
    for sheet in facts.sheets if facts.excerpts is None else []:
        if b"shared" not in sheet.rows_text:
            continue
        tags = [match[0] for match in markup.tag("f").finditer(sheet.rows_text)]
        shared = [(markup.get(tag, "si"), markup.get(tag, "ref")) for tag in tags if markup.get(tag, "t") == "shared"]
        for number in {number for number, _ in shared} - {number for number, ref in shared if ref}:
            yield Problem("shared-formula-orphan", sheet.part, "no master", str(number))


def shared_texts(facts: Facts) -> Iterator[Problem]:
    """Shared strings are no longer than a cell can hold."""
    for place, text in enumerate(facts.strings if facts.excerpts is None else []):
        if _length(plain_text(text)) > MAX_TEXT:
            yield Problem("text-too-long", facts.related("sharedStrings"), f"more than {MAX_TEXT} characters", str(place))


CHECKS = (rows_and_cells, other_formulas, shared_formulas, shared_texts)
