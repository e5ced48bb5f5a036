"""The commands (命令): what staff and the night type; the ribbon's buttons are their twins.

A command is declared once, beside its function; the manual, the parser and the docs come from the table. Commands
return what is to be shown (plain text or rich tables); ``automation.__main__`` alone prints and asks the time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

Shown = Generator[Any, None, Any]
"""Lines and tables to be shown, in order, as they come; what it returns is the exit status (None: 0)."""


@dataclass(frozen=True)
class Situation:
    """Where and when a command is given: the folder, the moment (local time), who is logged in.

    ``clock`` tells the time again, for commands that go on for hours.
    """

    folder: Path
    now: datetime
    login: str
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class Argument:
    """One argument of a command, as argparse takes it."""

    names: tuple[str, ...]
    settings: dict[str, Any]


@dataclass(frozen=True)
class Command:
    """A declared command. ``run(options, situation)`` yields what to show; its value, if any, is the exit status."""

    name: str
    summary: str
    manual: str
    run: Callable[[Any, Situation], Shown]
    arguments: tuple[Argument, ...]

    @property
    def group(self) -> str:
        """What the command is for, as the manual groups them."""
        return _MODULES[self.run.__module__.rpartition(".")[2]]


COMMANDS: dict[str, Command] = {}

_MODULES = {"daily": "每天办事", "printing": "打印", "travelling": "收发表格", "nightly": "核对", "monthly": "月度统计", "agenda": "到期",
            "keeping": "查找、撤销、修补", "deciding": "定夺", "yearly": "年末", "records": "办理记录", "building": "建立与接收",
            "installing": "按钮"}


def argument(*names: str, **settings: Any) -> Argument:
    """An argument: ``argument("--date", help="…")``."""
    return Argument(names, settings)


def command(name: str, *arguments: Argument) -> Callable[[Callable[[Any, Situation], Shown]], Callable[[Any, Situation], Shown]]:
    """Declare a command; the first line of the docstring is its summary, the whole of it its manual."""
    def declare(run: Callable[[Any, Situation], Shown]) -> Callable[[Any, Situation], Shown]:
        manual = "\n".join(line.removeprefix("    ") for line in (run.__doc__ or "").strip().split("\n"))
        COMMANDS[name] = Command(name, manual.split("\n")[0], manual, run, arguments)
        return run
    return declare


def load() -> dict[str, Command]:
    """All commands, by name, in the order in which the manual lists them."""
    for module in _MODULES:
        import_module(f"automation.commands.{module}")
    return dict(sorted(COMMANDS.items(), key=lambda item: list(_MODULES).index(item[1].run.__module__.rpartition(".")[2])))
