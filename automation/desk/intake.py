"""Taking a form in (收表): its answers understood by the register's columns and planned by the step's own checks. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from automation.core.changes import AppendRow, Change, SetCells
from automation.core.errors import KefubuError, StepRefused
from automation.core.fillable.declare import FillForm
from automation.core.fillable.read import FilledForm, Given, WrongCell
from automation.core.laid import Laid
from automation.core.rows import Row
from automation.core.schema import Column
from automation.core.steps import Desk, Step, merged, plan
from automation.core.values import NotUnderstood, understand
from automation.desk import house
from automation.desk.session import Session


class Unfit(KefubuError):
    """A form that can't be taken in as it is filled; ``wrong`` are the cells to mend."""

    def __init__(self, why: str, wrong: Sequence[WrongCell] = ()) -> None:
        super().__init__(why)
        self.wrong = tuple(wrong)


@dataclass(frozen=True)
class Intake:
    """A form ready to be committed: by whom, the changes, the record it is about, what the office should look at."""

    form: FillForm
    person: str
    changes: Sequence[Change]
    articles: tuple[str, ...]
    subject: str
    remark: str


@dataclass(frozen=True)
class _Task:
    """One step to take: on which row, with which answers, and the cells that they came from."""

    step: Step
    row: Row
    answers: dict[str, Any]
    given: dict[str, Given]

    def touches(self, wrong: Sequence[WrongCell]) -> bool:
        """Whether one of the cells that are wrong already belongs to it."""
        return bool({each.ref for each in wrong} & {each.listed.ref for each in self.given.values()})


def plan_intake(filled: FilledForm, session: Session, person: str | None = None) -> Intake:
    """What taking the form in would change. Raises :class:`Unfit` with every cell that is wrong."""
    information = filled.information
    form = house.forms().get(information.form)
    if form is None or information.version > form.version:
        raise Unfit("这张表不是现在用的表，认不出来；请向市场营销部重新要一份。")
    about = session.find(form.about, information.key) if information.key else None
    if information.key and about is None:
        title = house.catalogue().sheets[form.about].title
        raise Unfit(f"“{title}”里找不到这张表所说的 {information.key}，可能已经移走；请与市场营销部核对。")
    tasks, wrong = _tasks(form, filled, about, session)
    who = person or _filler(form, tasks, session)
    _plan(form, tasks, session.desk(who, dry=True), session, wrong)     # claims no number while something may still be wrong
    changes = _one_of_each(_plan(form, tasks, session.desk(who), session, []))
    remark = "".join(f"“{form.column(name, house.steps(), house.catalogue()).header}”先按“{value}”登记，请核对。"
                     for name, value in form.assumed.items() if any(task.answers.get(name) == value for task in tasks))
    return Intake(form, who, changes, form.articles, information.key, remark)


def _tasks(form: FillForm, filled: FilledForm, about: Row | None, session: Session) -> tuple[list[_Task], list[WrongCell]]:
    step = house.steps()[form.step]
    lines = filled.lines if form.lines else [0]
    if not lines and not form.begins:
        raise Unfit("这张表一行也没有填。")
    wrong: dict[str, WrongCell] = {}
    tasks = []
    if form.begins:
        begins = house.steps()[form.begins]
        tasks.append(_Task(begins, _new(begins), *_answers(form, begins, filled, 0, session, wrong)))
    for line in lines:
        answers, given = _answers(form, step, filled, line, session, wrong)
        on_itself = about is not None and step.sheet == form.about and step.since != ("",)
        tasks.append(_Task(step, about if on_itself else _new(step), answers, given))
    return tasks, list(wrong.values())


def _new(step: Step) -> Row:
    return Row(house.catalogue().sheets[step.sheet], {})


def _answers(form: FillForm, step: Step, filled: FilledForm, line: int, session: Session,
             wrong: dict[str, WrongCell]) -> tuple[dict[str, Any], dict[str, Given]]:
    """The answers of one line, understood; cells that say nothing certain are added to ``wrong``."""
    asked = {ask.column for ask in step.asks} & ({*form.asks} if step.name == form.begins else _asked_in_lines(form, step))
    answers = {name: value for name, value in form.assumed.items() if name in asked}
    given: dict[str, Given] = {}
    for each in filled.answers(line):
        name = form.former.get(each.listed.name, each.listed.name)
        if name not in asked:
            continue
        given[name] = each
        if each.blank:
            continue
        column = form.column(name, house.steps(), house.catalogue())
        value = _understood(each, column, session, filled.date1904, wrong)
        if value is not None:
            answers[name] = value
    return answers, given


def _asked_in_lines(form: FillForm, step: Step) -> set[str]:
    """What a line's step is told: all that the form asks for it, but what is asked for the step before it."""
    return {ask.column for ask in step.asks if form.step_asking(ask.column) == step.name}


def _understood(given: Given, column: Column, session: Session, date1904: bool, wrong: dict[str, WrongCell]) -> Any:
    listed = given.listed
    if given.formula:
        wrong[listed.ref] = WrongCell(listed.ref, listed.header, "这一格是公式", "请直接写内容")
        return None
    meaning = understand(column, given.raw, today=session.now.date(), date1904=date1904)
    if isinstance(meaning, NotUnderstood):
        wrong[listed.ref] = WrongCell(listed.ref, listed.header, meaning.why, meaning.right)
        return None
    return meaning.value


def _filler(form: FillForm, tasks: Sequence[_Task], session: Session) -> str:
    """Who takes the step: the person whom the form names, else someone of the role that answers for it."""
    named = tasks[0].answers.get(form.by)
    if named:
        return named
    people = session.department.people(form.by)
    if not people:
        raise Unfit(f"《基础资料》“人员”里没有{form.by}的人，这张表没有人可以经手；请先登记人员，再收一次。")
    return people[0]


def _plan(form: FillForm, tasks: Sequence[_Task], desk: Desk, session: Session, wrong: list[WrongCell]) -> list[Change]:
    """The changes of all lines and of the step at the end, each planned on what those before it would leave.

    What is wrong in every line is told at once, beside what is in ``wrong`` already; lines that hang on the step before them
    are tried only when it can be taken, the step at the end only when nothing is wrong.
    """
    laid = Laid(session, house.catalogue())
    desk.source = laid
    changes: list[Change] = []
    refusals: list[str] = []
    unfit = list(wrong)
    begins = list(tasks[:1]) if form.begins else []
    lines = tasks[len(begins):]
    for stage in filter(None, (begins, lines, _ending(form, lines))):
        for task in (task for task in stage if not task.touches(unfit)):
            try:
                planned = plan(task.step, task.row, task.answers, desk)
            except StepRefused as refusal:
                _refused(refusal, task, wrong, refusals)
                continue
            laid.lay(planned)
            changes += planned
            if stage is begins:
                _link(form, lines, planned)
        if (wrong or refusals) and not (stage is begins and changes):
            raise Unfit("".join(dict.fromkeys(refusals)) or "有几格填得不对，没有登记。", wrong)
    return changes


def _one_of_each(changes: Sequence[Change]) -> list[Change]:
    """Several changes of one row made one; what is set in a row that is only being added stands in it from the beginning."""
    sheets, result = house.catalogue().sheets, merged(changes)
    for change in [change for change in result if isinstance(change, SetCells)]:
        for place, other in enumerate(result):
            if isinstance(other, AppendRow) and other.sheet == change.sheet and other.values[sheets[other.sheet].key] == change.key:
                result[place] = AppendRow(other.sheet, {**other.values, **change.values})
                result.remove(change)
    return result


def _link(form: FillForm, lines: Sequence[_Task], planned: Sequence[Change]) -> None:
    """The lines name the row that the step before them made."""
    made = next(change for change in planned if isinstance(change, AppendRow))
    for task in lines:
        task.answers[form.link] = made.values[house.catalogue().sheets[made.sheet].key]


def _ending(form: FillForm, tasks: Sequence[_Task]) -> list[_Task]:
    if not form.ends:
        return []
    step, first = house.steps()[form.ends], tasks[0]
    asked = {ask.column for ask in step.asks}
    answers = {name: value for name, value in first.answers.items() if name in asked}
    return [_Task(step, Row(house.catalogue().sheets[step.sheet], {}), answers, first.given)]


def _refused(refusal: StepRefused, task: _Task, wrong: list[WrongCell], refusals: list[str]) -> None:
    """A refusal told at its cell when the form asks for what it is about, else as the reason for all of it."""
    given = task.given.get(refusal.column)
    if given is None:
        refusals.append(str(refusal))
    else:
        wrong.append(WrongCell(given.listed.ref, given.listed.header, str(refusal)))
