"""A small department that visits dealers: its people, its areas, visits and what comes of them brought to any stage by the steps."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from automation.after_sales.registers import REGISTERS as AFTER_SALES
from automation.complaints.registers import REGISTERS as COMPLAINTS
from automation.complaints.steps import STEPS as COMPLAINT_STEPS
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
from automation.suggestions.steps import STEPS as SUGGESTION_STEPS
from automation.visits.registers import REGISTERS
from automation.visits.steps import STEPS
from tests.support import ROOT

CATALOGUE = Catalogue((BASICS, *AFTER_SALES, *COMPLAINTS, *CUSTOMERS, *SUGGESTIONS, *REGISTERS))
ARTICLES = Articles([load_regulation(ROOT / f"automation/{name}/regulation.toml")
                     for name in ("after_sales", "complaints", "customers", "suggestions", "visits")])
TABLE: dict[str, Step] = {step.name: step for step in STEPS}
ALL = {step.name: step for step in (*COMPLAINT_STEPS, *SUGGESTION_STEPS)} | TABLE
MONDAY = datetime(2026, 3, 2, 9, 0)

PEOPLE = {"何立": "区域销售主管", "孟西": "区域销售主管", "林访": "巡访人员", "苏访": "巡访人员", "刘洋": "销售人员", "何涛": "销售主管",
          "赵敏": "销售经理", "吴总": "总经理", "钱副总": "企业领导", "陈刚": "技术主管", "王磊": "技术人员", "郑凯": "市场营销部"}
_APPROVED = datetime(2026, 2, 2, 10)


def firm(number: int, **values: Any) -> dict[str, Any]:
    """A dealer of 海淀区, grade A, visited by 林访."""
    return {"firm_no": f"WL2026-{number:05d}", "opening_no": f"KS2026-{number:05d}", "name": f"第{number}水暖店", "is_dealer": "是",
            "is_supplier": "否", "area": "海淀区", "address": f"学院路{number}号", "phone": f"0106234000{number}", "contact": "孙店长",
            "grade": "A", "visitor": "林访", "owner": "刘洋", "team": "销售部", "approved_at": _APPROVED} | values


BASIC_ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [{"name": name, "role": role, "team": "销售部", "active": "是"} for name, role in PEOPLE.items()],
    "areas": [{"name": "海淀区", "zone": "市区", "salesperson": "刘洋", "supervisor": "何立"},
              {"name": "昌平区", "zone": "郊区", "salesperson": "刘洋", "supervisor": "孟西"}, {"name": "延庆区", "zone": "郊区"}],
    "products": [{"model": "QY-20", "title": "热水器", "warranty_months": 36}],
    "settings": [{"setting_no": "1", "item": "小额现场收款上限", "value": "200"}],
    "firms": [firm(1), firm(2, grade="B"), firm(3, area="昌平区", visitor="苏访"), firm(4, is_dealer="否", is_supplier="是"),
              firm(5, area="延庆区"), firm(6, visitor=None), firm(7, visitor="刘洋", visitor_reason="客户点名")],
}
DEALER, OTHER_DEALER, FAR_DEALER, SUPPLIER, NOBODYS, UNNAMED, ASKED_FOR = (f"WL2026-{n:05d}" for n in range(1, 8))
TOLD = {"met": "孙店长", "business": "热水器为主", "stock": "二十台", "purchases": "月初十台", "sales": "持平", "market": "无",
        "rivals": "无", "policies": "无", "effect": "商定下月进货", "consulted": "是"}
PLAN = {"level": "月度", "period": "2026-03", "products": "家用型", "key_topics": "库存"}
GIFT = {"occasion": "开业周年", "special": "销量第一", "needed_on": date(2026, 3, 20)}
RATED = {"performance": "满意", "quality": "很满意", "supply": "一般", "service": "满意", "usage": "升温快", "answered_by": "孙店长"}
PERSON = {"approve_plan": "赵敏", "rule_urgent": "赵敏", "decide_gift": "赵敏", "read_visit_month": "钱副总", "enter_visit": "林访",
          "submit_visit_day": "林访", "hand_consult_card": "林访", "return_consult_card": "林访", "open_help": "林访", "hand_help": "王磊",
          "solve_help": "王磊", "request_gift": "林访", "add_gift_line": "林访", "give_gift": "林访", "complain_from_visit": "林访",
          "propose_from_visit": "林访"}
"""Who usually takes a step; 何立, the supervisor of 海淀区, takes the others."""


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
        self.changes = self.memory.take(step, self.desk(by or PERSON.get(name, "何立")), row, answers)
        return (row.key if row is not None else "") or self.added(step.sheet)

    def added(self, sheet: str) -> str:
        """The key of the first row of this sheet that the last step added or touched."""
        change = next(change for change in self.changes if getattr(change, "sheet", "") == sheet)
        return change.values.get(CATALOGUE.sheets[sheet].key) or change.key

    def row(self, sheet: str, key: str) -> Row:
        found = self.memory.find(sheet, key)
        assert found is not None
        return found

    def state(self, sheet: str, key: str) -> str:
        return state_of(self.row(sheet, key))

    def everything(self) -> dict[str, Any]:
        """All rows and papers, to compare."""
        return {name: list(self.memory.rows(name)) for name in CATALOGUE.sheets} | {"papers": dict(self.memory.documents)}

    # Brought to a stage.

    def planned(self, *, handed: bool = True, **answers: Any) -> str:
        """A month's plan with one visit tomorrow; returns the visit's line."""
        plan = self.do("make_plan", **PLAN | answers)
        line = self.do("plan_visit", plan_no=plan, firm_no=DEALER, planned_on=date(2026, 3, 3), aim="看库存")
        if handed:
            self.do("hand_plan", self.do("approve_plan", plan))
        return line

    def visited(self, **answers: Any) -> str:
        """A visit that ended a minute ago."""
        ended = self.now + timedelta(minutes=4)
        when = {"started_at": ended - timedelta(minutes=40), "ended_at": ended}
        return self.do("enter_visit", **when | {"firm_no": DEALER} | TOLD | answers)

    def reported(self, **answers: Any) -> str:
        """A daily report with one visit."""
        self.visited(**answers)
        return self.do("submit_visit_day", tomorrow="整理客户卡")

    def asked(self, **answers: Any) -> str:
        """A request for a gift with two lines, 320 yuan."""
        key = self.do("request_gift", **{"firm_no": DEALER} | GIFT | answers)
        self.do("add_gift_line", gift_no=key, item="茶具", count=2, price=Decimal("100.00"))
        self.do("add_gift_line", gift_no=key, item="果篮", price=Decimal("120.00"))
        return key

    def approved_gift(self, **answers: Any) -> str:
        return self.do("decide_gift", self.do("endorse_gift", self.asked()), **answers)

    def urgent(self) -> str:
        """An urgent report of a visit."""
        self.do("raise_urgent", self.visited(urgent_kind="同行新产品上市"), matter="新机型铺货", influence="销量下降", advice="研究对策")
        return self.added("urgent_reports")

    def helped(self, **answers: Any) -> str:
        """Technical help asked for."""
        self.do("open_help", self.visited(tech_problem="控制器失灵"), **{"helper": "王磊", "due_on": date(2026, 3, 9)} | answers)
        return self.added("tech_helps")


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
