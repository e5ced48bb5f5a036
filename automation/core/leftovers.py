"""Leftovers (残留): workbooks half written aside when a computer stopped. Nobody needs them; the night clears them away."""

from __future__ import annotations

from pathlib import Path

from automation.core.archives import PLACE
from automation.core.folder import Folder
from automation.core.locks import locked

OLD = 3600.0
"""Seconds after which nobody can still be writing one."""


def clear_away(folder: Folder, old: float = OLD) -> list[str]:
    """Remove them; gives their names. Their age is told by the file server's clock, against a file made just now."""
    found = sorted((*folder.root.glob(".kefubu-*.tmp"), *folder.root.glob(f"{PLACE}/*/*.写入中")))
    if not found:
        return []
    with locked(folder):
        probe = folder.system / "校时"
        probe.write_bytes(b"x")
        now = probe.stat().st_mtime
        gone = [path for path in found if path.exists() and now - path.stat().st_mtime > old]
        for path in gone:
            _remove(path)
    return [path.name for path in gone]


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError:
        # Windows, while a virus scanner reads it: the next night tries again.
        return
