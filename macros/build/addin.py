"""客服工具.xlam: the ribbon add-in. An empty workbook by XlsxWriter, made an add-in, with the ribbon's XML and the VBA."""

from __future__ import annotations

import io

import xlsxwriter

from macros.build.package import STAMP, repacked
from macros.build.ribbon import names, ribbon
from macros.build.vba import project, ribbon_module, xlwings_module

_PART = "customUI/customUI14.xml"
_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_WORKBOOK = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN = b"application/vnd.ms-excel.addin.macroEnabled.main+xml"


def addin() -> bytes:
    """The add-in's bytes; the same each time."""
    modules = {"Buttons": ribbon_module(names()), "xlwings": xlwings_module("xlwings_custom_addin.bas")}
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain, {"in_memory": True}) as book:
        book.set_properties({"title": "客服簿的按钮", "created": STAMP})
        book.add_worksheet("Sheet1")
        book.add_vba_project(io.BytesIO(project(modules)), True)
    return repacked(plain.getvalue(), _as_addin, {_PART: ribbon()})


def _as_addin(name: str, data: bytes) -> bytes:
    """The workbook's main part is an add-in, and the package knows of the ribbon."""
    if name == "[Content_Types].xml":
        return _replaced(data, _WORKBOOK, _ADDIN)
    if name == "_rels/.rels":
        relation = f'<Relationship Id="rIdRibbon" Type="{_RELATION}" Target="{_PART}"/></Relationships>'
        return _replaced(data, b"</Relationships>", relation.encode())
    return data


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) == 1, old
    return data.replace(old, new)

