"""Installing the buttons: the plan for a Windows computer word for word, what is refused, and put and take away for real.

No Windows is here: files are really written and removed, in a pretended user's folders; the registry and the shell that
makes shortcuts are stood in for by a dictionary and a file.
"""

from __future__ import annotations

import csv
import platform
import subprocess
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import ModuleType, SimpleNamespace

import pytest

from automation.__main__ import main
from automation.commands import installing as command
from automation.core.xlsx import Workbook
from automation.desk.buttons import FOLDER_AT, PANEL_SHEET
from automation.desk.installed import this_computer
from automation.desk.installing import QUICK_LINE, CannotInstall, Computer, Put, panel_for, plan, shown
from macros.build.vba import PROJECT
from tests.support import ROOT

WINDOWS = Computer("Windows", PureWindowsPath(r"D:\Kefubu"), PureWindowsPath(r"D:\Kefubu\.venv\Scripts\python.exe"),
                   PureWindowsPath(r"D:\Kefubu\.venv\Lib\site-packages"), PureWindowsPath(r"C:\Users\孙丽萍"),
                   PureWindowsPath(r"C:\Users\孙丽萍\AppData\Roaming"), PureWindowsPath(r"D:\桌面"))
PANEL = (ROOT / "macros" / "控制台.xlsm").read_bytes()
SAID = r"""写入 C:\Users\孙丽萍\.kefubu\kefubu.conf（120 字节）：按钮用哪一个 Python
    "INTERPRETER_WIN","D:\Kefubu\.venv\Scripts\python.exe"
    "PYTHONPATH","D:\Kefubu"
    "ADD_WORKBOOK_TO_PYTHONPATH","False"
写入 D:\Kefubu\.venv\Lib\site-packages\kefubu_buttons.pth（131 字节）：按钮启动时不装入用不到的程序，反应快些
写入 C:\Users\孙丽萍\AppData\Roaming\Microsoft\Excel\XLSTART\客服工具.xlam（5 字节）：Excel 每次启动时自动打开的按钮
写入 C:\Users\孙丽萍\AppData\Roaming\Kefubu\控制台.xlsm（5 字节）：控制台：马上核对、次日派工单等成批的事
快捷方式 D:\桌面\客服簿控制台.lnk → C:\Users\孙丽萍\AppData\Roaming\Kefubu\控制台.xlsm：桌面上的控制台
右键菜单 HKEY_CURRENT_USER\Software\Classes\Directory\shell\Kefubu：WPS 没有按钮，右键打开命令窗口办理
    “客服簿：在这里办理”运行 cmd.exe /K ""D:\Kefubu\macros\here.cmd" "%1""
右键菜单 HKEY_CURRENT_USER\Software\Classes\Directory\Background\shell\Kefubu：WPS 没有按钮，右键打开命令窗口办理
    “客服簿：在这里办理”运行 cmd.exe /K ""D:\Kefubu\macros\here.cmd" "%V""
右键菜单 HKEY_CURRENT_USER\Software\Classes\SystemFileAssociations\.xlsx\shell\Kefubu：WPS 没有按钮，右键打开命令窗口办理
    “客服簿：在这里办理”运行 cmd.exe /K ""D:\Kefubu\macros\here.cmd" "%1""
""".splitlines()


def test_the_plan_word_for_word() -> None:
    assert [line for thing in plan(WINDOWS, b"addin", b"panel", wps=True) for line in shown(thing)] == SAID
    assert [line for thing in plan(WINDOWS, b"addin", b"panel") for line in shown(thing)] == SAID[:8]


def test_the_settings_are_what_xlwings_reads_and_lie_where_the_vba_looks() -> None:
    conf = plan(WINDOWS, b"", b"")[0]
    assert isinstance(conf, Put) and conf.path == WINDOWS.profile / f".{PROJECT}" / f"{PROJECT}.conf"
    lines = conf.data.decode("ascii")
    assert lines.count("\n") == lines.count("\r\n") == 3 and lines.endswith("\r\n")
    assert dict(csv.reader(lines.splitlines())) == {"INTERPRETER_WIN": str(WINDOWS.interpreter), "PYTHONPATH": r"D:\Kefubu",
                                                    "ADD_WORKBOOK_TO_PYTHONPATH": "False"}


@pytest.mark.parametrize(("computer", "said"), [
    (replace(WINDOWS, system="Linux"), "不是 Windows"),
    (replace(WINDOWS, system="Darwin"), "不是 Windows"),
    (replace(WINDOWS, root=PureWindowsPath(r"\\服务器\程序\Kefubu")), "网络位置"),
    (replace(WINDOWS, root=PureWindowsPath(r"\\server\tools\Kefubu")), "网络位置"),
    (replace(WINDOWS, root=PureWindowsPath(r"D:\客服簿")), "中文"),
    (replace(WINDOWS, root=PureWindowsPath(r"D:\Kefubu;2")), "“;”"),
    (replace(WINDOWS, root=PureWindowsPath(r"D:\100%")), "“%”"),
], ids=["Linux", "macOS", "UNC", "UNC, ASCII", "Chinese", "semicolon", "percent"])
def test_where_the_buttons_cannot_work_they_are_not_installed(computer: Computer, said: str) -> None:
    with pytest.raises(CannotInstall, match=said) as refused:
        plan(computer, b"", b"")
    assert str(computer.root) in str(refused.value) or computer.system != "Windows"


@pytest.mark.parametrize("root", [r"D:\Kefubu", r"C:\Program Files\Kefubu & Co", r"Z:\kefubu"])
def test_spaces_and_mapped_drives_are_allowed(root: str) -> None:
    assert plan(replace(WINDOWS, root=PureWindowsPath(root)), b"", b"")


def test_here_it_says_plainly_that_the_buttons_are_for_windows(capsys: pytest.CaptureFixture[str]) -> None:
    if platform.system() == "Windows":
        return      # says nothing of the kind there
    for typed in (["install"], ["install", "--dry-run"], ["uninstall"]):
        assert main(typed) == 2
        assert capsys.readouterr().err.startswith("按钮只能装在 Windows 的 Excel 里，这台电脑不是 Windows。")


class Registry(dict[str, str]):
    """What of winreg is used, over a dictionary."""

    HKEY_CURRENT_USER, REG_SZ = "HKCU", 1

    def OpenKey(self, root: str, key: str) -> Key:
        return Key(self, key)

    CreateKey = OpenKey

    def SetValueEx(self, key: Key, name: str, reserved: int, kind: int, value: str) -> None:
        self[key.name] = value

    def QueryValueEx(self, key: Key, name: str) -> tuple[str, int]:
        return self[f"{key.name}|{name}"], 1

    def DeleteKey(self, root: str, key: str) -> None:
        if self.pop(key, None) is None:
            raise FileNotFoundError(key)


class Key(SimpleNamespace):
    def __init__(self, registry: Registry, name: str) -> None:
        super().__init__(registry=registry, name=name)

    def __enter__(self) -> Key:
        return self

    def __exit__(self, *error: object) -> None:
        return None


class Shortcut:
    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def Save(self) -> None:
        self.path.write_text(f"{self.TargetPath}", encoding="utf8")      # type: ignore[attr-defined]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of a pretended Windows user, with an Excel start folder and things of the user's own."""
    for own in ("AppData/Roaming/Microsoft/Excel/XLSTART/我的宏.xlam", ".kefubu/别的.txt", "桌面/工资.xlsx", "packages/other.pth"):
        (tmp_path / own).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / own).write_bytes(b"own")
    registry = Registry({r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders|Desktop": str(tmp_path / "桌面"),
                         r"Software\Classes\Directory\shell\Other": "own"})
    client = ModuleType("win32com.client")
    client.Dispatch = lambda name: SimpleNamespace(CreateShortcut=Shortcut)      # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setitem(sys.modules, "win32com", ModuleType("win32com"))
    monkeypatch.setitem(sys.modules, "win32com.client", client)
    monkeypatch.setattr("platform.system", lambda: "Windows")
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path / "AppData" / "Roaming"))
    monkeypatch.setattr(command, "this_computer", lambda root: replace(
        this_computer(root), root=PurePosixPath("/opt/kefubu"), packages=tmp_path / "packages"))
    return tmp_path


def everything(home: Path) -> dict[str, bytes]:
    registry = {f"registry {key}": value.encode() for key, value in sys.modules["winreg"].items()}      # type: ignore[attr-defined]
    return registry | {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_dry_run_touches_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(home)
    assert main(["install", "--dry-run", "--wps"]) == 0 == main(["uninstall", "--dry-run"])
    assert everything(home) == before
    said = capsys.readouterr().out
    assert "什么也没有做" in said and f"{home}/AppData/Roaming/Microsoft/Excel/XLSTART/客服工具.xlam" in said


def test_installed_and_taken_away_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = everything(home)
    assert main(["install", "--wps", "--folder", r"\\服务器\客服簿"]) == 0
    added = {name: data for name, data in everything(home).items() if name not in before}
    assert sorted(added) == sorted([
        ".kefubu/kefubu.conf", "packages/kefubu_buttons.pth", "AppData/Roaming/Microsoft/Excel/XLSTART/客服工具.xlam",
        "AppData/Roaming/Kefubu/控制台.xlsm", "桌面/客服簿控制台.lnk",
        *(rf"registry Software\Classes\{place}\shell\Kefubu{end}" for end in ("", r"\command")
          for place in ("Directory", r"Directory\Background", r"SystemFileAssociations\.xlsx"))])
    assert added["AppData/Roaming/Microsoft/Excel/XLSTART/客服工具.xlam"] == (ROOT / "macros" / "客服工具.xlam").read_bytes()
    assert added["桌面/客服簿控制台.lnk"].decode() == f"{home}/AppData/Roaming/Kefubu/控制台.xlsm"
    assert Workbook(added["AppData/Roaming/Kefubu/控制台.xlsm"]).cell(PANEL_SHEET, FOLDER_AT).value == r"\\服务器\客服簿"
    installed = everything(home)
    assert main(["install", "--wps"]) == 0
    assert everything(home) == installed, "a second time, after an update, keeps the folder in the panel"
    assert main(["uninstall"]) == 0
    assert everything(home) == before and not (home / "AppData" / "Roaming" / "Kefubu").exists()
    capsys.readouterr()
    assert main(["uninstall"]) == 0
    assert capsys.readouterr().out.strip() == "这台电脑上没有装过按钮。"


def test_while_excel_holds_a_file_it_says_to_close_it(home: Path, monkeypatch: pytest.MonkeyPatch,
                                                      capsys: pytest.CaptureFixture[str]) -> None:
    def held(path: Path, data: bytes) -> int:
        raise PermissionError(13, "Permission denied", str(path))
    monkeypatch.setattr(Path, "write_bytes", held)
    assert main(["install"]) == 2
    assert "请关闭所有 Excel 窗口，再运行一次" in capsys.readouterr().err


def test_what_the_menu_runs_is_there_and_plain() -> None:
    script = (ROOT / "macros" / "here.cmd").read_bytes()
    assert script.isascii() and script.count(b"\n") == script.count(b"\r\n") > 5


def test_a_panel_without_a_folder_stays_as_built() -> None:
    assert panel_for(PANEL, None, None) == panel_for(PANEL, PANEL, None) == PANEL
    with_folder = panel_for(PANEL, None, r"D:\客服簿")
    assert panel_for(PANEL, with_folder, None) == with_folder != PANEL


def started(folder: Path, after: str) -> str:
    """What a Python says that was started as a button starts it, with this folder among those of its packages."""
    code = (f"import site; site.addsitedir({str(folder)!r}); import xlwings.utils;xlwings.utils.prepare_sys_path('False;;;;;;'); "
            f"import sys; {after}")
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def test_a_button_starts_without_pandas_until_it_is_let_in(tmp_path: Path) -> None:
    loaded = "print([name for name in ('pandas', 'numpy') if sys.modules.get(name)])"
    assert started(tmp_path, loaded) == "['pandas', 'numpy']", "xlwings takes both in by itself"
    (tmp_path / "kefubu_buttons.pth").write_text(QUICK_LINE, encoding="ascii")
    assert started(tmp_path, loaded) == "[]"
    assert started(tmp_path, "from macros.quick import let_in; let_in(); import pandas; print(pandas.Series([2]).sum())") == "2"


def test_another_python_of_the_same_environment_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kefubu_buttons.pth").write_text(QUICK_LINE, encoding="ascii")
    code = f"import site; site.addsitedir({str(tmp_path)!r}); import pandas; print('here')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "here"
