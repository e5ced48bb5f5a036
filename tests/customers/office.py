"""A small department that deals with companies: its people, and companies brought to any stage by the steps."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from automation.after_sales.registers import REGISTERS as AFTER_SALES
from automation.core.articles import Articles, load_regulation
from automation.core.basics import BASICS
from automation.core.department import Department
from automation.core.errors import StepRefused
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.steps import Step, state_of
from automation.customers.registers import REGISTERS
from automation.customers.steps import STEPS
from tests.support import ROOT

CATALOGUE = Catalogue((BASICS, *AFTER_SALES, *REGISTERS))
ARTICLES = Articles([load_regulation(ROOT / f"automation/{name}/regulation.toml") for name in ("after_sales", "customers")])
TABLE: dict[str, Step] = {step.name: step for step in STEPS}
MONDAY = datetime(2026, 2, 2, 9, 0)

PEOPLE = {"郑凯": ("市场营销部", "市场营销部"), "冯雨": ("市场营销部", "市场营销部"), "刘洋": ("销售人员", "销售部"),
          "丁一": ("采购人员", "采购部"), "何涛": ("销售主管", "销售部"), "赵敏": ("销售经理", "销售部"), "王磊": ("技术人员", "技术部")}
BASIC_ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [{"name": name, "role": role, "team": team, "active": "是"} for name, (role, team) in PEOPLE.items()],
    "areas": [{"name": "海淀区", "zone": "市区", "salesperson": "刘洋"}, {"name": "昌平区", "zone": "郊区", "salesperson": "刘洋"}],
    "settings": [{"setting_no": "1", "item": "公司名称", "value": "样本公司"}],
}
FIRM = {"name": "南桥日用电器店", "is_dealer": "是", "business": "经销家用电器", "area": "海淀区", "address": "南桥街1号",
        "phone": "010-55550001", "contact": "钱掌柜", "credit": "良", "policy": "薄利多销", "attitude": "配合", "relation": "区域经销商",
        "grade": "B", "reason": "海淀区还没有经销商"}
PERSON = {"open_dealings": "刘洋", "endorse_opening": "何涛", "approve_opening": "赵敏", "change_card": "刘洋", "return_sheet": "刘洋",
          "lend_original": "赵敏", "take_back": "赵敏", "mend_original": "赵敏", "resume_dealings": "赵敏", "ask_destruction": "冯雨",
          "decide_destruction": "赵敏"}
"""Who usually takes a step; 郑凯 of marketing takes the others."""


class Office:
    """Takes steps minute by minute; ``now`` moves on by five minutes before each step unless a moment is given."""

    def __init__(self, now: datetime = MONDAY, **rows: list[dict[str, Any]]) -> None:
        self.memory = Memory(CATALOGUE, BASIC_ROWS | rows)
        self.now = now - timedelta(minutes=5)
        self._department = Department(now, ARTICLES, self.memory.rows)
        self.changes: list[Any] = []
        self._made = 0

    def desk(self, person: str, now: datetime | None = None):
        return self.memory.desk(self._department.at(now or self.now), person)

    def do(self, name: str, key: str | Row | None = None, /, *, by: str | None = None, at: datetime | None = None, **answers: Any) -> str:
        """Take a step; returns the key of the row that it was taken on, or of the first row that it added."""
        self.now = at or self.now + timedelta(minutes=5)
        step = TABLE[name]
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
        assert found is not None, f"no {key} in {sheet}"
        return found

    def rows(self, sheet: str) -> list[Row]:
        """The rows of a sheet that have a key."""
        return [row for row in self.memory.rows(sheet) if row.key]

    def state(self, sheet: str, key: str) -> str:
        return state_of(self.row(sheet, key))

    def everything(self) -> dict[str, Any]:
        """All rows and papers, to compare."""
        return {name: list(self.memory.rows(name)) for name in CATALOGUE.sheets} | {"papers": dict(self.memory.documents)}

    # Companies brought to a stage.

    def opened(self, **answers: Any) -> str:
        """An investigation; each company has a name, a number and an address of its own unless told."""
        self._made += 1
        own = {"name": f"{'甲乙丙丁戊己庚辛壬癸'[self._made % 10]}{self._made}号电器店", "phone": f"010-5555{self._made:04}",
               "address": f"南桥街{self._made}号"}
        return self.do("open_dealings", **FIRM | own | answers)

    def endorsed(self, **answers: Any) -> str:
        return self.do("endorse_opening", self.opened(**answers))

    def firm(self, **answers: Any) -> str:
        """A company that is dealt with; the number of its card."""
        self.do("approve_opening", self.endorsed(**answers))
        return self.added("firms")

    def lent(self, firm: str | None = None, **answers: Any) -> str:
        self.do("lend_original", firm or self.firm(), **{"borrower": "王磊", "purpose": "核对合同"} | answers)
        return self.added("loans")

    def past(self, **answers: Any) -> str:
        """A company whose dealings are over."""
        return self.do("end_dealings", self.firm(**answers), end_reason="企业解散")

    def asked(self, firm: str | None = None) -> str:
        self.do("ask_destruction", firm or self.past(), reason="已经注销")
        return self.added("destructions")


def refused(office: Office, name: str, key: str | Row | None, article: str, column: str = "", /, *, by: str | None = None,
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
