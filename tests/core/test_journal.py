"""The journal under damage: every line is found that was changed, cut, removed, swapped or inserted, and the rest stays usable."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from automation.core.changes import AppendRow, SetCells
from automation.core.encoding import encode_change
from automation.core.folder import Folder
from automation.core.journal import APPLIED, COMMIT, DamagedJournal, Journal
from automation.core.journal_check import verify
from automation.core.journal_values import DamagedValues
from tests.support import ROOT

NOW = datetime(2026, 3, 5, 9, 15)
RUNS = 4


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A journal of four runs, each committed and applied: eight lines."""
    folder = Folder.create(tmp_path)
    for _ in range(RUNS):
        run(folder)
    return folder


def run(folder: Folder, *registers: str, apply: bool = True, when: datetime = NOW) -> str:
    journal = Journal(folder)
    name = journal.new_run(when)
    changes = (AppendRow("items", {"no": f"YB-{name}", "text": "张伟"}), SetCells("items", "YB-1", {"text": "新"}, {"text": "旧"}, 2))
    names = registers or ("sample_items",)
    journal.append(COMMIT, name, when, person="王丽", login="wangli", step="登记", data={"registers": list(names), "undoes": ""},
                   values=[encode_change(change) for change in changes])
    for register in names if apply else ():
        journal.append(APPLIED, name, NOW, data={"register": register})
    return name


def lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines(keepends=True)


def independent(folder: Folder) -> str:
    """File and line of the first damage that the script in docs finds, which knows nothing of ours; "" when all is well."""
    result = subprocess.run([sys.executable, "-I", str(ROOT / "docs" / "verify_journal.py"), str(folder.root)], capture_output=True)
    assert result.returncode in (0, 1) and not result.stderr, result.stderr
    return " ".join(result.stdout.decode().split()[:2]) if result.returncode else ""


def test_a_sound_journal(folder: Folder) -> None:
    journal = Journal(folder)
    entries = journal.entries()
    assert [entry.number for entry in entries] == [*range(1, 2 * RUNS + 1)] and journal.last() == entries[-1]
    assert [entry.before for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert entries[0].person == "王丽" and entries[0].step == "登记" and entries[0].when == NOW
    assert verify(folder) == [] and independent(folder) == ""
    assert folder.journal.read_bytes() == folder.journal_copy.read_bytes()
    assert b"\xe5\xbc\xa0\xe4\xbc\x9f" not in folder.journal.read_bytes(), "a customer's name stands in the journal itself"


def test_an_empty_journal(tmp_path: Path) -> None:
    folder = Folder.create(tmp_path)
    journal = Journal(folder)
    assert journal.entries() == [] and journal.last() is None and journal.open_runs() == {} and verify(folder) == []
    assert independent(folder) == "" and journal.new_run(NOW) == "20260305-091500-1"


def test_what_waits_is_known_from_the_last_line(folder: Folder) -> None:
    journal = Journal(folder)
    first = run(folder, "甲", "乙", apply=False)
    second = run(folder, "乙", apply=False, when=NOW - timedelta(minutes=10))       # another computer's clock is behind
    assert list(journal.open_runs().items()) == [(first, ["甲", "乙"]), (second, ["乙"])]
    journal.append(APPLIED, first, NOW, data={"register": "乙"})
    journal.append(APPLIED, second, NOW, data={"register": "乙"})
    assert journal.open_runs() == {first: ["甲"]}
    journal.append(APPLIED, first, NOW, data={"register": "甲"})
    assert journal.open_runs() == {}


def test_the_end_is_read_without_the_beginning(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    last = Journal(folder).last()
    for block in (1, 7, len(lines(folder.journal)[-1]) - 1, len(lines(folder.journal)[-1]), 1000):
        monkeypatch.setattr("automation.core.journal._BLOCK", block)
        assert Journal(folder).last() == last


@pytest.mark.parametrize("which", ["journal", "journal_copy"])
def test_a_flipped_bit_is_named_and_mended(folder: Folder, which: str) -> None:
    path: Path = getattr(folder, which)
    whole, entries = path.read_bytes(), Journal(folder).entries()
    starts = [sum(map(len, lines(path)[:number])) for number in range(2 * RUNS + 1)]
    chance = random.Random(5)
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1:])
        damages = verify(folder)
        line = next(number for number, start in enumerate(starts) if start > place)
        assert damages and damages[0].file == path.name and damages[0].line == line, (place, damages)
        assert Journal(folder).entries() == entries
    assert Journal(folder).mend(NOW) == []
    assert verify(folder) == [] and Journal(folder).entries()[:-1] == entries
    assert len(list(folder.system.glob("*-损坏-*"))) == 1


def broken(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(b"".join(change(lines(path))))


DAMAGES = {
    "bit": (broken(lambda old: [*old[:3], old[3].replace(b"applied", b"aqplied"), *old[4:]]), 4, "被改过"),
    "cut in a line": (broken(lambda old: [*old[:6], old[6][:40]]), 7, "没有写完"),
    "cut at a line's end": (broken(lambda old: old[:5]), 6, "末尾缺第 6–8 号"),
    "one line cut": (broken(lambda old: old[:7]), 8, "末尾缺第 8 号"),
    "all cut": (broken(lambda old: []), 1, "末尾缺第 1–8 号"),
    "removed line": (broken(lambda old: [*old[:2], *old[3:]]), 3, "前面缺第 3 号"),
    "first line removed": (broken(lambda old: old[1:]), 1, "前面缺第 1 号"),
    "three removed": (broken(lambda old: [*old[:2], *old[5:]]), 3, "前面缺第 3–5 号"),
    "swapped lines": (broken(lambda old: [*old[:2], old[3], old[2], *old[4:]]), 3, "次序被调换"),
    "line twice": (broken(lambda old: [*old[:4], old[1], *old[4:]]), 5, "多出来的一行"),
    "foreign line": (broken(lambda old: [*old[:4], b"{}\n", *old[4:]]), 5, "看不懂"),
    "blank line": (broken(lambda old: [*old[:4], b"\n", *old[4:]]), 5, "看不懂"),
    "deep nesting": (broken(lambda old: [*old[:4], b"[" * 200_000 + b"\n", *old[4:]]), 5, "看不懂"),
    "no text": (broken(lambda old: [*old[:4], bytes(range(128, 200)) + b"\n", *old[5:]]), 5, "看不懂"),
    "another program's": (broken(lambda old: [*old[:4], b'{"hash":1}\n', *old[5:]]), 5, "被改过"),
}


@pytest.mark.parametrize(("which", "what"), [(which, what) for which in ("journal", "journal_copy") for what in DAMAGES
                                             if (which, what) != ("journal_copy", "one line cut")])
def test_every_damage_is_named_by_its_line_and_given_back_by_the_other_file(folder: Folder, which: str, what: str) -> None:
    damage, line, text = DAMAGES[what]
    entries = Journal(folder).entries()
    damage(getattr(folder, which))
    found = verify(folder)
    assert found and found[0].line == line and text in found[0].text and found[0].file == getattr(folder, which).name, found
    assert independent(folder) == f"{found[0].file} {line}"
    assert Journal(folder).entries() == entries, "the rest stays usable"
    next_run = run(folder)
    assert [entry for entry in Journal(folder).entries() if entry.number <= 8] == entries
    assert Journal(folder).changes(next_run)
    Journal(folder).mend(NOW)
    assert verify(folder) == [] and independent(folder) == ""


def test_a_copy_one_line_short_is_a_power_cut_and_made_good(folder: Folder) -> None:
    whole = folder.journal.read_bytes()
    broken(lambda old: old[:7])(folder.journal_copy)
    assert verify(folder) == [] and independent(folder) == ""
    run(folder)
    assert folder.journal.read_bytes() == folder.journal_copy.read_bytes() and folder.journal.read_bytes().startswith(whole)
    assert Journal(folder).entries()[-1].number == 2 * RUNS + 2


@pytest.mark.parametrize("rest", [b'{"before":"ab', b'{"before":"ab\n', b"\0" * 300, b"\0\0\n"])
@pytest.mark.parametrize("which", ["journal", "journal_copy"])
def test_a_torn_last_line_never_counted_and_is_moved_aside(folder: Folder, which: str, rest: bytes) -> None:
    whole, path = folder.journal.read_bytes(), getattr(folder, which)
    path.write_bytes(whole + rest)
    assert [damage.line for damage in verify(folder)] == [9] and independent(folder) == f"{path.name} 9"
    run(folder)
    assert verify(folder) == [] and folder.journal.read_bytes() == folder.journal_copy.read_bytes()
    assert folder.journal.read_bytes().startswith(whole)
    kept = list(folder.system.glob("日志残行")) + list(folder.system.glob("*-损坏-*"))
    assert any(rest.strip(b"\n") in file.read_bytes() for file in kept)


def test_a_line_torn_in_both_files_at_every_byte(folder: Folder) -> None:
    """The power goes while a line is being written: whatever part of it is there, the runs before stay and the next follows."""
    whole = folder.journal.read_bytes()
    run(folder, apply=False)
    line = lines(folder.journal)[-1]
    for length in range(0, len(line), 5):
        folder.journal.write_bytes(whole + line[:length])
        folder.journal_copy.write_bytes(whole)
        run(folder)
        assert len(Journal(folder).entries()) == 2 * RUNS + 2 and verify(folder) == []


def test_what_both_have_lost_is_named_and_the_rest_stays_usable(folder: Folder) -> None:
    first = Journal(folder).commits()[0].run
    for path in (folder.journal, folder.journal_copy):
        broken(lambda old: [*old[:4], b"?\n", *old[5:]])(path)
    assert [str(damage) for damage in verify(folder)] == [f"{name}第 5 行：这一行看不懂，被改过或损坏" for name in ("日志", "日志副本")]
    assert len(Journal(folder).entries()) == 7 and len(Journal(folder).changes(first)) == 2
    run(folder)
    assert Journal(folder).mend(NOW) == [5]
    assert {damage.text for damage in verify(folder)} == {"前面缺第 5 号，有行被删去"}


def test_both_ends_cut_shows_by_the_values_left_over(folder: Folder) -> None:
    for path in (folder.journal, folder.journal_copy):
        broken(lambda old: old[:3])(path)
    assert [(damage.line, "末尾缺行" in damage.text) for damage in verify(folder)] == [(4, True), (4, True)]


@pytest.mark.parametrize("which", ["journal", "journal_copy"])
def test_a_file_that_is_gone(folder: Folder, which: str) -> None:
    entries = Journal(folder).entries()
    getattr(folder, which).unlink()
    assert [damage.line for damage in verify(folder)] == [1]
    run(folder)
    assert verify(folder) == [] and Journal(folder).entries()[:8] == entries


def test_a_journal_that_cannot_be_read_says_so(folder: Folder) -> None:
    folder.journal.unlink()
    folder.journal.mkdir()
    assert [damage.line for damage in verify(folder)] == [0]
    for ask in (Journal(folder).entries, Journal(folder).last, Journal(folder).open_runs, lambda: run(folder)):
        with pytest.raises(DamagedJournal, match=r"日志.*读不出来"):
            ask()


def test_every_byte_of_a_values_file_counts(folder: Folder) -> None:
    entry = Journal(folder).commits()[1]
    path = Journal(folder).values.path(entry.run)
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1:])
        assert [damage.line for damage in verify(folder)] == [3], place
        with pytest.raises(DamagedValues, match=f"{entry.run}第 [12] 行被改过"):
            Journal(folder).changes(entry.run)
    for damaged in (b"", whole[:-1], whole[:90], whole + whole, whole + b"\n", b"[1]\n", b'{"digest":1,"gone":2}\n', lines(path)[0]):
        path.write_bytes(damaged)
        assert [damage.line for damage in verify(folder)] == [3] and independent(folder) == "日志 3", damaged
    path.unlink()
    assert "不见了" in verify(folder)[0].text and independent(folder) == "日志 3"
    assert Journal(folder).changes(Journal(folder).commits()[2].run), "the rest stays usable"


def test_values_exchanged_between_runs_are_found(folder: Folder) -> None:
    values = Journal(folder).values
    first, second = (values.path(entry.run) for entry in Journal(folder).commits()[:2])
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    assert [(damage.line, "与日志不符" in damage.text) for damage in verify(folder)] == [(1, True), (3, True)]


def test_values_wiped_out_without_approval_are_found(folder: Folder) -> None:
    journal = Journal(folder)
    run_ = journal.commits()[0].run
    journal.values.destroy(run_, {1: {"kind": "set", "sheet": "items", "key": "YB-1"}})
    assert [damage.text.rpartition("第")[2] for damage in verify(folder)] == [" 2 行被抹去，却没有批准销毁的记录"]
    assert independent(folder) == "日志 1" and len(journal.changes(run_)) == 1


def test_values_begun_and_never_committed_do_no_harm(folder: Folder) -> None:
    name = Journal(folder).new_run(NOW)
    Journal(folder).values.keep(name, [{"kind": "append"}])
    assert verify(folder) == []
    assert run(folder) == name and verify(folder) == []
