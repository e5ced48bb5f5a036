"""References in formulas: found without mistaking texts, names or table columns for them (ECMA-376 part 1, 18.17.2)."""

from __future__ import annotations

import re

from automation.core.xlsx.refs import MAX_ROW, Area, parse_cell

_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}"
_BRACKETS = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"
# Whole texts, table columns and words are tokens too, so that nothing inside them is taken for a reference.
_TOKEN = re.compile(
    rf"""(?P<sheet>(?:(?:\[[0-9]+\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?|'(?:[^']|'')+')!)?
     (?:(?P<first>{_CELL})(?::(?P<last>{_CELL}))?|(?P<rows>\$?[1-9][0-9]{{0,6}}:\$?[1-9][0-9]{{0,6}}))(?![\w(!.\[])
    |"(?:[^"]|"")*"|{_BRACKETS}|[\w.]+""", re.VERBOSE)
_ROW = re.compile(r"(?<![$0-9])([0-9]+)")
_LAST_ROW = re.compile(r"[0-9]+\Z")


def shift_rows(formula: str, by: int) -> str | None:
    """The formula as it reads when copied ``by`` rows down; None when a reference would leave the sheet."""
    outside = False

    def moved(match: re.Match[str]) -> str:
        nonlocal outside
        number = int(match[1]) + by
        outside |= not 1 <= number <= MAX_ROW
        return str(number)

    def token(match: re.Match[str]) -> str:
        refs = match["rows"] or match["first"]
        if refs is None:
            return match[0]
        start = match.start("rows" if match["rows"] else "first") - match.start()
        return match[0][:start] + _ROW.sub(moved, match[0][start:])
    shifted = _TOKEN.sub(token, formula)
    return None if outside else shifted


def grow_references(formula: str, home: str, sheet: str, old: Area, new: Area, tops: set[int], *,
                    relative: bool = False, single: bool = False) -> str:
    """The formula with areas that cover columns of a table from its top to its last row drawn down to the new last row.

    ``home`` is the sheet that references without one mean, ``sheet`` the table's, ``tops`` the rows at which such an area
    may start. Only rows with ``$`` count unless ``relative``; ``single``: one cell may be a whole column of one row.
    """
    def token(match: re.Match[str]) -> str:
        if match["first"] is None or (match["last"] is None and not single):
            return match[0]
        if _sheet_name(match["sheet"], home).casefold() != sheet.casefold():
            return match[0]
        first, last = match["first"], match["last"] or match["first"]
        if not relative and ("$" not in first[1:] or "$" not in last[1:]):
            return match[0]
        try:
            area = Area(*parse_cell(first), *parse_cell(last))
        except ValueError:
            return match[0]
        if not (old.holds(area) and area.bottom == old.bottom and area.top in tops):
            return match[0]
        return f"{match['sheet'] or ''}{first}:{_LAST_ROW.sub(str(new.bottom), last)}"
    return _TOKEN.sub(token, formula)


def _sheet_name(prefix: str | None, home: str) -> str:
    if prefix is None:
        return home
    name = prefix[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name
