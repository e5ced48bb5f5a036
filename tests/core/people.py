"""People at one department's folder at the same time, each a process: clerks taking steps, somebody who keeps a workbook open."""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from automation.core import transactions
from automation.core.changes import AppendRow, Change, SetCells, WriteDocument
from automation.core.errors import Conflict
from automation.core.folder import Folder
from automation.core.journal import APPLIED, Journal
from automation.core.journal_check import verify
from automation.core.numbers import claim
from automation.core.reader import RegisterData, read_register
from automation.core.rows import Row
from automation.core.schema import Catalogue, Column, Kind, Owner, Register, Sheet
from automation.core.transactions import Order
from automation.core.waiting import overlay, pending
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.files import Fingerprint
from automation.core.xlsx.refs import cell_ref
from tests.core.sample_registers import NOW, built, department

JOBS = Sheet("jobs", "活计", "job_no", number="HJ", columns=(
    Column("job_no", "编号", owner=Owner.STEP, unique=True), Column("who", "经手人"), Column("times", "次数", Kind.COUNT, owner=Owner.STEP),
    Column("hand", "手写")))
LINES = Sheet("lines", "明细", "line_no", number="MX", columns=(
    Column("line_no", "编号", owner=Owner.STEP, unique=True), Column("job_no", "活计"), Column("who", "经手人")))
JOBS_REGISTER, LINES_REGISTER = Register("jobs_book", "活计簿", (JOBS,)), Register("lines_book", "明细簿", (LINES,))
HOUSE = Catalogue((JOBS_REGISTER, LINES_REGISTER))


def founded(root: Path) -> Folder:
    """A folder with three jobs to count on."""
    folder = Folder.create(root)
    for register in HOUSE:
        folder.register_path(register).write_bytes(built(register))
    rows = [AppendRow("jobs", {"job_no": claim(folder, "HJ", NOW.date()), "times": 0, "who": "开头"}) for _ in range(3)]
    transactions.commit(folder, HOUSE, rows, Order("开头", "开头", "", NOW), department())
    return folder


@dataclass
class Clerk:
    """Takes steps; her computer's clock is ``late`` minutes behind."""

    folder: Folder
    name: str
    late: int
    seed: int

    def work(self, steps: int, heard: Any) -> None:
        """So many steps, told to ``heard`` as they are taken: the run, what it added, what it counted up, what waits."""
        chance = random.Random(self.seed)
        for number in range(steps):
            now = NOW + timedelta(seconds=number) - timedelta(minutes=self.late)
            if number % 7 == 0:
                heard.put(("recovered", transactions.recover(self.folder, HOUSE, department(), now).applied))
            while (told := self._step(chance, now)) is None:
                pass
            heard.put(told)

    def _step(self, chance: random.Random, now: datetime) -> tuple[str, ...] | None:
        rows = list(self._seen(JOBS_REGISTER).sheets["jobs"].rows())
        row, line = chance.choice(rows[:3]), claim(self.folder, "MX", now.date())
        changes: list[Change] = [row.set(times=row.times + 1, who=self.name),
                                 AppendRow("lines", {"line_no": line, "job_no": row.key, "who": self.name}),
                                 WriteDocument(f"明细簿/{line}.html", f"<p>{line} {self.name}</p>")]
        if chance.random() < 0.2:
            changes.append(AppendRow("jobs", {"job_no": claim(self.folder, "HJ", now.date()), "who": self.name, "times": 0}))
        try:
            outcome = transactions.commit(self.folder, HOUSE, changes, Order("记一次", self.name, self.name, now), department())
        except Conflict:
            return None
        return ("done", outcome.run, line, row.key, ",".join(outcome.pending))

    def _seen(self, register: Register) -> RegisterData:
        waits = pending(self.folder, HOUSE)
        data = read_register(self.folder.register_path(register), register)
        return overlay(data, waits.get(register.name, ()), department())


def keep_open(folder: Folder, register: Register, seconds: float, rounds: int, heard: Any) -> None:
    """Somebody opens a workbook, types into a column of her own, saves, and closes it, again and again.

    As in Excel: the owner file lies there all the while, and what was loaded is what is saved.
    """
    path = folder.register_path(register)
    owner, column = path.with_name(f"~${path.name}"), len(JOBS.columns)
    for number in range(rounds):
        owner.write_bytes(bytes([6]) + "钱进".encode("gbk"))
        _let_writers_end(path)
        book = Workbook.open(path)
        time.sleep(seconds)
        text = f"手写{number}"
        book.set_cells("活计", {cell_ref(2 + number % 3, column): Cell(text)})
        aside = path.with_name("钱进的临时文件")
        aside.write_bytes(book.to_bytes())
        assert Fingerprint.of(path.read_bytes()).sha256 == book.sha256, "written while it was open"
        os.replace(aside, path)
        heard.put(("typed", number % 3, text))
        owner.unlink()
        time.sleep(seconds)


def _let_writers_end(path: Path) -> None:
    """A writer that looked before the owner file lay there may still replace the workbook; Excel would keep it out."""
    while True:
        before = path.read_bytes()
        time.sleep(0.5)
        if path.read_bytes() == before:
            return


def run_clerks(folder: Folder, clerks: int, steps: int, *, rounds: int = 0, kills: int = 0) -> list[tuple]:
    """Clerks at work together, the second one with her clock ten minutes behind; all that they told.

    ``rounds``: so often somebody has a workbook open; ``kills``: so many clerks are killed at work and replaced.
    """
    context = multiprocessing.get_context("fork")
    heard = context.SimpleQueue()
    told: list[tuple] = []

    def hire(number: int, steps: int) -> Any:
        clerk = Clerk(folder, f"文员{number}", 10 if number % 5 == 1 else 0, number)
        process = context.Process(target=clerk.work, args=(steps, heard))
        process.start()
        return process
    at_work = [hire(number, steps // clerks + (number < steps % clerks)) for number in range(clerks)]
    if rounds:
        at_work.append(context.Process(target=keep_open, args=(folder, JOBS_REGISTER, 0.1, rounds, heard)))
        at_work[-1].start()
    chance = random.Random(steps)
    for number in range(kills):
        time.sleep(0.3 + chance.random())
        victim = at_work[number % clerks]
        victim.kill()
        victim.join()
        at_work.append(hire(100 + number, max(5, steps // 2 // clerks)))
    while any(process.is_alive() for process in at_work) or not heard.empty():
        while not heard.empty():
            told.append(heard.get())
        time.sleep(0.02)
    ends = [process.exitcode for process in at_work]
    assert set(ends) <= {0, -9} and (kills == 0) == (-9 not in ends), f"a clerk failed: {ends}"
    return told


@dataclass(frozen=True)
class Books:
    """What the folder holds when everybody has gone home and what waited was written."""

    jobs: Sequence[Row]
    lines: Sequence[Row]
    forms: set[str]
    committed: set[str]
    changes: Sequence[Change]

    @classmethod
    def of(cls, folder: Folder) -> Books:
        """Read, after what waited was finished."""
        outcome = transactions.recover(folder, HOUSE, department(), NOW)
        assert (outcome.pending, outcome.clashes) == ({}, [])
        assert pending(folder, HOUSE) == {} and verify(folder) == []
        journal = Journal(folder)
        assert not [entry for entry in journal.entries() if entry.kind == APPLIED and "values" in entry.data], "a clash"
        runs = [entry.run for entry in journal.commits()]
        assert len(set(runs)) == len(runs)
        jobs, lines = (list(read_register(folder.register_path(register), register).sheets[register.sheets[0].name].rows())
                       for register in HOUSE)
        forms = {path.stem for path in folder.documents.rglob("*.html")}
        return cls(jobs, lines, forms, set(runs), [change for run in runs for change in journal.changes(run)])

    def check(self, told: Sequence[tuple]) -> None:
        """Nothing lost, nothing doubled, numbers unique; each count equals the runs that counted."""
        done = [each for each in told if each[0] == "done"]
        assert {run for _, run, *_ in done} <= self.committed
        wanted = Counter(change.values["line_no"] for change in self.changes if isinstance(change, AppendRow) and change.sheet == "lines")
        assert Counter(row.key for row in self.lines) == wanted and set(wanted.values()) <= {1}
        assert {line for _, _, line, *_ in done} <= set(wanted) and self.forms == set(wanted)
        added = [change.values["job_no"] for change in self.changes if isinstance(change, AppendRow) and change.sheet == "jobs"]
        assert sorted(row.key for row in self.jobs) == sorted(added) and len(set(added)) == len(added)
        counts = Counter(change.key for change in self.changes if isinstance(change, SetCells) and "times" in change.values)
        assert {row.key: row.times for row in self.jobs if row.times} == dict(counts)
        assert sum(counts.values()) == len(wanted)
        for place, text in {place: text for kind, place, text in (each for each in told if each[0] == "typed")}.items():
            assert self.jobs[place].hand == text, "what somebody typed is gone"


def leftovers(folder: Folder) -> list[str]:
    """Files that nobody needs any more."""
    return [path.name for path in folder.root.rglob("*") if re.search(r"\.tmp$|写入中|清理|^占用$|^~\$", path.name)]


def moments(folder: Folder) -> list[datetime]:
    """The moments of the commits in the journal's order."""
    return [entry.when for entry in Journal(folder).commits()]
