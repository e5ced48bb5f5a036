"""Snapshots: what was made is held to a committed file.

``KEFUBU_SNAPSHOTS=update`` writes the files anew, to be looked at and committed.
"""

from __future__ import annotations

import os
from difflib import unified_diff
from pathlib import Path

import pytest

UPDATE = os.environ.get("KEFUBU_SNAPSHOTS") == "update"


def matches(snapshot: Path, text: str) -> None:
    """Fail unless the snapshot holds this text."""
    if UPDATE:
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_text(text, encoding="utf8", newline="\n")
        return
    if not snapshot.exists():
        pytest.fail(f"no snapshot {snapshot.name}: run with KEFUBU_SNAPSHOTS=update and look at it", pytrace=False)
    kept = snapshot.read_text(encoding="utf8")
    if kept != text:
        lines = unified_diff(kept.splitlines(), text.splitlines(), "kept", "made", lineterm="", n=1)
        pytest.fail(f"{snapshot.name} differs (KEFUBU_SNAPSHOTS=update takes it over):\n" + "\n".join(list(lines)[:40]), pytrace=False)
