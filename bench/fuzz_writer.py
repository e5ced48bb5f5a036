"""Random edits until the time is up, each judged: exactly that change, or a refusal by name. Prints counts; exits 1 on a fault.

    python bench/fuzz_writer.py SECONDS [SEED]

Three games, by turns: cells of other people's workbooks set at random (also over formulas, in merges, past the edge of what is
filled); rows appended to generated tables, some of their cells set; and bytes of a workbook's parts spoilt, where nothing but a
named refusal or a sound write may follow.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from automation.core import xlsx
from automation.core.errors import KefubuError
from automation.core.xlsx import Cell
from automation.core.xlsx.refs import cell_ref
from tests.core.xlsx.oracle import Edit, by_calamine, faults
from tests.core.xlsx.samples import corpus, good, members, rebuilt
from tests.core.xlsx.table_maker import workbook

Outcome = tuple[str, list[str]]
TEXTS = ("新", " 头尾空格 ", '<&>"\'', "一\n二", "x" * 300, "=1+1", "0138", "😀", "&#10;")  # openpyxl leaves _x000D_ as it is


def value(chance: random.Random) -> Any:
    """Something to write, as readers give it back whatever the cell's format is: texts, and whole numbers rarely."""
    return chance.choice(TEXTS) if chance.random() < 0.8 else chance.choice((True, None, "", Decimal("12.50"), 7))


def set_cells(chance: random.Random) -> Outcome:
    """Some cells of one sheet of somebody's workbook."""
    path = chance.choice([path for path in corpus() if path.stat().st_size < 100_000])
    before = path.read_bytes()
    try:
        book = xlsx.Workbook.open(path)
        sheet = chance.choice(book.sheets)
        filled = by_calamine(before).get(sheet) or {(1, 1): None}
        cells = {}
        for _ in range(chance.randrange(1, 6)):
            row, column = chance.choice(list(filled))
            at = (max(1, row + chance.choice((0, 0, 1, -1, 9))), max(1, column + chance.choice((0, 0, 1, -1, 9))))
            cells[cell_ref(*at)] = value(chance)
        book.set_cells(sheet, {ref: Cell(held) for ref, held in cells.items()})
        after = book.to_bytes()
    except KefubuError as error:
        return f"refused: {type(error).__name__}", []
    # A number or a truth in a cell with a format of its own reads as that format says; only that it is there is compared.
    texts = {ref: held if isinstance(held, str) and held else None for ref, held in cells.items()}
    return "cells set", [f"{path.name} {sheet} {cells}: {fault}" for fault in faults(before, after, [Edit(sheet, texts)])]


def append_rows(chance: random.Random) -> Outcome:
    """Rows for one table of a generated workbook, in one to three goes, and now and then a cell above them."""
    seed = chance.randrange(10**6)
    before, made = workbook(seed)
    name = chance.choice(made).name
    book = xlsx.Workbook(before)
    table = book.tables()[name]
    cells: dict[str, Any] = {}
    try:
        for _ in range(chance.randrange(1, 4)):
            rows = [{header: Cell(chance.choice(TEXTS)) for header in table.columns if chance.random() < 0.7}
                    for _ in range(chance.randrange(1, 4))]
            for number, row in zip(book.append_rows(name, rows), rows, strict=True):
                for column, header in enumerate(table.columns, table.area.left):
                    cells[cell_ref(number, column)] = row[header].value if header in row else None
        if chance.random() < 0.5:
            ref = cell_ref(table.first, table.area.left + chance.choice((0, 1, 5)))
            book.set_cells(table.sheet, {ref: Cell("改")})
            cells[ref] = "改"
    except KefubuError as error:
        return f"refused: {type(error).__name__}", []
    last = book.tables()[name].last
    edit = Edit(table.sheet, cells, table, last)
    return "rows appended", [f"seed {seed} {name} {cells}: {fault}" for fault in faults(before, book.to_bytes(), [edit])]


def spoil(chance: random.Random) -> Outcome:
    """A part with bytes changed, lost or doubled; then a cell, a row, and a look at every cell."""
    parts = [(name, content) for name, _, _, content in members(good())]
    target = chance.randrange(len(parts))
    text = bytearray(parts[target][1])
    for _ in range(chance.choice((1, 1, 3))):
        at, length = chance.randrange(len(text)), chance.choice((1, 1, 2, 9, 40))
        text[at:at + length] = chance.choice((b"", bytes(text[at:at + length]) * 2, bytes([chance.randrange(256)]), b'"', b"<", b">", b"9"))
    parts[target] = (parts[target][0], bytes(text))
    try:
        book = xlsx.Workbook(rebuilt(parts))
        for sheet in book.sheets:
            book.set_cells(sheet, {"H9": Cell("新", "A1"), "B3": Cell("完")})
            for ref in ("A1", "A3", "B3", "C4", "D5", "F3"):
                book.cell(sheet, ref)
        for name, table in book.tables().items():
            book.append_rows(name, [dict.fromkeys(table.columns[:2], Cell(datetime(2026, 1, 1) + timedelta(hours=9)))])
        xlsx.check(book.to_bytes())
    except KefubuError as error:
        return f"spoilt: {type(error).__name__}", []
    return "spoilt: written", []


GAMES: tuple[Callable[[random.Random], Outcome], ...] = (set_cells, append_rows, spoil, spoil)


def play(game: Callable[[random.Random], Outcome], seed: int) -> Outcome:
    """One turn; whatever isn't a named failure is a fault."""
    try:
        return game(random.Random(seed))
    except Exception as error:  # anything that has no name is a finding
        place_ = traceback.extract_tb(error.__traceback__)[-1]
        return "unnamed", [f"{type(error).__name__}: {error} ({Path(place_.filename).name}:{place_.lineno})"]


def main(seconds: float, seed: int) -> int:
    """Play until the time is up; the number of faults."""
    counts: Counter[str] = Counter()
    found: dict[str, int] = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        outcome, wrong = play(GAMES[seed % len(GAMES)], seed)
        counts[outcome] += 1
        for fault in wrong[:1]:
            found.setdefault(fault, seed)
        seed += 1
    for outcome, times in counts.most_common():
        print(f"{times:8} {outcome}")
    for fault, first in found.items():
        print(f"FAULT at seed {first}: …{fault[-260:]}")
    print(f"{sum(counts.values())} edits, {len(found)} faults")
    return len(found)


if __name__ == "__main__":
    sys.exit(1 if main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0) else 0)
