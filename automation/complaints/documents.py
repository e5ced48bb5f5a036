"""The printed forms of complaint cases: what each template shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.complaints.registers.cases import CASES
from automation.complaints.registers.common import DEMANDS
from automation.complaints.registers.papers import CARD, CARD_COPIES, REPORT, REPORT_COPIES, REPORT_PARTS
from automation.core.documents import Documents
from automation.core.rows import Row
from automation.core.steps import Desk

DOCUMENTS = Documents("complaints")
document = DOCUMENTS.document

Values = Mapping[str, Any]


def _demands(case: Row) -> list[tuple[str, bool]]:
    """What the customer demands, each with whether he does."""
    return [(title, case[name] == "是") for name, title in DEMANDS.items()]


@document("投诉记录卡", "CP15 CP16 CP8", sheet="cases", dated="routed_at")
def complaint_card(row: Row, desk: Desk) -> Values:
    """受理的投诉按性质填写、分联送出的记录卡。"""
    return {"demands": _demands(row), "copies": CARD_COPIES, "paper": CARD}


@document("调查报告", "CP17 CP10 CP18", sheet="investigations", dated="reported_at")
def investigation_report(row: Row, desk: Desk) -> Values:
    """受理单位查明投诉以后填写、分联送出的报告。"""
    case = desk.find("cases", row.case_no) or Row(CASES, {})
    parts = [(row.sheet[name].header, row[name] or "") for name in REPORT_PARTS]
    return {"case": case, "parts": parts, "demands": _demands(case), "copies": REPORT_COPIES, "paper": REPORT}


@document("不予受理答复函", "CP7", sheet="cases", dated="replied_at")
def refusal_letter(row: Row, desk: Desk) -> Values:
    """不予受理的投诉，委婉向客户说明理由的信。"""
    return {}


@document("书面答复函", "CP14", sheet="cases", dated="replied_at")
def reply_letter(row: Row, desk: Desk) -> Values:
    """把处理结果书面答复客户的信。"""
    return {}
