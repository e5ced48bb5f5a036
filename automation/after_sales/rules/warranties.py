"""When the free warranty of users' goods ends (免费保证期间), as columns."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books, mapped, months_after


def of_goods(books: Books) -> pd.Series:
    """For each row of 用户商品 the last day of its warranty; blank without a purchase date or a known model."""
    owned = books.owned
    return months_after(owned.bought_on, books.lookup(owned.model, "products", "warranty_months"))


def of_calls(books: Books) -> pd.Series:
    """For each call the last day of the goods' warranty: found by serial number, else by user and model."""
    calls, owned, ends = books.calls, books.owned, of_goods(books)
    by_serial = ends.groupby(owned.serial).max()
    by_model = ends.groupby(owned.user_no + "\n" + owned.model).max()
    return mapped(calls.serial, by_serial).fillna(mapped(calls.user_no + "\n" + calls.model, by_model))
