"""客服工具.xlam: the ribbon add-in. An empty workbook by XlsxWriter, made an add-in, with the ribbon's XML and the VBA."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import xlsxwriter

from macros.build.ribbon import names, ribbon
from macros.build.vba import project, ribbon_module, xlwings_module

STAMP = datetime(2026, 1, 1)
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
    return _with_ribbon(plain.getvalue(), ribbon())


def _with_ribbon(workbook: bytes, xml: bytes) -> bytes:
    """The workbook as an add-in: its main part's type, and the ribbon's part with its relationship."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            new.writestr(_entry(item.filename), _changed(item.filename, old.read(item)))
        new.writestr(_entry(_PART), xml)
    return made.getvalue()


def _changed(name: str, data: bytes) -> bytes:
    if name == "[Content_Types].xml":
        return _replaced(data, _WORKBOOK, _ADDIN)
    if name == "_rels/.rels":
        relation = f'<Relationship Id="rIdRibbon" Type="{_RELATION}" Target="{_PART}"/></Relationships>'
        return _replaced(data, b"</Relationships>", relation.encode())
    return data


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) == 1, old
    return data.replace(old, new)


def _entry(name: str) -> zipfile.ZipInfo:
    """A member whose date and system don't tell when and where it was made."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
    return entry
