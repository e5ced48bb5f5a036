"""Two clerks, then five, take 500 steps each time on the same workbooks; one clock is behind, one workbook is often open,
some clerks are killed at work. Prints the counts; exits 1 when anything was lost or doubled.

    python bench/people.py [STEPS]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from automation.core.gaps import record_gaps
from automation.core.reader import read_register
from tests.core.people import HOUSE, Books, founded, run_clerks
from tests.core.stage import in_memory


def main(steps: int) -> None:
    """Both."""
    for clerks, rounds, kills in ((2, 0, 0), (5, 20, 10)):
        with in_memory() as place:
            folder, start = founded(place / "客服簿"), time.perf_counter()
            told = run_clerks(folder, clerks, steps, rounds=rounds, kills=kills)
            books = Books.of(folder)
            books.check(told)
            waited = sum(each[0] == "done" and bool(each[4]) for each in told)
            registers = [read_register(folder.register_path(register), register) for register in HOUSE]
            gaps = record_gaps(folder, registers, -1.0)
            print(f"{clerks} clerks: {len(books.lines)} steps in {time.perf_counter() - start:.0f} s, none lost or doubled; "
                  f"{waited} waited while a workbook was open ({rounds} times); {kills} clerks killed; "
                  f"{len(gaps)} numbers never used, recorded as 作废")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
