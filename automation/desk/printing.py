"""Printing again (打印): a form called by its title, for a row's number, a month or a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from automation.core.changes import WriteDocument
from automation.core.documents import Document, render, render_list
from automation.core.errors import KefubuError
from automation.core.rows import Row
from automation.core.schema import Owner
from automation.core.steps import Desk
from automation.desk import house

_MONTH, _DAY = re.compile(r"\d{4}-\d{2}"), re.compile(r"\d{4}-\d{2}-\d{2}")


class NoSuchForm(KefubuError):
    """A form that isn't in the house."""


class NothingToPrint(KefubuError):
    """A number, month or day that no row of the form's register has."""


def find_form(named: str) -> Document:
    """The form with this title, with or without 《》 (or this name). Raises :class:`NoSuchForm`."""
    title = named.strip().strip("《》").replace("(", "（").replace(")", "）")
    for form in house.documents().values():
        if title in (form.title, form.name):
            return form
    raise NoSuchForm(f"没有“{named}”这种单据。可以打印的单据列在下面。")


def print_forms(form: Document, keys: Sequence[str], desk: Desk) -> Iterator[WriteDocument]:
    """The form for each key in turn. Raises :class:`NothingToPrint` for a key that means nothing here."""
    for key in keys:
        if form.rows:
            yield _list(form, key, desk)
        else:
            yield from (render(form, row, desk) for row in _rows(form, key, desk))


def calls_for(form: Document) -> str:
    """What a form is called with: what the list of forms says."""
    if form.rows and form.keyed:
        return form.keyed
    if form.rows:
        return "月份（2026-03）或日期（2026-03-05）"
    sheet = house.catalogue().sheets[form.sheet]
    return f"{sheet[sheet.key].header}" + (f"，或月份、日期（按{sheet[form.dated].header}）" if form.dated else "")


def _list(form: Document, key: str, desk: Desk) -> WriteDocument:
    if not form.keyed and not _is_period(key):
        raise NothingToPrint(f"《{form.title}》按月或按天打印，请写月份或日期，例如 2026-03 或 2026-03-05，不是“{key}”。")
    rows = form.rows(desk, key) if form.rows else ()
    if not rows:
        raise NothingToPrint(f"{key} 没有可以印进《{form.title}》的行，请核对{form.keyed or '月份或日期'}。")
    return render_list(form, rows, desk, key)


def _rows(form: Document, key: str, desk: Desk) -> Sequence[Row]:
    """The row with this number; else those that another register's number or a date leads to."""
    sheet = desk.catalogue.sheets[form.sheet]
    if row := desk.trace(form.sheet, key):
        return [row]
    if _is_period(key) and form.dated:
        found = [row for row in desk.where(form.sheet) if row.key and row[form.dated] and f"{row[form.dated]:%Y-%m-%d}".startswith(key)]
    else:
        linked = [column.name for column in sheet.columns if column.ref or (column.unique and column.owner is Owner.STEP)]
        found = [row for name in linked for row in desk.where(form.sheet, **{name: key}) if row.key]
    if not found:
        raise NothingToPrint(f"“{sheet.title}”里没有 {key}；《{form.title}》要写{calls_for(form)}。")
    return list({row.key: row for row in found}.values())


def _is_period(key: str) -> bool:
    if not (_MONTH.fullmatch(key) or _DAY.fullmatch(key)):
        return False
    try:
        date.fromisoformat(key if _DAY.fullmatch(key) else f"{key}-01")
    except ValueError:
        return False
    return True
