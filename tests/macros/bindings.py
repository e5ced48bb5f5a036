"""What LibreOffice makes of a macro workbook: the buttons on its sheets, what each is bound to, whether that can be found.

Run as a program of its own, ``python bindings.py WORKBOOK``, prints one JSON list: the caption of each button, its binding,
whether the script is there. LibreOffice's Python bridge (uno) is the system's, so it is looked for where Debian keeps it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.append("/usr/lib/python3/dist-packages")
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.script.provider import ScriptFrameworkErrorException


def main(soffice: str, workbook: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="kefubu-uno-", ignore_cleanup_errors=True) as profile:
        pipe = f"kefubu-{Path(profile).name}"
        office = subprocess.Popen([soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
                                   f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            desktop = _connected(pipe, office)
            book = desktop.loadComponentFromURL(workbook.resolve().as_uri(), "_blank", 0,
                                                (_property("Hidden", True), _property("MacroExecutionMode", 4)))
            print(json.dumps(list(_buttons(book)), ensure_ascii=True))
            book.close(True)
            desktop.terminate()
            office.wait(60)
        finally:
            office.kill()


def _connected(pipe: str, office: subprocess.Popen[bytes]) -> Any:
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(300):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except NoConnectException:
            assert office.poll() is None, "LibreOffice ended at once"
            time.sleep(0.2)
    raise TimeoutError("LibreOffice doesn't answer")


def _buttons(book: Any) -> Any:
    scripts = book.getScriptProvider()
    for sheet in book.Sheets:
        for form in sheet.DrawPage.Forms:
            for place in range(form.Count):
                for event in form.getScriptEvents(place):
                    yield form.getByIndex(place).Label, event.ScriptCode, _found(scripts, event.ScriptCode)


def _found(scripts: Any, binding: str) -> bool:
    try:
        return scripts.getScript(binding) is not None
    except ScriptFrameworkErrorException:
        return False


def _property(name: str, value: Any) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
