"""A department's folder (部门文件夹) on the share: where registers, forms, checks and the system's own files lie.

::

    客服簿/
      基础资料.xlsx 叫修登记簿.xlsx …
      单据/叫修登记簿/2026-03/…html      printed forms, by register, month and key
      检查/2026-03-05/                  a night's report
      收件/                             forms that came back filled in
      存档/2025/叫修登记簿.xlsx          what was closed in a year that is over
      系统/                             journal, values, numbers, lock, snapshots, backups
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from automation.core.errors import KefubuError
from automation.core.schema import Register

SNAPSHOT_NAME = "%Y-%m-%d %H%M%S"
SNAPSHOT_ENTRY = "日志号"
"""In a snapshot: the number of the journal's last entry when it was taken."""
SNAPSHOTS = "[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9][0-5][0-9][0-5][0-9]"

_README = """\
这个文件夹由客服簿自己使用，请不要改动、移动或删除里面的文件。

日志      每一次办理的记录，前后相扣，改过就查得出来
日志副本  同样的记录再存一份，一份坏了用另一份补
数值      每一次办理改动的内容
编号      已经发出的编号
快照      每晚核对时登记簿的样子
备份      每天第一次写入以前的登记簿：有写入的日子最近 30 天每天一份，更早的每月留最早的一份，
          留最近 24 个月。用 restore 命令取回；取回以前的登记簿另存在“备份/取回前”
"""


class NoFolder(KefubuError):
    """A path that isn't a department's folder."""


@dataclass(frozen=True)
class Snapshot:
    """A night's copy of the registers."""

    taken_at: datetime
    path: Path

    @property
    def last_entry(self) -> int | None:
        """The number of the journal's last entry when it was taken; None when it doesn't say."""
        try:
            return int((self.path / SNAPSHOT_ENTRY).read_text(encoding="utf8"))
        except (OSError, ValueError):
            return None


@dataclass(frozen=True)
class Folder:
    """The places in a department's folder."""

    root: Path

    @classmethod
    def open(cls, path: Path) -> Folder:
        """An existing folder. Raises :class:`NoFolder` when it isn't a department's."""
        folder = cls(path.resolve())
        if not folder.system.is_dir():
            raise NoFolder(f"“{path}”不是客服簿的部门文件夹（里面没有“系统”文件夹）。请用 --folder 指明，或用 new 命令新建一个。")
        return folder

    @classmethod
    def create(cls, path: Path) -> Folder:
        """Make the places of a folder; what is there stays."""
        folder = cls(path.resolve())
        for place in (folder.system, folder.values, folder.numbers, folder.snapshots, folder.backups, folder.documents, folder.checks,
                      folder.inbox):
            place.mkdir(parents=True, exist_ok=True)
        readme = folder.system / "请勿改动.txt"
        if not readme.exists():
            readme.write_text(_README, encoding="utf-8-sig")
        return folder

    def register_path(self, register: Register) -> Path:
        """Where a register's workbook lies."""
        return self.root / register.filename

    @property
    def documents(self) -> Path:
        return self.root / "单据"

    @property
    def inbox(self) -> Path:
        return self.root / "收件"

    @property
    def checks(self) -> Path:
        return self.root / "检查"

    @property
    def system(self) -> Path:
        return self.root / "系统"

    @property
    def journal(self) -> Path:
        return self.system / "日志"

    @property
    def journal_copy(self) -> Path:
        return self.system / "日志副本"

    @property
    def values(self) -> Path:
        return self.system / "数值"

    @property
    def numbers(self) -> Path:
        return self.system / "编号"

    @property
    def lock(self) -> Path:
        return self.system / "占用"

    @property
    def snapshots(self) -> Path:
        return self.system / "快照"

    @property
    def backups(self) -> Path:
        return self.system / "备份"

    def last_snapshot(self, before: datetime | None = None) -> Snapshot | None:
        """The latest complete snapshot, or the latest one taken before a moment."""
        found = [Snapshot(datetime.strptime(path.name, SNAPSHOT_NAME), path) for path in self.snapshots.glob(SNAPSHOTS)]
        return max((each for each in found if before is None or each.taken_at < before),
                   key=lambda each: each.taken_at, default=None)
