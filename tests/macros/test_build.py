"""客服工具.xlam and 控制台.xlsm: current, sound, and every button bound to one line of VBA that calls one Python function.

Real Excel isn't here: what can be proved without it is the package, the ribbon's XML against the schema's rules, the VBA as
oletools reads it, and the panel's bindings as LibreOffice resolves them.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring, tostring

import openpyxl
import pytest
import xlwings
from pyopenvba import check_file

from automation.core.xlsx.check import check
from automation.desk import house
from automation.desk.buttons import EXTRAS, FOLDER_CELL, JOBS, at_cell, groups, outcome_cell
from macros.build import FILES
from macros.build.icons import ICONS
from macros.build.vba import PROJECT, press, run
from tests.macros.bindings import bindings
from tests.macros.custom_ui import SPACE, problems
from tests.support import ROOT

MACROS = ROOT / "macros"
with warnings.catch_warnings(action="ignore"):      # it uses names that pyparsing is about to drop
    from oletools.olevba import VBA_Parser
ADDIN, PANEL = MACROS / "客服工具.xlam", MACROS / "控制台.xlsm"
CALL = re.compile(r'    RunPython "import macros\.(\w+); macros\.\1\.(\w+)\(\)"\Z')


def part(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def ribbon() -> Element:
    return fromstring(part(ADDIN, "customUI/customUI14.xml"))


def modules(path: Path) -> dict[str, str]:
    """The VBA of a workbook by module, as oletools reads it from the file."""
    parser = VBA_Parser(path.name, data=path.read_bytes())
    try:
        found = {name.partition(".")[0]: code.splitlines() for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()
    return {name: "\n".join(line for line in lines if not line.startswith("Attribute ")) for name, lines in found.items()}


def calls(source: str) -> dict[str, tuple[str, str]]:
    """Each sub of a module of ours with the module and function it calls; fails when a line does anything else."""
    found = {}
    body = source.replace("Option Explicit\n", "", 1).strip().split("\n\n")
    for sub in body:
        head, line, end = sub.strip("\n").split("\n")
        assert end == "End Sub"
        called = CALL.match(line)
        assert called, line
        name = re.fullmatch(r"Public Sub (\w+)\((?:control As IRibbonControl)?\)", head)
        assert name, head
        found[name[1]] = (called[1], called[2])
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_committed_files_are_what_is_built(name: str) -> None:
    assert (MACROS / name).read_bytes() == FILES[name](), "run: python -m macros build"


def test_a_second_build_gives_the_same_bytes() -> None:
    assert [make() for make in FILES.values()] == [make() for make in FILES.values()]


@pytest.mark.parametrize("name", FILES)
def test_nothing_that_excel_would_repair(name: str) -> None:
    assert check(MACROS / name) == []
    assert check_file(MACROS / name).issues == ()


def test_the_addin_is_an_addin_with_its_ribbon() -> None:
    types = fromstring(part(ADDIN, "[Content_Types].xml"))
    said = {entry.get("PartName"): entry.get("ContentType") for entry in types}
    assert said["/xl/workbook.xml"] == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    relations = {entry.get("Target"): entry.get("Type") for entry in fromstring(part(ADDIN, "_rels/.rels"))}
    assert relations["customUI/customUI14.xml"] == "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"


def test_it_is_put_together_like_an_addin_that_excel_wrote() -> None:
    real = Path(xlwings.__file__).parent / "quickstart_addin_ribbon.xlam"
    for relations in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        ours, theirs = ({entry.get("Type") for entry in fromstring(part(path, relations))} for path in (ADDIN, real))
        # Texts of its only sheet are the one thing that an empty workbook hasn't.
        assert theirs - ours <= {"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"} and ours <= theirs
    ours, theirs = ({(entry.get("PartName") or entry.get("Extension"), entry.get("ContentType")) for entry in
                     fromstring(part(path, "[Content_Types].xml"))} for path in (ADDIN, real))
    assert {kind for _, kind in ours} <= {kind for _, kind in theirs}


def test_the_ribbon_obeys_the_schema() -> None:
    assert problems(part(ADDIN, "customUI/customUI14.xml")) == []


SPOILT = {
    "two buttons with one id": lambda root: root.find(f".//{SPACE}button").set("id", "button_dispatch"),
    "an id with a space": lambda root: root.find(f".//{SPACE}button").set("id", "button dispatch"),
    "a tip too long": lambda root: root.find(f".//{SPACE}button").set("supertip", "长" * 1025),
    "a label of nothing": lambda root: root.find(f".//{SPACE}group").set("label", ""),
    "a size that isn't one": lambda root: root.find(f".//{SPACE}button").set("size", "huge"),
    "a large button in a menu": lambda root: root.find(f".//{SPACE}menu/{SPACE}button").set("size", "large"),
    "an attribute of something else": lambda root: root.find(f".//{SPACE}tab").set("onAction", "press_dispatch"),
    "a tab in a group": lambda root: root.find(f".//{SPACE}group").append(Element(f"{SPACE}tab", id="t")),
    "another namespace": lambda root: root.find(f".//{SPACE}tab").append(Element("group", id="g")),
    "stray text": lambda root: setattr(root.find(f".//{SPACE}group"), "text", "客服"),
}


@pytest.mark.parametrize("what", SPOILT)
def test_the_schema_check_can_fail(what: str) -> None:
    root = ribbon()
    SPOILT[what](root)
    assert problems(tostring(root)) != []


def test_every_picture_is_one_of_offices_own() -> None:
    wrong = {step.title: step.icon for step in house.steps().values() if step.icon not in ICONS}
    assert wrong == {}, "not Office's own pictures, or not in macros/build/icons.py yet"
    shown = {element.get("imageMso") for element in ribbon().iter() if element.get("imageMso")}
    assert shown <= set(ICONS)


def test_every_step_and_extra_has_one_button_that_says_what_it_is() -> None:
    buttons = {button.get("onAction"): button for button in ribbon().iter(f"{SPACE}button")}
    assert list(buttons) == [button.get("onAction") for button in ribbon().iter(f"{SPACE}button")]
    assert set(buttons) == {press(each.name) for each in (*EXTRAS, *house.steps().values())}
    for step in house.steps().values():
        said = buttons[press(step.name)]
        assert said.get("label") == said.get("screentip") == step.title
        for article in step.articles:
            assert house.articles().title(article) in said.get("supertip"), step.title


def test_every_register_has_a_group_of_at_most_six_large_controls() -> None:
    shown = {group.get("label"): group for group in ribbon().iter(f"{SPACE}group")}
    for group in groups():
        large = [control.get("label") for control in shown[group.register.title]]
        assert large == [step.title for step in group.large] + (["更多"] if group.more else [])
        assert 1 <= len(large) <= 6


def test_vba_only_calls_python() -> None:
    addin, panel = modules(ADDIN), modules(PANEL)
    assert set(addin) == {"ThisWorkbook", "Sheet1", "Buttons", "xlwings"}
    assert set(panel) == {"ThisWorkbook", "Sheet1", "Panel", "xlwings"}
    for found in (addin, panel):
        assert found["ThisWorkbook"].strip() == found["Sheet1"].strip() == ""
    assert calls(addin["Buttons"]) == {press(each.name): ("buttons", each.name) for each in (*EXTRAS, *house.steps().values())}
    assert calls(panel["Panel"]) == {run(job.name): ("panel", job.name) for job in JOBS}


@pytest.mark.parametrize(("path", "source"), [(ADDIN, "xlwings_custom_addin.bas"), (PANEL, "xlwings.bas")], ids=["add-in", "panel"])
def test_the_module_that_carries_the_calls_is_xlwings_own(path: Path, source: str) -> None:
    ours = modules(path)["xlwings"].rstrip("\n").split("\n")
    theirs = (Path(xlwings.__file__).parent / source).read_text(encoding="ascii").rstrip("\n").split("\n")
    different = [(mine, other) for mine, other in zip(ours, [line for line in theirs if not line.startswith("Attribute")], strict=True)
                 if mine != other]
    assert [mine for mine, _ in different] == [f'Public Const PROJECT_NAME As String = "{PROJECT}"']


@pytest.mark.parametrize("path", [ADDIN, PANEL], ids=["add-in", "panel"])
def test_vba_is_plain_ascii_with_windows_line_ends(path: Path) -> None:
    parser = VBA_Parser(path.name, data=path.read_bytes())
    for _, _, name, code in parser.extract_macros():
        assert code.isascii() and code.count("\n") == code.count("\r\n"), name
    parser.close()


def test_the_panel_has_a_row_for_every_job() -> None:
    book = openpyxl.load_workbook(PANEL, keep_vba=True)
    places = {name: defined.attr_text for name, defined in book.defined_names.items()}
    page = book["控制台"]
    for job in JOBS:
        when, outcome = (places[cell(job.name)].replace("$", "").removeprefix("'控制台'!") for cell in (at_cell, outcome_cell))
        assert page[when].row == page[outcome].row and page[when].value is page[outcome].value is None
        assert page.cell(page[when].row, 3).value == job.tip
    assert FOLDER_CELL in places


def test_libreoffice_finds_what_each_button_of_the_panel_is_bound_to() -> None:
    assert bindings(PANEL) == [(job.title, f"Panel.{run(job.name)}", True) for job in JOBS]


def test_a_button_that_leads_nowhere_would_be_seen(tmp_path: Path) -> None:
    broken = tmp_path / "控制台.xlsm"
    with zipfile.ZipFile(PANEL) as old, zipfile.ZipFile(broken, "w") as new:
        for item in old.infolist():
            new.writestr(item, old.read(item).replace(b"run_nightly", b"run_nothing"))
    assert [caption for caption, _, _ in bindings(broken)] == [job.title for job in JOBS[1:]]
