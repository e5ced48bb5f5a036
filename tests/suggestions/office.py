"""A small department with suggestions: its people, a made-up proposal brought to any stage by the steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from automation.after_sales.registers import REGISTERS as AFTER_SALES
from automation.after_sales.steps import STEPS as AFTER_SALES_STEPS
from automation.complaints.registers import REGISTERS as COMPLAINTS
from automation.core.articles import Articles, load_regulation
from automation.core.basics import BASICS
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.steps import Step
from automation.customers.registers import REGISTERS as CUSTOMERS
from automation.suggestions.registers import REGISTERS
from automation.suggestions.steps import STEPS
from automation.visits.registers import REGISTERS as VISITS
from tests.support import ROOT, acting
from tests.support.acting import MONDAY, Staffed, refused

__all__ = ["MONDAY", "refused"]

CATALOGUE = Catalogue((BASICS, *AFTER_SALES, *COMPLAINTS, *CUSTOMERS, *VISITS, *REGISTERS))
ARTICLES = Articles([load_regulation(ROOT / f"automation/{name}/regulation.toml")
                     for name in ("after_sales", "complaints", "customers", "visits", "suggestions")])
TABLE: dict[str, Step] = {step.name: step for step in STEPS}
UNIT, STORES = "生产部", "储运部"
PEOPLE = {"郑凯": ("市场营销部", "市场营销部"), "刘洋": ("销售人员", "销售部"),
          "何涛": ("销售主管", "销售部"), "赵敏": ("销售经理", "销售部"), "孙丽": ("客服人员", "客户中心"),
          "高原": ("受理单位", UNIT),
          "沈山": ("受理单位主管", UNIT), "江河": ("受理单位", STORES), "秦岭": ("质量管理科", "质量管理科"),
          "陈刚": ("技术主管", "技术部"),
          "方圆": ("客户管理", "客户管理组"), "买进": ("采购人员", "采购部"), "吴总": ("总经理", "总经理室"), "周静": ("会计", "财务部"),
          "王磊": ("技术人员", "技术部"), "何立": ("区域销售主管", "销售部"), "林访": ("巡访人员", "销售部")}
BASIC_ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [{"name": name, "role": role, "team": team, "active": "是"} for name, (role, team) in PEOPLE.items()],
    "areas": [{"name": "海淀区", "zone": "市区"}],
    "products": [{"model": "QY-20", "title": "热水器", "warranty_months": 36},
                 {"model": "QY-30", "title": "热水器", "warranty_months": 12}],
    "settings": [{"setting_no": "1", "item": "小额现场收款上限", "value": "200"}],
}
FIRM = {"firm_no": "WL2026-00001", "name": "南桥日用电器店", "is_dealer": "是", "is_supplier": "否", "business": "零售", "area": "海淀区",
        "address": "南桥街1号", "phone": "010-55550001", "contact": "南经理", "credit": "良", "policy": "稳健", "attitude": "配合",
        "relation": "经销", "grade": "B", "owner": "刘洋", "team": "销售部", "opening_no": "KS2026-00001",
        "approved_at": datetime(2026, 1, 5, 10)}
ENDED_FIRM = FIRM | {"firm_no": "WL2026-00002", "name": "北桥商行", "opening_no": "KS2026-00002", "ended_on": date(2026, 2, 1)}
FIRMS = [FIRM, ENDED_FIRM]
PROPOSAL = {"customer": "张三", "phone": "01062345678", "address": "中关村大街1号", "area": "海淀区", "model": "QY-20",
            "kind": "提高标准化程度", "title": "统一接头尺寸", "content": "各型号上下水接头做成一样，换件不用找转接头。"}
RESULT = {"opinion": "建议采纳", "result": "可行，模具改两副", "improvement": "新批次统一为四分接头", "feasible_on": date(2026, 4, 1)}
ANSWER = {"adopted": "采纳", "ownership": "归本企业"}
PERSON = {"report_schedule": "高原", "return_study": "高原", "pay_settlement": "周静", "approve_half": "赵敏",
          "decide_commendation": "赵敏", "fix_saving": "周静", "register_call": "孙丽", "dispatch": "赵敏", "arrive": "王磊",
          "finish": "王磊"}
"""Who usually takes a step; 郑凯 of marketing takes the others."""
WAY = (("send_proposal", {"unit": UNIT}), ("return_study", RESULT), ("answer_proposal", ANSWER), ("start_implementation", {}))
"""The way of a proposal to its implementation, step by step."""
PLAN = {"half": "2026下半年", "standard": 5, "logistics": 5, "materials": 5, "service": 10, "others": 3, "topics": "冬季防冻",
        "plan": "随通知附提案表，七月、十月各回访一次。"}
YEAR_LATER = datetime(2027, 3, 3, 9)

STAFFED = Staffed(CATALOGUE, ARTICLES, {step.name: step for step in AFTER_SALES_STEPS} | TABLE, BASIC_ROWS, PERSON, "郑凯")


class Office(acting.Office):
    """The department, with one company dealt with and one whose dealings ended."""

    def __init__(self, now: datetime = MONDAY, **rows: list[dict[str, Any]]) -> None:
        super().__init__(STAFFED, now, **{"firms": FIRMS} | rows)

    def proposal(self, key: str) -> Row:
        return self.row("proposals", key)

    def study(self, proposal_no: str, place: int = 0) -> Row:
        """The proposal's study at the department sent to first, or a later one."""
        return self.memory.where("studies", proposal_no=proposal_no)[place]

    def received(self, **answers: Any) -> str:
        return self.do("receive_proposal", **PROPOSAL | answers)

    def brought_to(self, state: str, **answers: Any) -> str:
        """A proposal on the usual way, in this state."""
        key = self.received(**answers)
        for name, given in WAY:
            if self.state("proposals", key) == state:
                break
            self.do(name, self.study(key).key if name == "return_study" else key, **given)
        assert self.state("proposals", key) == state
        return key

    def settled(self, key: str, to: date, benefit: str, **answers: Any) -> Row:
        """One more settlement up to a day."""
        self.do("settle", key, to_on=to, benefit=Decimal(benefit), basis="节省工时", **answers)
        return self.row("settlements", self.added("settlements"))

    def through_the_year(self, **answers: Any) -> str:
        """A proposal of which the whole year is settled and paid, a day after its end."""
        key = self.brought_to("实施中", **answers)
        until = self.desk().after(self.proposal(key)).shared_until
        self.now = datetime(until.year, until.month, until.day, 9) + timedelta(days=1)
        self.do("pay_settlement", self.settled(key, until, "1000.01").key)
        return key

    def planned(self, **answers: Any) -> str:
        """A half year's plan, approved."""
        half = self.do("plan_half", **PLAN | answers)
        return self.do("approve_half", half)

    def commended(self, **answers: Any) -> str:
        """A commendation asked for, of the customer of a proposal with its saving, after the half year."""
        key = self.brought_to("实施中")
        self.do("fix_saving", key, saving=Decimal("50000.00"), saving_basis="供求计划")
        self.now = datetime(2026, 7, 2, 9)
        return self.do("ask_commendation", **{"half": "2026上半年", "user_no": self.proposal(key).user_no, "award": "奖状、奖金"} | answers)
