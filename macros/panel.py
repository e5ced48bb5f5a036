"""The panel's batch jobs (控制台): each writes when it ran and what came of it into its named cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import xlwings

from automation.core.changes import WriteDocument
from automation.core.documents import store
from automation.core.errors import KefubuError, failure
from automation.core.folder import Folder, NoFolder
from automation.core.live import OpenBooks
from automation.core.live_reading import excel_failures
from automation.desk import house
from automation.desk.buttons import FOLDER_CELL, at_cell, outcome_cell
from automation.desk.scheduling import note_night
from automation.desk.session import Session
from macros.caller import TITLE, clock, login, show, usual_folder
from macros.quick import let_in

_MOST_PAGES = 5


def job(work: Callable[[Session], str]) -> Callable[[], None]:
    """A function for RunPython: does its work for the panel's department, notes time and outcome, saves the panel."""
    def run() -> None:
        book = xlwings.Book.caller()
        now = clock()
        try:
            outcome = work(Session(department(book), now, login(), OpenBooks(xlwings.apps)))
        except (KefubuError, OSError) as error:
            outcome = f"没有做成：{failure(error)}"
        try:
            book.names[at_cell(work.__name__)].refers_to_range.value = now
            book.names[outcome_cell(work.__name__)].refers_to_range.value = outcome
            book.save()
        except excel_failures():
            book.app.alert(f"{outcome}（记不进控制台：Excel 没有回应，或控制台是只读的。）", TITLE)
    run.__doc__, run.__name__ = work.__doc__, work.__name__
    return run


def department(book: xlwings.Book) -> Folder:
    """The department's folder: what stands in the panel's cell, else what this computer is set to, else where the panel lies."""
    said = str(book.names[FOLDER_CELL].refers_to_range.value or "").strip() or usual_folder()
    try:
        return Folder.open(Path(said) if said else Path(book.fullname).parent)
    except NoFolder as error:
        raise NoFolder(f"“{said or Path(book.fullname).parent}”不是部门文件夹；请在控制台的“部门文件夹”一格写上它的位置。") from error


@job
def nightly(session: Session) -> str:
    """Check everything now."""
    let_in()
    from automation.desk.nightly import run
    night = run(session.folder, session.now, session.login)
    note_night(session.folder.system, session.now)
    show(night.report)
    return f"共 {len(night.findings)} 项问题，报告在“检查/{night.report.parent.name}”里，已在浏览器里打开。"


@job
def dispatch_list(session: Session) -> str:
    """Tomorrow's dispatch list."""
    return _papers(session, "to_dispatch")


@job
def survey_cards(session: Session) -> str:
    """Survey cards to be filled in and sent."""
    return _papers(session, "cards_to_make", "cards_to_send")


@job
def expiry_letters(session: Session) -> str:
    """Letters for contracts and warranties that are about to end."""
    return _papers(session, "expiring_contracts", "expiring_warranties")


@job
def monthly(session: Session) -> str:
    """Last month's statistics."""
    let_in()
    from automation.core.monthly import month_of
    from automation.desk.gather import gather_session
    from automation.desk.monthly import make
    session.recover()
    gathered, month = gather_session(session), month_of(session.now.date(), -1)
    if gathered.unreadable:
        return f"有登记簿读不出来，统计做不全，什么都没有写：{gathered.unreadable[0].message}"
    made = [make(session.folder, statistics, gathered, month) for statistics in house.monthly()]
    different = sum(len(each.different) for each in made)
    changed = f"；已审核的有 {different} 个数字和现在不同，另存了一份" if different else ""
    return f"{month} 的统计表 {len(made)} 种：{'、'.join(path.name for each in made for path in each.files)}{changed}。"


@job
def inbox(session: Session) -> str:
    """Take in the forms that came back."""
    from automation.desk.inbox import take_in_all  # brings openpyxl along
    session.recover()
    handled = list(take_in_all(session))
    if not handled:
        return "“收件”里没有文件。"
    counts = {kind: sum(each.kind == kind for each in handled) for kind in dict.fromkeys(each.kind for each in handled)}
    wrong = [f"{each.file}：{each.words}" for each in handled if each.wrong]
    return "；".join(["，".join(f"{kind} {count} 份" for kind, count in counts.items()), *wrong[:5]]) + "。"


def _papers(session: Session, *names: str) -> str:
    """Print the forms of these obligations."""
    session.recover()
    desk = session.desk("", dry=True)
    due = [each.find(desk) for each in house.obligations() if each.name in names]
    made: Sequence[WriteDocument] = [paper for each in due for paper in each.papers]
    pages = [store(session.folder.documents, paper) for paper in made]
    for page in pages[:_MOST_PAGES]:
        show(page)
    rows = sum(len(each.rows) for each in due)
    return f"{rows} 件，印好 {len(pages)} 份，已在浏览器里打开。" if pages else "现在没有要印的。"
