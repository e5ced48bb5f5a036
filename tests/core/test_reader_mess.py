"""The reader against what offices do to a workbook: each mess alone, and many together."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from automation.core.reader import RegisterData, read_register
from tests.core.messy import MESSES, PARCELS, REGISTER, TODAY, Plan, expected_remarks, expected_values, messed, written


def read(drawn: Plan, folder: Path) -> RegisterData:
    path = folder / "来件簿.xlsx"
    path.write_bytes(written(drawn))
    return read_register(path, REGISTER, today=TODAY)


def holds(drawn: Plan, folder: Path) -> None:
    """Values, addresses and remarks are exactly what the plan says."""
    register = read(drawn, folder)
    data = register.sheets["parcels"]
    assert {row.key: dict(row) for row in data.rows()} == expected_values(drawn)
    assert {(remark.kind, remark.cell) for remark in data.remarks} == expected_remarks(drawn)
    assert not register.remarks
    assert data.numbers == sorted(drawn.rows.values())
    for index, line in enumerate(drawn.lines):
        for name in (column.name for column in PARCELS.columns if column.name in drawn.columns):
            assert data.address(index, name) == drawn.cell(index, name)
        assert (drawn.rows[index] in data.hidden) == line.hidden
    for remark in data.remarks:
        assert remark.text and (remark.right or remark.kind == "统一写法")


@pytest.mark.parametrize("name", MESSES)
def test_one_mess(name: str, tmp_path: Path) -> None:
    holds(messed(name), tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_many_messes_together(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    chosen: list[str] = []
    groups: set[str] = set()
    for name in chance.sample(list(MESSES), len(MESSES)):
        own = set(MESSES[name][1].split())
        if len(chosen) < 9 and not own & groups:
            chosen.append(name)
            groups |= own
    holds(messed(*chosen), tmp_path)


def test_there_are_enough_messes() -> None:
    assert len(MESSES) >= 40
