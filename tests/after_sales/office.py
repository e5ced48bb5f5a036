"""A small office at work: a department in memory, its people, and steps taken at given moments."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from automation.after_sales.registers import REGISTERS
from automation.after_sales.steps import STEPS
from automation.core.articles import Articles, load_regulation
from automation.core.basics import BASICS
from automation.core.department import Department
from automation.core.errors import StepRefused
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.schema import Catalogue
from automation.core.steps import Step, state_of
from tests.support import ROOT

CATALOGUE = Catalogue((BASICS, *REGISTERS))
ARTICLES = Articles([load_regulation(ROOT / "automation/after_sales/regulation.toml")])
TABLE: dict[str, Step] = {step.name: step for step in STEPS}
MONDAY = datetime(2026, 3, 2, 9, 0)

PEOPLE = {"孙丽": "客服人员", "赵敏": "销售经理", "陈刚": "技术主管", "王磊": "技术人员", "李明": "技术人员", "刘洋": "销售人员",
          "周静": "会计", "吴总": "总经理", "郑凯": "市场营销部", "何涛": "销售主管"}
BASIC_ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [{"name": name, "role": role, "active": "是"} for name, role in PEOPLE.items()]
    + [{"name": "钱进", "role": "技术人员", "active": "否"}],
    "areas": [{"name": "海淀区", "zone": "市区"}, {"name": "昌平区", "zone": "郊区"}],
    "products": [{"model": "QY-20", "title": "热水器", "warranty_months": 36},
                 {"model": "QY-30", "title": "热水器", "warranty_months": 12}],
    "parts": [{"part_no": "LJ-01", "title": "密封圈", "price": Decimal("35.00")}],
    "settings": [{"setting_no": "1", "item": "小额现场收款上限", "value": "200"}],
}
CALL = {"customer": "张三", "phone": "01062345678", "address": "中关村大街1号", "area": "海淀区", "model": "QY-20", "fault": "不加热",
        "kind": "有偿服务"}
DONE = {"work": "换密封圈", "signed": "是", "labour_fee": Decimal("80.00")}
PERSON = {"register_call": "孙丽", "dispatch": "赵敏", "reassign": "赵敏", "reschedule": "孙丽", "cancel": "孙丽", "mark_duplicate": "孙丽",
          "arrive": "王磊", "come_again": "王磊", "finish": "王磊", "bring_back": "刘洋", "strike_off": "孙丽", "backfill": "孙丽",
          "file_voucher": "孙丽", "hand_over_cash": "周静", "invoice": "周静", "send_invoice": "周静", "replace_part": "王磊",
          "ask_help": "王磊", "repaired": "王磊", "inspect": "陈刚", "return_goods": "王磊", "invoice_goods": "周静", "report_work": "王磊",
          "submit_day": "王磊", "review_day": "陈刚", "make_service_day": "陈刚", "sign_service_day": "吴总", "forward_service_day": "陈刚"}
"""Who usually takes a step; 郑凯 of marketing takes the others."""


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
        step = TABLE[name]
        row = self.memory.find(step.sheet, key) if isinstance(key, str) else key
        assert not isinstance(key, str) or row is not None, f"no {key} in {step.sheet}"
        self.changes = self.memory.take(step, self.desk(by or PERSON.get(name, "郑凯")), row, answers)
        return (row.key if row is not None else "") or self._key(step.sheet)

    def _key(self, sheet: str) -> str:
        change = next(change for change in self.changes if getattr(change, "sheet", "") == sheet)
        return change.values.get(CATALOGUE.sheets[sheet].key) or change.key

    def row(self, sheet: str, key: str) -> Row:
        found = self.memory.find(sheet, key)
        assert found is not None
        return found

    def state(self, sheet: str, key: str) -> str:
        return state_of(self.row(sheet, key))

    def voucher(self, call_no: str) -> Row:
        return self.row("vouchers", self.row("calls", call_no).voucher_no)

    def goods(self, call_no: str) -> Row:
        return self.memory.where("goods", call_no=call_no)[0]

    def visits(self, call_no: str) -> list[Row]:
        return list(self.memory.where("call_visits", call_no=call_no))

    def everything(self) -> dict[str, Any]:
        """All rows and papers, to compare."""
        return {name: list(self.memory.rows(name)) for name in CATALOGUE.sheets} | {"papers": dict(self.memory.documents)}

    # A call brought to a stage.

    def called(self, **answers: Any) -> str:
        return self.do("register_call", **CALL | answers)

    def dispatched(self, **answers: Any) -> str:
        return self.do("dispatch", self.called(**answers), technician="王磊")

    def arrived(self, **answers: Any) -> str:
        return self.do("arrive", self.dispatched(**answers))

    def finished(self, **answers: Any) -> str:
        return self.do("finish", self.arrived(), **DONE | answers)

    def brought(self, **answers: Any) -> str:
        call = {name: answers.pop(name) for name in ("kind", "bought_on") if name in answers}
        given = {"work": "带回检查", "signed": "是", "planned_on": date(2026, 3, 6)}
        return self.do("bring_back", self.arrived(**call), **given | answers)

    def carded(self, **answers: Any) -> str:
        return self.goods(self.brought(**answers)).key

    def inspected(self, **answers: Any) -> str:
        card = self.do("repaired", self.carded(**answers), work="换内胆", repair_hours=Decimal("1.5"))
        return self.do("inspect", card)

    def inspected_free(self) -> str:
        return self.inspected(kind="免费服务", bought_on=date(2025, 1, 1))

    def returned(self, **answers: Any) -> str:
        return self.do("return_goods", self.inspected(), **{"return_signed": "是", "fee": Decimal("300.00")} | answers)

    def sent(self) -> str:
        return self.do("send_card", self.do("make_card", call_no=self.finished()))

    def opinion(self, **answers: Any) -> str:
        return self.do("return_card", self.sent(), **RATED | answers)


RATED = {"attitude": "满意", "skill": "满意", "punctuality": "一般", "promises": "很满意", "opinion_kind": "抱怨", "grave": "一般",
         "opinion": "来晚了"}


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


USER = {"user_no": "YH1", "name": "张三", "phone": CALL["phone"], "address": "甲", "area": "海淀区", "nature": "家庭"}


def contract(**values: Any) -> dict[str, Any]:
    """A maintenance contract of this user."""
    return {"contract_no": "HT1", "user_no": "YH1", "model": "QY-20", "starts_on": date(2025, 3, 3), "ends_on": date(2026, 3, 2),
            "fee": Decimal(500)} | values
