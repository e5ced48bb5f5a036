"""Desks, study days, the year of benefit and sums: the sheet, reckoned by LibreOffice, says what Python says."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from automation.core.rows import Row
from automation.suggestions.registers import SUGGESTIONS_REGISTER
from automation.suggestions.registers.desks import ENDED, STAGES
from tests.suggestions.office import ARTICLES, CATALOGUE, STORES, Office
from tests.support.live import agree

NOW = datetime(2026, 4, 2, 9, 30)
LIVE = {"proposals": ("state", "holder", "since", "due_on", "pace", "answer_days", "shared_until"), "studies": ("state", "due_on", "pace"),
        "settlements": ("state", "adds_up"), "suggestion_plans": ("state", "total"), "commendations": ("state",)}
STARTS = (date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2025, 12, 31), date(2024, 2, 28), date(2026, 1, 31))


def _office() -> Office:
    """A proposal in every state, some days old; studies of every pace; years that begin at awkward ends of months."""
    office = Office(datetime(2026, 3, 2, 9))
    for number, stage in enumerate(STAGES):
        office.brought_to(stage.state, title=stage.state)
        office.now = datetime(2026, 3, 2 + number, 9, number)
    studied = office.brought_to("研究中", title="日程")
    office.do("send_proposal", studied, unit=STORES)
    office.do("report_schedule", office.study(studied).key, schedule="两步", schedule_on=date(2026, 5, 31))
    office.do("answer_proposal", office.brought_to("待答复", title="不行"), adopted="不采纳", reason="贵")
    office.do("stop_proposal", office.received(title="撤回"), stop_reason="撤回")
    key = office.brought_to("实施中", title="分配")
    office.now = datetime(2026, 4, 1, 9)
    office.settled(key, date(2026, 3, 31), "100.01")
    office.do("plan_half", half="2026下半年", standard=1, logistics=2, materials=3, service=4, others=5, topics="x", plan="y")
    return office


def test_the_sheet_and_python_agree(tmp_path):
    office = _office()
    desk = office.desk("郑凯", NOW)
    rows = {sheet.name: list(office.memory.rows(sheet.name)) for sheet in SUGGESTIONS_REGISTER.sheets}
    running = next(row for row in rows["proposals"] if row.state == "实施中")
    for number, day in enumerate(STARTS, 500):
        rows["proposals"].append(desk.after(running.but(proposal_no=f"TA2026-00{number}", implemented_on=day)))
    wrong = rows["settlements"][0].but(settlement_no="CG2026-00002", company_share=Decimal("40.01"))
    rows["settlements"].append(desk.after(wrong))
    first = office.study("TA2026-00001") if office.memory.where("studies", proposal_no="TA2026-00001") else rows["studies"][0]
    ends = (datetime(2026, 1, 31, 9), datetime(2024, 1, 30, 9), datetime(2026, 3, 2, 9))
    rows["studies"] += [desk.after(Row(CATALOGUE.sheets["studies"], dict(first) | {
        "study_no": f"YT2026-0050{number}", "sent_at": sent, "returned_at": None, "schedule_on": None}))
        for number, sent in enumerate(ends)]
    assert {row.state for row in rows["proposals"]} >= {stage.state for stage in STAGES} | (set(ENDED) - {"已办结"})
    assert {row.pace for row in rows["studies"]} >= {"未到期", "今天到期", "已超期"}
    agree(SUGGESTIONS_REGISTER, rows, LIVE, desk.department, ARTICLES, desk.after, tmp_path)
