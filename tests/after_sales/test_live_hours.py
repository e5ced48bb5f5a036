"""Six and seven hours, live in the sheet: 2,000 random calls recalculated by LibreOffice equal the Python clock."""

from __future__ import annotations

import random
import re
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

from automation.after_sales.registers import CALLS_REGISTER
from automation.core.build import build
from automation.core.clock import spans
from automation.core.department import Department
from automation.core.examples import DEPARTMENT
from automation.core.lists import LISTS, blocks
from automation.core.reader import read_register
from automation.core.xlsx import Cell, Workbook
from automation.desk import house
from tests.support import libreoffice_convert

NOW = datetime(2026, 12, 30, 15, 20, 7)
CALLS = CALLS_REGISTER.sheets[0]
LIVE = [column for column in CALLS.columns if column.formula is not None]
EDGES = (date(2025, 1, 26), date(2025, 1, 27), date(2025, 2, 8), date(2025, 9, 28), date(2025, 9, 30), date(2025, 10, 1),
         date(2025, 10, 8), date(2025, 10, 11), date(2026, 1, 4), date(2026, 2, 13), date(2026, 2, 14), date(2026, 2, 15),
         date(2026, 2, 23), date(2026, 2, 28), date(2026, 9, 20), date(2026, 9, 30), date(2026, 10, 10))
TIMES = ("08:30:00", "08:29:59", "11:59:59", "12:00:00", "12:47:11", "13:29:59", "13:30:00", "17:29:59", "17:30:00", "17:30:01",
         "00:00:00", "23:59:59", "03:12:45")


def random_calls(department: Department, count: int, seed: int = 7) -> list[dict]:
    """Calls at nights, lunch, holidays and make-up days; arrivals at the last second of the limit, one later, and anywhere."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        day = chance.choice(EDGES) if chance.random() < 0.3 else date(2025, 1, 1) + timedelta(days=chance.randrange(725))
        if chance.random() < 0.3:
            called = datetime.fromisoformat(f"{day} {chance.choice(TIMES)}")
        else:
            called = datetime.combine(day, datetime.min.time()) + timedelta(seconds=chance.randrange(86_400))
        row = {"call_no": f"JX{called.year}-{number:05d}", "called_at": called, "customer": "某",
               "area": chance.choice(("海淀区", "昌平区"))}
        limit = department.limit("AS2.12", department.lookup("areas", row["area"], "zone"), called.date()) * 60
        due = department.clock.deadline(called, limit)
        match chance.randrange(6):
            case 0:
                row["arrived_at"] = due
            case 1:
                row["arrived_at"] = due + timedelta(seconds=1)
            case 2:
                row["arrived_at"] = called + timedelta(seconds=chance.randrange(5 * 86_400))
            case 3:
                row["arrived_at"] = called + timedelta(seconds=chance.randrange(30_000))
            case 4:
                row["cancelled_at"] = called + timedelta(seconds=chance.randrange(90_000))
        rows.append(row)
    return rows


def poisoned(data: bytes, path: Path) -> None:
    """The workbook with −1 as every stored result, and 现在 pinned to NOW."""
    book = Workbook(data)
    book.set_cells(LISTS, {"A2": Cell(NOW)})
    path.write_bytes(book.to_bytes())
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    part = next(name for name, text in members.items() if name.startswith("xl/worksheets/sheet1."))
    cell = re.compile(rb'<c (r="[A-Z]+\d+")([^>]*?)( t="str")?>(<f>.*?</f>)(?:<v>[^<]*</v>|<v/>)?</c>', re.DOTALL)
    members[part], count = cell.subn(rb"<c \1\2>\4<v>-1</v></c>", members[part])
    assert count == len(LIVE) * 2000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def test_the_sheet_recalculated_equals_the_clock(tmp_path: Path) -> None:
    department = Department(NOW, house.articles(), lambda name: DEPARTMENT.get(name, []))
    rows = random_calls(department, 2000)
    data = build(CALLS_REGISTER, blocks=blocks(CALLS_REGISTER, department.rows, department.articles), articles=department.articles,
                 context=department, stamp=datetime(2026, 1, 1), rows={"calls": rows},
                 spans=spans(department.calendar, department.calendar_from, department.calendar_to))
    path = tmp_path / "叫修登记簿.xlsx"
    poisoned(data, path)
    (made,) = libreoffice_convert([path], "xlsx", tmp_path / "out", recalculate=True)
    sheet = read_register(made, CALLS_REGISTER).sheets["calls"]
    differences, timings = [], set()
    for row, read in zip(rows, sheet.rows(), strict=True):
        known = {column.name: row.get(column.name) for column in CALLS.columns}
        for column in LIVE:
            known[column.name] = column.formula.compute(known, department)
            if read[column.name] != known[column.name]:
                differences.append((row, column.header, read[column.name], known[column.name]))
        timings.add(known["timing"])
    assert not differences, differences[:3]
    assert timings >= {"按时到达", "超时到达", "已超时", None}
    print(f"2000 calls × {len(LIVE)} live columns: 0 differences")
