"""The slip (补填单): what a step asks and no cell of its row holds, laid out in a small workbook of its own.

The button makes it, somebody fills it and presses the same button again; then it is closed. Nobody saves it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlwings

from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import choices_of
from automation.core.steps import Ask, Step, asked_column
from automation.core.values import NotUnderstood, understand
from automation.desk import house
from automation.desk.session import Session

_MARK, _META = "kefubu-slip", 26
_FIRST = 5
_WHEN = {"now": "不填就是现在", "person": "不填就是经手人"}


@dataclass(frozen=True)
class Slip:
    """A filled slip: for which step, which row of which department; ``number`` is where the row stood."""

    book: xlwings.Book
    step: str
    folder: Path
    sheet: str
    key: str
    number: int


def make(app: xlwings.App, step: Step, row: Row, asks: Sequence[Ask], session: Session) -> None:
    """Open a slip and select its first cell."""
    sheet = app.books.add().sheets[0]
    meta = (_MARK, step.name, str(session.folder.root), row.sheet.name, row.key, str(row.number))
    sheet.range((1, 2), (_FIRST + len(asks), 2)).number_format = "@"
    sheet.range((1, _META), (len(meta), _META)).number_format = "@"
    sheet.range((1, _META), (len(meta), _META)).value = [[text] for text in meta]
    sheet.range((1, 1)).value = f"补填单：{step.title}　{row.key or f'第 {row.number} 行'}"
    sheet.range((2, 1)).value = f"在“填这里”一栏填好，再按一次“{step.title}”。这一页不用存盘。"
    sheet.range((_FIRST - 1, 1), (_FIRST - 1, 3)).value = [["要填的栏", "填这里", "说明"]]
    for number, ask in enumerate(asks, _FIRST):
        sheet.range((number, 1)).value = asked_column(step, ask, house.catalogue()).header
        sheet.range((number, 3)).value = _note(step, ask, session)
    sheet.autofit("c")
    sheet.range((_FIRST, 2)).select()


def _note(step: Step, ask: Ask, session: Session) -> str:
    column = asked_column(step, ask, house.catalogue())
    default = _WHEN.get(ask.default, f"不填就是“{ask.default}”") if ask.default is not None else "" if not ask.required else "必填"
    choices = choices_of(column, session.department)
    return "；".join(filter(None, (default, "、".join(choices)[:200] if choices else column.kind.value, column.note.rstrip("。"))))


def read(book: xlwings.Book) -> Slip | None:
    """The slip that a workbook is; None for any other workbook."""
    sheet = book.sheets[0]
    if sheet.range((1, _META)).value != _MARK:
        return None
    _, step, folder, name, key, number = (str(value or "") for value in sheet.range((1, _META), (6, _META)).value)
    return Slip(book, step, Path(folder), name, key, int(number))


def answers(slip: Slip, step: Step, session: Session) -> dict[str, Any]:
    """What was filled in. Raises :class:`StepRefused` with the column for a cell that isn't understood."""
    by_header = {asked_column(step, ask, house.catalogue()).header: ask for ask in step.asks}
    found = {}
    for header, value in slip.book.sheets[0].range((_FIRST, 1), (_FIRST + len(step.asks), 2)).value:
        if header not in by_header or value is None:
            continue
        column = asked_column(step, by_header[header], house.catalogue())
        meaning = understand(column, value, today=session.now.date())
        if isinstance(meaning, NotUnderstood):
            raise StepRefused(f"“{header}”{meaning.why}。{meaning.right}。", column.article, by_header[header].column)
        if meaning.value is not None:
            found[by_header[header].column] = meaning.value
    return found


def cell_of(slip: Slip, header: str) -> xlwings.Range | None:
    """Where a column is filled in on a slip."""
    sheet = slip.book.sheets[0]
    for number, value in enumerate(sheet.range((_FIRST, 1), (_FIRST + 40, 1)).value, _FIRST):
        if value == header:
            return sheet.range((number, 2))
    return None


def close(slip: Slip) -> None:
    """Close it without asking whether to save it."""
    with slip.book.app.properties(display_alerts=False):
        slip.book.close()
