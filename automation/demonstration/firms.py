"""Companies dealt with (往来企业的经过): filed long before, opened, changed, surveyed, their originals lent, some of them ended.

They have a random source and names of their own, so that everything else in the demonstration stays as it is without them.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from automation.core.dates import months_before
from automation.core.rows import Row
from automation.core.steps import state_of
from automation.customers.registers.common import kind_of
from automation.customers.registers.endings import PAST
from automation.customers.registers.firms import LISTED
from automation.customers.registers.upkeep import OUT, ROUND_MONTHS, SPOILT_BACK
from automation.demonstration import firm_words as words
from automation.demonstration import people
from automation.demonstration.office import Office

DEALERS, PAUSED_BEFORE, ENDED_BEFORE, DESTROYED_BEFORE = 44, 4, 6, 8
_ROUNDS_BEFORE = 2
_SUPPLIERS_LEFT = 3
"""So many suppliers aren't dealt with yet when the stretch begins."""


def file_firms(office: Office, random: Random) -> Firms:
    """The companies as they stood before the stretch, and everything that happens to them in it."""
    firms = Firms(office, random)
    firms.file()
    firms.plan()
    return firms


class Firms:
    """The companies of the department as a whole."""

    def __init__(self, office: Office, random: Random) -> None:
        self.office, self.random, self.memory = office, random, office.memory
        self.makers = words.Makers(random)

    # Before the stretch.

    def file(self) -> None:
        """Cards, list, approvals and rounds from before."""
        areas = self.makers.areas()
        made = [self.makers.dealer(areas[number % len(areas)]) for number in range(DEALERS)]
        while self.makers.suppliers_left > _SUPPLIERS_LEFT:
            made.append(self.makers.supplier())
        numbers = [self._filed(each) for each in made]
        self._rounds_before(numbers)
        for sheet, count in (("paused_firms", PAUSED_BEFORE), ("past_firms", ENDED_BEFORE)):
            for _ in range(count):
                self._ended_before(sheet)
        for _ in range(DESTROYED_BEFORE):
            self._destroyed_before()

    def _filed(self, told: dict[str, Any]) -> str:
        card = self._card(told)
        self.memory.add("firms", card)
        self.memory.add("firm_list", {"firm_no": card["firm_no"], "kinds": kind_of(told["is_dealer"], told["is_supplier"]),
                                      **{name: told.get(name) for name in LISTED}, "listed_at": card["approved_at"]})
        return card["firm_no"]

    def _card(self, told: dict[str, Any]) -> dict[str, Any]:
        """A card from before, with its investigation in the register."""
        day = self._workday(self.office.start - timedelta(days=self.random.randint(500, 2400)))
        investigated, endorsed, approved = (self._between(self.office.workday(day, after), "09:00", "16:00") for after in (0, 2, 4))
        opening, number = self.memory.claim("KS", day.year), self.memory.claim("WL", day.year)
        self.memory.add("openings", told | {
            "opening_no": opening, "firm_no": number, "reason": self.random.choice(words.REASONS), "investigated_by": told["owner"],
            "investigated_at": investigated, "endorsement": "认可", "endorsed_by": people.SALES_SUPERVISOR, "endorsed_at": endorsed,
            "approval": "承认", "approved_by": people.SALES_MANAGER, "approved_at": approved})
        return told | {"firm_no": number, "opening_no": opening, "approved_at": approved, "original": "完好",
                       "last_deal": self.office.start - timedelta(days=self.random.randint(3, 90))}

    def _ended_before(self, sheet: str) -> dict[str, Any]:
        card = self._card(self.makers.dealer())
        day = self._workday(self.office.start - timedelta(days=self.random.randint(60, 400)))
        kept = {name: value for name, value in card.items() if name in PAST.by_name}
        row = kept | {"closed_at": self._between(day, "14:00", "16:00"), "closed_by": people.MARKETERS[0], "ended_on": day,
                      "end_reason": self.random.choice(words.ENDINGS)}
        self.memory.add(sheet, row)
        return row

    def _destroyed_before(self) -> None:
        """A file that was destroyed in the past: its number stays, and who approved it."""
        day = self._workday(self.office.start - timedelta(days=self.random.randint(30, 300)))
        asked, decided, destroyed = (self._between(self.office.workday(day, after), "10:00", "16:00") for after in (0, 3, 6))
        number = self.memory.claim("WL", day.year - 4)
        self.memory.add("past_firms", {"firm_no": number, "destroyed_at": destroyed})
        self.memory.add("destructions", {
            "destruction_no": self.memory.claim("XD", day.year), "firm_no": number, "reason": "企业已注销多年，不可能恢复交易",
            "asked_by": people.MARKETERS[0], "asked_at": asked, "decision": "同意销毁", "decided_by": people.SALES_MANAGER,
            "decided_at": decided, "witness": people.MARKETERS[1], "means": "碎纸", "destroyed_by": people.MARKETERS[0],
            "destroyed_at": destroyed})

    def _rounds_before(self, numbers: list[str]) -> None:
        months = [month for n in range(1, 14) if (month := months_before(self.office.start, n)).month in ROUND_MONTHS]
        for month in sorted(months[:_ROUNDS_BEFORE]):
            first = self._workday(month, 1)
            last = month.replace(day=monthrange(month.year, month.month)[1])
            name, sent = f"{month:%Y-%m}", self._between(first, "09:00", "11:00")
            self.memory.add("rounds", {"round_no": name, "started_by": people.MARKETERS[0], "started_at": sent,
                                       "closed_by": people.MARKETERS[0], "closed_at": self._between(self._workday(last), "16:30", "17:20"),
                                       "note": "全部收回"})
            for number in numbers:
                owner = self.office.row("firms", number).owner
                back = self._between(self.office.workday(first, self.random.randint(1, 12)), "09:00", "16:20")
                self.memory.add("round_sheets", {"sheet_no": self.memory.claim("DB", month.year), "round_no": name, "firm_no": number,
                                                 "owner": owner, "sent_at": sent, "due_on": last, "returned_at": back, "returned_by": owner,
                                                 "outcome": "没有变化"})

    # In the stretch.

    def plan(self) -> None:
        """Everything finds its moment in the office's time."""
        days, random = self.office.days, self.random
        for place, day in enumerate(days):
            if place % 5 == 1:
                self._at(day, "09:00", "11:00", self.open)
            if place % 2 == 0:
                self._at(day, "10:00", "16:30", self.change)
            if place % 4 == 2:
                self._at(day, "09:00", "11:30", self.lend)
            if place % 23 == 9:
                self._at(day, "14:00", "15:00", self.pause)
            if place % 23 == 15:
                self._at(day, "14:00", "15:00", self.resume)
            if place % 31 == 12:
                self._at(day, "15:00", "16:00", self.end)
            if place % 40 == 6:
                self._at(day, "15:00", "16:00", self.ask_destruction)
        for back in (0, 1, 1):
            self._at(days[-1 - back], "09:00", "10:00", self.open, 1 if back else 0)
        for month in sorted({day.replace(day=1) for day in days if day.month in ROUND_MONTHS}):
            first = next(day for day in days if day >= month)
            self._at(self.office.workday(first, random.randint(0, 2)), "09:00", "10:30", self.start_round)

    def open(self, steps: int = 2) -> None:
        """开始调查, and the way through both approvals; about a fifth is refused. ``steps``: how many are taken at all."""
        suppliers = self.makers.suppliers_left > 0 and self.random.random() < 0.25
        told = self.makers.supplier() if suppliers else self.makers.dealer()
        told |= {"reason": self.random.choice(words.REASONS), "terms": "现款提货", "expected": told["turnover"]}
        changes = self.office.do("open_dealings", told["owner"], **told)
        opening = self.office.key_of(changes, "openings")
        refused = self.random.random()
        if steps:
            self._later(0 if steps == 1 else self.random.randint(0, 3), self.endorse, opening, refused if steps > 1 else 1)

    def endorse(self, opening: str, refused: float) -> None:
        """认可开始交易."""
        no = {"endorsement": "不予认可", "endorse_note": self.random.choice(words.REFUSALS)} if refused < 0.1 else {}
        self.office.do_at("endorse_opening", people.SALES_SUPERVISOR, "openings", opening, **no)
        if not no and refused < 1:
            self._later(self.random.randint(0, 3), self.approve, opening, refused)

    def approve(self, opening: str, refused: float) -> None:
        """承认开始交易."""
        no = {"approval": "不予承认", "approve_note": self.random.choice(words.REFUSALS)} if refused < 0.2 else {}
        self.office.do_at("approve_opening", people.SALES_MANAGER, "openings", opening, **no)

    def change(self) -> None:
        """变更登记 of one thing or another."""
        card = self._live()
        self.office.do("change_card", card.owner, card, **self._news(card))

    def _news(self, card: Row) -> dict[str, Any]:
        random = self.random
        news: dict[str, Any] = random.choice((
            {"phone": self.makers.phone()}, {"contact": people.customer_name(random)}, {"policy": random.choice(words.POLICIES)},
            {"turnover": (card.turnover or Decimal(10_000)) * random.choice((11, 12, 13)) / 10}, {"employees": (card.employees or 1) + 3},
            {"credit": random.choice(("优", "良", "一般"))}))
        same = {name for name, value in news.items() if card[name] == value}
        return {"employees": (card.employees or 1) + 1} if same else news

    def lend(self) -> None:
        """借阅原件, back within its days, now and then soiled or damaged, once lost."""
        card = self._live()
        borrower = self.random.choice((*people.SALESPEOPLE, people.CARE, people.PURCHASER, people.ACCOUNTANT))
        changes = self.office.do("lend_original", people.SALES_MANAGER, card, borrower=borrower, purpose=self.random.choice(words.PURPOSES))
        self._later(self.random.randint(1, 4), self.take_back, self.office.key_of(changes, "loans"))

    def take_back(self, loan: str) -> None:
        """归还原件."""
        condition = self.random.choices(("完好", "污损", "破损", "遗失"), (16, 2, 1, 1))[0]
        told = {"damage": words.DAMAGES[condition]} if condition in words.DAMAGES else {}
        self.office.do_at("take_back", people.SALES_MANAGER, "loans", loan, condition=condition, **told)
        if told:
            self._later(self.random.randint(2, 8), self.mend, loan)

    def mend(self, loan: str) -> None:
        """处理原件."""
        row = self.office.row("loans", loan)
        self.office.do("mend_original", people.MARKETERS[0], row, remedy=words.REMEDIES[row.condition])

    def start_round(self) -> None:
        """发调查表; each comes back before the month is over, then the round is closed."""
        self.office.do("start_round", people.MARKETERS[0])
        last = self._workday(self._month_end())
        ahead = [day for n in range(1, 20) if (day := self.office.workday(self.office.time, n)) < last]
        for sheet in self.memory.where("round_sheets", round_no=f"{self.office.time:%Y-%m}"):
            self._at(self.random.choice(ahead), "09:00", "16:20", self.return_sheet, sheet.key)
        self._at(last, "16:30", "17:20", self.close_round, f"{self.office.time:%Y-%m}")

    def return_sheet(self, key: str) -> None:
        """收调查表; about a third tells of some change."""
        sheet = self.office.row("round_sheets", key)
        if state_of(sheet) == "待收回":
            card = self.office.row("firms", sheet.firm_no)
            news = self._news(card) if self.random.random() < 0.33 else {}
            self.office.do("return_sheet", card.owner, sheet, **news)

    def close_round(self, round_no: str) -> None:
        """结束调查."""
        self.office.do_at("close_round", people.MARKETERS[0], "rounds", round_no, note="全部收回，变化已经订正")

    def pause(self) -> None:
        """中止交易."""
        self.office.do("pause_dealings", people.MARKETERS[1], self._live(), end_reason=self.random.choice(words.ENDINGS))

    def resume(self) -> None:
        """恢复交易 of the one that has been suspended longest."""
        waiting = [row for row in self.memory.rows("paused_firms") if row.key]
        if waiting:
            self.office.do("resume_dealings", people.SALES_MANAGER, waiting[0])

    def end(self) -> None:
        """解除交易."""
        self.office.do("end_dealings", people.MARKETERS[1], self._live(), end_reason=self.random.choice(words.ENDINGS))

    def ask_destruction(self) -> None:
        """申请销毁 of the oldest file, then approved and destroyed; another one is refused."""
        kept = [row for row in self.memory.rows("past_firms") if state_of(row) == "保管中"]
        for place, row in enumerate(kept[:2]):
            changes = self.office.do("ask_destruction", people.MARKETERS[0], row, reason="企业已经注销，不可能恢复交易")
            self._later(1 + place, self.decide_destruction, self.office.key_of(changes, "destructions"), place == 0)

    def decide_destruction(self, key: str, agreed: bool) -> None:
        """批准销毁."""
        no = {} if agreed else {"decision": "不同意", "decision_note": "法定代表人另有企业，先保留"}
        self.office.do_at("decide_destruction", people.SALES_MANAGER, "destructions", key, **no)
        if agreed:
            self._later(2, self.destroy, key)

    def destroy(self, key: str) -> None:
        """销毁名簿."""
        self.office.do_at("destroy_file", people.MARKETERS[0], "destructions", key, witness=people.MARKETERS[1], means="碎纸")

    # Who and when.

    def _live(self) -> Row:
        """A company that is dealt with, its original at home and in order, its sheet not out."""
        cards = [row for row in self.memory.rows("firms") if row.key]
        while True:
            card = self.random.choice(cards)
            loans = (state_of(loan) for loan in self.memory.where("loans", firm_no=card.key))
            if not {OUT, SPOILT_BACK} & set(loans):
                return card

    def _later(self, workdays: int, action: Any, *arguments: Any) -> None:
        """So many working days later, or the same day some minutes later."""
        if workdays:
            self._at(self.office.workday(self.office.time, workdays), "09:00", "16:00", action, *arguments)
        else:
            self.office.at(self.office.time + timedelta(minutes=self.random.randint(20, 60)), action, *arguments)

    def _at(self, day: date, earliest: str, latest: str, action: Any, *arguments: Any) -> None:
        self.office.at(self._between(day, earliest, latest), action, *arguments)

    def _workday(self, day: date, after: int = 0) -> date:
        """The last working day up to this one, or the working day so many after that."""
        return self.office.workday(self.office.last_workday_by(day), after) if after else self.office.last_workday_by(day)

    def _month_end(self) -> date:
        today = self.office.time.date()
        return today.replace(day=monthrange(today.year, today.month)[1])

    def _between(self, day: date, earliest: str, latest: str) -> datetime:
        first, last = (datetime.combine(day, time.fromisoformat(text)) for text in (earliest, latest))
        return first + timedelta(minutes=self.random.randint(0, int((last - first).total_seconds()) // 60))


