"""The judge of a write: is the result the old workbook with exactly that change? It knows nothing of how the writer works.

``faults`` compares zip members, XML and what calamine and openpyxl read (``oracle_libreoffice`` what LibreOffice reads). An
empty list is a pass.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import openpyxl
import python_calamine
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter, range_boundaries

from automation.core import xlsx

Place = tuple[int, int]


@dataclass(frozen=True)
class Edit:
    """What was asked of one sheet: cells (A1 → the value readers must find), and the table that grew, as it was, with its
    new last row. ``computed``: what cells of it show that hold a formula which nobody calculated yet."""

    sheet: str
    cells: Mapping[str, Any]
    table: xlsx.Table | None = None
    last: int = 0
    computed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def places(self) -> dict[Place, Any]:
        return {place(ref): value for ref, value in self.cells.items()}


@dataclass(frozen=True)
class Case:
    """A write to be judged: its name, the workbook before and after, what was asked."""

    name: str
    before: bytes
    after: bytes
    edits: Sequence[Edit]


def place(ref: str) -> Place:
    letters, row = coordinate_from_string(ref)
    return row, column_index_from_string(letters)


def faults(before: bytes, after: bytes, edits: Sequence[Edit]) -> list[str]:
    """What differs beyond the edits, what of them is missing, and problems that the result has and the original hasn't."""
    new = Counter(problem.code for problem in xlsx.check(after)) - _problems(before)
    return [*(f"new problem {code}" for code in new), *_member_faults(before, after, edits), *_reader_faults(before, after, edits)]


@lru_cache(maxsize=2)
def _problems(data: bytes) -> Counter[str]:
    return Counter(problem.code for problem in xlsx.check(data))


# ---- members and XML

def _member_faults(before: bytes, after: bytes, edits: Sequence[Edit]) -> Iterator[str]:
    old, new = _members(before), _members(after)
    chain = next((name for name in old if name.lower().endswith("calcchain.xml") and name not in new), None)
    if [(name, *member[:2]) for name, member in old.items() if name != chain] != [(name, *member[:2]) for name, member in new.items()]:
        yield "members differ in name, order, date or attributes"
        return
    parts = _sheet_parts(before)
    for name in new:
        if old[name] == new[name]:
            continue
        one, two = _content(before, name), _content(after, name)
        mine = [edit for edit in edits if parts.get(edit.sheet) == name]
        if mine:
            yield from (f"{name}: {text}" for text in _sheet_faults(one, two, mine))
        elif chain and (name == "[Content_Types].xml" or name.endswith(".rels")):
            if _flat_file(two) != _flat_file(_without_chain(one)):
                yield f"{name}: more went than the calculation chain"
        elif any(edit.table for edit in edits):
            yield from (f"{name}: {text}" for text in _other_faults(_flat_file(one), _flat_file(two), edits))
        else:
            yield f"{name}: differs"
    for edit in edits:
        if edit.table:
            yield from _left_behind(after, parts, edit)


def _members(data: bytes) -> dict[str, tuple[Any, ...]]:
    """Date, attributes and packed bytes of each member, by name as stored."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            names, extra = struct.unpack_from("<2H", data, info.header_offset + 26)
            start = info.header_offset + 30 + names + extra
            found[info.orig_filename] = (info.date_time, info.external_attr, data[start:start + info.compress_size])
    return found


def _content(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(next(info for info in archive.infolist() if info.orig_filename == name))


def _without_chain(text: bytes) -> bytes:
    return re.sub(rb"<(?:Override|Relationship)\b[^>]*calcChain[^>]*/>", b"", text, flags=re.IGNORECASE)


def _sheet_parts(data: bytes) -> dict[str, str]:
    """Sheet title → member name as stored."""
    stored = {name.replace("\\", "/").lstrip("/").lower(): name for name in _members(data)}
    workbook = next(name for name in stored if re.fullmatch(r"xl/[^/]*workbook[^/]*\.xml", name))
    rels = ElementTree.fromstring(_content(data, stored[posixpath.join("xl/_rels", posixpath.basename(workbook) + ".rels")]))
    targets = {element.get("Id"): element.get("Target", "").replace("\\", "/") for element in rels}
    found = {}
    for element in ElementTree.fromstring(_content(data, stored[workbook])).iter():
        if _local(element.tag) == "sheet":
            target = targets.get(next(value for key, value in element.items() if _local(key) == "id" and "}" in key), "")
            part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/").lower()
            found[element.get("name", "")] = stored.get(part, "")
    return found


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _flat(element: ElementTree.Element, path: str = "") -> Iterator[tuple[str, str]]:
    """An element's attributes and texts with their paths, in order."""
    path += "/" + _local(element.tag)
    yield path, (element.text or "") if not len(element) else (element.text or "").strip()
    yield from ((f"{path}@{_local(key)}", value) for key, value in sorted(element.items()))
    for child in element:
        yield from _flat(child, path)


def _flat_file(data: bytes) -> list[tuple[str, str]]:
    return list(_flat(ElementTree.fromstring(data)))


def _rows(root: ElementTree.Element) -> dict[int, tuple[dict[str, str], dict[int, Any]]]:
    """Row number → (attributes, column → (attributes, content)), places counted on where ``r`` is missing."""
    found: dict[int, tuple[dict[str, str], dict[int, Any]]] = {}
    data = next(element for element in root.iter() if _local(element.tag) == "sheetData")
    number = 0
    for row in data:
        number = int(row.get("r", number + 1))
        cells, column = {}, 0
        for cell in row:
            if _local(cell.tag) == "c":
                column = place(cell.get("r", ""))[1] if cell.get("r") else column + 1
                cells[column] = ({key: value for key, value in cell.items() if key != "r"},
                                 [entry for child in cell for entry in _flat(child)])
        found[number] = ({key: value for key, value in row.items() if key not in ("r", "spans")}, cells)
    root.remove(data)
    return found


def _sheet_faults(before: bytes, after: bytes, edits: Sequence[Edit]) -> Iterator[str]:
    old_root, new_root = ElementTree.fromstring(before), ElementTree.fromstring(after)
    old, new = _rows(old_root), _rows(new_root)
    wanted = {at: value for edit in edits for at, value in edit.places.items()}
    for number in sorted({*old, *new}):
        if number not in new:
            yield f"row {number} is gone"
            continue
        yield from _row_faults(number, old, new, wanted, edits)
    sizes = [_flat_size(root) for root in (old_root, new_root)]
    there = [at for at in wanted if at[1] in new.get(at[0], ({}, {}))[1]]
    if sizes[0] and sizes[1] != _bounds([*sizes[0], *there]):
        yield f"dimension {sizes[1]}"
    yield from _other_faults(list(_flat(old_root)), list(_flat(new_root)), edits)


def _row_faults(number: int, old: Mapping, rows: Mapping, wanted: Mapping[Place, Any], edits: Sequence[Edit]) -> Iterator[str]:
    new = rows[number]
    grown = next((edit for edit in edits if edit.table and edit.table.last < number <= edit.last), None)
    pattern = old.get(grown.table.last) if grown and grown.table else None
    attributes, cells = old.get(number, (_shown(pattern[0]) if pattern else {}, {}))
    # Rows that came in several goes look like the last one of the go before.
    above = [_shown(rows[above][0]) for above in range(grown.table.last, number) if above in rows] if grown and grown.table else []
    if new[0] != attributes and not (number not in old and new[0] in above):
        yield f"row {number}: attributes {new[0]} for {attributes}"
    for column in sorted({*cells, *new[1]}):
        if (number, column) in wanted:
            style = new[1].get(column, ({},))[0].get("s", "0")
            before = (pattern[1].get(column) if pattern else None) if grown else cells.get(column)
            if before and style != before[0].get("s", "0"):
                yield f"style of {get_column_letter(column)}{number}: {style}"
        elif cells.get(column) != new[1].get(column) and not _styled_blank(pattern, column, new[1].get(column)):
            yield f"cell {get_column_letter(column)}{number}: {cells.get(column)} became {new[1].get(column)}"


def _shown(attributes: Mapping[str, str]) -> dict[str, str]:
    """A row's attributes without its being hidden."""
    return {key: value for key, value in attributes.items() if key not in ("hidden", "collapsed")}


def _styled_blank(pattern: Any, column: int, cell: Any) -> bool:
    """An empty cell of a new table row that only carries the style of the row above."""
    return pattern is not None and cell is not None and not cell[1] and cell[0] == {
        key: value for key, value in pattern[1].get(column, ({}, []))[0].items() if key == "s"}


def _flat_size(root: ElementTree.Element) -> list[Place]:
    """The two corners that ``dimension`` names; the element is taken out."""
    for element in list(root):
        if _local(element.tag) == "dimension":
            root.remove(element)
            left, top, right, bottom = range_boundaries(element.get("ref", "A1"))
            return [(top, left), (bottom, right)]
    return []


def _bounds(places: Sequence[Place]) -> list[Place]:
    rows, columns = zip(*places, strict=True)
    return [(min(rows), min(columns)), (max(rows), max(columns))]


_LOOSE = ("table@insertRow", "calcPr", "calcPr@fullCalcOnLoad")


def _other_faults(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]], edits: Sequence[Edit]) -> Iterator[str]:
    """All that isn't a cell: the same, but that areas of a grown table end on its new last row."""
    old, new = ([entry for entry in entries if not entry[0].endswith(_LOOSE)] for entries in (old, new))
    if [path for path, _ in old] != [path for path, _ in new]:
        yield "elements or attributes came or went"
        return
    for (path, one), (_, two) in zip(old, new, strict=True):
        if one != two and not any(edit.table and _is_growth(one, two, edit) for edit in edits):
            yield f"{path}: {one[:80]!r} became {two[:80]!r}"


_AREA = re.compile(r"((?:'(?:[^']|'')+'|[\w.]+)!)?\$?([A-Z]{1,3})\$?([0-9]+)(?::\$?([A-Z]{1,3})\$?([0-9]+))?(?![\w(])")


def _areas(text: str) -> list[tuple[str, int, int, int, int]]:
    """(sheet or "", top, left, bottom, right) of each area in a text."""
    return [((sheet or "!")[:-1].strip("'").replace("''", "'"), int(row), column_index_from_string(column), int(last or row),
             column_index_from_string(end or column)) for sheet, column, row, end, last in _AREA.findall(text)]


def _is_growth(one: str, two: str, edit: Edit) -> bool:
    assert edit.table
    if _AREA.sub("", one) != _AREA.sub("", two):
        return False
    for old, new in zip(_areas(one), _areas(two), strict=True):
        if old != new and not (old[:3] == new[:3] and old[4] == new[4] and (old[3], new[3]) == (edit.table.last, edit.last)):
            return False
    return True


def _left_behind(after: bytes, parts: Mapping[str, str], edit: Edit) -> Iterator[str]:
    """Areas over whole columns of the table that still end on its old last row: in its sheet, in names and in charts."""
    table = edit.table
    assert table
    tops = {table.first, table.header_row} - {0}
    for name in _members(after):
        own = name == parts[edit.sheet]
        if not (own or re.search(r"(charts/[^/]*|workbook)\.xml\Z", name)):
            continue
        root = ElementTree.fromstring(_content(after, name))
        if own:
            _rows(root)
        for path, text in _flat(root):
            ranged = path.endswith(("sqref", "formula", "formula1", "formula2", "/f", "/definedName"))
            if not ranged or "/tx/" in path or ("$" not in text and not path.endswith("sqref") and "sparkline/" not in path):
                continue
            for sheet, top, left, bottom, right in _areas(text):
                inside = table.area.left <= left and right <= table.area.right
                if inside and (sheet or (edit.sheet if own else "")) == edit.sheet and bottom == table.last and top in tops and (
                        top < bottom):
                    yield f"{name}: {path} still ends on row {bottom}: {text[:80]}"


# ---- readers

def _reader_faults(before: bytes, after: bytes, edits: Sequence[Edit]) -> Iterator[str]:
    wanted: dict[str, dict[Place, Any]] = {}
    for edit in edits:
        wanted.setdefault(edit.sheet, {}).update(edit.places)
    yield from value_faults("calamine", _calamine(before), by_calamine(after), wanted)
    was, now = opened_by_openpyxl(before), opened_by_openpyxl.__wrapped__(after)
    if was.sheetnames != now.sheetnames or list(was.defined_names) != list(now.defined_names):
        yield "openpyxl: sheets or names differ"
    for sheet in was.worksheets:
        twin, mine = now[sheet.title], wanted.get(sheet.title, {})
        computed = {place(ref) for edit in edits if edit.sheet == sheet.title for ref in edit.computed}
        old, new = ({(cell.row, cell.column): cell for cell in list(held._cells.values())} for held in (sheet, twin))
        for at in {*old, *new} - {*mine}:
            one, two = (_plain(held.get(at)) for held in (old, new))
            if one != two and (at in old or two[0] is not None):
                yield f"openpyxl: {sheet.title} {at}: {one} became {two}"
        for at, value in mine.items():
            wrong = not str(new[at].value).startswith("=") if at in computed else value is not None and not same(new[at].value, value)
            if wrong:
                yield f"openpyxl: {sheet.title} {at} is {new[at].value!r}, not {value!r}"
    for edit in edits:
        table = now[edit.sheet].tables[edit.table.name] if edit.table else None
        if table and not (table.ref.endswith(str(edit.last)) and (not table.autoFilter or table.autoFilter.ref == table.ref)):
            yield f"openpyxl: table {table.name} is {table.ref}, its filter {table.autoFilter and table.autoFilter.ref}"


@lru_cache(maxsize=2)
def opened_by_openpyxl(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data))


def _plain(cell: Any) -> tuple[Any, Any]:
    value = getattr(cell, "value", None)
    return (vars(value) if hasattr(value, "ref") else value), getattr(cell, "_style", None)


def same(found: Any, wanted: Any) -> bool:
    """Equal, numbers to a millionth, line ends as LibreOffice and Excel keep them."""
    if isinstance(found, int | float) and isinstance(wanted, int | float):
        return abs(found - wanted) <= 1e-6 * max(1, abs(wanted))
    return found == wanted


@lru_cache(maxsize=2)
def _calamine(data: bytes) -> dict[str, dict[Place, Any]]:
    return by_calamine(data)


def by_calamine(data: bytes) -> dict[str, dict[Place, Any]]:
    """Filled cells of every worksheet."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    grids = [name.name for name in book.sheets_metadata if name.typ == python_calamine.SheetTypeEnum.WorkSheet]
    return {name: {(row, column): value for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
                   for column, value in enumerate(cells, 1) if value != ""} for name in grids}


def value_faults(reader: str, old: Mapping[str, Mapping[Place, Any]], new: Mapping[str, Mapping[Place, Any]],
                  wanted: Mapping[str, Mapping[Place, Any]]) -> Iterator[str]:
    if list(old) != list(new):
        yield f"{reader}: sheets differ"
        return
    for sheet, cells in old.items():
        mine = wanted.get(sheet, {})
        for at in {*cells, *new[sheet], *mine}:
            value = mine.get(at, cells.get(at))
            if at in mine and value is None:
                continue
            if not same(new[sheet].get(at), value):
                yield f"{reader}: {sheet} {at} is {new[sheet].get(at)!r}, not {value!r}"
