"""What the package checker looks at: a package, taken apart once. Reading never fails: what can't be read is empty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple
from xml.etree import ElementTree

from automation.core.errors import RefusedFile
from automation.core.xlsx import markup, parts
from automation.core.xlsx.package import Package
from automation.core.xlsx.refs import column_number, parse_area
from automation.core.xlsx.table import Table, read_table
from automation.core.xlsx.values import plain_text


class Problem(NamedTuple):
    """One thing that makes Excel repair or refuse a file: a stable code, the part, what is wrong, and where in it."""

    code: str
    part: str
    message: str
    where: str = ""


class CellFacts(NamedTuple):
    """One cell: position (0 = no ``r``), attributes as stored, and what stands inside it."""

    row: int
    column: int
    style: str
    kind: str
    inner: bytes

    @property
    def formula(self) -> re.Match[bytes] | None:
        return _FORMULA.search(self.inner)

    @property
    def value(self) -> str | None:
        if self.inner.startswith(b"<v>") and self.inner.count(b"<") == 2 and b"&" not in self.inner:
            return self.inner[3:-4].decode("utf8", "replace")
        match = _VALUE.search(self.inner)
        return None if match is None else markup.unescaped(match[1].decode("utf8", "replace"))

    def text(self, strings: list[str]) -> str | None:
        """The text of a string cell; None for any other kind."""
        if self.kind == "inlineStr":
            return plain_text("".join(markup.unescaped(piece.decode("utf8", "replace"))
                                      for piece in _TEXT.findall(_PHONETIC.sub(b"", self.inner))))
        value = self.value
        if self.kind == "s" and value is not None and value.strip().isdigit() and int(value) < len(strings):
            return strings[int(value)]
        return plain_text(value) if self.kind == "str" and value is not None else None


class RowFacts(NamedTuple):
    """One row: its ``r`` (0 = none), its style, and its cells."""

    number: int
    style: str
    cells: list[CellFacts]


_NAME = rb"(?:[A-Za-z_][\w.-]*:)?"
_FORMULA = re.compile(rb"(<" + _NAME + rb"f(?=[\s/>])" + markup.ATTRIBUTES + rb")(?:/>|>([^<]*))")
_VALUE = re.compile(rb"<" + _NAME + rb"v(?:\s[^>]*)?>([^<]*)<")
_TEXT = re.compile(rb"<" + _NAME + rb"t(?:\s[^>]*)?>([^<]*)<")
_PHONETIC = re.compile(rb"<(" + _NAME + rb"rPh)[\s>].*?</\1>", re.DOTALL)
_ROW = re.compile(rb"<" + _NAME + rb"row(?=[\s/>])(" + markup.ATTRIBUTES + rb")(/?)>")
_CELL = re.compile(rb"<" + _NAME + rb"c(?=[\s/>])(" + markup.ATTRIBUTES + rb")(?:/>|>(.*?)</" + _NAME + rb"c\s*>)", re.DOTALL)
_PLAIN = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="(\w+)")?(?:/>|>(<v>[^<]*</v>)?</c>)')
_START = re.compile(rb"<" + _NAME + rb"c[\s/>]")
_LOOSE_REF = re.compile(r"([A-Za-z]+)([0-9]+)\Z")
_DATA = re.compile(rb"<(" + _NAME + rb")sheetData(?:\s[^>]*?)?>(.*)</\1sheetData\s*>", re.DOTALL)


class SheetFacts:
    """One worksheet: ``root`` is its tree without the rows (None when it can't be read)."""

    def __init__(self, facts: Facts, entry: parts.SheetEntry, data: bytes) -> None:
        self.entry, self.part = entry, entry.part
        self.relations = facts.relations(entry.part)
        try:
            text = markup.decode(data)[0]
        except RefusedFile:
            text = b""
        match = _DATA.search(text)
        self.rows_text = match[2] if match else b""
        self.root = facts.tree_of(text[:match.start(2)] + text[match.end(2):] if match else text)
        self.rest = text[:match.start(2)] + text[match.end(2):] if match else text

    def rows(self) -> Iterator[RowFacts]:
        """Rows in stored order; a cell without ``r`` counts on from the one before."""
        number = 0
        starts = list(_ROW.finditer(self.rows_text))
        ends = [match.start() for match in starts[1:]] + [len(self.rows_text)] * bool(starts)
        for match, end in zip(starts, ends, strict=True):
            given = markup.get(match[0], "r")
            number = int(given) if given and given.isdigit() else number + 1
            cells = [] if match[2] else list(_cells(number, self.rows_text[match.end():end]))
            yield RowFacts(number, markup.get(match[0], "s") or "", cells)

    def elements(self, name: str) -> list[ElementTree.Element]:
        return [] if self.root is None else markup.children(self.root, name)


def _cells(row: int, text: bytes) -> Iterator[CellFacts]:
    plain = _PLAIN.findall(text)
    if len(plain) == len(_START.findall(text)):
        yield from (CellFacts(int(number), column_number(letters.decode()), style.decode(), kind.decode() or "n", inner)
                    for letters, number, style, kind, inner in plain)
        return
    column = 0
    for match in _CELL.finditer(text):
        tag = b"<c" + match[1] + b">"
        ref = _LOOSE_REF.match(markup.get(tag, "r") or "")
        column, at = (column_number(ref[1]), int(ref[2])) if ref else (column + 1, row)
        yield CellFacts(at, column, markup.get(tag, "s") or "", markup.get(tag, "t") or "n", match[2] or b"")


def _runs(item: ElementTree.Element) -> str:
    """Text of a string item made of runs, without its phonetic guide."""
    return "".join(text.text or "" for child in item if markup.local(child.tag) in ("t", "r")
                   for text in child.iter() if markup.local(text.tag) == "t")


class Facts:
    """A package for checking. ``excerpts`` (part → bytes) stands in for sheet parts; other sheets are then left out."""

    def __init__(self, package: Package, excerpts: Mapping[str, bytes] | None = None) -> None:
        self.package = package
        self.excerpts = excerpts

    def read(self, part: str) -> bytes:
        if self.excerpts is not None and part in self.excerpts:
            return self.excerpts[part]
        return self.package.read(part)

    def tree_of(self, data: bytes) -> ElementTree.Element | None:
        try:
            return markup.parse(data)
        except RefusedFile:
            return None

    def tree(self, part: str) -> ElementTree.Element | None:
        return self.tree_of(self.read(part)) if part and part in self.package else None

    def elements(self, part: str, name: str) -> list[ElementTree.Element]:
        root = self.tree(part)
        return [] if root is None else markup.children(root, name)

    def relations(self, part: str) -> list[parts.Relation]:
        try:
            return parts.relations(self.package, part)
        except RefusedFile:
            return []

    @cached_property
    def workbook_part(self) -> str:
        return next((relation.target for relation in self.relations("") if relation.kind == "officeDocument"
                     and relation.target in self.package), "")

    @cached_property
    def workbook(self) -> ElementTree.Element | None:
        return self.tree(self.workbook_part)

    def related(self, kind: str) -> str:
        """The workbook's part of this kind, "" without one."""
        return next((relation.target for relation in self.relations(self.workbook_part)
                     if relation.kind == kind and relation.target in self.package), "")

    @cached_property
    def entries(self) -> list[parts.SheetEntry]:
        try:
            return parts.sheet_entries(self.package, self.workbook_part) if self.workbook_part else []
        except RefusedFile:
            return []

    @cached_property
    def sheets(self) -> list[SheetFacts]:
        return [SheetFacts(self, entry, self.read(entry.part)) for entry in self.entries
                if entry.kind == "worksheet" and entry.part and (self.excerpts is None or entry.part in self.excerpts)]

    @cached_property
    def strings(self) -> list[str]:
        """All shared strings, as plain text."""
        root = self.tree(self.related("sharedStrings"))
        items = [] if root is None else [item for item in root if markup.local(item.tag) == "si"]
        return [plain_text((item[0].text or "") if len(item) == 1 and item[0].tag.endswith("}t") else _runs(item))
                for item in items]

    @cached_property
    def styles(self) -> ElementTree.Element | None:
        return self.tree(self.related("styles"))

    def style_count(self, holder: str, item: str) -> int:
        """How many ``item`` the first ``holder`` of the styles part has."""
        found = [] if self.styles is None else [child for child in self.styles if markup.local(child.tag) == holder]
        return sum(markup.local(child.tag) == item for child in found[0]) if found else 0

    @cached_property
    def table_trees(self) -> list[tuple[SheetFacts, str, ElementTree.Element]]:
        return [(sheet, relation.target, root) for sheet in self.sheets for relation in sheet.relations
                if relation.kind == "table" and (root := self.tree(relation.target)) is not None]

    @cached_property
    def tables(self) -> list[tuple[SheetFacts, Table]]:
        """Tables whose area can be read."""
        found = []
        for sheet, part, root in self.table_trees:
            try:
                parse_area(root.get("ref", ""))
                found.append((sheet, read_table(self.package.read(part), sheet.entry.title, part)))
            except ValueError:
                continue
        return found
