"""Snapshots (快照): each night's copy of the registers, to tell in the morning what changed outside the steps."""

from __future__ import annotations

import shutil
from datetime import datetime

from automation.core.durable import make_folder, sync_folder, write_durably
from automation.core.errors import FileInUse, RefusedFile
from automation.core.folder import SNAPSHOT_ENTRY, SNAPSHOT_NAME, SNAPSHOTS, Folder, Snapshot
from automation.core.journal import Journal
from automation.core.locks import locked
from automation.core.schema import Catalogue
from automation.core.xlsx.files import read_file

KEPT = 14
"""Nights whose snapshots are kept."""


def take_snapshot(folder: Folder, catalogue: Catalogue, now: datetime) -> Snapshot:
    """Copy every register as it is between two steps, and note how far the journal had come.

    An interrupted copy leaves no snapshot behind. A workbook that can't be read is left out; the night says so itself.
    """
    place, aside = folder.snapshots / f"{now:{SNAPSHOT_NAME}}", folder.snapshots / "未完成"
    with locked(folder):
        shutil.rmtree(aside, ignore_errors=True)
        make_folder(aside)
        for register in catalogue:
            try:
                write_durably(aside / register.filename, read_file(folder.register_path(register)))
            except (RefusedFile, FileInUse):
                continue
        last = Journal(folder).last()
        write_durably(aside / SNAPSHOT_ENTRY, str(last.number if last else 0).encode())
        if place.exists():
            shutil.rmtree(place)
        aside.rename(place)
        sync_folder(folder.snapshots)
    for old in sorted(folder.snapshots.glob(SNAPSHOTS))[:-KEPT]:
        shutil.rmtree(old)
    return Snapshot(now, place)
