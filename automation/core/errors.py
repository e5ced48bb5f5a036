"""Named failures (故障).

A failure is what stops a command: no disk, a broken file, a workbook somebody holds open. Each ends at the edge as one
clear Chinese sentence that says what is wrong and what to do next. Wrong *data* is never a failure: it is a
:class:`automation.core.findings.Finding`.
"""

from __future__ import annotations

import errno


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


_FAULTS = {errno.ENOSPC: "磁盘满了，请腾出空间后再试", errno.EACCES: "没有权限，请换一个有权限的登录名，或请管理员开通",
           errno.EPERM: "没有权限，请换一个有权限的登录名，或请管理员开通", errno.EROFS: "这个位置是只读的，请换一个位置",
           errno.ENOENT: "找不到这个文件或文件夹，请核对位置后再试", errno.ENOTDIR: "这不是文件夹，请核对位置后再试",
           errno.EISDIR: "这是文件夹，不是文件，请核对位置后再试",
           errno.EEXIST: "这个名字已经被别的文件占用，请把那个文件移开后再试"}


def failure(error: KefubuError | OSError) -> str:
    """A failure as the one sentence that staff see."""
    if isinstance(error, KefubuError):
        return str(error)
    what = _FAULTS.get(error.errno or 0, f"系统说“{error.strerror or error}”，请核对磁盘和网络后再试")
    return f"“{error.filename or '文件'}”读写没有成功：{what}。已经办理的都有记录，下次运行时接着补写。"
