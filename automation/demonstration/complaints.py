"""The life of each complaint (投诉的经过): received, ruled on, investigated, answered, its measure carried out, closed.

Complaints have a lot of their own, so that everything else in the demonstration stays as it is without them.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from automation.complaints.registers.common import GROUNDS, OTHER_NATURE, TO_LEADERS
from automation.complaints.registers.desks import STAGES
from automation.core.basics import PARTNER
from automation.core.rows import Row
from automation.core.steps import state_of
from automation.demonstration import complaint_words as words
from automation.demonstration import people
from automation.demonstration.goods import MODELS
from automation.demonstration.office import Office

QUALITY, LEADERS, SALES, UNROUTED, REFUSED, WITHDRAWN = "质量", "合同", "发货", "未列明", "不受理", "撤诉"
DELAYS = {"confirm_ground": (0, 1), "rule_acceptance": (0, 2), "decline_complaint": (0, 2), "fill_complaint_card": (0, 1),
          "rule_as_leader": (1, 4), "settle_by_sales": (1, 4), "propose_unit": (0, 1), "decide_unit": (0, 1), "investigate": (2, 5),
          "write_report": (1, 2), "check_report": (0, 1), "review_report": (1, 2), "head_review": (1, 2), "give_opinion": (1, 2),
          "check_opinion": (0, 1), "reply_complaint": (1, 2), "carry_out_prevention": (3, 5), "close_case": (1, 2)}
"""Working days that a desk takes for a step, from and to; never longer than its limit."""

_FROM_QUALITY = ("propose_unit", "decide_unit", "investigate", "write_report", "check_report", "review_report", "head_review",
                 "give_opinion", "check_opinion", "reply_complaint", "carry_out_prevention", "close_case")
_END = ("reply_complaint", "carry_out_prevention", "close_case")
WAYS = {QUALITY: ("confirm_ground", "rule_acceptance", "fill_complaint_card", *_FROM_QUALITY),
        LEADERS: ("confirm_ground", "rule_acceptance", "fill_complaint_card", "rule_as_leader", *_END),
        UNROUTED: ("confirm_ground", "rule_acceptance", "fill_complaint_card", "rule_as_leader", *_END),
        SALES: ("confirm_ground", "rule_acceptance", "fill_complaint_card", "settle_by_sales", *_END),
        REFUSED: ("confirm_ground", "rule_acceptance", "decline_complaint"),
        WITHDRAWN: ("confirm_ground", "rule_acceptance", "fill_complaint_card", "propose_unit", "decide_unit", "withdraw_case")}
LEADS_TO = dict(zip(("confirm_ground", "rule_acceptance", "fill_complaint_card", *_FROM_QUALITY),
                    ("待裁定", "待填卡", "待提单位", *(stage.state for stage in STAGES[7:])), strict=False))
"""The state that each step of the long way leads to."""


class Complaint:
    """One case from its receipt to its end; each method is an event. ``steps`` says how many of its steps are taken at all."""

    def __init__(self, office: Office, random: Random, course: str, steps: int = 99) -> None:
        self.office, self.random, self.course, self.steps = office, random, course, steps
        self.way = WAYS[course][:steps]
        self.case_no = ""
        self.stays_open = False
        self.finding: words.Finding | None = None
        self.outcome: tuple[str, str] = random.choice(words.OUTCOMES)
        self.delays = {name: random.randint(*DELAYS[name]) for name in self.way if name in DELAYS}

    @property
    def days(self) -> int:
        """Working days until the last step that is taken."""
        return sum(self.delays.values())

    # Receipt.

    def receive(self, user_no: str, model: str, serial: str | None) -> None:
        """接诉."""
        told = self._told(user_no, model)
        self.office.do("receive_complaint", self._marketer(), user_no=user_no, model=model, serial=serial,
                       channel=self.random.choices(("电话", "来函", "来访"), (7, 2, 1))[0], quantity=1, **told)
        self._go(self.office.memory.rows("cases")[-1].key)

    def receive_partner(self, model: str) -> None:
        """接诉 of a company that is dealt with, which hasn't complained yet."""
        quiet = [row for row in self.office.memory.rows("firms") if row.key and row.is_dealer == "是"
                 and not self.office.memory.where("cases", partner_no=row.key)]
        if quiet:
            firm = self.random.choice(quiet)
            told = self._told("", model)
            self.office.do("receive_complaint", self._marketer(), customer_kind=PARTNER, partner_no=firm.key, model=model,
                           order_no=f"DH-{self.office.time:%Y%m}-{self.random.randint(10, 99)}", quantity=self.random.randint(2, 12),
                           channel="来函", **told)
            self._go(self.office.memory.rows("cases")[-1].key)

    def take_handover(self, key: str) -> None:
        """接收移交: what a survey card brought."""
        row = self.office.row("handovers", key)
        call = self.office.row("calls", self.office.row("cards", row.card_no).call_no)
        told = self._told(call.user_no, call.model)
        told.pop("matter")
        self.delays["confirm_ground"] = 0
        self.office.do("take_handover", self._marketer(), row, **told)
        self._go(self.office.memory.rows("cases")[-1].key)

    def from_call(self) -> None:
        """转投诉: a customer whose heater was looked after in the last days complains."""
        since = self.office.time - timedelta(days=9)
        calls = [call for call in self.office.memory.rows("calls") if call.done_at and call.done_at > since and not call.complaint_no
                 and not self.office.memory.where("cases", user_no=call.user_no)]
        call = self.random.choice(calls)
        self.office.do("complain_from_call", self.random.choice(people.CLERKS), call, **self._told(call.user_no, call.model))
        self._go(self.office.memory.rows("cases")[-1].key)

    def from_visit(self, visit_no: str) -> None:
        """巡访转投诉: what a dealer complained of to the visitor."""
        model = self.random.choice(MODELS).model
        ground = self._ground(model)
        self.office.do_at("complain_from_visit", people.AREA_HEADS[0], "visits", visit_no, model=model, ground=ground,
                          amount=MODELS_PRICES[model], **{words.DEMANDS[self.outcome[0]]: "是"})
        self._go(self.office.memory.rows("cases")[-1].key)

    def receive_again(self, first: Complaint) -> None:
        """The customer's letter about what he had telephoned about: entered and merged at once."""
        case = first._case()
        if case.withdrawn_at is None:
            same = {name: case[name] for name in ("user_no", "model", "serial", "ground", "matter", "quantity")}
            self.office.do("receive_complaint", self._marketer(), channel="来函", letter="是", wants_criticism="是",
                           merged_into=case.key, **same)

    def go_on(self, case_no: str) -> None:
        """A case that was opened again starts anew."""
        self.case_no = case_no
        self.stays_open = self._will_stay_open()
        self._go(case_no)

    def _told(self, user_no: str, model: str) -> dict[str, Any]:
        ground = self._ground(model)
        wants = {words.DEMANDS[self.outcome[0]]: "是"}
        if self.random.random() < 0.3:
            wants["wants_criticism"] = "是"
        same = [case for case in self.office.memory.where("cases", user_no=user_no, model=model, ground=ground)
                if (self.office.time.date() - case.received_at.date()).days <= 8 and case.merged_into is None]
        merged = {"merged_into": same[0].key} if same else {}
        return {"ground": ground, "matter": self.random.choice(words.MATTERS[ground]), "amount": MODELS_PRICES[model],
                "letter": "是" if self.random.random() < 0.25 else "否", **wants, **merged}

    def _ground(self, model: str) -> str:
        """Why: what is still open at the end mustn't be something that was prevented before."""
        reserved = GROUNDS[[each.model for each in MODELS].index(model) % len(GROUNDS)]
        self.stays_open = self._will_stay_open()
        if self.stays_open:
            return reserved
        ground = self.random.choices(GROUNDS, words.SHARES)[0]
        return ground if ground != reserved else GROUNDS[(GROUNDS.index(ground) + 1) % len(GROUNDS)]

    def _will_stay_open(self) -> bool:
        """Whether by the end no measure will have been carried out, nor the case refused or withdrawn."""
        last = "carry_out_prevention" if "carry_out_prevention" in WAYS[self.course] else WAYS[self.course][-1]
        if last not in self.way:
            return True
        days = sum(self.delays.get(name, 1) for name in self.way[:self.way.index(last) + 1])
        return self.office.workday(self.office.time, days) > self.office.now.date()

    # The way.

    def _go(self, case_no: str) -> None:
        self.case_no = case_no
        if self._case().merged_into is None:
            self._next(0)
            visit = self.office.workday(self.office.time, self.random.randint(1, 4))
            if self._case().card_no is None:
                self.office.at(self._between(visit, "09:00", "16:30"), self.visit)

    def _next(self, place: int) -> None:
        if place < len(self.way):
            name = self.way[place]
            self.office.at(self._moment(self.delays.get(name, 1)), self._take, name, place)

    def _take(self, name: str, place: int) -> None:
        getattr(self, name)()
        self._next(place + 1)

    def _moment(self, days: int) -> datetime:
        """So many working days on; within the same day some minutes later."""
        if not days:
            return self.office.time + timedelta(minutes=self.random.randint(6, 22))
        return self._between(self.office.workday(self.office.time, days), "09:00", "14:30")

    def _do(self, step: str, by: str, **answers: Any) -> None:
        self.office.do_at(step, by, "cases", self.case_no, **answers)

    def confirm_ground(self) -> None:
        """确认理由."""
        valid = "否" if self.course == REFUSED else "是"
        self._do("confirm_ground", self._marketer(), ground_valid=valid)

    def rule_acceptance(self) -> None:
        """裁定受理."""
        refused = self.course == REFUSED
        reason = {"ruling_reason": self.random.choice(words.REFUSALS)} if refused else {}
        self._do("rule_acceptance", people.SALES_MANAGER, ruling="不予受理" if refused else "受理", **reason)

    def decline_complaint(self) -> None:
        """婉答客户."""
        self._do("decline_complaint", self._marketer(), reply=f"{self._case().ruling_reason}，请您谅解；需要时可预约有偿服务")

    def fill_complaint_card(self) -> None:
        """填记录卡; the superior signs for the third copy within two days."""
        nature = {LEADERS: "合同纠纷", SALES: "发货手续问题", UNROUTED: OTHER_NATURE}.get(self.course) or _nature(self._case().ground)
        told: dict[str, Any] = {"nature": nature}
        if self.course in (LEADERS, UNROUTED):
            told["market_opinion"] = "拟按合同条款协商"
        if self.course == UNROUTED:
            told |= {"route": TO_LEADERS, "route_by": people.SALES_MANAGER, "route_reason": "涉及代理政策，规则没有列明"}
        self._do("fill_complaint_card", self._marketer(), **told)
        self._sign_later("上级主管", people.SALES_MANAGER)
        self._sign_later("企业领导", people.LEADER)

    def rule_as_leader(self) -> None:
        """领导裁定."""
        self.outcome = self.random.choice(words.LEADERS)
        self._do("rule_as_leader", people.LEADER, opinion=self.outcome[1], outcome=self.outcome[0])
        self._ask_money(self._marketer())

    def settle_by_sales(self) -> None:
        """内销办理."""
        self.outcome = ("说明致歉", self.random.choice(words.SALES))
        self._do("settle_by_sales", people.SALES_SUPERVISOR, opinion=self.outcome[1], outcome=self.outcome[0])

    def propose_unit(self) -> None:
        """提出单位."""
        self._do("propose_unit", people.CARE, proposed_unit=words.UNIT_OF[self._case().ground])

    def decide_unit(self) -> None:
        """确定单位; the unit signs for its copies the next day."""
        self._do("decide_unit", people.QUALITY)
        unit = self._case().unit
        self.finding = words.FRESH[unit] if self.stays_open else self.random.choice(words.FINDINGS[unit])
        self._sign_later(unit, people.UNITS[unit][0])

    def investigate(self) -> None:
        """调查."""
        assert self.finding is not None
        seen = {"goods_seen": "是"} if self.random.random() < 0.85 else {
            "goods_seen": "否", "goods_reason": "现品已由客户处置", "records_seen": "是"}
        self._do("investigate", self._worker(), **seen, extent_true=self.random.choice(("属实", "属实", "部分属实")), quantity_found=1,
                 ground_justified="是", cause_kind=self.finding.kind, cause_found=self.finding.cause, analysis=self.finding.analysis,
                 demand_reasonable=self.random.choice(("正当", "部分正当")))

    def write_report(self) -> None:
        """调查报告."""
        assert self.finding is not None
        finding = self.finding
        self._do("write_report", self._worker(), cause=finding.cause, course=f"现品和记录核对，{finding.analysis}",
                 responsible=finding.responsible, conclusion=f"属{finding.kind}原因", measures=self.outcome[1], prevention=finding.measure)

    def check_report(self) -> None:
        """审核报告."""
        self._do("check_report", self._head(), letter_sent="是")

    def review_report(self) -> None:
        """质量审核; the copies of the answer are signed for in time."""
        self._do("review_report", people.QUALITY, quality_opinion="情况属实，同意处理")
        self._sign_later(self._case().unit, self._worker())
        self._sign_later("市场营销部", people.MARKETERS[0])

    def head_review(self) -> None:
        """部主管审核."""
        self._do("head_review", people.DIVISION_HEAD)

    def give_opinion(self) -> None:
        """处理意见, with what it costs."""
        self._do("give_opinion", self._worker(), opinion=self.outcome[1], outcome=self.outcome[0])
        self._ask_money(self._worker())

    def check_opinion(self) -> None:
        """审核意见."""
        self._do("check_opinion", self._head())

    def reply_complaint(self) -> None:
        """书面答复."""
        self._do("reply_complaint", self._worker(), reply=f"经查明，{self.outcome[1]}，特此答复并致歉意")

    def carry_out_prevention(self) -> None:
        """落实防范."""
        self._do("carry_out_prevention", self._worker(), prevention=self.finding.measure if self.finding else "合同评审加一道复核")

    def close_case(self) -> None:
        """结案."""
        self._do("close_case", self._marketer())

    def withdraw_case(self) -> None:
        """撤诉."""
        self._do("withdraw_case", self._marketer(), withdraw_reason=self.random.choice(words.WITHDRAWN))

    def visit(self) -> None:
        """上门处理; not any more where the customer has withdrawn."""
        if self._case().withdrawn_at is None and self._case().reopened_as is None:
            self._do("visit_case", people.SALES_SUPERVISOR if self.random.random() < 0.7 else self._marketer())

    # Papers and money.

    def _sign_later(self, desk: str, who: str) -> None:
        self.office.at(self._between(self.office.workday(self.office.time, 1), "08:35", "08:58"), self._sign, desk, who)

    def _sign(self, desk: str, who: str) -> None:
        """签收 of everything that is on its way to a desk."""
        for copy in list(self.office.memory.where("case_copies", case_no=self.case_no, sent_to=desk)):
            if state_of(copy) == "在途":
                self.office.do_at("receive_copy", who, "case_copies", copy.key)

    def _ask_money(self, by: str) -> None:
        """申报金额, where the outcome costs money or now and then beside another one; decided and paid in the next two days."""
        kind = words.MONEY.get(self.outcome[0])
        declined = kind is None and self.random.random() < 0.15
        if kind is None and not declined:
            return
        asked = (self._case().amount * self.random.choice((10, 20, 30)) / 100).quantize(self._case().amount)
        self._do("ask_amount", by, kind=kind or "赔偿", reason=self.outcome[1] if kind else "客户另要误工补偿", asked=asked)
        amount = self.office.memory.rows("case_amounts")[-1].key
        morrow = self.office.workday(self.office.time, 1)
        self.office.at(self._between(morrow, "15:00", "16:40"), self._decide_money, amount, declined)

    def _decide_money(self, amount: str, declined: bool) -> None:
        """核准金额."""
        self.office.do_at("decide_amount", people.SALES_MANAGER, "case_amounts", amount, decision="不予核准" if declined else "核准")
        if not declined:
            self.office.at(self._between(self.office.workday(self.office.time, 1), "08:40", "08:55"), self._pay, amount)

    def _pay(self, amount: str) -> None:
        """支付金额."""
        self.office.do_at("pay_amount", people.ACCOUNTANT, "case_amounts", amount)

    # Who and what.

    def _case(self) -> Row:
        return self.office.row("cases", self.case_no)

    def _marketer(self) -> str:
        return self.random.choice(people.MARKETERS)

    def _worker(self) -> str:
        unit = self._case().unit
        return people.UNITS[unit][0] if unit else self._marketer()

    def _head(self) -> str:
        return people.UNITS[self._case().unit][1]

    def _between(self, day: date, earliest: str, latest: str) -> datetime:
        first, last = (datetime.combine(day, time.fromisoformat(text)) for text in (earliest, latest))
        return first + timedelta(minutes=self.random.randint(0, int((last - first).total_seconds()) // 60))


MODELS_PRICES = {each.model: Decimal(each.price).quantize(Decimal("0.01")) for each in MODELS}


def _nature(ground: str) -> str:
    """The nature that a ground mostly turns out to be."""
    return {GROUNDS[1]: "规格数量与合同不符", GROUNDS[2]: "超过技术误差"}.get(ground, "质量缺陷")
