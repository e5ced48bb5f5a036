"""The map file (对照表) of an adoption, read and checked; :mod:`automation.desk.adopt` says what may stand in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from automation.core.errors import KefubuError


class BadMap(KefubuError):
    """A map file that can't be read, or doesn't fit the file or our register."""


@dataclass(frozen=True)
class Map:
    """Which of their columns is which of ours."""

    sheet: str
    header_row: int = 1
    source_sheet: str = ""
    year: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ignore: Mapping[str, str] = field(default_factory=dict)


_TABLES = ("columns", "fixed", "values", "ignore")
_PLAIN = {"header_row": (int, "写栏名在第几行，例如 header_row = 2"), "source_sheet": (str, "写表名，例如 source_sheet = \"2005年\""),
          "year": (int, "写年份，例如 year = 2005")}


def read_map(path: Path | None, into: str) -> Map:
    """Read a map file (None: headers alone decide); ``into`` names our sheet. Raises :class:`BadMap` with what is wrong."""
    if path is None:
        return Map(into)
    data = _parsed(path)
    if extra := sorted(set(data) - {*_TABLES, *_PLAIN}):
        raise BadMap(f"对照表“{path.name}”里的“{'、'.join(extra)}”不认识，可以写的有：{'、'.join((*_PLAIN, *_TABLES))}。")
    for name, (kind, right) in _PLAIN.items():
        if name in data and (type(data[name]) is not kind or (kind is int and not 1 <= data[name] <= 9999)):
            raise BadMap(f"对照表“{path.name}”里的 {name} 写得不对，应该{right}。")
    for name in _TABLES:
        _check_table(path, name, data.get(name, {}))
    return Map(into, **data)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadMap(f"对照表“{path}”打不开，请核对文件的位置和名字。") from error
    except UnicodeDecodeError as error:
        raise BadMap(f"对照表“{path.name}”不是 UTF-8 编码，请用记事本打开，另存为 UTF-8。") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"第 {line[1]} 行" if line else "末尾"
        raise BadMap(f"对照表“{path.name}”{where}写得不对：栏名和内容都加英文引号，中间用等号，如 \"叫修时间\" = \"报修日期\"。") from error


def _check_table(path: Path, name: str, table: Any) -> None:
    right = isinstance(table, dict)
    if right and name in ("columns", "ignore"):
        right = all(isinstance(value, str) for value in table.values())
    elif right and name == "values":
        right = all(isinstance(value, dict) for value in table.values())
    if not right:
        head = '[values."栏名"]' if name == "values" else f"[{name}]"
        raise BadMap(f"对照表“{path.name}”里的 {name} 写得不对：先写一行 {head}，下面每行写 \"…\" = \"…\"。")
