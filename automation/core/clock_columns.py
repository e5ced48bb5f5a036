"""The clock over whole columns (numpy and pandas): the same answers as :mod:`automation.core.clock`, row by row.

It loops over the years that occur, never over rows.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from automation.core.clock import HORIZON, LAST_SECOND, LAST_YEAR, Clock, year_start
from automation.core.errors import NoWorkingTime

_Seconds = NDArray[np.int64]


def elapsed_column(clock: Clock, starts: pd.Series, ends: pd.Series) -> pd.Series:
    """Working seconds in [start, end) of each row, as float: negative when the end comes first, NaN where one misses.

    Both columns have the same index, else ``ValueError``. A cell that is no moment counts as missing.
    """
    if not starts.index.equals(ends.index):
        raise ValueError("the two columns belong to different rows")
    (first, known_first), (last, known_last) = _moments(starts), _moments(ends)
    known = known_first & known_last
    result = np.full(len(starts), np.nan)
    if known.any():
        both = np.concatenate((first[known], last[known]))
        worked = _worked(clock, both, _years(both))
        result[known] = worked[known.sum():] - worked[: known.sum()]
    return pd.Series(result, index=starts.index)


def deadline_column(clock: Clock, starts: pd.Series, budgets: pd.Series | int) -> pd.Series:
    """The moment when each row's budget of working seconds runs out, NaT where start or budget is missing.

    NaT also where the scalar clock finds no answer within ten years of a start (a mistyped year before the department
    opened): one bad row stops no check. A calendar that never opens raises :class:`NoWorkingTime`.
    """
    if isinstance(budgets, pd.Series):
        if not starts.index.equals(budgets.index):
            raise ValueError("the two columns belong to different rows")
        wanted = budgets.to_numpy(float, na_value=np.nan)
    else:
        wanted = np.full(len(starts), float(budgets))
    if not clock.calendar.ever_open():
        raise NoWorkingTime("《基础资料》中没有填开放时间，算不出时限，请先填写。")
    now, known = _moments(starts)
    known = known & ~np.isnan(wanted)
    result = np.full(len(starts), np.datetime64("NaT"), dtype="datetime64[us]")
    if known.any():
        result[known] = _run_out(clock, now[known], np.rint(wanted[known]).astype(np.int64))
    return pd.Series(result, index=starts.index)


def _run_out(clock: Clock, now: _Seconds, budgets: _Seconds) -> NDArray[np.datetime64]:
    if (budgets < 0).any():
        raise ValueError("a budget of working time can't be negative")
    years = _years(now)
    origin, last = int(years.min()), min(int(years.max()) + HORIZON, LAST_YEAR)
    targets = _worked(clock, now, years) + budgets
    # Working seconds from the first year to the start of each year: the year in which a target falls is a look-up.
    before = np.concatenate(([0], np.cumsum([clock.year_table(year).total for year in range(origin, last + 1)])))
    due_years = origin + np.searchsorted(before, targets, side="left") - 1
    due = now.copy()
    answered = (budgets == 0) | ((due_years <= last) & (due_years <= years + HORIZON))
    for year in np.unique(due_years[answered & (budgets > 0)]):
        rows = answered & (budgets > 0) & (due_years == year)
        table, rest = clock.year_table(int(year)), targets[rows] - before[year - origin]
        index = np.searchsorted(table.before, rest, side="left") - 1
        due[rows] = year_start(int(year)) + np.asarray(table.starts)[index] + rest - np.asarray(table.before)[index]
    moments = due.astype("datetime64[s]").astype("datetime64[us]")
    moments[~answered] = np.datetime64("NaT")
    return moments


def _worked(clock: Clock, seconds: _Seconds, years: _Seconds) -> _Seconds:
    """Working seconds from the start of the earliest of ``years`` to each moment."""
    result = np.zeros(len(seconds), dtype=np.int64)
    origin = before = 0
    for year in np.unique(years):
        origin = origin or int(year)
        before += sum(clock.year_table(between).total for between in range(origin, int(year)))
        origin, table, rows = int(year), clock.year_table(int(year)), years == year
        result[rows] = before
        if table.starts:
            second = seconds[rows] - year_start(int(year))
            starts, ends = np.asarray(table.starts), np.asarray(table.ends)
            index = np.maximum(np.searchsorted(starts, second, side="right") - 1, 0)
            in_this = np.clip(second - starts[index], 0, ends[index] - starts[index])
            result[rows] += np.asarray(table.before)[index] + in_this
    return result


def _years(seconds: _Seconds) -> _Seconds:
    return seconds.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970


def _moments(column: pd.Series) -> tuple[_Seconds, NDArray[np.bool_]]:
    """Whole seconds since 1970, as the scalar clock rounds them, and where there is a moment at all."""
    if not pd.api.types.is_datetime64_dtype(column.dtype):
        column = pd.to_datetime(column.where(column.map(lambda cell: isinstance(cell, datetime))).astype(object))
    known = column.notna().to_numpy()
    microseconds = column.to_numpy().astype("datetime64[us]").astype(np.int64)
    return np.minimum(np.where(known, microseconds + 500_000, 0) // 1_000_000, LAST_SECOND), known
