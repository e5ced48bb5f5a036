"""Break every check in every way and see that its examples notice.

Each rule is switched off once; each comparison in the rules' modules is flipped every way (``>`` to ``>=``, ``<`` …).
A change that all examples still pass is a survivor: an example is missing. The checks that follow from the declarations
have no examples; they are switched off by kind and flipped in the same way, and their own tests must notice. Prints the
counts; exits 1 on survivors.

    python bench/break_rules.py [MODULE …]
"""

from __future__ import annotations

import ast
import copy
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from automation.core import data_rules  # noqa: E402
from automation.core.examples import try_example  # noqa: E402
from automation.core.rules import Rule, Rules, broken  # noqa: E402
from automation.desk import house  # noqa: E402
from tests.core import test_data_rules  # noqa: E402

FLIPS: dict[type, tuple[type, ...]] = {
    ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.Lt), ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.Gt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,)}
SIGNS = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!="}


def passes(rules: list[Rule]) -> bool:
    """Whether every example of these rules comes out as written."""
    for rule in rules:
        for example in rule.examples:
            try:
                found = try_example(rule, example, house.catalogue(), house.articles())
            except (TypeError, ValueError, KeyError):
                return False
            if bool(found) == example.passes:
                return False
    return True


def flipped(tree: ast.Module) -> Iterator[tuple[ast.Module, str, int, str]]:
    """The module with one comparison flipped, the function it stands in, its line, and what was flipped."""
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for place, function in enumerate(functions):
        count = sum(isinstance(node, ast.Compare) for node in ast.walk(function))
        for number in range(count):
            original = [node for node in ast.walk(function) if isinstance(node, ast.Compare)][number]
            for flip in FLIPS.get(type(original.ops[0]), ()):
                changed = copy.deepcopy(tree)
                same = [node for node in changed.body if isinstance(node, ast.FunctionDef)][place]
                target = [node for node in ast.walk(same) if isinstance(node, ast.Compare)][number]
                target.ops[0] = flip()
                sign = f"{SIGNS[type(original.ops[0])]} → {SIGNS[flip]}"
                yield changed, function.name, original.lineno, sign


def load(tree: ast.Module, name: str) -> list[Rule]:
    """The rules that a changed module declares, in a table of its own."""
    rules = Rules()
    space = dict(vars(import_module(name)))
    space["rule"] = rules.rule
    body = [node for node in tree.body if not (isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".table"))]
    exec(compile(ast.fix_missing_locations(ast.Module(body, [])), name, "exec"), space)
    return list(rules)


def passes_beside(changed: ast.Module, name: str) -> bool:
    """The same for a module that declares no rules: the rules that use its functions run with the changed ones."""
    module = import_module(name)
    space: dict = {"__name__": name}
    exec(compile(ast.fix_missing_locations(changed), name, "exec"), space)
    functions = {each: value for each, value in space.items() if callable(value) and getattr(value, "__module__", "") == name}
    with mock.patch.multiple(module, **functions):
        return passes([rule for rule in house.rules() if rule.examples and rule.check.__module__.startswith(name.rpartition(".")[0])])


def main(wanted: list[str]) -> int:
    """Break everything; returns how many changes nobody noticed."""
    off = survivors = flips = 0
    for rule in house.rules():
        if rule.examples:
            off += 1
            silent = replace(rule, check=lambda books, rule=rule: broken(books.frame(rule.sheet).index.to_series() < 0))
            if any(not example.passes for example in rule.examples) and try_all_silent(silent, rule):
                print(f"switched off, unnoticed: {rule.id}")
                survivors += 1
    modules = [path for name in house.SLICES for path in sorted((ROOT / "automation" / name / "rules").glob("*.py"))
               if path.stem not in ("__init__", "table") and (not wanted or path.stem in wanted)]
    for path in modules:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for changed, function, line, sign in flipped(ast.parse(path.read_text(encoding="utf8"))):
            flips += 1
            rules = load(changed, name)
            own = [rule for rule in rules if rule.name == function]
            if passes(own or rules) if rules else passes_beside(changed, name):
                print(f"unnoticed: {path.relative_to(ROOT)}:{line} {function}: {sign}")
                survivors += 1
    print(f"{off} rules switched off, {flips} comparisons flipped, {survivors} unnoticed")
    return survivors + (0 if wanted else break_data_rules())


def break_data_rules() -> int:
    """The same for the checks that follow from the declarations; returns how many changes their tests don't notice."""
    kinds = sorted({rule.name.split("·")[0] for rule in house.rules() if not rule.examples})
    unnoticed = [f"switched off: {kind}" for kind in kinds if data_tests_pass(
        lambda catalogue, kind=kind: [rule for rule in data_rules.data_rules(catalogue) if not rule.name.startswith(kind)])]
    path, flips = Path(data_rules.__file__), 0
    for changed, function, line, sign in flipped(ast.parse(path.read_text(encoding="utf8"))):
        flips += 1
        space: dict = {"__name__": data_rules.__name__}
        exec(compile(ast.fix_missing_locations(changed), path.name, "exec"), space)
        if data_tests_pass(space["data_rules"]):
            unnoticed.append(f"{path.name}:{line} {function}: {sign}")
    for each in unnoticed:
        print(f"unnoticed: {each}")
    print(f"{len(kinds)} kinds of data checks switched off, {flips} comparisons flipped, {len(unnoticed)} unnoticed")
    return len(unnoticed)


def data_tests_pass(changed) -> bool:
    """Whether the tests of the data checks still pass with this :func:`data_rules` in place of the real one."""
    with mock.patch.object(test_data_rules, "data_rules", changed):
        try:
            for row, expected in test_data_rules.CASES:
                test_data_rules.test_one_row(row, expected)
            test_data_rules.test_doubles_are_found_at_the_second()
            test_data_rules.test_computed_columns_are_nobodys_to_fill()
        except (AssertionError, TypeError, KeyError, ValueError):
            return False
    return True


def try_all_silent(silent: Rule, rule: Rule) -> bool:
    """Whether the silent rule still satisfies the examples of the real one."""
    return all(bool(try_example(silent, example, house.catalogue(), house.articles())) != example.passes for example in rule.examples)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
