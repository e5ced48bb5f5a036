"""The writer's two trials: other people's workbooks, and generated tables. Tests and ``bench/corpus.py`` read the same record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.core.xlsx.edits import KINDS, Refusal, attempts
from tests.core.xlsx.oracle import Case, faults
from tests.core.xlsx.oracle_libreoffice import libreoffice_faults
from tests.core.xlsx.table_maker import cases, together

REASONS = {"列标题": "a table's header", "数据透视表": "inside a pivot", "数组公式": "part of an array formula or data table",
           "图片": "rich value or dynamic array", "合并": "merged", "不是普通的工作表": "sheet without cells", "汇总行": "totals row",
           "共享工作簿": "legacy shared workbook", "里有内容": "cells below are used", "另一张表": "something lies below",
           "还管着别的单元格": "master of a shared formula"}


@dataclass
class Trial:
    """What became of every write that was tried."""

    cases: list[Case] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    by_libreoffice: list[str] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)

    def judge(self) -> None:
        """Compare members, XML, calamine, openpyxl and the package check for every case."""
        for case in self.cases:
            if found := faults(case.before, case.after, case.edits):
                self.faults.setdefault(case.name, []).extend(found)

    def open_in_libreoffice(self, chosen: Sequence[Case]) -> None:
        """Compare what LibreOffice reads for these cases."""
        found, self.unopened = libreoffice_faults(chosen)
        self.by_libreoffice = [case.name for case in chosen if case.name not in self.unopened]
        for name, faults_ in found.items():
            if faults_:
                self.faults.setdefault(name, []).extend(faults_)


def reason(refusal: Refusal) -> str:
    """A refusal's reason in a few words; its own sentence where it is none of the known ones."""
    return next((short for word, short in REASONS.items() if word in refusal.reason), refusal.reason)


def corpus_trial(paths: Iterable[Path]) -> Trial:
    """Every edit of every workbook; LibreOffice opens those that were edited in every sheet, or whose tables grew."""
    trial = Trial()
    for path in paths:
        for tried in attempts(path):
            trial.cases.append(tried) if isinstance(tried, Case) else trial.refusals.append(tried)
    trial.judge()
    trial.open_in_libreoffice([case for case in trial.cases if case.name.endswith((" every sheet", " append"))])
    return trial


def tables_trial(seeds: Iterable[int]) -> Trial:
    """Every table of every generated workbook grown; LibreOffice opens each workbook with all of them grown at once."""
    trial, grown = Trial(), []
    for seed in seeds:
        for made, tried in cases(seed):
            if isinstance(tried, Case):
                trial.cases.append(tried)
            else:
                trial.refusals.append(Refusal(f"seed {seed}", "append", made.name, tried))
            said = tried if isinstance(tried, str) else ""
            if bool(said) != bool(made.blocked) or not re.search(made.blocked or "", said):
                trial.surprises.append(f"seed {seed} {made}: {said or 'grew'}")
        if (case := together(seed)).edits:
            grown.append(case)
    trial.judge()
    trial.open_in_libreoffice(grown)
    return trial


def impossible(trial: Trial, kind: str) -> set[str]:
    """Files of a corpus trial in which not one cell of this kind could be set, though there was one to try."""
    tried = {refusal.file for refusal in trial.refusals if refusal.kind in (kind, "whole workbook")}
    return tried - {case.name.removesuffix(f" {kind}") for case in trial.cases if case.name.endswith(f" {kind}")}


def table_of_counts(trial: Trial) -> Mapping[str, tuple[int, int]]:
    """By kind of edit: files or tables written, and how many of them exactly right."""
    kinds = [*KINDS, "every sheet", "append"]
    kind_of = {case.name: next((kind for kind in kinds if case.name.endswith(f" {kind}")), "append") for case in trial.cases}
    written = Counter(kind_of.values())
    right = Counter(kind_of[case.name] for case in trial.cases if case.name not in trial.faults)
    return {kind: (written[kind], right[kind]) for kind in kinds if written[kind]}
