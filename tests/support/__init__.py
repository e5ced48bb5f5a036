"""What tests share: the data folder beside the project, LibreOffice, Chromium, rendering."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def missing(what: str) -> None:
    """A missing program or data folder: a failure under KEFUBU_CI=1, a named skip elsewhere."""
    if os.environ.get("KEFUBU_CI") == "1":
        pytest.fail(f"missing here: {what}", pytrace=False)
    pytest.skip(f"missing here: {what}")


def shared(*parts: str) -> Path:
    """A path in the data folder that lies beside the project."""
    path = ROOT.parent.joinpath("shared", *parts)
    if not path.exists():
        missing(str(Path("shared", *parts)))
    return path


def program(*names: str) -> str:
    """The path of the first of these programs that is installed."""
    for name in names:
        if found := shutil.which(name):
            return found
    missing(names[0])
    raise AssertionError


def libreoffice_convert(files: list[Path], to: str, outdir: Path, *, recalculate: bool = False) -> list[Path]:
    """Convert ``files`` with LibreOffice (all in one start); ``recalculate`` makes it distrust cached values.

    ``to`` is a LibreOffice filter, e.g. ``"xlsx"``, ``"pdf"``. Returns the converted paths, in order.
    """
    office = program("soffice", "libreoffice")
    with tempfile.TemporaryDirectory(prefix="kefubu-lo-") as profile:
        if recalculate:
            user = Path(profile, "user")
            user.mkdir(parents=True)
            (user / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf8")
        command = [office, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--convert-to", to,
                   "--outdir", str(outdir), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    suffix = to.split(":")[0]
    made = [outdir / f"{file.stem}.{suffix}" for file in files]
    absent = [path.name for path in made if not path.exists()]
    assert not absent, f"LibreOffice made no {absent}"
    return made


def pdf_to_png(pdf: Path, outdir: Path, dpi: int = 70) -> list[Path]:
    """Each page of a PDF as a PNG, in order."""
    subprocess.run([program("pdftoppm"), "-r", str(dpi), "-png", str(pdf), str(outdir / pdf.stem)], check=True, timeout=120)
    return sorted(outdir.glob(f"{pdf.stem}-*.png"))


def chromium_pdf(page: Path, pdf: Path) -> Path:
    """Print an HTML file to PDF with Chromium, as a person pressing Print would."""
    with tempfile.TemporaryDirectory(prefix="kefubu-chromium-") as profile:
        subprocess.run([program("chromium", "google-chrome"), *_CHROMIUM, f"--user-data-dir={profile}",
                        "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.resolve().as_uri()],
                       check=True, capture_output=True, timeout=120)
    return pdf


_CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--disable-component-update"]

_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
