"""Named failures of the workbook writer; each is also one of the project's general failures."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from automation.core.errors import Conflict, RefusedFile


class RefusedCell(RefusedFile):
    """A cell that can't be set without harming what hangs on it (merged, array formula, pivot, rich value …)."""


class RefusedValue(RefusedFile):
    """A value that no cell can hold: text too long, not a finite number, a date before 1900."""


class TableBlocked(RefusedFile):
    """A table that can't take rows at its end: a totals row, something below it, or the end of the sheet."""


class DamagedWrite(RefusedFile):
    """The result would have had a fault that the original hasn't; nothing was written."""


class FileChanged(Conflict):
    """The file on disk is no longer the one that was opened; nothing was written."""


class ReadOnlyFile(RefusedFile):
    """A workbook that somebody marked read-only; nothing was written."""


@contextlib.contextmanager
def naming(file: str) -> Iterator[None]:
    """A refusal raised inside names the file."""
    try:
        yield
    except RefusedFile as error:
        if file in str(error):
            raise
        raise type(error)(f"「{file}」：{error}") from error
