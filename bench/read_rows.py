"""How long a register of 100,000 × 20 takes to read, against reading the same sheet without understanding it.

``python bench/read_rows.py [ROWS] [TIMES]``. Each reading is a process of its own, the best of so many times counts. Ours
gives typed values, addresses, what is odd about every cell, formulas and errors; the peers give bare cells.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
START = f"""
import resource, sys, time
sys.path.insert(0, {str(ROOT)!r})
start = time.perf_counter()
path = sys.argv[1]
"""
END = """
print(time.perf_counter() - start, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
READERS = {
    "python-calamine, lists": """
from python_calamine import CalamineWorkbook
cells = CalamineWorkbook.from_path(path).get_sheet_by_name("来件").to_python(skip_empty_area=False)
""",
    "fastexcel, Arrow": """
import fastexcel
cells = fastexcel.read_excel(path).load_sheet("来件")
""",
    "read_register": """
from datetime import date
from pathlib import Path
from bench.read_rows import register
from automation.core.reader import read_register
data = read_register(Path(path), register(), today=date(2026, 3, 5)).sheets["wide"]
assert data.length and not data.remarks, data.remarks[:3]
""",
}


def register():
    """Twenty columns as registers have them: texts, moments, phones, money, choices."""
    from automation.core.schema import Column, Kind, Register, Sheet
    kinds = (Kind.TEXT, Kind.DATETIME, Kind.PHONE, Kind.MONEY, Kind.CHOICE)
    columns = tuple(Column(f"c{number}", f"栏{number}", kinds[number % 5], choices=("电话", "来函") if number % 5 == 4 else ())
                    for number in range(20))
    return Register("wide", "来件簿", (Sheet("wide", "来件", "c0", columns),))


def make(path: Path, rows: int) -> None:
    """The workbook."""
    import xlsxwriter
    chance = random.Random(1)
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("来件")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    start = datetime(2026, 1, 1)
    for row in range(1, rows + 1):
        for column in range(0, 20, 5):
            page.write_string(row, column, f"用户{row}" if column == 0 else f"地址{chance.randrange(3000)}")
            page.write_datetime(row, column + 1, start + timedelta(minutes=chance.randrange(90_000)), moment)
            page.write_string(row, column + 2, f"138{chance.randrange(10**8):08d}")
            page.write_number(row, column + 3, chance.randrange(10**6) / 100)
            page.write_string(row, column + 4, chance.choice(("电话", "来函")))
    page.add_table(0, 0, rows, 19, {"name": "来件", "columns": [{"header": f"栏{number}"} for number in range(20)]})
    book.close()


def measure(code: str, path: Path, times: int) -> tuple[float, float, int]:
    """Seconds, seconds of the processor and MiB of the best of so many runs."""
    runs = []
    for _ in range(times):
        said = subprocess.run([sys.executable, "-c", START + code + END, str(path)], check=True, capture_output=True, text=True).stdout
        wall, busy, peak = re.findall(r"[\d.]+", said)
        runs.append((float(wall), float(busy), int(peak)))
    return min(runs, key=lambda run: run[1])


def main(rows: int, times: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "来件簿.xlsx")
        making = f"from pathlib import Path; from bench.read_rows import make; make(Path(path), {rows})"
        subprocess.run([sys.executable, "-c", START + making, str(path)], check=True)
        figures = {name: measure(code, path, times) for name, code in READERS.items()}
    ours = figures["read_register"]
    for name, (wall, busy, peak) in figures.items():
        print(f"{name}: {wall:.2f} s, processor {busy:.2f} s, {peak} MiB; read_register takes {ours[1] / busy:.2f} × its processor time")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
