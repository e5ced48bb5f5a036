"""Checks of tables: names, columns, headers, areas (ECMA-376 part 1, 18.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from automation.core.xlsx import markup
from automation.core.xlsx.check_workbook import is_name
from automation.core.xlsx.facts import Facts, Problem
from automation.core.xlsx.refs import cell_ref, parse_area
from automation.core.xlsx.table import Table


def table_ids(facts: Facts) -> Iterator[Problem]:
    """A table's id is unique in the workbook."""
    for number, times in Counter(root.get("id") for _, _, root in facts.table_trees).items():
        if times > 1:
            yield Problem("table-id-twice", "", f"{times} tables", str(number))


def table_names(facts: Facts) -> Iterator[Problem]:
    """Names are valid, unique without regard to case, and no defined name of the workbook is the same."""
    shown = Counter(root.get("displayName", "").lower() for _, _, root in facts.table_trees)
    names = [] if facts.workbook is None else markup.children(facts.workbook, "definedName")
    taken = {element.get("name", "").lower() for element in names if element.get("localSheetId") is None}
    for _, part, root in facts.table_trees:
        name = root.get("displayName", "")
        if not is_name(name):
            yield Problem("table-name-invalid", part, "not a name", name)
        if shown[name.lower()] > 1:
            yield Problem("table-name-twice", part, "another table has it", name)
        if name.lower() in taken:
            yield Problem("table-name-clash", part, "a defined name is the same", name)


def table_areas(facts: Facts) -> Iterator[Problem]:
    """The area lies inside the sheet, has a data row and as many columns as declared; the filter lies inside it."""
    for _, part, root in facts.table_trees:
        try:
            area = parse_area(root.get("ref", ""))
        except ValueError:
            yield Problem("table-area-invalid", part, "not an area of a sheet", root.get("ref", ""))
            continue
        extra = int(root.get("headerRowCount", "1")) + int(root.get("totalsRowCount", "0"))
        if area.bottom - area.top + 1 - extra < 1:
            yield Problem("table-without-rows", part, "no data row", str(area))
        for element in (child for child in root if markup.local(str(child.tag)) == "autoFilter"):
            try:
                inside = area.holds(parse_area(element.get("ref", "")))
            except ValueError:
                inside = False
            if not inside:
                yield Problem("table-filter-outside", part, f"table {area}", element.get("ref", ""))


def table_columns(facts: Facts) -> Iterator[Problem]:
    """As many columns as the area is wide, as the count says; names (without regard to case) and ids unique."""
    for _, part, root in facts.table_trees:
        columns = markup.children(root, "tableColumn")
        for holder in markup.children(root, "tableColumns"):
            if holder.get("count", str(len(columns))) != str(len(columns)):
                yield Problem("table-column-count", part, f"{len(columns)} columns", holder.get("count", ""))
        for key, code in (("name", "table-column-twice"), ("id", "table-column-id-twice")):
            for value, times in Counter(column.get(key, "").lower() for column in columns).items():
                if times > 1:
                    yield Problem(code, part, f"{times} columns", value)
    for _, table in facts.tables:
        if table.area.right - table.area.left + 1 != len(table.columns):
            yield Problem("table-column-count", table.part, f"{len(table.columns)} columns", table.ref)


def table_headers(facts: Facts) -> Iterator[Problem]:
    """Each header cell is text and is exactly the column's name."""
    for sheet in facts.sheets:
        mine: dict[int, list[Table]] = {}
        for owner, table in facts.tables:
            if owner is sheet and table.header_row:
                mine.setdefault(table.header_row, []).append(table)
        for row in sheet.rows() if mine else []:
            for table in mine.pop(row.number, []):
                yield from _header(facts, table, {cell.column: cell.text(facts.strings) for cell in row.cells})
            if not mine:
                break
        for table in (table for tables in mine.values() for table in tables):
            yield from _header(facts, table, {})


def _header(facts: Facts, table: Table, texts: dict[int, str | None]) -> Iterator[Problem]:
    for column, name in enumerate(table.columns, table.area.left):
        text = texts.get(column)
        if text is None or text.replace("\r\n", "\n") != name.replace("\r\n", "\n"):
            yield Problem("table-header-differs", table.part, f"{text!r} is not {name!r}",
                          cell_ref(table.header_row, column))


def table_overlap(facts: Facts) -> Iterator[Problem]:
    """Tables of one sheet don't overlap."""
    for place, (sheet, table) in enumerate(facts.tables):
        for other_sheet, other in facts.tables[:place]:
            if sheet is other_sheet and table.area.meets(other.area):
                yield Problem("table-overlap", table.part, f"overlaps {other.name}", table.ref)


def table_parts(facts: Facts) -> Iterator[Problem]:
    """A sheet lists each of its table parts, and each listed one is a table."""
    for sheet in facts.sheets:
        listed = Counter(markup.relation_id(element) for element in sheet.elements("tablePart"))
        related = Counter(relation.id for relation in sheet.relations if relation.kind == "table")
        for number in (listed - related) + (related - listed):
            yield Problem("table-part-unlisted", sheet.part, "tableParts and relationships differ", number)


CHECKS = (table_ids, table_names, table_areas, table_columns, table_headers, table_overlap, table_parts)
