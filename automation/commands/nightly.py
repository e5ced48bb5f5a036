"""Commands of the night: check everything now, or every night."""

from __future__ import annotations

import sys
from datetime import datetime, time
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from automation.commands import Shown, Situation, argument, command
from automation.core.errors import KefubuError
from automation.core.findings import Severity
from automation.core.folder import Folder
from automation.desk import house
from automation.desk.checking import by_article, by_person
from automation.desk.nightly import Night, run
from automation.desk.scheduling import last_night, nights


@command("nightly", argument("--date", metavar="日期", help="当作这一天的晚上八点核对，例如 2026-03-05"),
         argument("--strict", action="store_true", help="有违反条文或资料有误时，以状态 1 结束"))
def nightly(options: Any, situation: Situation) -> Shown:
    """夜间核对：逐行核对全部登记簿，写出检查报告、检查结果和单据。

    结果在部门文件夹的“检查”里，每天一个文件夹：
      检查报告.html   图表和全部问题，可以打印
      检查结果.xlsx   可以筛选，每个责任人一张表，点单元格就到登记簿
      findings.json   给别的程序用
    """
    now = datetime.combine(_day(options.date), time(20)) if options.date else situation.now
    night = yield from checked(Folder.open(situation.folder), now, situation.login)
    yield from summary(night)
    serious = [finding for finding in night.findings if finding.severity is not Severity.NOTICE]
    return 1 if options.strict and serious else 0


@command("schedule", argument("--at", default="22:00", metavar="时刻", help="每晚什么时候核对，默认 22:00"))
def schedule(options: Any, situation: Situation) -> Shown:
    """守着时间，每晚核对一次；电脑夜里没开的，下次开着时补做。按 Ctrl+C 停止。

    也可以不用本命令，在“任务计划程序”里每晚运行 nightly，见 docs/安装与定时.md。
    """
    folder = Folder.open(situation.folder)
    offset = situation.now - datetime.fromtimestamp(0)
    started = _monotonic()
    yield f"每晚 {options.at} 核对“{folder.root}”。"

    def clock() -> datetime:
        return datetime.fromtimestamp(0) + offset + (_monotonic() - started)
    for moment in nights(options.at, last_night(folder.system), clock):
        night = yield from checked(folder, moment, situation.login)
        yield f"{moment:%Y-%m-%d %H:%M} 核对完毕，共 {len(night.findings)} 项，报告在 {night.report}"


def checked(folder: Folder, now: datetime, login: str) -> Shown:
    """Run the nightly behind a progress bar; gives the night."""
    with Progress(TextColumn("{task.description}"), BarColumn(), transient=True, disable=not sys.stdout.isatty()) as progress:
        task = progress.add_task("", total=1)

        def told(what: str, done: int, whole: int) -> None:
            progress.update(task, description=f"{what:<20}", completed=done, total=whole)
        night = run(folder, now, login, told)
    return night
    yield


def summary(night: Night) -> Shown:
    """Findings by article and by person, and where everything lies."""
    articles = house.articles()
    table = Table(title=f"{night.read_at:%Y-%m-%d %H:%M} 核对结果：共 {len(night.findings)} 项", title_justify="left")
    for header, justify in (("条文", "left"), ("标题", "left"), ("违反", "right"), ("资料", "right"), ("提示", "right"), ("举例", "left")):
        table.add_column(header, justify=justify, overflow="fold")
    for article, items in by_article(night.findings).items():
        counts = [sum(item.severity is severity for item in items) for severity in Severity]
        table.add_row(article, articles.title(article), *(str(count or "") for count in counts),
                      f"{items[0].key} {items[0].message}"[:44])
    yield table
    people = Table(title="各责任人待改正的事项", title_justify="left")
    people.add_column("责任人")
    people.add_column("件数", justify="right")
    for person, items in by_person(night.findings).items():
        people.add_row(person, str(len(items)))
    yield people
    yield f"检查报告：{night.report}"
    yield f"检查结果：{night.workbook}"
    yield f"单据：{night.report.parent / '单据'}（{len(night.forms)} 份）"


def _day(text: str):
    try:
        return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise BadDate(f"日期“{text}”看不懂，请写成 2026-03-05 这样。") from error


class BadDate(KefubuError):
    """A date on the command line that can't be read."""


def _monotonic():
    import time as clock
    from datetime import timedelta
    return timedelta(seconds=clock.monotonic())
