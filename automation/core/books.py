"""Books (账册): all registers as tables of columns, for rules and statistics. Pandas lives from here on up.

``books.calls`` is the table of the sheet named ``calls``: one column per attribute, the index counts the rows as read.
A sheet that couldn't be read is an empty table with all its columns, so that one bad workbook stops no rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd

from automation.core.clock_columns import deadline_column, elapsed_column
from automation.core.department import Department
from automation.core.frames import frame
from automation.core.schema import Catalogue

_FIRST_DAY = date(1990, 1, 1)


def months_after(days: pd.Series, months: pd.Series | int) -> pd.Series:
    """The same day some months later, row by row, or that month's last day (as :func:`automation.core.dates.months_after`)."""
    count = pd.to_numeric(months).astype("Float64") if isinstance(months, pd.Series) else months
    month = ((days.dt.year * 12 + days.dt.month - 1).astype("Float64") + count)
    known = month.notna() & days.notna()
    whole = month.where(known, 0).astype("int64").to_numpy()
    first = (whole - 1970 * 12).astype("datetime64[M]")
    last = (first + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    wanted = first.astype("datetime64[D]") + (days.dt.day.fillna(1).astype("int64").to_numpy() - 1)
    return pd.Series(np.minimum(wanted, last).astype("datetime64[s]"), index=days.index).where(known)


def mapped(keys: pd.Series, known: pd.Series) -> pd.Series:
    """For each key its value in ``known``, of the same type; blank where it has none."""
    return known.reindex(keys).set_axis(keys.index)


def fen(amounts: pd.Series) -> pd.Series:
    """Amounts as whole fen, so that they compare exactly; blank stays blank."""
    return amounts.map(lambda amount: int(amount * 100), na_action="ignore").astype("Float64")


class Read(Protocol):
    """A sheet as read: its values by attribute name, how many rows, which cells weren't understood, where cells stand."""

    values: Mapping[str, Sequence[Any]]
    bad: set[tuple[int, str]]

    @property
    def length(self) -> int: ...
    def address(self, index: int, name: str) -> str:
        """A1 address of a cell."""
    def header_address(self, name: str) -> str:
        """A1 address of a header."""
    def workbook(self, index: int) -> str:
        """The path, below the department's folder, of a row's archive; "" for a row of the register itself."""
    def has(self, name: str) -> bool:
        """Whether the file has this column."""


@dataclass
class Books:
    """The registers as read, and the department they belong to."""

    catalogue: Catalogue
    department: Department
    data: Mapping[str, Read]
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_") or name not in self.catalogue.sheets:
            raise AttributeError(name)
        return self.frame(name)

    def frame(self, name: str) -> pd.DataFrame:
        """The table of one sheet."""
        if name not in self._frames:
            data = self.data.get(name)
            sheet = self.catalogue.sheets[name]
            self._frames[name] = frame(sheet, {}, 0) if data is None else frame(sheet, data.values, data.length)
        return self._frames[name]

    @property
    def now(self) -> pd.Timestamp:
        """The moment of the check, local time."""
        return pd.Timestamp(self.department.now)

    @property
    def today(self) -> pd.Timestamp:
        """The day of the check, at midnight."""
        return self.now.normalize()

    def workbook(self, sheet: str, index: int | None = None) -> str:
        """The file name of the register a sheet belongs to, or of the year's archive in which this row of it lies."""
        archive = "" if index is None else self.data[sheet].workbook(index)
        return archive or self.catalogue.register_of[sheet].filename

    def address(self, sheet: str, index: int, column: str) -> str:
        """The A1 address of a cell as read; the header cell where the column is missing from the file."""
        return self.data[sheet].address(index, column)

    def header_address(self, sheet: str, column: str) -> str:
        """The A1 address of a column's header."""
        return self.data[sheet].header_address(column) if sheet in self.data else "A1"

    def readable(self, sheet: str, column: str) -> bool:
        """Whether a column was there to be read; where it wasn't, one finding says so and nothing is held against others."""
        return sheet in self.data and self.data[sheet].has(column)

    def not_understood(self, sheet: str) -> set[tuple[int, str]]:
        """The cells whose content the reader couldn't understand; they are findings already."""
        return self.data[sheet].bad if sheet in self.data else set()

    def limit(self, article: str, name: str, on: pd.Series) -> pd.Series:
        """A dated limit, row by row: the one in force on the day of ``on`` (AS: the day the duty arose)."""
        limits = self.department.articles[article].limits
        result = pd.Series(limits[0].values[name], index=on.index, dtype="int64")
        for limit in limits[1:]:
            result = result.mask(on >= pd.Timestamp(limit.since), limit.values[name])
        return result

    def lookup(self, keys: pd.Series, sheet: str, column: str) -> pd.Series:
        """For each key the value of ``column`` in ``sheet`` or where its rows are kept; blank without such a row (first one wins)."""
        key = self.catalogue.sheets[sheet].key
        tables = [self.frame(name)[[key, column]] for name in self._places(sheet) if column in self.catalogue.sheets[name].by_name]
        table = tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)
        return mapped(keys, table[table[key].notna()].drop_duplicates(key).set_index(key)[column])

    def known(self, keys: pd.Series, sheet: str) -> pd.Series:
        """Whether each key exists in ``sheet``, or where its rows are kept later."""
        key = self.catalogue.sheets[sheet].key
        return keys.isin({value for name in self._places(sheet) for value in self.frame(name)[key].dropna()})

    def _places(self, sheet: str) -> tuple[str, ...]:
        """Where a row of the sheet may stand: there, or where it is kept later."""
        return (sheet, *self.catalogue.sheets[sheet].kept)

    def lacking(self, people: pd.Series, *roles: str) -> pd.Series:
        """Whether somebody at work holds none of these roles; nothing is held against people who have left."""
        holders = {name for role in roles for name in self.department.people(role)}
        return people.isin(self.department.roles) & ~people.isin(holders)

    def elapsed(self, starts: pd.Series, ends: pd.Series | pd.Timestamp) -> pd.Series:
        """Working seconds between two moments, row by row; blank where one is missing."""
        if not isinstance(ends, pd.Series):
            ends = pd.Series(ends, index=starts.index, dtype=starts.dtype)
        return elapsed_column(self.department.clock, starts, ends)

    def deadline(self, starts: pd.Series, budgets: pd.Series) -> pd.Series:
        """The moment when a budget of working seconds runs out, row by row; blank where one is missing."""
        return deadline_column(self.department.clock, starts, budgets)

    def setting(self, item: str, on: pd.Series, default: str) -> pd.Series:
        """A setting of the department, row by row: the one in force on the day of ``on``."""
        rows = self.settings[(self.settings["item"] == item) & self.settings["value"].notna()]
        rows = rows.assign(since=rows.since.fillna(pd.Timestamp(_FIRST_DAY))).drop_duplicates("since").sort_values("since")
        result = pd.Series(default, index=on.index, dtype="object")
        for since, value in zip(rows.since, rows["value"], strict=True):
            result = result.mask(on >= since, value)
        return result

    def setting_since(self, item: str, value: str) -> pd.Timestamp | None:
        """Since when a setting has had this value without a break, up to today; None when it hasn't."""
        rows = self.settings[(self.settings["item"] == item) & self.settings["value"].notna()]
        rows = rows.assign(since=rows.since.fillna(pd.Timestamp(_FIRST_DAY))).sort_values("since", kind="stable")
        rows = rows[rows.since <= self.now]
        if rows.empty or rows["value"].iloc[-1] != value:
            return None
        broken = rows[rows["value"] != value]
        return rows[rows.since > broken.since.max()].since.min() if len(broken) else rows.since.min()

    def due(self, since: pd.Series, working_days: pd.Series | int) -> pd.Series:
        """The last day for what is due within so many working days after ``since`` (0: that day itself)."""
        days = since.dt.normalize()
        table = self._working_days
        target = self._passed(days) + (working_days.to_numpy() if isinstance(working_days, pd.Series) else working_days)
        position = np.searchsorted(table, target, side="left")
        due = pd.Series(pd.Timestamp(_FIRST_DAY) + pd.to_timedelta(position, unit="D"), index=since.index)
        return due.where(due > days, days).where(days.notna())

    def working_days(self, since: pd.Series, until: pd.Series) -> pd.Series:
        """Working days after the day of ``since`` up to that of ``until``, row by row; 0 on the same day, blank without one."""
        passed = self._passed(until.dt.normalize()) - self._passed(since.dt.normalize())
        return pd.Series(np.maximum(passed, 0), index=since.index, dtype="float64").where(since.notna() & until.notna())

    def overdue(self, since: pd.Series, done: pd.Series, working_days: pd.Series | int) -> pd.Series:
        """Whether something due within so many working days after ``since`` was done later, or isn't done and late."""
        due = self.due(since, working_days)
        finished = done.dt.normalize()
        return (finished > due) | (finished.isna() & since.notna() & (self.today > due))

    def _passed(self, days: pd.Series) -> np.ndarray:
        """How many working days had passed by the end of each day."""
        table = self._working_days
        offset = ((days - pd.Timestamp(_FIRST_DAY)).dt.days).fillna(0).astype("int64").clip(0, len(table) - 1)
        return table[offset.to_numpy()]

    @cached_property
    def _working_days(self) -> np.ndarray:
        """Working days up to and including each day since :data:`_FIRST_DAY`."""
        last = self.department.now.date() + timedelta(days=800)
        days = (_FIRST_DAY + timedelta(days=n) for n in range((last - _FIRST_DAY).days))
        return np.cumsum([bool(self.department.calendar.intervals(day)) for day in days])

    def where(self, sheet: str, **values: Any) -> pd.DataFrame:
        """The rows of a sheet that hold these values."""
        table = self.frame(sheet)
        mask = pd.Series(True, index=table.index)
        for name, value in values.items():
            mask &= table[name] == value
        return table[mask]
