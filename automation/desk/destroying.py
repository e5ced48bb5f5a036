"""Destruction carried through (销毁到底): what the register says was destroyed goes from the journal, the backups, the snapshots too.

A step (销毁名簿) empties the register with the manager's approval on record. What the runs before it wrote still lies in the
journal's values, in backups, snapshots and stored forms: this takes it out (:mod:`automation.core.purge`), after the step and
again every night, until it is done. What no program can destroy is named: printed lists and nights' reports that speak of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from automation.core.changes import SetCells
from automation.core.documents import store
from automation.core.journal import PURGE, Entry, Journal
from automation.core.purge import Destroyed, purge
from automation.core.transactions import Order
from automation.core.undo import undone_by
from automation.desk import house
from automation.desk.session import Session

STEP, RECORDS, KEPT, PAPER = "destroy_file", "destructions", "past_firms", "destruction_paper"
"""The paper (销毁审批单) named the company while it waited for approval: it goes as well, and is printed anew."""


@dataclass(frozen=True)
class Gone:
    """A company whose file is destroyed now: its number, what went, and what is to be destroyed by hand."""

    number: str
    destroyed: Destroyed
    by_hand: tuple[Path, ...]

    @property
    def words(self) -> Iterator[str]:
        """What staff are told."""
        what = f"{self.destroyed.changes} 处改动，{len(self.destroyed.files)} 个文件"
        yield f"{self.number} 的资料已从日志、备份、快照和存放的单据里销毁（{what}）。"
        if self.by_hand:
            yield "下面这些里还有这家企业，连同印出的纸张请人工销毁："
            yield from (f"  {path}" for path in self.by_hand)


def carry_through(session: Session) -> list[Gone]:
    """Destroy what is recorded as destroyed and still lies elsewhere; nothing while changes wait, nothing the second time."""
    journal = Journal(session.folder)
    entries = journal.entries()
    title = house.steps()[STEP].title
    over = {key for entry in entries if entry.kind == PURGE for sheet, key in entry.data["rows"] if sheet == KEPT}
    commits = journal.commits()
    undone = undone_by(commits)
    runs = [entry for entry in commits if entry.step == title and entry.run not in undone]
    if not runs or journal.open_runs():
        return []
    return [gone for entry in runs if (gone := _destroy(entry, journal, over, session)) is not None]


def _destroy(entry: Entry, journal: Journal, over: set[str], session: Session) -> Gone | None:
    touched = [change for change in journal.changes(entry.run) if isinstance(change, SetCells)]
    number = next((change.key for change in touched if change.sheet == KEPT), None)
    record = next((session.find(RECORDS, change.key) for change in touched if change.sheet == RECORDS), None)
    if number is None or number in over or record is None:
        return None
    rows = {(change.sheet, change.key) for change in touched if change.sheet != RECORDS}
    rows |= {(name, number) for name in ("firms", "firm_list", "paused_firms", KEPT)} | {("", record.key)}
    order = Order(f"{entry.step} {number}", entry.person, entry.login, session.now, tuple(entry.data["articles"]))
    destroyed = purge(session.folder, house.catalogue(), rows, order, record.decided_by or "")
    store(session.folder.documents, session.desk(entry.person, dry=True).print(PAPER, record))
    return Gone(number, destroyed, (*destroyed.by_hand, *_lists(number, session)))


def _lists(number: str, session: Session) -> list[Path]:
    """Stored lists that name the company among others, but for the paper of the destruction itself."""
    place = session.folder.documents / house.catalogue().register_of[KEPT].title
    forms = (path for path in place.rglob("*.html") if not path.name.startswith(house.documents()[PAPER].title))
    return sorted(path for path in forms if number.encode() in path.read_bytes())
