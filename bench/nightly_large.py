"""The nightly check on 100,000 calls, against merely reading the same workbooks.

Makes a department whose 叫修登记簿 holds 100,000 calls and vouchers (the demonstration's rows over and over, with numbers of
their own), then runs each of these as a process of its own and prints user CPU, peak memory and the ratios:

* the nightly check (夜间核对) of the whole folder;
* fastexcel loading the same sheets;
* pandas with openpyxl reading them.

    python bench/nightly_large.py [CALLS] [--keep FOLDER] [--without-openpyxl]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from automation.core.folder import Folder  # noqa: E402
from automation.demonstration.simulation import act_out  # noqa: E402
from automation.desk import house  # noqa: E402
from automation.desk.workbooks import filled_workbooks  # noqa: E402

NOW = datetime(2026, 3, 5, 20)
NIGHTLY = "from automation.__main__ import main; import sys; sys.exit(main(['nightly', '--folder', sys.argv[1], '--date', '2026-03-05']))"
FASTEXCEL = """
import sys, fastexcel, pathlib
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.xlsx')):
    book = fastexcel.read_excel(path)
    for name in book.sheet_names:
        book.load_sheet(name, header_row=None, dtypes='string').__arrow_c_array__()
"""
OPENPYXL = """
import sys, pandas, pathlib
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.xlsx')):
    pandas.read_excel(path, sheet_name=None, engine='openpyxl')
"""


def make(folder: Path, calls: int) -> None:
    """A department with so many calls; every other sheet that hangs on a call grows with it."""
    memory = act_out(2026, NOW).memory
    rows = {name: [dict(row) for row in memory.rows(name)] for name in house.catalogue().sheets}
    own = {sheet.name: [column.name for column in sheet.columns if column.ref or column.name == sheet.key or column.unique]
           for sheet in house.catalogue().sheets.values()}
    hanging = ("calls", "call_visits", "vouchers", "cards", "goods", "part_lines", "handovers", "work_lines")
    times = -(-calls // len(rows["calls"]))
    large: dict[str, list[dict[str, Any]]] = dict(rows)
    for name in hanging:
        large[name] = [_renumbered(row, own[name], turn) for turn in range(times) for row in rows[name]]
    large["calls"] = large["calls"][:calls]
    Folder.create(folder)
    for register, data in filled_workbooks(large, NOW):
        (folder / register.filename).write_bytes(data)


def _renumbered(row: dict[str, Any], names: list[str], turn: int) -> dict[str, Any]:
    """The row with its own numbers made new for this turn; users, contracts and parts stay the same ones."""
    fixed = ("user_no", "contract_no", "part_no")
    return row | {name: f"{row[name]}{turn or ''}" for name in names if row[name] is not None and name not in fixed}


def measured(code: str, folder: Path) -> tuple[float, float, int]:
    """User CPU seconds, system CPU seconds and peak memory (MiB) of a Python process that runs this code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", _PEAK.format(code=code), str(folder)], cwd=ROOT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime, int(done.stderr.split()[-1]) // 1024


_PEAK = """
import atexit, re, sys
atexit.register(lambda: print(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1], file=sys.stderr))
{code}
"""
"""Linux says in VmHWM what a process itself needed at most; the usual figure also counts what its parent held."""


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=int, nargs="?", default=100_000)
    parser.add_argument("--keep", type=Path, help="make the folder here and leave it; one that is there already is used as it is")
    parser.add_argument("--without-openpyxl", action="store_true", help="leave the slowest peer out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kefubu-bench-") as aside:
        folder = options.keep or Path(aside)
        if not (folder / "叫修登记簿.xlsx").exists():
            make(folder, options.calls)
        peers = {"nightly": NIGHTLY, "fastexcel": FASTEXCEL} | ({} if options.without_openpyxl else {"pandas with openpyxl": OPENPYXL})
        figures = {name: measured(code, folder) for name, code in peers.items()}
    mine = sum(figures["nightly"][:2])
    for name, (user, system, peak) in figures.items():
        print(f"{name:<22} {user:7.1f} s user {system:6.1f} s system {peak:7,} MiB")
        if name != "nightly":
            print(f"  the nightly takes {mine / (user + system):.2f} x the CPU time of {name}")


if __name__ == "__main__":
    main()
