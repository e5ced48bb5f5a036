"""What one cell and ten rows cost, as ratios: against openpyxl's load and save, and against bare unpacking, scanning and packing.

    python bench/write_one_cell.py [ROWS]

Makes a workbook of ROWS × 20 (100,000 by default) and runs each job as a process of its own on a copy of it.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
from pathlib import Path

COLUMNS = 20
START = f"""
import re, sys, time, zlib, zipfile
sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r})
start = time.perf_counter()
def done(what):
    peak = int(re.search(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[1]) // 1024     # not what the parent held
    print(f"{{what}}: {{time.perf_counter() - start:.2f}} s, CPU {{time.process_time():.2f}} s, {{peak}} MiB")
"""
BARE = START + """
data = zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml")
rows = sum(1 for _ in re.finditer(rb'<row r="([0-9]+)"', data))
packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
size = len(packer.compress(data) + packer.flush())
done(f"unzip, scan {rows} rows, rezip at level LEVEL")
"""
OURS = START + """
from pathlib import Path
from automation.core.xlsx import Cell, Workbook
path = Path(sys.argv[1])
book = Workbook.open(path)
CHANGE
book.save(path)
done("WHAT")
"""
ONE = 'book.set_cells(book.sheets[0], {"D2500": Cell("改")})'
MANY = 'book.set_cells(book.sheets[0], {f"D{row}": Cell("改") for row in range(2, 2002)})'
APPEND = 'table = book.tables()["T"]\nbook.append_rows("T", [dict.fromkeys(table.columns, Cell(1))] * 10)'
PEER = START + """
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
book.worksheets[0]["D2500"] = "改"
book.save(sys.argv[1])
done("openpyxl: load, set one cell, save")
"""
CHECK = START + """
from pathlib import Path
from automation.core.xlsx import check
print(len(check(Path(sys.argv[1]))), "problems")
done("whole package check")
"""


def make(path: Path, rows: int) -> None:
    import xlsxwriter

    rng = random.Random(1)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(1, rows + 1):
        for column in range(COLUMNS):
            kind = column % 4
            sheet.write(row, column, rng.randrange(10**6) if kind == 0 else f"用户{rng.randrange(3000)}" if kind == 1
                        else 45000 + rng.random() if kind == 2 else "完成")
    sheet.add_table(0, 0, rows, COLUMNS - 1, {"name": "T", "columns": [{"header": f"列{n}"} for n in range(COLUMNS)]})
    book.close()


def ours(change: str, what: str) -> str:
    return OURS.replace("CHANGE", change).replace("WHAT", what)


def run(job: str, path: Path) -> tuple[float, int]:
    """Run a job on the file, show what it says; its seconds of processor time and peak memory (MiB)."""
    said = subprocess.run([sys.executable, "-X", "utf8", "-c", job, str(path)], check=True, capture_output=True, text=True,
                          encoding="utf8").stdout.strip().replace("\n", ", ")
    print(said, flush=True)
    figures = re.search(r"CPU ([0-9.]+) s, ([0-9]+) MiB", said)
    assert figures
    return float(figures[1]), int(figures[2])


def main(rows: int) -> None:
    """All jobs, then the ratios."""
    jobs = {"peer": PEER, "floor": BARE.replace("LEVEL", "3"), "one": ours(ONE, "set one cell and save"),
            "many": ours(MANY, "set 2,000 cells and save"), "rows": ours(APPEND, "append 10 rows and save"), "check": CHECK}
    with tempfile.TemporaryDirectory() as folder:
        path, copy = Path(folder, "big.xlsx"), Path(folder, "copy.xlsx")
        make(path, rows)
        found = {}
        for name, job in jobs.items():
            copy.write_bytes(path.read_bytes())
            found[name] = run(job, copy)
    for name, what in (("one", "one cell"), ("many", "2,000 cells"), ("rows", "ten rows")):
        (seconds, memory), peer, floor = found[name], found["peer"], found["floor"]
        print(f"{what} in {rows:,} rows: processor time 1/{peer[0] / seconds:.0f} and memory 1/{peer[1] / memory:.1f} of openpyxl's, "
              f"{seconds / floor[0]:.1f} × the floor")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
