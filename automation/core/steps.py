"""Steps (办理事项): one move in a workflow, declared in one table.

A step says which states it leads from and to, who may do it, what must be known, which forms it prints; its function
plans the changes and touches nothing. The ribbon, the command line, the state diagram and the docs come from the same
table. This module and all slices' ``steps`` stay free of pandas: a button answers in about a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from automation.core.changes import AppendRow, Change, SetCells, WriteDocument
from automation.core.department import Department
from automation.core.errors import StepRefused
from automation.core.rows import FAR, Row
from automation.core.schema import Catalogue, Column, Kind, Owner, Sheet
from automation.core.step_checks import check_dates, check_value


class Source(Protocol):
    """Where rows are looked up: the registers as read, with what is committed but not yet written laid over them."""

    def find(self, sheet: str, key: str) -> Row | None:
        """The row with this key, or None."""
    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        """The rows that hold these values, in the order of the sheet."""


@dataclass
class Desk:
    """What a step may see and ask for: the registers, the department, the moment, who is working, new numbers, forms.

    ``claim(prefix)`` gives the next free number; ``render(document, row, desk)`` the printed form.
    """

    catalogue: Catalogue
    department: Department
    source: Source
    person: str
    login: str
    claim: Callable[[str], str]
    render: Callable[[str, Row, Desk], WriteDocument]

    @property
    def now(self) -> datetime:
        """The moment of the step, local time."""
        return self.department.now

    def find(self, sheet: str, key: str | None) -> Row | None:
        """The row of a sheet with this key; None when the key is blank or unknown."""
        return self.source.find(sheet, key) if key else None

    def trace(self, sheet: str, key: str | None) -> Row | None:
        """The row of a sheet with this key, there or where its rows are kept later."""
        return traced(self.source, self.catalogue.sheets[sheet], key) if key else None

    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        """The rows of a sheet that hold these values."""
        return self.source.where(sheet, **values)

    def need(self, sheet: str, key: str | None, article: str) -> Row:
        """The row with this key; refused with the article when there is none."""
        row = self.find(sheet, key)
        if row is None:
            title = self.catalogue.sheets[sheet].title
            raise StepRefused(f"“{title}”里找不到编号{key or '（空白）'}，请先核对编号或补登。", article)
        return row

    def number(self, sheet: str) -> str:
        """A new number for a sheet's key."""
        return self.claim(self.catalogue.sheets[sheet].number)

    def new(self, sheet: str, **values: Any) -> Row:
        """A new row (not yet written) with its number and its computed columns."""
        declared = self.catalogue.sheets[sheet]
        if declared.key not in values:
            values = {declared.key: self.number(sheet)} | values
        return self.after(Row(declared, {}), **values)

    def after(self, row: Row, **values: Any) -> Row:
        """The row as it will be with these values, computed columns reckoned anew."""
        changed = dict(row) | values
        for column in row.sheet.columns:
            if column.formula:
                changed[column.name] = column.formula.compute(changed, self.department)
        return row.but(**changed)

    def put(self, row: Row, new: Row) -> Change:
        """The change that makes ``row`` into ``new``: cells of its line, or a line at the end when it has none yet."""
        values = {name: value for name, value in new.items()
                  if value != row[name] and new.sheet[name].formula is None}
        if row.number:
            return row.set(**values)
        return append(new)

    def ahead(self, *made: Row | AppendRow) -> Desk:
        """This desk as it will be when these rows stand in their registers; forms printed by a step look them up."""
        rows = [self.after(Row(self.catalogue.sheets[row.sheet], {}), **row.values) if isinstance(row, AppendRow) else row
                for row in made]
        return replace(self, source=_Ahead(self.source, {(row.sheet.name, row.key): row for row in rows}))

    def print(self, document: str, row: Row) -> WriteDocument:
        """The printed form of a row."""
        return self.render(document, row, self)


def traced(source: Source, sheet: Sheet, key: str) -> Row | None:
    """The row with this key in a sheet, or in one of those where its rows are kept later."""
    return next((row for name in (sheet.name, *sheet.kept) if (row := source.find(name, key)) is not None), None)


@dataclass(frozen=True)
class _Ahead:
    """A source with rows laid over it that aren't written yet, by sheet and key."""

    source: Source
    rows: Mapping[tuple[str, str], Row]

    def find(self, sheet: str, key: str) -> Row | None:
        return self.rows.get((sheet, key)) or self.source.find(sheet, key)

    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        mine = {key: row for (name, key), row in self.rows.items() if name == sheet}
        stay = [row for row in self.source.where(sheet, **values) if row.key not in mine]
        return stay + [row for row in mine.values() if all(row[name] == value for name, value in values.items())]


def append(row: Row) -> AppendRow:
    """The change that adds this row; computed columns are reckoned by the writer."""
    return AppendRow(row.sheet.name, {name: value for name, value in row.items()
                                      if value is not None and row.sheet[name].formula is None})


@dataclass(frozen=True)
class Ask:
    """Something that must be known for a step: a column of its sheet, or of another one (``of``).

    It may be answered on the command line, or stand in the row already when staff type that column; for a column
    ``of`` another sheet it may stand in that sheet's row which the column ``via`` of this row names. ``default`` is used
    when it is neither: ``"now"`` (the moment of the step, or its day), ``"person"`` (who does it), or a fixed value.
    """

    column: str
    required: bool = True
    default: Any = None
    of: str = ""
    via: str = ""


Answers = Mapping[str, Any]
Planner = Callable[[Row, Desk, Answers], Iterable[Change]]


@dataclass(frozen=True)
class Step:
    """A declared step. ``since`` are the states it leads from ("" = a row without a number yet), ``to`` where it leads.

    ``to`` "" means that the state stays; ``or_to`` are other states that the answers may lead to instead. ``icon`` is
    one of Office's own images; ``tip`` what the button says; ``often``: its button is one of the register's large ones.
    """

    name: str
    title: str
    articles: tuple[str, ...]
    sheet: str
    since: tuple[str, ...]
    to: str
    roles: tuple[str, ...]
    planner: Planner
    asks: tuple[Ask, ...] = ()
    prints: tuple[str, ...] = ()
    icon: str = "FileNew"
    or_to: tuple[str, ...] = ()
    often: bool = False

    @property
    def edges(self) -> Iterator[tuple[str, str]]:
        """The step's arrows in the state diagram: from a state to a state."""
        for since in self.since:
            if not self.to and since:
                yield since, since
            else:
                yield from ((since, to) for to in (self.to, *self.or_to) if to)

    @property
    def tip(self) -> str:
        """One Chinese sentence: what the step does."""
        return (self.planner.__doc__ or "").strip().split("\n")[0]


@dataclass
class Steps:
    """The steps of one regulation, in the order they were declared."""

    _steps: list[Step] = field(default_factory=list)

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps)

    def step(self, title: str, articles: str, *, sheet: str, since: tuple[str, ...], to: str, roles: tuple[str, ...],
             asks: tuple[Ask, ...] = (), prints: tuple[str, ...] = (), icon: str = "FileNew",
             or_to: tuple[str, ...] = (), often: bool = False) -> Callable[[Planner], Step]:
        """Declare a step: the decorated planner becomes a :class:`Step` named like the function."""
        def declare(planner: Planner) -> Step:
            declared = Step(planner.__name__, title, tuple(articles.split()), sheet, since, to, roles, planner, asks,
                            prints, icon, or_to, often)
            self._steps.append(declared)
            return declared
        return declare


def plan(step: Step, row: Row, answers: Answers, desk: Desk) -> list[Change]:
    """What the step would change. Pure but for the numbers it claims.

    Raises :class:`~automation.core.errors.StepRefused` for a wrong role, a wrong state, something that isn't known or
    doesn't fit its column, and for dates in the future or out of order.
    """
    _check_role(step, desk)
    _check_state(step, row)
    _check_answers(step, answers, desk)
    known = {ask.column: _answer(step, ask, row, answers, desk) for ask in step.asks}
    own = {ask.column: known[ask.column] for ask in step.asks if not ask.of and known[ask.column] is not None}
    check_dates(row.but(**own), own, desk.now)      # before a number is claimed
    changes = merged(step.planner(row, desk, known))
    for change in changes:
        _check_change(change, row, desk)
    return changes


def merged(changes: Iterable[Change]) -> list[Change]:
    """Changes of the same row made one, in the order in which rows were first touched."""
    result: list[Change] = []
    places: dict[tuple[str, str, int], int] = {}
    for change in changes:
        if not isinstance(change, SetCells):
            result.append(change)
            continue
        place = (change.sheet, change.key, change.row)
        if place in places:
            first = result[places[place]]
            assert isinstance(first, SetCells)
            change = SetCells(change.sheet, change.key, {**first.values, **change.values},
                              {**change.seen, **first.seen}, change.row, first.beside)
            result[places[place]] = change
        elif change.values:
            places[place] = len(result)
            result.append(change)
    return result


def state_of(row: Row) -> str:
    """The state a row is in, "" for a row without a number; sheets without a state column have one state, 已登记."""
    if not row.key:
        return ""
    if "state" not in row.sheet.by_name:
        return "已登记"
    return row.sheet["state"].formula.compute(row, None) or ""


def asked_column(step: Step, ask: Ask, catalogue: Catalogue) -> Column:
    """The column an answer belongs to."""
    return catalogue.sheets[ask.of or step.sheet][ask.column]


def _check_role(step: Step, desk: Desk) -> None:
    roles = desk.department.roles.get(desk.person, frozenset())
    if not roles & set(step.roles):
        raise StepRefused(f"“{step.title}”由{'、'.join(step.roles)}办理，{desk.person or '当前登录的人'}没有这个职务。"
                          "请换有权办理的人，或在《基础资料》里改正职务。", step.articles[0])


def _check_place(key: str, number: int) -> None:
    if number >= FAR:
        raise StepRefused(f"{key} 已经归档，只能查看，不能再办理；确实要接着办的，请把那一行从存档抄回登记簿。", "DQ")


def _check_state(step: Step, row: Row) -> None:
    _check_place(row.key, row.number)
    state = state_of(row)
    if state not in step.since:
        allowed = "、".join(each or "尚未编号的行" for each in step.since)
        raise StepRefused(f"{row.key or '这一行'}现在是“{state or '尚未编号'}”，不能办理“{step.title}”；"
                          f"要先到“{allowed}”才能办。", step.articles[0])


def _check_answers(step: Step, answers: Answers, desk: Desk) -> None:
    columns = desk.catalogue.sheets[step.sheet].by_name
    for name in sorted(answers.keys() - {ask.column for ask in step.asks}):
        header = columns[name].header if name in columns else name
        raise StepRefused(f"办理“{step.title}”用不到“{header}”，请去掉这一项再办。", step.articles[0], name)


def _check_change(change: Change, row: Row, desk: Desk) -> None:
    if isinstance(change, AppendRow):
        check_dates(Row(desk.catalogue.sheets[change.sheet], change.values), change.values, desk.now)
    elif isinstance(change, SetCells):
        _check_place(change.key, change.row)
        here = change.sheet == row.sheet.name and change.key == row.key
        before = row if here else desk.need(change.sheet, change.key, "DQ")
        check_dates(before.but(**change.values), change.values, desk.now)


def _answer(step: Step, ask: Ask, row: Row, answers: Answers, desk: Desk) -> Any:
    column = asked_column(step, ask, desk.catalogue)
    value = answers.get(ask.column)
    if value is None and column.owner is Owner.STAFF:
        typed = desk.find(ask.of, answers.get(ask.via) or row[ask.via]) if ask.via else None if ask.of else row
        value = None if typed is None else typed[ask.column]
    if value is None:
        moment = desk.now.date() if column.kind is Kind.DATE else desk.now
        value = {"now": moment, "person": desk.person}.get(ask.default, ask.default)
    if value is None and ask.required:
        raise StepRefused(f"办理“{step.title}”要先填“{column.header}”。{column.note}", column.article, ask.column)
    check_value(column, value, desk.department)
    return value
