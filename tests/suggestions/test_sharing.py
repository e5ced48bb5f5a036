"""The year of benefit and its shares (SG6): to the cent, to the day, whatever the amounts and the dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.core.dates import months_after, span_end
from automation.suggestions.registers.shares import split, uncovered
from tests.suggestions.office import Office, refused

AMOUNTS = st.integers(0, 10**11).map(lambda fen: Decimal(fen) / 100)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(AMOUNTS, st.integers(1, 99))
def test_the_shares_always_add_up_and_are_to_the_cent(benefit, percent):
    customer, company = split(benefit, percent, 100 - percent)
    assert customer + company == benefit and min(customer, company) >= 0
    assert customer == customer.quantize(Decimal("0.01")) and company == company.quantize(Decimal("0.01"))
    exact = benefit * percent / 100
    assert abs(customer - exact) <= Decimal("0.005") and customer == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_half_a_cent_is_the_customers():
    assert split(Decimal("0.03"), 50, 50) == (Decimal("0.02"), Decimal("0.01"))
    assert split(Decimal("1234.56"), 60, 40) == (Decimal("740.74"), Decimal("493.82"))


@given(DAYS, st.integers(1, 36))
def test_a_span_ends_the_day_before_the_next_one_begins(first, months):
    last = span_end(first, months)
    same = months_after(first, months)
    assert last < same if same.day == first.day else last == same
    assert span_end(first, 12) - first in (timedelta(days=364), timedelta(days=365))
    assert (last + timedelta(days=1)).day in (first.day, 1)


@pytest.mark.parametrize(("first", "last"), [
    (date(2026, 3, 1), date(2027, 2, 28)), (date(2027, 3, 1), date(2028, 2, 29)), (date(2028, 2, 29), date(2029, 2, 28)),
    (date(2027, 2, 28), date(2028, 2, 27)), (date(2026, 12, 31), date(2027, 12, 30)), (date(2026, 1, 1), date(2026, 12, 31)),
    (date(2024, 2, 28), date(2025, 2, 27)),
])
def test_the_year_by_the_calendar(first, last):
    assert span_end(first, 12) == last


@given(DAYS, st.lists(st.integers(1, 365), max_size=6, unique=True))
def test_periods_that_follow_each_other_cover_the_year_and_no_day_twice(first, cuts):
    last = span_end(first, 12)
    ends = sorted({first + timedelta(days=cut) for cut in cuts if first + timedelta(days=cut) < last} | {last})
    periods = list(zip([first, *(end + timedelta(days=1) for end in ends[:-1])], ends, strict=True))
    assert uncovered(first, last, reversed(periods)) is None
    for place, gone in enumerate(periods):
        assert uncovered(first, last, [each for each in periods if each != gone]) == gone, place


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_whatever_periods_are_asked_for_no_day_is_settled_twice_or_outside_the_year(data):
    office = Office()
    key = office.brought_to("实施中")
    started, until = office.proposal(key).implemented_on, office.desk().after(office.proposal(key)).shared_until
    office.now = datetime(until.year, until.month, until.day, 12) + timedelta(days=40)
    for _ in range(6):
        first = started + timedelta(days=data.draw(st.integers(-20, 380)))
        last = first + timedelta(days=data.draw(st.integers(-3, 200)))
        inside = started <= first <= last <= until
        free = all(last < row.from_on or row.to_on < first for row in office.memory.rows("settlements"))
        told = {"from_on": first, "to_on": last, "benefit": data.draw(AMOUNTS), "basis": "节省工时"}
        if inside and free:
            office.do("settle", key, **told)
        else:
            article, column = (("SG6.1", "from_on") if first < started else ("SG6.2", "to_on") if last > until
                               else ("SG6.1", "to_on") if last < first else ("SG6.1", "from_on"))
            refused(office, "settle", key, article, column, **told)
    rows = office.memory.rows("settlements")
    assert all(row.customer_share + row.company_share == row.benefit for row in rows)
    days = [row.from_on + timedelta(days=n) for row in rows for n in range((row.to_on - row.from_on).days + 1)]
    assert len(days) == len(set(days)) and all(started <= day <= until for day in days)


def test_the_next_period_begins_where_the_last_one_ended():
    office = Office()
    key = office.brought_to("实施中")
    office.now = datetime(2026, 9, 1, 9)
    first, second = office.settled(key, date(2026, 5, 31), "100.01"), office.settled(key, date(2026, 8, 31), "0")
    assert (first.from_on, second.from_on) == (date(2026, 3, 2), date(2026, 6, 1))
    assert (first.customer_share, first.company_share, first.adds_up) == (Decimal("60.01"), Decimal("40.00"), "相符")
    assert second.customer_share == 0
    refused(office, "settle", key, "SG6.1", "to_on", to_on=date(2026, 9, 2), benefit=Decimal(1), basis="x")
    refused(office, "settle", key, "SG6.1", "benefit", to_on=date(2026, 9, 1), benefit=Decimal(-1), basis="x")


def test_it_is_paid_once_by_somebody_else_and_closed_when_all_is_settled():
    office = Office()
    key = office.brought_to("实施中")
    refused(office, "close_proposal", key, "SG6.2", "closed_at")
    office.now = datetime(2027, 3, 1, 9)
    refused(office, "close_proposal", key, "SG6.2", "closed_at", at=datetime(2027, 3, 1, 23, 59))
    assert "2026-03-02 至 2027-03-01" in refused(office, "close_proposal", key, "SG6.1", "closed_at", at=datetime(2027, 3, 2, 9))
    office.now = datetime(2027, 5, 4, 9)        # paying late is allowed
    row = office.settled(key, date(2027, 3, 1), "1000")
    assert row.key in refused(office, "close_proposal", key, "SG6.1", "closed_at")
    refused(office, "pay_settlement", row.key, "SG6.1", by="郑凯")
    office.do("pay_settlement", row.key)
    refused(office, "pay_settlement", row.key, "SG6.1")
    office.do("close_proposal", key)
    assert office.state("proposals", key) == "已办结"
    refused(office, "settle", key, "SG6.1", to_on=date(2027, 3, 1), benefit=Decimal(1), basis="x")


def test_nothing_is_shared_before_the_implementation():
    office = Office()
    refused(office, "settle", office.brought_to("待实施"), "SG6.1", to_on=date(2026, 3, 1), benefit=Decimal(1), basis="x")
