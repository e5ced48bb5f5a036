"""Saving replaces the file in one move, or leaves it exactly as it was and says why."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from automation.core import xlsx
from automation.core.errors import FileInUse, RefusedFile
from automation.core.xlsx import Cell
from tests.core.xlsx.samples import changed, corpus, good
from tests.support import ROOT, libreoffice_convert


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "叫修登记簿.xlsx"
    file.write_bytes(good())
    return file


def test_saved_and_saved_again(path: Path) -> None:
    os.chmod(path, 0o640)
    book = xlsx.Workbook.open(path)
    for value in ("一", "二"):
        book.set_cells("叫修登记", {"B3": Cell(value)})
        book.save(path)
        assert openpyxl.load_workbook(path)["叫修登记"]["B3"].value == value
    assert os.listdir(path.parent) == [path.name]
    assert path.stat().st_mode & 0o777 == 0o640


def test_changed_in_between_is_not_overwritten(path: Path) -> None:
    book = xlsx.Workbook.open(path)
    other = xlsx.Workbook.open(path)
    other.set_cells("叫修登记", {"B3": Cell("别人")})
    other.save(path)
    kept = path.read_bytes()
    book.set_cells("叫修登记", {"B4": Cell("我")})
    with pytest.raises(xlsx.FileChanged, match="又被改动"):
        book.save(path)
    assert path.read_bytes() == kept
    assert os.listdir(path.parent) == [path.name]


def excel_owner(path: Path, name: str) -> None:
    ansi, wide = name.encode("gbk"), name.encode("utf-16-le")
    data = bytes([len(ansi)]) + ansi.ljust(54, b" ") + len(name).to_bytes(2, "little") + wide
    path.with_name(f"~${path.name}").write_bytes(data.ljust(165, b"\0"))


def libre_owner(path: Path, name: str) -> None:
    path.with_name(f".~lock.{path.name}#").write_text(f"{name},wang,pc-7,02.03.2026 10:00,file:///x;", encoding="utf8")


@pytest.mark.parametrize(("leave", "program"), [(excel_owner, "Excel"), (libre_owner, "LibreOffice")])
def test_somebody_has_it_open(path: Path, leave: object, program: str) -> None:
    assert xlsx.owner(path) is None
    leave(path, "王小明")  # type: ignore[operator]
    assert xlsx.owner(path) == xlsx.Owner("王小明", program, True)
    book = xlsx.Workbook.open(path)
    book.set_cells("叫修登记", {"B3": Cell("我")})
    with pytest.raises(FileInUse, match=f"王小明 用 {program}"):
        book.save(path)
    assert path.read_bytes() == good()


def test_owner_file_with_only_the_ansi_name(path: Path) -> None:
    path.with_name(f"~${path.name}").write_bytes(bytes([4]) + "李四".encode("gbk"))
    assert xlsx.owner(path) == xlsx.Owner("李四", "Excel", True)


@pytest.mark.parametrize("denied", [1, 99])
def test_replace_denied_for_a_moment_or_for_good(path: Path, monkeypatch: pytest.MonkeyPatch, denied: int) -> None:
    """Windows refuses the rename while anyone holds the file."""
    real, calls = os.replace, []

    def replace(source: object, target: object) -> None:
        calls.append(source)
        if len(calls) <= denied:
            raise PermissionError(13, "denied")
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", replace)
    book = xlsx.Workbook.open(path)
    book.set_cells("叫修登记", {"B3": Cell("我")})
    if denied == 1:
        book.save(path)
        assert xlsx.Workbook.open(path).cell("叫修登记", "B3").value == "我"
    else:
        with pytest.raises(FileInUse):
            book.save(path)
        assert path.read_bytes() == good()
    assert os.listdir(path.parent) == [path.name]


def test_full_disk_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    book = xlsx.Workbook.open(path)
    book.set_cells("叫修登记", {"B3": Cell("我")})
    with pytest.raises(RefusedFile, match="原文件没有改动"):
        book.save(path)
    assert path.read_bytes() == good()
    assert os.listdir(path.parent) == [path.name]


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match=r"没有\.xlsx"):
        xlsx.Workbook.open(tmp_path / "没有.xlsx")


def test_no_save_that_adds_a_problem(path: Path) -> None:
    """An old fault may stay; a new one stops the write."""
    path.write_bytes(changed(good(), "xl/worksheets/sheet1.xml", 'promptTitle="状态"', f'promptTitle="{"长" * 40}"'))
    book = xlsx.Workbook.open(path)
    book.set_cells("叫修登记", {"H3": Cell(1)})
    book.save(path)
    kept = path.read_bytes()
    book.set_cells("叫修登记", {"H4": Cell(1, "SUM((1)")})
    with pytest.raises(xlsx.DamagedWrite, match="formula-unbalanced"):
        book.save(path)
    assert path.read_bytes() == kept


READER = """
import sys, pathlib
sys.path.insert(0, sys.argv[2])
from automation.core import xlsx
path, seen = pathlib.Path(sys.argv[1]), set()
print("ready", flush=True)
while "完" not in seen:
    book = xlsx.Workbook.open(path)
    pair = book.cell("叫修登记", "B3").value, book.cell("存档", "B2").value
    assert pair[0] == pair[1], pair
    seen.add(pair[0])
print("ok")
"""


def test_a_reader_never_meets_half_a_file(path: Path) -> None:
    """Another process reads all the while: always a whole workbook, two sheets of it always from the same save."""
    def write(value: str) -> None:
        book = xlsx.Workbook.open(path)
        book.set_cells("叫修登记", {"B3": Cell(value)})
        book.set_cells("存档", {"B2": Cell(value)})
        book.save(path)

    write("始")
    with subprocess.Popen([sys.executable, "-X", "utf8", "-c", READER, str(path), str(ROOT)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, encoding="utf8") as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        for number in range(40):
            write(f"第{number}次")
        write("完")
        out, error = reader.communicate(timeout=30)
    assert (out.strip(), error) == ("ok", "")


def test_libreoffice_opens_what_was_written(tmp_path: Path) -> None:
    """Five patched workbooks, one of them ours with appended rows, converted in one start; the new values come back."""
    source, target = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    target.mkdir()
    wanted = ("16-customxml.xlsx", "20-TableWithCustomTheme.xlsx", "49-LoadFileWithCustomSheetViews.xlsx", "41-aaa.xlsx")
    for file in (file for file in corpus() if file.name in wanted):
        book = xlsx.Workbook.open(file)
        book.set_cells(book.sheets[0], {"ZA300": Cell("新值 <&>")})
        book.save(source / file.name)
    book = xlsx.Workbook(good())
    book.append_rows("叫修", [{"编号": Cell(21), "时间": Cell(datetime(2026, 3, 2, 9)), "倍数": Cell(-1, "叫修[[#This Row],[编号]]*2")}])
    book.save(source / "ours.xlsx")
    made = libreoffice_convert(sorted(source.iterdir()), "xlsx", target, recalculate=True)
    for file in made:
        book = openpyxl.load_workbook(file, data_only=True)
        if file.name == "ours.xlsx":
            sheet = book["叫修登记"]
            assert [cell.value for cell in sheet[6][:4]] == [21, None, datetime(2026, 3, 2, 9), 42]
        else:
            assert book.worksheets[0]["ZA300"].value == "新值 <&>"
    assert len(made) == 5
