"""Named failures (故障).

A failure is what stops a command: no disk, a broken file, a workbook somebody holds open. Each ends at the edge as one
clear Chinese sentence that says what is wrong and what to do next. Wrong *data* is never a failure: it is a
:class:`automation.core.findings.Finding`.
"""

from __future__ import annotations


class KefubuError(Exception):
    """Base of all named failures. ``str(error)`` is the sentence that staff see."""


class RefusedFile(KefubuError):
    """A file that Kefubu won't read or write, for a stated reason (signed, encrypted, ``.xls`` …)."""


class FileInUse(KefubuError):
    """Somebody holds the workbook open; the change waits (待写入)."""


class Conflict(KefubuError):
    """A cell no longer holds the value that the plan saw; nothing was committed."""


class StepRefused(KefubuError):
    """A step that may not be taken here (wrong state, wrong role, something missing). ``article`` names why."""

    def __init__(self, message: str, article: str = "", column: str = "") -> None:
        super().__init__(message)
        self.article = article
        self.column = column


class HoursRefused(KefubuError):
    """Opening hours (开放时间) that can't be a day's or a week's hours."""


class NoWorkingTime(KefubuError):
    """A budget of working time that isn't used up within ten years: the calendar is (nearly) always closed."""
