"""Values in the journal: everything that a cell may hold comes back exactly, and is written the same way every time."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.changes import AppendRow, ArchiveRow, Change, Clash, SetCells, WriteDocument
from automation.core.encoding import (
    canonical,
    decode,
    decode_change,
    decode_clash,
    encode,
    encode_change,
    encode_clash,
    parse,
)

TEXT = st.text(st.characters(exclude_categories=()))      # half characters too: copied text holds them
VALUES = st.one_of(st.none(), TEXT, st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.dates(),
                   st.datetimes())
CELLS = st.dictionaries(st.text("abc_", min_size=1), VALUES, max_size=4)
NAME = st.sampled_from(("items", "notes"))
CHANGES = st.one_of(st.builds(SetCells, NAME, TEXT, CELLS, CELLS, st.integers(0, 99)), st.builds(AppendRow, NAME, CELLS),
                    st.builds(ArchiveRow, NAME, TEXT, CELLS), st.builds(WriteDocument, TEXT, TEXT))


def same(one: Any, other: Any) -> bool:
    """Equal, of the same type, and for decimals with the same digits: 200 isn't 200.00."""
    return type(one) is type(other) and one == other and (not isinstance(one, Decimal) or str(one) == str(other))


@given(VALUES)
def test_every_value_comes_back_exactly(value: Any) -> None:
    assert same(decode(parse(canonical(encode(value)))), value)


@given(CHANGES)
def test_every_change_comes_back_exactly(change: Change) -> None:
    assert decode_change(parse(canonical(encode_change(change)))) == change


@given(st.builds(Clash, NAME, TEXT, TEXT, VALUES, VALUES, VALUES))
def test_every_clash_comes_back_exactly(clash: Clash) -> None:
    assert decode_clash(parse(canonical(encode_clash(clash)))) == clash


@given(st.dictionaries(TEXT, VALUES.map(encode), max_size=5))
def test_the_same_data_is_always_the_same_one_line(data: dict[str, Any]) -> None:
    line = canonical(data)
    assert b"\n" not in line and canonical(dict(reversed(data.items()))) == line == canonical(parse(line))


@pytest.mark.parametrize("value", [
    Decimal("200.00"), Decimal("1E+3"), Decimal("-0"), datetime(2026, 3, 5, 9, 15, 1, 5), datetime(2026, 3, 5), date(2026, 3, 5),
    "001", "", " 空格 ", "一\n二\u2028三\0", "\ud83d", "{\"day\": 1}", 0, -1, 10**30])
def test_awkward_values(value: Any) -> None:
    assert same(decode(parse(canonical(encode(value)))), value)


@pytest.mark.parametrize("value", [1.5, b"x", ["x"], {"day": "2026-03-05"}])
def test_what_no_cell_holds_is_refused_before_anything_is_written(value: Any) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        encode(value)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"nul", b"1 2"])
def test_what_is_no_json_is_a_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError):
        parse(raw)


def test_the_journal_can_be_read_with_any_json_reader() -> None:
    change = SetCells("items", "YB-1", {"fee": Decimal("1.50"), "day": date(2026, 3, 5)}, {"fee": None, "day": None}, 2)
    assert json.loads(canonical(encode_change(change)).decode()) == {
        "kind": "set", "sheet": "items", "key": "YB-1", "row": 2, "seen": {"day": None, "fee": None},
        "values": {"day": {"day": "2026-03-05"}, "fee": {"amount": "1.50"}}}
