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
from automation.commands.parser import COMMON, Parser
from automation.commands.typed import moment
from automation.core.errors import KefubuError, failure

_WIDE = 160
"""Columns of tables that go into a file or another program."""

def main(arguments: list[str] | None = None) -> int:
    """Run one command. Exit status: 0 done, 1 what the command says (``--strict``), 2 it couldn't be done."""
    commands = load()
    typed = sys.argv[1:] if arguments is None else arguments
    options = _parser(commands).parse_args(typed or ["--help"])
    started = datetime.now().replace(microsecond=0)
    now = getattr(options, "now", started)
    situation = Situation(_folder(options), now, getpass.getuser(), lambda: datetime.now().replace(microsecond=0) + (now - started))
    return _run(commands[options.command], options, situation, _console())


def _run(command: Command, options: argparse.Namespace, situation: Situation, console: Console) -> int:
    shown = command.run(options, situation)
    try:
        while True:
            try:
                console.print(next(shown))
            except KeyboardInterrupt as stop:
                # Commands that go on for hours end well when they are told to; the others are cut short.
                console.print(shown.throw(stop))
    except StopIteration as end:
        return end.value or 0
    except (KefubuError, OSError) as error:
        return _failed(failure(error))
    except KeyboardInterrupt:
        return _failed("已中断。已经办理的都有记录，下次运行时接着补写。")


def _failed(sentence: str) -> int:
    Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False).print(sentence)
    return 2


def _console() -> Console:
    """What staff type may hold brackets and colons: it is shown as it is, never taken for markup."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE
    return Console(highlight=False, soft_wrap=True, markup=False, emoji=False, width=width)


def _parser(commands: dict[str, Command]) -> Parser:
    parser = Parser()
    _common(parser)
    listed = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=Parser)
    for command in commands.values():
        own = listed.add_parser(command.name, command=command)
        _common(own)
        for item in command.arguments:
            own.add_argument(*item.names, **item.settings)
    return parser


def _common(parser: Parser) -> None:
    for item in COMMON:
        kind = {"type": moment} if "--now" in item.names else {}
        parser.add_argument(*item.names, default=argparse.SUPPRESS, **item.settings, **kind)


def _folder(options: argparse.Namespace) -> Path:
    return Path(getattr(options, "folder", None) or os.environ.get("KEFUBU_FOLDER") or ".")


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):     # a console of another code page shows ? instead of failing
        stream.reconfigure(errors="replace")
    sys.exit(main())
