"""docs/命令.md: the manual of all commands, from the table of commands."""

from __future__ import annotations

from collections.abc import Iterator

from automation.commands import Argument, Command, load

_HEAD = """\
# 命令

本页由程序生成：每条命令做什么、怎么写。每条命令都对一个部门的文件夹办理；文件夹用 --folder 指明，
不写就用环境变量 KEFUBU_FOLDER，再没有就用当前文件夹。

在装好的电脑上这样写（Windows 上把 python3 写成 py）：

    python3 start.py 命令 [选项]
"""


def commands_page() -> str:
    """docs/命令.md"""
    commands = load().values()
    lines = [_HEAD, "| 命令 | 做什么 |", "|---|---|", *(f"| [{each.name}](#{each.name}) | {each.summary} |" for each in commands), ""]
    for each in commands:
        lines += _command(each)
    return "\n".join(lines).rstrip() + "\n"


def _command(command: Command) -> Iterator[str]:
    yield from (f"## {command.name}", "", f"    {_usage(command)}", "")
    summary, _, more = command.manual.partition("\n")
    yield from (summary, "")
    if more.strip():
        yield from ("```text", *more.strip("\n").split("\n"), "```", "")
    if command.arguments:
        yield from ("| 选项 | 说明 |", "|---|---|", *map(_argument, command.arguments), "")


def _usage(command: Command) -> str:
    return " ".join(["python3 start.py", command.name, *map(_written, command.arguments)])


def _written(argument: Argument) -> str:
    name, settings = argument.names[-1], argument.settings
    shown = settings.get("metavar") or ("|".join(settings["choices"]) if "choices" in settings else name.lstrip("-").upper())
    if not name.startswith("-"):
        return {"*": f"[{shown} …]", "?": f"[{shown}]"}.get(settings.get("nargs"), shown)
    option = name if settings.get("action") == "store_true" else f"{name} {shown}"
    return option if settings.get("required") else f"[{option}]"


def _argument(argument: Argument) -> str:
    plain = _written(argument).strip("[]").replace("|", "\\|")
    return f"| `{plain}` | {argument.settings.get('help', '')} |"
