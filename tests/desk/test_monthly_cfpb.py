"""Twenty thousand real complaints about a bank, adopted through the command: every month's figures equal a plain count with pandas."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from automation.__main__ import main
from automation.complaints.monthly.figures import reckon
from automation.core.changes import AppendRow
from automation.desk.gather import gather_session, remark_findings
from automation.desk.session import Session
from automation.desk.workbooks import found_department
from tests.support import ROOT, shared

NOW = datetime(2020, 4, 1, 10)
MAP = ROOT / "tests/desk/maps/cfpb.toml"
MONTHS = [f"{month}" for month in pd.period_range("2017-05", "2019-12", freq="M")]
COLUMNS = ("收到", "受理", "结案", "月末未结")


@pytest.fixture(scope="module")
def source() -> Path:
    return shared("data", "complaints-cfpb-one-bank-2017-2019.csv.gz")


@pytest.fixture(scope="module")
def theirs(source: Path) -> pd.DataFrame:
    """The complaints as they were published, with the words of our lists; nothing of the house is used."""
    table = pd.read_csv(source, dtype=str, keep_default_na=False)
    words = tomllib.loads(MAP.read_text(encoding="utf8"))["values"]
    return pd.DataFrame({"id": table.id, "received": pd.to_datetime(table.date_submitted), "answered": pd.to_datetime(table.date),
                         "by_model": table["product"].map(words["商品型号"]), "by_ground": table.category.map(words["投诉理由"]),
                         "by_result": table.outcome.map(words["处理结果"])})


@pytest.fixture(scope="module")
def adopted(source: Path, theirs: pd.DataFrame, tmp_path_factory):
    """The department after the adoption."""
    folder = found_department(tmp_path_factory.mktemp("银行") / "部门", NOW)
    Session(folder, NOW, "").commit([AppendRow("products", {"model": model, "title": model}) for model in sorted(set(theirs.by_model))],
                                    "准备", "甲")
    assert main(["adopt", str(source), "--into", "投诉案件", "--map", str(MAP), "--person", "甲", "--folder", str(folder.root),
                 "--now", f"{NOW:%Y-%m-%d %H:%M}"]) == 0
    return gather_session(Session(folder, NOW, ""))


def counted(theirs: pd.DataFrame, month: str) -> dict[str, pd.Series]:
    """For each column which complaints it counts."""
    first = pd.Timestamp(f"{month}-01")
    after = first + pd.offsets.MonthBegin()
    return {"收到": (theirs.received >= first) & (theirs.received < after), "受理": (theirs.answered >= first) & (theirs.answered < after),
            "结案": (theirs.answered >= first) & (theirs.answered < after),
            "月末未结": (theirs.received < after) & ~(theirs.answered < after)}


def compared(report, theirs: pd.DataFrame, notes: pd.Series, month: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Every figure by its place: the complaints behind ours and behind the plain count."""
    masks = counted(theirs, month)
    for name in ("by_model", "by_ground", "by_result"):
        table = report.tables[name]
        lines = {line.name: line for line in table.all_lines()}
        for value in {*lines, *theirs[name]}:
            of = theirs[name] == value if value != "合计" else theirs.id.notna()
            for column in COLUMNS:
                ours = set(notes[list(table.cell(value, column).rows)]) if value in lines else set()
                yield f"{month} {name} {value} {column}", ours, set(theirs.id[of & masks[column]])
    crossing = report.tables["ground_by_model"]
    received = theirs[masks["收到"]]
    for line in crossing.lines:
        for (model, _), cell in zip(crossing.columns[:-1], line.cells, strict=False):
            both = received[(received.by_ground == line.name) & (received.by_model == model)]
            yield f"{month} {line.name} × {model}", set(notes[list(cell.rows)]), set(both.id)


def test_every_months_figures_equal_an_independent_count(adopted, theirs: pd.DataFrame, capsys) -> None:
    notes = adopted.books.cases.set_index("case_no").note
    assert sorted(notes) == sorted(theirs.id) and not remark_findings(adopted)
    figures, differences = 0, []
    for month in MONTHS:
        for place, ours, plain in compared(reckon(adopted.books, month), theirs, notes, month):
            figures += 1
            differences += [place] if ours != plain else []
    with capsys.disabled():
        print(f"\n{len(theirs):,} adopted complaints, {len(MONTHS)} months: {figures:,} figures compared row by row; "
              f"differences {len(differences)}")
    assert differences == [] and figures > 4000


def test_days_to_the_answer_equal_an_independent_count(adopted, theirs: pd.DataFrame) -> None:
    clock = adopted.department.clock
    for month in ("2017-05", "2018-10", "2019-12"):
        answered = theirs[counted(theirs, month)["结案"]]
        days = sorted(clock.working_days(since.date(), until.date())
                      for since, until in zip(answered.received, answered.answered, strict=True))
        figures = reckon(adopted.books, month).tables["answering"].total.cells
        assert [figures[0].value, float(figures[1].value), figures[3].value, figures[4].value] == [
            len(days), pd.Series(days).median(), days[-1], sum(day > 30 for day in days)]
        assert figures[2].value == days[-(-len(days) * 9 // 10) - 1]
