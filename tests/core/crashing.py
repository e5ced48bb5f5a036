"""Killing and cutting the power at every operation that strace lists, and rebuilding what a disk would then hold.

A scene is prepared once, acted out in a forked child under strace, and its file operations are taken from strace's list.
:func:`killed` acts it out again and has strace kill the child at the start of one of them; :class:`Disk` replays them on a
model of a disk that forgets what wasn't synced.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import program

PLAIN = ("strict", "names", "contents", "torn")
"""Ways in which a disk forgets (:meth:`Disk.after_power_cut`)."""

MUTATING = ("write", "pwrite64", "writev", "fsync", "fdatasync", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir",
            "mkdirat", "rmdir", "ftruncate", "truncate", "link", "linkat", "symlink", "sendfile", "copy_file_range", "fallocate")
_TRACED = (*MUTATING, "open", "openat", "creat", "close", "lseek", "dup", "dup2", "fcntl")
_LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+|\?)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Operation:
    """One operation on the scene's folder: the system call, which of its kind it is (from 1, as strace counts), its arguments.

    ``paths`` are relative to the folder; ``data`` is what is written, ``at`` where (None: at the end of the file).
    """

    call: str
    count: int
    paths: tuple[str, ...]
    data: bytes = b""
    at: int | None = 0
    opens: tuple[str, ...] = ()

    @property
    def kills(self) -> bool:
        """Whether this is a point to be killed at: what changes the disk, opening apart."""
        return self.call in MUTATING


def acted(act: Callable[[Path], None], root: Path, log: Path, *options: str) -> int:
    """Act in a forked child under strace; its exit status, -9 when it was killed."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(tell)
        os.read(hear, 1)
        try:
            act(root)
        except BaseException:                                        # the child must not run on as a second test run
            traceback.print_exc(file=sys.__stderr__)
            os._exit(1)
        os._exit(0)
    os.close(hear)
    with subprocess.Popen([program("strace"), "-f", "-o", str(log), *options, "-p", str(child)], stderr=subprocess.PIPE,
                          text=True) as tracer:
        assert tracer.stderr is not None
        attached = tracer.stderr.readline()
        assert "attached" in attached, attached
        os.write(tell, b"x")
        os.close(tell)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def operations(act: Callable[[Path], None], root: Path, log: Path) -> list[Operation]:
    """What acting does to the folder, in order."""
    status = acted(act, root, log, "-xx", "-s", str(1 << 24), "-e", f"trace={','.join(_TRACED)}")
    assert status == 0, f"the scene itself failed ({status})"
    return list(_Parser(root.resolve()).operations(log.read_text().splitlines()))


def killed(act: Callable[[Path], None], root: Path, log: Path, at: Operation) -> None:
    """Act, and be killed as this operation starts: it isn't done."""
    status = acted(act, root, log, "-s", "0", "-e", f"trace={at.call}", "-e", f"inject={at.call}:signal=KILL:when={at.count}")
    assert status == -9, f"not killed at {at.call} {at.count}: {status}"


class _Parser:
    """strace's lines as operations on one folder."""

    def __init__(self, root: Path) -> None:
        self._root, self._counts = str(root) + os.sep, Counter[str]()
        self._files: dict[int, str] = {}
        self._places: dict[int, int | None] = {}         # None: every write goes to the end

    def operations(self, lines: Sequence[str]) -> Iterator[Operation]:
        for line in lines:
            match = _LINE.search(line)
            if match:
                call, arguments, result = match.groups()
                self._counts[call] += 1
                yield from self._operation(call, arguments, int(result) if result != "?" else -1)

    def _operation(self, call: str, arguments: str, result: int) -> Iterator[Operation]:
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(arguments)]
        if result < 0:
            return
        if call in ("open", "openat", "creat"):
            yield from self._opened(call, texts[0], arguments, result)
        elif call in ("rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat", "rmdir", "link", "symlink"):
            paths = tuple(path for text in texts if (path := self._inside(text)) is not None)
            assert len(paths) in (0, len(texts)), f"{call} between the folder and elsewhere"
            assert not paths or "AT_FDCWD" in arguments or not call.endswith("at"), f"{call} by handle isn't modelled"
            if paths:
                yield Operation(call, self._counts[call], paths)
        else:
            yield from self._on_handle(call, arguments, texts, result)

    def _opened(self, call: str, text: bytes, arguments: str, handle: int) -> Iterator[Operation]:
        path = self._inside(text)
        self._files.pop(handle, None)
        if path is not None:
            self._files[handle] = path
            self._places[handle] = None if "O_APPEND" in arguments else 0
            made = tuple(flag for flag in ("O_CREAT", "O_TRUNC") if flag in arguments)
            if made:
                yield Operation(call, self._counts[call], (path,), opens=made)

    def _on_handle(self, call: str, arguments: str, texts: list[bytes], result: int) -> Iterator[Operation]:
        handle = int(arguments.split(",")[0].split(")")[0])
        if handle not in self._files:
            return
        path, place = self._files[handle], self._places[handle]
        if call == "close":
            del self._files[handle]
        elif call == "lseek":
            self._places[handle] = None if place is None else result
        elif call == "write":
            assert result == len(texts[0]), "a short write"
            self._places[handle] = None if place is None else place + result
            yield Operation(call, self._counts[call], (path,), texts[0], place)
        elif call == "ftruncate":
            yield Operation(call, self._counts[call], (path,), at=int(arguments.split(",")[1]))
        elif call in ("fsync", "fdatasync"):
            yield Operation(call, self._counts[call], (path,))
        else:
            assert call == "fcntl", f"{call} on a file of the folder isn't modelled"

    def _inside(self, text: bytes) -> str | None:
        path = os.fsdecode(text)
        if path + os.sep == self._root:
            return ""
        return path.removeprefix(self._root) if path.startswith(self._root) else None


@dataclass
class _File:
    now: bytearray
    synced: bytes


@dataclass
class _Folder:
    now: dict[str, _File | _Folder] = field(default_factory=dict)
    synced: dict[str, _File | _Folder] = field(default_factory=dict)


class Disk:
    """A folder on a disk that forgets: what each file and each folder's list held when it was last synced, and holds now."""

    def __init__(self, root: Path, unsynced: Mapping[str, bytes] | None = None) -> None:
        """As it lies there, all of it synced; but of the files in ``unsynced`` only what is given there."""
        self._root = _read_folder(root, "", unsynced or {})

    def do(self, operation: Operation) -> None:
        """One more operation."""
        path = operation.paths[0]
        if operation.opens:
            self._open(path, operation.opens)
        elif operation.call == "write":
            self._write(self._file(path), operation)
        elif operation.call == "ftruncate":
            assert operation.at is not None
            file = self._file(path)
            file.now = bytearray(file.now[:operation.at].ljust(operation.at, b"\0"))
        elif operation.call in ("fsync", "fdatasync"):
            self._sync(path)
        elif operation.call.startswith("rename"):
            folder, name = self._above(path)
            target, new = self._above(operation.paths[1])
            target.now[new] = folder.now.pop(name)
        elif operation.call.startswith("mkdir"):
            folder, name = self._above(path)
            folder.now[name] = _Folder()
        else:
            assert operation.call in ("unlink", "unlinkat", "rmdir"), operation.call
            folder, name = self._above(path)
            del folder.now[name]

    def _open(self, path: str, flags: tuple[str, ...]) -> None:
        folder, name = self._above(path)
        if name not in folder.now:
            folder.now[name] = _File(bytearray(), b"")
        elif "O_TRUNC" in flags:
            self._file(path).now = bytearray()

    def _write(self, file: _File, operation: Operation) -> None:
        at = len(file.now) if operation.at is None else operation.at
        file.now = file.now.ljust(at, b"\0")
        file.now[at:at + len(operation.data)] = operation.data

    def _sync(self, path: str) -> None:
        found = self._find(path)
        if isinstance(found, _File):
            found.synced = bytes(found.now)
        else:
            found.synced = dict(found.now)

    def _file(self, path: str) -> _File:
        found = self._find(path)
        assert isinstance(found, _File)
        return found

    def _find(self, path: str) -> _File | _Folder:
        found: _File | _Folder = self._root
        for name in path.split(os.sep) if path else ():
            assert isinstance(found, _Folder)
            found = found.now[name]
        return found

    def _above(self, path: str) -> tuple[_Folder, str]:
        above, _, name = path.rpartition(os.sep)
        folder = self._find(above)
        assert isinstance(folder, _Folder)
        return folder, name

    def after_power_cut(self, how: str) -> dict[str, bytes | None]:
        """What lies there when the power comes back, by path; folders are None.

        ``strict``: only what was synced. ``names``: folders' lists as they are, contents as synced (a journalling file
        system). ``contents``: the other way round. ``torn``: as ``names``, half of what wasn't synced is there.
        Anything else seeds a mixture, file by file and folder by folder.
        """
        return dict(_left(self._root, "", how, random.Random(how)))


def _read_folder(root: Path, above: str, unsynced: Mapping[str, bytes]) -> _Folder:
    folder = _Folder()
    for path in sorted(root.iterdir()):
        place = f"{above}{path.name}"
        if path.is_dir():
            folder.now[path.name] = _read_folder(path, place + os.sep, unsynced)
        else:
            data = path.read_bytes()
            folder.now[path.name] = _File(bytearray(data), unsynced.get(place, data))
    folder.synced = dict(folder.now)
    return folder


def _left(folder: _Folder, above: str, how: str, chance: random.Random) -> Iterator[tuple[str, bytes | None]]:
    names = {"strict": False, "contents": False, "names": True, "torn": True}.get(how)
    listed = folder.now if (chance.random() < 0.5 if names is None else names) else folder.synced
    for name, found in sorted(listed.items()):
        if isinstance(found, _Folder):
            yield above + name, None
            yield from _left(found, above + name + os.sep, how, chance)
        else:
            yield above + name, _content(found, how, chance)


def _content(file: _File, how: str, chance: random.Random) -> bytes:
    now, kept = bytes(file.now), file.synced
    common = next((place for place, pair in enumerate(zip(now, kept, strict=False)) if pair[0] != pair[1]), min(len(now), len(kept)))
    torn = now[:common + (len(now) - common) // 2]
    known = {"strict": kept, "names": kept, "contents": now, "torn": torn}
    return known[how] if how in known else chance.choice((kept, now, torn))


def laid_out(state: Mapping[str, bytes | None], root: Path) -> None:
    """Make the folder that a power cut left; everything in it looks an hour old, as after the start of the computer."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    for name, data in state.items():
        path = root / name
        if data is None:
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(data)
            old = path.stat().st_mtime - 3600
            os.utime(path, (old, old))


def digest(state: Mapping[str, bytes | None]) -> str:
    """One digest of a folder's state."""
    whole = hashlib.sha256()
    for name, data in state.items():
        whole.update(f"{name}\0{-1 if data is None else len(data)}\0".encode())
        whole.update(data or b"")
    return whole.hexdigest()
