"""What LibreOffice makes of a macro workbook: the buttons on its sheets, what each is bound to, whether that can be found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.office import desktop, uno

_WITHOUT_ASKING = 4
"""MacroExecutionMode ALWAYS_EXECUTE_NO_WARN: without it no macro of a document is looked for."""


def bindings(workbook: Path) -> list[tuple[str, str, bool]]:
    """The caption of each button, the macro it is bound to, whether it is there; a binding that leads nowhere is dropped."""
    book = desktop().loadComponentFromURL(workbook.resolve().as_uri(), "_blank", 0,
                                          (_property("Hidden", True), _property("MacroExecutionMode", _WITHOUT_ASKING)))
    try:
        return list(_buttons(book))
    finally:
        book.close(True)


def _buttons(book: Any) -> Iterator[tuple[str, str, bool]]:
    scripts = book.getScriptProvider()
    for sheet in book.Sheets:
        for form in sheet.DrawPage.Forms:
            for place in range(form.Count):
                for event in form.getScriptEvents(place):
                    name = event.ScriptCode.partition(":VBAProject.")[2].partition("?")[0]
                    yield form.getByIndex(place).Label, name, scripts.getScript(event.ScriptCode) is not None


def _property(name: str, value: Any) -> Any:
    made = uno().createUnoStruct("com.sun.star.beans.PropertyValue")
    made.Name, made.Value = name, value
    return made
