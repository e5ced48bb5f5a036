"""The scenes that are interrupted: what a department does, and what must be true of its folder afterwards, whatever happened."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from automation.core import transactions
from automation.core.archives import archives_of, next_archive, read_archive
from automation.core.changes import AppendRow, ArchiveRow, Change, SetCells, WriteDocument
from automation.core.folder import Folder
from automation.core.journal import Journal
from automation.core.journal_check import verify
from automation.core.numbers import claim, claimed
from automation.core.reader import read_register
from automation.core.schema import Catalogue, FormulaContext, Register
from automation.core.transactions import Order
from automation.core.undo import undo
from automation.desk import house
from automation.desk.adopt import Adoption
from automation.desk.adopt_write import adopt_rows
from automation.desk.session import Session
from automation.desk.workbooks import found_department
from tests.core.contract import FIRST, SECOND
from tests.core.sample_registers import ITEMS_REGISTER, NOTES, NOTES_REGISTER, NOW, built, department

THIRD = Register("sample_third", "样本第三簿", (replace(NOTES, name="third_notes"),))
SAMPLES = Catalogue((ITEMS_REGISTER, NOTES_REGISTER, THIRD))
FORM = WriteDocument("样本登记簿/2026-03/凭证-002.html", "<p>凭证 002</p>")
STEP: tuple[Change, ...] = (
    SetCells("items", "001", {"worker": "张强", "way": "电话"}, {"worker": None, "way": None}), AppendRow("items", SECOND),
    AppendRow("more_notes", {"note_no": "甲", "text": "备忘"}), AppendRow("third_notes", {"note_no": "乙", "text": "再备忘"}), FORM)


@dataclass(frozen=True)
class Scene:
    """Something that is done to a prepared folder. ``finish`` is what the next start of any command does."""

    name: str
    catalogue: Catalogue
    prepare: Callable[[Path], object]
    act: Callable[[Path], None]
    context: Callable[[Path], FormulaContext] = lambda root: department()

    def finish(self, root: Path) -> transactions.Outcome:
        return transactions.recover(Folder.open(root), self.catalogue, self.context(root), NOW)

    def commits(self, root: Path) -> int:
        """How many runs were committed."""
        return len(Journal(Folder.open(root)).commits())


def said(root: Path, catalogue: Catalogue) -> Mapping[str, Any]:
    """All that a department's registers and forms say, row by row, archives too."""
    folder = Folder.open(root)
    found: dict[str, Any] = {}
    for register in catalogue:
        sheets = [each for sheet in register.sheets for each in ((sheet, sheet.archive) if sheet.archived else (sheet,))]
        data = read_register(folder.register_path(register), replace(register, sheets=tuple(sheets)), today=NOW.date())
        assert not data.remarks, data.remarks
        for name, sheet in data.sheets.items():
            found[name] = [(row.number, dict(row)) for row in sheet.rows()]
        for path in archives_of(root, register):
            kept = read_archive(path, register, NOW.date())
            found[str(path.relative_to(root))] = {name: [dict(row) for row in sheet.rows()] for name, sheet in kept.sheets.items()}
    found["单据"] = {str(path.relative_to(folder.documents)): path.read_text(encoding="utf8")
                   for path in sorted(folder.documents.rglob("*.html"))}
    return found


def files(root: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@dataclass(frozen=True)
class Ends:
    """The two states a scene may end in: as before, or as when nothing interrupted it; and its commits in each."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    commits: tuple[int, int]

    @classmethod
    def of(cls, scene: Scene, prepared: Path, place: Path) -> Ends:
        """Act it out undisturbed."""
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(prepared, place)
        if (begun := scene.commits(place)) and scene.name == "recover":
            scene.act(place)
            return cls(said(place, scene.catalogue), said(place, scene.catalogue), (begun, begun))
        before = said(place, scene.catalogue)
        scene.act(place)
        return cls(before, said(place, scene.catalogue), (begun, scene.commits(place)))

    def check(self, scene: Scene, root: Path) -> bool:
        """Finish what was interrupted: nothing lost, doubled or mixed; the journal sound; a second time nothing to do.

        Gives whether the scene's own run was committed.
        """
        outcome = scene.finish(root)
        assert (outcome.pending, outcome.clashes) == ({}, []), (outcome.pending, outcome.clashes)
        assert verify(Folder.open(root)) == []
        count = scene.commits(root)
        assert count in self.commits
        done = count == self.commits[1]
        says = said(root, scene.catalogue)
        assert says == (self.after if done else self.before)
        numbers = re.findall(r"(?:YB|HT)20\d\d-\d{5}", repr(says))
        assert all(claimed(Folder.open(root), number) for number in numbers), numbers
        settled = files(root)
        assert scene.finish(root).applied == [] and files(root) == settled
        return done

    def check_again(self, scene: Scene, root: Path) -> None:
        """What was interrupted before its commit is done again, and nothing stands in its way; the numbers may be later ones."""
        scene.act(root)
        assert _unnumbered(said(root, scene.catalogue)) == _unnumbered(self.after)
        assert verify(Folder.open(root)) == []


def _unnumbered(said: Mapping[str, Any]) -> str:
    return re.sub(r"(YB|HT)2026-\d+", r"\1", repr(said))


def commit(root: Path, changes: Sequence[Change], step: str = "登记") -> transactions.Outcome:
    return transactions.commit(Folder.open(root), SAMPLES, changes, Order(step, "王丽", "wang", NOW), department())


def _samples(root: Path) -> None:
    folder = Folder.create(root)
    for register in SAMPLES:
        folder.register_path(register).write_bytes(built(register))


def _with_a_row(root: Path) -> None:
    _samples(root)
    commit(root, [AppendRow("items", FIRST)])


def _with_the_step(root: Path) -> None:
    _with_a_row(root)
    commit(root, STEP)


def _waiting(root: Path) -> None:
    """The step and another one committed while all three workbooks and the form's place were held."""
    _with_a_row(root)
    held = [path.with_name(f".~lock.{path.name}#") for path in (Folder(root).register_path(register) for register in SAMPLES)]
    for owner in held:
        owner.write_text("王小明,wang,pc-7,02.03.2026 10:00,file:///x;", encoding="utf8")
    place = Folder(root).documents / "样本登记簿"
    place.write_text("")
    commit(root, STEP)
    commit(root, [SetCells("items", "001", {"worker": "李伟"}, {"worker": "张强"}),
                  SetCells("items", "002", {"way": "电话"}, {"way": "来函"})])
    for path in (*held, place):
        path.unlink()


def _recover(root: Path) -> None:
    assert transactions.recover(Folder.open(root), SAMPLES, department(), NOW).pending == {}


def _undo(root: Path) -> None:
    run = Journal(Folder.open(root)).commits()[1].run
    assert undo(Folder.open(root), SAMPLES, run, Order("撤销", "李伟", "li", NOW), department()).outcome.pending == {}


def _archive(root: Path) -> None:
    data = read_register(Folder.open(root).register_path(ITEMS_REGISTER), ITEMS_REGISTER)
    row = data.sheets["items"].find("001")
    assert row is not None
    outcome = commit(root, [row.archive(), AppendRow("more_notes", {"note_no": "丙", "text": "001 已存档"})])
    assert outcome.pending == {}


def _year(root: Path) -> None:
    """Rows of three registers leave for the year's archives; one new row is added in the same run."""
    moved = {"items": ("001", ITEMS_REGISTER), "more_notes": ("甲", NOTES_REGISTER), "third_notes": ("乙", THIRD)}
    changes: list[Change] = [AppendRow("more_notes", {"note_no": "丙", "text": "归档"})]
    for sheet, (key, register) in moved.items():
        row = read_register(Folder.open(root).register_path(register), register).sheets[sheet].find(key)
        assert row is not None
        changes.append(ArchiveRow(sheet, key, dict(row), next_archive(root, register, 2025)))
    assert commit(root, changes, "年末归档").pending == {}


def _adopt(root: Path) -> None:
    sheet = house.catalogue().sheets["contracts"]
    rows = ({"customer": "甲厂"}, {"customer": "乙厂", "contract_no": "HT2025-00007"}, {"customer": "丙厂"})
    outcome = adopt_rows(Session.open(root, NOW, "wang"), Adoption(sheet, rows, (), 0), "王丽", "旧合同.csv")
    assert outcome.pending == {}


def _numbered(root: Path) -> None:
    """Numbers are claimed for the step, as a desk does."""
    number = claim(Folder.open(root), "YB", NOW.date())
    outcome = commit(root, [AppendRow("items", {**SECOND, "no": number}), *STEP[2:]])
    assert outcome.pending == {}


def _step(root: Path) -> None:
    assert commit(root, STEP).pending == {}


def _first(root: Path) -> None:
    assert commit(root, [AppendRow("items", FIRST), *STEP[2:]]).pending == {}


def _department(root: Path) -> None:
    found_department(root, NOW)


SCENES = {scene.name: scene for scene in (
    Scene("step", SAMPLES, _with_a_row, _step),
    Scene("first", SAMPLES, _samples, _first),
    Scene("undo", SAMPLES, _with_the_step, _undo),
    Scene("recover", SAMPLES, _waiting, _recover),
    Scene("archive", SAMPLES, _with_the_step, _archive),
    Scene("year", SAMPLES, _with_the_step, _year),
    Scene("numbered", SAMPLES, _with_a_row, _numbered),
    Scene("adopt", house.catalogue(), _department, _adopt,
          lambda root: Session.open(root, NOW, "wang").department))}
