"""Pressing a step's button (按一下): the selected rows, the same planning as the command, one transaction, one message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import xlwings

from automation.core.changes import AppendRow, Change, SetCells
from automation.core.errors import KefubuError, StepRefused
from automation.core.folder import Folder
from automation.core.laid import Laid
from automation.core.live import OpenBooks
from automation.core.reading import SheetData
from automation.core.rows import Row
from automation.core.steps import Ask, Step, asked_column, merged, plan
from automation.core.transactions import Outcome
from automation.core.xlsx.refs import Area, parse_area
from automation.desk import house
from automation.desk.session import Session
from macros import slip as slips
from macros.answers import Without, as_seen, elsewhere, own_column, person_for, typed_answers
from macros.caller import Caller, Unfilled, WrongWorkbook, show

_MOST_ROWS = 50
_MOST_PAGES = 5


class NothingSelected(KefubuError):
    """No row that a button could work on."""


@dataclass
class Press:
    """One press of a step's button on some rows; ``slip`` is the slip it was pressed on, ``extra`` what that says."""

    step: Step
    session: Session
    app: xlwings.App
    rows: Sequence[Row]
    slip: slips.Slip | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def keep_typed(self) -> None:
        """What was typed is on the disk before anything builds upon it."""
        if isinstance(self.session.way, OpenBooks):
            self.session.way.keep_typed(map(self.session.folder.register_path, house.catalogue()))

    def take(self) -> tuple[Sequence[Change], Outcome]:
        """Plan all rows, each on top of those before, and commit them as one. Raises :class:`Unfilled` for what is missing."""
        person = person_for(self.step, self.rows[0], self.session)
        told = [(row, *typed_answers(self.step, row, self.session)) for row in self.rows]
        laid = Laid(Without(self.session, [base for _, _, base in told if not base.key]), house.catalogue())
        desk = replace(self.session.desk(person), source=laid)
        changes: list[Change] = []
        for row, typed, base in told:
            try:
                planned = plan(self.step, base, {**typed, **self.extra}, desk)
            except StepRefused as refusal:
                raise self._unfilled(refusal, row, {**typed, **self.extra}) from refusal
            laid.lay(planned)
            changes += as_seen(planned, row, base)
        done = merged(changes)
        return done, self.session.commit(done, self.step.title, person, self.step.articles)

    def _unfilled(self, refusal: StepRefused, row: Row, answers: Mapping[str, Any]) -> KefubuError:
        """The refusal with the cell in which the answer belongs, if one is missing or wrong."""
        message = str(refusal) if len(self.rows) == 1 else f"第 {row.number} 行（{row.key or '还没有编号'}）：{refusal}什么都没有改。"
        ask = next((ask for ask in self.step.asks if ask.column == refusal.column), None)
        if ask is None:
            return StepRefused(message, refusal.article)
        header = asked_column(self.step, ask, house.catalogue()).header
        if self.slip is not None and (cell := slips.cell_of(self.slip, header)) is not None:
            return Unfilled(message, cell)
        if (column := own_column(self.step, ask)) is not None:
            return Unfilled(message, self._cell(self.step.sheet, row.number, column.name))
        if ask.via and row[ask.via]:
            return self._in_named_row(message, ask, row)
        slips.make(self.app, self.step, row, elsewhere(self.step, row), self.session)
        return StepRefused(f"{message}已经打开一张补填单：在那里填好，再按一次“{self.step.title}”。", refusal.article)

    def _in_named_row(self, message: str, ask: Ask, row: Row) -> KefubuError:
        """The cell in the row of another sheet that this row names."""
        data = self.session.sheet(ask.of)
        found = data.find(str(row[ask.via]))
        cell = self._cell(ask.of, found.number, ask.column) if found is not None else None
        title = house.catalogue().register_of[ask.of].title
        return Unfilled(f"{message}填在《{title}》“{data.title}”{row[ask.via]} 那一行。", cell)

    def _cell(self, sheet: str, number: int, name: str) -> xlwings.Range | None:
        """A cell of a register that is open; None when it isn't, or hasn't got the column."""
        register, data = house.catalogue().register_of[sheet], self.session.sheet(sheet)
        way = self.session.way
        book = way.find(self.session.folder.register_path(register)) if isinstance(way, OpenBooks) else None
        return book.sheets[data.title].range((number, data.columns[name])) if book is not None and name in data.columns else None


def press(name: str, caller: Caller) -> str:
    """Take the step on the selected rows; what was done, in one message."""
    step, said = house.steps()[name], []
    slip = slips.read(caller.book)
    if slip is not None:
        job = _from_slip(step, slip, caller)
    else:
        caller.register      # noqa: B018 (explains what is wrong with the workbook first)
        said = caller.recovered()
        job = Press(step, caller.session, caller.book.app, selected_rows(step, caller))
    job.keep_typed()
    changes, outcome = job.take()
    if slip is not None:
        slips.close(slip)
    for page in outcome.documents[:_MOST_PAGES]:
        show(page)
    return "\n".join([*said, *done(step, job.rows, changes, outcome)])


def _from_slip(step: Step, slip: slips.Slip, caller: Caller) -> Press:
    if slip.step != step.name:
        raise WrongWorkbook(f"这张补填单是给“{house.steps()[slip.step].title}”的；填好后按那个按钮，不要了就关上它。")
    session = Session(Folder.open(slip.folder), caller.now, caller.session_login, OpenBooks(xlwings.apps))
    session.recover()
    data = session.sheet(slip.sheet)
    row = data.find(slip.key) if slip.key else next((row for row in data.rows() if row.number == slip.number), None)
    if row is None:
        raise NothingSelected(f"“{data.title}”里已经没有 {slip.key or f'第 {slip.number} 行'}；请关上补填单，重新选中那一行再按。")
    try:
        extra = slips.answers(slip, step, session)
    except StepRefused as refusal:
        ask = next(ask for ask in step.asks if ask.column == refusal.column)
        raise Unfilled(str(refusal), slips.cell_of(slip, asked_column(step, ask, house.catalogue()).header)) from refusal
    return Press(step, session, caller.book.app, [row], slip, extra)


def selected_rows(step: Step, caller: Caller) -> list[Row]:
    """The entries of the step's sheet that are selected; rows that a filter hides don't count."""
    sheet, title, since = step.sheet, step.title, step.since
    wanted, active = house.catalogue().register_of[sheet], caller.book.sheets.active
    where = f"《{wanted.title}》“{house.catalogue().sheets[sheet].title}”"
    if wanted is not caller.register:
        raise NothingSelected(f"“{title}”办的是{where}里的行，现在打开的是《{caller.register.title}》；"
                              "请打开那一本，选中要办的那一行再按。")
    data = caller.session.sheet(sheet)
    if active.name != data.title:
        raise NothingSelected(f"“{title}”办的是{where}里的行，现在看的是“{active.name}”；请翻到那一张，选中要办的那一行再按。")
    areas = selected_areas(caller.book)
    if "" in since and len(areas) == 1 and data.header_row < areas[0].top == areas[0].bottom and areas[0].top not in data.numbers:
        return [Row(data.sheet, {})]        # a blank line: a new row, of which nothing need be typed
    numbers = [number for number in selected_numbers(caller.book, data) if not active.range((number, 1)).rows.hidden]
    if not numbers:
        raise NothingSelected(f"选中的地方没有登记的行；请在“{data.title}”里选中要办的那一行（不是栏名，也不是空行）再按。")
    if len(numbers) > _MOST_ROWS:
        raise NothingSelected(f"选中了 {len(numbers)} 行，一次最多办 {_MOST_ROWS} 行；请少选几行再按。")
    return [data.row(data.numbers.index(number)) for number in numbers]


def selected_numbers(book: xlwings.Book, data: SheetData) -> list[int]:
    """The numbers of the entries that the selection touches, from the top."""
    areas = selected_areas(book)
    return [number for number in data.numbers if any(area.top <= number <= area.bottom for area in areas)]


def selected_areas(book: xlwings.Book) -> list[Area]:
    """The areas of the selection; none while a picture or the like is selected."""
    selection = book.app.selection
    return [] if selection is None else [parse_area(part.rpartition("!")[2].replace("$", "")) for part in selection.address.split(",")]


def done(step: Step, rows: Sequence[Row], changes: Sequence[Change], outcome: Outcome) -> Iterator[str]:
    """What was done, as the message says it."""
    keys = [row.key for row in rows if row.key]
    count = f"（{len(rows)} 行）" if len(rows) > 1 else ""
    yield f"已办理“{step.title}”{count}{'：' + '、'.join(keys) if keys else ''}。"
    made = [str(key) for change in changes if isinstance(change, SetCells | AppendRow)
            and (key := change.values.get(house.catalogue().sheets[change.sheet].key)) and str(key) not in keys]
    if made:
        yield f"新的编号：{'、'.join(dict.fromkeys(made))}。"
    if outcome.documents:
        yield f"单据 {len(outcome.documents)} 份，已在浏览器里打开。"
    yield from waiting(outcome)


def waiting(outcome: Outcome) -> Iterator[str]:
    """What isn't written yet, and cells that somebody changed meanwhile."""
    for register, why in outcome.pending.items():
        yield f"《{register}》的改动已记下，稍后自动写入（待写入）：{why}"
    for clash in outcome.clashes:
        yield f"{clash.key} 有一格在办理期间被人改过，没有覆盖：现在是“{clash.found}”，本来要写“{clash.wanted}”。请核对。"
