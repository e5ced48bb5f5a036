"""The command line: ``python -m automation COMMAND``. The only place that prints and that asks what time it is."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from datetime import datetime
from pathlib import Path

from rich.console import Console

from automation.commands import Command, Situation, load
from automation.core.errors import KefubuError

_INTRODUCTION = """\
客服簿：会自己核对的客服登记簿。

每条命令都对一个部门的文件夹办理；文件夹用 --folder 指明，不写就用环境变量 KEFUBU_FOLDER，
再没有就用当前文件夹。每条命令后面加 --help 可以看它的说明。
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 what the command says (``--strict``), 2 it couldn't be done."""
    commands = load()
    options = _parser(commands).parse_args(arguments)
    console = Console(highlight=False, soft_wrap=True)
    situation = Situation(_folder(options), _moment(options), getpass.getuser())
    return _run(commands[options.command], options, situation, console)


def _run(command: Command, options: argparse.Namespace, situation: Situation, console: Console) -> int:
    shown = command.run(options, situation)
    try:
        while True:
            console.print(next(shown))
    except StopIteration as end:
        return end.value or 0
    except KefubuError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
        return 2
    except KeyboardInterrupt:
        console.print("已停止。")
        return 2


def _parser(commands: dict[str, Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m automation", description=_INTRODUCTION, add_help=False,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    _common(parser)
    listed = parser.add_subparsers(dest="command", required=True, metavar="命令", title="命令")
    for command in commands.values():
        own = listed.add_parser(command.name, help=command.summary, description=command.manual, add_help=False,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
        _common(own)
        for item in command.arguments:
            own.add_argument(*item.names, **item.settings)
    return parser


def _common(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("通用选项")
    group.add_argument("-h", "--help", action="help", help="显示说明")
    group.add_argument("--folder", metavar="文件夹", default=argparse.SUPPRESS, help="部门的文件夹")
    group.add_argument("--now", metavar="时间", default=argparse.SUPPRESS, help="当作这个时间办理，例如 2026-03-05T20:00（演练用）")


def _folder(options: argparse.Namespace) -> Path:
    return Path(getattr(options, "folder", None) or os.environ.get("KEFUBU_FOLDER") or ".")


def _moment(options: argparse.Namespace) -> datetime:
    if typed := getattr(options, "now", None):
        try:
            return datetime.fromisoformat(typed)
        except ValueError:
            sys.exit(f"时间“{typed}”看不懂，请写成 2026-03-05T20:00 这样。")
    return datetime.now().replace(microsecond=0)


if __name__ == "__main__":
    sys.exit(main())
