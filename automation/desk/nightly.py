"""The nightly check (夜间核对): read everything, run every rule, write the report, the findings workbook and the forms.

The order is fixed: finish what was interrupted, take in the forms that came back, take a snapshot, read, check, report.
One unreadable workbook is one finding; the rest still runs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from automation.core.changes import WriteDocument
from automation.core.documents import store
from automation.core.errors import RefusedFile
from automation.core.findings import Finding, Severity
from automation.core.folder import Folder, Snapshot
from automation.core.history import touched_since
from automation.core.leftovers import clear_away
from automation.core.reader import read_register
from automation.core.schema import Register
from automation.core.snapshots import take_snapshot
from automation.core.statistics import Figures, Statistic
from automation.desk import agenda, house, monthly
from automation.desk.beside import beside_findings
from automation.desk.checking import check
from automation.desk.destroying import carry_through
from automation.desk.findings_book import findings_workbook
from automation.desk.gather import Gathered, Told, gather_session, normalised, remark_findings, stale_findings
from automation.desk.inbox import Handled, take_in_all
from automation.desk.obligations import Owed, night_desk, owed, papers, sections, tiles
from automation.desk.report import Section, report, write
from automation.desk.session import Session
from automation.desk.since import changed_since
from automation.desk.unsettled import unsettled


@dataclass(frozen=True)
class Night:
    """What a night found and made."""

    read_at: datetime
    findings: Sequence[Finding]
    due: Sequence[Owed]
    report: Path
    workbook: Path
    forms: Sequence[Path]


def run(folder: Folder, now: datetime, login: str = "", told: Told = lambda what, done, whole: None) -> Night:
    """Check the department in ``folder`` as of ``now`` (local time)."""
    session = Session(folder, now, login)
    told("补写未完成的改动", 0, 1)
    reasons = session.recover().pending
    told("收发回来的表", 0, 1)
    received = list(take_in_all(session))
    carry_through(session)
    last = folder.last_snapshot(now)
    told("保存快照", 0, 1)
    take_snapshot(folder, house.catalogue(), now)
    clear_away(folder)
    gathered = gather_session(session, told)
    told("月度统计表", 0, 1)
    months = monthly.make_missing(folder, gathered)
    changes = monthly.changed(folder, gathered)
    found = sorted([*_checked(gathered, told), *remark_findings(gathered), *gathered.unreadable,
                    *stale_findings(gathered), *_since(folder, last, gathered),
                    *monthly.findings(folder, gathered, changes),
                    *beside_findings(folder, house.catalogue(), gathered.department), *unsettled(folder, gathered, reasons)])
    told("统计", 0, 1)
    figures = [(statistic, statistic.make(gathered.books)) for statistic in house.statistics()]
    return _write(folder, gathered, found, figures, [*_received(received), *_months(months, changes)])


def _checked(gathered: Gathered, told: Told) -> list[Finding]:
    rules = house.rules()
    places = iter(range(len(rules)))
    return check(rules, gathered.books, lambda rule: told(f"核对 {rule.article}", next(places), len(rules)))


def _since(folder: Folder, last: Snapshot | None, gathered: Gathered) -> list[Finding]:
    """What changed outside the recorded steps since the last night; nothing on the first one."""
    if last is None:
        return []
    touched = touched_since(folder, last)
    found: list[Finding] = []
    for register in gathered.registers.values():
        old = last.path / register.register.filename
        if old.exists():
            try:
                before = read_register(old, register.register, today=last.taken_at.date())
            except RefusedFile as error:
                found.append(_lost_snapshot(register.register, error, gathered))
            else:
                found += changed_since(before, register, touched, gathered.department)
    return found


def _lost_snapshot(register: Register, error: RefusedFile, gathered: Gathered) -> Finding:
    return Finding("DQ", register.filename, register.sheets[0].title, "A1", "", "DQ 快照读不出来", f"上次核对留下的快照：{error}",
                   "今晚没有与上次相比；快照每晚重做，明晚照常", gathered.department.answering(register.keeper), Severity.NOTICE)


def _write(folder: Folder, gathered: Gathered, found: list[Finding], figures: Sequence[tuple[Statistic, Figures]],
           more: Sequence[Section]) -> Night:
    department = gathered.department
    now, due = department.now, owed(gathered)
    dates = agenda.lines(agenda.agenda(night_desk(gathered, department), gathered.books.data), now.date())
    place = folder.checks / f"{now:%Y-%m-%d}"
    place.mkdir(parents=True, exist_ok=True)
    forms = [_store(place / "单据", document) for document in papers(due)]
    page = report(found, figures, [*sections(due), *more], tiles(gathered), department.articles, now,
                  department.setting("公司名称", default=""), [(path.stem, f"单据/{path.name}") for path in forms])
    write(place / "检查报告.html", page)
    (place / "检查结果.xlsx").write_bytes(findings_workbook(found, department.articles, now, dates=dates,
                                                                  normalised=normalised(gathered)))
    listed = {"read_at": now.isoformat(), "findings": [finding.as_json() for finding in found]}
    write(place / "findings.json", json.dumps(listed, ensure_ascii=False, indent=1))
    return Night(now, found, due, place / "检查报告.html", place / "检查结果.xlsx", forms)


def _received(received: Sequence[Handled]) -> list[Section]:
    """What came back in the inbox and what became of it; nothing when nothing came."""
    if not received:
        return []
    return [Section("收回的表", "“收件”里发回来的表；退回的副本在“收件/退回”，红色标着要改的格子。", ("结果", "文件", "说明"),
                    [(each.kind, each.file, "；".join([each.words, *(cell.words for cell in each.wrong)])) for each in received])]


def _months(made: Sequence[monthly.Made], changes: Sequence[monthly.Changed]) -> list[Section]:
    """Monthly statistics made tonight, and every figure that differs from the checked ones; nothing when there are none."""
    found = []
    if made:
        found.append(Section("今晚做好的月度统计表", "核对以后办理填报，送请审核。", ("月份", "文件"),
                             [(each.month, "、".join(path.name for path in each.files)) for each in made]))
    if changes:
        lines = [(change.row.key, change.statistics.title, str(each)) for change in changes for each in change.different]
        note = "登记簿现在的数字和审核过的不同；审核过的文件没有动。"
        found.append(Section("审核以后又变动的统计", note, ("月份", "统计表", "不同的数字"), lines))
    return found


def _store(place: Path, document: WriteDocument) -> Path:
    """The night's papers lie beside each other, without their register's folders."""
    return store(place, WriteDocument(Path(document.path).name, document.text))
