"""Snapshots (快照): each night's copy of the registers, to tell in the morning what changed outside the steps."""

from __future__ import annotations

import shutil
from datetime import datetime

from automation.core.folder import SNAPSHOTS, Folder, Snapshot
from automation.core.schema import Catalogue

KEPT = 14
"""Nights whose snapshots are kept."""


def take_snapshot(folder: Folder, catalogue: Catalogue, now: datetime) -> Snapshot:
    """Copy every register as it is. An interrupted copy leaves no snapshot behind."""
    place = folder.snapshots / f"{now:%Y-%m-%d %H%M%S}"
    aside = folder.snapshots / "未完成"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for register in catalogue:
        path = folder.register_path(register)
        if path.exists():
            shutil.copy2(path, aside / path.name)
    if place.exists():
        shutil.rmtree(place)
    aside.rename(place)
    for old in sorted(folder.snapshots.glob(SNAPSHOTS))[:-KEPT]:
        shutil.rmtree(old)
    return Snapshot(now, place)
