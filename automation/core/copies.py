"""Copies beside a register (副本): what cloud drives leave when two people saved at once, and ordinary copies.

They are recognised by name alone. Whatever was entered into a copy is missing from the register, so each is a finding.
"""

from __future__ import annotations

import re
from pathlib import Path

# What stands behind the register's name: OneDrive puts the computer's name, 坚果云, WPS and Dropbox write 冲突 or "conflicted
# copy", Syncthing "sync-conflict", Google Drive "(1)", Windows " - 副本".
_COPY = re.compile(r"""-(?=.*[A-Z])[A-Z0-9-]{2,} | .*(?i:冲突|衝突|conflict).*
                    | \s?\(\d{1,2}\) | \s?-\s?(?i:副本|copy).*""", re.VERBOSE)
_DRIVES = {"onedrive": "OneDrive", "坚果云": "坚果云", "nutstore": "坚果云", "wps云盘": "WPS 云盘", "wpsdrive": "WPS 云盘",
           "dropbox": "Dropbox", "百度网盘": "百度网盘", "baidusyncdisk": "百度网盘", "icloud": "iCloud",
           "google drive": "Google Drive", "googledrive": "Google Drive", "腾讯微云": "腾讯微云"}


def copies_of(path: Path) -> list[Path]:
    """Workbooks in the same folder whose name says that they are copies of this one, by name."""
    if not path.parent.is_dir():
        return []
    return sorted(other for other in path.parent.iterdir() if other.suffix.lower() == path.suffix.lower()
                  and other.stem.startswith(path.stem) and _COPY.fullmatch(other.stem[len(path.stem):]))


def synced_by(folder: Path) -> str | None:
    """The cloud drive that a folder seems to be kept in step by, judged by the names of the folders above it."""
    for part in folder.parts:
        for word, drive in _DRIVES.items():
            if part.lower().startswith(word) or part.lower() == f"我的{word}":
                return drive
    return None
