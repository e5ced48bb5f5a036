"""Conditions (条件): said once, understood by a row, by whole columns and by the sheet itself.

``Filled("arrived_at") & ~Is("kind", "免费服务")`` can be asked of one row (steps), of a table of columns (rules) and be
written as an Excel formula (the state column, the colours). All three answer alike; a test holds them to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Reference = Callable[[str], str]
"""Gives the Excel reference of a column's cell in this row, by the column's attribute name."""


class Condition:
    """Something that holds for a row or doesn't."""

    def __and__(self, other: Condition) -> Condition:
        return _Both(self, other)

    def __or__(self, other: Condition) -> Condition:
        return _Either(self, other)

    def __invert__(self) -> Condition:
        return _Not(self)

    def row(self, row: Mapping[str, Any]) -> bool:
        """Whether it holds for this row (attribute name → value, ``None`` when blank)."""
        raise TypeError(f"{type(self).__name__} can't be asked of a row")

    def frame(self, frame: Any) -> Any:
        """A boolean column: where it holds in this pandas table."""
        raise TypeError(f"{type(self).__name__} can't be asked of columns")

    def excel(self, ref: Reference) -> str:
        """The Excel formula text (without ``=``) that is TRUE where it holds."""
        raise TypeError(f"{type(self).__name__} can't be written as a formula")

    def words(self, ref: Reference) -> str:
        """The same in plain Chinese, for staff; ``ref`` gives a column's header."""
        raise TypeError(f"{type(self).__name__} can't be said in words")

    def names(self) -> frozenset[str]:
        """The columns it looks at."""
        raise TypeError(f"{type(self).__name__} looks at no columns")


@dataclass(frozen=True)
class Filled(Condition):
    """The cell isn't blank (已填)."""

    column: str

    def row(self, row: Mapping[str, Any]) -> bool:
        return row.get(self.column) is not None

    def frame(self, frame: Any) -> Any:
        return frame[self.column].notna()

    def excel(self, ref: Reference) -> str:
        return f'{ref(self.column)}<>""'

    def words(self, ref: Reference) -> str:
        return f"“{ref(self.column)}”已填"

    def names(self) -> frozenset[str]:
        return frozenset({self.column})


@dataclass(frozen=True, init=False)
class Is(Condition):
    """The cell holds one of these values (等于)."""

    column: str
    values: tuple[str, ...]

    def __init__(self, column: str, *values: str) -> None:
        object.__setattr__(self, "column", column)
        object.__setattr__(self, "values", values)

    def row(self, row: Mapping[str, Any]) -> bool:
        return row.get(self.column) in self.values

    def frame(self, frame: Any) -> Any:
        return frame[self.column].isin(self.values)

    def excel(self, ref: Reference) -> str:
        tests = [f'{ref(self.column)}="{value}"' for value in self.values]
        return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"

    def words(self, ref: Reference) -> str:
        return f"“{ref(self.column)}”是{'或'.join(self.values)}"

    def names(self) -> frozenset[str]:
        return frozenset({self.column})


@dataclass(frozen=True)
class Same(Condition):
    """Two cells hold the same, and not nothing (相同)."""

    column: str
    other: str

    def row(self, row: Mapping[str, Any]) -> bool:
        return row.get(self.column) is not None and row.get(self.column) == row.get(self.other)

    def frame(self, frame: Any) -> Any:
        return frame[self.column].notna() & (frame[self.column] == frame[self.other])

    def excel(self, ref: Reference) -> str:
        return f'AND({ref(self.column)}<>"",{ref(self.column)}={ref(self.other)})'

    def words(self, ref: Reference) -> str:
        return f"“{ref(self.column)}”与“{ref(self.other)}”相同"

    def names(self) -> frozenset[str]:
        return frozenset({self.column, self.other})


@dataclass(frozen=True)
class _Both(Condition):
    left: Condition
    right: Condition

    def row(self, row: Mapping[str, Any]) -> bool:
        return self.left.row(row) and self.right.row(row)

    def frame(self, frame: Any) -> Any:
        return self.left.frame(frame) & self.right.frame(frame)

    def excel(self, ref: Reference) -> str:
        return f"AND({self.left.excel(ref)},{self.right.excel(ref)})"

    def words(self, ref: Reference) -> str:
        return "，并且".join(f"（{part.words(ref)}）" if isinstance(part, _Either) else part.words(ref)
                           for part in (self.left, self.right))

    def names(self) -> frozenset[str]:
        return self.left.names() | self.right.names()


@dataclass(frozen=True)
class _Either(Condition):
    left: Condition
    right: Condition

    def row(self, row: Mapping[str, Any]) -> bool:
        return self.left.row(row) or self.right.row(row)

    def frame(self, frame: Any) -> Any:
        return self.left.frame(frame) | self.right.frame(frame)

    def excel(self, ref: Reference) -> str:
        return f"OR({self.left.excel(ref)},{self.right.excel(ref)})"

    def words(self, ref: Reference) -> str:
        return f"{self.left.words(ref)}，或者{self.right.words(ref)}"

    def names(self) -> frozenset[str]:
        return self.left.names() | self.right.names()


@dataclass(frozen=True)
class _Not(Condition):
    inner: Condition

    def row(self, row: Mapping[str, Any]) -> bool:
        return not self.inner.row(row)

    def frame(self, frame: Any) -> Any:
        return ~self.inner.frame(frame)

    def excel(self, ref: Reference) -> str:
        return f"NOT({self.inner.excel(ref)})"

    def words(self, ref: Reference) -> str:
        if isinstance(self.inner, Filled):
            return f"“{ref(self.inner.column)}”未填"
        if isinstance(self.inner, Is):
            return f"“{ref(self.inner.column)}”不是{'或'.join(self.inner.values)}"
        return f"并非（{self.inner.words(ref)}）"

    def names(self) -> frozenset[str]:
        return self.inner.names()
