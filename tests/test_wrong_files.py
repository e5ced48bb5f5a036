"""Files that aren't right: reading, writing and the night each have a defined outcome, one clear sentence, and leave them alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from automation.core import xlsx
from automation.core.copies import copies_of, synced_by
from automation.core.errors import FileInUse, KefubuError, RefusedFile
from automation.core.folder import Folder
from automation.core.reader import read_register
from automation.core.reading import MISSING_SHEET
from automation.core.xlsx import Cell
from automation.core.xlsx.files import read_file
from automation.desk import house
from automation.desk.nightly import run
from automation.desk.workbooks import filled_workbooks, found_department
from tests.core.xlsx.wrong_files import WRONG, each_part
from tests.support import ROOT

NOW = datetime(2026, 3, 2, 20)
REGISTER = next(register for register in house.catalogue() if register.title == "保养合同")
SHEET = REGISTER.sheets[0]
ROW = {"contract_no": "HT2026-00001", "customer": "王小明", "phone": "01012345678", "starts_on": date(2026, 1, 1)}
REFUSED = [name for name, (_, word) in WRONG.items() if word]
WORKING = [name for name, (_, word) in WRONG.items() if not word]


@pytest.fixture(scope="session")
def good() -> bytes:
    """The register 保养合同 with one row."""
    known = {column.name for column in SHEET.columns}
    row = {name: value for name, value in ROW.items() if name in known}
    return next(data for register, data in filled_workbooks({SHEET.name: [row]}, NOW) if register is REGISTER)


@pytest.fixture(scope="session")
def department(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return found_department(tmp_path_factory.mktemp("部门"), NOW).root


@pytest.fixture
def folder(department: Path, tmp_path: Path) -> Folder:
    shutil.copytree(department, tmp_path / "部门")
    return Folder.open(tmp_path / "部门")


def is_one_clear_sentence(error: KefubuError, name: str) -> bool:
    text = str(error)
    return name in text and "请" in text and "\n" not in text and not re.search(r"Error|Errno|Traceback|[a-z]{3,} [a-z]{2,}", text)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_for_reading_and_writing(name: str, good: bytes, tmp_path: Path) -> None:
    make, word = WRONG[name]
    path = tmp_path / REGISTER.filename
    path.write_bytes(make(good))
    before = path.read_bytes()
    attempts = [lambda: read_register(path, REGISTER, today=NOW.date())]
    if name != "lying bomb":  # a write copies that part as it is, and never unpacks it
        attempts.append(lambda: write_one(path))
    for attempt in attempts:
        with pytest.raises(RefusedFile, match=word) as caught:
            attempt()
        assert is_one_clear_sentence(caught.value, path.name), str(caught.value)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [path.name]


def write_one(path: Path) -> None:
    """One cell far from the table, so that whatever is on the sheet allows it."""
    book = xlsx.Workbook.open(path)
    book.set_cells(SHEET.title, {"BA300": Cell("新")})
    book.save(path)


@pytest.mark.parametrize("name", WORKING)
def test_odd_files_are_read_and_written_like_any_other(name: str, good: bytes, tmp_path: Path) -> None:
    plain, odd = tmp_path / "plain.xlsx", tmp_path / REGISTER.filename
    plain.write_bytes(good)
    odd.write_bytes(WRONG[name][0](good))
    values = read_register(plain, REGISTER, today=NOW.date()).sheets[SHEET.name].values
    assert values[SHEET.key]
    assert read_register(odd, REGISTER, today=NOW.date()).sheets[SHEET.name].values == values
    write_one(odd)
    assert xlsx.Workbook.open(odd).cell(SHEET.title, "BA300").value == "新"
    assert read_register(odd, REGISTER, today=NOW.date()).sheets[SHEET.name].values == values


@pytest.mark.parametrize("name", REFUSED)
def test_the_night_has_one_finding_and_goes_on(name: str, folder: Folder) -> None:
    path = folder.register_path(REGISTER)
    path.write_bytes(WRONG[name][0](path.read_bytes()))
    before = path.read_bytes()
    night = run(folder, NOW)
    (finding,) = (found for found in night.findings if found.workbook == REGISTER.filename)
    assert re.search(WRONG[name][1], finding.message)
    assert night.report.exists()
    assert path.read_bytes() == before
    if name in ("xls", "half a zip", "entities in a sheet"):
        run(folder, NOW.replace(day=3))  # compares with the snapshot that holds the wrong file


COPIES = ["保养合同 (冲突副本 2026-03-02 10-30-22)", "保养合同(王小明的冲突副本)", "保养合同-DESKTOP-ABC123", "保养合同-PC7",
          "保养合同 (Wang's conflicted copy 2026-03-02)", "保养合同.sync-conflict-20260302-101010-ABCDEFG", "保养合同 (1)",
          "保养合同 - 副本"]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_beside_a_register_is_a_finding(name: str, folder: Folder) -> None:
    copy = folder.root / f"{name}.xlsx"
    shutil.copy(folder.register_path(REGISTER), copy)
    (finding,) = run(folder, NOW).findings
    assert (finding.workbook, finding.rule) == (REGISTER.filename, "DQ 副本")
    assert name in finding.message


def test_other_names_are_nobodys_copies(folder: Folder) -> None:
    for name in ("保养合同-2025", "保养合同存档", "保养合同-old", "保养合同(旧)", "~$保养合同"):
        shutil.copy(folder.register_path(REGISTER), folder.root / f"{name}.xlsx")
    assert copies_of(folder.register_path(REGISTER)) == []
    assert copies_of(Path("没有这个文件夹", "保养合同.xlsx")) == []


@pytest.mark.parametrize(("path", "drive"), [
    ("OneDrive - 公司/客服", "OneDrive"), ("我的坚果云/客服", "坚果云"), ("WPSDrive/1/客服", "WPS 云盘"), ("客服", None)])
def test_a_cloud_drive_is_a_finding(path: str, drive: str | None, department: Path, tmp_path: Path) -> None:
    shutil.copytree(department, tmp_path / path)
    assert synced_by(tmp_path / path) == drive
    assert [finding.rule for finding in run(Folder.open(tmp_path / path), NOW).findings] == (["DQ 网盘"] if drive else [])


# ---- files that others hold, forbid, take away or change meanwhile

def test_read_only_is_named_and_left_alone(good: bytes, tmp_path: Path) -> None:
    path = tmp_path / REGISTER.filename
    path.write_bytes(good)
    path.chmod(0o444)
    assert read_register(path, REGISTER).sheets[SHEET.name].length == 1
    with pytest.raises(xlsx.ReadOnlyFile, match="只读") as caught:
        write_one(path)
    assert is_one_clear_sentence(caught.value, path.name)
    assert (path.read_bytes(), os.listdir(tmp_path)) == (good, [path.name])


UNPRIVILEGED = """
import os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from automation.core import xlsx
from automation.core.errors import KefubuError
from automation.core.xlsx.files import read_file, replace_file
path = Path(sys.argv[2])
if os.getuid() == 0:
    os.setuid(65534)
for attempt in (lambda: read_file(path), lambda: replace_file(path, b"new", None)):
    try:
        attempt()
        print("done")
    except KefubuError as error:
        print(type(error).__name__, error)
"""


@pytest.mark.skipif(os.name != "posix", reason="file rights of POSIX")
@pytest.mark.parametrize(("file", "place", "wanted"), [
    (0o600, 0o777, ["FileInUse", "FileInUse"]), (0o666, 0o555, ["done", "RefusedFile"]), (0o666, 0o777, ["done", "done"])])
def test_what_the_system_forbids(file: int, place: int, wanted: list[str], good: bytes) -> None:
    """A locked file, a folder in which nothing may be made, and neither: tried by a process without rights of its own."""
    top = Path("/tmp") / f"kefubu-rights-{os.getpid()}"
    path = top / REGISTER.filename
    top.mkdir()
    try:
        path.write_bytes(good)
        path.chmod(file)
        top.chmod(place)
        if os.getuid() != 0 and file == 0o600:
            path.chmod(0)
        said = subprocess.run([sys.executable, "-X", "utf8", "-c", UNPRIVILEGED, str(ROOT), str(path)], capture_output=True, text=True,
                              encoding="utf8", timeout=60, check=True).stdout.splitlines()
        assert [line.split(" ")[0] for line in said] == wanted
        assert all("请" in line and path.name in line and "Errno" not in line for line in said if line != "done")
    finally:
        top.chmod(0o700)
        path.chmod(0o600)
        assert wanted[1] == "done" or path.read_bytes() == good
        shutil.rmtree(top)


def test_vanished_for_a_moment_and_for_good(good: bytes, tmp_path: Path) -> None:
    path = tmp_path / REGISTER.filename
    later = threading.Timer(0.3, lambda: path.write_bytes(good))
    later.start()
    assert read_register(path, REGISTER).sheets[SHEET.name].length == 1
    later.join()
    path.unlink()
    with pytest.raises(RefusedFile, match="找不到") as caught:
        read_register(path, REGISTER)
    assert is_one_clear_sentence(caught.value, path.name)


WRITER = """
import os, sys, time
path, one, two = sys.argv[1:]
pair = [open(name, "rb").read() for name in (one, two)]
print("ready", flush=True)
end = time.monotonic() + 3
while time.monotonic() < end:
    for data in pair:
        with open(path, "r+b") as stream:   # in place, in two goes, as some programs save
            stream.truncate(len(data) // 2)
            stream.write(data[:len(data) // 2])
            stream.flush()
            time.sleep(0.002)
            stream.write(data[len(data) // 2:])
            stream.truncate()
        time.sleep(0.02)
"""


def test_replaced_in_place_while_read(good: bytes, tmp_path: Path) -> None:
    """Another process saves over the file all the while: one of the two, whole, or a refusal; never a mixture."""
    path, one, two = (tmp_path / name for name in (REGISTER.filename, "一", "二"))
    book = xlsx.Workbook(good)
    book.set_cells(SHEET.title, {"BA300": Cell("另一份" * 50)})
    versions = {good, book.to_bytes()}
    for file, data in zip((path, one, two), (good, *versions), strict=True):
        file.write_bytes(data)
    seen = refused = 0
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(one), str(two)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        while writer.poll() is None:
            try:
                data = read_file(path)
                assert data in versions or not is_workbook(data)
                seen += 1
            except FileInUse:
                refused += 1
            time.sleep(0.001)
    assert seen > 20
    assert refused < seen


def is_workbook(data: bytes) -> bool:
    try:
        xlsx.Workbook(data)
    except KefubuError:
        return False
    return True


def test_a_sheet_without_its_end_is_not_written(good: bytes, tmp_path: Path) -> None:
    """All rows are there and are read; what stood behind them is lost, so nothing is written into it."""
    path = tmp_path / REGISTER.filename
    path.write_bytes(each_part(lambda name, text: text[:text.index("</sheetData>") + 30], r"worksheets/sheet\d+\.xml\Z")(good))
    with pytest.raises(RefusedFile, match="已损坏"):
        write_one(path)


def test_a_workbook_made_by_others_without_our_sheets(tmp_path: Path) -> None:
    path = tmp_path / REGISTER.filename
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("别的表").write(0, 0, "无关")
    data = read_register(path, REGISTER)
    assert [remark.kind for remark in data.remarks] == [MISSING_SHEET] * len(REGISTER.sheets)
