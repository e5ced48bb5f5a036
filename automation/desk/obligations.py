"""What is due in the whole house (该办的事): every slice's obligations collected, as the night's report and papers show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from automation.core.changes import WriteDocument
from automation.core.department import Department
from automation.core.documents import render
from automation.core.obligations import Due, Obligation
from automation.core.rows import Row
from automation.core.steps import Desk
from automation.desk import house
from automation.desk.gather import Gathered
from automation.desk.report import Section, Tile


@dataclass(frozen=True)
class Owed:
    """An obligation and what is due of it tonight; ``unreadable`` are the registers that it can't be told without."""

    obligation: Obligation
    due: Due
    unreadable: tuple[str, ...] = ()


def owed(gathered: Gathered) -> list[Owed]:
    """Everything due at the department's moment, in the order of the slices and their tables."""
    desk = night_desk(gathered, gathered.department)
    found = []
    for obligation in house.obligations():
        unreadable = _unreadable(obligation.needs, gathered)
        found.append(Owed(obligation, Due() if unreadable else obligation.find(desk), unreadable))
    return found


def papers(found: Sequence[Owed]) -> list[WriteDocument]:
    """The forms to print, in the same order."""
    return [paper for each in found for paper in each.due.papers]


def sections(found: Sequence[Owed]) -> list[Section]:
    """The lists of the report; a list that couldn't be made says which register couldn't be read."""
    return [Section(each.obligation.title, _note(each), each.obligation.headers, each.due.lines,
                    f"《{'》《'.join(each.unreadable)}》读不出来，今晚列不出。" if each.unreadable else "没有。") for each in found]


def tiles(gathered: Gathered) -> list[Tile]:
    """The large figures beside those of the findings; those of a register that couldn't be read are left out."""
    desk = night_desk(gathered, gathered.department)
    counted = [(glance.title, glance.count(desk)) for glance in house.glances() if not _unreadable(glance.needs, gathered)]
    return [Tile(title, str(figure), note) for title, (figure, note) in counted]


def night_desk(gathered: Gathered, department: Department) -> Desk:
    """The registers as a night sees them: nobody works, no number is claimed, forms are printed."""
    return Desk(house.catalogue(), department, gathered, "", "", _no_numbers, _render)


def _note(each: Owed) -> str:
    articles = house.articles()
    return f"{each.obligation.note.removesuffix('。')}（{'、'.join(articles[id].place for id in each.obligation.articles)}）。"


def _unreadable(needs: Sequence[str], gathered: Gathered) -> tuple[str, ...]:
    catalogue = house.catalogue()
    return tuple(dict.fromkeys(catalogue.register_of[name].title for name in needs if name not in gathered.books.data))


def _render(document: str, row: Row, desk: Desk) -> WriteDocument:
    return render(house.documents()[document], row, desk)


def _no_numbers(prefix: str) -> str:
    return f"{prefix}（夜间不编号）"
