"""The half year's targets and the plan for collecting proposals (SG4): made, approved, told to every customer."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.basics import PARTNER, USER
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk, append
from automation.suggestions.registers.common import KINDS
from automation.suggestions.registers.plans import EVERYBODY, HALF, POSTED, half_span
from automation.suggestions.steps.table import MANAGERS, OFFICE, step


@step("拟半年目标", "SG4", sheet="suggestion_plans", since=("",), to="待批准", roles=OFFICE,
      asks=(Ask("half"), *(Ask(name) for name in KINDS), Ask("topics"), Ask("plan"), Ask("made_at", default="now"),
            Ask("note", required=False)))
def plan_half(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """拟定一个半年的提案目标和收集计划，送销售经理批准。"""
    half = checked_half(known["half"], "SG4")
    if desk.find("suggestion_plans", half) is not None and row.key != half:
        raise StepRefused(f"{half}的目标已经拟定过了。", "SG4", "half")
    if half_span(half)[1] < known["made_at"].date():
        raise StepRefused(f"{half}已经过去，不能再拟目标；请拟现在或下一个半年的。", "SG4", "half")
    yield desk.put(row, row.but(**dict(known, half=half), made_by=desk.person))


@step("批准半年目标", "SG4", sheet="suggestion_plans", since=("待批准",), to="待通知", roles=MANAGERS, icon="ReviewAcceptChange",
      asks=(Ask("approved_at", default="now"),))
def approve_half(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """销售经理批准半年的提案目标和收集计划。"""
    check_other_person(desk.person, row.made_by, "拟定目标", "SG4", "approved_by")
    yield row.set(**known, approved_by=desk.person)


@step("通知客户", "SG4", sheet="suggestion_plans", since=("待通知",), to="已通知", roles=OFFICE, prints=("plan_notice",),
      icon="EnvelopesAndLabelsDialog", asks=(Ask("where", of="plan_notices"), Ask("told_at", default="now")))
def tell_customers(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把目标和收集计划通知全部客户：往来企业逐家寄信，用户用公告。"""
    told = row.but(told_at=known["told_at"], told_by=desk.person)
    yield desk.put(row, told)
    yield from _notices(told, desk, known["where"])


@step("补寄通知", "SG4", sheet="suggestion_plans", since=("已通知",), to="", roles=OFFICE, prints=("plan_notice",),
      icon="EnvelopesAndLabelsDialog",
      asks=(Ask("firm_no", required=False, of="plan_notices"), Ask("user_no", required=False, of="plan_notices")))
def tell_one(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """给一家往来企业或一位用户补寄通知：漏寄的、新开始交易的，或自己来要的。"""
    if (known["firm_no"] is None) == (known["user_no"] is None):
        raise StepRefused("补寄给谁，往来企业编号和用户编号填一样。", "SG4", "firm_no")
    if known["firm_no"] is not None:
        told = desk.need("firms", known["firm_no"], "SG4")
        values = {"audience": PARTNER, "firm_no": told.key}
    else:
        told = desk.need("users", known["user_no"], "SG4")
        values = {"audience": USER, "user_no": told.key}
    if desk.where("plan_notices", half=row.key, **values):
        raise StepRefused(f"{told.name}已经通知过，不用再寄。", "SG4", "firm_no" if known["firm_no"] else "user_no")
    yield from _sent(_letter(row, told, desk, **values), desk)


def checked_half(half: str, article: str) -> str:
    """A half year as it should be written. Raises :class:`StepRefused`."""
    tidy = HALF.tidied(half)
    if tidy is None:
        raise StepRefused(f"“半年”写的是“{half}”，{HALF.right}。", article, "half")
    return tidy


def _notices(plan: Row, desk: Desk, where: str) -> Iterator[Change]:
    """One letter for each company dealt with that hasn't had one, and one posted notice for all users."""
    moment = plan.told_at
    for firm in desk.where("firms"):
        live = firm.key and firm.approved_at is not None and firm.approved_at <= moment and firm.ended_on is None
        if live and not desk.where("plan_notices", half=plan.key, firm_no=firm.key):
            yield from _sent(_letter(plan, firm, desk, audience=PARTNER, firm_no=firm.key, sent_at=moment), desk)
    if not desk.where("plan_notices", half=plan.key, audience=EVERYBODY):
        yield from _sent(desk.new("plan_notices", half=plan.key, audience=EVERYBODY, customer=EVERYBODY, way=POSTED, where=where,
                                  sent_by=desk.person, sent_at=moment), desk)


def _letter(plan: Row, told: Row, desk: Desk, **values: object) -> Row:
    return desk.new("plan_notices", **{"sent_at": desk.now} | values, half=plan.key, customer=told.name, address=told.address,
                    way="函寄", sent_by=desk.person)


def _sent(notice: Row, desk: Desk) -> Iterator[Change]:
    yield append(notice)
    yield desk.print("plan_notice", notice)

