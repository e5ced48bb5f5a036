"""Chromium started once for many pages: HTML files to PDF, as a person pressing Print would, and to pictures of the screen.

It is spoken to through a pair of pipes (``--remote-debugging-pipe``), so that no port is opened and nothing is installed.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tests.support import program

_OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update"]


class Browser:
    """A running Chromium with one page."""

    def __init__(self, asking: int, answering: int) -> None:
        self._asking, self._answers, self._unread = asking, answering, b""
        self._ids, self._session = count(1), ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._call("Page.enable")

    def pdf(self, page: Path, pdf: Path) -> Path:
        """Print a page to a PDF on the paper that its style asks for."""
        self._open(page)
        made = self._call("Page.printToPDF", preferCSSPageSize=True, printBackground=False, displayHeaderFooter=False)
        pdf.write_bytes(base64.b64decode(made["data"]))
        return pdf

    def picture(self, page: Path, png: Path, width: int = 1100, height: int = 900) -> Path:
        """The page as the screen shows it."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self._open(page)
        png.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))
        return png

    def ask(self, page: Path, script: str) -> Any:
        """What a script says about the page."""
        self._open(page)
        return self._call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def _open(self, page: Path) -> None:
        self._call("Page.navigate", url=page.resolve().as_uri())
        while self._read().get("method") != "Page.loadEventFired":
            pass

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._ids)
        said = {"id": number, "method": method, "params": params} | ({"sessionId": self._session} if self._session else {})
        os.write(self._asking, json.dumps(said).encode() + b"\0")
        while (answer := self._read()).get("id") != number:
            pass
        assert "error" not in answer, answer
        return answer["result"]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._unread:
            part = os.read(self._answers, 1 << 20)
            assert part, "Chromium has ended"
            self._unread += part
        said, _, self._unread = self._unread.partition(b"\0")
        return json.loads(said)


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium that runs for as long as the block."""
    (ask_read, ask_write), (answer_read, answer_write) = (tuple(map(_moved_up, os.pipe())) for _ in range(2))
    with tempfile.TemporaryDirectory(prefix="kefubu-chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program("chromium", "google-chrome"), *_OPTIONS, f"--user-data-dir={profile}", "--remote-debugging-pipe"],
            preexec_fn=lambda: (os.dup2(ask_read, 3), os.dup2(answer_write, 4)), close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(ask_read)
        os.close(answer_write)
        try:
            yield Browser(ask_write, answer_read)
        finally:
            os.close(ask_write)
            os.close(answer_read)
            process.terminate()
            process.wait(30)


def _moved_up(descriptor: int) -> int:
    """The same pipe under a number above those that Chromium expects its pipes at."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return moved
