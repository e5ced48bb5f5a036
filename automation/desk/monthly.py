"""Monthly statistics in the folder (月度统计表): made, kept beside their figures, and compared with the registers afterwards.

A month lies where the slice's other papers of that month do: workbook, page and the figures as JSON. Once the sales manager
has checked them they are never overwritten: what the registers say now is written beside them, with the figures that differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from automation.core.findings import Finding, Severity
from automation.core.folder import Folder
from automation.core.monthly import Difference, MonthlyStatistics, Report, as_json, differences, month_of
from automation.core.rows import Row
from automation.desk import house
from automation.desk.gather import Gathered

COMPARED = 12
"""How many of the checked months a night compares with the registers, the latest first."""
_NAMED = 3
"""How many differing figures a finding names; the report lists all."""
LAST_DAY = 5
"""The last day of the next month on which a night makes them by itself."""


@dataclass(frozen=True)
class Made:
    """What became of a month: the files, whether they are the checked ones left as they were, and what differs from those."""

    month: str
    files: Sequence[Path]
    digest: str
    checked: bool = False
    different: Sequence[Difference] = ()


@dataclass(frozen=True)
class Changed:
    """A checked month whose figures the registers no longer give."""

    statistics: MonthlyStatistics
    row: Row
    different: Sequence[Difference]


def place(folder: Folder, statistics: MonthlyStatistics, month: str) -> Path:
    """The folder of a month's files; ``month`` with the part that they are about, as everywhere here."""
    return folder.documents / house.catalogue().register_of[statistics.sheet].title / month[:7]


def figures_file(folder: Folder, statistics: MonthlyStatistics, month: str) -> Path:
    """Where a month's figures are kept."""
    return place(folder, statistics, month) / f"{statistics.title}-{month}.json"


def make(folder: Folder, statistics: MonthlyStatistics, gathered: Gathered, month: str) -> Made:
    """Make a month's files; checked ones stay, and what differs lies beside them."""
    report = statistics.reckon(gathered.books, month)
    row = gathered.find(statistics.sheet, month)
    kept = figures_file(folder, statistics, month)
    if row is None or row.checked_at is None or not kept.exists():
        return Made(month, _write(folder, statistics, report), digest(as_json(report)))
    text = kept.read_text(encoding="utf8")
    different = differences(text, report)
    files = _write(folder, statistics, report, "（现在）") if different else [kept.with_suffix(end) for end in (".xlsx", ".html", ".json")]
    return Made(month, files, digest(text), True, different)


def make_missing(folder: Folder, gathered: Gathered) -> list[Made]:
    """What a night of the first five days makes of the month before, for as long as nobody has filed it."""
    today = gathered.department.now.date()
    if today.day > LAST_DAY:
        return []
    month = month_of(today, -1)
    return [make(folder, each, gathered, key) for each in house.monthly() if _readable(each, gathered)
            for key in each.keys(gathered.books, month) if gathered.find(each.sheet, key) is None]


def changed(folder: Folder, gathered: Gathered) -> list[Changed]:
    """The checked months of which the registers now give other figures."""
    found = []
    for statistics in house.monthly():
        if not _readable(statistics, gathered):
            continue
        for row in _checked(folder, statistics, gathered):
            kept = figures_file(folder, statistics, row.key).read_text(encoding="utf8")
            if different := differences(kept, statistics.reckon(gathered.books, row.key)):
                found.append(Changed(statistics, row, different))
    return found


def findings(folder: Folder, gathered: Gathered, changes: Sequence[Changed]) -> list[Finding]:
    """A finding for each checked month that changed, and for each whose kept figures aren't those that were filed."""
    found = []
    for change in changes:
        named = "；".join(str(each) for each in change.different[:_NAMED])
        more = f" 等 {len(change.different)} 个数字" if len(change.different) > _NAMED else ""
        said = f"{change.row.key} 的{change.statistics.title}审核以后，登记簿又改动过：{named}{more}"
        found.append(_finding(change.statistics, change.row, "checked_at", gathered, said, "核对改动的行；确实要改的重新填报，再送审核"))
    for statistics in house.monthly():
        for row in _checked(folder, statistics, gathered):
            filed = digest(figures_file(folder, statistics, row.key).read_text(encoding="utf8"))
            if row.digest and row.digest != filed:
                found.append(_finding(statistics, row, "digest", gathered, f"{row.key} 保存的统计数据和填报时的不同",
                                      "从备份里找回填报时的文件，或重新填报，再送审核"))
    return found


def digest(text: str) -> str:
    """The mark by which figures are known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _checked(folder: Folder, statistics: MonthlyStatistics, gathered: Gathered) -> Iterator[Row]:
    rows = sorted((row for row in gathered.where(statistics.sheet) if row.key and row.checked_at), key=lambda row: row.key, reverse=True)
    return (row for row in rows[:COMPARED] if figures_file(folder, statistics, row.key).exists())


def _readable(statistics: MonthlyStatistics, gathered: Gathered) -> bool:
    return all(sheet in gathered.books.data for sheet in statistics.needs)


def _finding(statistics: MonthlyStatistics, row: Row, column: str, gathered: Gathered, message: str, right: str) -> Finding:
    register = house.catalogue().register_of[statistics.sheet]
    data = gathered.books.data[statistics.sheet]
    index = next(index for index, each in enumerate(data.rows()) if each.key == row.key)
    person = row.made_by or gathered.department.answering(register.keeper)
    return Finding(statistics.article, data.workbook(index) or register.filename, data.title, data.address(index, column), row.key,
                   f"{statistics.article} 统计已变", message, right, person, Severity.DATA)


def _write(folder: Folder, statistics: MonthlyStatistics, report: Report, mark: str = "") -> list[Path]:
    """The workbook, the page and last the figures, each replaced whole: figures that lie there have their files."""
    where, name = place(folder, statistics, report.month), f"{statistics.title}-{report.month}{mark}"
    contents = {".xlsx": statistics.workbook(report), ".html": statistics.page(report, f"{name}.xlsx").encode(),
                ".json": as_json(report).encode()}
    where.mkdir(parents=True, exist_ok=True)
    for end, content in contents.items():
        aside = where / f"{name}{end}.写入中"
        aside.write_bytes(content)
        aside.replace(where / f"{name}{end}")
    return [where / f"{name}{end}" for end in contents]
