"""Commands of every day: take a step, look a customer up, explain a deadline, watch the limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rich.text import Text

from automation.commands import Shown, Situation, argument, command, typed
from automation.commands.tables import customer_file, planned, step_page, steps_by_sheet, story_table
from automation.core.clock_text import explain_deadline, explain_elapsed
from automation.core.department import Department
from automation.core.errors import KefubuError, StepRefused, failure
from automation.core.folder import NoFolder
from automation.core.rows import Row
from automation.core.schema import Column, Kind
from automation.core.steps import Desk, Step, plan
from automation.core.values import NotUnderstood, understand
from automation.desk import destroying, house
from automation.desk.lookup import look_up
from automation.desk.search import search
from automation.desk.session import Session
from automation.desk.watch import looked
from automation.desk.workbooks import BLANK

_CITY = "市区"


class NoSuchStep(KefubuError):
    """A step that isn't in the table."""


class NoSuchArea(KefubuError):
    """An area that 基础资料 doesn't know."""


@command("do", argument("step", metavar="事项", help="办理什么，例如 派工（steps 命令列出全部）"),
         argument("key", metavar="编号", help="办理哪一行，写它的编号；新的一行写 新；还没有编号的写行号，例如 第12行"),
         argument("answers", metavar="栏名=内容", nargs="*", default=(), help="要填的内容，例如 技术员=王磊；内容里有空格的加引号"),
         argument("--person", metavar="姓名", help="经手人；不写就按登录名查"),
         argument("--dry-run", action="store_true", help="只看会改什么，不真的办理，也不占用编号"))
def do(options: Any, situation: Situation) -> Shown:
    """办理一个事项：改好有关的登记簿，印出单据。

    例如：
      python -m automation do 登记叫修 新 客户名称=张伟 电话=13800000000 地址=中山路8号 区域=城东区 …
      python -m automation do 派工 JX2026-00012 技术员=王磊
      python -m automation do 到达 JX2026-00012 到达时间="2026-03-05 14:20"
      python -m automation do 派工 JX2026-00012 技术员=王磊 --dry-run

    某个事项要填什么，用 steps 命令看，例如 steps 派工。
    同样的事项也可以在 Excel 里选中那一行按按钮办理；办错了用 undo 撤销。
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    if not options.dry_run:
        yield from _recovered(session)
    step = _step(options.step)
    person = session.person(options.person)
    desk = session.desk(person, dry=options.dry_run)
    changes = plan(step, _row(step, options.key, desk, session), _answers(step, options.answers, session), desk)
    if options.dry_run:
        yield planned(step, changes)
        return
    outcome = session.commit(changes, step.title, person, step.articles)
    yield f"已办理“{step.title}”（{outcome.run}）。"
    for key in dict.fromkeys(change.values.get(house.catalogue().sheets[change.sheet].key) for change in changes
                             if hasattr(change, "values") and hasattr(change, "sheet")):
        if key and str(key) != options.key:
            yield f"编号：{key}"
    for document in outcome.documents:
        yield f"单据：{document}"
    if step.name == destroying.STEP:
        yield from (words for gone in destroying.carry_through(session) for words in gone.words)
    for register, why in outcome.pending.items():
        yield f"《{register}》的改动已记下，稍后自动写入（待写入）：{why}"
    for clash in outcome.clashes:
        yield f"{clash.key} 有一格在办理期间被人改过，没有覆盖：现在是“{clash.found}”，本来要写“{clash.wanted}”。请核对。"


@command("steps", argument("step", metavar="事项", nargs="?", help="只看这个事项：要填什么，印出什么"))
def steps(options: Any, situation: Situation) -> Shown:
    """列出全部可以办理的事项，或说明其中一个要填什么。

    例如：
      python -m automation steps          全部事项，按登记表排列
      python -m automation steps 派工     “派工”要填什么，由谁办，印出什么
    """
    yield step_page(_step(options.step)) if options.step else steps_by_sheet()


@command("find", argument("text", metavar="内容", help="编号、姓名、电话或商品型号"))
def find(options: Any, situation: Situation) -> Shown:
    """查找：在全部登记簿里按编号、姓名、电话或型号查，按时间列出来龙去脉，每一行写明在哪一格。

    写电话号码时，先列出客户的档案、商品和保修、合同、没办完的叫修。
    例如：
      python -m automation find 13800000000
      python -m automation find 张伟
      python -m automation find JX2026-00012
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    if not isinstance(understand(Column("phone", "电话", Kind.PHONE), options.text), NotUnderstood):
        yield from customer_file(look_up(options.text, session, session.department))
    story = search(options.text, session)
    if not story.lines:
        yield f"所有登记簿里都没有“{options.text}”。"
        return 1
    yield story_table(story)
    return 0


@command("clock", argument("start", metavar="开始", type=typed.moment, help="例如 “2026-02-13 16:40”"),
         argument("--end", metavar="结束", type=typed.moment, help="算从开始到这时用了多少上班时间"),
         argument("--hours", type=typed.hours, metavar="小时", help="算这么多上班时间在什么时候用完"),
         argument("--area", metavar="区域", help="按这个区域的到达时限算；不写按市区"))
def clock(options: Any, situation: Situation) -> Shown:
    """说明上班时间怎么算：哪些时段计入，哪些不计，最迟到什么时候。

    例如，市区的叫修最迟什么时候到达；按某个区域的时限；两个半小时在什么时候用完；两个时间之间有多少上班时间：
      python -m automation clock "2026-02-13 16:40"
      python -m automation clock "2026-02-13 16:40" --area 海淀区
      python -m automation clock "2026-02-13 16:40" --hours 2.5
      python -m automation clock "2026-02-13 16:40" --end "2026-02-25 10:00"

    没有部门文件夹也能算，这时按空白《基础资料》的上班时间。
    """
    try:
        department = Session.open(situation.folder, situation.now, situation.login).department
    except NoFolder:
        department = Department(situation.now, house.articles(), lambda name: BLANK.get(name, ()))
        yield "（这里不是部门文件夹，按空白《基础资料》的上班时间算：周一至周五 08:30–12:00、13:30–17:30。）"
    if options.end:
        yield explain_elapsed(department.clock, options.start, options.end)
    if options.hours is not None:
        yield explain_deadline(department.clock, options.start, options.hours)
    if options.area or (options.end is None and options.hours is None):
        zone = _zone(options.area, department)
        budget = department.limit("AS2.12", zone, options.start.date()) * 60
        yield explain_deadline(department.clock, options.start, budget, f"{options.area or ''}（{zone}）叫修".removeprefix("（市区）"),
                               "最迟到达")


@command("watch", argument("--every", type=typed.whole(1, 240), default=5, metavar="分钟", help="隔几分钟看一次，默认 5"),
         argument("--once", action="store_true", help="只看一次"))
def watch(options: Any, situation: Situation) -> Shown:
    r"""盯住还没有到达的叫修，快到时限时提醒；下班时间不提醒。按 Ctrl+C 停止。

    例如：
      python -m automation watch --folder D:\客服簿   每五分钟看一次
      python -m automation watch --every 10            每十分钟看一次
      python -m automation watch --once                只看一次
    """
    from automation.desk.scheduling import rounds
    moments = [situation.now] if options.once else rounds(options.every, situation.clock)
    try:
        yield from _watched(moments, situation)
    except KeyboardInterrupt:
        yield "已停止。"


def _watched(moments: Iterable[datetime], situation: Situation) -> Shown:
    """A register that somebody is just saving, or a share that is away, doesn't end the watch."""
    said = ""
    for moment in moments:
        try:
            look = looked(Session.open(situation.folder, moment, situation.login))
        except (KefubuError, OSError) as error:
            if situation.now == moment:
                raise
            yield f"{moment:%H:%M} 这次没有看成：{failure(error)}"
            continue
        if look.open or look.headline != said:
            yield Text(f"{moment:%H:%M} {look.headline}", style="" if look.urgent else "dim")
        said = look.headline
        for item in look.urgent:
            yield Text(f"  {item.sentence}", style="red" if item.left < 0 else "yellow")


def _recovered(session: Session) -> Shown:
    for register in session.recover().applied:
        yield f"上次没有写进《{register}》的改动已经补写。"


def _step(named: str) -> Step:
    for step in house.steps().values():
        if named in (step.name, step.title):
            return step
    raise NoSuchStep(f"没有“{named}”这个事项。用 steps 命令可以列出全部事项。")


def _row(step: Step, key: str, desk: Desk, session: Session) -> Row:
    """The row that a step is taken on: a new one, by its key, or by its place on the sheet."""
    if key in ("新", "new"):
        return Row(house.catalogue().sheets[step.sheet], {})
    if place := re.fullmatch(r"第?(\d{1,7})行", key):
        data = session.sheet(step.sheet)
        if int(place[1]) in data.numbers:
            return data.row(data.numbers.index(int(place[1])))
        raise StepRefused(f"“{data.title}”第 {place[1]} 行是空的，请核对行号。", step.articles[0])
    return desk.need(step.sheet, key, step.articles[0])


def _answers(step: Step, given: Sequence[str], session: Session) -> dict[str, Any]:
    answers = {}
    for item in given:
        header, equals, raw = re.sub("^([^=＝]*)＝", r"\1=", item).partition("=")
        if not equals:
            raise StepRefused(f"“{item}”要写成 栏名=内容，例如 技术员=王磊；内容里有空格的，整个加上引号。", step.articles[0])
        column = _column(step, header.strip())
        meaning = understand(column, raw, today=session.now.date())
        if isinstance(meaning, NotUnderstood):
            raise StepRefused(f"“{header}”{meaning.why}。{meaning.right}。", column.article, column.name)
        answers[column.name] = meaning.value
    return answers


def _column(step: Step, header: str) -> Column:
    """The column that a header means: one that the step asks for, else one of its own sheet."""
    asked = [house.catalogue().sheets[ask.of or step.sheet][ask.column] for ask in step.asks]
    for column in (*asked, *house.catalogue().sheets[step.sheet].columns):
        if header == column.header or header in column.former:
            return column
    known = "、".join(dict.fromkeys(column.header for column in asked)) or "（这个事项什么都不用填）"
    raise StepRefused(f"办理“{step.title}”没有“{header}”这一栏。可以写的有：{known}。", step.articles[0])


def _zone(area: str | None, department: Department) -> str:
    if area is None:
        return _CITY
    zone = department.lookup("areas", area, "zone")
    if zone is None:
        known = "、".join(row["name"] for row in department.rows("areas") if row.get("name"))
        raise NoSuchArea(f"《基础资料》“区域”里没有“{area}”" + (f"，只有：{known}。" if known else "，请先登记区域和市郊。"))
    return zone
