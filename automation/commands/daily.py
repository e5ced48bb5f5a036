"""Commands of every day: take a step, look a customer up, explain a deadline, watch the limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from rich.table import Table

from automation.commands import Shown, Situation, argument, command
from automation.core.clock_text import explain_deadline, explain_elapsed
from automation.core.errors import KefubuError, StepRefused
from automation.core.rows import Row
from automation.core.steps import Step, plan
from automation.core.values import NotUnderstood, understand
from automation.desk import house
from automation.desk.lookup import CustomerFile, look_up
from automation.desk.session import Session


class NoSuchStep(KefubuError):
    """A step that isn't in the table."""


@command("do", argument("step", metavar="事项", help="办理什么，例如 派工（用 steps 命令列出全部）"),
         argument("key", metavar="编号", help="办理哪一行，写它的编号；新的一行写 新"),
         argument("answers", metavar="栏名=内容", nargs="*", help="要填的内容，例如 技术员=王磊"),
         argument("--person", metavar="姓名", help="经手人；不写就按登录名查"),
         argument("--dry-run", action="store_true", help="只看会改什么，不真的办理"))
def do(options: Any, situation: Situation) -> Shown:
    """办理一个事项：改好有关的登记簿，印出单据。

    例如：
      python -m automation do 派工 JX2026-00012 技术员=王磊
      python -m automation do 登记叫修 新 叫修时间="2026-03-05 09:10" 客户名称=张伟 电话=13800000000 …
    同样的事项也可以在 Excel 里选中那一行按按钮办理。
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    yield from _recovered(session)
    step = _step(options.step)
    person = session.person(options.person)
    desk = session.desk(person, dry=options.dry_run)
    sheet = house.catalogue().sheets[step.sheet]
    row = Row(sheet, {}) if options.key in ("新", "new") else desk.need(step.sheet, options.key, step.articles[0])
    changes = plan(step, row, _answers(step, options.answers, session), desk)
    if options.dry_run:
        yield _planned(step, changes)
        return
    outcome = session.commit(changes, step.title, person, step.articles)
    yield f"已办理“{step.title}”（{outcome.run}）。"
    for document in outcome.documents:
        yield f"单据：{document}"
    for register, why in outcome.pending.items():
        yield f"《{register}》的改动已记下，稍后自动写入（待写入）：{why}"
    for clash in outcome.clashes:
        yield f"{clash.key} 有一格在办理期间被人改过，没有覆盖：现在是“{clash.found}”，本来要写“{clash.wanted}”。请核对。"


@command("steps")
def steps(options: Any, situation: Situation) -> Shown:
    """列出全部可以办理的事项。"""
    table = Table("事项", "登记表", "从哪个状态", "到哪个状态", "由谁办", "条文", "说明")
    for step in house.steps().values():
        title = house.catalogue().sheets[step.sheet].title
        table.add_row(step.title, title, "、".join(state or "新登记" for state in step.since), step.to or "不变",
                      "、".join(step.roles), " ".join(step.articles), step.tip)
    yield table


@command("find", argument("phone", metavar="电话", help="客户的电话号码"))
def find(options: Any, situation: Situation) -> Shown:
    """按电话查客户：档案、商品和保修、合同、没办完的叫修。"""
    session = Session.open(situation.folder, situation.now, situation.login)
    file = look_up(options.phone, session, session.department)
    yield from _customer(file)


@command("clock", argument("start", metavar="开始", help="例如 “2026-02-13 16:40”"),
         argument("--end", metavar="结束", help="算从开始到这时用了多少上班时间"),
         argument("--hours", type=float, metavar="小时", help="算这么多上班时间在什么时候用完"),
         argument("--area", metavar="区域", help="按这个区域的到达时限算"))
def clock(options: Any, situation: Situation) -> Shown:
    """说明上班时间怎么算：哪些时段计入，哪些不计，最迟到什么时候。"""
    session = Session.open(situation.folder, situation.now, situation.login)
    department = session.department
    start = _moment(options.start)
    if options.end:
        yield explain_elapsed(department.clock, start, _moment(options.end))
        return
    if options.hours is not None:
        budget = round(options.hours * 3600)
    else:
        zone = department.lookup("areas", options.area, "zone") or "市区"
        budget = department.limit("AS2.12", zone, start.date()) * 60
    yield explain_deadline(department.clock, start, budget)


@command("watch", argument("--every", type=int, default=5, metavar="分钟", help="隔几分钟看一次，默认 5"),
         argument("--once", action="store_true", help="只看一次"))
def watch(options: Any, situation: Situation) -> Shown:
    """盯住还没有到达的叫修，快到时限时提醒；下班时间不提醒。按 Ctrl+C 停止。"""
    from automation.desk.scheduling import repeat
    from automation.desk.watch import nearing
    moment = situation.now
    while True:
        session = Session.open(situation.folder, moment, situation.login)
        urgent = nearing(session.sheet("calls").rows(), session.department)
        yield f"[dim]{moment:%H:%M}[/dim] " + (f"有 {len(urgent)} 件快到时限或已超过" if urgent else "没有快到时限的叫修")
        for item in urgent:
            yield f"  [{'red' if item.left < 0 else 'yellow'}]{item.sentence}[/]"
        if options.once:
            return
        moment = repeat(timedelta(minutes=options.every), moment)


def _recovered(session: Session) -> Shown:
    for register in session.recover().applied:
        yield f"上次没有写进《{register}》的改动已经补写。"


def _step(named: str) -> Step:
    for step in house.steps().values():
        if named in (step.name, step.title):
            return step
    raise NoSuchStep(f"没有“{named}”这个事项。用 steps 命令可以列出全部事项。")


def _answers(step: Step, typed: list[str], session: Session) -> dict[str, Any]:
    sheets = [house.catalogue().sheets[name] for name in dict.fromkeys([step.sheet, *(ask.of for ask in step.asks if ask.of)])]
    answers = {}
    for item in typed:
        header, _, raw = item.partition("=")
        column = next((sheet.by_header[header] for sheet in sheets if header in sheet.by_header), None)
        if column is None:
            known = "、".join(dict.fromkeys(c.header for sheet in sheets for c in sheet.columns if c.formula is None))
            raise StepRefused(f"“{step.title}”没有“{header}”这一栏。可以写的有：{known}。", step.articles[0])
        meaning = understand(column, raw, today=session.now.date())
        if isinstance(meaning, NotUnderstood):
            raise StepRefused(f"“{header}”{meaning.why}{meaning.right}", column.article, column.name)
        answers[column.name] = meaning.value
    return answers


def _planned(step: Step, changes: list) -> Table:
    table = Table("登记表", "行", "改动", title=f"“{step.title}”会改：（演练，没有真的办理）")
    for change in changes:
        if hasattr(change, "text"):
            table.add_row("单据", "", change.path)
            continue
        sheet = house.catalogue().sheets[change.sheet]
        values = getattr(change, "values", {})
        key = getattr(change, "key", "新的一行")
        table.add_row(sheet.title, key, "；".join(f"{sheet[name].header}={value}" for name, value in values.items()) or "移到存档")
    return table


def _customer(file: CustomerFile) -> Shown:
    if not file.users:
        yield "没有这个电话的用户档案。登记叫修时会自动建档。"
        return
    for user in file.users:
        yield f"[bold]{user.name}[/bold]（{user.user_no}，{user.nature or ''}） {user.phone}  {user.address}"
    table = Table("商品型号", "机号", "购买日期", "保修到期", "现在")
    for goods, live in file.goods:
        table.add_row(goods.model, goods.serial or "", str(goods.bought_on or ""), str(goods.warranty_until or ""),
                      "保修期内" if live else "已过保修期")
    yield table
    for contract in file.contracts:
        yield f"有效合同 {contract.contract_no}：{contract.starts_on} 至 {contract.ends_on}"
    for call in file.open_calls:
        yield f"没办完的叫修 {call.call_no}：{call.called_at:%Y-%m-%d %H:%M} {call.fault}（{call.state}）"


def _moment(typed: str) -> datetime:
    column = house.catalogue().sheets["calls"]["called_at"]
    meaning = understand(column, typed)
    if isinstance(meaning, NotUnderstood):
        raise StepRefused(f"时间“{typed}”看不懂。{meaning.right}")
    return meaning.value
