"""Kefubu 客服簿: one command that sets everything up and shows it at work.

    python3 start.py              set up, then check a made-up department and show what was found
    python3 start.py test         set up, then run the tests
    python3 start.py COMMAND …    set up, then run one of Kefubu's commands (python3 start.py --help lists them)

Needs nothing but Python 3.11 or later. Everything else is installed into the folder .venv beside this file; the
second start finds it there and is quick. Delete .venv to begin anew.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUNNING, TESTING = HERE / "requirements.txt", HERE / "tests" / "requirements.txt"

HELP = """\
客服簿 Kefubu：会自己核对的客服登记簿

用法：
  python3 start.py                 准备好一切，造一个演示部门，做一次夜间核对，显示结果
  python3 start.py test [选项]     准备好一切，运行全部测试（选项原样交给 pytest）
  python3 start.py 命令 [选项]     准备好一切，运行一条客服簿命令，例如：
                                     python3 start.py nightly --folder D:\\客服簿
                                     python3 start.py commands        列出全部命令
  python3 start.py --help          显示本说明

说明：
  第一次运行会在本文件旁边建立 .venv 文件夹，并把 requirements.txt 里的程序装进去，
  需要能连上网；以后再运行就很快。演示只写进旁边的 demo 文件夹，不会碰到正在使用的登记簿。
  要重新安装，删除 .venv 文件夹后再运行一次。
"""


def main(arguments: list[str]) -> int:
    """Set up, then run what was asked for; the exit status is that command's."""
    if sys.version_info < (3, 11):  # noqa: UP036 (older ones get a sentence)
        print(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}。请先安装新版本，再运行本程序。")
        return 1
    if arguments and arguments[0] in ("-h", "--help", "help"):
        print(HELP)
        return 0
    testing = arguments[:1] == ["test"]
    if not set_up([RUNNING, TESTING] if testing else [RUNNING]):
        return 1
    command = ["-m", "pytest", *arguments[1:]] if testing else ["-m", "automation", *(arguments or ["demo"])]
    return subprocess.run([str(PYTHON), "-X", "utf8", *command], cwd=HERE if testing or not arguments else None,
                          env=os.environ | {"PYTHONPATH": str(HERE)}).returncode


def set_up(lists: list[Path]) -> bool:
    """Make .venv and install what the lists name, unless that has been done for these very lists."""
    mark = VENV / f"installed-{len(lists)}"
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in lists)).hexdigest()
    if PYTHON.exists() and mark.exists() and mark.read_text() == wanted:
        return True
    if not PYTHON.exists():
        print("正在建立运行环境 .venv …", flush=True)
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    print("正在安装所需程序（只在第一次，约一两分钟）…", flush=True)
    install = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "on"]
    for path in lists:
        install += ["-r", str(path)]
    if subprocess.run(install).returncode:
        print("安装没有成功。请检查网络后再运行一次；仍不成功时，删除 .venv 文件夹重来。")
        return False
    mark.write_text(wanted)
    print("准备完毕。\n", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
