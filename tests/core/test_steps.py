"""The engine of steps, on a little lending desk of its own: what is asked, what is checked, what comes out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.articles import Article, Articles, Regulation
from automation.core.basics import BASICS
from automation.core.changes import AppendRow, SetCells, WriteDocument
from automation.core.conditions import Filled, Is
from automation.core.department import Department
from automation.core.errors import Conflict, StepRefused
from automation.core.memory import Memory
from automation.core.rows import Row
from automation.core.schema import Catalogue, Column, Formula, Kind, ListOf, Owner, Ref, Register, Sheet, States
from automation.core.step_checks import check_dates, choices_of, earlier
from automation.core.steps import Ask, Steps, append, merged, plan, state_of

NOW = datetime(2026, 3, 2, 9, 0)
STATES = States("在库", (("已还", Filled("back_on")), ("借出", Filled("lent_at"))))
BOOKS = Sheet("books", "书", "book_no", number="S", columns=(
    Column("book_no", "书号", owner=Owner.STEP, required=True, unique=True), Column("title", "书名", article="X2"),
    Column("copies", "册数", Kind.COUNT, at_least=1)))
LOANS = Sheet("loans", "借阅", "loan_no", number="J", order=(("asked_on", "lent_at", "back_on"),), columns=(
    Column("loan_no", "借阅号", owner=Owner.STEP, required=True, unique=True), Column("book_no", "书号", ref=Ref("books")),
    Column("asked_on", "预约日期", Kind.DATE, "X1"), Column("lent_at", "借出时间", Kind.DATETIME, "X1", owner=Owner.STEP),
    Column("back_on", "归还日期", Kind.DATE, "X1", note="实际归还的日期。"), Column("due_on", "应还日期", Kind.DATE, future=True),
    Column("lender", "经手人", Kind.CHOICE, "X1", choices=ListOf("馆员", "people", "name", Is("role", "客服人员"))),
    Column("damaged", "破损", Kind.YESNO, "X1"), Column("days", "天数", Kind.COUNT, owner=Owner.FORMULA, formula=Formula(
        "0", lambda row, _: (row["back_on"] - row["lent_at"].date()).days if row["back_on"] and row["lent_at"] else None)),
    Column("state", "状态", owner=Owner.FORMULA, formula=STATES.formula("loan_no"))))
CATALOGUE = Catalogue((BASICS, Register("library", "图书", (BOOKS, LOANS))))
ARTICLES = Articles([Regulation("借阅办法", "X", "1", date(2020, 1, 1), "馆长", (Article("X1", "一", "借还"), Article("X2", "二", "书"))),])
PEOPLE = [{"name": "孙丽", "role": "客服人员", "active": "是"}, {"name": "王磊", "role": "技术人员", "active": "是"},
          {"name": "钱进", "role": "客服人员", "active": "否"}]
TABLE = Steps()


@TABLE.step("借出", "X1", sheet="loans", since=("", "在库"), to="借出", roles=("客服人员",), prints=("slip",),
            asks=(Ask("book_no"), Ask("lent_at", default="now"), Ask("asked_on", default="now"), Ask("lender", default="person"),
                  Ask("due_on", required=False), Ask("title", of="books", via="book_no")))
def lend(row, desk, known):
    """把书借给读者。"""
    loan = desk.after(row, **{name: value for name, value in known.items() if name != "title"},
                      loan_no=row.key or desk.number("loans"))
    yield desk.put(row, loan)
    yield desk.need("books", known["book_no"], "X2").set(title=known["title"])
    yield desk.print("slip", loan)


@TABLE.step("归还", "X1", sheet="loans", since=("借出",), to="已还", or_to=("借出",), roles=("客服人员",),
            asks=(Ask("back_on"), Ask("damaged", default="否")))
def give_back(row, desk, known):
    """收回借出的书。"""
    yield row.set(back_on=known["back_on"])
    yield row.set(damaged=known["damaged"])


@pytest.fixture
def memory() -> Memory:
    return Memory(CATALOGUE, {"people": PEOPLE, "books": [{"book_no": "S1", "title": "水浒", "copies": 2}]})


def desk_of(memory: Memory, person: str = "孙丽", now: datetime = NOW):
    return memory.desk(Department(now, ARTICLES, memory.rows), person)


def lent(memory: Memory, **answers) -> Row:
    memory.take(lend, desk_of(memory), None, {"book_no": "S1"} | answers)
    return memory.rows("loans")[-1]


def refusal(memory: Memory, step, row=None, *, person: str = "孙丽", now: datetime = NOW, **answers) -> StepRefused:
    with pytest.raises(StepRefused) as caught:
        plan(step, row or Row(LOANS, {}), answers, desk_of(memory, person, now))
    return caught.value


def test_defaults_are_the_moment_its_day_and_the_person(memory):
    loan = lent(memory)
    assert (loan.loan_no, loan.lent_at, loan.asked_on, loan.lender, loan.state) == ("J2026-00001", NOW, NOW.date(), "孙丽", "借出")
    assert list(memory.documents) == ["slip/J2026-00001.html"]


def test_what_staff_typed_counts_also_in_the_row_that_is_referred_to(memory):
    typed = {"book_no": "S1", "asked_on": date(2026, 3, 1), "lent_at": datetime(2025, 1, 1)}
    row = memory.add("loans", typed)
    changes = plan(lend, row, {}, desk_of(memory))
    assert changes[0] == SetCells("loans", "", {"loan_no": "J2026-00001", "lent_at": NOW, "lender": "孙丽"},
                                  {"loan_no": None, "lent_at": datetime(2025, 1, 1), "lender": None}, row.number, typed)
    assert changes[1].values == {"title": "水浒"}
    assert plan(lend, row, {"title": "红楼"}, desk_of(memory))[1].values == {"title": "红楼"}


@pytest.mark.parametrize(("answers", "column", "article", "words"), [
    ({"book_no": None}, "book_no", "DQ", "要先填“书号”"),
    ({"book_no": "S9"}, "title", "X2", "要先填“书名”"),
    ({"lender": "王磊"}, "lender", "X1", "只能是孙丽"),
    ({"lender": "钱进"}, "lender", "X1", "只能是孙丽"),
    ({"lent_at": NOW + timedelta(seconds=1)}, "lent_at", "X1", "还没有到"),
    ({"lent_at": datetime(2026, 3, 1, 23, 59)}, "lent_at", "X1", "早于“预约日期”"),
    ({"weight": 3}, "weight", "X1", "用不到"),
])
def test_answers_are_checked_before_a_number_is_claimed(memory, answers, column, article, words):
    refused = refusal(memory, lend, **{"book_no": "S1", **answers})
    assert (refused.column, refused.article) == (column, article) and words in str(refused)
    assert lent(memory).key == "J2026-00001"


def test_role_and_state(memory):
    loan = lent(memory)
    assert refusal(memory, lend, person="王磊", book_no="S1").article == "X1"
    assert "“借出”" in str(refusal(memory, lend, loan, book_no="S1"))
    assert "尚未编号" in str(refusal(memory, give_back))
    assert "实际归还的日期。" in str(refusal(memory, give_back, loan))


def test_dates_of_the_day_may_be_equal_and_what_is_out_of_order_is_named_from_either_side(memory):
    loan = lent(memory)
    memory.take(give_back, desk_of(memory), loan, {"back_on": NOW.date()})
    assert state_of(memory.rows("loans")[0]) == "已还"
    other = lent(memory, asked_on=date(2026, 2, 1), lent_at=datetime(2026, 2, 5, 9, 0))
    wrong = refusal(memory, give_back, other, back_on=date(2026, 2, 4))
    assert wrong.column == "back_on" and "早于“借出时间”（2026-02-05 09:00）" in str(wrong)
    with pytest.raises(StepRefused, match="“预约日期”（2026-02-06）晚于“借出时间”") as caught:
        check_dates(other.but(asked_on=date(2026, 2, 6)), ["asked_on"], NOW)
    assert caught.value.column == "asked_on"


def test_an_old_slip_in_a_date_that_isnt_touched_stops_nothing(memory):
    row = memory.add("loans", {"loan_no": "J1", "asked_on": date(2026, 3, 9), "lent_at": NOW - timedelta(days=1)})
    check_dates(row, ["due_on", "damaged", "days"], NOW)
    with pytest.raises(StepRefused):
        check_dates(row, ["lent_at"], NOW)


def test_small_numbers_and_yes_or_no(memory):
    assert refusal(memory, give_back, lent(memory), back_on=NOW.date(), damaged="也许").column == "damaged"
    assert choices_of(BOOKS["copies"], desk_of(memory).department) == ()


def test_changes_of_one_row_are_one_and_keep_what_was_seen_first(memory):
    loan = lent(memory)
    [change] = plan(give_back, loan, {"back_on": NOW.date()}, desk_of(memory))
    assert change == SetCells("loans", loan.key, {"back_on": NOW.date(), "damaged": "否"}, {"back_on": None, "damaged": None}, loan.number)
    first, second = loan.set(damaged="否"), SetCells("loans", loan.key, {"damaged": "是"}, {"damaged": "否"}, loan.number)
    paper, line = WriteDocument("a", "b"), AppendRow("books", {"book_no": "S2"})
    assert merged([first, paper, second, line, SetCells("books", "S1", {}, {})]) \
        == [SetCells("loans", loan.key, {"damaged": "是"}, {"damaged": None}, loan.number), paper, line]


def test_arrows_of_the_diagram():
    assert list(give_back.edges) == [("借出", "已还"), ("借出", "借出")]
    assert list(lend.edges) == [("", "借出"), ("在库", "借出")]
    stays = Steps().step("记", "X1", sheet="loans", since=("", "借出"), to="", or_to=("在库",), roles=())(lend.planner)
    assert list(stays.edges) == [("", "在库"), ("借出", "借出")]
    assert [step.name for step in TABLE] == ["lend", "give_back"] and lend.tip == "把书借给读者。"


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 3))


@given(moments | moments.map(datetime.date), moments | moments.map(datetime.date))
def test_a_day_and_a_moment_of_it_are_neither_earlier(first, second):
    days = [value.date() if isinstance(value, datetime) else value for value in (first, second)]
    if isinstance(first, datetime) and isinstance(second, datetime):
        assert earlier(first, second) == (first < second)
    else:
        assert earlier(first, second) == (days[0] < days[1])
    assert not (earlier(first, second) and earlier(second, first))


# 内存簿

def test_memory_finds_rows_as_they_change(memory):
    loan = lent(memory)
    assert memory.where("loans", lender="孙丽", back_on=None) == [loan]
    memory.take(give_back, desk_of(memory), loan, {"back_on": NOW.date()})
    assert memory.where("loans", lender="孙丽", back_on=None) == []
    assert memory.where("loans", back_on=NOW.date())[0].days == 0, "computed columns are reckoned anew"
    lent(memory)
    assert [row.key for row in memory.where("loans", lender="孙丽")] == ["J2026-00001", "J2026-00002"]
    assert [row.key for row in memory.where("loans", back_on=None)] == ["J2026-00002"]
    assert memory.find("loans", "J9") is None


def test_memory_refuses_what_was_changed_in_between_and_then_changes_nothing(memory):
    loan = lent(memory)
    stale = [append(Row(BOOKS, {"book_no": "S2"})), loan.set(damaged="是")]
    memory.apply([loan.set(damaged="否")], desk_of(memory))
    with pytest.raises(Conflict, match="已被改成“否”"):
        memory.apply(stale, desk_of(memory))
    assert memory.find("books", "S2") is None


def test_memory_archives_a_row_and_leaves_its_line_empty(memory):
    loan = lent(memory)
    memory.apply([loan.archive()], desk_of(memory))
    assert memory.archives["loans"] == [loan] and memory.find("loans", loan.key) is None
    assert memory.rows("loans")[0].key == "" and memory.rows("loans")[0].number == loan.number
    with pytest.raises(Conflict):
        memory.apply([loan.archive()], desk_of(memory))


def test_numbers_start_again_each_year(memory):
    assert [memory.claim("J", 2026), memory.claim("J", 2026), memory.claim("S", 2026), memory.claim("J", 2027)] \
        == ["J2026-00001", "J2026-00002", "S2026-00001", "J2027-00001"]


def test_a_department_at_another_moment_is_the_same_department(memory):
    today = Department(NOW, ARTICLES, memory.rows)
    clock, tomorrow = today.clock, today.at(NOW + timedelta(days=1))
    assert tomorrow.clock is clock and tomorrow.now.day == 3 and today.now.day == 2
    assert Department(NOW, ARTICLES, memory.rows).at(NOW).roles == today.roles
