"""The command of monthly statistics: made for any month, and filed for the check."""

from __future__ import annotations

import re
from typing import Any

from automation.commands import Shown, Situation, argument, command
from automation.core.monthly import MonthlyStatistics, month_of
from automation.core.rows import Row
from automation.core.steps import plan
from automation.desk import house
from automation.desk.gather import gather_session
from automation.desk.monthly import Made, make
from automation.desk.session import Session

_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_SHOWN = 20


@command("stats", argument("name", metavar="统计", nargs="?", help="哪一种统计：complaints（投诉）、visits（巡访）；不写就列出全部"),
         argument("month", metavar="月份", nargs="?", help="写成 2026-10 这样；不写就是上个月"),
         argument("--person", metavar="姓名", help="同时登记填报，送请审核；写填报的人"))
def stats(options: Any, situation: Situation) -> Shown:
    """月度统计表：一个月的工作簿、网页和数据，每个数字都能查到是哪几件。

    例如：
      python -m automation stats complaints           上个月的投诉统计表
      python -m automation stats complaints 2026-10   某个月的
    加上 --person，同时登记填报，送销售经理审核。
    审核过的不会被覆盖：登记簿后来有改动的，另存一份，列出哪些数字不同，以状态 1 结束。
    """
    statistics = _find(options.name)
    if statistics is None:
        yield f"没有“{options.name}”这种统计。" if options.name else "可以做的统计："
        for each in house.monthly():
            yield f"  {each.name}  {each.title}（{each.article}）"
        return 2 if options.name else 0
    month = options.month or month_of(situation.now.date(), -1)
    if not _MONTH.fullmatch(month) or month >= f"{situation.now:%Y-%m}":
        yield f"月份“{month}”不对：写成 2026-10 这样，过完这个月再统计。"
        return 2
    session = Session.open(situation.folder, situation.now, situation.login)
    session.recover()
    gathered = gather_session(session)
    if unread := gathered.unreadable:
        yield f"有登记簿读不出来，统计做不全，什么都没有写：{unread[0].message}"
        return 2
    status = 0
    for key in statistics.keys(gathered.books, month):
        made = make(session.folder, statistics, gathered, key)
        status |= yield from _said(made, statistics)
        if options.person and (statistics.parts is None or key.endswith(f" {options.person}")):
            yield from _filed(session, statistics, made, options.person)
    return status


def _find(name: str | None) -> MonthlyStatistics | None:
    return next((each for each in house.monthly() if name in (each.name, each.title)), None)


def _said(made: Made, statistics: MonthlyStatistics) -> Shown:
    if made.different:
        yield f"{made.month} 的{statistics.title}已经审核，保留不动；登记簿后来改动过，有 {len(made.different)} 个数字不同："
        for each in made.different[:_SHOWN]:
            yield f"  {each}"
        if len(made.different) > _SHOWN:
            yield "  ……"
        yield "按登记簿现在的情况另存了一份："
    elif made.checked:
        yield f"{made.month} 的{statistics.title}已经审核，和登记簿现在的数字一致，没有重做。"
    for path in made.files:
        yield f"{statistics.title}：{path}"
    return 1 if made.different else 0


def _filed(session: Session, statistics: MonthlyStatistics, made: Made, person: str) -> Shown:
    """The step that files the month, with the files and the mark of the figures."""
    step = house.steps()[statistics.files]
    answers = {"month": made.month, "file": made.files[0].name, "digest": made.digest}
    changes = plan(step, Row(house.catalogue().sheets[step.sheet], {}), answers, session.desk(person))
    session.commit(changes, step.title, person, step.articles)
    yield f"已办理“{step.title}”：{made.month}，送请审核。"
