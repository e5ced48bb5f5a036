"""A quick start (快速启动): pandas and numpy stay out of a button's Python until a button needs them.

``import xlwings`` takes both in where they are installed, before any code of ours runs; the start file that ``install`` puts
into ``.venv`` (``QUICK_LINE`` in :mod:`automation.desk.installing`) keeps them out. A module set to None can't be imported.
"""

from __future__ import annotations

import sys

HEAVY = ("pandas", "numpy")


def keep_out() -> None:
    """Make imports of pandas and numpy fail as if they weren't installed, unless they are in already."""
    for name in HEAVY:
        sys.modules.setdefault(name, None)      # type: ignore[arg-type]


def let_in() -> None:
    """Let pandas and numpy be imported again, for a button that checks or counts."""
    for name in HEAVY:
        if name in sys.modules and sys.modules[name] is None:
            del sys.modules[name]
