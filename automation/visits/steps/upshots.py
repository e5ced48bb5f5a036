"""What visits leave behind or bring home: consultation cards (VS3.2), urgent reports (VS11), technical help (VS7)."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk, append
from automation.visits.registers.reports import VISIT_STATES
from automation.visits.registers.upshots import CONSULTED
from automation.visits.steps.table import HEADS, LEADERS, SUPERIORS, TECHNICAL, VISITING, dealer, step


@step("发征询卡", "VS3.2 VS2", sheet="consult_cards", since=("",), to="待收回", roles=VISITING, icon="FileNew", often=True,
      prints=("consult_card",), asks=(Ask("firm_no"), Ask("model"), Ask("handed_at", default="now")))
def hand_consult_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """给新客户发一张《征询卡》，征求使用意见。"""
    firm = dealer(desk, known["firm_no"])
    card = desk.after(row, **known, consult_no=desk.number("consult_cards"), customer=firm.name, handed_by=desk.person)
    yield desk.put(row, card)
    yield desk.print("consult_card", card)


@step("收回征询卡", "VS3.2", sheet="consult_cards", since=("待收回", "未收回"), to="已收回", roles=VISITING, icon="AcceptInvitation",
      asks=(*(Ask(name) for name in CONSULTED), Ask("usage"), Ask("wishes", required=False), Ask("answered_by"),
            Ask("returned_on", default="now")))
def return_consult_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """新客户填好的征询卡收回来，登记意见。"""
    yield row.set(**known)


@step("不再等征询卡", "VS3.2", sheet="consult_cards", since=("待收回",), to="未收回", roles=HEADS, icon="DeclineInvitation",
      asks=(Ask("lapsed_on", default="now"), Ask("note")))
def lapse_consult_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """催过仍不交回的征询卡，不再等候，写明情况。"""
    yield row.set(**known)


@step("紧急报告", "VS11", sheet="visits", since=VISIT_STATES.names, to="", roles=HEADS, icon="HighImportance",
      prints=("urgent_report",),
      asks=(Ask("urgent_kind"), *(Ask(name, of="urgent_reports") for name in ("matter", "influence", "advice"))))
def raise_urgent(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """区域销售主管把日报里本单位不能自行解决的事，填《巡访紧急报告》通报上级。"""
    if row.urgent_no is not None:
        raise StepRefused(f"{row.key}已经填了紧急报告{row.urgent_no}，不用再填。", "VS11", "urgent_no")
    told = {name: known[name] for name in ("matter", "influence", "advice")}
    report = desk.new("urgent_reports", visit_no=row.key, kind=known["urgent_kind"], **told, raised_by=desk.person, raised_at=desk.now)
    visit = row.but(urgent_no=report.key, urgent_kind=known["urgent_kind"])
    yield desk.put(row, visit)
    yield append(report)
    yield desk.ahead(visit).print("urgent_report", report)


@step("批示紧急报告", "VS11", sheet="urgent_reports", since=("待批示",), to="已批示", roles=tuple(dict.fromkeys((*SUPERIORS, *LEADERS))),
      icon="ReviewAcceptChange", asks=(Ask("ruling"), Ask("ruled_at", default="now")))
def rule_urgent(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """上级对紧急报告作出批示。"""
    check_other_person(desk.person, row.raised_by, "写报告", "VS11", "ruled_by")
    yield row.set(**known, ruled_by=desk.person)


@step("报请技术协助", "VS7", sheet="visits", since=VISIT_STATES.names, to="", roles=VISITING, icon="AssignTask",
      asks=(Ask("tech_problem"), Ask("major", of="tech_helps", default="否"), Ask("helper", of="tech_helps"),
            Ask("due_on", of="tech_helps")))
def open_help(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把巡访中遇到的技术问题交给技术人员，写明谁负责、哪一天以前解决。"""
    if row.help_no is not None:
        raise StepRefused(f"{row.key}已经报请过技术协助（{row.help_no}），不用再办。", "VS7", "help_no")
    if known["due_on"] < desk.now.date():
        raise StepRefused("“应解决”的日期已经过了，请改正。", "VS7", "due_on")
    told = {name: known[name] for name in ("major", "helper", "due_on")}
    opened = desk.new("tech_helps", visit_no=row.key, customer=row.customer, problem=known["tech_problem"], **told,
                      opened_by=desk.person, opened_at=desk.now)
    yield desk.put(row, row.but(tech_problem=known["tech_problem"], help_no=opened.key))
    yield append(opened)


@step("移交技术问题", "VS7", sheet="tech_helps", since=("处理中",), to="已移交", roles=TECHNICAL, icon="FileSendAsAttachment",
      asks=(Ask("department"), Ask("receiver"), Ask("handed_at", default="now")))
def hand_help(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """重大的技术问题移交生产部门或技术部门协助解决。"""
    yield row.set(**known)


@step("解决技术问题", "VS7", sheet="tech_helps", since=("处理中", "已移交"), to="已解决", roles=TECHNICAL, icon="MarkTaskComplete",
      asks=(Ask("solution"), Ask("solved_at", default="now")))
def solve_help(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """技术问题解决了，写明情况；重大的要先移交过。"""
    if row.major == "是" and row.handed_at is None:
        raise StepRefused(f"{row.key}是重大技术问题，要先移交生产部门或技术部门，再登记解决。", "VS7", "handed_at")
    yield row.set(**known, solved_by=desk.person)
