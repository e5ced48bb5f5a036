"""The lock (占用): one transaction at a time in a department's folder, from whichever computer.

A lock is a file made with "create or fail", the one operation that every share does in one move. It names its holder
(computer, process, person). A holder that died is recognised in three ways, none of which compares the clocks of two
computers: its process is gone (same computer); the file stayed empty for some seconds (killed between creating and
writing it); the file is ten minutes old *as the file server counts*, against the time stamp of a file made just now.
A holder that was only asleep finds out: it looks for its own lock again before each commit (:meth:`Lock.confirm`).
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from automation.core.errors import KefubuError
from automation.core.folder import Folder

PATIENCE = 40.0
"""Seconds to wait for another's transaction."""

STALE_AFTER, EMPTY_AFTER = 600.0, 5.0
_PAUSE = 0.04
_STILL_ACTIVE = 259


class FolderBusy(KefubuError):
    """Somebody else's transaction is under way."""


class LockLost(KefubuError):
    """The lock was taken over meanwhile (this computer was asleep or cut off); nothing was committed."""


class Lock:
    """The folder's lock, held: made by :func:`hold`."""

    def __init__(self, folder: Folder, token: str, person: str) -> None:
        self._path, self._token, self._person = folder.lock, token, person

    def confirm(self) -> None:
        """Raises :class:`LockLost` when the lock isn't ours any more."""
        if _read(self._path).get("token") != self._token:
            raise LockLost("这台电脑中断得太久，别人已经接着办理了，这一次没有办成；请重新办理。")

    def refresh(self) -> None:
        """Show that the holder is alive: the server stamps the file anew."""
        self.confirm()
        with open(self._path, "r+b") as stream:
            stream.write(self.text())

    def text(self) -> bytes:
        """What the lock's file says."""
        return json.dumps({"host": socket.gethostname(), "pid": os.getpid(), "person": self._person, "token": self._token},
                          ensure_ascii=False).encode()

    def release(self) -> None:
        """Give it back, if it is still ours."""
        if _read(self._path).get("token") == self._token:
            _remove(self._path)


@contextlib.contextmanager
def hold(folder: Folder, person: str, patience: float = PATIENCE) -> Iterator[Lock]:
    """Hold the folder's lock. Raises :class:`FolderBusy` after ``patience`` seconds, naming who holds it."""
    lock = Lock(folder, os.urandom(8).hex(), person)
    waited = 0.0
    while not _create(folder.lock, lock.text()):
        if _is_stale(folder.lock, waited):
            _break(folder.lock)
            continue
        if waited >= patience:
            holder = _read(folder.lock)
            raise FolderBusy(f"{holder.get('person') or '别人'}（电脑 {holder.get('host', '不明')}）正在办理，请稍后再试。")
        time.sleep(_PAUSE)
        waited += _PAUSE
    try:
        yield lock
    finally:
        lock.release()


def _create(path: Path, text: bytes) -> bool:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0))
    except FileExistsError:
        return False
    except PermissionError:
        # Windows says so while a removed file is still open somewhere.
        if os.name == "nt":
            return False
        raise
    try:
        os.write(handle, text)
    finally:
        os.close(handle)
    return True


def _read(path: Path) -> dict[str, Any]:
    """What a lock says; empty when there is none, or nothing in it yet."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _is_stale(path: Path, waited: float) -> bool:
    said = _read(path)
    own = said.get("host") == socket.gethostname() and isinstance(said.get("pid"), int)
    if own and not _alive(said["pid"]):
        return True
    # The probe costs two round trips, so it isn't made on every turn.
    if waited % 1.0 >= _PAUSE:
        return False
    age = _age(path)
    return age is not None and age > (STALE_AFTER if said else EMPTY_AFTER)


def _age(path: Path) -> float | None:
    """Seconds since the file was last written, by the file server's clock; None when it is gone."""
    probe = path.with_name(path.name + ".校时")
    try:
        probe.write_bytes(b"x")
        return probe.stat().st_mtime - path.stat().st_mtime
    except OSError:
        return None


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return _alive_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _alive_on_windows(pid: int) -> bool:
    import ctypes
    kernel = ctypes.windll.kernel32                                       # type: ignore[attr-defined]
    handle = kernel.OpenProcess(0x1000, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == _STILL_ACTIVE


def _break(path: Path) -> None:
    """Take a stale lock away. Only one process does so at a time, and it looks again first: the lock that another has just
    made in its place must stay."""
    breaking = path.with_name(path.name + ".清理")
    if not _create(breaking, b"x"):
        age = _age(breaking)
        if age is not None and age > EMPTY_AFTER:
            _remove(breaking)
        time.sleep(_PAUSE)
        return
    try:
        if _is_stale(path, 0.0):
            _remove(path)
    finally:
        _remove(breaking)


def _remove(path: Path) -> None:
    for _ in range(20):
        try:
            path.unlink(missing_ok=True)
            return
        except PermissionError:
            # Windows refuses while another process is just reading it.
            time.sleep(_PAUSE)


def locked(folder: Folder, person: str = "") -> contextlib.AbstractContextManager[Lock]:
    """The folder's lock for a ``with`` block: :func:`hold` with the usual patience."""
    return hold(folder, person)
