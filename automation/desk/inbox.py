"""The inbox (收件): forms that came back are taken in one by one, or sent back marked; no file is ever lost.

::

    收件/                 what has come back lies here
    收件/已收/2026-03/    originals that were taken in
    收件/已收/重复/       the same form once more
    收件/退回/            marked copies, to be sent back; the originals beside them under 原件

A form is committed under its own number before its file is moved: after a power cut the number is found in the journal, and
the file only has to be moved.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from automation.core.durable import sync_folder, write_durably
from automation.core.errors import Conflict, FileInUse, KefubuError, RefusedFile
from automation.core.fillable.mark import mark_form
from automation.core.fillable.read import FilledForm, RefusedForm, WrongCell, read_form
from automation.core.folder import Folder
from automation.core.journal import Journal
from automation.core.journal_lines import Entry
from automation.core.transactions import Outcome
from automation.core.xlsx.files import read_file
from automation.desk.intake import Intake, Unfit, plan_intake
from automation.desk.session import Session

TAKEN, RETURNED, DOUBLE, LEFT = "已收", "退回", "重复", "留待"
_TRANSIENT = re.compile(r"^(?:~\$|\.~lock\.|\.)|\.(?:tmp|crdownload|part)$", re.IGNORECASE)


@dataclass(frozen=True)
class Handled:
    """What became of one file: ``kind`` is 已收, 重复, 退回 or 留待 (left for the next time), with the sentence that says so."""

    file: str
    kind: str
    words: str
    wrong: Sequence[WrongCell] = ()


def inbox_of(folder: Folder) -> Path:
    """The inbox of a department and the places in it; made when they aren't there."""
    place = folder.inbox
    for each in (place, place / TAKEN, place / RETURNED / "原件"):
        each.mkdir(parents=True, exist_ok=True)
    return place


def waiting(folder: Folder) -> list[Path]:
    """The files that lie in the inbox, by name; what a program keeps beside an open file isn't one of them."""
    place = inbox_of(folder)
    return sorted(path for path in place.iterdir() if path.is_file() and not _TRANSIENT.search(path.name))


def take_in_all(session: Session, person: str | None = None) -> Iterator[Handled]:
    """Take every form of the inbox in, each as one transaction. ``person`` stands for whoever the form doesn't name."""
    known = {entry.data["form"]: entry for entry in Journal(session.folder).commits() if entry.data.get("form")}
    for path in waiting(session.folder):
        handled, serial = _handled(session, path, person, known)
        if serial:
            known |= {entry.data["form"]: entry for entry in Journal(session.folder).commits() if entry.data.get("form") == serial}
        yield handled


def _handled(session: Session, path: Path, person: str | None, known: Mapping[str, Entry]) -> tuple[Handled, str]:
    try:
        return _handle(session, path, person, known)
    except KefubuError as error:        # a register that can't be read now, a file that somebody holds open
        return Handled(path.name, LEFT, str(error)), ""


def _handle(session: Session, path: Path, person: str | None, known: Mapping[str, Entry]) -> tuple[Handled, str]:
    try:
        data = read_file(path)
    except (FileInUse, OSError) as error:
        return Handled(path.name, LEFT, f"现在读不了，下次再收：{error}"), ""
    try:
        filled = read_form(data)
    except (RefusedFile, RefusedForm) as error:
        return _send_back(session, path, data, None, str(error), ()), ""
    serial = filled.information.serial
    if serial in known:
        return _once_more(session, path, data, serial, known[serial]), ""
    try:
        intake = plan_intake(filled, session, person)
        outcome = session.commit(intake.changes, f"收表 {intake.form.title}", intake.person, intake.articles,
                                 form=serial, digest=hashlib.sha256(data).hexdigest())
    except Unfit as unfit:
        return _send_back(session, path, data, filled, str(unfit), unfit.wrong), ""
    except Conflict as error:
        return Handled(path.name, LEFT, f"{error}下次再收。"), ""
    _file(path, inbox_of(session.folder) / TAKEN / f"{session.now:%Y-%m}", _numbered(serial, path))
    return Handled(path.name, TAKEN, _said(intake, outcome)), serial


def _said(intake: Intake, outcome: Outcome) -> str:
    pending = "".join(f"《{register}》稍后自动写入（待写入）。" for register in outcome.pending)
    return f"《{intake.form.title}》{intake.subject}已登记（{outcome.run}）。{intake.remark}{pending}"


def _once_more(session: Session, path: Path, data: bytes, serial: str, entry: Entry) -> Handled:
    """The same file again is put away; another filling of a form that was taken in goes back, as nobody knows which holds."""
    when = f"{entry.when:%Y-%m-%d %H:%M}"
    if entry.data["form_digest"] != hashlib.sha256(data).hexdigest():
        return _send_back(session, path, data, None,
                          f"这张表（{serial}）{when} 已经收过，这一份内容不同，没有登记；要更正的，请直接告诉市场营销部。", ())
    taken = inbox_of(session.folder) / TAKEN
    first = taken / f"{entry.when:%Y-%m}"
    there = any(first.glob(f"*{serial}*"))      # not there: the power went before the file was moved
    _file(path, taken / DOUBLE if there else first, _numbered(serial, path))
    return Handled(path.name, DOUBLE, f"这张表（{serial}）{when} 已经收过，内容一样，没有再登记。")


def _send_back(session: Session, path: Path, data: bytes, filled: FilledForm | None, why: str, wrong: Sequence[WrongCell]) -> Handled:
    """Put a marked copy (or, for what isn't a form of ours, a note) into 退回, then the original beside it."""
    place = inbox_of(session.folder) / RETURNED
    if filled is not None:
        _write(place, path.name, mark_form(data, filled.information.title, why, wrong))
    else:
        _write(place, f"{path.stem}-退回说明.txt", f"{path.name}\n\n{why}\n".encode("utf-8-sig"))
    _file(path, place / "原件", path.name)
    return Handled(path.name, RETURNED, why, wrong)


def _numbered(serial: str, path: Path) -> str:
    return path.name if serial in path.name else f"{serial}-{path.name}"


def _write(place: Path, name: str, data: bytes) -> None:
    write_durably(_free(place / name, data), data)


def _file(path: Path, place: Path, name: str) -> None:
    """Move a file; one of the same name that is there already stays, unless it is this very file."""
    place.mkdir(parents=True, exist_ok=True)
    try:
        path.replace(_free(place / name, path.read_bytes()))
        sync_folder(place)
        sync_folder(path.parent)
    except PermissionError as error:
        raise CannotMove(f"“{path.name}”已经办好，但有人开着它，移不走；请关上它，下次会自动移走。") from error


def _free(path: Path, data: bytes) -> Path:
    """This path, or the first with a number behind its name that isn't another file's."""
    number, free = 2, path
    while free.exists() and free.read_bytes() != data:
        free, number = path.with_name(f"{path.stem}({number}){path.suffix}"), number + 1
    return free


class CannotMove(KefubuError):
    """A file that was dealt with but is held open by somebody."""

