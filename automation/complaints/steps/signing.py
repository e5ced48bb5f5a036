"""Signing for a copy that was handed over (签收; CP16, CP18), where no later step of that desk does it."""

from __future__ import annotations

from collections.abc import Iterator

from automation.complaints.registers.papers import CARD
from automation.complaints.steps.copies import received
from automation.complaints.steps.table import DESK_ROLES, UNIT_STAFF, step
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk


@step("签收", "CP16 CP18", sheet="case_copies", since=("在途",), to="已到位", or_to=("经手中",), icon="AcceptInvitation",
      roles=tuple(dict.fromkeys((*(role for roles in DESK_ROLES.values() for role in roles), *UNIT_STAFF))),
      asks=(Ask("received_at", default="now"),))
def receive_copy(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """签收送来的一联，从这时起由本部门持有。"""
    roles = desk.department.roles[desk.person]
    team = desk.department.lookup("people", desk.person, "team")
    wanted = DESK_ROLES.get(row.sent_to)
    if not (roles & set(wanted) if wanted else team == row.sent_to and roles & set(UNIT_STAFF)):
        raise StepRefused(f"{row.paper}{row.part}是送{row.sent_to}的，{desk.person}不能签收；请由{row.sent_to}的人签收。",
                          "CP16" if row.paper == CARD else "CP18", "received_by")
    yield desk.put(row, received(row, desk).but(**known))
