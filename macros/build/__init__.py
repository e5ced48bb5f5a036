"""Making 客服工具.xlam and 控制台.xlsm from the table of steps, on any machine, the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from macros.build.addin import addin
from macros.build.panel import panel

FILES: Mapping[str, Callable[[], bytes]] = {"客服工具.xlam": addin, "控制台.xlsm": panel}
"""How each committed file of macros/ is made, by its name."""
