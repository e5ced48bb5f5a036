"""One LibreOffice for all tests of a session, reached by UNO over a pipe: own profile, no window, ended when the tests end."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.support import missing, program

_DIST = "/usr/lib/python3/dist-packages"
_OPTIONS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@lru_cache(maxsize=1)
def uno() -> ModuleType:
    """The bridge as the system's packages have it; nothing else of theirs is taken."""
    sys.path.append(_DIST)
    try:
        import uno as bridge
    except ImportError:
        missing("python3-uno for this Python")
    finally:
        sys.path.remove(_DIST)
    return bridge


@lru_cache(maxsize=1)
def desktop() -> Any:
    """The desktop of a LibreOffice that was just started."""
    bridge = uno()
    place, pipe = Path(tempfile.mkdtemp(prefix="kefubu-uno-")), f"kefubu{os.getpid()}"
    (place / "user").mkdir()
    (place / "user" / "registrymodifications.xcu").write_text(_OPTIONS, encoding="utf8")
    process = subprocess.Popen([program("soffice", "libreoffice"), f"-env:UserInstallation=file://{place}", "--headless", "--norestore",
                                "--nologo", f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    local = bridge.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            break
        except bridge.getClass("com.sun.star.connection.NoConnectException"):
            time.sleep(0.1)
    else:
        missing("a LibreOffice that answers")
    found = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    atexit.register(_end, found, process, place)
    return found


def _end(found: Any, process: subprocess.Popen[bytes], place: Path) -> None:
    with contextlib.suppress(Exception):        # it goes down while it answers
        found.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()
    shutil.rmtree(place, ignore_errors=True)
