"""Installing the buttons on a Windows computer (装按钮): what would be put where, as values, and its undoing.

Planning is pure: from the facts of a computer to the list of things to put. :mod:`automation.desk.installed` puts them
there, or takes the same things away again. Nothing else of the computer is touched, and nothing needs an administrator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from automation.core.errors import KefubuError
from automation.core.xlsx import Cell, Workbook
from automation.desk.buttons import FOLDER_AT, PANEL_SHEET

ADDIN, PANEL = "客服工具.xlam", "控制台.xlsm"
SHORTCUT = "客服簿控制台.lnk"
SETTINGS = (".kefubu", "kefubu.conf")
"""Under the user's profile: where the buttons' VBA looks (``PROJECT`` in ``macros/build/vba.py``)."""

QUICK = "kefubu_buttons.pth"
QUICK_LINE = ("import sys; 'xlwings.utils.prepare_sys_path' in ' '.join(sys.orig_argv) and "
              "sys.modules.update(dict.fromkeys(('pandas', 'numpy')))\n")
"""A start file of ``.venv``: in a Python that a button starts, xlwings finds neither pandas nor numpy, whose import would take
longer than most buttons' work. What needs them lets them in again (``macros/quick.py``)."""

_TITLE = "客服簿：在这里办理"
_MENUS = {r"Software\Classes\Directory\shell\Kefubu": "%1", r"Software\Classes\Directory\Background\shell\Kefubu": "%V",
          r"Software\Classes\SystemFileAssociations\.xlsx\shell\Kefubu": "%1"}
_FORBIDDEN = ';%"'


class CannotInstall(KefubuError):
    """The buttons can't be installed here as things are."""


@dataclass(frozen=True)
class Computer:
    """The facts of a computer: ``system`` as :func:`platform.system` gives it, and where things lie.

    ``root`` is the program's folder, ``interpreter`` the Python of its ``.venv``, ``packages`` where that keeps what is
    installed; ``profile``, ``roaming`` and ``desktop`` belong to the user (``%USERPROFILE%``, ``%APPDATA%``).
    """

    system: str
    root: PurePath
    interpreter: PurePath
    packages: PurePath
    profile: PurePath
    roaming: PurePath
    desktop: PurePath


@dataclass(frozen=True)
class Put:
    """A file to write: its place, its bytes, what it is for."""

    path: PurePath
    data: bytes
    what: str


@dataclass(frozen=True)
class Link:
    """A shortcut to make: its place, what it opens."""

    path: PurePath
    target: PurePath
    what: str


@dataclass(frozen=True)
class Menu:
    """An entry of the right-click menu: a key under HKEY_CURRENT_USER, its title, the command it runs."""

    key: str
    title: str
    command: str
    what: str


Thing = Put | Link | Menu


def plan(computer: Computer, addin: bytes, panel: bytes, *, wps: bool = False) -> list[Thing]:
    """What installing puts on this computer, in order. Raises :class:`CannotInstall` where the buttons can't work.

    ``addin`` and ``panel`` are the bytes of the two files; ``wps`` asks for the entry of the right-click menu besides.
    """
    if computer.system != "Windows":
        raise CannotInstall("按钮只能装在 Windows 的 Excel 里，这台电脑不是 Windows。这里请用命令办理，效果一样："
                            "python3 start.py commands 列出全部命令。")
    _check(computer.root)
    return [*_buttons(computer, addin, panel), *(_menus(computer) if wps else ())]


def panel_place(computer: Computer) -> PurePath:
    """Where the user's own panel lies; a copy made here carries no mark of having been downloaded, which Excel would block."""
    return computer.roaming.joinpath("Kefubu", PANEL)


def panel_for(blank: bytes, former: bytes | None, folder: str | None) -> bytes:
    """The panel with the department's folder in its cell: what is asked for, or what stood in the former one."""
    if folder is None and former is not None:
        folder = Workbook(former).cell(PANEL_SHEET, FOLDER_AT).value
    if not folder:
        return blank
    book = Workbook(blank)
    book.set_cells(PANEL_SHEET, {FOLDER_AT: Cell(folder)})
    return book.to_bytes()


def name(thing: Thing) -> str:
    """What to call a thing: its place."""
    return thing.key if isinstance(thing, Menu) else str(thing.path)


def shown(thing: Thing) -> Iterator[str]:
    """A thing that is put there, as lines for staff."""
    match thing:
        case Put():
            yield f"写入 {thing.path}（{len(thing.data):,} 字节）：{thing.what}"
            if thing.path.name == SETTINGS[1]:
                yield from (f"    {line}" for line in thing.data.decode("ascii").splitlines())
        case Link():
            yield f"快捷方式 {thing.path} → {thing.target}：{thing.what}"
        case Menu():
            yield f"右键菜单 HKEY_CURRENT_USER\\{thing.key}：{thing.what}"
            yield f"    “{thing.title}”运行 {thing.command}"


def settings(computer: Computer) -> Mapping[str, str]:
    """What the buttons' VBA must know: this Python and no other, and that no folder of a workbook is searched for programs."""
    return {"INTERPRETER_WIN": str(computer.interpreter), "PYTHONPATH": str(computer.root), "ADD_WORKBOOK_TO_PYTHONPATH": "False"}


def _buttons(computer: Computer, addin: bytes, panel: bytes) -> Iterator[Thing]:
    lines = "".join(f'"{name}","{value}"\r\n' for name, value in settings(computer).items())
    yield Put(computer.profile.joinpath(*SETTINGS), lines.encode("ascii"), "按钮用哪一个 Python")
    yield Put(computer.packages / QUICK, QUICK_LINE.encode("ascii"), "按钮启动时不装入用不到的程序，反应快些")
    yield Put(computer.roaming.joinpath("Microsoft", "Excel", "XLSTART", ADDIN), addin, "Excel 每次启动时自动打开的按钮")
    yield Put(panel_place(computer), panel, "控制台：马上核对、次日派工单等成批的事")
    yield Link(computer.desktop / SHORTCUT, panel_place(computer), "桌面上的控制台")


def _menus(computer: Computer) -> Iterator[Menu]:
    for key, chosen in _MENUS.items():
        command = f'cmd.exe /K ""{computer.root / "macros" / "here.cmd"}" "{chosen}""'
        yield Menu(key, _TITLE, command, "WPS 没有按钮，右键打开命令窗口办理")


def _check(root: PurePath) -> None:
    where = str(root)
    if where.startswith(("\\\\", "//")):
        raise CannotInstall(f"客服簿的程序放在网络位置“{where}”，按钮从那里启动不了。请把程序文件夹拷到本机磁盘（例如 D:\\Kefubu）再装；"
                            "登记簿仍放在共享盘上。")
    if not where.isascii():
        raise CannotInstall(f"程序文件夹“{where}”的路径里有中文，按钮可能启动不了。请移到只有英文的路径（例如 D:\\Kefubu），"
                            "再运行 start.py 和 install。")
    if found := [each for each in _FORBIDDEN if each in where]:
        raise CannotInstall(f"程序文件夹“{where}”的路径里有“{found[0]}”，按钮启动不了。请移到别的文件夹（例如 D:\\Kefubu）再装。")
