"""Checking one register now (检查本表): every rule over all registers, of which only this one's findings are kept.

The register may be a copy of the file, as it stands in Excel with what nobody has saved yet. Nothing in a register is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from automation.core.findings import Finding
from automation.core.schema import Register
from automation.core.waiting import overlay, pending
from automation.desk import house
from automation.desk.checking import check
from automation.desk.findings_book import findings_workbook
from automation.desk.gather import gather, remark_findings
from automation.desk.session import Session


def check_register(session: Session, register: Register, copy: Path) -> tuple[Sequence[Finding], Path]:
    """The register's findings, read from ``copy``, and the workbook that lists them with links to the cells of the register."""
    catalogue, folder = house.catalogue(), session.folder
    waiting = pending(folder, catalogue)
    paths = {each.name: folder.register_path(each) for each in catalogue} | {register.name: copy}
    gathered = gather(paths, catalogue, house.articles(), session.now,
                      lambda data: overlay(data, waiting.get(data.register.name, ()), session.department))
    found = sorted(finding for finding in [*check(house.rules(), gathered.books), *remark_findings(gathered), *gathered.unreadable]
                   if finding.workbook == register.filename)
    made = folder.checks / f"{session.now:%Y-%m-%d}" / f"{register.title}-{session.now:%H%M%S}.xlsx"
    if found:
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_bytes(findings_workbook(found, house.articles(), session.now))
    return found, made
