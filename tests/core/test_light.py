"""The light reader gives what the full reader gives: over messy workbooks, every register, and after changes laid over it."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core import light
from automation.core.changes import AppendRow, RowChange
from automation.core.light import read_lightly
from automation.core.lines import LightSheet
from automation.core.reader import SheetData, read_register
from automation.core.schema import Register
from automation.core.waiting import overlay
from automation.desk import house
from tests.core.messy import MESSES, REGISTER, TODAY, messed, plan, written
from tests.core.sample_registers import ITEMS_REGISTER, built, department, made_up_rows

IN_FULL = {"cells_without_places", "prefixed_xml", "no_table", "sum_row", "header_repeated", "stray_word_in_the_last_cell",
           "sheet_renamed_without_table", "blank_in_the_last_row", "format_down_to_the_last_row", "single_quotes",
           "title_far_above", "header_on_two_rows", "headers_with_blanks_and_marks", "column_twice", "sheet_title_with_blanks",
           "cells_merged"}
"""Messes whose sheet is read in full: most of them without a table, or written in an unusual way."""


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(light, "SMALL", 0)


def same(path: Path, register: Register, seed: int = 0) -> set[str]:
    """Ask both readers the same, in an order of chance; the sheets that were read lightly."""
    chance, lightly = random.Random(seed), set()
    full = read_register(path, register, today=TODAY)
    for sheet in register.sheets:
        wanted = full.sheets[sheet.name]
        questions = [("row", index) for index in range(wanted.length)] + [("column", column.name) for column in sheet.columns]
        questions += [("find", str(key)) for key in wanted.values[sheet.key]] + [("find", "没有的编号"), ("rows", None)]
        for column in sheet.columns:
            questions += [("where", {column.name: value}) for value in {*wanted.values[column.name][:6], None}]
        data = read_lightly(path, register, today=TODAY).sheets[sheet.name]
        for kind, what in chance.sample(questions, min(len(questions), 60)):
            assert answer(data, kind, what) == answer(wanted, kind, what), (sheet.title, kind, what)
        assert (data.numbers, data.columns, data.header_row, data.extra) == (
            wanted.numbers, wanted.columns, wanted.header_row, wanted.extra)
        if isinstance(data, LightSheet):
            lightly.add(sheet.name)
    return lightly


def answer(data: SheetData, kind: str, what: Any) -> Any:
    if kind == "column":
        return data.values[what]
    if kind == "where":
        return [(row.number, dict(row)) for row in data.where(**what)]
    if kind == "rows":
        return [(row.number, dict(row)) for row in data.rows()]
    row = data.row(what) if kind == "row" else data.find(what)
    return row and (row.number, dict(row))


@pytest.mark.parametrize("name", ["", *MESSES])
def test_one_mess(name: str, tmp_path: Path) -> None:
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(written(messed(name) if name else plan()))
    assert same(path, REGISTER) == (set() if name in IN_FULL else {"parcels"})


@pytest.mark.parametrize("seed", range(10))
def test_many_messes_together(seed: int, tmp_path: Path) -> None:
    chance, chosen, groups = random.Random(1000 + seed), [], set()
    for name in chance.sample([name for name in MESSES if name not in IN_FULL], 9):
        own = set(MESSES[name][1].split())
        if not own & groups:
            chosen.append(name)
            groups |= own
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(written(messed(*chosen)))
    same(path, REGISTER, seed)


@pytest.mark.parametrize("register", list(house.catalogue()), ids=lambda register: register.name)
def test_every_register(register: Register, tmp_path: Path) -> None:
    path = tmp_path / register.filename
    path.write_bytes(built(register, house.articles(), {sheet.name: made_up_rows(sheet, 30) for sheet in register.sheets}))
    assert same(path, register) == {sheet.name for sheet in register.sheets}


_ROWS = made_up_rows(ITEMS_REGISTER.sheets[0], 12)
_CHANGES = st.lists(st.tuples(st.sampled_from(["set", "append", "archive", "empty"]), st.integers(0, 11),
                              st.sampled_from(["甲", "乙", None])), max_size=8)


@settings(max_examples=60, deadline=None)
@given(_CHANGES, st.randoms(use_true_random=False))
def test_changes_laid_over_it(tmp_path_factory: pytest.TempPathFactory,
                              wishes: list[tuple[str, int, str | None]], chance: random.Random) -> None:
    path = tmp_path_factory.getbasetemp() / ITEMS_REGISTER.filename
    if not path.exists():
        path.write_bytes(built(ITEMS_REGISTER, rows={"items": _ROWS}))
    full = read_register(path, ITEMS_REGISTER, today=TODAY)
    changes = [change(full.sheets["items"], *wish) for wish in wishes]
    wanted = overlay(full, changes, department()).sheets["items"]
    light_one = read_lightly(path, ITEMS_REGISTER, today=TODAY)
    data = light_one.sheets["items"]
    assert isinstance(data, LightSheet)
    for name in chance.sample(list(wanted.values), 4):
        assert data.values[name] is not None            # read before, and corrected when the changes come
    overlay(light_one, changes, department())
    for kind, what in [("rows", None), ("where", {"worker": "甲"}), *(("column", name) for name in wanted.values),
                       *(("find", str(key)) for key in wanted.values["no"])]:
        assert answer(data, kind, what) == answer(wanted, kind, what)
    assert data.waiting == wanted.waiting


def change(data: SheetData, kind: str, place: int, worker: str | None) -> RowChange:
    row = data.row(place)
    if kind == "append":
        return AppendRow("items", {"no": f"新{place}", "worker": worker or "丙"})
    if kind == "archive":
        return row.archive()
    return row.set(no=None) if kind == "empty" else row.set(worker=worker)


def test_the_same_bytes_are_taken_apart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "来件簿.xlsx"
    path.write_bytes(written(plan()))
    first = read_lightly(path, REGISTER, today=TODAY).sheets["parcels"]
    opened: list[bytes] = []
    monkeypatch.setattr(light, "Workbook", lambda data, path: opened.append(data))
    second = read_lightly(path, REGISTER, today=TODAY).sheets["parcels"]
    assert not opened and answer(first, "rows", None) == answer(second, "rows", None)
    second.put(second.numbers[0], {second.sheet.key: "改了"})
    assert first.find("改了") is None and second.find("改了") is not None
