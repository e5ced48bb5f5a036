"""The file adapter: the contract of changes over closed workbooks, and what only files can be: with odd headers, saved meanwhile."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core import files, light, xlsx
from automation.core.changes import AppendRow, Clash, RowChange, SetCells
from automation.core.conflicts import as_read
from automation.core.errors import RefusedFile
from automation.core.reader import read_register
from automation.core.rows import Row
from automation.core.schema import Catalogue, Column, Register
from automation.core.writing import stored
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.refs import cell_ref
from tests.core.contract import CAME, FIRST, SECOND, Adapter, Contract, said
from tests.core.sample_registers import ITEMS, ITEMS_REGISTER, NOTES, NOW, built, department


class Closed:
    """A closed workbook on the disk (an :class:`Adapter`)."""

    def __init__(self, path: Path, register: Register = ITEMS_REGISTER, data: bytes | None = None) -> None:
        self.path, self.register = path, register
        path.write_bytes(data or built(register))

    def apply(self, *changes: RowChange) -> list[Clash]:
        return files.apply(self.path, self.register, changes, department(), NOW)

    def rows(self, sheet: str = "items") -> Sequence[Row]:
        declared = next(each for own in self.register.sheets for each in (own, own.archive) if each.name == sheet)
        return list(read_register(self.path, replace(self.register, sheets=(declared,))).sheets[sheet].rows())

    def type(self, key: str, **values: Any) -> None:
        rows = self.rows()
        number = next((row.number for row in rows if key and key in (row.key, row.text)), 2 + len(rows))
        book = Workbook.open(self.path)
        if number > book.tables()["样本登记"].last:
            book.append_rows("样本登记", [{ITEMS[name].header: Cell(value) for name, value in values.items()}])
        else:
            book.set_cells("样本登记", {self._cell(number, name): Cell(value) for name, value in values.items()})
        book.save(self.path)

    def swap(self, first: int, second: int) -> None:
        rows, book = self.rows(), Workbook.open(self.path)
        for mine, other in ((rows[first], rows[second]), (rows[second], rows[first])):
            book.set_cells("样本登记", {self._cell(mine.number, column.name): Cell(stored(column, other[column.name]))
                                    for column in ITEMS.columns if column.formula is None})
        book.save(self.path)

    @contextlib.contextmanager
    def held(self) -> Iterator[str]:
        owner = self.path.with_name(f".~lock.{self.path.name}#")
        owner.write_text("王小明,wang,pc-7,02.03.2026 10:00,file:///x;", encoding="utf8")
        yield "王小明"
        owner.unlink()

    def state(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def _cell(self, number: int, name: str) -> str:
        return cell_ref(number, read_register(self.path, self.register).sheets["items"].columns[name])


@pytest.fixture
def closed(tmp_path: Path) -> Closed:
    return Closed(tmp_path / ITEMS_REGISTER.filename)


class TestClosedFiles(Contract):
    @pytest.fixture
    def adapter(self, closed: Closed) -> Adapter:
        return closed


class TestClosedFilesReadLightly(TestClosedFiles):
    """The same where only what is asked for is read, as in large registers."""

    @pytest.fixture(autouse=True)
    def _always(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(light, "SMALL", 0)


def test_formulas_stand_beside_their_values_and_excel_has_nothing_to_repair(closed: Closed) -> None:
    closed.apply(AppendRow("items", FIRST), AppendRow("items", SECOND), AppendRow("notes", {"note_no": "甲"}))
    live, known = openpyxl.load_workbook(closed.path)["样本登记"], openpyxl.load_workbook(closed.path, data_only=True)["样本登记"]
    places = {cell.value: cell.column for cell in live[1]}
    for column in ITEMS.columns:
        if column.formula is not None:
            assert all(str(live.cell(row, places[column.header]).value).startswith("=") for row in (2, 3)), column.header
    assert known.cell(3, places["市郊"]).value == "郊区" and known.cell(2, places["两倍"]).value == 161
    assert xlsx.check(closed.path.read_bytes()) == []


def _register(*columns: Column) -> Register:
    return replace(ITEMS_REGISTER, sheets=(replace(ITEMS, columns=columns), NOTES))


def _closed_as(tmp_path: Path, *columns: Column) -> Closed:
    """A workbook whose table has these columns, written to by those who know only the declared ones."""
    return Closed(tmp_path / ITEMS_REGISTER.filename, data=built(_register(*columns)))


def test_headers_are_found_by_their_former_names_and_wherever_they_stand(tmp_path: Path) -> None:
    moved = [replace(column, header="收到时间") if column.name == "came_at" else column for column in reversed(ITEMS.columns)]
    closed = _closed_as(tmp_path, *moved)
    closed.apply(AppendRow("items", FIRST))
    closed.apply(AppendRow("items", SECOND), SetCells("items", "001", {"came_at": NOW}, {"came_at": CAME}))
    assert [row.came_at for row in closed.rows()] == [NOW, SECOND["came_at"]]
    assert closed.apply(closed.rows()[0].archive()) == []
    assert [row.came_at for row in closed.rows("items_archive")] == [NOW]
    assert xlsx.check(closed.path.read_bytes()) == []


def test_a_missing_column_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    closed = _closed_as(tmp_path, *(column for column in ITEMS.columns if column.name != "way"))
    closed.apply(AppendRow("items", FIRST))
    before = closed.state()
    for change in (SetCells("items", "001", {"pieces": 1, "way": "电话"}, {"pieces": None, "way": None}), AppendRow("items", SECOND)):
        with pytest.raises(RefusedFile, match="《样本登记簿》“样本登记”里没有“方式”这一栏"):
            closed.apply(change)
    assert closed.state() == before


def test_a_line_where_staffs_own_column_still_says_something_takes_no_other_row(tmp_path: Path) -> None:
    closed = _closed_as(tmp_path, *ITEMS.columns, Column("own", "我的备注"))
    closed.apply(AppendRow("items", FIRST), AppendRow("items", SECOND))
    own = cell_ref(2, len(ITEMS.columns) + 1)
    book = Workbook.open(closed.path)
    book.set_cells("样本登记", {own: Cell("记得回电")})
    book.save(closed.path)
    closed.apply(closed.rows()[0].archive())
    closed.apply(AppendRow("items", {"no": "003"}))
    assert [(row.key, row.number) for row in closed.rows()] == [("002", 3), ("003", 4)]
    assert Workbook.open(closed.path).cell("样本登记", own).value == "记得回电"


def test_a_lost_table_is_named(closed: Closed) -> None:
    book = openpyxl.load_workbook(closed.path)
    del book["样本登记"].tables["样本登记"]
    book.save(closed.path)
    with pytest.raises(RefusedFile, match="“样本登记”里的表格不见了"):
        closed.apply(AppendRow("items", FIRST), AppendRow("items", SECOND))


def test_saved_by_somebody_between_reading_and_opening(closed: Closed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two looks at the same path must be of the same file."""
    closed.apply(AppendRow("items", FIRST))
    real = files.read_to_write

    def read_then_save(path: Path, register: Register, **options: Any) -> Any:
        data = real(path, register, **options)
        closed.type("001", worker="王丽")
        return data

    monkeypatch.setattr(files, "read_to_write", read_then_save)
    with pytest.raises(xlsx.FileChanged):
        closed.apply(SetCells("items", "001", {"worker": "张强"}, {"worker": None}))
    assert closed.rows()[0].worker == "王丽"


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["", " 前后空格 ", "１２３", "=SUM(1)", "_x000D_", "换\r\n行", "\t", "'引号", "0012", "1e5", "是", "#N/A", "\u3000", "a\xa0b", "\xb8"])


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional={
    "text": _TEXTS, "after": _TEXTS, "fee": st.decimals(0, 10**7, places=2), "hours": st.decimals(0, 200, places=2),
    "pieces": st.integers(1, 10**6), "rest": st.integers(0, 10**6), "done_at": st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)),
    "seen_on": st.dates(CAME.date().replace(year=1990), CAME.date().replace(year=2099))}))
def test_whatever_a_step_writes_is_recognised_when_it_is_read_back(tmp_path_factory, values: dict[str, Any]) -> None:
    """Else a run that is finished after a power cut would take its own values for somebody's."""
    closed = Closed(tmp_path_factory.mktemp("写读") / ITEMS_REGISTER.filename)
    append, = as_read([AppendRow("items", {"no": "001", **values})], Catalogue((ITEMS_REGISTER,)))
    assert isinstance(append, AppendRow)
    assert closed.apply(append) == [] and closed.apply(append) == []
    assert said(closed.rows()[0], append.values) == append.values
