"""Whose desk a case lies on, since when and until when: the sheet, reckoned by LibreOffice, says what Python says, state by state."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import openpyxl

from automation.complaints.registers import COMPLAINTS_REGISTER
from automation.complaints.registers.desks import ENDED, STAGES
from automation.core.build import build
from automation.core.clock import spans
from automation.core.lists import blocks
from tests.complaints.office import ARTICLES, CATALOGUE, Office
from tests.core.test_build_recalculated import _pinned, _poisoned
from tests.support import libreoffice_convert

LIVE = ("state", "holder", "since", "due_on", "pace")
NOW = datetime(2026, 3, 9, 9, 30)


def _cases() -> Office:
    """A case in every state, days old."""
    office = Office()
    cards = {"待领导裁定": {"nature": "合同纠纷", "market_opinion": "协商"}, "待内销办理": {"nature": "发货手续问题"}}
    for number, stage in enumerate(STAGES):
        who = {"phone": f"0106000{number:04d}", "customer": f"客户{number}"}
        if stage.state in cards:
            office.do("fill_complaint_card", office.brought_to("待填卡", **who), **cards[stage.state])
        elif stage.state == "待婉答":
            office.do("rule_acceptance", office.brought_to("待裁定", **who), ruling="不予受理", ruling_reason="自行拆机")
        else:
            office.brought_to(stage.state, **who)
        office.now = datetime(2026, 3, 2 + number // 4, 9, number)
    ended = [office.brought_to(state, phone=f"0106111000{number}", customer="甲乙丙"[number])
             for number, state in enumerate(("已结案", "调查中", "待裁定"))]
    office.do("withdraw_case", ended[1], withdraw_reason="x")
    office.do("merge_case", office.received(phone="01061110002", customer="丙", ground="包装不良损坏"), merged_into=ended[2])
    return office


def test_the_sheet_and_python_agree_on_every_desk(tmp_path):
    office = _cases()
    department = office.desk("郑凯", NOW).department
    rows = {sheet.name: [dict(row) for row in office.memory.rows(sheet.name)] for sheet in COMPLAINTS_REGISTER.sheets}
    table = spans(department.calendar, department.calendar_from, department.calendar_to)
    data = build(_poisoned(COMPLAINTS_REGISTER), blocks=blocks(COMPLAINTS_REGISTER, department.rows, ARTICLES), spans=table,
                 articles=ARTICLES, context=department, rows=rows, stamp=NOW)
    (tmp_path / "簿.xlsx").write_bytes(_pinned(data))
    [made] = libreoffice_convert([tmp_path / "簿.xlsx"], "xlsx", tmp_path / "out", recalculate=True)
    page, case = openpyxl.load_workbook(made, data_only=True)["投诉案件"], CATALOGUE.sheets["cases"]
    places = {column.name: place for place, column in enumerate(case.columns, 1)}
    seen = set()
    for number, row in enumerate(office.memory.rows("cases"), 2):
        anew = office.desk("郑凯", NOW).after(row)
        seen.add(anew.state)
        for name in LIVE:
            said = _plain(page.cell(number, places[name]).value)
            wanted = _plain(None if anew[name] is None else anew[name])
            assert said == wanted, (anew.state, name, said, wanted)
    assert seen >= {stage.state for stage in STAGES} | (set(ENDED) - {"不予受理", "已重开"})


def _plain(value: Any) -> Any:
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


