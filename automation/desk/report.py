"""The night's report (检查报告) as one HTML page: figures first, then findings by article; it prints well on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from automation.core.articles import Articles
from automation.core.documents import environment
from automation.core.findings import Finding, Severity
from automation.core.statistics import Figures, Statistic
from automation.desk.checking import by_article, by_person, count


@dataclass(frozen=True)
class Tile:
    """One of the large figures on top: what it counts, the figure, a word below it, and its tone."""

    title: str
    figure: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """A list of the report beside the findings: tomorrow's dispatch, contracts that end, cards that are due."""

    title: str
    note: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str = "没有。"      # what stands there when there are no rows


def report(found: Sequence[Finding], figures: Sequence[tuple[Statistic, Figures]], sections: Sequence[Section],
           tiles: Sequence[Tile], articles: Articles, read_at: datetime, company: str,
           forms: Sequence[tuple[str, str]] = ()) -> str:
    """The page; ``forms`` are the night's forms (name, link). Same findings and figures, same text."""
    return environment().get_template("desk/report.html").render(
        company=company, read_at=read_at, tiles=[*_finding_tiles(found), *tiles], sections=sections,
        people=[(person, items, _share(len(items), found)) for person, items in by_person(found).items()],
        articles=[(article, articles.title(article), items) for article, items in by_article(found).items()],
        figures=[(statistic, shown_rows(made), bars(made)) for statistic, made in figures],
        workbooks="../../", total=len(found), forms=forms)


def _finding_tiles(found: Sequence[Finding]) -> list[Tile]:
    return [Tile("违反条文", str(count(found, Severity.BREACH)), "项", "red" if count(found, Severity.BREACH) else "green"),
            Tile("资料有误", str(count(found, Severity.DATA)), "项", "amber" if count(found, Severity.DATA) else "green"),
            Tile("提示", str(count(found, Severity.NOTICE)), "项")]


def _share(part: int, found: Sequence[Finding]) -> float:
    return 100 * part / max(1, max(map(len, by_person(found).values()), default=1))


def shown_rows(made: Figures) -> tuple[list[str], list[list[str]]]:
    """A table's headers and its cells as text."""
    columns = [str(column) for column in made.table.columns]
    rows = [[shown(value, column in made.percent) for column, value in zip(columns, line, strict=True)]
            for line in made.table.itertuples(index=False)]
    return columns, rows


def shown(value: Any, percent: bool = False) -> str:
    """A figure as text: shares as percentages, a dash for what can't be reckoned."""
    if value is None or pd.isna(value):
        return "—"
    if percent:
        return f"{100 * float(value):.1f}%"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value)


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: name, text at its end, length in percent of the longest."""

    name: str
    text: str
    length: float


def bars(made: Figures) -> list[Bar]:
    """The bars of the column that the figures want drawn; none when they want no chart."""
    if not made.shown:
        return []
    names = made.table.iloc[:, 0].astype(str)
    if made.table.shape[1] > 1 and made.table.columns[1] == "月份":
        names = names + " " + made.table.iloc[:, 1].astype(str)
    values = made.table[made.shown].astype("float64")
    longest = 1.0 if made.shown in made.percent else max(values.max(skipna=True), 1e-9)
    return [Bar(name, shown(value, made.shown in made.percent), 0 if pd.isna(value) else max(0.0, 100 * value / longest))
            for name, value in zip(names, values, strict=True)]


def write(path: Path, page: str) -> None:
    """Put the page where the department looks for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf8")
