"""A press of a button: a whole new Python process that plans one step and applies it to three registers of 5,000 rows.

Peer: importing xlwings with pandas and numpy kept out, which every press does first. Floor: the three sheets unpacked and
packed again by zlib, nothing else. A press on workbooks as another program saved them, and one on workbooks that the last
press wrote (whose untouched pieces are taken over as they are). User CPU of each process, its start and imports included,
compiled modules at hand.

    python bench/press.py [ROWS] [RUNS]
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from three_registers import SHEETS, make  # noqa: E402

_QUIET = "import sys; sys.modules['pandas'] = sys.modules['numpy'] = None\n"
PEER = _QUIET + "import xlwings"
FLOOR = """
import sys, zipfile, zlib
for path in sys.argv[1:]:
    data = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    packer = zlib.compressobj(3)
    packer.compress(data), packer.flush()
"""
PRESS = _QUIET + f"""
import xlwings
sys.path.insert(0, {str(ROOT)!r})
from datetime import datetime
from pathlib import Path
from automation.core.steps import Step, plan
from automation.desk.session import Session
session = Session.open(Path(sys.argv[1]), datetime(2026, 3, 5, 20, 1), "")
def 试办(row, desk, known):
    for sheet, column in {SHEETS!r}.items():
        here = desk.find(sheet, "N002500")
        yield here.set(**{{column: sys.argv[2]}})
desk = session.desk("沈静宜")
row = session.find("calls", "N002500")
step = Step("试办", "试办", ("DQ",), "calls", (row.state,), "", tuple(desk.department.roles["沈静宜"]), 试办)
outcome = session.commit(plan(step, row, {{}}, desk), step.title, "沈静宜")
assert len(outcome.applied) == 3, outcome
"""


def cpu(code: str, *arguments: str, compiled: str) -> float:
    """User CPU seconds of a new process."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, env=environment)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime


def once(folder: Path, copy: Path, compiled: str) -> dict[str, float]:
    """Each figure once, on a fresh copy."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    names = [str(copy / f"{name}.xlsx") for name in ("叫修登记簿", "客户商品进出登记簿", "客户意见调查")]
    return {"importing xlwings, pandas and numpy kept out (peer)": cpu(PEER, compiled=compiled),
            "unpacking and packing the three sheets (floor)": cpu(FLOOR, *names, compiled=compiled),
            "a press, workbooks saved by another program": cpu(PRESS, str(copy), "甲", compiled=compiled),
            "a press, workbooks written by the press before": cpu(PRESS, str(copy), "乙", compiled=compiled)}


def main(rows: int = 5000, runs: int = 7) -> None:
    """Make, measure, print."""
    with tempfile.TemporaryDirectory() as aside:
        folder, compiled = Path(aside, "客服簿"), str(Path(aside, "编译"))
        make(folder, rows)
        figures = [once(folder, Path(aside, "副本"), compiled) for _ in range(runs + 1)][1:]     # the first one compiles
    peer = statistics.median(next(iter(figure.values())) for figure in figures)
    for name in figures[0]:
        seconds = statistics.median(figure[name] for figure in figures)
        print(f"{name:<52} {seconds:6.3f} s user CPU (median of {runs})   {seconds / peer:5.1f} x the peer")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
