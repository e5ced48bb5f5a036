"""Kefubu 客服簿: one command that sets everything up and shows it at work.

    python3 start.py              set up, then check a made-up department and show what was found
    python3 start.py test         set up, then run the tests
    python3 start.py COMMAND …    set up, then run one of Kefubu's commands (python3 start.py commands lists them)

Needs nothing but Python 3.11 or later. Everything else is installed into the folder .venv beside this file; the
second start finds it there and is quick. A .venv that is broken or half-made is noticed and made anew.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said before anything that an older Python can't read
    sys.exit(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}。请从 python.org 安装新版本，再运行本程序。")

import hashlib
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
RUNNING, TESTING = HERE / "requirements.txt", HERE / "tests" / "requirements.txt"
MARK = VENV / "installed"
"""Written when everything is installed: the lists' digests, then what was put into .venv."""

EVERYTHING = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile"]
"""All tests run on several processors at once, each file on one; some of them need much memory."""

HELP = """\
客服簿 Kefubu：会自己核对的客服登记簿

用法：
  python3 start.py                 准备好一切，造一个演示部门，做一次夜间核对，显示结果
  python3 start.py test [选项]     准备好一切，运行全部测试（选项原样交给 pytest，例如 -x、-k 名称）
  python3 start.py 命令 [选项]     准备好一切，运行一条客服簿命令
  python3 start.py --help          显示本说明

常用的命令：
  python3 start.py commands                        列出全部命令
  python3 start.py new D:\\客服簿                   新建一个部门的文件夹和全部空白登记簿
  python3 start.py nightly --folder D:\\客服簿      核对这个部门的全部登记簿
  python3 start.py nightly --help                  显示一条命令的说明
  Windows 上把 python3 写成 py。

说明：
  第一次运行会在本文件旁边建立 .venv 文件夹，把 requirements.txt 里的程序装进去，需要能连上网；
  以后再运行就很快。装到一半断了、电脑换了 Python，再运行一次就会重新装好；也可以删除 .venv 重来。
  演示只写进旁边的 demo 文件夹，不会碰到正在使用的登记簿。

结束时的状态：0 办好了；1 没有办成，或核对时用了 --strict 而有问题；2 命令写错了，或登记簿不让办。
"""


class NotSetUp(Exception):
    """Why Kefubu can't be set up here, as one Chinese sentence that says what to do next."""


def main(arguments: list[str]) -> int:
    """Set up, then run what was asked for; the exit status is that command's."""
    for stream in (sys.stdout, sys.stderr):     # a console of another code page shows ? instead of failing
        stream.reconfigure(errors="replace")
    if arguments[:1] in (["-h"], ["--help"], ["help"]):
        print(HELP)
        return 0
    testing = arguments[:1] == ["test"]
    try:
        set_up([RUNNING, TESTING] if testing else [RUNNING])
        return run(["pytest", *(arguments[1:] or EVERYTHING)] if testing else ["automation", *(arguments or ["demo"])],
                   cwd=HERE if testing or not arguments else None)
    except NotSetUp as error:
        print(error)
        return 1
    except KeyboardInterrupt:
        print("\n已停止。")
        return 130


def python() -> Path:
    """The interpreter of .venv."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(module: list[str], cwd: Path | None) -> int:
    """Run a module of the house; -P keeps files that happen to lie in the current folder from being imported."""
    return subprocess.run([str(python()), "-P", "-X", "utf8", "-m", *module], cwd=cwd,
                          env=os.environ | {"PYTHONPATH": str(HERE)}).returncode


def set_up(lists: list[Path]) -> None:
    """Make .venv and install what the lists name, unless that has been done. Raises :class:`NotSetUp`."""
    wanted = {hashlib.sha256(path.read_bytes()).hexdigest() for path in lists}
    try:
        done = installed()
        if wanted <= done:
            return
        if not wanted & done:
            make()
        install(lists)
        MARK.write_text("\n".join([" ".join(sorted(wanted)), *sorted(contents())]), encoding="utf8")
    except OSError as error:
        raise NotSetUp(f"“{VENV}”写不进去（{error.strerror}）。请把客服簿放到可以写入的文件夹里，"
                       "看看磁盘满没满、有没有别的窗口正在用它，再运行一次。") from error
    print("准备完毕。\n", flush=True)


def installed() -> set[str]:
    """The digests of the lists that were installed; none when .venv doesn't work, or something has been taken away since."""
    if not MARK.exists():
        return set()
    said, *names = MARK.read_text(encoding="utf8").split("\n")
    whole = contents().issuperset(names) and works("import sys; sys.exit(sys.version_info < (3, 11))")
    return set(said.split()) if whole else set()


def contents() -> set[str]:
    """What lies in the folder of .venv that programs are installed into."""
    folders = [*VENV.glob("lib/python*/site-packages"), *VENV.glob("Lib/site-packages")]
    return {path.name for folder in folders for path in folder.iterdir() if path.name != "__pycache__"}


def works(code: str) -> bool:
    """Whether the interpreter of .venv starts and runs this."""
    try:
        return subprocess.run([str(python()), "-I", "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def make() -> None:
    """Make an empty .venv, in place of whatever is there."""
    import venv
    if VENV.is_symlink():   # clearing would empty the folder it leads to
        raise NotSetUp(f"“{VENV}”是指向别处的链接，没有动它。请删除这个链接，再运行一次。")
    print("正在建立运行环境 .venv …", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    except subprocess.CalledProcessError as error:
        raise NotSetUp("这台电脑的 Python 不完整，建不了运行环境。Debian、Ubuntu 请先运行 sudo apt install python3-venv；"
                       "其它电脑请从 python.org 重新安装 Python。") from error


def install(lists: list[Path]) -> None:
    """Install what the lists name; the mark is gone meanwhile, so that a half-done installation is known as such."""
    record = VENV / "安装记录.txt"
    MARK.unlink(missing_ok=True)
    print("正在安装所需程序（只在第一次，约一两分钟）…", flush=True)
    command = [str(python()), "-I", "-X", "utf8", "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
               "--retries", "2", "--progress-bar", "off"]
    for path in lists:
        command += ["-r", str(path)]
    with open(record, "w", encoding="utf8") as lines, subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf8", errors="replace") as pip:
        show(pip.stdout, lines, sum(map(count, lists)))
    if pip.returncode:
        raise NotSetUp(f"安装没有成功，多半是连不上网。请检查网络后再运行一次；详细记录在 {record}。")


def show(said: Iterable[str], record: TextIO, whole: int) -> None:
    """Keep what pip says in the record and tell how far it is."""
    done = 0
    for line in said:
        record.write(line)
        if line.startswith(("Collecting ", "Processing ")):
            done = min(done + 1, whole)
            print(f"  取得 {done}/{whole}　{Path(line.split()[1]).name}", flush=True)
        elif line.startswith("Installing collected packages"):
            print("  正在装入 …", flush=True)


def count(path: Path) -> int:
    """How many programs a list names for this computer."""
    here = {"Windows": os.name == "nt", "Darwin": sys.platform == "darwin"}
    lines = (line.partition("#")[0].strip() for line in path.read_text(encoding="utf8").splitlines())
    return sum(1 for line in lines if line and all(fits or f'"{name}"' not in line for name, fits in here.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
