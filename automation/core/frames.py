"""Tables of columns (pandas) from what the reader read: one column per attribute, blank cells as NaN or NaT.

Days and moments are ``datetime64[s]``, counts and durations ``float64``, money and hours ``Decimal`` objects, the rest
text objects. The index counts the rows as read, from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from automation.core.schema import Column, Kind, Sheet

_NUMBERS = (Kind.COUNT, Kind.DURATION)
_MOMENTS = (Kind.DATE, Kind.DATETIME)


def frame(sheet: Sheet, values: Mapping[str, Sequence[Any]], length: int) -> pd.DataFrame:
    """The table of a sheet's values; columns that weren't in the file are blank."""
    return pd.DataFrame({column.name: _series(column, values.get(column.name), length) for column in sheet.columns},
                        index=pd.RangeIndex(length))


def _series(column: Column, values: Sequence[Any] | None, length: int) -> pd.Series:
    cells = [None] * length if values is None else values
    if column.kind in _MOMENTS:
        return pd.Series(np.array(cells, dtype="datetime64[s]"))
    if column.kind in _NUMBERS:
        return pd.Series(np.array(cells, dtype="float64"))
    return pd.Series([np.nan if cell is None else cell for cell in cells], dtype="object")
