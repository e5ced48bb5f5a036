"""Every step of the house through its button, in a real spreadsheet program: what it leaves is what the command leaves, cell by cell."""

from __future__ import annotations

import shutil
from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from automation.commands import Situation
from automation.commands.daily import do
from automation.core.archives import archives_of
from automation.core.basics import BASICS
from automation.core.errors import StepRefused
from automation.core.folder import Folder
from automation.core.reader import read_register
from automation.core.schema import Owner
from automation.core.steps import asked_column
from automation.core.writing import stored
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.refs import cell_ref
from automation.desk import house
from tests.core.stage import in_memory
from tests.macros.office import at_desk, founded, said
from tests.support.recorded import Occasion, chosen, made_up, occasions

NOW = datetime(2026, 3, 5, 20)


def by_command(folder: Path, occasion: Occasion, given: Mapping[str, Any], dry: bool = False) -> list[str]:
    """Take a step on the command line with these answers; what staff type into a row that is there, they type there first."""
    step, catalogue = occasion.step, house.catalogue()
    asks = {ask.column: ask for ask in step.asks}
    typed = {name: value for name, value in given.items() if occasion.row.key and not dry and not asks[name].of
             and asked_column(step, asks[name], catalogue).owner is Owner.STAFF}
    type_into(folder, occasion, typed)
    given = {name: value for name, value in given.items() if name not in typed}
    answers = [f"{asked_column(step, asks[name], catalogue).header}={said(value)}" for name, value in given.items() if value is not None]
    options = Namespace(step=step.name, key=occasion.row.key or "新", answers=answers, person=occasion.by, dry_run=dry)
    return [str(line) for line in do(options, Situation(folder, occasion.now, occasion.by, lambda: occasion.now))]


def type_into(folder: Path, occasion: Occasion, values: Mapping[str, Any]) -> None:
    """Cells of the occasion's row, typed and saved."""
    values = {name: value for name, value in values.items() if value != occasion.row[name]}
    register = house.catalogue().register_of[occasion.step.sheet]
    data = read_register(folder / register.filename, register).sheets[occasion.step.sheet]
    if values:
        book = Workbook.open(folder / register.filename)
        number = data.find(occasion.row.key).number
        book.set_cells(data.title, {cell_ref(number, data.columns[name]): Cell(stored(data.sheet[name], value))
                                    for name, value in values.items()})
        book.save(folder / register.filename)


def possible(folder: Path, occasion: Occasion) -> bool:
    """Whether a step can be taken here after those before it: they may have looked at the same rows."""
    try:
        by_command(folder, occasion, occasion.answers, dry=True)
    except StepRefused:
        return False
    return True


def contents(folder: Path, formulas: bool = False) -> dict[str, Any]:
    """Every cell that a person or a step fills, by sheet and row; archives and printed forms too."""
    found: dict[str, Any] = {}
    for register in house.catalogue():
        assert not archives_of(folder, register)
        for name, data in read_register(folder / register.filename, register).sheets.items():
            columns = [column.name for column in data.sheet.columns if formulas or column.formula is None]
            found |= {f"{name} {row.number}": {column: row[column] for column in columns} for row in data.rows()}
    found |= {path.relative_to(folder).as_posix(): path.read_text(encoding="utf8") for path in (folder / "单据").rglob("*.html")}
    return found


def test_every_step_of_every_regulation_does_by_its_button_what_the_command_does(
        monkeypatch: pytest.MonkeyPatch) -> None:
    kept, memory = occasions(NOW)
    for step in house.steps().values():
        if step.name not in kept:
            kept[step.name] = made_up(step, kept, memory)
    basics = {sheet.name: [dict(row) for row in memory.rows(sheet.name)] for sheet in BASICS.sheets}
    while kept:
        taken, rows = chosen(kept)
        with in_memory() as place:
            everything = {**{name: [dict(row) for row in found.values()] for name, found in rows.items()}, **basics}
            done = both_ways(founded(place / "命令", everything, NOW), place / "按钮", taken, monkeypatch)
        for occasion in taken:
            kept[occasion.step.name].remove(occasion)
            if occasion.step.name in done:
                del kept[occasion.step.name]
            assert kept.get(occasion.step.name) != [], f"no occasion of {occasion.step.name} can be taken again"


def both_ways(by_typing: Path, by_pressing: Path, taken: Sequence[Occasion], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Take the steps in one folder by their commands and in its copy by their buttons; both end alike. Which could be taken."""
    shutil.copytree(by_typing, by_pressing)
    done = set()
    with at_desk(by_pressing, monkeypatch) as desk:
        desk.app.impl.stores_at_the_end = True
        for occasion in taken:
            if not possible(by_typing, occasion):
                continue
            desk.now, desk.login = occasion.now, occasion.by
            pressed, given = desk.take(occasion.step, occasion.row, occasion.answers)
            typed = by_command(by_typing, occasion, given)
            assert pressed.startswith(f"已办理“{occasion.step.title}”"), (occasion, pressed)
            assert "待写入" not in pressed and any("已办理" in line for line in typed), (occasion, typed)
            done.add(occasion.step.name)
    assert contents(by_pressing) == contents(by_typing)
    assert not (Folder(by_pressing).system / "占用").exists()
    return done
