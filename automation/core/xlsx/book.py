"""A workbook in memory: read cells, set cells, let tables grow; save it with every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from copy import copy
from pathlib import Path
from xml.etree import ElementTree

from automation.core.errors import KefubuError, RefusedFile
from automation.core.xlsx import markup, parts
from automation.core.xlsx.excerpt import Excerpts
from automation.core.xlsx.failures import DamagedWrite, TableBlocked, naming
from automation.core.xlsx.files import Fingerprint, read_file, replace_file
from automation.core.xlsx.formulas import shift_rows
from automation.core.xlsx.growth import Growth
from automation.core.xlsx.guards import Guards, find_guards
from automation.core.xlsx.package import Package
from automation.core.xlsx.refs import parse_cell
from automation.core.xlsx.sheet import Sheet
from automation.core.xlsx.table import Table, calculated_columns, read_table
from automation.core.xlsx.values import Cell, RawCell, plain_text


class Workbook:
    """A snapshot of one workbook. Nothing is written until ``save``; a refused change leaves the snapshot as it was."""

    def __init__(self, data: bytes, path: Path | None = None) -> None:
        self._package = parts.open_package(data)
        self._path = path
        self._seen = Fingerprint.of(data)
        self._part = parts.workbook_part(self._package)
        self._entries = {entry.title: entry for entry in parts.sheet_entries(self._package, self._part)}
        properties = markup.children(markup.parse(self._package.read(self._part)), "workbookPr")
        self.date1904: bool = bool(properties) and properties[0].get("date1904", "0") in ("1", "true")
        self.sheets: list[str] = list(self._entries)
        self._loaded: dict[str, Sheet] = {}
        self._texts: dict[str, tuple[bytes, markup.Encoded]] = {}
        self._tables: dict[str, Table] | None = None
        self._strings: list[str] | None = None

    @classmethod
    def open(cls, path: Path) -> Workbook:
        """Read a workbook. RefusedFile, with one clear sentence, for whatever can't be changed without harm."""
        with naming(path.name):
            return cls(read_file(path), path)

    def fork(self, path: Path) -> Workbook:
        """The workbook as it was read, from ``path``, to be changed on its own; this one stays as it is."""
        other = copy(self)
        other._path, other._package, other._texts = path, self._package.copy(), {}
        other._loaded = {title: sheet.fork() for title, sheet in self._loaded.items()}
        return other

    def excerpts(self, sheet: str) -> tuple[Excerpts, Sheet]:
        """What makes excerpts of a sheet, and the sheet. RefusedFile as ``cell``; ``Unusual`` when it can't be excerpted."""
        found = self._sheet(sheet)
        with self._named():
            return Excerpts(self._package, self._part, self._entries[sheet].part, found), found

    @property
    def sha256(self) -> str:
        """The hash of the file as it was read or last saved."""
        return self._seen.sha256

    @property
    def part_names(self) -> list[str]:
        """The names of all parts, in order."""
        return self._package.names()

    def _named(self) -> AbstractContextManager[None]:
        """A part that turns out to be damaged is a failure that names the file."""
        return naming(self._path.name if self._path else "")

    def tables(self) -> dict[str, Table]:
        """All tables by name."""
        if self._tables is None:
            with self._named():
                related = [(entry.title, relation.target) for entry in self._entries.values() if entry.part
                           for relation in parts.relations(self._package, entry.part)
                           if relation.kind == "table" and relation.target in self._package]
                tables = [self._read_table(title, part) for title, part in related]
            self._tables = {table.name: table for table in tables}
        return dict(self._tables)

    def _read_table(self, title: str, part: str) -> Table:
        try:
            return read_table(self._text(part), title, part)
        except ValueError as error:
            raise RefusedFile(f"工作表「{title}」的表格范围已损坏，程序不改它；请用 Excel 打开并另存一份再试。") from error

    def cell(self, sheet: str, ref: str) -> RawCell:
        """A cell as stored; an absent one is ``RawCell()``. RefusedFile for what no cell holds."""
        found = self._sheet(sheet)
        data = found.cell(*parse_cell(ref))
        try:
            with self._named():
                return RawCell() if data is None else self._stored(*found.parts_of(data))
        except (ValueError, IndexError) as error:
            with self._named():
                raise RefusedFile(f"工作表「{sheet}」的单元格 {ref} 已损坏，读不出来；"
                                  "请从备份里取回，或用 Excel 打开后另存一份再试。") from error

    def _stored(self, start: bytes, inner: bytes) -> RawCell:
        """A cell from its start tag and its content. ValueError or IndexError when they are spoilt."""
        style, kind = int(markup.get(start, "s") or 0), markup.get(start, "t") or "n"
        tree = markup.parse(b"<c>" + re.sub(rb"<(/?)[A-Za-z_][\w.-]*:", rb"<\1", inner) + b"</c>")
        formula = tree.find("f")
        text = None if formula is None else formula.text or ""
        if kind == "inlineStr":
            value = plain_text(_rich_text(tree.find("is")))
            return RawCell(value, text, style, kind)
        stored = tree.findtext("v")
        if stored is None or (kind == "n" and not stored.strip()):      # an empty <v>: never calculated
            return RawCell(None, text, style, "" if text is None else kind)
        return RawCell(self._value(kind, stored), text, style, kind)

    def _value(self, kind: str, stored: str) -> str | int | float | bool:
        if kind == "s":
            return self._shared_strings()[int(stored)]
        if kind == "b":
            return stored.strip() in ("1", "true")
        if kind == "n":
            number = float(stored)
            return int(stored) if re.fullmatch(r"\s*-?\d+\s*", stored) else number
        return plain_text(stored)

    def _shared_strings(self) -> list[str]:
        if self._strings is None:
            with self._named():
                targets = [relation.target for relation in parts.relations(self._package, self._part)
                           if relation.kind == "sharedStrings" and relation.target in self._package]
                items = list(markup.parse(self._package.read(targets[0]))) if targets else []
            self._strings = [plain_text(_rich_text(item)) for item in items if markup.local(item.tag) == "si"]
        return self._strings

    def set_cells(self, sheet: str, cells: Mapping[str, Cell]) -> None:
        """Set cells by A1 reference. RefusedCell / RefusedValue, with nothing changed, when one of them may not be."""
        found = self._sheet(sheet)
        guards = self._guards(sheet)
        before = found.snapshot()
        try:
            for ref, cell in cells.items():
                row, column = self._place(sheet, ref)
                guards.refuse(row, column, cell)
                found.set_cell(row, column, cell, self.date1904, self._copied_style(found, cell))
        except KefubuError:
            found.restore(before)
            raise

    def append_rows(self, table: str, rows: Sequence[Mapping[str, Cell]]) -> list[int]:
        """Add rows, by column header, at a table's end; returns their sheet rows.

        The single empty row of a blank register is filled first. TableBlocked when there is no room, RefusedFile for an
        unknown table or header; then nothing is changed.
        """
        target = self._table(table)
        sheet, guards = self._sheet(target.sheet), self._guards(target.sheet)
        unknown = sorted({header for row in rows for header in row} - set(target.columns))
        if unknown:
            raise RefusedFile(f"表格「{table}」里没有「{unknown[0]}」这一列，没有写入；请检查标题行是否被改过。")
        if target.last < target.first:
            raise TableBlocked(f"表格「{table}」没有一行数据，程序不能加行；请在 Excel 里给它留一个空行再试。")
        if not rows:
            return []
        start = target.first if self._is_blank(sheet, target) else target.last + 1
        numbers = list(range(start, start + len(rows)))
        if numbers[-1] > target.last:
            guards.refuse_growth(sheet, target, numbers[-1])
        before, calculated = sheet.snapshot(), self._calculated(sheet, target)
        try:
            for number, row in zip(numbers, rows, strict=True):
                self._fill(sheet, target, number, row, calculated)
        except KefubuError:
            sheet.restore(before)
            raise
        self._grow(target, max(numbers[-1], target.last))
        headers = {target.columns[column - target.area.left] for column in calculated}
        if any(number > target.last and headers - row.keys() for number, row in zip(numbers, rows, strict=True)):
            self.recalculate_on_open()
        return numbers

    def _fill(self, sheet: Sheet, table: Table, number: int, row: Mapping[str, Cell], calculated: Mapping[int, str]) -> None:
        """One row of a table. A row below the old end takes height, styles and calculated columns of the last one."""
        new = number > table.last
        if new:
            sheet.start_row(number, table.last)
        for column, header in enumerate(table.columns, table.area.left):
            cell = row.get(header)
            if cell is None and not new:
                continue
            style = self._copied_style(sheet, cell) if cell else None
            if style is None and new:
                style = sheet.style(table.last, column)
            if cell is None and column in calculated:
                cell = Cell(None, shift_rows(calculated[column], number - table.last))
            sheet.set_cell(number, column, cell or Cell(None), self.date1904, style)

    def _calculated(self, sheet: Sheet, table: Table) -> dict[int, str]:
        """The formulas of calculated columns, by sheet column, as they read in the table's last row."""
        found = {}
        for place, formula in calculated_columns(self._text(table.part)).items():
            column = table.area.left + place
            # A formula with relative references reads differently in each row: only a row's own says how it goes on.
            text = formula if shift_rows(formula, 1) == formula else sheet.formula(table.last, column)
            if text:
                found[column] = text
        return found

    def _is_blank(self, sheet: Sheet, table: Table) -> bool:
        """Whether the table's only row waits for the first entry: nothing in it but formulas."""
        if table.first != table.last:
            return False
        cells = [sheet.cell(table.first, column) for column in range(table.area.left, table.area.right + 1)]
        inners = [sheet.parts_of(cell)[1].strip() if cell else b"" for cell in cells]
        return b"" in inners and all(not inner or markup.tag("f").match(inner) for inner in inners)

    def _grow(self, table: Table, last: int) -> None:
        growth = Growth(table, table.area._replace(bottom=last))
        self._change(table.part, growth.table_part)
        self._tables = None
        if growth.new == growth.old:
            return
        sheet = self._sheet(table.sheet)
        sheet.tail = growth.sheet_tail(sheet.tail)
        self._change(self._part, growth.names)
        for part in parts.parts_of_type(self._package, "drawingml.chart+xml", "chartex+xml"):
            self._change(part, growth.chart)

    def _change(self, part: str, change: Callable[[bytes], bytes]) -> None:
        """Change a part's text; a part that the change leaves as it is keeps its bytes."""
        text, encoded = self._edit(part)
        if (changed := change(text)) != text:
            self._texts[part] = (changed, encoded)

    def recalculate_on_open(self) -> None:
        """Ask the spreadsheet program to calculate every formula when it next opens the workbook (one attribute)."""
        self._change(self._part, parts.recalculate_on_open)

    def _edit(self, part: str) -> tuple[bytes, markup.Encoded]:
        with self._named():
            return self._texts.get(part) or markup.decode(self._package.read(part))

    def _text(self, part: str) -> bytes:
        text, encoded = self._edit(part)
        return encoded.encode(text)

    def _sheet(self, title: str) -> Sheet:
        if title not in self._loaded:
            entry = self._entries.get(title)
            if entry is None:
                raise RefusedFile(f"工作簿里没有名为「{title}」的工作表；请检查工作表是否被改名或删除。")
            if entry.kind != "worksheet" or not entry.part:
                raise RefusedFile(f"「{title}」不是普通的工作表（例如图表页），程序不读写它。")
            with self._named():
                self._loaded[title] = Sheet(title, self._package.read(entry.part))
        return self._loaded[title]

    def _guards(self, title: str) -> Guards:
        tables = [table for table in self.tables().values() if table.sheet == title]
        with self._named():
            return find_guards(self._package, self._sheet(title), self._entries[title].part, tables)

    def _table(self, name: str) -> Table:
        if name not in self.tables():
            raise RefusedFile(f"工作簿里没有名为「{name}」的表格；请检查表格是否被改名或转成了普通区域。")
        return self.tables()[name]

    def _place(self, sheet: str, ref: str) -> tuple[int, int]:
        try:
            return parse_cell(ref)
        except ValueError as error:
            raise RefusedFile(f"「{ref}」不是工作表「{sheet}」里的单元格，没有写入。") from error

    def _copied_style(self, sheet: Sheet, cell: Cell) -> str | None:
        return None if cell.style_of is None else sheet.style(*self._place(sheet.title, cell.style_of)) or "0"

    def to_bytes(self) -> bytes:
        """The whole file as it would be saved. Without changes: the members as they were."""
        return self._result().to_bytes()

    def _result(self) -> Package:
        package = self._package.copy()
        for part, (text, encoded) in self._texts.items():
            package.replace(part, encoded.encode(text))
        for title, sheet in self._loaded.items():
            if sheet.edited_rows():
                package.replace(self._entries[title].part, sheet.to_bytes(), sheet.segments())
        if any(sheet.removed_formula for sheet in self._loaded.values()):
            # An entry that points at a cell without a formula makes Excel repair the file; without the part it builds anew.
            parts.drop_part(package, self._part, "calcChain")
        return package

    def _refuse_damage(self, result: Package) -> None:
        """DamagedWrite when the result has a problem that the original hasn't, as far as the change reaches."""
        from automation.core.xlsx.check import new_problems  # only a write needs the checker

        before, after = {}, {}
        for title, sheet in self._loaded.items():
            if sheet.edited_rows():
                part = self._entries[title].part
                headers = {table.header_row for table in self.tables().values() if table.sheet == title}
                before[part], after[part] = sheet.excerpts(headers | set(sheet.edited_rows()))
        if found := new_problems((self._package, before), (result, after)):
            raise DamagedWrite(f"这次改动会让 Excel 打开时报错（{found[0].code}：{found[0].where or found[0].part}），"
                               "没有写入；请把这句话告诉管理员。")

    def save(self, path: Path) -> None:
        """Write the workbook in one move.

        FileInUse while somebody has it open, FileChanged when the file opened is no longer the same, DamagedWrite when
        the result has a fault that the original hasn't. In each case the file stays as it was.
        """
        result = self._result()
        self._refuse_damage(result)
        data = result.to_bytes()
        same = self._path is not None and path.absolute() == self._path.absolute()
        replace_file(path, data, self._seen if same else None)
        self._path, self._seen = path, Fingerprint.of(data)


def _rich_text(item: ElementTree.Element | None) -> str:
    """Text of a string item: its runs, without the phonetic guide."""
    pieces: list[str] = []
    for child in item if item is not None else ():
        name = markup.local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces += [text.text or "" for text in child if markup.local(text.tag) == "t"]
    return "".join(pieces)
