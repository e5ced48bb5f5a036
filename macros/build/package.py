"""A workbook's package with parts changed and added, the same bytes wherever and whenever it is made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime

STAMP = datetime(2026, 1, 1)
"""The date that the built files carry."""


def repacked(workbook: bytes, change: Callable[[str, bytes], bytes], added: Mapping[str, bytes] | None = None) -> bytes:
    """The package with every part as ``change(name, bytes)`` gives it, and ``added`` at its end."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(_entry(item.filename), change(item.filename, old.read(item)))
        for name, data in (added or {}).items():
            new.writestr(_entry(name), data)
    return made.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    """A member whose date and system don't tell when and where it was made."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
    return entry
