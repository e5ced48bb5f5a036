"""Bytes safely on the disk (落盘): what the journal, its values and the numbers stand on. Each returns when a power cut can't undo it."""

from __future__ import annotations

import os
import time
from pathlib import Path

_PATIENCE = (0.05, 0.1, 0.2, 0.4, 0.8)


def sync_folder(folder: os.PathLike[str]) -> None:
    """See a folder's list of files safely on the disk, where the system can (not on Windows, not on every share)."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError:
            # Some network file systems don't offer it; the files' own content is on the disk already.
            pass
        finally:
            os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it; each new one is seen in the list of the one above."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def append_durably(path: Path, data: bytes) -> None:
    """Add bytes to the end of a file."""
    fresh = not path.exists()
    with open(path, "ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if fresh:
        sync_folder(path.parent)


def write_durably(path: Path, data: bytes) -> None:
    """Put a file in place in one move: whoever reads it, and whenever the power goes, sees the old one or the new one whole."""
    aside = path.with_name(f"{path.name}.写入中")
    with open(aside, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    for pause in (*_PATIENCE, None):
        try:
            aside.replace(path)
            break
        except PermissionError:
            # Windows, while another process is just reading it.
            if pause is None:
                raise
            time.sleep(pause)
    sync_folder(path.parent)


def cut_durably(path: Path, length: int) -> None:
    """Cut a file to so many bytes."""
    with open(path, "r+b") as file:
        file.truncate(length)
        file.flush()
        os.fsync(file.fileno())
