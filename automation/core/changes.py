"""Changes (改动): what a step wants done, as values. A list of them is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SetCells:
    """Put values into one row, found by its key; ``seen`` is what the plan saw in each of those cells.

    ``sheet`` and the keys of both mappings are attribute names of the schema; a value of None empties the cell.
    A row that has no key yet is known by ``row``, the sheet row (1-based) where the plan saw it, and by ``beside``, all
    that stood in it: somebody may sort the sheet before the values are written.
    """

    sheet: str
    key: str
    values: Mapping[str, Any]
    seen: Mapping[str, Any]
    row: int = 0
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AppendRow:
    """Add one row at the end of a sheet's table (a blank register's empty row, or one that was emptied, is filled first).

    Its key is among the values: it tells, after an interruption, whether the row was added.
    """

    sheet: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ArchiveRow:
    """Copy a row to the sheet's archive (存档) and empty its line; no row is ever deleted or shifted.

    ``into`` names a year's archive workbook instead, by its path below the department's folder.
    """

    sheet: str
    key: str
    seen: Mapping[str, Any]
    into: str = ""


@dataclass(frozen=True)
class WriteDocument:
    """A printed form, stored by register, month and key under 单据. ``text`` is the whole HTML file."""

    path: str
    text: str


@dataclass(frozen=True)
class Clash:
    """A cell that somebody changed by hand between commit and write; it was left as it is.

    When the whole row is gone, ``column`` is the key's and ``found`` is None. ``change`` is the place, from 0, of the
    change in the list that was applied.
    """

    sheet: str
    key: str
    column: str
    seen: Any
    wanted: Any
    found: Any
    change: int = 0


RowChange = SetCells | AppendRow | ArchiveRow
Change = RowChange | WriteDocument
