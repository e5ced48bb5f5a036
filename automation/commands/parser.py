"""The manual (说明): every command's page, and the parser that says what is wrong in Chinese.

Pages come from the table of commands: what a command is for (its docstring), what to write, which options it knows.
Chinese characters are two columns wide, so pages are laid out by rich and not by argparse.
"""

from __future__ import annotations

import argparse
import difflib
import io
import re
import shutil
from collections.abc import Iterable
from typing import Any, NoReturn

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from automation.commands import COMMANDS, Argument, Command

PROGRAM = "python -m automation"
_INTRODUCTION = """\
客服簿：会自己核对的客服登记簿。

每条命令都对一个部门的文件夹办理：文件夹用 --folder 指明；不写就用环境变量 KEFUBU_FOLDER，
再没有就用当前文件夹。"""
_EXAMPLES = """\
例如：
  python -m automation demo                              造一个演示部门，看看核对出什么
  python -m automation new D:\\客服簿                     建一个新部门的文件夹
  python -m automation nightly --folder D:\\客服簿        核对这个部门的全部登记簿
  python -m automation do --help                         看 do 这条命令的说明"""
COMMON = (Argument(("--folder",), {"metavar": "文件夹", "help": "部门的文件夹"}),
          Argument(("--now",), {"metavar": "时间", "help": "当作这个时间办理，例如 \"2026-03-05 20:00\"（演练用）"}),
          Argument(("-h", "--help"), {"action": "help", "help": "显示说明"}))
"""The options that every command knows."""

_LEAST, _MOST = 60, 110


class Parser(argparse.ArgumentParser):
    """An argument parser whose pages and complaints are the office's Chinese. ``command`` None: of all commands."""

    def __init__(self, command: Command | None = None, **settings: Any) -> None:
        super().__init__(prog=settings.get("prog", PROGRAM), add_help=False, allow_abbrev=False)
        self.command = command
        self._mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[argparse.Namespace, list[str]]:
        """Options may stand anywhere among what is to be written: ``do 派工 JX… --person 沈静宜 技术员=王磊``."""
        if self.command is None or self._mixing:
            return super().parse_known_args(args, namespace)
        self._mixing = True         # the method below comes back here
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False

    def format_help(self) -> str:
        """The page that ``--help`` shows."""
        return page(self.command) if self.command else overview()

    def format_usage(self) -> str:
        """One line: how the command is written."""
        return usage(self.command) + "\n"

    def error(self, message: str) -> NoReturn:
        """End with status 2 and a sentence that says what is wrong and how it is written."""
        more = f"{PROGRAM} {self.command.name} --help" if self.command else f"{PROGRAM} --help"
        self.exit(2, f"{complaint(message)}\n用法：{self.format_usage()}看说明：{more}\n")


def overview() -> str:
    """The page of all commands, by what they are for."""
    parts = [_drawn(_INTRODUCTION), f"用法：{usage(None)}"]
    common = [_line(item) for item in COMMON]
    width = max(map(cell_len, (*COMMANDS, *(name for name, _ in common))))
    for group in dict.fromkeys(command.group for command in COMMANDS.values()):
        lines = [(command.name, command.summary) for command in COMMANDS.values() if command.group == group]
        parts.append(_listed(group, lines, width))
    parts.append(_listed("通用选项", common, width))
    return "\n\n".join([*parts, _drawn(_EXAMPLES), f"每条命令的说明：{PROGRAM} 命令 --help"]) + "\n"


def page(command: Command) -> str:
    """One command's page."""
    options = [_line(item) for item in command.arguments if _is_option(item)]
    wanted = [_line(item) for item in command.arguments if not _is_option(item)]
    common = [_line(item) for item in COMMON]
    width = max(cell_len(name) for name, _ in (*wanted, *options, *common))
    lists = [_listed(title, lines, width) for title, lines in (("要写的", wanted), ("选项", options), ("通用选项", common)) if lines]
    return "\n\n".join([*map(_drawn, (f"用法：{usage(command)}", command.manual)), *lists]) + "\n"


def usage(command: Command | None) -> str:
    """How a command is written, in one line."""
    if command is None:
        return f"{PROGRAM} 命令 [选项]"
    wanted = sorted(command.arguments, key=_is_option)
    return " ".join([PROGRAM, command.name, *map(_in_usage, wanted)])


def complaint(message: str) -> str:
    """argparse's complaint as one Chinese sentence; what it doesn't know becomes a general one."""
    for pattern, say in _COMPLAINTS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return say(*match.groups())
    return "这条命令写得不对，请对照用法。"


def _invalid(name: str, value: str, choices: str) -> str:
    known = re.findall(r"[^\s,']+", choices)
    close = difflib.get_close_matches(value, known, 3, 0.55)
    if name == "命令":
        hint = f"是不是要：{'、'.join(close)}？" if close else ""
        return f"没有“{value}”这条命令。{hint}"
    return f"“{name}”不能写“{value}”，可以写：{'、'.join(known)}。"


_COMPLAINTS = (
    (r"the following arguments are required: (.*)", lambda names: f"还缺：{names.replace(', ', '、')}。"),
    (r"argument (.*?): invalid choice: '?(.*?)'? \(choose from (.*)\)", _invalid),
    (r"argument (.*?): expected .*", lambda name: f"“{name}”后面要写内容。"),
    (r"argument (.*?): ignored explicit argument .*", lambda name: f"“{name}”后面不用写内容。"),
    (r"unrecognized arguments: (.*)", lambda names: f"这条命令不认识：{names}。"),
    (r"argument (.*?): ([^a-z].*)", lambda name, sentence: f"“{name}”{sentence}"),
)


def _line(item: Argument) -> tuple[str, str]:
    named = "、".join(item.names) if _is_option(item) else _metavar(item)
    value = _metavar(item) if _is_option(item) and "action" not in item.settings else ""
    return f"{named} {value}".rstrip(), item.settings.get("help", "")


def _in_usage(item: Argument) -> str:
    shown = _metavar(item)
    if _is_option(item):
        shown = item.names[-1] if "action" in item.settings else f"{item.names[-1]} {shown}"
        return shown if item.settings.get("required") else f"[{shown}]"
    return {"*": f"[{shown} …]", "?": f"[{shown}]"}.get(item.settings.get("nargs", ""), shown)


def _metavar(item: Argument) -> str:
    choices = item.settings.get("choices")
    return "|".join(choices) if choices else item.settings.get("metavar", item.names[-1])


def _is_option(item: Argument) -> bool:
    return item.names[0].startswith("-")


def _listed(title: str, lines: Iterable[tuple[str, str]], width: int) -> str:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=width + 2)
    table.add_column(overflow="fold")
    for name, text in lines:
        table.add_row(f"  {name}", text)
    return f"{title}\n{_drawn(table)}"


def _drawn(what: Table | str) -> str:
    """As it stands on this screen, no line longer than the screen is wide."""
    width = min(_MOST, max(_LEAST, shutil.get_terminal_size().columns))
    stream = io.StringIO()
    Console(file=stream, width=width, markup=False, emoji=False, highlight=False, color_system=None).print(what)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())
