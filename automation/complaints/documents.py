"""The printed forms of complaint cases: what each template shows.

《投诉记录卡》 and 《调查报告》 are bound copies (联): the same case on every page, and below it what the copy is for. A copy
names its holder and its way as the registers' tables say them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from automation.complaints.registers.cases import CASES
from automation.complaints.registers.common import ACCEPTED, DEMANDS, HEAD_SETTING, TO_LEADERS, TO_QUALITY
from automation.complaints.registers.desks import STAGES, UNIT, UNIT_HEAD
from automation.complaints.registers.papers import (
    CARD,
    CARD_COPIES,
    INVESTIGATIONS,
    LEADERS_COPIES,
    REPORT,
    REPORT_COPIES,
    REPORT_PARTS,
    Copy,
)
from automation.complaints.steps.copies import final_holder
from automation.core.deadlines import within
from automation.core.desks import Stage
from automation.core.documents import Documents
from automation.core.rows import Row
from automation.core.steps import Desk

DOCUMENTS = Documents("complaints")
document = DOCUMENTS.document

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Sheet:
    """One copy as it is printed: which one, its name, who keeps it, and its way; the row that says where it is (or None)."""

    copy: Copy
    final: str
    row: Row | None

    @property
    def handed(self) -> Values:
        """Who gave it to whom when, as far as it is recorded."""
        row = self.row
        return {"by": row.sent_by if row else None, "at": row.sent_at if row else None, "to": row.sent_to if row else None,
                "received_by": row.received_by if row else None, "received_at": row.received_at if row else None}


@document("投诉记录卡", "CP15 CP16 CP8 CP9 CP13", sheet="cases", dated="routed_at", pages=7,
          template="copies")
def complaint_card(row: Row, desk: Desk) -> Values:
    """受理的投诉按性质填写、分七联送出的记录卡；送企业领导裁定的只有前三联。"""
    copies = [copy for copy in CARD_COPIES if row.route != TO_LEADERS or copy.part in LEADERS_COPIES]
    found = (desk.find("investigations", row.investigation_no) if row.investigation_no else None) or Row(INVESTIGATIONS, {})
    head = desk.department.setting(HEAD_SETTING, (row.routed_at or desk.now).date())
    return {"same": "complaints/card_same.html", "own": "complaints/card_own.html", "case": row, "demands": _demands(row),
            "copies": _sheets(copies, CARD, row, desk),
            "head": head, "found": found, "report": [(header, found[name]) for name, header in REPORT_PARTS.items()]}


@document("调查报告", "CP17 CP10 CP11 CP12 CP18", sheet="investigations", dated="reported_at",
          pages=4, template="copies")
def investigation_report(row: Row, desk: Desk) -> Values:
    """受理单位查明投诉以后填写、分四联送出的报告。"""
    case = (desk.find("cases", row.case_no) if row.case_no else None) or Row(CASES, {})
    parts = [(header, row[name] or "") for name, header in REPORT_PARTS.items()]
    head = desk.department.setting(HEAD_SETTING, (row.reported_at or desk.now).date())
    return {"same": "complaints/report_same.html", "own": "complaints/report_own.html", "case": case, "parts": parts,
            "demands": _demands(case), "copies": _sheets(REPORT_COPIES, REPORT, case, desk), "head": head}


@document("投诉处理通知", "CP5 CP6 CP8", sheet="cases", dated="routed_at")
def handling_notice(row: Row, desk: Desk) -> Values:
    """市场营销部对受理的投诉发出的处理通知：由谁处理、各环节限几个工作日、最迟哪一天答复客户。"""
    whole = within(desk, row.received_at, "CP5", "全程工作日")
    return {"demands": _demands(row), "stages": _stages(row, desk), "answer_by": whole, "to": _ADDRESSEE.get(row.route, "客户管理")}


@document("不予受理答复函", "CP7", sheet="cases", dated="replied_at")
def refusal_letter(row: Row, desk: Desk) -> Values:
    """不予受理的投诉，委婉向客户说明理由的信。"""
    return {"demands": _demands(row)}


@document("书面答复函", "CP14", sheet="cases", dated="replied_at")
def reply_letter(row: Row, desk: Desk) -> Values:
    """把处理结果书面答复客户的信。"""
    return {"demands": [title for title, on in _demands(row) if on]}


_ADDRESSEE = {TO_QUALITY: "客户管理、质量管理科", TO_LEADERS: "企业领导"}
"""Whom a notice is sent to, by the route; what isn't named here goes to the sales department."""


def _demands(case: Row) -> list[tuple[str, bool]]:
    """What the customer may demand, each with whether he does."""
    return [(title, case[name] == "是") for name, title in DEMANDS.items()]


def _sheets(copies: Sequence[Copy], paper: str, case: Row, desk: Desk) -> list[Sheet]:
    rows = {row.part: row for row in desk.where("case_copies", case_no=case.key, paper=paper)} if case.key else {}
    known = case if case.routed_at else case.but(routed_at=desk.now)
    return [Sheet(copy, final_holder(copy, known, desk), rows.get(copy.part)) for copy in copies]


def _stages(case: Row, desk: Desk) -> list[tuple[str, str, int]]:
    """The stretches still ahead of a case on its route: what, whose desk, how many working days."""
    on: date | datetime = case.routed_at or desk.now
    ahead = [stage for stage in STAGES[_FIRST_AFTER_ROUTING:] if _comes_this_way(stage, case)]
    return [(stage.state.removeprefix("待").removesuffix("中"), _desk_of(stage, case),
             desk.department.limit(stage.article, stage.limit, on.date()))
            for stage in ahead]


_FIRST_AFTER_ROUTING = next(place for place, stage in enumerate(STAGES) if stage.since == "routed_at")


def _comes_this_way(stage: Stage, case: Row) -> bool:
    """Whether an accepted case on this route (quality's, as long as none is known) comes to this stretch."""
    usual = case.but(route=case.route or TO_QUALITY, ruling=ACCEPTED)
    through_quality = stage.article in ("CP6", "CP9", "CP10", "CP11", "CP12", "CP13")
    return (usual.route == TO_QUALITY or not through_quality) and (stage.only is None or stage.only.row(usual))


def _desk_of(stage: Stage, case: Row) -> str:
    unit = case.unit or "受理单位"
    return {UNIT: unit, UNIT_HEAD: f"{unit}主管"}.get(stage.holder, stage.holder)
