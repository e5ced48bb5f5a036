"""Commands of the night: check everything now, or every night."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from automation.commands import Shown, Situation, argument, command, typed
from automation.core.errors import KefubuError, failure
from automation.core.findings import Finding, Severity
from automation.core.folder import Folder
from automation.desk import house
from automation.desk.checking import by_article, by_person, count
from automation.desk.nightly import Night, run
from automation.desk.scheduling import RETRY_MINUTES, last_night, nights, note_night

EVENING = time(20)
"""When ``--date`` looks at the registers."""

_COLOURS = {Severity.BREACH: "red", Severity.DATA: "yellow", Severity.NOTICE: "dim"}
_ROOM_FOR_EXAMPLES = 118


@command("nightly", argument("--date", metavar="日期", type=typed.day, help="当作这一天的晚上八点核对，例如 2026-03-05"),
         argument("--strict", action="store_true", help="有违反条文或资料有误时，以状态 1 结束"))
def nightly(options: Any, situation: Situation) -> Shown:
    """夜间核对：逐行核对全部登记簿，写出检查报告、检查结果和单据。

    例如：
      python -m automation nightly                     核对到现在为止
      python -m automation nightly --date 2026-03-05   核对到那天晚上八点为止

    结果在部门文件夹的“检查”里，每天一个文件夹：
      检查报告.html   图表和全部问题，可以打印
      检查结果.xlsx   可以筛选，每个责任人一张表，点单元格就到登记簿
      单据            次日优先派工单、到期通知书、服务日报表
      findings.json   给别的程序用
    有一本登记簿读不出来时，算一项问题，其余的照常核对。
    """
    now = datetime.combine(options.date, EVENING) if options.date else situation.now
    folder = Folder.open(situation.folder)
    night = yield from checked(folder, now, situation.login)
    if not options.date:
        note_night(folder.system, now)
    yield from summary(night)
    serious = [finding for finding in night.findings if finding.severity is not Severity.NOTICE]
    return 1 if options.strict and serious else 0


@command("schedule", argument("--at", default="22:00", metavar="时刻", type=typed.time_of_day, help="每晚什么时候核对，默认 22:00"))
def schedule(options: Any, situation: Situation) -> Shown:
    r"""守着时间，每晚核对一次；电脑夜里没开的，下次开着时补做。按 Ctrl+C 停止。

    例如：
      python -m automation schedule --at 21:30 --folder D:\客服簿

    也可以不用本命令，在“任务计划程序”里每晚运行 nightly，见 docs/安装与定时.md。
    """
    folder = Folder.open(situation.folder)
    yield f"每晚 {options.at} 核对“{folder.root}”。按 Ctrl+C 停止。"
    try:
        for moment in nights(options.at, lambda: last_night(folder.system), situation.clock):
            yield from _one_night(folder, moment, situation.login)
    except KeyboardInterrupt:
        yield "已停止。没有核对的夜晚，下次开着时补做。"


def _one_night(folder: Folder, moment: datetime, login: str) -> Shown:
    """A failure (the share is away, the disk is full) doesn't end the watch: the night stays missed and is tried again."""
    try:
        night = yield from checked(folder, moment, login)
        note_night(folder.system, moment)
    except (KefubuError, OSError) as error:
        yield f"{moment:%Y-%m-%d %H:%M} 没有核对成功：{failure(error)}{RETRY_MINUTES} 分钟后再试。"
        return
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
    if night.findings:
        yield ArticleTable(night)
        yield _people(night.findings)
    else:
        yield f"{night.read_at:%Y-%m-%d %H:%M} 核对完毕，没有发现问题。"
    yield f"检查报告：{night.report}"
    yield f"检查结果：{night.workbook}"
    if night.forms:
        yield f"单据：{night.report.parent / '单据'}（{len(night.forms)} 份）"


@dataclass(frozen=True)
class ArticleTable:
    """How many findings each article has; with an example of each where the screen has room for it."""

    night: Night

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """One line for each article, however narrow the screen."""
        roomy = options.max_width >= _ROOM_FOR_EXAMPLES
        found = self.night.findings
        table = Table(title=f"{self.night.read_at:%Y-%m-%d %H:%M} 核对结果：共 {len(found)} 项", title_justify="left",
                      title_style="bold", show_footer=True)
        table.add_column("条文", "合计", no_wrap=True, min_width=7)
        table.add_column("标题", no_wrap=True, overflow="ellipsis", min_width=min(44, options.max_width - 36), max_width=44)
        for severity in Severity:
            table.add_column(severity.value, str(count(found, severity)), justify="right", no_wrap=True,
                             style=_COLOURS[severity], min_width=4)
        if roomy:
            table.add_column("举例", no_wrap=True, overflow="ellipsis", ratio=1)
        for article, items in by_article(found).items():
            example = [f"{items[0].key} {items[0].message}".strip()] if roomy else []
            table.add_row(article, house.articles().title(article), *_counts(items), *example)
        yield table


def _people(found: Sequence[Finding]) -> Table:
    table = Table(title="各责任人待改正的事项", title_justify="left", title_style="bold")
    table.add_column("责任人", no_wrap=True)
    for severity in Severity:
        table.add_column(severity.value, justify="right", style=_COLOURS[severity], min_width=4)
    table.add_column("合计", justify="right")
    for person, items in by_person(found).items():
        table.add_row(person, *_counts(items), str(len(items)))
    return table


def _counts(items: Sequence[Finding]) -> list[str]:
    return [str(count(items, severity) or "") for severity in Severity]
