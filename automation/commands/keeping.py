"""Commands of keeping: undo, journal, recover, find a row again, mend formulas and lists."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from automation.commands import Shown, Situation, argument, command
from automation.core.folder import Folder
from automation.core.journal import Journal
from automation.core.journal_check import verify
from automation.core.transactions import Order
from automation.core.undo import undo
from automation.desk import house
from automation.desk.session import Session
from automation.desk.workbooks import refresh_lists, repair_formulas


@command("undo", argument("run", metavar="办理号", help="例如 20260305-091500-12（办理时显示，journal 命令可查）"),
         argument("--person", metavar="姓名", help="经手人"))
def undo_run(options: Any, situation: Situation) -> Shown:
    """撤销一次办理：它改过的格子恢复原样，加过的行清空。单据不收回。"""
    session = Session.open(situation.folder, situation.now, situation.login)
    session.recover()
    order = Order("撤销", session.person(options.person), session.login, situation.now)
    outcome = undo(session.folder, house.catalogue(), options.run, order, session.department)
    yield f"已撤销 {options.run}（{outcome.run}）。"
    for register, why in outcome.pending.items():
        yield f"《{register}》稍后自动写入（待写入）：{why}"


@command("recover")
def recover(options: Any, situation: Situation) -> Shown:
    """补写已经办理、还没有写进登记簿的改动。每次办理和夜间核对时也会自动做。"""
    outcome = Session.open(situation.folder, situation.now, situation.login).recover()
    for register in outcome.applied:
        yield f"《{register}》已补写。"
    for register, why in outcome.pending.items():
        yield f"《{register}》还写不进去：{why}"
    if not outcome.applied and not outcome.pending:
        yield "没有待写入的改动。"


@command("journal", argument("what", nargs="?", choices=("list", "verify"), default="list", help="list 最近的办理；verify 查验日志"),
         argument("--last", type=int, default=20, metavar="条数", help="显示最近多少条，默认 20"))
def journal(options: Any, situation: Situation) -> Shown:
    """查看办理记录，或查验它有没有被改过。"""
    record = Journal(Folder.open(situation.folder))
    if options.what == "verify":
        damages = verify(record.folder)
        for damage in damages:
            yield str(damage)
        if not damages:
            yield "日志完好。"
        return 1 if damages else 0
    table = Table("办理号", "时间", "事项", "经手人", "登记簿")
    for entry in record.commits()[-options.last:]:
        titles = {register.name: register.title for register in house.catalogue()}
        table.add_row(entry.run, f"{entry.when:%Y-%m-%d %H:%M}", entry.step, entry.person,
                      "、".join(titles.get(name, name) for name in entry.data["registers"]))
    yield table
    return 0


@command("goto", argument("key", metavar="编号", help="要找的编号，例如 JX2026-00012"))
def goto(options: Any, situation: Situation) -> Shown:
    """按编号找到它现在在哪个登记簿的哪一行（登记簿排过序以后用）。"""
    session = Session.open(situation.folder, situation.now, situation.login)
    found = False
    for register in house.catalogue():
        for data in session.register(register).sheets.values():
            row = data.find(options.key)
            if row is not None:
                found = True
                cell = data.address(data.numbers.index(row.number), data.sheet.key)
                yield f"《{register.title}》“{data.title}”第 {row.number} 行（{cell}）"
    if not found:
        yield f"所有登记簿里都没有 {options.key}。"
    return 0 if found else 1


@command("repair")
def repair(options: Any, situation: Situation) -> Shown:
    """恢复被覆盖或丢失的公式，更新各登记簿里过时的下拉单。"""
    session = Session.open(situation.folder, situation.now, situation.login)
    session.recover()
    for register in house.catalogue():
        data = session.register(register)
        formulas = repair_formulas(data, session.department)
        lists = refresh_lists(data.path, register, session.department)
        if formulas or lists:
            yield f"《{register.title}》恢复公式 {formulas} 格，更新下拉单 {lists} 个。"
    yield "完毕。"
