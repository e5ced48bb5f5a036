"""Where each copy of the card and the report is (CP16, CP18): made out, handed over, received."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from automation.complaints.registers.common import (
    LEADERS,
    MARKETING,
    QUALITY,
    SALES_RECEIVES,
    SIXTH_COPY,
    THIRD_REPORT,
    TO_LEADERS,
    UNIT_RECEIVES,
)
from automation.complaints.registers.desks import UNIT
from automation.complaints.registers.papers import (
    CARD,
    CARD_COPIES,
    COPIES_OF,
    LEADERS_COPIES,
    REPORT,
    REPORT_COPIES,
    SIXTH,
    THIRD,
    Copy,
)
from automation.complaints.steps.table import joined
from automation.core.changes import Change
from automation.core.rows import Row
from automation.core.steps import Desk, append


def final_holder(copy: Copy, case: Row, desk: Desk) -> str:
    """The desk that keeps a copy in the end; 受理单位 while the unit isn't decided."""
    unit = case.unit or UNIT
    if copy.final in (SIXTH, THIRD):
        item, usual = (SIXTH_COPY, UNIT_RECEIVES) if copy.final == SIXTH else (THIRD_REPORT, SALES_RECEIVES)
        return MARKETING if desk.department.setting(item, case.routed_at.date(), usual) == SALES_RECEIVES else unit
    if case.route == TO_LEADERS and copy.final == QUALITY:
        return LEADERS
    return unit if copy.final == UNIT else copy.final


def final_holder_of(paper: str, part: str, case: Row, desk: Desk) -> str:
    """The desk that keeps this copy of a paper in the end."""
    return final_holder(next(each for each in COPIES_OF[paper] if each.part == part), case, desk)


def make_card(case: Row, desk: Desk) -> Iterator[Change]:
    """The card's copies made out at marketing: the stub stays, the others set out."""
    copies = [copy for copy in CARD_COPIES if case.route != TO_LEADERS or copy.part in LEADERS_COPIES]
    for copy in copies:
        row = _made(copy, CARD, MARKETING, case, desk)
        first = LEADERS if case.route == TO_LEADERS and copy.part == "第二联" else copy.final if copy.part == "第三联" else QUALITY
        yield append(row if row.final == MARKETING and copy.part == "第一联" else _sent(row, first, desk))


def make_report(case: Row, desk: Desk) -> Iterator[Change]:
    """The report's copies made out at the handling unit; they leave with the supervisor's check."""
    for copy in REPORT_COPIES:
        yield append(_made(copy, REPORT, case.unit, case, desk))


def take_in(case: Row, desk: Desk, holder: str) -> Iterator[Change]:
    """All copies of the case that are on their way to this desk have come."""
    for row in _live(case, desk, sent_to=holder):
        if row.received_at is None:
            yield desk.put(row, received(row, desk))


def send_on(case: Row, desk: Desk, holder: str, *papers: tuple[str, str, str]) -> Iterator[Change]:
    """The desk takes in what came for it and hands some of it over: (paper, copy, to which desk)."""
    rows = {row.key: row for row in _live(case, desk)}
    after = {key: received(row, desk) if row.sent_to == holder and row.received_at is None else row for key, row in rows.items()}
    for paper, part, to in papers:
        after |= {key: _sent(row, to, desk) for key, row in after.items() if (row.paper, row.part) == (paper, part)}
    yield from (desk.put(rows[key], row) for key, row in after.items() if row != rows[key])


def name_unit(case: Row, desk: Desk) -> Iterator[Change]:
    """The unit is decided: the copies that end there say its name."""
    finals = {copy.part: final_holder(copy, case, desk) for copy in CARD_COPIES}
    for row in _live(case, desk, paper=CARD):
        if row.final != finals[row.part]:
            yield row.set(final=finals[row.part])


def void_open(case: Row, desk: Desk) -> Iterator[Change]:
    """The case ends early: copies that aren't with their final holders are void."""
    for row in _live(case, desk):
        if row.received_at is None or row.holder != row.final:
            yield row.set(void_at=desk.now)


def _made(copy: Copy, paper: str, holder: str, case: Row, desk: Desk) -> Row:
    final = final_holder(copy, case, desk)
    at_home = {"received_by": desk.person, "received_at": desk.now} if copy.part == "第一联" else {}
    return desk.new("case_copies", case_no=case.key, paper=paper, part=copy.part, title=copy.title, holder=holder, final=final,
                    way=f"{desk.now:%m-%d} {holder}填制", **at_home)


def _sent(row: Row, to: str, desk: Desk) -> Row:
    return row.but(sent_to=to, sent_by=desk.person, sent_at=desk.now, received_by=None, received_at=None)


def received(row: Row, desk: Desk) -> Row:
    """The copy as it is once the desk that it was sent to has it."""
    return row.but(holder=row.sent_to, received_by=desk.person, received_at=desk.now,
                   way=joined(row.way, f"{desk.now:%m-%d} {row.holder}→{row.sent_to}"))


def _live(case: Row, desk: Desk, **values: str) -> Iterable[Row]:
    return [row for row in desk.where("case_copies", case_no=case.key, **values) if row.void_at is None]

