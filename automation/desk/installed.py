"""Putting on a computer what :mod:`automation.desk.installing` planned, and taking exactly that away again."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from automation.desk.installing import SETTINGS, CannotInstall, Computer, Link, Menu, Put, Thing, name

_FOLDERS = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
_OURS = (SETTINGS[0], "Kefubu")
_BUSY = "“{}”正被使用，多半是 Excel 还开着。请关闭所有 Excel 窗口，再运行一次。"


def this_computer(root: Path) -> Computer:
    """The facts of the computer that this runs on."""
    home = Path.home()
    return Computer(platform.system(), root, Path(sys.executable), Path(sysconfig.get_paths()["purelib"]),
                    Path(os.environ.get("USERPROFILE", home)), Path(os.environ.get("APPDATA", home)), _desktop(home))


def put(things: Sequence[Thing]) -> Iterator[Thing]:
    """Put these things there, each given back when it is done; what was there of an earlier installation is replaced."""
    for thing in things:
        with _not_busy(thing):
            match thing:
                case Put():
                    Path(thing.path).parent.mkdir(parents=True, exist_ok=True)
                    Path(thing.path).write_bytes(thing.data)
                case Link():
                    _make_link(thing)
                case Menu():
                    _add_menu(thing)
        yield thing


def take_away(things: Sequence[Thing]) -> Iterator[Thing]:
    """Take these things away, each given back when it was there; a folder of ours that is left empty goes too."""
    for thing in things:
        with _not_busy(thing):
            there = _remove_menu(thing) if isinstance(thing, Menu) else _remove(Path(thing.path))
        if there:
            yield thing


def _remove(path: Path) -> bool:
    if not path.exists():
        return False
    path.unlink()
    if path.parent.name in _OURS and not any(path.parent.iterdir()):
        path.parent.rmdir()
    return True


@contextmanager
def _not_busy(thing: Thing) -> Iterator[None]:
    """A file that Excel holds, told as such."""
    try:
        yield
    except PermissionError as error:
        raise CannotInstall(_BUSY.format(name(thing))) from error


def _desktop(home: Path) -> Path:
    """The user's desktop, also where it has been moved to another disk or a cloud folder."""
    if platform.system() != "Windows":
        return home / "Desktop"
    import winreg
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _FOLDERS) as key:
        return Path(os.path.expandvars(winreg.QueryValueEx(key, "Desktop")[0]))


def _make_link(link: Link) -> None:
    from win32com.client import Dispatch
    made = Dispatch("WScript.Shell").CreateShortcut(str(link.path))
    made.TargetPath, made.WorkingDirectory, made.Description = str(link.target), str(link.target.parent), link.what
    made.Save()


def _add_menu(menu: Menu) -> None:
    import winreg
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, menu.key) as key:
        winreg.SetValueEx(key, "", 0, winreg.REG_SZ, menu.title)
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"{menu.key}\command") as key:
        winreg.SetValueEx(key, "", 0, winreg.REG_SZ, menu.command)


def _remove_menu(menu: Menu) -> bool:
    import winreg
    try:
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, rf"{menu.key}\command")
        winreg.DeleteKey(winreg.HKEY_CURRENT_USER, menu.key)
    except FileNotFoundError:
        return False
    return True
