"""The command for cells with two values: one that a step wanted to write, one that somebody typed meanwhile."""

from __future__ import annotations

from typing import Any

from automation.commands import Shown, Situation, argument, command
from automation.core.changes import SetCells
from automation.core.clashes import OpenClash, keep_as_it_is, open_clashes
from automation.core.conflicts import said
from automation.core.errors import KefubuError
from automation.core.journal import Journal
from automation.core.locks import locked
from automation.desk import house
from automation.desk.session import Session


class NothingToDecide(KefubuError):
    """No open clash of this run, row and column."""


@command("decide", argument("run", metavar="办理号", help="检查结果里写着"), argument("key", metavar="编号", help="哪一行"),
         argument("header", metavar="栏名", help="哪一栏"),
         argument("--keep", action="store_true", help="留下表里现在的内容"),
         argument("--write", action="store_true", help="改成办理时要写的内容"),
         argument("--person", metavar="姓名", help="由谁决定；不写就按登录名查"))
def decide(options: Any, situation: Situation) -> Shown:
    """两个值里定一个：办理要写的，和写进去以前有人手工改的。定了以后夜间核对不再提示。

    例如：
      python -m automation decide 20260305-091500-12 JX2026-00012 技术员 --keep
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    session.recover()
    found = _open(session, options)
    if options.keep == options.write:
        now, wanted = said(_value(session, found)), said(found.clash.wanted)
        yield f"现在是“{now}”，办理要写“{wanted}”。请加 --keep（留现在的）或 --write（写办理的）。"
        return 1
    person = session.person(options.person)
    if options.keep:
        with locked(session.folder, person):
            keep_as_it_is(Journal(session.folder), found, person, session.login, session.now)
        yield f"已定：{options.key} 的“{options.header}”保持现在的样子。"
        return 0
    row = session.find(found.clash.sheet, found.clash.key)
    if row is None or found.clash.column == row.sheet.key:
        raise NothingToDecide(f"{options.key} 这一行已经不在了，写不进去。请先从备份里找回这一行，再重新办理。")
    column = found.clash.column
    change = SetCells(found.clash.sheet, found.clash.key, {column: found.clash.wanted}, {column: row[column]}, row.number)
    outcome = session.commit([change], f"裁定 {found.commit.step}", person, found.commit.data["articles"])
    yield f"已定：{options.key} 的“{options.header}”改成“{said(found.clash.wanted)}”（{outcome.run}）。"
    for register, why in outcome.pending.items():
        yield f"《{register}》稍后自动写入（待写入）：{why}"
    return 0


def _open(session: Session, options: Any) -> OpenClash:
    for each in open_clashes(session.folder):
        header = house.catalogue().sheets[each.clash.sheet][each.clash.column].header
        if (each.commit.run, each.clash.key, header) == (options.run, options.key, options.header):
            return each
    raise NothingToDecide(f"{options.run} 里没有要决定的 {options.key}“{options.header}”：也许已经定过，或又办理过。"
                          "请看最近一次的检查结果。")


def _value(session: Session, found: OpenClash) -> Any:
    row = session.find(found.clash.sheet, found.clash.key)
    return None if row is None else row[found.clash.column]
