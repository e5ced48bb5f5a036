"""The whole house (全部规章): every slice's registers, articles, steps, forms, checks and figures, put together.

Light parts (registers, articles, steps) are loaded at once; what needs pandas (checks, figures) only when asked for.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from automation.core.articles import Articles, load_regulation
from automation.core.basics import BASICS
from automation.core.deadlines import Deadline
from automation.core.documents import Document
from automation.core.fillable.declare import FillForm
from automation.core.obligations import Glance, Obligation
from automation.core.schema import Catalogue
from automation.core.steps import Step

SLICES = ("after_sales", "complaints", "customers", "visits", "suggestions")
"""The folders of the regulations; a new one is added here and nowhere else."""

_HERE = Path(__file__).resolve().parents[1]


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """All registers, 基础资料 first."""
    return Catalogue((BASICS, *(register for name in SLICES for register in _part(name, "registers").REGISTERS)))


@lru_cache(maxsize=1)
def articles() -> Articles:
    """All articles of all regulations."""
    return Articles(load_regulation(_HERE / name / "regulation.toml") for name in SLICES)


@lru_cache(maxsize=1)
def steps() -> dict[str, Step]:
    """All steps by name."""
    return {step.name: step for name in SLICES for step in _part(name, "steps").STEPS}


@lru_cache(maxsize=1)
def documents() -> dict[str, Document]:
    """All printed forms by name."""
    return {document.name: document for name in SLICES for document in _part(name, "documents").DOCUMENTS}


@lru_cache(maxsize=1)
def obligations() -> tuple[Obligation, ...]:
    """All obligations, in the order in which the night's report lists them; a slice may have none."""
    return tuple(obligation for table in _tables_of_obligations() for obligation in table)


@lru_cache(maxsize=1)
def glances() -> tuple[Glance, ...]:
    """The large figures on top of the night's report."""
    return tuple(glance for table in _tables_of_obligations() for glance in table.glances)


@lru_cache(maxsize=1)
def deadlines() -> tuple[Deadline, ...]:
    """All deadlines, by regulation; a slice may have none."""
    with_deadlines = (name for name in SLICES if find_spec(f"automation.{name}.deadlines"))
    return tuple(deadline for name in with_deadlines for deadline in _part(name, "deadlines").DEADLINES)


@lru_cache(maxsize=1)
def forms() -> dict[str, FillForm]:
    """All forms that travel and come back, by name; a slice may have none."""
    with_forms = (name for name in SLICES if find_spec(f"automation.{name}.forms"))
    return {form.name: form for name in with_forms for form in _part(name, "forms").FORMS}


@lru_cache(maxsize=1)
def rules() -> tuple:
    """All checks: those of the regulations, then those that follow from the declarations."""
    from automation.core.data_rules import data_rules
    return (*(rule for name in SLICES for rule in _part(name, "rules").RULES), *data_rules(catalogue()))


@lru_cache(maxsize=1)
def statistics() -> tuple:
    """All figures."""
    return tuple(figure for name in SLICES for figure in _part(name, "statistics").STATISTICS)


@lru_cache(maxsize=1)
def monthly() -> tuple:
    """All monthly statistics; a slice may have none."""
    with_months = (name for name in SLICES if find_spec(f"automation.{name}.monthly"))
    return tuple(each for name in with_months for each in _part(name, "monthly").MONTHLY)


def _tables_of_obligations():
    return [_part(name, "obligations").OBLIGATIONS for name in SLICES if find_spec(f"automation.{name}.obligations")]


def _part(slice_name: str, part: str):
    return import_module(f"automation.{slice_name}.{part}")
