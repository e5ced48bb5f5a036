"""A small department with complaints: its desks, a made-up case brought to any stage by the steps."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from automation.after_sales.registers import REGISTERS as AFTER_SALES
from automation.after_sales.steps import STEPS as AFTER_SALES_STEPS
from automation.complaints.registers import REGISTERS
from automation.complaints.steps import STEPS
from automation.core.articles import Articles, load_regulation
from automation.core.basics import BASICS
from automation.core.department import Department
from automation.core.errors import StepRefused
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.steps import Step, state_of
from automation.customers.registers import REGISTERS as CUSTOMERS
from automation.suggestions.registers import REGISTERS as SUGGESTIONS
from automation.visits.registers import REGISTERS as VISITS
from tests.support import ROOT

CATALOGUE = Catalogue((BASICS, *AFTER_SALES, *REGISTERS, *CUSTOMERS, *VISITS, *SUGGESTIONS))
ARTICLES = Articles([load_regulation(ROOT / f"automation/{name}/regulation.toml")
                     for name in ("after_sales", "complaints", "customers", "visits", "suggestions")])
TABLE: dict[str, Step] = {step.name: step for step in STEPS}
ALL = {step.name: step for step in AFTER_SALES_STEPS} | TABLE
MONDAY = datetime(2026, 3, 2, 9, 0)
UNIT = "生产部"

PEOPLE = {"郑凯": ("市场营销部", "市场营销部"), "刘洋": ("销售人员", "销售部"), "何涛": ("销售主管", "销售部"),
          "赵敏": ("销售经理", "销售部"), "孙丽": ("客服人员", "客户中心"),
          "方圆": ("客户管理", "客户管理组"), "秦岭": ("质量管理科", "质量管理科"),
          "高原": ("受理单位", UNIT), "沈山": ("受理单位主管", UNIT), "江河": ("受理单位", "储运部"), "岳峰": ("受理单位主管", "储运部"),
          "石磊": ("部主管", "市场营销部"), "吴总": ("总经理", "总经理室"), "钱副总": ("企业领导", "总经理室"), "周静": ("会计", "财务部"),
          "王磊": ("技术人员", "技术部"), "何立": ("区域销售主管", "销售部"), "林访": ("巡访人员", "销售部")}
BASIC_ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [{"name": name, "role": role, "team": team, "active": "是"} for name, (role, team) in PEOPLE.items()],
    "areas": [{"name": "海淀区", "zone": "市区"}],
    "products": [{"model": "QY-20", "title": "热水器", "warranty_months": 36},
                 {"model": "QY-30", "title": "热水器", "warranty_months": 12}],
    "settings": [{"setting_no": "1", "item": "小额现场收款上限", "value": "200"}],
}
COMPLAINT = {"customer": "张三", "phone": "01062345678", "address": "中关村大街1号", "area": "海淀区", "model": "QY-20",
             "ground": "质量有缺陷", "matter": "水箱漏水", "wants_exchange": "是"}
FOUND = {"goods_seen": "是", "extent_true": "属实", "quantity_found": 1, "ground_justified": "是", "cause_kind": "制造",
         "cause_found": "焊缝虚焊", "analysis": "焊接电流偏低", "demand_reasonable": "正当"}
REPORT = {"cause": "虚焊", "course": "抽检同批三台", "responsible": "焊接班", "conclusion": "制造缺陷", "measures": "换货",
          "prevention": "增加试压"}
OPINION = {"opinion": "换新机一台", "outcome": "换货"}
PERSON = {"receive_complaint": "郑凯", "rule_acceptance": "赵敏", "rule_as_leader": "钱副总", "settle_by_sales": "何涛",
          "propose_unit": "方圆", "decide_unit": "秦岭", "investigate": "高原", "write_report": "高原", "check_report": "沈山",
          "review_report": "秦岭", "head_review": "石磊", "give_opinion": "高原", "check_opinion": "沈山", "reply_complaint": "高原",
          "carry_out_prevention": "高原", "decide_amount": "赵敏", "pay_amount": "周静", "check_month": "赵敏", "register_call": "孙丽",
          "dispatch": "赵敏", "arrive": "王磊", "finish": "王磊"}
"""Who usually takes a step; 郑凯 of marketing takes the others."""
WAY = (("confirm_ground", {"ground_valid": "是"}), ("rule_acceptance", {"ruling": "受理"}),
       ("fill_complaint_card", {"nature": "质量缺陷"}), ("propose_unit", {"proposed_unit": UNIT}), ("decide_unit", {}),
       ("investigate", FOUND), ("write_report", REPORT), ("check_report", {"letter_sent": "是"}),
       ("review_report", {"quality_opinion": "同意"}), ("head_review", {}), ("give_opinion", OPINION), ("check_opinion", {}),
       ("reply_complaint", {"reply": "为您换新机"}), ("carry_out_prevention", {"prevention": "已增加试压工序"}), ("close_case", {}))
"""The long way of a case through quality, step by step."""


class Office:
    """Takes steps minute by minute; ``now`` moves on by five minutes before each step unless a moment is given."""

    def __init__(self, now: datetime = MONDAY, **rows: list[dict[str, Any]]) -> None:
        self.memory = Memory(CATALOGUE, BASIC_ROWS | rows)
        self.now = now - timedelta(minutes=5)
        self._department = Department(now, ARTICLES, self.memory.rows)
        self.changes: list[Any] = []

    def desk(self, person: str, now: datetime | None = None):
        return self.memory.desk(self._department.at(now or self.now), person)

    def do(self, name: str, key: str | Row | None = None, *, by: str | None = None, at: datetime | None = None, **answers: Any) -> str:
        """Take a step; returns the key of the row that it was taken on, or of the first row that it added."""
        self.now = at or self.now + timedelta(minutes=5)
        step = ALL[name]
        row = self.memory.find(step.sheet, key) if isinstance(key, str) else key
        assert not isinstance(key, str) or row is not None, f"no {key} in {step.sheet}"
        self.changes = self.memory.take(step, self.desk(by or PERSON.get(name, "郑凯")), row, answers)
        return (row.key if row is not None else "") or self.added(step.sheet)

    def added(self, sheet: str) -> str:
        """The key of the first row of this sheet that the last step added or touched."""
        change = next(change for change in self.changes if getattr(change, "sheet", "") == sheet)
        return change.values.get(CATALOGUE.sheets[sheet].key) or change.key

    def row(self, sheet: str, key: str) -> Row:
        found = self.memory.find(sheet, key)
        assert found is not None
        return found

    def case(self, key: str) -> Row:
        return self.row("cases", key)

    def state(self, key: str) -> str:
        return state_of(self.case(key))

    def investigation(self, case_no: str) -> Row:
        return self.memory.where("investigations", case_no=case_no)[0]

    def copies(self, case_no: str, paper: str = "投诉记录卡") -> dict[str, Row]:
        """The copies of a paper by their place."""
        return {row.part: row for row in self.memory.where("case_copies", case_no=case_no, paper=paper)}

    def where_are(self, case_no: str, paper: str = "投诉记录卡") -> str:
        """The holder of each copy in turn; → before a desk that it is still on its way to."""
        return " ".join(f"→{row.sent_to}" if row.state == "在途" else row.holder for row in self.copies(case_no, paper).values())

    def everything(self) -> dict[str, Any]:
        """All rows and papers, to compare."""
        return {name: list(self.memory.rows(name)) for name in CATALOGUE.sheets} | {"papers": dict(self.memory.documents)}

    # A case brought to a stage.

    def received(self, **answers: Any) -> str:
        return self.do("receive_complaint", **COMPLAINT | answers)

    def brought_to(self, state: str, **answers: Any) -> str:
        """A case on the long way, in this state."""
        key = self.received(**answers)
        for name, given in WAY:
            if self.state(key) == state:
                break
            self.do(name, key, **given)
        assert self.state(key) == state
        return key

    def refused_at_ruling(self) -> str:
        key = self.do("confirm_ground", self.received(), ground_valid="否")
        return self.do("rule_acceptance", key, ruling="不予受理", ruling_reason="水质过硬，自行拆机")

    def carded(self, nature: str, **answers: Any) -> str:
        return self.do("fill_complaint_card", self.brought_to("待填卡"), nature=nature, **answers)

    def asked(self, **answers: Any) -> str:
        self.do("ask_amount", self.brought_to("待结案"), **{"kind": "赔偿", "reason": "水淹地板", "asked": Decimal("500.00")} | answers)
        return self.added("case_amounts")


def refused(office: Office, name: str, key: str | Row | None, article: str, column: str = "", *, by: str | None = None,
            at: datetime | None = None, **answers: Any) -> str:
    """The step is refused under this article and column and leaves every row as it was; returns what staff are told."""
    before = office.everything()
    with pytest.raises(StepRefused) as refusal:
        office.do(name, key, by=by, at=at, **answers)
    assert (refusal.value.article, refusal.value.column) == (article, column), str(refusal.value)
    assert office.everything() == before
    message = str(refusal.value)
    assert message.endswith("。")
    assert not re.search(r"[A-Za-z_]{4,}|None", message), message
    return message
