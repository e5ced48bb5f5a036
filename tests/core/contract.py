"""What every way to a workbook must do with changes: one contract, run over closed files and over an open Excel alike.

A test module subclasses :class:`Contract` and gives it an ``adapter`` fixture; every test here then runs over that adapter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import pytest

from automation.core.changes import AppendRow, ArchiveRow, Clash, RowChange, SetCells
from automation.core.errors import FileInUse
from automation.core.rows import Row
from tests.core.sample_registers import NOW

CAME = datetime(2026, 3, 2, 9, 30)
FIRST = {"no": "001", "came_at": CAME, "phone": "010-62345678", "area": "海淀", "fee": Decimal("80.50"), "text": "第一件"}
SECOND = {"no": "002", "came_at": datetime(2026, 3, 3, 14, 0, 1), "area": "昌平", "way": "来函", "hours": Decimal("1.5"), "pieces": 3}
FULL = {**FIRST, "seen_on": date(2026, 3, 4), "worker": "张强", "way": "电话", "result": "第3种很长很长的办理结果", "yes": "是",
        "hours": Decimal("2.5"), "pieces": 7, "rest": 5400, "after": "000", "done_at": datetime(2026, 3, 4, 16, 59, 59),
        "text": "=1+1\n“引号” <&> 换行\n尾"}


class Adapter(Protocol):
    """A workbook of the sample register as one way of writing sees it."""

    def apply(self, *changes: RowChange) -> list[Clash]:
        """Write changes as of :data:`NOW`."""
    def rows(self, sheet: str = "items") -> Sequence[Row]:
        """The rows as they are read back; ``items_archive`` for the archive."""
    def type(self, key: str, **values: Any) -> None:
        """Somebody types into the cells of a row of items (None empties); key "" types a new line without a number."""
    def swap(self, first: int, second: int) -> None:
        """Somebody sorts: two lines of items, by their place from 0, change places."""
    def held(self) -> AbstractContextManager[str]:
        """Somebody has it open so that nothing can be written; gives the name."""
    def state(self) -> Any:
        """Something that is equal when nothing was changed in between."""


class Contract:
    """Set, append, archive, conflict, pending."""

    @pytest.fixture
    def adapter(self) -> Adapter:
        raise AssertionError("the subclass gives the adapter")

    def test_append_fills_the_blank_row_first(self, adapter: Adapter) -> None:
        assert adapter.apply(AppendRow("items", FIRST), AppendRow("items", SECOND)) == []
        assert [(row.key, row.number) for row in adapter.rows()] == [("001", 2), ("002", 3)]
        assert said(adapter.rows()[0], FIRST) == FIRST and said(adapter.rows()[1], SECOND) == SECOND

    def test_every_kind_of_value_comes_back_as_it_went(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("items", FULL))
        assert said(adapter.rows()[0], FULL) == FULL
        again = adapter.state()
        assert adapter.apply(AppendRow("items", FULL)) == [] and adapter.state() == again

    def test_computed_columns_are_filled_down_with_their_values(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("items", FIRST), AppendRow("items", SECOND))
        first, second = adapter.rows()
        assert (first.zone, first.double, first.state, first.workers) == ("市区", Decimal("161.00"), "新", 2)
        assert (second.zone, second.double, second.state, second.due) == ("郊区", None, "新", datetime(2026, 3, 4, 10, 0, 1))
        adapter.apply(SetCells("items", "001", {"done_at": NOW, "fee": Decimal("1")}, {"done_at": None, "fee": Decimal("80.50")}))
        assert (adapter.rows()[0].state, adapter.rows()[0].double) == ("已办", Decimal("2.00"))

    def test_set_changes_those_cells_and_no_others(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("items", FIRST), AppendRow("items", SECOND))
        before = adapter.rows()
        assert adapter.apply(SetCells("items", "002", {"way": None, "worker": "李伟"}, {"way": "来函", "worker": None})) == []
        after = adapter.rows()
        assert after[0] == before[0]
        assert {name for name, value in after[1].items() if value != before[1][name]} == {"way", "worker"}

    def test_a_second_sheet_of_the_same_workbook(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("notes", {"note_no": "甲", "text": "备忘"}), AppendRow("items", FIRST))
        assert [row.text for row in adapter.rows("notes")] == ["备忘"] and len(adapter.rows()) == 1

    def test_archive_copies_the_row_and_frees_its_line(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("items", FULL), AppendRow("items", SECOND))
        row = adapter.rows()[0]
        assert adapter.apply(row.archive()) == []
        assert [(other.key, other.number) for other in adapter.rows()] == [("002", 3)]
        kept, = adapter.rows("items_archive")
        assert dict(kept) == {**row, "archived_at": NOW}
        adapter.apply(AppendRow("items", {**FIRST, "no": "003"}))
        assert [(other.key, other.number) for other in adapter.rows()] == [("003", 2), ("002", 3)]

    @pytest.mark.parametrize("change", [
        lambda row: SetCells("items", "001", {"way": "电话"}, {"way": None}), lambda row: AppendRow("items", SECOND),
        lambda row: row.archive()], ids=["set", "append", "archive"])
    def test_a_change_that_is_there_already_is_left_alone(self, adapter: Adapter, change: Callable[[Row], RowChange]) -> None:
        adapter.apply(AppendRow("items", FIRST))
        wanted = change(adapter.rows()[0])
        adapter.apply(wanted)
        before = adapter.state()
        assert adapter.apply(wanted) == [] and adapter.state() == before

    @pytest.mark.parametrize("whole", [False, True], ids=["a part was written", "all was written"])
    def test_a_list_of_changes_of_one_row_is_applied_once_however_often_it_is_tried(self, adapter: Adapter, whole: bool) -> None:
        changes = [AppendRow("items", FIRST), SetCells("items", "001", {"way": "电话"}, {"way": None}),
                   SetCells("items", "001", {"way": "来函"}, {"way": "电话"}),
                   AppendRow("items", SECOND), SetCells("items", "002", {"pieces": 4}, {"pieces": 3}),
                   ArchiveRow("items", "002", SECOND), AppendRow("items", {"no": "003"}),
                   SetCells("items", "003", {"no": None}, {"no": "003"}), AppendRow("notes", {"note_no": "甲"})]
        assert adapter.apply(*changes[:len(changes) if whole else 6]) == []
        assert adapter.apply(*changes) == []
        before = adapter.state()
        assert adapter.apply(*changes) == [] and adapter.state() == before
        assert [(row.key, row.way) for row in adapter.rows()] == [("001", "来函")]
        assert [(row.key, row.pieces) for row in adapter.rows("items_archive")] == [("002", 4)]

    def test_a_cell_changed_by_hand_is_not_overwritten_and_the_rest_is_written(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("items", FIRST))
        adapter.type("001", worker="王丽")
        clashes = adapter.apply(AppendRow("items", SECOND),
                                SetCells("items", "001", {"worker": "张强", "way": "电话"}, {"worker": None, "way": None}))
        assert clashes == [Clash("items", "001", "worker", None, "张强", "王丽", 1)]
        assert [(row.worker, row.way) for row in adapter.rows()] == [("王丽", "电话"), (None, "来函")]

    def test_a_row_that_is_gone_is_a_clash_of_the_whole_row(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("items", FIRST), AppendRow("items", SECOND))
        adapter.type("001", no="999")
        before = adapter.state()
        gone = [SetCells("items", "001", {"way": "电话"}, {"way": None}), ArchiveRow("items", "001", FIRST)]
        assert adapter.apply(*gone) == [Clash("items", "001", "no", "001", "001", None, place) for place in (0, 1)]
        assert adapter.state() == before

    def test_a_number_somebody_typed_meanwhile_is_no_room_for_another_row(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("items", FIRST))
        adapter.type("", no="002", text="手写的", way="来函")
        clashes = adapter.apply(AppendRow("items", {"no": "002", "text": "办理的", "way": "来函", "pieces": 2}))
        assert clashes == [Clash("items", "002", "text", None, "办理的", "手写的", 0), Clash("items", "002", "pieces", None, 2, None, 0)]
        assert [(row.key, row.text, row.pieces) for row in adapter.rows()] == [("001", "第一件", None), ("002", "手写的", None)]

    def test_a_row_without_a_number_is_found_after_a_sort(self, adapter: Adapter) -> None:
        adapter.type("", came_at=CAME, text="甲客户")
        adapter.type("", came_at=CAME, text="乙客户")
        first, second = adapter.rows()
        adapter.swap(0, 1)
        assert adapter.apply(first.set(no="001"), second.set(no="002")) == []
        assert {row.text: row.key for row in adapter.rows()} == {"甲客户": "001", "乙客户": "002"}
        before = adapter.state()
        assert adapter.apply(first.set(no="001"), second.set(no="002")) == [] and adapter.state() == before

    def test_a_row_without_a_number_that_says_something_else_now_gets_none(self, adapter: Adapter) -> None:
        adapter.type("", came_at=CAME, text="甲客户")
        row, = adapter.rows()
        adapter.type("", came_at=CAME, text="乙客户")
        adapter.swap(0, 1)
        adapter.type("甲客户", text="丙客户")
        before = adapter.state()
        assert adapter.apply(row.set(no="001")) == [Clash("items", "001", "no", "001", "001", None, 0)]
        assert adapter.state() == before

    def test_while_somebody_has_it_open_nothing_is_written_and_afterwards_once(self, adapter: Adapter) -> None:
        adapter.apply(AppendRow("items", FIRST))
        before = adapter.state()
        change = SetCells("items", "001", {"way": "电话"}, {"way": None})
        with adapter.held() as name, pytest.raises(FileInUse, match=name):
            adapter.apply(change)
        assert adapter.state() == before
        assert adapter.apply(change) == [] and adapter.rows()[0].way == "电话"


def said(row: Row, like: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says in these columns."""
    return {name: row[name] for name in like}
