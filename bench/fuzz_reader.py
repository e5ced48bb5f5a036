"""Attack the reader: cells that say anything, workbooks damaged byte by byte and tag by tag, other people's workbooks.

    python bench/fuzz_reader.py SECONDS [SEED]

Each attempt must end as a reading or as a named failure in one Chinese sentence; anything else is printed with the seed
that makes it again. Attempts run in a process of their own, so that one that dies is counted and the rest goes on.
Exits 1 when there was anything to print.
"""

from __future__ import annotations

import io
import multiprocessing
import random
import re
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from automation.core.errors import KefubuError  # noqa: E402
from automation.core.frames import frame  # noqa: E402
from automation.core.reader import read_register  # noqa: E402
from automation.core.schema import Column, Kind, Register  # noqa: E402
from automation.core.values import ErrorCell, NotUnderstood, Understood, understand  # noqa: E402
from automation.core.xlsx.refs import parse_cell  # noqa: E402
from automation.desk import house  # noqa: E402
from automation.desk.adopt_source import read_source  # noqa: E402
from tests.core.sample_registers import ITEMS_REGISTER, built, made_up_rows  # noqa: E402

TODAY = date(2026, 3, 5)
PATIENCE, MEMORY = 30, 3 << 30
PIECES = (*"年月日点半刻十二〇.-/:： 　￥,元万整转()（是√Y个台E_𝟙²TZ%'\n\x00\u202a\ud800",
          "2026", "3", "5", "１３", "800", "13800138000", "010", "+86", "下午", "晚上", "小时", "分钟", "#N/A", "e9", "NaN", "inf",
          "=1+1", "AM", "pm", "周三", "星期日", "白班")
ODD_NUMBERS = (float("nan"), float("inf"), -0.0, 1e300, 1e15, 2**70, 46086.4166666, 20260305.0, True, False)
DAYS = (date(1, 1, 1), date(2026, 3, 5), date(9999, 12, 31), clock_time(8, 30))
NUMBERS = ("0", "-1", "1", "2", "99", "1048576", "1048577", "16384", "4294967296", "99999999999999999999", "1e400", "NaN", "", "true",
           "2958466")
REFS = ("A1", "XFD1048576", "ZZZZ9", "A0", "AA99999999", "Z1048576", "a1", "$B$2", "1", "C", "A1:B2", "XFD1")


def any_cell(chance: random.Random) -> Any:
    """Something that a cell could hold, sensible or not."""
    kind = chance.randrange(9)
    if kind < 4:
        return "".join(chance.choices(PIECES, k=chance.randrange(1, 9)))
    if kind == 4:
        return chance.choice((*ODD_NUMBERS, chance.uniform(-1e6, 1e6)))
    if kind == 5:
        return datetime(chance.choice((1, 1899, 1904, 2026, 9999)), 12, 31, 23, 59, 59, chance.choice((0, 999_999)))
    if kind == 6:
        return chance.choice((*DAYS, timedelta(hours=chance.randrange(-99, 99_999))))
    if kind == 7:
        return ErrorCell("#REF!")
    return "".join(chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x110000)))) for _ in range(chance.randrange(1, 30)))


def attack_cell(chance: random.Random, columns: Sequence[Column]) -> str:
    """One cell understood by one column: an answer, and the same answer to the answer."""
    column, raw = chance.choice(columns), any_cell(chance)
    meaning = understand(column, raw, today=TODAY, date1904=chance.random() < 0.1)
    if isinstance(meaning, NotUnderstood):
        assert meaning.why and meaning.right, f"{column.header}: {raw!r} refused without a word"
        return "cell not understood"
    again = understand(column, meaning.value, today=TODAY)
    numeric = column.kind is Kind.DURATION
    assert numeric or (isinstance(again, Understood) and again.value == meaning.value), f"{column.header}: {raw!r} → {meaning} → {again}"
    return "cell understood"


def attack_book(chance: random.Random, books: Sequence[tuple[Register, bytes]], folder: Path) -> str:
    """One damaged workbook read, made into tables, and read as somebody's old register."""
    register, data = chance.choice(books)
    path = folder / register.filename
    path.write_bytes(damaged(chance, data))
    outcome = _outcome(lambda: _use(register, path))
    _outcome(lambda: read_source(path))
    return f"workbook {outcome}"


def _use(register: Register, path: Path) -> None:
    read = read_register(path, register, today=TODAY)
    for data in read.sheets.values():
        frame(data.sheet, data.values, data.length)
        for remark in data.remarks:
            parse_cell(remark.cell)


def _outcome(work) -> str:
    try:
        work()
    except KefubuError as error:
        assert re.search("[\u4e00-\u9fff]", str(error)) and "\n" not in str(error), f"no plain sentence: {error}"
        return "refused by name"
    return "read"


def damaged(chance: random.Random, data: bytes) -> bytes:
    """The workbook with damage of one kind or another."""
    if chance.random() < 0.15:
        return _bytes_damaged(chance, data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for _ in range(chance.randrange(1, 4)):
        wanted = "sheet|Strings" if chance.random() < 0.6 else "."
        names = [name for name in parts if re.search(wanted, name)] or list(parts)
        if not names:
            break
        name = chance.choice(names)
        if chance.random() < 0.03:
            del parts[name]
        else:
            parts[name] = _part_damaged(chance, parts[name])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def _bytes_damaged(chance: random.Random, data: bytes) -> bytes:
    if chance.random() < 0.3:
        return data[:chance.randrange(len(data))]
    result = bytearray(data)
    for _ in range(chance.choice((1, 1, 8, 200))):
        result[chance.randrange(len(result))] = chance.randrange(256)
    return bytes(result)


def _part_damaged(chance: random.Random, part: bytes) -> bytes:
    """One part with attributes, tags or texts changed, dropped, doubled or moved."""
    pattern = chance.choice((rb'"[^"<>]*"', rb">[^<]+<", rb"<[^<>]*>", rb'\br="[A-Z]+\d+"', rb"<row[^>]*>", rb"<c .*?</c>"))
    places = list(re.finditer(pattern, part[:2_000_000]))
    if not places:
        return _bytes_damaged(chance, part) if part else b"<"
    place = chance.choice(places)
    old = place[0]
    new = chance.choice((b"", old * 2, old[:-1], _other(chance, old), _other(chance, old), _other(chance, old), chance.choice(places)[0]))
    if chance.random() < 0.02:
        return part.decode("utf8", "replace").replace("UTF-8", "UTF-16").encode("utf-16")
    return part[:place.start()] + new + part[place.end():]


def _other(chance: random.Random, old: bytes) -> bytes:
    if old[:1] in b'"r':
        quoted = chance.choice((*NUMBERS, *REFS, "s", "e", "d", "b", "str", "inlineStr", "rId1", "&#xD800;", "&amp;"))
        return (b'r="' if old[:1] == b"r" else b'"') + quoted.encode() + b'"'
    if old[:1] == b">":
        return b">" + chance.choice((*NUMBERS, "#N/A", "2026-03-05T25:00:00", "&x;", "]]>", "\x01")).encode() + b"<"
    return chance.choice((b"<!-- -->", b"<f>1+1</f>", b"<v/>", b"</sheetData>", b"<c/>", b"<c t=\"e\"/>", b"<row>", b"<x:c r=\"A1\"/>"))


def attempts(seed: int, until: float, pipe: Any) -> None:
    """Attempt after attempt, each told before it starts; ends by itself or with whatever it can't bear."""
    _limit_memory()
    books = [(ITEMS_REGISTER, built(ITEMS_REGISTER, rows={"items": made_up_rows(ITEMS_REGISTER.sheets[0], 8)}))]
    books += [(register, built(register, house.articles(), {sheet.name: made_up_rows(sheet, 4) for sheet in register.sheets}))
              for register in house.catalogue()]
    columns = [column for register, _ in books for sheet in register.sheets for column in sheet.columns if column.formula is None]
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            pipe.send((seed, "", ""))
            pipe.send((seed, *attempt(seed, columns, books, Path(folder))))
            seed += 1
    pipe.send(None)


def attempt(seed: int, columns: Sequence[Column], books: Sequence[tuple[Register, bytes]], folder: Path) -> tuple[str, str]:
    """What became of one attempt: how it ended, and the trace of what it shouldn't have raised."""
    chance = random.Random(seed)
    try:
        if chance.random() < 0.1:
            return attack_book(chance, books, folder), ""
        return attack_cell(chance, columns), ""
    except BaseException as error:  # a panic of the Rust library is no Exception, and it's what this script looks for
        if isinstance(error, KeyboardInterrupt):
            raise
        return "WRONG", "".join(traceback.format_exception(error)[-3:])


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(seconds: float, seed: int) -> int:
    """Run for so many seconds; returns how many attempts ended wrongly."""
    until, counts, wrong = time.monotonic() + seconds, Counter[str](), Counter[str]()
    while time.monotonic() < until:
        here, there = multiprocessing.Pipe(duplex=False)
        worker = multiprocessing.Process(target=attempts, args=(seed, until, there))
        worker.start()
        there.close()
        told = _follow(here, counts, wrong, seed)
        if told is None:
            break
        worker.kill()
        worker.join()
        wrong[f"seed {told}: the process died or hung (exit {worker.exitcode})"] += 1
        print(f"seed {told}: died or hung", flush=True)
        seed = told + 1
    print(", ".join(f"{count} × {outcome}" for outcome, count in sorted(counts.items())))
    print(f"{sum(counts.values())} attempts in {seconds:.0f} s, {sum(wrong.values())} ended wrongly in {len(wrong)} ways")
    return sum(wrong.values())


def _follow(pipe: Any, counts: Counter[str], wrong: Counter[str], seed: int) -> int | None:
    """Count what the worker tells; returns the seed it died or hung on, None when it came to its end."""
    last = seed
    while True:
        try:
            told = pipe.recv() if pipe.poll(PATIENCE + 60 * (last == seed)) else "hung"
        except EOFError:
            return last
        if told is None:
            return None
        if told == "hung":
            return last
        last, outcome, trace = told
        if outcome:
            counts[outcome] += 1
        if trace:
            kind = trace.strip().splitlines()[-1][:60]
            if not wrong[kind]:
                print(f"seed {last}: {trace}", flush=True)
            wrong[kind] += 1


if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    sys.exit(1 if main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1) else 0)
