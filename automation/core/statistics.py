"""Statistics (统计): tables of figures drawn from the registers, each citing its articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from automation.core.books import Books


@dataclass(frozen=True)
class Figures:
    """A table of figures: the first column names the lines. ``shown`` is the column a chart draws, "" for none.

    ``percent`` lists the columns that hold shares (0 to 1).
    """

    table: pd.DataFrame
    shown: str = ""
    percent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statistic:
    """A declared table of figures."""

    name: str
    title: str
    articles: tuple[str, ...]
    make: Callable[[Books], Figures]

    @property
    def note(self) -> str:
        """One Chinese sentence that says what is counted."""
        return (self.make.__doc__ or "").strip().split("\n")[0]


@dataclass
class Statistics:
    """The figures of one regulation, in order."""

    _items: list[Statistic] = field(default_factory=list)

    def __iter__(self) -> Iterator[Statistic]:
        return iter(self._items)

    def statistic(self, title: str, articles: str) -> Callable[[Callable[[Books], Figures]], Statistic]:
        """Declare a table of figures."""
        def declare(make: Callable[[Books], Figures]) -> Statistic:
            item = Statistic(make.__name__, title, tuple(articles.split()), make)
            self._items.append(item)
            return item
        return declare
