"""The demonstration's folder made (建演示部门): registers with a year of rows, and the list of planted faults."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from random import Random

from automation.core.build import build
from automation.core.changes import WriteDocument
from automation.core.clock import spans
from automation.core.department import Department
from automation.core.documents import store
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.lists import blocks
from automation.core.numbers import occupy
from automation.core.schema import Register
from automation.core.xlsx import Cell, Workbook
from automation.core.xlsx.refs import cell_ref
from automation.demonstration import (
    plants_calls,
    plants_cards,
    plants_complaint_handling,
    plants_complaint_papers,
    plants_complaints,
    plants_contradictions,
    plants_data,
    plants_firms,
    plants_firms_upkeep,
    plants_goods,
    plants_reports,
    plants_suggestion_results,
    plants_suggestions,
    plants_visit_plans,
    plants_visit_upshots,
    plants_visits,
    plants_vouchers,
)
from automation.demonstration.faults import PLANTS, Declared, Field, Line, Plant, Plants, spoil
from automation.demonstration.simulation import act_out
from automation.desk import house

MARKER, FILE_OF_PLANTS = "演示部门.txt", "演示中埋下的差错.csv"
PLANTERS = (plants_calls, plants_vouchers, plants_goods, plants_reports, plants_cards, plants_data,
            plants_contradictions, plants_complaints, plants_complaint_handling, plants_complaint_papers,
            plants_firms, plants_firms_upkeep,
            plants_visits, plants_visit_plans, plants_visit_upshots,
            plants_suggestions, plants_suggestion_results)
"""The modules whose plants make up :data:`PLANTS`."""

_SIGN = """\
这是客服簿的演示部门：人员、客户、商品都是虚构的，可以随意试用，重新建立演示时会全部换新。
里面故意埋了一些差错，列在《演示中埋下的差错.csv》里；核对以后可以对照看看是不是都查出来了。
"""
_EVENING = time(18, 30)
_PLACES = ("单据", "检查", "收件", "系统")
_HEADERS = ("序号", "登记簿", "表", "编号", "栏", "栏名", "单元格", "条文", "埋下的差错")


class NotADemonstration(KefubuError):
    """A folder that holds something else than an earlier demonstration."""


class MidDay(KefubuError):
    """A moment at which a working day isn't over yet, or that isn't on a working day."""


def make(folder: Path, *, seed: int = 2026, now: datetime, planted: bool = True) -> Plants:
    """Make the demonstration as it stands at ``now`` (local time) in ``folder``, which may hold an earlier one.

    Returns the planted faults (none with ``planted=False``); they are also listed in the folder. The same seed and moment
    give the same bytes. Raises :class:`NotADemonstration` for a folder that holds anything else, :class:`MidDay` unless
    ``now`` is the evening of a working day.
    """
    _refuse_strangers(folder)
    office = act_out(seed, now)
    if office.days[-1] != now.date() or now.time() < _EVENING:
        raise MidDay(f"演示要停在一个工作日的晚上（{_EVENING:%H:%M} 以后），{now:%Y-%m-%d %H:%M} 不行。"
                     "请换一个时间，例如 2026-03-05T20:00。")
    _clear(folder)
    catalogue = house.catalogue()
    rows = {name: [dict(row) for row in office.memory.rows(name)] for name in catalogue.sheets}
    field = Field(catalogue, rows, office.clock, now, Random(seed + 1))
    found = _numbered(spoil(field, PLANTS if planted else ()), field)
    _empty_raw_cells(field)
    place = Folder.create(folder)
    (folder / MARKER).write_text(_SIGN, encoding="utf-8-sig")
    for register in catalogue:
        (folder / register.filename).write_bytes(_workbook(register, field))
    for path, text in office.memory.documents.items():
        if text:
            store(place.documents, WriteDocument(path, text))
    occupy(place, _numbers(field))
    (folder / FILE_OF_PLANTS).write_text(_table(found), encoding="utf-8-sig", newline="")
    return found


def _refuse_strangers(folder: Path) -> None:
    """A folder that isn't there, is empty, or holds an earlier demonstration and nothing else will do."""
    if not folder.exists() or not any(folder.iterdir()):
        return
    others = sorted(entry.name for entry in folder.iterdir() if entry.name not in _known())
    if not (folder / MARKER).is_file() or others:
        what = f"里面有“{others[0]}”" if others else f"里面没有“{MARKER}”"
        raise NotADemonstration(f"“{folder}”不是演示部门的文件夹（{what}），没有改动它。请另选一个空文件夹建演示。")


def _clear(folder: Path) -> None:
    """Empty the folder of an earlier demonstration."""
    for name in sorted(_known() - {MARKER}):
        entry = folder / name
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink(missing_ok=True)


def _known() -> set[str]:
    return {MARKER, FILE_OF_PLANTS, *_PLACES, *(register.filename for register in house.catalogue())}


def _workbook(register: Register, field: Field) -> bytes:
    articles, catalogue = house.articles(), house.catalogue()
    department = Department(field.now, articles, lambda name: field.rows[name])
    data = build(register, blocks=blocks(register, lambda name: field.rows[name], articles), articles=articles, context=department,
                 stamp=field.now, rows={sheet.name: field.rows[sheet.name] for sheet in register.sheets},
                 spans=spans(department.calendar, department.calendar_from, department.calendar_to) if register.calendar else ())
    raw = {place: value for place, value in field.raw.items() if catalogue.register_of[place[0]] is register}
    return _with_raw_cells(data, raw, field) if raw else data


def _empty_raw_cells(field: Field) -> None:
    """Formulas are reckoned as a spreadsheet program does beside a cell that it can't read: as if it were blank."""
    for sheet, key, column in field.raw:
        if field.catalogue.sheets[sheet][column].formula is None:
            field.find(sheet, key)[column] = None


def _with_raw_cells(data: bytes, raw: Mapping[tuple[str, str, str], str | float], field: Field) -> bytes:
    """The workbook with cells that hold what no typed value can be."""
    book = Workbook(data)
    for (sheet, key, column), value in raw.items():
        book.set_cells(field.catalogue.sheets[sheet].title, {_cell(field, sheet, key, column): Cell(value)})
    return book.to_bytes()


def _numbered(spoiled: Sequence[tuple[Declared, str]], field: Field) -> Plants:
    """The plants with their places in the workbooks as they will be."""
    catalogue = field.catalogue
    return tuple(Plant(number, each.article, catalogue.register_of[each.sheet].title, catalogue.sheets[each.sheet].title, key,
                       each.column, catalogue.sheets[each.sheet][each.column].header,
                       _cell(field, each.sheet, key, each.column), each.what)
                 for number, (each, key) in enumerate(spoiled, 1))


def _cell(field: Field, sheet: str, key: str, column: str) -> str:
    """Where the last row with this key stands; the header's cell when there is none."""
    declared = field.catalogue.sheets[sheet]
    place = next(number for number, each in enumerate(declared.columns, 1) if each.name == column)
    found = [number for number, row in enumerate(field.rows[sheet], 2) if row[declared.key] == key]
    return cell_ref(found[-1] if found else 1, place)


def _numbers(field: Field) -> list[str]:
    """All numbers that are in use, so that the next ones follow them."""
    def of(row: Line, names: Sequence[str]) -> list[str]:
        return [row[name] for name in names if row.get(name)]
    keys = {name: (sheet.key, "receipt_no") for name, sheet in field.catalogue.sheets.items() if sheet.number}
    return [number for name, names in keys.items() for row in field.rows[name] for number in of(row, names)]


def _table(plants: Plants) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADERS)
    for each in plants:
        writer.writerow((each.number, each.register, each.sheet, each.key, each.column, each.header, each.cell, each.article, each.what))
    return text.getvalue()
