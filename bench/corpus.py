"""Every write into other people's workbooks and into generated tables, judged: exactly that change, or a named refusal.

    python bench/corpus.py [FOLDER [TABLES]]

FOLDER holds .xlsx files (by default those that the tests use), TABLES is how many tables are generated (200). Prints the
counts, each refusal by file and reason, and every fault; exits 1 on a fault.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rich.console import Console
from rich.table import Table

from tests.core.xlsx.edits import KINDS
from tests.core.xlsx.samples import corpus
from tests.core.xlsx.trials import Trial, corpus_trial, impossible, reason, table_of_counts, tables_trial


def show(console: Console, title: str, trial: Trial) -> None:
    """One trial: counts, refusals by reason, LibreOffice, faults."""
    table = Table(title=title, title_justify="left")
    for header in ("edit", "written", "exactly that change"):
        table.add_column(header, justify="left" if header == "edit" else "right")
    for kind, (written, right) in table_of_counts(trial).items():
        table.add_row(kind, str(written), str(right))
    console.print(table)
    for (file, kind, why), times in sorted(Counter((r.file, r.kind, reason(r)) for r in trial.refusals).items()):
        console.print(f"  refused: {file}, {kind}: {why}" + (f" ({times} places passed over)" if times > 1 else ""), highlight=False)
    console.print(f"opened in LibreOffice and compared: {len(trial.by_libreoffice)}; "
                  f"it can't open the original itself: {', '.join(trial.unopened) or 'none'}", highlight=False)
    for name, faults in trial.faults.items():
        console.print(f"  FAULT {name}: {faults[:3]}", highlight=False, markup=False)
    for text in trial.surprises:
        console.print(f"  UNEXPECTED {text}", highlight=False, markup=False)


def main(arguments: list[str]) -> int:
    """Run both trials; 1 when anything was wrong."""
    console = Console()
    paths = sorted(Path(arguments[0]).glob("*.xlsx")) if arguments else corpus()
    tables = int(arguments[1]) if len(arguments) > 1 else 200
    first, second = corpus_trial(paths), tables_trial(range(tables // 4))
    show(console, f"{len(paths)} workbooks of other people", first)
    for kind in KINDS:
        console.print(f"  no {kind} cell could be set in: {', '.join(sorted(impossible(first, kind))) or '–'}", highlight=False)
    show(console, f"{tables} generated tables", second)
    reasons = Counter(reason(refusal) for refusal in second.refusals)
    console.print(f"tables refused: {', '.join(f'{why} {times}' for why, times in reasons.most_common())}", highlight=False)
    return 1 if first.faults or second.faults or second.surprises else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
