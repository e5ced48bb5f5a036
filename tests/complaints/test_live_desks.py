"""Whose desk a case lies on, since when and until when: the sheet, reckoned by LibreOffice, says what Python says, state by state."""

from __future__ import annotations

from datetime import datetime

from automation.complaints.registers import COMPLAINTS_REGISTER
from automation.complaints.registers.desks import ENDED, STAGES
from tests.complaints.office import ARTICLES, Office
from tests.support.live import agree

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
    desk = office.desk("郑凯", NOW)
    rows = {sheet.name: list(office.memory.rows(sheet.name)) for sheet in COMPLAINTS_REGISTER.sheets}
    assert {row.state for row in rows["cases"]} >= {stage.state for stage in STAGES} | (set(ENDED) - {"不予受理", "已重开"})
    agree(COMPLAINTS_REGISTER, rows, {"cases": LIVE}, desk.department, ARTICLES, desk.after, tmp_path)
