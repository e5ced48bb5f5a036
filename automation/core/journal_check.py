"""Checking the journal (查验日志): what is wrong with it, its copy and its values, line by line. Never raises for what it finds.

``docs/verify_journal.py`` does the same in a page of code that uses nothing of this project.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from automation.core.folder import Folder
from automation.core.journal import PURGE, DamagedJournal, Journal, read_all
from automation.core.journal_lines import START, BadLine, Entry, merged, read_line, split
from automation.core.journal_values import DamagedValues, whole_digest


@dataclass(frozen=True)
class Damage:
    """Something wrong: in which file of 系统, in which line (from 1; 0 for the file as a whole), and what, in Chinese."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}第 {self.line} 行：{self.text}" if self.line else f"{self.file}：{self.text}"


def verify(folder: Folder) -> list[Damage]:
    """What is wrong with the journal of a folder; nothing when all is well."""
    journal = Journal(folder)
    try:
        raw, copy = read_all(journal.path), read_all(journal.copy)
    except DamagedJournal as error:
        return [Damage(journal.path.name, 0, str(error))]
    entries = merged(raw, copy)
    return [*_Reading("日志", raw, entries).damages(), *_Reading("日志副本", copy, entries, lag=1).damages(),
            *_value_damages(journal, entries)]


@dataclass
class _Reading:
    """One of the two files, held against what both say together. ``lag``: so many last lines may be missing after a power cut."""

    name: str
    raw: bytes
    entries: list[Entry]
    lag: int = 0
    _seen: set[int] = field(default_factory=set)
    _bad: int = 0                     # lines since the last sound one that aren't sound
    _highest: int = 0

    def damages(self) -> Iterator[Damage]:
        true = {entry.number: entry for entry in self.entries}
        lines = split(self.raw)
        later = self._numbers(lines)
        for place, line in enumerate(lines, 1):
            try:
                entry = read_line(line)
            except BadLine as error:
                self._bad += 1
                yield Damage(self.name, place, str(error))
                continue
            for text in self._wrong(entry, true, later):
                yield Damage(self.name, place, text)
            self._seen.add(entry.number)
            self._highest = max(self._highest, entry.number)
            self._bad = 0
        last = self.entries[-1].number if self.entries else 0
        if last - self._highest - self._bad > self.lag:
            yield Damage(self.name, len(lines) + 1, f"末尾缺{_numbers(self._highest + self._bad + 1, last)}，文件被截短")

    def _numbers(self, lines: list[bytes]) -> set[int]:
        found = set()
        for line in lines:
            try:
                found.add(read_line(line).number)
            except BadLine:
                continue
        return found

    def _wrong(self, entry: Entry, true: Mapping[int, Entry], present: set[int]) -> Iterator[str]:
        number = entry.number
        if number in self._seen:
            yield f"{_numbers(number)}又出现一次，是多出来的一行"
        elif number < self._highest:
            yield f"{_numbers(number)}放错了位置，行的次序被调换"
        elif number - self._highest - 1 > self._bad:
            if absent := [each for each in range(self._highest + 1, number) if each not in present]:
                yield f"前面缺{_numbers(absent[0], absent[-1])}，有行被删去"
            else:
                yield f"{_numbers(number)}放错了位置，行的次序被调换"
        elif number - self._highest - 1 < self._bad:
            yield "前面有多出来的行"
        if entry != true[number]:
            yield f"{_numbers(number)}与另一份里的不一致"
        before = true.get(number - 1)
        if (number == 1 and entry.before != START) or (before is not None and entry.before != before.hash):
            yield f"与{_numbers(number - 1)}接不上，有一行被换过"


def _value_damages(journal: Journal, entries: list[Entry]) -> Iterator[Damage]:
    destroyed = {(name, place) for entry in entries if entry.kind == PURGE
                 for name, places in entry.data.get("lines", {}).items() for place in places}
    for line, entry in enumerate(entries, 1):
        if name := entry.data.get("values"):
            for text in _values_wrong(journal, name, entry.data.get("digest", ""), destroyed):
                yield Damage("日志", line, f"“系统/数值”里的 {name}{text}")
    named = {entry.data.get("values") for entry in entries}
    last = entries[-1].number if entries else 0
    for name in journal.values.names():
        # The one right behind the last entry was begun and never committed when the power went.
        if name not in named and _number_of(name) > last + 1:
            yield Damage("日志", len(entries) + 1, f"末尾缺行：“系统/数值”里有 {name}，日志里没有")


def _values_wrong(journal: Journal, name: str, digest: str, destroyed: set[tuple[str, int]]) -> Iterator[str]:
    try:
        lines = journal.values.lines(name)
    except DamagedValues as error:
        yield error.what
        return
    if whole_digest(line["digest"] for line in lines) != digest:
        yield "与日志不符，被换过或行数不对"
        return
    for place, line in enumerate(lines, 1):
        if ("gone" in line) != ((name, place) in destroyed):
            yield f"第 {place} 行" + ("被抹去，却没有批准销毁的记录" if "gone" in line else "已批准销毁，还没有销毁，请运行 recover")


def _number_of(name: str) -> int:
    """The number of the entry that names a side file; 0 when it isn't named so."""
    end = name.rpartition("-")[2]
    return int(end) if end.isascii() and end.isdigit() else 0


def _numbers(first: int, last: int = 0) -> str:
    return f"第 {first}–{last} 号" if last > first else f"第 {first} 号"
