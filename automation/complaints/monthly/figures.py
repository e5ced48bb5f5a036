"""The report of a month's complaints (CP19): all its tables, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from automation.complaints.monthly.comparisons import (
    answering,
    compared,
    customers_back,
    history,
    products_back,
    twelve_months,
)
from automation.complaints.monthly.facts import Facts
from automation.complaints.monthly.tables import (
    by_demand,
    by_ground,
    by_model,
    by_result,
    by_unit,
    crossed,
    flow,
    pareto,
)
from automation.core.books import Books
from automation.core.monthly import Period, Report, Table, basis, places

TITLE, ARTICLE = "投诉统计表", "CP19"


def reckon(books: Books, month: str) -> Report:
    """The figures of a month (``2026-10``) as it ended; a month without a case has all tables, with nothing in them."""
    department = books.department
    tables = {table.name: table for table in _tables(Facts(books, Period.of(month)))}
    return Report(month, TITLE, department.setting("公司名称", default="（公司名称）"), basis(department.articles, ARTICLE), tables,
                  {key: link for sheet in ("cases", "case_amounts") for key, link in places(books, sheet)})


def _tables(facts: Facts) -> Iterator[Table]:
    past = history(facts)
    whole_case = facts.books.department.limit("CP5", "全程工作日", facts.period.first.date())
    yield flow(facts)
    yield compared(facts, past)
    yield twelve_months(facts, past)
    yield pareto(facts)
    yield by_ground(facts)
    yield by_model(facts)
    yield by_unit(facts)
    yield by_demand(facts)
    yield by_result(facts)
    yield crossed(facts, "model", "投诉理由与商品型号")
    yield crossed(facts, "unit", "投诉理由与受理单位")
    yield answering(facts, whole_case)
    yield customers_back(facts)
    yield products_back(facts)
