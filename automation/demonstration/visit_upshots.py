"""What comes of visits (巡访带回来的事): complaints, technical help, urgent reports, consultation cards, gifts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from automation.core.rows import Row
from automation.demonstration import people
from automation.demonstration import visit_words as words
from automation.demonstration.complaints import QUALITY, Complaint
from automation.demonstration.goods import MODELS
from automation.demonstration.office import Office
from automation.demonstration.suggestion_words import TOPICS
from automation.demonstration.suggestions import Suggestion
from automation.visits.registers.common import URGENT_KINDS
from automation.visits.registers.upshots import CONSULTED, DEGREES

_COMPLAINT, _PROBLEM, _URGENT, _SUGGESTION = 0.03, 0.05, 0.02, 0.03
"""In which share of the visits each is met with."""


class Upshots:
    """Each method without an underscore is an event, or is told of one."""

    def __init__(self, office: Office, random: Random) -> None:
        self.office, self.random = office, random

    # Heard on a visit.

    def heard(self, firm: Row) -> dict[str, Any]:
        """What a visit brings besides its usual words."""
        random, told = self.random, {}
        if random.random() < _SUGGESTION and not self.office.memory.where("proposals", firm_no=firm.key):
            told["suggestion"] = random.choice(words.SUGGESTIONS)
        if random.random() < _COMPLAINT and not self.office.memory.where("cases", partner_no=firm.key):
            told["complaint"] = random.choice(words.COMPLAINTS)
        if random.random() < _PROBLEM:
            told["tech_problem"] = random.choice(words.PROBLEMS)
        if random.random() < _URGENT:
            told["urgent_kind"] = random.choice(URGENT_KINDS)
        return told

    def follow(self, visit_no: str) -> None:
        """What was heard goes where it belongs the same evening or the next morning."""
        visit = self.office.row("visits", visit_no)
        morrow = self.office.workday(self.office.time, 1)
        if visit.complaint:
            self._at(self.office.time.date(), "17:26", "17:29", Complaint(self.office, self.random, QUALITY).from_visit, visit_no)
        if visit.suggestion:
            topic = self.random.choice(TOPICS)
            self._at(morrow, "09:40", "11:00", Suggestion(self.office, self.random, topic, False).from_visit, visit_no)
        if visit.tech_problem:
            self._at(morrow, "08:40", "09:30", self.open_help, visit_no, self.random.random() < 0.3, 9)
        if visit.urgent_kind:
            self._at(morrow, "09:40", "11:00", self.raise_urgent, visit_no)

    def open_help(self, visit_no: str, major: bool, steps: int) -> None:
        """报请技术协助; ``steps``: how many more are taken."""
        helper, due = self.random.choice(people.TECHNICIANS), self.office.workday(self.office.time, 6)
        problem = self.office.row("visits", visit_no).tech_problem or self.random.choice(words.PROBLEMS)
        changes = self.office.do_at("open_help", people.AREA_HEADS[1], "visits", visit_no, tech_problem=problem, helper=helper, due_on=due,
                                    major="是" if major else "否")
        key = self.office.key_of(changes, "tech_helps")
        if steps > 0 and major:
            self._at(self.office.workday(self.office.time, 1), "09:00", "11:00", self.hand_help, key)
        if steps > 1 or (steps > 0 and not major):
            self._at(self.office.workday(self.office.time, self.random.randint(2, 4)), "14:00", "16:00", self.solve_help, key)

    def hand_help(self, key: str) -> None:
        """移交技术问题."""
        self.office.do_at("hand_help", self.office.row("tech_helps", key).helper, "tech_helps", key, department="生产部门",
                          receiver=people.UNITS["生产部"][0])

    def solve_help(self, key: str) -> None:
        """解决技术问题."""
        self.office.do_at("solve_help", self.office.row("tech_helps", key).helper, "tech_helps", key,
                          solution=self.random.choice(words.SOLUTIONS))

    def raise_urgent(self, visit_no: str) -> None:
        """紧急报告, ruled on within two days; not any more when it is the last day."""
        visit = self.office.row("visits", visit_no)
        place = URGENT_KINDS.index(visit.urgent_kind or URGENT_KINDS[0])
        changes = self.office.do("raise_urgent", visit.supervisor, visit, urgent_kind=URGENT_KINDS[place], matter=words.URGENT[place],
                                 influence=words.INFLUENCE, advice=words.ADVICE[place])
        key = self.office.key_of(changes, "urgent_reports")
        self._at(self.office.workday(self.office.time, 1), "09:00", "16:00", self.rule_urgent, key)

    def rule_urgent(self, key: str) -> None:
        """批示紧急报告."""
        by = self.random.choice((people.SALES_MANAGER, people.LEADER))
        self.office.do_at("rule_urgent", by, "urgent_reports", key, ruling=self.random.choice(words.RULINGS))

    # Cards and gifts of a month.

    def month(self, day: date) -> None:
        """Two cards to dealers of old, two gifts, in the month that begins on this working day."""
        for number in range(2):
            self._at(self.office.workday(day, 3 + 4 * number), "14:10", "15:00", self.hand_card, "", number + day.month)
            self._at(self.office.workday(day, 2 + 6 * number), "10:00", "11:00", self.ask_gift, 9, number + day.month)

    def hand_card(self, firm_no: str, turn: int = 1) -> None:
        """发征询卡, back within a month; every fourth one isn't waited for any longer."""
        firm = self.office.row("firms", firm_no) if firm_no else self._dealer()
        by = firm.visitor if firm_no else people.VISITORS[turn % 2]
        changes = self.office.do("hand_consult_card", by, firm_no=firm.key, model=self.random.choice(MODELS).model)
        key = self.office.key_of(changes, "consult_cards")
        action = self.lapse_card if turn % 4 == 0 else self.take_card_back
        self._at(self.office.workday(self.office.time, self.random.randint(6, 14)), "15:30", "17:00", action, key)

    def take_card_back(self, key: str) -> None:
        """收回征询卡."""
        card = self.office.row("consult_cards", key)
        firm = self.office.memory.find("firms", card.firm_no)
        ratings = {name: self.random.choices(DEGREES, (4, 5, 2, 1))[0] for name in CONSULTED}
        self.office.do("return_consult_card", card.handed_by, card, **ratings, usage=self.random.choice(words.USAGE),
                       wishes=self.random.choice(words.WISHES), answered_by=firm.contact if firm else "店长")

    def lapse_card(self, key: str) -> None:
        """不再等征询卡."""
        self.office.do_at("lapse_consult_card", people.AREA_HEADS[0], "consult_cards", key, note="催过两次，客户说用熟了再填")

    def ask_gift(self, steps: int, turn: int = 1) -> None:
        """申请礼品 with its lines; ``steps``: how many of the steps after it are taken."""
        random, firm = self.random, self._dealer()
        changes = self.office.do("request_gift", people.VISITORS[turn % 2], firm_no=firm.key, occasion=random.choice(words.OCCASIONS),
                                 special=random.choice(words.SPECIAL), needed_on=self.office.workday(self.office.time, 8))
        key = self.office.key_of(changes, "gift_requests")
        for item, price in random.sample(words.GIFTS, random.randint(1, 3)):
            self.office.do("add_gift_line", people.VISITORS[turn % 2], gift_no=key, item=item, count=random.randint(1, 3),
                           price=Decimal(price))
        if steps:
            self._at(self.office.workday(self.office.time, 1), "09:00", "10:00", self.endorse_gift, key, steps, turn)

    def endorse_gift(self, key: str, steps: int, turn: int) -> None:
        """初审礼品."""
        self.office.do_at("endorse_gift", people.AREA_HEADS[turn % 2], "gift_requests", key)
        if steps > 1:
            self._at(self.office.workday(self.office.time, 1), "14:00", "15:00", self.decide_gift, key, steps, turn)

    def decide_gift(self, key: str, steps: int, turn: int) -> None:
        """批准礼品; every fifth one isn't approved."""
        if turn % 5 == 0:
            self.office.do_at("decide_gift", people.SALES_MANAGER, "gift_requests", key, decision="不予批准", note="本季度礼品预算已经用完")
            return
        self.office.do_at("decide_gift", people.SALES_MANAGER, "gift_requests", key)
        if steps > 2:
            self._at(self.office.workday(self.office.time, 2), "10:00", "16:00", self.give_gift, key)

    def give_gift(self, key: str) -> None:
        """赠送礼品, for a little less than the budget now and then."""
        gift = self.office.row("gift_requests", key)
        given = gift.approved - self.random.choice((0, 0, 5))
        self.office.do("give_gift", gift.asked_by, gift, given=given, received_by="店长")

    def end(self) -> None:
        """On the last days something is at every stage."""
        back = [self.office.workday(self.office.now, -days) for days in range(4)]
        for steps, day in ((0, back[0]), (1, back[1]), (2, back[2])):
            self._at(day, "09:00", "09:30", self.ask_gift, steps)
        self._at(back[0], "11:00", "11:30", self.visit_with_problem, False, 0)
        self._at(back[2], "09:00", "09:30", self.visit_with_problem, True, 1)
        self._at(back[0], "13:40", "14:00", self.visit_with_news)
        self._at(back[3], "14:10", "15:00", self.hand_card, "")

    def visit_with_problem(self, major: bool, steps: int) -> None:
        """报请技术协助 for a visit of these days."""
        self.open_help(self._visit("help_no", "tech_problem"), major, steps)

    def visit_with_news(self) -> None:
        """紧急报告 from a visit of these days."""
        self.raise_urgent(self._visit("urgent_no", "urgent_kind"))

    def _visit(self, number: str, said: str) -> str:
        """The last visit of which nothing of the kind is known."""
        return next(visit.key for visit in reversed(self.office.memory.rows("visits")) if visit[number] is None and visit[said] is None)

    def _dealer(self) -> Row:
        """A dealer that has been there for long."""
        before = self.office.time - timedelta(days=400)
        return self.random.choice([firm for firm in self.office.memory.where("firms", is_dealer="是")
                                   if firm.ended_on is None and firm.approved_at < before])

    def _at(self, day: date, earliest: str, latest: str, action: Any, *arguments: Any) -> None:
        first, last = (datetime.combine(day, time.fromisoformat(text)) for text in (earliest, latest))
        self.office.at(first + timedelta(minutes=self.random.randint(0, int((last - first).total_seconds()) // 60)), action, *arguments)
