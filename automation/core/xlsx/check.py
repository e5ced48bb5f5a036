"""The package checker: what makes Excel repair or refuse a workbook, found without Excel.

Each check is a small function with its code in ``check_*.py``; each code is proved by a file spoilt in just that way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from automation.core.errors import RefusedFile
from automation.core.xlsx import check_cells, check_package, check_ranges, check_tables, check_workbook
from automation.core.xlsx.facts import Facts, Problem
from automation.core.xlsx.package import Package

__all__ = ["Problem", "check", "new_problems"]
_CHECKS = (*check_package.CHECKS, *check_workbook.CHECKS, *check_cells.CHECKS, *check_ranges.CHECKS, *check_tables.CHECKS)


def check(source: Path | bytes) -> list[Problem]:
    """All problems of a workbook file; ``package-unreadable`` alone when it isn't a sound zip."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    try:
        package = Package.parse(data)
    except RefusedFile as error:
        return [Problem("package-unreadable", "", str(error))]
    return _run(Facts(package))


def _run(facts: Facts) -> list[Problem]:
    try:
        return [problem for function in _CHECKS for problem in function(facts)]
    except RefusedFile as error:
        return [Problem("member-damaged", "", str(error))]


def new_problems(before: tuple[Package, Mapping[str, bytes]], after: tuple[Package, Mapping[str, bytes]]) -> list[Problem]:
    """Problems that the changed package has and the old one hasn't.

    Each package comes with excerpts of its changed parts (part → bytes); sheets without one are left out, so that the cost
    is that of what was touched. Compared by code and part: places move when a table grows.
    """
    old, new = Facts(*before), Facts(*after)
    new.strings, new.styles = old.strings, old.styles  # no change touches these parts
    present, found = _run(new), []
    known = Counter((problem.code, problem.part) for problem in _run(old)) if present else Counter()
    for problem in present:
        known[problem.code, problem.part] -= 1
        if known[problem.code, problem.part] < 0:
            found.append(problem)
    return found
