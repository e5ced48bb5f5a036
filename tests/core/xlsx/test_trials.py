"""Other people's workbooks and generated tables: exactly that change, or a refusal by name. Nothing else may happen."""

from __future__ import annotations

from collections import Counter

import pytest

from automation.core.xlsx import book, growth, sheet
from automation.core.xlsx.growth import Growth
from tests.core.xlsx.edits import KINDS
from tests.core.xlsx.oracle import Case, faults
from tests.core.xlsx.samples import corpus
from tests.core.xlsx.table_maker import cases, workbook
from tests.core.xlsx.trials import Trial, corpus_trial, impossible, reason, tables_trial

SEEDS = range(50)
"""Four tables each."""


@pytest.fixture(scope="module")
def others() -> Trial:
    return corpus_trial(corpus())


@pytest.fixture(scope="module")
def tables() -> Trial:
    return tables_trial(SEEDS)


def test_other_peoples_workbooks_take_exactly_that_change(others: Trial) -> None:
    assert others.faults == {}
    assert len(corpus()) >= 52
    assert len({case.name.partition(".xlsx")[0] for case in others.cases}) == len(corpus()) - 1


def test_at_most_two_workbooks_refuse_a_cell(others: Trial) -> None:
    assert {kind: impossible(others, kind) for kind in KINDS} == {
        "existing": {"19-embed_image05.xlsx", "26-simple-cell-changes.xlsx"}, "empty": {"26-simple-cell-changes.xlsx"},
        "new row": {"26-simple-cell-changes.xlsx"}}


def test_refusals_are_these_and_no_others(others: Trial) -> None:
    found = {(refusal.file[:2], reason(refusal)) for refusal in others.refusals}
    assert found == {
        ("02", "inside a pivot"), ("08", "inside a pivot"), ("08", "sheet without cells"), ("12", "inside a pivot"),
        ("12", "sheet without cells"), ("15", "a table's header"), ("15", "totals row"),
        ("19", "part of an array formula or data table"), ("20", "a table's header"), ("21", "merged"),
        ("26", "legacy shared workbook"), ("39", "inside a pivot"), ("39", "merged"), ("39", "a table's header"),
        ("40", "sheet without cells"), ("46", "rich value or dynamic array"), ("48", "rich value or dynamic array"),
        ("52", "a table's header")}


def test_libreoffice_reads_the_same(others: Trial) -> None:
    """But for one workbook that it can't open as it came."""
    assert others.unopened == ["24-SampleSparklines.xlsx every sheet"]
    assert len(others.by_libreoffice) >= 54


def test_two_hundred_tables_grow_with_all_that_hangs_on_them(tables: Trial) -> None:
    assert tables.faults == {}
    assert tables.surprises == []
    assert tables.unopened == []
    assert len(tables.cases) + len(tables.refusals) == 200


def test_tables_that_can_not_grow_say_why(tables: Trial) -> None:
    found = Counter(reason(refusal) for refusal in tables.refusals)
    assert set(found) == {"totals row", "cells below are used", "merged"}
    assert min(found.values()) >= 10


def test_every_feature_is_there_often() -> None:
    found = Counter(feature.split(" (")[0] for seed in SEEDS for made in workbook(seed)[1] for feature in made.features)
    assert {"calculated column", "active filter", "drop-down", "unique numbers", "validation x14", "format", "format x14", "names",
            "comment", "link", "sparkline", "hidden last row", "no header row", "1 rows"} <= set(found)
    assert min(times for feature, times in found.items() if feature not in ("other table", "merged", "totals", "no header row")) >= 20


LEFT_OUT = {
    "charts": (Growth, "chart", lambda self, text: text), "names": (Growth, "names", lambda self, text: text),
    "ranges": (Growth, "sheet_tail", lambda self, text: text), "table": (Growth, "table_part", lambda self, text: text),
    "formulas": (Growth, "_formulas", lambda self, pattern, text, **how: text), "sparklines": (growth, "_SPARKLINE", growth._BLOCK),
    "calculated columns": (book, "calculated_columns", lambda data: {}), "styles": (sheet.Sheet, "style", lambda self, row, column: None),
    "row heights": (sheet.Sheet, "start_row", lambda self, number, like: None)}


@pytest.mark.parametrize("what", LEFT_OUT)
def test_the_judge_notices_what_is_left_out(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*LEFT_OUT[what])
    tried = (tried for seed in SEEDS for _, tried in cases(seed))
    assert any(isinstance(case, Case) and faults(case.before, case.after, case.edits) for case in tried)
