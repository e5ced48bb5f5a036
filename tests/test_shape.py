"""The house keeps its shape: who may import whom, who may print, who may ask the time."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from automation.desk import house
from tests.support import ROOT

AUTOMATION = ROOT / "automation"
MACROS = ROOT / "macros"
MODULES = sorted(path for path in (*AUTOMATION.rglob("*.py"), *MACROS.rglob("*.py")))
SLICES = ("customers", "after_sales", "complaints", "suggestions", "visits")


def imports(path: Path) -> set[str]:
    """The modules of the house that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in names if name.startswith(("automation.", "macros."))}


def part(path: Path) -> str:
    return path.relative_to(AUTOMATION).parts[0] if AUTOMATION in path.parents else "macros"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_stay_in_their_house(path: Path) -> None:
    for name in imports(path):
        target = name.split(".")[1]
        if part(path) != "macros":
            assert name.startswith("automation."), f"{part(path)} imports {name}: buttons call the house, not the other way"
        if part(path) == "core":
            assert target == "core", f"core imports {name}"
        elif part(path) in SLICES and target not in ("core", part(path)):
            assert target in SLICES and name.split(".")[2] == "registers", f"{part(path)} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_main_prints_and_asks_the_time(path: Path) -> None:
    if path.name == "__main__.py" or path == MACROS / "caller.py":
        return      # the two edges: the command line's and the buttons'
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Call):
            function = node.func
            assert not (isinstance(function, ast.Name) and function.id == "print"), f"prints in line {node.lineno}"
            assert not (isinstance(function, ast.Attribute) and function.attr in {"now", "today", "utcnow"}), \
                f"asks the time in line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_left_unfinished(path: Path) -> None:
    text = path.read_text(encoding="utf8")
    assert not any(word in text for word in ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"))
    assert text.count("\n") <= 350, "more than 350 lines: split it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None and not (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"}), \
                f"catches everything in line {node.lineno}"


@pytest.mark.parametrize("module", ["automation.desk.session", "automation.core.steps", "automation.core.transactions",
                                    *(f"automation.{name}.steps" for name in house.SLICES), "automation.desk.watch"])
def test_buttons_start_without_pandas(module: str) -> None:
    code = f"import sys, {module}; print([name for name in ('pandas', 'numpy', 'openpyxl') if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_code_is_tidy() -> None:
    ruff = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", "."], cwd=ROOT, capture_output=True, text=True)
    assert ruff.returncode == 0, ruff.stdout


def test_every_break_in_a_check_is_noticed() -> None:
    broken = subprocess.run([sys.executable, "bench/break_rules.py"], cwd=ROOT, capture_output=True, text=True)
    assert broken.returncode == 0 and "switched off" in broken.stdout, broken.stdout + broken.stderr


def test_the_project_speaks_only_of_itself() -> None:
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    words = ("/" + "work/", "/" + "root/", "helper" + "-")
    for name in files:
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".html", ""} and path.is_file():
            text = path.read_text(encoding="utf8", errors="ignore")
            assert not [word for word in words if word in text], name
