"""Survey cards once they are sent (意见调查卡): returned with ratings, sometimes with an opinion that is handled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from automation.after_sales.registers.surveys import COMPLAINT, DEGREES, RATINGS, SUGGESTION
from automation.demonstration import people
from automation.demonstration.office import Office

_WAIT = 29
_SUGGESTIONS = (
    ("希望冬天来临前提醒用户检查伴热带", "已列入入冬前回访内容"), ("配件价目能不能贴在网点", "已将价目表送各网点张贴"),
    ("希望周末也能派人", "已安排周末预约值班"), ("建议说明书字大一点", "已转厂方改版说明书"),
    ("上门前最好先打个电话", "已要求技术员出发前电话联系客户"), ("控制仪的按键用不明白，希望有个图", "已补寄操作图一份"),
)
_COMPLAINTS = (
    ("修了两次还是漏水", "重新更换密封件并延长保修三个月"), ("等了一整天才来，也不打招呼", "已向客户道歉，改进预约通知"),
    ("走的时候屋里没收拾干净", "已登门致歉并打扫"), ("收费没有给看价目表", "已当面核对价目并补送清单"),
    ("说好周三来，周五才来", "已道歉，技术员记入当月考核"), ("电话总是占线打不进来", "已增开一路电话并致歉"),
)
_GRAVE = (("水箱漏水泡坏了楼下天花板", "经查属安装不当，赔偿修补费用并更换水箱"),
          ("插头漏电，把老人麻了一下", "更换漏电保护插头，全线检测合格，登门致歉"))
_SKILL = {name: 0.08 + 0.05 * (place % 3) for place, name in enumerate(people.TECHNICIANS)}
"""How often a technician is rated below 满意; it differs from one to another."""


class Card:
    """One survey card; each method is an event."""

    def __init__(self, office: Office, card_no: str, by: str) -> None:
        self.office, self.random, self.card_no, self.by = office, office.random, card_no, by

    def send(self) -> None:
        """寄出; it comes back within weeks, or is given up."""
        self.office.do_at("send_card", self.by, "cards", self.card_no)
        today = self.office.time.date()
        back = self.office.workday(today + timedelta(days=self.random.randint(2, 20)), 1)
        if self.random.random() < 0.55 and (back - today).days < _WAIT:
            self.office.at(self.office.between(back, "09:50", "16:30"), self.come_back)
        else:
            given_up = self.office.last_workday_by(today + timedelta(days=_WAIT))
            self.office.at(self.office.between(given_up, "16:00", "17:00"), self.give_up)

    def give_up(self) -> None:
        """不再等候."""
        self.office.do_at("lapse_card", self.by, "cards", self.card_no)

    def come_back(self) -> None:
        """收回, with four ratings and perhaps an opinion."""
        told: dict[str, Any] = {name: self._degree() for name in RATINGS}
        recent = (self.office.days[-1] - self.office.time.date()).days <= 3
        kind = self.random.choices(("无", SUGGESTION, COMPLAINT), (20, 45, 35) if recent else (80, 11, 9))[0]
        told["opinion_kind"] = kind
        result = ""
        if kind != "无":
            grave = kind == COMPLAINT and self.random.random() < 0.35
            told["opinion"], result = self.random.choice(_SUGGESTIONS if kind == SUGGESTION else _GRAVE if grave else _COMPLAINTS)
            told["grave"] = "重大" if grave else "一般"
        if kind == COMPLAINT:
            told["punctuality"] = self.random.choice(DEGREES[2:])
        self.office.do_at("return_card", self.by, "cards", self.card_no, **told)
        if kind != "无":
            self._handle(kind, told["grave"] == "重大", result)

    def _degree(self) -> str:
        low = _SKILL.get(self.office.row("cards", self.card_no).technician or "", 0.1)
        return self.random.choices(DEGREES, (0.5 - low, 0.5, low * 0.7, low * 0.3))[0]

    def _handle(self, kind: str, grave: bool, result: str) -> None:
        office, today = self.office, self.office.time.date()
        answered = office.workday(today, self.random.randint(2, 3 if grave else 5))
        if grave:
            submitted = office.time + timedelta(minutes=self.random.randint(5, 50))
            office.at(submitted, self.submit)
        office.at(office.between(answered, "09:30", "16:30"), self.answer, result, grave)
        if kind == COMPLAINT:
            visited: date = office.workday(today, self.random.randint(1, 5))
            who = people.SALES_SUPERVISOR if grave or self.random.random() < 0.6 else self.random.choice(people.MARKETERS)
            office.at(office.between(visited, "09:00", "16:30"), self.visit, who)

    def submit(self) -> None:
        """提呈经理."""
        self.office.do_at("submit_opinion", self.by, "cards", self.card_no)

    def answer(self, result: str, grave: bool) -> None:
        """答复: grave matters by letter."""
        way = "书面" if grave or self.random.random() < 0.3 else "电话"
        self.office.do_at("answer_opinion", people.SALES_MANAGER if grave else self.by, "cards", self.card_no, result=result,
                          answer_way=way)

    def visit(self, who: str) -> None:
        """上门处理."""
        self.office.do_at("visit_complainer", who, "cards", self.card_no)
