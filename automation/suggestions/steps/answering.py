"""The customer is told (SG5.4, SG5.5): adopted or not, when and how it is carried out; then the implementation begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.step_checks import earlier, shown
from automation.core.steps import Answers, Ask, Desk
from automation.suggestions.registers.common import ADOPTED, REJECTED
from automation.suggestions.registers.proposals import NOT_FEASIBLE
from automation.suggestions.steps.table import OFFICE, step

_PLAN = ("implement_on", "implement_unit", "improvement")


@step("答复提案", "SG5.4 SG5.5", sheet="proposals", since=("待答复",), to="待实施", or_to=("不采纳",), roles=OFFICE,
      icon="FileSendAsAttachment", prints=("result_letter",),
      asks=(Ask("adopted"), Ask("reason", required=False), *(Ask(name, required=False) for name in _PLAN),
            Ask("ownership", required=False), Ask("replied_at", default="now")))
def answer_proposal(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """按研究结果告知客户采纳与否；采纳的写明实施时间和改进措施，不写就照研究部门所报的。"""
    studies = desk.where("studies", proposal_no=row.key)
    answered = row.but(**_answer(row, studies, known), replied_by=desk.person)
    yield desk.put(row, answered)
    yield desk.print("result_letter", answered)


@step("改期实施", "SG5.4", sheet="proposals", since=("待实施",), to="", roles=OFFICE, icon="CalendarInsert",
      asks=(Ask("reason", of="proposals"), Ask("implement_on", of="proposals")))
def put_off_implementation(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """不能按告知客户的日期实施的，另定日期，写明原因，并告知客户。"""
    new = known["implement_on"]
    if new <= max(row.implement_on, desk.now.date()):
        raise StepRefused(f"新的计划实施日（{shown(new)}）要晚于原来的（{shown(row.implement_on)}），也要晚于今天，请改正。",
                          "SG5.4", "implement_on")
    record = f"{desk.now:%Y-%m-%d} {shown(row.implement_on)}改为{shown(new)}：{known['reason']}"
    yield row.set(implement_on=new, put_off="；".join(filter(None, (row.put_off, record))))


@step("开始实施", "SG6.1 SG5.4", sheet="proposals", since=("待实施",), to="实施中", roles=OFFICE, icon="MarkTaskComplete",
      asks=(Ask("implemented_on", default="now"),))
def start_implementation(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """记下提案从哪一天开始实施，一年的成果从这天算起。"""
    yield row.set(**known, implemented_by=desk.person)


@step("核定降低额", "SG7.2", sheet="proposals", since=("待实施", "实施中", "已办结"), to="", roles=("会计", *OFFICE),
      icon="AccountingFormat", asks=(Ask("saving"), Ask("saving_basis"), Ask("saving_on", default="now")))
def fix_saving(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """供求计划确定时，把提案带来的年成本降低额定下来，评比以它为准。"""
    if row.saving_by is not None:
        raise StepRefused(f"{row.key}的成本降低额 {shown(row.saving_on)} 已经核定为 {row.saving} 元，供求计划确定时的金额不再改。",
                          "SG7.2", "saving")
    yield desk.put(row, row.but(**known, saving_by=desk.person))


def _answer(row: Row, studies: Sequence[Row], known: Answers) -> dict[str, Any]:
    """The answer to the customer as told, completed from the studies where it is adopted. Raises :class:`StepRefused`."""
    favourable = [study for study in studies if study.opinion != NOT_FEASIBLE]
    if known["reason"] is None and (known["adopted"] == REJECTED or not favourable):
        why = "不采纳的" if known["adopted"] == REJECTED else "研究部门都不建议采纳，仍要采纳的"
        raise StepRefused(f"{why}要写明“理由”，答复函里照此说明。", "SG5.4", "reason")
    if known["adopted"] == REJECTED:
        return dict(known) | dict.fromkeys((*_PLAN, "ownership"))
    days = [study.feasible_on for study in favourable if study.feasible_on is not None]
    usual = {"implement_on": max(days, default=None), "implement_unit": favourable[0].unit if favourable else None,
             "improvement": "；".join(study.improvement for study in favourable if study.improvement) or None}
    answer = dict(known) | {name: usual[name] if known[name] is None else known[name] for name in _PLAN}
    for name in (*_PLAN, "ownership"):
        if answer[name] is None:
            column = row.sheet[name]
            raise StepRefused(f"{ADOPTED}的提案要填“{column.header}”。{column.note}", column.article, name)
    if earlier(answer["implement_on"], known["replied_at"]):
        raise StepRefused(f"计划实施日（{shown(answer['implement_on'])}）早于答复客户（{shown(known['replied_at'])}），请改正。",
                          "SG5.4", "implement_on")
    return answer

