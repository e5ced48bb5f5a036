"""Files on a share: who has a workbook open, and replacing it without ever leaving half a file."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from automation.core.errors import FileInUse, RefusedFile
from automation.core.xlsx.failures import FileChanged, ReadOnlyFile

_PATIENCE = (0.05, 0.1, 0.2, 0.4, 0.8)


@dataclass(frozen=True)
class Owner:
    """Who an owner file names. ``may_be_stale``: the file can be left over from a crash; nothing proved that it isn't."""

    name: str
    program: str
    may_be_stale: bool


def owner(path: Path) -> Owner | None:
    """Who has the workbook open, by ``~$name`` (Excel, WPS) or ``.~lock.name#`` (LibreOffice); None without either."""
    office = path.with_name(f"~${path.name}")
    libre = path.with_name(f".~lock.{path.name}#")
    for file, program, read in ((office, "Excel", _excel_name), (libre, "LibreOffice", _libre_name)):
        try:
            # Excel keeps its owner file open, so on Windows it can't be opened for writing while it is a live one.
            with open(file, "r+b") as stream:
                return Owner(read(stream.read(4096)), program, True)
        except FileNotFoundError:
            continue
        except OSError:
            return Owner(_named(file, read), program, False)
    return None


def _named(file: Path, read: Callable[[bytes], str]) -> str:
    try:
        return read(file.read_bytes()[:4096])
    except OSError:
        return ""


def _excel_name(data: bytes) -> str:
    """Byte 0 length and ANSI name; from byte 55 the length (u16) and the name in UTF-16LE, which is the surer one."""
    if len(data) >= 57:
        length = struct.unpack_from("<H", data, 55)[0]
        if name := data[57:57 + 2 * length].decode("utf-16-le", "ignore").strip("\0 "):
            return name
    return data[1:1 + data[0]].decode("gbk", "replace").strip("\0 ") if data else ""


def _libre_name(data: bytes) -> str:
    """``user,system user,host,when,profile;``"""
    fields = data.decode("utf8", "replace").split(",")
    return next((field.strip() for field in fields[:2] if field.strip()), "")


def read_file(path: Path) -> bytes:
    """The file's bytes, all from one moment.

    A moment's patience: Excel saves by delete and rename, so a file can be missing for an instant; others write it in place,
    so it can change while it is read.
    """
    for pause in (*_PATIENCE, None):
        try:
            data = _read_whole(path)
            if data is not None:
                return data
            if pause is None:
                raise FileInUse(f"「{path.name}」正在被别的程序改写，现在读不全；请稍后再试。")
        except FileNotFoundError as error:
            if pause is None:
                raise RefusedFile(f"找不到文件「{path.name}」；请确认它还在原来的文件夹里。") from error
        except PermissionError as error:
            if pause is None:
                raise in_use(path) from error
        except OSError as error:
            raise RefusedFile(f"读不了文件「{path.name}」（{why(error)}）；请检查共享文件夹的连接后再试。") from error
        time.sleep(pause)
    raise AssertionError


def _read_whole(path: Path) -> bytes | None:
    """The bytes, or None when the file changed while they were read."""
    with open(path, "rb") as stream:
        before = os.fstat(stream.fileno())
        data = stream.read()
        after = os.fstat(stream.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if same and len(data) == after.st_size else None


def why(error: OSError) -> str:
    """The system's reason in plain words."""
    return _REASONS.get(error.errno or 0, f"系统错误 {error.errno}")


_REASONS = {errno.ENOSPC: "磁盘已满", errno.EDQUOT: "磁盘配额已满", errno.EACCES: "没有权限", errno.EPERM: "没有权限",
            errno.EROFS: "所在的磁盘是只读的", errno.EIO: "磁盘或网络读写出错", errno.ENAMETOOLONG: "文件名太长",
            errno.ENOENT: "文件夹不见了", errno.EISDIR: "这是一个文件夹", errno.ENOTDIR: "路径不对", errno.ESTALE: "网络连接断了",
            errno.ETIMEDOUT: "网络没有回应"}


def in_use(path: Path) -> FileInUse:
    found = owner(path)
    if found is None:
        return FileInUse(f"「{path.name}」正被别的程序占用，现在写不进去；请关闭它后再试。")
    who = found.name or "有人"
    hint = "（如果对方早已关闭，请让管理员删去同一文件夹里以 ~$ 或 .~lock 开头的同名小文件）" if found.may_be_stale else ""
    return FileInUse(f"「{path.name}」正由 {who} 用 {found.program} 打开着，现在写不进去；请对方保存并关闭后再试{hint}。")


def refuse_if_held(path: Path) -> None:
    """FileInUse when an owner file stands beside the workbook or the system refuses to open it for writing, ReadOnlyFile when
    it is marked so.

    On Windows a leftover ``~$`` file is seen through: Excel denies others to write, so a workbook that can be opened for
    writing isn't open in Excel.
    """
    try:
        if not path.stat().st_mode & stat.S_IWUSR:
            raise ReadOnlyFile(f"「{path.name}」设成了只读，没有写入；请在文件的属性里去掉“只读”再试。")
        with open(path, "r+b"):
            held = False
    except FileNotFoundError:
        return
    except OSError:
        held = True
    found = owner(path)
    leftover = found is not None and os.name == "nt" and found.program == "Excel" and found.may_be_stale
    if held or (found is not None and not leftover):
        raise in_use(path)


@dataclass(frozen=True)
class Fingerprint:
    """What a file was when it was read."""

    size: int
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Fingerprint:
        return cls(len(data), hashlib.sha256(data).hexdigest())


def replace_file(path: Path, data: bytes, seen: Fingerprint | None) -> None:
    """Put ``data`` in the file's place in one move: temporary file beside it, fsync, read back, replace, fsync folder.

    ``seen`` is what the file must still be (FileChanged else; None = whatever is there). A new time stamp alone is no
    change: the content counts. FileInUse when somebody holds it. The old file stays whole whatever happens.
    """
    path = Path(os.path.realpath(path))
    refuse_if_held(path)
    name = path.with_name(f".kefubu-{os.urandom(6).hex()}.tmp")
    try:
        with open(name, "xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if name.read_bytes() != data:
            raise RefusedFile(f"写「{path.name}」时磁盘上的内容与写入的不一致，原文件没有改动；请检查磁盘或网络后再试。")
        if path.exists():
            os.chmod(name, stat.S_IMODE(path.stat().st_mode))
        _swap(name, path, seen)
    except OSError as error:
        raise RefusedFile(f"写「{path.name}」没有成功（{why(error)}），原文件没有改动；请检查磁盘空间和网络后再试。") from error
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)
    _sync_folder(path.parent)


def _swap(name: Path, path: Path, seen: Fingerprint | None) -> None:
    for pause in (*_PATIENCE, None):
        if seen is not None and Fingerprint.of(read_file(path)) != seen:
            raise FileChanged(f"「{path.name}」在程序读过之后又被改动了，没有写入；请重新执行这一步。")
        try:
            os.replace(name, path)
            return
        except PermissionError as error:
            if pause is None:
                raise in_use(path) from error
            time.sleep(pause)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system can (Windows has no such call)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError:
            # Some network file systems don't offer it; the file's own content is already on disk.
            pass
        finally:
            os.close(handle)
