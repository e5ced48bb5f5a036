"""What LibreOffice reads of a write: the old workbook with exactly that change, tables as long as they should be."""

from __future__ import annotations

import io
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.core.xlsx.oracle import Case, Place, by_calamine, opened_by_openpyxl, place, value_faults
from tests.support import program


def libreoffice_faults(cases: Sequence[Case]) -> tuple[dict[str, list[str]], list[str]]:
    """For each case what LibreOffice reads differently beyond its edits; and the cases whose original it can't open."""
    found: dict[str, list[str]] = {}
    unopened: list[str] = []
    with tempfile.TemporaryDirectory(prefix="kefubu-oracle-") as folder:
        originals = {case.before: f"o{number}" for number, case in enumerate(cases)}
        files = {Path(folder, f"{name}.xlsx"): data for data, name in originals.items()}
        files |= {Path(folder, f"e{number}.xlsx"): case.after for number, case in enumerate(cases)}
        for path, data in files.items():
            path.write_bytes(data)
        made = through_libreoffice(list(files), Path(folder, "out"))
        for number, case in enumerate(cases):
            was, now = (made.get(f"{name}.xlsx") for name in (originals[case.before], f"e{number}"))
            if was is None:
                unopened.append(case.name)
            found[case.name] = ["LibreOffice opens only the original"] if was and now is None else (
                _libreoffice_faults(case, was, now) if was and now else [])
    return found, unopened


def _libreoffice_faults(case: Case, before: bytes, after: bytes) -> list[str]:
    """LibreOffice reckons formulas and pivots anew when what they show has changed: of those cells only their being there
    counts, and sheets with pivots are left to the other readers."""
    wanted: dict[str, dict[Place, Any]] = {}
    for edit in case.edits:
        wanted.setdefault(edit.sheet, {}).update(edit.places | {place(ref): value for ref, value in edit.computed.items()})
    old, new = by_calamine(before), by_calamine(after)
    for sheet in opened_by_openpyxl(case.before).worksheets:
        moving = {(cell.row, cell.column) for cell in sheet._cells.values() if cell.data_type == "f"} - wanted.get(sheet.title, {}).keys()
        for cells in (old[sheet.title], new[sheet.title]):
            cells.update(dict.fromkeys(moving & cells.keys(), "formula"))
        if sheet._pivots:
            del old[sheet.title], new[sheet.title]
            wanted.pop(sheet.title, None)
    found = list(value_faults("LibreOffice", old, new, {sheet: cells for sheet, cells in wanted.items() if sheet in old}))
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        roots = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.startswith("xl/tables/")]
    tables = {root.get("displayName"): root.get("ref", "") for root in roots}
    for edit in case.edits:
        if edit.table and not tables.get(edit.table.name, "").endswith(str(edit.last)):
            found.append(f"LibreOffice: table {edit.table.name} is {tables.get(edit.table.name)}, not down to {edit.last}")
    return found


def through_libreoffice(files: Sequence[Path], target: Path) -> dict[str, bytes]:
    """Files as LibreOffice saves them, by name; without those on which it crashes. One start for all that go well."""
    target.mkdir()
    waiting = list(files)
    with tempfile.TemporaryDirectory(prefix="kefubu-lo-") as profile:
        while waiting:
            command = [program("soffice", "libreoffice"), f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
                       "--convert-to", "xlsx", "--outdir", str(target), *map(str, waiting)]
            subprocess.run(command, capture_output=True, timeout=300, check=False)
            done = {path.name for path in target.iterdir()}
            # It works in order and dies at the first one that it can't open.
            waiting = [path for path in waiting if path.name not in done][1:]
    return {path.name: path.read_bytes() for path in target.iterdir()}
