"""Writing adopted rows: one transaction, numbers claimed for rows that bring none."""

from __future__ import annotations

from automation.core.changes import AppendRow
from automation.core.errors import KefubuError
from automation.core.numbers import claim, occupy
from automation.core.transactions import Outcome
from automation.desk.adopt import Adoption
from automation.desk.session import Session


class AlreadyThere(KefubuError):
    """Rows with these keys stand in the register already: the same file was adopted before."""


def adopt_rows(session: Session, adoption: Adoption, person: str, source: str) -> Outcome:
    """Append the rows to the register. Raises :class:`AlreadyThere` before anything is written."""
    sheet = adoption.sheet
    present = {row.key for row in session.sheet(sheet.name).rows()}
    brought = [str(row[sheet.key]) for row in adoption.rows if row.get(sheet.key) is not None]
    if doubled := [key for key in brought if key in present]:
        raise AlreadyThere(f"“{sheet.title}”里已经有 {doubled[0]} 等 {len(doubled)} 个编号，可能接收过这个文件。什么都没有写。")
    occupy(session.folder, brought)
    rows = [row if row.get(sheet.key) is not None
            else {sheet.key: claim(session.folder, sheet.number or "LS", session.now.date()), **row} for row in adoption.rows]
    return session.commit([AppendRow(sheet.name, row) for row in rows], f"接收 {source}", person)
