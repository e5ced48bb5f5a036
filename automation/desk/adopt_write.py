"""Writing adopted rows: one transaction, numbers claimed for rows that bring none."""

from __future__ import annotations

from automation.core.changes import AppendRow
from automation.core.errors import KefubuError
from automation.core.journal import COMMIT, Journal
from automation.core.numbers import claim_many, occupy
from automation.core.transactions import Outcome
from automation.desk.adopt import Adoption
from automation.desk.session import Session


class AlreadyThere(KefubuError):
    """The same file was adopted before, or rows with its keys stand in the register."""


def adopt_rows(session: Session, adoption: Adoption, person: str, source: str) -> Outcome:
    """Append the rows to the register. Raises :class:`AlreadyThere` before anything is written."""
    sheet = adoption.sheet
    step = f"接收 {source} 到 {sheet.title}"
    _refuse_second_time(session, step)
    present = {row.key for row in session.sheet(sheet.name).rows()}
    brought = [str(row[sheet.key]) for row in adoption.rows if row.get(sheet.key) is not None]
    if doubled := [key for key in brought if key in present]:
        raise AlreadyThere(f"“{sheet.title}”里已经有 {doubled[0]} 等 {len(doubled)} 个编号，可能接收过这个文件。什么都没有写。")
    occupy(session.folder, brought)
    bare = len(adoption.rows) - len(brought)
    numbers = iter(claim_many(session.folder, sheet.number, session.now.date(), bare) if bare else ())
    rows = [row if row.get(sheet.key) is not None else {sheet.key: next(numbers), **row} for row in adoption.rows]
    return session.commit([AppendRow(sheet.name, row) for row in rows], step, person)


def _refuse_second_time(session: Session, step: str) -> None:
    commits = [entry for entry in Journal(session.folder).entries() if entry.kind == COMMIT]
    undone = {entry.data["undoes"] for entry in commits}
    for entry in commits:
        if entry.step == step and entry.run not in undone:
            raise AlreadyThere(f"这个文件 {entry.when:%Y-%m-%d %H:%M} 已经接收过（{entry.run}），什么都没有写。"
                               f"要重新接收，请先 undo {entry.run}；确实是另一个文件，请换个文件名。")
