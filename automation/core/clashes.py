"""Clashes (两个值): cells that somebody changed by hand between commit and write. They stay open until somebody decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from automation.core.changes import ArchiveRow, Change, Clash, WriteDocument
from automation.core.encoding import decode_clash
from automation.core.folder import Folder
from automation.core.journal import APPLIED, COMMIT, Entry, Journal

DECIDED = "decided"
"""The kind of a journal entry: somebody decided that what stands in the cell now is right."""


@dataclass(frozen=True)
class OpenClash:
    """A clash nobody has decided yet, and the run that wanted to write the cell (its person, step and moment)."""

    commit: Entry
    clash: Clash

    @property
    def place(self) -> list[str]:
        """What names it in the journal."""
        return [self.commit.run, self.clash.sheet, self.clash.key, self.clash.column]


def open_clashes(folder: Folder) -> list[OpenClash]:
    """All clashes since which neither a recorded run has written the cell nor anybody decided; in order."""
    journal = Journal(folder)
    entries = journal.entries()
    commits = {entry.run: entry for entry in entries if entry.kind == COMMIT}
    decided = [entry.data["clash"] for entry in entries if entry.kind == DECIDED]
    found = []
    for entry in entries:
        if entry.kind == APPLIED and "values" in entry.data and entry.run in commits:
            later = [other for other in commits.values() if other.number > entry.number]
            for clash in _clashes(journal, entry):
                open_clash = OpenClash(commits[entry.run], clash)
                if open_clash.place not in decided and not _written(journal, later, clash):
                    found.append(open_clash)
    return found


def keep_as_it_is(journal: Journal, clash: OpenClash, person: str, login: str, when: datetime) -> None:
    """Note that what stands in the cell is right. Only the holder of the folder's lock may."""
    journal.append(DECIDED, clash.commit.run, when, person=person, login=login, step="裁定", data={"clash": clash.place})


def _clashes(journal: Journal, entry: Entry) -> Iterator[Clash]:
    return (decode_clash(item) for item in journal.values.read(entry.data["values"]) if item is not None)


def _written(journal: Journal, later: Iterable[Entry], clash: Clash) -> bool:
    return any(_writes(change, clash) for entry in later for change in journal.changes(entry.run))


def _writes(change: Change, clash: Clash) -> bool:
    if isinstance(change, WriteDocument) or change.sheet != clash.sheet:
        return False
    if isinstance(change, ArchiveRow):
        return change.key == clash.key
    return clash.column in change.values and clash.key in (getattr(change, "key", ""), *map(str, change.values.values()))
