"""One step over three registers of 5,000 rows each, against the sum of its parts.

The step sets a cell in 叫修登记簿, 客户商品进出登记簿 and 客户意见调查: one commit, three workbooks. Its parts are the same three
changes committed on their own. Each is a process of its own; what a process needs to start and import is taken off all
of them alike.

    python bench/three_registers.py [ROWS] [RUNS]
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from automation.demonstration.simulation import act_out  # noqa: E402
from automation.desk import house  # noqa: E402
from automation.desk.workbooks import filled_workbooks, found_department  # noqa: E402

NOW = datetime(2026, 3, 5, 20)
SHEETS = {"calls": "note", "goods": "note", "cards": "handled_by"}
COMMIT = """
import sys
sys.path.insert(0, {root!r})
from datetime import datetime
from pathlib import Path
from automation.desk.session import Session
session = Session.open(Path(sys.argv[1]), datetime(2026, 3, 5, 20, 1), "")
wanted = {wanted!r}
if wanted:
    rows = [session.sheet(name).row(0) for name in wanted]
    session.commit([row.set(**{{wanted[row.sheet.name]: "沈静宜"}}) for row in rows], "试验", "沈静宜")
"""


def make(folder: Path, rows: int) -> None:
    """A department whose three registers hold so many rows in their first sheet."""
    memory = act_out(2026, NOW).memory
    found_department(folder, NOW)
    large = {name: [dict(row) for row in memory.rows(name)] for name in house.catalogue().sheets}
    for name in SHEETS:
        key = house.catalogue().sheets[name].key
        large[name] = [large[name][turn % len(large[name])] | {key: f"N{turn:06}"} for turn in range(rows)]
    for register, data in filled_workbooks(large, NOW):
        (folder / register.filename).write_bytes(data)


def cpu(folder: Path, wanted: dict[str, str]) -> float:
    """User and system CPU seconds of a process that commits these changes on a fresh copy of the folder."""
    with tempfile.TemporaryDirectory() as aside:
        copy = Path(shutil.copytree(folder, Path(aside, "客服簿")))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", COMMIT.format(root=str(ROOT), wanted=wanted), str(copy)], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(rows: int = 5000, runs: int = 5) -> None:
    """Make, measure, print."""
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside, "客服簿")
        make(folder, rows)
        jobs = {"start only": {}, "three registers": SHEETS} | {name: {name: column} for name, column in SHEETS.items()}
        figures = {name: statistics.median(cpu(folder, wanted) for _ in range(runs)) for name, wanted in jobs.items()}
    for name, seconds in figures.items():
        print(f"{name:<16} {seconds:6.2f} s CPU (median of {runs})")
    start = figures["start only"]
    parts = sum(figures[name] - start for name in SHEETS)
    print(f"three registers in one step take {(figures['three registers'] - start) / parts:.2f} x the sum of the parts")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
