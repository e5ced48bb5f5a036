"""start.py: what it says and does on a machine with an old Python, no network, a broken .venv, a strange console."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.support import ROOT


@pytest.fixture
def start(tmp_path: Path) -> ModuleType:
    """start.py, copied with small lists of programs into a folder of its own (a space and Chinese in its name)."""
    here = tmp_path / "客服 簿"
    (here / "tests").mkdir(parents=True)
    (here / "start.py").write_bytes((ROOT / "start.py").read_bytes())
    (here / "requirements.txt").write_text('one==1\ntwo==2  # why\n\n# three\nfour==4; platform_system == "Windows"\n')
    (here / "tests" / "requirements.txt").write_text("five==5\n")
    spec = importlib.util.spec_from_file_location("start_here", here / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bare(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A start.py whose .venv is made without pip, and whose pip puts nothing but folders into it."""
    import venv
    made = venv.create
    monkeypatch.setattr(venv, "create", lambda path, with_pip, clear: made(path, with_pip=False, clear=clear, symlinks=True))

    def install(lists: list[Path]) -> None:
        start.MARK.unlink(missing_ok=True)
        for name in ("one", "two", *(("five",) if len(lists) > 1 else ())):
            next(start.VENV.glob("lib/python*/site-packages")).joinpath(name).mkdir(exist_ok=True)
        asked.append([path.parent.name for path in lists])
    asked: list[list[str]] = []
    monkeypatch.setattr(start, "install", install)
    start.asked = asked
    return start


def ran(code: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, env=os.environ | environment)


def test_an_old_python_gets_one_sentence() -> None:
    code = "import sys, runpy; sys.version_info = (3, 10, 1); sys.version = '3.10.1 (x)'; runpy.run_path('start.py', run_name='__main__')"
    done = ran(code, PYTHONUTF8="1")
    assert done.returncode == 1
    assert done.stderr.decode() == "需要 Python 3.11 或更新的版本，现在是 3.10.1。请从 python.org 安装新版本，再运行本程序。\n"


@pytest.mark.parametrize(("environment", "encoding"), [
    ({"PYTHONIOENCODING": "gbk"}, "gbk"), ({"PYTHONIOENCODING": "ascii"}, "ascii"), ({"LANG": "C", "LC_ALL": "C"}, "utf8"),
    ({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "ascii")])
def test_help_is_shown_on_any_console(environment: dict[str, str], encoding: str) -> None:
    done = subprocess.run([sys.executable, "start.py", "--help"], cwd=ROOT, capture_output=True, env=os.environ | environment)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert "python3 start.py test" in text and ("用法：" in text or encoding == "ascii")


def test_the_house_itself_prints_on_any_console() -> None:
    done = subprocess.run([sys.executable, "-m", "automation", "commands"], cwd=ROOT, capture_output=True,
                          env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, b"") and b"nightly" in done.stdout


def test_it_installs_once(bare: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    bare.set_up([bare.RUNNING])
    assert "正在建立运行环境" in capsys.readouterr().out
    bare.set_up([bare.RUNNING])
    assert bare.asked == [[bare.HERE.name]] and capsys.readouterr().out == ""


def test_the_tests_programs_come_on_top_and_stay(bare: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    bare.set_up([bare.RUNNING])
    capsys.readouterr()
    bare.set_up([bare.RUNNING, bare.TESTING])
    assert "正在建立" not in capsys.readouterr().out
    bare.set_up([bare.RUNNING, bare.TESTING])
    bare.set_up([bare.RUNNING])
    assert bare.asked == [[bare.HERE.name], [bare.HERE.name, "tests"]]


def spoil_list(start: ModuleType) -> None:
    start.RUNNING.write_text("one==1.1\n")


def take_program_away(start: ModuleType) -> None:
    next(start.VENV.glob("lib/python*/site-packages/two")).rmdir()


def take_python_away(start: ModuleType) -> None:
    start.python().unlink()


def break_python(start: ModuleType) -> None:
    start.python().unlink()
    start.python().write_bytes(b"no program")
    start.python().chmod(0o755)


def stop_half_way(start: ModuleType) -> None:
    start.MARK.unlink()


@pytest.mark.parametrize("spoil", [spoil_list, take_program_away, take_python_away, break_python, stop_half_way])
def test_a_broken_or_half_made_venv_is_made_anew(bare: ModuleType, spoil, capsys: pytest.CaptureFixture[str]) -> None:
    bare.set_up([bare.RUNNING])
    (bare.VENV / "old").touch()
    capsys.readouterr()
    spoil(bare)
    bare.set_up([bare.RUNNING])
    assert "正在建立运行环境" in capsys.readouterr().out and not (bare.VENV / "old").exists()
    assert bare.works("pass") and len(bare.asked) == 2


def test_a_link_is_left_alone(start: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "precious").touch()
    start.VENV.symlink_to(tmp_path / "elsewhere")
    assert start.main([]) == 1
    assert capsys.readouterr().out.endswith("是指向别处的链接，没有动它。请删除这个链接，再运行一次。\n")
    assert (tmp_path / "elsewhere" / "precious").exists()


def test_without_network_one_sentence_and_a_record(start: ModuleType, capsys: pytest.CaptureFixture[str],
                                                   monkeypatch: pytest.MonkeyPatch) -> None:
    fake = start.HERE / "pip"
    fake.write_text("#!/bin/sh\necho 'Collecting one==1'\necho 'ERROR: no route to host'\nexit 1\n")
    fake.chmod(0o755)
    start.VENV.mkdir()
    monkeypatch.setattr(start, "python", lambda: fake)
    monkeypatch.setattr(start, "make", lambda: None)
    assert start.main([]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[1] == "  取得 1/2　one==1"
    assert said[-1].startswith("安装没有成功，多半是连不上网。请检查网络后再运行一次") and "Traceback" not in "".join(said)
    assert "no route to host" in (start.VENV / "安装记录.txt").read_text()
    assert not start.MARK.exists()


@pytest.mark.parametrize(("error", "word"), [(PermissionError(13, "Permission denied"), "写不进去"),
                                             (OSError(30, "Read-only file system"), "写不进去"),
                                             (subprocess.CalledProcessError(1, "ensurepip"), "python3-venv")])
def test_a_folder_that_cant_be_written_gets_one_sentence(start: ModuleType, error: Exception, word: str,
                                                         monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import venv

    def refuse(*_: object, **__: object) -> None:
        raise error
    monkeypatch.setattr(venv, "create", refuse)
    assert start.main([]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert word in last and last.endswith(("再运行一次。", "重新安装 Python。"))


def test_what_is_run(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(start, "set_up", lambda lists: calls.append(len(lists)))
    monkeypatch.setattr(start, "run", lambda module, cwd: calls.append((module, cwd)) or 7)
    assert [start.main(words) for words in ([], ["test", "-x"], ["nightly", "--strict"])] == [7, 7, 7]
    assert calls == [1, (["automation", "demo"], start.HERE), 2, (["pytest", "-x"], start.HERE),
                     1, (["automation", "nightly", "--strict"], None)]


def test_files_of_the_current_folder_are_not_imported(start: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(99)")
    (start.HERE / "house.py").write_text("import json, sys; sys.exit(3)")
    monkeypatch.setattr(start, "python", lambda: Path(sys.executable))
    assert start.run(["house"], cwd=tmp_path) == 3


def test_stopping_it_is_no_failure(start: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(_: list[Path]) -> None:
        raise KeyboardInterrupt
    monkeypatch.setattr(start, "set_up", stopped)
    assert start.main([]) == 130 and capsys.readouterr().out == "\n已停止。\n"


def test_the_interpreter_on_windows(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start.os, "name", "nt")
    assert start.python().parts[-2:] == ("Scripts", "python.exe") and start.count(start.RUNNING) == 3


def test_every_requirement_is_pinned() -> None:
    for path in (ROOT / "requirements.txt", ROOT / "tests" / "requirements.txt"):
        lines = [line for line in path.read_text(encoding="utf8").splitlines() if line and not line.startswith("#")]
        assert lines and all("==" in line for line in lines)
