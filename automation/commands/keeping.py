"""Commands of keeping: undo, finish what waits, bring a backup back, find a row again, mend formulas and lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from string import ascii_uppercase
from typing import Any

from rich.table import Table

from automation.commands import Shown, Situation, argument, command, typed
from automation.commands.tables import shown
from automation.core import backups
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.locks import locked
from automation.core.restore import Restored, registers_of, restore, since
from automation.core.schema import Register
from automation.core.transactions import Order, Outcome
from automation.core.undo import undo
from automation.desk import house
from automation.desk.session import Session
from automation.desk.workbooks import refresh_lists, repair_formulas


@command("undo", argument("run", metavar="办理号", help="例如 20260305-091500-12（办理时显示，journal 命令可查）"),
         argument("--person", metavar="姓名", help="经手人"))
def undo_run(options: Any, situation: Situation) -> Shown:
    """撤销一次办理：它改过的格子恢复原样，加过的行清空，编号作废。撤销也可以再撤销。

    别人在它之后又办过同一行的，要先撤销后面的；有人在表里手工改过的格子不会被盖掉。印出的单据要人工收回作废。
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    session.recover()
    order = Order("撤销", session.person(options.person), session.login, situation.now)
    undone = undo(session.folder, house.catalogue(), options.run, order, session.department)
    yield f"已撤销 {options.run}（{undone.outcome.run}）。"
    if undone.void:
        yield f"编号 {'、'.join(undone.void)} 已记为作废，不会再发出。"
    if undone.forms:
        yield "这次办理印出的单据不会自动收回，请收齐每一联，写明“作废”："
        yield from (f"  {form}" for form in undone.forms)
    yield from waiting(undone.outcome)


@command("recover")
def recover(options: Any, situation: Situation) -> Shown:
    """补写已经办理、还没有写进登记簿的改动。每次办理和夜间核对时也会自动做。"""
    outcome = Session.open(situation.folder, situation.now, situation.login).recover()
    for register in outcome.applied:
        yield f"《{register}》已补写。"
    yield from waiting(outcome)
    if not outcome.applied and not outcome.pending:
        yield "没有待写入的改动。"


@command("restore", argument("day", nargs="?", metavar="日期", type=typed.day, help="取回哪一天的，例如 2026-03-05；不写就列出有哪些备份"),
         argument("--register", action="append", default=[], metavar="登记簿", help="只取回这一本，例如 叫修登记簿；可以写几次"),
         argument("--person", metavar="姓名", help="经手人"),
         argument("--dry-run", action="store_true", help="只看会取回哪些、那天起办过什么，不真的取回"))
def restore_day(options: Any, situation: Situation) -> Shown:
    """取回备份：登记簿恢复成某一天第一次写入以前的样子。

    现在的登记簿先另存在“系统/备份/取回前”，不会丢；那天起办理过的逐条列出，还要的请重新办理。
    有人开着登记簿，或有改动待写入时，不能取回。
    备份的规矩：有写入的日子最近 30 天每天一份，更早的每月留最早的一份，留最近 24 个月。
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    if not options.day:
        yield _backups(session.folder)
        return
    day = options.day
    if options.dry_run:
        for register in registers_of(session.folder, house.catalogue(), day, options.register):
            yield from _since(register, day, since(session.folder, register, day))
        yield "这是演练，没有取回。"
        return
    order = Order("取回备份", options.person or situation.login, session.login, situation.now)
    for restored in restore(session.folder, house.catalogue(), day, order, options.register):
        yield from _brought_back(restored, day)


@command("goto", argument("key", metavar="编号", help="要找的编号，例如 JX2026-00012"))
def goto(options: Any, situation: Situation) -> Shown:
    """按编号找到它现在在哪个登记簿的哪一行（登记簿排过序以后用）。"""
    session = Session.open(situation.folder, situation.now, situation.login)
    found = False
    for name, sheet in house.catalogue().sheets.items():
        data = session.whole(name)
        if (row := data.find(options.key)) is not None:
            found, index = True, data.numbers.index(row.number)
            where = data.workbook(index).removesuffix(".xlsx") or f"《{house.catalogue().register_of[name].title}》"
            cell = data.address(index, sheet.key)
            place = "最后（待写入，还没有行号）" if row.key in data.waiting else f"第 {cell.lstrip(ascii_uppercase)} 行（{cell}）"
            yield f"{where}“{data.title}”{place}"
    if not found:
        yield f"所有登记簿里都没有 {options.key}。"
    return 0 if found else 1


@command("repair")
def repair(options: Any, situation: Situation) -> Shown:
    """恢复被覆盖或丢失的公式，更新各登记簿里过时的下拉单和工作日历。

    有人开着的登记簿会跳过，关闭后再运行一次。
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    session.recover()
    left = 0
    with locked(session.folder, situation.login):
        for register in house.catalogue():
            try:
                yield from _repaired(session, register)
            except KefubuError as error:
                left += 1
                yield f"《{register.title}》没有动：{error}"
    yield "完毕。" if not left else f"还有 {left} 本没有修，请按提示处理后再运行一次。"
    return 1 if left else 0


def _repaired(session: Session, register: Register) -> Shown:
    data = session.register(register)
    backups.keep(session.folder, data.path, session.now)
    formulas = repair_formulas(data, session.department)
    lists = refresh_lists(data.path, register, session.department)
    if formulas:
        yield f"《{register.title}》恢复公式 {formulas} 格。"
    if lists:
        yield f"《{register.title}》更新了{lists}。"


def waiting(outcome: Outcome) -> Shown:
    """Which registers wait, and why."""
    for register, why in outcome.pending.items():
        yield f"《{register}》的改动已记下，稍后自动写入（待写入）：{why}"


def _backups(folder: Folder) -> Table | str:
    known = backups.days(folder)
    if not known:
        return "还没有备份。每天第一次写入登记簿以前会自动存一份。"
    table = Table(title="有这些备份（那天第一次写入以前的样子）", title_justify="left", title_style="bold")
    table.add_column("日期", no_wrap=True)
    table.add_column("登记簿", overflow="fold")
    for day, names in known.items():
        table.add_row(f"{day}", "、".join(name.removesuffix(".xlsx") for name in names))
    return table


def _brought_back(restored: Restored, day: date) -> Shown:
    yield f"《{restored.register.title}》已恢复成 {day} 第一次写入以前的样子。"
    if restored.aside:
        yield f"原来的另存在：{restored.aside}"
    yield from _since(restored.register, day, restored.since)


def _since(register: Register, day: date, entries: Sequence[Any]) -> Shown:
    if not entries:
        yield f"从 {day} 起《{register.title}》没有办理过。"
        return
    table = Table(title=f"从 {day} 起《{register.title}》办理过 {len(entries)} 次，取回的登记簿里没有，还要的请重新办理",
                  title_justify="left", caption="每次改了什么，用 journal show 办理号 查看", caption_justify="left")
    for header in ("办理号", "时间", "事项", "经手人"):
        table.add_column(header, no_wrap=True)
    for entry in entries:
        table.add_row(entry.run, shown(entry.when), entry.step, entry.person)
    yield table
