"""How long one cell takes in a 100,000 × 20 workbook, against the bare cost of unpacking, scanning and packing its part.

``python bench/write_one_cell.py [FILE]``: makes FILE first when it isn't there. Each figure is a process of its own.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS, COLUMNS = 100_000, 20
START = f"""
import re, resource, sys, time, zlib, zipfile
sys.path.insert(0, {str(Path(__file__).resolve().parents[1])!r})
start = time.perf_counter()
def done(what):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
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
ONE = 'book.set_cells(book.sheets[0], {"D50000": Cell("改")})'
MANY = 'book.set_cells(book.sheets[0], {f"D{row}": Cell("改") for row in range(2, 100_000, 50)})'
APPEND = 'table = book.tables()["T"]\nbook.append_rows("T", [dict.fromkeys(table.columns, Cell(1))] * 10)'
CHECK = START + """
from pathlib import Path
from automation.core.xlsx import check
print(len(check(Path(sys.argv[1]))), "problems")
done("whole package check")
"""


def make(path: Path) -> None:
    import xlsxwriter

    rng = random.Random(1)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(1, ROWS + 1):
        for column in range(COLUMNS):
            kind = column % 4
            sheet.write(row, column, rng.randrange(10**6) if kind == 0 else f"用户{rng.randrange(3000)}" if kind == 1
                        else 45000 + rng.random() if kind == 2 else "完成")
    sheet.add_table(0, 0, ROWS, COLUMNS - 1, {"name": "T", "columns": [{"header": f"列{n}"} for n in range(COLUMNS)]})
    book.close()


def ours(change: str, what: str) -> str:
    return OURS.replace("CHANGE", change).replace("WHAT", what)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder, "big.xlsx")
        if not path.exists():
            make(path)
        copy = Path(folder, "copy.xlsx")
        jobs = [BARE.replace("LEVEL", "6"), BARE.replace("LEVEL", "3"), ours(ONE, "set one cell and save"),
                ours(MANY, "set 2,000 cells and save"),
                ours(APPEND, "append 10 rows and save"), CHECK]
        for job in jobs:
            copy.write_bytes(path.read_bytes())
            subprocess.run([sys.executable, "-c", job, str(copy)], check=True)


main()
