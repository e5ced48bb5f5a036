"""The VBA project: one line for each button, which calls Python; and xlwings' own module, which carries the call.

VBA text is ASCII with CRLF; all thinking is in Python. The names of subs carry a prefix, so that no step can collide
with a word of VBA or a sub of xlwings.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import xlwings
from pyopenvba import ExcelFile, VBAModuleKind

from automation.core.errors import KefubuError

PROJECT = "kefubu"
"""Names the settings file (``%USERPROFILE%\\.kefubu\\kefubu.conf``), so that an xlwings of the user's own isn't touched."""

_LICENCE = "xlwings is distributed under a BSD 3-clause license"
_PROJECT = re.compile(r'(?m)^(Public Const PROJECT_NAME As String = )"\w+"')


class BuildFailed(KefubuError):
    """xlwings' module isn't what this was written for."""


def press(name: str) -> str:
    """The sub of a ribbon button."""
    return f"press_{name}"


def run(name: str) -> str:
    """The sub of a button of the panel."""
    return f"run_{name}"


def ribbon_module(names: Iterable[str]) -> str:
    """The subs of the ribbon's buttons."""
    return _module("Buttons", (_sub(press(name), "control As IRibbonControl", "buttons", name) for name in names))


def panel_module(names: Iterable[str]) -> str:
    """The subs of the panel's buttons."""
    return _module("Panel", (_sub(run(name), "", "panel", name) for name in names))


def xlwings_module(source: str) -> str:
    """xlwings' BSD module from the installed package, under this project's name.

    ``source`` is ``xlwings_custom_addin.bas`` (acts on the active workbook) or ``xlwings.bas`` (on the workbook it is in).
    """
    text = (Path(xlwings.__file__).parent / source).read_bytes().decode("ascii")
    named, count = _PROJECT.subn(rf'\1"{PROJECT}"', text)
    if _LICENCE not in text or count != 1:
        raise BuildFailed(f"xlwings {xlwings.__version__} 的 {source} 和预期的不一样，请先核对它的许可证和 PROJECT_NAME 一行。")
    return "\r\n".join(named.splitlines()) + "\r\n"


def project(modules: Mapping[str, str]) -> bytes:
    """A vbaProject.bin for a workbook of one sheet, with these standard modules."""
    with tempfile.TemporaryDirectory(prefix="kefubu-vba-") as place:
        path = Path(place, "project.xlsm")
        with ExcelFile.create_new(path) as book:
            made = book.vba_project()
            made.delete_module("Module1")
            for name, source in modules.items():
                made.add_module(name, source, kind=VBAModuleKind.standard)
            book.save()
        with ExcelFile(path) as book:
            return book.vba_project_bytes()


def _module(name: str, subs: Iterable[str]) -> str:
    return f'Attribute VB_Name = "{name}"\r\nOption Explicit\r\n' + "".join(subs)


def _sub(name: str, argument: str, module: str, function: str) -> str:
    call = f'RunPython "import macros.{module}; macros.{module}.{function}()"'
    return f"\r\nPublic Sub {name}({argument})\r\n    {call}\r\nEnd Sub\r\n"
