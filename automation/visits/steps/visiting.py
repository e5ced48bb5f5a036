"""The visit itself (VS3, VS9): entered with all that it brought, handed in on the same day, looked through by the superior."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import check_other_person
from automation.core.steps import Answers, Ask, Desk
from automation.visits.registers.common import ACTIVITIES
from automation.visits.steps.table import HEADS, VISITING, check_own_area, dealer, step, supervisor_of

_TOLD = (*(Ask(name) for name in ("business", "stock", "purchases", "sales")),
         *(Ask(name, required=False) for name in ("criticism", "suggestion", "hope", "complaint")),
         *(Ask(name) for name in ("market", "rivals", "policies")), *(Ask(name, required=False) for name in ACTIVITIES),
         Ask("effect"), *(Ask(name, required=False) for name in ("matters", "course", "result", "other", "tech_problem", "urgent_kind")),
         Ask("card_with", default="是"), Ask("note", required=False))


@step("登记巡访", "VS9 VS2 VS3.1 VS3.3 VS4 VS5", sheet="visits", since=("",), to="待报送", roles=VISITING, icon="TableInsert", often=True,
      asks=(Ask("started_at"), Ask("ended_at"), Ask("visitor", default="person"), Ask("firm_no"), Ask("line_no", required=False),
            Ask("own_reason", required=False), Ask("met"), *_TOLD))
def enter_visit(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """登记一次巡访：经销商的经营、库存、进货、销售，意见和建议，市场和同行，做了什么、效果如何。"""
    firm = dealer(desk, known["firm_no"])
    check_own_area(desk, firm, known["visitor"], known["own_reason"], "own_reason")
    _check_content(row, known)
    supervisor = supervisor_of(desk, firm.area)
    if supervisor is None:
        raise StepRefused(f"《基础资料》“区域”里没有写{firm.area or '这个区域'}的区域主管，请先补上。", "VS10", "supervisor")
    visit = desk.after(row, **known, visit_no=desk.number("visits"), customer=firm.name, grade=firm.grade, area=firm.area,
                       supervisor=supervisor, entered_at=desk.now)
    yield desk.put(row, visit)
    if known["line_no"] is not None:
        yield _made(visit, desk).set(visit_no=visit.key)


@step("报送日报", "VS9", sheet="visit_days", since=("",), to="待核阅", roles=VISITING, icon="FileSendAsAttachment", often=True,
      prints=("visit_day",), asks=(Ask("visitor", default="person"), Ask("day", default="now"), Ask("tomorrow")))
def submit_visit_day(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把当天的《巡访日报表》连同《客户卡》报送上级主管；报送以后又去了一家的，再报送一份。"""
    visitor, day = known["visitor"], known["day"]
    visits = [visit for visit in desk.where("visits", visitor=visitor) if visit.started_at.date() == day and visit.report_no is None]
    if not visits:
        raise StepRefused(f"{visitor} {day} 没有等着报送的巡访，请先办理“登记巡访”。", "VS9", "day")
    if without := [visit.customer for visit in visits if visit.card_with != "是"]:
        raise StepRefused(f"{'、'.join(without)}的客户卡没有附上；核对过客户卡以后，把“附客户卡”改成“是”，再报送。", "VS9", "card_with")
    report = desk.after(row, **known, report_no=desk.number("visit_days"), submitted_at=desk.now)
    yield desk.put(row, report)
    handed = [visit.but(report_no=report.key) for visit in visits]
    yield from (desk.put(visit, after) for visit, after in zip(visits, handed, strict=True))
    yield desk.ahead(report, *handed).print("visit_day", report)


@step("核阅巡访日报", "VS9", sheet="visit_days", since=("待核阅",), to="已核阅", roles=HEADS, icon="ReviewAcceptChange", often=True,
      asks=(Ask("read_at", default="now"), Ask("note", required=False)))
def read_visit_day(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """区域销售主管核阅巡访人员的日报。"""
    check_other_person(desk.person, row.visitor, "写日报", "VS9", "read_by")
    yield row.set(**known, read_by=desk.person)


def _check_content(row: Row, known: Answers) -> None:
    """VS3.3, VS9: something was done, and a matter that was handled says how and with what result."""
    if not any(known[name] == "是" for name in ACTIVITIES):
        raise StepRefused(f"这次巡访做了什么，至少写一样：{'、'.join(ACTIVITIES.values())}，写“是”。", "VS3.3", "introduced")
    for name in ("course", "result"):
        if known["matters"] is not None and known[name] is None:
            raise StepRefused(f"写了主要处理事项，就要写“{row.sheet[name].header}”。", "VS9", name)


def _made(visit: Row, desk: Desk) -> Row:
    """The planned visit that this one carries out."""
    line = desk.need("visit_plan_lines", visit.line_no, "VS5")
    if line.firm_no != visit.firm_no:
        raise StepRefused(f"{line.key}计划巡访的是{line.customer}，不是{visit.customer}，请核对巡访序号。", "VS5", "line_no")
    if line.visit_no is not None or line.cancelled_at is not None:
        said = f"已经巡访过（{line.visit_no}）" if line.visit_no else "已经取消"
        raise StepRefused(f"{line.key}{said}，请核对巡访序号；临时去的不用写序号。", "VS5", "line_no")
    return line
